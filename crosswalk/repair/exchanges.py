"""Exchanges of a process: amounts and internal numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from crosswalk.formats.ilcd.types import type_of
from crosswalk.repair.case import Case
from crosswalk.repair.fix import Fix, create
from crosswalk.repair.shape import shape_of
from crosswalk.repair.values import value_of

_NUMBER = "dataSetInternalID"
_WHOLE = re.compile(r"[0-9]{1,18}")  # ILCD has six digits; what is longer by far is no number to count on from


def _tag(name: str) -> str:
    return f"{{{type_of('process')['namespace']}}}{name}"


def _exchanges(case: Case) -> list[Any]:
    if case.kind != "process":
        return []
    inventory = case.root.find(_tag("exchanges"))
    return [] if inventory is None else list(inventory.iterchildren(_tag("exchange")))


def find_amounts(case: Case) -> Iterator[Fix]:
    """Exchanges with a resulting amount and no mean amount, where no variable stands between them: they are equal.

    By ILCD the resulting amount is the mean amount times the variable. Where neither is stated nothing is made up.
    """
    for exchange in _exchanges(case):
        mean, result = exchange.find(_tag("meanAmount")), exchange.find(_tag("resultingAmount"))
        text = "" if result is None else (result.text or "").strip()
        if (
            text
            and _lacks(mean)
            and value_of("Real").legal(text)
            and _lacks(exchange.find(_tag("referenceToVariable")))
        ):
            yield Fix(exchange, None, text, partial(_state, case, exchange, text))


def _lacks(element: Any) -> bool:
    return element is None or not (element.text or "").strip()


def _state(case: Case, exchange: Any, text: str) -> None:
    mean = exchange.find(_tag("meanAmount"))
    if mean is None:
        order = shape_of("process").parts[_tag("exchanges")].shape.parts[_tag("exchange")].shape.order
        mean = create(case.kind, exchange, _tag("meanAmount"), order)
    mean.text = text


def find_numbers(case: Case) -> Iterator[Fix]:
    """Exchanges without an internal number, or with one that an earlier exchange has: the next free number.

    References to the number go on meaning the first exchange that has it.
    """
    exchanges = _exchanges(case)
    numbers = [(exchange.get(_NUMBER) or "").strip() for exchange in exchanges]
    free = max((int(number) for number in numbers if _WHOLE.fullmatch(number)), default=-1) + 1
    seen: set[str] = set()
    for exchange, number in zip(exchanges, numbers, strict=True):
        if number and number not in seen:
            seen.add(number)
        else:
            yield Fix(exchange, exchange.get(_NUMBER), str(free), partial(exchange.set, _NUMBER, str(free)), _NUMBER)
            free += 1

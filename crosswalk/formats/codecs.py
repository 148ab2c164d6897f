"""Codecs that tables share. Those of one format live in its folder.

Each decodes text to a plain value and encodes it back; what cannot be read raises BadValue with the code
of the finding. Numbers keep the source's own characters in ``raw``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from crosswalk.carriers.node import NumberText, TruthText
from crosswalk.core import dates, numbers
from crosswalk.core.tables import table
from crosswalk.core.text import fold
from crosswalk.formats.spec import BadValue, Codec


def _keep(value: Any) -> Any:
    return value


string = Codec("string", _keep, str, free=True)
"""Text as it stands."""

whole = Codec("whole", _keep, _keep)
"""A Python value passed on untouched: what bridges use."""


def _read_amount(text: str) -> dict[str, Any]:
    if text.isdigit() and text.isascii() and len(text) < numbers.MAX_LENGTH:  # the most frequent shape
        return {"value": Decimal(text), "raw": str(text)}
    try:
        parsed = numbers.parse(text)
    except numbers.NumberUnclear as problem:
        raise BadValue(problem.code, text=text) from None
    return {"value": parsed.value, "raw": str(text)}


def _write_amount(value: Any) -> NumberText | None:
    number = value.get("value")
    if number is None:
        return None
    return NumberText(numbers.number_text(number, value.get("raw")))


def same_number(left: Any, right: Any) -> bool:
    """Whether two decoded amounts hold the same number."""
    return bool(left["value"] == right.get("value"))


amount = Codec("amount", _read_amount, _write_amount, same_number, bare=True)
"""A number with its own characters: ``{"value", "raw"}``."""


def _write_amount_text(value: Any) -> str | None:
    number = value.get("value")
    return None if number is None else numbers.number_text(number, value.get("raw"), bare=False)


amount_text = Codec("amount", _read_amount, _write_amount_text, same_number)
"""The same as a string in JSON: TIDAS writes its numbers so."""


def _write_percent(value: Any) -> str | None:
    number, raw = value.get("value"), value.get("raw")
    if number is None:
        return None
    text = numbers.number_text(number, raw, bare=False)
    return text if text == raw else format(number, "f")


percent = Codec("percent", _read_amount, _write_percent, same_number)
"""ILCD Perc, an xs:decimal: read like any number, written without an exponent where it is new."""


def _read_decimal(text: str) -> Decimal:
    value: Decimal = _read_amount(text)["value"]
    return value


decimal = Codec("decimal", _read_decimal, NumberText, bare=True)
"""A bare Decimal."""


def _read_integer(text: str) -> int:
    value = _read_decimal(text)
    if value.adjusted() >= numbers.CONTEXT.prec:
        raise BadValue("XW-N004", text=text)
    if value != value.to_integral_value():
        raise BadValue("XW-N005", text=text)
    return int(value)


integer = Codec("integer", _read_integer, NumberText, bare=True)
"""A whole number."""

integer_text = Codec("integer_text", _read_integer, str)
"""A whole number that stays a string in JSON."""


def _read_date(text: str) -> str:
    try:
        return dates.parse_date(text)
    except dates.DateUnclear as problem:
        raise BadValue(problem.code, text=text) from None


date = Codec("date", _read_date, str)
"""A date that stays as partial as it is: 2024, 2024-05 or 2024-05-01."""


def _read_truth(text: str) -> bool:
    found = _truths().get(fold(text))
    if found is None:
        raise BadValue("XW-N040", text=text)
    return found


@cache
def _truths() -> Mapping[str, bool]:
    return {fold(row["text"]): row["value"] == "true" for row in table("names/truth.csv")}


truth = Codec("truth", _read_truth, lambda value: TruthText("true" if value else "false"), bare=True)
"""true, false, 是, 否 …, written as a truth value."""

truth_text = Codec("truth_text", _read_truth, lambda value: "true" if value else "false")
"""The same, written as text: ILCD and TIDAS."""


def vocabulary(name: str, read: Callable[[], Mapping[str, str]], write: Callable[[], Mapping[str, str]]) -> Codec:
    """A codec that maps labels to the codes of a controlled vocabulary and back.

    ``read`` gives folded label -> code, ``write`` gives code -> label; a label that is not listed is a
    finding (XW-N041), never a guess.
    """

    def decode(text: str) -> str:
        found = read().get(fold(text))
        if found is None:
            raise BadValue("XW-N041", text=text, vocabulary=name)
        return found

    def encode(code: str) -> str | None:
        return write().get(code)

    return Codec(name, decode, encode)

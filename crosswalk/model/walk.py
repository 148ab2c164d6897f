"""The values of a model, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import Any

from pydantic import BaseModel

from crosswalk.core.numbers import format_plain
from crosswalk.model.base import Amount, Text
from crosswalk.model.epd import Cell, CellState

EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def leaves(model: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Pointer and text of every value of a model: texts by language, amounts by their value and unit."""
    if isinstance(model, Text):
        for spot, (language, text) in enumerate(model):
            yield f"{pointer}/{language or spot}", text
    elif isinstance(model, Amount):
        if model.value is not None:
            yield f"{pointer}/value", shortest(model.value)
        if model.unit is not None:
            yield f"{pointer}/unit", model.unit
        if isinstance(model, Cell) and model.state is not CellState.VALUE:  # a word in the place of a number
            yield f"{pointer}/state", model.raw or model.state.value
    elif isinstance(model, BaseModel):
        for name in type(model).model_fields:
            yield from leaves(getattr(model, name), f"{pointer}/{name}" if pointer else name)
    elif isinstance(model, tuple):
        for spot, item in enumerate(model):
            yield from leaves(item, f"{pointer}/{spot}")
    elif isinstance(model, Decimal):
        yield pointer, shortest(model)
    elif model is not None:
        yield pointer, str(model)


def shortest(value: Decimal) -> str:
    """The text of a number without zeros at its end: the same for 20, 20.0 and 2E+1, and every digit of it."""
    return format_plain(value.normalize(EXACT)) if value else "0"

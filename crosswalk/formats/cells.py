"""Cells of a result table: numbers, words such as ND, and what is neither."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from crosswalk.core import numbers
from crosswalk.core.tables import path_of, read_table
from crosswalk.core.text import fold
from crosswalk.formats.spec import Codec
from crosswalk.model.epd import CellState


@cache
def _states(path: Path) -> Mapping[str, str]:
    return {fold(row["word"]): row["state"] for row in read_table(path)}


def state_of(word: str) -> CellState:
    """The state that a word stands for; ``malformed`` for a text that is neither a number nor a known word."""
    if not word.strip():
        return CellState.EMPTY
    return CellState(_states(path_of("epd/words.csv")).get(fold(word), "malformed"))


@cache
def _word_of(path: Path, state: str) -> str:
    return next((row["word"] for row in read_table(path) if row["state"] == state), "")


def word_of(state: str) -> str:
    """The word that a state is written with; empty for none."""
    return _word_of(path_of("epd/words.csv"), state)


def read_cell(text: str) -> dict[str, Any]:
    """A cell as plain data: never raises, a text that cannot be read is kept as a malformed cell.

    Only numbers as programs write them are read; what people write otherwise (1,5 or 1 000) is never interpreted.
    """
    value = numbers.plain(text)
    if value is None:
        return {"state": str(state_of(text)), "raw": str(text)}
    return {"state": "value", "value": value, "raw": str(text)}


def write_cell(value: Mapping[str, Any]) -> str:
    """The text of a cell: the source's own characters, else the number or the word of the state."""
    number, raw = value.get("value"), value.get("raw")
    if number is not None:
        return str(raw) if raw is not None and numbers.plain(str(raw)) == number else str(number)
    return str(raw) if raw is not None else word_of(str(value.get("state", "empty")))


def same_cell(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """Whether two cells say the same: state and number, and the text where it is no number."""
    if left.get("state", "value") != right.get("state", "value") or left.get("value") != right.get("value"):
        return False
    return left.get("value") is not None or left.get("raw") == right.get("raw")


cell = Codec("cell", read_cell, write_cell, same_cell)
"""A result in a module: ``{"state", "value", "raw"}`` (``epd:amount`` is a string in the schema)."""

"""A form read back: rows of a workbook, JSON or YAML, each checked, with the cell that each answer stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crosswalk.carriers import json as exact
from crosswalk.carriers.archive import open_bytes
from crosswalk.carriers.sheet import Sheet, column_letters, read_workbook
from crosswalk.context.answers import Context
from crosswalk.context.checking import checked
from crosswalk.context.form import SCHEMA, SUFFIXES, columns
from crosswalk.core.errors import InputError, SyntaxBroken, UsageError
from crosswalk.core.places import Place
from crosswalk.core.text import fold

ANSWERED = ("value", "zh", "en")
"""The columns that make a row an answer."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a form: its texts by column, and where each of them stands."""

    texts: Mapping[str, str]
    place_of: Callable[[str], Place]

    @property
    def is_answered(self) -> bool:
        """Whether anything was filled in as an answer."""
        return any(self.texts.get(name) for name in ANSWERED)


def read_context(path: Path) -> Context:
    """The answers of a form, filled in wholly or in part; questions without an answer are left out.

    Raises InputError for what cannot be read (XW-Q021 for a form that is none) and for answers that fit no field,
    choice, type or scope, naming each cell; UsageError (XW-Q020) for another suffix.
    """
    reader = {".xlsx": _workbook, ".json": _json, ".yaml": _yaml, ".yml": _yaml}.get(path.suffix.lower())
    if reader is None:
        raise UsageError("XW-Q020", Place(file=str(path)), suffix=path.suffix or "-", known=", ".join(SUFFIXES))
    rows = [row for row in reader(open_bytes(path), path) if row.is_answered]
    return Context(checked((row.texts, _answer_place(row)) for row in rows))


def _answer_place(row: Row) -> Place:
    return row.place_of(next(name for name in ANSWERED if row.texts.get(name)))


def _workbook(data: bytes, path: Path) -> Iterator[Row]:
    found = False
    for sheet in read_workbook(data, str(path)).sheets:
        for number in sorted(sheet.rows):
            heads = _heads(sheet, number)
            if {"kind", "path", "value"} <= set(heads.values()):
                found = True
                yield from (_sheet_row(sheet, n, heads, path) for n in sorted(sheet.rows) if n > number)
                break
    if not found:
        raise InputError("XW-Q021", Place(file=str(path)))


def _heads(sheet: Sheet, number: int) -> dict[int, str]:
    """The columns of a form that a row of a sheet heads: by their Chinese words, the English ones, or both."""
    known = {fold(text): row["name"] for row in columns() for text in (row["zh"], row["en"], f"{row['zh']}{row['en']}")}
    heads = {column: known.get(fold(cell.value_text)) for column, cell in sheet.rows[number].items()}
    return {column: name for column, name in heads.items() if name is not None}


def _sheet_row(sheet: Sheet, number: int, heads: Mapping[int, str], path: Path) -> Row:
    cells = sheet.rows[number]
    texts = {name: cells[column].value_text.strip() for column, name in heads.items() if column in cells}
    spots = {name: f"{sheet.name}!{column_letters(column)}{number}" for column, name in heads.items()}
    return Row(texts, lambda name: Place(str(path), None, spots.get(name, f"{sheet.name}!A{number}")))


def _json(data: bytes, path: Path) -> Iterator[Row]:
    return _document(exact.parse(data, str(path)), path)


def _yaml(data: bytes, path: Path) -> Iterator[Row]:
    """YAML with every scalar as its own text: no number passes through a float."""
    import yaml  # only this carrier needs it

    try:
        document = yaml.load(data.decode("utf-8-sig"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts only
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise SyntaxBroken("XW-Q022", Place(file=str(path)), reason=str(problem)) from None
    return _document(document, path)


def _document(document: Any, path: Path) -> Iterator[Row]:
    answers = document.get("answers") if isinstance(document, dict) else None
    if not isinstance(answers, list) or document.get("schema", SCHEMA) != SCHEMA:
        raise InputError("XW-Q021", Place(file=str(path)))
    names = {row["name"] for row in columns()}
    for spot, row in enumerate(answers):
        pointer = f"/answers/{spot}"
        if not isinstance(row, dict):
            raise InputError("XW-Q021", Place(str(path), None, pointer))
        texts = {}
        for name, value in row.items():
            place = Place(str(path), None, f"{pointer}/{name}")
            if name not in names or isinstance(value, (dict, list)):
                raise InputError("XW-Q023", place, name=name, known=sorted(names))
            texts[name] = _text(value)
        yield Row(texts, _pointers(path, pointer))


def _pointers(path: Path, pointer: str) -> Callable[[str], Place]:
    return lambda name: Place(str(path), None, f"{pointer}/{name}")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).strip()

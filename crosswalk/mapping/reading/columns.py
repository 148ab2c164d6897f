"""Which column of a table holds what: by the caller's spec, else by the headers of ``mappings/lists/columns.csv``."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from crosswalk.core.errors import UsageError
from crosswalk.core.places import Place
from crosswalk.core.tables import path_of, read_table
from crosswalk.core.text import fold

TABLE = "lists/columns.csv"
FIELDS = (
    "uuid", "name", "context", "subcontext", "unit", "cas", "formula", "synonyms", "property", "property_name", "type",
    "version", "location",
)  # fmt: skip
MANY = ("name", "synonyms")
"""Fields of which every column counts."""
JOINED = ("context", "subcontext")
HEADER_ROWS = 25
"""Rows in which the header is looked for: titles and notes may stand above it."""
_MARKS = re.compile(r"[\s_\-.()（）]+")


@dataclass(frozen=True)
class Column:
    """A column that is read: its position from 0, its field, and the language of its texts."""

    spot: int
    field: str
    language: str = ""


@dataclass(frozen=True)
class Layout:
    """The columns of a table, and the headers of those that nothing is taken from."""

    columns: tuple[Column, ...]
    unused: tuple[str, ...] = ()
    header_row: int = -1
    """Where the header stands, counted from 0 among the rows; -1 where there is none."""
    width: int = 0
    score: int = field(default=0, compare=False)

    def spots(self, *fields: str) -> tuple[Column, ...]:
        """The columns of some fields, those of the first field first."""
        return tuple(column for name in fields for column in self.columns if column.field == name)


def flat(header: str) -> str:
    """A header for comparing."""
    return _MARKS.sub("", fold(header.lstrip("\ufeff")))


@cache
def _known(file: Path) -> Mapping[str, tuple[str, str]]:
    return {flat(row["header"]): (row["field"], row["language"]) for row in read_table(file)}


def recognise(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The layout of a table by the headers among its first rows; None where no row names a flow's name.

    Of several rows that might be the header, the one that names most fields is taken. A name alone is enough for a
    table of one column.
    """
    layouts = [_layout(row, number) for number, row in enumerate(rows[:HEADER_ROWS])]
    fitting = [layout for layout in layouts if layout.spots("name") and (layout.score > 1 or layout.width == 1)]
    return max(fitting, key=lambda layout: (layout.score, -layout.header_row), default=None)


def _layout(header: Sequence[str], number: int) -> Layout:
    known = _known(path_of(TABLE))
    columns: list[Column] = []
    taken: set[str] = set()
    for spot, text in enumerate(header):
        name, language = known.get(flat(text), ("", ""))
        if name and (name in MANY or name not in taken):
            columns.append(Column(spot, name, language))
            taken.add(name)
    used = {column.spot for column in columns}
    unused = tuple(text for spot, text in enumerate(header) if text and spot not in used)
    return Layout(tuple(columns), unused, number, len(header), len(taken))


def by_spec(spec: str, rows: Sequence[Sequence[str]], file: str) -> Layout:
    """The layout that a spec states: ``name=Substance,context=Medium+Place,name_zh=名称``, or column numbers from 1.

    With numbers only, the table has no header. Raises UsageError (XW-L117) for an unknown field, a header that no row
    has, or a spec without a name.
    """
    wanted = [_part(text, spec, file) for text in next(csv.reader([spec], skipinitialspace=True))]
    heads = [head for _, _, headers in wanted for head in headers]
    numbered = all(head.isascii() and head.isdigit() for head in heads)
    number = -1 if numbered else _row_of(heads, rows, spec, file)
    header = [] if numbered else list(rows[number])
    places = {flat(text): spot for spot, text in reversed(list(enumerate(header)))}
    columns = tuple(
        Column(int(head) - 1 if numbered else places[flat(head)], name, language)
        for name, language, headers in wanted
        for head in headers
    )
    if not any(column.field == "name" for column in columns) or any(column.spot < 0 for column in columns):
        raise UsageError("XW-L117", Place(file=file), spec=spec, reason="name=?", columns=header or "-")
    used = {column.spot for column in columns}
    unused = tuple(text for spot, text in enumerate(header) if text and spot not in used)
    return Layout(columns, unused, number, len(header), len(columns))


def _part(text: str, spec: str, file: str) -> tuple[str, str, list[str]]:
    name, equals, headers = text.partition("=")
    name = name.strip().lower()
    base, _, language = name.rpartition("_")
    if base in MANY:
        name = base
    else:
        language = ""
    if not equals or name not in FIELDS:
        raise UsageError("XW-L117", Place(file=file), spec=spec, reason=text, columns=FIELDS)
    parts = headers.split("+") if name in JOINED or name in MANY else [headers]
    return name, language, [part.strip() for part in parts]


def _row_of(heads: Sequence[str], rows: Sequence[Sequence[str]], spec: str, file: str) -> int:
    """The row that holds every header of a spec."""
    wanted = {flat(head) for head in heads}
    for number, row in enumerate(rows[:HEADER_ROWS]):
        if wanted <= {flat(text) for text in row}:
            return number
    near = max(rows[:HEADER_ROWS], key=lambda row: len(wanted & {flat(text) for text in row}), default=[])
    lacking = [head for head in heads if flat(head) not in {flat(text) for text in near}]
    raise UsageError("XW-L117", Place(file=file), spec=spec, reason=lacking, columns=_seen(near))


def _seen(row: Sequence[str]) -> list[str]:
    return [text for text in row if text] or ["-"]


def most_told(rows: Sequence[Sequence[str]]) -> list[str]:
    """The row that most likely is the header of a table that was not recognised, for a message."""
    known = _known(path_of(TABLE))
    some = list(rows[:HEADER_ROWS])
    best = max(some, key=lambda row: (sum(flat(text) in known for text in row), len(row)), default=[])
    return _seen([text[:60] for text in best][:40])


def known_headers() -> Iterator[str]:
    """The headers that stand for a flow's name, for a message."""
    return (row["header"] for row in read_table(path_of(TABLE)) if row["field"] == "name")

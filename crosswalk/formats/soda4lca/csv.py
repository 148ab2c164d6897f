"""The CSV export: bytes to the tree of each dataset and back.

A row of the file is a dataset in one module under one scenario, so facts of the dataset stand in every row.
The tree holds them once::

    {"facts": {…}, "product": {…}, "results": {"rows": [{"module": "A1-A3", "GWP": "1.5"}, …]},
     "repeated": [{…}], "differing": [{…}]}

with what later rows repeat or say otherwise apart. Members go by the names of the table of columns; every
non-empty cell of the file is one leaf. A decimal comma is a mark of the file: in the tree it is a point.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from crosswalk.carriers.text import decode
from crosswalk.core.errors import SyntaxBroken
from crosswalk.core.places import Place
from crosswalk.core.tables import path_of, read_table
from crosswalk.formats.soda4lca.csv_syntax import Worded

_HIGH = re.compile(rb"[\x80-\xff]+")
_FOUR = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]")
_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?")
_POINT = re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_LANGUAGE = re.compile(r"(.*\S) ?\((.+)\)", re.DOTALL)
_ROUNDED = re.compile(r"[+-]?[0-9][.,][0-9]{2}E\+[0-9]{2}")
"""A larger number as a spreadsheet shows it: three digits are left. Servers write no plus sign."""
NUMBERS = ("number", "input", "output", "impact")
RESULTS = ("input", "output", "impact")
Column = Mapping[str, str]
Lines = Sequence[Sequence[str]]


def columns(*kinds: str) -> tuple[Column, ...]:
    """The columns of the kinds, in the order of the export; all without kinds."""
    return tuple(row for row in read_table(path_of("soda4lca/csv_columns.csv")) if not kinds or row["kind"] in kinds)


@cache
def _by_header(path: Path) -> Mapping[str, Column]:
    found: dict[str, Column] = {}
    for row in read_table(path):
        for header in (row["en"], row["de"], *row["also"].split("|")):
            found.setdefault(header, row)
    return found


def column_of(header: str) -> tuple[Column | None, str | None]:
    """The column that a header names, and the language that it bears."""
    known = _by_header(path_of("soda4lca/csv_columns.csv"))
    title = header.strip()
    if title in known:
        return known[title], None
    hit = _LANGUAGE.fullmatch(title)
    column = known.get(hit.group(1)) if hit else None
    return (column, hit.group(2)) if hit and column is not None and column["kind"] == "texts" else (None, None)


def is_export(head: bytes) -> bool:
    """Whether bytes begin with the header of an export: the identifier first, then columns that are known."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    text = line.decode("latin-1")
    titles = [title.strip('" \r') for title in text.split(_separator(text))]
    return titles[0] == "UUID" and sum(column_of(title)[0] is not None for title in titles) >= 5


def _separator(header: str) -> str:
    """What parts the cells of a file: a semicolon as servers write it, else what a spreadsheet made of it."""
    return next((mark for mark in ";\t," if mark in header), ";")


def lines_of(data: bytes, file: str | None = None) -> Lines:
    """The cells of an export, line by line.

    Raises SyntaxBroken for an unknown encoding (XW-I108) and for a cell without an end (XW-E073).
    """
    text = text_of(data, file)
    reader = csv.reader(io.StringIO(text), delimiter=_separator(text.partition("\n")[0]))
    try:
        return list(reader)
    except csv.Error as problem:
        raise SyntaxBroken("XW-E073", Place(file=file, line=reader.line_num), reason=str(problem)) from None


def oddities(lines: Lines) -> Iterator[tuple[str, int | None, dict[str, Any]]]:
    """What is odd about a file as a whole: code, line and details of each finding."""
    headers = [(*column_of(title), title.strip()) for title in lines[0]] if lines else []
    rows = [line for line in lines[1:] if any(cell.strip() for cell in line)]
    cells = [cell for cell in _numbers(headers, rows) if cell.strip(" 0.,")]
    commas, points = _marks(cells)
    if commas and points:
        mark = "," if commas > points else "."
        yield "XW-E070", None, {"before": mark, "count": min(commas, points)}
    for number, line in enumerate(lines[1:], 2):
        if any(cell.strip() for cell in line) and len(line) < len(lines[0]):
            yield "XW-E071", number, {"before": str(len(line)), "after": str(len(lines[0]))}
    rounded = [cell for cell in cells if _ROUNDED.fullmatch(cell)]
    if rounded:
        yield "XW-E072", None, {"before": rounded[0], "count": len(rounded)}


def text_of(data: bytes, file: str | None = None) -> str:
    """The text of an export: UTF-8, else GB18030 or ISO-8859-1 (with the letters of Windows-1252).

    GB18030 writes a character in two bytes above 127 or in four, German a letter in one: most runs tell which.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        runs = _HIGH.findall(data)
        alone = sum(len(run) == 1 for run in runs)
    if _FOUR.search(data) or alone * 2 < len(runs):
        return decode(data, file)
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def trees(lines: Lines) -> Iterator[dict[str, Any]]:
    """The tree of each dataset of an export, in the order of their first rows."""
    headers = [(*column_of(title), title.strip()) for title in lines[0]] if lines else []
    rows = [line for line in lines[1:] if any(cell.strip() for cell in line)]
    if _has_comma(headers, rows):
        rows = [_with_points(headers, row) for row in rows]
    datasets: dict[tuple[str, ...], list[Sequence[str]]] = {}
    identity = [spot for spot, (column, _, _) in enumerate(headers) if column and column["column"] in _IDENTITY]
    for row in rows:
        datasets.setdefault(tuple(row[spot] if spot < len(row) else "" for spot in identity), []).append(row)
    for group in datasets.values():
        yield _tree(headers, group)


_IDENTITY = ("UUID", "version")
_Header = tuple[Column | None, str | None, str]


def _has_comma(headers: Sequence[_Header], rows: Iterable[Sequence[str]]) -> bool:
    """Whether the numbers of a file have a decimal comma: more of them do than have a point."""
    commas, points = _marks(list(_numbers(headers, rows)))
    return commas > points


def _numbers(headers: Sequence[_Header], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The cells of the columns that hold numbers."""
    spots = [spot for spot, (column, _, _) in enumerate(headers) if column and column["kind"] in NUMBERS]
    return (row[spot] for row in rows for spot in spots if spot < len(row))


def _marks(cells: Sequence[str]) -> tuple[int, int]:
    """How many numbers have a decimal comma, and how many a point."""
    return sum(map(has_comma, cells)), sum(_POINT.fullmatch(cell.strip()) is not None for cell in cells)


def has_comma(cell: str) -> bool:
    """Whether a cell is a number, if its comma is a decimal one."""
    return _COMMA.fullmatch(cell.strip()) is not None


def _with_points(headers: Sequence[_Header], row: Sequence[str]) -> list[str]:
    return [
        cell.replace(",", ".") if column and column["kind"] in NUMBERS and has_comma(cell) else cell
        for cell, (column, _, _) in zip(row, headers, strict=False)
    ] + list(row[len(headers) :])


def _tree(headers: Sequence[_Header], group: Sequence[Sequence[str]]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    rows: list[dict[str, str]] = []
    apart: dict[str, list[dict[str, str]]] = {"repeated": [], "differing": []}
    first = group[0]
    for number, row in enumerate(group):
        results: dict[str, str] = {}
        others: dict[str, dict[str, str]] = {"repeated": {}, "differing": {}}
        for spot, cell in enumerate(row):
            column, language, title = headers[spot] if spot < len(headers) else (None, None, f"#{spot + 1}")
            if not cell.strip():
                continue
            if column is None or column["kind"] in (*RESULTS, "key"):
                results[_free(results, column["column"] if column else title)] = cell
            elif number == 0:
                _place(root, column, language, cell)
            else:
                same = spot < len(first) and first[spot] == cell
                holder = others["repeated" if same else "differing"]
                holder[_free(holder, title)] = cell
        rows.append(results)
        for name, found in others.items():
            if found:
                apart[name].append(found)
    if any(rows):
        root["results"] = {"rows": [row for row in rows if row]}
    return root | {name: found for name, found in apart.items() if found}


def _free(holder: Mapping[str, Any], name: str) -> str:
    """The name, or one with a mark where a file has two columns of one name."""
    while name in holder:
        name += "#"
    return name


def _place(root: dict[str, Any], column: Column, language: str | None, cell: str) -> None:
    """Put a fact where the table of columns has it."""
    holder = root
    *owners, last = column["path"].split("/")
    for owner in owners:
        holder = holder.setdefault(owner, {})
    if column["kind"] == "texts":
        holder.setdefault(last, []).append(Worded(cell, language))
    else:
        holder[_free(holder, last)] = cell


def written(root: Mapping[str, Any], *, comma: bool = False) -> bytes:
    """An export of one dataset: UTF-8, the English titles, a decimal point unless a comma is asked for."""
    rows: list[Mapping[str, str]] = root.get("results", {}).get("rows") or [{}]
    titles, facts = _facts(root)
    known = {column["column"] for column in columns()}
    strange = list(dict.fromkeys(name for row in rows for name in row if name not in known))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    listed = columns("key", *RESULTS)
    writer.writerow([*titles, *(column["en"] for column in listed), *strange])
    for row in rows:
        cells = [_number(row.get(column["column"], ""), column, comma) for column in listed]
        writer.writerow(
            [
                *(_number(cell, column, comma) for column, cell in facts),
                *cells,
                *(row.get(name, "") for name in strange),
            ]
        )
    return out.getvalue().encode("utf-8")


def _number(cell: str, column: Column, comma: bool) -> str:
    number = comma and column["kind"] in NUMBERS and _POINT.fullmatch(cell.strip())
    return cell.replace(".", ",") if number else cell


def _facts(root: Mapping[str, Any]) -> tuple[list[str], list[tuple[Column, str]]]:
    """Titles and cells of the facts of a dataset."""
    titles: list[str] = []
    cells: list[tuple[Column, str]] = []
    for column in columns("fact", "texts", "number"):
        value: Any = root
        for name in column["path"].split("/"):
            value = value.get(name) if isinstance(value, Mapping) else None
        if column["kind"] != "texts" or not value:
            titles.append(column["en"])
            cells.append((column, str(value or "")))
            continue
        for text in value if isinstance(value, list) else [value]:
            language = getattr(text, "language", None)
            titles.append(column["en"] + (f" ({language})" if language else ""))
            cells.append((column, str(text)))
    return titles, cells

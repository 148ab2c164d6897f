"""From a workbook to a form: which cell is a label, a heading, a value.

Read leniently: sheets by number or name, headings by synonyms and with units in brackets, values to the
right of their labels, list rows below the row with the most known headings. What is recognised as
layout is told apart from what nobody knows, so that every cell has one fate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from crosswalk.carriers.form import FormLeaf, FormNode
from crosswalk.carriers.sheet import Cell, Sheet, Workbook
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.core.text import fold
from crosswalk.core.units import ratio
from crosswalk.formats.gbt24067.fields import ROWS, FieldRow, fields, label_key

HEADING = "#heading"
NOTE = "#note"
EXAMPLE = "#example"
UNKNOWN = "#unknown"
LAYOUT = frozenset({HEADING, NOTE, EXAMPLE})
"""Keys of cells that are the form itself, not its content."""
_BRACKETS = re.compile(r"[（(]([^（()）]*)[）)]\s*$")


@dataclass
class Layout:
    """The form that was recognised and what was noticed on the way."""

    root: FormNode = field(default_factory=FormNode)
    findings: list[Finding] = field(default_factory=list)
    known: int = 0
    """Cells that were recognised as labels or headings."""


@dataclass(frozen=True)
class Label:
    """A heading as it stands in a cell: the field it names, its unit, its language."""

    row: FieldRow
    unit: str | None = None
    english: bool = False


def recognise(workbook: Workbook) -> Layout:
    """The form of a workbook. Never fails: a workbook without any known label gives a form of residue."""
    layout = Layout()
    for sheet in workbook.sheets:
        if sheet.name.startswith("_"):
            node = FormNode()
            for cell in sheet.cells():
                node.add(NOTE, _leaf(cell))
            layout.root.add(NOTE, node)
            continue
        _recognise_sheet(sheet, layout)
    return layout


def _recognise_sheet(sheet: Sheet, layout: Layout) -> None:
    name = sheet_of(sheet.name)
    if _is_example(sheet.name):
        layout.root.add(EXAMPLE, _all_cells(sheet, EXAMPLE))
        return
    rows = [row for row in fields() if name is None or row["sheet"] == name]
    nodes: dict[str, FormNode] = {}
    for item in _read_sheet(sheet, rows, layout):
        home, key, child = item
        nodes.setdefault(home or name or UNKNOWN, FormNode()).add(key, child)
    for home, node in nodes.items():
        layout.root.add(home, node)


def _all_cells(sheet: Sheet, key: str) -> FormNode:
    node = FormNode()
    for cell in sheet.cells():
        node.add(key, _leaf(cell))
    return node


@cache
def _sheet_names() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in table("gbt24067/sheets.csv"):
        for label in (row["sheet"], row["zh"], row["en"], *row["synonyms"].split("|")):
            if label:
                found.setdefault(fold(label), row["sheet"])
    return found


def sheet_of(name: str) -> str | None:
    """The sheet of the form that a worksheet's name stands for, by its name or its two-digit number."""
    folded = fold(name)
    bare = re.sub(r"^[\d.、_\-]+|[\d_\-]+$", "", folded)
    hit = _sheet_names().get(folded) or _sheet_names().get(bare)
    if hit is not None:
        return hit
    number = re.match(r"^(\d{1,2})(?!\d)", folded)
    if number is None:
        return None
    return next((sheet for sheet in _sheet_names().values() if sheet.startswith(f"{int(number.group(1)):02d}_")), None)


def _is_example(text: str) -> bool:
    return fold(text).startswith(("示例", "填写示例", "example", "例:"))


def split_unit(text: str) -> tuple[str, str | None]:
    """A heading and the unit in the brackets at its end, if there is one."""
    hit = _BRACKETS.search(text.strip())
    if hit is None:
        return text, None
    inside = hit.group(1).split("/功能单位")[0].split("/声明单位")[0].strip()
    return text[: hit.start()].strip(), inside if ratio(inside) is not None else None


def _label(cell: Cell, rows: Sequence[FieldRow]) -> Label | None:
    """The field that a cell names, if it names one."""
    if cell.kind != "text" or len(cell.text) > 60:
        return None
    text = cell.text.split("\n")[0]
    bare, unit = split_unit(text)
    labels = _labels(tuple(id(row) for row in rows), tuple(rows))
    for candidate in (text, bare):
        if (row := labels.get(fold(candidate))) is not None:
            return Label(row, unit)
        for mark in ("(英文)", "英文", "(english)", "(en)"):
            folded = fold(candidate)
            if folded.endswith(mark) and (row := labels.get(folded.removesuffix(mark))) is not None:
                return Label(row, unit, english=True)
    return None


_cache: dict[tuple[int, ...], Mapping[str, FieldRow]] = {}


def _labels(key: tuple[int, ...], rows: tuple[FieldRow, ...]) -> Mapping[str, FieldRow]:
    """Folded headings, English labels and synonyms of some fields; a field's own heading wins."""
    if key not in _cache:
        found: dict[str, FieldRow] = {}
        for row in rows:
            found.setdefault(fold(row["heading"]), row)
        for row in rows:
            bare, _ = split_unit(row["heading"])
            for label in (bare, *row["synonyms"].split("|"), row["label_en"]):
                if label:
                    found.setdefault(fold(label), row)
        _cache[key] = found
    return _cache[key]


def _leaf(cell: Cell, unit: str | None = None, language: str | None = None) -> FormLeaf:
    return FormLeaf(cell.value_text, cell.place, language, cell.is_percent, unit)


Part = tuple[str | None, str, object]


def _read_sheet(sheet: Sheet, rows: Sequence[FieldRow], layout: Layout) -> list[Part]:
    """The parts of one worksheet: (sheet of the form, key, leaf or row)."""
    parts: list[Part] = []
    used: set[tuple[int, int]] = set()
    for name in dict.fromkeys((row["sheet"], row["list"]) for row in rows if row["list"]):
        own = [row for row in rows if (row["sheet"], row["list"]) == name]
        parts.extend(_read_list(sheet, own, used, layout))
    parts.extend(_read_form(sheet, [row for row in rows if not row["list"]], used, layout))
    for cell in sheet.cells():
        if (cell.row, cell.column) not in used:
            parts.append((None, _title_or_unknown(sheet, cell), _leaf(cell)))
        _notice(cell, layout)
    return parts


def _title_or_unknown(sheet: Sheet, cell: Cell) -> str:
    """A merged cell over several columns is a title; so is the only cell of a row above everything else."""
    for top, left, _, right in sheet.merges:
        if (top, left) == (cell.row, cell.column) and right - left >= 1:
            return HEADING
    alone = len(sheet.rows[cell.row]) == 1 and cell.kind == "text"
    return HEADING if alone and cell.row <= 2 else UNKNOWN


def _notice(cell: Cell, layout: Layout) -> None:
    if cell.kind == "uncalculated":
        layout.findings.append(finding("XW-I122", source=cell.place, before=cell.formula))
    elif cell.kind == "error":
        layout.findings.append(finding("XW-I123", source=cell.place, text=cell.text))
    elif cell.hidden and not cell.sheet.startswith("14"):
        layout.findings.append(finding("XW-I124", source=cell.place))
    if cell.has_binary_tail and not cell.is_date:
        layout.findings.append(finding("XW-I125", source=cell.place, before=cell.text, after=cell.value_text))


def _read_list(sheet: Sheet, own: Sequence[FieldRow], used: set[tuple[int, int]], layout: Layout) -> list[Part]:
    header = _header(sheet, own, used)
    if header is None:
        return []
    number, columns = header
    home = own[0]["sheet"]
    parts: list[Part] = []
    for cell in sheet.rows[number].values():
        used.add((cell.row, cell.column))
        known = cell.column in columns
        layout.known += known
        parts.append((home, HEADING if known else UNKNOWN, _leaf(cell)))
    for row in range(number + 1, max(sheet.rows) + 1):
        cells = sheet.rows.get(row)
        if not cells or not any(column in columns for column in cells):
            if not cells and row + 1 not in sheet.rows:
                break
            continue
        if _starts_form(cells, columns, home):
            break
        parts.append((home, *_list_row(cells, columns, used)))
    return parts


def _starts_form(cells: Mapping[int, Cell], columns: Mapping[int, Label], home: str) -> bool:
    """Whether a row below a list is a label with its value, not one more item."""
    form = [row for row in fields() if row["sheet"] == home and not row["list"]]
    first = cells[min(cells)]
    return bool(form) and _label(first, form) is not None


def _list_row(
    cells: Mapping[int, Cell], columns: Mapping[int, Label], used: set[tuple[int, int]]
) -> tuple[str, FormNode]:
    first = cells[min(cells)]
    example = first.kind == "text" and _is_example(first.text)
    node = FormNode(place=first.place)
    for column in sorted(cells):
        cell = cells[column]
        used.add((cell.row, cell.column))
        label = columns.get(column)
        if example:
            node.add(EXAMPLE, _leaf(cell))
        elif label is None or cell.kind in ("uncalculated", "error"):
            node.add(UNKNOWN, _leaf(cell))
        else:
            language = "en" if label.english else None
            node.add(label_key(label.row["heading"]), _leaf(cell, label.unit, language))
    return EXAMPLE if example else ROWS, node


def _header(
    sheet: Sheet, own: Sequence[FieldRow], used: set[tuple[int, int]]
) -> tuple[int, Mapping[int, Label]] | None:
    """The row with the most known headings (two at least), and the field of each column."""
    best: tuple[int, dict[int, Label]] | None = None
    for number in sorted(sheet.rows):
        columns: dict[int, Label] = {}
        taken: set[tuple[str, bool]] = set()
        for column, cell in sorted(sheet.rows[number].items()):
            label = _label(cell, own) if (number, column) not in used else None
            if label is not None and (label.row["heading"], label.english) not in taken:
                columns[column] = label
                taken.add((label.row["heading"], label.english))
        if len(columns) >= 2 and (best is None or len(columns) > len(best[1])):
            best = (number, columns)
    return best


def _read_form(sheet: Sheet, own: Sequence[FieldRow], used: set[tuple[int, int]], layout: Layout) -> list[Part]:
    parts: list[Part] = []
    roles = _column_roles(sheet, used, parts)
    seen: set[str] = set()
    for cell in list(sheet.cells()):
        if (cell.row, cell.column) in used:
            continue
        label = _label(cell, own)
        if label is None or label.row["key"] in seen:
            continue
        values = _values(sheet, cell, own, roles, used)
        if not values and label.row["mandatory"] != "M" and roles is None:
            continue
        seen.add(label.row["key"])
        used.add((cell.row, cell.column))
        layout.known += 1
        home = label.row["sheet"]
        parts.append((home, HEADING, _leaf(cell)))
        parts.extend(_value_parts(label, values, roles, used))
    parts.extend(_notes(sheet, roles, used))
    return parts


def _value_parts(
    label: Label, values: list[Cell], roles: Mapping[int, str] | None, used: set[tuple[int, int]]
) -> list[Part]:
    parts: list[Part] = []
    for order, value in enumerate(values):
        english = roles is not None and roles.get(value.column) == "english"
        if order and not english:
            break
        if english and label.row["codec"] != "text":
            continue
        used.add((value.row, value.column))
        known = value.kind not in ("uncalculated", "error")
        leaf = _leaf(value, label.unit, "en" if english else None)
        parts.append((label.row["sheet"], label_key(label.row["heading"]) if known else UNKNOWN, leaf))
    return parts


def _values(
    sheet: Sheet, cell: Cell, own: Sequence[FieldRow], roles: Mapping[int, str] | None, used: set[tuple[int, int]]
) -> list[Cell]:
    """The cells to the right that hold the value: up to the next label; note columns left out."""
    found: list[Cell] = []
    for column in sorted(column for column in sheet.rows[cell.row] if column > cell.column):
        other = sheet.rows[cell.row][column]
        role = roles.get(column) if roles else None
        if role in ("note", "label"):
            continue
        if role is None and _label(other, own) is not None and found:
            break
        if (cell.row, column) not in used:
            found.append(other)
    return found


def _column_roles(sheet: Sheet, used: set[tuple[int, int]], parts: list[Part]) -> Mapping[int, str] | None:
    """The columns of our own template, where its header row is there."""
    words = {fold(row["text"]): row["role"] for row in table("gbt24067/columns.csv")}
    for number in sorted(sheet.rows):
        roles = {
            column: words[fold(cell.text.split("\n")[0])]
            for column, cell in sheet.rows[number].items()
            if cell.kind == "text" and fold(cell.text.split("\n")[0]) in words and (number, column) not in used
        }
        if "value" in roles.values() and len(roles) >= 2:
            for column in roles:
                used.add((number, column))
                parts.append((None, HEADING, _leaf(sheet.rows[number][column])))
            return roles
    return None


def _notes(sheet: Sheet, roles: Mapping[int, str] | None, used: set[tuple[int, int]]) -> list[Part]:
    """The cells of note columns: the form's own words."""
    if roles is None:
        return []
    parts: list[Part] = []
    for cell in sheet.cells():
        if (cell.row, cell.column) not in used and roles.get(cell.column) in ("note", "label"):
            used.add((cell.row, cell.column))
            parts.append((None, NOTE, _leaf(cell)))
    return parts

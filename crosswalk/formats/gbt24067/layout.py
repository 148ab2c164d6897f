"""From a workbook to a form: which cell is a label, a heading, a value.

Read leniently: sheets by number or name, headings by synonyms and with units in brackets, values to the
right of their labels, list rows below the row with the most known headings. What is recognised as
layout is told apart from what nobody knows, so that every cell has one fate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crosswalk.carriers.form import FormLeaf, FormNode
from crosswalk.carriers.sheet import Cell, Sheet, Workbook
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.text import fold
from crosswalk.core.units import ratio
from crosswalk.formats.gbt24067.fields import ROWS, FieldRow, label_key
from crosswalk.formats.gbt24067.labels import Label, Scope, column_role, label_of, lists, sheet_of
from crosswalk.formats.gbt24067.vocabularies import code_of, entries

__all__ = ["HEADING", "LAYOUT", "Layout", "recognise", "sheet_of"]

HEADING = "#heading"
NOTE = "#note"
EXAMPLE = "#example"
UNKNOWN = "#unknown"
LAYOUT = frozenset({HEADING, NOTE, EXAMPLE})
"""Keys of cells that are the form itself, not its content."""
_EXAMPLE = re.compile(r"^(填写)?示例(_.*|\s*[:：].*)?$|^例\s*[:：]|^example\b", re.IGNORECASE)
_NOTE = re.compile(r"^(注|说明|备注|note)\s*\d*\s*[:：.]", re.IGNORECASE)
_INLINE = re.compile(r"^([^:：]{2,30})[:：]\s*(\S.*)$", re.DOTALL)
_SHARED = ("vocabulary", "string", "date")
"""Codecs whose value may stand once in a merged cell for several rows."""
METADATA = "14_元数据"


@dataclass
class Layout:
    """The form that was recognised and what was noticed on the way."""

    root: FormNode = field(default_factory=FormNode)
    findings: list[Finding] = field(default_factory=list)
    known: int = 0
    """Cells that were recognised as labels or headings."""


@dataclass(frozen=True)
class _Head:
    """A heading row: which list, which field in which column."""

    list: str
    columns: Mapping[int, Label]

    @property
    def sheet(self) -> str:
        return lists()[self.list]


def recognise(workbook: Workbook) -> Layout:
    """The form of a workbook. Never fails: a workbook without any known label gives a form of residue."""
    layout = Layout()
    for sheet in workbook.sheets:
        cells = [cell for cell in sheet.cells() if cell.text.strip() or cell.formula]
        layout.findings.extend(_notices(sheet, cells))
        if sheet.name.startswith("_") or _EXAMPLE.match(sheet.name):
            key = NOTE if sheet.name.startswith("_") else EXAMPLE
            for cell in cells:
                layout.root.add(key, _leaf(cell))
        else:
            _SheetReader(sheet, cells, layout).read()
    return layout


def _leaf(cell: Cell, unit: str | None = None, language: str | None = None) -> FormLeaf:
    return FormLeaf(cell.value_text, cell.place, language, cell.is_percent, unit)


def _is_known(cell: Cell) -> bool:
    """Whether a cell has a value at all: an error or a formula that was never calculated has none."""
    return cell.kind not in ("uncalculated", "error")


class _SheetReader:
    """One pass over one worksheet: lists, then labels with their values, then what is left."""

    def __init__(self, sheet: Sheet, cells: list[Cell], layout: Layout) -> None:
        self.sheet = sheet
        self.home = sheet_of(sheet.name)
        self.layout = layout
        self.rows: dict[int, dict[int, Cell]] = {}
        for cell in cells:
            self.rows.setdefault(cell.row, {})[cell.column] = cell
        self.used: set[tuple[int, int]] = set()
        self.nodes: dict[str, FormNode] = {}

    def read(self) -> None:
        roles = self._column_roles()
        self._read_lists(bool(roles))
        self._read_labels(roles)
        for number in sorted(self.rows):
            for cell in self._free(number):
                self._add(self.home, self._left_over(cell, roles), cell)
        for home, node in self.nodes.items():
            self.layout.root.add(home, node)

    def _free(self, number: int) -> list[Cell]:
        return [cell for column, cell in sorted(self.rows[number].items()) if (number, column) not in self.used]

    def _add(self, home: str | None, key: str, cell: Cell, leaf: FormLeaf | None = None) -> None:
        self.used.add((cell.row, cell.column))
        owner = self.layout.root if home is None else self.nodes.setdefault(home, FormNode(place=cell.place))
        owner.add(key, leaf or _leaf(cell))

    def _left_over(self, cell: Cell, roles: Mapping[int, tuple[str, str | None]]) -> str:
        """A merged cell over several columns is a title; so is the only cell of a row at the top."""
        if roles.get(cell.column, ("", None))[0] in ("note", "label", "unit"):
            return NOTE
        if cell.kind == "text" and _NOTE.match(cell.text) and len(self.rows[cell.row]) == 1:
            return NOTE
        for top, left, _, right in self.sheet.merges:
            if (top, left) == (cell.row, cell.column) and right > left:
                return HEADING
        alone = len(self.rows[cell.row]) == 1 and cell.kind == "text"
        return HEADING if alone and cell.row <= 2 else UNKNOWN

    # --- lists ----------------------------------------------------------------------------

    def _read_lists(self, has_roles: bool) -> None:
        head: _Head | None = None
        for number in sorted(self.rows):
            found = self._head(number, has_roles)
            if found is not None:
                head = found
                self._read_head(number, head)
            elif head is not None:
                if self._ends_list(number, head):
                    head = None
                else:
                    self._read_item(number, head)

    def _head(self, number: int, has_roles: bool) -> _Head | None:
        """The list whose headings a row holds: the one with the most, this sheet's own first."""
        best: tuple[tuple[int, bool], _Head] | None = None
        texts = sum(cell.kind == "text" for cell in self._free(number))
        for name, sheet in lists().items():
            if has_roles and sheet != self.home:
                continue
            columns = self._columns(number, name)
            rank = (len(columns), sheet == self.home)
            if len(columns) >= 2 and len(columns) * 2 >= texts and (best is None or rank > best[0]):
                best = (rank, _Head(name, columns))
        return best[1] if best else None

    def _columns(self, number: int, name: str) -> Mapping[int, Label]:
        found: dict[int, Label] = {}
        taken: set[tuple[str, str | None]] = set()
        for cell in self._free(number):
            label = label_of(cell.text, Scope(list=name)) if cell.kind == "text" else None
            if label is None:
                continue
            mark = (label.row["heading"], label.language)
            if mark not in taken or label.row["codec"] == "text":
                found[cell.column] = label
                taken.add(mark)
        twins = {label.row["heading"] for label in found.values() if label.language not in (None, "zh")}
        return {
            column: Label(label.row, label.unit, "zh")
            if label.row["heading"] in twins and not label.language
            else label
            for column, label in found.items()
        }

    def _read_head(self, number: int, head: _Head) -> None:
        for cell in self._free(number):
            known = cell.column in head.columns
            self.layout.known += known
            self._add(head.sheet, HEADING if known else UNKNOWN, cell)

    def _ends_list(self, number: int, head: _Head) -> bool:
        """Whether a row is a label with its value, not one more item."""
        cells = self._free(number)
        first = cells[0]
        if head.list == "results" and code_of("stage", first.text) is not None:
            return False
        label = label_of(first.text, Scope(head.sheet)) if first.kind == "text" else None
        if (
            label is None
            and self.home is None
            and first.kind == "text"
            and len(cells) <= max(2, len(head.columns) // 2)
        ):
            label = label_of(first.text, Scope())
        return label is not None

    def _read_item(self, number: int, head: _Head) -> None:
        cells = self._free(number)
        if not any(cell.column in head.columns for cell in cells):
            return
        first = cells[0]
        if first.kind == "text" and _NOTE.match(first.text) and len(cells) == 1:
            self._add(head.sheet, NOTE, first)
        elif first.kind == "text" and _EXAMPLE.match(first.text):
            for cell in cells:
                self._add(head.sheet, EXAMPLE, cell)
        elif head.list != "results" and first.kind == "text" and fold(first.text) in _sum_words():
            for cell in cells:
                self._add(head.sheet, UNKNOWN, cell)
        else:
            self.nodes.setdefault(head.sheet, FormNode(place=first.place)).add(ROWS, self._item(number, head, cells))

    def _item(self, number: int, head: _Head, cells: list[Cell]) -> FormNode:
        node = FormNode(place=cells[0].place)
        measured = {head.columns[cell.column].row["model"] for cell in cells if cell.column in head.columns}
        for column in sorted({*self.rows[number], *head.columns}):
            cell = self.rows[number].get(column)
            label = head.columns.get(column)
            if cell is None:
                if label is not None and (above := self._merged_above(number, column, label)) is not None:
                    node.add(label_key(label.row["heading"]), above)
                continue
            self.used.add((number, column))
            if label is None or not _is_known(cell):
                node.add(UNKNOWN, _leaf(cell))
                continue
            unit = None if f"{label.row['model']}.unit" in measured else label.unit
            node.add(label_key(label.row["heading"]), _leaf(cell, unit, label.language))
        return node

    def _merged_above(self, number: int, column: int, label: Label) -> FormLeaf | None:
        """The value that a cell shares with those above it by a merge: stages are often written so."""
        if not label.row["codec"].startswith(_SHARED):
            return None
        for top, left, bottom, right in self.sheet.merges:
            if top < number <= bottom and left <= column <= right and (cell := self.rows.get(top, {}).get(left)):
                leaf = _leaf(cell, None, label.language)
                leaf.shadow = True
                return leaf if _is_known(cell) else None
        return None

    # --- labels with values ---------------------------------------------------------------

    def _column_roles(self) -> Mapping[int, tuple[str, str | None]]:
        """The columns of a form with a header row (项目, 内容, 内容（英文）, 说明 …); empty where it has none."""
        for number in sorted(self.rows):
            found = {
                column: role
                for column, cell in self.rows[number].items()
                if cell.kind == "text" and (role := column_role(cell.text)) is not None
            }
            kinds = [kind for kind, _ in found.values()]
            if "value" in kinds and ("name" in kinds or "label" in kinds):
                for column in found:
                    self._add(self.home, HEADING, self.rows[number][column])
                return {
                    column: ("value", language) if kind == "language" else (kind, language)
                    for column, (kind, language) in found.items()
                }
        return {}

    def _read_labels(self, roles: Mapping[int, tuple[str, str | None]]) -> None:
        seen: set[str] = set()
        for number in sorted(self.rows):
            for cell in self._free(number):
                if (number, cell.column) in self.used or cell.kind != "text":
                    continue
                if roles and roles.get(cell.column, ("name", None))[0] != "name":
                    continue
                self._read_label(cell, roles, seen)

    def _read_label(self, cell: Cell, roles: Mapping[int, tuple[str, str | None]], seen: set[str]) -> None:
        own = label_of(cell.text, Scope(self.home))
        label = own or (None if roles else label_of(cell.text, Scope()))
        if label is None:
            if not roles:
                self._read_inline(cell, seen)
            return
        if label.row["key"] in seen:
            return
        values = self._values(cell, label, roles)
        if not values and own is None:
            return
        seen.add(label.row["key"])
        self.layout.known += 1
        home = label.row["sheet"]
        self._add(home, HEADING, cell)
        for value, language in values:
            key = label_key(label.row["heading"]) if _is_known(value) else UNKNOWN
            self._add(home, key, value, _leaf(value, self._unit_beside(value, label, roles) or label.unit, language))

    def _read_inline(self, cell: Cell, seen: set[str]) -> None:
        """报告编号：CFP-1 in one cell."""
        hit = _INLINE.match(cell.text.strip())
        if hit is None:
            return
        label = label_of(hit.group(1), Scope(self.home)) or label_of(hit.group(1), Scope())
        if label is None or label.row["key"] in seen:
            return
        seen.add(label.row["key"])
        self.layout.known += 1
        leaf = FormLeaf(hit.group(2).strip(), cell.place, label.language, False, label.unit)
        self._add(label.row["sheet"], label_key(label.row["heading"]), cell, leaf)

    def _values(
        self, cell: Cell, label: Label, roles: Mapping[int, tuple[str, str | None]]
    ) -> list[tuple[Cell, str | None]]:
        """The cells to the right that hold the value, each with its language; with a header row, by column."""
        right = [other for other in self._free(cell.row) if other.column > cell.column]
        is_text = label.row["codec"] == "text"
        if roles:
            held = [(other, roles[other.column][1]) for other in right if roles.get(other.column, ("",))[0] == "value"]
            return held if is_text else held[:1]
        for other in right:
            if _names_another(other, label.row, self.home):
                return []
            return [(other, label.language)]
        return []

    def _unit_beside(self, value: Cell, label: Label, roles: Mapping[int, tuple[str, str | None]]) -> str | None:
        """A unit in the cell after the value, or in the form's unit column, where it is not the field's own."""
        if not label.row["codec"].startswith(("amount", "result")):
            return None
        for other in self._free(value.row):
            role = roles.get(other.column, ("", None))[0]
            if other.column == value.column + 1 or role == "unit":
                parts = ratio(other.text) if other.kind == "text" and role in ("", "unit") else None
                if parts is not None:
                    self._add(label.row["sheet"], HEADING, other)
                    own = ratio(label.row["unit"]) if label.row["unit"] else None
                    return None if parts == own else other.text.strip()
        return None


def _names_another(cell: Cell, row: FieldRow, home: str | None) -> bool:
    """Whether a cell is the next label rather than the value: 功能单位 is a label, and a value of 单位类型."""
    if cell.kind != "text":
        return False
    name = row["codec"].rpartition("vocabulary:")[2] if "vocabulary:" in row["codec"] else None
    if name is not None and code_of(name, cell.text) is not None:
        return False
    return label_of(cell.text, Scope(home)) is not None


def _sum_words() -> frozenset[str]:
    """合计, 总计 and their like at the head of a row: the sum of a table, not one more item."""
    total = next(row for row in entries("stage") if row["code"] == "total")
    return frozenset(fold(word) for word in (total["zh"], total["en"], "小计", "sum", *total["synonyms"].split("|")))


def _notices(sheet: Sheet, cells: list[Cell]) -> Iterator[Finding]:
    """Errors, formulas without a result, binary tails; what is hidden, once a sheet, row or column."""
    for cell in cells:
        if cell.kind == "uncalculated":
            yield finding("XW-I122", source=cell.place, before=cell.formula)
        elif cell.kind == "error":
            yield finding("XW-I123", source=cell.place, text=cell.text)
        if cell.has_binary_tail and not cell.is_date:
            yield finding("XW-I125", source=cell.place, before=cell.text, after=cell.value_text)
    if sheet.name.startswith("_") or sheet_of(sheet.name) == METADATA:
        return
    shown = {cell.row for cell in cells if not cell.hidden}
    seen: set[object] = set()
    for cell in cells:
        mark = ("sheet",) if sheet.hidden else ("row", cell.row) if cell.row not in shown else ("column", cell.column)
        if cell.hidden and mark not in seen:
            seen.add(mark)
            yield finding("XW-I124", source=cell.place)

"""New workbooks, written with the digits that were given."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from crosswalk.carriers.node import NumberText
from crosswalk.carriers.sheet import EXCEL_DIGITS, column_letters
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import significant_digits
from crosswalk.core.places import Place
from crosswalk.core.text import first_illegal

LINE_HEIGHT = 16
"""Points of one line of text at 11 points."""
LISTS = "_lists"
"""The hidden sheet that holds drop-down choices too long for a cell."""

STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "font_color": "#0B3954", "valign": "vcenter"},
    "heading": {"bold": True, "bg_color": "#0B3954", "font_color": "#FFFFFF", "border": 1, "text_wrap": True},
    "label": {"bold": True, "bg_color": "#E8EEF2", "border": 1, "text_wrap": True, "valign": "top"},
    "required": {"bold": True, "bg_color": "#FDE8D7", "border": 1, "text_wrap": True, "valign": "top"},
    "input": {"border": 1, "text_wrap": True, "valign": "top", "bg_color": "#FFFFFF"},
    "number": {"border": 1, "valign": "top", "align": "right"},
    "note": {"italic": True, "font_color": "#5F6B73", "text_wrap": True, "valign": "top", "border": 1},
    "example": {"italic": True, "font_color": "#7A8B99", "border": 1, "text_wrap": True, "valign": "top"},
}


@dataclass(frozen=True)
class CellPlan:
    """A cell to be written: where, what, and how it looks. A NumberText is written with its own digits."""

    row: int
    column: int
    value: str
    style: str = "input"
    note: str | None = None


@dataclass(frozen=True)
class Choice:
    """A drop-down over a range of rows in one column."""

    first_row: int
    last_row: int
    column: int
    options: tuple[str, ...]


@dataclass(frozen=True)
class SheetPlan:
    """A sheet to be written."""

    name: str
    cells: tuple[CellPlan, ...]
    widths: tuple[int, ...] = ()
    choices: tuple[Choice, ...] = ()
    merges: tuple[tuple[int, int, int, int], ...] = ()
    freeze: tuple[int, int] | None = None
    hidden: bool = False
    tab: str | None = None
    landscape: bool = False


@dataclass
class _Run:
    book: Any
    styles: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    lists: list[tuple[str, ...]] = field(default_factory=list)


class _ExactWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet that writes a number with the characters it was given, not with those of a float."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        exact = getattr(cell, "number", None)
        if isinstance(exact, Decimal) and hasattr(exact, "text"):
            index = cell.format._get_xf_index() if cell.format else 0
            style = f' s="{index}"' if index else ""
            name = f"{column_letters(col + 1)}{row + 1}"
            self.fh.write(f'<c r="{name}"{style}><v>{exact.text}</v></c>')
            return
        super()._write_cell(row, col, cell)


class _Lexeme(Decimal):
    """A number with the text that it is to be written as."""

    text: str

    def __new__(cls, text: str) -> Self:
        made = super().__new__(cls, text)
        made.text = text
        return made


def write_workbook(
    plans: Sequence[SheetPlan], created: datetime, properties: dict[str, str]
) -> tuple[bytes, list[Finding]]:
    """The bytes of a workbook, the same for the same plans, and what had to be written differently."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({**properties, "created": created.replace(tzinfo=None)})
    styles = {name: book.add_format({"font_name": "等线", "font_size": 11, **style}) for name, style in STYLES.items()}
    run = _Run(book, styles)
    for plan in plans:
        _write_sheet(run, plan)
    _write_lists(run)
    book.close()
    return target.getvalue(), run.findings


def _write_sheet(run: _Run, plan: SheetPlan) -> None:
    sheet = run.book.add_worksheet(plan.name, _ExactWorksheet)
    for column, width in enumerate(plan.widths):
        sheet.set_column(column, column, width)
    for top, left, bottom, right in plan.merges:
        sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", run.styles["title"])
    for row, lines in _heights(plan).items():
        sheet.set_row(row - 1, LINE_HEIGHT * lines)
    for cell in plan.cells:
        _write_cell(run, sheet, plan.name, cell)
    for choice in plan.choices:
        _write_choice(run, sheet, choice)
    if plan.freeze:
        sheet.freeze_panes(*plan.freeze)
    if plan.tab:
        sheet.set_tab_color(plan.tab)
    if plan.landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if plan.hidden:
        sheet.hide()


def _heights(plan: SheetPlan) -> dict[int, int]:
    """Lines of the rows that need more than one: not every office program fits rows to wrapped texts by itself."""
    found: dict[int, int] = {}
    merged = {(top, left) for top, left, _, _ in plan.merges}
    for cell in plan.cells:
        width = plan.widths[cell.column - 1] if cell.column <= len(plan.widths) else 0
        if (
            not width
            or cell.style == "title"
            or (cell.row, cell.column) in merged
            or isinstance(cell.value, NumberText)
        ):
            continue
        lines = sum(max(1, -(-display_width(line) // max(width - 1, 1))) for line in cell.value.split("\n"))
        if lines > 1:
            found[cell.row] = max(found.get(cell.row, 1), min(lines, 12))
    return found


def _write_cell(run: _Run, sheet: Any, name: str, cell: CellPlan) -> None:
    row, column = cell.row - 1, cell.column - 1
    style = run.styles[cell.style]
    place = Place(pointer=f"{name}!{column_letters(cell.column)}{cell.row}")
    if isinstance(cell.value, NumberText) and significant_digits(cell.value) <= EXCEL_DIGITS:
        sheet.write_number(row, column, _Lexeme(str(cell.value)), run.styles["number"])
    elif isinstance(cell.value, NumberText):
        run.findings.append(finding("XW-I126", target=place, before=str(cell.value)))
        sheet.write_string(row, column, str(cell.value), style)
    elif cell.value:
        sheet.write_string(row, column, _safe(run, cell.value, place), style)
    else:
        sheet.write_blank(row, column, None, style)
    if cell.note:
        sheet.write_comment(row, column, cell.note, {"x_scale": 2, "author": "crosswalk"})


def _safe(run: _Run, text: str, place: Place) -> str:
    while (character := first_illegal(text)) is not None:
        run.findings.append(finding("XW-I109", target=place, before=text[:60], code=f"{ord(character):04X}"))
        text = text.replace(character, "")
    return text


def _write_choice(run: _Run, sheet: Any, choice: Choice) -> None:
    source: Any = list(choice.options)
    if len(",".join(choice.options)) > 250 or any("," in option for option in choice.options):
        run.lists.append(choice.options)
        letters = column_letters(len(run.lists))
        source = f"={LISTS}!${letters}$1:${letters}${len(choice.options)}"
    sheet.data_validation(
        choice.first_row - 1,
        choice.column - 1,
        choice.last_row - 1,
        choice.column - 1,
        {"validate": "list", "source": source, "error_type": "warning", "ignore_blank": True},
    )


def _write_lists(run: _Run) -> None:
    if not run.lists:
        return
    sheet = run.book.add_worksheet(LISTS)
    for column, options in enumerate(run.lists):
        for row, option in enumerate(options):
            sheet.write_string(row, column, option)
    sheet.hide()


def display_width(text: str) -> int:
    """Columns that a text takes: East Asian wide characters count two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)

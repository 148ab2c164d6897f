"""Workbooks, read from their sheet XML: raw number text, number formats, formulas, what is hidden.

Spreadsheet libraries hand over floats and formatted values; here 0.413 shown as 41.3 % stays 0.413 with
its format beside it, and a formula that was never calculated is not a zero.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from lxml import etree

from crosswalk.carriers import xml
from crosswalk.carriers.archive import OLE
from crosswalk.carriers.limits import DEFAULT_LIMITS, Limits
from crosswalk.core.errors import LimitExceeded, SyntaxBroken
from crosswalk.core.numbers import significant_digits
from crosswalk.core.places import Place

EXCEL_DIGITS = 15
"""Significant digits that Excel shows and keeps."""
_DATE_IDS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Built-in number formats that show dates, the East Asian ones included (ECMA-376, 18.8.30)."""
_BUILT_IN = {9: "0%", 10: "0.00%"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text as stored, and how the sheet shows it."""

    sheet: str
    row: int
    column: int
    kind: str
    """``number``, ``text``, ``bool``, ``error`` or ``uncalculated``."""
    text: str
    number_format: str = "General"
    formula: str | None = None
    hidden: bool = False
    is_date: bool = False
    date1904: bool = False

    @property
    def name(self) -> str:
        """Such as ``C7``."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def place(self) -> Place:
        """``Sheet!C7``."""
        return Place(pointer=f"{self.sheet}!{self.name}")

    @property
    def is_percent(self) -> bool:
        """Whether the number is shown as per cent: 0.413 stored, 41.3 % seen."""
        return self.kind == "number" and "%" in _unquoted(self.number_format)

    @property
    def has_binary_tail(self) -> bool:
        """Whether the stored number has more digits than Excel keeps, such as 0.41299999999999998."""
        return self.kind == "number" and significant_digits(self.text) > EXCEL_DIGITS

    @property
    def value_text(self) -> str:
        """What a reader of the cell means: dates in ISO form, binary tails off, the rest as stored."""
        if self.kind == "number" and self.is_date:
            return serial_date(self.text, self.date1904)
        if self.has_binary_tail:
            return round_to_excel(self.text)
        return self.text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its cells by row and column (from 1), merges, what is hidden."""

    name: str
    hidden: bool
    rows: Mapping[int, Mapping[int, Cell]]
    merges: tuple[tuple[int, int, int, int], ...] = ()

    def cells(self) -> Iterator[Cell]:
        """All cells that hold something, row by row."""
        for row in sorted(self.rows):
            for column in sorted(self.rows[row]):
                yield self.rows[row][column]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The worksheets of a workbook in their order."""

    sheets: tuple[Sheet, ...]
    properties: Mapping[str, str] = field(default_factory=dict)


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def round_to_excel(text: str) -> str:
    """A number text with Excel's 15 significant digits and no trailing zeros."""
    value = Decimal(text)
    rounded = value.quantize(Decimal(1).scaleb(value.adjusted() - EXCEL_DIGITS + 1)).normalize()
    return f"{rounded:f}" if abs(rounded.adjusted()) < 20 else str(rounded)


def serial_date(text: str, date1904: bool = False) -> str:
    """The ISO date of a serial number; with a time of day, the ISO date and time to the second.

    Excel's 1900 system counts a 29 February 1900 that never was.
    """
    serial = Decimal(text)
    days = int(serial.to_integral_value(rounding="ROUND_FLOOR"))
    if date1904:
        day = date(1904, 1, 1) + timedelta(days)
    else:
        day = date(1899, 12, 30) + timedelta(days if days >= 60 else days + 1)
    seconds = int(((serial - days) * 86400).to_integral_value())
    if seconds == 0:
        return day.isoformat()
    hours, rest = divmod(seconds, 3600)
    return f"{day.isoformat()}T{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"


def _unquoted(number_format: str) -> str:
    """A number format without quoted text, escapes and colour or condition brackets."""
    return re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", number_format)


def _shows_date(format_id: int, number_format: str) -> bool:
    if format_id in _DATE_IDS:
        return True
    bare = _unquoted(number_format.split(";", maxsplit=1)[0]).lower()
    return bool(re.search("[ymd]", bare)) and not re.search("[#0?]", bare)


def read_workbook(data: bytes, file: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """The workbook of .xlsx, .xlsm, .xls or .et bytes.

    Raises SyntaxBroken (XW-I117 damaged, XW-I121 no workbook) or LimitExceeded.
    """
    if data.startswith(OLE):
        return _read_binary(data, file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reader(archive, file, limits).read()
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error, NotImplementedError) as problem:
        code = "XW-I117" if data[:2] == b"PK" else "XW-I121"
        raise SyntaxBroken(code, Place(file=file), reason=str(problem)) from None


def sheet_names(data: bytes) -> tuple[str, ...]:
    """Sheet names from the workbook part; empty where there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = etree.fromstring(archive.read("xl/workbook.xml"), etree.XMLParser(resolve_entities=False))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, EOFError):
        return ()
    return tuple(node.get("name", "") for node in root.iter("{*}sheet"))


class _Reader:
    """One pass over the parts of an Office Open XML workbook."""

    def __init__(self, archive: zipfile.ZipFile, file: str | None, limits: Limits) -> None:
        self.archive = archive
        self.file = file
        self.limits = limits
        self.cells = 0

    def _part(self, name: str) -> Any:
        info = self.archive.getinfo(name)
        if info.file_size > self.limits.max_member_bytes:
            raise LimitExceeded("XW-I107", Place(file=self.file, member=name), limit=self.limits.max_member_bytes)
        if info.file_size > 2**20 and info.file_size > self.limits.max_ratio * max(info.compress_size, 1):
            raise LimitExceeded("XW-I119", Place(file=self.file, member=name), limit=self.limits.max_ratio)
        return xml.parse(self.archive.read(name), self.file, self.limits).getroot()

    def read(self) -> Workbook:
        home = "xl/workbook.xml" if "xl/workbook.xml" in self.archive.namelist() else self._main_part()
        book = self._part(home)
        relations = self._relations(home)
        self.strings = self._shared_strings(home, relations)
        self.formats = self._formats(home, relations)
        marks = book.find("{*}workbookPr")
        self.date1904 = marks is not None and marks.get("date1904") in ("1", "true")
        sheets = []
        for node in book.iter("{*}sheet"):
            target = relations.get(next(value for key, value in node.attrib.items() if key.endswith("}id")))
            if target is None or "worksheet" not in target[1]:
                continue
            hidden = node.get("state", "visible") != "visible"
            sheets.append(self._sheet(node.get("name", ""), hidden, target[0]))
        return Workbook(tuple(sheets))

    def _main_part(self) -> str:
        root = self._part("_rels/.rels")
        for node in root:
            if node.get("Type", "").endswith("/officeDocument"):
                return str(node.get("Target", "")).lstrip("/")
        raise KeyError("officeDocument")

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        path = f"{folder}/_rels/{name}.rels"
        if path not in self.archive.namelist():
            return {}
        found = {}
        for node in self._part(path):
            target = node.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            found[node.get("Id", "")] = (full, node.get("Type", ""))
        return found

    def _target(self, relations: Mapping[str, tuple[str, str]], kind: str) -> str | None:
        hit = next((path for path, type_ in relations.values() if type_.endswith("/" + kind)), None)
        return hit if hit in self.archive.namelist() else None

    def _shared_strings(self, home: str, relations: Mapping[str, tuple[str, str]]) -> list[str]:
        path = self._target(relations, "sharedStrings")
        return [_rich_text(node) for node in self._part(path).iter("{*}si")] if path else []

    def _formats(self, home: str, relations: Mapping[str, tuple[str, str]]) -> list[tuple[int, str]]:
        path = self._target(relations, "styles")
        if path is None:
            return []
        root = self._part(path)
        own = {int(node.get("numFmtId", "0")): node.get("formatCode", "") for node in root.iter("{*}numFmt")}
        styles = root.find("{*}cellXfs")
        ids = [int(node.get("numFmtId", "0")) for node in styles] if styles is not None else []
        return [(number, own.get(number, _BUILT_IN.get(number, "General"))) for number in ids]

    def _sheet(self, name: str, hidden: bool, path: str) -> Sheet:
        root = self._part(path)
        hidden_columns = {
            column
            for node in root.iter("{*}col")
            if node.get("hidden") in ("1", "true")
            for column in range(int(node.get("min", "1")), min(int(node.get("max", "1")), 16384) + 1)
        }
        rows: dict[int, dict[int, Cell]] = {}
        number = 0
        for row in root.iter("{*}row"):
            number = int(row.get("r", number + 1))
            concealed = hidden or row.get("hidden") in ("1", "true")
            column = 0
            for node in row.iter("{*}c"):
                column = column_number(re.sub(r"\d", "", node.get("r", ""))) or column + 1
                cell = self._cell(name, number, column, node, concealed or column in hidden_columns)
                if cell is not None:
                    rows.setdefault(number, {})[column] = cell
        merges = tuple(_range(node.get("ref", "A1")) for node in root.iter("{*}mergeCell"))
        return Sheet(name, hidden, rows, merges)

    def _cell(self, sheet: str, row: int, column: int, node: Any, hidden: bool) -> Cell | None:
        self.cells += 1
        if self.cells > self.limits.max_cells:
            raise LimitExceeded("XW-I107", Place(file=self.file), limit=self.limits.max_cells)
        style = int(node.get("s", "0"))
        format_id, number_format = self.formats[style] if style < len(self.formats) else (0, "General")
        formula = node.find("{*}f")
        words = None if formula is None else formula.text or "="
        kind, text = self._content(node, words)
        if text == "" and words is None:
            return None
        is_date = kind == "number" and _shows_date(format_id, number_format)
        return Cell(sheet, row, column, kind, text, number_format, words, hidden, is_date, self.date1904)

    def _content(self, node: Any, formula: str | None) -> tuple[str, str]:
        type_ = node.get("t", "n")
        stored = node.find("{*}v")
        text = (stored.text or "") if stored is not None else ""
        if type_ == "inlineStr":
            inline = node.find("{*}is")
            return "text", _rich_text(inline) if inline is not None else ""
        if formula is not None and stored is None:
            return "uncalculated", ""
        if type_ == "s":
            return "text", self.strings[int(text)] if text.isdigit() and int(text) < len(self.strings) else ""
        if type_ == "b":
            return "bool", "true" if text == "1" else "false"
        kinds = {"e": "error", "str": "text", "d": "text"}
        return kinds.get(type_, "number"), _unescaped(text) if type_ == "str" else text.strip()


def _rich_text(node: Any) -> str:
    """The text of a string item, runs joined, phonetic runs left out."""
    parts = [part.text or "" for part in node.iter("{*}t") if not _in_phonetic(part)]
    return _unescaped("".join(parts))


def _in_phonetic(node: Any) -> bool:
    parent = node.getparent()
    return parent is not None and str(parent.tag).endswith("}rPh")


def _unescaped(text: str) -> str:
    """``_x000D_`` and its like back to characters; Excel's line ends are line feeds."""
    plain = re.sub("_x([0-9A-Fa-f]{4})_", lambda hit: chr(int(hit.group(1), 16)), text)
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def _range(reference: str) -> tuple[int, int, int, int]:
    start, _, end = reference.partition(":")
    first, last = _corner(start), _corner(end or start)
    return (*first, *last)


def _corner(name: str) -> tuple[int, int]:
    letters = re.sub(r"[\d$]", "", name)
    return int(re.sub(r"[A-Z$]", "", name) or 1), column_number(letters)


def _read_binary(data: bytes, file: str | None) -> Workbook:
    """An old .xls or .et workbook. Its library yields binary floats: ``repr`` is their shortest exact text."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except (CalamineError, ValueError) as problem:
        raise SyntaxBroken("XW-I121", Place(file=file), reason=str(problem)) from None
    found = []
    for name, sheet in sheets:
        top, left = sheet.start or (0, 0)
        rows: dict[int, dict[int, Cell]] = {}
        for row, values in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
            for column, value in enumerate(values, left + 1):
                if value not in ("", None):
                    rows.setdefault(row, {})[column] = _binary_cell(name, row, column, value)
        found.append(Sheet(name, False, rows))
    return Workbook(tuple(found))


def _binary_cell(sheet: str, row: int, column: int, value: object) -> Cell:
    if isinstance(value, bool):
        return Cell(sheet, row, column, "bool", "true" if value else "false")
    if isinstance(value, (int, float)):
        text = repr(value)
        return Cell(sheet, row, column, "number", text.removesuffix(".0"))
    if hasattr(value, "isoformat"):
        return Cell(sheet, row, column, "text", value.isoformat().removesuffix("T00:00:00"))
    return Cell(sheet, row, column, "text", str(value))

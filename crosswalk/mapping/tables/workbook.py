"""The workbook of candidates that a person decided in (``crosswalk flows match -o candidates.xlsx``); read only.

Columns are known by either half of their header (``mappings/flows/match_columns.csv``); lists are not named in it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import plain
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.mapping.choosing import ratio_of
from crosswalk.mapping.reading.sheets import rows_of
from crosswalk.mapping.table import FlowMapping, MappingTable, Side, TableHead, Verdict
from crosswalk.mapping.tables.material import Material
from crosswalk.mapping.tables.rows import demote_unusable, factor_of, has_name

COLUMNS, SHEET = "flows/match_columns.csv", "flows"
NEEDED = frozenset({"name", "decision", "target_uuid", "factor"})
_SOURCE = {"id": "uuid", "name": "name", "context": "context", "unit": "unit", "cas": "cas"}
Rows = Iterator[tuple[int, list[str]]]


def claims(material: Material) -> bool:
    """Whether the bytes are a workbook with our sheet and its columns."""
    return material.is_zip and set(_columns(_rows(material))) >= NEEDED


def read(material: Material) -> tuple[MappingTable, list[Finding]]:
    """The decisions of a workbook. A row without a factor between its units cannot be accepted: its factor is none."""
    findings: list[Finding] = []
    lines = _rows(material)
    columns = _columns(lines)
    rows: list[FlowMapping] = []
    for line, cells in lines:
        given = {name: cells[spot] if spot < len(cells) else "" for name, spot in columns.items()}
        row = _row(given, line, findings)
        if has_name(row.source):
            rows.append(demote_unusable(row, findings))
        else:
            findings.append(finding("XW-G113", source=Place(line=line)))
    return MappingTable(TableHead(), tuple(rows)), findings


def _rows(material: Material) -> Rows:
    """The rows of the sheet; none for what is no workbook or has no such sheet."""
    from python_calamine import CalamineError, CalamineWorkbook  # only where there is a workbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(material.data))
        sheet: Any = book.get_sheet_by_name(SHEET) if SHEET in book.sheet_names else None
    except (CalamineError, ValueError, OSError):
        return iter(())
    return iter(()) if sheet is None else rows_of(sheet)


def _columns(rows: Rows) -> dict[str, int]:
    """The spots of our columns, by the first row; takes that row."""
    _, header = next(rows, (0, []))
    known = {row[language]: row["field"] for row in table(COLUMNS) for language in ("zh", "en")}
    halves = [[half.strip() for half in cell.split("\n")] for cell in header]
    return {known[half]: spot for spot, cell in enumerate(halves) for half in cell if half in known}


def _row(given: Mapping[str, str], line: int, findings: list[Finding]) -> FlowMapping:
    decision = _decision(given["decision"], line, findings)
    fields = {field: given.get(f"target_{name}", "") for field, name in _SOURCE.items()}
    target = Side() if decision is Verdict.NO_TARGET else Side(**fields)
    text = given["factor"].strip() or ("" if decision is not Verdict.ACCEPTED else "-")
    confidence = plain(given.get("confidence", ""))
    return FlowMapping(
        source=Side(**{field: given.get(name, "") for field, name in _SOURCE.items()}),
        target=target,
        decision=decision,
        factor=factor_of(text),
        factor_text=given["factor"],
        basis=given.get("basis", "").strip() or ("unit" if _by_units(given, factor_of(text)) else ""),
        confidence=confidence,
        line=line,
    )


def _by_units(given: Mapping[str, str], factor: Decimal) -> bool:
    """Whether a factor is the ratio of the two units; where it is not, the person must say where it comes from."""
    units = given.get("unit", ""), given.get("target_unit", "")
    return factor != 1 and all(units) and ratio_of(*units) == factor


def _decision(text: str, line: int, findings: list[Finding]) -> Verdict:
    try:
        return Verdict(text.strip().lower() or "review")
    except ValueError:
        known = [verdict.value for verdict in Verdict]
        findings.append(finding("XW-G108", source=Place(line=line), before=text, text=text, known=known))
        return Verdict.REVIEW

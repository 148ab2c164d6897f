"""Matches as a workbook that a person decides in: one row a candidate, the open ones first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crosswalk.core.numbers import format_plain
from crosswalk.core.tables import table
from crosswalk.mapping.evidence import kinds
from crosswalk.mapping.gates import gates
from crosswalk.mapping.matching import Candidate
from crosswalk.mapping.table import Verdict
from crosswalk.pipeline.match_tables import Matched, at_stake, by_stake, factor_of

COLUMNS = "flows/match_columns.csv"
DECISIONS = tuple(verdict.value for verdict in (Verdict.ACCEPTED, Verdict.REJECTED, Verdict.UNSURE, Verdict.NO_TARGET))


def write_workbook(path: Path, matches: Sequence[Matched]) -> None:
    """One sheet ``flows``: source, candidate, what speaks for and against it, and a column for the decision."""
    import xlsxwriter

    columns = table(COLUMNS)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    try:
        sheet = book.add_worksheet("flows")
        heads = book.add_format({"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top", "border": 1})
        plain = book.add_format({"valign": "top", "text_wrap": True})
        for spot, column in enumerate(columns):
            sheet.write_string(0, spot, f"{column['zh']}\n{column['en']}", heads)
            sheet.set_column(spot, spot, int(column["width"]), plain)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 2)
        line = 0
        for matched in by_stake(matches):
            for rank, candidate in enumerate(_shown(matched), 1):
                line += 1
                cells = _cells(matched, rank, candidate)
                for spot, column in enumerate(columns):
                    sheet.write_string(line, spot, cells[column["field"]])
        last = max(1, line)
        spot = next(spot for spot, column in enumerate(columns) if column["field"] == "decision")
        sheet.data_validation(1, spot, last, spot, {"validate": "list", "source": [*DECISIONS, "auto", "review"]})
        sheet.autofilter(0, 0, last, len(columns) - 1)
    finally:
        book.close()


def _shown(matched: Matched) -> tuple[Candidate | None, ...]:
    """The candidates that a person sees: the accepted one, all of an open row, or one line without any."""
    match = matched[1]
    return match.candidates[:1] if match.verdict is Verdict.AUTO else match.candidates or (None,)


def _cells(matched: Matched, rank: int, candidate: Candidate | None) -> dict[str, str]:
    occurrence, match = matched
    source = occurrence.source
    stake = at_stake(matched)
    cells: dict[str, Any] = {
        "row": source.row or "",
        "name": source.name,
        "context": source.context,
        "unit": source.unit,
        "cas": source.cas,
        "uuid": source.uuid,
        "count": occurrence.count,
        "amount": "" if occurrence.amount is None else format_plain(occurrence.amount),
        "at_stake": "" if stake is None or rank > 1 else format_plain(stake),
        "rank": "" if candidate is None else rank,
        "decision": match.verdict.value if candidate is None else candidate.verdict.value,
    }
    return {name: str(value) for name, value in {**cells, **_target_cells(source.unit, candidate)}.items()}


def _target_cells(unit: str, candidate: Candidate | None) -> dict[str, str]:
    if candidate is None:
        names = ("target_name", "target_context", "target_unit", "target_cas", "target_uuid", "factor", "confidence")
        return dict.fromkeys((*names, "basis", "evidence", "gates", "cf_delta"), "")
    flow, words = candidate.flow, kinds()
    factor, basis = factor_of(unit, candidate)
    return {
        "target_name": flow.name,
        "target_context": flow.context,
        "target_unit": flow.unit,
        "target_cas": flow.cas,
        "target_uuid": flow.uuid,
        "factor": "" if factor is None else format_plain(factor),
        "basis": basis,
        "confidence": str(candidate.confidence),
        "evidence": "\n".join(
            f"{words[item.code].zh} {words[item.code].en}: {item.text}" for item in candidate.evidence
        ),
        "gates": "\n".join(f"{gates()[code].zh} {gates()[code].en}" for code in candidate.gates),
        "cf_delta": "" if candidate.cf_delta is None else str(candidate.cf_delta),
    }

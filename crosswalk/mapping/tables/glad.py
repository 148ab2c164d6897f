"""The GLAD FlowMapping CSV of UNEP: one row a mapping, columns by name.

Source: UNEP GLAD ``Formats/FlowMapping.md`` (READ) and the columns of the files of the FEDEFL (``MemoMapper`` …).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from crosswalk.core.errors import InputError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.mapping.table import BROAD, CLOSE, EXACT, NARROW, FlowMapping, MappingTable, Side, TableHead, Verdict
from crosswalk.mapping.tables.material import Material
from crosswalk.mapping.tables.rows import decide_unstated, factor_of, factor_text, has_name

COLUMNS = (
    "SourceListName",
    "SourceFlowName",
    "SourceFlowUUID",
    "SourceFlowContext",
    "SourceUnit",
    "MatchCondition",
    "ConversionFactor",
    "TargetListName",
    "TargetFlowName",
    "TargetFlowUUID",
    "TargetFlowContext",
    "TargetUnit",
    "Mapper",
    "Verifier",
    "LastUpdated",
    "MemoMapper",
    "MemoVerifier",
    "MemoSource",
    "MemoTarget",
)
NEEDED = ("SourceFlowName", "TargetFlowName", "TargetFlowUUID")
MEMOS = ("MemoVerifier", "MemoSource", "MemoTarget")
_SIDE = {"FlowName": "name", "FlowUUID": "id", "FlowContext": "context", "Unit": "unit"}
_CONDITIONS = {"=": EXACT, "": EXACT, ">": NARROW, "<": BROAD, "~": CLOSE}
"""``>``: the source is a superset of the target, so the target is the narrower of the two."""
_SIGNS = {EXACT: "=", NARROW: ">", BROAD: "<", CLOSE: "~"}


def claims(material: Material) -> bool:
    """Whether the first line names GLAD's columns."""
    if material.is_zip or material.is_json:
        return False
    names = {cell.strip().strip('"') for cell in material.first_line.split(material.delimiter)}
    return {"SourceFlowName", "TargetFlowName"} <= names


def read(material: Material) -> tuple[MappingTable, list[Finding]]:
    """The table of a GLAD file. Raises InputError (XW-G103) where a needed column is missing."""
    findings: list[Finding] = []
    records = material.records(material.delimiter)
    line, header = next(records, (1, []))
    names = [name.strip() for name in header]
    if missing := [name for name in NEEDED if name not in names]:
        raise InputError("XW-G103", Place(file=material.file, line=line), missing=missing, seen=names)
    rows: list[FlowMapping] = []
    lists: tuple[list[str], list[str]] = ([], [])
    for line, cells in records:
        if len(cells) != len(names):
            spare = ",".join(cells[len(names) :])
            findings.append(
                finding("XW-G116", source=Place(line=line), before=spare, cells=len(cells), columns=len(names))
            )
        given = dict(zip(names, cells, strict=False))
        row = _row(given, line, findings)
        if not has_name(row.source):
            findings.append(finding("XW-G113", source=Place(line=line)))
            continue
        for seen, column in zip(lists, ("SourceListName", "TargetListName"), strict=True):
            if (name := given.get(column, "")) not in seen:
                seen.append(name)
        rows.append(row)
    source, target = (_one(names_, findings) for names_ in lists)
    return MappingTable(TableHead(source_list=source, target_list=target), decide_unstated(rows, findings)), findings


def _one(names: Iterable[str], findings: list[Finding]) -> str:
    """The one list that all rows name; several are told (XW-G114) and the first counts."""
    known = [name for name in names if name]
    if len(known) > 1:
        findings.append(finding("XW-G114", lists=known, first=known[0]))
    return known[0] if known else ""


def _row(given: Mapping[str, str], line: int, findings: list[Finding]) -> FlowMapping:
    text = given.get("ConversionFactor", "").strip()
    condition = given.get("MatchCondition", "").strip()
    if condition not in _CONDITIONS:
        findings.append(finding("XW-G118", source=Place(line=line), before=condition, condition=condition))
    return FlowMapping(
        source=Side(**{field: given.get(f"Source{name}", "") for name, field in _SIDE.items()}),
        target=Side(**{field: given.get(f"Target{name}", "") for name, field in _SIDE.items()}),
        decision=Verdict.AUTO,
        factor=factor_of(text),
        factor_text=text,
        predicate=_CONDITIONS.get(condition, CLOSE),
        author=given.get("Mapper", ""),
        reviewer=given.get("Verifier", ""),
        date=given.get("LastUpdated", ""),
        comment=given.get("MemoMapper", ""),
        extras=_extras(given),
        line=line,
    )


def _extras(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    known = set(COLUMNS) - set(MEMOS)
    return tuple(sorted((name, text) for name, text in given.items() if text and name and name not in known))


def write(table: MappingTable) -> bytes:
    """UTF-8 bytes; the rows as they stand, every column there."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in table.rows:
        cells = {f"Source{name}": getattr(row.source, field) for name, field in _SIDE.items()}
        cells |= {f"Target{name}": getattr(row.target, field) for name, field in _SIDE.items()}
        cells |= {
            "SourceListName": table.head.source_list,
            "TargetListName": table.head.target_list,
            "MatchCondition": _SIGNS[row.predicate],
            "ConversionFactor": factor_text(row),
            "Mapper": row.author,
            "Verifier": row.reviewer,
            "LastUpdated": row.date,
            "MemoMapper": row.comment,
        }
        writer.writerow({**cells, **dict(row.extras)})
    return out.getvalue().encode("utf-8", errors="replace")

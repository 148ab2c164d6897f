"""The CSV of openLCA flow mappings: no header, semicolons, columns by number, the first three required.

Source: GreenDelta/data ``docs/format_csv_flow_mapping.md`` (READ): ``a_t = x * a_s``.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.mapping.table import FlowMapping, MappingTable, Side, TableHead, Verdict
from crosswalk.mapping.tables.material import Material
from crosswalk.mapping.tables.rows import decide_unstated, factor_of, factor_text

SEPARATOR = ";"
SOURCE = {
    0: "id",
    3: "name",
    4: "context",
    5: "location",
    9: "property_id",
    10: "property_name",
    13: "unit_id",
    14: "unit",
}
TARGET = {
    1: "id",
    6: "name",
    7: "context",
    8: "location",
    11: "property_id",
    12: "property_name",
    15: "unit_id",
    16: "unit",
}
FACTOR = 2
PROVIDER = {17: "provider_id", 18: "provider_name", 19: "provider_category", 20: "provider_location"}
"""The process that provides a product target: kept as columns of the row."""
WIDTH = 21
_NUMBER = re.compile(r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$")


def claims(material: Material) -> bool:
    """Whether the first line has two identifiers and a number, separated by semicolons."""
    if material.is_zip or material.is_json:
        return False
    cells = [cell.strip().strip('"') for cell in material.first_line.split(SEPARATOR)]
    return len(cells) > 2 and bool(cells[0] and cells[1]) and (not cells[2] or bool(_NUMBER.match(cells[2])))


def read(material: Material) -> tuple[MappingTable, list[Finding]]:
    """The table of an openLCA mapping CSV; it has no head."""
    findings: list[Finding] = []
    rows: list[FlowMapping] = []
    for line, cells in material.records(SEPARATOR):
        if len(cells) > WIDTH or len(cells) <= FACTOR:
            spare = SEPARATOR.join(cells[WIDTH:])
            findings.append(finding("XW-G116", source=Place(line=line), before=spare, cells=len(cells), columns=WIDTH))
        row = _row([*cells, *[""] * (WIDTH - len(cells))], line)
        if not row.source.id:
            findings.append(finding("XW-G113", source=Place(line=line)))
            continue
        rows.append(row)
    return MappingTable(TableHead(), decide_unstated(rows, findings)), findings


def _row(cells: list[str], line: int) -> FlowMapping:
    text = cells[FACTOR].strip()
    row = FlowMapping(
        source=Side(**{field: cells[spot] for spot, field in SOURCE.items()}),
        target=Side(**{field: cells[spot] for spot, field in TARGET.items()}),
        decision=Verdict.AUTO,
        factor=factor_of(text),
        factor_text=text,
        extras=tuple(sorted((name, cells[spot]) for spot, name in PROVIDER.items() if cells[spot])),
        line=line,
    )
    return replace(row, source=_bare(row.source), target=_bare(row.target))


def _bare(side: Side) -> Side:
    return replace(side, id=side.id.strip())


def write(table: MappingTable) -> bytes:
    """UTF-8 bytes; trailing empty columns are written, so that every row has the same width."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATOR, lineterminator="\n")
    for row in table.rows:
        extras = dict(row.extras)
        cells = {FACTOR: factor_text(row)}
        cells.update({spot: getattr(row.source, field) for spot, field in SOURCE.items()})
        cells.update({spot: getattr(row.target, field) for spot, field in TARGET.items()})
        cells.update({spot: extras.get(name, "") for spot, name in PROVIDER.items()})
        writer.writerow([cells[spot] for spot in range(WIDTH)])
    return out.getvalue().encode("utf-8", errors="replace")

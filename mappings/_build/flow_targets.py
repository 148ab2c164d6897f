"""What the builders of the mapping tables share: the EF 3.1 flows by name and compartment, and writing a table.

The list is read from a CSV with the columns uuid, name, context, unit and cas, which the user has from the EF 3.1
reference package (``crosswalk lists add``); nothing of it travels with crosswalk but what a row of a table needs.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crosswalk.core.ids import check
from crosswalk.mapping.table import FlowMapping, MappingTable, Side, TableHead
from crosswalk.mapping.tables import serialise_table

EMISSIONS = "Emissions/Emissions to "
CONTEXTS = {
    "air": EMISSIONS + "air/Emissions to air, unspecified",
    "urban": EMISSIONS + "air/Emissions to urban air close to ground",
    "rural": EMISSIONS + "air/Emissions to non-urban air or from high stacks",
    "water": EMISSIONS + "water/Emissions to water, unspecified",
    "fresh": EMISSIONS + "water/Emissions to fresh water",
    "sea": EMISSIONS + "water/Emissions to sea water",
    "soil": EMISSIONS + "soil/Emissions to soil, unspecified",
    "farmland": EMISSIONS + "soil/Emissions to agricultural soil",
}
"""Compartments of EF 3.1 by the short names that the data of the builders use."""
TARGET = {"target_list": "ef31", "target_version": "3.1"}


class Targets:
    """The EF 3.1 flows, by UUID and by (name in small letters, context)."""

    def __init__(self, path: Path) -> None:
        opened = gzip.open if path.suffix == ".gz" else open
        self.by_id: dict[str, Side] = {}
        self.by_name: dict[tuple[str, str], list[Side]] = {}
        with opened(path, "rt", encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                cas = check("cas", row["cas"]) if row["cas"] else None
                number = cas.value if cas is not None and cas.problem is None else ""
                side = Side(row["uuid"], row["name"], row["context"], row["unit"], number)
                self.by_id[side.id] = side
                self.by_name.setdefault((side.name.lower(), side.context), []).append(side)

    def named(self, name: str, context: str) -> Side | None:
        """The flow of a name in a compartment; the first of doublets, whose UUIDs are sorted."""
        found = self.by_name.get((name.lower(), context), [])
        return min(found, key=lambda side: side.id) if found else None


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table of ours; ``#`` lines say where it comes from."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def save(folder: Path, head: TableHead, rows: Iterable[FlowMapping]) -> Path:
    """Write a table as ``<id>.sssom.tsv``."""
    path = folder / f"{head.id}.sssom.tsv"
    path.write_bytes(serialise_table(MappingTable(head, tuple(rows))).data)
    return path

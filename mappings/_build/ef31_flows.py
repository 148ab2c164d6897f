"""Make ``mappings/lists/flows/ef31.csv`` from the mappings to EF 3.1 that the ``randonneur_data`` package carries.

    python mappings/_build/ef31_flows.py mappings/lists/flows/ef31.csv

The package's tables state, for every flow that something is mapped to, UUID, name, categories, CAS number, flow
property and unit, as EF 3.1 has them. Formulas, synonyms and versions are not in them and stay empty. Where two
tables disagreed about a flow, or the unit scaling were not 1, the script would stop: neither occurs.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from stdnum import casrn

TABLES = (
    "ecoinvent-3.9.1-biosphere-EF-3.1-biosphere",
    "ecoinvent-3.10.1-biosphere-EF-3.1-biosphere",
    "ecoinvent-3.11-biosphere-EF-3.1-biosphere",
)
FIELDS = ("uuid", "name", "context", "cas", "unit", "flow_property_uuid")
HEAD = """\
# EF 3.1 elementary flows: those that something of ecoinvent 3.9.1, 3.10.1 or 3.11 is mapped to, with UUID, name, categories, CAS number, unit and flow property. Made by mappings/_build/ef31_flows.py.
# source: randonneur_data {version} (PyPI), tables {tables} (READ); changed: duplicates put together, categories joined by slashes, zeros before CAS numbers taken off
# authors as the tables name them: {authors}; licence: {licence} ({address}); edition: EF 3.1; date: 2026-11-24
"""


def main(target: Path) -> None:
    target.write_text(table_text(), encoding="utf-8", newline="")


def table_text() -> str:
    """The whole table."""
    flows: dict[str, dict[str, str]] = {}
    authors: dict[str, None] = {}
    licences: dict[tuple[str, str], None] = {}
    for name in TABLES:
        table = json.loads(gzip.decompress((resources.files("randonneur_data") / "data" / f"{name}.gz").read_bytes()))
        for person in table["contributors"]:
            authors[f"{person['title']} <{person['path']}>"] = None
        for licence in table["licenses"]:
            licences[licence["title"], licence["path"]] = None
        for row in table["replace"]:
            flow = flow_of(row["target"])
            if flows.setdefault(flow["uuid"], flow) != flow:
                raise SystemExit(f"tables disagree about {flow['uuid']}")
    ((licence_title, address),) = licences
    out = io.StringIO()
    out.write(
        HEAD.format(
            version=version("randonneur_data"), tables=", ".join(TABLES), authors="; ".join(authors),
            licence=licence_title, address=address,
        )
    )  # fmt: skip
    writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(flows.values(), key=lambda flow: (flow["name"].lower(), flow["context"], flow["uuid"])))
    return out.getvalue()


def flow_of(target: dict[str, object]) -> dict[str, str]:
    """One flow in our columns."""
    if target["unit_scaling"] != 1:
        raise SystemExit(f"{target['uuid']} is scaled by {target['unit_scaling']}")
    number = str(target["CAS number"] or "").strip().lstrip("0")
    if number and not casrn.is_valid(number):
        raise SystemExit(f"{target['uuid']} has the CAS number {number}")
    return {
        "uuid": str(target["uuid"]),
        "name": str(target["name"]).strip(),
        "context": "/".join(str(level) for level in target["context"]),  # type: ignore[attr-defined]
        "cas": number,
        "unit": str(target["unit_name"]),
        "flow_property_uuid": str(target["unit_group_flow_property"]),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Writes mappings/names/english_cas.csv: English names of substances with their CAS numbers.

Source: the identifiers of the PyPI package ``chemicals`` (MIT licence, Caleb Bell and contributors), whose names come
from PubChem. Kept are names that people write in inventories (letters, digits and plain marks, no registry codes) of
the substances that our own lists and tables name by CAS. A name of two such substances is left out.

    python mappings/_build/english_names.py
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from importlib import metadata, resources
from pathlib import Path

from stdnum import casrn

from crosswalk.core.tables import read_table
from crosswalk.mapping.names.folding import fold, key_of

MAPPINGS = Path(__file__).resolve().parent.parent
TABLES = ("chemical identifiers pubchem large.tsv", "chemical identifiers pubchem small.tsv",
          "chemical identifiers example user db.tsv", "Inorganic db.tsv", "Anion db.tsv", "Cation db.tsv")
FIRST = 16
"""Names that are kept of one substance: the source lists the usual ones first."""
WRITTEN = re.compile(r"^[a-z0-9][a-z0-9 ,'()\[\]\-+]{2,39}$")
CODE = re.compile(
    r"\b(?:chembl|zinc|akos|schembl|dtxsid|unii|mfcd|nsc|bdbm|ccris|hsdb|einecs|cas|caswell|epa|rcra|brn|ai3|ncgc|tox21"
    r"|st\d|ls-|ac\dl|ctk|ksc|ghl|fema|ec|un|usaf|ent|cid)\b|\d{4,}|inchi|[a-z]{2,}\d{3,}|reagent|grade|solution|usp"
)


def wanted() -> set[str]:
    """The CAS numbers of our lists of flows and tables of names."""
    tables = [*sorted((MAPPINGS / "lists" / "flows").glob("*.csv")), *sorted((MAPPINGS / "names").rglob("*.csv"))]
    found = {row.get("cas", "") for table in tables if table.name != "english_cas.csv" for row in read_table(table)}
    return {cas for cas in found if casrn.is_valid(cas)}


def taken() -> dict[str, set[str]]:
    """CAS numbers of common names by key: another number under the same name is taken for a mistake."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in read_table(MAPPINGS / "names" / "common_names.csv"):
        for name in (row["name"], *row["aliases"].split("|")):
            found[key_of(fold(name))].add(row["cas"])
    return found


PLURAL = re.compile(r"[a-z] ?(?:phenols|enes|anes|ones|ides|ates|acids|amines|esters|ethers|alcohols|oils|compounds|salts|alloys)$")
"""A group of substances, not one of them."""


def names(cas_numbers: set[str]) -> dict[str, dict[str, str]]:
    """Key to CAS numbers to the name as folded."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    kept: Counter[str] = Counter()
    common = taken()
    folder = resources.files("chemicals") / "Identifiers"
    for table in TABLES:
        for line in (folder / table).read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) < 8 or cells[1] not in cas_numbers:
                continue
            for cell in cells[7:]:
                name = fold(cell)
                if PLURAL.search(name) or cells[1] not in common.get(key_of(name), {cells[1]}):
                    continue
                if kept[cells[1]] < FIRST and WRITTEN.match(name) and not CODE.search(name) and re.search("[a-z]{3}", name):
                    kept[cells[1]] += cells[1] not in found[key_of(name)]
                    found[key_of(name)].setdefault(cells[1], name)
    return found


def main() -> None:
    """Write the table, sorted by CAS number and name."""
    rows = sorted(
        (cas, name) for by_cas in names(wanted()).values() if len(by_cas) == 1 for cas, name in by_cas.items()
    )
    version = metadata.version("chemicals")
    with (MAPPINGS / "names" / "english_cas.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(
            "# English names of substances by CAS number. Source: PyPI package chemicals "
            f"{version} (Caleb Bell and contributors, names from PubChem), licence MIT; chosen and folded by\n"
            "# mappings/_build/english_names.py. Facts (names and registry numbers); status READ. Edition 2026-11-24.\n"
        )
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["cas", "name"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()

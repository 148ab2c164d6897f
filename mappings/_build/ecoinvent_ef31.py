"""Make ``mappings/flows/ecoinvent_ef31.sssom.tsv`` from the migration files of the ``randonneur_data`` package.

    python mappings/_build/ecoinvent_ef31.py FOLDER_OF_RANDONNEUR_DATA mappings/flows

FOLDER_OF_RANDONNEUR_DATA is the package's folder ``data``. Licence of the files: CC BY 4.0; the table keeps the
attribution and says what was changed. One row an ecoinvent flow: the name of the newest release, the releases in
which the files have it. Where releases disagree about the target, each target is a row that is ``unsure``; rows that
our own checks of content flag, that rest on an assumption, or that are known to be doubtful, are ``review``.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from flow_targets import TARGET, read_rows, save

from crosswalk.core.ids import check
from crosswalk.mapping.table import FlowMapping, MappingTable, Side, TableHead, Verdict
from crosswalk.mapping.tables.checks.content import check_content
from crosswalk.mapping.tables.checks.subject import Subject

RELEASES = ("3.9.1", "3.10.1", "3.11")
"""Oldest first."""
HERE = Path(__file__).parent / "flows"
BASES = {
    ("kg", "MJ"): "energy content per kg, as the source table states it",
    ("Sm3", "MJ"): "energy content per standard cubic metre, as the source table states it",
    ("m3", "kg"): "density, as the source table states it",
    ("m2", "m2*a"): "assumed: occupation over one year",
}
SYNONYM, NAME, MANUAL = "Match based on EF31 synonym", "Name match", "Manual name match"


def load(folder: Path, release: str) -> dict:
    path = folder / f"ecoinvent-{release}-biosphere-EF-3.1-biosphere.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file, parse_float=str, parse_int=str)


def source_of(given: dict) -> Side:
    return Side(given["uuid"], given["name"], "/".join(given["context"]), given["unit"])


def target_of(given: dict) -> Side:
    cas = check("cas", given.get("CAS number") or "")
    number = cas.value if cas.problem is None else ""
    return Side(given["uuid"], given["name"], "/".join(given["context"]), given["unit_name"] or "", number)


def mapping(entry: dict) -> FlowMapping:
    source, target = source_of(entry["source"]), target_of(entry["target"])
    note = entry.get("comment") or ""
    factor = entry.get("conversion_factor") or "1"
    manual = note.startswith(MANUAL)
    return FlowMapping(
        source,
        target,
        Verdict.REVIEW if note.startswith("Assumed") else Verdict.AUTO,
        Decimal(factor),
        BASES.get((source.unit, target.unit), ""),
        justification="semapv:ManualMappingCuration" if manual else "semapv:LexicalMatching" if note.startswith(NAME) else "",
        evidence=("table", "synonym") if note == SYNONYM else ("table", "name") if note.startswith(NAME) else ("table",),
        comment=note,
        factor_text=factor,
    )


def rows_of(found: dict[str, FlowMapping]) -> list[FlowMapping]:
    """The rows of one ecoinvent flow from what each release says of it."""
    newest = found[max(found, key=RELEASES.index)]
    names = [row.source.name for row in found.values() if row.source.name != newest.source.name]
    targets: dict[tuple[str, Decimal], list[str]] = {}
    for release, row in found.items():
        targets.setdefault((row.target.id, row.factor), []).append(release)
    made = []
    for releases in targets.values():
        row = replace(found[releases[-1]], source=newest.source)
        extras = {"ecoinvent_releases": " ".join(releases), "former_names": " | ".join(dict.fromkeys(names))}
        row = replace(row, extras=tuple((key, text) for key, text in sorted(extras.items()) if text))
        if len(targets) > 1:
            row = replace(row, decision=Verdict.UNSURE, comment=said(row, "releases disagree about the target 各版本的目标不一致"))
        made.append(row)
    return made


def said(row: FlowMapping, note: str) -> str:
    return "; ".join(part for part in (row.comment, note) if part)


def doubted(row: FlowMapping, doubts: list[dict[str, str]], subject: Subject) -> FlowMapping:
    """A row as it is, or put up for review with the reason."""
    for doubt in doubts:
        if (
            doubt["source"] in ("", row.source.name)
            and doubt["source_context"] in ("", row.source.context)
            and doubt["target"] in ("", row.target.name)
            and doubt["target_context"] in row.target.context
        ):
            decision = Verdict.REVIEW if row.decision is Verdict.AUTO else row.decision
            return replace(row, decision=decision, comment=said(row, f"{doubt['en']} {doubt['zh']}"))
    codes = [found.code for found in check_content(subject, row)]
    if codes:
        return replace(row, decision=Verdict.REVIEW, comment=said(row, f"crosswalk {' '.join(codes)}"))
    return row


def build(folder: Path, out: Path) -> Path:
    by_flow: dict[str, dict[str, FlowMapping]] = {}
    documents = {release: load(folder, release) for release in RELEASES}
    for release, document in documents.items():
        for entry in document["replace"]:
            row = mapping(entry)
            held = by_flow.setdefault(row.source.id, {})
            assert release not in held, (release, row.source)
            held[release] = row
    people = [item["title"] for item in documents[RELEASES[-1]]["contributors"]]
    assert all([item["title"] for item in document["contributors"]] == people for document in documents.values())
    assert all(document["licenses"][0]["name"] == "CC-BY-4.0" for document in documents.values())
    head = TableHead(
        id="ecoinvent_ef31",
        title="ecoinvent 3.9.1, 3.10.1 and 3.11 elementary flows to EF 3.1",
        version="1",
        licence="https://creativecommons.org/licenses/by/4.0/",
        source_list="ecoinvent",
        source_version=", ".join(RELEASES),
        date="2026-11-24",
        creators=tuple(people),
        comment="Made from ecoinvent-{3.9.1,3.10.1,3.11}-biosphere-EF-3.1-biosphere 1.0.0 of randonneur_data (PyPI), "
        "(c) Chris Mutel and the UNEP Economy Division Mapping Taskforce, CC BY 4.0 "
        "(https://creativecommons.org/licenses/by/4.0/legalcode). Changed: the three files are joined, one row a flow; "
        "CAS numbers without leading zeros; bases of factors stated; doubtful rows put up for review.",
        **TARGET,
    )
    doubts = read_rows(HERE / "ecoinvent_doubts.csv")
    subject = Subject(MappingTable(head, ()))
    rows = [doubted(row, doubts, subject) for found in by_flow.values() for row in rows_of(found)]
    return save(out, head, rows)


if __name__ == "__main__":
    print(build(Path(sys.argv[1]), Path(sys.argv[2])))

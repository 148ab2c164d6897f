"""Findings about an input: reading, consistency, mandatory data, datasets and packages, official schemas.

Packages of ILCD, ILCD+EPD and TIDAS are checked file by file: each dataset is parsed once, goes through the
checks that are asked for and into an index, and the index then says what is wrong with the links. Nothing that
grows with the number of datasets stays in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crosswalk.checks import check_document
from crosswalk.checks.datasets import Check, checks_of, unread_rules
from crosswalk.core.errors import InputError, UsageError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.formats import cards, detect, load, split_name
from crosswalk.formats.documents import Document, Member, Source
from crosswalk.formats.ilcd import schema as xsd
from crosswalk.formats.peeking import open_source
from crosswalk.formats.spec import Card
from crosswalk.formats.tidas import schema as json_schema
from crosswalk.index import Entry, PackageIndex, facts_of, read_entries
from crosswalk.index.findings import link_findings, unreadable
from crosswalk.pipeline.reading import Package, open_package


@cache
def sets() -> Mapping[str, Mapping[str, str]]:
    """The sets of checks by name, from ``mappings/checks/sets.csv``."""
    return {row["set"]: row for row in table("checks/sets.csv")}


@dataclass(frozen=True)
class Plan:
    """What is checked: the format and its carrier, the sets, a folder of official schemas."""

    format: str
    carrier: str
    sets: tuple[str, ...]
    schemas: Path | None = None
    results: bool = False
    """Whether processes are EPDs, whose results are checked."""

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks over one dataset as they are for the format, in the order of the sets."""
        return tuple(check for name in self.sets for check in checks_of(name, self.format))


def validate_path(
    path: str | Path, as_: str | None = None, chosen: tuple[str, ...] = (), schemas: Path | None = None
) -> Iterator[Finding]:
    """The findings about one input, as they are made: those of each dataset, then those of the package.

    The input is opened and recognised at once, its datasets are read as the findings are taken.
    Raises InputError subclasses for what cannot be read, UsageError for an unknown format or set (XW-V090).
    """
    for name in chosen:
        if name not in sets():
            raise UsageError("XW-V090", None, set=name, known=", ".join(sets()))
    source = open_source(Path(path))
    card = cards().get(split_name(as_)[0] if as_ else detect(source).format)
    if card is not None and card.indexed:
        return _datasets(source, _plan(card, chosen, schemas))
    return iter(validate_package(open_package(path, as_)))


def _plan(card: Card, chosen: tuple[str, ...], schemas: Path | None) -> Plan:
    """The plan: schemas that are given and fit the format are used even where no set is named."""
    carrier = "xml" if ".xml" in card.suffixes else "json"
    if not chosen:
        chosen = tuple(name for name, row in sets().items() if row["default"] == "yes")
        official = next(name for name, row in sets().items() if row["carrier"] == carrier and row["files"])
        if schemas is not None and any(schemas.glob(sets()[official]["files"])):
            chosen = (*chosen, official)
    if "xsd" in chosen and schemas is None:
        raise UsageError("XW-V091", None)
    results = "epd" in chosen and card.stages == "en15804"
    return Plan(card.id, carrier, chosen, schemas, results)


def _datasets(source: Source, plan: Plan) -> Iterator[Finding]:
    package = source.container != "file"
    count = strange = 0
    with PackageIndex() as index:
        for entry in read_entries(source):
            if entry.problem is not None:
                if not package:
                    raise entry.problem
                yield unreadable(entry.problem)
            if entry.tree is None:
                index.add_other(entry.member)
                continue
            count += 1
            strange += entry.carrier != plan.carrier
            for check in plan.checks:
                yield from check(entry.tree)
            if plan.results and entry.tree.kind == "process":
                yield from _results(entry, source, plan.format)
            yield from _official(entry, plan)
            if "links" in plan.sets:
                index.add(facts_of(entry.tree, counts=False), entry.member)
        if not count:
            raise InputError("XW-I003", Place(file=source.file), format=plan.format)
        if strange:
            yield finding("XW-K021", source=Place(source.file), count=strange, format=plan.format)
        if "links" in plan.sets:
            yield from link_findings(index, source.file, package)
    if "ef31" in plan.sets:
        yield from unread_rules()


def _results(entry: Entry, source: Source, format_: str) -> Iterator[Finding]:
    """What reading an EPD and its results gives rise to."""
    single = Source(source.file, lambda: iter((Member(entry.member, lambda: entry.data),)), source.container)
    for part in load(format_).read(single, {}):
        if isinstance(part, Document):
            yield from part.findings
            yield from check_document(part)


def _official(entry: Entry, plan: Plan) -> Iterator[Finding]:
    """The findings of official schemas for one dataset."""
    assert entry.tree is not None
    kind, base = entry.tree.kind, entry.tree.base
    for name in plan.sets:
        if sets()[name]["carrier"] != entry.carrier:
            continue
        if name == "tidas":
            yield from json_schema.validate(kind, entry.data, plan.schemas, base)
        else:
            folder = plan.schemas if name == "xsd" else None
            yield from xsd.validate_tree(kind, entry.tree.root, folder, base)


def is_valid(entry: Entry, schemas: Path | None = None) -> bool | None:
    """The verdict of the official schema of the entry's format alone; None where no schema is at hand."""
    if entry.tree is None:
        return False
    if entry.carrier == "json":
        return json_schema.is_valid(entry.tree.kind, entry.data, schemas)
    return xsd.is_valid(entry.tree.kind, entry.tree.root, schemas)


def validate_package(package: Package) -> list[Finding]:
    """Findings of a declaration or another input that was read whole: reading, consistency, mandatory data."""
    found = package.all_findings()
    for document in package.documents:
        found.extend(check_document(document))
        found.extend(package.format.required(document.model, document.kind))
    return found

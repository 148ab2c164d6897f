"""Flows to be mapped, from a list of names or from a package, and their matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from crosswalk.core.errors import InputError
from crosswalk.core.findings import Finding, Ledger
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.documents import Document
from crosswalk.lcia import FactorStore, FlowShelf, climate_methods
from crosswalk.lcia.characterisation import amount_of
from crosswalk.lcia.flows import ELEMENTARY
from crosswalk.mapping.consequences import Vector
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.matching import Match, Matcher
from crosswalk.mapping.opening import open_matcher
from crosswalk.mapping.reading.found import Raw, Remarks, Wish
from crosswalk.mapping.reading.recognition import READERS, recognise
from crosswalk.mapping.sources import SourceFlow
from crosswalk.model.base import Reference, Text
from crosswalk.model.process import Process
from crosswalk.pipeline.characterising import open_methods, shelve_flows
from crosswalk.pipeline.reading import Package, open_package

__all__ = ["MethodVectors", "Occurrence", "Sources", "match_sources", "open_matcher", "open_sources", "open_vectors"]
TABLES = frozenset({"table", "workbook", "simapro", "openlca"})
NAMED = 5


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A flow to be mapped and how often and with how much it occurs; a row of a list occurs once."""

    source: SourceFlow
    count: int = 1
    amount: Decimal | None = None
    """The sum of the absolute amounts of its exchanges, in the unit of the source; None in a list of names."""


@dataclass
class Sources:
    """A file's flows, one by one; the remarks are complete after the last."""

    flows: Iterator[Occurrence]
    findings: Ledger


def open_sources(path: Path, *, columns: str = "", family: str = "") -> Sources:
    """The flows of a list of names (CSV, TSV, workbook, SimaPro or openLCA export) or of a package's inventories.

    Of a package come the elementary flows that its processes exchange, by their datasets where it holds them and by
    the words of the references where it does not. Raises InputError for what cannot be read, UsageError (XW-L117) for
    a column spec that does not fit.
    """
    remarks = Remarks(str(path))
    try:
        reader = recognise(path)
    except InputError as problem:
        if problem.code != "XW-L101":
            raise
        reader = ""
    if reader in TABLES:
        raw = READERS[reader](path, Wish(columns, family), remarks)
        return Sources(listed_sources(raw, family, remarks), remarks.ledger)
    return Sources(_exchanged(open_package(path), family or "ef"), remarks.ledger)


def listed_sources(raw: Raw, family: str, remarks: Remarks, *, first: int = 0) -> Iterator[Occurrence]:
    """The flows of a list that was opened; ``first`` is the line that counts as row 0."""
    kind = family or raw.family
    rows = (_row(found.flow, kind, None if found.line is None else found.line - first) for found in raw.flows)
    return _named(rows, remarks)


def _row(flow: ListedFlow, family: str, line: int | None) -> SourceFlow:
    return SourceFlow(
        name=flow.name,
        context=flow.context,
        unit=flow.unit,
        cas=flow.cas,
        uuid=flow.uuid,
        names=flow.synonyms,
        family=family,
        location=flow.location,
        row=line,
    )


def _named(rows: Iterable[SourceFlow], remarks: Remarks) -> Iterator[Occurrence]:
    """Rows with a name or an identifier; the others are told (XW-L103)."""
    for row in rows:
        if row.name or row.uuid:
            yield Occurrence(row)
        else:
            remarks.find(finding("XW-L103", source=remarks.place(row.row), uuid="-"))


def _exchanged(package: Package, family: str) -> Iterator[Occurrence]:
    """The elementary flows that the processes of a package exchange, each once with its sums."""
    found: dict[tuple[str, str, str], Occurrence] = {}
    with FlowShelf() as shelf:
        shelve_flows(package, shelf)
        for part in package.stream():
            if isinstance(part, Document) and isinstance(part.model, Process):
                for exchange in part.model.exchanges:
                    source = source_of(exchange.flow, exchange.direction or "", shelf, family)
                    _count(found, source, amount_of(exchange, part.model))
    yield from found.values()


def _count(found: dict[tuple[str, str, str], Occurrence], source: SourceFlow | None, value: Decimal | None) -> None:
    if source is None:
        return
    key = (source.uuid, source.name, source.direction)
    known = found.get(key, Occurrence(source, 0, None))
    total = known.amount if value is None else (known.amount or Decimal(0)) + abs(value)
    found[key] = Occurrence(source, known.count + 1, total)


def source_of(reference: Reference | None, direction: str, shelf: FlowShelf, family: str = "ef") -> SourceFlow | None:
    """An exchange's flow as a flow to be mapped; None for a flow that the package knows as a product or waste.

    A flow without a dataset in the package is one by the words of its reference: TianGong packages refer to the
    elementary flows of EF without holding them.
    """
    if reference is None:
        return None
    facts = shelf.of(reference.id or "")
    if facts is not None and facts.type != ELEMENTARY:
        return None
    texts = _texts(reference.name)
    if facts is not None and facts.names:
        texts = [("", text) for text in facts.names]
    if not texts and not reference.id:
        return None
    return SourceFlow(
        texts[0][1] if texts else "",
        context="/".join(facts.compartments) if facts else "",
        unit=facts.unit if facts else "",
        uuid=reference.id or "",
        names=tuple(texts[1:]),
        family=family,
        direction=direction,
    )


def _texts(text: Text | None) -> list[tuple[str, str]]:
    return [(language or "", words) for language, words in text] if text else []


def match_sources(sources: Iterable[Occurrence], matcher: Matcher) -> Iterator[tuple[Occurrence, Match]]:
    """Every occurrence with its match, one by one."""
    for occurrence in sources:
        yield occurrence, matcher.match(occurrence.source)


class MethodVectors:
    """Characterisation factors of a package of LCIA methods; those for one location only are left out."""

    def __init__(self, store: FactorStore) -> None:
        self._store = store
        wanted = set(climate_methods().values())
        self.climate = frozenset(head.uuid for head in store.methods if head.uuid in wanted)

    def of(self, uuid: str) -> Vector:
        """The factors of a flow by method."""
        methods = self._store.methods
        return {methods[f.method].uuid: f.value for f in self._store.of_flow(uuid) if not f.location}


@contextmanager
def open_vectors(path: str | Path | None) -> Iterator[MethodVectors | None]:
    """The factors of a package of methods, for a ``with`` block; None without one."""
    if path is None:
        yield None
        return
    with open_methods(path) as store:
        yield MethodVectors(store)


def remarks_of(path: str, occurrences: Iterable[tuple[Occurrence, Match]]) -> list[Finding]:
    """What is to be said of the rows: CAS numbers with a wrong check digit, rows without a unit or a compartment."""
    broken: list[str] = []
    unitless = placeless = rows = 0
    for occurrence, match in occurrences:
        rows += 1
        unitless += not occurrence.source.unit
        placeless += not occurrence.source.compartment and not occurrence.source.uuid
        if "cas_broken" in match.notes:
            broken.append(f"{occurrence.source.name} ({occurrence.source.cas})")
    place = Place(file=path)
    found = []
    if broken:
        found.append(finding("XW-F101", source=place, count=len(broken), names=broken[:NAMED]))
    if unitless:
        found.append(finding("XW-F102", source=place, count=unitless, rows=rows))
    if placeless:
        found.append(finding("XW-F103", source=place, count=placeless, rows=rows))
    return found

"""Methods and inventories brought together: the results of every process of a package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from crosswalk.bridge.disassembly import choose
from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import format_plain
from crosswalk.core.places import Place
from crosswalk.formats.documents import Document
from crosswalk.index import facts_of, read_entries
from crosswalk.lcia import (
    Characterisation,
    FactorStore,
    FlowShelf,
    MethodHead,
    Reason,
    characterise,
    climate_methods,
    roll_up,
)
from crosswalk.lcia.flows import KINDS as FLOW_KINDS
from crosswalk.model.impact_method import ImpactMethod
from crosswalk.model.process import Process
from crosswalk.pipeline.reading import Package, open_package

METHOD, PROCESS = "LCIA method", "process"
NAMED = 5
"""Flows that a message names."""
Key = tuple[str, str]


@dataclass
class Impacts:
    """The results of one process, and what is to be said of them."""

    process: Process
    place: Place
    done: Characterisation
    findings: list[Finding] = field(default_factory=list)


def open_methods(path: str | Path, chosen: tuple[str, ...] = (), *, need_all: bool = True) -> FactorStore:
    """The factors of the LCIA methods of a package; of those named by UUID only, where any are named.

    Raises UsageError: XW-M003 where the package holds no method, XW-M023 where it lacks one that is named and
    ``need_all``. InputError subclasses for what cannot be read.
    """
    package, store = open_package(path), FactorStore()
    known: set[str] = set()
    with_flows = False
    for part in package.stream():
        if isinstance(part, Document) and part.kind == METHOD and isinstance(method := part.model, ImpactMethod):
            known.add(method.identity.uuid or "")
            if not chosen or method.identity.uuid in chosen:
                store.add(method, part.place)
        elif isinstance(part, Document):
            with_flows = with_flows or part.kind in FLOW_KINDS
    missing = sorted(set(chosen) - known) if need_all else []
    if missing or not known:
        store.close()
        place = Place(file=str(path))
        if not known:
            raise UsageError("XW-M003", place)
        raise UsageError("XW-M023", place, missing=missing, known=sorted(known))
    if with_flows:
        shelve_flows(package, store.flows)
    return store


def shelve_flows(package: Package, shelf: FlowShelf) -> None:
    """Enter what a package says of its flows and their units."""
    for entry in read_entries(package.source):
        if entry.tree is not None and entry.tree.kind in FLOW_KINDS:
            shelf.add(facts_of(entry.tree, counts=False))


def characterise_package(package: Package, store: FactorStore, select: str | None = None) -> Iterator[Impacts]:
    """The results of every process of a package, one by one; of one process only, where ``select`` names it."""
    with FlowShelf() as shelf:
        shelve_flows(package, shelf)
        for part in package.stream():
            if not isinstance(part, Document) or part.kind != PROCESS or not isinstance(part.model, Process):
                continue
            if select is None or part.model.identity.uuid == select:
                done = characterise(part.model, store, shelf.of)
                yield Impacts(part.model, part.place, done, list(_remarks(part.model, done, part.place)))


def _remarks(process: Process, done: Characterisation, place: Place) -> Iterator[Finding]:
    unknown = done.reasons().get(Reason.UNKNOWN_FLOW, 0)
    names = [item.name for item in done.unmatched if item.reason is not Reason.UNKNOWN_FLOW]
    if names:
        yield finding("XW-M001", source=place, count=len(names), elementary=done.elementary, names=names[:NAMED])
    for code, count in (
        ("XW-M004", unknown),
        ("XW-M006", len(done.zeros)),
        ("XW-M007", done.unchecked),
        ("XW-M009", done.misfits),
    ):
        if count:
            yield finding(code, source=place, count=count)
    yield from _comparisons(done, place)
    elsewhere = [result for result in done.results if result.elsewhere]
    if elsewhere:
        where, methods = process.geography.location or "-", [result.method.name for result in elsewhere]
        most = max(result.elsewhere for result in elsewhere)
        yield finding("XW-M005", source=place, count=most, place=where, methods=methods)


def _comparisons(done: Characterisation, place: Place) -> Iterator[Finding]:
    for result in done.results:
        head, declared = result.method, result.declared
        if declared is None:
            continue
        if result.declared_version and result.declared_version != head.version:
            yield finding("XW-M008", source=place, before=result.declared_version, after=head.version, method=head.name)
        if not result.agrees and result.value is not None and result.difference is not None:
            yield finding(
                "XW-M002",
                source=place,
                before=str(declared),
                after=format_plain(result.value),
                method=head.name,
                difference=format_plain(result.difference),
                relative="-" if result.relative is None else f"{result.relative:+.2%}",
            )
    if done.uncompared:
        names = [_method_name(result.method.name, result.method.id) for result in done.uncompared if result.method]
        yield finding("XW-M025", source=place, count=len(done.uncompared), names=names[:NAMED])


def _method_name(name: Any, uuid: str | None) -> str:
    return (name.best("en", "zh") if name else "") or uuid or "-"


def fill_results(
    package: Package, data: Mapping[Key, dict[str, Any]], methods: str, select: str | None = None
) -> tuple[dict[Key, set[str]], list[Finding]]:
    """Give the process of a declaration the climate-change results that it lacks, from a complete inventory.

    ``data`` holds the datasets as plain data and is completed in place; the pointers of what was computed come back
    by dataset, with findings. A declared result is never replaced.
    """
    uuid = choose(data, select)
    wanted = set(climate_methods().values())
    with open_methods(methods, tuple(wanted), need_all=False) as store, FlowShelf() as shelf:
        document = next(d for d in package.documents if d.kind == PROCESS and _uuid(d) == uuid)
        process = document.model
        assert isinstance(process, Process)
        declared = {result.method.id for result in process.lcia_results if result.method is not None}
        if declared >= wanted:
            return {}, []
        shelve_flows(package, shelf)
        done = characterise(process, store, shelf.of)
        rolled = roll_up(process, done, store, document.place, shelf.of)
        heads = {head.uuid: head for head in store.methods}
    lacking = {method: value for method, value in rolled.values.items() if method not in declared}
    pointers: set[str] = set()
    seen = len(data[PROCESS, uuid].get("exchanges", ())) == len(process.exchanges)
    findings = [*store.findings, *(found if seen else _unnamed(found) for found in (*rolled.refusals, *rolled.notes))]
    for method, value in lacking.items():
        pointers.add(_append_result(data[PROCESS, uuid], heads[method], {"value": value}))
        head = heads[method]
        params: dict[str, Any] = {
            "method": head.name,
            "uuid": head.uuid,
            "version": head.version,
            "quantity": head.quantity,
        }
        findings.append(finding("XW-M016", source=document.place, after=format_plain(value), **params))
    return ({(PROCESS, uuid): pointers} if pointers else {}), findings


def _unnamed(found: Finding) -> Finding:
    """The finding without names of flows: the inventory is withheld."""
    return replace(found, params={**found.params, "names": ["…"]}) if "names" in found.params else found


def _computed(head: MethodHead, value: Decimal, place: Place) -> Finding:
    return finding(
        "XW-M016",
        source=place,
        after=format_plain(value),
        method=head.name,
        uuid=head.uuid,
        version=head.version,
        quantity=head.quantity,
    )


def _uuid(document: Document) -> str:
    return document.model.identity.uuid or "" if isinstance(document.model, Process) else ""


def _append_result(process: dict[str, Any], head: MethodHead, mean: dict[str, Any]) -> str:
    results = list(process.get("lcia_results", ()))
    reference = {"kind": "LCIA method data set", "id": head.uuid}
    if head.version:
        reference["version"] = head.version
    results.append({"method": reference, "mean": mean})
    process["lcia_results"] = tuple(results)
    return f"lcia_results/{len(results) - 1}"

"""Methods and inventories brought together: the results of every process of a package."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import format_plain
from crosswalk.core.places import Place
from crosswalk.formats.documents import Document
from crosswalk.index import PackageIndex, facts_of, read_entries
from crosswalk.lcia import Characterisation, FactorStore, characterise, rolled_up
from crosswalk.model.impact_method import ImpactMethod
from crosswalk.model.process import Process
from crosswalk.pipeline.reading import Package, open_package


@dataclass
class Impacts:
    """The results of one process, and what is to be said of them."""

    process: Process
    place: Place
    done: Characterisation
    findings: list[Finding] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON: numbers as text, exact."""
        name = self.process.name.base
        return {
            "uuid": self.process.identity.uuid,
            "version": self.process.identity.version,
            "name": {language or "": text for language, text in name} if name else {},
            "elementary": self.done.elementary,
            "matched": self.done.matched,
            "unknown": self.done.unknown,
            "results": [
                {
                    "method": result.method.uuid,
                    "version": result.method.version,
                    "name": result.method.name,
                    "quantity": result.method.quantity,
                    "value": format_plain(result.value),
                    "exchanges": result.exchanges,
                    "declared": None if result.declared is None else format_plain(result.declared),
                    "difference": None if result.difference is None else format_plain(result.difference),
                }
                for result in self.done.results
            ],
            "unmatched": [
                {
                    "internal_id": item.internal_id,
                    "flow": item.flow,
                    "name": item.name,
                    "direction": item.direction,
                    "amount": None if item.amount is None else format_plain(item.amount),
                    "reason": item.reason.value,
                }
                for item in self.done.unmatched
            ],
            "findings": [found.as_dict() for found in self.findings],
        }


def open_methods(path: str | Path, chosen: tuple[str, ...] = ()) -> FactorStore:
    """The factors of the LCIA methods of a package; of those named by UUID only, where any are named.

    Raises UsageError (XW-M003) where there is none, InputError subclasses for what cannot be read.
    """
    store = FactorStore()
    for part in open_package(path).stream():
        model = part.model if isinstance(part, Document) else None
        if isinstance(model, ImpactMethod) and (not chosen or model.identity.uuid in chosen):
            store.add(model)
    if not store.methods:
        store.close()
        raise UsageError("XW-M003", Place(file=str(path)))
    return store


def flow_types(package: Package) -> Callable[[str], str | None]:
    """The ILCD type of each flow of a package, by UUID; None for a flow that it does not hold."""
    index = PackageIndex()
    for entry in read_entries(package.source):
        if entry.tree is not None and entry.tree.kind == "flow":
            index.add(facts_of(entry.tree), entry.member)
    return index.flow_type


def characterise_package(package: Package, store: FactorStore) -> Iterator[Impacts]:
    """The results of every process of a package, one by one."""
    types = flow_types(package)
    for part in package.stream():
        if isinstance(part, Document) and isinstance(part.model, Process):
            done = characterise(part.model, store, types)
            yield Impacts(part.model, part.place, done, list(_remarks(done, part.place)))


def _remarks(done: Characterisation, place: Place) -> Iterator[Finding]:
    if done.unmatched:
        names = [item.name or item.flow for item in done.unmatched[:5]]
        yield finding("XW-M001", source=place, count=len(done.unmatched), names=names)
    if done.unknown:
        yield finding("XW-M004", source=place, count=done.unknown)
    for result in done.results:
        if result.difference:
            yield finding(
                "XW-M002",
                source=place,
                before=str(result.declared),
                after=format_plain(result.value),
                method=result.method.name,
            )


def fill_results(
    package: Package, data: Mapping[tuple[str, str], dict[str, Any]], methods: str
) -> tuple[dict[tuple[str, str], set[str]], list[Finding]]:
    """Give processes the climate-change results that they do not declare, from complete inventories.

    ``data`` holds the datasets as plain data and is completed in place; the pointers of what was computed come back
    by dataset, with findings. A declared result is never replaced.
    """
    computed: dict[tuple[str, str], set[str]] = {}
    findings: list[Finding] = []
    with open_methods(methods) as store:
        heads = {head.uuid: head for head in store.methods}
        for impacts in characterise_package(package, store):
            key = ("process", impacts.process.identity.uuid or "")
            wanted = set(impacts.process.quantitative_reference.reference_flows)
            values, notes = rolled_up(impacts.process, impacts.done, impacts.place, lambda number: number in wanted)  # noqa: B023
            declared = {result.method.id for result in impacts.process.lcia_results if result.method is not None}
            lacking = {uuid: value for uuid, value in values.items() if uuid not in declared}
            if key not in data or declared >= set(heads):
                continue
            findings.extend(notes)
            for uuid, value in lacking.items():
                computed.setdefault(key, set()).add(_append_result(data[key], heads[uuid].uuid, value))
                head = heads[uuid]
                findings.append(
                    finding(
                        "XW-M016",
                        source=impacts.place,
                        after=format_plain(value),
                        method=head.name,
                        version=head.version,
                    )
                )
    return computed, findings


def _append_result(process: dict[str, Any], method: str, value: Decimal) -> str:
    results = list(process.get("lcia_results", ()))
    results.append({"method": {"kind": "LCIA method data set", "id": method}, "mean": {"value": value}})
    process["lcia_results"] = tuple(results)
    return f"lcia_results/{len(results) - 1}"

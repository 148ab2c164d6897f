"""From what a table read of a document to the declaration: its own words settled, the extension merged in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.engine import Reading, Rest, Take, get
from crosswalk.formats.openepd.cells import Address, copied, meaning
from crosswalk.formats.openepd.extension import MEMBERS, Merged, derived_scenarios, key_of, like, merge
from crosswalk.formats.openepd.tables import JSON, table_of
from crosswalk.formats.openepd.wording import settle


def said_by(reading: Reading, root: Mapping[str, Any]) -> dict[str, Any]:
    """What the standard fields say, result cells with their addresses."""
    settle(reading, root)
    return reading.data


def complete(reading: Reading, root: Mapping[str, Any]) -> tuple[list[Finding], list[Take]]:
    """Make the data that of the declaration; the second part is what the extension's leaves became."""
    node = reading.data.pop("extension", None)
    said = said_by(reading, root)
    merged, findings = _together(said, node, root)
    if findings:
        reading.rest.append(Rest(root["ext"], "crosswalk", node, JSON.count(node), "unknown"))
        node = None
    reading.data = merged.data
    _move(reading, merged)
    takes = [Take(part.pointer, "", part.parent, part.key, part.node, JSON.count(part.node)) for part in merged.parts]
    reading.takes.extend(takes)
    for name, part in (node or {}).items():
        if name not in MEMBERS:
            reading.rest.append(Rest(node, name, part, JSON.count(part), "unknown"))
    return [*findings, *merged.findings], takes


def standing(root: Mapping[str, Any], data: Mapping[str, Any]) -> dict[int, Address]:
    """The addresses of those results of a declaration that stand in a document as they are, by their places."""
    reading = get(root, table_of(str(root.get("doctype"))), JSON)
    node = reading.data.pop("extension", None)
    said = said_by(reading, root)
    addresses: list[Address] = [cell["address"] for cell in said.get("results", ())]
    merged, _ = _together(said, node, root)
    there: dict[tuple[Any, ...], list[tuple[Address, Any]]] = defaultdict(list)
    for spot, address in enumerate(addresses):
        cell = merged.data["results"][merged.moved.get(spot, spot)]
        there[key_of(cell)].append((address, cell))
    found: dict[int, Address] = {}
    for number, cell in enumerate(data.get("results", ())):
        alike = [pair for pair in there.get(key_of(cell), ()) if like(pair[1], cell)]
        if alike:
            found[number] = alike[0][0]
            there[key_of(cell)].remove(alike[0])
    return found


def _together(said: dict[str, Any], node: Any, root: Mapping[str, Any]) -> tuple[Merged, list[Finding]]:
    """Standard fields and extension as one declaration; without the extension where it is none of ours (XW-E090)."""
    findings: list[Finding] = []
    if node is not None:
        try:
            return merge(copied(said), node, str(root.get("doctype")), root.get("language") or None), findings
        except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as problem:
            place = Place(pointer="/ext/crosswalk")
            findings.append(finding("XW-E090", source=place, reason=f"{type(problem).__name__}: {problem}"))
    return Merged(_plainly(said)), findings


def _plainly(data: dict[str, Any]) -> dict[str, Any]:
    """The declaration of a document without an extension."""
    cells = data.get("results", [])
    if cells:
        data["scenarios"] = derived_scenarios(cells)
        data["results"] = [meaning(cell, {}) for cell in cells]
    return data


def _move(reading: Reading, merged: Merged) -> None:
    """Point what was taken for a cell to the place that the cell has now."""
    for take in reading.takes:
        head, _, tail = take.prefix.partition("/")
        if head == "results" and tail.isdigit():
            take.prefix = f"results/{merged.moved.get(int(tail), int(tail))}"

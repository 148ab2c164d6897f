"""From what a table read of a document to the declaration: its own words settled, the extension merged in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.engine import Reading, Rest, Take
from crosswalk.formats.openepd.cells import copied, meaning
from crosswalk.formats.openepd.extension import MEMBERS, Merged, derived_scenarios, merge
from crosswalk.formats.openepd.tables import JSON
from crosswalk.formats.openepd.wording import settle


def said_by(reading: Reading, root: Mapping[str, Any]) -> dict[str, Any]:
    """What the standard fields say, result cells with their addresses."""
    settle(reading, root)
    return reading.data


def complete(reading: Reading, root: Mapping[str, Any]) -> tuple[list[Finding], list[Take]]:
    """Make the data that of the declaration; the second part is what the extension's leaves became."""
    node = reading.data.pop("extension", None)
    said = said_by(reading, root)
    language = root.get("language")
    findings: list[Finding] = []
    merged = None
    if node is not None:
        try:
            merged = merge(copied(said), node, str(root.get("doctype")), language or None)
        except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as problem:
            place = Place(pointer="/ext/crosswalk")
            findings.append(finding("XW-E090", source=place, reason=f"{type(problem).__name__}: {problem}"))
            reading.rest.append(Rest(root["ext"], "crosswalk", node, JSON.count(node), "unknown"))
            node = None
    if merged is None:
        merged = Merged(_plainly(said))
    reading.data = merged.data
    _move(reading, merged)
    takes = [Take(part.pointer, "", part.parent, part.key, part.node, JSON.count(part.node)) for part in merged.parts]
    reading.takes.extend(takes)
    for name, part in (node or {}).items():
        if name not in MEMBERS:
            reading.rest.append(Rest(node, name, part, JSON.count(part), "unknown"))
    return [*findings, *merged.findings], takes


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

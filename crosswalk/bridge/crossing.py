"""A conversion between kinds of canonical data, with every value's way through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crosswalk.bridge.assembly import Move, assemble
from crosswalk.bridge.disassembly import disassemble
from crosswalk.bridge.quantities import as_result
from crosswalk.bridge.rows import DECLARATION, indicator
from crosswalk.bridge.terms import is_exact, terms
from crosswalk.carriers.plain import PlainSyntax
from crosswalk.core.findings import Fate, Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import sum_exact
from crosswalk.formats.engine import get, put

SYNTAX = PlainSyntax()
Key = tuple[str, str]


@dataclass(frozen=True)
class Link:
    """One model value on the source's side and where it stands on the target's side."""

    source: tuple[Key, str]
    target: tuple[Key, str]
    fate: Fate


@dataclass
class Crossing:
    """Datasets as plain data by (kind, uuid), the links of their values, and findings."""

    datasets: dict[Key, dict[str, Any]]
    links: list[Link] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def to_datasets(declaration: Mapping[str, Any], key: Key) -> Crossing:
    """The process, flow, contact and source datasets that carry a declaration (plain data)."""
    arrangement: dict[str, Any] = {}
    writing = put(declaration, DECLARATION, SYNTAX, arrangement)
    findings: list[Finding] = []
    converted = _measure_results(arrangement, findings)
    members = _sum_biogenic(declaration, arrangement, findings)
    _withhold_foreign_totals(declaration, arrangement, findings)
    places = _places(arrangement)
    assembly = assemble(arrangement)
    crossing = Crossing(assembly.datasets, [], findings + assembly.findings)
    for entry in writing.wrote:
        inside = _native(places, entry.parent, entry.key, entry.node)
        if inside is None:
            continue
        for target, moved in _forward(assembly.moves, inside):
            fate = moved or _fate_of(entry.codec, declaration, entry.pointer)
            fate = Fate.CONVERTED if inside in converted else fate
            crossing.links.append(Link((key, entry.pointer), target, fate))
    for pointer, inside in members:
        for target, _ in _forward(assembly.moves, inside):
            crossing.links.append(Link((key, pointer), target, Fate.AGGREGATED))
    return crossing


def to_declaration(datasets: Mapping[Key, Mapping[str, Any]], select: str | None = None) -> Crossing:
    """The declaration that a process and what it refers to amount to (plain data).

    Raises CannotExpress where the package holds no single candidate and ``select`` names none.
    """
    taken = disassemble(datasets, select)
    reading = get(taken.arrangement, DECLARATION, SYNTAX)
    places = _places(taken.arrangement)
    uuid = str(reading.data.get("identity", {}).get("uuid", ""))
    key = ("declaration", uuid)
    crossing = Crossing({key: reading.data})
    for entry in reading.takes:
        inside = _native(places, entry.parent, entry.key, entry.node)
        if inside is None:
            continue
        for source in _backward(taken.moves, inside):
            fate = Fate.MAPPED if entry.path and _is_mapped(entry.path) else Fate.CARRIED
            crossing.links.append(Link(source, (key, entry.pointer), fate))
    return crossing


def _is_mapped(path: str) -> bool:
    return path in ("unit.kind", "verification.type", "direction", "derivation", "data_kind")


def _fate_of(codec: str, declaration: Mapping[str, Any], pointer: str) -> Fate:
    """Carried, or mapped onto a term; approximated where the term says less than the code."""
    if not codec.startswith("mapped:"):
        return Fate.CARRIED
    vocabulary = codec.removeprefix("mapped:")
    if not terms(vocabulary):
        return Fate.MAPPED
    code = _at(declaration, pointer)
    return Fate.MAPPED if isinstance(code, str) and is_exact(vocabulary, code) else Fate.APPROXIMATED


def _at(data: Any, pointer: str) -> Any:
    for step in pointer.split("/"):
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, (list, tuple)) and step.isdigit():
            data = data[int(step)]
        else:
            return None
    return data


def _measure_results(arrangement: Mapping[str, Any], findings: list[Finding]) -> set[str]:
    """Bring results to the unit of the methods that they are filed under; the places where that changed a number."""
    changed: set[str] = set()
    holders = [(arrangement.get("totals", {}), uuid, "totals") for uuid in list(arrangement.get("totals", {}))]
    holders += [(stage, "result", f"stages/{n}") for n, stage in enumerate(arrangement.get("stages", ()))]
    for holder, name, path in holders:
        if name not in holder:
            continue
        amount = holder[name]
        found = as_result(amount)
        if found is None:
            findings.append(finding("XW-B017", before=f"{amount.get('value')} {amount.get('unit')}"))
            del holder[name]
        elif found[1]:
            if name == "result":  # a copy already, and known by its identity
                amount.clear()
                amount.update(found[0])
            else:  # the declaration's own
                holder[name] = found[0]
            changed.add(f"{path}/{name}")
    return changed


def _sum_biogenic(
    declaration: Mapping[str, Any], arrangement: dict[str, Any], findings: list[Finding]
) -> list[tuple[str, str]]:
    """EF 3.1 has one biogenic result; it is written where both parts, emissions and removals, are declared."""
    cells = list(declaration.get("results", ()))
    spots = {
        cell["indicator"]: spot
        for spot, cell in enumerate(cells)
        if cell["stage"] == "total" and cell.get("amount", {}).get("value") is not None
    }
    parts = [spots.get("gwp-biogenic-emissions"), spots.get("gwp-biogenic-removals")]
    if "gwp-biogenic" in spots or None in parts:
        return []
    measured = [as_result(cells[spot]["amount"]) for spot in parts if spot is not None]
    if None in measured:
        return []
    amounts = [found[0]["value"] for found in measured if found is not None]
    uuid = indicator.encode("gwp-biogenic")
    total = sum_exact(amounts)
    arrangement.setdefault("totals", {})[uuid] = {"value": total}
    findings.append(finding("XW-B014", before=" + ".join(str(value) for value in amounts), after=str(total)))
    return [(f"results/{spot}/{name}", f"totals/{uuid}") for spot in parts if spot is not None for name in ("amount",)]


def _withhold_foreign_totals(
    declaration: Mapping[str, Any], arrangement: dict[str, Any], findings: list[Finding]
) -> None:
    """The EF 3.1 method stands for AR6 factors: a result under another set is never filed under it."""
    gwp = declaration.get("methods", {}).get("gwp_set")
    if gwp == "AR6-100" or (
        "totals" not in arrangement and not any("result" in s for s in arrangement.get("stages", ()))
    ):
        return
    findings.append(finding("XW-B015" if gwp else "XW-B016", before=gwp or ""))
    arrangement.pop("totals", None)
    for stage in arrangement.get("stages", ()):
        stage.pop("result", None)


# --- pointers -----------------------------------------------------------------------------------


def _places(root: Any) -> dict[int, str]:
    """The pointer of every container of plain data, by identity."""
    found: dict[int, str] = {}

    def visit(node: Any, path: str) -> None:
        found[id(node)] = path
        if isinstance(node, Mapping):
            for name, value in node.items():
                visit(value, f"{path}/{name}" if path else str(name))
        elif isinstance(node, (list, tuple)):
            for spot, value in enumerate(node):
                visit(value, f"{path}/{spot}")

    visit(root, "")
    return found


def _native(places: Mapping[int, str], parent: Any, key: Any, node: Any) -> str | None:
    owner = places.get(id(parent))
    if owner is None:
        return None
    here = f"{owner}/{key}" if owner else str(key)
    own = places.get(id(node)) if isinstance(node, Mapping) else None
    return own if own is not None and own.startswith(here) else here


def _forward(moves: list[Move], inside: str) -> list[tuple[tuple[Key, str], Fate | None]]:
    """Where a pointer of the arrangement went: the moves of its parts, else the longest that holds it."""
    parts = [move for move in moves if move.start.startswith(inside + "/")]
    if parts:
        return [(((move.kind, move.uuid), move.pointer), move.fate) for move in parts]
    hits = [move for move in moves if inside == move.start or inside.startswith(move.start + "/")]
    if not hits:
        return []
    length = max(len(move.start) for move in hits)
    out: list[tuple[tuple[Key, str], Fate | None]] = []
    for move in hits:
        if len(move.start) == length:
            rest = inside[len(move.start) :].lstrip("/")
            pointer = "/".join(part for part in (move.pointer, rest) if part)
            out.append((((move.kind, move.uuid), pointer), move.fate))
    return out


def _backward(moves: list[Move], inside: str) -> list[tuple[Key, str]]:
    return [target for target, _ in _forward(moves, inside)]

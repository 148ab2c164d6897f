"""A conversion between kinds of canonical data, with every value's way through it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
    deep: bool = False
    """Whether everything below the source value stands below the target value at the same path."""


@dataclass
class Crossing:
    """Datasets as plain data by (kind, uuid), the links of their values, and findings."""

    datasets: dict[Key, dict[str, Any]]
    links: list[Link] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def then(self, further: Crossing) -> Crossing:
        """One way of two: on from where the first ends."""
        ways: dict[Key, dict[str, list[Link]]] = defaultdict(lambda: defaultdict(list))
        below: dict[Key, dict[str, list[Link]]] = defaultdict(lambda: defaultdict(list))
        for link in self.links:
            key, pointer = link.target
            ways[key][pointer].append(link)
            for holder in (*_holders(pointer), ""):
                below[key][holder].append(link)
        links = [
            joined
            for onward in further.links
            for joined in _joined(onward, ways[onward.source[0]], below[onward.source[0]])
        ]
        return Crossing(further.datasets, links, [*self.findings, *further.findings])


def _joined(onward: Link, ways: Mapping[str, list[Link]], below: Mapping[str, list[Link]]) -> Iterator[Link]:
    """A link and those that lead to its source: to the value itself, to a part of it, or to what holds it."""
    pointer = onward.source[1]
    for name in (pointer, *_holders(pointer), ""):
        for link in ways.get(name, ()):
            if name == pointer:
                yield Link(link.source, onward.target, _worse(link, onward), link.deep and onward.deep)
            elif link.deep:
                rest = pointer[len(name) :].lstrip("/")
                source = (link.source[0], f"{link.source[1]}/{rest}" if link.source[1] else rest)
                yield Link(source, onward.target, _worse(link, onward), onward.deep)
    for link in below.get(pointer, ()):
        if link.target[1] == pointer:
            continue
        rest = link.target[1][len(pointer) :].lstrip("/") if onward.deep else ""
        there = "/".join(part for part in (onward.target[1], rest) if part)
        yield Link(link.source, (onward.target[0], there), _worse(link, onward), link.deep and onward.deep)


def _worse(left: Link, right: Link) -> Fate:
    """The fate of a value that went both ways: the one that changed more."""
    return right.fate if left.fate is Fate.CARRIED else left.fate


def to_datasets(declaration: Mapping[str, Any], key: Key) -> Crossing:
    """The process, flow, contact and source datasets that carry a declaration (plain data)."""
    arrangement: dict[str, Any] = {}
    writing = put(declaration, DECLARATION, SYNTAX, arrangement)
    findings: list[Finding] = []
    converted = _measure_results(arrangement, findings)
    members = _sum_biogenic(declaration, arrangement, findings)
    _withhold_foreign_totals(declaration, arrangement, findings)
    places = places_of(arrangement)
    assembly = assemble(arrangement)
    ways = Ways(assembly.moves)
    crossing = Crossing(assembly.datasets, [], findings + assembly.findings)
    for entry in writing.wrote:
        inside = native(places, entry.parent, entry.key, entry.node)
        if inside is None:
            continue
        for target, moved in forward(ways, inside):
            fate = moved or _fate_of(entry.codec, declaration, entry.pointer)
            fate = Fate.CONVERTED if inside in converted else fate
            crossing.links.append(Link((key, entry.pointer), target, fate))
    for pointer, inside in members:
        for target, _ in forward(ways, inside):
            crossing.links.append(Link((key, pointer), target, Fate.AGGREGATED))
    return crossing


def to_declaration(datasets: Mapping[Key, Mapping[str, Any]], select: str | None = None) -> Crossing:
    """The declaration that a process and what it refers to amount to (plain data).

    Raises CannotExpress where the package holds no single candidate and ``select`` names none.
    """
    taken = disassemble(datasets, select)
    reading = get(taken.arrangement, DECLARATION, SYNTAX)
    places = places_of(taken.arrangement)
    uuid = str(reading.data.get("identity", {}).get("uuid", ""))
    key = ("declaration", uuid)
    ways = Ways(taken.moves)
    crossing = Crossing({key: reading.data})
    for entry in reading.takes:
        inside = native(places, entry.parent, entry.key, entry.node)
        if inside is None:
            continue
        for source in backward(ways, inside):
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
    code = at(declaration, pointer)
    return Fate.MAPPED if isinstance(code, str) and is_exact(vocabulary, code) else Fate.APPROXIMATED


def at(data: Any, pointer: str) -> Any:
    """What stands at a pointer of plain data; None where nothing does."""
    for step in pointer.split("/"):
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, (list, tuple)) and step.isdigit() and int(step) < len(data):
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


def places_of(root: Any) -> dict[int, str]:
    """The pointer of every container of plain data, by identity."""
    found: dict[int, str] = {}

    def visit(node: Any, path: str) -> None:
        found[id(node)] = path
        parts = node.items() if isinstance(node, dict) else enumerate(node)
        for name, value in parts:
            if isinstance(value, (dict, list, tuple)):
                visit(value, f"{path}/{name}" if path else str(name))

    visit(root, "")
    return found


def native(places: Mapping[int, str], parent: Any, key: Any, node: Any) -> str | None:
    """The pointer of a node that was read or written; None for one outside the arrangement."""
    owner = places.get(id(parent))
    if owner is None:
        return None
    here = f"{owner}/{key}" if owner else str(key)
    own = places.get(id(node)) if isinstance(node, Mapping) else None
    return own if own is not None and own.startswith(here) else here


class Ways:
    """Moves by the pointers that they start from, so that each way is found at once."""

    def __init__(self, moves: Iterable[Move]) -> None:
        self.exact: dict[str, list[Move]] = defaultdict(list)
        self.below: dict[str, list[Move]] = defaultdict(list)
        for move in moves:
            self.exact[move.start].append(move)
            for holder in _holders(move.start):
                self.below[holder].append(move)


def _holders(pointer: str) -> Iterator[str]:
    """The pointers of everything around a value, innermost first."""
    while "/" in pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer


def forward(ways: Ways, inside: str) -> list[tuple[tuple[Key, str], Fate | None]]:
    """Where a pointer of the arrangement went: its own moves and those of its parts, else the longest that holds it."""
    if inside in ways.below:
        moves = [*ways.exact.get(inside, ()), *ways.below[inside]]
        return [(((move.kind, move.uuid), move.pointer), move.fate) for move in moves]
    start = next((name for name in (inside, *_holders(inside)) if name in ways.exact), None)
    if start is None:
        return []
    out: list[tuple[tuple[Key, str], Fate | None]] = []
    for move in ways.exact[start]:
        rest = inside[len(start) :].lstrip("/")
        pointer = "/".join(part for part in (move.pointer, rest) if part)
        out.append((((move.kind, move.uuid), pointer), move.fate))
    return out


def backward(ways: Ways, inside: str) -> list[tuple[Key, str]]:
    """The values that a pointer of the arrangement came from."""
    return [target for target, _ in forward(ways, inside)]

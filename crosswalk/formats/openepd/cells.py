"""Result cells and where they stand in a document: group, method, key, scope and, for C and D, a scenario.

A hook reads and writes each of the three groups. While an engine runs, a cell carries its ``address``;
what the address means for the model (indicator, method, unit) is told from it before the model is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from crosswalk.carriers.node import NumberText
from crosswalk.core import numbers
from crosswalk.formats.cells import read_cell
from crosswalk.formats.engine import HookReader, HookWriter, Rest, Take
from crosswalk.formats.openepd import vocabulary
from crosswalk.formats.spec import Hook

SCENARIOS = "C_scenarios"
LONGEST_NAME = 40
"""Characters of a scenario's name."""


class Address(NamedTuple):
    """Where a result stands: ``method`` is openEPD's name, None outside impacts."""

    group: str
    method: str | None
    key: str
    scope: str
    scenario: str | None = None

    @property
    def text(self) -> str:
        """The path of the measurement, its scenario apart."""
        return "/".join(part for part in self[:4] if part is not None)


def places(data: Mapping[str, Any], standing: Mapping[int, Address]) -> list[Address | None]:
    """The address of each result cell; None for a cell that openEPD cannot hold as it is.

    ``standing`` are cells that stand in the document already, whatever openEPD thinks of them. A key holds one
    indicator in one unit, a scope one cell: what comes second has no address.
    """
    horizon = data.get("methods", {}).get("gwp_set")
    taken = set(standing.values())
    owners: dict[tuple[str, str | None, str], tuple[str, str]] = {}
    for number, address in standing.items():
        cell = data["results"][number]
        placed = _address(cell, horizon)
        unit = vocabulary.wire_unit((cell.get("amount") or {}).get("unit") or "")
        owners.setdefault(address[:3], (cell["indicator"], unit if placed is None else placed[1]))
    found: list[Address | None] = []
    for number, cell in enumerate(data.get("results", ())):
        if number in standing:
            found.append(standing[number])
            continue
        spot = _address(cell, horizon)
        if spot is not None:
            address, unit = spot
            owner = owners.setdefault(address[:3], (cell["indicator"], unit))
            if address in taken or owner != (cell["indicator"], unit):
                spot = None
            else:
                taken.add(address)
        found.append(None if spot is None else spot[0])
    return found


def _address(cell: Mapping[str, Any], horizon: str | None) -> tuple[Address, str] | None:
    """The address of a cell and the unit that stands there."""
    amount = cell.get("amount") or {}
    scope = vocabulary.scopes().get(cell["stage"])
    scenario = cell.get("scenario")
    if cell["state"] != "value" or amount.get("value") is None or scope is None:
        return None
    if scenario is not None and (scope not in vocabulary.scenario_scopes() or not 0 < len(scenario) <= LONGEST_NAME):
        return None
    method = cell.get("method") or horizon
    lcia = vocabulary.lcia_of(method)
    key = vocabulary.key_of(cell["indicator"], amount.get("unit"), vocabulary.standard_of(method, lcia))
    if key is None:
        return None
    spot = Address(key.group, lcia if key.group == "impacts" else None, key.key, scope, scenario)
    return spot, vocabulary.wire_unit(key.unit)


def meaning(cell: dict[str, Any], methods: Mapping[str, str | None]) -> dict[str, Any]:
    """The cell that an address stands for; ``methods`` names the set of methods of each name or group."""
    address: Address = cell["address"]
    native = vocabulary.method_of(address.method) if address.method is not None else None
    method = methods.get(address.method or address.group, native)
    amount = dict(cell["amount"])
    if "unit" in amount:
        amount["unit"] = vocabulary.unit_of(amount["unit"])
    standard = vocabulary.standard_of(method, address.method)
    found: dict[str, Any] = {
        "indicator": vocabulary.indicator_of(address.group, address.key, amount.get("unit"), standard),
        "stage": vocabulary.stages()[address.scope],
        "basis": "declared",
        "state": cell["state"],
        "amount": amount,
    }
    if method is not None:
        found["method"] = method
    if address.scenario is not None:
        found["scenario"] = address.scenario
    return found


# --- reading ---------------------------------------------------------------------------------


def _sets(group: str, node: Any) -> Iterator[tuple[str | None, str, Any, Any]]:
    """Method, key, scopes and holder of every set of a group."""
    if group != "impacts":
        yield from ((None, key, scopes, node) for key, scopes in node.items())
        return
    for method, impacts in node.items():
        if isinstance(impacts, dict) and impacts:
            yield from ((method, key, scopes, impacts) for key, scopes in impacts.items())
        else:
            yield method, "", impacts, node


def _reader(group: str) -> Callable[[HookReader, Any], None]:
    def read(hook: HookReader, node: Any) -> None:
        if not isinstance(node, dict) or not node:
            hook.leave(node, "empty" if not node else "unknown")
            return
        for method, key, scopes, holder in _sets(group, node):
            if key == "ext" or not isinstance(scopes, dict) or not scopes:
                _leave(hook, holder, key or method, scopes)
            else:
                _read_set(hook, Address(group, method, key, ""), scopes)

    return read


def _read_set(hook: HookReader, address: Address, node: dict[str, Any]) -> None:
    seen: set[Address] = set()
    for name, part in node.items():
        if name == SCENARIOS and isinstance(part, list) and part:
            for scenario in part:
                _read_scenario(hook, address, node, scenario, seen)
        elif name in vocabulary.stages():
            _read_measurement(hook, address._replace(scope=name), node, name, part)
        else:
            _leave(hook, node, name, part)


def _read_scenario(hook: HookReader, address: Address, holder: dict[str, Any], node: Any, seen: set[Address]) -> None:
    name = node.get("name") if isinstance(node, dict) else None
    if not isinstance(name, str) or not name or isinstance(name, NumberText):
        _leave(hook, holder, SCENARIOS, node)
        return
    first = len(hook.out.setdefault("results", []))
    for scope, part in node.items():
        at = address._replace(scope=scope, scenario=name)
        if scope in vocabulary.scenario_scopes() and at not in seen:  # a second object of the same name adds scopes
            seen.add(at)
            _read_measurement(hook, at, node, scope, part)
        elif scope != "name":
            _leave(hook, node, scope, part)
    if len(hook.out["results"]) > first:
        hook.reader.takes.append(Take(f"results/{first}", "scenario", node, "name", name, 1))
    else:
        _leave(hook, node, "name", name)


def _read_measurement(hook: HookReader, address: Address, holder: dict[str, Any], name: str, node: Any) -> None:
    cells = hook.out.setdefault("results", [])
    cell = _cell(node)
    if isinstance(cell, str):
        if isinstance(node, dict) and "mean" in node:
            for key, part in node.items():
                _leave(hook, node, key, part, cell if key == "mean" else None)
        else:
            _leave(hook, holder, name, node)
        return
    where = f"results/{len(cells)}"
    cells.append({"address": address, **cell})
    value = "value" if "value" in cell["amount"] else "raw"
    for key, part in node.items():
        if key == "mean" or (key == "unit" and "unit" in cell["amount"]):
            path = f"amount.{value}" if key == "mean" else "amount.unit"
            hook.reader.takes.append(Take(where, path, node, key, part, 1))
        else:
            _leave(hook, node, key, part)


def _cell(node: Any) -> dict[str, Any] | str:
    """State, number and unit of a measurement, or the code of what is wrong with it; empty where there is none.

    A text in the place of the number is read as results of EPDs are written elsewhere: a number, a word, or neither.
    """
    mean = node.get("mean") if isinstance(node, dict) else None
    if not isinstance(mean, str):
        return "" if mean is None else "XW-E081"
    try:
        amount = _number(mean) if isinstance(mean, NumberText) else read_cell(mean)
    except numbers.NumberUnclear as problem:
        return problem.code
    state = amount.pop("state", "value")
    unit = node.get("unit")
    if isinstance(unit, str) and not isinstance(unit, NumberText):
        amount["unit"] = unit
    return {"state": state, "amount": amount}


def _number(text: NumberText) -> dict[str, Any]:
    return {"value": numbers.parse(text).value, "raw": str(text)}


def _leave(hook: HookReader, parent: Any, key: Any, node: Any, code: str | None = None) -> None:
    syntax = hook.reader.syntax
    reason = "malformed" if code else "empty" if syntax.is_empty(node) else "unknown"
    params = {"text": str(syntax.scalar(node) or "")} if code else {}
    hook.reader.rest.append(Rest(parent, key, node, syntax.count(node), reason, "", code, params))


# --- writing ---------------------------------------------------------------------------------


def _writer(group: str) -> Callable[[HookWriter], None]:
    def write(hook: HookWriter) -> None:
        wanted = {
            cell["address"]: (spot, cell)
            for spot, cell in enumerate(hook.data.get("results", ()))
            if cell.get("address") is not None and cell["address"].group == group
        }
        root = hook.found[0] if hook.found and isinstance(hook.found[0], dict) else None
        if root is None and not wanted:
            return
        if root is None:
            root = {}
            hook.writer.syntax.insert(hook.node, hook.key, root, hook.step.order)
        _drop(hook, group, root, wanted)
        named: set[tuple[str | None, ...]] = set()
        for address, (spot, cell) in wanted.items():
            holder = _holder(root, address)
            scenario = (*address[:3], address.scenario)
            if address.scenario is not None and scenario not in named:
                named.add(scenario)
                hook.note(f"results/{spot}/scenario", holder["name"], "name")
            _write_measurement(hook, holder, address, spot, cell)

    return write


def _drop(hook: HookWriter, group: str, root: dict[str, Any], wanted: Mapping[Address, Any]) -> None:
    """Take out measurements that the model no longer has; what cannot be read as one stays."""
    for method, key, scopes, _ in list(_sets(group, root)):
        if key == "ext" or not isinstance(scopes, dict):
            continue
        address = Address(group, method, key, "")
        holders = [(address, scopes)]
        holders += [(address._replace(scenario=item["name"]), item) for item in _named(scopes)]
        for at, holder in holders:
            for scope in [name for name in holder if name in vocabulary.stages()]:
                gone = at._replace(scope=scope) not in wanted and isinstance(_cell(holder[scope]), dict)
                if gone:
                    hook.writer._remove(holder, scope, holder[scope], "results")
        for item in [item for item in _named(scopes) if set(item) <= {"name", "likelihood"}]:
            hook.writer._remove(scopes, SCENARIOS, item, "results")


def _named(scopes: Mapping[str, Any]) -> list[dict[str, Any]]:
    items = scopes.get(SCENARIOS)
    found = items if isinstance(items, list) else ()
    return [item for item in found if isinstance(item, dict) and isinstance(item.get("name"), str) and item["name"]]


def _holder(root: dict[str, Any], address: Address) -> dict[str, Any]:
    """The object that a measurement goes into, made where it is missing."""
    node = root if address.method is None else root.setdefault(address.method, {})
    scopes: dict[str, Any] = node.setdefault(address.key, {})
    if address.scenario is None:
        return scopes
    for item in _named(scopes):
        if item["name"] == address.scenario:
            return item
    made: dict[str, Any] = {"name": address.scenario}
    scopes.setdefault(SCENARIOS, []).append(made)
    return made


def _write_measurement(
    hook: HookWriter, holder: dict[str, Any], address: Address, spot: int, cell: Mapping[str, Any]
) -> None:
    where = f"results/{spot}/amount"
    amount, node = cell["amount"], holder.get(address.scope)
    if not isinstance(node, dict):
        node = holder[address.scope] = {}
    current = _cell(node)
    stands = current["amount"] if isinstance(current, dict) else {}
    if amount.get("value") is None:  # a word: it has an address only where it stands
        _note(hook, f"{where}/raw", node, "mean", same=True)
    else:
        same = stands.get("value") == amount["value"]
        if not same:
            node["mean"] = NumberText(numbers.number_text(amount["value"], amount.get("raw")))
        _note(hook, f"{where}/value", node, "mean", same=same)
    unit = amount.get("unit")
    if unit is None:
        return
    same = _spelled(stands.get("unit")) == _spelled(unit)
    if not same:
        node["unit"] = vocabulary.wire_unit(unit)
    _note(hook, f"{where}/unit", node, "unit", same=same)


def _spelled(unit: str | None) -> str:
    """A unit, however it is spelled."""
    return vocabulary.unit_of(vocabulary.wire_unit(unit or ""))


def _note(hook: HookWriter, pointer: str, node: dict[str, Any], key: str, *, same: bool = False) -> None:
    hook.note(pointer, node[key], key, "same" if same else "created")


def rows() -> tuple[Hook, ...]:
    """The rows of the three groups."""
    return tuple(Hook(("results",), group, _reader(group), _writer(group)) for group in vocabulary.GROUPS)


_HOLDERS = (dict, list, tuple)


def copied(value: Any) -> Any:
    """A copy of plain data; scalars and addresses are shared."""
    if type(value) is dict:
        return {name: copied(part) if type(part) in _HOLDERS else part for name, part in value.items()}
    if type(value) is list:
        return [copied(part) for part in value]
    return tuple(copied(part) for part in value) if type(value) is tuple else value


def same_amount(cell: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two cells hold the same number in the same unit of openEPD."""
    left, right = cell.get("amount") or {}, other.get("amount") or {}
    if left.get("value") is None or right.get("value") is None:
        return left.get("value") is right.get("value") and left.get("raw") == right.get("raw") is not None
    return Decimal(left["value"]) == Decimal(right["value"]) and same_unit(cell, other)


def same_unit(cell: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two cells are in the same unit of openEPD."""
    left, right = ((item.get("amount") or {}).get("unit") or "" for item in (cell, other))
    return vocabulary.wire_unit(left) == vocabulary.wire_unit(right)

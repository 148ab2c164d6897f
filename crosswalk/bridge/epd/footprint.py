"""The climate part of an EPD as a footprint declaration, by the stages of GB/T 24067."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crosswalk.bridge.crossing import Crossing, Key, Link
from crosswalk.bridge.epd.modules import BEYOND, GATE, WHOLE_GATE, Part, counted, gate, stage_members, total_of
from crosswalk.bridge.quantities import as_result
from crosswalk.bridge.terms import best
from crosswalk.core.findings import Fate, Finding
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.model.results import TOTAL

Plain = Mapping[str, Any]
APART = ("type", "compliance", "results", "scenarios", "carried")
"""What a footprint declaration has no place for, or holds otherwise."""
DATASET = ("dataset_type", "sub_type")
"""What says how the EPD's dataset is kept, not what it declares."""


def to_footprint(declaration: Plain, key: Key) -> Crossing:
    """The declaration with its climate results by stage; other indicators are left to the account.

    A stage is the sum of its declared modules, the total that of all of them but module D. Of several scenarios the
    default one counts; where none is marked, the modules under them are left out and named (XW-E130).
    """
    data = {name: value for name, value in declaration.items() if name not in APART}
    crossing = Crossing({key: data})
    crossing.links.extend(Link((key, name), (key, name), Fate.CARRIED, deep=True) for name in data)
    if declaration.get("type") == "climate" and _keep_stages(declaration, key, crossing):
        return crossing
    _name_standards(declaration, key, data, crossing)
    cells: list[dict[str, Any]] = []
    method = _method(declaration)
    modules: set[str] = set()
    told: set[tuple[str, ...]] = set()
    for row in table("epd/footprint_indicators.csv"):
        values = _values(declaration, row["epd"], method, crossing.findings)
        if not values:
            continue
        modules.update(values)
        for stage, parts in _stages(values):
            target = f"results/{len(cells)}/amount"
            amount = total_of(parts)
            cells.append({"indicator": row["footprint"], "stage": stage, "basis": "declared", "amount": amount})
            fate = _fate(parts, exact=row["exact"] == "yes")
            crossing.links.extend(Link((key, f"results/{part.spot}"), (key, target), fate) for part in parts)
        crossing.findings.extend(_remarks(row, values, told))
    data["results"] = tuple(cells)
    _bound(data, modules)
    crossing.findings.extend(_state_set(data, method))
    return crossing


def _fate(parts: list[Part], *, exact: bool) -> Fate:
    """What becomes of the results that a figure is made of."""
    if len(parts) > 1:
        return Fate.AGGREGATED
    if not exact:
        return Fate.APPROXIMATED
    return Fate.CONVERTED if parts[0].converted else Fate.CARRIED


def _keep_stages(declaration: Plain, key: Key, crossing: Crossing) -> bool:
    """The results by stage that a climate data sheet was made of, where they travelled along with it."""
    own = [(spot, cell) for spot, cell in enumerate(declaration.get("results", ())) if not cell.get("method")]
    crossing.datasets[key]["results"] = tuple(cell for _, cell in own)
    for number, (spot, _) in enumerate(own):
        crossing.links.append(Link((key, f"results/{spot}"), (key, f"results/{number}"), Fate.CARRIED))
    return bool(own)


def _name_standards(declaration: Plain, key: Key, data: dict[str, Any], crossing: Crossing) -> None:
    """The standards that the declaration follows, by their names; what the dataset is called means nothing here."""
    named = [(spot, best(item.get("name"))) for spot, item in enumerate(declaration.get("compliance", ()))]
    standards = [(spot, name) for spot, name in named if name]
    if standards:
        data["report"] = {**data.get("report", {}), "standards": tuple(name for _, name in standards)}
    for number, (spot, _) in enumerate(standards):
        target = (key, f"report/standards/{number}")
        crossing.links.append(Link((key, f"compliance/{spot}"), target, Fate.CARRIED))
    if management := data.pop("management", None):
        data["management"] = {name: value for name, value in management.items() if name not in DATASET}


def _method(declaration: Plain) -> str | None:
    """The method that most climate results were computed with: two are never mixed in one footprint."""
    names = {row["epd"] for row in table("epd/footprint_indicators.csv")}
    methods = [cell.get("method") for cell in declaration.get("results", ()) if cell["indicator"] in names]
    return max(methods, key=methods.count) if methods else None


def _values(declaration: Plain, indicator: str, method: str | None, findings: list[Finding]) -> dict[str, Part]:
    """The amount of each module in kilograms, under the default scenario where there are several."""
    default = {item.get("name") for item in declaration.get("scenarios", ()) if item.get("default")}
    found: dict[str, list[tuple[str | None, Part]]] = {}
    for spot, cell in enumerate(declaration.get("results", ())):
        amount = cell.get("amount", {})
        if cell["indicator"] != indicator or cell.get("method") != method or amount.get("value") is None:
            continue
        measured = as_result(amount)
        if measured is None:
            findings.append(finding("XW-B017", before=f"{amount['value']} {amount.get('unit')}"))
        else:
            part = Part(measured[0], spot, converted=measured[1])
            found.setdefault(cell["stage"], []).append((cell.get("scenario"), part))
    values: dict[str, Part] = {}
    for module, choices in found.items():
        chosen = choices if len(choices) == 1 else [choice for choice in choices if choice[0] in default]
        if len(chosen) == 1:
            values[module] = chosen[0][1]
        else:
            names = ", ".join(str(name) for name, _ in choices)
            findings.append(finding("XW-E130", module=module, indicator=indicator, scenarios=names))
    return values


def _stages(values: Mapping[str, Part]) -> Iterator[tuple[str, list[Part]]]:
    for stage, members in stage_members().items():
        parts = [values[module] for module in members if module in values]
        if parts and (not set(members) & set(GATE) or gate({m: p for m, p in values.items() if m != WHOLE_GATE})):
            yield stage, parts
    if TOTAL in values:
        yield TOTAL, [values[TOTAL]]
    elif gate(values):
        yield TOTAL, [values[module] for module in counted(values)]


def _remarks(row: Mapping[str, str], values: Mapping[str, Part], told: set[tuple[str, ...]]) -> Iterator[Finding]:
    """What a reader of the footprint must know of its figures; ``told`` are modules that were named before."""
    if TOTAL not in values:
        yield from _remarks_on_total(row["epd"], values, told)
    if row["footprint"] != "gwp-total":
        return
    if WHOLE_GATE in values and not all(module in values for module in GATE):
        yield finding("XW-E132")
    if BEYOND in values:
        yield finding("XW-E134", before=str(values[BEYOND].amount["value"]))
    if row["exact"] == "no":
        yield finding("XW-E135")


def _remarks_on_total(indicator: str, values: Mapping[str, Part], told: set[tuple[str, ...]]) -> Iterator[Finding]:
    summed = counted(values)
    left = [module for module in values if module not in (*summed, *GATE, WHOLE_GATE, BEYOND)]
    if (named := (*summed, *left)) in told:
        return
    told.add(named)
    if gate(values):
        yield finding("XW-E133", indicator=indicator, modules=", ".join(summed))
    else:
        yield finding("XW-E131", indicator=indicator, modules=", ".join(values))
    if left:
        yield finding("XW-E136", indicator=indicator, modules=", ".join(left))


def _bound(data: dict[str, Any], modules: set[str]) -> None:
    """The boundary as the declared modules draw it."""
    members = stage_members()
    front = {stage for stage, names in members.items() if set(names) & set(GATE)}
    stages = [s for s, names in members.items() if set(names) & modules or (s in front and WHOLE_GATE in modules)]
    if stages:
        kind = _boundary_of(stages) if front <= set(stages) else None
        data["boundary"] = {**data.get("boundary", {}), **({"type": kind} if kind else {}), "stages": tuple(stages)}


def _boundary_of(stages: list[str]) -> str | None:
    """The first type of boundary that holds all that it must of the stages, and nothing that it may not."""
    rules: dict[str, list[bool]] = {}
    for row in table("checks/boundary_stages.csv"):
        rules.setdefault(row["boundary"], []).append((row["stage"] in stages) is (row["rule"] == "must"))
    return next((kind for kind, kept in rules.items() if all(kept)), None)


def _state_set(data: dict[str, Any], method: str | None) -> Iterator[Finding]:
    """The set of GWP values that the method prescribes, and a finding that it was told by that."""
    row = next((row for row in table("epd/gwp_sets.csv") if row["method"] == method), None)
    if row is not None:
        stated = {"gwp_set": row["gwp_set"], "gwp_horizon": int(row["horizon"])}
        data["methods"] = {**data.get("methods", {}), **stated}
        yield finding("XW-E144", method=row["method"], after=row["gwp_set"])

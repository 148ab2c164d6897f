"""A footprint declaration as a climate data sheet: the four GWP indicators in the container of an EPD, never an EPD."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from crosswalk.bridge.crossing import Crossing, Key, Link
from crosswalk.bridge.epd.modules import GATE, WHOLE_GATE, Part, stage_members, total_of
from crosswalk.bridge.quantities import as_result
from crosswalk.core.findings import Fate
from crosswalk.core.messages import finding
from crosswalk.core.tables import table

Plain = Mapping[str, Any]
TOTAL = "gwp-total"
NET = "gwp-ghg"
"""What a total is called that counts biogenic carbon neither as uptake nor as release."""
SPLIT = ("gwp-fossil", "gwp-luluc")
BIOGENIC = ("gwp-biogenic-emissions", "gwp-biogenic-removals")


def to_climate_sheet(declaration: Plain, key: Key) -> Crossing:
    """The declaration with its climate results by module of EN 15804, as far as stages and modules agree.

    The standards that it names are its own (GB/T 24067, ISO 14067), never EN 15804. Results under another GWP set
    than that of an EF method are left out (XW-E140), and so are stages that no single module stands for (XW-E141).
    """
    apart = ("results", "type", "compliance")
    data: dict[str, Any] = {name: value for name, value in declaration.items() if name not in apart}
    crossing = Crossing({key: data})
    crossing.links.extend(Link((key, name), (key, name), Fate.CARRIED, deep=True) for name in data)
    data["type"] = "climate"
    data["compliance"] = tuple(_standards(declaration))
    gwp_set = declaration.get("methods", {}).get("gwp_set")
    method = next((row["method"] for row in table("epd/gwp_sets.csv") if row["gwp_set"] == gwp_set), None)
    if method is None:
        crossing.findings.append(finding("XW-E140", before=gwp_set or "-"))
        return crossing
    cells = _cells(declaration, key, method, crossing)
    own = declaration.get("results", ())
    crossing.links.extend(
        Link((key, f"results/{n}"), (key, f"results/{len(cells) + n}"), Fate.KEPT) for n in range(len(own))
    )
    data["results"] = (*cells, *own)
    crossing.findings.append(finding("XW-E142"))
    return crossing


def _standards(declaration: Plain) -> list[dict[str, Any]]:
    """Sources of our own for the standards that the declaration follows: GB/T 24067, and ISO 14067 where it says so."""
    stated = " ".join(declaration.get("report", {}).get("standards", ()))
    rows = [row for row in table("epd/standards.csv") if row["sheet"] == "yes"]
    return [
        {"kind": "source data set", "id": row["uuid"], "name": {"items": (("en", row["name"]),)}}
        for row in rows
        if row["mark"] in stated or row["always"] == "yes"
    ]


def _cells(declaration: Plain, key: Key, method: str, crossing: Crossing) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    values = _values(declaration, crossing)
    biogenic = [values[name, "total"] for name in BIOGENIC if (name, "total") in values]
    net = ("gwp-biogenic", "total") not in values and len(biogenic) < len(BIOGENIC)
    if net:
        crossing.findings.append(finding("XW-E143"))

    def add(indicator: str, module: str, parts: list[Part]) -> None:
        fate = Fate.AGGREGATED if len(parts) > 1 else Fate.CONVERTED if parts[0].converted else Fate.CARRIED
        for part, name in product(parts, ("amount", "stage")):
            target = (key, f"results/{len(found)}/{name}")
            crossing.links.append(Link((key, f"results/{part.spot}/{name}"), target, fate))
        cell = {"indicator": indicator, "method": method, "stage": module, "basis": "declared"}
        found.append(cell | {"amount": total_of(parts)})

    total = NET if net else TOTAL
    for module, parts in _modules(values, crossing).items():
        add(total, module, parts)
    whole = [name for name in (TOTAL, *SPLIT, "gwp-biogenic") if (name, "total") in values]
    for name in whole:
        add(total if name == TOTAL else name, "total", [values[name, "total"]])
    if "gwp-biogenic" not in whole and len(biogenic) == len(BIOGENIC):
        add("gwp-biogenic", "total", biogenic)
    return found


def _values(declaration: Plain, crossing: Crossing) -> dict[tuple[str, str], Part]:
    """Climate results in kilograms by indicator and stage."""
    found: dict[tuple[str, str], Part] = {}
    for spot, cell in enumerate(declaration.get("results", ())):
        amount = cell.get("amount", {})
        if amount.get("value") is None:
            continue
        measured = as_result(amount)
        if measured is None:
            crossing.findings.append(finding("XW-B017", before=f"{amount.get('value')} {amount.get('unit')}"))
        else:
            found.setdefault((cell["indicator"], cell["stage"]), Part(measured[0], spot, converted=measured[1]))
    return found


def _front() -> tuple[str, ...]:
    """The stages from cradle to gate."""
    return tuple(stage for stage, members in stage_members().items() if set(members) & set(GATE))


def _modules(values: Mapping[tuple[str, str], Part], crossing: Crossing) -> dict[str, list[Part]]:
    """Modules that stages amount to: A1-A3 of both stages up to the gate, else a module that is a stage of its own."""
    stages = {stage: part for (name, stage), part in values.items() if name == TOTAL and stage != "total"}
    found: dict[str, list[Part]] = {}
    if all(stage in stages for stage in _front()):
        found[WHOLE_GATE] = [stages[stage] for stage in _front()]
    for stage, members in stage_members().items():
        if stage in _front():
            continue
        if len(members) == 1 and stage in stages:
            found[members[0]] = [stages[stage]]
        elif stage in stages:
            crossing.findings.append(finding("XW-E141", stage=stage, modules=", ".join(members)))
    return found

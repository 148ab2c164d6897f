"""The product of an EPD: how much of it is declared, in which unit, what it weighs, how much carbon it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from crosswalk.core.numbers import scale
from crosswalk.core.tables import table
from crosswalk.core.units import convert, resolve

Plain = Mapping[str, Any]
Datasets = Mapping[tuple[str, str], Plain]
Spot = tuple[str, str, str]
"""A dataset's kind and UUID, and a pointer in it."""


@dataclass(frozen=True, slots=True)
class Property:
    """A flow property of the product: how much of it one unit of the reference property holds."""

    uuid: str
    mean: Plain
    unit: str | None
    reference: bool
    spot: Spot


@dataclass(frozen=True, slots=True)
class Fact:
    """An amount, and the places that it was worked out from."""

    amount: dict[str, Any]
    spots: tuple[Spot, ...]


def product_exchange(process: Plain) -> tuple[int, Plain] | None:
    """The exchange of the product: the reference flow, or the one without a direction and results."""
    exchanges = process.get("exchanges", ())
    wanted = process.get("quantitative_reference", {}).get("reference_flows", ())
    for spot, exchange in enumerate(exchanges):
        if exchange.get("internal_id") is not None and exchange.get("internal_id") in wanted:
            return spot, exchange
    for spot, exchange in enumerate(exchanges):
        if not exchange.get("direction") and not exchange.get("modules"):
            return spot, exchange
    return None


def facts_of(datasets: Datasets, uuid: str) -> dict[str, Fact]:
    """``quantity``, ``mass``, ``biogenic_carbon``, ``packaging_biogenic_carbon`` of the product, where they are known.

    The quantity is the mean amount times the mean value of the reference property (EN 15804 declared unit); the
    conversion factor to 1 kg divides (InData material properties: mass = amount / factor).
    """
    found = product_exchange(datasets[("process", uuid)])
    if found is None:
        return {}
    spot, exchange = found
    name = "mean" if exchange.get("mean") else "resulting"
    amount: Plain = exchange.get(name) or {}
    if amount.get("value") is None:
        return {}
    here: Spot = ("process", uuid, f"exchanges/{spot}/{name}")
    properties = list(_properties(datasets, uuid, spot, exchange))
    return dict(_facts(amount, here, properties, list(_materials(datasets, uuid, spot, exchange))))


def _facts(
    amount: Plain, here: Spot, properties: list[Property], materials: list[tuple[str, Plain, Spot]]
) -> Iterator[tuple[str, Fact]]:
    reference = next((item for item in properties if item.reference), None)
    quantity = Fact(_times(amount, reference.mean if reference else None), (here,))
    if reference is not None:
        quantity = Fact({**quantity.amount, "unit": reference.unit}, (here, reference.spot))
    yield "quantity", quantity
    roles = {row["uuid"]: row for row in table("epd/product_properties.csv")}
    for item in properties:
        row = roles.get(item.uuid)
        if row is not None and not (item.reference and row["role"] != "mass"):
            yield row["role"], Fact({**_times(amount, item.mean), "unit": row["unit"]}, (here, item.spot))
    if all(roles.get(item.uuid, {}).get("role") != "mass" for item in properties):
        yield from _mass(quantity, materials)


def _mass(quantity: Fact, materials: list[tuple[str, Plain, Spot]]) -> Iterator[tuple[str, Fact]]:
    """The mass by the unit itself, or by the conversion factor to 1 kg; a density is never taken for one."""
    unit = resolve(quantity.amount["unit"]) if quantity.amount.get("unit") else None
    if unit is not None and unit.dimension == "mass":
        value = convert(quantity.amount["value"], unit.code, "kg").value
        yield "mass", Fact({"value": value, "unit": "kg"}, quantity.spots)
        return
    names = {row["name"] for row in table("epd/material_properties.csv") if row["role"] == "conversion"}
    for name, factor, spot in materials:
        if name in names and factor.get("value"):
            mass = scale(quantity.amount["value"], 1 / Fraction(factor["value"]))
            yield "mass", Fact({"value": mass.value, "unit": "kg"}, (*quantity.spots, spot))
            return


def _times(amount: Plain, mean: Plain | None) -> dict[str, Any]:
    """The product, exact; the source's own characters where one factor is one."""
    value = amount["value"]
    if mean is None or mean.get("value") is None or mean["value"] == 1:
        return {name: amount[name] for name in ("value", "raw") if amount.get(name) is not None}
    if value == 1:
        return {name: mean[name] for name in ("value", "raw") if mean.get(name) is not None}
    return {"value": scale(value, Fraction(mean["value"])).value}


def _properties(datasets: Datasets, uuid: str, spot: int, exchange: Plain) -> Iterator[Property]:
    flow_id = exchange.get("flow", {}).get("id", "")
    flow = datasets.get(("flow", flow_id))
    if flow is not None:
        wanted = flow.get("reference_property", 0)
        for number, item in enumerate(flow.get("flow_properties", ())):
            property_ = item.get("property", {}).get("id", "")
            place: Spot = ("flow", flow_id, f"flow_properties/{number}/mean")
            reference = item.get("internal_id") == wanted
            yield Property(property_, item.get("mean", {}), unit_of(datasets, property_), reference, place)
        return
    for number, item in enumerate(exchange.get("resolved", {}).get("properties", ())):
        place = ("process", uuid, f"exchanges/{spot}/resolved/properties/{number}/mean")
        property_ = item.get("uuid", "")
        unit = item.get("unit") or unit_of(datasets, property_)
        yield Property(property_, item.get("mean", {}), _code(unit), bool(item.get("reference")), place)


def _materials(datasets: Datasets, uuid: str, spot: int, exchange: Plain) -> Iterator[tuple[str, Plain, Spot]]:
    flow_id = exchange.get("flow", {}).get("id", "")
    flow = datasets.get(("flow", flow_id))
    if flow is not None:
        material = flow.get("material", {})
        names = {item.get("id"): item.get("name", "") for item in material.get("details", ())}
        for number, item in enumerate(material.get("values", ())):
            place: Spot = ("flow", flow_id, f"material/values/{number}/value")
            yield names.get(item.get("property"), ""), item.get("value", {}), place
        return
    for number, item in enumerate(exchange.get("resolved", {}).get("materials", ())):
        place = ("process", uuid, f"exchanges/{spot}/resolved/materials/{number}/value")
        yield item.get("name", ""), item.get("value", {}), place


def unit_of(datasets: Datasets, property_: str) -> str | None:
    """The reference unit of a flow property: by the package's own datasets, else by the tables of identifiers."""
    group = datasets.get(("flow property", property_), {}).get("unit_group", {}).get("id", "")
    stated = datasets.get(("unit group", group))
    if stated is not None:
        wanted = stated.get("reference_unit", 0)
        names = [unit.get("name") for unit in stated.get("units", ()) if unit.get("internal_id") == wanted]
        if names and names[0]:
            return _code(names[0])
    return next((row["unit"] for row in table("epd/flow_properties.csv") if row["uuid"] == property_), None)


def _code(unit: str | None) -> str | None:
    """The unit's code, or its own name where it is in no table."""
    found = resolve(unit) if unit else None
    return found.code if found is not None else unit

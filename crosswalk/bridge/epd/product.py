"""The product of an EPD: how much of it is declared, in which unit, what it weighs, how much carbon it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from crosswalk.bridge.epd.groups import Datasets, Plain, code_of, group_of, unit_of
from crosswalk.bridge.quantities import bare
from crosswalk.bridge.terms import best
from crosswalk.core.findings import Fate, Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import Scaled, scale
from crosswalk.core.places import Place
from crosswalk.core.tables import limit, table
from crosswalk.core.units import convert, resolve

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
    group: str = ""


@dataclass(frozen=True, slots=True)
class MaterialValue:
    """A material property of the product as its source names it."""

    name: str
    value: Plain
    unit: str
    spot: Spot

    @property
    def _row(self) -> Mapping[str, str]:
        bare = re.sub(r"\s*\([^()]*\)$", "", self.name).strip().casefold()
        rows = table("epd/material_properties.csv")
        return next((row for row in rows if row["name"] in (bare, self.name.strip().casefold())), {})

    @property
    def role(self) -> str:
        """What the property is for; empty for one that says nothing of the mass."""
        return self._row.get("role", "")

    @property
    def per(self) -> str:
        """The dimension that one unit of has the stated mass; empty for none, and where there is no value."""
        return self._row.get("per", "") if self.value.get("value") else ""

    @property
    def is_bare(self) -> bool:
        """Whether it is a plain number: without a unit, or with its own name in place of one."""
        unit = resolve(self.unit) if self.unit.strip() else None
        return not self.unit.strip() or self.unit == self.name or (unit is not None and unit.dimension == "ratio")


@dataclass(frozen=True, slots=True)
class Fact:
    """An amount, and the places that it was worked out from."""

    amount: dict[str, Any]
    spots: tuple[Spot, ...]
    fate: Fate | None = None
    """Converted or rounded; None where the number is the source's own."""


@dataclass(slots=True)
class Product:
    """``quantity``, ``mass``, ``biogenic_carbon``, ``packaging_biogenic_carbon``; the unit group of the quantity."""

    facts: dict[str, Fact] = field(default_factory=dict)
    group: str = ""
    findings: list[Finding] = field(default_factory=list)


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


def product_of(datasets: Datasets, uuid: str) -> Product:
    """The product's facts where they are known, and what must be said of them.

    The quantity is the mean amount times the mean value of the reference property (EN 15804 declared unit), and unknown
    where one of them is; the conversion factor to 1 kg divides (InData material properties: mass = amount / factor).
    """
    found = product_exchange(datasets[("process", uuid)])
    product = Product()
    if found is None:
        return product
    spot, exchange = found
    process = datasets[("process", uuid)]
    wanted = process.get("quantitative_reference", {}).get("reference_flows", ())
    count = sum(item.get("internal_id") in wanted for item in process.get("exchanges", ()))
    if count > 1:
        taken = best(exchange.get("flow", {}).get("name")) or str(exchange["internal_id"])
        product.findings.append(finding("XW-E139", dataset=uuid, after=taken, count=count))
    name = "mean" if exchange.get("mean") else "resulting"
    amount: Plain = exchange.get(name) or {}
    if amount.get("value") is None:
        return product
    here: Spot = ("process", uuid, f"exchanges/{spot}/{name}")
    properties = list(_properties(datasets, uuid, spot, exchange))
    if any(item.reference and item.mean.get("value") is None for item in properties):
        return product
    _measure(product, amount, here, properties)
    if "mass" not in product.facts:
        _weigh(product, list(_materials(datasets, uuid, spot, exchange)), uuid)
    return product


def _measure(product: Product, amount: Plain, here: Spot, properties: list[Property]) -> None:
    """Quantity, mass and carbon by the flow properties: each is per unit of the flow, times the amount of it."""
    reference = next((item for item in properties if item.reference), None)
    stated, fate = _times(amount, reference.mean if reference else None)
    quantity = Fact(stated, (here,), fate)
    if reference is not None:
        quantity = Fact({**stated, "unit": reference.unit}, (here, reference.spot), fate)
        product.group = reference.group
    product.facts["quantity"] = quantity
    roles = {row["uuid"]: row for row in table("epd/product_properties.csv")}
    for item in properties:
        row = roles.get(item.uuid) if item.mean.get("value") is not None else None
        if row is not None and not (item.reference and row["role"] != "mass"):
            stated, fate = _in_kilograms(*_times(amount, item.mean), item.unit)
            product.facts[row["role"]] = Fact({**stated, "unit": row["unit"]}, (here, item.spot), fate)


def _in_kilograms(amount: dict[str, Any], fate: Fate | None, unit: str | None) -> tuple[dict[str, Any], Fate | None]:
    """A mass in kilograms, whatever unit the package's own group has; carbon is in kilograms as well."""
    known = resolve(unit) if unit else None
    if known is None or known.dimension != "mass" or known.code == "kg":
        return amount, fate
    stated, changed = _scaled(convert(amount["value"], known.code, "kg"))
    return stated, fate if fate is Fate.ROUNDED else changed


def _scaled(scaled: Scaled) -> tuple[dict[str, Any], Fate]:
    return {"value": scaled.value}, Fate.CONVERTED if scaled.exact else Fate.ROUNDED


def _weigh(product: Product, materials: list[MaterialValue], uuid: str) -> None:
    """The mass by the unit itself, or by the conversion factor to 1 kg; a density is never taken for one."""
    quantity = product.facts["quantity"]
    unit = resolve(quantity.amount["unit"]) if quantity.amount.get("unit") else None
    value = quantity.amount["value"]
    if unit is not None and unit.dimension == "mass":
        same, fate = _in_kilograms(bare(quantity.amount), quantity.fate, unit.code)
        product.facts["mass"] = Fact({**same, "unit": "kg"}, quantity.spots, fate)
        return
    dimension = unit.dimension if unit is not None else ""
    expected = [Fraction(value) * Fraction(item.value["value"]) for item in materials if item.per == dimension != ""]
    for item in materials:
        if item.role not in ("conversion", "mass per unit") or not item.value.get("value"):
            continue
        if not item.is_bare:
            place = Place(pointer=item.spot[2])
            shown = f"{item.value.get('raw', item.value['value'])} {item.unit}"
            product.findings.append(finding("XW-E127", dataset=uuid, source=place, before=shown, name=item.name))
            continue
        if item.role == "mass per unit" and value != 1:
            continue
        factor = Fraction(item.value["value"])
        times = factor if item.role == "mass per unit" else _reading(product, item, Fraction(value), expected, uuid)
        if times is not None:
            mass, fate = _scaled(scale(value, times))
            product.facts["mass"] = Fact({**mass, "unit": "kg"}, (*quantity.spots, item.spot), fate)
        return


def _reading(
    product: Product, item: MaterialValue, amount: Fraction, expected: list[Fraction], uuid: str
) -> Fraction | None:
    """What the amount is multiplied with. Some declarations give the reciprocal of a conversion factor: a density or
    grammage beside it tells which (XW-E128); where none does, no mass is worked out (XW-E129).
    """
    factor = Fraction(item.value["value"])
    if factor == 1 or any(_near(amount / factor, mass) for mass in expected):
        return 1 / factor
    upside_down = any(_near(amount * factor, mass) for mass in expected)
    raw = str(item.value.get("raw", item.value["value"]))
    code = "XW-E128" if upside_down else "XW-E129"
    product.findings.append(finding(code, dataset=uuid, source=Place(pointer=item.spot[2]), before=raw))
    return factor if upside_down else None


def _near(left: Fraction, right: Fraction) -> bool:
    """Whether two statements of a mass mean the same: both are rounded."""
    share = Fraction(limit("checks/tolerances.csv", "epd_conversion"))
    return right != 0 and abs(left - right) <= abs(right) * share


def _times(amount: Plain, mean: Plain | None) -> tuple[dict[str, Any], Fate | None]:
    """The product, exact; the source's own characters where one factor is one, or where there is no other."""
    value = amount["value"]
    if mean is None or mean["value"] == 1:
        return bare(amount), None
    if value == 1:
        return bare(mean), None
    return _scaled(scale(value, Fraction(mean["value"])))


def _properties(datasets: Datasets, uuid: str, spot: int, exchange: Plain) -> Iterator[Property]:
    flow_id = exchange.get("flow", {}).get("id", "")
    flow = datasets.get(("flow", flow_id))
    if flow is not None:
        wanted = flow.get("reference_property")
        for number, item in enumerate(flow.get("flow_properties", ())):
            property_ = item.get("property", {}).get("id", "")
            place: Spot = ("flow", flow_id, f"flow_properties/{number}/mean")
            reference = wanted is not None and item.get("internal_id") == wanted
            unit, group = unit_of(datasets, property_), group_of(datasets, property_)
            yield Property(property_, item.get("mean", {}), unit, reference, place, group)
        return
    for number, item in enumerate(exchange.get("resolved", {}).get("properties", ())):
        place = ("process", uuid, f"exchanges/{spot}/resolved/properties/{number}/mean")
        property_ = item.get("uuid", "")
        unit = item.get("unit") or unit_of(datasets, property_)
        yield Property(property_, item.get("mean", {}), code_of(unit), bool(item.get("reference")), place)


def _materials(datasets: Datasets, uuid: str, spot: int, exchange: Plain) -> Iterator[MaterialValue]:
    flow_id = exchange.get("flow", {}).get("id", "")
    flow = datasets.get(("flow", flow_id))
    if flow is not None:
        material = flow.get("material", {})
        details = {item.get("id"): item for item in material.get("details", ())}
        for number, item in enumerate(material.get("values", ())):
            place: Spot = ("flow", flow_id, f"material/values/{number}/value")
            detail = details.get(item.get("property"), {})
            yield MaterialValue(detail.get("name", ""), item.get("value", {}), detail.get("unit", ""), place)
        return
    for number, item in enumerate(exchange.get("resolved", {}).get("materials", ())):
        place = ("process", uuid, f"exchanges/{spot}/resolved/materials/{number}/value")
        yield MaterialValue(item.get("name", ""), item.get("value", {}), item.get("unit", ""), place)

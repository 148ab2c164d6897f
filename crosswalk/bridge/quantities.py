"""Amounts of a declaration in the reference units of ILCD flow properties, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from crosswalk.core.numbers import scale
from crosswalk.core.tables import table
from crosswalk.core.units import UnitMismatch, convert, resolve


@dataclass(frozen=True)
class Measured:
    """An amount in a flow property's reference unit. ``exact`` is false where the last digit was rounded."""

    amount: dict[str, Any]
    flow_property: Mapping[str, str] | None
    changed: bool
    exact: bool = True
    renamed: bool = False
    """The unit is the reference unit under another name, such as 个 for Item(s)."""


def flow_property(dimension: str) -> Mapping[str, str] | None:
    """The ILCD flow property of a dimension, or None."""
    return next((row for row in table("units/flow_properties.csv") if row["dimension"] == dimension), None)


def flow_property_by_id(uuid: str | None) -> Mapping[str, str] | None:
    """The row of a flow property UUID, or None where it is not one of the table's."""
    return next((row for row in table("units/flow_properties.csv") if row["uuid"] == uuid), None)


def bare(amount: Mapping[str, Any]) -> dict[str, Any]:
    """An amount without its unit, as ILCD holds it."""
    return {name: amount[name] for name in ("value", "raw") if amount.get(name) is not None}


def measure(amount: Mapping[str, Any]) -> Measured:
    """The amount as ILCD holds it: a bare number in the reference unit of its flow property."""
    unit = resolve(amount["unit"]) if amount.get("unit") else None
    target = flow_property(unit.dimension) if unit else None
    if unit is None or target is None or amount.get("value") is None:
        return Measured(bare(amount), None, False)
    if unit.code == target["unit"]:
        return Measured(bare(amount), target, False, renamed=amount["unit"] != target["unit"])
    try:
        scaled = convert(amount["value"], unit.code, target["unit"])
    except UnitMismatch:
        return Measured({"value": amount["value"]}, None, False)
    return Measured({"value": scaled.value}, target, True, scaled.exact)


def per_unit(
    amount: Mapping[str, Any], output: Mapping[str, Any], quantity: Mapping[str, Any]
) -> dict[str, Any] | None:
    """A period's total spread over its output, per declared unit; None where the units do not allow it."""
    made, wanted = output.get("value"), quantity.get("value")
    if not made or wanted is None or amount.get("value") is None:
        return None
    if output.get("unit") and quantity.get("unit") and output["unit"] != quantity["unit"]:
        try:
            made = convert(made, output["unit"], quantity["unit"]).value
        except (UnitMismatch, ValueError):
            return None
    share = Fraction(_exact(wanted)) / Fraction(_exact(made))
    spread = scale(amount["value"], share)
    return {"value": spread.value, "unit": amount.get("unit")}


def _exact(value: Decimal) -> Fraction:
    return Fraction(value)


RESULT_UNIT = "kg CO2e"
"""The unit of the EF 3.1 climate change methods: a result in tonnes is never filed under them as it stands."""


def as_result(amount: Mapping[str, Any]) -> tuple[dict[str, Any], bool] | None:
    """A climate result in kilograms of CO2e, and whether it had to be converted; None for a unit of another kind.

    A result without a unit is taken as kilograms, the unit of its indicator.
    """
    unit = amount.get("unit")
    value = amount.get("value")
    found = resolve(unit) if unit else resolve(RESULT_UNIT)
    if found is None or value is None:
        return None if found is None else (dict(amount), False)
    if found.code == RESULT_UNIT:
        return dict(amount), False
    try:
        return {"value": convert(value, found.code, RESULT_UNIT).value, "unit": RESULT_UNIT}, True
    except UnitMismatch:
        return None

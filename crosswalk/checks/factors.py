"""Checks over emission factors, electricity and contributions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from crosswalk.checks.context import Context, tolerance
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.core.units import UnitMismatch, convert, ratio
from crosswalk.model.base import Amount
from crosswalk.model.declaration import EmissionFactor


def contribution_differs(context: Context) -> Iterator[Finding]:
    """XW-C020: an inventory line's contribution is not its amount times its factor."""
    for spot, line in enumerate(context.declaration.inventory):
        factor = context.factor(line.factor_id)
        if line.basis == "period_total" or factor is None or line.contribution is None:
            continue
        expected = _product(line.amount, factor.value, line.contribution.unit)
        if expected is None or line.contribution.value is None:
            continue
        if abs(expected - line.contribution.value) > tolerance("contribution") * max(abs(expected), Decimal("1e-12")):
            place = context.place(f"inventory/{spot}/contribution")
            shown = str(line.contribution.value)
            yield finding("XW-C020", source=place, before=shown, after=f"{expected.normalize():f}", row=line.number)


def _product(amount: Amount | None, factor: Amount | None, unit: str | None) -> Decimal | None:
    """Amount times factor in the contribution's unit; None where a unit does not fit."""
    if amount is None or factor is None or amount.value is None or factor.value is None:
        return None
    if not (amount.unit and factor.unit):
        return None
    try:
        parts = ratio(factor.unit)
        if parts is None or parts.denominator is None:
            return None
        measured = convert(amount.value, amount.unit, parts.denominator.code).value
        return convert(measured * factor.value, parts.numerator.code, unit or parts.numerator.code).value
    except (UnitMismatch, ValueError):
        return None


def unknown_factor(context: Context) -> Iterator[Finding]:
    """XW-C021: a line names a factor that the factor sheet does not hold."""
    if not context.declaration.factors:
        return
    for spot, line in enumerate(context.declaration.inventory):
        if line.factor_id and context.factor(line.factor_id) is None:
            yield finding("XW-C021", source=context.place(f"inventory/{spot}/factor_id"), before=line.factor_id)


def co2_only_grid_factor(context: Context) -> Iterator[Finding]:
    """XW-C022: an operational, CO2-only electricity factor stands where a life-cycle CO2e factor belongs.

    China publishes two series: the footprint factor (CO2e, life cycle) and the CO2 emission factor
    (CO2 only, operation). A product footprint uses the former.
    """
    for spot, use in enumerate(context.declaration.electricity):
        if use.factor_kind == "co2_only":
            shown = str(use.factor.value) if use.factor else ""
            yield finding("XW-C022", source=context.place(f"electricity/{spot}/factor_kind"), before=shown)
    for spot, factor in enumerate(context.declaration.factors):
        if _is_electricity(factor) and factor.gas_scope == "CO2":
            yield finding("XW-C022", source=context.place(f"factors/{spot}/gas_scope"), before=_value(factor.value))


def grid_factor_not_official(context: Context) -> Iterator[Finding]:
    """XW-C023: a factor called CO2e has the value of the CO2-only series of its year and region."""
    known = {
        Decimal(row["value"]): row for row in table("factors/china_electricity.csv") if row["series"] == "co2_only"
    }
    for spot, use in enumerate(context.declaration.electricity):
        value = use.factor.value if use.factor else None
        if use.factor_kind == "footprint" and value in known:
            row = known[value]
            place = context.place(f"electricity/{spot}/factor")
            yield finding("XW-C023", source=place, before=str(value), region=row["region"], year=row["year"])
    for spot, factor in enumerate(context.declaration.factors):
        value = factor.value.value if factor.value else None
        if _is_electricity(factor) and factor.gas_scope == "CO2e" and value in known:
            row = known[value]
            place = context.place(f"factors/{spot}/value")
            yield finding("XW-C023", source=place, before=str(value), region=row["region"], year=row["year"])


def _is_electricity(factor: EmissionFactor) -> bool:
    """A factor per kilowatt-hour or megawatt-hour whose name speaks of electricity."""
    words = "".join(text for _, text in (factor.name or ())).lower()
    return any(row["mark"] in words for row in table("checks/electricity_marks.csv"))


def _value(amount: Amount | None) -> str | None:
    return str(amount.value) if amount and amount.value is not None else None


def mixed_gwp_sets(context: Context) -> Iterator[Finding]:
    """XW-C024: factors made with another GWP set than the one that the declaration states."""
    stated = context.declaration.methods.gwp_set
    marks = table("checks/gwp_marks.csv")
    for spot, factor in enumerate(context.declaration.factors):
        words = " ".join(
            [factor.source or "", factor.source_document or "", factor.technology or ""]
            + [text for _, text in (factor.name or ())]
        )
        found = {row["gwp_set"] for row in marks if row["mark"] in words}
        if stated and found and stated not in found:
            place = context.place(f"factors/{spot}/id")
            yield finding("XW-C024", source=place, before=stated, after=", ".join(sorted(found)), factor=factor.id)


def restricted_values(context: Context) -> Iterator[Finding]:
    """XW-C025: a factor that may not be passed on is part of the declaration."""
    for spot, factor in enumerate(context.declaration.factors):
        if factor.redistributable is False:
            place = context.place(f"factors/{spot}/redistributable")
            yield finding("XW-C025", source=place, factor=factor.id, licence=factor.licence or "-")

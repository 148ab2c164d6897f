"""The factor from a flow's amounts to those of its target: units, the flow's own properties, or the table's word."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from crosswalk.core.tables import limit
from crosswalk.core.units import UnitMismatch, factor_between, ratio, resolve
from crosswalk.mapping.applying.decision import FlowUse, Target
from crosswalk.mapping.table import FlowMapping

UNIT_BASES = ("", "unit", "units")
"""Bases by which a factor does nothing but convert units."""
OWN = "flow property"
"""The basis of a conversion that the flow dataset itself states."""
SEVERAL = frozenset({"energy"})
"""Dimensions of which one unit measures several properties: net and gross calorific value, exergy."""


class Unfit(ValueError):
    """There is no factor: the code of a finding, and its parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def measure(use: FlowUse, target: Target, row: FlowMapping | None = None) -> tuple[Fraction, str]:
    """How much of the target one of the source is, exact, and on what basis; the basis is empty for one to one.

    A table's factor is in the units of its row: amounts are brought to the row's source unit before and to the list's
    unit after it. A row that states no factor leaves it to the units, or to the flow's own properties. Raises Unfit:
    XW-F207 for a factor that is no positive number, XW-F222 for one that is to convert units and is not their ratio,
    XW-F206 where units are unknown, of two dimensions or of two properties and neither the table nor the flow states
    a conversion.
    """
    if row is None:
        return _of_units(use, use.unit, target, target.unit)
    if not row.factor.is_finite() or row.factor <= 0:
        raise Unfit("XW-F207", factor=str(row.factor))
    left, right = row.source.unit or use.unit, row.target.unit or target.unit
    of_units = row.basis.strip().lower() in UNIT_BASES
    stated = row.factor != 1 or bool(row.factor_text) or not (of_units or row.basis == OWN)
    before = _between(use.unit, left) if use.unit else Fraction(1)
    after = _between(right, target.unit) if target.unit and right else Fraction(1)
    if stated:
        if of_units:
            _agree(row.factor, left, right)
        total = before * Fraction(row.factor) * after
        return total, row.basis or ("table" if row.factor != 1 else "unit" if total != 1 else "")
    factor, basis = _of_units(use, left, target, right)
    total = before * factor * after
    return total, basis or ("unit" if total != 1 else "")


def _agree(factor: Decimal, left: str, right: str) -> None:
    """A factor that only converts units must be their ratio, up to the digits that a decimal of it may lack."""
    one, other = ratio(left) if left else None, ratio(right) if right else None
    if one is None or other is None:
        return
    try:
        expected = factor_between(left, right)
    except UnitMismatch:
        if factor == 1:
            raise Unfit("XW-F206", before=left, after=right) from None
        return
    if abs(Fraction(factor) / expected - 1) > Fraction(limit("flows/tolerances.csv", "unit_factor")):
        raise Unfit("XW-F222", before=left, after=right, factor=str(factor), expected=str(expected))


def _between(source: str, target: str) -> Fraction:
    if source == target:
        return Fraction(1)
    try:
        return factor_between(source, target)
    except UnitMismatch:
        raise Unfit("XW-F206", before=source, after=target) from None


def _of_units(use: FlowUse, left: str, target: Target, right: str) -> tuple[Fraction, str]:
    own = _own(use, target, right)
    if not left or not right:
        if use.uuid == target.uuid:
            return Fraction(1), ""  # one flow has one reference unit
        raise Unfit("XW-F206", before=left or "?", after=right or "?")
    if _is_another_property(use, target, left):
        if own is None:
            raise Unfit("XW-F206", before=f"{left} ({use.property_id})", after=f"{right} ({target.property_id})")
        return own, OWN
    try:
        factor = _between(left, right)
    except Unfit:
        if own is None:
            raise
        return own, OWN
    return factor, "" if factor == 1 else "unit"


def _is_another_property(use: FlowUse, target: Target, unit: str) -> bool:
    if not use.property_id or not target.property_id or use.property_id == target.property_id:
        return False
    known = resolve(unit)
    return known is not None and known.dimension in SEVERAL


def _own(use: FlowUse, target: Target, right: str) -> Fraction | None:
    """The flow's own conversion into the property of the target; None where it states none."""
    if not target.property_id or target.property_id == use.property_id:
        return None
    for property_id, amount, unit in use.conversions:
        if property_id == target.property_id and amount > 0:
            return amount * (_between(unit, right) if unit and right else Fraction(1))
    return None

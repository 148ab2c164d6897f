"""The factor from a flow's amounts to those of its target: units, the flow's own properties, or the table's word."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from crosswalk.core.units import UnitMismatch, factor_between, resolve
from crosswalk.mapping.applying.decision import FlowUse, Target
from crosswalk.mapping.table import FlowMapping

UNIT_BASES = ("", "unit", "units")
"""Bases by which a factor does nothing but convert units."""
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
    unit after it. Raises Unfit: XW-F207 for a factor that is no positive number, XW-F206 where units are unknown, of
    two dimensions or of two properties and neither the table nor the flow states a conversion.
    """
    if row is None:
        return _of_units(use, use.unit, target, target.unit)
    if not row.factor.is_finite() or row.factor <= 0:
        raise Unfit("XW-F207", factor=str(row.factor))
    left, right = row.source.unit or use.unit, row.target.unit or target.unit
    stated = row.factor != 1 or row.basis.strip().lower() not in UNIT_BASES
    before = _between(use.unit, left) if use.unit else Fraction(1)
    after = _between(right, target.unit) if target.unit and right else Fraction(1)
    if stated:
        return before * Fraction(row.factor) * after, row.basis or "table"
    factor, basis = _of_units(use, left, target, right)
    total = before * factor * after
    return total, basis or ("unit" if total != 1 else "")


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
        return own, "flow property"
    try:
        factor = _between(left, right)
    except Unfit:
        if own is None:
            raise
        return own, "flow property"
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

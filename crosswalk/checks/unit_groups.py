"""Whether a unit group says what its units are called."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from crosswalk.core import units
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import format_plain, scale
from crosswalk.formats.documents import Document
from crosswalk.model.unit_group import UnitGroup


def check_unit_group(document: Document) -> Iterator[Finding]:
    """XW-E190: a reference unit with the factor 0; XW-E191: a unit of another size than its name says."""
    group = document.model
    if not isinstance(group, UnitGroup) or group.reference_unit is None:
        return
    reference = next((unit for unit in group.units if unit.internal_id == group.reference_unit), None)
    base = units.resolve(reference.name or "") if reference is not None else None
    for spot, unit in enumerate(group.units):
        mean = unit.mean.value if unit.mean is not None else None
        place = f"units/{spot}/mean"
        if mean is None:
            continue
        if unit is reference and not mean:
            yield finding("XW-E190", source=document.place_at(place), before=unit.name or "")
        named = units.resolve(unit.name or "")
        if base is None or named is None or named.dimension != base.dimension or not mean:
            continue
        usual = named.factor / base.factor
        if not Fraction(1, 2) < Fraction(mean) / usual < 2:
            shown = format_plain(scale(Decimal(1), usual).value)
            yield finding(
                "XW-E191", source=document.place_at(place), before=str(mean), after=shown, name=unit.name or ""
            )

"""What a check may look at: the declaration, the place of each value, the tolerances."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crosswalk.core.places import Place
from crosswalk.core.tables import limit
from crosswalk.core.units import UnitMismatch, convert
from crosswalk.formats.documents import Document
from crosswalk.model.base import Amount
from crosswalk.model.declaration import Declaration, EmissionFactor


@dataclass(frozen=True)
class Context:
    """A declaration under check and the document that it was read from, if any."""

    declaration: Declaration
    document: Document | None = None

    def place(self, pointer: str) -> Place:
        """Where a model value stands in the source; the bare pointer for a declaration without one."""
        return self.document.place_at(pointer) if self.document else Place(pointer=pointer)

    def factor(self, identifier: str | None) -> EmissionFactor | None:
        """The emission factor of an identifier, or None."""
        return next((factor for factor in self.declaration.factors if factor.id == identifier), None)


def tolerance(check: str) -> Decimal:
    """A tolerance of ``mappings/checks/tolerances.csv``."""
    return limit("checks/tolerances.csv", check)


def kilograms(amount: Amount | None) -> Decimal | None:
    """A result in kg CO2e, whatever mass unit it stands in; its bare value where the unit is no CO2e mass."""
    if amount is None or amount.value is None:
        return None
    try:
        return convert(amount.value, amount.unit or "kg CO2e", "kg CO2e").value
    except UnitMismatch:
        return amount.value

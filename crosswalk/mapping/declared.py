"""What mapping tables say of a flow, by identifier or by name and compartment, and their names of substances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from crosswalk.core.numbers import scale
from crosswalk.core.units import UnitMismatch, factor_between
from crosswalk.mapping.compartments import classify
from crosswalk.mapping.names.folding import fold, key_of
from crosswalk.mapping.sources import SourceFlow
from crosswalk.mapping.table import CLOSE, EXACT, NOT, FlowMapping, MappingTable, Verdict

Spot = tuple[str, str]


@dataclass
class Declarations:
    """Rows of tables of one rank, by what they are found by."""

    by_id: dict[str, list[FlowMapping]] = field(default_factory=dict)
    by_name: dict[Spot, list[FlowMapping]] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)

    def add(self, table: MappingTable, family: str = "") -> None:
        """Enter a table. ``family`` names the table of contexts of its source list."""
        for row in table.rows:
            if row.modifier == NOT and row.decision is not Verdict.REJECTED:
                continue
            if row.source.id:
                self.by_id.setdefault(row.source.id.lower(), []).append(row)
            if row.source.name:
                compartment = classify(row.source.context, family, row.source.name)
                self.by_name.setdefault((key_of(fold(row.source.name)), compartment), []).append(row)
            if row.applies and row.source.name and row.target.name and row.predicate in (EXACT, CLOSE):
                names = self.names.setdefault(key_of(fold(row.source.name)), set())
                names.add(key_of(fold(row.target.name)))

    def of(self, source: SourceFlow) -> Sequence[FlowMapping]:
        """The rows about a flow: those of its identifier, or else those of its name in its compartment."""
        if source.uuid and (rows := self.by_id.get(source.uuid.lower())):
            return rows
        if not source.compartment:
            return ()
        return self.by_name.get((key_of(fold(source.name)), source.compartment), ())

    def aliases(self, key: str) -> Sequence[str]:
        """The keys of the target names that tables give a name, where they agree on one."""
        found = self.names.get(key, ())
        return tuple(found) if len(found) == 1 else ()


def factor_of(row: FlowMapping, source: SourceFlow, unit: str) -> tuple[Decimal | None, str]:
    """The factor of a row for the unit that the source says, and the gate of a unit that does not fit; empty for none.

    ``unit`` is the target's in its list, to which the row's own target unit is brought. A row without a unit of its
    source is meant for the target's where its factor is one. A source that says no unit is taken at the row's word
    only where its identifier is the row's.
    """
    if not row.factor.is_finite():
        return None, ""  # put up for review when the table was read
    meant = row.source.unit or (unit if row.factor == 1 else "")
    unsaid = row.factor == 1 and not row.basis and bool(meant and unit)
    if unsaid and _between(meant, unit) is None:
        return None, "dimension"  # one kg is not one MJ unless somebody says why
    before = _between(source.unit, meant) if source.unit else Fraction(1)
    after = _between(row.target.unit, unit) if row.target.unit and unit else Fraction(1)
    if before is None or after is None:
        return None, "dimension"
    factor = row.factor if before * after == 1 else scale(row.factor, before * after).value
    if source.unit:
        return factor, ""
    identified = bool(source.uuid) and source.uuid.lower() == row.source.id.lower()
    return factor, "" if identified else "unit"


def _between(source: str, target: str) -> Fraction | None:
    """One of a unit in another; None where they do not convert."""
    if source == target:
        return Fraction(1)
    try:
        return factor_between(source, target)
    except UnitMismatch:
        return None

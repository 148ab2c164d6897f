"""How much of an inventory refers to the target list: by count, by mass, and by impact where a method is at hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction

from crosswalk.core.numbers import CONTEXT, scale
from crosswalk.core.units import UnitMismatch, factor_between
from crosswalk.mapping.applying.decision import Decision, FlowUse, Outcome

COVERED = (Outcome.MAPPED, Outcome.IDENTICAL)
ELEMENTARY = (*COVERED, Outcome.UNMATCHED, Outcome.STOPPED)
"""Outcomes of flows that are known to be elementary; of UNKNOWN ones nobody can tell."""
SHARE = Decimal("0.0001")


@dataclass
class Share:
    """A part of a whole; amounts count without their sign, so that a credit hides nothing."""

    part: Fraction = Fraction(0)
    whole: Fraction = Fraction(0)

    def add(self, amount: Fraction, *, covered: bool) -> None:
        """Count an amount."""
        self.whole += abs(amount)
        if covered:
            self.part += abs(amount)

    @property
    def value(self) -> Decimal | None:
        """The share to a hundredth of a per cent, rounded down so that 1 means all of it; None of nothing."""
        if not self.whole:
            return None
        with localcontext(CONTEXT):
            return scale(Decimal(1), Fraction(int(self.part / self.whole * 10**4), 10**4)).value.quantize(SHARE)


@dataclass
class Coverage:
    """Exchanges by outcome, and the shares of elementary ones that refer to the target list."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    count: Share = field(default_factory=Share)
    mass: Share = field(default_factory=Share)
    """Exchanges counted in a unit of mass, in kg."""
    impact: Share = field(default_factory=Share)
    """Exchanges that have a climate factor, in the method's unit."""
    uncharacterised: int = 0
    """Unmatched exchanges without a climate factor: their part of the impact is not known."""

    def add(self, decision: Decision, amount: Decimal | None, impact: Fraction | None = None) -> None:
        """Count an exchange: its amount as it was before mapping, its climate impact as it is now."""
        outcome = decision.outcome
        self.outcomes[outcome] += 1
        if outcome not in ELEMENTARY:
            return
        covered = outcome in COVERED
        self.count.add(Fraction(1), covered=covered)
        if amount is not None and (kilograms := in_kilograms(decision.use, decision, amount)) is not None:
            self.mass.add(kilograms, covered=covered)
        if impact is not None:
            self.impact.add(impact, covered=covered)
        elif not covered:
            self.uncharacterised += 1

    def as_dict(self) -> dict[str, object]:
        """Plain numbers, shares as exact text, for reports."""
        shares = {"count": self.count, "mass": self.mass, "impact": self.impact}
        return {
            "exchanges": {outcome.value: self.outcomes[outcome] for outcome in Outcome if self.outcomes[outcome]},
            "elementary": int(self.count.whole),
            **{name: None if share.value is None else str(share.value) for name, share in shares.items()},
            "uncharacterised": self.uncharacterised,
        }


def in_kilograms(use: FlowUse, decision: Decision, amount: Decimal) -> Fraction | None:
    """An amount as mass; None for one that is counted in another dimension, or in no known unit."""
    unit = use.unit
    if not unit and decision.target is not None and decision.outcome is Outcome.IDENTICAL:
        unit = decision.target.unit
    try:
        return Fraction(amount) * factor_between(unit, "kg") if unit else None
    except UnitMismatch:
        return None

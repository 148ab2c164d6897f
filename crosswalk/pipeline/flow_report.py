"""Every decision of a run of flow mapping, counted: what the section *Flow mapping* of a report shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from crosswalk.core.findings import Finding
from crosswalk.core.messages import Words, finding
from crosswalk.core.numbers import format_plain, scale
from crosswalk.core.places import Place
from crosswalk.mapping.applying import Coverage, Decision, Outcome, Target, factor_text
from crosswalk.mapping.applying.coverage import in_kilograms
from crosswalk.mapping.evidence import kinds
from crosswalk.mapping.gates import gates
from crosswalk.model.base import DatasetId, Text

NAMED = 2000
"""Processes whose coverage a report lists."""
WORST = (Outcome.STOPPED, Outcome.UNMATCHED, Outcome.UNKNOWN, Outcome.MAPPED, Outcome.IDENTICAL)
"""The order of decisions in a report; flows that are not elementary are only counted."""


@dataclass
class DecisionLine:
    """One decision about one flow, and how often and for how much it was taken."""

    decision: Decision
    exchanges: int = 0
    amount: Fraction = Fraction(0)
    """The sum of the amounts without their signs, in the unit of the source."""

    @property
    def kilograms(self) -> Fraction:
        """The amount as mass; 0 for one that is none."""
        unit = in_kilograms(self.decision.use, self.decision, Decimal(1))
        return Fraction(0) if unit is None else self.amount * unit

    def as_dict(self) -> dict[str, Any]:
        """Source, target, factor, evidence, confidence, verdict and gates, for reports."""
        one, use = self.decision, self.decision.use
        return {
            "outcome": one.outcome.value,
            "source": {
                "uuid": use.uuid, "name": use.label, "names": dict(use.names), "context": use.context,
                "unit": use.unit, "cas": use.cas, "direction": use.direction,
            },
            "target": _target(one.target),
            "factor": factor_text(one.factor),
            "basis": one.basis,
            "by": one.by,
            "evidence": list(one.evidence),
            "confidence": None if one.confidence is None else str(one.confidence),
            "verdict": one.verdict,
            "gates": list(one.gates),
            "code": one.finding.code if one.finding is not None else "",
            "exchanges": self.exchanges,
            "amount": format_plain(scale(Decimal(1), self.amount).value),
        }  # fmt: skip


def _target(target: Target | None) -> dict[str, str] | None:
    if target is None:
        return None
    return {
        "uuid": target.uuid,
        "name": target.name,
        "context": target.context,
        "unit": target.unit,
        "version": target.version,
    }


@dataclass
class FlowMappingReport:
    """What a run decided about flows."""

    list_id: str = ""
    tables: tuple[str, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    lines: dict[object, DecisionLine] = field(default_factory=dict)
    processes: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def note(self, decision: Decision, amount: Decimal | None) -> None:
        """Count one exchange's decision; those about products and wastes are in the coverage only."""
        if decision.outcome is Outcome.OTHER and decision.finding is None:
            return
        use = decision.use
        key = (use.uuid or use.names, use.direction, decision.outcome, decision.target, decision.factor)
        line = self.lines.setdefault(key, DecisionLine(decision))
        line.exchanges += 1
        line.amount += abs(Fraction(amount)) if amount is not None else 0

    def add_process(self, identity: DatasetId, name: Text | None, coverage: Coverage) -> None:
        """Note the coverage of one process."""
        self.count += 1
        if len(self.processes) < NAMED:
            names = {language or "": text for language, text in name} if name else {}
            self.processes.append({"uuid": identity.uuid or "", "name": names, **coverage.as_dict()})

    def unmatched(self) -> list[DecisionLine]:
        """Elementary flows that keep their identity, worst first: by mass, then by number of exchanges."""
        found = [line for line in self.lines.values() if line.decision.outcome in (Outcome.UNMATCHED, Outcome.STOPPED)]
        return sorted(found, key=lambda line: (-line.kilograms, -line.exchanges, line.decision.use.label))

    def applied(self) -> list[DecisionLine]:
        """Flows that refer to the target list after the run."""
        kinds = (Outcome.MAPPED, Outcome.IDENTICAL)
        return [line for line in self.lines.values() if line.decision.outcome in kinds]

    def summary(self) -> dict[str, Any]:
        """The numbers of the finding that sums the run up."""
        sums = self.coverage
        shares = {"count": sums.count, "mass": sums.mass, "impact": sums.impact}
        return {
            "elementary": int(sums.count.whole),
            "covered": int(sums.count.part),
            "unknown": sums.outcomes[Outcome.UNKNOWN],
            **{name: "-" if share.value is None else f"{share.value:.2%}" for name, share in shares.items()},
        }

    def _words(self) -> dict[str, dict[str, str]]:
        """What the codes of evidence and gates mean, in both languages."""
        known: dict[str, Any] = {**_WORDS, **kinds(), **gates()}
        used = {code for line in self.lines.values() for code in (*line.decision.evidence, *line.decision.gates)}
        return {code: {"zh": known[code].zh, "en": known[code].en} for code in sorted(used) if code in known}

    def as_dict(self) -> dict[str, Any]:
        """Everything, for reports: coverage of the package and of each process, every decision, worst first."""
        ranked = sorted(
            self.lines.values(),
            key=lambda line: (_rank(line), -line.kilograms, -line.exchanges, line.decision.use.label),
        )
        return {
            "target_list": self.list_id,
            "tables": list(self.tables),
            "coverage": self.coverage.as_dict(),
            "decisions": [line.as_dict() for line in ranked],
            "unmatched": [line.as_dict() for line in self.unmatched()],
            "words": self._words(),
            "processes": self.processes,
            "processes_in_all": self.count,
        }


_WORDS = {
    "table": Words("映射表", "mapping table"),
    "uuid": Words("标识符相同", "same identifier"),
    "note": Words("此前已映射", "mapped before"),
}


def finish_findings(report: FlowMappingReport, place: Place) -> Iterator[Finding]:
    """The coverage of a run (XW-F201), and its elementary flows without a match (XW-F202)."""
    yield finding("XW-F201", source=place, list=report.list_id, **report.summary())
    if missing := report.unmatched():
        exchanges = sum(line.exchanges for line in missing)
        names = [line.decision.use.label for line in missing[:5]]
        yield finding(
            "XW-F202", source=place, list=report.list_id, flows=len(missing), exchanges=exchanges, names=names
        )


def _rank(line: DecisionLine) -> int:
    outcome = line.decision.outcome
    return WORST.index(outcome) if outcome in WORST else len(WORST)

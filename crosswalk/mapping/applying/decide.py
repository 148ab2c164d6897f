"""Which flow of the target list a flow becomes: declared tables, identity, then the matcher's evidence."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from crosswalk.core.findings import Finding, Severity
from crosswalk.core.messages import finding
from crosswalk.core.tables import limit
from crosswalk.mapping.applying.decision import Decision, FlowUse, Listed, Outcome, Target, target_of
from crosswalk.mapping.applying.lookup import Said, TableLookup
from crosswalk.mapping.applying.measure import Unfit, measure
from crosswalk.mapping.compartments import classify, direction_of, media_agree
from crosswalk.mapping.listed import ELEMENTARY, PRODUCT
from crosswalk.mapping.matching import Candidate, Match, counts_element
from crosswalk.mapping.names.chinese import COUNTED
from crosswalk.mapping.names.traits import traits_of
from crosswalk.mapping.sources import SourceFlow
from crosswalk.mapping.table import SPLIT, FlowMapping, MappingTable, TableHead, Verdict
from crosswalk.mapping.tables.checks.content import check_content
from crosswalk.mapping.tables.checks.subject import Subject

AUTO, UUID = "auto", "uuid"


class TargetList(Protocol):
    """The list that flows are mapped onto."""

    def flow(self, uuid: str) -> Listed | None:
        """The flow of an identifier, or None."""
        ...


class Matches(Protocol):
    """Finds candidates of the target list, with evidence, gates and a verdict."""

    def match(self, source: SourceFlow) -> Match:
        """The candidates of a flow, best first."""
        ...


class Decider:
    """Decides about flows, each kind of use once.

    Precedence: a table's row for the identifier; identity with a flow of the target list; a table's row for name,
    context and unit; the verdict ``auto`` of the matcher. The last two are for elementary flows of the package
    (a name also for flows that it does not hold); a product flow is never mapped, a waste only by its identifier.
    """

    def __init__(
        self, tables: TableLookup, target_list: TargetList | None = None, matcher: Matches | None = None
    ) -> None:
        self.tables, self.target_list, self.matcher = tables, target_list, matcher
        self._known: dict[FlowUse, Decision] = {}

    def decide(self, use: FlowUse) -> Decision:
        """The decision about a use of a flow."""
        if use not in self._known:
            self._known[use] = self._decide(use)
        return self._known[use]

    def _decide(self, use: FlowUse) -> Decision:
        said = self.tables.by_id(use)
        if use.type == PRODUCT:
            note = _note("XW-F216", use, table=said.table) if said.rows else None
            return Decision(use, Outcome.OTHER, finding=note)
        if said.decides:
            return self._by_table(use, said)
        own = self.target_list.flow(use.uuid) if self.target_list is not None and use.uuid else None
        if own is not None:
            return _by_identity(use, target_of(own))
        if use.type not in ("", ELEMENTARY):
            return Decision(use, Outcome.OTHER)
        named = self.tables.by_name(use)
        if named.decides:
            return self._by_table(use, named)
        if not use.type:
            return Decision(use, Outcome.UNKNOWN)
        return self._by_matcher(use, said.denied | named.denied)

    # --- tables ---

    def _by_table(self, use: FlowUse, said: Said) -> Decision:
        if not said.rows:
            return self._undecided(use, said)
        row = said.rows[0]
        target = self._target(row)
        decision = Decision(
            use, Outcome.MAPPED, target, by=said.table, evidence=("table",), confidence=row.confidence,
            verdict=row.decision.value,
        )  # fmt: skip
        if len(said.rows) > 1:
            code = "XW-F215" if any(one.basis == SPLIT for one in said.rows) else "XW-F214"
            names = [one.target.name or one.target.id for one in said.rows]
            return _stopped(decision, code, table=said.table, names=names)
        if row.basis == SPLIT:
            return _stopped(decision, "XW-F215", table=said.table, names=[row.target.name or row.target.id])
        if target is None:
            missing = row.target.id or row.target.name
            return _stopped(decision, "XW-F217", table=said.table, id=missing)
        if mistaken := _mistaken(use, said.table, row, target):
            return replace(decision, outcome=Outcome.STOPPED, finding=mistaken)
        return _checked(decision, target, row)

    def _target(self, row: FlowMapping) -> Target | None:
        """The row's target as the list has it; without a list, as the row names it."""
        if self.target_list is None:
            side = row.target
            code = classify(side.context, "", side.name)
            return Target(side.id, side.name, side.context, code, side.unit, side.property_id) if side.id else None
        found = self.target_list.flow(row.target.id) if row.target.id else None
        return None if found is None else target_of(found)

    def _undecided(self, use: FlowUse, said: Said) -> Decision:
        """A table says that there is no target, or puts its proposals to a person: the matcher is not asked."""
        row = next(iter(said.open), None)
        verdict = Verdict.NO_TARGET if said.none else row.decision if row is not None else Verdict.NO_TARGET
        target = self._target(row) if row is not None and not said.none else None
        return Decision(
            use, Outcome.UNMATCHED, target, by=said.table, evidence=("table",), verdict=verdict.value,
            gates=("unreviewed_table",) if row is not None and not said.none else (),
        )  # fmt: skip

    # --- evidence ---

    def _by_matcher(self, use: FlowUse, denied: frozenset[str]) -> Decision:
        if self.matcher is None:
            return Decision(use, Outcome.UNMATCHED, verdict=Verdict.NO_TARGET.value)
        match = self.matcher.match(use.source())
        best = match.candidates[0] if match.candidates else None
        if best is None:
            return Decision(use, Outcome.UNMATCHED, by=AUTO, verdict=Verdict.NO_TARGET.value, gates=match.notes)
        decision = Decision(
            use,
            Outcome.MAPPED,
            self._listed(best),
            by=AUTO,
            evidence=tuple(dict.fromkeys(evidence.code for evidence in best.evidence)),
            confidence=best.confidence,
            verdict=match.verdict.value,
            gates=(*match.notes, *best.gates),
        )
        if match.verdict is not Verdict.AUTO or best.flow.uuid in denied:
            return replace(decision, outcome=Outcome.UNMATCHED)
        assert decision.target is not None
        return _checked(decision, decision.target, None, best)

    def _listed(self, best: Candidate) -> Target:
        """The candidate as the list has it, which knows the version of the flow."""
        found = self.target_list.flow(best.flow.uuid) if self.target_list is not None else None
        return target_of(best.flow if found is None else found)


def _by_identity(use: FlowUse, target: Target) -> Decision:
    """The list's own flow: nothing changes, unless the package counts it in another unit of the same dimension."""
    decision = Decision(
        use, Outcome.IDENTICAL, target, by=UUID, evidence=("uuid",), confidence=Decimal(1), verdict=Verdict.AUTO.value
    )
    try:
        factor, basis = measure(use, target)
    except Unfit as problem:
        return _stopped(decision, problem.code, **problem.params)
    facing = direction_of(target.compartment)
    if factor != 1:
        return _checked(replace(decision, outcome=Outcome.MAPPED), target, None)
    if facing and use.direction and facing != use.direction:
        note = _note("XW-F204", use, onto=target.name, before=use.direction, after=facing)
        return replace(decision, finding=note)
    return replace(decision, factor=factor, basis=basis)


def _mistaken(use: FlowUse, table: str, row: FlowMapping, target: Target) -> Finding | None:
    """The finding that stops a row: one that ``flows check`` calls an error, or an element counted as its compound.

    5 kg of ammonia, as N, are 6.08 kg of ammonia: such a row needs a factor and the words for it.
    """
    subject = Subject(MappingTable(TableHead(id=table), ()))
    named = replace(
        row,
        source=replace(row.source, name=row.source.name or use.name),
        target=replace(row.target, id=target.uuid, name=target.name),
    )
    for found in check_content(subject, named):
        if found.severity is Severity.ERROR:
            return found
    counted = counts_element(use.source()) and COUNTED not in traits_of(target.name).qualifiers
    if counted and row.factor == 1 and not row.basis:
        return _note("XW-F235", use, onto=target.name, table=table)
    return None


def _checked(decision: Decision, target: Target, row: FlowMapping | None, best: Candidate | None = None) -> Decision:
    """A mapping that direction, medium and units allow; else the same, stopped."""
    use = decision.use
    facing = direction_of(target.compartment)
    if facing and use.direction and facing != use.direction:
        return _stopped(decision, "XW-F203", before=use.direction, after=facing, onto=target.name)
    own = classify(use.context, use.family, use.name)
    if own and target.compartment and not media_agree(own, target.compartment):
        return _stopped(decision, "XW-F205", before=use.context, after=target.context, onto=target.name)
    try:
        factor, basis = measure(use, target, row) if best is None else _of_match(use, target, best)
    except Unfit as problem:
        return _stopped(decision, problem.code, onto=target.name, **problem.params)
    if target.uuid == use.uuid and factor == 1:
        return replace(decision, outcome=Outcome.IDENTICAL, factor=factor, basis=basis)
    return replace(decision, factor=factor, basis=basis)


def _of_match(use: FlowUse, target: Target, best: Candidate) -> tuple[Fraction, str]:
    """The factor of a pair that the matcher accepted: the units', exact, or what a table that it asked says beside.

    The matcher's factor is for the unit of the source and that of the list. One of one says nothing beside the units.
    """
    said = best.factor if "table" in best.codes and best.factor != 1 else None
    try:
        factor, basis = measure(use, target)
    except Unfit:
        if said is None:
            raise
        return Fraction(said), best.basis or "table"
    tolerance = Fraction(limit("flows/tolerances.csv", "unit_factor"))
    if said is None or abs(Fraction(said) / factor - 1) <= tolerance:
        return factor, basis
    return Fraction(said), best.basis or "table"


def _stopped(decision: Decision, code: str, **params: Any) -> Decision:
    return replace(decision, outcome=Outcome.STOPPED, finding=_note(code, decision.use, **params))


def _note(code: str, use: FlowUse, **params: Any) -> Finding:
    before, after = params.pop("before", None), params.pop("after", None)
    return finding(code, before=before, after=after, name=use.label, uuid=use.uuid or "-", **params)

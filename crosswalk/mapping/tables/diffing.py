"""``flows diff``: what changed between two mapping tables, decision by decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crosswalk.mapping.table import FlowMapping, MappingTable, Side
from crosswalk.mapping.tables.checks.subject import key_of
from crosswalk.mapping.tables.rows import factor_text

ADDED, REMOVED, TARGET, FACTOR, DECISION, RELATION = "added", "removed", "target", "factor", "decision", "relation"


@dataclass(frozen=True, slots=True)
class TableChange:
    """One difference: ``before`` and ``after`` are the rows, ``left`` and ``right`` what differs in them."""

    kind: str
    source: Side
    before: FlowMapping | None
    after: FlowMapping | None
    left: str = ""
    right: str = ""

    def as_dict(self) -> dict[str, object]:
        """The filled slots, for JSON."""
        sides = {
            name: {key: text for key in ("id", "name", "context", "unit") if (text := getattr(side, key))}
            for name, side in (
                ("source", self.source),
                ("target_before", self.before.target if self.before else Side()),
                ("target_after", self.after.target if self.after else Side()),
            )
        }
        found: dict[str, object] = {"change": self.kind, **{name: side for name, side in sides.items() if side}}
        return {**found, **({"before": self.left, "after": self.right} if self.left or self.right else {})}


def diff_tables(a: MappingTable, b: MappingTable) -> Iterator[TableChange]:
    """The rows that were added or removed, and those whose target, factor, relation or decision changed.

    Rows are paired by source and target; a source that has one row left on either side has changed its target.
    Comments, evidence, people and dates are no differences.
    """
    left, right = _by_source(a), _by_source(b)
    for source in sorted({**left, **right}):
        before, after = left.get(source, {}), right.get(source, {})
        for target in sorted(before.keys() & after.keys()):
            for old, new in zip(before[target], after[target], strict=False):
                yield from _changes(old, new)
        gone = _rest(before, after)
        come = _rest(after, before)
        if len(gone) == len(come) == 1:
            yield TableChange(TARGET, come[0].source, gone[0], come[0], _shown(gone[0].target), _shown(come[0].target))
            yield from _changes(gone[0], come[0])
            continue
        for row in gone:
            yield TableChange(REMOVED, row.source, row, None, _shown(row.target), "")
        for row in come:
            yield TableChange(ADDED, row.source, None, row, "", _shown(row.target))


Rows = dict[tuple[str, ...], list[FlowMapping]]


def _by_source(table: MappingTable) -> dict[tuple[str, ...], Rows]:
    found: dict[tuple[str, ...], Rows] = {}
    for row in table.rows:
        found.setdefault(key_of(row.source), {}).setdefault(key_of(row.target), []).append(row)
    return found


def _rest(here: Rows, there: Rows) -> list[FlowMapping]:
    """The rows of one table that the other has no partner for."""
    return [row for target in sorted(here) for row in here[target][len(there.get(target, ())) :]]


def _changes(old: FlowMapping, new: FlowMapping) -> Iterator[TableChange]:
    def change(kind: str, left: str, right: str) -> TableChange:
        return TableChange(kind, new.source, old, new, left, right)

    if old.factor != new.factor and not (old.factor.is_nan() and new.factor.is_nan()):
        yield change(FACTOR, factor_text(old), factor_text(new))
    if (old.predicate, old.modifier) != (new.predicate, new.modifier):
        yield change(RELATION, f"{old.modifier} {old.predicate}".strip(), f"{new.modifier} {new.predicate}".strip())
    if old.decision is not new.decision:
        yield change(DECISION, old.decision.value, new.decision.value)


def _shown(side: Side) -> str:
    return ", ".join(part for part in (side.name or side.id, side.context.rpartition("/")[2]) if part)

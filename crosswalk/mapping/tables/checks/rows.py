"""Whether the rows of tables go together: duplicates, contradictions, splits, cycles and chains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from crosswalk.core.findings import Finding
from crosswalk.core.numbers import CONTEXT
from crosswalk.core.tables import limit
from crosswalk.core.units import resolve
from crosswalk.mapping.table import NOT, SPLIT, FlowMapping, Verdict
from crosswalk.mapping.tables.checks.subject import Subject, key_of, name_of

Key = tuple[str, ...]
_MANY = 20
"""Steps of a cycle that a message shows."""


def check_pairs(subject: Subject) -> Iterator[Finding]:
    """Rows that say the same, and rows that contradict each other."""
    same: dict[object, FlowMapping] = {}
    judged: dict[tuple[Key, Key], FlowMapping] = {}
    chosen: dict[Key, FlowMapping] = {}
    shares: dict[Key, list[FlowMapping]] = {}
    for row in subject.table.rows:
        source, target = key_of(row.source), key_of(row.target)
        if (first := same.setdefault((source, target, row.decision, row.modifier), row)) is not row:
            yield subject.find("XW-G150", row, name=name_of(row.source), other=first.line)
            continue
        yield from _judged(subject, row, judged.setdefault((source, target), row))
        if not row.applies:
            continue
        if row.basis == SPLIT:
            shares.setdefault(source, []).append(row)
        elif (held := chosen.setdefault(source, row)) is not row:
            yield _contradiction(subject, row, held)
    for source, parts in shares.items():
        if source in chosen:
            yield _contradiction(subject, parts[0], chosen[source])
        yield from _shares(subject, parts)


def _contradiction(subject: Subject, row: FlowMapping, held: FlowMapping) -> Finding:
    return subject.find(
        "XW-G151",
        row,
        name=name_of(row.source),
        before=_with_context(held),
        after=_with_context(row),
        other=held.line,
    )


def _with_context(row: FlowMapping) -> str:
    return ", ".join(part for part in (name_of(row.target), row.target.context.rpartition("/")[2]) if part)


def _denies(row: FlowMapping) -> bool:
    return row.decision is Verdict.REJECTED or row.modifier == NOT


def _judged(subject: Subject, row: FlowMapping, first: FlowMapping) -> Iterator[Finding]:
    """A pair that one row accepts and another denies."""
    pair = (first, row)
    if first is not row and any(item.applies for item in pair) and any(_denies(item) for item in pair):
        yield subject.find(
            "XW-G152",
            row,
            name=name_of(row.source),
            after=name_of(row.target),
            before=first.decision.value,
            other=first.line,
        )


def _shares(subject: Subject, parts: Sequence[FlowMapping]) -> Iterator[Finding]:
    """Shares in the unit of their source add up to one; in other units they cannot be added."""
    if not all(row.source.unit and resolve(row.source.unit) == resolve(row.target.unit) for row in parts):
        return
    total = sum((Fraction(row.factor) for row in parts), Fraction(0))
    if abs(total - 1) > Fraction(limit("flows/tolerances.csv", "split_sum")):
        shown = CONTEXT.divide(CONTEXT.create_decimal(total.numerator), CONTEXT.create_decimal(total.denominator))
        yield subject.find("XW-G161", parts[0], name=name_of(parts[0].source), sum=shown)


@dataclass
class Graph:
    """Which flow of which list goes to which, over all tables at hand."""

    steps: dict[tuple[str, Key], list[tuple[tuple[str, Key], Subject, FlowMapping]]] = field(default_factory=dict)

    def add(self, subject: Subject) -> None:
        """Take the rows of a table that apply, but for those that lead to themselves."""
        head = subject.table.head
        for row in subject.table.rows:
            source = (head.source_list.lower(), key_of(row.source))
            target = (head.target_list.lower(), key_of(row.target))
            if row.applies and source != target:
                self.steps.setdefault(source, []).append((target, subject, row))

    def findings(self) -> Iterator[Finding]:
        """Cycles, each once, and rows whose target is the source of another."""
        cyclic: set[tuple[str, Key]] = set()
        for path in self._cycles():
            cyclic.update(node for node, _, _ in path)
            yield self._cycle(path)
        for steps in self.steps.values():
            for target, subject, row in steps:
                follower = next(iter(self.steps.get(target, ())), None)
                if follower is not None and target not in cyclic:
                    final = name_of(follower[2].target)
                    yield subject.find(
                        "XW-G154", row, name=name_of(row.source), after=name_of(row.target), before=final
                    )

    def _cycle(self, path: list[tuple[tuple[str, Key], Subject, FlowMapping]]) -> Finding:
        names = [name_of(row.source) for _, _, row in path[:_MANY]]
        shown = " → ".join([*names, *(["…"] if len(path) > _MANY else []), names[0]])
        _, subject, row = path[0]
        return subject.find("XW-G153", row, cycle=shown)

    def _cycles(self) -> Iterator[list[tuple[tuple[str, Key], Subject, FlowMapping]]]:
        """Walk every path once; a step back onto the path closes a cycle."""
        done: set[tuple[str, Key]] = set()
        for start in self.steps:
            path: list[tuple[tuple[str, Key], Subject, FlowMapping]] = []
            spots: Mapping[tuple[str, Key], int]
            spots = {}
            waiting: list[tuple[tuple[str, Key], Iterator[tuple[tuple[str, Key], Subject, FlowMapping]]]]
            waiting = [(start, iter(self.steps[start]))] if start not in done else []
            spots = {start: 0} if waiting else {}
            while waiting:
                node, steps = waiting[-1]
                step = next(steps, None)
                if step is None:
                    waiting.pop()
                    done.add(node)
                    spots.pop(node, None)
                    if path:
                        path.pop()
                    continue
                target, subject, row = step
                if target in spots:
                    yield [*path[spots[target] :], (node, subject, row)]
                elif target not in done and target in self.steps:
                    path.append((node, subject, row))
                    spots[target] = len(path)
                    waiting.append((target, iter(self.steps[target])))


def check_graph(subjects: Iterable[Subject]) -> Iterator[Finding]:
    """Cycles and chains within tables and across them."""
    graph = Graph()
    for subject in subjects:
        graph.add(subject)
    yield from graph.findings()

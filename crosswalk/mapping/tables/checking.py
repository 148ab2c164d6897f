"""``flows check``: whether a mapping table can be applied, and whether it should be.

Nothing is changed. Findings carry the file and line of the row; codes XW-G140 … are about form, lists and logic,
XW-G180 … about content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crosswalk.core.findings import NORMAL, Finding, Policy
from crosswalk.core.messages import Words
from crosswalk.mapping.table import FlowMapping, MappingTable, Verdict
from crosswalk.mapping.tables.checks import content, factors, identity, rows, substance
from crosswalk.mapping.tables.checks.subject import Classify, FlowList, Subject, name_of
from crosswalk.mapping.tables.rows import has_name


def check_table(
    table: MappingTable,
    source_list: FlowList | None = None,
    target_list: FlowList | None = None,
    *,
    file: str = "",
    classify: Classify | None = None,
    policy: Policy = NORMAL,
) -> Iterator[Finding]:
    """Everything that can be told about one table.

    Without a list, identifiers, names and versions of its side are not checked, and that is told (XW-G166); without
    ``classify``, contexts are compared only where the lists class them.
    """
    subject = Subject(table, file, source_list, target_list, classify, policy)
    yield from check_tables([subject])


def check_tables(subjects: Sequence[Subject]) -> Iterator[Finding]:
    """Everything about several tables, and the cycles and chains across them."""
    for subject in subjects:
        yield from identity.check_head(subject)
        yield from identity.check_missing(subject)
        yield from _rows(subject)
        yield from rows.check_pairs(subject)
    yield from rows.check_graph(subjects)


def _rows(subject: Subject) -> Iterator[Finding]:
    unitless = 0
    first: FlowMapping | None = None
    for row in subject.table.rows:
        source, target = subject.listed(row)
        yield from _decision(subject, row)
        yield from identity.check_row(subject, row, source, target)
        yield from factors.check_factor(subject, row, source, target)
        yield from substance.check_substance(subject, row, source, target)
        yield from content.check_content(subject, row)
        units = factors.unit_of(row.source.unit, source), factors.unit_of(row.target.unit, target)
        if row.applies and not all(units):
            unitless, first = unitless + 1, first or row
    if first is not None:
        yield subject.find("XW-G159", first, count=unitless, first=name_of(first.source))


_NO_TARGET, _HAS_TARGET = Words("没有目标", "there is no target"), Words("有目标", "there is a target")


def _decision(subject: Subject, row: FlowMapping) -> Iterator[Finding]:
    """A decision that goes with the row: a target where one is accepted, a signature where a person accepted it."""
    has_target = has_name(row.target)
    if (row.decision.applies and not has_target) or (row.decision is Verdict.NO_TARGET and has_target):
        state = _HAS_TARGET if has_target else _NO_TARGET
        yield subject.find("XW-G163", row, name=name_of(row.source), decision=row.decision.value, state=state)
    if row.decision is Verdict.ACCEPTED and not row.reviewer:
        yield subject.find("XW-G160", row, name=name_of(row.source))

"""Whether both sides of a row can be the same substance in the same place: CAS numbers, direction, medium."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from crosswalk.core.findings import Finding
from crosswalk.core.ids import check
from crosswalk.core.messages import Words
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.table import FlowMapping, Side
from crosswalk.mapping.tables.checks.subject import SOURCE, TARGET, FlowList, Subject, family_of, name_of

INPUTS = ("resource", "land")
"""Media whose flows go into a process; all others come out of it."""


def check_substance(
    subject: Subject, row: FlowMapping, source: ListedFlow | None, target: ListedFlow | None
) -> Iterator[Finding]:
    """CAS numbers that are wrong or differ; a direction or medium that changes."""
    left = yield from _cas(subject, row, row.source, SOURCE, source)
    right = yield from _cas(subject, row, row.target, TARGET, target)
    if not row.applies:
        return
    name, other = name_of(row.source), name_of(row.target)
    if left and right and left != right:
        yield subject.find("XW-G156", row, name=name, onto=other, before=left, after=right)
    yield from _places(subject, row, source, target)


def _cas(
    subject: Subject, row: FlowMapping, side: Side, label: Words, found: ListedFlow | None
) -> Generator[Finding, None, str]:
    """The CAS number of a side, which is none where it is wrong."""
    text = side.cas or (found.cas if found is not None else "")
    if not text:
        return ""
    checked = check("cas", text)
    if checked.problem is None:
        return checked.value
    if side.cas:
        yield subject.find("XW-G155", row, side=label, before=side.cas)
    return ""


def _places(
    subject: Subject, row: FlowMapping, source: ListedFlow | None, target: ListedFlow | None
) -> Iterator[Finding]:
    head = subject.table.head
    left = _class(subject, row.source, source, subject.source_list, head.source_list)
    right = _class(subject, row.target, target, subject.target_list, head.target_list)
    if not left or not right:
        return
    here, there = left.partition(".")[0], right.partition(".")[0]
    slots = {"name": name_of(row.source), "onto": name_of(row.target), "before": left, "after": right}
    if (here in INPUTS) != (there in INPUTS):
        yield subject.find("XW-G157", row, **slots)
    elif here != there:
        yield subject.find("XW-G158", row, **slots)


def _class(subject: Subject, side: Side, found: ListedFlow | None, given: FlowList | None, list_: str) -> str:
    """The class of a side's compartment: its list's, else what its context says."""
    if found is not None and found.compartment:
        return found.compartment
    if subject.classify is None or not side.context:
        return ""
    family = given.head.family if given is not None else family_of(list_)
    return subject.classify(side.context, family, side.name)

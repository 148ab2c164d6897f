"""Whether the flows of a table are in its lists, under the names, units and versions that the table gives."""

from __future__ import annotations

from collections.abc import Iterator

from crosswalk.core.findings import Finding
from crosswalk.core.ids import check
from crosswalk.core.messages import Words
from crosswalk.core.units import resolve
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.table import FlowMapping, Side
from crosswalk.mapping.tables.checks.subject import SOURCE, TARGET, FlowList, Subject, name_of, normalised


def check_head(subject: Subject) -> Iterator[Finding]:
    """Whether the lists that were given are those of the table, in the versions it was made for."""
    head = subject.table.head
    yield from _versions(subject, SOURCE, head.source_list, head.source_version, "", subject.source_list)
    yield from _versions(
        subject, TARGET, head.target_list, head.target_version, head.target_digest, subject.target_list
    )


def _versions(
    subject: Subject, side: Words, named: str, version: str, digest: str, given: FlowList | None
) -> Iterator[Finding]:
    if given is None:
        yield subject.find("XW-G166", side=side)
        return
    head = given.head
    if named and head.id and named.lower() != head.id.lower():
        yield subject.find("XW-G164", side=side, before=named, after=head.id)
        return
    if version and head.version and version != head.version:
        yield subject.find("XW-G143", side=side, list=head.id, before=version, after=head.version)
    elif digest and head.digest and digest != head.digest:
        yield subject.find("XW-G144", list=head.id, before=digest, after=head.digest)


def check_row(
    subject: Subject, row: FlowMapping, source: ListedFlow | None, target: ListedFlow | None
) -> Iterator[Finding]:
    """Identifiers, names, units and CAS numbers of both sides against their lists."""
    yield from _side(subject, row, row.source, SOURCE, source, subject.source_list)
    yield from _side(subject, row, row.target, TARGET, target, subject.target_list)


def check_missing(subject: Subject) -> Iterator[Finding]:
    """How many identifiers are not in a list that travels with crosswalk, which may be a part of the whole one."""
    for label, name, given in (
        (SOURCE, "source", subject.source_list),
        (TARGET, "target", subject.target_list),
    ):
        if given is None or not given.head.shipped:
            continue
        sides = (getattr(row, name) for row in subject.table.rows)
        missing = [side for side in sides if side.id and given.flow(side.id) is None]
        if missing:
            first = name_of(missing[0])
            yield subject.find("XW-G168", side=label, list=given.head.id, count=len(missing), first=first)


def _side(
    subject: Subject, row: FlowMapping, side: Side, label: Words, found: ListedFlow | None, given: FlowList | None
) -> Iterator[Finding]:
    if given is None or not side.id:
        return
    if found is None and given.head.shipped:
        return  # counted by check_missing: a list that travels with crosswalk may be a part of the whole one
    if found is None:
        code = "XW-G141" if label is SOURCE else "XW-G140"
        yield subject.find(code, row, name=name_of(side), id=side.id, list=given.head.id)
        return
    if side.name and normalised(side.name) not in _names(found):
        yield subject.find("XW-G142", row, side=label, id=side.id, before=side.name, after=found.name)
    if side.unit and found.unit and resolve(side.unit) != resolve(found.unit):
        yield subject.find("XW-G162", row, side=label, id=side.id, before=side.unit, after=found.unit)
    if side.cas and found.cas and check("cas", side.cas).value != check("cas", found.cas).value:
        yield subject.find("XW-G167", row, side=label, id=side.id, before=side.cas, after=found.cas)


def _names(found: ListedFlow) -> set[str]:
    """The names by which a flow may be called: its own and its synonyms in any language."""
    return {normalised(found.name), *(normalised(text) for _, text in found.synonyms)}

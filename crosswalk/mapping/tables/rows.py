"""What the readers of all forms share: factors as they are written, decisions that a form does not state."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from crosswalk.core import numbers
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.mapping.table import EXACT, FlowMapping, Side, Verdict

ONE = Decimal(1)


@lru_cache(maxsize=4096)
def factor_of(text: str) -> Decimal:
    """The number of a factor's text; 1 for an empty one, NaN for what is no number (``1,5`` is none)."""
    bare = text.strip()
    if not bare:
        return ONE
    found = numbers.plain(bare)
    return Decimal("NaN") if found is None else found


def factor_text(row: FlowMapping) -> str:
    """The characters a factor is written with: those it was read from, while they still say the same."""
    if row.factor_text and not row.factor.is_finite():
        return row.factor_text
    if row.factor_text and numbers.plain(row.factor_text) == row.factor:
        return row.factor_text
    return str(row.factor)


def has_name(side: Side) -> bool:
    """Whether a side says which flow it is."""
    return bool(side.id or side.name)


def demote_unusable(row: FlowMapping, findings: list[Finding]) -> FlowMapping:
    """A row whose factor is no number is put up for review, so that nobody applies it; told as XW-G107."""
    if row.factor.is_finite():
        return row
    findings.append(finding("XW-G107", source=Place(line=row.line), before=row.factor_text, name=row.source.name))
    return replace(row, decision=Verdict.REVIEW) if row.decision.applies else row


def unstated_decision(row: FlowMapping) -> Verdict:
    """The decision of a row of a form that has none: signed rows are accepted, inexact unsigned ones are not applied.

    A row that a second person signed is accepted. One that nobody signed is taken as automatic where it claims
    the same flow, and put up for review where it claims a wider, narrower or similar one.
    """
    if not has_name(row.target):
        return Verdict.NO_TARGET
    if row.reviewer:
        return Verdict.ACCEPTED
    return Verdict.AUTO if row.predicate == EXACT else Verdict.REVIEW


def decide_unstated(rows: list[FlowMapping], findings: list[Finding]) -> tuple[FlowMapping, ...]:
    """Rows with the decisions of ``unstated_decision``, counted in one finding (XW-G109)."""
    decided = [replace(row, decision=unstated_decision(row)) for row in rows]
    counts = {verdict: sum(row.decision is verdict for row in decided) for verdict in Verdict}
    if decided:
        listed = [f"{verdict.value} {count}" for verdict, count in counts.items() if count]
        findings.append(finding("XW-G109", count=len(decided), decisions=listed))
    return tuple(demote_unusable(row, findings) for row in decided)


def structure_of(text: str, number: Callable[[str], Any] = str) -> Any:
    """The list or map that a kept text stands for, or the text; ``number`` makes its numbers."""
    if text[:1] in ("[", "{"):
        try:
            return json.loads(text, parse_float=number, parse_int=number)
        except ValueError:
            return text
    return text

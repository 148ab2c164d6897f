"""Whether a row's factor can be right: a positive number that goes with the units, or with a basis that is stated."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from crosswalk.core.findings import Finding
from crosswalk.core.numbers import format_plain, scale
from crosswalk.core.tables import limit
from crosswalk.core.units import Ratio, ratio
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.table import SPLIT, FlowMapping
from crosswalk.mapping.tables.checks.subject import SOURCE, TARGET, Subject, name_of
from crosswalk.mapping.tables.rows import factor_text, has_name

UNIT_BASES = ("", "unit", "units")
"""Bases by which a factor does nothing but convert units."""


def check_factor(
    subject: Subject, row: FlowMapping, source: ListedFlow | None, target: ListedFlow | None
) -> Iterator[Finding]:
    """The sign of the factor, its dimension and its size."""
    name = name_of(row.source)
    if not row.factor.is_finite():
        if row.decision.applies:  # a reader has told of it and put the row up for review
            yield subject.find("XW-G107", row, before=factor_text(row), name=name)
        return
    if not has_name(row.target):
        return
    if row.factor == 0:
        yield subject.find("XW-G147", row, name=name)
    elif row.factor < 0:
        yield subject.find("XW-G148", row, name=name, factor=factor_text(row))
    else:
        yield from _against_units(subject, row, unit_of(row.source.unit, source), unit_of(row.target.unit, target))


def unit_of(stated: str, found: ListedFlow | None) -> str:
    """The unit of a side: the table's own, else that of its list."""
    return stated or (found.unit if found is not None else "")


def _against_units(subject: Subject, row: FlowMapping, left: str, right: str) -> Iterator[Finding]:
    name, factor = name_of(row.source), factor_text(row)
    if not left or not right:
        return
    source, target = ratio(left), ratio(right)
    if source is None or target is None:
        unknown = (SOURCE, left) if source is None else (TARGET, right)
        if left != right:
            yield subject.find("XW-G149", row, name=name, side=unknown[0], before=unknown[1])
        return
    stated = row.basis.strip().lower() not in UNIT_BASES
    if _dimensions(source) != _dimensions(target):
        if not stated:
            yield subject.find("XW-G145", row, name=name, before=left, after=right, factor=factor)
        return
    expected = _size(source) / _size(target)
    if row.basis == SPLIT or _near(row.factor, expected):
        return
    shown = format_plain(scale(Decimal(1), expected).value)
    if stated:
        yield subject.find("XW-G165", row, name=name, factor=factor, basis=row.basis, expected=shown)
    else:
        yield subject.find("XW-G146", row, name=name, before=left, after=right, factor=factor, expected=shown)


def _near(factor: Decimal, expected: Fraction) -> bool:
    """Whether a factor is a ratio of units, up to the digits that a decimal of it may lack."""
    return abs(Fraction(factor) / expected - 1) <= Fraction(limit("flows/tolerances.csv", "unit_factor"))


def _dimensions(unit: Ratio) -> tuple[str, str]:
    return unit.numerator.dimension, unit.denominator.dimension if unit.denominator else ""


def _size(unit: Ratio) -> Fraction:
    return unit.numerator.factor / (unit.denominator.factor if unit.denominator else 1)

"""Totals against their parts, aggregated modules against their members; what a difference looks like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from crosswalk.checks.context import tolerance
from crosswalk.checks.epd.figures import Column, Figure, Sheet
from crosswalk.core.numbers import sum_exact
from crosswalk.core.tables import table
from crosswalk.model.indicator import indicators

Difference = tuple[str, Figure, Decimal, str]
"""The code of the finding, the figure, what it should be, and what it is compared with."""


def close(left: Decimal, right: Decimal) -> bool:
    """Whether two sums agree within 1 % of the larger one; a difference in the last digits of zero is none."""
    gap = abs(left - right)
    return gap <= tolerance("epd_sum") * max(abs(left), abs(right)) or gap < Decimal("1e-12")


def differing_totals(sheet: Sheet) -> Iterator[Difference]:
    """Totals that are not the sum of their parts: XW-E150, or XW-E152 swapped, XW-E153 shifted, XW-E154 powers of ten.

    Parts that are all there and are numbers count; one that is not declared makes no sum.
    """
    sums = {name: _sums(sheet, indicator.parts) for name, indicator in indicators().items() if indicator.parts}
    for name, parts in sums.items():
        totals = sheet.numbers(name)
        wrong = {c: f for c, f in totals.items() if c in parts and not close(_value(f), parts[c])}
        if shifted := _shift(totals, parts, wrong):
            first = next(iter(wrong.values()))
            yield "XW-E153", first, parts[first.column], shifted
            continue
        for column, figure in wrong.items():
            other = _swapped(sheet, sums, name, column)
            code = "XW-E152" if other else "XW-E154" if _power(_value(figure), parts[column]) else "XW-E150"
            yield code, figure, parts[column], other or " + ".join(indicators()[name].parts)


def _value(figure: Figure) -> Decimal:
    assert figure.value is not None
    return figure.value


def _sums(sheet: Sheet, parts: tuple[str, ...]) -> dict[Column, Decimal]:
    """The sum of the parts in each column where every part is a number."""
    columns = [sheet.numbers(part) for part in parts]
    shared = [column for column in columns[0] if all(column in other for other in columns[1:])]
    return {column: sum_exact(_value(other[column]) for other in columns) for column in shared}


def _swapped(sheet: Sheet, sums: Mapping[str, Mapping[Column, Decimal]], name: str, column: Column) -> str | None:
    """The indicator that this one's figure belongs to, where two totals stand in each other's place."""
    mine = sheet.numbers(name)[column]
    for other, parts in sums.items():
        theirs = sheet.numbers(other).get(column)
        if other == name or theirs is None or column not in parts or column not in sums[name]:
            continue
        if close(_value(mine), parts[column]) and close(_value(theirs), sums[name][column]):
            return other
    return None


def _shift(
    totals: Mapping[Column, Figure], parts: Mapping[Column, Decimal], wrong: Mapping[Column, Figure]
) -> str | None:
    """``+1`` or ``-1`` where three or more wrong totals fit the column beside them."""
    if len(wrong) < 3:
        return None
    columns = [column for column in totals if column in parts]
    for step in (1, -1):
        pairs = [
            (_value(totals[columns[spot]]), parts[columns[spot + step]])
            for spot in range(len(columns))
            if 0 <= spot + step < len(columns) and columns[spot] in wrong
        ]
        if len(pairs) >= 3 and all(close(*pair) for pair in pairs):
            return f"{step:+d}"
    return None


def _power(left: Decimal, right: Decimal) -> bool:
    """Whether one is the other times a power of ten: a slip of the point or of a prefix."""
    if not left or not right or (left < 0) != (right < 0):
        return False
    exponent = round((abs(left) / abs(right)).log10())
    return exponent != 0 and close(left, right.scaleb(exponent))


def differing_aggregates(sheet: Sheet) -> Iterator[Difference]:
    """Aggregated modules that are not the sum of their members, where all are declared (XW-E151)."""
    groups = {row["code"]: row["members"].split("|") for row in table("stages/en15804.csv") if row["members"]}
    for name in sheet.by_indicator:
        numbers = sheet.numbers(name)
        for (method, module, scenario), figure in numbers.items():
            members = [numbers.get((method, member, scenario)) for member in groups.get(module, ())]
            if not members or any(member is None for member in members):
                continue
            total = sum_exact(_value(member) for member in members if member is not None)
            if not close(_value(figure), total):
                yield "XW-E151", figure, total, " + ".join(groups[module])

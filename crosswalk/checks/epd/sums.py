"""Totals against their parts, aggregated modules against their members; what a difference looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from crosswalk.checks.context import tolerance
from crosswalk.checks.epd.figures import Column, Figure, Sheet
from crosswalk.core.numbers import sum_exact
from crosswalk.core.tables import table
from crosswalk.model.epd import CellState
from crosswalk.model.indicator import indicators

Difference = tuple[str, Figure, Decimal, str]
"""The code of the finding, the figure, what it should be, and what it is compared with."""
_RANGE = re.compile(r"([A-C])-([A-D])")
_OUT_OF_LINE = 10
"""How many times larger than the total a part must be to be the odd one out."""


class Sum(NamedTuple):
    """A sum, and the size of what was added: parts of either sign may cancel."""

    total: Decimal
    size: Decimal


def close(left: Decimal, right: Decimal, size: Decimal | None = None) -> bool:
    """Whether two sums agree within 1 % of the larger one, or of the parts; differences in last digits are none."""
    gap = abs(left - right)
    return gap <= tolerance("epd_sum") * max(abs(left), abs(right), size or Decimal(0)) or gap < Decimal("1e-12")


def differing_totals(sheet: Sheet) -> Iterator[Difference]:
    """Totals that are not the sum of their parts: XW-E150, or a code that tells what the difference looks like.

    XW-E152: swapped; XW-E153: shifted; XW-E154: a power of ten; XW-E174: one part is out of line. Parts that are
    all there and are numbers count; one that is not declared makes no sum.
    """
    sums = {name: _sums(sheet, indicator.parts) for name, indicator in indicators().items() if indicator.parts}
    for name, parts in sums.items():
        totals = sheet.numbers(name)
        wrong = {c: f for c, f in totals.items() if c in parts and not close(_value(f), *parts[c])}
        if shifted := _shift(totals, parts, wrong):
            first = next(iter(wrong.values()))
            yield "XW-E153", first, parts[first.column].total, shifted
            continue
        for figure in wrong.values():
            yield _difference(sheet, sums, name, figure)


def _difference(sheet: Sheet, sums: Mapping[str, Mapping[Column, Sum]], name: str, figure: Figure) -> Difference:
    """What a wrong total looks like."""
    column = figure.column
    total = sums[name][column].total
    if other := _swapped(sheet, sums, name, column):
        return "XW-E152", figure, total, other
    shown = " + ".join(indicators()[name].parts)
    if _power(_value(figure), total):
        return "XW-E154", figure, total, shown
    return _odd_part(sheet, name, figure, total) or ("XW-E150", figure, total, shown)


def _odd_part(sheet: Sheet, name: str, figure: Figure, total: Decimal) -> Difference | None:
    """The one part that is a power of ten off, or far larger than a total that the others make up."""
    for part in indicators()[name].parts:
        suspect = sheet.numbers(part)[figure.column]
        value = _value(suspect)
        wanted = _value(figure) - (total - value)
        if abs(value) <= _OUT_OF_LINE * abs(wanted) and abs(wanted) <= _OUT_OF_LINE * abs(value):
            continue
        exponent = _power(wanted, value)
        if exponent:
            return "XW-E154", suspect, value.scaleb(exponent), name
        if abs(value) > _OUT_OF_LINE * abs(_value(figure)) >= abs(wanted):
            return "XW-E174", suspect, wanted, name
    return None


def _value(figure: Figure) -> Decimal:
    assert figure.value is not None
    return figure.value


def _sum(figures: list[Figure]) -> Sum:
    values = [_value(figure) for figure in figures]
    return Sum(sum_exact(values), sum_exact(map(abs, values)))


def _sums(sheet: Sheet, parts: tuple[str, ...]) -> dict[Column, Sum]:
    """The sum of the parts in each column where every part is a number."""
    columns = [sheet.numbers(part) for part in parts]
    shared = [column for column in columns[0] if all(column in other for other in columns[1:])]
    return {column: _sum([other[column] for other in columns]) for column in shared}


def _swapped(sheet: Sheet, sums: Mapping[str, Mapping[Column, Sum]], name: str, column: Column) -> str | None:
    """The indicator that this one's figure belongs to, where two totals stand in each other's place."""
    mine = sheet.numbers(name)[column]
    for other, parts in sums.items():
        theirs = sheet.numbers(other).get(column)
        if other == name or theirs is None or column not in parts or column not in sums[name]:
            continue
        if close(_value(mine), parts[column].total) and close(_value(theirs), sums[name][column].total):
            return other
    return None


def _shift(totals: Mapping[Column, Figure], parts: Mapping[Column, Sum], wrong: Mapping[Column, Figure]) -> str | None:
    """``+1`` or ``-1`` where three or more wrong totals fit the column beside them."""
    if len(wrong) < 3:
        return None
    columns = [column for column in totals if column in parts]
    for step in (1, -1):
        pairs = [
            (_value(totals[columns[spot]]), parts[columns[spot + step]].total)
            for spot in range(len(columns))
            if 0 <= spot + step < len(columns) and columns[spot] in wrong
        ]
        if len(pairs) >= 3 and all(close(*pair) for pair in pairs):
            return f"{step:+d}"
    return None


def _power(left: Decimal, right: Decimal) -> int:
    """The power of ten that one is the other times: a slip of the point or of a prefix; 0 for none."""
    if not left or not right or (left < 0) != (right < 0):
        return 0
    exponent = round((abs(left) / abs(right)).log10())
    return exponent if close(left, right.scaleb(exponent)) else 0


def differing_aggregates(sheet: Sheet) -> Iterator[Difference]:
    """Aggregated modules that are not the sum of their members, where all are declared (XW-E151).

    XW-E173: the aggregate is not declared, though all its members are. A total such as A-C is compared with
    those of its modules that are numbers.
    """
    groups = {row["code"]: row["members"].split("|") for row in table("stages/en15804.csv") if row["members"]}
    for figures in sheet.by_indicator.values():
        for column, figure in figures.items():
            members = _members(figures, column, groups.get(column[1]))
            if not members:
                continue
            total, shown = _sum(members), " + ".join(member.module for member in members)
            if figure.value is None:
                if figure.state not in (CellState.EMPTY, CellState.MALFORMED):
                    yield "XW-E173", figure, total.total, shown
            elif not close(figure.value, *total):
                yield "XW-E151", figure, total.total, shown


def _members(figures: Mapping[Column, Figure], column: Column, group: list[str] | None) -> list[Figure]:
    """The members of an aggregate, where they make a sum; a member without a scenario is that of every scenario."""
    method, module, scenario = column

    def found(member: str) -> Figure | None:
        return figures.get((method, member, scenario)) or figures.get((method, member, None))

    if group is not None:
        whole = [member for name in group if (member := found(name)) is not None and member.value is not None]
        return whole if len(whole) == len(group) else []
    hit = _RANGE.fullmatch(module)
    if hit is None:
        return []
    names = [row["code"] for row in table("stages/en15804.csv") if row["listed"] == "yes"]
    within = [name for name in names if hit[1] <= name[0] <= hit[2]]
    if found("A1-A3") is not None:
        within = [name for name in within if name not in ("A1", "A2", "A3")]
    if any(key[0] == method and key[1] in within and found(key[1]) is None for key in figures):
        return []
    parts = [member for name in within if (member := found(name)) is not None and member.value is not None]
    return parts if len(parts) > 1 else []

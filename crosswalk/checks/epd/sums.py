"""Totals against their parts, aggregated modules against their members; what a difference looks like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from crosswalk.checks.context import tolerance
from crosswalk.checks.epd.figures import Column, Figure, Sheet
from crosswalk.core.numbers import sum_exact
from crosswalk.model.epd import CellState
from crosswalk.model.indicator import code_of, indicators
from crosswalk.model.modules import modules

Difference = tuple[str, Figure, Decimal, str]
"""The code of the finding, the figure, what it should be, and what it is compared with."""
_RANGE = re.compile(r"([A-C])-([A-D])")


class Sum(NamedTuple):
    """A sum, the size of what was added, as parts of either sign may cancel, and how far rounding may have moved it."""

    total: Decimal
    size: Decimal
    slack: Decimal

    def agrees(self, value: Decimal) -> bool:
        """Whether a value is the sum, but for the tolerance and the last digits of all that is written."""
        return close(value, self.total, self.size, self.slack + _half_digit(value))


def close(left: Decimal, right: Decimal, size: Decimal = Decimal(0), slack: Decimal = Decimal(0)) -> bool:
    """Whether two sums agree within the tolerance of the larger one, or of the parts, or within what rounding does."""
    gap = abs(left - right)
    return gap <= max(tolerance("epd_sum") * max(abs(left), abs(right), size), slack) or gap < tolerance("epd_noise")


def _half_digit(value: Decimal) -> Decimal:
    """Half a unit of the last decimal that a value is written with; none for a zero or a whole number.

    Software leaves the zeros behind a point out: 1 may be 1.00, and half of it would hide what is wrong.
    """
    exponent = value.as_tuple().exponent
    return Decimal(5).scaleb(exponent - 1) if value and isinstance(exponent, int) and exponent < 0 else Decimal(0)


def differing_totals(sheet: Sheet) -> Iterator[Difference]:
    """Totals that are not the sum of their parts: XW-E150, or a code that tells what the difference looks like.

    XW-E152: swapped; XW-E153: shifted; XW-E154: a power of ten; XW-E174: one part is out of line. Parts that are
    all there and are numbers count; one that is not declared makes no sum.
    """
    sums = {name: _sums(sheet, indicator.parts) for name, indicator in indicators().items() if indicator.parts}
    for name, parts in sums.items():
        totals = sheet.numbers(name)
        wrong = {c: f for c, f in totals.items() if c in parts and not parts[c].agrees(f.number)}
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
        return "XW-E152", figure, total, code_of(other)
    shown = " + ".join(map(code_of, indicators()[name].parts))
    if _power(figure.number, total):
        return "XW-E154", figure, total, shown
    return _odd_part(sheet, name, figure, total) or ("XW-E150", figure, total, shown)


def _odd_part(sheet: Sheet, name: str, figure: Figure, total: Decimal) -> Difference | None:
    """The one part that is a power of ten off, or far larger than a total that the others make up."""
    times = tolerance("epd_outlier")
    for part in indicators()[name].parts:
        suspect = sheet.numbers(part)[figure.column]
        value = suspect.number
        wanted = sum_exact((figure.number, total.copy_negate(), value))
        if abs(value) <= times * abs(wanted) and abs(wanted) <= times * abs(value):
            continue
        exponent = _power(wanted, value)
        if exponent:
            return "XW-E154", suspect, value.scaleb(exponent), code_of(name)
        if abs(value) > times * abs(figure.number) >= abs(wanted):
            return "XW-E174", suspect, wanted, code_of(name)
    return None


def _sum(figures: list[Figure]) -> Sum:
    values = [figure.number for figure in figures]
    return Sum(sum_exact(values), sum_exact(map(abs, values)), sum_exact(map(_half_digit, values)))


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
        if close(mine.number, parts[column].total) and close(theirs.number, sums[name][column].total):
            return other
    return None


def _shift(totals: Mapping[Column, Figure], parts: Mapping[Column, Sum], wrong: Mapping[Column, Figure]) -> str | None:
    """``+1`` or ``-1`` where three or more wrong totals fit the column beside them."""
    if len(wrong) < 3:
        return None
    columns = [column for column in totals if column in parts]
    for step in (1, -1):
        pairs = [
            (totals[columns[spot]].number, parts[columns[spot + step]].total)
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
    for figures in sheet.by_indicator.values():
        for column, figure in figures.items():
            members = _members(figures, column)
            if not members:
                continue
            total, shown = _sum(members), " + ".join(member.module for member in members)
            if figure.value is None:
                if figure.state not in (CellState.EMPTY, CellState.MALFORMED):
                    yield "XW-E173", figure, total.total, shown
            elif not total.agrees(figure.value):
                yield "XW-E151", figure, total.total, shown


def _members(figures: Mapping[Column, Figure], column: Column) -> list[Figure]:
    """The members of an aggregate, where they make a sum; a member without a scenario is that of every scenario."""
    method, name, scenario = column

    def found(member: str) -> Figure | None:
        return figures.get((method, member, scenario)) or figures.get((method, member, None))

    def numbers(names: Sequence[str]) -> list[Figure]:
        return [member for name in names if (member := found(name)) is not None and member.value is not None]

    module = modules().get(name)
    if module is not None and module.members:
        whole = numbers(module.members)
        return whole if len(whole) == len(module.members) else []
    names = _within(name, lambda group: found(group) is not None)
    if any(key[0] == method and key[1] in names and found(key[1]) is None for key in figures):
        return []
    parts = numbers(names)
    return parts if len(parts) > 1 else []


def _within(name: str, is_there: Callable[[str], bool]) -> list[str]:
    """The modules of a range of stages such as ``A-C``: a group that is there in the place of its members."""
    hit = _RANGE.fullmatch(name)
    if hit is None:
        return []
    within = [module for module in modules().values() if module.listed and hit[1] <= module.code[0] <= hit[2]]
    held = {member for module in within if module.members and is_there(module.code) for member in module.members}
    return [module.code for module in within if module.code not in held]

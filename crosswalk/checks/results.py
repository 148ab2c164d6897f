"""Whether the results of a declaration add up. All sums are in kg CO2e, whatever unit each cell stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from crosswalk.checks.context import Context, kilograms, tolerance
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import sum_exact
from crosswalk.core.tables import table
from crosswalk.model.declaration import ResultCell


def stages(context: Context) -> list[tuple[int, ResultCell]]:
    """The total climate results of the single stages, with their places in the list."""
    return [
        (spot, cell)
        for spot, cell in enumerate(context.declaration.results)
        if cell.indicator == "gwp-total" and cell.stage != "total"
    ]


def _declared(context: Context, indicator: str) -> tuple[int, Decimal] | None:
    """Place and value of the total of an indicator."""
    cell = context.declaration.result(indicator)
    value = kilograms(cell.amount) if cell else None
    return None if cell is None or value is None else (context.declaration.results.index(cell), value)


def _stage_values(context: Context) -> list[Decimal]:
    return [value for _, cell in stages(context) if (value := kilograms(cell.amount)) is not None]


def _part_values(context: Context) -> list[Decimal] | None:
    """The parts that make up the total, or None where one of them is not declared."""
    codes = [row["code"] for row in table("indicators/climate.csv") if row["in_total"] == "yes"]
    values = [_declared(context, code) for code in codes]
    return None if any(value is None for value in values) else [value[1] for value in values if value is not None]


def _agree(left: Decimal, right: Decimal) -> bool:
    return abs(left - right) <= tolerance("stage_sum") * max(abs(left), abs(right))


def stage_sum_differs(context: Context) -> Iterator[Finding]:
    """XW-C001: the stages do not add up to the total (tolerance of ``mappings/checks``)."""
    total, values = _declared(context, "gwp-total"), _stage_values(context)
    if total is None or not values:
        return
    added = sum_exact(values)
    if not _agree(added, total[1]):
        place = context.place(f"results/{total[0]}")
        difference = abs(added - total[1])
        yield finding("XW-C001", source=place, before=str(total[1]), after=str(added), difference=difference)


def shares_not_hundred(context: Context) -> Iterator[Finding]:
    """XW-C002: the percentages of the stages do not add up to 100."""
    shares = [(spot, cell.share) for spot, cell in stages(context) if cell.share and cell.share.value is not None]
    if not shares:
        return
    added = sum_exact([share.value for _, share in shares if share.value is not None])
    if abs(added - Decimal(100)) > tolerance("percent_sum"):
        yield finding("XW-C002", source=context.place(f"results/{shares[0][0]}/share"), after=str(added))


def share_differs(context: Context) -> Iterator[Finding]:
    """XW-C003: a stage's percentage is not its value divided by the total."""
    total = _declared(context, "gwp-total")
    if total is None or not total[1]:
        return
    for spot, cell in stages(context):
        value = kilograms(cell.amount)
        if cell.share is None or cell.share.value is None or value is None:
            continue
        actual = value * 100 / total[1]
        if abs(actual - cell.share.value) > tolerance("percent_sum"):
            place = context.place(f"results/{spot}/share")
            shown = str(actual.quantize(Decimal("0.01")))
            yield finding("XW-C003", source=place, before=str(cell.share.value), after=shown, stage=cell.stage)


def parts_differ_from_total(context: Context) -> Iterator[Finding]:
    """XW-C004: fossil, biogenic and land use parts do not add up to the total.

    Where the difference is the offsets, XW-C005 tells the cause.
    """
    total, values = _declared(context, "gwp-total"), _part_values(context)
    if total is None or not values:
        return
    added = sum_exact(values)
    if not _agree(added, total[1]) and not _less_offsets(context, total[1], values):
        yield finding("XW-C004", source=context.place(f"results/{total[0]}"), before=str(total[1]), after=str(added))


def _less_offsets(context: Context, total: Decimal, values: Sequence[Decimal]) -> bool:
    """Whether a total is the sum of its values less the declared offsets."""
    offsets = _declared(context, "offsets")
    return bool(offsets and offsets[1] and values) and _agree(sum_exact(values) - abs(offsets[1]), total)  # type: ignore[index]


def offsets_deducted(context: Context) -> Iterator[Finding]:
    """XW-C005: the total is the sum of its stages or parts less the offsets. Offsetting is out of scope."""
    offsets, total = _declared(context, "offsets"), _declared(context, "gwp-total")
    if offsets is None or total is None:
        return
    for values in (_stage_values(context), _part_values(context) or []):
        if _less_offsets(context, total[1], values):
            place = context.place(f"results/{offsets[0]}")
            after = str(sum_exact(values))
            yield finding("XW-C005", source=place, before=str(total[1]), after=after, offsets=abs(offsets[1]))
            return


def sign_is_wrong(context: Context) -> Iterator[Finding]:
    """XW-C009: emissions below zero, or removals above zero."""
    signs = {row["code"]: row["sign"] for row in table("indicators/climate.csv")}
    for spot, cell in enumerate(context.declaration.results):
        value = cell.amount.value if cell.amount else None
        if value is None:
            continue
        sign = signs.get(cell.indicator)
        if (sign == "nonnegative" and value < 0) or (sign == "nonpositive" and value > 0):
            place = context.place(f"results/{spot}")
            yield finding("XW-C009", source=place, before=str(value), indicator=cell.indicator)

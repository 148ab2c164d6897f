"""Whether a footprint declaration agrees with itself.

Each check is a function over the declaration that yields findings; the place of each is the cell or
member that the value was read from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from crosswalk.checks.context import Context, tolerance
from crosswalk.checks.evidence import missing_evidence
from crosswalk.checks.factors import (
    co2_only_grid_factor,
    contribution_differs,
    grid_factor_not_official,
    mixed_gwp_sets,
    restricted_values,
    unknown_factor,
)
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import sum_exact
from crosswalk.core.tables import table
from crosswalk.formats.documents import Document
from crosswalk.model.declaration import Declaration, ResultCell

Check = Callable[[Context], Iterator[Finding]]


def check_declaration(declaration: Declaration, document: Document | None = None) -> list[Finding]:
    """All findings of all checks, in the order of the checks."""
    context = Context(declaration, document)
    return [found for check in CHECKS for found in check(context)]


def stage_sum_differs(context: Context) -> Iterator[Finding]:
    """XW-C001: the stages do not add up to the total (tolerance of ``mappings/checks``)."""
    total = context.declaration.result("gwp-total")
    stages = _stages(context)
    if total is None or total.amount is None or total.amount.value is None or not stages:
        return
    added = sum_exact([cell.amount.value for _, cell in stages if cell.amount and cell.amount.value is not None])
    difference = abs(added - total.amount.value)
    if difference > tolerance("stage_sum") * abs(total.amount.value):
        spot = context.declaration.results.index(total)
        place = context.place(f"results/{spot}")
        shown = str(total.amount.value)
        yield finding("XW-C001", source=place, before=shown, after=str(added), difference=difference)


def _stages(context: Context) -> list[tuple[int, ResultCell]]:
    return [
        (spot, cell)
        for spot, cell in enumerate(context.declaration.results)
        if cell.indicator == "gwp-total" and cell.stage != "total"
    ]


def shares_not_hundred(context: Context) -> Iterator[Finding]:
    """XW-C002: the percentages of the stages do not add up to 100."""
    shares = [(spot, cell.share) for spot, cell in _stages(context) if cell.share and cell.share.value is not None]
    if not shares:
        return
    added = sum_exact([share.value for _, share in shares if share.value is not None])
    if abs(added - Decimal(100)) > tolerance("percent_sum"):
        yield finding("XW-C002", source=context.place(f"results/{shares[0][0]}/share"), after=str(added))


def share_differs(context: Context) -> Iterator[Finding]:
    """XW-C003: a stage's percentage is not its value divided by the total."""
    total = context.declaration.result("gwp-total")
    if total is None or total.amount is None or not total.amount.value:
        return
    for spot, cell in _stages(context):
        if cell.share is None or cell.share.value is None or cell.amount is None or cell.amount.value is None:
            continue
        actual = cell.amount.value * 100 / total.amount.value
        if abs(actual - cell.share.value) > tolerance("percent_sum"):
            place = context.place(f"results/{spot}/share")
            shown = str(actual.quantize(Decimal("0.01")))
            yield finding("XW-C003", source=place, before=str(cell.share.value), after=shown, stage=cell.stage)


def parts_differ_from_total(context: Context) -> Iterator[Finding]:
    """XW-C004: fossil, biogenic and land use parts do not add up to the total."""
    total = context.declaration.result("gwp-total")
    if total is None or total.amount is None or total.amount.value is None:
        return
    members = [row["code"] for row in table("indicators/climate.csv") if row["in_total"] == "yes"]
    cells = [context.declaration.result(code) for code in members]
    if any(cell is None or cell.amount is None or cell.amount.value is None for cell in cells):
        return
    values = [cell.amount.value for cell in cells if cell and cell.amount and cell.amount.value is not None]
    added = sum_exact(values)
    if abs(added - total.amount.value) > tolerance("stage_sum") * abs(total.amount.value):
        offsets = context.declaration.result("offsets")
        net = offsets.amount.value if offsets and offsets.amount else None
        if net and abs(added - abs(net) - total.amount.value) <= tolerance("stage_sum") * abs(total.amount.value):
            return  # offsets_deducted tells the cause
        spot = context.declaration.results.index(total)
        shown = str(total.amount.value)
        yield finding("XW-C004", source=context.place(f"results/{spot}"), before=shown, after=str(added))


def offsets_deducted(context: Context) -> Iterator[Finding]:
    """XW-C005: the total is the sum of its stages or parts less the offsets. Offsetting is out of scope."""
    offsets = context.declaration.result("offsets")
    total = context.declaration.result("gwp-total")
    if offsets is None or offsets.amount is None or not offsets.amount.value:
        return
    if total is None or total.amount is None or total.amount.value is None:
        return
    net, shown = abs(offsets.amount.value), total.amount.value
    stages = [cell.amount.value for _, cell in _stages(context) if cell.amount and cell.amount.value is not None]
    members = [context.declaration.result(r["code"]) for r in table("indicators/climate.csv") if r["in_total"] == "yes"]
    parts = [cell.amount.value for cell in members if cell and cell.amount and cell.amount.value is not None]
    for values in (stages, parts):
        if values and abs(sum_exact(values) - net - shown) <= tolerance("stage_sum") * abs(sum_exact(values)):
            spot = context.declaration.results.index(offsets)
            place = context.place(f"results/{spot}")
            yield finding("XW-C005", source=place, before=str(shown), after=str(sum_exact(values)), offsets=net)
            return


def boundary_disagrees(context: Context) -> Iterator[Finding]:
    """XW-C006: stages listed or reported that the boundary type excludes, or missing ones that it demands."""
    boundary = context.declaration.boundary
    listed = set(boundary.stages)
    reported = {cell.stage for _, cell in _stages(context)}
    if boundary.type is None or not (listed | reported):
        return
    for row in table("checks/boundary_stages.csv"):
        if row["boundary"] != boundary.type:
            continue
        present = row["stage"] in (listed | reported)
        if present != (row["rule"] == "must"):
            code = "XW-C006" if row["rule"] == "must" else "XW-C007"
            yield finding(code, source=context.place("boundary/type"), boundary=boundary.type, stage=row["stage"])
    for stage in sorted(reported - listed) if listed else ():
        yield finding("XW-C008", source=context.place("boundary/stages"), stage=stage)


def sign_is_wrong(context: Context) -> Iterator[Finding]:
    """XW-C009: emissions below zero, or removals above zero."""
    signs = {row["code"]: row["sign"] for row in table("indicators/climate.csv")}
    for spot, cell in enumerate(context.declaration.results):
        value = cell.amount.value if cell.amount else None
        if value is None:
            continue
        sign = signs.get(cell.indicator)
        if (sign == "nonnegative" and value < 0) or (sign == "nonpositive" and value > 0):
            yield finding(
                "XW-C009", source=context.place(f"results/{spot}"), before=str(value), indicator=cell.indicator
            )


def quality_polarity(context: Context) -> Iterator[Finding]:
    """XW-C010, XW-C011: scales of opposite polarity side by side, or scores outside their scale."""
    best = {row["scheme"]: row["best"] for row in table("checks/quality_polarity.csv")}
    used = {score.scheme for score in context.declaration.quality if score.scheme in best}
    if len({best[scheme] for scheme in used if scheme}) > 1:
        yield finding("XW-C010", source=context.place("quality/0/scheme"), schemes=sorted(s for s in used if s))
    for spot, score in enumerate(context.declaration.quality):
        for name in ("technology", "geography", "time", "precision", "overall"):
            value = getattr(score, name)
            if value is not None and not Decimal(1) <= value <= Decimal(5):
                yield finding("XW-C011", source=context.place(f"quality/{spot}/{name}"), before=str(value))
        yield from _mean_differs(context, spot)


def _mean_differs(context: Context, spot: int) -> Iterator[Finding]:
    """XW-C012: DQR is the mean of TeR, GR, TiR and P (CFIA guideline, formula F.1)."""
    score = context.declaration.quality[spot]
    parts = [score.technology, score.geography, score.time, score.precision]
    if score.scheme != "ef_dqr" or score.overall is None or any(part is None for part in parts):
        return
    mean = sum_exact([part for part in parts if part is not None]) / 4
    if abs(mean - score.overall) > Decimal("0.06"):
        place = context.place(f"quality/{spot}/overall")
        yield finding("XW-C012", source=place, before=str(score.overall), after=str(mean))


def period_reversed(context: Context) -> Iterator[Finding]:
    """XW-C013: the data period ends before it begins."""
    period = context.declaration.period
    if period.start and period.end and period.end < period.start[: len(period.end)]:
        yield finding("XW-C013", source=context.place("period/end"), before=period.start, after=period.end)


CHECKS: tuple[Check, ...] = (
    stage_sum_differs,
    shares_not_hundred,
    share_differs,
    parts_differ_from_total,
    offsets_deducted,
    boundary_disagrees,
    sign_is_wrong,
    contribution_differs,
    unknown_factor,
    co2_only_grid_factor,
    grid_factor_not_official,
    mixed_gwp_sets,
    restricted_values,
    quality_polarity,
    missing_evidence,
    period_reversed,
)

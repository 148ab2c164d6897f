"""Whether a footprint declaration agrees with itself.

Each check is a function over the declaration that yields findings; the place of each is the cell or
member that the value was read from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from crosswalk.checks.context import Context
from crosswalk.checks.evidence import missing_evidence
from crosswalk.checks.factors import (
    co2_only_grid_factor,
    contribution_differs,
    grid_factor_not_official,
    mixed_gwp_sets,
    restricted_values,
    unknown_factor,
)
from crosswalk.checks.results import (
    offsets_deducted,
    parts_differ_from_total,
    share_differs,
    shares_not_hundred,
    sign_is_wrong,
    stage_sum_differs,
    stages,
)
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import sum_exact
from crosswalk.core.tables import table
from crosswalk.formats.documents import Document
from crosswalk.model.declaration import Declaration

Check = Callable[[Context], Iterator[Finding]]


def check_declaration(declaration: Declaration, document: Document | None = None) -> list[Finding]:
    """All findings of all checks, in the order of the checks."""
    context = Context(declaration, document)
    return [found for check in CHECKS for found in check(context)]


def boundary_disagrees(context: Context) -> Iterator[Finding]:
    """XW-C006: stages listed or reported that the boundary type excludes, or missing ones that it demands."""
    boundary = context.declaration.boundary
    listed = set(boundary.stages)
    reported = {cell.stage for _, cell in stages(context)}
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

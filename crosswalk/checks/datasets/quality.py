"""The data quality rating of EF: the mean of four indicators, DQR = (TeR + GR + TiR + P) / 4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from crosswalk.checks.datasets.numbers import limit
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import sum_exact
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.tree import Tree

GROUP = "modellingAndValidation/validation/review/common:dataQualityIndicators"


def quality(tree: Tree) -> Iterator[Finding]:
    """XW-V065: the overall quality does not fit its parts. XW-V066: the rating is beyond a limit of EF."""
    for group in tree.all(tree.root, GROUP) if tree.kind == "process" else ():
        found: dict[str, Decimal] = {}
        for node in tree.all(group, "common:dataQualityIndicator"):
            part = _parts().get(tree.attribute(node, "name") or "")
            score = _scores().get(tree.attribute(node, "value") or "")
            if part is not None and score is not None:
                found[part] = score
        overall = found.pop("overall", None)
        if len(found) < 4:
            continue
        rating = sum_exact(list(found.values())) / 4
        if overall is not None and abs(rating - overall) > limit("quality_rating"):
            yield finding("XW-V065", source=tree.place(group), before=str(overall), after=str(rating))
        for name in ("rating_secondary", "rating_new_data"):
            if rating > limit(name):
                yield finding("XW-V066", source=tree.place(group), after=str(rating), limit=str(limit(name)))
                break


@cache
def _parts() -> Mapping[str, str]:
    return {row["name"]: row["part"] for row in table("checks/quality_indicators.csv")}


@cache
def _scores() -> Mapping[str, Decimal]:
    return {row["value"]: Decimal(row["score"]) for row in table("checks/quality_values.csv")}

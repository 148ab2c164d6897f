"""Uncertain numbers: bounds around the mean, and a deviation that means what its distribution makes it mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import pairwise

from crosswalk.checks.datasets.numbers import number_at
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.tree import Node, Tree, first, text_at

DEVIATION = "relativeStandardDeviation95In"
TYPE = "uncertaintyDistributionType"


def uncertainty(tree: Tree) -> Iterator[Finding]:
    """XW-V040 to XW-V045, for every uncertain number of the dataset."""
    for row in _places(tree.kind):
        for node in tree.all(tree.root, row["path"]):
            yield from _bounds(tree, node, row)
            yield from _distribution(tree, node, row)


@cache
def _places(kind: str) -> tuple[Mapping[str, str], ...]:
    return tuple(row for row in table("checks/uncertain_values.csv") if row["kind"] == kind)


@cache
def _meanings() -> Mapping[str, Mapping[str, str]]:
    return {row["distribution"]: row for row in table("checks/distributions.csv")}


def _bounds(tree: Tree, node: Node, row: Mapping[str, str]) -> Iterator[Finding]:
    """XW-V041: minimum <= mean <= maximum."""
    values = [(name, number_at(tree, node, row[name])) for name in ("minimum", "mean", "maximum")]
    known = [(row[name], value) for name, value in values if value is not None]
    for (lower, low), (upper, high) in pairwise(known):
        if low > high:
            yield finding("XW-V041", source=tree.place(node), lower=lower, low=str(low), upper=upper, high=str(high))


def _distribution(tree: Tree, node: Node, row: Mapping[str, str]) -> Iterator[Finding]:
    kind = text_at(tree, node, TYPE)
    holder = first(tree, node, DEVIATION)
    deviation = number_at(tree, node, DEVIATION)
    if holder is not None and deviation and not kind:
        yield finding("XW-V042", source=tree.place(holder), before=str(deviation))
        return
    meaning = _meanings().get(kind or "")
    if meaning is None:
        return
    if holder is not None and deviation is not None and meaning["least"] and deviation < Decimal(meaning["least"]):
        code = "XW-V040" if deviation >= 0 else "XW-V043"
        yield finding(
            code,
            source=tree.place(holder),
            before=str(deviation),
            least=meaning["least"],
            meaning=meaning["deviation"],
            distribution=kind,
        )
    if meaning["bounds"] == "yes" and not all(
        text_at(tree, node, row[name]) for name in ("minimum", "maximum") if row[name]
    ):
        yield finding("XW-V044", source=tree.place(node), distribution=kind)
    mean = number_at(tree, node, row["mean"])
    if meaning["positive_mean"] == "yes" and mean is not None and mean <= 0 and deviation is not None:
        yield finding("XW-V045", source=tree.place(node), before=str(mean), distribution=kind)

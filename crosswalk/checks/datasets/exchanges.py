"""Amounts of exchanges, their variables and allocations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from crosswalk.checks.datasets.numbers import limit, number_at, number_of
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import CONTEXT, sum_exact
from crosswalk.formats.ilcd.tree import Node, Tree, text_at

VARIABLES = "processInformation/mathematicalRelations/variableParameter"
Missing = Callable[[Tree, Node], Iterator[Finding]]
"""What is said of an exchange without a mean amount."""


def without_amount(tree: Tree, node: Node) -> Iterator[Finding]:
    """XW-V033: an exchange without a mean amount."""
    yield finding("XW-V033", source=tree.place(node), id=tree.attribute(node, "dataSetInternalID") or "-")


def exchanges(tree: Tree, missing: Missing = without_amount) -> Iterator[Finding]:
    """XW-V030 to XW-V033: resulting amounts, missing amounts, variables without a value, sums of allocations."""
    if tree.kind != "process":
        return
    variables = {tree.attribute(node, "name"): node for node in tree.all(tree.root, VARIABLES)}
    for node in tree.all(tree.root, "exchanges/exchange"):
        mean = number_at(tree, node, "meanAmount")
        name = text_at(tree, node, "referenceToVariable")
        factor: Decimal | None = Decimal(1)
        if name:
            variable = variables.get(name)
            factor = number_at(tree, variable, "meanValue") if variable is not None else None
            if variable is not None and factor is None:
                yield finding("XW-V031", source=tree.place(node), before=name)
        if mean is None:
            yield from missing(tree, node)
        elif factor is not None:
            yield from _resulting(tree, node, mean, factor, name)
        yield from _allocations(tree, node)


def _resulting(tree: Tree, node: Node, mean: Decimal, factor: Decimal, name: str | None) -> Iterator[Finding]:
    """XW-V030: the resulting amount is the mean amount times the variable's value, or equal to it without one."""
    stated = number_at(tree, node, "resultingAmount")
    if stated is None:
        return
    wanted = CONTEXT.multiply(mean, factor)
    if abs(stated - wanted) > abs(wanted) * limit("resulting_amount"):
        yield finding("XW-V030", source=tree.place(node), before=str(stated), after=str(wanted), variable=name or "-")


def _allocations(tree: Tree, node: Node) -> Iterator[Finding]:
    """XW-V032: the allocated fractions of an exchange add up to 100 %."""
    stated = (number_of(tree.attribute(item, "allocatedFraction")) for item in tree.all(node, "allocations/allocation"))
    shares = [share for share in stated if share is not None]
    if shares and abs(sum_exact(shares) - 100) > limit("allocation_sum"):
        yield finding("XW-V032", source=tree.place(node), after=str(sum_exact(shares)), count=len(shares))

"""Numbers of datasets as exact decimals, and the limits that checks compare them with."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from crosswalk.core import tables
from crosswalk.core.numbers import NumberUnclear, parse
from crosswalk.formats.ilcd.tree import Node, Tree, text_at


def number_at(tree: Tree, node: Node, path: str) -> Decimal | None:
    """The number at a path; None where there is none or where the text is no number (a finding of structure)."""
    return number_of(text_at(tree, node, path) if path else None)


def number_of(text: str | None) -> Decimal | None:
    """The number that a text spells; None where there is none or where the text is no number."""
    if not text:
        return None
    try:
        return parse(text).value
    except NumberUnclear:
        return None


@cache
def limit(check: str) -> Decimal:
    """A limit of ``mappings/checks/dataset_tolerances.csv``."""
    return tables.limit("checks/dataset_tolerances.csv", check)

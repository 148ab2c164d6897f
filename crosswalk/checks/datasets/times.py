"""Times: a dataset is not valid until before the year that it represents."""

from __future__ import annotations

from collections.abc import Iterator

from crosswalk.checks.datasets.numbers import number_of
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.formats.ilcd.tree import Tree, first, text_at

TIME = "processInformation/time"


def times(tree: Tree) -> Iterator[Finding]:
    """XW-V080."""
    if tree.kind != "process":
        return
    said = text_at(tree, tree.root, f"{TIME}/common:referenceYear")
    end = first(tree, tree.root, f"{TIME}/common:dataSetValidUntil")
    start, until = number_of(said), number_of(tree.text(end)) if end is not None else None
    if end is not None and start is not None and until is not None and until < start:
        yield finding("XW-V080", source=tree.place(end), before=tree.text(end), after=said)

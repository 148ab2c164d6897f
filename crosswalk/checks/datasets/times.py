"""Times: a dataset is not valid until before the year that it represents."""

from __future__ import annotations

from collections.abc import Iterator

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.formats.ilcd.tree import Tree, first, text_at

TIME = "processInformation/time"


def times(tree: Tree) -> Iterator[Finding]:
    """XW-V080."""
    if tree.kind != "process":
        return
    start = text_at(tree, tree.root, f"{TIME}/common:referenceYear") or ""
    end = first(tree, tree.root, f"{TIME}/common:dataSetValidUntil")
    if end is not None and start.isdigit() and tree.text(end).isdigit() and int(tree.text(end)) < int(start):
        yield finding("XW-V080", source=tree.place(end), before=tree.text(end), after=start)

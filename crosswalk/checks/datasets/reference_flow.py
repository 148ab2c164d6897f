"""The reference flow of a process: there is one, and it is one of the exchanges."""

from __future__ import annotations

from collections.abc import Iterator

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.formats.ilcd.tree import Tree, first

REFERENCE = "processInformation/quantitativeReference"


def reference_flow(tree: Tree, none: str = "XW-V036") -> Iterator[Finding]:
    """XW-V037, XW-V038, and the code ``none`` where there is no reference flow (XW-V036; of EPDs XW-V039)."""
    if tree.kind != "process":
        return
    holder = first(tree, tree.root, REFERENCE)
    wanted = tree.all(tree.root, REFERENCE + "/referenceToReferenceFlow")
    place = tree.place(tree.root if holder is None else holder)
    kind = tree.attribute(holder, "type") if holder is not None else None
    if not wanted:
        if kind in (None, "Reference flow(s)"):
            yield finding(none, source=place)
        return
    if len(wanted) > 1:
        yield finding("XW-V037", source=place, count=len(wanted))
    present = {tree.attribute(node, "dataSetInternalID") for node in tree.all(tree.root, "exchanges/exchange")}
    for node in wanted:
        if tree.text(node) not in present:
            yield finding("XW-V038", source=tree.place(node), before=tree.text(node))

"""CAS numbers: their check digit. (Their shape is a matter of structure.)"""

from __future__ import annotations

from collections.abc import Iterator

from crosswalk.core.findings import Finding
from crosswalk.core.ids import check
from crosswalk.core.messages import finding
from crosswalk.formats.ilcd.tree import Tree


def identifiers(tree: Tree) -> Iterator[Finding]:
    """XW-V025: a CAS number whose check digit is wrong."""
    if tree.kind == "flow":
        for node in tree.all(tree.root, "flowInformation/dataSetInformation/CASNumber"):
            text = tree.text(node)
            if text and check("cas", text).problem == "XW-N030":
                yield finding("XW-V025", source=tree.place(node), before=text)

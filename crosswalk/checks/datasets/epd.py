"""What the checks of datasets mean for EPDs: the structure of ILCD+EPD, amounts by module, standards of EPDs."""

from __future__ import annotations

from collections.abc import Iterator

from crosswalk.checks.datasets.compliance import compliance, known_standards
from crosswalk.checks.datasets.exchanges import exchanges, without_amount
from crosswalk.checks.datasets.reference_flow import REFERENCE, reference_flow
from crosswalk.checks.datasets.structure import structure
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.formats.ilcd.tree import Node, Tree, XmlTree, text_at

EDITION = "epd"
"""The folder of the tables of structure."""


def epd_structure(tree: Tree) -> Iterator[Finding]:
    """Whether the dataset is built as ILCD+EPD demands, its extension included."""
    if isinstance(tree, XmlTree):
        yield from structure(tree, EDITION)


def epd_amounts(tree: Tree) -> Iterator[Finding]:
    """XW-V030 to XW-V034: what is said of exchanges, and rows of results that give no amount at all."""
    yield from exchanges(tree, _missing)
    if tree.kind == "process":
        for node in tree.all(tree.root, "LCIAResults/LCIAResult"):
            if text_at(tree, node, "meanAmount") is None and not _by_module(tree, node):
                yield finding("XW-V034", source=tree.place(node), name=_name(tree, node))


def _missing(tree: Tree, node: Node) -> Iterator[Finding]:
    """XW-V033 for the product; XW-V034 for an indicator that gives amounts in no module either."""
    products = {tree.text(item) for item in tree.all(tree.root, REFERENCE + "/referenceToReferenceFlow")}
    if tree.attribute(node, "dataSetInternalID") in products:
        yield from without_amount(tree, node)
    elif not _by_module(tree, node):
        yield finding("XW-V034", source=tree.place(node), name=_name(tree, node))


def _by_module(tree: Tree, node: Node) -> bool:
    """Whether a row gives amounts by module, in whatever namespace its extension stands."""
    return any(tree.name(item) == "amount" for other in tree.all(node, "common:other") for item in other.iter("{*}*"))


def _name(tree: Tree, node: Node) -> str:
    for step in ("referenceToFlowDataSet", "referenceToLCIAMethodDataSet"):
        if name := text_at(tree, node, f"{step}/common:shortDescription"):
            return name
    return tree.attribute(node, "dataSetInternalID") or "-"


def epd_reference_flow(tree: Tree) -> Iterator[Finding]:
    """XW-V037 to XW-V039: the declared product is one of the exchanges."""
    yield from reference_flow(tree, "XW-V039")


def epd_compliance(tree: Tree) -> Iterator[Finding]:
    """XW-V060, XW-V061, XW-V063, XW-V064: standards of EPDs are known systems too."""
    yield from compliance(tree, known_standards, "XW-V064")

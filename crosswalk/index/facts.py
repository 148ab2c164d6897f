"""What one dataset says of itself and of others, read from its tree without a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from crosswalk.core.tables import table
from crosswalk.formats.ilcd.tree import Node, Tree, first, text_at

VERSION = "administrativeInformation/publicationAndOwnership/common:dataSetVersion"
COMPARTMENT = "dataSetInformation/classificationInformation/common:elementaryFlowCategorization/common:category"
FILE = "file"
"""The kind of what ILCD calls an other external file."""


@dataclass(frozen=True, slots=True)
class Link:
    """One reference of a dataset to another, or to a file."""

    element: str
    pointer: str
    line: int | None
    type: str
    """The kind that ``@type`` names, without ``data set``; empty where there is none."""
    id: str
    version: str
    uri: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Identity, names and references of one dataset."""

    kind: str
    uuid: str
    version: str
    names: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    languages: Mapping[str, int] = field(default_factory=dict)
    leaves: int = 0
    exchange_ids: tuple[str, ...] = ()
    reference_flow_ids: tuple[str, ...] = ()
    reference_flows: tuple[tuple[str, str], ...] = ()
    """Flow UUID and direction of each exchange that is a reference flow."""
    flow_type: str = ""
    next_unit: Link | None = None
    """The next step on the way to the unit: a flow's reference property, a property's unit group."""
    unit_step_broken: bool = False
    """Whether the reference to that step, or a unit group's reference unit, is missing or names no part."""
    reference_unit: str = ""
    """The name of a unit group's reference unit."""
    compartments: tuple[str, ...] = ()
    """The elementary flow categories of a flow, most general first."""

    @property
    def reference_flow_problem(self) -> str | None:
        """``missing``, ``several`` or ``absent`` (not among the exchanges) for a process; None where it is in order."""
        if self.kind != "process":
            return None
        if not self.reference_flow_ids:
            return "missing"
        if not set(self.reference_flow_ids) <= set(self.exchange_ids):
            return "absent"
        return "several" if len(self.reference_flow_ids) > 1 else None


@cache
def _places() -> Mapping[str, Mapping[str, str]]:
    return {row["kind"]: row for row in table("ilcd/facts.csv")}


def roots() -> tuple[str, ...]:
    """The kinds that nothing needs to refer to."""
    return tuple(kind for kind, row in _places().items() if row["root"] == "yes")


def facts_of(tree: Tree, counts: bool = True) -> Facts:
    """The facts of a dataset. What is not there is empty; nothing is guessed.

    Without ``counts`` leaves and languages are not counted: links need neither.
    """
    row = _places()[tree.kind]
    head = row["information"]
    names = tuple(
        (tree.attribute(node, "xml:lang") or "", tree.text(node))
        for node in tree.all(tree.root, f"{head}/dataSetInformation/{row['name']}")
    )
    links = {id(node): _link(tree, node) for node in tree.references()}
    exchanges = tree.all(tree.root, "exchanges/exchange") if tree.kind == "process" else []
    wanted = tuple(
        tree.text(node) for node in tree.all(tree.root, f"{head}/quantitativeReference/referenceToReferenceFlow")
    )
    next_unit, broken = _unit_step(tree, head)
    return Facts(
        kind=tree.kind,
        uuid=text_at(tree, tree.root, f"{head}/dataSetInformation/common:UUID") or "",
        version=text_at(tree, tree.root, VERSION) or "",
        names=names,
        links=tuple(links.values()),
        languages=Counter(tree.languages()) if counts else {},
        leaves=tree.leaves() if counts else 0,
        exchange_ids=tuple(tree.attribute(node, "dataSetInternalID") or "" for node in exchanges),
        reference_flow_ids=wanted,
        reference_flows=tuple(_reference_flows(tree, exchanges, set(wanted))),
        flow_type=text_at(tree, tree.root, "modellingAndValidation/LCIMethod/typeOfDataSet") or ""
        if tree.kind == "flow"
        else "",
        next_unit=next_unit,
        unit_step_broken=broken,
        reference_unit=_reference_unit(tree, head) if tree.kind == "unit group" else "",
        compartments=tuple(tree.text(node) for node in tree.all(tree.root, f"{head}/{COMPARTMENT}"))
        if tree.kind == "flow"
        else (),
    )


def _link(tree: Tree, node: Node) -> Link:
    kind = (tree.attribute(node, "type") or "").removesuffix(" data set")
    return Link(
        tree.name(node),
        tree.pointer(node),
        tree.line(node),
        FILE if kind == "other external file" else kind,
        tree.attribute(node, "refObjectId") or "",
        tree.attribute(node, "version") or "",
        tree.attribute(node, "uri") or "",
    )


def _reference_flows(tree: Tree, exchanges: list[Node], wanted: set[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for node in exchanges:
        if tree.attribute(node, "dataSetInternalID") in wanted:
            flow = first(tree, node, "referenceToFlowDataSet")
            uuid = tree.attribute(flow, "refObjectId") if flow is not None else None
            found.append((uuid or "", text_at(tree, node, "exchangeDirection") or ""))
    return found


def _unit_step(tree: Tree, head: str) -> tuple[Link | None, bool]:
    """The next reference on the way from a flow to its unit, and whether the step is broken."""
    reference = f"{head}/quantitativeReference/"
    if tree.kind == "flow property":
        node = first(tree, tree.root, reference + "referenceToReferenceUnitGroup")
        return (None, True) if node is None else (_link(tree, node), False)
    if tree.kind == "flow":
        own = _part(tree, reference + "referenceToReferenceFlowProperty", "flowProperties/flowProperty")
        node = first(tree, own, "referenceToFlowPropertyDataSet") if own is not None else None
        return (None, True) if node is None else (_link(tree, node), False)
    if tree.kind == "unit group":
        return None, _part(tree, reference + "referenceToReferenceUnit", "units/unit") is None
    return None, False


def _reference_unit(tree: Tree, head: str) -> str:
    unit = _part(tree, f"{head}/quantitativeReference/referenceToReferenceUnit", "units/unit")
    return "" if unit is None else text_at(tree, unit, "name") or ""


def _part(tree: Tree, reference: str, parts: str) -> Node | None:
    """The part of a dataset whose internal id a reference names."""
    wanted = text_at(tree, tree.root, reference)
    if not wanted:
        return None
    found = tree.all(tree.root, parts)
    return next((node for node in found if tree.attribute(node, "dataSetInternalID") == wanted), None)

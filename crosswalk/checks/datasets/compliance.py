"""Compliance declarations and reviews: known systems, and claims that contradict themselves or lack a review."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.tree import Node, Tree, first, text_at

DECLARATIONS = "modellingAndValidation/complianceDeclarations/compliance"
REVIEW = "modellingAndValidation/validation/review"
FULL, NOT = "Fully compliant", "Not compliant"


@cache
def _fields(*roles: str) -> tuple[str, ...]:
    """Elements of a declaration by their role."""
    return tuple(row["element"] for row in table("ilcd/compliance_fields.csv") if row["role"] in roles)


@cache
def systems() -> Mapping[str, Mapping[str, str]]:
    """The compliance systems by the UUID of their source dataset."""
    return {row["uuid"]: row for row in table("ilcd/systems.csv")}


@cache
def known_systems() -> frozenset[str]:
    """The UUIDs of all systems that any dataset of the family may follow."""
    return frozenset(systems())


@cache
def known_standards() -> frozenset[str]:
    """The UUIDs of the systems that EPDs may follow: those of all datasets, and the standards of declarations."""
    tables = ("indicators/compliance.csv", "epd/standards.csv")
    return known_systems() | {row["uuid"] for name in tables for row in table(name)}


def compliance(
    tree: Tree, known: Callable[[], frozenset[str]] = known_systems, none: str = "XW-V062"
) -> Iterator[Finding]:
    """XW-V060, XW-V061, XW-V063, and the code ``none`` where nothing is declared (XW-V062; of EPDs XW-V064)."""
    declared = tree.all(tree.root, DECLARATIONS)
    if tree.kind == "process" and not declared:
        yield finding(none, source=tree.place(tree.root))
    reviewed = any(tree.attribute(node, "type") != "Not reviewed" for node in tree.all(tree.root, REVIEW))
    for node in declared:
        yield from _system(tree, node, known())
        bad = [name for name in _fields("aspect", "review") if text_at(tree, node, name) == NOT]
        claims = [text_at(tree, node, name) for name in _fields("overall", "review")]
        if bad and text_at(tree, node, *_fields("overall")) == FULL:
            aspects = ", ".join(name.partition(":")[2] for name in bad)
            yield finding("XW-V063", source=tree.place(node), aspects=aspects)
        if tree.kind == "process" and not reviewed and FULL in claims:
            yield finding("XW-V061", source=tree.place(node))


def _system(tree: Tree, node: Node, known: frozenset[str]) -> Iterator[Finding]:
    """XW-V060: the system is none that the tables know."""
    reference = first(tree, node, "common:referenceToComplianceSystem")
    uuid = tree.attribute(reference, "refObjectId") if reference is not None else None
    if reference is not None and uuid not in known:
        name = text_at(tree, reference, "common:shortDescription") or ""
        yield finding("XW-V060", source=tree.place(reference), before=uuid or "-", name=name)

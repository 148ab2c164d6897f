"""Classes and categories against the lists that the formats name: ISIC, CPC, compartments, TIDAS lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.tree import Node, Tree, first, text_at

Class = tuple[str, str]
"""Level and English title."""


@cache
def class_list(name: str) -> Mapping[str, tuple[Class, ...]]:
    """The classes of a list by their id. Lists: ``process`` (ISIC), ``product flow`` (CPC) and those of
    ``mappings/tidas/classes.csv``; an id may stand for several.
    """
    found: dict[str, list[Class]] = {}
    if name in _TABLES:
        for row in table(_TABLES[name]):
            found.setdefault(row["code"], []).append((row["level"], row["en"]))
    else:
        for row in table("tidas/classes.csv"):
            if row["list"] == name:
                found.setdefault(row["id"], []).append((row["level"], row["title"]))
    return {key: tuple(value) for key, value in found.items()}


_TABLES = {"process": "lists/isic5.csv", "product flow": "lists/cpc3.csv"}


def class_problem(tree: Tree, node: Node, name: str) -> Finding | None:
    """XW-V050, XW-V051: a class that is not in its list, or that the list calls otherwise."""
    identifier = tree.attribute(node, "classId") or tree.attribute(node, "catId") or ""
    level, title = tree.attribute(node, "level") or "", tree.text(node)
    known = class_list(name).get(identifier)
    if known is None:
        return finding("XW-V050", source=tree.place(node), before=identifier or title, list=name, title=title)
    if (level, title) not in known:
        wanted = "; ".join(f"{text} ({number})" for number, text in known)
        return finding("XW-V051", source=tree.place(node), before=f"{title} ({level})", after=wanted, id=identifier)
    return None


def classes(tree: Tree) -> Iterator[Finding]:
    """XW-V052, XW-V053, XW-V054: levels with gaps, unknown compartments, and flows classified as what they are not."""
    head = _information(tree.kind) + "/dataSetInformation/classificationInformation"
    for group in tree.all(tree.root, f"{head}/common:classification"):
        yield from _levels(tree, group, "common:class")
    groups = tree.all(tree.root, f"{head}/common:elementaryFlowCategorization")
    for group in groups:
        yield from _levels(tree, group, "common:category")
        yield from _compartment(tree, group)
    if tree.kind == "flow":
        said = text_at(tree, tree.root, "modellingAndValidation/LCIMethod/typeOfDataSet")
        holder = first(tree, tree.root, head)
        if holder is not None and (said == "Elementary flow") != bool(groups):
            yield finding("XW-V054", source=tree.place(holder), type=said or "-")


@cache
def _information(kind: str) -> str:
    return next(row["information"] for row in table("ilcd/facts.csv") if row["kind"] == kind)


def _levels(tree: Tree, group: Node, step: str) -> Iterator[Finding]:
    """Levels count from 0 without a gap, and each class lies within the one above it where ids show that."""
    levels = [tree.attribute(node, "level") or "" for node in tree.all(group, step)]
    wanted = [str(number) for number in range(len(levels))]
    if sorted(levels) != wanted:
        yield finding("XW-V052", source=tree.place(group), before=", ".join(levels))


def _compartment(tree: Tree, group: Node) -> Iterator[Finding]:
    """The category path by its titles, against the compartments of the ILCD and EF lists."""
    titles = {title for rows in class_list("elementary flow").values() for _, title in rows}
    for node in tree.all(group, "common:category"):
        if tree.text(node) not in titles:
            yield finding("XW-V053", source=tree.place(node), before=tree.text(node))

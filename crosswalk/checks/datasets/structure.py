"""Whether an ILCD dataset is built as the format demands: names, order, number, attributes, values, internal keys.

It needs no schema files: the facts are ``mappings/ilcd/structure.csv``, ``values.csv``, ``enumerations.csv``
and ``keys.csv``. What the official XSDs refuse is refused here too, with a place and a remedy.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from crosswalk.carriers.xml import XML
from crosswalk.checks.datasets.shapes import Part, Shape, shapes
from crosswalk.checks.datasets.values import Check, Problem, checker, is_kind
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.tree import Node, Tree, XmlTree
from crosswalk.formats.ilcd.types import XSI

_HINTS = (f"{{{XSI}}}schemaLocation", f"{{{XSI}}}noNamespaceSchemaLocation")
"""Attributes that may stand everywhere; ``xsi:type`` and ``xsi:nil`` have no use in ILCD."""
_TYPE = f"{{{XSI}}}type"
_SCHEMA = "http://www.w3.org/2001/XMLSchema"
_XML = f"{{{XML}}}"


def structure(tree: XmlTree) -> Iterator[Finding]:
    """XW-V001 to XW-V013: every breach of structure, in the order of the document."""
    shape = shapes().roots[tree.root.tag]
    yield from _element(tree, tree.root, shape)
    yield from keys(tree)


def _element(tree: XmlTree, node: Any, shape: Shape) -> Iterator[Finding]:
    yield from _attributes(tree, node, shape)
    if shape.text is not None:
        yield from _simple(tree, node, shape.text)
        return
    if shape.open_content:
        yield from _open(tree, node, shape)
        return
    parts, last, ordered = shape.parts, -1, True
    counts: dict[str, int] = {}
    if node.text and (not parts or not node.text.isspace()):
        yield finding("XW-V010", source=tree.place(node), before=node.text.strip()[:60], element=tree.name(node))
    for child in node:
        tag = child.tag
        if child.tail is not None and not child.tail.isspace() and child.tail:
            yield finding("XW-V010", source=tree.place(node), before=child.tail.strip()[:60], element=tree.name(node))
        if not isinstance(tag, str):
            continue
        part = parts.get(tag)
        if part is None:
            yield finding("XW-V001", source=tree.place(child), element=tree.name(child), parent=tree.name(node))
            continue
        if part.position < last and ordered:
            ordered = False
            yield finding("XW-V002", source=tree.place(child), element=tree.name(child), parent=tree.name(node))
        last = max(last, part.position)
        counts[tag] = count = counts.get(tag, 0) + 1
        if part.most and count == part.most + 1:
            yield finding("XW-V003", source=tree.place(child), element=tree.name(child), limit=part.most)
        if part.shape is not None:
            yield from _element(tree, child, part.shape)
        else:
            yield from _leaf(tree, child, part)
    for tag, part in shape.required:
        if tag not in counts:
            name = part.name.rpartition(":")[2]
            yield finding("XW-V004", source=tree.place(node), element=name, parent=tree.name(node))
    if shape.keyed and len(node) > 1:
        yield from _repeated(tree, node, parts)


def _repeated(tree: XmlTree, node: Any, parts: dict[str, Part]) -> Iterator[Finding]:
    """Elements of one name that do not differ in what they must differ in."""
    seen: set[tuple[str, str]] = set()
    for child in node:
        part = parts.get(child.tag) if isinstance(child.tag, str) else None
        if part is None or not part.key:
            continue
        value = tree.attribute(child, part.key)
        if value is None:
            continue
        value = _plain(value) or value
        if (child.tag, value) in seen:
            yield finding(
                "XW-V011", source=tree.place(child), before=value, element=tree.name(child), attribute=part.key
            )
        seen.add((child.tag, value))


def _attributes(tree: XmlTree, node: Any, shape: Shape) -> Iterator[Finding]:
    known = shape.attributes
    attributes = node.attrib
    if attributes:
        for name, value in attributes.items():
            check = known.get(name)
            if check is not None:
                if (problem := check(value)) is not None:
                    yield _value(tree, node, value, problem, name)
            elif shape.open_attributes and _is_foreign(name, shape.namespace) and not name.startswith(f"{{{XSI}}}"):
                yield from _xml_attribute(tree, node, name, value)
            elif name not in _HINTS:
                yield _unknown_attribute(tree, node, name)
    for name in shape.required_attributes:
        if name not in attributes:
            local = name.rpartition("}")[2]
            yield finding("XW-V006", source=tree.place(node), attribute=local, element=tree.name(node))


def _xml_attribute(tree: XmlTree, node: Any, name: str, value: str) -> Iterator[Finding]:
    """``xml:lang``, ``xml:space``, ``xml:base`` in open places; attributes of other vocabularies are theirs."""
    if name == _TYPE and node.nsmap.get(value.partition(":")[0]) != _SCHEMA:
        yield _unknown_attribute(tree, node, name)
    if name.startswith(_XML):
        kind = "xml:" + name.removeprefix(_XML)
        if is_kind(kind) and (problem := checker(kind)(value)) is not None:
            yield _value(tree, node, value, problem, name)


def _unknown_attribute(tree: XmlTree, node: Any, name: str) -> Finding:
    local = name.rpartition("}")[2]
    return finding("XW-V005", source=tree.place(node, local), attribute=local, element=tree.name(node))


def _is_foreign(name: str, namespace: str) -> bool:
    return name.startswith("{") and not name.startswith(f"{{{namespace}}}")


def _leaf(tree: XmlTree, node: Any, part: Part) -> Iterator[Finding]:
    """An element without attributes and children."""
    for name in node.attrib:
        if name not in _HINTS:
            yield _unknown_attribute(tree, node, name)
    if part.check is not None:
        yield from _simple(tree, node, part.check)


def _simple(tree: XmlTree, node: Any, check: Check) -> Iterator[Finding]:
    text = node.text or ""
    if len(node):
        for child in node:
            if isinstance(child.tag, str):
                yield finding("XW-V001", source=tree.place(child), element=tree.name(child), parent=tree.name(node))
        text += "".join(child.tail or "" for child in node)
    if (problem := check(text)) is not None:
        yield _value(tree, node, text, problem)


def _value(tree: XmlTree, node: Any, text: str, problem: Problem, attribute: str = "") -> Finding:
    local = attribute.rpartition("}")[2]
    name = f"{tree.name(node)}/@{local}" if attribute else tree.name(node)
    shown = text.strip()
    shown = shown if len(shown) <= 80 else shown[:79] + "…"
    place = tree.place(node, local)
    return finding(problem.code, source=place, before=shown, element=name, limit=problem.limit, length=len(text))


def _open(tree: XmlTree, node: Any, shape: Shape) -> Iterator[Finding]:
    """``common:other``: at least one element, all of other vocabularies, no text."""
    texts = [node.text, *(child.tail for child in node)]
    if any(text and not text.isspace() for text in texts):
        yield finding("XW-V013", source=tree.place(node), before=" ".join((node.text or "").split())[:60])
        return
    children = [child for child in node if isinstance(child.tag, str)]
    if not children or any(not _is_foreign(child.tag, shape.namespace) for child in children):
        yield finding("XW-V013", source=tree.place(node), before=tree.name(children[0]) if children else "")
    for child in children:
        yield from _known_inside(tree, child)


def _known_inside(tree: XmlTree, node: Any) -> Iterator[Finding]:
    """Elements of ILCD within another vocabulary are held to ILCD's rules."""
    part = shapes().known.get(node.tag)
    if part is not None:
        yield from _element(tree, node, part.shape) if part.shape is not None else _leaf(tree, node, part)
        return
    for name, value in node.attrib.items():
        yield from _xml_attribute(tree, node, name, value)
    for child in node:
        if isinstance(child.tag, str):
            yield from _known_inside(tree, child)


@cache
def _keys(kind: str) -> tuple[tuple[str, str, str, str], ...]:
    rows = (row for row in table("ilcd/keys.csv") if row["kind"] == kind)
    return tuple((row["path"], row["field"], row["reference"], row["by"]) for row in rows)


def keys(tree: Tree) -> Iterator[Finding]:
    """XW-V011, XW-V012: internal identifiers that are given twice, and references to none."""
    done: set[str] = set()
    for path, field, reference, by in _keys(tree.kind):
        values: set[str] = set()
        for node in tree.all(tree.root, path):
            value = _plain(_field(tree, node, field))
            if value is None and path not in done:
                local = field.removeprefix("@")
                yield finding("XW-V006", source=tree.place(node), attribute=local, element=tree.name(node))
            if value in values and path not in done and value is not None:
                yield finding(
                    "XW-V011",
                    source=tree.place(node),
                    before=value,
                    element=tree.name(node),
                    attribute=field.removeprefix("@"),
                )
            if value is not None:
                values.add(value)
        done.add(path)
        for node in tree.all(tree.root, reference):
            value = _plain(_field(tree, node, by))
            if value is not None and value not in values:
                yield finding(
                    "XW-V012",
                    source=tree.place(node),
                    before=value,
                    element=tree.name(node),
                    holder=path.rpartition("/")[2],
                )


def _field(tree: Tree, node: Node, field: str) -> str | None:
    return tree.text(node) if field == "#text" else tree.attribute(node, field.removeprefix("@"))


def _plain(text: str | None) -> str | None:
    """An identifier as compared: numbers by their value."""
    if text is None:
        return None
    flat = text.strip()
    return flat.lstrip("+0") or "0" if flat.lstrip("+").isdigit() else flat

"""Whether a dataset is built as its format demands: names, order, number, attributes, values, internal keys.

It needs no schema files: the facts are ``structure.csv``, ``values.csv`` and ``enumerations.csv`` of an edition
(``mappings/ilcd`` for ILCD 1.1, ``mappings/epd`` for ILCD+EPD), and ``mappings/ilcd/keys.csv``. What the official
XSDs refuse is refused here too, with a place and a remedy.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from crosswalk.carriers.xml import XML
from crosswalk.checks.datasets.shapes import ILCD, Part, Shape, Wildcard, extension, shapes_for, spelled
from crosswalk.checks.datasets.values import NOTHING, Check, Problem, checker, is_kind
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
_LANGUAGE = f"{_XML}lang"


def structure(tree: XmlTree, edition: str = ILCD) -> Iterator[Finding]:
    """XW-V001 to XW-V019: every breach of an edition's structure, in the order of the document."""
    yield from _Structure(tree, edition).all()
    yield from keys(tree)


class _Structure:
    """One dataset held against the shapes of an edition."""

    def __init__(self, tree: XmlTree, edition: str) -> None:
        book = shapes_for(tree.root.tag, edition)
        self.tree = tree
        self.edition = book.edition
        self.shape = book.roots[tree.root.tag]
        self.known = book.known[tree.kind]
        self.attributes = book.attributes[tree.kind]
        self.names: set[str] = set()
        self.pointers: list[tuple[Any, str]] = []

    def all(self) -> Iterator[Finding]:
        """Every breach, in the order of the document; then references within it that lead nowhere."""
        yield from self._element(self.tree.root, self.shape)
        for node, value in self.pointers:
            if value not in self.names:
                name = self.tree.name(node)
                yield finding("XW-V012", source=self.tree.place(node), before=value, element=name, holder="id")

    def _element(self, node: Any, shape: Shape) -> Iterator[Finding]:
        if shape.required_attributes or node.attrib:
            yield from self._attributes(node, shape)
        if shape.text is not None:
            yield from self._simple(node, shape.text)
        elif shape.content is not None:
            yield from self._open(node, shape.content)
        else:
            if node.text and (not node.text.isspace() or (not shape.parts and shape.rest is None)):
                yield self._text(node, node.text)
            yield from self._children(node, shape)
            if shape.keyed and len(node):
                yield from self._repeated(node, shape.parts)
            if shape.choices and len(node):
                yield from self._alternatives(node, shape.parts)

    def _text(self, node: Any, text: str) -> Finding:
        """XW-V010: text where only elements may stand; not even blanks in an element that holds nothing."""
        return finding("XW-V010", source=self.tree.place(node), before=text.strip()[:60], element=self.tree.name(node))

    def _children(self, node: Any, shape: Shape) -> Iterator[Finding]:
        tree, parts, rest = self.tree, shape.parts, shape.rest
        last, ordered = -1, True
        counts: dict[str, int] = {}
        for child in node:
            tag, tail = child.tag, child.tail
            if tail and not tail.isspace():
                yield self._text(node, tail)
            if not isinstance(tag, str):
                continue
            part = parts.get(tag)
            if part is None and rest is not None and rest.open is not None and rest.open.admits(tag):
                part, tag = rest, "*"
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
                yield from self._element(child, part.shape)
            elif part.open is None:
                yield from self._leaf(child, part)
            else:
                yield from self._admitted(child, part.open)
        for tags, part in shape.required:
            if part.choice or tags[0] not in counts:
                yield from self._lacking(node, tags, counts)
        if rest is not None and rest.least and "*" not in counts and rest.open is not None:
            yield finding("XW-V004", source=tree.place(node), element=rest.open.allowed, parent=tree.name(node))

    def _lacking(self, node: Any, tags: tuple[str, ...], counts: dict[str, int]) -> Iterator[Finding]:
        """XW-V004: a part that must be there; of alternatives one must."""
        if not any(tag in counts for tag in tags):
            name = " | ".join(tag.rpartition("}")[2] for tag in tags)
            yield finding("XW-V004", source=self.tree.place(node), element=name, parent=self.tree.name(node))

    def _alternatives(self, node: Any, parts: dict[str, Part]) -> Iterator[Finding]:
        """XW-V018: alternatives that exclude each other, both given."""
        found: dict[str, list[str]] = {}
        for tag in dict.fromkeys(child.tag for child in node if isinstance(child.tag, str)):
            if tag in parts and parts[tag].choice:
                found.setdefault(parts[tag].choice, []).append(tag.rpartition("}")[2])
        for choice, names in found.items():
            if len(names) > 1 and not choice.endswith("*"):
                place, parent = self.tree.place(node), self.tree.name(node)
                yield finding("XW-V018", source=place, before=", ".join(names), parent=parent)

    def _repeated(self, node: Any, parts: dict[str, Part]) -> Iterator[Finding]:
        """XW-V011: elements of one name that do not differ in what they must differ in."""
        tree = self.tree
        seen: set[tuple[str, str]] = set()
        for child in node:
            part = parts.get(child.tag) if isinstance(child.tag, str) else None
            if part is None or not part.key:
                continue
            step, attribute = part.key_path
            for holder in child.iterchildren(step) if step else (child,):
                value = holder.get(attribute)
                if value is None:
                    value = self._language(attribute, part, step)
                if value is None:
                    continue
                value = _plain(value) or value
                if (child.tag, value) in seen:
                    name, key = tree.name(holder), part.key.rpartition("@")[2]
                    yield finding("XW-V011", source=tree.place(holder), before=value, element=name, attribute=key)
                seen.add((child.tag, value))

    def _language(self, attribute: str, part: Part, step: str) -> str | None:
        """The language of a text that names none, where the edition gives it one."""
        if attribute != _LANGUAGE or part.shape is None:
            return None
        shape = part.shape.parts[step].shape if step else part.shape
        return shape.language if shape is not None else None

    def _attributes(self, node: Any, shape: Shape) -> Iterator[Finding]:
        known = shape.attributes
        attributes = node.attrib
        for name, value in attributes.items():
            check = known.get(name)
            if check is not None:
                if (problem := check(value)) is not None:
                    yield self._value(node, value, problem, name)
                elif name in shape.identifiers:
                    yield from self._identifier(node, name, value.strip(), shape.identifiers[name])
            elif name.startswith(f"{{{XSI}}}") or shape.open_attributes is None:
                if name not in _HINTS:
                    yield self._unknown_attribute(node, name)
            elif shape.open_attributes.admits(name):
                yield from self._foreign_attribute(node, name, value, shape.open_attributes.strict)
            else:
                yield self._unknown_attribute(node, name)
        for name in shape.required_attributes:
            if name not in attributes:
                yield finding(
                    "XW-V006", source=self.tree.place(node), attribute=spelled(name), element=self.tree.name(node)
                )

    def _identifier(self, node: Any, name: str, value: str, own: bool) -> Iterator[Finding]:
        """XW-V011: identifiers of a document are given once; what refers to them is looked at in the end."""
        if not own:
            self.pointers.append((node, value))
            return
        if value in self.names:
            element = self.tree.name(node)
            yield finding("XW-V011", source=self.tree.place(node), before=value, element=element, attribute=name)
        self.names.add(value)

    def _foreign_attribute(self, node: Any, name: str, value: str, strict: bool = False) -> Iterator[Finding]:
        """Attributes in open places: those of ``xml:`` and of the edition are looked at, others are theirs."""
        if name == _TYPE and node.nsmap.get(value.partition(":")[0]) != _SCHEMA:
            yield self._unknown_attribute(node, name)
        check = self.attributes.get(name)
        if check is None and name.startswith(_XML):
            kind = "xml:" + name.removeprefix(_XML)
            check = checker(kind) if is_kind(kind) else None
        if check is not None:
            if (problem := check(value)) is not None:
                yield self._value(node, value, problem, name)
        elif strict and name not in _HINTS:
            yield self._unknown_attribute(node, name)

    def _unknown_attribute(self, node: Any, name: str) -> Finding:
        place = self.tree.place(node, name.rpartition("}")[2])
        return finding("XW-V005", source=place, attribute=spelled(name), element=self.tree.name(node))

    def _leaf(self, node: Any, part: Part) -> Iterator[Finding]:
        """An element without attributes and children."""
        for name in node.attrib:
            if name not in _HINTS:
                yield self._unknown_attribute(node, name)
        if part.default and not node.text and not len(node):
            return
        if part.check is not None:
            yield from self._simple(node, part.check)

    def _simple(self, node: Any, check: Check) -> Iterator[Finding]:
        tree, text = self.tree, node.text or ""
        if len(node):
            for child in node:
                if isinstance(child.tag, str):
                    yield finding("XW-V001", source=tree.place(child), element=tree.name(child), parent=tree.name(node))
            text += "".join(child.tail or "" for child in node)
        if (problem := check(text)) is not None:
            yield self._value(node, text, problem)

    def _value(self, node: Any, text: str, problem: Problem, attribute: str = "") -> Finding:
        name = self.tree.name(node) + (f"/@{spelled(attribute)}" if attribute else "")
        shown = text.strip()
        shown = shown if len(shown) <= 80 else shown[:79] + "…"
        place = self.tree.place(node, attribute.rpartition("}")[2])
        return finding(problem.code, source=place, before=shown, element=name, limit=problem.limit, length=len(text))

    def _open(self, node: Any, wildcard: Wildcard) -> Iterator[Finding]:
        """``common:other``: at least one element, all of other vocabularies, no text."""
        tree = self.tree
        texts = [node.text, *(child.tail for child in node)]
        if any(text and not text.isspace() for text in texts):
            text = " ".join(" ".join(filter(None, texts)).split())[:60]
            yield finding("XW-V013", source=tree.place(node), before=text, held=text)
            return
        children = [child for child in node if isinstance(child.tag, str)]
        if not children or any(not wildcard.admits(child.tag) for child in children):
            held = tree.name(children[0]) if children else NOTHING
            yield finding("XW-V013", source=tree.place(node), held=held)
        for child in children:
            if wildcard.admits(child.tag) or not wildcard.strict:
                yield from self._admitted(child, wildcard)

    def _admitted(self, node: Any, wildcard: Wildcard) -> Iterator[Finding]:
        """XW-V017: an element in an open place that no schema declares, where only such ones may stand."""
        if not wildcard.strict or node.tag in self.known:
            yield from self._known_inside(node)
            return
        space, _, name = node.tag.rpartition("}")
        place, parent = self.tree.place(node), self.tree.name(node.getparent())
        code = "XW-V017" if space.strip("{") in extension().values() else "XW-V019"
        yield finding(code, source=place, element=name, before=space.strip("{") or "-", parent=parent)

    def _known_inside(self, node: Any) -> Iterator[Finding]:
        """Elements that a schema declares are held to its rules within another vocabulary too."""
        part = self.known.get(node.tag)
        if part is not None:
            yield from self._element(node, part.shape) if part.shape is not None else self._leaf(node, part)
            return
        for name, value in node.attrib.items():
            yield from self._foreign_attribute(node, name, value)
        for child in node:
            if isinstance(child.tag, str):
                yield from self._known_inside(child)


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

"""A reading view on one dataset's tree, the same for XML and for TIDAS JSON: names as ILCD tables spell them.

Paths are steps such as ``processInformation/dataSetInformation/common:UUID``; a name without a prefix is
of the dataset's own vocabulary. Whatever prefixes a file uses, the view's names stay the same.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Protocol

from lxml import etree

from crosswalk.carriers.xml import XML_LANG
from crosswalk.core.places import Place
from crosswalk.formats.ilcd.types import COMMON, type_of, types

_REFERENCES: Any = etree.XPath("//*[@refObjectId or (@uri and @type)]")
_TEXTS: Any = etree.XPath("//*[@xml:lang]")
_LANGUAGES: Any = etree.XPath("//@xml:lang")
_LEAVES: Any = etree.XPath(
    "count(//@*) + count(//text()[normalize-space()]) + count(//comment()) + count(//processing-instruction())"
    " + count(//*[not(@*) and not(*) and not(text()[normalize-space()]) and not(comment())])"
)

FEW = 400
"""With so many references or fewer, paths are asked of libxml2 one by one; beyond, siblings are numbered together."""
_SPACE = re.compile(r"\{[^}]*\}")

Node = Any


class Tree(Protocol):
    """Reading operations on one dataset. Nodes are the carrier's own and mean nothing outside the tree."""

    kind: str
    base: Place
    root: Node

    def all(self, node: Node, path: str) -> list[Node]:
        """The nodes at a path below a node, in source order."""
        ...

    def attribute(self, node: Node, name: str) -> str | None:
        """An attribute's text; ``name`` without the ``@``."""
        ...

    def text(self, node: Node) -> str:
        """A node's own text, stripped; empty where there is none."""
        ...

    def name(self, node: Node) -> str:
        """A node's local name."""
        ...

    def pointer(self, node: Node) -> str:
        """Where a node stands: an element path or a JSON pointer."""
        ...

    def line(self, node: Node) -> int | None:
        """The line on which a node begins, where the carrier knows it."""
        ...

    def place(self, node: Node, attribute: str = "") -> Place:
        """Where a node or its attribute stands, with file, member and line as far as the carrier knows them."""
        ...

    def references(self) -> list[Node]:
        """Every node that refers to another dataset or file."""
        ...

    def texts(self) -> list[tuple[Node, str, str]]:
        """Every text with its language: node, language, text."""
        ...

    def languages(self) -> list[str]:
        """The language of every text that has one."""
        ...

    def leaves(self) -> int:
        """The leaves of the account, counted."""
        ...


def first(tree: Tree, node: Node, path: str) -> Node | None:
    """The first node at a path, or None."""
    found = tree.all(node, path)
    return found[0] if found else None


def text_at(tree: Tree, node: Node, path: str) -> str | None:
    """The text of the first node at a path; None where there is no such node."""
    found = tree.all(node, path)
    return tree.text(found[0]) if found else None


def kind_of_root(tag: object) -> str | None:
    """The dataset kind of an XML root such as ``{…/Process}processDataSet``, or None."""
    namespace, _, name = str(tag).rpartition("}")
    row = types().get(name)
    return row["kind"] if row is not None and namespace.lstrip("{") == row["namespace"] else None


@cache
def _tags(kind: str, path: str) -> tuple[str, ...]:
    own = type_of(kind)["namespace"]
    steps = (step.rpartition(":") for step in path.split("/"))
    return tuple(f"{{{COMMON if prefix == 'common' else own}}}{name}" for prefix, _, name in steps)


class XmlTree:
    """The view on an ILCD element tree."""

    def __init__(self, root: Any, kind: str, base: Place) -> None:
        self.root = root
        self.kind = kind
        self.base = base
        self._pointers: dict[Any, str] = {}
        self._path: Any = None

    def all(self, node: Any, path: str) -> list[Any]:
        """The elements at a path below an element."""
        found = [node]
        for tag in _tags(self.kind, path):
            found = [child for holder in found for child in holder.iterchildren(tag)]
        return found

    def attribute(self, node: Any, name: str) -> str | None:
        """An attribute's text; ``xml:lang`` by that name."""
        value: str | None = node.get(XML_LANG if name == "xml:lang" else name)
        return value

    def text(self, node: Any) -> str:
        """The element's own text, stripped."""
        return (node.text or "").strip()

    def name(self, node: Any) -> str:
        """The element's local name."""
        return str(node.tag).rpartition("}")[2]

    def pointer(self, node: Any) -> str:
        """The element path, with numbers among elements of one name."""
        if self._path is not None and node is not self.root:
            return f"/{self.name(self.root)}/{_SPACE.sub('', self._path(node))}"
        known = self._pointers.get(node)
        if known is None:
            parent = node.getparent()
            if parent is None:
                known = self._pointers[node] = "/" + self.name(node)
            else:
                self._number(parent)
                known = self._pointers.get(node, self.pointer(parent))
        return known

    def _number(self, parent: Any) -> None:
        """Pointers of all children of an element, in one pass."""
        head = self.pointer(parent)
        children = [child for child in parent if isinstance(child.tag, str)]
        total: dict[str, int] = {}
        for child in children:
            total[child.tag] = total.get(child.tag, 0) + 1
        seen: dict[str, int] = {}
        for child in children:
            tag = child.tag
            seen[tag] = seen.get(tag, 0) + 1
            mark = f"[{seen[tag]}]" if total[tag] > 1 else ""
            self._pointers[child] = f"{head}/{tag.rpartition('}')[2]}{mark}"

    def line(self, node: Any) -> int | None:
        """The line of the start tag."""
        line: int | None = node.sourceline
        return line

    def place(self, node: Any, attribute: str = "") -> Place:
        """Element path and line."""
        tail = f"/@{attribute}" if attribute else ""
        return Place(self.base.file, self.base.member, self.pointer(node) + tail, node.sourceline)

    def references(self) -> list[Any]:
        """Elements with ``refObjectId``, or with ``uri`` and ``type``."""
        found: list[Any] = _REFERENCES(self.root)
        if len(found) <= FEW:
            self._path = self.root.getroottree().getelementpath
        return found

    def texts(self) -> list[tuple[Any, str, str]]:
        """Elements with ``xml:lang``."""
        return [(node, node.get(XML_LANG), node.text or "") for node in _TEXTS(self.root)]

    def languages(self) -> list[str]:
        """Every ``xml:lang``."""
        found: list[str] = _LANGUAGES(self.root)
        return found

    def leaves(self) -> int:
        """Attributes, non-blank texts, empty elements, comments and processing instructions."""
        return int(_LEAVES(self.root))

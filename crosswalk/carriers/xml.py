"""XML bytes to lxml elements and back, with one hardened parser; and the engine's view of elements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from lxml import etree

from crosswalk.carriers.limits import DEFAULT_LIMITS, Limits
from crosswalk.core.errors import LimitExceeded, SyntaxBroken
from crosswalk.core.places import Place

XML = "http://www.w3.org/XML/1998/namespace"
XML_LANG = f"{{{XML}}}lang"
TEXT = "#text"


def parse(data: bytes, file: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Any:
    """The document tree of XML bytes.

    Raises SyntaxBroken for what is not well-formed (XW-I101) or declares a DTD or entities (XW-I102),
    LimitExceeded for size (XW-I107) and depth (XW-I103). Nothing is fetched and no entity is expanded.
    """
    if len(data) > limits.max_member_bytes:
        raise LimitExceeded("XW-I107", Place(file=file), limit=limits.max_member_bytes)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        strip_cdata=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        line, column = problem.position
        if "depth" in str(problem.msg):
            raise LimitExceeded("XW-I103", Place(file=file, line=line), limit=limits.max_depth) from None
        raise SyntaxBroken("XW-I101", Place(file=file, line=line, column=column), reason=problem.msg) from None
    except ValueError as problem:
        raise SyntaxBroken("XW-I101", Place(file=file), reason=str(problem)) from None
    document: Any = root.getroottree()
    if document.docinfo.doctype or document.docinfo.internalDTD is not None:
        raise SyntaxBroken("XW-I102", Place(file=file, line=1))
    return document


def serialise(document: Any) -> bytes:
    """UTF-8 bytes of a document with its declaration, comments and processing instructions."""
    data: bytes = etree.tostring(document, encoding="UTF-8", xml_declaration=True)
    return data if data.endswith(b"\n") else data + b"\n"


def canonical(document: Any) -> bytes:
    """Canonical XML 1.1 with comments: what two documents are compared by."""
    data: bytes = etree.tostring(document, method="c14n", with_comments=True)
    return data


def is_element(node: Any) -> bool:
    """Whether a node is an element, not a comment, processing instruction or attribute."""
    return not isinstance(node, str) and isinstance(node.tag, str)


class AttributeKey(str):
    """An attribute's name in lxml's notation, told apart from an element's by its type."""

    __slots__ = ()


def _solid(text: str | None) -> bool:
    return text is not None and bool(text) and not text.isspace()


def _pieces(node: Any) -> list[str] | None:
    """The non-blank texts of an element around its comments; None where it has child elements."""
    if any(isinstance(child.tag, str) for child in node):
        return None
    return [text for text in (node.text, *(child.tail for child in node)) if _solid(text)]


@dataclass(frozen=True, eq=False)
class XmlSyntax:
    """Names of one XML vocabulary: prefixes used in tables and the namespaces they stand for.

    ``aliases`` are names that a file has in other namespaces, and the names of the vocabulary that they stand for.
    """

    namespaces: Mapping[str, str]
    keys: dict[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    places_first: bool = False
    """Whether the tree declares every namespace, so that a new element takes its prefixes from its place."""

    def within(self, root: Any) -> XmlSyntax:
        """For a tree that declares every namespace, a syntax whose new elements declare none."""
        return self._placing if set(filter(None, self.namespaces.values())) <= set(root.nsmap.values()) else self

    @cached_property
    def _placing(self) -> XmlSyntax:
        return replace(self, places_first=True)

    def key(self, name: str) -> str:
        """``baseName``, ``common:UUID``, ``@location``, ``@xml:lang`` or ``#text`` in lxml's notation."""
        found = self.keys.get(name)
        if found is None:
            found = self.keys[name] = self._spell(name)
        return found

    def _spell(self, name: str) -> str:
        if name == TEXT:
            return TEXT
        attribute = name.startswith("@")
        prefix, _, local = name.removeprefix("@").rpartition(":")
        bare = attribute and not prefix
        namespace = XML if prefix == "xml" else "" if bare else self.namespaces[prefix]
        spelled = f"{{{namespace}}}{local}" if namespace else local
        return AttributeKey(spelled) if attribute else spelled

    def label(self, key: Any) -> str:
        """The local name of a key."""
        return str(key).rpartition("}")[2]

    def is_attribute(self, name: str) -> bool:
        """Attributes and an element's own text are looked up apart from child elements."""
        return name.startswith("@") or name == TEXT

    def is_language(self, key: Any) -> bool:
        """Whether a part is ``xml:lang``."""
        return bool(key == XML_LANG)

    def match(self, node: Any, step: Any) -> Iterator[tuple[Any, Any, Any]]:
        """Attributes, own text, then children, each with its step."""
        attributes, aliases = step.attributes, self.aliases
        for name, value in node.items():
            known = aliases.get(name, name)
            yield attributes.get(known), known, value
        text = node.text
        if text is not None and not text.isspace() and text:
            yield attributes.get(TEXT), TEXT, text
        elements = step.elements
        for child in node:
            tag = child.tag
            tag = aliases.get(tag, tag)
            yield elements.get(tag), tag, child
            tail = child.tail
            if tail is not None and not tail.isspace():
                yield None, "#tail", tail

    def scalar(self, node: Any) -> str | None:
        """The stripped text; None for an element with child elements, or with parts but not one text."""
        if isinstance(node, str):
            return node
        if len(node):
            pieces = _pieces(node)
            return pieces[0].strip() if pieces is not None and len(pieces) == 1 else None
        return self.scalar_and_spare(node)[0]

    def scalar_and_spare(self, node: Any) -> tuple[str | None, bool]:
        """The stripped text, and whether there are attributes or comments beside it."""
        if isinstance(node, str):
            return node, False
        if len(node):
            return self.scalar(node), True
        text, attributes = node.text, bool(node.attrib)
        if text is None or text.isspace():
            return None if attributes else "", False
        return text.strip(), attributes

    def has_spare(self, node: Any) -> bool:
        """More than one attribute, an attribute that is no language, or comments."""
        attributes = node.attrib
        return len(node) > 0 or len(attributes) > 1 or (len(attributes) == 1 and XML_LANG not in attributes)

    def extras(self, node: Any) -> Iterable[tuple[Any, Any]]:
        """Attributes and comments of a scalar element."""
        if isinstance(node, str):
            return ()
        if not len(node):
            return node.attrib.items() if node.attrib else ()
        return [*node.attrib.items(), *((child.tag, child) for child in node)]

    def pair(self, node: Any) -> tuple[str | None, str, int] | None:
        """``xml:lang`` and the text with its own white space; comments inside part it into several leaves."""
        if isinstance(node, str):
            return None
        language = node.get(XML_LANG)
        text, leaves = node.text, 0 if language is None else 1
        if len(node):
            pieces = _pieces(node)
            return None if pieces is None else (language, "".join(pieces), leaves + len(pieces))
        if _solid(text):
            return language, text, leaves + 1
        return language, "", leaves or (0 if node.attrib else 1)

    def is_empty(self, node: Any) -> bool:
        """An element without attributes, children or non-blank text."""
        if isinstance(node, str):
            return not node
        return not node.attrib and not len(node) and not _solid(node.text)

    def count(self, node: Any) -> int:
        """Leaves: attributes, non-blank texts, comments, processing instructions, empty elements."""
        if isinstance(node, str):
            return 1
        if not isinstance(node.tag, str):
            return 1
        total = 0
        for element in node.iter():
            if isinstance(element.tag, str):
                own, text = len(element.attrib), element.text
                if text and not text.isspace():
                    own += 1
                total += own or (0 if len(element) else 1)
            else:
                total += 1
            tail = element.tail
            if tail and not tail.isspace() and element is not node:
                total += 1
        return total

    def leaves(self, root: Any) -> Iterator[tuple[str, str]]:
        """Pointer and text of every leaf of an element."""
        known: dict[Any, Any] = {}
        for element in root.iter():
            path = self._path(element, known)
            if not isinstance(element.tag, str):
                yield path, element.text or ""
            else:
                for name, value in element.attrib.items():
                    yield f"{path}/@{self.label(name)}", value
                if _solid(element.text):
                    yield path, element.text.strip()
                elif not element.attrib and not len(element):
                    yield path, ""
            if element is not root and _solid(element.tail):
                yield f"{path}/#tail", element.tail.strip()

    def _path(self, element: Any, known: dict[Any, Any]) -> str:
        """The path of an element; ``known`` remembers each parent's path and the names of its children."""
        parent = element.getparent()
        if parent is None:
            return f"/{self.label(element.tag)}"
        found = known.get(parent)
        if found is None or element not in found[1]:
            found = known[parent] = (self._path(parent, known), self._segments(parent))
        return f"{found[0]}/{found[1][element]}"

    def _segments(self, parent: Any) -> dict[Any, str]:
        """The path step of each child, numbered where several have one name: one look for all of them."""
        counts = Counter(child.tag for child in parent)
        seen: Counter[Any] = Counter()
        segments: dict[Any, str] = {}
        for child in parent:
            tag = child.tag
            if not isinstance(tag, str):
                segments[child] = "comment()" if tag is etree.Comment else "processing-instruction()"
                continue
            seen[tag] += 1
            segments[child] = f"{self.label(tag)}[{seen[tag]}]" if counts[tag] > 1 else self.label(tag)
        return segments

    def owners(self, root: Any) -> dict[Any, Any]:
        """Nothing yet: every node knows its own place; what ``place`` finds out on the way is remembered here."""
        return {}

    def place(self, owners: Any, parent: Any, key: Any, node: Any) -> Place:
        """Element path and line; an attribute is ``…/@name`` of its element."""
        if isinstance(node, str):
            if parent is None:
                return Place(pointer="/")
            tail = "" if key == TEXT else f"/@{self.label(key)}" if key != "#tail" else "/#tail"
            return Place(pointer=self._path(parent, owners) + tail, line=parent.sourceline)
        return Place(pointer=self._path(node, owners), line=node.sourceline)

    def detached(self, key: Any) -> Any:
        """A new element of the key's name."""
        if self.places_first:
            return etree.Element(key)
        prefixes: Any = {prefix or None: uri for prefix, uri in self.namespaces.items() if uri}
        return etree.Element(key, nsmap=prefixes)

    def insert(self, parent: Any, key: Any, child: Any, order: Mapping[Any, int], many: bool = False) -> None:
        """Put an element after its last sibling of equal or earlier row, laid out like its siblings."""
        mine, spot = order.get(key, len(order)), 0
        for behind, sibling in enumerate(reversed(parent)):
            if order.get(self._known(sibling), mine + 1) <= mine:
                spot = len(parent) - behind
                break
        if spot == 0 and len(parent) and not any(self._known(sibling) in order for sibling in parent):
            spot = len(parent)
        self._lay_out(parent, child, spot)
        parent.insert(spot, child)
        if not self.places_first:
            etree.cleanup_namespaces(child, keep_ns_prefixes=[])

    def _known(self, node: Any) -> Any:
        """The name of the vocabulary that an element bears, or stands for."""
        return self.aliases.get(node.tag, node.tag)

    def _borne(self, parent: Any, key: Any) -> Any:
        """The name that an attribute of the vocabulary has in the file."""
        if key in parent.attrib:
            return key
        return next((name for name in parent.attrib if self.aliases.get(name) == key), key)

    def settle(self, parent: Any, key: Any, spot: int) -> None:
        """Move the last element of a name to a position among its like; line breaks stay where they are."""
        alike = [child for child in parent if self._known(child) == key]
        anchor, moved = alike[spot], alike[-1]
        before = moved.getprevious()
        if before is not None and not _solid(before.tail):
            before.tail, moved.tail = moved.tail, before.tail
        anchor.addprevious(moved)

    def _lay_out(self, parent: Any, child: Any, spot: int) -> None:
        """Give a new child the line breaks of the siblings around it."""
        if not len(parent):
            return
        if spot == 0:
            child.tail = parent.text if not _solid(parent.text) else None
        else:
            before = parent[spot - 1]
            if not _solid(before.tail):
                child.tail = before.tail
                if spot == len(parent) and not _solid(parent.text):
                    before.tail = parent.text

    def add_scalar(self, parent: Any, key: Any, text: str, order: Mapping[Any, int], many: bool = False) -> Any:
        """A new attribute, own text or text element."""
        if key == TEXT:
            parent.text = str(text)
            return parent.text
        if isinstance(key, AttributeKey):
            parent.set(key, str(text))
            return str(text)
        child = self.detached(key)
        child.text = str(text)
        self.insert(parent, key, child, order)
        return child

    def set_scalar(self, parent: Any, key: Any, child: Any, text: str) -> Any:
        """Replace the text; comments inside go, attributes stay."""
        if isinstance(child, str):
            if key == TEXT:
                parent.text = str(text)
            else:
                parent.set(self._borne(parent, key), str(text))
            return str(text)
        self._clear_text(child)
        child.text = str(text)
        return child

    def _clear_text(self, child: Any) -> None:
        for inner in list(child):
            child.remove(inner)

    def add_pair(self, parent: Any, key: Any, language: str | None, text: str, order: Mapping[Any, int]) -> Any:
        """A new text element with its language."""
        child = self.detached(key)
        if language is not None:
            child.set(XML_LANG, language)
        child.text = text or None
        self.insert(parent, key, child, order)
        return child

    def set_pair(self, parent: Any, key: Any, child: Any, language: str | None, text: str) -> Any:
        """Replace language and text."""
        self._clear_text(child)
        if language is None:
            child.attrib.pop(XML_LANG, None)
        elif child.get(XML_LANG) != language:
            child.set(XML_LANG, language)
        child.text = text or None
        return child

    def remove(self, parent: Any, key: Any, child: Any) -> None:
        """Take out an element or attribute; text that followed it stays."""
        if isinstance(child, str):
            if key == TEXT:
                parent.text = None
            else:
                parent.attrib.pop(self._borne(parent, key), None)
            return
        tail, before = child.tail, child.getprevious()
        last = child.getnext() is None
        parent.remove(child)
        if _solid(tail) or (last and tail is not None):
            if before is None:
                parent.text = (parent.text or "") + tail if _solid(tail) else (None if not len(parent) else parent.text)
            else:
                before.tail = (before.tail or "") + tail if _solid(tail) else tail

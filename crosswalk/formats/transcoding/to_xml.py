"""JSON in the manner of TIDAS as an XML tree, in the order of the target's rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from crosswalk.carriers.json import JsonSyntax
from crosswalk.carriers.xml import XML, XML_LANG, AttributeKey, XmlSyntax
from crosswalk.core.text import first_illegal
from crosswalk.formats.spec import BadValue
from crosswalk.formats.steps import Rest
from crosswalk.formats.transcoding.plan import IDENTITY, Link, Plan, Transcript

EXTENSION = "common:other"
"""The element that may hold anything of other namespaces (ILCD 1.1, xs:any)."""
LAST = 1_000_000


def to_xml(
    value: dict[str, Any], plan: Plan, syntax: JsonSyntax, target: XmlSyntax, root: Any, layout: frozenset[str]
) -> Transcript:
    """Fill an empty XML root from plain objects, and give the account.

    ``root`` is a new element with the format's own marks. What the plan does not know is not written,
    except extensions (``common:other``) and attributes of namespaces that the document declares. ``layout``
    names the root's members that say how to read the file.
    """
    walk = _Walk(syntax, target)
    walk.done.root = root
    walk.declare(value)
    marks = [name for name in value if name in layout and name not in plan.elements]
    walk.done.layout = len(marks)
    walk.struct({name: part for name, part in value.items() if name not in marks} if marks else value, plan, root)
    return walk.done


def extension_element(value: Any, syntax: JsonSyntax, target: XmlSyntax, spaces: dict[str, str]) -> Any:
    """An extension as an XML element; None where a prefix in it stands for nothing."""
    walk = _Walk(syntax, target)
    walk.spaces = {**spaces, **walk.spaces}
    return walk.extension(value, EXTENSION)


class _Walk:
    """One pass over one document."""

    __slots__ = ("done", "spaces", "syntax", "target")

    def __init__(self, syntax: JsonSyntax, target: XmlSyntax) -> None:
        self.syntax = syntax
        self.target = target
        self.done = Transcript(None)
        self.spaces = {prefix: uri for prefix, uri in target.namespaces.items() if prefix}

    def declare(self, value: dict[str, Any]) -> None:
        """Take up the namespace declarations of an object; those of the format itself stay as they are."""
        for name, uri in value.items():
            if name.startswith("@xmlns:") and isinstance(uri, str):
                self.spaces.setdefault(name[7:], uri)

    def struct(self, value: dict[str, Any], plan: Plan, node: Any) -> None:
        """Attributes and texts at once, child elements in the order of the target's rows."""
        links = plan.elements
        later: list[tuple[int, Link | None, str, Any]] = []
        ordered, last = True, -1
        for name, part in value.items():
            link = links.get(name)
            if link is None:
                if name == EXTENSION:
                    later.extend((LAST, None, name, item) for item in _items(part))
                    last = LAST
                else:
                    self._unknown(value, name, part, node)
                continue
            if isinstance(link.name, AttributeKey) or link.name == "#text":
                self._attribute(value, name, part, link, node)
                continue
            ordered = ordered and link.order >= last
            last = link.order
            if type(part) is list:
                if not part:
                    self._lose(value, name, part, "empty")
                later.extend((link.order, link, name, item) for item in part)
            else:
                later.append((link.order, link, name, part))
        if not ordered:
            later.sort(key=_order)
        seen: set[int] = set()
        for _, link, name, part in later:
            if link is None:
                self._extension(value, name, part, node)
            else:
                self._child(value, name, part, link, node, id(link) in seen)
                seen.add(id(link))

    def _attribute(self, value: Any, name: str, part: Any, link: Link, node: Any) -> None:
        if isinstance(part, list) and len(part) == 1:
            part = part[0]
        text = self.syntax.scalar(part)
        if text is None or isinstance(part, dict):
            self._lose(value, name, part, "structured" if part else "empty")
            return
        text = self._said(value, name, part, text, link)
        if link.name == "#text":
            node.text = self._legal(text)
        else:
            node.set(link.name, self._legal(text))

    def _child(self, value: Any, name: str, part: Any, link: Link, node: Any, again: bool) -> None:
        for key in link.wrap:
            around = node.find(key)
            node = etree.SubElement(node, key) if around is None else around
        if link.texts:
            self._words(value, name, part, link, node)
        elif link.scalar:
            self._scalar(value, name, part, link, node, again)
        elif link.name is None and isinstance(part, dict):
            assert link.below is not None
            self.struct(part, link.below, node)
        elif isinstance(part, dict) and part:
            assert link.below is not None
            made = etree.SubElement(node, link.name)
            self.struct(part, link.below, made)
            if not made.attrib and not len(made) and not made.text:  # all that it held was lost
                node.remove(made)
        elif isinstance(part, str) and part and link.below is not None and "#text" in link.below.elements:
            self.struct({"#text": part}, link.below, etree.SubElement(node, link.name))
        else:
            self._lose(value, name, part, "structured" if part else "empty")

    def _words(self, value: Any, name: str, part: Any, link: Link, node: Any) -> None:
        pair = self.syntax.pair(part)
        if pair is None:
            self._lose(value, name, part, "structured" if part else "empty")
            return
        language, text, leaves = pair
        made = etree.SubElement(node, link.name)
        if language is not None:
            made.set(XML_LANG, self._legal(language))
        if text:
            made.text = self._legal(text)
        self.done.taken += leaves
        solid = bool(text) and not text.isspace()
        self.done.written += (language is not None) + solid or 1
        self._beside(part, made, {self.syntax.language, self.syntax.text})

    def _scalar(self, value: Any, name: str, part: Any, link: Link, node: Any, again: bool) -> None:
        text = self.syntax.scalar(part)
        if text is None:
            self._lose(value, name, part, "structured" if part else "empty")
            return
        made = etree.SubElement(node, link.name)
        if again and not link.many:
            self._keep(value, name, part, "duplicate")
        else:
            text = self._said(value, name, part, text, link)
        made.text = self._legal(text) or None
        self._beside(part, made, {self.syntax.text})

    def _beside(self, part: Any, made: Any, known: set[str]) -> None:
        """Members beside a text: attributes of other namespaces are written, the rest is not."""
        if isinstance(part, dict) and len(part) > len(known & part.keys()):
            for name, extra in part.items():
                if name not in known:
                    self._unknown(part, name, extra, made)

    def _said(self, value: Any, name: str, part: Any, text: str, link: Link) -> str:
        if link.decode is not None:
            try:
                link.decode(text)
            except ValueError as problem:
                code = problem.code if isinstance(problem, BadValue) else None
                params = problem.params if isinstance(problem, BadValue) else {}
                pointer = link.model.replace(".", "/")
                self.done.kept.append(Rest(value, name, part, 1, "malformed", pointer, code, params))
                self.done.kept_written += 1
                return str(text)
        self.done.taken += 1
        self.done.written += 1
        if link.model in IDENTITY:
            self.done.identity[link.model] = str(text)
        return str(text)

    def _legal(self, text: str) -> str:
        """The text without characters that XML cannot hold; each one is listed."""
        while (character := first_illegal(text)) is not None:
            self.done.illegal.append((text[:60], character))
            text = text.replace(character, "")
        return text

    # --- what no row knows ----------------------------------------------------------------------

    def _keep(self, value: Any, name: str, part: Any, reason: str) -> None:
        self.done.kept.append(Rest(value, name, part, 1, reason))
        self.done.kept_written += 1

    def _lose(self, value: Any, name: str, part: Any, reason: str) -> None:
        self.done.lost.append(Rest(value, name, part, self.syntax.count(part), reason))

    def _unknown(self, value: Any, name: str, part: Any, node: Any) -> None:
        if name == "@xmlns" or name.startswith("@xmlns:"):
            self.done.layout += 1
            return
        key = self._key(name[1:], attribute=True) if name.startswith("@") and ":" in name else None
        if key is None or not isinstance(part, str):
            self._lose(value, name, part, "unknown")
        else:
            node.set(key, self._legal(part))
            self._keep(value, name, part, "unknown")

    def _extension(self, value: Any, name: str, part: Any, node: Any) -> None:
        made = self.extension(part, name)
        if made is None:
            self._lose(value, name, part, "unknown")
            return
        node.append(made)
        self.done.kept.append(Rest(value, name, part, self.syntax.count(part), "unknown"))
        self.done.kept_written += self.target.count(made)

    def extension(self, part: Any, name: str) -> Any:
        """An element of any name; None where a prefix in it stands for nothing."""
        if isinstance(part, dict):
            self.declare(part)
        key = self._key(name)
        if key is None or part is None or isinstance(part, list):
            return None
        made = etree.Element(key, nsmap=_spaces(self.spaces, key))
        if not isinstance(part, dict):
            made.text = self._legal(str(self.syntax.scalar(part) or "")) or None
            return made
        for inner, item in part.items():
            if inner.startswith("@xmlns"):
                continue
            if inner.startswith("@"):
                attribute = self._key(inner[1:], attribute=True)
                if attribute is None or not isinstance(item, str):
                    return None
                made.set(attribute, self._legal(item))
            elif inner == self.syntax.text:
                made.text = self._legal(str(self.syntax.scalar(item) or "")) or None
            else:
                for one in _items(item):
                    child = self.extension(one, inner)
                    if child is None:
                        return None
                    made.append(child)
        return made

    def _key(self, name: str, *, attribute: bool = False) -> str | None:
        prefix, _, local = name.rpartition(":")
        if not prefix:
            return local if attribute else f"{{{self.target.namespaces['']}}}{local}"
        if prefix == "xml":
            return f"{{{XML}}}{local}"
        uri = self.spaces.get(prefix)
        return None if uri is None else f"{{{uri}}}{local}"


def _items(part: Any) -> Iterator[Any]:
    if isinstance(part, list):
        yield from part
    else:
        yield part


def _order(entry: tuple[int, Link | None, str, Any]) -> int:
    return entry[0]


def _spaces(spaces: dict[str, str], key: str) -> dict[str, str]:
    """The one prefix that an element's own namespace has in the document."""
    uri = key.rpartition("}")[0][1:]
    return {prefix: space for prefix, space in spaces.items() if space == uri}

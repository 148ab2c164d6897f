"""An XML tree as JSON in the manner of TIDAS: ``@`` attributes, ``#text``, prefixes in member names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crosswalk.carriers.json import JsonSyntax
from crosswalk.carriers.xml import XML, XML_LANG, XmlSyntax
from crosswalk.formats.spec import BadValue
from crosswalk.formats.steps import Rest
from crosswalk.formats.transcoding.plan import IDENTITY, Link, Plan, Transcript


def to_json(root: Any, plan: Plan, syntax: XmlSyntax, target: JsonSyntax, layout: frozenset[str]) -> Transcript:
    """The content of an XML document as plain objects, and the account.

    ``layout`` names the root's attributes that say how to read the file; they and the namespace marks are
    the caller's to write. Namespaces beyond those of ``syntax`` are listed in the transcript's identity
    under ``@xmlns:prefix``.
    """
    walk = _Walk(syntax, target)
    walk.root(root, plan, layout)
    walk.done.kept_written = sum(walk.kept_written)
    return walk.done


def _solid(text: str | None) -> bool:
    return text is not None and bool(text) and not text.isspace()


def _inside(out: dict[str, Any], around: tuple[str, ...]) -> dict[str, Any]:
    """The object that stands around a part on this side only."""
    for name in around:
        out = out.setdefault(name, {})
    return out


class _Walk:
    """One pass over one document."""

    __slots__ = ("arrays", "done", "kept_written", "prefixes", "syntax", "target")

    def __init__(self, syntax: XmlSyntax, target: JsonSyntax) -> None:
        self.syntax = syntax
        self.target = target
        self.arrays = target.arrays
        self.done = Transcript({}, shaped=False)
        self.kept_written: list[int] = []
        self.prefixes = {uri: prefix for prefix, uri in syntax.namespaces.items()} | {XML: "xml"}

    def root(self, root: Any, plan: Plan, layout: frozenset[str]) -> None:
        """The document element: its layout attributes apart, then its content."""
        out = self.done.root
        for name, value in root.attrib.items():
            if name in layout:
                self.done.layout += 1
            else:
                self._attribute(root, name, value, plan, out)
        self._content(root, plan, out)

    def _struct(self, node: Any, plan: Plan) -> dict[str, Any]:
        out: dict[str, Any] = {}
        done, attributes = self.done, plan.attributes
        for name, value in node.attrib.items():
            link = attributes.get(name)
            if link is not None and link.decode is None:
                out[link.name] = value
                done.taken += 1
                done.written += 1
            else:
                self._attribute(node, name, value, plan, out)
        self._content(node, plan, out)
        return out

    def _attribute(self, node: Any, name: str, value: str, plan: Plan, out: dict[str, Any]) -> None:
        link = plan.attributes.get(name)
        if link is None:
            out["@" + self._qualified(node, name, attribute=True)] = value
            self._keep(node, name, value, "unknown")
        else:
            out[link.name] = self._said(node, name, value, value, link)

    def _content(self, node: Any, plan: Plan, out: dict[str, Any]) -> None:
        done, elements = self.done, plan.elements
        text = node.text
        if text is not None and text and not text.isspace():
            self._own_text(node, text, plan, out)
        for child in node:
            tag = child.tag
            tail = child.tail
            if tail is not None and not tail.isspace() and tail:
                done.lost.append(Rest(node, "#tail", tail, 1, "unknown"))
            link = elements.get(tag)
            if link is None:
                self._unknown(node, tag, child, out)
                continue
            name = link.name
            if link.texts:
                value = self._words(node, tag, child)
            elif link.scalar:
                value = self._scalar(node, tag, child, link, name in out)
            elif name is None:
                assert link.below is not None
                self._flatten(node, tag, child, link.below, out)
                continue
            else:
                assert link.below is not None
                if not child.attrib and not len(child) and not _solid(child.text):
                    value = {}
                    self._keep(node, tag, child, "empty")
                else:
                    value = self._struct(child, link.below)
                    if not value:  # comments only: nothing is left of it here but an empty object
                        self.kept_written.append(1)
            self._add(_inside(out, link.wrap) if link.wrap else out, name, value)

    def _flatten(self, node: Any, tag: str, child: Any, plan: Plan, out: dict[str, Any]) -> None:
        """The parts of an element that the other side does not have stand where the element stood."""
        if not len(child):
            self._add(out, self._qualified(child, tag), self._whole(node, tag, child, "structured"))
            return
        self.done.lost.extend(Rest(child, name, value, 1, "unknown") for name, value in child.attrib.items())
        self._content(child, plan, out)

    def _add(self, out: dict[str, Any], name: str, value: Any) -> None:
        current = out.get(name)
        if current is None:
            out[name] = [value] if name in self.arrays else value
        elif type(current) is list:
            current.append(value)
        else:
            out[name] = [current, value]

    def _own_text(self, node: Any, text: str, plan: Plan, out: dict[str, Any]) -> None:
        link = plan.attributes.get("#text")
        if link is None:
            out["#text"] = text.strip()
            self._keep(node, "#text", text, "unknown")
        else:
            out["#text"] = self._said(node, "#text", text, text, link)

    def _words(self, node: Any, tag: str, child: Any) -> Any:
        """A text with its language: one object, or a bare string where no language is told."""
        attributes = child.attrib
        if len(child) or len(attributes) > 1 or (attributes and XML_LANG not in attributes):
            return self._odd_words(node, tag, child)
        language, text = child.get(XML_LANG), child.text
        if not text or text.isspace():
            self.done.taken += 1
            self.done.written += 1
            return "" if language is None else {"@xml:lang": language}
        leaves = 1 if language is None else 2
        self.done.taken += leaves
        self.done.written += leaves
        return text if language is None else {"@xml:lang": language, "#text": text}

    def _odd_words(self, node: Any, tag: str, child: Any) -> Any:
        pair = self.syntax.pair(child)
        if pair is None:
            return self._whole(node, tag, child, "structured")
        language, text, leaves = pair
        value: dict[str, Any] = {}
        if language is not None:
            value["@xml:lang"] = language
        if text:
            value["#text"] = text
        self.done.taken += leaves
        for key, extra in self.syntax.extras(child):
            if not self.syntax.is_language(key):
                self._extra(child, key, extra, value)
        if language is None and not text:
            value["#text"] = ""
        self.done.written += (language is not None) + ("#text" in value)
        return value

    def _extra(self, node: Any, key: Any, extra: Any, value: dict[str, Any]) -> None:
        """An attribute that no row knows, or a comment, beside a text."""
        if isinstance(key, str):
            value["@" + self._qualified(node, key, attribute=True)] = extra
            self._keep(node, key, extra, "unknown")
        else:
            self.done.lost.append(Rest(node, key, extra, 1, "comment"))

    def _scalar(self, node: Any, tag: str, child: Any, link: Link, again: bool) -> Any:
        text, spare = self.syntax.scalar_and_spare(child)
        if text is None:
            return self._whole(node, tag, child, "structured")
        if again and not link.many:
            return self._whole(node, tag, child, "duplicate")
        value = self._said(node, tag, child, text, link)
        if not spare:
            return value
        holder = {"#text": str(value)}  # beside attributes a number or truth value is a text
        for key, extra in self.syntax.extras(child):
            self._extra(child, key, extra, holder)
        return holder if len(holder) > 1 else value

    def _said(self, node: Any, key: Any, part: Any, text: str, link: Link) -> Any:
        """The value of a scalar, spelled as the other carrier spells it; what cannot be read stays as it is."""
        if link.decode is not None:
            try:
                value = link.decode(text)
            except ValueError as problem:
                code = problem.code if isinstance(problem, BadValue) else None
                params = problem.params if isinstance(problem, BadValue) else {}
                self.done.kept.append(Rest(node, key, part, 1, "malformed", link.model.replace(".", "/"), code, params))
                self.kept_written.append(1)
                return text
            if link.encode is not None:
                text = link.encode(value)
        self.done.taken += 1
        self.done.written += 1
        if link.model in IDENTITY:
            self.done.identity[link.model] = str(text)
        return text

    # --- what no row knows ----------------------------------------------------------------------

    def _keep(self, node: Any, key: Any, part: Any, reason: str) -> None:
        self.done.kept.append(Rest(node, key, part, 1, reason))
        self.kept_written.append(1)

    def _unknown(self, node: Any, tag: Any, child: Any, out: dict[str, Any]) -> None:
        if not isinstance(tag, str):
            self.done.lost.append(Rest(node, tag, child, 1, "comment"))
        else:
            self._add(out, self._qualified(child, tag), self._whole(node, tag, child, "unknown"))

    def _whole(self, node: Any, tag: Any, child: Any, reason: str) -> Any:
        """A subtree that no row reads, as it stands."""
        value, lost = self._generic(child)
        leaves = self.syntax.count(child)
        self.done.kept.append(Rest(node, tag, child, leaves - lost, reason))
        self.kept_written.append(self.target.count(value))
        if lost:
            self.done.lost.append(Rest(node, tag, child, lost, "comment"))
        return value

    def _generic(self, node: Any) -> tuple[Any, int]:
        """Objects of a subtree, and how many of its leaves (comments, texts between elements) they lack."""
        out: dict[str, Any] = {}
        lost = 0
        for name, value in node.attrib.items():
            out["@" + self._qualified(node, name, attribute=True)] = value
        for child in node:
            lost += _solid(child.tail)
            if isinstance(child.tag, str):
                value, less = self._generic(child)
                lost += less
                self._add(out, self._qualified(child, child.tag), value)
            else:
                lost += 1
        if _solid(node.text):
            if not out:
                return node.text.strip(), lost
            out["#text"] = node.text.strip()
        return out or ({} if lost else ""), lost

    def _qualified(self, node: Any, name: str, *, attribute: bool = False) -> str:
        """``prefix:local``, with the prefix that the file uses for a namespace we do not know."""
        namespace, _, local = name.rpartition("}")
        if not namespace:
            return local
        uri = namespace[1:]
        prefix = self.prefixes.get(uri)
        if prefix is None:
            prefix = self.prefixes[uri] = self._free_prefix(node.nsmap, uri)
            self.done.identity[f"@xmlns:{prefix}"] = uri
        return f"{prefix}:{local}" if prefix else local

    def _free_prefix(self, spaces: Mapping[str | None, str], uri: str) -> str:
        taken = set(self.prefixes.values())
        for prefix, space in spaces.items():
            if space == uri and prefix and prefix not in taken:
                return prefix
        return next(name for number in range(1, 1000) if (name := f"ns{number}") not in taken)

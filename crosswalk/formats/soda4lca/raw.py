"""Items of ``anies`` that a server left as a string of XML: seen as the JSON item that they stand for.

What is not changed is written back as the string that it was.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from crosswalk.carriers import xml
from crosswalk.carriers.text import narrowed
from crosswalk.core.errors import CrosswalkError
from crosswalk.formats.soda4lca.syntax import ANIES, PARTS

_VALUES = ("subType", "publicationDateOfEPD", "expirationDateOfEPD")
_TEXTS = ("shortDescription", "subReference", "description", "name", "comment")


class RawItem(dict[str, Any]):
    """An item made of a string of XML, which it remembers."""

    source: str
    before: dict[str, Any]


def may_hold(data: bytes) -> bool:
    """Whether a document can hold a string of XML at all: most have not one opening bracket, written out or escaped."""
    return b"<" in data or b"u003c" in narrowed(data).lower()


def loosened(tree: Any) -> Any:
    """The tree, in which strings of XML that are known elements of the extension became items; changed in place."""
    for node in _objects(tree):
        items = node.get(ANIES)
        if isinstance(items, list):
            node[ANIES] = [_item(item) if isinstance(item, str) else item for item in items]
    return tree


def restored(tree: Any) -> Any:
    """A copy of the tree with the strings that were not changed."""
    if isinstance(tree, RawItem) and tree.before == tree:
        return tree.source
    if isinstance(tree, dict):
        return {name: restored(value) for name, value in tree.items()}
    return [restored(value) for value in tree] if isinstance(tree, list) else tree


def raw_items(tree: Any) -> int:
    """How many items of a tree were strings of XML."""
    return sum(isinstance(node, RawItem) for node in _objects(tree))


def broken_items(tree: Any) -> list[str]:
    """The items that are strings still: XML that is cut off or unknown, or no XML."""
    return [item for node in _objects(tree) for item in node.get(ANIES) or () if isinstance(item, str)]


def _objects(tree: Any) -> list[dict[str, Any]]:
    """All objects of a tree."""
    found: list[dict[str, Any]] = []
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            found.append(node)
        parts = node.values() if isinstance(node, dict) else node
        stack.extend(part for part in parts if isinstance(part, (dict, list)))
    return found


def _item(text: str) -> Any:
    if not text.lstrip().startswith("<"):
        return text
    try:
        root = xml.parse(text.strip().encode("utf-8")).getroot()
    except CrosswalkError:
        return text
    shape = _shape(root)
    if shape is None or sorted(_said(root)) != sorted(_held(shape)):
        return text  # an item would say less than the element does
    made = RawItem(shape)
    made.source, made.before = text, copy.deepcopy(shape)
    return made


def _said(root: Any) -> Iterator[str]:
    """Everything that an element says: attributes, texts and comments."""
    for node in root.iter():
        yield from node.attrib.values()
        yield from filter(None, ((node.text or "").strip(), (node.tail or "").strip()))


def _held(item: dict[str, Any]) -> Iterator[str]:
    """Everything that an item says, but for the name that it has for its element's."""
    parts = [value for name, value in item.items() if name != "name" or not isinstance(value, str)]
    while parts:
        part = parts.pop()
        if isinstance(part, str):
            yield from filter(None, (part.strip(),))
        else:
            parts.extend(part.values() if isinstance(part, dict) else part)


def _shape(node: Any) -> dict[str, Any] | None:
    """The JSON item of an element; None for an element that the server has no item for."""
    name = _local(node.tag)
    value = {"value": node.text} if (node.text or "").strip() else {}
    if name == "amount":
        return {**_attributes(node), **value}
    if name in _VALUES:
        return {"name": name, **value}
    if name.startswith("referenceTo"):
        return {"name": name, "value": _members(node)}
    if name == "safetyMargins":
        found = _members(node)
        percent = found.pop("margins", [{}])[0].get("value")
        return None if percent is None else {"margins": percent, **found}
    if name == "scenarios":
        return {"scenario": [_members(child) for child in _children(node)]}
    if name == "contentDeclaration":
        return {PARTS: [{_local(child.tag): _members(child)} for child in _children(node)]}
    return None


def _members(node: Any) -> dict[str, Any]:
    """Attributes as members, child elements as lists, texts with their languages."""
    found: dict[str, Any] = _attributes(node)
    for child in _children(node):
        name = _local(child.tag)
        found.setdefault(name, []).append(_text(child) if name in _TEXTS else _members(child))
    if not len(node) and (node.text or "").strip():
        found["value"] = node.text
    return found


def _text(node: Any) -> dict[str, str]:
    language = node.get(xml.XML_LANG)
    return {"value": node.text or ""} | ({} if language is None else {"lang": language})


def _attributes(node: Any) -> dict[str, Any]:
    return {_local(key): value for key, value in node.attrib.items()}


def _children(node: Any) -> list[Any]:
    return [child for child in node if isinstance(child.tag, str)]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]

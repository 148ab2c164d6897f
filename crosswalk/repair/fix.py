"""One repair before it is made, and the edits on elements that repairs share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from crosswalk.carriers.xml import AttributeKey
from crosswalk.core.places import Place
from crosswalk.formats.ilcd.format import syntax_of


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair found: where, the text before and after (None: none), and how to make it."""

    element: Any
    before: str | None
    after: str | None
    apply: Callable[[], None]
    attribute: str | None = None


def place_of(fix: Fix, kind: str) -> Place:
    """Where a repair is made, as an element path and a line."""
    syntax = syntax_of(kind)
    if fix.attribute is None:
        return syntax.place({}, None, fix.element.tag, fix.element)
    return syntax.place({}, fix.element, AttributeKey(fix.attribute), fix.attribute)


def remove(kind: str, element: Any) -> None:
    """Take an element out; the layout around it stays."""
    parent = element.getparent()
    syntax_of(kind).remove(parent, element.tag, element)


def insert(kind: str, parent: Any, child: Any, order: Mapping[str, int]) -> None:
    """Put an element where the order of the schema has it, laid out like its siblings."""
    syntax_of(kind).insert(parent, child.tag, child, order)


def create(kind: str, parent: Any, tag: str, order: Mapping[str, int]) -> Any:
    """A new element in its place, with the prefix that the file uses for its namespace."""
    child = etree.SubElement(parent, tag)
    parent.remove(child)
    insert(kind, parent, child, order)
    return child


def rewrite(
    element: Any, attribute: str | None, before: str, after: str, first: Callable[[], None] | None = None
) -> Fix:
    """The repair that writes another text into an element or one of its attributes, after an edit elsewhere."""

    def write() -> None:
        if first is not None:
            first()
        if attribute is None:
            element.text = after
        else:
            element.set(attribute, after)

    return Fix(element, before, after, write, attribute)


def drop(kind: str, element: Any, attribute: str | None) -> None:
    """Take out an attribute, or an element."""
    if attribute is None:
        remove(kind, element)
    else:
        element.attrib.pop(attribute)


def text_of(element: Any) -> str:
    """The stripped text of an element, comments within it left out."""
    return "".join([element.text or "", *(child.tail or "" for child in element)]).strip()

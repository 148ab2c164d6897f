"""Extensions that were edited in JSON, brought to the XML source that a sidecar held."""

from __future__ import annotations

from typing import Any

from crosswalk.carriers.json import JsonSyntax
from crosswalk.carriers.xml import XmlSyntax
from crosswalk.formats.steps import Wrote
from crosswalk.formats.transcoding.likeness import alike
from crosswalk.formats.transcoding.plan import Plan
from crosswalk.formats.transcoding.to_xml import EXTENSION, extension_element


def graft(
    base: Any, image: dict[str, Any], edited: dict[str, Any], plan: Plan, syntax: XmlSyntax, carrier: JsonSyntax
) -> list[Wrote]:
    """Replace each extension of ``base`` that differs between its image in JSON and the edited document.

    ``plan`` leads from XML to JSON. Returns what was written. No row reads extensions, so put cannot do it.
    """
    wrote: list[Wrote] = []
    spaces = {name[7:]: uri for name, uri in edited.items() if name.startswith("@xmlns:")}
    _visit(base, image, edited, plan, (syntax, carrier, spaces, wrote))
    return wrote


def _visit(
    node: Any, image: Any, edited: Any, plan: Plan, tools: tuple[XmlSyntax, JsonSyntax, Any, list[Wrote]]
) -> None:
    if not (isinstance(image, dict) and isinstance(edited, dict)):
        return
    if not alike(image.get(EXTENSION), edited.get(EXTENSION)):
        _replace(node, edited.get(EXTENSION), tools)
    for tag, link in plan.elements.items():
        if link.below is None or link.name not in image:
            continue
        children = [child for child in node if child.tag == tag]
        before, after = _many(image[link.name]), _many(edited.get(link.name))
        if len(children) == len(before) == len(after):
            for child, one, other in zip(children, before, after, strict=True):
                _visit(child, one, other, link.below, tools)


def _replace(node: Any, value: Any, tools: tuple[XmlSyntax, JsonSyntax, Any, list[Wrote]]) -> None:
    syntax, carrier, spaces, wrote = tools
    key = syntax.key(EXTENSION)
    made = None if value is None else extension_element(value, carrier, syntax, spaces)
    old = node.find(key)
    if old is not None:
        made_tail = old.tail
        node.remove(old)
        if made is not None:
            made.tail = made_tail
    if made is not None:
        node.append(made)
        wrote.append(Wrote("", node, key, made, syntax.count(made), "changed", "extension"))


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]

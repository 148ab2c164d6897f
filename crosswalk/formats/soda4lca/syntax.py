"""The engine's view of the server's JSON: lists of extensions are seen as one member for each kind of item.

``other.anies`` holds items of many kinds. A table reaches those named ``subType`` as ``other/anies:subType``,
those without a name by the member that marks them (``anies:module``, ``anies:scenario``), and the parts of a
content declaration, which stand as one-member objects in a list, as ``parts:component``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crosswalk.carriers.json import JsonSyntax
from crosswalk.core.places import Place
from crosswalk.core.tables import table

ANIES = "anies"
PARTS = "componentsAndMaterialsAndSubstances"
NAME = "anies.name"
"""The name of an item, by which it was told apart: a mark of the format."""
UNNAMED = {"module": "module", "scenario": "scenario", "margins": "margins", PARTS: "content"}
"""The members by which items without a name are known, and their kind."""


def _version_names() -> dict[str, str]:
    rows = [row for row in table("epd/namespaces.csv") if row["prefix"] == "epd2"]
    rows.sort(key=lambda row: row["status"] != "official")
    return {f"epd2{spot or ''}:epd-version": f"{{{row['uri']}}}epd-version" for spot, row in enumerate(rows)}


VERSION_NAMES = _version_names()
"""The mark of the version in each namespace that it is found in, the official one first: its name holds slashes,
which paths cannot."""


def kind_of(item: Any) -> str:
    """The kind of an item of ``anies``; empty for one that is none of the known ones."""
    if not isinstance(item, dict):
        return ""
    name = item.get("name")
    if isinstance(name, str):
        return name
    if isinstance(item.get("scenario"), str) or not isinstance(item.get("value", ()), (dict, list, tuple)):
        return "module"  # a result, even where it names no module
    return next((kind for member, kind in UNNAMED.items() if member in item), "")


@dataclass(frozen=True)
class ServerSyntax(JsonSyntax):
    """JSON as soda4LCA writes it."""

    language: str = "lang"
    text: str = "value"
    lists: bool = True

    def key(self, name: str) -> str:
        """Path steps are member names, but for the few that hold a slash."""
        return VERSION_NAMES.get(name, name)

    def match(self, node: Any, step: Any) -> Iterator[tuple[Any, Any, Any]]:
        """Members in source order; items of ``anies`` and parts of a content declaration by their kind."""
        elements = step.elements
        named = "name" not in elements and elements.keys() == {self.text}
        for sub, key, child in super().match(node, step):
            if key == ANIES and (kind := kind_of(child)):
                yield elements.get(f"{ANIES}:{kind}"), f"{ANIES}:{kind}", child
            elif key == PARTS and isinstance(child, dict) and child:
                for name, part in child.items():
                    yield elements.get(f"parts:{name}"), f"parts:{name}", part
            else:
                yield sub, NAME if named and key == "name" else key, child

    def place(self, owners: Mapping[int, str], parent: Any, key: Any, node: Any) -> Place:
        """The JSON pointer, through the list that a kind of item stands in."""
        if str(key).startswith("parts:"):
            return Place(pointer=owners.get(id(node), owners.get(id(parent), "")))
        member = ANIES if str(key).startswith(f"{ANIES}:") else "name" if key == NAME else key
        return super().place(owners, parent, member, node)

    def insert(self, parent: Any, key: Any, child: Any, order: Mapping[Any, int], many: bool = False) -> None:
        """Add a member, or an item to the list that its kind stands in."""
        head, colon, kind = str(key).partition(":")
        if not colon or head not in (ANIES, "parts"):
            super().insert(parent, key, child, order, many)
        elif head == "parts":
            parent.setdefault(PARTS, []).append({kind: child})
        else:
            if kind not in UNNAMED.values():
                rest = dict(child)
                child.clear()
                child.update(name=kind, **rest)
            parent.setdefault(ANIES, []).append(child)

    def settle(self, parent: Any, key: Any, spot: int) -> None:
        """Move the last item of a kind to a position among those of its kind."""
        head, colon, kind = str(key).partition(":")
        if not colon or head not in (ANIES, "parts"):
            super().settle(parent, key, spot)
            return
        items = parent[PARTS if head == "parts" else ANIES]
        item = items.pop()
        alike = [at for at, one in enumerate(items) if (kind in one if head == "parts" else kind_of(one) == kind)]
        items.insert(alike[spot] if spot < len(alike) else len(items), item)

    def remove(self, parent: Any, key: Any, child: Any) -> None:
        """Take out a member, or an item of the list that its kind stands in."""
        head, colon, kind = str(key).partition(":")
        if not colon or head not in (ANIES, "parts"):
            super().remove(parent, key, child)
            return
        holder = PARTS if head == "parts" else ANIES
        items = parent[holder]
        spot = next(at for at, one in enumerate(items) if (one.get(kind) if head == "parts" else one) is child)
        del items[spot]
        if not items:
            del parent[holder]

    def add_pair(self, parent: Any, key: Any, language: str | None, text: str, order: Mapping[Any, int]) -> Any:
        """A new text object, its text first as the server has it."""
        child = {self.text: text} if language is None else {self.text: text, self.language: language}
        self.insert(parent, key, child, order, True)
        return child

    def set_pair(self, parent: Any, key: Any, child: Any, language: str | None, text: str) -> Any:
        """Replace language and text."""
        if not isinstance(child, dict):
            return super().set_pair(parent, key, child, language, text)
        child[self.text] = text
        child.pop(self.language, None)
        if language is not None:
            child[self.language] = language
        return child


SYNTAX = ServerSyntax()

"""The reading view on TIDAS JSON: members named as in ILCD, lists of one item and single objects alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from crosswalk.carriers.json import escape
from crosswalk.core.places import Place
from crosswalk.formats.ilcd.types import COMMON, type_of, types

DEPTH = 5
"""How deep platforms wrap a dataset: ``payload/parent/jsonOrdered``."""
_LANG, _TEXT = "@xml:lang", "#text"


class JsonNode(NamedTuple):
    """A value with its JSON pointer and the name of the member that holds it."""

    value: Any
    pointer: str
    name: str


class JsonTree:
    """The view on the objects of one TIDAS dataset."""

    def __init__(self, dataset: Mapping[str, Any], kind: str, base: Place, pointer: str) -> None:
        self.kind = kind
        self.base = base
        changes = odd_prefixes(dataset, type_of(kind)["namespace"])
        self.odd_prefixes = tuple(changes)
        """Prefixes that the file binds to ILCD's namespaces in its own way; the view shows the usual names."""
        self.root = JsonNode(_renamed(dataset, changes) if changes else dataset, pointer, pointer.rpartition("/")[2])

    def all(self, node: JsonNode, path: str) -> list[JsonNode]:
        """The members at a path; the items of a list stand as members of their own."""
        found = [node]
        for step in path.split("/"):
            found = [child for holder in found for child in _members(holder, step)]
        return found

    def attribute(self, node: JsonNode, name: str) -> str | None:
        """A member ``@name``."""
        value = node.value.get("@" + name) if isinstance(node.value, dict) else None
        return None if value is None or isinstance(value, (dict, list)) else str(value)

    def text(self, node: JsonNode) -> str:
        """The scalar, or the ``#text`` of an object, stripped."""
        value = node.value.get(_TEXT, "") if isinstance(node.value, dict) else node.value
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()

    def name(self, node: JsonNode) -> str:
        """The member's name without its prefix."""
        return node.name.rpartition(":")[2]

    def pointer(self, node: JsonNode) -> str:
        """The JSON pointer."""
        return node.pointer

    def line(self, node: JsonNode) -> int | None:
        """None: JSON objects do not know their line."""
        return None

    def place(self, node: JsonNode, attribute: str = "") -> Place:
        """The JSON pointer of a node or of its attribute."""
        tail = f"/@{attribute}" if attribute else ""
        return Place(self.base.file, self.base.member, node.pointer + tail)

    def references(self) -> list[JsonNode]:
        """Objects with ``@refObjectId``, or with ``@uri`` and ``@type``."""
        return [
            node
            for node in objects(self.root)
            if "@refObjectId" in node.value or ("@uri" in node.value and "@type" in node.value)
        ]

    def texts(self) -> list[tuple[JsonNode, str, str]]:
        """Objects with ``@xml:lang``."""
        return [
            (node, str(node.value[_LANG]), str(node.value.get(_TEXT) or ""))
            for node in objects(self.root)
            if _LANG in node.value
        ]

    def languages(self) -> list[str]:
        """Every ``@xml:lang``."""
        return [language for _, language, _ in self.texts()]

    def leaves(self) -> int:
        """Scalars and empty containers."""
        return _count(self.root.value)


def dataset_of(value: Any) -> tuple[str, Mapping[str, Any], str] | None:
    """Kind, object and JSON pointer of a file's dataset, alone or within a platform's envelopes; None without one."""
    level = [("", value)]
    for _ in range(DEPTH):
        holders = [(pointer, holder) for pointer, holder in level if isinstance(holder, dict)]
        for pointer, holder in holders:
            for name, dataset in holder.items():
                row = types().get(name.rpartition(":")[2])
                if row is not None and isinstance(dataset, dict):
                    return row["kind"], dataset, f"{pointer}/{name}"
        level = [(f"{pointer}/{escape(name)}", part) for pointer, holder in holders for name, part in holder.items()]
    return None


def objects(node: JsonNode) -> Iterator[JsonNode]:
    """Every object below and including a node, in source order."""
    stack = [node]
    while stack:
        value, pointer, name = current = stack.pop()
        if isinstance(value, dict):
            yield current
            inner = [
                JsonNode(item, f"{pointer}/{escape(key)}", key)
                for key, item in value.items()
                if isinstance(item, (dict, list))
            ]
        else:
            inner = [
                JsonNode(item, f"{pointer}/{spot}", name)
                for spot, item in enumerate(value)
                if isinstance(item, (dict, list))
            ]
        stack.extend(reversed(inner))


def _members(holder: JsonNode, name: str) -> list[JsonNode]:
    value = holder.value.get(name) if isinstance(holder.value, dict) else None
    if value is None:
        return []
    pointer = f"{holder.pointer}/{escape(name)}"
    if isinstance(value, list):
        return [JsonNode(item, f"{pointer}/{spot}", name) for spot, item in enumerate(value)]
    return [JsonNode(value, pointer, name)]


def odd_prefixes(dataset: Mapping[str, Any], own: str) -> dict[str, str]:
    """Prefix -> usual prefix, where the file binds ILCD's namespaces to others than ``common:`` and none."""
    changes: dict[str, str] = {}
    for name, uri in dataset.items():
        if name.startswith("@xmlns:") and uri in (COMMON, own):
            changes[name.removeprefix("@xmlns:") + ":"] = "common:" if uri == COMMON else ""
    if dataset.get("@xmlns") == COMMON:
        changes[""] = "common:"
    return {odd: usual for odd, usual in changes.items() if odd != usual}


def _renamed(value: Any, changes: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(item, changes) for item in value]
    if not isinstance(value, dict):
        return value
    renamed: dict[str, Any] = {}
    for name, item in value.items():
        prefix, colon, local = name.rpartition(":")
        target = changes.get(prefix + colon) if not name.startswith(("@", "#")) else None
        renamed[name if target is None else target + local] = _renamed(item, changes)
    return renamed


def _count(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_count, value.values())) if value else 1
    if isinstance(value, list):
        return sum(map(_count, value)) if value else 1
    return 1

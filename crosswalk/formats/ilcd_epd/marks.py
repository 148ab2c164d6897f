"""The namespaces and marks that a file of ILCD+EPD bears: which names stand for official ones, what is to be said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from crosswalk.carriers.text import narrowed
from crosswalk.carriers.xml import XML
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import path_of, read_table, table
from crosswalk.formats.documents import Document
from crosswalk.formats.engine import Reading
from crosswalk.formats.ilcd.types import XSI
from crosswalk.formats.ilcd_epd.tables import TABLES
from crosswalk.formats.ilcd_epd.versions import version_of
from crosswalk.formats.steps import pick

_SPACE = re.compile(rb"""xmlns(?::[\w.-]+)?\s*=\s*["']([^"']+)["']""")
_PLAIN = ("http://lca.jrc.it/ILCD", XSI)
"""Beginnings of the namespaces of ILCD itself."""


def spaces_of(*status: str) -> list[Mapping[str, str]]:
    """The namespaces of a status."""
    return [row for row in table("epd/namespaces.csv") if row["status"] in status]


@cache
def _official(path: Path) -> Mapping[str, Mapping[str, str]]:
    """Prefixes and full names of the extension by local name."""
    spaces = {row["prefix"]: row["uri"] for row in read_table(path) if row["status"] == "official"}
    found: dict[str, dict[str, str]] = {}
    for kind in ("process", "flow", "contact"):
        for _, native, row in TABLES[kind].walk():
            for step in "/".join((native, *getattr(row, "also", ()))).replace("[]", "").split("/"):
                prefix, colon, local = step.lstrip("@").rpartition(":")
                if colon and prefix in spaces:
                    found.setdefault(local, {})[prefix] = f"{{{spaces[prefix]}}}{local}"
    return found


def official_names(names: Iterable[str]) -> dict[str, str]:
    """The names of the extension that elements and attributes in strange namespaces stand for, by their local names.

    A namespace that nobody knows stands for the extension's only where one of its names is found in no other one.
    """
    official = _official(path_of("epd/namespaces.csv"))
    listed = {row["uri"]: row["prefix"] for row in spaces_of("outdated", "stray")}
    found: dict[str, dict[str, str]] = {}
    telling = set(listed)
    for name in names:
        uri, local = _space(name), name.rpartition("}")[2]
        if (named := official.get(local)) is not None:
            found.setdefault(uri, {})[name] = named.get(listed.get(uri, "")) or next(iter(named.values()))
            if len(named) == 1 and not named.keys() & {"mm", "ids"}:
                telling.add(uri)
    return {name: known for uri, aliases in found.items() if uri in telling for name, known in aliases.items()}


def strange_names(root: Any, data: bytes) -> tuple[str, ...]:
    """The names of elements and attributes of a tree that are in no namespace of the format, each once."""
    known = {XML, *(row["uri"] for row in spaces_of("official", "program"))}
    declared = {address.decode("utf-8", "replace") for address in _SPACE.findall(narrowed(data))}
    strange = {uri for uri in declared - known if not uri.startswith(_PLAIN)}
    return tuple(dict.fromkeys(name for name in _names(root) if _space(name) in strange)) if strange else ()


def _names(root: Any) -> Iterator[str]:
    for node in root.iter():
        if isinstance(node.tag, str):
            yield node.tag
            yield from node.attrib


def _space(name: str) -> str:
    return name[1:].rpartition("}")[0] if name.startswith("{") else ""


class Marks:
    """Findings about the namespaces and the stated version of one file."""

    def __init__(self, strange: tuple[str, ...], aliases: Mapping[str, str]) -> None:
        self.read = sorted({_space(name) for name in aliases})
        self.kept = sorted({_space(name) for name in strange} - set(self.read))

    def __call__(self, document: Document, reading: Reading) -> list[Finding]:
        """What is to be said of one document."""
        place = document.place
        made = [finding("XW-E042", source=place, before=uri) for uri in self.read]
        made.extend(finding("XW-E043", source=place, before=uri) for uri in self.kept)
        if document.kind == "process":
            stated = version_of(document.root.attrib)
            made.extend(version_findings(reading.data, stated, place))
        made.extend(_places(document, reading))
        return made


def version_findings(data: Mapping[str, Any], stated: str | None, place: Place) -> Iterator[Finding]:
    """Parts of a version that the file does not state, or a version spelt oddly (XW-E045, XW-E047, XW-E060)."""
    spelt = (data.get("epd") or {}).get("version")
    if spelt is not None and "," in spelt:
        yield finding("XW-E060", source=place, before=spelt)
    newer = [
        row
        for row in table("epd/versions.csv")
        if row["kind"] == "process" and row["version"] > (stated or "1.1") and _held(data, row["path"])
    ]
    if newer:
        shown = ", ".join(row["path"].removeprefix("epd.") for row in newer)
        code = "XW-E047" if stated is None else "XW-E045"
        yield finding(code, source=place, before=stated, after=max(row["version"] for row in newer), parts=shown)


def _held(data: Mapping[str, Any], path: str) -> bool:
    return path != "epd.version" and bool(pick(data, path.split(".")))


def _places(document: Document, reading: Reading) -> Iterator[Finding]:
    """Attributes without their namespace, and an expiry date in that of another version (XW-E044, XW-E046)."""
    bare = _bare()
    spaces = tuple(f"{{{row['uri']}}}" for row in spaces_of("official") if row["prefix"] != "mm")
    unqualified = [take for take in reading.takes if take.key in bare and _stands_in(document, take.parent, spaces)]
    if unqualified:
        first = unqualified[0]
        place = document.place_of(first.parent, first.key, first.node)
        yield finding("XW-E044", source=place, before=str(first.key), count=len(unqualified))
    for take in reading.takes if "epd" in reading.data else ():
        if take.path == "epd.expires" and "2024" not in take.key:
            place = document.place_of(take.parent, take.key, take.node)
            yield finding("XW-E046", source=place, before=_space(take.key))


@cache
def _bare() -> frozenset[str]:
    """The local names of the extension's attributes."""
    paths = [native for kind in ("process", "flow", "contact") for _, native, _ in TABLES[kind].walk()]
    steps = {step for path in paths for step in path.split("/")}
    return frozenset(step.rpartition(":")[2] for step in steps if step.startswith("@") and ":" in step)


def _stands_in(document: Document, node: Any, spaces: tuple[str, ...]) -> bool:
    """Whether an element is one of the extension; the attributes of its references are those of ILCD."""
    aliases = getattr(document.syntax, "aliases", {})
    name = str(aliases.get(node.tag, node.tag))
    return name.startswith(spaces) and "}referenceTo" not in name and not name.endswith("}contact")

"""The structure of datasets by edition, compiled from its ``structure.csv``: ``mappings/ilcd`` for ILCD 1.1 and
eILCD, ``mappings/epd`` for ILCD+EPD with its extension.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from crosswalk.carriers.xml import XML
from crosswalk.checks.datasets.values import Check, checker
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.types import COMMON, types

ILCD = "ilcd"
OTHER = "<other"
"""The type of ``common:other``: elements of other vocabularies."""


@cache
def extension() -> Mapping[str, str]:
    """The namespaces of the EPD extension by their usual prefix."""
    return {row["prefix"]: row["uri"] for row in table("epd/namespaces.csv") if row["status"] == "official"}


@dataclass(frozen=True)
class Wildcard:
    """Which names a place that is open lets in."""

    namespace: str
    """The vocabulary in whose schema the place stands: ``##other`` means any other one."""
    allowed: str
    """``##any``, ``##other`` or one namespace."""
    strict: bool
    """Whether only what a schema declares may stand there."""

    def admits(self, name: str) -> bool:
        """Whether a name in lxml's notation may stand in the place."""
        if self.allowed == "##any":
            return True
        if self.allowed == "##other":
            return name.startswith("{") and not name.startswith(f"{{{self.namespace}}}")
        return name.startswith(f"{{{self.allowed}}}")


@dataclass(slots=True, eq=False)
class Part:
    """One child element of a shape: its place in the order, how often it may stand, what it holds."""

    name: str
    position: int
    least: int
    most: int
    """0 for any number."""
    key: str
    """The attribute in which repetitions must differ, if any: as the table spells it."""
    shape: Shape | None = None
    check: Check | None = None
    choice: str = ""
    """The number of the alternatives of which it is one; empty where it does not exclude others."""
    default: str = ""
    """What an empty element means; empty where that is nothing in particular."""
    open: Wildcard | None = None
    key_path: tuple[str, str] = ("", "")
    """The key by tag and attribute in lxml's notation; without a tag, the attribute of the element itself."""


@dataclass(slots=True, eq=False)
class Shape:
    """What an element of one type may hold."""

    namespace: str
    parts: dict[str, Part] = field(default_factory=dict)
    """By tag in lxml's notation."""
    required: list[tuple[tuple[str, ...], Part]] = field(default_factory=list)
    """Tags of which one must be there, and the part to be named."""
    keyed: bool = False
    choices: bool = False
    """Whether some parts exclude others."""
    attributes: dict[str, Check] = field(default_factory=dict)
    required_attributes: list[str] = field(default_factory=list)
    text: Check | None = None
    open_attributes: Wildcard | None = None
    content: Wildcard | None = None
    """Of an element that holds nothing but elements of other vocabularies."""
    rest: Part | None = None
    """The place after the other parts where elements of other vocabularies may stand."""
    language: str | None = None
    """The language of a text that names none."""
    identifiers: dict[str, bool] = field(default_factory=dict)
    """Attributes that name an element within the document (true) or refer to one (false)."""


@dataclass(frozen=True)
class Shapes:
    """All shapes of an edition: those of root elements, and what stands in open places of a kind of dataset."""

    edition: str
    roots: Mapping[str, Shape]
    known: Mapping[str, Mapping[str, Part]]
    """Elements that schemas declare wherever they stand, by kind of dataset and tag."""
    attributes: Mapping[str, Mapping[str, Check]]
    """Attributes that schemas declare wherever they stand, by kind of dataset and name."""


class _Compiler:
    """The table's rows as shapes that point to each other."""

    def __init__(self, edition: str) -> None:
        self.edition = edition
        self.namespaces = {row["kind"]: row["namespace"] for row in types().values()} | {"common": COMMON, "xml": XML}
        self.namespaces |= extension()
        self.shapes: dict[str, Shape] = {}
        self.known: dict[str, Part] = {}
        self.attributes: dict[str, Check] = {}
        self.roots: dict[str, Shape] = {}
        self.knows: dict[str, set[str]] = {}
        self.last: tuple[str, str, int] = ("", "", 0)

    def shape(self, name: str) -> Shape:
        if name not in self.shapes:
            space = "common" if name == OTHER else name[1:].partition(":")[0].partition("/")[0]
            self.shapes[name] = Shape(self.namespaces.get(space, COMMON))
        return self.shapes[name]

    def name(self, spelled: str) -> str:
        space, _, local = spelled.removeprefix("@").rpartition(":")
        return f"{{{self.namespaces[space]}}}{local}" if space else local

    def part(self, row: Mapping[str, str], position: int) -> Part:
        made = Part(row["name"], position, int(row["min"]), int(row["max"] or 0), row["key"])
        made.choice, made.default = row.get("choice", ""), row.get("default", "")
        if made.key:
            step, _, attribute = made.key.rpartition("@")
            made.key_path = (self.name(step.strip("/")), self.name(attribute))
        if row["value"].startswith("<"):
            made.shape = self.shape(row["value"])
            if "/" in row["value"]:  # a type without a name of its own stands in the schema of its element
                made.shape.namespace = self.namespaces[row["name"].rpartition(":")[0]]
        else:
            made.check = checker(row["value"], self.edition)
        return made

    def enter(self, row: Mapping[str, str], position: int) -> None:
        if row["type"] == "knows":
            self.knows.setdefault(row["name"], set()).add(self.namespaces[row["value"]])
        elif row["type"] in ("root", "global"):
            self._global(row, position)
        else:
            self._inner(self.shape(row["type"]), row, position)

    def _global(self, row: Mapping[str, str], position: int) -> None:
        name = self.name(row["name"])
        if row["name"].startswith("@"):
            self.attributes[name] = checker(row["value"], self.edition)
            return
        made = self.known[name] = self.part(row, position)
        if row["type"] == "root" and made.shape is not None:
            self.roots[name] = made.shape

    def _inner(self, shape: Shape, row: Mapping[str, str], position: int) -> None:
        name = row["name"]
        if name == "*" and row["type"] == OTHER:
            shape.content = self.wildcard(shape, row)
        elif name == "*":
            shape.rest = Part("*", position, int(row["min"]), 0, "", open=self.wildcard(shape, row))
        elif name == "#text":
            shape.text = checker(row["value"], self.edition)
        elif name.startswith("@"):
            self.attribute(shape, row)
        else:
            self.child(shape, row, position)

    def wildcard(self, shape: Shape, row: Mapping[str, str]) -> Wildcard:
        allowed, _, strict = row["value"].partition(" ")
        return Wildcard(shape.namespace, allowed, strict == "strict")

    def child(self, shape: Shape, row: Mapping[str, str], position: int) -> None:
        choice = row.get("choice", "")
        if choice and self.last[:2] == (row["type"], choice):  # alternatives have one place in the order
            position = self.last[2]
        self.last = (row["type"], choice, position)
        tag = self.name(row["name"])
        part = shape.parts[tag] = self.part(row, position)
        shape.keyed = shape.keyed or bool(part.key)
        shape.choices = shape.choices or bool(choice)
        if not choice:
            if part.least:
                shape.required.append(((tag,), part))
            return
        others = [(key, one) for key, one in shape.parts.items() if one.choice == choice]
        shape.required = [entry for entry in shape.required if entry[1].choice != choice]
        if all(one.least for _, one in others):
            shape.required.append((tuple(key for key, _ in others), part))

    def attribute(self, shape: Shape, row: Mapping[str, str]) -> None:
        if row["name"] == "@*":
            shape.open_attributes = self.wildcard(shape, row)
            return
        name = self.name(row["name"])
        shape.attributes[name] = checker(row["value"], self.edition)
        if row["min"] == "1":
            shape.required_attributes.append(name)
        if row["name"] == "@xml:lang":
            shape.language = row.get("default") or None
        if row["value"] in ("xs:ID", "xs:IDREF"):
            shape.identifiers[name] = row["value"] == "xs:ID"

    def held(self, kind: str) -> tuple[dict[str, Part], dict[str, Check]]:
        """The elements and attributes that the schema of a kind of dataset declares."""
        spaces = self.knows.get(kind)
        if spaces is None:
            return self.known, self.attributes
        known = {name: part for name, part in self.known.items() if name[1:].partition("}")[0] in spaces}
        return known, {name: one for name, one in self.attributes.items() if name[1:].partition("}")[0] in spaces}


@cache
def shapes(edition: str = ILCD) -> Shapes:
    """The shapes of an edition (a folder of ``mappings``), compiled once."""
    compiler = _Compiler(edition)
    for position, row in enumerate(table(f"{edition}/structure.csv")):
        compiler.enter(row, position)
    held = {row["kind"]: compiler.held(row["kind"]) for row in types().values()}
    known = {kind: pair[0] for kind, pair in held.items()}
    return Shapes(edition, compiler.roots, known, {kind: pair[1] for kind, pair in held.items()})


def shapes_for(tag: str, edition: str = ILCD) -> Shapes:
    """The shapes of an edition, or those of ILCD for a kind of dataset of which the edition says nothing."""
    return found if tag in (found := shapes(edition)).roots else shapes(ILCD)


@cache
def _prefixes() -> Mapping[str, str]:
    return {XML: "xml", COMMON: "common"} | {uri: prefix for prefix, uri in extension().items()}


def spelled(name: str) -> str:
    """A name in lxml's notation with its usual prefix."""
    space, _, local = name.rpartition("}")
    prefix = _prefixes().get(space.lstrip("{"), "")
    return f"{prefix}:{local}" if prefix else local

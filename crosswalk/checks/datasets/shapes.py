"""The structure of ILCD and eILCD datasets, compiled from ``mappings/ilcd/structure.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from crosswalk.carriers.xml import XML
from crosswalk.checks.datasets.values import Check, checker
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.types import COMMON, types

OTHER = "<other"
"""The type of ``common:other``: elements of other vocabularies."""


@dataclass(slots=True, eq=False)
class Part:
    """One child element of a shape: its place in the order, how often it may stand, what it holds."""

    name: str
    position: int
    least: int
    most: int
    """0 for any number."""
    key: str
    """The attribute in which repetitions must differ, if any."""
    shape: Shape | None = None
    check: Check | None = None


@dataclass(slots=True, eq=False)
class Shape:
    """What an element of one type may hold."""

    namespace: str
    parts: dict[str, Part] = field(default_factory=dict)
    """By tag in lxml's notation."""
    required: list[tuple[str, Part]] = field(default_factory=list)
    keyed: bool = False
    attributes: dict[str, Check] = field(default_factory=dict)
    required_attributes: list[str] = field(default_factory=list)
    text: Check | None = None
    open_attributes: bool = False
    open_content: bool = False


@dataclass(frozen=True)
class Shapes:
    """All shapes: those of root elements, and the elements that ILCD knows wherever they stand."""

    roots: Mapping[str, Shape]
    known: Mapping[str, Part]


class _Compiler:
    """The table's rows as shapes that point to each other."""

    def __init__(self) -> None:
        self.namespaces = {row["kind"]: row["namespace"] for row in types().values()} | {"common": COMMON}
        self.shapes: dict[str, Shape] = {}
        self.known: dict[str, Part] = {}
        self.roots: dict[str, Shape] = {}

    def shape(self, name: str) -> Shape:
        if name not in self.shapes:
            space = "common" if name == OTHER else name[1:].partition(":")[0].partition("/")[0]
            self.shapes[name] = Shape(self.namespaces.get(space, COMMON))
        return self.shapes[name]

    def tag(self, name: str) -> str:
        space, _, local = name.rpartition(":")
        return f"{{{self.namespaces[space]}}}{local}"

    def part(self, row: Mapping[str, str], position: int) -> Part:
        made = Part(row["name"], position, int(row["min"]), int(row["max"] or 0), row["key"].removeprefix("@"))
        if row["value"].startswith("<"):
            made.shape = self.shape(row["value"])
            if "/" in row["value"]:  # a type without a name of its own stands in the schema of its element
                made.shape.namespace = self.namespaces[row["name"].rpartition(":")[0]]
        else:
            made.check = checker(row["value"])
        return made

    def enter(self, row: Mapping[str, str], position: int) -> None:
        name = row["name"]
        if row["type"] in ("root", "global"):
            made = self.known[self.tag(name)] = self.part(row, position)
            if row["type"] == "root" and made.shape is not None:
                self.roots[self.tag(name)] = made.shape
            return
        shape = self.shape(row["type"])
        if name == "*":
            shape.open_content = True
        elif name == "#text":
            shape.text = checker(row["value"])
        elif name.startswith("@"):
            self.attribute(shape, row)
        else:
            part = shape.parts[self.tag(name)] = self.part(row, position)
            shape.keyed = shape.keyed or bool(part.key)
            if part.least:
                shape.required.append((self.tag(name), part))

    def attribute(self, shape: Shape, row: Mapping[str, str]) -> None:
        if row["name"] == "@*":
            shape.open_attributes = True
            return
        name = row["name"].removeprefix("@").replace("xml:", f"{{{XML}}}")
        shape.attributes[name] = checker(row["value"])
        if row["min"] == "1":
            shape.required_attributes.append(name)


@cache
def shapes() -> Shapes:
    """The shapes, compiled once."""
    compiler = _Compiler()
    for position, row in enumerate(table("ilcd/structure.csv")):
        compiler.enter(row, position)
    return Shapes(compiler.roots, compiler.known)

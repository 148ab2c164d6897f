"""The structure of ILCD and eILCD datasets, compiled from ``mappings/ilcd/structure.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from crosswalk.core.tables import table
from crosswalk.checks.datasets.values import Check, checker
from crosswalk.formats.ilcd.types import COMMON, types


@dataclass(slots=True, eq=False)
class Part:
    """One child element of a shape: its place in the order, how often it may stand, what it holds."""

    name: str
    position: int
    least: int
    most: int
    """0 for any number."""
    key: str
    shape: Shape | None = None
    check: Check | None = None


@dataclass(slots=True, eq=False)
class Shape:
    """What an element of one type may hold."""

    name: str
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
    """All shapes: those of root elements and those of elements that may stand in open places."""

    roots: Mapping[str, Shape]
    known: Mapping[str, Part]


@cache
def shapes() -> Shapes:
    """The shapes, compiled once."""
    namespaces = {row["kind"]: row["namespace"] for row in types().values()} | {"common": COMMON}
    made: dict[str, Shape] = {}

    def shape(name: str) -> Shape:
        if name not in made:
            space = "common" if name == "<other" else name[1:].partition(":")[0].partition("/")[0]
            made[name] = Shape(name, namespaces.get(space, COMMON))
        return made[name]

    def tag(name: str) -> str:
        space, _, local = name.rpartition(":")
        return f"{{{namespaces[space]}}}{local}"

    def part(row: Mapping[str, str], position: int) -> Part:
        made_part = Part(row["name"], position, int(row["min"]), int(row["max"] or 0), row["key"].removeprefix("@"))
        if row["value"].startswith("<"):
            made_part.shape = shape(row["value"])
        else:
            made_part.check = checker(row["value"])
        return made_part

    tops: dict[str, Part] = {}
    for position, row in enumerate(table("ilcd/structure.csv")):
        if row["type"] in ("root", "global"):
            tops[tag(row["name"])] = part(row, position)
        else:
            _enter(shape(row["type"]), row, part, tag, position)
    roots = {name: top.shape for name, top in tops.items() if top.shape is not None and name.endswith("DataSet")}
    return Shapes(roots, tops)


def _enter(shape: Shape, row: Mapping[str, str], part: object, tag: object, position: int) -> None:
    """One row of the table into its shape."""
    name = row["name"]
    if name == "@*":
        shape.open_attributes = True
    elif name == "*":
        shape.open_content = True
    elif name == "#text":
        shape.text = checker(row["value"])
    elif name.startswith("@"):
        native = name.removeprefix("@").replace("xml:", "{http://www.w3.org/XML/1998/namespace}")
        shape.attributes[native] = checker(row["value"])
        if row["min"] == "1":
            shape.required_attributes.append(native)
    else:
        assert callable(part)
        assert callable(tag)
        made: Part = part(row, position)
        shape.parts[tag(name)] = made
        shape.keyed = shape.keyed or bool(made.key)
        if made.least:
            shape.required.append((tag(name), made))

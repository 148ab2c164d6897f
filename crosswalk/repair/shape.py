"""The shape of a dataset by the ILCD 1.1 and eILCD schemas: what stands in what, in which order and how often.

Compiled once a kind from ``mappings/ilcd/structure.csv``, whose order of rows is the order of the schemas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from crosswalk.carriers.xml import XML_LANG
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.types import COMMON, type_of, types
from crosswalk.repair.values import Value, value_of

OTHER = f"{{{COMMON}}}other"
"""The open place of ILCD, where elements of other namespaces may stand."""


@dataclass(eq=False)
class Shape:
    """One type of element: its parts by tag, its attributes by name, the value of its own text."""

    parts: dict[str, Part] = field(default_factory=dict)
    attributes: dict[str, Value | None] = field(default_factory=dict)
    demanded: tuple[str, ...] = ()
    text: Value | None = None
    order: dict[str, int] = field(default_factory=dict)
    by_local: dict[str, Part] = field(default_factory=dict)
    hungry: bool = False


@dataclass(eq=False)
class Part:
    """An element within another: its place in the order, how often it may come, what keys its repetitions."""

    tag: str
    index: int
    bit: int
    required: bool
    single: bool
    by_language: bool
    once_a_language: bool
    shape: Shape
    holds: bool = False
    value: Value | None = None
    attributes: dict[str, Value | None] = field(default_factory=dict)


def local(tag: Any) -> str:
    """The name of an element or attribute without its namespace."""
    return str(tag).rpartition("}")[2]


@cache
def spaces() -> frozenset[str]:
    """The namespaces of ILCD and eILCD; the empty one is where a file forgot to name it."""
    return frozenset({COMMON, "", *(row["namespace"] for row in types().values())})


def is_ours(tag: Any) -> bool:
    """Whether an element is in a namespace of ILCD, so that only the schema's names are legal."""
    return isinstance(tag, str) and tag.rpartition("}")[0].lstrip("{") in spaces()


@cache
def shape_of(kind: str) -> Shape:
    """The shape of a dataset's root element."""
    root = next(row for row in table("ilcd/structure.csv") if row["name"] == f"{kind}:{type_of(kind)['root']}")
    return _shape(root["value"])


@cache
def _rows() -> Mapping[str, list[Mapping[str, str]]]:
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in table("ilcd/structure.csv"):
        found.setdefault(row["type"], []).append(row)
    return found


_shapes: dict[str, Shape] = {}


def _shape(name: str) -> Shape:
    shape = _shapes.get(name)
    if shape is None:
        shape = _shapes[name] = Shape()
        if name.startswith("<"):
            _fill(shape, name)
        else:
            shape.text = value_of(name)
    return shape


def _fill(shape: Shape, name: str) -> None:
    demanded = []
    for row in _rows().get(name, ()):
        if row["name"] == "#text":
            shape.text = value_of(row["value"])
        elif row["name"].startswith("@"):
            key = XML_LANG if row["name"] == "@xml:lang" else row["name"][1:]
            shape.attributes[key] = value_of(row["value"])
            if row["min"] != "0":
                demanded.append(key)
        elif ":" in row["name"]:
            part = _part(row, len(shape.parts))
            shape.parts[part.tag] = part
            shape.order[part.tag] = part.index
            shape.by_local.setdefault(local(part.tag).lower(), part)
            shape.hungry = shape.hungry or part.required
    shape.demanded = tuple(demanded)


def _part(row: Mapping[str, str], index: int) -> Part:
    shape = _shape(row["value"])
    own = {name: value for name, value in shape.attributes.items() if name != XML_LANG}
    tag = _tag(row["name"])
    return Part(
        tag=tag,
        index=index,
        bit=1 << index,
        required=row["min"] != "0",
        single=row["max"] == "1",
        by_language=XML_LANG in shape.attributes,
        once_a_language=row["key"] == "@xml:lang",
        shape=shape,
        holds=bool(shape.parts),
        value=shape.text,
        attributes=own,
    )


def _tag(name: str) -> str:
    prefix, _, plain = name.rpartition(":")
    return f"{{{COMMON if prefix == 'common' else type_of(prefix)['namespace']}}}{plain}"


Path = tuple[Part, ...]


@cache
def homes(kind: str) -> Mapping[str, tuple[Path, ...]]:
    """Every place where the schema knows an element, by its local name in lower case."""
    found: dict[str, list[Path]] = {}
    for path in _paths(shape_of(kind), ()):
        found.setdefault(local(path[-1].tag).lower(), []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}


def _paths(shape: Shape, above: Path) -> Iterator[Path]:
    for part in shape.parts.values():
        if part.tag != OTHER and part not in above:
            path = (*above, part)
            yield path
            yield from _paths(part.shape, path)

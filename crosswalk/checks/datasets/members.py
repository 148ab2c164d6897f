"""Whether a TIDAS dataset is built as its JSON Schemas demand, from ``mappings/tidas/`` alone.

What the official schemas refuse is refused here too. Beyond them: members that the format does not know
(the schemas let them pass in silence) and internal references to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from crosswalk.carriers.json import escape
from crosswalk.carriers.node import NumberText
from crosswalk.checks.datasets.classes import class_problem
from crosswalk.checks.datasets.structure import keys
from crosswalk.checks.datasets.values import NOTHING, Problem
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.types import type_of
from crosswalk.formats.tidas.tree import JsonNode, JsonTree

OTHER = "<other"
_DATE_TIME = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
    r"([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)"
)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*")
_MARK = re.compile(r"@xmlns(:[A-Za-z_][A-Za-z0-9_.-]*)?")
_FOREIGN = re.compile(r"(?!(common|xmlns):)([A-Za-z_][A-Za-z0-9_.-]*:)?[A-Za-z_][A-Za-z0-9_.-]*")


@dataclass(slots=True)
class Member:
    """One member of an object: whether it must stand, one or many, what it holds."""

    name: str
    needed: bool
    many: str
    value: str


@dataclass(slots=True)
class Shape:
    """The members of one kind of object."""

    members: dict[str, Member] = field(default_factory=dict)
    unless: list[tuple[str, str, str]] = field(default_factory=list)
    """Member, attribute, value: the member must stand where the attribute has another value."""
    either: tuple[str, ...] = ()
    classes: str = ""


@cache
def _shapes() -> Mapping[str, Shape]:
    found: dict[str, Shape] = {}
    for row in table("tidas/structure.csv"):
        shape = found.setdefault(row["type"], Shape())
        name = row["name"]
        if name.startswith("?"):
            shape.unless.append((name.removeprefix("?"), row["min"], row["many"]))
        elif name == "|":
            shape.either = tuple(row["value"].split("|"))
        elif name == "=":
            shape.classes = row["value"]
        else:
            shape.members[name] = Member(name, row["min"] == "1", row["many"], row["value"])
    return found


def members(tree: JsonTree) -> Iterator[Finding]:
    """Every breach of the TIDAS structure, in the order of the document."""
    if tree.odd_prefixes:
        yield finding("XW-V015", source=tree.place(tree.root), before=", ".join(tree.odd_prefixes))
    top = _shapes()["root"].members[type_of(tree.kind)["root"]]
    yield from _value(tree, tree.root, top.value)
    yield from keys(tree)


def _object(tree: JsonTree, node: JsonNode, shape: Shape) -> Iterator[Finding]:
    if not isinstance(node.value, dict):
        yield _wrong_type(tree, node, "object")
        return
    for name, value in node.value.items():
        inner = JsonNode(value, f"{node.pointer}/{escape(name)}", name)
        member = shape.members.get(name)
        if member is None:
            if name not in shape.either:
                yield finding("XW-V016", source=tree.place(inner), element=name, parent=node.name)
            continue
        yield from _member(tree, inner, member)
    for name, member in shape.members.items():
        if member.needed and name not in node.value:
            code = "XW-V006" if name.startswith("@") else "XW-V004"
            local = name.removeprefix("@")
            yield finding(code, source=tree.place(node), element=name, parent=node.name, attribute=local)
    for name, attribute, free in shape.unless:
        if name not in node.value and node.value.get(attribute, free) != free:
            yield finding("XW-V004", source=tree.place(node), element=name, parent=node.name)
    if shape.either and sum(name in node.value for name in shape.either) != 1:
        yield finding("XW-V004", source=tree.place(node), element=" | ".join(shape.either), parent=node.name)
    if shape.classes and (problem := class_problem(tree, node, shape.classes)) is not None:
        yield problem


def _member(tree: JsonTree, node: JsonNode, member: Member) -> Iterator[Finding]:
    """A member's value or, where lists may stand, each item."""
    many, _, limit = member.many.partition(":")
    if not isinstance(node.value, list):
        if many == "list":
            yield _wrong_type(tree, node, "array")
        else:
            yield from _value(tree, node, member.value, lenient=many == "any")
        return
    if many == "one":
        yield _wrong_type(tree, node, "object" if member.value.startswith("<") else "string")
        return
    kind = limit if limit.startswith("<") else member.value
    if limit.isdigit() and len(node.value) > int(limit):
        yield finding("XW-V003", source=tree.place(node), element=node.name, limit=limit)
    if not node.value and not limit.isdigit():
        yield finding("XW-V004", source=tree.place(node), element=node.name, parent=node.name)
    seen: list[Any] = []
    for spot, item in enumerate(node.value):
        inner = JsonNode(item, f"{node.pointer}/{spot}", node.name)
        yield from _value(tree, inner, kind)
        if kind.startswith("<Localized") or limit.isdigit():
            if item in seen:
                yield finding("XW-V011", source=tree.place(inner), before=str(spot), element=node.name, attribute="#")
            seen.append(item)


def _value(tree: JsonTree, node: JsonNode, kind: str, lenient: bool = False) -> Iterator[Finding]:
    if kind == OTHER:
        yield from _other(tree, node)
    elif kind.startswith("<"):
        if not (lenient and isinstance(node.value, str)):
            yield from _object(tree, node, _shapes()[kind])
    elif not (lenient and isinstance(node.value, str)):
        problem = checker(kind)(node.value)
        if problem is not None:
            shown = str(node.value)[:80]
            length = len(node.value) if isinstance(node.value, str) else 0
            yield finding(
                problem.code,
                source=tree.place(node),
                before=shown,
                element=node.name,
                limit=problem.limit,
                length=length,
            )


def _other(tree: JsonTree, node: JsonNode) -> Iterator[Finding]:
    """``common:other``: members of other vocabularies, at least one."""
    value = node.value
    if not isinstance(value, dict):
        yield finding("XW-V013", source=tree.place(node), before=str(value)[:60], held=str(value)[:60])
        return
    strange = [name for name in value if not _FOREIGN.fullmatch(name) and not _MARK.fullmatch(name)]
    if strange or all(_MARK.fullmatch(name) for name in value):
        yield finding("XW-V013", source=tree.place(node), held=", ".join(strange)[:60] or NOTHING)


def _wrong_type(tree: JsonTree, node: JsonNode, wanted: str) -> Finding:
    return finding("XW-V014", source=tree.place(node), before=_type_of(node.value), element=node.name, wanted=wanted)


def _type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, NumberText):
        return "integer" if re.fullmatch(r"-?\d+(\.0+)?", value) else "number"
    return {"dict": "object", "list": "array"}.get(type(value).__name__, "string")


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    return {row["value"]: row for row in table("tidas/values.csv")}


@cache
def _terms() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in table("tidas/enumerations.csv"):
        found.setdefault(row["value"], set()).add(row["term"])
    found["Location"] = {row["code"] for row in table("locations/tidas.csv")}
    return {name: frozenset(terms) for name, terms in found.items()}


@cache
def checker(kind: str) -> Callable[[Any], Problem | None]:
    """The check of a TIDAS value kind. Raises KeyError for a kind that no table knows."""
    if kind == "any":
        return lambda _: None
    if kind.startswith("="):
        wanted = kind.removeprefix("=")
        return lambda value: None if value == wanted else Problem("XW-V007", wanted)
    row = {"type": "string"} if kind == "Location" else _rows()[kind]
    terms = _terms().get(kind)
    pattern = re.compile(row["pattern"].removeprefix("^").removesuffix("$")) if row.get("pattern") else None
    longest, shortest = int(row.get("max_length") or 0), int(row.get("min_length") or 0)
    form = {"date-time": _DATE_TIME, "uri": _URI}.get(row.get("format", ""))

    def check(value: Any) -> Problem | None:
        if _type_of(value) != row["type"]:
            return Problem("XW-V008", row["type"])
        if terms is not None:
            return None if value in terms else Problem("XW-V007", _shown(terms))
        text = str(value)
        for wanted in (pattern, form):
            if wanted is not None and not wanted.fullmatch(text):
                return Problem("XW-V008", row.get("format") or wanted.pattern)
        if longest and len(text) > longest:
            return Problem("XW-V009", str(longest))
        if len(text) < shortest:
            return Problem("XW-V008", f">= {shortest}")
        if row.get("least") and not int(row["least"]) <= int(text.partition(".")[0]) <= int(row["most"]):
            return Problem("XW-V008", f"{row['least']} … {row['most']}")
        return None

    return check


def _shown(terms: frozenset[str]) -> str:
    return " | ".join(sorted(terms)) if len(terms) <= 30 else f"{len(terms)} values"

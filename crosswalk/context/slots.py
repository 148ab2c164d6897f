"""The fields of a kind of dataset that an answer can fill: their type and choices, from the format's own tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from crosswalk.core.tables import table
from crosswalk.formats.ilcd.types import kinds_of_reference
from crosswalk.formats.spec import Codec, Field, Hook, Keyed, Repeat, Row, Table, Texts

NUMBERS = ("amount", "percent", "decimal")
WHOLE = ("integer", "integer_text")
TRUTH = ("truth", "truth_text")


@dataclass(frozen=True, slots=True)
class Slot:
    """One field: its model path with ``[]`` behind lists, what it takes, and from which choices."""

    path: str
    takes: str
    """``text``, ``string``, ``number``, ``whole``, ``truth`` or ``reference``."""
    many: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str = ""
    """The kind of dataset that a reference leads to."""

    @property
    def plain_path(self) -> str:
        """The path without marks of lists, as questions name it."""
        return self.path.replace("[]", "")


@cache
def slots_of(rows: Table, kind: str) -> Mapping[str, Slot]:
    """Every field of a kind by its plain model path."""
    found: dict[str, Slot] = {}
    for path, native, row in rows.walk():
        slot = _slot(path, native, row, kind)
        if slot is not None:
            found.setdefault(slot.plain_path, slot)
    return found


def _slot(path: str, native: str, row: Row, kind: str) -> Slot | None:
    if isinstance(row, (Hook, Keyed)):
        return None
    many = isinstance(row, Repeat)
    codec = row.codec if isinstance(row, Field) else row.rows
    element = native.rpartition("/")[2].rpartition(":")[2]
    if isinstance(codec, Texts):
        return Slot(path, "text", many)
    if isinstance(codec, Codec):
        return Slot(path, _takes(codec.name), many, _choices(kind, native))
    if any(inner.native == "@refObjectId" for inner in codec.rows):
        kinds = kinds_of_reference(element, kind)
        return Slot(path, "reference", many, refers_to=kinds[0] if len(kinds) == 1 else "")
    return None


def _takes(codec: str) -> str:
    if codec in NUMBERS:
        return "number"
    if codec in WHOLE:
        return "whole"
    return "truth" if codec in TRUTH else "string"


@cache
def _structure() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in table("ilcd/structure.csv"):
        found.setdefault(row["type"], {})[row["name"]] = row["value"]
    return found


@cache
def _terms() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in table("ilcd/enumerations.csv"):
        found.setdefault(row["value"], []).append(row["term"])
    return {name: tuple(terms) for name, terms in found.items()}


def _choices(kind: str, native: str) -> tuple[str, ...]:
    """The terms that the schema enumerates at a path of a dataset; empty where it enumerates none."""
    space = kind
    value = next((v for n, v in _structure().get("root", {}).items() if n.startswith(f"{space}:")), "")
    for step in native.split("/"):
        parts = _structure().get(value, {})
        value = next((parts[name] for name in _names(space, step) if name in parts), "")
    return _terms().get(value, ())


def _names(space: str, step: str) -> Iterator[str]:
    """How the table of structure may spell a step of a path."""
    yield step
    yield f"{space}:{step}"

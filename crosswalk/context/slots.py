"""The fields of a kind of dataset that an answer can fill: their type and choices, from the format's own tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from crosswalk.checks.datasets.values import is_kind, terms_of
from crosswalk.core.tables import table
from crosswalk.formats import cards, load
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
    value: str = ""
    """The kind of value by ``mappings/ilcd/values.csv``: its pattern, digits and length; empty where unknown."""

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


@cache
def known_slots() -> Mapping[str, Mapping[str, Slot]]:
    """Every field that a form may name, by kind and path: those of all formats that hold datasets."""
    found: dict[str, dict[str, Slot]] = {}
    for name, card in cards().items():
        if not card.package:
            continue
        for kind, rows in load(name).tables().items():
            found[kind] = {**slots_of(rows, kind), **found.get(kind, {})}
    return {kind: {path: _defined(slot, found) for path, slot in slots.items()} for kind, slots in found.items()}


def _defined(slot: Slot, found: Mapping[str, Mapping[str, Slot]]) -> Slot:
    """A field that ILCD does not define for a kind takes the values that ILCD gives the same field of processes."""
    other = found["process"].get(slot.plain_path, slot)
    if slot.value or other.takes != slot.takes:
        return slot
    return replace(slot, choices=other.choices, value=other.value, refers_to=slot.refers_to or other.refers_to)


def key_of(path: str) -> str | None:
    """The field by which the items of a list are named; None for a list whose items are only counted."""
    return _keys().get(path)


@cache
def _keys() -> Mapping[str, str]:
    return {row["path"]: row["key"] for row in table("context/blocks.csv")}


def is_asked(path: str) -> bool:
    """Whether a form may fill a field: what identifies a dataset is never one answer for several."""
    return all(row["path"] != path for row in table("context/unasked.csv"))


def _slot(path: str, native: str, row: Row, kind: str) -> Slot | None:
    if isinstance(row, (Hook, Keyed)):
        return None
    many = isinstance(row, Repeat)
    codec = row.codec if isinstance(row, Field) else row.rows
    element = native.rpartition("/")[2].rpartition(":")[2]
    value = _value_kind(kind, native)
    if isinstance(codec, Texts):
        return Slot(path, "text", many, value=_text_kind(value))
    if isinstance(codec, Codec):
        return Slot(path, _takes(codec.name), many, tuple(terms_of(value)), value=value if is_kind(value) else "")
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


def _value_kind(kind: str, native: str) -> str:
    """The kind of value that the schema gives a path of a dataset; empty where it defines none."""
    value = next((v for n, v in _structure().get("root", {}).items() if n.startswith(f"{kind}:")), "")
    for step in native.split("/"):
        parts = _structure().get(value, {})
        value = next((parts[name] for name in _names(kind, step) if name in parts), "")
    return value


def _text_kind(value: str) -> str:
    """The kind of the content of a text element."""
    if is_kind(value):
        return value
    inner = _structure().get(value, {}).get("#text", "")
    return inner if is_kind(inner) else ""


def _names(space: str, step: str) -> Iterator[str]:
    """How the table of structure may spell a step of a path."""
    yield step
    yield f"{space}:{step}"

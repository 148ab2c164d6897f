"""Answers: to which datasets they apply, which field they fill, and what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crosswalk.context.slots import Slot
from crosswalk.core import numbers
from crosswalk.core.errors import InputError
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.core.text import has_han
from crosswalk.formats.codecs import truth_text
from crosswalk.formats.ilcd.types import type_of

ALL = "all"
_REFERENCE = re.compile(r"^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[\s_]+(\d\d\.\d\d(?:\.\d{3})?))?\s*(.*)$")
_STEP = re.compile(r"^([a-z_]+)(?:\[(\d+)\])?$")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: ``scope`` is ``all`` or the UUID of one dataset, ``kind`` a kind of dataset."""

    scope: str
    kind: str
    path: str
    value: str = ""
    zh: str = ""
    en: str = ""
    replace: bool = False
    place: Place = field(default_factory=Place)

    @property
    def steps(self) -> tuple[tuple[str, int | None], ...]:
        """The names of the path, each with the position (from 1) that it names in a list.

        Raises InputError (XW-Q010) for what is no path.
        """
        found: list[tuple[str, int | None]] = []
        for step in self.path.split("."):
            hit = _STEP.match(step)
            if hit is None or hit.group(2) == "0":
                raise InputError("XW-Q010", self.place, path=self.path, kind=self.kind)
            found.append((hit.group(1), int(hit.group(2)) if hit.group(2) else None))
        return tuple(found)

    @property
    def plain_path(self) -> str:
        """The path without positions."""
        return ".".join(name for name, _ in self.steps)


@dataclass(frozen=True, slots=True)
class Context:
    """All answers of a form."""

    answers: tuple[Answer, ...] = ()

    def of(self, kind: str, uuid: str) -> tuple[Answer, ...]:
        """The answers for one dataset: those for it alone go before those for all of its kind."""
        own = {answer.path: answer for answer in self.answers if answer.kind == kind and answer.scope == uuid}
        common = [
            answer for answer in self.answers if answer.kind == kind and answer.scope == ALL and answer.path not in own
        ]
        return (*own.values(), *common)


def parse(answer: Answer, slot: Slot) -> Any:
    """The value of an answer as plain model data.

    Raises InputError naming the cell: XW-Q011 (not one of the choices), XW-Q012 (no number, truth value or whole
    number), XW-Q013 (no reference).
    """
    if slot.takes == "text":
        given = (("zh", answer.zh), ("en", answer.en))
        items = tuple((language, text) for language, text in given if text)
        return {"items": items or ((None, answer.value),)}
    text = answer.value or answer.en or answer.zh
    if slot.choices and text not in slot.choices:
        raise InputError("XW-Q011", answer.place, text=text, path=answer.path, choices=slot.choices)
    if slot.takes == "reference":
        return _reference(answer, slot, text)
    try:
        if slot.takes == "number":
            return {"value": numbers.parse(text).value, "raw": text}
        if slot.takes == "whole":
            return int(text)
        return truth_text.decode(text) if slot.takes == "truth" else text
    except ValueError:
        raise InputError("XW-Q012", answer.place, text=text, path=answer.path, takes=slot.takes) from None


def roles() -> Mapping[str, Mapping[str, str]]:
    """Datasets of the ILCD world by the role under which an answer may name them."""
    return {row["role"]: row for row in table("ilcd/datasets.csv")}


def _reference(answer: Answer, slot: Slot, text: str) -> dict[str, Any]:
    role = roles().get(text)
    if role is not None:
        kind, uuid, version, name = role["kind"], role["uuid"], role["version"], role["name_en"]
    else:
        hit = _REFERENCE.match(text.strip())
        if hit is None or not slot.refers_to:
            raise InputError("XW-Q013", answer.place, text=text, path=answer.path, roles=list(roles()))
        kind, (uuid, version, name) = f"{slot.refers_to} data set", hit.groups()
    folder = type_of(kind.removesuffix(" data set"))["folder"]
    found: dict[str, Any] = {"kind": kind, "id": uuid, "uri": f"../{folder}/{uuid}.xml"}
    if version:
        found["version"] = version
    if name:
        found["name"] = {"items": ((_language(name), name),)}
    return found


def _language(text: str) -> str:
    return "zh" if has_han(text) else "en"

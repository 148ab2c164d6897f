"""What an answer says, as plain model data: checked against type, choices, pattern and length; nothing is guessed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from crosswalk.checks.datasets.values import checker
from crosswalk.context.answers import Answer
from crosswalk.context.roles import roles
from crosswalk.context.slots import Slot
from crosswalk.core import numbers
from crosswalk.core.errors import InputError
from crosswalk.core.text import has_han
from crosswalk.formats.codecs import truth_text
from crosswalk.formats.ilcd.types import type_of

_REFERENCE = re.compile(
    r"^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[\s_]+(\d\d\.\d\d(?:\.\d{3})?))?(?:\s+(.+))?$"
)
_WHOLE = re.compile(r"^[+-]?[0-9]{1,18}$")
SUFFIX = " data set"
"""What stands behind the kind of dataset in an ILCD reference."""


def is_for(answer: Answer, slot: Slot) -> bool:
    """Whether an answer stands in the columns of a field's type: texts and all else have columns of their own."""
    return (slot.takes == "text") == (not answer.value)


@lru_cache(maxsize=4096)
def parse(answer: Answer, slot: Slot) -> Any:
    """The value of an answer as plain model data.

    Raises InputError naming the cell: XW-Q011 (not one of the choices), XW-Q012 (no number, truth value or whole
    number), XW-Q013 (no reference), XW-Q015 (pattern, digits or length broken), XW-Q016 (in the wrong column).
    """
    if slot.takes == "text":
        return _texts(answer, slot)
    if answer.zh or answer.en or not is_for(answer, slot):
        raise InputError("XW-Q016", answer.place, path=answer.path, takes=slot.takes)
    text = answer.value
    if slot.choices and text not in slot.choices:
        raise InputError("XW-Q011", answer.place, text=text, path=answer.path, choices=" | ".join(slot.choices))
    if slot.takes == "reference":
        return _reference(answer, slot, text)
    try:
        value = _plain_value(slot.takes, text)
    except ValueError:
        raise InputError("XW-Q012", answer.place, text=text, path=answer.path, takes=slot.takes) from None
    _check(answer, slot, ("true" if value else "false") if isinstance(value, bool) else text)
    return value


def _plain_value(takes: str, text: str) -> Any:
    if takes == "number":
        return {"value": numbers.parse(text).value, "raw": text}
    if takes == "whole":
        if _WHOLE.match(text) is None:
            raise ValueError(text)
        return int(text)
    return truth_text.decode(text) if takes == "truth" else text


def _texts(answer: Answer, slot: Slot) -> dict[str, Any]:
    """The texts of both languages; one without a language would be read as English."""
    if not is_for(answer, slot):
        raise InputError("XW-Q016", answer.place, path=answer.path, takes=slot.takes)
    items = tuple((language, text) for language, text in (("zh", answer.zh), ("en", answer.en)) if text)
    for _, text in items:
        _check(answer, slot, text)
    return {"items": items}


def _check(answer: Answer, slot: Slot, text: str) -> None:
    problem = checker(slot.value)(text) if slot.value else None
    if problem is not None:
        raise InputError("XW-Q015", answer.place, text=text[:60], path=answer.path, limit=problem.limit)


def _reference(answer: Answer, slot: Slot, text: str) -> dict[str, Any]:
    """A reference from a role, or from UUID, version and name. The role's dataset must be of the kind that is asked."""
    role = roles().get(text)
    if role is not None:
        kind, uuid, version, name = role["kind"], role["uuid"], role["version"], role["name_en"]
    else:
        hit = _REFERENCE.match(text)
        if hit is None or not slot.refers_to:
            raise InputError("XW-Q013", answer.place, text=text, path=answer.path, roles=list(roles()))
        kind, (uuid, version, name) = f"{slot.refers_to}{SUFFIX}", hit.groups()
    if slot.refers_to and kind != f"{slot.refers_to}{SUFFIX}":
        raise InputError("XW-Q013", answer.place, text=text, path=answer.path, roles=list(roles()))
    folder = type_of(kind.removesuffix(SUFFIX))["folder"]
    found: dict[str, Any] = {"kind": kind, "id": uuid, "uri": f"../{folder}/{uuid}.xml"}
    if version:
        found["version"] = version
    if name:
        found["name"] = {"items": (("zh" if has_han(name) else "en", name),)}
    return found

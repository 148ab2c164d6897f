"""Questions: what a dataset lacks, who can answer, why it is asked, and how many datasets one answer serves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel

from crosswalk.context.blocks import is_about
from crosswalk.context.paths import Step, parse_path, plain_path
from crosswalk.context.roles import roles
from crosswalk.context.slots import key_of
from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import Words, finding
from crosswalk.core.tables import path_of, read_table, table
from crosswalk.model.base import identified


@dataclass(frozen=True, slots=True)
class Demand:
    """One question and how many datasets one answer serves."""

    kind: str
    path: str
    field: str
    who: str
    datasets: int = 1
    why: str = ""
    """What asks for it, in both languages."""
    scope: str = ""
    """The UUID of the dataset where only one lacks the field, else empty."""


def check_levels(levels: Iterable[str]) -> tuple[str, ...]:
    """The levels as given. Raises UsageError (XW-Q027) for one that no table names."""
    known = [row["level"] for row in table("context/levels.csv")]
    for level in levels:
        if level not in known:
            raise UsageError("XW-Q027", None, level=level, known=known)
    return tuple(levels)


def unstated(model: BaseModel, kind: str, levels: Iterable[str]) -> list[Finding]:
    """What a dataset does not state and a level demands: one finding (XW-Q030) of kind missing for each field."""
    uuid = identified(model).uuid
    return [
        finding("XW-Q030", dataset=uuid, kind=kind, path=path, field=words, who=who, level=level, why=_why(level))
        for level in levels
        for path, words, who in _fields(path_of("context/fields.csv"), level, kind)
        if lacks(model, path)
    ]


@cache
def _fields(path: Path, level: str, kind: str) -> tuple[tuple[str, Words, str], ...]:
    return tuple(
        (row["path"], Words(row["zh"], row["en"]), row["who"])
        for row in read_table(path)
        if row["level"] == level and kind in row["kinds"].split("|")
    )


def _why(level: str) -> Words:
    return next(Words(row["zh"], row["en"]) for row in table("context/levels.csv") if row["level"] == level)


def unit_of(kind: str, path: str) -> str:
    """The unit in which a field is answered; empty where it has none of its own."""
    steps = parse_path(path)
    plain = plain_path(steps) if steps else path
    return next(
        (
            row["unit"]
            for row in table("context/fields.csv")
            if row["path"] == plain and kind in row["kinds"].split("|")
        ),
        "",
    )


def lacks(model: BaseModel, path: str) -> bool:
    """Whether a field is empty: in any item of the lists on its way, or of all if there is no item."""
    steps = parse_path(path)
    return steps is None or any(value in (None, "", ()) for value in _values(model, steps, ""))


def _values(value: object, steps: tuple[Step, ...], path: str) -> Iterator[object]:
    if not steps or value is None:
        yield value
        return
    step, rest = steps[0], steps[1:]
    inner = getattr(value, step.name, None)
    path = f"{path}.{step.name}".lstrip(".")
    if not isinstance(inner, tuple) or not rest:
        yield from _values(inner, rest, path)
        return
    items = [item for item in inner if step.key is None or _is_about(item, step.key, path)]
    if not items:
        yield None
    for item in items:
        yield from _values(item, rest, path)


def _is_about(item: object, key: str, path: str) -> bool:
    """Whether an item of a list is the one that a key names."""
    value = getattr(item, key_of(path) or "", None)
    wanted: Mapping[str, str] = roles().get(key, {})
    return is_about(getattr(value, "id", value), wanted.get("uuid", key))

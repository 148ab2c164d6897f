"""The modules of EN 15804, and which one a text means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crosswalk.core.tables import path_of, read_table
from crosswalk.model.indicator import plain_text

_TABLE = "stages/en15804.csv"


@dataclass(frozen=True, slots=True)
class Module:
    """A module of EN 15804, or a group of modules and the members that it is the sum of."""

    code: str
    members: tuple[str, ...]
    listed: bool
    """Whether it is in the binding list of the declaration format."""


def modules() -> Mapping[str, Module]:
    """The modules of EN 15804 by code, in the order of the life cycle."""
    return _modules(path_of(_TABLE))


def stage(text: str) -> str | None:
    """The code of a module in any of its spellings (``A1A2A3``, ``A1–A3``, ``a1 - a3``), or None."""
    return text if text in modules() else _spellings(path_of(_TABLE)).get(_key(text))


def is_listed(code: str) -> bool:
    """Whether a module code is in the binding list of the declaration format."""
    found = modules().get(code)
    return found is not None and found.listed


@cache
def _modules(path: Path) -> Mapping[str, Module]:
    rows = read_table(path)
    return {row["code"]: Module(row["code"], _split(row["members"]), row["listed"] == "yes") for row in rows}


@cache
def _spellings(path: Path) -> Mapping[str, str]:
    rows = read_table(path)
    return {_key(text): row["code"] for row in rows for text in (row["code"], *_split(row["spellings"]))}


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _key(text: str) -> str:
    return re.sub(r"\s+", "", plain_text(text).replace("~", "-"))

"""Paths of answers: the fields that lead to a value, with the items that they mean in lists.

``compliance[compliance:ef31].overall``, ``reviews[1].details``, ``exchanges.derivation``: in brackets stands a
position (from 1) or what the item is about; a list without brackets means each of its items.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crosswalk.context.roles import roles

_STEP = re.compile(r"([a-z_]+)(?:\[([^\[\]]+)\])?(?:\.(?=.)|$)")


@dataclass(frozen=True, slots=True)
class Step:
    """One field of a path: its name, and the position or the name of an item of its list."""

    name: str
    position: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        chosen = self.key if self.position is None else str(self.position)
        return self.name if chosen is None else f"{self.name}[{chosen}]"


@lru_cache(maxsize=4096)
def parse_path(path: str) -> tuple[Step, ...] | None:
    """The steps of a path; None for a text that is none."""
    found: list[Step] = []
    spot = 0
    while spot < len(path):
        hit = _STEP.match(path, spot)
        if hit is None or hit.group(2) == "0":
            return None
        found.append(_step(hit.group(1), hit.group(2)))
        spot = hit.end()
    return tuple(found) or None


def _step(name: str, chosen: str | None) -> Step:
    if chosen is not None and chosen.isascii() and chosen.isdigit():
        return Step(name, int(chosen))
    return Step(name, None, chosen)


def plain_path(steps: tuple[Step, ...]) -> str:
    """The path without what it says of items."""
    return ".".join(step.name for step in steps)


def canonical_path(steps: tuple[Step, ...]) -> str:
    """One spelling for all paths to the same place: roles become the UUIDs of their datasets."""
    return ".".join(str(Step(step.name, step.position, _identity(step.key))) for step in steps)


def _identity(key: str | None) -> str | None:
    return key if key is None or key not in roles() else roles()[key]["uuid"]

"""How much leaves: ``buyer`` < ``verifier`` < ``internal``, by the table ``mappings/disclosure``.

The level governs payloads, sidecars, kept fragments, ledgers and reports alike: a part of the model that
is withheld never reaches the target, and its texts never reach an entry of the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from crosswalk.core.tables import table

LEVELS = ("buyer", "verifier", "internal")


@cache
def _rules(kind: str) -> tuple[tuple[tuple[str, ...], int], ...]:
    rows = (row for row in table("disclosure/levels.csv") if row["kind"] == kind)
    return tuple((tuple(row["path"].split("/")) if row["path"] else (), LEVELS.index(row["level"])) for row in rows)


def needs(kind: str, pointer: str) -> int:
    """The lowest level (0 buyer … 2 internal) at which a model pointer is passed on."""
    steps = tuple(pointer.split("/")) if pointer else ()
    best: tuple[int, int] = (-1, len(LEVELS) - 1)
    for path, level in _rules(kind):
        if steps[: len(path)] == path and len(path) > best[0]:
            best = (len(path), level)
    return best[1]


def is_disclosed(kind: str, pointer: str, level: str) -> bool:
    """Whether a model pointer may leave at a level."""
    return level == LEVELS[-1] or needs(kind, pointer) <= LEVELS.index(level)


def disclose(kind: str, data: Mapping[str, Any], level: str) -> dict[str, Any]:
    """Plain data of a dataset with only what may leave at the level.

    A process keeps its reference exchanges at every level: without them a result has no unit.
    """
    if level == LEVELS[-1]:
        return dict(data)
    found = _pruned(kind, data, "", level)
    assert isinstance(found, dict)
    if kind == "process" and "exchanges" not in found:
        wanted = data.get("quantitative_reference", {}).get("reference_flows", ())
        kept = tuple(item for item in data.get("exchanges", ()) if item.get("internal_id") in wanted)
        if kept:
            found["exchanges"] = kept
    return found


def _pruned(kind: str, data: Any, path: str, level: str) -> Any:
    if not isinstance(data, Mapping):
        return data
    kept: dict[str, Any] = {}
    for name, value in data.items():
        here = f"{path}/{name}" if path else name
        if is_disclosed(kind, here, level):
            kept[name] = _pruned(kind, value, here, level)
        elif isinstance(value, Mapping) and (inner := _pruned(kind, value, here, level)):
            kept[name] = inner
    return kept

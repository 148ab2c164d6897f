"""Climate results by module of EN 15804 and by stage of GB/T 24067: what stands for what, and sums of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crosswalk.core.numbers import sum_exact
from crosswalk.core.tables import table

GATE = ("A1", "A2", "A3")
WHOLE_GATE = "A1-A3"
BEYOND = "D"
"""Benefits beyond the boundary: never part of a total."""


@dataclass(frozen=True, slots=True)
class Part:
    """A declared amount of greenhouse gases, and its place among the results."""

    amount: Mapping[str, Any]
    spot: int
    converted: bool = False
    """Whether the amount stands in another unit than it was declared in."""


def stage_members() -> Mapping[str, tuple[str, ...]]:
    """The modules of each stage of GB/T 24067, from ``mappings/stages/relations.csv``."""
    found: dict[str, tuple[str, ...]] = {}
    for row in table("stages/relations.csv"):
        if row["scheme"] == "gbt24067" and row["stage"] and row["relation"] != "outside" and "-" not in row["module"]:
            found[row["stage"]] = (*found.get(row["stage"], ()), row["module"])
    return found


def total_of(parts: Iterable[Part]) -> dict[str, Any]:
    """The sum, exact; the source's own characters where there is one part."""
    found = [part.amount for part in parts]
    if len(found) == 1:
        return dict(found[0])
    unit = next((amount["unit"] for amount in found if amount.get("unit")), None)
    return {"value": sum_exact(amount["value"] for amount in found)} | ({"unit": unit} if unit else {})


def gate(values: Mapping[str, Part]) -> tuple[str, ...]:
    """The modules from cradle to gate: the declared A1-A3, else all three; none where one is missing."""
    if WHOLE_GATE in values:
        return (WHOLE_GATE,)
    return GATE if all(module in values for module in GATE) else ()


def counted(values: Mapping[str, Part]) -> list[str]:
    """The modules that a total is the sum of: up to the gate, then those that lie in a stage."""
    later = {module for members in stage_members().values() for module in members} - {*GATE}
    return [*gate(values), *(module for module in values if module in later)]

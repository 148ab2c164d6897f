"""Names of elementary flows as methods write them: substance, and the unit that a factor holds for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crosswalk.core.units import resolve

_QUALIFIER = re.compile(r"\s*\(.*|,\s.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FlowName:
    """The name of a flow taken apart."""

    name: str
    unit: str = ""
    """The code of the unit; empty where the name states none."""
    compartment: str = ""


def take_apart(text: str) -> FlowName:
    """The parts of a name such as ``propane (Mass, kg, Emissions to air, unspecified (long-term))``.

    The factors of the EF 3.1 methods name their flows so: flow property, unit and compartment in the last brackets
    (READ in the datasets). Brackets whose second word is no unit belong to the name, as in ``chromium (VI)``.
    """
    flat = text.strip()
    start = _last_bracket(flat)
    if start < 0:
        return FlowName(flat)
    words = [word.strip() for word in flat[start + 1 : -1].split(",")]
    unit = resolve(words[1]) if len(words) > 1 else None
    if unit is None:
        return FlowName(flat)
    return FlowName(flat[:start].strip(), unit.code, ", ".join(words[2:]))


def _last_bracket(text: str) -> int:
    """Where the bracket opens that the last character closes; -1 where there is none."""
    if not text.endswith(")"):
        return -1
    depth = 0
    for spot in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[spot], 0)
        if depth == 0:
            return spot
    return -1


def substance(text: str) -> str:
    """A name without what tells variants apart: ``Methane, biogenic`` and ``methane (fossil)`` are both ``methane``."""
    name = take_apart(text).name
    return (_QUALIFIER.sub("", name).strip() or name).casefold()

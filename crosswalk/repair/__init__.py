"""Repairs of ILCD trees: named, listed, undoable from their record. Nothing is invented, nothing dropped unsaid.

``safe`` repairs change no value and lose nothing; ``listed`` adds those that change a value or take a
decision. Both edit the tree in place; comments, unknown extensions, prefixes and layout stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crosswalk.core.places import Place
from crosswalk.repair.case import Surroundings, examine
from crosswalk.repair.catalogue import Entry, Finder, entries, finders
from crosswalk.repair.fix import place_of
from crosswalk.repair.note import note
from crosswalk.repair.references import flow_references
from crosswalk.repair.stub import stub_flow

LEVELS = ("off", "safe", "listed")
"""The levels of repair, from none to all."""

__all__ = [
    "LEVELS",
    "Entry",
    "Repair",
    "Surroundings",
    "count_safe",
    "entries",
    "note",
    "repair",
    "stub_flow",
    "stubs",
]

_ALONE = Surroundings()


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair of one place: its code, where it was before the repair, and the texts before and after."""

    code: str
    place: Place
    before: str | None
    after: str | None


def repair(root: Any, kind: str, level: str, surroundings: Surroundings = _ALONE) -> list[Repair]:
    """Repair a dataset's tree in place, in the order of the catalogue, and return what was done.

    ``level``: one of LEVELS. A second run does nothing more. XW-R054 (a stub flow is due) edits nothing: it
    comes as long as the package lacks the flow.
    """
    if level == "off":
        return []
    chosen = finders(level, kind)
    editing = [(code, find) for code, find in chosen if entries()[code].edits]
    done = _pass(root, kind, chosen, surroundings)
    found = any(entries()[item.code].edits for item in done)
    while found:
        more = _pass(root, kind, editing, surroundings)
        done.extend(more)
        found = bool(more)
    return done


def _pass(root: Any, kind: str, chosen: Sequence[tuple[str, Finder]], surroundings: Surroundings) -> list[Repair]:
    """The repairs of one pass, each made before the next is looked for.

    What a pass leaves behind, such as an emptied container, the next one finds.
    """
    case = examine(root, kind, surroundings)
    done: list[Repair] = []
    for code, find in chosen:
        for fix in find(case):
            done.append(Repair(code, place_of(fix, kind), fix.before, fix.after))
            fix.apply()
    return done


def count_safe(root: Any, kind: str) -> int:
    """How many repairs ``safe`` would make; nothing is edited."""
    case = examine(root, kind, _ALONE)
    if case.is_sound:
        return 0
    return sum(1 for _, find in finders("safe", kind) for _ in find(case))


def stubs(root: Any, kind: str, surroundings: Surroundings) -> Iterator[tuple[str, Any]]:
    """UUID and tree of a stub flow for every flow that a process refers to and the package lacks, each once.

    Flows that a mapping relinks are left out: relink first, by ``repair``.
    """
    seen: set[str] = set()
    for reference in flow_references(root, kind, surroundings):
        uuid = reference.get("refObjectId")
        if uuid not in seen and uuid not in surroundings.relinks:
            seen.add(uuid)
            yield uuid, stub_flow(reference, reference.getparent())

"""What a package says of its flows: type, names, compartments, and the unit by three references."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Self

from crosswalk.core.units import resolve
from crosswalk.index import Facts
from crosswalk.index.package import rank_of

ELEMENTARY = "Elementary flow"
"""ILCD 1.1, FlowTypeValues: the type of flow that methods characterise."""
FLOW, PROPERTY, UNIT_GROUP = "flow", "flow property", "unit group"
KINDS = (FLOW, PROPERTY, UNIT_GROUP)
CACHE_KIB = 16384
HELD = 20000
"""Flows that are held in memory; an inventory repeats a few hundred."""
_TABLES = """
CREATE TABLE flow (uuid TEXT, rank INTEGER, type TEXT, names TEXT, compartments TEXT, next TEXT);
CREATE TABLE step (kind TEXT, uuid TEXT, rank INTEGER, next TEXT, unit TEXT);
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS by_flow ON flow (uuid, rank DESC);
CREATE INDEX IF NOT EXISTS by_step ON step (uuid, kind, rank DESC);
"""


@dataclass(frozen=True, slots=True)
class FlowFacts:
    """One flow of a package. ``type`` is empty where the flow states none, ``unit`` where no reference leads to one."""

    type: str
    names: tuple[str, ...] = ()
    compartments: tuple[str, ...] = ()
    unit: str = ""
    """The code of the reference unit of the flow's reference property, or its name where it has no code."""


class FlowShelf:
    """The flows of a package and their way to the unit (flow, flow property, unit group), in a temporary database.

    Of several versions the newest counts. Use as a context manager, or ``close`` it.
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{CACHE_KIB};")
        self._base.executescript(_TABLES + "BEGIN;")
        self._ready = False
        self._known: dict[str, FlowFacts | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the temporary database back."""
        self._base.close()

    def add(self, facts: Facts) -> None:
        """Enter a flow, flow property or unit group; other datasets say nothing of units."""
        rank, after = rank_of(facts.version), facts.next_unit.id if facts.next_unit else ""
        if facts.kind == FLOW:
            names = "\n".join(name for _, name in facts.names)
            row = (facts.uuid, rank, facts.flow_type, names, "\n".join(facts.compartments), after)
            self._base.execute("INSERT INTO flow VALUES (?,?,?,?,?,?)", row)
        elif facts.kind in KINDS:
            self._base.execute(
                "INSERT INTO step VALUES (?,?,?,?,?)", (facts.kind, facts.uuid, rank, after, facts.reference_unit)
            )
        self._ready = False
        self._known.clear()

    def of(self, uuid: str) -> FlowFacts | None:
        """What the package says of a flow; None for a flow that it does not hold."""
        if uuid not in self._known:
            if len(self._known) >= HELD:
                self._known.clear()
            self._known[uuid] = self._read(uuid)
        return self._known[uuid]

    def unit_of(self, property_id: str) -> str:
        """The name of the reference unit of a flow property; empty where the package leads to none."""
        self._index()
        return self._step(UNIT_GROUP, self._step(PROPERTY, property_id)[0])[1]

    def _index(self) -> None:
        if not self._ready:
            self._base.executescript(_INDEXES)
            self._ready = True

    def _read(self, uuid: str) -> FlowFacts | None:
        self._index()
        query = "SELECT type, names, compartments, next FROM flow WHERE uuid=? ORDER BY rank DESC"
        row = self._base.execute(query, (uuid,)).fetchone()
        if row is None:
            return None
        group = self._step(PROPERTY, row[3])[0]
        names, compartments = (tuple(part.split("\n")) if part else () for part in row[1:3])
        unit = self._step(UNIT_GROUP, group)[1]
        known = resolve(unit) if unit else None
        return FlowFacts(row[0], names, compartments, known.code if known else unit)

    def _step(self, kind: str, uuid: str) -> tuple[str, str]:
        """The next UUID and the unit of one step; empty where the step is not in the package."""
        query = "SELECT next, unit FROM step WHERE uuid=? AND kind=? ORDER BY rank DESC"
        row = self._base.execute(query, (uuid, kind)).fetchone() if uuid else None
        return (str(row[0]), str(row[1])) if row else ("", "")

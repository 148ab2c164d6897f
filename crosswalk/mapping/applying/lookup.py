"""What mapping tables say of a flow: by its identifier, else by name, context and unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from crosswalk.core.units import resolve
from crosswalk.mapping.applying.decision import FlowUse
from crosswalk.mapping.compartments import classify
from crosswalk.mapping.table import NOT, FlowMapping, MappingTable, Verdict
from crosswalk.mapping.tables.checks.subject import family_of, normalised


@dataclass(frozen=True, slots=True)
class Said:
    """The rows of one table about one flow."""

    table: str
    rows: tuple[FlowMapping, ...] = ()
    """Rows that apply."""
    open: tuple[FlowMapping, ...] = ()
    """Rows that a person must look at before they apply."""
    denied: frozenset[str] = frozenset()
    """Targets that the flow is not."""
    none: bool = False
    """Whether the table says that the target list has no such flow."""

    @property
    def decides(self) -> bool:
        """Whether the table takes a stand beyond denials."""
        return bool(self.rows or self.open or self.none)


NOTHING = Said("")


@dataclass
class _Shelf:
    name: str
    family: str
    by_id: dict[str, list[FlowMapping]] = field(default_factory=dict)
    by_name: dict[str, list[FlowMapping]] = field(default_factory=dict)


class TableLookup:
    """Tables in the order of their weight: the first that takes a stand on a flow decides."""

    def __init__(self, tables: Iterable[tuple[str, MappingTable]] = ()) -> None:
        self._shelves = [_shelved(name, table) for name, table in tables]

    def by_id(self, use: FlowUse) -> Said:
        """What the tables say of the flow's identifier."""
        uuid = use.uuid.lower()
        return self._first(shelf_said(shelf, shelf.by_id.get(uuid, ()), use) for shelf in self._shelves if uuid)

    def by_name(self, use: FlowUse) -> Said:
        """What the tables say of the flow's names in its context and unit."""
        return self._first(self._named(shelf, use) for shelf in self._shelves)

    def _first(self, said: Iterator[Said]) -> Said:
        denied: set[str] = set()
        for one in said:
            denied |= one.denied
            if one.decides:
                return Said(one.table, one.rows, one.open, frozenset(denied), one.none)
        return Said("", denied=frozenset(denied)) if denied else NOTHING

    def _named(self, shelf: _Shelf, use: FlowUse) -> Said:
        keys = dict.fromkeys(normalised(text) for _, text in use.names if text)
        ranked: dict[int, list[FlowMapping]] = {}
        for row in (row for key in keys for row in shelf.by_name.get(key, ())):
            if (rank := _rank(row, use, shelf.family)) is not None:
                ranked.setdefault(rank, []).append(row)
        return shelf_said(shelf, ranked[min(ranked)], use) if ranked else NOTHING


def _shelved(name: str, table: MappingTable) -> _Shelf:
    shelf = _Shelf(name, family_of(table.head.source_list))
    for row in table.rows:
        if row.source.id:
            shelf.by_id.setdefault(row.source.id.lower(), []).append(row)
        if row.source.name:
            shelf.by_name.setdefault(normalised(row.source.name), []).append(row)
    return shelf


def shelf_said(shelf: _Shelf, rows: Iterable[FlowMapping], use: FlowUse) -> Said:
    """The rows of a table sorted by what they say; those for another location are none of the flow's."""
    own = [row for row in rows if row.source.location in ("", use.location)]
    placed = [row for row in own if row.source.location]
    own = placed or own
    denied = {row.target.id for row in own if row.modifier == NOT or row.decision is Verdict.REJECTED}
    others = [row for row in own if row.modifier != NOT and row.decision is not Verdict.REJECTED]
    return Said(
        shelf.name,
        tuple(_distinct(row for row in others if row.decision.applies and (row.target.id or row.target.name))),
        tuple(row for row in others if row.decision in (Verdict.REVIEW, Verdict.UNSURE)),
        frozenset(denied),
        any(row.decision is Verdict.NO_TARGET for row in others),
    )


def _distinct(rows: Iterable[FlowMapping]) -> Iterator[FlowMapping]:
    """Rows that say the same once."""
    seen: set[object] = set()
    for row in rows:
        key = (row.target.id or normalised(row.target.name), row.factor, row.basis)
        if key not in seen:
            seen.add(key)
            yield row


def _rank(row: FlowMapping, use: FlowUse, family: str) -> int | None:
    """How well a row of the flow's name fits its context, 0 best; None where context or unit are others."""
    if not _same_dimension(row.source.unit, use.unit):
        return None
    if not row.source.context:
        return 2
    if normalised(row.source.context) == normalised(use.context):
        return 0
    own = classify(use.context, use.family, use.name)
    return 1 if own and own == classify(row.source.context, family, row.source.name) else None


def _same_dimension(left: str, right: str) -> bool:
    """Whether a row's unit can be meant; units that are not stated stand in nobody's way."""
    if not left or not right or left == right:
        return True
    one, other = resolve(left), resolve(right)
    return one is not None and other is not None and one.dimension == other.dimension

"""The results of an EPD process as cells with a key: indicator, method, module and scenario, each with its pointer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from crosswalk.model.base import Amount
from crosswalk.model.epd import Cell, CellState, ModuleResult
from crosswalk.model.indicator import indicators
from crosswalk.model.methods import MethodEvidence, method_evidence
from crosswalk.model.process import Exchange, LciaResult, Process
from crosswalk.model.resolution import Clue, Resolved, resolve

UNRESOLVED = "unresolved:"
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of the process: an exchange or an LCIA result that has results by module."""

    pointer: str
    """Such as ``lcia_results/3``."""
    uuid: str
    clue: Clue
    resolved: Resolved
    modules: tuple[ModuleResult, ...]
    mean: Amount | None = None

    @property
    def subject(self) -> str:
        """The member of the row that names its indicator."""
        return "method" if self.pointer.startswith("lcia_results") else "flow"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One result: its key, its cell, and where both stand in the process."""

    indicator: str
    method: str | None
    stage: str
    scenario: str | None
    cell: Cell
    row: Row
    pointer: str

    @property
    def key(self) -> tuple[str, str | None, str, str | None]:
        """What is unique among the results."""
        return self.indicator, self.method, self.stage, self.scenario


@dataclass(slots=True)
class Results:
    """Every result of a process, the evidence for the version of the methods, and second results for one key."""

    rows: list[Row]
    cells: list[ResultRow] = field(default_factory=list)
    evidence: MethodEvidence = field(default_factory=MethodEvidence)
    collisions: list[tuple[ResultRow, ResultRow]] = field(default_factory=list)


def results_of(process: Process, *, totals: bool = False) -> Results:
    """The results of a process. An indicator that is not resolved is called ``unresolved:`` and its UUID.

    A module counts as it is spelt: that ``A1A2A3`` means A1-A3 is for a finding to suggest.
    A second result for a key keeps its own UUID as indicator and is listed as a collision: nothing is overwritten.
    With ``totals`` the mean amounts of LCIA results count as well: an EPD has zeros there that mean nothing, a climate
    data sheet has the results over its whole boundary.
    """
    rows = [*_rows(process, totals)]
    compliance = [item.system.id for item in process.compliance if item.system is not None and item.system.id]
    found = Results(rows, evidence=method_evidence((row.resolved for row in rows), compliance))
    first: dict[tuple[str, str | None, str, str | None], ResultRow] = {}
    for row in rows:
        indicator, method = _named(row, found.evidence)
        if totals and row.mean is not None:
            cell = Cell(value=row.mean.value, raw=row.mean.raw)
            found.cells.append(ResultRow(indicator, method, TOTAL, None, cell, row, f"{row.pointer}/mean"))
        for spot, result in enumerate(row.modules):
            module = (result.module or "").strip()
            cell = result.cell or Cell(state=CellState.EMPTY)
            pointer = f"{row.pointer}/modules/{spot}"
            made = ResultRow(indicator, method, module, result.scenario, cell, row, pointer)
            if (other := first.get(made.key)) is not None:
                made = _apart(made, first)
                found.collisions.append((other, made))
            first[made.key] = made
            found.cells.append(made)
    return found


def _rows(process: Process, totals: bool) -> Iterator[Row]:
    for spot, exchange in enumerate(process.exchanges):
        if exchange.modules:
            kind = (exchange.direction or "").lower()
            yield _row(f"exchanges/{spot}", exchange, kind if kind in ("input", "output") else None)
    for spot, result in enumerate(process.lcia_results):
        if result.modules or (totals and result.mean is not None):
            yield _row(f"lcia_results/{spot}", result, "lcia")


def _row(pointer: str, item: Exchange | LciaResult, kind: str | None) -> Row:
    reference = item.flow if isinstance(item, Exchange) else item.method
    group = item.unit_group
    names = tuple(reference.name.items) if reference is not None and reference.name is not None else ()
    label = group.name.best("en") if group is not None and group.name is not None else ""
    uuid = (reference.id if reference is not None else None) or ""
    clue = Clue(
        uuid or None,
        reference.version if reference is not None else None,
        names,
        label or None,
        group.id if group is not None else None,
        kind,
    )
    mean = item.mean if isinstance(item, LciaResult) and item.mean is not None and item.mean.value is not None else None
    return Row(pointer, uuid, clue, resolve(clue), item.modules, mean)


def _named(row: Row, evidence: MethodEvidence) -> tuple[str, str | None]:
    resolved = row.resolved
    if resolved.id is None:
        return f"{UNRESOLVED}{row.uuid}", None
    if indicators()[resolved.id].kind != "lcia":
        return resolved.id, None
    return resolved.id, resolved.method or evidence.method


def _apart(row: ResultRow, taken: dict[tuple[str, str | None, str, str | None], ResultRow]) -> ResultRow:
    """The same result under a key of its own."""
    count = 1
    while True:
        mark = f"{UNRESOLVED}{row.row.uuid}" + (f"#{count}" if count > 1 else "")
        made = ResultRow(mark, row.method, row.stage, row.scenario, row.cell, row.row, row.pointer)
        if made.key not in taken:
            return made
        count += 1

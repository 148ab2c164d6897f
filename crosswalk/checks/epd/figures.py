"""Results as the checks see them, whatever they were read from: a key, a number or a state, a place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crosswalk.core.places import Place
from crosswalk.model.declaration import ResultCell
from crosswalk.model.epd import CellState
from crosswalk.model.results import ResultRow

Where = Callable[[str], Place]
"""Where a pointer into the model stands in the source."""
Column = tuple[str | None, str, str | None]
"""Method, module, scenario: what the figures of one column share."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One result."""

    indicator: str
    method: str | None
    module: str
    scenario: str | None
    state: CellState
    value: Decimal | None
    raw: str | None
    pointer: str

    @property
    def column(self) -> Column:
        """What the figures of one module and scenario share."""
        return self.method, self.module, self.scenario

    @property
    def number(self) -> Decimal:
        """The value of a figure that is a number."""
        assert self.value is not None
        return self.value


def of_rows(rows: Iterable[ResultRow]) -> Iterator[Figure]:
    """The figures of an EPD process."""
    for row in rows:
        cell = row.cell
        pointer = f"{row.pointer}/cell"
        yield Figure(row.indicator, row.method, row.stage, row.scenario, cell.state, cell.value, cell.raw, pointer)


def of_cells(cells: Sequence[ResultCell]) -> Iterator[Figure]:
    """The figures of a declaration."""
    for spot, cell in enumerate(cells):
        amount = cell.amount
        value, raw = (amount.value, amount.raw) if amount is not None else (None, None)
        pointer = f"results/{spot}/amount"
        yield Figure(cell.indicator, cell.method, cell.stage, cell.scenario, cell.state, value, raw, pointer)


class Sheet:
    """The figures of one declaration, by indicator and column."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self.figures = tuple(figures)
        self.by_indicator: dict[str, dict[Column, Figure]] = {}
        for figure in self.figures:
            self.by_indicator.setdefault(figure.indicator, {}).setdefault(figure.column, figure)

    def numbers(self, indicator: str) -> Mapping[Column, Figure]:
        """The columns of an indicator that hold a number."""
        return {c: f for c, f in self.by_indicator.get(indicator, {}).items() if f.value is not None}

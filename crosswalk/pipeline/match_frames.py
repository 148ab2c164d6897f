"""Matches from and to pandas: a frame of flows in, a frame with one row a candidate out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from crosswalk.mapping.reading.found import Remarks, Wish
from crosswalk.mapping.reading.tables import open_rows
from crosswalk.pipeline.match_tables import Matched, at_stake
from crosswalk.pipeline.matching import Occurrence, Sources, listed_sources

if TYPE_CHECKING:
    import pandas as pd

FRAME = "DataFrame"
COLUMNS = (
    "row",
    "name",
    "context",
    "unit",
    "cas",
    "uuid",
    "decision",
    "rank",
    "target_uuid",
    "target_name",
    "target_context",
    "target_unit",
    "target_cas",
    "factor",
    "confidence",
    "evidence",
    "gates",
    "cf_delta",
    "at_stake",
)


def frame_sources(frame: pd.DataFrame, *, columns: str = "", family: str = "") -> Sources:
    """The flows of a frame, whose columns are told by their headers as those of a CSV are.

    A row is known by its position, from 0. Raises InputError (XW-L101) for a frame without known columns.
    """
    import pandas as pd

    header = [str(name) for name in frame.columns]
    cells = frame.astype(object).where(pd.notna(frame), "")
    rows = [header, *([str(cell) for cell in row] for row in cells.itertuples(index=False, name=None))]
    remarks = Remarks(FRAME)
    raw = open_rows(rows, Wish(columns, family), remarks)
    found = listed_sources(raw, family, remarks, first=2)
    return Sources(found, remarks.ledger)


def match_frame(matches: Iterable[Matched]) -> pd.DataFrame:
    """One row a candidate, numbers as Decimal; a flow without any has one row with the rank empty."""
    import pandas as pd

    rows = [row for matched in matches for row in _rows(matched)]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _rows(matched: Matched) -> Iterable[tuple[Any, ...]]:
    occurrence, match = matched
    own = _own(occurrence)
    if not match.candidates:
        yield (*own, match.verdict.value, *(None,) * (len(COLUMNS) - len(own) - 1))
    for rank, candidate in enumerate(match.candidates, 1):
        flow = candidate.flow
        yield (
            *own,
            candidate.verdict.value,
            rank,
            flow.uuid,
            flow.name,
            flow.context,
            flow.unit,
            flow.cas,
            candidate.factor,
            candidate.confidence,
            " ".join(item.code for item in candidate.evidence),
            " ".join(candidate.gates),
            candidate.cf_delta,
            at_stake(matched) if rank == 1 else None,
        )


def _own(occurrence: Occurrence) -> tuple[Any, ...]:
    source = occurrence.source
    return (source.row, source.name, source.context, source.unit, source.cas, source.uuid)

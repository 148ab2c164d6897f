"""Flow mapping applied to pandas: a frame of flows with amounts in, the same frame with target columns out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crosswalk.core.findings import Finding
from crosswalk.core.numbers import scale
from crosswalk.pipeline.flow_rows import TARGETS, MappedRows, map_rows
from crosswalk.pipeline.relinking import FlowMapper

if TYPE_CHECKING:
    import pandas as pd

FRAME = "DataFrame"


def map_frame(frame: pd.DataFrame, mapper: FlowMapper, *, columns: str = "", family: str = "") -> pd.DataFrame:
    """The frame with target columns; ``target_amount``, ``target_factor`` and ``target_confidence`` are Decimal.

    Columns are told by their headers as those of a CSV are. The findings are in ``attrs["findings"]``, the coverage in
    ``attrs["coverage"]``. Raises InputError (XW-L101) for a frame without known columns.
    """
    import pandas as pd

    own = frame.drop(columns=[name for name in frame.columns if name in TARGETS])
    cells = own.astype(object).where(pd.notna(own), "")
    header = [str(name) for name in own.columns]
    rows = [header, *([str(cell) for cell in row] for row in cells.itertuples(index=False, name=None))]
    done = map_rows(rows, mapper, file=FRAME, columns=columns, family=family)
    out = own.copy()
    for name, values in _columns(done, len(own)).items():
        out[name] = pd.Series(values, index=own.index, dtype=object)
    out.attrs["findings"] = [*mapper.findings, *done.findings]
    out.attrs["coverage"] = done.report.coverage.as_dict()
    return out


def rows_frame(done: MappedRows, said: Iterable[Finding] = ()) -> pd.DataFrame:
    """A list that was read from a file, mapped, as a frame; its own cells are texts. ``said`` is of the tables."""
    import pandas as pd

    start = done.header_row
    body = [row for number, row in enumerate(done.rows) if number > start]
    out = pd.DataFrame(body, columns=done.rows[start], dtype=object)
    shifted = MappedRows(
        0,
        done.rows[start:],
        {number - start: one for number, one in done.decisions.items()},
        {number - start: one for number, one in done.amounts.items()},
    )
    for name, values in _columns(shifted, len(body)).items():
        out[name] = pd.Series(values, index=out.index, dtype=object)
    out.attrs["findings"], out.attrs["coverage"] = [*said, *done.findings], done.report.coverage.as_dict()
    return out


def _columns(done: MappedRows, height: int) -> dict[str, list[Any]]:
    """The target columns below the header, numbers as Decimal and nothing as None."""
    found: dict[str, list[Any]] = {name: [None] * height for name in TARGETS}
    for number, row in enumerate(done.rows[1:], 1):
        for name, text in zip(TARGETS, row[-len(TARGETS) :], strict=True):
            found[name][number - 1] = text or None
        decision = done.decisions.get(number)
        if decision is None:
            continue
        found["target_amount"][number - 1] = done.amounts.get(number)
        found["target_confidence"][number - 1] = decision.confidence
        if found["target_factor"][number - 1] is not None:
            found["target_factor"][number - 1] = scale(Decimal(1), decision.factor).value
    return found

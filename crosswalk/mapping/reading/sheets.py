"""Workbooks as rows of texts. Lists of flows hold no amounts, so the quick reader of large sheets will do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crosswalk.carriers import archive
from crosswalk.carriers.limits import DEFAULT_LIMITS
from crosswalk.core.errors import LimitExceeded, Protected, SyntaxBroken
from crosswalk.core.places import Place

Rows = Iterator[tuple[int, list[str]]]
"""Rows with the line on which each begins."""


def open_sheets(path: Path) -> list[tuple[str, Any]]:
    """The sheets of a workbook in their order.

    Raises Protected for one under a password, SyntaxBroken (XW-I121) for what is no workbook, LimitExceeded.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # only where there is a workbook

    place = Place(file=str(path))
    if (agent := archive.protection_of(archive.open_ends(path))) is not None:
        raise Protected("XW-I120", place, agent=agent)
    try:
        book = CalamineWorkbook.from_path(str(archive.long_path(path)))
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError) as problem:
        raise SyntaxBroken("XW-I121", place, reason=str(problem)) from None
    for name, sheet in sheets:
        if sheet.height * sheet.width > DEFAULT_LIMITS.max_cells * 10:
            raise LimitExceeded("XW-L121", Place(file=str(path), pointer=name), limit=DEFAULT_LIMITS.max_cells * 10)
    return sheets


def rows_of(sheet: Any) -> Rows:
    """The rows of a sheet that hold anything."""
    for line, values in enumerate(sheet.iter_rows(), 1):
        texts = [_text(value) for value in values]
        if any(texts):
            yield line, texts


def _text(value: object) -> str:
    """A cell's text: whole numbers without a decimal point, dates as ISO dates."""
    if value is None or value == "":
        return ""
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value).strip()

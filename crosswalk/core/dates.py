"""Dates that stay as partial as they are: 2024, 2024-05, 2024-05-01."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, datetime

_CHINESE = re.compile(r"^(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号]?)?)?$")
_NUMERIC = re.compile(r"^(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_TIMED = re.compile(r"^(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?$")
_REVERSED = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")


class DateUnclear(ValueError):
    """A text that is no date (XW-N020) or could be several (XW-N021)."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


def parse_date(text: str) -> str:
    """An ISO date as partial as the text: year, year and month, or day.

    Reads 2024-05-01, 2024/5/1, 2024.5.1, 20240501, 2024年5月1日, full-width digits and a day with a zero
    time. Raises DateUnclear: XW-N020 for what is no date, XW-N021 for 03/04/2024.
    """
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)) if "年" in text else text
    flat = unicodedata.normalize("NFKC", flat).strip()
    if (timed := _TIMED.match(flat)) is not None:
        flat = timed.group(1)
    if (hit := _CHINESE.match(flat)) is not None:
        return _joined(text, *hit.groups())
    if (hit := _NUMERIC.match(flat)) is not None:
        return _joined(text, hit.group(1), hit.group(3), hit.group(4))
    if (hit := _COMPACT.match(flat)) is not None:
        return _joined(text, *hit.groups())
    if (hit := _REVERSED.match(flat)) is not None:
        first, second, year = hit.groups()
        if int(first) > 12 >= int(second):
            return _joined(text, year, second, first)
        if int(second) > 12 >= int(first):
            return _joined(text, year, first, second)
        raise DateUnclear("XW-N021", text)
    raise DateUnclear("XW-N020", text)


def _joined(text: str, year: str, month: str | None, day: str | None) -> str:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise DateUnclear("XW-N020", text) from None
    parts = [year] + [f"{int(part):02d}" for part in (month, day) if part]
    return "-".join(parts)


def parse_timestamp(text: str) -> str:
    """An ISO 8601 date and time, kept verbatim. Raises DateUnclear (XW-N020)."""
    flat = text.strip()
    try:
        datetime.fromisoformat(flat)
    except ValueError:
        raise DateUnclear("XW-N020", text) from None
    return flat


def first_day(partial: str) -> str:
    """The first day that a partial date may mean."""
    year, month, day = _parts(partial)
    return f"{year:04d}-{month or 1:02d}-{day or 1:02d}"


def last_day(partial: str) -> str:
    """The last day that a partial date may mean."""
    year, month, day = _parts(partial)
    month = month or 12
    return f"{year:04d}-{month:02d}-{day or calendar.monthrange(year, month)[1]:02d}"


def year_of(partial: str) -> int:
    """The year of a partial date."""
    return _parts(partial)[0]


def _parts(partial: str) -> tuple[int, int | None, int | None]:
    numbers = [int(part) for part in partial.split("-")]
    return numbers[0], numbers[1] if len(numbers) > 1 else None, numbers[2] if len(numbers) > 2 else None

"""Values of the server's JSON: times as milliseconds since 1970, and words in capitals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date as day_of
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from crosswalk.carriers.node import NumberText
from crosswalk.core.tables import path_of, read_table
from crosswalk.formats.spec import BadValue, Codec

HOUR = 3_600_000
DAY = 24 * HOUR
_FIRST = day_of(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017
_MILLISECOND = timedelta(milliseconds=1)
_WHOLE = re.compile(r"[+-]?[0-9]{1,17}(?:\.0+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EAST = (HOUR, 2 * HOUR)
"""Offsets of Central Europe in winter and in summer, where the known servers stand."""


def milliseconds(text: str) -> int | None:
    """Milliseconds since 1970 of a number; None for a text, which may be a date in words or in ISO form."""
    if isinstance(text, NumberText) or (text.isdecimal() and len(text) > 10):
        if not _WHOLE.fullmatch(text):
            raise BadValue("XW-N020", text=text)
        return int(text.partition(".")[0])
    return None


def day(count: int) -> tuple[str, bool]:
    """The ISO date of a time that stands for a day, and whether it is midnight in UTC.

    A midnight of Central European time is the evening before in UTC; the day meant is the local one.
    """
    if count % DAY == 0:
        return _iso(count, count), True
    local = next((count + offset for offset in _EAST if (count + offset) % DAY == 0), count + HOUR)
    return _iso(local, count), False


def _iso(local: int, count: int) -> str:
    """The day of a time; raises BadValue with the number of the source where the calendar has none."""
    try:
        return day_of.fromordinal(_FIRST + local // DAY).isoformat()
    except (ValueError, OverflowError):
        raise BadValue("XW-N020", text=str(count)) from None


def _read_day(text: str) -> str:
    count = milliseconds(text)
    return str(text) if count is None else day(count)[0]


def _write_day(text: str) -> str:
    """Midnight in UTC; a date that is no day of the calendar stays a text."""
    if not _DATE.fullmatch(text):
        return text
    try:
        return NumberText((day_of.fromisoformat(text).toordinal() - _FIRST) * DAY)
    except ValueError:
        return text


date = Codec("server date", _read_day, _write_day)
"""A day, which the server writes as milliseconds since 1970."""


def _read_moment(text: str) -> str:
    count = milliseconds(text)
    if count is None:
        return str(text)
    seconds, thousandths = divmod(count % DAY, 1000)
    minutes, second = divmod(seconds, 60)
    return f"{_iso(count, count)}T{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}.{thousandths:03d}Z"


def _write_moment(text: str) -> str:
    """Milliseconds where the text says which moment it is, else the text: a time of no place is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is None or moment.microsecond % 1000:
        return text
    return NumberText((moment - _EPOCH) // _MILLISECOND)


moment = Codec("server time", _read_moment, _write_moment)
"""A date and time, which the server writes as milliseconds since 1970: ISO 8601 in UTC with milliseconds."""


@cache
def _words(path: Path, field: str, source: str, target: str) -> Mapping[str, str]:
    return {row[source]: row[target] for row in read_table(path) if row["field"] == field}


def _spelling(field: str) -> Codec:
    """The words of an enumeration; a word that the table does not list stays as it is."""

    def decode(text: str) -> str:
        return _words(path_of("soda4lca/enumerations.csv"), field, "server", "ilcd").get(text, str(text))

    def encode(text: str) -> str:
        return _words(path_of("soda4lca/enumerations.csv"), field, "ilcd", "server").get(text, text)

    return Codec(f"server {field}", decode, encode)


direction = _spelling("direction")
derivation = _spelling("derivation")
distribution = _spelling("distribution")

"""What the texts of ILCD elements and attributes may be: the value types of the schemas.

Facts from ``mappings/ilcd/values.csv`` and ``mappings/ilcd/enumerations.csv``; the lexical forms of the
bases are those of XML Schema part 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from crosswalk.core.tables import table

_FORMS: Mapping[str, re.Pattern[str]] = {
    "xs:double": re.compile(r"\s*(?:[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-?INF|NaN)\s*"),
    "xs:decimal": re.compile(r"\s*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*"),
    "xs:integer": re.compile(r"\s*[+-]?[0-9]+\s*"),
    "xs:boolean": re.compile(r"\s*(?:true|false|1|0)\s*"),
    "xs:dateTime": re.compile(
        r"\s*(-?)([0-9]{4,})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?"
        r"(?:Z|[+-][0-9]{2}:[0-9]{2})?\s*"
    ),
    "xs:language": re.compile(r"\s*(?:[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*)?\s*"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value type: its base, its limits, and ``check``, None where every text is legal."""

    name: str
    base: str
    terms: frozenset[str]
    longest: int | None
    digits: int | None
    fraction: int | None
    check: Callable[[str], bool] | None

    def legal(self, text: str) -> bool:
        """Whether the schema accepts the text."""
        return self.check is None or self.check(text)


@cache
def value_of(name: str) -> Value:
    """The value type of a name such as ``UUID`` or ``xs:double``."""
    row = _rows().get(name, {})
    parent = row.get("base", name)
    above = value_of(parent) if parent in _rows() and parent != name else None
    terms = _terms().get(name, frozenset())
    longest = _number(row.get("max_length"))
    digits = _number(row.get("digits")) or (above.digits if above else None)
    fraction = _number(row.get("fraction"))
    base = above.base if above else parent
    check = _check(base, terms, longest, digits, fraction, row.get("pattern", ""))
    return Value(name, base, terms, longest, digits, fraction, check)


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    return {row["value"]: row for row in table("ilcd/values.csv")}


@cache
def _terms() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in table("ilcd/enumerations.csv"):
        found.setdefault(row["value"], set()).add(row["term"])
    return {name: frozenset(terms) for name, terms in found.items()}


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _check(
    base: str, terms: frozenset[str], longest: int | None, digits: int | None, fraction: int | None, pattern: str
) -> Callable[[str], bool] | None:
    if terms:
        return terms.__contains__
    if pattern:
        return _full(re.compile(pattern))
    if longest is not None:
        return lambda text: len(text) <= longest
    form = _FORMS.get(base)
    if form is None:
        return None
    plain = _is_moment if base == "xs:dateTime" else _full(form)
    if digits is None:
        return plain
    return lambda text: plain(text) and _counted(text, digits, fraction)


def _is_moment(text: str) -> bool:
    """Whether a text is a date and time of the calendar; midnight may be 24:00:00 (XML Schema part 2, 3.2.7)."""
    match = _FORMS["xs:dateTime"].fullmatch(text)
    if match is None:
        return False
    sign, year, month, day, hour, minute, second = match.groups()
    if sign or len(year) > 4:
        return 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    midnight = hour == "24" and minute == second == "00"
    try:
        datetime(int(year), int(month), int(day), 0 if midnight else int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        return False
    return True


def _full(form: re.Pattern[str]) -> Callable[[str], bool]:
    match = form.fullmatch
    return lambda text: match(text) is not None


def _counted(text: str, digits: int, fraction: int | None) -> bool:
    """Whether a number keeps to its digits: leading and trailing zeros do not count (XML Schema part 2, 4.3.11)."""
    whole, _, part = text.strip().lstrip("+-").partition(".")
    whole, part = whole.lstrip("0"), part.rstrip("0")
    return len(whole) + len(part) <= digits and (fraction is None or len(part) <= fraction)

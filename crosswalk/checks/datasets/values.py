"""Whether a text is a value of a kind that the format names: numbers, dates, patterns, limits, enumerations.

The kinds are ``values.csv`` of an edition, their terms ``enumerations.csv`` (``mappings/ilcd`` for ILCD 1.1,
``mappings/epd`` for ILCD+EPD); the base kinds are those of W3C XML Schema Part 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from crosswalk.core.messages import Words
from crosswalk.core.tables import table


class Problem(NamedTuple):
    """What is wrong with a value: the code of the finding and the limit that it breaks."""

    code: str
    limit: str


Check = Callable[[str], Problem | None]
NOTHING = Words("空", "nothing")
"""What an empty place holds, in a message."""

_BASES = {
    "xs:string": "",
    "xs:anyType": "",
    "xs:anyURI": "",  # by RFC 3986, below
    "xs:boolean": r"true|false|1|0",
    "xs:integer": r"[+-]?\d+",
    "xs:int": r"[+-]?\d+",
    "xs:decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    "xs:double": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-?INF|NaN",
    "xs:float": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-?INF|NaN",
    "xs:date": r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))?",
    "xs:dateTime": r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T"
    r"(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))?",
    "xs:language": r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
    "xs:ID": r"[^\W\d][\w.-]*",
    "xs:IDREF": r"[^\W\d][\w.-]*",
}
_NAMES = ("xs:ID", "xs:IDREF")
_LIMITED = 2**31
"""The least integer that is too large for ``xs:int``."""


@cache
def checker(kind: str, edition: str = "ilcd") -> Check:
    """The check of a value kind of an edition. Raises KeyError for a kind that no table knows."""
    if kind in _BASES:
        return _lexical(kind)
    row = _rows(edition)[kind]
    checks = [checker(row["base"], edition)]
    if terms := terms_of(kind, edition):
        one_of = _one_number_of if row["base"] == "xs:int" else _one_of
        checks.append(one_of(frozenset(terms), " | ".join(terms[:30])))
    if row["min_length"] not in ("", "0"):
        checks.append(_at_least(int(row["min_length"])))
    if row["pattern"]:
        checks.append(_pattern(row["pattern"]))
    if row["max_length"]:
        checks.append(_at_most(int(row["max_length"])))
    if row["digits"]:
        checks.append(_digits(int(row["digits"]), int(row["fraction"] or row["digits"])))
    if row["least"]:
        checks.append(_not_negative)
    return _all(tuple(checks))


@cache
def _rows(edition: str = "ilcd") -> Mapping[str, Mapping[str, str]]:
    return {row["value"]: row for row in table(f"{edition}/values.csv")}


@cache
def _terms(edition: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in table(f"{edition}/enumerations.csv"):
        found.setdefault(row["value"], []).append(row["term"])
    return found


def row_of(kind: str) -> Mapping[str, str]:
    """The row of a value kind; empty for a base kind and for one that no table knows."""
    return _rows().get(kind, {})


def terms_of(kind: str, edition: str = "ilcd") -> list[str]:
    """The terms that a value kind enumerates, in the order of the schema; none where it enumerates nothing."""
    return _terms(edition).get(kind, [])


_BLANKS = " \t\r\n"


def _is_day(text: str) -> bool:
    """Whether ``YYYY-MM-DD`` is in the calendar; years of other lengths are not looked into."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return text[4:5] != "-"
    return True


def is_kind(kind: str, edition: str = "ilcd") -> bool:
    """Whether an edition's table or the base kinds know a value kind."""
    return kind in _BASES or kind in _rows(edition)


_CHARACTER = r"(?:[A-Za-z0-9._~!$&'()*+,;=@-]|%[0-9A-Fa-f]{2})"
_SEGMENT = rf"(?:{_CHARACTER}|:)*"
_PATH = rf"(?:/{_SEGMENT})*"
_AUTHORITY = rf"//(?:{_SEGMENT}@)?(?:\[[^\[\]]*\]|{_CHARACTER}*)(?::\d*)?"
_TAIL = rf"(?:\?(?:{_CHARACTER}|[:/?])*)?(?:\#(?:{_CHARACTER}|[:/?])*)?"
_ADDRESS = re.compile(
    rf"(?:[A-Za-z][A-Za-z0-9+.-]*:(?:{_AUTHORITY}{_PATH}|/?{_SEGMENT}{_PATH})"
    rf"|(?:{_AUTHORITY}{_PATH}|/(?:{_SEGMENT}{_PATH})?|{_CHARACTER}+{_PATH})?){_TAIL}"
)
_ESCAPED = re.compile(r"[^\x21-\x7e]|[<>\"{}|\\^`']")


def _is_address(text: str) -> bool:
    """Whether a text is a URI reference (RFC 3986) once characters that must be escaped are."""
    return _ADDRESS.fullmatch(_ESCAPED.sub("_", " ".join(text.split()))) is not None


def _lexical(base: str) -> Check:
    if base == "xs:anyURI":
        bad = Problem("XW-V008", "URI (RFC 3986)")
        return lambda text: None if _is_address(text) else bad
    if not _BASES[base]:
        return lambda _: None
    match = re.compile(_BASES[base], 0 if base in _NAMES else re.ASCII).fullmatch
    problem = Problem("XW-V008", base.removeprefix("xs:"))
    if base == "xs:language":
        return lambda text: None if not text or match(text.strip(_BLANKS)) else problem
    if base in ("xs:date", "xs:dateTime"):
        return lambda text: None if match(text.strip(_BLANKS)) and _is_day(text.strip(_BLANKS)[:10]) else problem
    if base == "xs:int":
        return lambda text: (
            None if match(bare := text.strip(_BLANKS)) and -_LIMITED <= Decimal(bare) < _LIMITED else problem
        )
    return lambda text: None if match(text.strip(_BLANKS)) else problem


def _one_of(terms: frozenset[str], shown: str) -> Check:
    problem = Problem("XW-V007", shown)
    return lambda text: None if text in terms else problem


def _one_number_of(terms: frozenset[str], shown: str) -> Check:
    problem = Problem("XW-V007", shown)
    values = frozenset(int(term) for term in terms)
    return lambda text: None if int(text) in values else problem


def _pattern(pattern: str) -> Check:
    match = re.compile(pattern).fullmatch
    problem = Problem("XW-V008", pattern)
    return lambda text: None if match(text) else problem


def _at_least(limit: int) -> Check:
    problem = Problem("XW-V008", f"length >= {limit}")
    return lambda text: None if len(text) >= limit else problem


def _at_most(limit: int) -> Check:
    problem = Problem("XW-V009", str(limit))
    return lambda text: None if len(text) <= limit else problem


def _digits(total: int, fraction: int) -> Check:
    """Whether ``totalDigits`` and ``fractionDigits`` hold: leading and trailing zeros do not count."""
    problem = Problem("XW-V008", f"totalDigits {total}, fractionDigits {fraction}")

    def check(text: str) -> Problem | None:
        whole, _, part = text.strip().lstrip("+-").partition(".")
        whole, part = whole.lstrip("0"), part.rstrip("0")
        return None if len(whole) + len(part) <= total and len(part) <= fraction else problem

    return check


def _not_negative(text: str) -> Problem | None:
    negative = text.strip().startswith("-") and text.strip("-0 \t\r\n") != ""
    return Problem("XW-V008", ">= 0") if negative else None


def _all(checks: tuple[Check, ...]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def check(text: str) -> Problem | None:
        for one in checks:
            if (problem := one(text)) is not None:
                return problem
        return None

    return check

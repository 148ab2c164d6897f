"""What the texts of ILCD elements and attributes may be, with the limits that repairs keep to.

``checks/datasets/values.py`` judges whether a text is legal; the limits are those of ``mappings/ilcd/values.csv``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from crosswalk.checks.datasets.values import checker, is_kind, row_of, terms_of

UNJUDGED = frozenset({"xs:string", "xs:anyType", "xs:anyURI"})
"""Bases whose texts no repair touches: any text, and addresses, which only whoever wrote them can correct."""


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
    row = row_of(name)
    parent = row.get("base", name)
    above = value_of(parent) if row_of(parent) and parent != name else None
    base = above.base if above else parent
    terms, longest = frozenset(terms_of(name)), _number(row.get("max_length"))
    digits = _number(row.get("digits")) or (above.digits if above else None)
    free = base in UNJUDGED and not terms and longest is None and not row.get("pattern")
    check = None if free or not is_kind(name) else _legal(name)
    return Value(name, base, terms, longest, digits, _number(row.get("fraction")), check)


def _legal(name: str) -> Callable[[str], bool]:
    judge = checker(name)
    return lambda text: judge(text) is None


def _number(text: str | None) -> int | None:
    return int(text) if text else None

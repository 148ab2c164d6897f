"""Terms of ILCD's closed lists in other capitals, under another name, or not in the list at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from crosswalk.core.tables import table
from crosswalk.core.text import fold
from crosswalk.repair.case import Case, Illegal
from crosswalk.repair.fix import Fix, rewrite
from crosswalk.repair.moving import set_aside
from crosswalk.repair.values import Value


@cache
def _folded(value: Value) -> Mapping[str, str]:
    """The terms of a list by their folded spelling; spellings that two terms share are left out."""
    found: dict[str, str | None] = {}
    for term in value.terms:
        key = fold(term)
        found[key] = None if key in found else term
    return {key: term for key, term in found.items() if term is not None}


@cache
def _aliases() -> Mapping[tuple[str, str], Mapping[str, str]]:
    return {(row["type"], fold(row["text"])): row for row in table("repair/enumeration_aliases.csv")}


def _wrong(case: Case) -> Iterator[Illegal]:
    return (wrong for wrong in case.refused() if wrong.value.terms and wrong.text.strip())


def find_spellings(case: Case) -> Iterator[Fix]:
    """Terms that differ from one of the list in capitals, white space or width of characters only."""
    for wrong in _wrong(case):
        if (term := _folded(wrong.value).get(fold(wrong.text))) is not None:
            yield rewrite(wrong.element, wrong.attribute, wrong.text, term)


def find_aliases(case: Case) -> Iterator[Fix]:
    """Terms that mean one of the list, from ``mappings/repair/enumeration_aliases.csv``."""
    for wrong in _wrong(case):
        row = _aliases().get((wrong.value.name, fold(wrong.text)))
        if row is not None and row["term"]:
            yield rewrite(wrong.element, wrong.attribute, wrong.text, row["term"])


def find_unknown(case: Case) -> Iterator[Fix]:
    """Optional terms that no list of ILCD has: set out in the comment. Terms of extensions of ILCD stay."""
    for wrong in _wrong(case):
        known = (wrong.value.name, fold(wrong.text)) in _aliases() or fold(wrong.text) in _folded(wrong.value)
        fix = None if known else set_aside(case, wrong)
        if fix is not None:
            yield fix

"""Truth values in words that the schema does not know, and texts where a truth value is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from crosswalk.core.tables import table
from crosswalk.core.text import fold
from crosswalk.formats.ilcd.types import COMMON
from crosswalk.repair.case import Case, Illegal
from crosswalk.repair.comment import line_of
from crosswalk.repair.fix import Fix, rewrite
from crosswalk.repair.moving import set_aside, set_beside

RESTRICTIONS = f"{{{COMMON}}}accessRestrictions"
"""Where ILCD says in words who may use a dataset and how."""


@cache
def _truth() -> Mapping[str, str]:
    return {fold(row["text"]): row["value"] for row in table("names/truth.csv")}


def _wrong(case: Case) -> Iterator[Illegal]:
    return (wrong for wrong in case.refused() if wrong.value.base == "xs:boolean" and wrong.text.strip())


def find_words(case: Case) -> Iterator[Fix]:
    """``TRUE``, ``Yes``, ``是`` and the like, from ``mappings/names/truth.csv``."""
    for wrong in _wrong(case):
        if (value := _truth().get(fold(wrong.text))) is not None:
            yield rewrite(wrong.element, wrong.attribute, wrong.text, value)


def find_others(case: Case) -> Iterator[Fix]:
    """Texts that are no truth value: set out where access is described, else in the comment; nothing is guessed."""
    for wrong in _wrong(case):
        if fold(wrong.text) in _truth():
            continue
        fix = None
        if wrong.attribute is None:
            parent, shape = line_of(case, wrong.element)[-2]
            fix = set_beside(case, wrong, parent, shape, RESTRICTIONS)
        fix = fix or set_aside(case, wrong)
        if fix is not None:
            yield fix

"""Empty elements and attributes that say nothing and that the schema refuses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from crosswalk.repair.case import Case, Illegal
from crosswalk.repair.fix import Fix, drop, remove


def find_terms(case: Case) -> Iterator[Fix]:
    """Empty elements where one of a list of terms is due."""
    for wrong in case.refused():
        if _is_idle(wrong) and wrong.value.terms:
            yield _drop(case, wrong)


def find_values(case: Case) -> Iterator[Fix]:
    """Empty optional elements and attributes where a number, date, identifier or truth value is due."""
    for wrong in case.refused():
        if _is_idle(wrong) and not wrong.value.terms:
            yield _drop(case, wrong)
    for element in case.hollow:
        if element.getparent() is not None and not len(element):
            yield Fix(element, "", None, partial(remove, case.kind, element))


def _is_idle(wrong: Illegal) -> bool:
    if wrong.required or wrong.text.strip():
        return False
    return wrong.attribute is not None or not wrong.element.attrib


def _drop(case: Case, wrong: Illegal) -> Fix:
    take = partial(drop, case.kind, wrong.element, wrong.attribute)
    return Fix(wrong.element, wrong.text, None, take, wrong.attribute)

"""Location codes: irregular Chinese ones, and those that a receiver with the EU list does not know.

Codes and names from ``mappings/locations/china.csv`` and ``mappings/locations/eu.csv``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any

from crosswalk.core.tables import table
from crosswalk.formats.ilcd.types import type_of
from crosswalk.repair.case import Case
from crosswalk.repair.comment import add_line, line_of, phrase, set_out
from crosswalk.repair.fix import Fix, rewrite

COUNTRY = "CN"


@cache
def _china() -> Mapping[str, Mapping[str, str]]:
    return {row["code"]: row for row in table("locations/china.csv")}


@cache
def _spellings() -> Mapping[str, str]:
    """Every spelling of a Chinese code: as listed, and with its parts in the other order."""
    found: dict[str, str] = {}
    for code, row in _china().items():
        for spelling in row["also"].split():
            found[spelling] = code
            found.setdefault("-".join(reversed(spelling.split("-"))), code)
    for code in _china():
        found.setdefault("-".join(reversed(code.split("-"))), code)
    return {**found, **{code: code for code in _china()}}


@cache
def _eu() -> frozenset[str]:
    return frozenset(row["code"] for row in table("locations/eu.csv"))


def chinese(text: str) -> str | None:
    """The regular code of a Chinese province or prefecture: ``SD-CN`` is ``CN-SD``; None for other places."""
    return _spellings().get(text.strip().upper())


def _places(case: Case) -> Iterator[tuple[Any, str | None, str]]:
    """Elements and attributes that hold a location code, and the code."""
    if case.kind not in ("process", "life cycle model"):
        return
    space = type_of(case.kind)["namespace"]
    for row in table("repair/location_places.csv"):
        if row["kind"] == case.kind:
            attribute = row["attribute"] or None
            for element in list(case.root.iter(f"{{{space}}}{row['element']}")):
                text = element.get(attribute) if attribute else element.text
                if text and text.strip():
                    yield element, attribute, text


def find_irregular(case: Case) -> Iterator[Fix]:
    """Chinese codes in reversed or own spellings, written as CN, province and prefecture."""
    if case.surroundings.locations == "eu":
        return
    for element, attribute, text in _places(case):
        code = chinese(text)
        if code is not None and code != text:
            yield rewrite(element, attribute, text, code)


def find_foreign_to_eu(case: Case) -> Iterator[Fix]:
    """Codes of provinces and prefectures for a receiver with the EU list: the country, the province in words.

    The words go to the description of restrictions of the location, for an exchange to its comment.
    """
    if case.surroundings.locations != "eu":
        return
    for element, attribute, text in _places(case):
        wide = _widened(text.strip())
        if wide is None:
            continue
        words = partial(_describe, case, element, attribute, text.strip())
        yield rewrite(element, attribute, text, wide, words)


def _widened(text: str) -> str | None:
    """The code of the EU list that a finer code lies in; None where the list has the code, or no wider one."""
    if text in _eu():
        return None
    if chinese(text) is not None:
        return COUNTRY
    country, mark, _ = text.partition("-")
    return country if mark and len(country) == 2 and country in _eu() else None


def _describe(case: Case, element: Any, attribute: str | None, text: str) -> None:
    row = _china().get(chinese(text) or "", {"zh": text, "en": text, "code": text})
    for language in ("zh", "en"):
        line = phrase("location", language, name=row[language], code=row["code"])
        if attribute is None or not _restrict(case, element, line, language):
            write = set_out(case, element, line, phrase("place", language), own=True)
            if write is not None:
                write()


def _restrict(case: Case, element: Any, line: str, language: str) -> bool:
    """Write into the location's own description of restrictions, if it has one."""
    shape = line_of(case, element)[-1][1]
    part = shape.by_local.get("descriptionofrestrictions")
    if part is None:
        return False
    add_line(case.kind, element, part, shape.order, line, language)
    return True

"""What speaks for a substance of the target list: identity, CAS, name, synonym, translation, likeness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Protocol

from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.index import SYNONYM, Hit, TargetIndex, first_of
from crosswalk.mapping.names.aliases import DICTIONARIES, class_key
from crosswalk.mapping.names.english import INVERTED, KIND, NAME, PART, Reading

EVIDENCE = "flows/evidence.csv"
YES, NO = "yes", "no"
"""Kinds that accept by themselves, and never; all others do with another kind."""
SHARED = "shared_synonym"
"""The kind of evidence of a name that stands for several substances."""
SUGGESTED, BESIDE = 8, 5
"""Substances that likeness may suggest for one name: where nothing else speaks for any, and beside other evidence."""


SHORT = 4
"""Letters of a synonym that is an abbreviation: *COD* is chemical oxygen demand and cyclooctadiene."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of evidence: whether it accepts, and how often it was right."""

    code: str
    accepts: str
    precision: Decimal
    zh: str
    en: str


def kinds() -> Mapping[str, Kind]:
    """Every kind of evidence by its code."""
    return _kinds(path_of(EVIDENCE))


@cache
def _kinds(file: Path) -> Mapping[str, Kind]:
    return {
        row["code"]: Kind(row["code"], row["accepts"], Decimal(row["precision"]), row["zh"], row["en"])
        for row in read_table(file)
    }


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for a substance. ``text`` is the name, synonym or number by which it does."""

    code: str
    text: str = ""
    reading: str = ""
    """The reading of the source's name that was compared; empty where no name was."""


class Aliases(Protocol):
    """Curated other names: what a key stands for in the target list."""

    def __call__(self, key: str) -> Iterable[str]:
        """The keys of the names that a key stands for."""
        ...


def no_aliases(key: str) -> Iterable[str]:  # noqa: ARG001  # a reader of no tables
    """No alias at all."""
    return ()


Witnesses = dict[int, list[Evidence]]


def add(found: Witnesses, substance: int, evidence: Evidence) -> None:
    """Enter evidence once a kind."""
    known = found.setdefault(substance, [])
    if all(evidence.code != other.code for other in known):
        known.append(evidence)


def by_cas(index: TargetIndex, cas: str, code: str = "cas") -> Witnesses:
    """Substances of a CAS number; ``code`` names who gave the number where it is not the source."""
    found: Witnesses = {}
    for substance in index.of_cas(cas) if cas else ():
        add(found, substance, Evidence(code, cas))
    return found


def by_readings(index: TargetIndex, readings: Iterable[Reading], through: str = "") -> Witnesses:
    """Substances whose name or synonym is a reading of the name. ``through`` replaces the kind (a translation's)."""
    found: Witnesses = {}
    for reading in readings:
        hits = index.of_key(reading.key)
        for hit in hits:
            code = _code(reading, hit, hits)
            if through and code not in (SHARED, PART):
                code = through
            add(found, hit.substance, Evidence(code, hit.text, reading.text))
    return found


def _code(reading: Reading, hit: Hit, hits: tuple[Hit, ...]) -> str:
    """The kind of evidence that a reading and a hit make together: the weaker of both."""
    if hit.how == SYNONYM or hit.how in DICTIONARIES:
        others = {other.substance for other in hits} - {hit.substance}
        if others or len(reading.key) <= SHORT:
            return SHARED
        return PART if reading.how == PART else hit.how
    if PART in (reading.how, hit.how) or reading.how == hit.how == KIND:
        return PART  # two names of one kind: organic and elemental carbon of one size
    if reading.how == NAME:
        return hit.how
    return reading.how if hit.how in (NAME, INVERTED) else "trimmed" if reading.how == hit.how else reading.how


def by_aliases(index: TargetIndex, readings: Iterable[Reading], aliases: Aliases) -> Witnesses:
    """Substances that curated tables name for a reading."""
    found: Witnesses = {}
    for reading in readings:
        for key in aliases(reading.key):
            for hit in index.of_key(key):
                if hit.how == NAME:
                    add(found, hit.substance, Evidence("alias", hit.text, reading.text))
    return found


def by_class(index: TargetIndex, readings: Iterable[Reading]) -> Witnesses:
    """The flow that stands for the class of an active ingredient, such as *Insecticides, unspecified*."""
    found: Witnesses = {}
    for reading in readings:
        for hit in index.of_key(class_key(reading.key)):
            if hit.how == NAME:
                add(found, hit.substance, Evidence("class", hit.text, reading.text))
    return found


def by_letters(
    index: TargetIndex, texts: Iterable[str], limit: int = SUGGESTED
) -> Iterator[tuple[int, Evidence, float]]:
    """Substances whose letters are alike, with their likeness from 0 to 1: n-grams first, then edit distance."""
    from rapidfuzz.fuzz import ratio, token_sort_ratio

    best: dict[int, tuple[float, str, str]] = {}
    for text in texts:
        for alike in index.alike(text):
            score = max(ratio(text, alike.text), token_sort_ratio(text, alike.text)) / 200 + alike.score / 2
            if score > best.get(alike.substance, (0.0,))[0]:
                best[alike.substance] = (score, alike.text, text)
    ranked = first_of(best.items(), limit, lambda item: (-item[1][0], item[1][1]), lambda item: index.name_of(item[0]))
    for substance, (score, text, read) in ranked:
        yield substance, Evidence("letters", text, read), score

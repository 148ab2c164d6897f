"""Compartments of every nomenclature as classes of ``mappings/compartments``, the hub between lists.

The words of a context say medium, place and term; nothing is guessed. A context that names no medium, or two on
one level, has no class.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from crosswalk.core.tables import path_of, read_table

CLASSES, WORDS, CONTEXTS = "compartments/classes.csv", "compartments/words.csv", "compartments/contexts.csv"
LAND, RESOURCE = "land", "resource"
Slot = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Compartment:
    """A class of compartments. ``chain`` holds what may stand in for it, best first, never another medium."""

    code: str
    direction: str
    medium: str
    chain: tuple[str, ...]
    ef: str
    zh: str
    en: str
    disputed: bool = False
    """Whether experts differ in what stands in for it."""


def compartments() -> Mapping[str, Compartment]:
    """Every class by its code."""
    return _classes(path_of(CLASSES))[0]


@cache
def _classes(file: Path) -> tuple[Mapping[str, Compartment], Mapping[tuple[str, str, str], str]]:
    found: dict[str, Compartment] = {}
    by_parts: dict[tuple[str, str, str], str] = {}
    for row in read_table(file):
        chain = tuple(code for code in row["chain"].split("|") if code)
        code = row["code"]
        texts = (row["ef"], row["zh"], row["en"])
        found[code] = Compartment(code, row["direction"], row["medium"], chain, *texts, row["disputed"] == "yes")
        by_parts[row["medium"], row["place"], row["term"]] = code
    return found, by_parts


def medium_of(code: str) -> str:
    """The medium of a class: its first part, and the place of a resource; empty for no class."""
    head, _, rest = code.partition(".")
    return f"{head}.{rest.partition('.')[0]}" if head == RESOURCE and rest else head


def media_agree(code: str, other: str) -> bool:
    """Whether two classes are of one medium: a resource without a place may be one from any place."""
    one, two = medium_of(code), medium_of(other)
    return one == two or (RESOURCE in (one, two) and one.partition(".")[0] == two.partition(".")[0])


def direction_of(code: str) -> str:
    """``Input``, ``Output`` or, for no class, empty."""
    found = compartments().get(code)
    return found.direction if found else ""


def chain_of(code: str) -> tuple[str, ...]:
    """The class itself and what may stand in for it, best first; classes below it count as the class itself."""
    found = compartments().get(code)
    return (code, *found.chain) if found else ()


def covers(wide: str, narrow: str) -> bool:
    """Whether a class is another or lies within it (``resource.ground`` covers ``resource.ground.element``)."""
    return wide == narrow or narrow.startswith(f"{wide}.")


def classify(context: str, family: str = "", name: str = "") -> str:
    """The class of a context in the words of a list; empty where it cannot be told.

    ``family`` names the list's own table of contexts (``mappings/compartments/contexts.csv``); ``name`` is the flow's,
    which in many lists alone says whether land is occupied or transformed.
    """
    return _by_land(_classified(context, family, path_of(CONTEXTS), path_of(WORDS), path_of(CLASSES)), name)


@lru_cache(maxsize=20000)
def _classified(context: str, family: str, contexts: Path, words: Path, classes: Path) -> str:
    levels = _levels(context)
    return _contexts(contexts).get((family, " / ".join(levels))) or _by_words(levels, words, classes)


@cache
def _contexts(file: Path) -> Mapping[tuple[str, str], str]:
    return {(row["family"], " / ".join(_levels(row["context"]))): row["code"] for row in read_table(file)}


_NAMED_LAND = (
    ("land.occupation", re.compile(r"^(?:land )?occupation\b|^(?:土地)?占用", re.IGNORECASE)),
    (
        "land.transformation",
        re.compile(
            r"^(?:land )?transformation\b|^(?:from|to)\b|^(?:土地)?(?:转化|转变|转换)|^[从自由至为]", re.IGNORECASE
        ),
    ),
)


def _by_land(code: str, name: str) -> str:
    if code != LAND:
        return code
    return next((found for found, pattern in _NAMED_LAND if pattern.match(name.strip())), code)


_BREAKS = re.compile(r"\s*[/>＞／|;；]\s*")
_MARKS = re.compile(r"[^\w]+")
_UNSAID = re.compile(r"\b(?:unspecified|elementary flows?)\b|未指定|未指明|未说明|不明")


def _levels(context: str) -> tuple[str, ...]:
    """The levels of a context, folded: lower case, marks as single spaces, words for *unspecified* left out."""
    flat = unicodedata.normalize("NFKC", context).lower()
    parts = (_MARKS.sub(" ", _UNSAID.sub(" ", part)).strip() for part in _BREAKS.split(flat))
    return tuple(part for part in parts if part)


def _by_words(levels: tuple[str, ...], words: Path, classes: Path) -> str:
    medium = _medium(levels, words)
    if not medium:
        return ""
    text = " ".join(levels)
    place = _said(text, (medium, "place"), words)
    term = _said(text, (medium, "term"), words)
    by_parts = _classes(classes)[1]
    for parts in ((medium, place, term), (medium, place, ""), (medium, "", term), (medium, "", "")):
        if parts in by_parts:
            return by_parts[parts]
    return ""


def _medium(levels: tuple[str, ...], words: Path) -> str:
    """Resources and land are said anywhere; of the other media, the first level that names exactly one decides."""
    whole = _media(" ".join(levels), words)
    for first in (LAND, RESOURCE):
        if first in whole:
            return first
    for level in levels:
        found = _media(level, words)
        if len(found) == 1:
            return next(iter(found))
        if found:
            return ""
    return ""


def _media(text: str, words: Path) -> set[str]:
    """The media that a text names; a word within a longer one of another medium does not count."""
    spans = [
        (found.start(), found.end(), value)
        for pattern, value in _words(words)["any", "medium"]
        for found in pattern.finditer(text)
    ]
    return {
        value
        for start, end, value in spans
        if not any(a <= start and end <= b and b - a > end - start for a, b, _ in spans)
    }


def _said(text: str, slot: Slot, words: Path) -> str:
    """The value whose longest word the text holds; empty for none."""
    best, length = "", 0
    for pattern, value in _words(words).get(slot, ()):
        for found in pattern.finditer(text):
            if (size := found.end() - found.start()) > length:
                best, length = value, size
    return best


@cache
def _words(file: Path) -> Mapping[Slot, tuple[tuple[re.Pattern[str], str], ...]]:
    table: dict[Slot, list[tuple[re.Pattern[str], str]]] = {}
    for row in read_table(file):
        phrases = sorted({_folded(word) for word in row["words"].split("|")}, key=len, reverse=True)
        pattern = "|".join(re.escape(word) if word[0] > "ÿ" else rf"\b{re.escape(word)}\b" for word in phrases)
        table.setdefault((row["scope"], row["slot"]), []).append((re.compile(pattern), row["value"]))
    return {slot: tuple(patterns) for slot, patterns in table.items()}


def _folded(word: str) -> str:
    return _MARKS.sub(" ", unicodedata.normalize("NFKC", word).lower()).strip()

"""Names as comparison keys: spelling, marks and Greek letters folded, so that one name has one key."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from crosswalk.core.tables import path_of, read_table

SPELLING = "names/spelling_en.csv"
_CHARGE = re.compile(r"\(\s*\+?([1-8])\s*\+?\s*\)(?=\s*(?:$|[a-z,\-]))|\(\s*\+([1-8])\s*\)")
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii")
_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "′": "'", "´": "'", "`": "'", "″": "''", "“": '"', "”": '"', "µ": "u", "μ": "u"}
)
_DASHES = re.compile(r"[‐‑‒–—−﹣－]")
_SPACES = re.compile(r"\s+")
_GREEK_WORDS = re.compile(r"\.(alpha|beta|gamma|delta|epsilon|omega|kappa|lambda)\.")
_PIECES = re.compile(r"[a-z]+|\d+|[^\W\d_a-z]+|[<>](?=[\s-]?(?:pm[\s-]?)?\d)")


@lru_cache(maxsize=100_000)
def fold(name: str) -> str:
    """The name in one spelling: NFKC, lower case, plain marks, Greek letters in words, American spelling, one space."""
    return _spelled(_flat(name), path_of(SPELLING))


def _flat(name: str) -> str:
    text = unicodedata.normalize("NFKC", name.translate(_MARKS)).casefold()
    text = _DASHES.sub("-", text)
    text = "".join(_in_words(letter) if "Ͱ" <= letter <= "Ͽ" else letter for letter in text)
    return _SPACES.sub(" ", _GREEK_WORDS.sub(r"\1", text)).strip(" .;,")


@cache
def _in_words(letter: str) -> str:
    """``α`` as ``alpha``."""
    return unicodedata.name(letter, letter).rpartition(" ")[2].lower()


def _spelled(text: str, file: Path) -> str:
    for pattern, replacement in _spellings(file):
        text = pattern.sub(replacement, text)
    return text


@cache
def _spellings(file: Path) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["replacement"]) for row in read_table(file))


def key_of(folded: str) -> str:
    """The comparison key of a folded name: letters and digits only, a ``~`` between numbers that marks held apart.

    ``1,2-dichloroethane`` and ``1 2 dichloro ethane`` have one key, ``12-…`` another. A charge such as ``(2+)`` is the
    Roman numeral ``(ii)``. A *more than* or *less than* before a number stays: it makes another size.
    """
    pieces = _PIECES.findall(_CHARGE.sub(_as_roman, folded))
    key: list[str] = []
    for piece in pieces:
        if key and key[-1][-1].isdigit() and piece[0].isdigit():
            key.append("~")
        key.append(piece)
    return "".join(key)


def _as_roman(found: re.Match[str]) -> str:
    return f"({_ROMAN[int(found[1] or found[2])]})"


def words_of(folded: str) -> str:
    """A folded name with every mark as a space, for tables of phrases."""
    return _SPACES.sub(" ", re.sub(r"[^\w%<>.+±]+|_", " ", folded)).strip()


_GRADE = re.compile(
    r",\s*(?:in [a-z ]+ore\b.*|\d+(?:\.\d+)?(?:e-?\d+)?\s*%.*|(?:[a-z]{1,2} )?\d\S*% in .*"
    r"|[a-z]{1,2} \d[\d.e+-]*\s?%.*|in (?:sylvite|bauxite|sulfide|ulexite|brine|nodules).*)$"
)


def without_grade(folded: str) -> str:
    """A folded resource name without the ore that it comes from (``zinc, 9.0% in sulfide, zn 5.3%, …``)."""
    return _GRADE.sub("", folded)

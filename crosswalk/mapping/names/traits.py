"""What a name says beyond the substance: origin of carbon, charge, salt, isomer, kind of water, size, mass number.

Two names that differ in a trait are two flows, however alike their letters are. The words are tables in
``mappings/names``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.names.folding import fold, key_of, without_grade, words_of

QUALIFIERS, TOKENS, WATERS = "names/qualifiers.csv", "names/tokens.csv", "names/waters.csv"
PARTICLE_WORDS = "names/particle_words.csv"
PARTICLES, ELEMENTS, NUCLIDES = "names/particles.csv", "names/elements.csv", "names/nuclides.csv"
ORIGINS = frozenset({"fossil", "biogenic", "land_use_change", "biogenic_100yr", "peat"})
"""What a name can say of where carbon comes from."""


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of one name. Empty means that the name says nothing of it."""

    origin: str = ""
    charge: str = ""
    """An oxidation state in Roman numerals, or ``ion`` where the name says no more."""
    mass_number: str = ""
    water: str = ""
    size: str = ""
    """Class of particulates; ``pm`` for particulates without a size."""
    tokens: frozenset[str] = field(default_factory=frozenset)
    """``group:token`` of ``mappings/names/tokens.csv``."""
    qualifiers: frozenset[str] = field(default_factory=frozenset)


@lru_cache(maxsize=50_000)
def traits_of(name: str) -> Traits:
    """The traits that a name states in English or Chinese."""
    folded = without_grade(fold(name))
    phrase = words_of(folded)
    said = frozenset(_said(phrase))
    return Traits(
        origin=next((origin for origin in said if origin in ORIGINS), ""),
        charge=charge_of(folded),
        mass_number=mass_number_of(folded),
        water=_water(phrase),
        size=_size(folded),
        tokens=frozenset(_tokens(folded)),
        qualifiers=said - ORIGINS,
    )


def _said(phrase: str) -> Iterator[str]:
    """What the words qualify. A longer phrase covers the shorter ones within it (*non fossil* is not *fossil*)."""
    pattern, says = _phrases(path_of(QUALIFIERS))
    for found in pattern.finditer(phrase):
        yield says[found[0]]


@cache
def _phrases(file: Path) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One expression of every phrase, the longest first, and what each says."""
    says = {word: row["says"] for row in reversed(read_table(file)) for word in row["words"].split("|")}
    return either(says), says


def either(phrases: Iterable[str]) -> re.Pattern[str]:
    """One expression that finds any of some phrases, the longest that begins at a place."""
    return re.compile("|".join(bounded(word) for word in sorted(phrases, key=lambda word: (-len(word), word))))


def bounded(word: str) -> str:
    """A phrase as an expression: on word boundaries in English, anywhere in Chinese."""
    return re.escape(word) if word[0] > "ÿ" else rf"(?<!\w){re.escape(word)}(?!\w)"


_CHARGED = re.compile(
    r"[\s(,\-](?P<roman>viii|vii|vi|iv|v|iii|ii|i)\)?(?=$|[\s,)(])"
    r"|\((?P<digit>[1-8])\+\)|\(\+(?P<after>[1-8])\)|(?P<digit2>[1-8])\+(?=$|[\s,)])"
    r"|(?P<ion>[\s,]ions?\b|离子)"
    r"|(?P<hexavalent>hexavalent|六价)|(?P<trivalent>trivalent|三价)|(?P<pentavalent>pentavalent|五价)"
    r"|(?P<divalent>divalent|二价)|(?P<tetravalent>tetravalent|四价)|(?P<monovalent>monovalent|一价)"
)
_DIGITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii")
_VALENCES = {
    "hexavalent": "vi",
    "trivalent": "iii",
    "pentavalent": "v",
    "divalent": "ii",
    "tetravalent": "iv",
    "monovalent": "i",
}


def charge_of(folded: str) -> str:
    """The oxidation state that a folded name ends its element with; ``ion`` without a number; empty for none."""
    state = ion = ""
    for found in _CHARGED.finditer(folded):
        kind = found.lastgroup or ""
        if kind == "ion":
            ion = "ion"
        elif kind == "roman":
            state = state or str(found["roman"])
        elif kind in _VALENCES:
            state = state or _VALENCES[kind]
        else:
            state = state or _DIGITS[int(found[kind])]
    return state or ion


@cache
def _isotopes(file: Path) -> re.Pattern[str]:
    rows = read_table(file)
    english = {fold(row["en"]) for row in rows}
    symbols = "|".join(row["symbol"].lower() for row in rows if len(row["symbol"]) > 1)
    chinese = {row["zh"] for row in rows}
    words = "|".join(sorted(map(re.escape, english), key=len, reverse=True))
    after = r"(?!\d|[.,]\d|['%]|[a-z])"
    either = "|".join(chinese)
    return re.compile(
        rf"(?<![a-z])(?P<en>(?:{words})(?=[\s-]?\d)|(?:{symbols})(?=-\d))[\s-]?(?P<mass>\d{{1,3}}m?){after}"
        rf"|(?P<zh>{either})-?(?P<mass_zh>\d{{1,3}}m?)(?!\d)"
        rf"|^(?P<before>\d{{2,3}})-?(?P<symbol>{symbols}|{words}|{either})(?![a-z])"
    )


def mass_number_of(folded: str) -> str:
    """The mass number of a nuclide (``cesium-137``, ``137Cs``); empty for what is none."""
    return nuclide_of(folded).partition("-")[2]


def nuclide_of(folded: str) -> str:
    """The nuclide that a folded name says, as ``element-mass`` in folded English; empty for none."""
    found = _isotopes(path_of(ELEMENTS)).search(folded)
    if not found:
        return _nuclides(path_of(NUCLIDES)).get(folded, "")
    symbols, chinese, _ = _elements(path_of(ELEMENTS))
    word = found["en"] or found["zh"] or found["symbol"]
    element = chinese.get(word) or symbols.get(word.capitalize(), word)
    return f"{element}-{found['mass'] or found['mass_zh'] or found['before']}"


@cache
def _nuclides(file: Path) -> Mapping[str, str]:
    return {row["name"]: row["nuclide"] for row in read_table(file)}


def _water(phrase: str) -> str:
    """The kind of water of the longest phrase."""
    pattern, kinds = _waters(path_of(WATERS))
    longest = max((found[0] for found in pattern.finditer(phrase)), key=len, default="")
    return kinds.get(longest, "")


@cache
def _waters(file: Path) -> tuple[re.Pattern[str], Mapping[str, str]]:
    kinds = {word: row["kind"] for row in reversed(read_table(file)) for word in row["words"].split("|")}
    return either(kinds), kinds


def _size(folded: str) -> str:
    """The class of particulates; a number alone (``< 2.5``) says nothing of particles."""
    if not _sizes(path_of(PARTICLES))[-1][0].search(folded):
        return ""
    return next((size for pattern, size in _sizes(path_of(PARTICLES)) if pattern.search(folded)), "")


@cache
def _sizes(file: Path) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["class"]) for row in read_table(file))


def _tokens(folded: str) -> Iterator[str]:
    for pattern, token in _token_patterns(path_of(TOKENS)):
        if pattern.search(folded):
            yield token


@cache
def _token_patterns(file: Path) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), f"{row['group']}:{row['token']}") for row in read_table(file))


def without_origin(folded: str) -> str:
    """A folded name without the words for the origin of its carbon, and without the brackets that they stood in."""
    for pattern, says in _origin_phrases(path_of(QUALIFIERS)):
        if says in ORIGINS:
            folded = pattern.sub("", folded)
    return re.sub(r"\s+", " ", re.sub(r"\(\s*\)", "", folded)).strip(" ,-")


@cache
def _origin_phrases(file: Path) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Origins as they stand in a folded name: any mark may stand between the words."""
    pairs = [(word, row["says"]) for row in read_table(file) for word in row["words"].split("|")]
    pairs.sort(key=lambda pair: -len(pair[0]))
    return tuple((re.compile(bounded(word).replace(r"\ ", r"[\s,\-]+")), says) for word, says in pairs)


def origin_name(origin: str) -> str:
    """The words of EF for an origin of carbon."""
    return origin.replace("_100yr", "-100yr").replace("_", " ")


@cache
def _kind_names(sizes: Path, waters: Path) -> Mapping[str, str]:
    named = {row["class"]: row["name"] for row in read_table(sizes) if row["name"]}
    return {**named, **{row["kind"]: row["name"] for row in read_table(waters) if row["name"]}}


def kind_name(kind: str) -> str:
    """How EF names a size of particulates or a kind of water; empty where it has no such flow."""
    return _kind_names(path_of(PARTICLES), path_of(WATERS)).get(kind, "")


@lru_cache(maxsize=50_000)
def stem_of(name: str, groups: tuple[str, ...]) -> str:
    """The comparison key of a name without the tokens of some groups (``p-xylene`` and ``xylene`` have one stem)."""
    folded = fold(name)
    for pattern, token in _token_patterns(path_of(TOKENS)):
        if token.startswith(groups):
            folded = pattern.sub(" ", folded)
    return key_of(folded)


def only_particulates(folded: str) -> bool:
    """Whether a folded name means particulates and nothing else: its words are those of ``particle_words.csv``."""
    rest = _particle_words(path_of(PARTICLE_WORDS)).sub(" ", re.sub(r"[\d.]+", " ", folded))
    return re.search(r"[^\W\d_]{2,}", rest) is None


@cache
def _particle_words(file: Path) -> re.Pattern[str]:
    words = {word for row in read_table(file) for word in row["words"].split("|")}
    return either(words)


def tokens_in(groups: Iterable[str], traits: Traits) -> frozenset[str]:
    """The tokens of some groups."""
    wanted = tuple(f"{group}:" for group in groups)
    return frozenset(token for token in traits.tokens if token.startswith(wanted))


@cache
def _elements(file: Path) -> tuple[Mapping[str, str], Mapping[str, str], frozenset[str]]:
    rows = read_table(file)
    symbols = {row["symbol"]: fold(row["en"]) for row in rows}
    chinese = {row["zh"]: fold(row["en"]) for row in rows}
    return symbols, chinese, frozenset(fold(row["en"]) for row in rows if row["kind"] == "metal")


def element_symbols() -> Mapping[str, str]:
    """The folded English name of every element by its symbol."""
    return _elements(path_of(ELEMENTS))[0]


def plain_charges(element: str) -> frozenset[str]:
    """The charges that lists of flows always book apart from the element, such as chromium VI; empty for most."""
    return _plain_charges(path_of(ELEMENTS)).get(element, frozenset())


@cache
def _plain_charges(file: Path) -> Mapping[str, frozenset[str]]:
    return {fold(row["en"]): frozenset(row["apart"].split("|")) - {""} for row in read_table(file)}


def metals() -> frozenset[str]:
    """The folded English names of the elements that inventories book beside their ions."""
    return _elements(path_of(ELEMENTS))[2]

"""The readings of an English name: every way in which its words can be meant, the plainest first.

Lists write one substance in many ways (``Benzene, chloro-``; ``Methane, dichlorodifluoro-, CFC-12``; ``Cadmium, in
ground``; ``Occupation, annual crop``); a reading is one of them as a comparison key with the way it was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.names.folding import fold, key_of, without_grade
from crosswalk.mapping.names.traits import (
    bounded,
    element_symbols,
    kind_name,
    nuclide_of,
    only_particulates,
    origin_name,
    stem_of,
    traits_of,
    without_origin,
)

LAND = "names/land_en.csv"
QUALIFIERS = "names/qualifiers.csv"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name. ``how`` is a code of ``mappings/flows/evidence.csv``; ``text`` is what was read."""

    key: str
    how: str
    text: str


NAME, INVERTED, TRIMMED, PART, CHARGED = "name", "inversion", "trimmed", "part", "charge"
LOCANT, LANDED, KIND = "locant", "land", "kind"


@lru_cache(maxsize=50_000)
def read_english(name: str) -> tuple[Reading, ...]:
    """The readings of a name, one a key, the plainest first."""
    found: dict[str, Reading] = {}
    for text, how in _texts(fold(name)):
        key = key_of(text)
        if key and key not in found:
            found[key] = Reading(key, how, text)
    return tuple(found.values())


def _texts(folded: str) -> Iterator[tuple[str, str]]:
    yield folded, NAME
    if listed := _ISO.match(folded):
        yield listed[1].strip(), TRIMMED
    land = _land(folded, path_of(LAND))
    if land:
        yield from ((text, LANDED) for text in land)
        return
    bare = trim(folded)
    shapes = [(folded, NAME), (bare, TRIMMED)] if bare != folded else [(folded, NAME)]
    if bare != folded:
        yield bare, TRIMMED
    for text, how in shapes:
        for turned in _turned(text):
            yield turned, INVERTED if how == NAME else TRIMMED
    yield from ((text, CHARGED) for text in _charges(bare))
    yield from ((text, KIND) for text in _kinds(folded, bare))
    if long := _spelled_out(bare):
        yield long, TRIMMED
    if bare != folded and bare in _lower_symbols():  # "cu, cu 3.2e+0%, … in ore"; a bare CO is no cobalt
        yield _lower_symbols()[bare], TRIMMED
    if bare.endswith("s") and len(bare) > 4:
        yield bare[:-1], TRIMMED
    for text in [bare, *_turned(bare)]:
        yield from ((other, LOCANT) for other in _locants(text))
    yield from ((text, PART) for text in _parts(bare))


_ISO = re.compile(r"^([^;]+?)\s*\((?:iso|bsi|ansi|inn|prop|e-iso)\)(?:;.*)?$")
"""A common name with the body that gave it, and what a list adds after it (``acetamiprid (iso); (1e)-n-…``)."""


# --- qualifiers -------------------------------------------------------------------------------------------------

_TAILS = frozenset({"resource", "resource_water", "resource_air", "unspecified", "total", "obsolete", "long_term"})
_SLASHED = re.compile(r"(?<=[a-z)])/(?:m3|kg|mj|kwh|l|t|nm3|bq|kbq)$")


def trim(folded: str) -> str:
    """A folded name without the words that say a medium, an origin in the ground or that nothing is specified.

    Origins of carbon stay: they make another flow.
    """
    text = _SLASHED.sub("", folded)
    text = without_grade(text)
    text = _place(text)
    pattern = _tail(path_of(QUALIFIERS))
    while (found := pattern.search(text)) and found.start() > 0:
        text = text[: found.start()].rstrip(" ,")
    return text


@cache
def _tail(file: Path) -> re.Pattern[str]:
    words = [
        word
        for row in read_table(file)
        if row["language"] == "en" and row["says"] in _TAILS
        for word in row["words"].split("|")
    ]
    words.sort(key=len, reverse=True)
    either = "|".join(bounded(word) for word in words)
    return re.compile(rf"(?:,\s*|\s*\(\s*|\s+(?=in (?:ground|air|water)$))(?:{either})\s*\)?$")


_PLACED = re.compile(r",\s*([a-z]{2}(?:-[a-z]{2,3})?|rer|row|glo|europe without [a-z ]+)$")


def _place(text: str) -> str:
    """Without a country at the end (``Water, river, BR``), where it is a code that the list of places knows.

    After an element two letters are a symbol, of it or of what it comes with (``Zinc, Pb``).
    """
    found = _PLACED.search(text)
    if not found:
        return text
    code = found[1].upper()
    known = code in _places(path_of("locations/eu.csv")) or code in {"RER", "ROW", "GLO"}
    rest = text[: found.start()]
    symbol = code in _symbols() and rest.partition(",")[0] in element_symbols().values()
    return rest if known and len(rest) > 3 and not symbol else text


def location_of(name: str) -> str:
    """The country code at the end of a regionalised name, in capitals; empty for none."""
    folded = fold(name)
    found = _PLACED.search(folded)
    return found[1].upper() if found and _place(folded) != folded else ""


@cache
def _places(file: Path) -> frozenset[str]:
    return frozenset(next(iter(row.values())).upper() for row in read_table(file))


@cache
def _symbols() -> frozenset[str]:
    return frozenset(symbol.upper() for symbol in element_symbols())


# --- inversions -------------------------------------------------------------------------------------------------

_TRADE = re.compile(r"^(?:[a-z]{1,6}[\s-]?\d+\w*|[a-z]{2,5}|\(?(?:cis|trans)\)?)$")
"""A refrigerant code or abbreviation after an inverted name: another name of it, not a part of it."""
_SALT_TAIL = re.compile(r"\b(?:salts?|esters?|isomers?|acid|anhydride|hydrochloride|oxide|hydrate|mixture|compounds?)$")


def _turned(text: str) -> Iterator[str]:
    """``benzene, chloro-`` as ``chlorobenzene``; ``acetic acid, trifluoro-`` as ``trifluoroacetic acid``."""
    parts = _split(text)
    if len(parts) < 2:
        return
    head, rest = parts[0], parts[1:]
    prefixes = [part for part in rest if part.endswith("-")]
    others = [part for part in rest if not part.endswith("-")]
    if prefixes:
        turned = "".join(reversed(prefixes)) + head
        if all(_TRADE.match(other) for other in others):
            yield turned
        if others:
            yield f"{turned}, {', '.join(others)}"
            yield f"{turned} {' '.join(others)}"
        if len(prefixes) > 1:
            yield "".join(prefixes) + head
    if len(rest) == 1 and not prefixes:
        yield f"{rest[0]} {head}"
        yield f"{head} {rest[0]}"
        if (
            re.match(r"^\(?(?:[a-z]|\d|alpha|beta|gamma|cis|trans|tert|sec|iso|\+|-)[\w,'()+-]*$", rest[0])
            and len(rest[0]) <= 12
        ):
            yield f"{rest[0]}-{head}"
    elif _SALT_TAIL.search(rest[-1]):
        yield f"{' '.join(part.rstrip('-') for part in rest)} {head}"


def _split(text: str) -> list[str]:
    """The parts between commas that are followed by a space: a comma within locants parts nothing."""
    return [part.strip() for part in re.split(r",\s+|,(?=[a-z]{3,})", text) if part.strip()]


def _parts(text: str) -> Iterator[str]:
    """The parts of a name that may be a name each: ``methane, dichlorodifluoro-, cfc-12``; ``ddt (clofenotane)``."""
    parts = _split(text)
    if ";" in text:
        yield from (part.strip() for part in text.split(";") if len(part.strip()) > 3)
    for part in parts[1:]:
        if re.search(r"\d", part) and not part.endswith("-") and len(part) > 3:
            yield part
    if len(parts) > 1 and re.fullmatch(r"[a-z]{1,3}\d*", parts[0]) is None and parts[0].isalpha() and len(parts) == 2:
        symbol = parts[1].capitalize()
        if element_symbols().get(symbol) == parts[0]:
            yield parts[0]
    if len(parts) == 2 and re.fullmatch(r"[a-z]{2,5}\d?", parts[0]):
        yield from parts[::-1]
    found = re.fullmatch(r"(.{3,}?)\s*\(([^()]{3,})\)", text)
    if found:
        yield found[1]
        if stem_of(found[2], ("stereo", "isomer")) and not re.fullmatch(r"[ivx]+|[\d,' +-]+", found[2]):
            yield found[2]


# --- kinds ------------------------------------------------------------------------------------------------------


def _kinds(folded: str, bare: str) -> Iterator[str]:
    """The name of a size of particulates, a kind of water, a nuclide, or of carbon of one origin, as EF writes it."""
    traits = traits_of(folded)
    for kind in (traits.size if only_particulates(folded) else "", traits.water):
        if name := kind_name(kind):
            yield fold(name)
    if nuclide := nuclide_of(folded):
        yield nuclide
    if traits.origin:
        base = trim(without_origin(bare))
        for text in (base, *_turned(base)):
            yield f"{text} ({origin_name(traits.origin)})"
            yield text


def _spelled_out(text: str) -> str:
    """The words after their own initials: ``cod, chemical oxygen demand``; empty where they are not."""
    short, comma, long = text.partition(", ")
    initials = "".join(word[0] for word in re.findall(r"[a-z]+", long))
    return long if comma and len(initials) > 1 and short.rstrip("0123456789") == initials else ""


@cache
def _lower_symbols() -> Mapping[str, str]:
    """Elements by their symbols of two letters, as folded names have them."""
    return {symbol.lower(): name for symbol, name in element_symbols().items() if len(symbol) == 2}


# --- charges ----------------------------------------------------------------------------------------------------

_ENDS_CHARGED = re.compile(r"^([a-z]+)[\s,(-]+(viii|vii|vi|iv|v|iii|ii|i)\)?(?:,?\s*ions?)?$")
_ENDS_ION = re.compile(r"^([a-z]+),?\s*\(?ions?\)?$")
_VALENT = re.compile(
    r"^([a-z]+),\s*(hexa|penta|tetra|tri|di|mono)valent$|^(hexa|penta|tetra|tri|di|mono)valent ([a-z]+)$"
)
_VALENCES = {"hexa": "vi", "penta": "v", "tetra": "iv", "tri": "iii", "di": "ii", "mono": "i"}


def _charges(text: str) -> Iterator[str]:
    """``chromium vi`` and ``chromium, hexavalent`` as ``chromium (vi)``; ``chloride ion`` as ``chloride``."""
    if found := _ENDS_CHARGED.match(text):
        yield f"{found[1]} ({found[2]})"
    if found := _VALENT.match(text):
        yield f"{found[1] or found[4]} ({_VALENCES[found[2] or found[3]]})"
    if found := _ENDS_ION.match(text):
        yield f"{found[1]}, ion"
        yield found[1]


# --- locants and isomers ----------------------------------------------------------------------------------------

_PREFIXED = re.compile(r"^([omp]|ortho|meta|para)-(?=[a-z])")
_PLACES = {"o": "2", "m": "3", "p": "4", "ortho": "2", "meta": "3", "para": "4"}


def _locants(text: str) -> Iterator[str]:
    """``o-dichlorobenzene`` as ``1,2-dichlorobenzene``, ``p-nitrotoluene`` as ``4-nitrotoluene``; ``cresol, p-``."""
    if found := _PREFIXED.match(text):
        rest, place = text[found.end() :], _PLACES[found[1]]
        yield f"1,{place}-{rest}"
        yield f"{place}-{rest}"
        yield f"{found[1][0]}-{rest}"
    if found := re.match(r"^(?:1,([234])-(?=di[a-z])|([234])-(?=[a-z]))", text):
        yield f"{'omp'[int(found[1] or found[2]) - 2]}-{text[found.end() :]}"
    if found := re.search(r"[\s(,]*\(?\bn-(?=[a-z])", text):
        yield text[: found.start()] + text[found.end() :]


# --- land -------------------------------------------------------------------------------------------------------

_LAND = re.compile(r"^(?:land )?(occupation|occup\. as|transformation)[,:]?\s*(.*)$")


def _land(folded: str, file: Path) -> tuple[str, ...]:
    """The class of an occupation or transformation in the words of EF; nothing for other names."""
    found = _LAND.match(folded)
    if not found:
        return ()
    kind = _place(found[2])
    plain = kind
    for pattern, replacement in _land_words(file):
        direction, space, rest = plain.partition(" ") if plain.startswith(("from ", "to ")) else ("", "", plain)
        plain = f"{direction}{space}{pattern.sub(replacement, rest)}"
    return (kind, plain) if plain != kind else (kind,)


@cache
def _land_words(file: Path) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["replacement"]) for row in read_table(file))

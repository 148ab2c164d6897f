"""The readings of a Chinese name: its spelling made one, what its words say beside the substance, the plainest first.

Chinese lists write the compartment, the way of release and the counted element into the name (``氮氧化物（以NO2计，
有组织）``; ``氧化亚氮，排入未指明空气``; ``铁矿石中的铁``); the words are tables in ``mappings/names``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.names.english import CHARGED, LANDED, NAME, PART, TRIMMED, Reading
from crosswalk.mapping.names.folding import fold, key_of

TRADITIONAL, CONTEXTS, QUALIFIERS = "names/traditional.csv", "names/zh_contexts.csv", "names/zh_qualifiers.csv"
ELEMENTS = "names/elements.csv"
COUNTED = "element_counted"
"""The qualifier of a name whose amount is that of an element or of another substance (``硝酸盐（以N计）``)."""
_HAN = "㐀-䶿一-鿿\U00020000-\U0003ffff"


def is_chinese(name: str) -> bool:
    """Whether a name has a Chinese character."""
    return re.search(rf"[{_HAN}]", name) is not None


# --- spelling ---------------------------------------------------------------------------------------------------

_NOTES = re.compile(r"[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793※†‡]")
_MARKS = str.maketrans(
    {
        **dict.fromkeys("〔【［[「『《〈﹝{", "("),
        **dict.fromkeys("〕】］]」』》〉﹞}", ")"),
        **dict.fromkeys("、﹑", ","),
        **dict.fromkeys("‐‑‒–—−－﹣―─", "-"),
        **dict.fromkeys("’‘′´`", "'"),
        **dict.fromkeys("“”″\"", ""),
        **dict.fromkeys("·・‧•∙", "·"),
        "≤": "<", "≦": "<", "≥": ">", "≧": ">", "～": "~", "〜": "~", "。": ".", "；": ";", "\u200b": "", "\ufeff": "",
    }
)  # fmt: skip
_SPACE = re.compile(rf"\s+(?=[{_HAN}(),;:])|(?<=[{_HAN}(),;:])\s+")
_EMPTY = re.compile(r"\(\s*\)")
_KEPT = str.maketrans({"<": "小于", ">": "大于", "'": "撇"})
"""Marks that tell two names apart: sizes, and locants of two rings."""
_VARIANTS = str.maketrans({"噁": "恶", "𫫇": "恶", "骈": "并", "駢": "并", "粘": "黏", "黄": "磺"})
"""Characters of one word that are both in use: 噁唑 and 恶唑, 苯骈 and 苯并, 粘土 and 黏土, 硫黄 and 硫磺."""


@lru_cache(maxsize=50_000)
def normalise(name: str) -> str:
    """The name in one spelling: simplified, half-width, round brackets, plain marks, no footnote marks or stray spaces.

    Normalising twice changes nothing.
    """
    text = _simplified(unicodedata.normalize("NFKC", _NOTES.sub("", name.translate(_MARKS))).translate(_MARKS))
    text = _SPACE.sub("", re.sub(r"\s+", " ", text))
    while (shorter := _EMPTY.sub("", text).strip(" ,;.:")) != text:
        text = _SPACE.sub("", shorter)
    return text


def _simplified(text: str) -> str:
    return text.translate(_characters(path_of(TRADITIONAL)))


@cache
def _characters(file: Path) -> Mapping[int, str]:
    return {ord(row["traditional"]): row["simplified"] for row in read_table(file)}


@lru_cache(maxsize=50_000)
def chinese_key(name: str) -> str:
    """The comparison key of a Chinese name: as of an English one, with marks of size, primes and symbols kept apart.

    ``Co`` is cobalt and ``CO`` is not; ``Br-`` is an ion.
    """
    text = normalise(name)
    if _SYMBOL.match(text):
        text = f"元{text}"
    text = _SIGN.sub(lambda found: "正" if found[0] == "+" else "负", text)
    return key_of(fold(text.translate(_VARIANTS).translate(_KEPT)))


_SYMBOL = re.compile(r"^[A-Z][a-z](?:\d?[+-])?$")
_SIGN = re.compile(r"(?<=[A-Za-z0-9])[+-]$")


# --- contexts and qualifiers ------------------------------------------------------------------------------------


def split_context(name: str) -> tuple[str, str]:
    """A name and the context that its words say: ``氧化亚氮，向空气`` is ``氧化亚氮`` with ``向空气``.

    The context is empty where the name says none; the name is normalised in both cases. Names of land, and of water
    by its kind, stay whole.
    """
    text = normalise(name)
    if _LAND.match(text) or _TURNED.match(text):
        return text, ""
    for pattern, context in _contexts(path_of(CONTEXTS)):
        found = pattern.match(text)
        if found and (rest := _closed(found["name"])) and rest != "水":
            return rest, context or found["context"]
    return text, ""


def _closed(rest: str) -> str:
    """What is left of a name, with the bracket closed that a list of qualifiers stood in; empty where none fits."""
    rest = rest.strip(" ,-")
    missing = rest.count("(") - rest.count(")")
    return rest + ")" * missing if missing in (0, 1) else ""


@cache
def _contexts(file: Path) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["context"]) for row in read_table(file))


@dataclass(frozen=True, slots=True)
class ChineseName:
    """A name taken apart. ``how`` is the kind of evidence that the bare text makes."""

    text: str
    context: str = ""
    qualifiers: frozenset[str] = frozenset()
    how: str = NAME


@lru_cache(maxsize=50_000)
def take_apart(name: str) -> ChineseName:
    """The bare name, the context and the qualifiers of a Chinese flow name."""
    text, context = split_context(name)
    said: set[str] = set()
    how = NAME if text == normalise(name) else TRIMMED
    while found := _qualified(text):
        text, says, reading = found
        said.add(says)
        how = _weaker(how, reading)
        inner, place = split_context(text)
        if place:
            text, context = inner, context or place
    return ChineseName(text, context, frozenset(said), how)


def _qualified(text: str) -> tuple[str, str, str] | None:
    """A name without the first words that qualify it, what they say, and the reading that is left; None for none."""
    for pattern, says, reading in _qualifiers(path_of(QUALIFIERS), path_of(ELEMENTS)):
        found = pattern.match(text)
        if not found or not (rest := _closed(found["name"])):
            continue
        if says != "counted":
            return rest, says, reading
        return (rest, "counted", TRIMMED) if _counts_itself(rest, found["as"]) else (rest, COUNTED, PART)
    return None


def _counts_itself(name: str, counted: str) -> bool:
    """Whether what an amount counts is the substance itself: ``铜（以Cu计）``, ``总磷（以P计）``."""
    element = _by_symbol(path_of(ELEMENTS)).get(re.sub(r"\d*[+-]$", "", counted), counted)
    bare = re.sub(r"^总|(?:及其)?(?:无机)?化合物$|\(.*\)$|[一二三四五六]价|离子$", "", name)
    return element == bare or chinese_key(counted) == chinese_key(name)


@cache
def _qualifiers(file: Path, elements: Path) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    metals = "|".join(row["zh"] for row in read_table(elements) if row["kind"] == "metal")
    return tuple(
        (re.compile(row["pattern"].replace("METAL", metals), re.IGNORECASE), row["says"], row["reading"])
        for row in read_table(file)
    )


@cache
def _by_symbol(file: Path) -> Mapping[str, str]:
    return {row["symbol"]: row["zh"] for row in read_table(file)}


_WEAKNESS = (NAME, LANDED, TRIMMED, CHARGED, PART)


def _weaker(one: str, other: str) -> str:
    return max(one, other, key=_WEAKNESS.index)


# --- readings ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=50_000)
def read_chinese(name: str) -> tuple[Reading, ...]:
    """The readings of a Chinese name, one a key, the plainest first."""
    found: dict[str, Reading] = {}
    for text, how in sorted(_texts(normalise(name)), key=lambda text: _WEAKNESS.index(text[1])):
        key = chinese_key(text)
        if key and key not in found:
            found[key] = Reading(key, how, text)
    return tuple(found.values())


def _texts(text: str) -> Iterator[tuple[str, str]]:
    yield text, NAME
    if land := tuple(_land(text)):
        yield from land
        return
    inner, _ = split_context(text)
    whole = take_apart(text)
    for form, how in ((text, NAME), (inner, TRIMMED)):
        yield form, how
        yield from ((other, _weaker(how, kind)) for other, kind in _shapes(form))
    yield whole.text, whole.how
    yield from ((other, _weaker(whole.how, kind)) for other, kind in _shapes(whole.text))
    if whole.text.startswith("总"):
        yield whole.text[1:], PART


def _shapes(text: str) -> Iterator[tuple[str, str]]:
    """A bare name by its charge, nuclide or symbol, and by each of two names that stand for one."""
    yield from ((form, CHARGED) for form in _charges(text, path_of(ELEMENTS)))
    if nuclide := _nuclide(text, path_of(ELEMENTS)):
        yield nuclide, TRIMMED
    if element := _by_symbol(path_of(ELEMENTS)).get(text):
        yield element, TRIMMED
    for pattern in (_NAMED_TWICE, _RUN_ON, _SIDE_BY_SIDE):
        if found := pattern.match(text):
            first, second = found[1], found[2]
            if not _OTHER.fullmatch(second):
                yield first, PART
                yield second, PART


_NAMED_TWICE = re.compile(r"^(.+?)\((.{2,}|[A-Za-z])\)$")
_RUN_ON = re.compile(rf"^([{_HAN}()0-9,'-]*[{_HAN})])([A-Za-z][A-Za-z0-9.,+-]*)$")
_SIDE_BY_SIDE = re.compile(rf"^([^,(]*[{_HAN}]{{2}}[^,(]*),([^,(]*[{_HAN}]{{2}}[^,(]*)$")
_OTHER = re.compile(r"[IVX]+|\d?[+-]|\d[+-]?|[+-]\d|.*(?:源|化石|价|转化|变化|燃料|计|类|态)")
"""What stands in brackets after a name and is no other name: a charge, an origin, a state."""

_VALENCES = {"一": "I", "二": "II", "三": "III", "四": "IV", "五": "V", "六": "VI", "七": "VII"}
_ROMANS = ("", "I", "II", "III", "IV", "V", "VI", "VII")


def _charges(text: str, elements: Path) -> Iterator[str]:
    """``六价铬``, ``铬(六价)``, ``铬6+``, ``Cr6+`` and ``铬VI`` as ``铬(VI)``."""
    by_valence, by_number = _charged(elements)
    if found := by_valence.match(text):
        element, state = found[2] or found[3], _VALENCES[found[1] or found[4]]
        yield f"{element}({state})"
    if found := by_number.match(text):
        element = _by_symbol(elements).get(found[1], found[1])
        state = found[2].upper() if found[2] else _ROMANS[int(found[3] or found[4] or found[5] or 1)]
        yield f"{element}({state})"


@cache
def _charged(elements: Path) -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = read_table(elements)
    chinese = "|".join(row["zh"] for row in rows)
    either = "|".join(sorted((*(row["symbol"] for row in rows), *(row["zh"] for row in rows)), key=len, reverse=True))
    states = "".join(_VALENCES)
    return (
        re.compile(rf"^(?:([{states}])价({chinese})|({chinese})[,(]?([{states}])价\)?)(?:离子)?$"),
        re.compile(
            rf"^({either})(?:\(?(VII|VI|IV|V|III|II|I)\)?|\(?([1-7])\+\)?|\(\+([1-7])\)|\(?([1-7])价\)?)(?:离子)?$"
        ),
    )


def _nuclide(text: str, elements: Path) -> str:
    """``Cs-137``, ``137Cs`` and ``铯137`` as ``铯-137``; empty for other names."""
    found = _nuclides(elements).match(text)
    if not found:
        return ""
    word, mass = found[1] or found[4], found[2] or found[3]
    return f"{_by_symbol(elements).get(word, word)}-{mass.lower()}"


@cache
def _nuclides(elements: Path) -> re.Pattern[str]:
    rows = read_table(elements)
    words = sorted((*(row["symbol"] for row in rows), *(row["zh"] for row in rows)), key=len, reverse=True)
    either = "|".join(words)
    return re.compile(rf"^(?:放射性)?(?:({either})[-(]?(\d{{1,3}}m?)\)?|(\d{{1,3}}m?)-?({either}))$")


# --- land -------------------------------------------------------------------------------------------------------

_LAND = re.compile(r"^(?:土地)?(?P<verb>占用|转变|转化|转换)[,:(]*(?P<rest>.+?)\)?$")
_DIRECTION = re.compile(r"^(?P<way>自|从|由|来自|为|成|至|到)[,:]*(?P<kind>.+)$")
_TURNED = re.compile(
    r"^(?:土地)?(?:自|从|由)(?P<source>.+?)[,]?(?:转变|转化|转换|转)(?:而来|(?:为|成|至|到)[,:]*(?P<target>.+))?$"
)
_FROM = frozenset({"自", "从", "由", "来自"})


def _land(text: str) -> Iterator[tuple[str, str]]:
    """An occupation or transformation as ``占用，…``, ``转变自…`` and ``转变为…``; nothing for other names.

    A name of both ends of a transformation is two flows, so each is only part of it.
    """
    if found := _TURNED.match(text):
        source, target = found["source"], found["target"]
        if target:
            yield f"转变自{source}", PART
            yield f"转变为{target}", PART
        else:
            yield f"转变自{source}", LANDED
    elif found := _LAND.match(text):
        if found["verb"] == "占用":
            yield f"占用{found['rest']}", LANDED
        elif way := _DIRECTION.match(found["rest"]):
            ends = re.split(r"[,]?(?:转变|转化|转换|转)?(?:为|至|成|到)", way["kind"], maxsplit=1)
            if way["way"] in _FROM and len(ends) == 2 and all(ends):
                yield f"转变自{ends[0]}", PART
                yield f"转变为{ends[1]}", PART
            else:
                yield f"转变{'自' if way['way'] in _FROM else '为'}{way['kind']}", LANDED

"""Systematic Chinese chemical names as English ones, by rule: esters, salts, ethers, binary and organic compounds.

Every part of a name must be known to the tables of ``mappings/names/zh_rules``; a name with a part that is not is
not translated. One name gives several English ones where several are in use, the plainest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.names.chinese import ELEMENTS, normalise
from crosswalk.mapping.names.skeletons import (
    chain_group,
    compounds,
    multipliers,
    names_in,
    radical,
    roots,
    rows,
    rows_of_groups,
    several,
    times,
    whole_acids,
)

_LONGEST = 60
"""Characters of the longest name that is read."""


@lru_cache(maxsize=50_000)
def translate_chinese(name: str) -> tuple[str, ...]:
    """The English names of a systematic Chinese name, the plainest first; none where a part is not understood."""
    text = _reworded(normalise(name))
    if len(text) > _LONGEST:
        return ()
    if element := _elements(path_of(ELEMENTS)).get(text):
        return (element,)
    return several(_names(text))


@cache
def _elements(file: Path) -> Mapping[str, str]:
    return {row["zh"]: row["en"] for row in read_table(file)}


def _reworded(text: str) -> str:
    for pattern, replacement in _words():
        text = pattern.sub(replacement, text)
    return text


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["replacement"]) for row in rows("words"))


_FRONT = re.compile(
    r"^(?:(?P<cis>顺式?|cis)|(?P<trans>反式?|trans)|\((?P<mark>[RSEZ]|\d?[RSEZ](?:,\d[RSEZ])*|[+-]|±)\)|(?P<letter>DL|[DL]))-?(?=.)"
)


def _names(text: str) -> Iterator[str]:
    if (found := _NORMAL.match(text)) and _TERMINAL.match(found[1]):
        yield from compounds(f"1-{found[1]}")
        yield from (f"n-{name}" for name in compounds(found[1]))
        return
    for kind in _KINDS:
        yield from kind(text)
    if found := _FRONT.match(text):
        rest = tuple(name for kind in _KINDS for name in kind(text[found.end() :]))
        lead = "cis" if found["cis"] else "trans" if found["trans"] else found["mark"] or found["letter"].lower()
        yield from (
            f"{lead}-{name}" if found["cis"] or found["trans"] or found["letter"] else f"({lead})-{name}"
            for name in rest
        )
        letter = {"cis": "Z", "trans": "E"}.get(lead, "")
        yield from (f"({letter})-{name}" for name in rest if letter)
    if (found := _NORMAL.match(text)) and not _TERMINAL.match(found[1]):
        rest = tuple(name for kind in _KINDS for name in kind(found[1]))
        yield from rest
        yield from (f"n-{name}" for name in rest)


_NORMAL = re.compile(r"^正(.+)$")
_TERMINAL = re.compile(r"^[丙丁戊己庚辛壬癸十一二]+(?:烯|醇|硫醇|胺)$")


# --- acids, esters ----------------------------------------------------------------------------------------------


def _acid_names(text: str) -> Iterator[str]:
    """``乙酸``, ``苯甲酸``, ``硫酸``; ``乙酸酐``, ``苯甲酰氯`` with groups before them."""
    if text.endswith("酸"):
        stem = text.removesuffix("酸")
        for acid in whole_acids(stem):
            yield from acid.acid
        if row := _inorganic().get(stem):
            yield from names_in(row["acid"])
    if text.endswith(("酸酐", "酐")):
        for acid in whole_acids(re.sub("酸?酐$", "", text)):
            yield from (name.removesuffix("acid") + "anhydride" for name in acid.acid)
    for word, form in (("酰胺", "amide"), ("腈", "nitrile"), ("醛", "aldehyde")):
        if text.endswith(word):
            for acid in whole_acids(text.removesuffix(word)):
                yield from getattr(acid, form)
    for word, halide in (("酰氯", "chloride"), ("酰溴", "bromide"), ("酰氟", "fluoride")):
        if text.endswith(word):
            for acid in whole_acids(text.removesuffix(word)):
                many = times(acid.charge) if acid.charge > 1 else ""
                yield from (f"{name} {many}{halide}" for name in acid.acyl)
    if text.endswith("酰亚胺"):
        for acid in whole_acids(text.removesuffix("酰亚胺")):
            yield from (name.removesuffix("ic acid") + "imide" for name in acid.acid)


def _thio_acids(text: str) -> Iterator[str]:
    """``硫代乙酸`` as ``thioacetic acid``."""
    if text.startswith("硫代") and text.endswith("酸") and text[2:-1] not in _inorganic():
        yield from (f"thio{name}" for acid in whole_acids(text[2:-1]) for name in acid.acid)


@cache
def _inorganic() -> Mapping[str, Mapping[str, str]]:
    return {row["zh"]: row for row in rows("inorganic_acids")}


@dataclass(frozen=True, slots=True)
class _Anion:
    names: tuple[str, ...]
    charge: int


@lru_cache(maxsize=5_000)
def _ates(stem: str) -> tuple[_Anion, ...]:
    """The anions of the acid that the words before 酸 name."""
    found = [_Anion(acid.ate, acid.charge) for acid in whole_acids(stem)]
    if row := _inorganic().get(stem):
        found.insert(0, _Anion(names_in(row["ate"]), int(row["charge"])))
    for word, row in _inorganic().items():
        if stem.endswith(word) and int(row["charge"]) > 1 and (groups := _radicals(stem.removesuffix(word))):
            ates = several(f"{group} {ate}" for group in groups for ate in names_in(row["ate"]))
            found.append(_Anion(ates, int(row["charge"]) - 1))
    return tuple(found)


def _esters(text: str) -> Iterator[str]:
    """``乙酸乙酯``, ``邻苯二甲酸二丁酯``, ``磷酸三(2-氯乙基)酯``; ``2-乙氧基乙基乙酸酯``; ``乙二醇二乙酸酯``."""
    if not text.endswith("酯"):
        return
    body = text.removesuffix("酯").removesuffix("基")
    for spot in [found.start() for found in re.finditer("酸", body)]:
        stem, alcohol = body[:spot], body[spot + 1 :]
        if alcohol:
            for anion in _ates(stem):
                yield from (f"{group} {ate}" for group in _alcohols(alcohol, anion.charge) for ate in anion.names)
            yield from _polyol_esters(stem, alcohol)
    if body.endswith("酸"):
        yield from _turned_esters(body.removesuffix("酸"))


@cache
def _polyols() -> Mapping[str, tuple[str, ...]]:
    return {row["zh"]: names_in(row["en"]) for row in rows("polyols")}


def _polyol_esters(stem: str, alcohol: str) -> Iterator[str]:
    """``三乙酸甘油酯`` and ``单硬脂酸甘油酯``: the numeral counts the acid."""
    row = multipliers().get(stem[:1])
    for count, acid in ((row, stem[1:]), (None, stem)):
        number = int(count["number"]) if count else 1
        marks = ("mono", "") if count and number == 1 else dict.fromkeys((times(number), times(number, compound=True)))
        for anion in _ates(acid) if acid else ():
            for name in _polyols().get(alcohol, ()):
                yield from (f"{name} {mark}{ate}" for mark in marks for ate in anion.names)


def _turned_esters(body: str) -> Iterator[str]:
    for spot in range(1, len(body)):
        alcohol, stem = body[:spot], body[spot:]
        count = multipliers().get(stem[:1])
        whole = [(1, stem)] + ([(int(count["number"]), stem[1:])] if count and len(stem) > 1 else [])
        for number, acid in whole:
            for anion in _ates(acid):
                if alcohol.endswith(("基", ")")) and number == 1:
                    yield from (f"{group} {ate}" for group in radical(alcohol) for ate in anion.names)
                elif alcohol in _polyols():
                    yield from (
                        f"{one} {mark}{ate}"
                        for one in _polyols()[alcohol]
                        for mark in dict.fromkeys((times(number), times(number, compound=True)))
                        for ate in anion.names
                    )


@lru_cache(maxsize=5_000)
def _alcohols(text: str, charge: int = 1) -> tuple[str, ...]:
    """The groups of an ester: ``二丁`` as ``dibutyl``, ``甲乙`` as ``ethyl methyl``, ``二(2-乙基己)``.

    A double bond's two ends take both hydrogens of an acid with two: ``碳酸乙烯酯`` is ``ethylene carbonate``.
    """
    if charge == 2 and text in ("乙烯", "丙烯"):
        return ("ethylene",) if text == "乙烯" else ("propylene",)
    for whole in (text, f"{text}基"):
        if names := _radicals(whole):
            return names
    if text.endswith("醇"):
        return several(_alcohols(text.removesuffix("醇"))) if len(text) > 1 else ()
    if len(text) == 2 and all(letter in roots() for letter in text):
        pair = sorted(chain_group(letter)[0] for letter in text)
        return (" ".join(pair),)
    return ()


def _radicals(text: str) -> tuple[str, ...]:
    """Groups that stand beside a name, each with its multiplier: ``二丁基``, ``甲基叔丁基``."""
    found: list[str] = []
    found += radical(text)
    for groups, rest in rows_of_groups(text):
        if rest or not groups or len(groups) > 3 or any(group.places for group in groups):
            continue
        parts = sorted(
            (re.sub(r"^(?:tert|sec|n)-", "", group.names[0]), f"{times(group.count, group.complex)}{group.names[0]}")
            for group in groups
        )
        found.append(" ".join(part for _, part in parts))
        found.append(" ".join(f"{times(group.count, group.complex)}{group.names[0]}" for group in groups))
        if len(groups) == 1:
            found += [f"{times(groups[0].count, groups[0].complex)}{name}" for name in groups[0].names]
    return several(found)


_CYANATES = re.compile(r"^(?P<body>.+?)(?:-(?P<places>[\d,']+)-)?(?P<count>二|三)?(?P<kind>异硫氰|异氰)酸酯$")


def _isocyanates(text: str) -> Iterator[str]:
    """``甲苯-2,4-二异氰酸酯`` as ``toluene-2,4-diisocyanate`` and ``2,4-diisocyanatotoluene``."""
    found = _CYANATES.match(text)
    if not found:
        return
    kind = "isocyanat" if found["kind"] == "异氰" else "isothiocyanat"
    count = times(int(multipliers()[found["count"]]["number"])) if found["count"] else ""
    lead = re.match(r"([\d,']+)-", found["body"])
    places = found["places"] or (lead[1] if lead else "")
    bodies = dict.fromkeys((found["body"], found["body"][lead.end() :] if lead else found["body"]))
    for body in bodies:
        for name in (*compounds(body)[:4], *radical(body), *_HYDROCARBYLENES.get(body, ())):
            yield f"{places}-{name} {count}{kind}e" if places else f"{name} {count}{kind}e"
            if places:
                yield f"{name}-{places}-{count}{kind}e"
                yield f"{places}-{count}{kind}o{name}"


_HYDROCARBYLENES = {"六亚甲基": ("hexamethylene",), "亚甲基双苯基": ("methylenediphenyl",), "亚苯基": ("phenylene",)}


# --- salts ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cation:
    names: tuple[str, ...]
    charge: int
    plain: str


@cache
def _cations() -> Mapping[str, Mapping[str, str]]:
    return {row["zh"]: row for row in rows("cations")}


_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii")


def _states(word: str, balance: int = 0) -> Iterator[_Cation]:
    """The states of a metal's word: ``亚铁`` is iron(II), ``铁`` iron(III), ``铜(II)`` says it itself.

    ``balance`` is the charge that numerals in the name come to; zero where it has none.
    """
    said = re.fullmatch(r"(.+?)\((VI{0,3}|I{1,3}|IV)\)", word)
    low = word.startswith("亚") and word not in _cations()
    row = _cations().get(said[1] if said else word.removeprefix("亚") if low else word)
    if row is None:
        return
    known = [int(charge) for charge in row["charges"].split("|")]
    charges = known[1:2] if low else known[:1]
    if said:
        charges = [_ROMAN.index(said[2].lower())]
    elif balance:
        charges = [balance] if balance in known else charges
    for charge in charges:
        yield _Cation(tuple(_state_names(row, charge, alone=len(row["charges"].split("|")) == 1)), charge, row["en"])


def _state_names(row: Mapping[str, str], charge: int, *, alone: bool) -> Iterator[str]:
    first, last = row["charges"].split("|")[0], int(row["charges"].split("|")[-1])
    if str(charge) == first or alone:
        yield row["en"]
    if not alone:
        yield f"{row['en']} ({_ROMAN[charge]})"
        ous, _, ic = row["latin"].partition(":")
        if latin := ous if charge == min(int(first), last) else ic:
            yield latin


@cache
def _salt_pattern() -> re.Pattern[str]:
    metals = "|".join(sorted(map(re.escape, _cations()), key=len, reverse=True))
    numbers = "[一二三四五六]"
    return re.compile(
        rf"^(?P<stem>.+?)酸(?P<hydrogens>{numbers}?氢)?(?P<count>{numbers})?"
        rf"(?P<metal>亚?(?:{metals})(?:\([IV]+\))?)(?P<second>{metals})?(?:盐)?$"
    )


def _salts(text: str) -> Iterator[str]:
    """``硫酸铜``, ``磷酸二氢钾``, ``乙酸锌``, ``乙二胺四乙酸二钠``."""
    found = _salt_pattern().match(text)
    if not found:
        return
    hydrogens = found["hydrogens"] or ""
    count = int(multipliers()[found["count"]]["number"]) if found["count"] else 0
    for anion in _ates(found["stem"]):
        for cation in _states(found["metal"]):
            yield from _salt_names(anion, cation, hydrogens, (count, found["second"] or ""))


def _counted_salts(text: str) -> Iterator[str]:
    """``四乙酸铅``: the numeral counts the acid, and with it the charge of the metal."""
    found = _salt_pattern().match(text)
    row = multipliers().get(text[:1])
    if not found or not row or found["hydrogens"] or found["count"]:
        return
    count = int(row["number"])
    for anion in _ates(found["stem"][1:]):
        for cation in _states(found["metal"], count * anion.charge):
            marks = dict.fromkeys((times(count), times(count, compound=True)))
            yield from (
                f"{metal} {mark}{ate}"
                for metal in (cation.plain, *cation.names)
                for mark in marks
                for ate in anion.names
            )
            yield from (
                f"{metal} {ate}"
                for metal in cation.names
                if cation.charge == count * anion.charge
                for ate in anion.names
            )


def _salt_names(anion: _Anion, cation: _Cation, hydrogens: str, said: tuple[int, str]) -> Iterator[str]:
    count, second = said
    protons = int(multipliers()[hydrogens[0]]["number"]) if len(hydrogens) > 1 else len(hydrogens)
    charge = anion.charge - protons
    word = f"{times(protons) if protons > 1 else ''}hydrogen " if protons else ""
    metals = list(cation.names)
    if second:
        pair = sorted((cation.names[0], _cations()[second]["en"]))
        yield from (f"{pair[0]} {pair[1]} {word}{ate}" for ate in anion.names)
        return
    for ate in anion.names:
        for metal in metals:
            if count:
                yield f"{times(count)}{metal} {word}{ate}"
                yield f"{metal} {word}{ate}" if count == charge else f"{ate}, {times(count)}{metal} salt"
            else:
                yield f"{metal} {word}{ate}"
    if not count and charge > 0:
        yield from _stoichiometric(anion, cation, charge, word)


def _stoichiometric(anion: _Anion, cation: _Cation, charge: int, word: str) -> Iterator[str]:
    """The names that count the ions: ``disodium sulfate``, ``calcium dinitrate``, ``calcium bis(dihydrogen …)``."""
    from math import gcd

    shared = gcd(charge, cation.charge)
    metals, anions = charge // shared, cation.charge // shared
    for ate in anion.names:
        for metal in (cation.plain,):
            for mark in dict.fromkeys((times(anions), times(anions, compound=True))):
                if metals > 1 or anions > 1:
                    yield f"{times(metals)}{metal} {mark}{word}{ate}"


@cache
def _binary_pattern() -> re.Pattern[str]:
    anions = "|".join(sorted((re.escape(row["zh"]) for row in rows("anions")), key=len, reverse=True))
    metals = "|".join(sorted(map(re.escape, _cations()), key=len, reverse=True))
    numbers = "十二|十|[一二三四五六七八九]"
    return re.compile(
        rf"^(?P<count>{numbers})?(?P<anion>{anions})化(?P<metals>{numbers})?(?P<metal>亚?(?:{metals})(?:\([IV]+\))?)$"
    )


@cache
def _anions() -> Mapping[str, Mapping[str, str]]:
    return {row["zh"]: row for row in rows("anions")}


def _binary(text: str) -> Iterator[str]:
    """``氯化钠``, ``三氧化二铝``, ``四氯化碳``, ``氯化亚铁``, ``氢氧化钙``."""
    found = _binary_pattern().match(text)
    if not found:
        return
    row = _anions()[found["anion"]]
    count = int(multipliers()[found["count"]]["number"]) if found["count"] else 0
    metals = int(multipliers()[found["metals"]]["number"]) if found["metals"] else 1
    balance = count * int(row["charge"]) // metals
    for cation in _states(found["metal"], balance):
        for anion in names_in(row["en"]):
            yield from _binary_names(cation, (anion, int(row["charge"])), count, metals)


def _binary_names(cation: _Cation, anion: tuple[str, int], count: int, metals: int) -> Iterator[str]:
    word, charge = anion
    first = cation.plain
    if count:
        many = _elided(times(count) or ("mono" if word == "oxide" else ""), word)
        alone = f"{_elided('mono', word)}" if count == 1 and word == "oxide" else many
        yield f"{times(metals)}{first} {alone}"
        yield f"{first} {alone}"
        yield f"{times(metals)}{first} {times(count)}{word}"
        if count * charge == metals * cation.charge:
            yield from (f"{name} {word}" for name in cation.names)
        return
    yield from (f"{name} {word}" for name in cation.names)
    from math import gcd

    shared = gcd(charge, cation.charge)
    ions, own = cation.charge // shared, charge // shared
    if ions > 1 or own > 1:
        yield f"{times(own)}{first} {_elided(times(ions), word)}"
        yield f"{first} {_elided(times(ions), word)}"


_ACYLS = re.compile(r"^(?P<acyl>亚硫酰|硫酰|碳酰|磷酰|硫代磷酰|亚硝酰)(?P<count>[二三])?(?P<halide>氯|溴|氟)$")
_OXYHALIDES = re.compile(r"^(?P<count>[二三四])?(?P<halide>氯|溴|氟)氧化?(?P<centre>磷|钒|铋|锆|锑|硫|硒|铬|钛|碳)$")
_BY_CENTRE = {
    "磷": "phosphoryl",
    "硫": "thionyl",
    "碳": "carbonyl",
    "铬": "chromyl",
    "钒": "vanadyl",
    "硒": "seleninyl",
}


def _acyl_halides(text: str) -> Iterator[str]:
    """``硫酰氯``, ``碳酰氯``; ``三氯氧磷`` as ``phosphoryl trichloride`` and ``phosphorus oxychloride``."""
    if found := _ACYLS.match(text):
        row = _cations()[found["acyl"]]
        halide = names_in(_anions()[found["halide"]]["en"])[0]
        yield f"{row['en']} {halide}"
        yield f"{row['en']} {times(int(row['charges']))}{halide}"
    if found := _OXYHALIDES.match(text):
        halide = names_in(_anions()[found["halide"]]["en"])[0]
        count = times(int(multipliers()[found["count"]]["number"])) if found["count"] else ""
        centre = _cations()[found["centre"]]["en"]
        yield f"{centre} oxy{halide}"
        yield f"{centre} oxy{count}{halide}"
        yield f"{centre} {halide} oxide"
        if acyl := _BY_CENTRE.get(found["centre"]):
            yield f"{acyl} {halide}"
            yield f"{acyl} {count}{halide}"


def _elided(prefix: str, word: str) -> str:
    """``monoxide``, ``pentoxide``: a vowel of the prefix falls before ``oxide``."""
    return f"{prefix.rstrip('ao')}{word}" if word.startswith("o") and prefix else f"{prefix}{word}"


_ADDED = {
    "盐酸盐": "hydrochloride",
    "二盐酸盐": "dihydrochloride",
    "氢溴酸盐": "hydrobromide",
    "氢碘酸盐": "hydroiodide",
    "硫酸盐": "sulfate",
    "硫酸氢盐": "hydrogen sulfate",
    "硝酸盐": "nitrate",
    "磷酸盐": "phosphate",
    "乙酸盐": "acetate",
    "草酸盐": "oxalate",
    "甲磺酸盐": "methanesulfonate",
    "钠盐": "sodium salt",
    "二钠盐": "disodium salt",
    "钾盐": "potassium salt",
    "铵盐": "ammonium salt",
    "钙盐": "calcium salt",
    "肟": "oxime",
    "腙": "hydrazone",
}


def _added(text: str) -> Iterator[str]:
    """A base or acid with what was added: ``苯胺盐酸盐``, ``盐酸羟胺``, ``五水硫酸铜``, ``环己酮肟``."""
    for word in sorted(_ADDED, key=len, reverse=True):
        if text.endswith(word) and len(text) > len(word):
            yield from (f"{name} {_ADDED[word]}" for name in compounds(text.removesuffix(word)))
            return
    if text.startswith("盐酸") and len(text) > 3:
        yield from (f"{name} hydrochloride" for name in compounds(text.removeprefix("盐酸")))
    if found := _HYDRATE.match(text):
        count = found["before"] or found["after"] or ""
        number = times(int(multipliers()[count]["number"])) if count else ""
        number = "mono" if count == "一" else number
        inner = found["salt"] or found["base"]
        plain = [name for kind in (_salts, _binary, _acid_names) for name in kind(inner)]
        yield from (f"{name} {number}hydrate" for name in plain)


_HYDRATE = re.compile(
    r"^(?:(?P<before>[一二三四五六七八九十])水(?:合)?(?P<salt>.{3,})|(?P<base>.{3,}?)(?P<after>[一二三四五六七八九十])?水合物)$"
)


# --- names by groups beside a word ------------------------------------------------------------------------------

_BESIDE = {
    "甲基醚": (),
    "醚": ("ether",),
    "硫醚": ("sulfide",),
    "二硫醚": ("disulfide",),
    "二硫化物": ("disulfide",),
    "亚砜": ("sulfoxide",),
    "砜": ("sulfone",),
    "酮": ("ketone",),
    "甲酮": ("ketone",),
    "过氧化氢": ("hydroperoxide",),
    "过氧化物": ("peroxide",),
    "缩水甘油醚": ("glycidyl ether",),
    "氯": ("chloride",),
    "溴": ("bromide",),
    "碘": ("iodide",),
    "硫醇": ("mercaptan",),
}


def _beside(text: str) -> Iterator[str]:
    """``甲基叔丁基醚``, ``二乙醚``, ``甲基异丁基酮``, ``二甲基亚砜``, ``叔丁基过氧化氢``, ``苄基氯``."""
    for word, names in _BESIDE.items():
        if not text.endswith(word) or text == word:
            continue
        body = text.removesuffix(word)
        short = tuple(_alcohols(body)) if word not in ("氯", "溴", "碘") or body.endswith("基") else ()
        yield from (f"{group} {name}" for group in short for name in names)
    if (found := re.fullmatch(r"过氧化?(二|双)?(.+)", text)) and found[2] not in _cations():
        acyls = (
            [name for acid in whole_acids(found[2].removesuffix("酰")) for name in acid.acyl]
            if found[2].endswith("酰")
            else []
        )
        acyls += radical(found[2])
        many = "di" if found[1] else ""
        yield from (f"{many}{name} peroxide" for name in acyls)
    if found := re.fullmatch(r"(氯|溴|碘|氟|氰)化(.+?)", text):
        halide = names_in(_anions()[found[1]]["en"])[0]
        if found[2] not in _cations():
            yield from (f"{group} {halide}" for group in (*radical(found[2]), *radical(found[2] + "基")))


_ONIUM = re.compile(r"^(?P<groups>.+基)(?P<anion>氯|溴|碘|氟|氢氧)化(?P<centre>铵|鏻|锡|汞|锍|铅)$")
_CENTRES = {"铵": "ammonium", "鏻": "phosphonium", "锡": "tin", "汞": "mercury", "锍": "sulfonium", "铅": "lead"}


def _organometallics(text: str) -> Iterator[str]:
    """``四甲基氯化铵``, ``三丁基氯化锡``; ``四乙基铅``, ``二乙基锌``."""
    if found := _ONIUM.match(text):
        anion, centre = names_in(_anions()[found["anion"]]["en"])[0], _CENTRES[found["centre"]]
        yield from (f"{group}{centre} {anion}" for group in _attached(found["groups"]))
    elif found := re.fullmatch(r"(.+?)基?(锂|钠|钾|镁|锌|铝|铅|锡|汞|硼|锗)", text):
        yield from (f"{group}{_cations()[found[2]]['en']}" for group in _attached(f"{found[1]}基"))
    if found := re.fullmatch(r"(.+基)氧化?(膦|胺)", text):
        centre = {"膦": "phosphine", "胺": "amine"}[found[2]]
        yield from (f"{group}{centre} oxide" for group in _attached(found[1]))
    if found := re.fullmatch(r"(.+(?:醇|酚))(锂|钠|钾|镁|铝|钛|钙)", text):
        metal, valence = _cations()[found[2]]["en"], int(_cations()[found[2]]["charges"].split("|")[0])
        for name in compounds(found[1])[:3]:
            if name.endswith("ol"):
                yield f"{metal} {name}ate"
                yield f"{metal} {times(valence)}{name}ate" if valence > 1 else f"{metal} {name}ate"
                short = re.sub(r"(?:an)?ol$", "oxide", name)
                yield f"{metal} {times(valence)}{short}"
                yield f"{metal} {short}"


def _attached(text: str) -> tuple[str, ...]:
    """Groups of one word in the order of their letters: ``苄基三甲基`` as ``benzyltrimethyl``."""
    found: list[str] = []
    for groups, rest in rows_of_groups(text):
        if rest or not groups or any(group.places for group in groups):
            continue
        parts = sorted((group.names[0], f"{times(group.count, group.complex)}{group.names[0]}") for group in groups)
        found.append("".join(part for _, part in parts))
        found.append("".join(f"{times(group.count, group.complex)}{group.names[0]}" for group in groups))
    return several(found)


# --- glycol ethers ----------------------------------------------------------------------------------------------

_GLYCOLS = {
    "乙二醇": ("ethylene glycol", "2-{}ethanol", "1,2-di{}ethane"),
    "二乙二醇": ("diethylene glycol", "2-(2-{}ethoxy)ethanol", "bis(2-{}ethyl) ether"),
    "二甘醇": ("diethylene glycol", "2-(2-{}ethoxy)ethanol", "bis(2-{}ethyl) ether"),
    "三乙二醇": ("triethylene glycol", "2-[2-(2-{}ethoxy)ethoxy]ethanol", "1,2-bis(2-{}ethoxy)ethane"),
    "三甘醇": ("triethylene glycol", "2-[2-(2-{}ethoxy)ethoxy]ethanol", "1,2-bis(2-{}ethoxy)ethane"),
    "丙二醇": ("propylene glycol", "1-{}propan-2-ol|1-{}-2-propanol", ""),
    "二丙二醇": ("dipropylene glycol", "", ""),
    "三丙二醇": ("tripropylene glycol", "", ""),
}
_GLYCOL = re.compile(rf"^({'|'.join(sorted(_GLYCOLS, key=len, reverse=True))})(单|一|二)?(.+?)基?醚(乙酸酯)?$")


def _glycol_ethers(text: str) -> Iterator[str]:
    """``乙二醇单丁醚`` as ``2-butoxyethanol`` and ``ethylene glycol monobutyl ether``; with ``乙酸酯`` its acetate."""
    found = _GLYCOL.match(text)
    if not found or not (groups := _alcohols(found[3])):
        return
    glycol, alcohols, twice = _GLYCOLS[found[1]]
    end = " acetate" if found[4] else ""
    count = "di" if found[2] == "二" else "mono"
    yield from (f"{glycol} {count}{group} ether{end}" for group in groups)
    yield from (f"{glycol} {group} ether{end}" for group in groups if count == "mono")
    oxies = (
        chain_group(found[3].removesuffix("基"), "氧基")
        if _is_chain(found[3])
        else ("phenoxy",)
        if found[3].startswith("苯")
        else ()
    )
    for oxy in oxies:
        yield from (form.format(oxy) for form in names_in(twice if count == "di" else "" if end else alcohols))
        if end and count == "mono":
            yield from (
                f"{form.format(oxy).removesuffix('anol').removesuffix('an-2-ol')}yl acetate"
                for form in names_in(alcohols)
                if form.endswith("ethanol")
            )


def _is_chain(text: str) -> bool:
    return bool(re.fullmatch(r"(?:正|异|叔|仲|环)?[甲乙丙丁戊己庚辛]基?", text))


_KINDS = (
    _acid_names,
    _thio_acids,
    _esters,
    _isocyanates,
    _salts,
    _counted_salts,
    _binary,
    _acyl_halides,
    compounds,
    _added,
    _glycol_ethers,
    _beside,
    _organometallics,
)

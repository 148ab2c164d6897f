"""Organic skeletons by the Chinese nomenclature: groups, parents, chains and acids, put together as English names.

A name is a row of groups with their places and a parent. The English name has the groups in the order of their
letters; of every part several names may be in use, and each gives a name of its own. A part that the tables of
``mappings/names/zh_rules`` do not know gives no name at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, product

from crosswalk.core.tables import path_of, read_table

FOLDER = "names/zh_rules"
MOST = 24
"""Names that one Chinese name may give; beyond the first dozens none was ever the right one."""
DEEPEST = 7
"""Groups in one row: longer names are not read."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group before a parent: its places, its number and its names."""

    places: str
    count: int
    names: tuple[str, ...]
    complex: bool = False


@dataclass(frozen=True, slots=True)
class Parent:
    """What groups stand before. ``ring`` says how places are counted: benzene, ring, or empty for a chain."""

    names: tuple[str, ...]
    ring: str = ""
    unsaid: str = ""
    """The place that the parent's own group takes where nothing is said (1 for the methyl group of toluene)."""


@dataclass(frozen=True, slots=True)
class Acid:
    """The forms of one acid. Each is a tuple of names in the same order."""

    acid: tuple[str, ...]
    ate: tuple[str, ...]
    acyl: tuple[str, ...]
    amide: tuple[str, ...] = ()
    nitrile: tuple[str, ...] = ()
    aldehyde: tuple[str, ...] = ()
    charge: int = 1


def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a table of rules."""
    return read_table(path_of(f"{FOLDER}/{name}.csv"))


def names_in(cell: str) -> tuple[str, ...]:
    """The alternatives of a cell."""
    return tuple(part for part in cell.split("|") if part)


def several(names: Iterable[str]) -> tuple[str, ...]:
    """Names without repetition, not too many."""
    return tuple(islice(dict.fromkeys(names), MOST))


# --- tables -----------------------------------------------------------------------------------------------------


@cache
def roots() -> Mapping[str, tuple[str, ...]]:
    """Stems of chains by their Chinese root."""
    return {row["zh"]: names_in(row["stem"]) for row in rows("roots")}


@cache
def multipliers() -> Mapping[str, Mapping[str, str]]:
    """Numerals by their Chinese word."""
    return {row["zh"]: row for row in rows("multipliers")}


@cache
def times(count: int, compound: bool = False) -> str:
    """The multiplying prefix of a number; empty for one."""
    if count == 1:
        return ""
    row = next(row for row in rows("multipliers") if int(row["number"]) == count)
    return (compound and row["complex"]) or row["simple"]


@cache
def _branched() -> Mapping[str, Mapping[str, str]]:
    return {row["zh"]: row for row in rows("branched")}


@cache
def _fixed_groups() -> Mapping[str, tuple[tuple[str, ...], bool]]:
    return {row["zh"]: (names_in(row["en"]), row["complex"] == "yes") for row in rows("groups")}


@cache
def _fixed_parents() -> Mapping[str, Parent]:
    return {row["zh"]: Parent(names_in(row["en"]), *_ring(row["kind"])) for row in rows("parents")}


def _ring(kind: str) -> tuple[str, str]:
    """How places are counted: on benzene itself, on benzene from a group at 1, with two groups, on another ring."""
    return {"benzene0": ("benzene", ""), "benzene": ("benzene", "1"), "benzene2": ("pair", "1")}.get(kind, (kind, ""))


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# --- groups -----------------------------------------------------------------------------------------------------

PLACES = re.compile(
    r"(?P<places>(?:\d+[a-zH]?'*|[NOSP](?:\d|'*)|[αβγδω]|\((?:\d+[HhRSEZ]?|[RSEZ])\))"
    r"(?:,(?:\d+[a-z]?'*|[NOSP](?:\d|'*)|[αβγδω]))*)-"
)
_OMP = {"邻": "o", "间": "m", "对": "p"}
_OMP_NUMBER = {"o": "2", "m": "3", "p": "4"}
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega"}


def _places(text: str, start: int) -> tuple[str, int]:
    if found := PLACES.match(text, start):
        return found["places"], found.end()
    if text[start : start + 1] in _OMP:
        end = start + (2 if text[start + 1 : start + 2] == "-" else 1)
        return _OMP[text[start]], end
    return "", start


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(_either(multipliers()))


@lru_cache(maxsize=20_000)
def rows_of_groups(text: str) -> tuple[tuple[tuple[Group, ...], str], ...]:
    """Every way to read groups at the start of a text, each with what is left; none and the whole text first."""
    found: list[tuple[tuple[Group, ...], str]] = [((), text)]
    _read_groups(text, (), found)
    return tuple(found)


def _read_groups(text: str, before: tuple[Group, ...], found: list[tuple[tuple[Group, ...], str]]) -> None:
    if len(before) >= DEEPEST or len(found) > 200:
        return
    places, start = _places(text, 0)
    for count, begin in _counts(text, start):
        for names, compound, end in one_group(text, begin):
            row = (*before, Group(places, count, names, compound))
            rest = text[end:].removeprefix("-") if text[end : end + 1] == "-" else text[end:]
            found.append((row, rest))
            _read_groups(rest, row, found)


def _counts(text: str, start: int) -> Iterator[tuple[int, int]]:
    for end in (start + 2, start + 1):
        if (row := multipliers().get(text[start:end])) and end <= len(text):
            yield int(row["number"]), end
    yield 1, start


@lru_cache(maxsize=20_000)
def one_group(text: str, start: int) -> tuple[tuple[tuple[str, ...], bool, int], ...]:
    """The groups that a text can begin with at a place: names, whether a part of its own, and where each ends."""
    found = list(_table_groups(text, start))
    found += _made_groups(text, start)
    if text[start : start + 1] == "(" and (end := _closing(text, start)):
        inner = text[start + 1 : end]
        after = end + 1 + (1 if text[end + 1 : end + 2] == "基" else 0)
        for whole in (inner, inner + "基"):
            if names := radical(whole):
                found.append((names, True, after))
                break
    return tuple(sorted(found, key=lambda one: -one[2]))


def _table_groups(text: str, start: int) -> Iterator[tuple[tuple[str, ...], bool, int]]:
    for length in range(1, 9):
        if (group := _fixed_groups().get(text[start : start + length])) and start + length <= len(text):
            yield group[0], group[1], start + length


def _closing(text: str, start: int) -> int:
    depth = 0
    for spot in range(start, len(text)):
        depth += (text[spot] == "(") - (text[spot] == ")")
        if depth == 0:
            return spot
    return 0


_LINKS = {
    "基": "yl",
    "氧基": "oxy",
    "氧": "oxy",
    "硫基": "ylthio|ylsulfanyl",
    "硫": "ylthio|ylsulfanyl",
    "巯基": "ylthio|ylsulfanyl",
    "氨基": "ylamino",
    "氨": "ylamino",
    "亚氨基": "ylimino",
    "磺酰基": "ylsulfonyl|anesulfonyl",
    "磺酰": "ylsulfonyl|anesulfonyl",
    "亚磺酰基": "ylsulfinyl",
    "氧羰基": "oxycarbonyl",
    "氧甲酰基": "oxycarbonyl",
    "酰基": "acyl",
    "酰": "acyl",
    "酰氨基": "acylamino",
    "酰氧基": "acyloxy",
    "酰氧": "acyloxy",
    "硅基": "ylsilyl",
}
_SPECIAL_STEMS = {"oxy": {"meth", "eth", "prop", "but", "isoprop", "isobut", "sec-but", "tert-but"}}


@cache
def _chain_group() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<halo>(?P<many>{_either(multipliers())})?(?P<sub>氟|氯|溴|碘|羟|氨|氰|巯|硝|甲氧|乙氧|苯|苯氧)?)"
        rf"(?P<root>(?:正|环)?(?:{_either(roots())})|{_either(_branched())})烷?(?P<link>{_either(_LINKS)})"
    )


def _made_groups(text: str, start: int) -> Iterator[tuple[tuple[str, ...], bool, int]]:
    """Groups that are made of a chain and a link, such as 乙氧基 and 三氟甲基."""
    found = _chain_group().match(text, start)
    forms = [found] if found else []
    for match in forms:
        for link in _shorter(match["link"]):
            end = match.end() - len(match["link"]) + len(link)
            names = chain_group(match["root"], link)
            if not match["sub"] and not match["many"]:
                yield names, False, end
            elif match["sub"]:
                count = int(multipliers()[match["many"]]["number"]) if match["many"] else 1
                before = _fixed_groups().get(match["sub"], (("",), False))[0] if match["sub"] != "硝" else ("nitro",)
                before = {"甲氧": ("methoxy",), "乙氧": ("ethoxy",)}.get(match["sub"], before)
                single = "" if count > 1 or match["root"] == "甲" or "基" not in link else "2-"
                made = [f"{times(count)}{one}{name}" for name in names for one in before]
                placed = [f"{single}{one}{name}" for name in names for one in before] if single else []
                yield several((*made, *placed)), True, end


def _shorter(link: str) -> Iterator[str]:
    yield link
    for other in ("氧", "硫", "氨", "酰", "磺酰"):
        if link != other and link.startswith(other):
            yield other


@lru_cache(maxsize=5_000)
def chain_group(root: str, link: str = "基") -> tuple[str, ...]:
    """The names of a chain as a group: ``乙`` and ``氧基`` are ``ethoxy``."""
    made: list[str] = []
    for kind in _LINKS[link].split("|"):
        if kind.startswith("acyl"):
            made += [f"{acyl}{kind.removeprefix('acyl')}" for acyl in _acyl_names(root)]
        else:
            made += [_linked(stem, yl, kind) for stem, yl in _chain_stems(root)]
    return several(name for name in made if name)


def _chain_stems(root: str) -> Iterator[tuple[str, str]]:
    """The stem and the group of a chain: ``but`` and ``butyl``; for branched ones each of their names."""
    if row := _branched().get(root):
        yield from ((yl.removesuffix("yl"), yl) for yl in names_in(row["yl"]))
        return
    plain = root.removeprefix("正").removeprefix("环")
    for stem in roots().get(plain, ()):
        cyclic = f"cyclo{stem}" if root.startswith("环") else stem
        yield cyclic, f"{cyclic}yl"
        if root.startswith("正"):
            yield f"n-{cyclic}", f"n-{cyclic}yl"


def _linked(stem: str, yl: str, kind: str) -> str:
    if kind.startswith("oxy"):
        short = stem in _SPECIAL_STEMS["oxy"] or stem.removeprefix("n-") in _SPECIAL_STEMS["oxy"]
        return f"{stem}{kind}" if short else f"{yl}{kind}"
    if kind.startswith("anesulf"):
        return f"{stem}{kind}"
    return f"{yl}{kind.removeprefix('yl')}"


def _acyl_names(root: str) -> tuple[str, ...]:
    return next((acid.acyl for acid in acids(root)), ())


@lru_cache(maxsize=20_000)
def radical(text: str) -> tuple[str, ...]:
    """The names of a whole text as one group, with groups of its own before it: ``2-乙基己基`` is ``2-ethylhexyl``."""
    found: list[str] = []
    for before, rest in rows_of_groups(text):
        if rest or not before:
            continue
        *outer, last = before
        if last.count == 1 and (not last.places or outer or last.places not in "omp"):
            found += _radical_names(tuple(outer), last)
        elif len(before) == 1:
            found += [f"{_lead(last.places)}{times(last.count, last.complex)}{name}" for name in last.names]
        if len(found) > MOST:
            break
    return several(found)


def _radical_names(outer: tuple[Group, ...], last: Group) -> Iterator[str]:
    lead = _lead(last.places)
    benzene = "benzene" if last.names[0].startswith(("phen", "benz", "anilino")) else "ring"
    if not outer:
        yield from (f"{lead}{name}" for name in last.names)
        return
    for name in substituted(outer, Parent(last.names, benzene, "1")):
        yield f"{name}" if not lead else f"{lead}{name}"


def _lead(places: str) -> str:
    return f"{_english_places(places)}-" if places else ""


# --- putting together -------------------------------------------------------------------------------------------


def substituted(groups: tuple[Group, ...], parent: Parent) -> Iterator[str]:
    """The English names of a parent with groups before it."""
    if not groups:
        yield from parent.names
        return
    for placed in _placings(groups, parent):
        for names in islice(product(*(group.names for group in placed)), 6):
            prefix = _prefix(tuple(zip(placed, names, strict=True)))
            yield from (_joined(prefix, base) for base in parent.names)


def _placings(groups: tuple[Group, ...], parent: Parent) -> Iterator[tuple[Group, ...]]:
    """The groups with their places in numbers, and with letters where the Chinese name has them."""
    if parent.ring in ("benzene", "pair") and any(group.places in ("o", "m", "p") for group in groups):
        yield from _numbered(groups, parent)
        yield groups
        return
    alone = sum(not group.places for group in groups) == 1 and len(groups) > 1
    if alone and parent.ring and (not parent.unsaid or parent.ring == "ring"):
        yield tuple(_at(group, "1") if not group.places and group.count == 1 else group for group in groups)
    yield groups


def _numbered(groups: tuple[Group, ...], parent: Parent) -> Iterator[tuple[Group, ...]]:
    if parent.unsaid:
        yield tuple(_at(group, _OMP_NUMBER.get(group.places, group.places)) for group in groups)
        return
    if len(groups) == 1 and groups[0].count == 2:
        yield (_at(groups[0], f"1,{_OMP_NUMBER[groups[0].places]}"),)
    elif len(groups) == 2 and all(group.count == 1 for group in groups):
        number = next(_OMP_NUMBER[group.places] for group in groups if group.places in _OMP_NUMBER)
        first, second = sorted(groups, key=lambda group: _letters(group.names[0]))
        yield (_at(first, "1"), _at(second, number))


def _at(group: Group, places: str) -> Group:
    return Group(places, group.count, group.names, group.complex)


def _prefix(groups: tuple[tuple[Group, str], ...]) -> str:
    merged: dict[tuple[str, bool], list[Group]] = {}
    for group, name in groups:
        merged.setdefault((name, group.complex), []).append(group)
    parts = []
    hydro = ""
    for (name, compound), same in sorted(merged.items(), key=lambda item: _letters(item[0][0])):
        places = ",".join(_english_places(group.places) for group in same if group.places)
        text = f"{places}-" if places else ""
        text += f"{times(sum(group.count for group in same), compound)}{f'({name})' if compound else name}"
        if name == "hydro":
            hydro = text
        else:
            parts.append(text)
    return "-".join([*parts, hydro] if hydro else parts)


def _letters(name: str) -> str:
    """What a group is ordered by: its letters, without places and without sec- and tert-."""
    return re.sub(r"^(?:n|sec|tert)-|[^a-z]", "", name)


def _english_places(places: str) -> str:
    return ",".join(_GREEK.get(place, place) for place in re.sub(r"[()]", "", places).split(","))


def _joined(prefix: str, base: str) -> str:
    return f"{prefix}-{base}" if base[:1].isdigit() or re.match(r"[a-zA-Z]-", base) else f"{prefix}{base}"


# --- parents ----------------------------------------------------------------------------------------------------

_SUFFIXES = {
    "醇": ("ol",),
    "酮": ("one",),
    "醛": ("al",),
    "胺": ("amine",),
    "硫醇": ("thiol",),
    "酸": ("oic acid",),
    "腈": ("nitrile",),
    "酰胺": ("amide",),
    "酰氯": ("oyl chloride",),
    "亚胺": ("imine",),
}
_ORDER = {"烷": "an", "烯": "en", "炔": "yn"}


@cache
def _chain() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?P<lead>\d+(?:,\d+)*)-)?(?P<root>(?:正|环)?(?:{_either(roots())})|{_either(_branched())})"
        rf"(?:(?:-(?P<mid>\d+(?:,\d+)*)-)?(?P<many>[二三四])?(?P<bond>[烷烯炔]))?"
        rf"(?:-?(?P<tail>\d+(?:,\d+)*)-)?(?P<count>[二三四])?(?P<suffix>{_either(_SUFFIXES)})?$"
    )


@lru_cache(maxsize=20_000)
def parents(text: str) -> tuple[Parent, ...]:
    """The parents that a text is: from the table, a chain with its ending, a ring with its ending, an acid's form."""
    found: list[Parent] = []
    if fixed := _fixed_parents().get(text):
        found.append(fixed)
    elif (led := PLACES.match(text)) and (fixed := _fixed_parents().get(text[led.end() :])) and fixed.ring:
        found.append(Parent(tuple(f"{_lead(led['places'])}{name}" for name in fixed.names), fixed.ring, fixed.unsaid))
    elif text[:1] in _OMP and (fixed := _fixed_parents().get(text[1:].removeprefix("-"))):
        found += _lettered(_OMP[text[0]], fixed)
    found += _chains(text)
    found += _rings(text)
    found += _fused(text)
    found += _acid_forms(text)
    found += _amines(text)
    return tuple(found)


def _lettered(place: str, fixed: Parent) -> Iterator[Parent]:
    number = _OMP_NUMBER[place]
    if fixed.ring == "pair":
        own = [f"{place}-{fixed.names[0]}", *(f"1,{number}-{name}" for name in fixed.names)]
        yield Parent(tuple(own), "ring")
    elif fixed.ring == "benzene":
        lettered = [f"{place}-{fixed.names[0]}", *(f"{number}-{name}" for name in fixed.names)]
        yield Parent(tuple(lettered), "ring")


def _chains(text: str) -> Iterator[Parent]:
    found = _chain().match(text)
    if not found or not (found["bond"] or found["suffix"]):
        return
    root, suffix = found["root"], found["suffix"]
    if root in _branched():
        if suffix and not found["bond"] and not found["lead"] and not found["count"]:
            yield from _branched_parent(root, suffix)
        elif found["bond"] == "烷" and not suffix and (short := _branched()[root]["short"]):
            chain = _branched()[root]["chain"]
            yield Parent(several((f"{short}ane", *((f"{chain}e",) if chain else ()))))
        elif found["bond"] == "烯" and root == "异丁" and not suffix:
            yield Parent(("isobutene", "isobutylene", "2-methylpropene", "2-methylprop-1-ene", "2-methyl-1-propene"))
        return
    if suffix in ("酸", "酰胺", "酰氯") and not found["bond"] and not found["lead"]:
        return
    names: list[str] = []
    for stem in roots()[root.removeprefix("正").removeprefix("环")]:
        cyclic = f"cyclo{stem}" if root.startswith("环") else stem
        names += _chain_names(found, cyclic)
        if root.startswith("正") and not found["lead"]:
            names += [f"n-{name}" for name in _chain_names(found, cyclic)]
    yield Parent(several(names), "ring" if root.startswith("环") else "", "1" if suffix else "")


def _chain_names(found: re.Match[str], stem: str) -> Iterator[str]:
    bond, suffix = _ORDER[found["bond"] or "烷"], found["suffix"]
    lead, mid, tail = found["lead"] or "", found["mid"] or "", found["tail"] or ""
    bonds = times(int(multipliers()[found["many"]]["number"])) if found["many"] else ""
    if not suffix:
        place = mid or lead
        link = "a" if bonds else ""
        if place:
            yield f"{place}-{stem}{link}{bonds}{bond}e"
            yield f"{stem}{link}-{place}-{bonds}{bond}e"
        else:
            yield f"{stem}{link}{bonds}{bond}e"
        return
    yield from _ended(stem, (bond, bonds), (lead, mid, tail), (suffix, found["count"] or ""), found["bond"] == "烷")


def _ended(
    stem: str, bond: tuple[str, str], places: tuple[str, str, str], suffix: tuple[str, str], saturated: bool
) -> Iterator[str]:
    """A chain with an ending, in the new order (``butan-2-ol``) and the old one (``2-butanol``)."""
    (kind, bonds), (lead, mid, tail) = bond, places
    count = times(int(multipliers()[suffix[1]]["number"])) if suffix[1] else ""
    ends = [f"{count}{end}" for end in _SUFFIXES[suffix[0]]]
    for end in ends:
        plural = end[0] not in "aeiou"
        unsaturated = kind != "an"
        where = tail or (lead if not unsaturated or mid else "")
        double = mid or (lead if unsaturated and (tail or not where) else "")
        if (
            unsaturated
            and not mid
            and not tail
            and lead
            and suffix[1]
            and lead.count(",") + 1 == int(multipliers()[suffix[1]]["number"])
        ):
            where, double = lead, ""
        double = "" if saturated else double
        body = f"{stem}{'a' if bonds else ''}{f'-{double}-' if double else ''}{bonds}{kind}"
        vowel = "e" if plural or suffix[0] == "腈" else ""
        if where:
            yield f"{body}{'e' if plural else ''}-{where}-{end}"
            old = f"{lead or where}-{stem}{'a' if bonds else ''}{bonds}{kind}"
            yield f"{old}{vowel}-{where}-{end}" if double else f"{where}-{stem}{kind}{vowel}{end}"
        else:
            yield f"{body}{vowel}{end}"
            if suffix[0] in ("醇", "胺", "硫醇") and not count and not double and not stem.startswith("cyclo"):
                yield f"{stem}an-1-{end}" if not plural else f"{stem}ane-1-{end}"
                yield f"1-{stem}an{vowel}{end}"
        if suffix[0] == "胺" and not count and not double:
            yield f"{where}-{stem}ylamine" if where else f"{stem}ylamine"
        if suffix[0] == "醇" and not count and not double and not where:
            yield f"{stem}yl alcohol"


def _branched_parent(root: str, suffix: str) -> Iterator[Parent]:
    row = _branched()[root]
    names: list[str] = []
    for end in _SUFFIXES[suffix]:
        plural = end[0] not in "aeiou"
        if suffix == "醇":
            names += [f"{row['short']}anol", f"{names_in(row['yl'])[0]} alcohol"]
        if suffix == "胺":
            names += [f"{yl}amine" for yl in names_in(row["yl"])]
        if suffix == "硫醇":
            names += [f"{names_in(row['yl'])[0]} mercaptan"]
        if row["chain"] and suffix in ("醇", "胺", "硫醇"):
            names.append(f"{row['chain']}{'e' if plural else ''}-{row['place']}-{end}")
            if row["chain"] in ("propan", "butan"):
                names.append(f"{row['place']}-{row['chain']}{'e' if plural else ''}{end}")
            elif not plural:
                names.append(
                    f"{row['chain'].replace('propan', row['place'] + '-propan')}{end}".replace("l2-", "l-2-").replace(
                        "l1-", "l-1-"
                    )
                )
    if names:
        yield Parent(several(names))


_RING_ENDS = {
    "醇": "ol",
    "酚": "ol",
    "酮": "one",
    "胺": "amine",
    "二胺": "diamine",
    "二酮": "dione",
    "二醇": "diol",
    "二酚": "diol",
    "硫醇": "thiol",
    "甲醇": "methanol",
    "乙醇": "ethanol",
    "甲胺": "methanamine",
    "甲醛": "carbaldehyde|carboxaldehyde",
    "甲腈": "carbonitrile",
    "腈": "carbonitrile",
    "甲酰胺": "carboxamide",
    "甲酰氯": "carbonyl chloride",
    "磺酰胺": "sulfonamide",
    "磺酰氯": "sulfonyl chloride",
    "三酮": "trione",
}


@cache
def _ring_pattern() -> re.Pattern[str]:
    rings = [zh for zh, parent in _fixed_parents().items() if parent.ring in ("ring", "benzene") and len(zh) < 8]
    rings += [f"环{root}烷" for root in roots()] + [f"环{root}" for root in roots()]
    ends = _either(_RING_ENDS)
    return re.compile(
        rf"(?:(?P<lead>\d+(?:,\d+)*)-)?(?P<ring>{_either(rings)})(?:-?(?P<tail>\d+(?:,\d+)*)-)?(?P<end>{ends})$"
    )


def _rings(text: str) -> Iterator[Parent]:
    """A ring with an ending: ``pyridin-2-amine``, ``2-pyridinamine``, ``cyclohexanecarbaldehyde``."""
    found = _ring_pattern().match(text)
    if not found:
        return
    fixed = _fixed_parents().get(found["ring"])
    stem = roots().get(found["ring"].removeprefix("环").removesuffix("烷"), ("",))[0]
    base = fixed.names[0] if fixed else f"cyclo{stem}ane"
    place = found["tail"] or found["lead"] or ""
    names: list[str] = []
    for end in _RING_ENDS[found["end"]].split("|"):
        short = base.removesuffix("e") if end[0] in "aeiou" else base
        if place:
            names += [f"{short}-{place}-{end}", f"{place}-{short}{end}"]
        else:
            names.append(f"{short}{end}")
        if found["end"] == "胺" and base.endswith("ane"):
            names.append(f"{base.removesuffix('ane')}ylamine")
    yield Parent(several(names), "ring", "1")


_FUSED = re.compile(r"^(?P<twice>二)?(?P<ring>苯|萘|呋喃|噻吩)并-?(?:\(?(?P<bond>[\da-z,':]+)\)?-?)?(?P<rest>.+)$")
_FUSING = {"苯": "benz", "萘": "naphth", "呋喃": "fur", "噻吩": "thien"}


def _fused(text: str) -> Iterator[Parent]:
    """A ring on another: ``苯并(a)芘`` as ``benzo[a]pyrene``, ``二苯并噻吩`` as ``dibenzothiophene``."""
    found = _FUSED.match(text)
    if not found or text in _fixed_parents():
        return
    fixed = _fixed_parents().get(found["rest"])
    if not fixed or fixed.ring != "ring":
        return
    bond = f"[{found['bond']}]" if found["bond"] else ""
    lead = f"{'di' if found['twice'] else ''}{_FUSING[found['ring']]}"
    names = (
        f"{lead}{end}{bond}{name}"
        for end in (("o", "") if fixed.names[0][0] in "aeiou" else ("o",))
        for name in fixed.names
    )
    yield Parent(several(names), "ring")


# --- acids ------------------------------------------------------------------------------------------------------


@cache
def _fixed_acids() -> Mapping[str, Acid]:
    return {row["zh"]: _acid(row) for row in rows("acids")}


def _acid(row: Mapping[str, str]) -> Acid:
    stems, charge = names_in(row["stem"]), int(row["charge"])
    short = row["short"]
    systematic = stems[-1] if stems[-1].endswith("o") and row["kind"] == "carboxylic" and len(stems) > 1 else ""
    double = "di" if charge == 2 and row["zh"] not in ("苹果", "酒石") else ""
    amides = [f"{short}{double if double and short != 'ox' else ''}amide"]
    nitrile = {"propion": "propio"}.get(short, short if short.endswith("o") else f"{short}o")
    nitriles = [f"{nitrile}{double}nitrile"]
    aldehydes = [f"{short}aldehyde"]
    if systematic:
        body = systematic.removesuffix("o")
        if charge == 1:
            amides.append(f"{body}amide")
            nitriles.append(f"{body}enitrile")
            aldehydes.append(f"{body}al")
        else:
            amides.append(f"{body.removesuffix('di')}diamide")
            nitriles.append(f"{body.removesuffix('di')}dinitrile")
    if row["kind"] == "sulfonic":
        return Acid(
            tuple(f"{stem}ic acid" for stem in stems),
            tuple(f"{stem}ate" for stem in stems),
            tuple(f"{stem}yl" for stem in stems),
            tuple(f"{stem}amide" for stem in stems),
            charge=charge,
        )
    return Acid(
        tuple(f"{stem}ic acid" for stem in stems),
        tuple(f"{stem}ate" for stem in stems),
        tuple(_acyl_of(stem) for stem in stems),
        several(amides if not stems[0].endswith("carboxyl") else (f"{stems[0].removesuffix('yl')}amide",)),
        several(nitriles),
        several(aldehydes),
        charge,
    )


def _acyl_of(stem: str) -> str:
    """``acetyl``, ``benzoyl``, ``acryloyl``; a carboxylic acid of a ring is a carbonyl."""
    if stem.endswith("carboxyl"):
        return f"{stem.removesuffix('xyl')}nyl"
    return f"{stem}oyl" if stem in ("acryl", "methacryl", "croton", "laur", "palmit", "ole") else f"{stem}yl"


@cache
def _ring_acid() -> re.Pattern[str]:
    rings = [zh for zh, parent in _fixed_parents().items() if parent.ring and zh != "苯" and len(zh) < 8]
    rings += [f"环{root}烷" for root in roots()]
    return re.compile(
        rf"(?:(?P<lead>\d+(?:,\d+)*)-)?(?P<ring>{_either(rings)})(?:-?(?P<tail>\d+(?:,\d+)*)-)?"
        rf"(?P<count>[二三四])?(?P<end>甲|磺|乙|膦)$"
    )


@cache
def _chain_acid() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?P<lead>\d+(?:,\d+)*)-)?(?P<root>{_either(roots())})(?:(?:-(?P<mid>\d+(?:,\d+)*)-)?"
        rf"(?P<many>[二三四])?(?P<bond>[烷烯炔]))?(?P<count>二)?(?P<end>磺|膦)?$"
    )


@lru_cache(maxsize=5_000)
def acids(text: str) -> tuple[Acid, ...]:
    """The acids that the words before 酸 name, without groups of their own."""
    if fixed := _fixed_acids().get(text):
        return (fixed,)
    if text[:1] in _OMP and (fixed := _fixed_acids().get(text[1:].removeprefix("-"))):
        number = _OMP_NUMBER[_OMP[text[0]]]
        return (_each(fixed, lambda name: f"{number}-{name}"), _each(fixed, lambda name: f"{_OMP[text[0]]}-{name}"))
    return (*_ring_acids(text), *_chain_acids(text))


def _each(acid: Acid, change: Callable[[str], str]) -> Acid:
    def changed(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(change(name) for name in names)

    return Acid(
        changed(acid.acid),
        changed(acid.ate),
        changed(acid.acyl),
        changed(acid.amide),
        changed(acid.nitrile),
        changed(acid.aldehyde),
        acid.charge,
    )


def _formed(bodies: Iterable[str], acid: str, ate: str, acyl: str, amide: str = "") -> Acid:
    names = tuple(bodies)
    amides = tuple(f"{name}{amide}" for name in names) if amide else ()
    acids_, ates, acyls = (tuple(f"{name}{end}" for name in names) for end in (acid, ate, acyl))
    return Acid(acids_, ates, acyls, amides)


def _ring_acids(text: str) -> Iterator[Acid]:
    found = _ring_acid().match(text)
    if not found:
        return
    fixed = _fixed_parents().get(found["ring"])
    base = fixed.names[0] if fixed else f"cyclo{roots()[found['ring'][1:-1]][0]}ane"
    place = found["tail"] or found["lead"] or ""
    number = int(multipliers()[found["count"]]["number"]) if found["count"] else 1
    count = times(number)
    if found["end"] == "乙":
        bodies = [f"{place}-{base}acet" if place else f"{base}acet"]
        yield _formed(bodies, "ic acid", "ate", "yl")
        return
    word = {"甲": "carbox", "磺": "sulfon", "膦": "phosphon"}[found["end"]]
    bodies = [f"{base}-{place}-{count}{word}", f"{place}-{base}{count}{word}"] if place else [f"{base}{count}{word}"]
    yl = "yl" if found["end"] == "甲" else ""
    yield Acid(
        tuple(f"{body}{yl}ic acid" for body in bodies),
        tuple(f"{body}{yl}ate" for body in bodies),
        tuple(f"{body}yl" if not yl else f"{body.removesuffix('x')}nyl" for body in bodies),
        tuple(f"{body}amide" for body in bodies),
        charge=number,
    )


def _chain_acids(text: str) -> Iterator[Acid]:
    found = _chain_acid().match(text)
    if not found:
        return
    stems = roots()[found["root"]]
    if found["end"]:
        word = {"磺": "sulfon", "膦": "phosphon"}[found["end"]]
        place = f"{found['lead']}-" if found["lead"] else ""
        bodies = [f"{place}{stem}ane{word}" for stem in stems] + (
            [f"{stem}ane-{found['lead']}-{word}" for stem in stems] if place else []
        )
        if found["end"] == "膦":
            bodies += [f"{stem}yl{word}" for stem in stems]
        yield _formed(bodies, "ic acid", "ate", "yl", "amide")
        return
    bonds = times(int(multipliers()[found["many"]]["number"])) if found["many"] else ""
    double = found["mid"] or found["lead"] or ""
    kind = _ORDER[found["bond"] or "烷"]
    if kind == "an" and double:
        return
    link = "a" if bonds else ""
    bodies = [
        *(f"{stem}{link}{f'-{double}-' if double else ''}{bonds}{kind}" for stem in stems),
        *(f"{double}-{stem}{link}{bonds}{kind}" for stem in stems if double),
    ]
    twice = "edio" if found["count"] else "o"
    yield Acid(
        tuple(f"{body}{twice}ic acid" for body in bodies),
        tuple(f"{body}{twice}ate" for body in bodies),
        tuple(f"{body}{twice}yl" for body in bodies),
        tuple(f"{body}{'edi' if found['count'] else ''}amide" for body in bodies),
        tuple(f"{body}e{'di' if found['count'] else ''}nitrile" for body in bodies),
        tuple(f"{body}al" for body in bodies),
        2 if found["count"] else 1,
    )


@lru_cache(maxsize=20_000)
def whole_acids(text: str) -> tuple[Acid, ...]:
    """The acids that the words before 酸 name, with groups before them."""
    found: list[Acid] = []
    for groups, rest in rows_of_groups(text):
        for acid in acids(rest) if rest else ():
            if not groups:
                found.append(acid)
                continue
            ring = "benzene" if acid.acid[0].startswith("benz") else ""
            found.extend(_each_form(acid, row, ring) for row in _folded(groups))
        if len(found) > 8:
            break
    return tuple(found)


def _each_form(acid: Acid, groups: tuple[Group, ...], ring: str) -> Acid:
    def formed(names: tuple[str, ...]) -> tuple[str, ...]:
        return several(substituted(groups, Parent(names, ring, "1" if ring else ""))) if names else ()

    return Acid(
        formed(acid.acid),
        formed(acid.ate),
        formed(acid.acyl),
        formed(acid.amide),
        formed(acid.nitrile),
        formed(acid.aldehyde),
        acid.charge,
    )


_AROMATIC = ("phenyl", "phenoxy", "benzyl", "benzoyl", "anilino")


def _folded(groups: tuple[Group, ...]) -> Iterator[tuple[Group, ...]]:
    """The groups as they stand, and with those before a benzene ring taken as groups of that ring.

    ``2,4-二氯苯氧乙酸`` is ``(2,4-dichlorophenoxy)acetic acid``.
    """
    for spot in range(len(groups) - 1, 0, -1):
        last = groups[spot]
        if last.count == 1 and not last.places and last.names[0].startswith(_AROMATIC) and not last.complex:
            names = several(substituted(groups[:spot], Parent(last.names, "benzene", "1")))
            yield (Group("", 1, names, True), *groups[spot + 1 :])
    yield groups


_FORMS = (("酸", "acid"), ("酰胺", "amide"), ("腈", "nitrile"), ("醛", "aldehyde"))
_HALIDES = {"酰氯": "chloride", "酰溴": "bromide", "酰氟": "fluoride"}


def _acid_forms(text: str) -> Iterator[Parent]:
    """An acid's own form as a parent, so that groups on nitrogen can stand before it."""
    for word, form in _FORMS:
        if text.endswith(word):
            stem = text.removesuffix(word).removesuffix("酰" if word == "亚胺" else "\0")
            for acid in acids(stem):
                if names := getattr(acid, form):
                    yield Parent(names, "benzene" if names[0].startswith("benz") else "", "1")
    for word, halide in _HALIDES.items():
        if text.endswith(word):
            for acid in acids(text.removesuffix(word)):
                if acid.charge == 1:
                    yield Parent(tuple(f"{name} {halide}" for name in acid.acyl), "benzene", "1")
                else:
                    many = times(acid.charge)
                    yield Parent(tuple(f"{name} {many}{halide}" for name in acid.acyl))
    if text.endswith("酰肼"):
        for acid in acids(text.removesuffix("酰肼")):
            short = acid.amide[0].removesuffix("amide") if acid.amide else ""
            yield Parent(several((f"{short}ohydrazide", *(f"{name} hydrazide" for name in acid.acid))), "benzene", "1")


def _amines(text: str) -> Iterator[Parent]:
    """Amines named by their groups: ``三乙胺``, ``二异丙胺``, ``甲基二乙胺``."""
    if not text.endswith("胺") or len(text) < 3:
        return
    names: list[str] = []
    for groups, rest in rows_of_groups(text.removesuffix("胺") + "基"):
        if rest or not groups or any(group.places for group in groups) or sum(group.count for group in groups) > 3:
            continue
        if sum(group.count for group in groups) > 1 or not _chain_word(groups[0].names[0]):
            ordered = sorted(groups, key=lambda group: _letters(group.names[0]))
            for chosen in islice(product(*(group.names for group in ordered)), 4):
                parts = [f"{times(g.count, g.complex)}{name}" for g, name in zip(ordered, chosen, strict=True)]
                names.append(f"{''.join(parts)}amine")
    if names:
        yield Parent(several(names))


@cache
def _chain_words() -> frozenset[str]:
    return frozenset(f"{stem}yl" for stems in roots().values() for stem in stems)


def _chain_word(name: str) -> bool:
    """Whether a group is a plain chain, whose amine the chain's own rule names."""
    return name.removeprefix("n-") in _chain_words()


@lru_cache(maxsize=20_000)
def compounds(text: str) -> tuple[str, ...]:
    """The names of a whole text as groups before a parent."""
    found: list[str] = []
    for groups, rest in rows_of_groups(text):
        for parent in parents(rest) if rest else ():
            for row in _folded(groups) if groups else ((),):
                found += islice(substituted(row, parent), MOST)
        if len(found) > 3 * MOST:
            break
    return several(found)

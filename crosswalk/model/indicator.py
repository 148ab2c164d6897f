"""Indicators of environmental product declarations: what they are, and which one a source means.

An indicator is told by its UUID first; the dimension of its unit must agree with it. Codes in brackets and curated
spellings come after that, and a resemblance is only ever a suggestion. Modules of EN 15804 are told the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from crosswalk.core import units
from crosswalk.core.tables import homes, located, read_table, table

Evidence = Literal["uuid", "code", "synonym", ""]
UnitSource = Literal["label", "unit_group", "registry", ""]
Problem = tuple[str, Mapping[str, object]]
_Shelf = Mapping[str, tuple[str, ...]]

LANGUAGES = ("zh", "en", "de", "fr", "it", "es", "nb")
EF_METHODS = ("EF 3.0", "EF 3.1")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its unit, the editions that ask for it, its place in openEPD, its parts and its names."""

    id: str
    code: str
    kind: str
    unit: str
    dimension: str
    standards: tuple[str, ...]
    parts: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    unit_labels: tuple[str, ...] = ()
    openepd_group: str | None = None
    openepd_key: str | None = None
    openepd_unit: str | None = None

    def name(self, language: str) -> str | None:
        """The name in one language, where the registry has one."""
        return next((text for tongue, text in self.names if tongue == language), None)


@dataclass(frozen=True, slots=True)
class Clue:
    """What a source says of an indicator; ``unit`` is the label, ``unit_group`` the UUID of its dataset."""

    uuid: str | None = None
    version: str | None = None
    names: tuple[tuple[str | None, str], ...] = ()
    unit: str | None = None
    unit_group: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The indicator that a clue means, how that is known, its unit, and what is wrong with the clue."""

    id: str | None = None
    method: str | None = None
    evidence: Evidence = ""
    unit: str | None = None
    unit_source: UnitSource = ""
    problems: tuple[Problem, ...] = ()
    suggestion: str | None = None
    standard: str | None = None


@dataclass(frozen=True, slots=True)
class MethodEvidence:
    """The method and the edition of EN 15804 of a dataset's results; ``mixed`` where both editions are present."""

    method: str | None = None
    standard: str | None = None
    evidence: tuple[str, ...] = ()
    mixed: bool = False
    both_versions: bool = False
    """Whether results of EF 3.0 and of EF 3.1 stand side by side."""
    contradicted: tuple[str, ...] = ()
    """Compliance systems that say otherwise than the results, where none says the same."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module of EN 15804, or a group of modules."""

    code: str
    members: tuple[str, ...]
    listed: bool
    openepd: str | None
    names: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class _Identity:
    """What a UUID stands for."""

    indicator: str
    method: str | None
    standard: str | None


@dataclass(frozen=True, slots=True, eq=False)
class _Book:
    """The tables as they are looked up; compared by identity, so that it can be the key of a cache."""

    indicators: Mapping[str, Indicator]
    identities: Mapping[tuple[str, str], _Identity]
    codes: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, str]]
    modules: Mapping[str, Module]
    stages: Mapping[str, str]


def indicators() -> Mapping[str, Indicator]:
    """The registry by indicator id."""
    return _book().indicators


def modules() -> Mapping[str, Module]:
    """The modules of EN 15804 by code."""
    return _book().modules


def resolve(clue: Clue) -> Resolved:
    """The indicator that a clue means. Nothing is guessed: what does not fit together has no id but a problem."""
    return _resolve(_book(), clue)


def stage(text: str) -> str | None:
    """The code of a module in any of its spellings (``A1A2A3``, ``A1–A3``, ``a1 - a3``), or None."""
    book = _book()
    return text if text in book.modules else book.stages.get(_stage_key(text))


def is_listed(code: str) -> bool:
    """Whether a module code is in the binding list of the declaration format."""
    found = modules().get(code)
    return found is not None and found.listed


def method_evidence(resolved: Iterable[Resolved], compliance: Iterable[str]) -> MethodEvidence:
    """Method and edition by the results first, then by the compliance systems that are referred to (UUIDs)."""
    items = tuple(item for item in resolved if item.id)
    claims = tuple(row for uuid in compliance if (row := _claims().get(_uuid(uuid))) is not None)
    standards = {item.standard for item in items if item.standard}
    evidence = tuple(dict.fromkeys((*_shown_results(items), *_shown_claims(claims))))
    both = set(EF_METHODS) <= {item.method for item in items}
    if len(standards) > 1:
        return MethodEvidence(None, None, evidence, mixed=True, both_versions=both)
    standard = _only(standards or {row["standard"] for row in claims if row["standard"]})
    method = _method(standard, items, claims)
    against = _contradicted(method, standard, claims) if standards else ()
    return MethodEvidence(method, standard, evidence, both_versions=both, contradicted=against)


def _method(standard: str | None, items: Iterable[Resolved], claims: Iterable[Mapping[str, str]]) -> str | None:
    """The version by the results, else by what is strong evidence of one; results of two versions have none."""
    if standard is None:
        return None
    shown = {item.method for item in items if item.method in EF_METHODS}
    claimed = {row["method"] for row in claims if row["evidence"] == "strong" and row["method"] in EF_METHODS}
    deciding = _only(shown or claimed) if standard == "A2" else None
    return deciding or f"EN 15804+{standard}"


def _contradicted(method: str | None, standard: str | None, claims: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    claims = [row for row in claims if row["standard"]]
    shown = method if method in EF_METHODS else ""
    agreeing = [row for row in claims if row["standard"] == standard and (not shown or shown == row["method"])]
    return () if agreeing else tuple(row["name"] for row in claims)


def _only(found: set[str] | set[str | None]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def _shown_results(items: Iterable[Resolved]) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for item in items:
        if item.id and (item.method or item.standard):
            found.setdefault(item.method or f"EN 15804+{item.standard}", []).append(item.id)
    for name, ids in found.items():
        yield f"{', '.join(dict.fromkeys(ids))}: {name}"


def _shown_claims(claims: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for row in claims:
        if row["standard"]:
            yield f"{row['name']}: {row['evidence']}"


def _claims() -> Mapping[str, Mapping[str, str]]:
    return {row["uuid"]: row for row in table("indicators/compliance.csv")}


# ---- the tables


_TABLES = (
    "indicators/epd.csv",
    "indicators/identifiers.csv",
    "indicators/synonyms.csv",
    "units/unit_groups.csv",
    "stages/en15804.csv",
    "units/units.csv",
)


def _book() -> _Book:
    """The tables in use; an overlay that replaces one of them brings a book of its own."""
    return _at(homes())


@cache
def _at(folders: tuple[Path, ...]) -> _Book:
    return _bound(tuple(located(name, folders) for name in _TABLES))


@cache
def _bound(files: tuple[Path, ...]) -> _Book:
    registry, uuids, synonyms, groups, stages, _ = map(read_table, files)
    found = {row["id"]: _indicator(row) for row in registry}
    codes, spellings = _names(found, synonyms)
    return _Book(
        found,
        {(_uuid(row["uuid"]), row["version"]): _identity(row) for row in uuids},
        codes,
        spellings,
        {_uuid(row["uuid"]): (row["unit"], row["dimension"]) for row in groups},
        {row["code"]: _module(row) for row in stages},
        {_stage_key(text): row["code"] for row in stages for text in (row["code"], *_split(row["spellings"]))},
    )


def _indicator(row: Mapping[str, str]) -> Indicator:
    unit = units.resolve(row["unit"])
    assert unit is not None, row["unit"]
    return Indicator(
        row["id"],
        row["code"],
        row["kind"],
        unit.code,
        unit.dimension,
        _split(row["standards"]),
        _split(row["parts"]),
        tuple((tongue, row[tongue]) for tongue in LANGUAGES if row[tongue]),
        tuple(_plain(label) for label in _split(row["unit_labels"])),
        row["openepd_group"] or None,
        row["openepd_key"] or None,
        row["openepd_unit"] or None,
    )


def _identity(row: Mapping[str, str]) -> _Identity:
    return _Identity(row["indicator"], row["method"] or None, row["standard"] or None)


def _module(row: Mapping[str, str]) -> Module:
    names = {tongue: row[tongue] for tongue in ("zh", "en", "de")}
    return Module(row["code"], _split(row["members"]), row["listed"] == "yes", row["openepd"] or None, names)


def _names(found: Mapping[str, Indicator], synonyms: Iterable[Mapping[str, str]]) -> tuple[_Shelf, _Shelf]:
    """Indicator ids by folded code and by folded spelling; more than one where the unit has to tell."""
    codes: dict[str, tuple[str, ...]] = {}
    spellings: dict[str, tuple[str, ...]] = {}
    for item in found.values():
        _note(codes, _code_key(item.code), item.id)
        for _, text in item.names:
            _note(spellings, _spelling_key(text), item.id)
    for row in synonyms:
        if row["lang"] == "code":
            _note(codes, _code_key(row["text"]), row["indicator"])
        else:
            _note(spellings, _spelling_key(row["text"]), row["indicator"])
    return codes, spellings


def _note(shelf: dict[str, tuple[str, ...]], key: str, indicator: str) -> None:
    shelf[key] = tuple(dict.fromkeys((*shelf.get(key, ()), indicator)))


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


# ---- spellings

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


def _uuid(text: str) -> str:
    return text.strip().lower()


def _plain(text: str) -> str:
    """NFKC, trimmed, without case and with one kind of dash."""
    return re.sub("[‐‑‒–—−]", "-", unicodedata.normalize("NFKC", text)).strip().casefold()


def _code_key(text: str) -> str:
    return re.sub(r"\s+", "", _plain(text))


def _spelling_key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", _plain(text)).strip()


def _stage_key(text: str) -> str:
    return re.sub(r"\s+", "", _plain(text).replace("~", "-"))


def _bracketed(text: str) -> Iterator[str]:
    """What could be a code: the whole text, and what stands in its brackets."""
    plain = _plain(text)
    yield plain
    yield from (found[1] for found in _BRACKETS.finditer(plain))


def _without_code(book: _Book, text: str) -> str:
    """A folded name without the brackets that hold its code."""
    bare = _BRACKETS.sub(lambda found: " " if _code_key(found[1]) in book.codes else found[0], _plain(text))
    return _spelling_key(bare)


# ---- resolution


@lru_cache(maxsize=8192)
def _resolve(book: _Book, clue: Clue) -> Resolved:
    known = _known(book, clue)
    evidence, named = _named(book, clue)
    if known is not None:
        return _by_uuid(book, clue, known, named)
    fitting = [item for item in named if _reading(book, clue, item).fits]
    if len(fitting) == 1:
        return _by_name(book, clue, fitting[0], evidence)
    if named:
        return _undecided(clue, named, fitting)
    shown = {"name": _first_name(clue), "uuid": clue.uuid or "-"}
    suggestion = _suggestion(book, clue)
    return Resolved(problems=(("XW-E002", {**shown, "suggestion": suggestion or "-"}),), suggestion=suggestion)


def _known(book: _Book, clue: Clue) -> _Identity | None:
    uuid = _uuid(clue.uuid or "")
    return book.identities.get((uuid, (clue.version or "").strip())) or book.identities.get((uuid, ""))


def _named(book: _Book, clue: Clue) -> tuple[Evidence, tuple[Indicator, ...]]:
    """The indicators that the names mean: by their codes in any language, else by a curated spelling."""
    texts = [text for _, text in clue.names]
    coded = [item for text in texts for code in _bracketed(text) for item in book.codes.get(_code_key(code), ())]
    if coded:
        return "code", _those(book, coded)
    spelt = [item for text in texts for item in book.spellings.get(_without_code(book, text), ())]
    return ("synonym", _those(book, spelt)) if spelt else ("", ())


def _those(book: _Book, ids: Iterable[str]) -> tuple[Indicator, ...]:
    return tuple(book.indicators[item] for item in dict.fromkeys(ids))


def _by_uuid(book: _Book, clue: Clue, known: _Identity, named: tuple[Indicator, ...]) -> Resolved:
    item = book.indicators[known.indicator]
    if not _reading(book, clue, item).fits:
        return Resolved(problems=(_contradiction(clue, (item,)),))
    found = replace(_settled(book, clue, item, "uuid"), method=known.method, standard=known.standard)
    if named and item not in named:
        shown = {"name": _first_name(clue), "indicator": item.code, "named": tuple(other.code for other in named)}
        return replace(found, problems=(*found.problems, ("XW-E001", shown)))
    return found


def _by_name(book: _Book, clue: Clue, item: Indicator, evidence: Evidence) -> Resolved:
    """What a name means, with a remark where there is an identifier and nobody knows it."""
    found = _settled(book, clue, item, evidence)
    if not clue.uuid:
        return found
    shown = {"name": _first_name(clue), "uuid": clue.uuid, "indicator": item.code}
    return replace(found, problems=(*found.problems, ("XW-E009", shown)))


def _settled(book: _Book, clue: Clue, item: Indicator, evidence: Evidence) -> Resolved:
    reading = _reading(book, clue, item)
    problems = (*reading.problems, *_of_another_kind(clue, item))
    standard = "A2" if item.standards == ("A2",) else None
    return Resolved(item.id, None, evidence, reading.unit, reading.source, problems, None, standard)


def _of_another_kind(clue: Clue, item: Indicator) -> Iterator[Problem]:
    if clue.kind and clue.kind != item.kind:
        yield "XW-E007", {"indicator": item.code, "kind": item.kind, "found": clue.kind}


def _undecided(clue: Clue, named: tuple[Indicator, ...], fitting: list[Indicator]) -> Resolved:
    """Several indicators that the unit does not tell apart, or none that it fits."""
    if not fitting:
        return Resolved(problems=(_contradiction(clue, named),))
    shown = {"name": _first_name(clue), "candidates": tuple(item.id for item in fitting), "unit": clue.unit or "-"}
    return Resolved(problems=(("XW-E008", shown),))


def _contradiction(clue: Clue, named: tuple[Indicator, ...]) -> Problem:
    return "XW-E003", {
        "indicator": tuple(item.code for item in named),
        "unit": clue.unit or clue.unit_group or "-",
        "expected": tuple(item.unit for item in named),
    }


def _first_name(clue: Clue) -> str:
    return clue.names[0][1] if clue.names else "-"


def _suggestion(book: _Book, clue: Clue) -> str | None:
    """The indicator whose spelling is nearest to a name; never more than a hint."""
    from rapidfuzz import process  # only unknown names need it

    for _, text in clue.names:
        near = process.extractOne(_without_code(book, text), book.spellings.keys(), score_cutoff=80)
        if near is not None:
            return book.spellings[near[0]][0]
    return None


# ---- units


@dataclass(frozen=True, slots=True)
class _Reading:
    """The unit of a clue as one indicator has it; ``fits`` is False where nothing that is known of it agrees."""

    fits: bool = True
    unit: str | None = None
    source: UnitSource = ""
    problems: tuple[Problem, ...] = ()


def _reading(book: _Book, clue: Clue, item: Indicator) -> _Reading:
    """Label before unit group before registry; where label and group disagree, the one that fits counts."""
    label, group = _label(clue, item), _group(book, clue)
    label_fits = None if label is None else label[1] == item.dimension
    group_fits = None if group is None else group[1] == item.dimension
    if False in (label_fits, group_fits):
        return _disagreeing(clue, item, label if label_fits else None, group if group_fits else None)
    if label is not None:
        return _Reading(unit=label[0], source="label", problems=tuple(_label_against_group(clue, item, label, group)))
    unread = (("XW-E006", {"unit": clue.unit or clue.unit_group}),) if clue.unit or clue.unit_group else ()
    if group is not None:
        return _Reading(unit=group[0], source="unit_group", problems=unread if clue.unit else ())
    if unread:
        return _Reading(problems=unread)
    return _Reading(
        unit=item.unit, source="registry", problems=(("XW-E005", {"indicator": item.code, "unit": item.unit}),)
    )


def _label_against_group(
    clue: Clue, item: Indicator, label: tuple[str, str], group: tuple[str, str] | None
) -> Iterator[Problem]:
    """A label in another unit than its group (t against kg), or a group that nobody knows."""
    shown = {"indicator": item.code, "label": clue.unit, "group": clue.unit_group, "unit": label[0]}
    if group is not None and group[0] != label[0]:
        yield "XW-E010", {**shown, "expected": group[0]}
    elif group is None and clue.unit_group:
        yield "XW-E011", shown


def _disagreeing(clue: Clue, item: Indicator, label: tuple[str, str] | None, group: tuple[str, str] | None) -> _Reading:
    fitting = label or group
    if fitting is None:
        return _Reading(fits=False)
    shown = {"indicator": item.code, "label": clue.unit, "group": clue.unit_group, "unit": fitting[0]}
    return _Reading(unit=fitting[0], source="label" if label else "unit_group", problems=(("XW-E004", shown),))


def _label(clue: Clue, item: Indicator) -> tuple[str, str] | None:
    """Code and dimension of the unit label; labels such as ``-`` mean a unit for the indicator that has them."""
    if not clue.unit or not clue.unit.strip():
        return None
    if _plain(clue.unit) in item.unit_labels:
        return item.unit, item.dimension
    unit = units.resolve(clue.unit)
    return (unit.code, unit.dimension) if unit else None


def _group(book: _Book, clue: Clue) -> tuple[str, str] | None:
    return book.groups.get(_uuid(clue.unit_group or ""))


def identifier_of(indicator: str, method: str | None) -> tuple[str, str] | None:
    """UUID and version of an indicator's dataset under a method; None where the method does not tell which one it is.

    An indicator whose versions share a UUID needs no method; the version is that of the method where there is one.
    """
    rows = [row for row in table("indicators/identifiers.csv") if row["indicator"] == indicator]
    fitting = [row for row in rows if row["method"] == method] if method else []
    standard = (method or "").removeprefix("EN 15804+")
    editions = ("", standard, *_edition(method))
    fitting = fitting or [row for row in rows if not row["method"] and row["standard"] in editions]
    uuids = {row["uuid"] for row in fitting}
    if len(uuids) != 1:
        return None
    return fitting[0]["uuid"], fitting[0]["version"] if fitting[0]["method"] else ""


def _edition(method: str | None) -> tuple[str, ...]:
    """The edition of EN 15804 that a version of the EF methods belongs to."""
    return ("A2",) if method in EF_METHODS else ()

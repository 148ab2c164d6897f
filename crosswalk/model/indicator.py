"""The registry of indicators of environmental product declarations, and what is looked up in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crosswalk.core import units
from crosswalk.core.tables import homes, located, path_of, read_table, table

_Shelf = Mapping[str, tuple[str, ...]]
_TONGUES = ("zh", "en", "de", "fr", "it", "es", "nb")
"""The columns that hold names."""
EDITIONS = "EN 15804+"
"""Begins the name of the methods of an edition of EN 15804 where their version is not known, or there is but one."""
_IDENTIFIERS = "indicators/identifiers.csv"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its unit, the editions that ask for it, its parts and its names by language."""

    id: str
    code: str
    kind: str
    unit: str
    dimension: str
    standards: tuple[str, ...]
    parts: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    unit_labels: tuple[str, ...] = ()

    def name(self, language: str) -> str | None:
        """The name in one language, where the registry has one."""
        return next((text for tongue, text in self.names if tongue == language), None)


@dataclass(frozen=True, slots=True)
class Identity:
    """What the UUID of a dataset stands for; ``method`` only where it tells the version of the methods."""

    indicator: str
    method: str | None
    standard: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Registry:
    """The tables as they are looked up; compared by identity, so that it can be the key of a cache."""

    indicators: Mapping[str, Indicator]
    identities: Mapping[tuple[str, str], Identity]
    codes: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, str]]


def indicators() -> Mapping[str, Indicator]:
    """The registry by indicator id."""
    return registry().indicators


def code_of(indicator: str) -> str:
    """The code that people know an indicator by (``GWP-total``); the id itself where it is none of the registry."""
    known = indicators().get(indicator)
    return known.code if known is not None else indicator


def versions() -> Mapping[str, str]:
    """The versions of the EF methods that identifiers tell apart, each with its edition of EN 15804."""
    return _versions(path_of(_IDENTIFIERS))


@cache
def _versions(path: Path) -> Mapping[str, str]:
    return {row["method"]: row["standard"] for row in read_table(path) if row["decides"] == "yes"}


def identifier_of(indicator: str, method: str | None) -> tuple[str, str] | None:
    """UUID and version of an indicator's dataset under a method; None where the method does not tell which one it is.

    An indicator whose versions share a UUID needs no method; the version is that of the method where there is one.
    """
    rows = [row for row in table(_IDENTIFIERS) if row["indicator"] == indicator]
    fitting = [row for row in rows if row["method"] == method] if method else []
    editions = ("", versions().get(method or "", (method or "").removeprefix(EDITIONS)))
    fitting = fitting or [row for row in rows if not row["method"] and row["standard"] in editions]
    uuids = {row["uuid"] for row in fitting}
    if len(uuids) != 1:
        return None
    return fitting[0]["uuid"], fitting[0]["version"] if fitting[0]["method"] else ""


# ---- the tables


_TABLES = (
    "indicators/epd.csv",
    _IDENTIFIERS,
    "indicators/synonyms.csv",
    "units/unit_groups.csv",
    "units/units.csv",
)


def registry() -> Registry:
    """The tables in use; an overlay that replaces one of them brings a registry of its own."""
    return _at(homes())


@cache
def _at(folders: tuple[Path, ...]) -> Registry:
    return _bound(tuple(located(name, folders) for name in _TABLES))


@cache
def _bound(files: tuple[Path, ...]) -> Registry:
    rows, uuids, synonyms, groups, _ = map(read_table, files)
    found = {row["id"]: _indicator(row) for row in rows}
    codes, spellings = _names(found, synonyms)
    return Registry(
        found,
        {(plain_uuid(row["uuid"]), row["version"]): _identity(row) for row in uuids},
        codes,
        spellings,
        {plain_uuid(row["uuid"]): (row["unit"], row["dimension"]) for row in groups},
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
        tuple((tongue, row[tongue]) for tongue in _TONGUES if row[tongue]),
        tuple(plain_text(label) for label in _split(row["unit_labels"])),
    )


def _identity(row: Mapping[str, str]) -> Identity:
    return Identity(row["indicator"], row["method"] or None, row["standard"] or None)


def _names(found: Mapping[str, Indicator], synonyms: Iterable[Mapping[str, str]]) -> tuple[_Shelf, _Shelf]:
    """Indicator ids by folded code and by folded spelling; more than one where the unit has to tell."""
    codes: dict[str, tuple[str, ...]] = {}
    spellings: dict[str, tuple[str, ...]] = {}
    for item in found.values():
        _note(codes, code_key(item.code), item.id)
        for _, text in item.names:
            _note(spellings, spelling_key(text), item.id)
    for row in synonyms:
        if row["lang"] == "code":
            _note(codes, code_key(row["text"]), row["indicator"])
        else:
            _note(spellings, spelling_key(row["text"]), row["indicator"])
    return codes, spellings


def _note(shelf: dict[str, tuple[str, ...]], key: str, indicator: str) -> None:
    shelf[key] = tuple(dict.fromkeys((*shelf.get(key, ()), indicator)))


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


# ---- spellings


def plain_uuid(text: str) -> str:
    """A UUID as the tables spell it."""
    return text.strip().lower()


def plain_text(text: str) -> str:
    """NFKC, trimmed, without case and with one kind of dash."""
    return re.sub("[‐‑‒–—−]", "-", unicodedata.normalize("NFKC", text)).strip().casefold()


def code_key(text: str) -> str:
    """A code as it is looked up: without blanks."""
    return re.sub(r"\s+", "", plain_text(text))


def spelling_key(text: str) -> str:
    """A name as it is looked up: its letters and digits, one blank between words."""
    return re.sub(r"[\W_]+", " ", plain_text(text)).strip()

"""Curated English names: what a key stands for in the words of EF 3.1, and the names of CAS numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.names.folding import fold, key_of

SYNONYMS, CLASSES = "names/synonyms_en.csv", "names/classes.csv"
DICTIONARIES = {"dictionary": "names/english_cas.csv", "common_name": "names/common_names.csv"}
"""Names by CAS number: kind of evidence and table, the better one first."""


def english_aliases(key: str) -> tuple[str, ...]:
    """The keys of the names that a curated key stands for; none for most."""
    found = _aliases(path_of(SYNONYMS)).get(key)
    return (found,) if found else ()


@cache
def _aliases(file: Path) -> Mapping[str, str]:
    return {key_of(fold(row["name"])): key_of(fold(row["ef"])) for row in read_table(file) if row["how"] == "exact"}


def dictionary() -> Iterator[tuple[str, str, str]]:
    """Every (kind of evidence, CAS number, English name) of the dictionaries."""
    for kind, table in DICTIONARIES.items():
        for row in read_table(path_of(table)):
            for name in (row["name"], *row.get("aliases", "").split("|")):
                if name:
                    yield kind, row["cas"], name


def class_key(key: str) -> str:
    """The key of the flow that stands for the class of an active ingredient; empty for a name that has none."""
    return _classes(path_of(DICTIONARIES["common_name"]), path_of(CLASSES)).get(key, "")


@cache
def _classes(names: Path, classes: Path) -> Mapping[str, str]:
    flows = {row["class"]: key_of(fold(row["name"])) for row in read_table(classes)}
    return {
        key_of(fold(name)): flows[row["class"]]
        for row in read_table(names)
        if row["class"] in flows
        for name in (row["name"], *row["aliases"].split("|"))
        if name
    }


def doubtful(key: str) -> bool:
    """Whether the tables say that a key means several flows, so that a person must look."""
    return key in _doubtful(path_of(SYNONYMS))


@cache
def _doubtful(file: Path) -> frozenset[str]:
    return frozenset(key_of(fold(row["name"])) for row in read_table(file) if row["how"] == "close")

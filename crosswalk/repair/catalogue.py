"""The catalogue of repairs: what each does, at which level it is made, and whether it changes a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from crosswalk.core.tables import table
from crosswalk.repair import (
    booleans,
    cas,
    empties,
    enumerations,
    exchanges,
    extension,
    identifiers,
    languages,
    locations,
    misplaced,
    numbers,
    order,
    references,
    repetition,
    spelling,
    texts,
    versions,
    white_space,
)
from crosswalk.repair.case import Case
from crosswalk.repair.fix import Fix

Finder = Callable[[Case], Iterator[Fix]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One repair of the catalogue.

    ``level``: ``safe`` or ``listed``. ``kinds``: the dataset kinds that it is made in, empty for all.
    ``can_lose``: whether something of the dataset is in the record of repairs only afterwards. ``edits``:
    whether the dataset itself is edited; a stub is added beside it.
    """

    code: str
    name: str
    level: str
    changes_value: bool
    can_lose: bool
    edits: bool
    kinds: tuple[str, ...]


FINDERS: Mapping[str, Finder] = {
    "XW-R001": spelling.find_spellings,
    "XW-R002": spelling.find_namespaces,
    "XW-R003": misplaced.find,
    "XW-R004": extension.find_addresses,
    "XW-R005": extension.find_texts,
    "XW-R006": extension.find_empty,
    "XW-R007": empties.find_terms,
    "XW-R008": empties.find_values,
    "XW-R009": white_space.find,
    "XW-R010": booleans.find_words,
    "XW-R011": identifiers.find,
    "XW-R012": enumerations.find_spellings,
    "XW-R013": versions.find,
    "XW-R014": cas.find_padding,
    "XW-R015": numbers.find_spellings,
    "XW-R016": numbers.find_moments,
    "XW-R017": numbers.find_coordinates,
    "XW-R018": references.find_types,
    "XW-R019": languages.find_missing,
    "XW-R020": languages.find_tags,
    "XW-R025": languages.find_needless,
    "XW-R021": repetition.find_twins,
    "XW-R022": repetition.find_parts,
    "XW-R023": repetition.find_languages,
    "XW-R024": texts.find,
    "XW-R040": cas.find_malformed,
    "XW-R041": cas.find_short,
    "XW-R042": booleans.find_others,
    "XW-R043": enumerations.find_aliases,
    "XW-R044": enumerations.find_unknown,
    "XW-R045": numbers.find_commas,
    "XW-R060": numbers.find_swapped,
    "XW-R046": numbers.find_precise,
    "XW-R047": numbers.find_unreadable,
    "XW-R048": repetition.find_surplus,
    "XW-R049": exchanges.find_amounts,
    "XW-R050": exchanges.find_numbers,
    "XW-R051": references.find_errors,
    "XW-R052": references.find_names,
    "XW-R053": references.find_relinks,
    "XW-R054": references.find_stubs,
    "XW-R055": locations.find_irregular,
    "XW-R056": locations.find_foreign_to_eu,
    "XW-R057": languages.find_wrong,
    "XW-R058": languages.find_copies,
    "XW-R059": order.find,
}
"""How each repair is found, in the order in which repairs are made; the order of elements comes last."""


@cache
def entries() -> Mapping[str, Entry]:
    """The catalogue by code, from ``mappings/repair/catalogue.csv``."""
    return {
        row["code"]: Entry(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            changes_value=row["changes_value"] == "yes",
            can_lose=row["can_lose"] == "yes",
            edits=row["edits"] == "yes",
            kinds=tuple(kind for kind in row["kinds"].split(";") if kind),
        )
        for row in table("repair/catalogue.csv")
    }


@cache
def finders(level: str, kind: str) -> tuple[tuple[str, Finder], ...]:
    """The codes and finders of a level for a kind of dataset; ``listed`` includes ``safe``."""
    levels = {"safe": ("safe",), "listed": ("safe", "listed")}.get(level, ())
    return tuple(
        (code, find)
        for code, find in FINDERS.items()
        if (entry := entries()[code]).level in levels and (not entry.kinds or kind in entry.kinds)
    )

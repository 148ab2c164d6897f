"""The names of openEPD for indicators, units, methods, modules and document types, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from crosswalk.core.tables import table
from crosswalk.core.units import resolve

GROUPS = ("impacts", "resource_uses", "output_flows")
"""The three groups of results; only impacts are ordered by method."""
OWN = "openepd:"
"""Begins the indicators that openEPD alone has."""
UNKNOWN = "Unknown LCIA"
DEFAULT = "openEPD"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a group, the indicator that it stands for under a standard, and the unit."""

    group: str
    key: str
    indicator: str
    standard: str
    unit: str
    exact: bool


@cache
def all_keys() -> tuple[Key, ...]:
    """Every row of the table of keys."""
    return tuple(
        Key(r["group"], r["key"], r["indicator"], r["standard"], r["unit"], r["exact"] == "yes")
        for r in table("openepd/keys.csv")
    )


@cache
def known_keys() -> frozenset[tuple[str, str]]:
    """Group and name of every key that openEPD or crosswalk defines."""
    return frozenset((key.group, key.key) for key in all_keys())


@cache
def _by_indicator() -> Mapping[str, tuple[Key, ...]]:
    found: dict[str, list[Key]] = {}
    for key in all_keys():
        found.setdefault(key.indicator, []).append(key)
    return {indicator: tuple(rows) for indicator, rows in found.items()}


@cache
def _by_key() -> Mapping[tuple[str, str], tuple[Key, ...]]:
    found: dict[tuple[str, str], list[Key]] = {}
    for key in all_keys():
        found.setdefault((key.group, key.key), []).append(key)
    return {name: tuple(rows) for name, rows in found.items()}


@lru_cache(maxsize=4096)
def key_of(indicator: str, unit: str | None, standard: str) -> Key | None:
    """The key that an indicator stands under, in a unit; None where openEPD has none for both."""
    if unit is None:
        return None
    if indicator.startswith(OWN) and indicator not in _by_indicator():
        group, _, name = indicator.removeprefix(OWN).partition(":")
        free = group in GROUPS and name and (group, name) not in known_keys() and unit_of(wire_unit(unit)) == unit
        return Key(group, name, indicator, "any", unit, True) if free else None
    rows = [row for row in _by_indicator().get(indicator, ()) if _flat(row.unit) == _flat(_code(unit))]
    rows.sort(key=lambda row: row.standard not in ("any", standard))
    return rows[0] if rows else None


@lru_cache(maxsize=4096)
def indicator_of(group: str, key: str, unit: str | None, standard: str) -> str:
    """The indicator that a key stands for, in a unit and under a standard; one of openEPD's own where none does."""
    rows = _by_key().get((group, key), ())
    for row in rows:
        if row.unit == unit and row.standard in ("any", standard):
            return row.indicator
    return f"{OWN}{key}" if rows else f"{OWN}{group}:{key}"


def units_of(group: str, key: str) -> tuple[str, ...]:
    """The units that a key may have, as openEPD writes them."""
    return tuple(dict.fromkeys(wire_unit(row.unit) for row in _by_key().get((group, key), ())))


@lru_cache(maxsize=4096)
def _flat(unit: str) -> str:
    return re.sub(r"\s+", "", unit)


def _code(unit: str) -> str:
    """The code of a unit's spelling; the spelling itself where none is known."""
    if _flat(unit) in _wire_units():
        return unit
    found = resolve(unit)
    return found.code if found is not None else unit


@cache
def _wire_units() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in table("openepd/units.csv"):
        found.setdefault(_flat(row["code"]), row["openepd"])
    return found


@cache
def _units() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in table("openepd/units.csv"):
        for name in (row["openepd"], *row["aliases"].split("|")):
            if name:
                found.setdefault(name, row["code"])
    return found


@lru_cache(maxsize=4096)
def wire_unit(unit: str) -> str:
    """A unit as openEPD spells it; the unit itself where it has none."""
    return _wire_units().get(_flat(_code(unit)), unit)


def unit_of(text: str) -> str:
    """The unit of openEPD's spelling; the spelling itself where it is unknown."""
    return _units().get(text, text)


def is_known_unit(text: str) -> bool:
    """Whether openEPD has a unit."""
    return text in _units()


@cache
def declared_units() -> Mapping[str, str]:
    """Units that a declared unit may have, by openEPD's spellings."""
    rows = [row for row in table("openepd/units.csv") if row["declared"] == "yes"]
    return {name: row["code"] for row in rows for name in (row["openepd"], *row["aliases"].split("|")) if name}


def declared_unit(unit: str) -> str:
    """A declared unit as openEPD spells it; the unit itself where it has none."""
    code = _code(unit)
    return _wire_units()[_flat(code)] if code in declared_units().values() else unit


@cache
def _methods() -> Mapping[str, tuple[str, str]]:
    return {row["method"]: (row["openepd"], row["standard"]) for row in table("openepd/methods.csv")}


@cache
def lcia_names() -> tuple[str, ...]:
    """Every name that openEPD has for a set of methods."""
    return tuple(dict.fromkeys(row["openepd"] for row in table("openepd/methods.csv")))


def lcia_of(method: str | None) -> str:
    """A set of methods as openEPD names it."""
    return _methods().get(method or "", (UNKNOWN, ""))[0]


def method_of(lcia: str) -> str:
    """The set of methods that a name of openEPD is read as; the name itself where it is unknown."""
    return _read_methods().get(lcia, lcia)


@cache
def _read_methods() -> Mapping[str, str]:
    return {row["openepd"]: row["method"] for row in table("openepd/methods.csv") if row["read"] == "yes"}


@lru_cache(maxsize=4096)
def standard_of(method: str | None, lcia: str | None) -> str:
    """A1 or A2: how keys with two meanings are read. An unknown method is read as its name of openEPD is."""
    found = _methods().get(method or "") or _methods().get(method_of(lcia or UNKNOWN))
    return found[1] if found else "A1"


@cache
def scopes() -> Mapping[str, str]:
    """Scopes by module."""
    return {row["stage"]: row["scope"] for row in table("openepd/scopes.csv")}


@cache
def stages() -> Mapping[str, str]:
    """Modules by scope."""
    return {scope: stage for stage, scope in scopes().items()}


@cache
def scenario_scopes() -> frozenset[str]:
    """Scopes that may stand under a scenario."""
    return frozenset(row["scope"] for row in table("openepd/scopes.csv") if row["scenario"] == "yes")


@cache
def doctypes() -> tuple[str, ...]:
    """The document types."""
    return tuple(dict.fromkeys(row["doctype"] for row in table("openepd/doctypes.csv")))


def doctype_of(sub_type: str | None) -> str:
    """The document type for a kind of dataset; openEPD where it is unknown."""
    rows = {row["sub_type"]: row["doctype"] for row in table("openepd/doctypes.csv")}
    return rows.get(sub_type or "", DEFAULT)


def sub_type_of(doctype: str) -> str | None:
    """The kind of dataset that a document type alone tells."""
    rows = {row["doctype"]: row["sub_type"] for row in table("openepd/doctypes.csv") if row["read"] == "yes"}
    return rows.get(doctype)


@dataclass(frozen=True, slots=True)
class Place:
    """A text that openEPD has a place for: model path, longest length (0: any), whether any language does."""

    path: tuple[str, ...]
    limit: int
    any: bool


@cache
def texts(doctype: str) -> tuple[Place, ...]:
    """The texts that a document type has a place for."""
    return tuple(
        Place(tuple(row["model"].split(".")), int(row["limit"]), row["any"] == "yes")
        for row in table("openepd/texts.csv")
        if doctype in row["doctypes"].split("|")
    )


@cache
def fields(doctype: str) -> tuple[str, ...]:
    """The fields of a document type."""
    return tuple(row["field"] for row in table("openepd/fields.csv") if doctype in row["doctypes"].split("|"))

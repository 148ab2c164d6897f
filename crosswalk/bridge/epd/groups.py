"""Unit groups of EPD packages: the unit of a flow property, and what a package says otherwise than the master data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from crosswalk.core.findings import Finding, Severity
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.core.units import Unit, resolve

Plain = Mapping[str, Any]
Datasets = Mapping[tuple[str, str], Plain]


@dataclass(frozen=True, slots=True)
class Usage:
    """A unit group that an amount is in, the label that stands beside the amount, and where that is."""

    group: str
    label: str | None
    pointer: str


def unit_of(datasets: Datasets, property_: str) -> str | None:
    """The reference unit of a flow property: by the package's own datasets, else by those of the master data."""
    group = group_of(datasets, property_)
    stated = _named_unit(datasets.get(("unit group", group), {}), None)
    if stated is not None:
        return code_of(stated.get("name"))
    return (_row(group) or {}).get("unit") or None


def group_of(datasets: Datasets, property_: str) -> str:
    """The UUID of a flow property's unit group: by the package's own dataset, else by the master data."""
    stated: str = datasets.get(("flow property", property_), {}).get("unit_group", {}).get("id", "")
    if stated:
        return stated
    rows = table("units/flow_properties_epd.csv")
    return next((row["unit_group"] for row in rows if row["uuid"] == property_), "")


def code_of(unit: str | None) -> str | None:
    """The unit's code, or its own name where it is in no table."""
    found = resolve(unit) if unit else None
    return found.code if found is not None else unit


def disagreements(datasets: Datasets, uuid: str, usages: Iterator[Usage]) -> Iterator[Finding]:
    """What the package's own unit groups say otherwise than the master data, for units in use (XW-E126).

    Amounts are in the reference unit, or in the unit that stands beside them; of the rest nothing is said. A unit
    that is only spelled otherwise, as in the deprecated groups, is worth a note.
    """
    seen: set[tuple[str, str]] = set()
    for usage in usages:
        group, row = datasets.get(("unit group", usage.group)), _row(usage.group)
        unit = _named_unit(group or {}, usage.label)
        expected = resolve(row["unit"]) if row is not None and row["unit"] else None
        if row is None or unit is None or expected is None or (usage.group, str(unit.get("name"))) in seen:
            continue
        seen.add((usage.group, str(unit.get("name"))))
        found = _compared(unit, row, expected)
        if found is not None:
            after, severity = found
            made = finding(
                "XW-E126",
                dataset=uuid,
                source=Place(pointer=usage.pointer),
                before=f"{unit.get('name')} = {unit.get('mean', {}).get('value')}",
                after=after,
                group=row["name"],
            )
            yield replace(made, severity=severity) if severity else made


def _compared(unit: Plain, row: Mapping[str, str], expected: Unit) -> tuple[str, Severity | None] | None:
    """What the tables say of a unit instead, and how much that matters; None where they say the same."""
    known = resolve(str(unit.get("name") or ""))
    if known is None or known.dimension == "ratio":  # a name that says nothing
        return None if _factor(unit) == 1 else (f"{expected.code} = 1", None)
    if known.dimension != expected.dimension:
        return f"{expected.code} = 1", None
    if _factor(unit) != known.factor / expected.factor:
        return f"{known.code} = {known.factor / expected.factor}", None
    if row["deprecated"] and unit.get("name") != known.code:
        return f"{known.code} = {known.factor / expected.factor}", Severity.NOTE
    return None


def _factor(unit: Plain) -> Fraction:
    return Fraction(unit.get("mean", {}).get("value") or 0)


def _named_unit(group: Plain, label: str | None) -> Plain | None:
    """The group's unit of a name, else its reference unit."""
    units = group.get("units", ())
    wanted = group.get("reference_unit")
    named = next((unit for unit in units if label and unit.get("name") == label), None)
    main = next((unit for unit in units if wanted is not None and unit.get("internal_id") == wanted), None)
    return named or (main if main is not None and main.get("name") else None)


def _row(group: str) -> Mapping[str, str] | None:
    return next((row for row in table("units/unit_groups.csv") if row["uuid"] == group), None)

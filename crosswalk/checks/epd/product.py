"""Whether the flow of a declared product agrees with itself: names of properties, and the ways to its mass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from crosswalk.checks.context import tolerance
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.core.text import fold
from crosswalk.formats.documents import Document
from crosswalk.model.flow import Flow

_UNIT = re.compile(r"\s*[\[(][^\[\]()]*/[^\[\]()]*[\])]\s*$")


def check_product(document: Document) -> Iterator[Finding]:
    """The findings about the flow of a product."""
    flow = document.model
    if isinstance(flow, Flow):
        yield from _properties(flow, document)
        yield from _names(flow, document)
        yield from _mass(flow, document)


def _properties(flow: Flow, document: Document) -> Iterator[Finding]:
    """XW-E192: a flow property bears the name of another one (mass and calorific value differ in one digit)."""
    known = {row["uuid"]: row for row in table("units/flow_properties_epd.csv")}
    by_name = {fold(row[key]): row for row in known.values() for key in ("name", "name_de") if row[key]}
    for spot, item in enumerate(flow.flow_properties):
        reference = item.property
        if reference is None or reference.name is None or reference.id not in known:
            continue
        named = [other for _, words in reference.name if (other := by_name.get(fold(words))) is not None]
        meant = known[reference.id]
        if named and all(other["uuid"] != reference.id for other in named):
            place = document.place_at(f"flow_properties/{spot}/property")
            yield finding("XW-E192", source=place, before=named[0]["name"], after=meant["name"])


def _names(flow: Flow, document: Document) -> Iterator[Finding]:
    """XW-E193: a material property whose name holds its unit."""
    known = {fold(row["name"]) for row in table("epd/material_properties.csv")}
    for spot, detail in enumerate(flow.material.details if flow.material is not None else ()):
        name = detail.name or ""
        bare = _UNIT.sub("", name)
        if bare != name and fold(bare) in known:
            place = document.place_at(f"material/details/{spot}/name")
            yield finding("XW-E193", source=place, before=name, after=bare)


def _mass(flow: Flow, document: Document) -> Iterator[Finding]:
    """XW-E194: the conversion factor to 1 kg and the density give different masses of the reference unit."""
    rows = {fold(row["name"]): row for row in table("epd/material_properties.csv")}
    values = _values(flow, rows)
    factor = next((values[name] for name, row in rows.items() if row["role"] == "conversion" and name in values), None)
    per = _dimension(flow)
    told = {name: values[name] for name, row in rows.items() if per and row["per"] == per and values.get(name)}
    if not factor or not told:
        return
    mass = 1 / factor
    allowed = tolerance("epd_density")
    if all(abs(mass - density) > allowed * max(abs(mass), abs(density)) for density in told.values()):
        name, density = next(iter(told.items()))
        place, shown = document.place_at("material"), f"{mass:.4g}"
        yield finding("XW-E194", source=place, before=shown, after=str(density), name=name)


def _values(flow: Flow, rows: Mapping[str, Mapping[str, str]]) -> Mapping[str, Decimal]:
    """The values of the material properties of the table by folded name; not those in another unit than its own."""
    if flow.material is None:
        return {}
    names = {
        detail.id: name
        for detail in flow.material.details
        if (name := fold(detail.name or "")) in rows and _is_in(detail.unit, name, rows[name]["unit"])
    }
    return {
        names[item.property]: item.value.value
        for item in flow.material.values
        if item.property in names and item.value is not None and item.value.value is not None
    }


def _is_in(unit: str | None, name: str, wanted: str) -> bool:
    """Whether a value is in a unit; taken to be where none is stated, or the property's own name in its place."""
    said = fold(unit or "")
    return said in ("", "-", name) or said.replace("^", "") == fold(wanted).replace("^", "")


def _dimension(flow: Flow) -> str:
    """The dimension of the reference property."""
    known = {row["uuid"]: row["dimension"] for row in table("units/flow_properties_epd.csv")}
    wanted = flow.reference_property
    found = (item.property for item in flow.flow_properties if item.internal_id == wanted)
    reference = next(found, None) if wanted is not None else None
    return known.get(reference.id or "", "") if reference is not None else ""

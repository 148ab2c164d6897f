"""An independent reader of the values that matter most in an openEPD document.

Reads the JSON by fixed names; shares no code with the tables, the extension or the engine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from crosswalk.formats.documents import Headline

_TOTALS = {"gwp-total": "total", "gwp-fossil": "fossil", "gwp-luluc": "luluc"}
_UNITS = {
    "item": "Item(s)",
    "items": "Item(s)",
    "m2*yr": "m2*a",
    "hour": "h",
    "tonne": "t",
    "metric_ton": "t",
    "pound": "lb",
    "m^2": "m2",
    "m^3": "m3",
    "L": "l",
    "liter": "l",
    "t * km": "t*km",
    "tkm": "t*km",
}
_TOTAL_METHODS = ("EF 2.0", "EF 3.0", "EF 3.1", "IPCC AR5", "IPCC AR6")
"""Names under which ``gwp`` is the total of its parts."""
_GROUPS = ("resource_uses", "output_flows")


def headlines(files: Mapping[str, bytes]) -> list[Headline]:
    """Headline values of the one document in output files."""
    (data,) = files.values()
    root = json.loads(data, parse_float=str, parse_int=str)
    own = (root.get("ext") or {}).get("crosswalk") or {}
    lines = [*_identity(root, own), *_beside(own), *_footprint(root, own), *_cells(root)]
    return [Headline(name, value) for name, value in lines if value and value.strip()]


def _identity(root: Any, own: Any) -> Iterator[tuple[str, str | None]]:
    unit = root.get("declared_unit") or {}
    symbol = str(unit.get("unit") or "")
    yield "number", _beside_or(own, "report/number", root.get("program_operator_doc_id"))
    yield "product", _product(root, own)
    yield "unit.amount", _beside_or(own, "unit/quantity/value", unit.get("qty"))
    yield "unit.unit", _beside_or(own, "unit/quantity/unit", _UNITS.get(symbol, symbol))
    yield "uuid", _beside_or(own, "identity/uuid", (root.get("alt_ids") or {}).get("ILCD_EPD"))
    yield "version", _beside_or(own, "identity/version", root.get("version"))
    yield "name", root.get("product_name") or root.get("name")
    yield "valid_until", root.get("valid_until")
    yield "date_of_issue", root.get("date_of_issue")


def _product(root: Any, own: Any) -> str:
    """The name of the document; the whole of it where the field is too short, in English before other languages."""
    texts = next((entry["items"] for entry in own.get("texts", ()) if entry["path"] == "product/name"), None)
    if not texts:
        return (root.get("product_name") or root.get("name") or "").strip()
    solid = [item for item in texts if item["text"].strip()] or texts
    known = [item for item in solid if item["lang"] in (None, "zh", "en")] or solid
    english = next((item for item in known if item["lang"] == "en"), None)
    return str((english or known[0])["text"]).strip()


def _beside_or(own: Any, path: str, value: Any) -> str | None:
    """The value of a path in the extension, or what a field says."""
    for entry in own.get("replaced", ()):
        if entry["path"] == path:
            found: str | None = entry.get("value")
            return found
    node = own.get("declaration") or {}
    for name in path.split("/"):
        node = node.get(name) if isinstance(node, dict) else None
    return node if isinstance(node, str) else None if value is None else str(value)


def _beside(own: Any) -> Iterator[tuple[str, str | None]]:
    """What openEPD has no place for."""
    for name, path in (
        ("period.start", "period/start"),
        ("period.end", "period/end"),
        ("gwp", "methods/gwp_set"),
        ("boundary", "boundary/type"),
    ):
        yield name, _beside_or(own, path, None)


def _footprint(root: Any, own: Any) -> Iterator[tuple[str, str | None]]:
    """The results of a footprint: cells without a set of methods."""
    entries = own.get("cells", ())
    for entry in entries:
        if entry.get("method") is None:
            yield from _named(entry["indicator"], entry["stage"], (entry.get("amount") or {}))
    told = {entry["at"] for entry in entries if "at" in entry and entry.get("scenario") is None}
    methods = (own.get("common") or {}).get("methods") or {}
    for method, impacts in (root.get("impacts") or {}).items():
        if method in methods and methods[method] is None and method in _TOTAL_METHODS:
            for scope, item in (impacts.get("gwp") or {}).items():
                if scope == "C_scenarios" or f"impacts/{method}/gwp/{scope}" in told or not isinstance(item, dict):
                    continue
                yield f"stage:{'A1-A3' if scope == 'A1A2A3' else scope}", item.get("mean")


def _named(indicator: str, stage: str, amount: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    raw, value = amount.get("raw"), amount.get("value")
    figure = raw if raw is not None and value is not None and _is_portable(raw) else value
    if stage == "total" and indicator in _TOTALS:
        yield _TOTALS[indicator], figure
    elif indicator == "gwp-total":
        yield f"stage:{stage}", figure


def _is_portable(text: str) -> bool:
    """Whether a text is a number in JSON."""
    try:
        json.loads(text, parse_constant=lambda _: json.loads("{"))
    except ValueError:
        return False
    return text[:1] not in '{["tfn'


def _cells(root: Any) -> Iterator[tuple[str, str | None]]:
    """Every measurement by group, method, key, scope and scenario."""
    for method, impacts in (root.get("impacts") or {}).items():
        yield from _sets("impacts", method, impacts)
    for group in _GROUPS:
        yield from _sets(group, "", root.get(group))


def _sets(group: str, method: str, node: Any) -> Iterator[tuple[str, str | None]]:
    for key, scopes in (node or {}).items():
        if key == "ext" or not isinstance(scopes, dict):
            continue
        named = [("", scopes), *((item.get("name"), item) for item in scopes.get("C_scenarios") or ())]
        for scenario, items in named:
            tail = f":{scenario}" if scenario else ""
            for scope, item in items.items():
                if isinstance(item, dict) and isinstance(item.get("mean"), str) and scope != "ext":
                    yield f"cell:{group}:{method}:{key}:{scope}{tail}", item["mean"]

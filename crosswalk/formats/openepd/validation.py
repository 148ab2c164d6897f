"""What a document of openEPD says wrongly or loosely: checked on every read, beyond what its schema can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from rapidfuzz import process as fuzzy

from crosswalk.carriers.json import escape
from crosswalk.carriers.node import NumberText
from crosswalk.core import numbers
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.openepd import vocabulary
from crosswalk.formats.openepd.cells import LONGEST_NAME, SCENARIOS

_YEARS = frozenset(f"B{number}_years" for number in range(1, 8))
_OWN_SCOPES = frozenset({SCENARIOS, "ext", *_YEARS})
_NEAR = 70
"""How alike a known name must be to be suggested."""


def check(root: Mapping[str, Any]) -> Iterator[Finding]:
    """Remarks on a document."""
    yield from _head(root)
    yield from _dates(root)
    for group in vocabulary.GROUPS:
        node = root.get(group)
        if not isinstance(node, dict):
            continue
        if group != "impacts":
            yield from _group(group, node, f"/{group}")
            continue
        for method, impacts in node.items():
            where = f"/impacts/{escape(method)}"
            if method not in vocabulary.lcia_names():
                near = _near(method, vocabulary.lcia_names())
                yield finding("XW-E097", source=Place(pointer=where), before=method, near=near)
            if isinstance(impacts, dict):
                yield from _group(group, impacts, where)
                yield from _freshwater(impacts, where)


def _head(root: Mapping[str, Any]) -> Iterator[Finding]:
    doctype = str(root.get("doctype"))
    for name in root:
        if name not in vocabulary.fields(doctype):
            near = _near(name, vocabulary.fields(doctype))
            yield finding("XW-E089", source=Place(pointer=f"/{escape(name)}"), before=name, near=near)
    version = root.get("openepd_version")
    if version is not None and not str(version).startswith("0."):
        yield finding("XW-E101", source=Place(pointer="/openepd_version"), before=str(version))
    language = root.get("language")
    if language is not None and len(str(language)) != 2:
        yield finding("XW-E095", source=Place(pointer="/language"), before=str(language))
    declared = root.get("declared_unit")
    unit = declared.get("unit") if isinstance(declared, dict) else None
    if unit is not None and str(unit) not in vocabulary.declared_units():
        yield finding("XW-E098", source=Place(pointer="/declared_unit/unit"), before=str(unit))
    for name, amount in root.items():
        value = number(amount.get("qty")) if isinstance(amount, dict) else None
        if value is not None and value < 0:
            yield finding("XW-E106", source=Place(pointer=f"/{name}/qty"), before=str(value), name=name)


def _near(name: str, names: Iterable[str]) -> str:
    """The known name that is nearest; that of Python (ep_fresh) is that of JSON (ep-fresh)."""
    names = list(names)
    if (same := name.replace("_", "-")) in names:
        return same
    found = fuzzy.extractOne(name, names, score_cutoff=_NEAR)
    return found[0] if found else "-"


def _dates(root: Mapping[str, Any]) -> Iterator[Finding]:
    for name in ("date_of_issue", "valid_until"):
        text = root.get(name)
        if not isinstance(text, str):
            continue
        if not text.endswith("Z") and not (len(text) > 19 and text[-6] in "+-"):
            yield finding("XW-E094", source=Place(pointer=f"/{name}"), before=text)
        if text[11:19].strip("0:"):
            yield finding("XW-E104", source=Place(pointer=f"/{name}"), before=text, after=text[:10])


def _group(group: str, node: Mapping[str, Any], where: str) -> Iterator[Finding]:
    for key, scopes in node.items():
        if key == "ext" or not isinstance(scopes, dict):
            continue
        if (group, key) not in vocabulary.known_keys():
            near = _near(key, [name for own, name in vocabulary.known_keys() if own == group])
            yield finding("XW-E089", source=Place(pointer=f"{where}/{escape(key)}"), before=key, near=near)
        yield from _set(group, key, scopes, f"{where}/{escape(key)}")


def _set(group: str, key: str, scopes: Mapping[str, Any], where: str) -> Iterator[Finding]:
    known = vocabulary.stages()
    for name in scopes:
        if name not in known and name not in _OWN_SCOPES:
            near = _near(name, known)
            yield finding("XW-E089", source=Place(pointer=f"{where}/{escape(name)}"), before=name, near=near)
    found = dict(_measurements(scopes, where))
    allowed = vocabulary.units_of(group, key)
    used = {str(item["unit"]) for item in found.values() if item.get("unit") is not None}
    if len(used) > 1:
        yield finding("XW-E096", source=Place(pointer=where), before=", ".join(sorted(used)))
    for place, item in found.items():
        unit, mean = item.get("unit"), item.get("mean")
        if isinstance(mean, str) and not isinstance(mean, NumberText):
            yield finding("XW-E081", source=Place(pointer=f"{place}/mean"), text=mean)
        if unit is None and item.get("mean") is not None:
            yield finding("XW-E102", source=Place(pointer=place), key=key)
        elif unit is not None and allowed and str(unit) not in allowed:
            yield finding("XW-E082", source=Place(pointer=f"{place}/unit"), before=str(unit), after=" / ".join(allowed))
        deviation = number(item.get("rsd"))
        if deviation is not None and deviation <= 0:
            yield finding("XW-E099", source=Place(pointer=f"{place}/rsd"), before=str(item["rsd"]))
    yield from _scenarios(scopes, where)
    yield from _repeated(scopes, where)


def _measurements(scopes: Mapping[str, Any], where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    known = vocabulary.stages()
    for name, item in scopes.items():
        if name in known and isinstance(item, dict):
            yield f"{where}/{name}", item
    for spot, scenario in enumerate(_listed(scopes)):
        for name, item in scenario.items() if isinstance(scenario, dict) else ():
            if name in known and isinstance(item, dict):
                yield f"{where}/{SCENARIOS}/{spot}/{name}", item


def _listed(scopes: Mapping[str, Any]) -> list[Any]:
    items = scopes.get(SCENARIOS)
    return items if isinstance(items, list) else []


def _scenarios(scopes: Mapping[str, Any], where: str) -> Iterator[Finding]:
    for spot, item in enumerate(_listed(scopes)):
        name = item.get("name") if isinstance(item, dict) else None
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
            shown = "-" if name is None else str(name)
            yield finding("XW-E100", source=Place(pointer=f"{where}/{SCENARIOS}/{spot}"), before=shown)


def _repeated(scopes: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """A second result of a scenario in the same scope."""
    seen: set[tuple[str, str]] = set()
    for spot, item in enumerate(_listed(scopes)):
        name = item.get("name") if isinstance(item, dict) else None
        if not isinstance(name, str):
            continue
        for scope in item:
            if scope in vocabulary.scenario_scopes() and (name, scope) in seen:
                place = Place(pointer=f"{where}/{SCENARIOS}/{spot}/{scope}")
                yield finding("XW-E107", source=place, before=name, scope=scope)
            seen.add((name, scope))


def _freshwater(impacts: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """EP-freshwater in phosphate, which openEPD asks for and EN 15804+A2 does not: three times the number."""
    scopes = impacts.get("ep-fresh")
    for place, item in _measurements(scopes, f"{where}/ep-fresh") if isinstance(scopes, dict) else ():
        if vocabulary.unit_of(str(item.get("unit"))) == "kg PO4 e":
            yield finding("XW-E105", source=Place(pointer=f"{place}/unit"), before=str(item["unit"]))
            return


def number(value: Any) -> Decimal | None:
    """The number of a JSON number; None for anything else."""
    if not isinstance(value, NumberText):
        return None
    try:
        return numbers.parse(value).value
    except numbers.NumberUnclear:
        return None

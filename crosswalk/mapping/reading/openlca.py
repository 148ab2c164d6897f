"""Flows of an openLCA JSON-LD package: the schema of openLCA 2 and the older one.

Source: olca-schema (READ); a category is a path there, in the older schema a reference with its path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crosswalk.carriers import json
from crosswalk.core.errors import CrosswalkError
from crosswalk.mapping.listed import ELEMENTARY, OTHER, PRODUCT, WASTE, ListedFlow
from crosswalk.mapping.reading import members
from crosswalk.mapping.reading.found import Found, Raw, Remarks, Wish, split_synonyms, without_repeats
from crosswalk.mapping.reading.properties import Properties

TYPES = {"ELEMENTARY_FLOW": ELEMENTARY, "PRODUCT_FLOW": PRODUCT, "WASTE_FLOW": WASTE}
SEPARATORS = ";；\n"


def open_openlca(path: Path, _wish: Wish, remarks: Remarks) -> Raw:
    """Flows of an openLCA package."""
    return Raw(_flows(path, remarks), family="openlca")


def is_flow(value: Any) -> bool:
    """Whether a JSON object is a flow of openLCA."""
    return isinstance(value, dict) and (
        value.get("@type") == "Flow" or ("@id" in value and str(value.get("flowType")) in TYPES)
    )


def _objects(path: Path, remarks: Remarks, folders: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for member in members.members(path):
        folder = member.name.rpartition("/")[0].rpartition("/")[2].lower()
        if members.is_package(path) and folder not in folders:
            continue
        if (data := members.read(member, remarks)) is None:
            continue
        try:
            value = json.parse(data, remarks.file)
        except CrosswalkError as problem:
            members.unreadable(problem, member.name, remarks)
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield member.name, item


def _flows(path: Path, remarks: Remarks) -> Iterator[Found]:
    known, paths = Properties(), _Categories()
    for _, value in _objects(path, remarks, ("flow_properties", "unit_groups", "categories")):
        _enter(value, known, paths)
    for name, value in _objects(path, remarks, ("flows",)):
        if is_flow(value):
            yield Found(_flow(value, known, paths), member=name)
    known.close(remarks)


class _Categories:
    """Categories of the older schema, each with the reference to the one above it."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[str, str]] = {}

    def path(self, value: Any) -> str:
        """The path of a category that is a text, or a reference with or without its own path."""
        if not isinstance(value, dict):
            return _text(value)
        above, name = value.get("categoryPath"), _text(value.get("name"))
        if isinstance(above, list):
            return "/".join([*(_text(level) for level in above), name])
        return self._climb(_text(value.get("@id"))) or name

    def _climb(self, id_: str) -> str:
        levels: list[str] = []
        while id_ in self.held and len(levels) < 20:
            name, id_ = self.held[id_]
            levels.append(name)
        return "/".join(reversed(levels))


def _enter(value: Mapping[str, Any], known: Properties, paths: _Categories) -> None:
    id_ = _text(value.get("@id"))
    if isinstance(value.get("units"), list):
        known.units[id_] = next(
            (_text(unit.get("name")) for unit in value["units"] if _true(unit, "isRefUnit", "referenceUnit")), ""
        )
    elif isinstance(value.get("unitGroup"), dict):
        known.groups[id_] = _text(value["unitGroup"].get("@id"))
        known.names[id_] = _text(value.get("name"))
    elif _text(value.get("@type")) == "Category":
        above = value.get("category")
        paths.held[id_] = (_text(value.get("name")), _text(above.get("@id")) if isinstance(above, dict) else "")


def _flow(value: Mapping[str, Any], known: Properties, paths: _Categories) -> ListedFlow:
    name = _text(value.get("name"))
    reference = _reference(value)
    property_id, label = _text(reference.get("@id")), _text(reference.get("name"))
    location = value.get("location")
    return ListedFlow(
        uuid=_text(value.get("@id")).lower(),
        name=name,
        context=paths.path(value.get("category")).strip("/"),
        unit=_text(reference.get("refUnit")) or known.unit(property_id, label),
        cas=_text(value.get("cas")),
        formula=_text(value.get("formula")),
        synonyms=without_repeats(
            name, (("", text) for text in split_synonyms(_text(value.get("synonyms")), SEPARATORS))
        ),
        property_id=property_id,
        property_name=known.name(property_id, label),
        type=TYPES.get(_text(value.get("flowType")), OTHER),
        version=_text(value.get("version")),
        location=_text(location.get("code") or location.get("name")) if isinstance(location, dict) else "",
    )


def _reference(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """The flow property that amounts are counted in."""
    factors = [item for item in value.get("flowProperties") or () if isinstance(item, dict)]
    chosen = [item for item in factors if _true(item, "isRefFlowProperty", "referenceFlowProperty")]
    if not chosen and len(factors) == 1:
        chosen = factors
    held = chosen[0].get("flowProperty") if chosen else None
    return held if isinstance(held, dict) else {}


def _true(value: Any, *names: str) -> bool:
    return isinstance(value, dict) and any(_text(value.get(name)).lower() == "true" for name in names)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()

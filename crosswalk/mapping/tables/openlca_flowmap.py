"""The FlowMap of openLCA's JSON-LD: a file of its own, or ``flow_mappings/*.json`` inside a zip.

Source: olca-schema 2 (READ): FlowMap, FlowMapEntry, FlowMapRef. The factor converts an amount of the source flow to one
of the target flow, in the properties and units that the references name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from crosswalk.carriers import json as json_carrier
from crosswalk.carriers.node import NumberText
from crosswalk.core.errors import SyntaxBroken
from crosswalk.core.findings import Finding
from crosswalk.core.ids import derive_uuid
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.mapping.table import FlowMapping, MappingTable, Side, TableHead, Verdict
from crosswalk.mapping.tables.material import Material
from crosswalk.mapping.tables.rows import decide_unstated, factor_of, factor_text

_FLOW = {"@id": "id", "name": "name", "category": "context", "location": "location"}
_PROPERTY = {"@id": "property_id", "name": "property_name"}
_UNIT = {"@id": "unit_id", "name": "unit"}
_PROVIDER = {
    "@id": "provider_id",
    "name": "provider_name",
    "category": "provider_category",
    "location": "provider_location",
}
_PARTS = (("flow", "Flow", _FLOW), ("flowProperty", "FlowProperty", _PROPERTY), ("unit", "Unit", _UNIT))
_HEAD = {"@id": "id", "name": "title", "description": "comment", "version": "version", "lastChange": "date"}


def claims(material: Material) -> bool:
    """Whether it is a FlowMap, or a zip that holds one."""
    if material.is_zip:
        return any(True for _ in material.members())
    return material.is_json and _is_map(material.document)


def _is_map(document: Any) -> bool:
    return isinstance(document, dict) and (
        document.get("@type") == "FlowMap" or isinstance(document.get("mappings"), list)
    )


def read(material: Material) -> tuple[MappingTable, list[Finding]]:
    """The table of a FlowMap. Of several in a zip the first is read and the others are named (XW-G119).

    Raises SyntaxBroken (XW-G104) where the JSON is no FlowMap.
    """
    findings: list[Finding] = []
    if material.is_zip:
        names = [name for name, _ in material.members()]
        if len(names) > 1:
            findings.append(finding("XW-G119", maps=names[1:], first=names[0]))
        material = next(inner for name, inner in material.members() if name == names[0])
    document = material.document
    if not _is_map(document) or not isinstance(document.get("mappings", []), list):
        raise SyntaxBroken("XW-G104", Place(file=material.file, line=1), reason="no FlowMap")
    unread: Counter[str] = Counter()
    rows: list[FlowMapping] = []
    for spot, entry in enumerate(document.get("mappings", [])):
        row = _row(entry if isinstance(entry, dict) else {}, unread)
        if not (row.source.id or row.source.name):
            findings.append(finding("XW-G113", source=Place(file=material.file, pointer=f"/mappings/{spot}")))
            continue
        rows.append(row)
    head = _head(document, unread)
    if unread:
        findings.append(finding("XW-G120", fields=[f"{name} ({count})" for name, count in sorted(unread.items())]))
    return MappingTable(head, decide_unstated(rows, findings)), findings


def _head(document: Mapping[str, Any], unread: Counter[str]) -> TableHead:
    slots: dict[str, Any] = {field: _scalar(document.get(key)) for key, field in _HEAD.items()}
    for key, field in (("source", "source_list"), ("target", "target_list")):
        ref = document.get(key)
        slots[field] = _scalar(ref.get("name") or ref.get("@id")) if isinstance(ref, dict) else ""
    for key, value in document.items():
        if key not in (*_HEAD, "@type", "@context", "source", "target", "mappings") and value not in (None, "", []):
            unread[key] += 1
    return TableHead(**slots)


def _scalar(value: Any) -> str:
    return str(value) if isinstance(value, str) else ""


def _row(entry: Mapping[str, Any], unread: Counter[str]) -> FlowMapping:
    text = _scalar(entry.get("conversionFactor"))
    source, _ = _side(entry.get("from"), unread)
    target, provider = _side(entry.get("to"), unread)
    for key in set(entry) - {"@type", "from", "to", "conversionFactor"}:
        unread[key] += 1
    return FlowMapping(
        source, target, Verdict.AUTO, factor_of(text), factor_text=text, extras=tuple(sorted(provider.items()))
    )


def _side(ref: Any, unread: Counter[str]) -> tuple[Side, dict[str, str]]:
    """A side of an entry and the provider that it names."""
    given = ref if isinstance(ref, dict) else {}
    slots: dict[str, str] = {}
    for key, _, names in _PARTS:
        slots.update(_slots(given.get(key), key, names, unread))
    provider = _slots(given.get("provider"), "provider", _PROVIDER, unread)
    for key in set(given) - {"@type", "flow", "flowProperty", "unit", "provider"}:
        unread[key] += 1
    return Side(**slots), {name: text for name, text in provider.items() if text}


def _slots(part: Any, label: str, names: Mapping[str, str], unread: Counter[str]) -> dict[str, str]:
    given = part if isinstance(part, dict) else {}
    for key, value in given.items():
        if key not in (*names, "@type") and value not in (None, ""):
            unread[f"{label}.{key}"] += 1
    return {field: _path(given.get(key)) for key, field in names.items()}


def _path(value: Any) -> str:
    """A text, or a category path that is given as a list."""
    return "/".join(map(str, value)) if isinstance(value, list) else _scalar(value)


def write(table: MappingTable) -> bytes:
    """UTF-8 JSON of one FlowMap. Its identifier is the table's if that is a UUID, else derived from it."""
    head = table.head
    document: dict[str, Any] = {
        "@context": "http://greendelta.github.io/olca-schema/context.jsonld",
        "@type": "FlowMap",
    }
    given = {key: getattr(head, field) for key, field in _HEAD.items()}
    given["@id"] = given["@id"] or derive_uuid("mapping table", head.title, head.source_list, head.target_list)
    document.update({key: text for key, text in given.items() if text})
    for key, name in (("source", head.source_list), ("target", head.target_list)):
        if name:
            document[key] = {"@type": "FlowMap", "name": name}
    document["mappings"] = [_entry(row) for row in table.rows]
    return json_carrier.serialise(document)


def _entry(row: FlowMapping) -> dict[str, Any]:
    target = _reference(row.target)
    provider = {key: dict(row.extras).get(name, "") for key, name in _PROVIDER.items()}
    if any(provider.values()):
        target["provider"] = {"@type": "Process", **{key: text for key, text in provider.items() if text}}
    return {
        "@type": "FlowMapEntry",
        "from": _reference(row.source),
        "to": target,
        "conversionFactor": _number(factor_text(row)),
    }


def _number(text: str) -> NumberText:
    """A factor as JSON can hold it: ``.5`` and ``+5`` get the digits that JSON wants."""
    from crosswalk.core.numbers import number_text

    return NumberText(number_text(factor_of(text), text))


def _reference(side: Side) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": "FlowMapRef"}
    for key, kind, names in _PARTS:
        slots = {name: getattr(side, field) for name, field in names.items() if getattr(side, field)}
        if slots:
            made[key] = {"@type": kind, **slots}
    return made

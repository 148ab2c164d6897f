"""randonneur's migration files: JSON, plain or gzipped; replace, update, delete, create and disaggregate.

Source: randonneur README and ``validation.py`` (READ). Which key means what: ``mappings/flows/randonneur_keys.csv``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from crosswalk.carriers import json as json_carrier
from crosswalk.carriers.node import NumberText
from crosswalk.core.errors import SyntaxBroken
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import CONTEXT, number_text, plain
from crosswalk.core.places import Place
from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.table import SPLIT, FlowMapping, MappingTable, Side, TableHead, Verdict
from crosswalk.mapping.tables.material import Material
from crosswalk.mapping.tables.rows import ONE, decide_unstated, factor_of, factor_text, has_name, structure_of

VERBS = ("replace", "update", "delete", "create", "disaggregate")
_HEAD = {
    "name": "id",
    "description": "comment",
    "version": "version",
    "created": "date",
    "source_id": "source_list",
    "target_id": "target_list",
}
_MADE = ("mapping", "graph_context")
"""Keys that are made anew from the rows when a file is written."""
_VERB = "verb"


@cache
def _keys(path: Path) -> Mapping[str, str]:
    return {row["key"]: row["field"] for row in read_table(path)}


def _field_of(key: str) -> str:
    return _keys(path_of("flows/randonneur_keys.csv")).get(key.lower(), "")


def claims(material: Material) -> bool:
    """Whether it is a JSON object with lists under randonneur's verbs."""
    if material.is_zip or not material.is_json or not isinstance(material.document, dict):
        return False
    document = material.document
    return any(isinstance(document.get(verb), list) for verb in VERBS) or {"mapping", "source_id"} <= set(document)


def read(material: Material) -> tuple[MappingTable, list[Finding]]:
    """The table of a migration file.

    ``delete`` becomes a row without a target that keeps its verb (XW-G112 says so), ``create`` has no source and is
    told (XW-G121), ``disaggregate`` becomes one row a target whose factor holds the allocation. Raises SyntaxBroken
    (XW-G104) where the JSON is no such file.
    """
    document = material.document
    if not isinstance(document, dict):
        raise SyntaxBroken("XW-G104", Place(file=material.file, line=1), reason="no object")
    findings: list[Finding] = []
    rows: list[FlowMapping] = []
    if made := [key for key in _MADE if key in document]:
        findings.append(finding("XW-G120", fields=made))
    for verb in VERBS:
        entries = document.get(verb) or []
        if not isinstance(entries, list):
            raise SyntaxBroken("XW-G104", Place(file=material.file, pointer=f"/{verb}"), reason="no list")
        if verb == "create" and entries:
            findings.append(finding("XW-G121", source=Place(pointer="/create"), count=len(entries)))
            continue
        if verb == "delete" and entries:
            findings.append(finding("XW-G112", source=Place(pointer="/delete"), count=len(entries)))
        for spot, entry in enumerate(entries):
            read_ = list(_rows(verb, entry if isinstance(entry, dict) else {}))
            if not read_ or not has_name(read_[0].source):
                findings.append(finding("XW-G113", source=Place(pointer=f"/{verb}/{spot}")))
                continue
            rows.extend(read_)
    return MappingTable(_head(document), decide_unstated(rows, findings)), findings


def _head(document: Mapping[str, Any]) -> TableHead:
    slots: dict[str, Any] = {field: _scalar(document.get(key)) for key, field in _HEAD.items()}
    licences = document.get("licenses")
    first = licences[0] if isinstance(licences, list) and licences and isinstance(licences[0], dict) else {}
    people = document.get("contributors")
    creators = (
        [_scalar(item.get("title")) for item in people if isinstance(item, dict)] if isinstance(people, list) else []
    )
    kept = {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in document.items()
        if key not in (*_HEAD, *VERBS, *_MADE) and value not in (None, "", [], {})
    }
    if set(first) <= {"name"} and len(licences or []) <= 1:
        kept.pop("licenses", None)
    if all(
        isinstance(item, dict) and {key for key, value in item.items() if value} <= {"title"} for item in people or []
    ):
        kept.pop("contributors", None)
    return TableHead(
        **slots,
        licence=_scalar(first.get("name")),
        creators=tuple(name for name in creators if name),
        extras=tuple(sorted(kept.items())),
    )


def _scalar(value: Any) -> str:
    return str(value) if isinstance(value, str) else ""


def _rows(verb: str, entry: Mapping[str, Any]) -> Iterator[FlowMapping]:
    source, extras = _side(entry.get("source"), "source")
    base = FlowMapping(
        source,
        Side(),
        Verdict.AUTO,
        comment=_scalar(entry.get("comment")),
        extras=tuple(sorted({**extras, **({} if verb in ("replace", "disaggregate") else {_VERB: verb})}.items())),
    )
    targets = entry.get("targets") if verb == "disaggregate" else [entry.get("target")]
    if verb == "delete":
        yield base
        return
    for given in targets if isinstance(targets, list) else []:
        target, more = _side(given, "target")
        text = _scalar(entry.get("conversion_factor", (given or {}).get("conversion_factor")))
        row = replace(base, target=target, factor=factor_of(text), factor_text=text)
        row = replace(row, extras=tuple(sorted({**dict(base.extras), **more}.items())))
        yield _shared(row, given) if verb == "disaggregate" else _updated(row, verb)


def _updated(row: FlowMapping, verb: str) -> FlowMapping:
    """``update`` names only what changes: the rest of the target is the source's."""
    if verb != "update":
        return row
    slots = {name: getattr(row.target, name) or getattr(row.source, name) for name in Side.__dataclass_fields__}
    return replace(row, target=Side(**slots))


def _shared(row: FlowMapping, given: Mapping[str, Any]) -> FlowMapping:
    """A row of a split: the factor is the share, in the target's unit."""
    share = factor_of(_scalar(given.get("allocation")))
    if row.factor == ONE:
        return replace(row, factor=share, factor_text=_scalar(given.get("allocation")), basis=SPLIT)
    return replace(row, factor=CONTEXT.multiply(row.factor, share), factor_text="", basis=SPLIT)


def _side(given: Any, name: str) -> tuple[Side, dict[str, str]]:
    """A side, and the keys of it that a side has no slot for, prefixed by the side's name."""
    slots: dict[str, str] = {}
    extras: dict[str, str] = {}
    for key, value in (given if isinstance(given, dict) else {}).items():
        text = "/".join(map(str, value)) if isinstance(value, list) else _scalar(value)
        field = _field_of(key)
        if not text or key in ("allocation", "conversion_factor"):
            continue
        if field and not slots.get(field):
            slots[field] = text
        else:
            extras[f"{name}_{key}"] = text
    return Side(**slots), extras


_KEYS = {
    "name": "name",
    "id": "uuid",
    "context": "context",
    "unit": "unit",
    "cas": "CAS number",
    "location": "location",
    "property_id": "unit_group_flow_property",
}


_NUMBERS = ("unit_scaling",)
"""Keys that are no field of ours and that hold numbers."""


def write(table: MappingTable) -> bytes:
    """UTF-8 JSON with ``replace``, ``update``, ``delete`` and ``disaggregate`` as the rows ask for them."""
    head = table.head
    document: dict[str, Any] = {key: getattr(head, field) for key, field in _HEAD.items() if getattr(head, field)}
    extras = {key: structure_of(text, NumberText) for key, text in head.extras}
    document["contributors"] = extras.pop(
        "contributors", [{"title": name, "path": "", "roles": []} for name in head.creators]
    )
    document["licenses"] = extras.pop("licenses", [{"name": head.licence}] if head.licence else [])
    document.update(extras)
    document["graph_context"] = ["edges"]
    entries = _entries(table)
    document["mapping"] = {
        side: {"expression language": "like JSONPath", "labels": _labels(entries, side)}
        for side in ("source", "target")
    }
    document.update(entries)
    document.setdefault("replace", [])
    return json_carrier.serialise(document)


def _entries(table: MappingTable) -> dict[str, list[dict[str, Any]]]:
    made: dict[str, list[dict[str, Any]]] = {}
    splits: dict[tuple[Side, str], dict[str, Any]] = {}
    for row in table.rows:
        verb = _verb_of(row)
        source = _object(row.source, row, "source")
        entry: dict[str, Any] = {"source": source}
        if row.comment:
            entry["comment"] = row.comment
        factor = NumberText(number_text(row.factor, factor_text(row)))
        if verb == SPLIT:
            key = (row.source, row.comment)
            if key not in splits:
                splits[key] = {**entry, "targets": []}
                made.setdefault("disaggregate", []).append(splits[key])
            splits[key]["targets"].append({**_object(row.target, row, "target"), "allocation": factor})
            continue
        if verb != "delete":
            entry["target"] = _object(row.target, row, "target")
        if row.factor != ONE or row.factor_text:
            entry["conversion_factor"] = factor
        made.setdefault(verb, []).append(entry)
    return made


def _verb_of(row: FlowMapping) -> str:
    """How a row is written: a deletion is one that has no target."""
    verb = dict(row.extras).get(_VERB, "")
    if not has_name(row.target):
        return "delete"
    return SPLIT if row.basis == SPLIT else "update" if verb == "update" else "replace"


def _object(side: Side, row: FlowMapping, name: str) -> dict[str, Any]:
    made: dict[str, Any] = {key: getattr(side, field) for field, key in _KEYS.items() if getattr(side, field)}
    if "context" in made:
        made["context"] = made["context"].split("/")
    for label, text in row.extras:
        if label.startswith(f"{name}_"):
            key = label.removeprefix(f"{name}_")
            made[key] = NumberText(text) if key in _NUMBERS and plain(text) is not None else text
    return made


def _labels(entries: Mapping[str, list[dict[str, Any]]], side: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for entry in (item for group in entries.values() for item in group):
        parts = entry.get("targets", [entry.get(side)]) if side == "target" else [entry.get(side)]
        for part in parts:
            names.update({key: key for key in part or {} if key != "allocation"})
    return names

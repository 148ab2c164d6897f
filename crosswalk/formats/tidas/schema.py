"""Validation against the TIDAS JSON Schemas of the installed ``tidas_tools``, or of a folder that is given.

The class lists of the schemas are ``oneOf`` of up to 4,586 alternatives; tried one by one they make the error
list of one flow cost a tenth of a second. They are read here as what they are, a look-up, with the same verdict.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.ilcd.schema import schema_folder
from crosswalk.formats.ilcd.types import type_of
from crosswalk.formats.tidas.tree import dataset_of

LISTED = "crosswalkListed"
"""The keyword that stands for a ``oneOf`` over constants."""
_SHOWN = 400


class _Listed:
    """An object whose members have the values of exactly one row of a list; a missing member fits every row."""

    def __init__(self, parent: object, rows: list[dict[str, str]], path: object) -> None:
        self._names = tuple(sorted({name for row in rows for name in row}))
        self._rows: dict[tuple[str | None, ...], int] = {}
        for row in rows:
            key = tuple(row.get(name) for name in self._names)
            self._rows[key] = self._rows.get(key, 0) + 1
        self._whole = all(len(row) == len(self._names) for row in rows)

    def validate(self, instance: Any) -> None:
        """Raise ValueError where no row, or more than one, fits."""
        if not isinstance(instance, dict):
            return
        values = tuple(instance.get(name) for name in self._names)
        if self._whole and all(isinstance(value, str) for value in values):
            fits = self._rows.get(values, 0)
        else:
            fits = sum(count for row, count in self._rows.items() if self._fits(row, instance))
        if fits != 1:
            raise ValueError(
                f"{json.dumps(dict(zip(self._names, values, strict=True)), ensure_ascii=False)} not listed"
            )

    def _fits(self, row: tuple[str | None, ...], instance: dict[str, Any]) -> bool:
        named = zip(self._names, row, strict=True)
        return all(value is None or name not in instance or instance[name] == value for name, value in named)


@cache
def _validator(folder: Path, name: str) -> Any:
    import jsonschema_rs

    try:
        schemas = {path.name: _looked_up(json.loads(path.read_bytes())) for path in sorted(folder.glob("*.json"))}
        registry = jsonschema_rs.Registry([(f"json-schema:///{key}", value) for key, value in schemas.items()])
        root = {**schemas[name], "$id": f"json-schema:///{name}"}
        return jsonschema_rs.validator_for(root, registry=registry, keywords={LISTED: _Listed})
    except (KeyError, ValueError, OSError) as problem:
        raise UsageError("XW-U020", Place(file=str(folder)), reason=str(problem)) from None


def _looked_up(schema: Any) -> Any:
    """A schema whose alternatives of constants are look-ups."""
    if isinstance(schema, list):
        return [_looked_up(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _looked_up(item) for name, item in schema.items()}
    options = schema.get("oneOf")
    if isinstance(options, list) and all(isinstance(option, dict) for option in options):
        rows = [_constants(option) for option in options]
        if all(rows):
            del made["oneOf"]
            made[LISTED] = rows
        elif all("const" in option for option in options):
            del made["oneOf"]
            made["enum"] = [option["const"] for option in options]
    return made


def _constants(option: dict[str, Any]) -> dict[str, str] | None:
    """Member and value of an alternative that is nothing but constants, else None."""
    members = option.get("properties")
    if set(option) - {"description"} != {"properties"} or not isinstance(members, dict):
        return None
    found = {name: item["const"] for name, item in members.items() if isinstance(item, dict) and "const" in item}
    return found if len(found) == len(members) and all(isinstance(value, str) for value in found.values()) else None


def is_valid(kind: str, data: bytes, schemas: Path | None = None) -> bool | None:
    """The schema's verdict alone, which stops at the first error; None where there is no schema at hand."""
    folder = schema_folder(schemas, "tidas", "schemas")
    if folder is None:
        return None
    return bool(_validator(folder, type_of(kind)["tidas_schema"]).is_valid(_bare(kind, json.loads(data))))


def validate(kind: str, data: bytes, schemas: Path | None = None, place: Place | None = None) -> list[Finding]:
    """Findings of the TIDAS JSON Schema for one dataset's bytes; a note (XW-L005) where there is none."""
    folder = schema_folder(schemas, "tidas", "schemas")
    place = place or Place()
    if folder is None:
        return [finding("XW-L005", source=place)]
    value = json.loads(data)
    found = dataset_of(value)
    head = found[2].rpartition("/")[0] if found else ""
    errors = _validator(folder, type_of(kind)["tidas_schema"]).iter_errors(_bare(kind, value))
    return [
        finding(
            "XW-D002",
            source=Place(place.file, place.member, head + "/" + "/".join(str(step) for step in error.instance_path)),
            reason=error.message[:_SHOWN],
        )
        for error in errors
    ]


def _bare(kind: str, value: Any) -> Any:
    """The file's object, or the dataset alone where a platform wrapped it."""
    root = type_of(kind)["root"]
    if isinstance(value, dict) and root not in value and (found := dataset_of(value)) is not None:
        return {root: found[1]}
    return value

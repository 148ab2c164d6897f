"""Validation against the TIDAS JSON Schemas of the installed ``tidas_tools``, or of a folder that is given."""

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


@cache
def _validator(folder: Path, name: str) -> Any:
    import jsonschema_rs

    try:
        schemas = {path.name: json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}
        registry = jsonschema_rs.Registry([(f"json-schema:///{key}", value) for key, value in schemas.items()])
        root = {**schemas[name], "$id": f"json-schema:///{name}"}
        return jsonschema_rs.validator_for(root, registry=registry)
    except (KeyError, ValueError, OSError) as problem:
        raise UsageError("XW-U020", Place(file=str(folder)), reason=str(problem)) from None


def validate(kind: str, data: bytes, schemas: Path | None = None, place: Place | None = None) -> list[Finding]:
    """Findings of the TIDAS JSON Schema for one dataset's bytes; a note (XW-L005) where there is none."""
    folder = schema_folder(schemas, "tidas", "schemas")
    place = place or Place()
    if folder is None:
        return [finding("XW-L005", source=place)]
    errors = _validator(folder, type_of(kind)["tidas_schema"]).iter_errors(json.loads(data))
    found = []
    for error in errors:
        pointer = "/" + "/".join(str(step) for step in error.instance_path)
        found.append(finding("XW-D002", source=Place(place.file, place.member, pointer), reason=error.message[:400]))
    return found

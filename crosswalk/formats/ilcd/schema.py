"""Validation against the official ILCD schemas, where they are installed or given. None are shipped."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

from crosswalk.carriers import xml
from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.ilcd.types import type_of


def schema_folder(given: Path | None, *inside: str) -> Path | None:
    """The folder of official schemas: the one given, else that of the installed ``tidas_tools``, else None."""
    if given is not None:
        return given
    spec = find_spec("tidas_tools")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent.joinpath(*inside)
    return folder if folder.is_dir() else None


@cache
def _schema(path: Path) -> Any:
    try:
        return etree.XMLSchema(etree.parse(str(path), etree.XMLParser(no_network=True)))
    except (etree.XMLSchemaParseError, OSError) as problem:
        raise UsageError("XW-U020", Place(file=str(path)), reason=str(problem)) from None


def validate(kind: str, data: bytes, schemas: Path | None = None, place: Place | None = None) -> list[Finding]:
    """Findings of the official XSD for one dataset's bytes; a note (XW-L005) where no schemas are at hand."""
    folder = schema_folder(schemas, "eilcd", "schemas")
    place = place or Place()
    if folder is None:
        return [finding("XW-L005", source=place)]
    document = xml.parse(data, place.file)
    schema = _schema(folder / type_of(kind)["schema"])
    if schema.validate(document):
        return []
    return [
        finding(
            "XW-L004",
            source=Place(place.file, place.member, error.path, error.line, error.column),
            reason=error.message,
        )
        for error in schema.error_log
    ]

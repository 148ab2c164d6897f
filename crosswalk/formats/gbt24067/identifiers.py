"""Units, identifiers and files that were named: what is in doubt is told at its place, the values stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crosswalk.core import ids
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.units import ratio
from crosswalk.formats.documents import Document
from crosswalk.formats.engine import pick
from crosswalk.formats.gbt24067.fields import FieldRow, fields
from crosswalk.model.base import plain


def doubts(document: Document) -> list[Finding]:
    """Findings on units, UUIDs, version, CAS numbers, credit code and files without a digest, each at its place."""
    data = plain(document.model)
    found: list[Finding] = []
    for row in fields():
        for pointer, text in _values(row, data):
            code = _problem(row["codec"], text)
            if code is not None:
                place = document.place_at(pointer)
                found.append(finding(code, source=place, before=text, text=text, field=row["heading"]))
        for pointer, name in _unproven(row, data):
            found.append(finding("XW-C031", source=document.place_at(pointer), before=name))
    return found


def _unproven(row: FieldRow, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Files that are named but neither lie beside the declaration nor have a digest in it."""
    if row["codec"] == "file":
        value = pick(data, row["model"].split("."))
        if value is not None and "sha256" not in value:
            yield row["model"].replace(".", "/"), value["name"]
    elif row["codec"] == "files":
        for spot, item in enumerate(data.get(row["list"], ())):
            for value in item.get(row["model"], ()):
                if "sha256" not in value:
                    yield f"{row['list']}/{spot}/{row['model']}", value["name"]


def _values(row: FieldRow, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    path = row["model"].split(".")
    if row["codec"].partition(":")[0] in ("amount", "result"):
        return
    holders = enumerate(data.get(row["list"], ())) if row["list"] else ((None, data),)
    for spot, holder in holders:
        value = pick(holder, path)
        if isinstance(value, str):
            tail = "/".join(path)
            yield (tail if spot is None else f"{row['list']}/{spot}/{tail}"), value


def _problem(codec: str, text: str) -> str | None:
    """The code of what is wrong with a value of a codec, or None."""
    kind, _, scheme = codec.partition(":")
    if kind == "unit":
        return "XW-N010" if ratio(text) is None else None
    if kind == "identifier":
        return ids.check(scheme, text).problem
    if kind == "uuid":
        return None if ids.is_uuid(text.lower()) else "XW-N031"
    if kind == "version":
        return None if ids.is_version(text) else "XW-N031"
    return None

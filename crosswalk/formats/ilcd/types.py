"""The dataset types of ILCD, from ``mappings/formats/ilcd_types.csv``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from crosswalk.core.findings import Finding
from crosswalk.core.messages import Words, finding
from crosswalk.core.tables import path_of, read_table, table
from crosswalk.model.base import identified

_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
COMMON = "http://lca.jrc.it/ILCD/Common"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


@cache
def types() -> Mapping[str, Mapping[str, str]]:
    """The types by root element name."""
    return {row["root"]: row for row in table("formats/ilcd_types.csv")}


@cache
def type_of(kind: str) -> Mapping[str, str]:
    """The type of a kind such as ``process``."""
    return next(row for row in types().values() if row["kind"] == kind)


def kinds_of_reference(element: str, kind: str) -> tuple[str, ...]:
    """The kinds of dataset that a reference element of a dataset may lead to; empty for an element that is none."""
    names = _kinds(path_of("ilcd/reference_types.csv")).get(element, ())
    return tuple(kind if name == "same" else name for name in names)


@cache
def _kinds(path: Path) -> Mapping[str, tuple[str, ...]]:
    return {row["element"]: tuple(row["kinds"].split("|")) for row in read_table(path)}


def missing(format_: str, model: BaseModel, kind: str) -> list[Finding]:
    """One finding of kind ``missing`` for each mandatory value that a model lacks, with who can answer."""
    uuid = identified(model).uuid
    return [
        finding("XW-L001", dataset=uuid, **params)
        for choices, params in _demands(path_of("ilcd/required.csv"), format_, kind)
        if not any(_given(model, path) for path in choices)
    ]


@cache
def _demands(path: Path, format_: str, kind: str) -> tuple[tuple[tuple[tuple[str, ...], ...], dict[str, Any]], ...]:
    """What a format demands of a kind: model paths, one of which must be given, and the words of the question."""
    return tuple(
        (
            tuple(tuple(choice.split(".")) for choice in row["path"].split("|")),
            {"field": Words(row["zh"], row["en"]), "kind": kind, "path": row["path"], "who": row["who"]},
        )
        for row in read_table(path)
        if row["format"] == format_ and row["kind"] == kind
    )


def _given(value: object, path: Sequence[str]) -> bool:
    """Whether a value is there; below a list, whether every item has it."""
    for spot, name in enumerate(path):
        if isinstance(value, tuple):
            return all(_given(item, path[spot:]) for item in value)
        value = getattr(value, name, None)
    return value is False or value == 0 or bool(value)


def file_name(kind: str, model: BaseModel, suffix: str) -> str:
    """``processes/<uuid>_<version>.xml``, without the version where there is none."""
    identity = identified(model)
    return stem(kind, {"identity.uuid": identity.uuid or "", "identity.version": identity.version or ""}, suffix)


def stem(kind: str, identity: Mapping[str, str], suffix: str) -> str:
    """The same from a transcript's identity; a dataset without a UUID is called ``no-uuid``."""
    uuid, version = identity.get("identity.uuid", ""), identity.get("identity.version", "")
    name = f"{_fit(uuid) or 'no-uuid'}_{_fit(version)}" if version else _fit(uuid) or "no-uuid"
    return f"{type_of(kind)['folder']}/{name}{suffix}"


def _fit(text: str) -> str:
    """What of a text may stand in a file name on any system."""
    return _UNFIT.sub("-", text).strip(". ")

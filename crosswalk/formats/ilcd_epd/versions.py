"""Versions of the ILCD+EPD format: which one a file states, and what each of them can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from crosswalk.core.tables import table
from crosswalk.model.base import Reference, Text
from crosswalk.model.process import Process

M = TypeVar("M", bound=BaseModel)
VERSIONS = ("1.1", "1.2", "1.3")
_SINCE_MARKED = "1.2"


def version_of(attributes: Mapping[Any, Any]) -> str | None:
    """The version that a root element states; a decimal comma is read as a point. None for none, which is 1.1."""
    stated = next((value for key, value in attributes.items() if str(key).endswith("}epd-version")), None)
    return None if stated is None else str(stated).strip().replace(",", ".")


def version_for_new(model: BaseModel) -> str | None:
    """The version that a new dataset is written in: 1.2 for an EPD that states none, by mark or by its format.

    None for what states one, which stays as it is, and for datasets that are no EPD.
    """
    if not isinstance(model, Process) or not is_epd(model) or model.epd.version is not None:
        return None
    known = {row["uuid"] for row in table("epd/format_references.csv")}
    return None if any(reference.id in known for reference in model.entry.formats) else _SINCE_MARKED


def at_version(model: M, kind: str, version: str) -> M:
    """The dataset as a version can hold it: newer parts left out, the version's own marks set.

    A process that is no EPD and has no part of one comes back as it is.
    """
    gone = [row["path"] for row in table("epd/versions.csv") if row["kind"] == kind and row["version"] > version]
    for path in gone:
        model = _without(model, path.split("."))
    if not isinstance(model, Process) or not is_epd(model):
        return model
    stated = version if version >= _SINCE_MARKED else None
    epd = model.epd if version_of({"}epd-version": model.epd.version}) == stated else _set(model.epd, version=stated)
    entry = _set(model.entry, formats=tuple(_formats(model.entry.formats, version)))
    return _set(model, epd=epd, entry=entry)  # type: ignore[return-value]


def marked(before: BaseModel, after: BaseModel) -> frozenset[str]:
    """Pointers of the marks that a version sets in place of those of the source: its number, its source datasets."""
    if not isinstance(before, Process) or not isinstance(after, Process):
        return frozenset()
    pairs = enumerate(zip(before.entry.formats, after.entry.formats, strict=True))
    made = {f"entry/formats/{spot}" for spot, (old, new) in pairs if old != new}
    return frozenset(made if before.epd.version == after.epd.version else {*made, "epd/version"})


def is_epd(process: Process) -> bool:
    """Whether a process is an environmental product declaration: it says so, or has results by module."""
    stated = process.method.dataset_type == "EPD"
    return stated or any(result.modules for result in process.lcia_results) or any(e.modules for e in process.exchanges)


def _set(model: M, **values: object) -> M:
    return model.model_copy(update=values)


def _without(model: M, path: list[str]) -> M:
    name, rest = path[0], path[1:]
    value = getattr(model, name)
    if rest:
        return model if value is None else _set(model, **{name: _without(value, rest)})
    empty = type(model).model_fields[name].get_default()
    return model if value == empty else _set(model, **{name: empty})


def _formats(stated: tuple[Reference, ...], version: str) -> Iterator[Reference]:
    """The references with that of another version replaced by that of this one."""
    rows = list(table("epd/format_references.csv"))
    wanted = [row for row in rows if row["version"] <= version][-1]
    others = {row["uuid"] for row in rows} - {wanted["uuid"]}
    for reference in stated:
        if reference.id not in others:
            yield reference
            continue
        name = Text.of(en=wanted["name"])
        yield Reference(kind=reference.kind, id=wanted["uuid"], version=wanted["source_version"], name=name)

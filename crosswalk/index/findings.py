"""What the index shows to be wrong with a package: links, orphans, units, names of files and folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from crosswalk.carriers.archive import OUR_MARK
from crosswalk.core.errors import CrosswalkError
from crosswalk.core.findings import Finding
from crosswalk.core.ids import is_uuid
from crosswalk.core.messages import finding, reasons
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.types import kinds_of_reference, type_of
from crosswalk.index.facts import FILE
from crosswalk.index.package import Listed, PackageIndex, Referrer

Rule = Callable[[PackageIndex, str, bool], Iterator[Finding]]


@cache
def _known() -> Mapping[str, str]:
    """Datasets that every ILCD user has: the format, compliance systems, common flow properties, climate methods; and
    those of EPDs: indicators, unit groups, standards.
    """
    return {
        row[uuid]: row[name]
        for file, uuid, name in (
            ("ilcd/systems.csv", "uuid", "name"),
            ("ilcd/datasets.csv", "uuid", "name_en"),
            ("units/flow_properties.csv", "uuid", "name"),
            ("indicators/climate.csv", "method_uuid", "method_name"),
            ("indicators/identifiers.csv", "uuid", "indicator"),
            ("indicators/compliance.csv", "uuid", "name"),
            ("units/unit_groups.csv", "uuid", "name"),
            ("units/flow_properties_epd.csv", "uuid", "name"),
            ("epd/format_references.csv", "uuid", "name"),
        )
        for row in table(file)
        if row[uuid]
    }


def known_elsewhere() -> tuple[str, ...]:
    """UUIDs of datasets that every ILCD user has and that packages may leave out."""
    return tuple(_known())


@cache
def _indicators() -> frozenset[str]:
    """The flows that stand for indicators of EPDs: their unit is said by the EPD, not by the flow."""
    return frozenset(row["uuid"] for row in table("indicators/identifiers.csv"))


def unreadable(problem: CrosswalkError) -> Finding:
    """XW-K020: a file of the package that cannot be parsed."""
    return finding("XW-K020", source=problem.place, code=problem.code, **reasons(problem))


def link_findings(index: PackageIndex, file: str, package: bool = True) -> Iterator[Finding]:
    """All findings of the index. With ``package`` false (a single file) only those that one dataset can have."""
    for rule in RULES if package else SINGLE:
        yield from rule(index, file, package)


def _place(file: str, item: Referrer, package: bool) -> Place:
    return Place(file, item.member if package else None, item.pointer, item.line)


def dangling(index: PackageIndex, file: str, package: bool) -> Iterator[Finding]:
    """XW-K001, XW-K002: references to datasets that are not in the package; common datasets once each."""
    common: Counter[str] = Counter()
    for item in index.dangling():
        if item.id in _known():
            common[item.id] += 1
            continue
        where = _place(file, item, package)
        yield finding("XW-K001", dataset=item.uuid, source=where, element=item.element, kind=item.type, id=item.id)
    for uuid, count in common.items():
        yield finding("XW-K002", source=Place(file), name=_known()[uuid], id=uuid, count=count)


def version_differs(index: PackageIndex, file: str, package: bool) -> Iterator[Finding]:
    """XW-K003: the version that a reference names is not there, another one is."""
    for item in index.version_differs():
        where = _place(file, item, package)
        yield finding("XW-K003", dataset=item.uuid, source=where, before=item.version, after=item.found, id=item.id)


def versionless(index: PackageIndex, file: str, _: bool) -> Iterator[Finding]:
    """XW-K004: references without a version, one finding for all."""
    if count := index.versionless():
        yield finding("XW-K004", source=Place(file), count=count)


def not_uuid(index: PackageIndex, file: str, package: bool) -> Iterator[Finding]:
    """XW-K008: datasets and references whose identifier is no UUID."""
    for listed in index.identities():
        if not is_uuid(listed.uuid):
            where = Place(file, listed.member if package else None)
            yield finding("XW-K008", dataset=listed.uuid, source=where, before=listed.uuid, element="UUID")
    for item in index.odd_ids():
        if not is_uuid(item.id):
            where = _place(file, item, package)
            yield finding("XW-K008", dataset=item.uuid, source=where, before=item.id, element=item.element)


def wrong_type(index: PackageIndex, file: str, package: bool) -> Iterator[Finding]:
    """XW-K009: what a reference leads to is of another kind than its ``@type`` says."""
    for item in index.wrong_type():
        where = _place(file, item, package)
        yield finding("XW-K009", dataset=item.uuid, source=where, before=item.type, after=item.found, id=item.id)


def unfit_type(index: PackageIndex, file: str, package: bool) -> Iterator[Finding]:
    """XW-K010: ``@type`` is none that this reference element may have."""
    for kind, element, type_ in list(index.kinds_by_element()):
        kinds = kinds_of_reference(element, kind)
        if kinds and type_ and type_ not in kinds and not (type_ == FILE and "source" in kinds):
            for item in index.links_of(kind, element, type_):
                where = _place(file, item, package)
                yield finding("XW-K010", dataset=item.uuid, source=where, before=type_, element=element, allowed=kinds)


def duplicates(index: PackageIndex, file: str, _: bool) -> Iterator[Finding]:
    """XW-K005: one dataset in two files."""
    for item in index.duplicates():
        yield _about("XW-K005", item, file, other=item.note)


def several_versions(index: PackageIndex, file: str, _: bool) -> Iterator[Finding]:
    """XW-K006: one UUID in several versions."""
    for item in index.several_versions():
        yield _about("XW-K006", item, file, versions=item.note)


def orphans(index: PackageIndex, file: str, _: bool) -> Iterator[Finding]:
    """XW-K007: datasets that nothing refers to."""
    for item in index.orphans():
        yield _about("XW-K007", item, file)


def units(index: PackageIndex, file: str, package: bool) -> Iterator[Finding]:
    """XW-K016, XW-K017: the way from a flow over its property and unit group to the unit is broken."""
    for item in index.broken_units():
        if item.uuid not in _indicators():
            yield _about("XW-K016", item, file, package)
    for step in index.unresolved_units():
        where = _place(file, step, package)
        yield finding("XW-K017", dataset=step.uuid, source=where, id=step.id, kind=step.type)


def product_inputs(index: PackageIndex, file: str, package: bool) -> Iterator[Finding]:
    """XW-K019: the reference flow is a product on the input side."""
    for item in index.product_inputs():
        yield _about("XW-K019", item, file, package, flow=item.note)


def external_files(index: PackageIndex, file: str, package: bool) -> Iterator[Finding]:
    """XW-K015: files that references name and that the package does not hold; addresses on the web are left alone."""
    for item in index.by_uri():
        if "://" in item.uri or item.uri.startswith(("mailto:", "urn:", "doi:", "www.")):
            continue
        if not index.has_file(item.uri):
            yield finding("XW-K015", dataset=item.uuid, source=_place(file, item, package), uri=item.uri)


def names(index: PackageIndex, file: str, _: bool) -> Iterator[Finding]:
    """XW-K011, XW-K012: names of files and folders that do not say what is in them."""
    for item in index.identities():
        path = PurePosixPath(item.member)
        stem = path.name.rpartition(".")[0]
        if stem not in (item.uuid, f"{item.uuid}_{item.version}"):
            yield _about("XW-K011", item, file)
        folder = type_of(item.kind)["folder"]
        if len(path.parts) > 1 and path.parts[-2] != folder:
            yield _about("XW-K012", item, file, before=path.parts[-2], after=folder)


def layout(index: PackageIndex, file: str, _: bool) -> Iterator[Finding]:
    """XW-K013, XW-K014: files that are no datasets, and a root folder of another name than ``ILCD``."""
    strange = 0
    for member in index.others():
        path = PurePosixPath(member)
        if path.suffix.lower() in (".xml", ".json") and "external_docs" not in path.parts and path.name != OUR_MARK:
            strange += 1
    if strange:
        yield finding("XW-K013", source=Place(file), count=strange)
    tops = index.top_folders()
    if file.lower().endswith(".zip") and tops and tops != ["ILCD"] and index.is_xml():
        yield finding("XW-K014", source=Place(file), before=", ".join(tops[:5]))


def _about(code: str, item: Listed, file: str, package: bool = True, **params: Any) -> Finding:
    slots = {name: str(params.pop(name)) for name in ("before", "after") if name in params}
    return finding(
        code,
        dataset=item.uuid,
        source=Place(file, item.member if package else None),
        before=slots.get("before"),
        after=slots.get("after"),
        kind=item.kind,
        uuid=item.uuid,
        version=item.version,
        name=item.name,
        **params,
    )


SINGLE: tuple[Rule, ...] = (versionless, not_uuid, unfit_type)
RULES: tuple[Rule, ...] = (
    dangling,
    version_differs,
    versionless,
    not_uuid,
    wrong_type,
    unfit_type,
    duplicates,
    several_versions,
    orphans,
    units,
    product_inputs,
    external_files,
    names,
    layout,
)

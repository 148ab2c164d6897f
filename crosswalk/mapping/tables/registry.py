"""The forms of mapping tables: which there are, which one a file is in, reading and writing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from crosswalk.carriers import archive
from crosswalk.core.errors import FormatUnknown, UsageError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import homes
from crosswalk.mapping.table import MappingTable
from crosswalk.mapping.tables import glad, openlca_csv, openlca_flowmap, randonneur, sssom, workbook
from crosswalk.mapping.tables.holding import keep_held
from crosswalk.mapping.tables.material import Material, open_material


@dataclass(frozen=True)
class TableReader:
    """One form of mapping tables as it is read. ``claims`` looks at content alone, never at a file's name."""

    id: str
    suffix: str
    claims: Callable[[Material], bool]
    read: Callable[[Material], tuple[MappingTable, list[Finding]]]


@dataclass(frozen=True)
class TableFormat(TableReader):
    """One form of mapping tables that is read and written."""

    write: Callable[[MappingTable], bytes]


@dataclass(frozen=True)
class Reading:
    """A table that was read: its form, and what there is to say about its rows."""

    table: MappingTable
    format: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Writing:
    """The bytes of a table in a form, and what that form has no place for."""

    data: bytes
    rows: int
    findings: tuple[Finding, ...] = ()


def _named(module: object, id_: str, suffix: str) -> TableFormat:
    return TableFormat(id_, suffix, module.claims, module.read, module.write)  # type: ignore[attr-defined]


FORMATS: Mapping[str, TableFormat] = {
    form.id: form
    for form in (
        _named(sssom, "sssom", ".sssom.tsv"),
        _named(glad, "glad", ".csv"),
        _named(openlca_flowmap, "openlca-flowmap", ".json"),
        _named(randonneur, "randonneur", ".json"),
        _named(openlca_csv, "openlca-csv", ".csv"),
    )
}
"""By id, in the order in which a file's content is tried."""
DECIDED = TableReader("workbook", ".xlsx", workbook.claims, workbook.read)
"""The workbook of candidates, which comes back with decisions."""


def open_table(path: Path, as_: str = "") -> Reading:
    """Read a mapping table of any known form.

    ``as_`` names the form where its content is not to decide. Raises FormatUnknown (XW-G101) for content of no
    known form, UsageError (XW-G102) for an unknown id, InputError with file and line for what cannot be read.
    """
    material = open_material(path)
    form = _form(as_) if as_ else _recognised(material)
    table, findings = form.read(material)
    found = [*material.findings, *findings]
    if not table.rows:
        found.append(finding("XW-G115", source=Place(file=material.file)))
    return Reading(table, form.id, tuple(_located(item, material.file) for item in found))


def shipped_tables() -> dict[str, Path]:
    """The mapping tables that travel with crosswalk (``mappings/flows``), by id; a user's own folder comes first."""
    found: dict[str, Path] = {}
    for home in homes():
        for path in sorted((home / "flows").glob(f"*{FORMATS['sssom'].suffix}")):
            found.setdefault(path.name.removesuffix(FORMATS["sssom"].suffix), path)
    return found


def find_table(name: str) -> Path:
    """The file of that name, else the table of that id that travels with crosswalk, else the name as a path."""
    path = Path(name)
    return path if path.exists() else shipped_tables().get(name, path)


def _form(id_: str) -> TableFormat:
    if id_ not in FORMATS:
        raise UsageError("XW-G102", None, format=id_, known=", ".join(FORMATS))
    return FORMATS[id_]


def _recognised(material: Material) -> TableReader:
    for form in (*FORMATS.values(), DECIDED):
        if form.claims(material):
            return form
    seen = "-" if material.is_zip or material.is_json else material.first_line[:120] or "-"
    raise FormatUnknown("XW-G101", Place(file=material.file, line=1), seen=seen, known=", ".join(FORMATS))


def _located(item: Finding, file: str) -> Finding:
    return replace(item, source=(item.source or Place()).within(file))


def serialise_table(table: MappingTable, format_: str = "sssom") -> Writing:
    """The bytes of a table in a form; rows and fields that the form cannot hold are told, never dropped in silence."""
    form = _form(format_)
    held, findings = keep_held(table, form.id)
    return Writing(form.write(held), len(held.rows), tuple(findings))


def write_table(table: MappingTable, path: Path, format_: str = "sssom", *, force: bool = False) -> Writing:
    """Write a table to a file: beside it, then renamed into place.

    Raises Occupied where the file exists and ``force`` is false, UsageError (XW-G102) for an unknown form.
    """
    made = serialise_table(table, format_)
    archive.publish(path, lambda place: _put(place, made.data), force)
    return made


def _put(place: Path, data: bytes) -> None:
    place.write_bytes(data)

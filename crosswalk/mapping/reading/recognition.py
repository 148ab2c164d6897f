"""What a file is, by its content: names and suffixes are not asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crosswalk.carriers import archive, json, xml
from crosswalk.carriers.text import first_character, narrowed
from crosswalk.core.errors import CrosswalkError, InputError, Unreachable
from crosswalk.core.places import Place
from crosswalk.mapping.reading import members, texts
from crosswalk.mapping.reading.found import Reader
from crosswalk.mapping.reading.ilcd import holds_flow, open_ilcd
from crosswalk.mapping.reading.openlca import is_flow, open_openlca
from crosswalk.mapping.reading.simapro import MARK, open_simapro
from crosswalk.mapping.reading.tables import open_table, open_workbook

READERS: Mapping[str, Reader] = {
    "ilcd": open_ilcd,
    "tidas": open_ilcd,
    "openlca": open_openlca,
    "simapro": open_simapro,
    "table": open_table,
    "workbook": open_workbook,
}
WORKBOOK_PART = "[Content_Types].xml"
FLOW_MARKS = (b"flowDataSet", b'"Flow"', b'"flowType"')
"""What the bytes of a flow dataset hold, so that processes and methods need not be parsed."""


LISTS = frozenset({"table", "workbook"})
"""Readers of rows with a header."""


def is_list(path: Path) -> bool:
    """Whether a file is a table of names rather than a package of datasets. Raises Unreachable for no file."""
    try:
        return recognise(path) in LISTS
    except InputError as problem:
        if problem.code != "XW-L101":
            raise
        return False


def recognise(path: Path) -> str:
    """The name of the reader. Raises InputError (XW-L101) for what no reader knows, Unreachable for no file."""
    if not path.exists():
        raise Unreachable("XW-I110", Place(file=str(path)))
    if members.is_package(path):
        return _package(path)
    start = texts.head(path)
    if start.startswith(archive.OLE):
        return "workbook"
    if start.lstrip(b'\xef\xbb\xbf"').startswith(MARK.encode()):
        return "simapro"
    if first_character(start) in ("{", "[", "<"):
        if found := _dataset(archive.open_bytes(path), str(path)):
            return found
        raise _unknown(path, [path.name])
    return "table"


def _package(path: Path) -> str:
    """The first flow of a package tells; a workbook is a zip as well."""
    if path.is_file() and any(member.name == WORKBOOK_PART for member in archive.read_members(path)):
        return "workbook"
    seen: list[str] = []
    for member in members.members(path):
        if len(seen) < 12:
            seen.append(member.name)
        try:
            found = _dataset(member.read(), str(path))
        except CrosswalkError:  # remarked when the flows are read; another member may tell
            continue
        if found:
            return found
    raise _unknown(path, seen or ["-"])


def _dataset(data: bytes, file: str) -> str:
    """The reader of a file that holds a flow; empty for any other file. Raises SyntaxBroken for a broken one."""
    if not any(mark in narrowed(data) for mark in FLOW_MARKS):
        return ""
    if first_character(data) == "<":
        return "ilcd" if holds_flow(xml.parse(data, file).getroot()) else ""
    value = json.parse(data, file)
    if any(is_flow(item) for item in (value if isinstance(value, list) else [value])):
        return "openlca"
    return "tidas" if holds_flow(value) else ""


def _unknown(path: Path, seen: list[str]) -> InputError:
    from crosswalk.mapping.reading.columns import known_headers

    return InputError("XW-L101", Place(file=str(path)), columns=seen, known=list(known_headers())[:12])

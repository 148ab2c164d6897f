"""The files of a folder, a zip, or one file by itself, for readers of packages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crosswalk.carriers import archive
from crosswalk.carriers.archive import Member
from crosswalk.core.errors import CrosswalkError
from crosswalk.core.messages import finding, reasons
from crosswalk.mapping.reading.found import Remarks

SUFFIXES = ("xml", "json")


def is_package(path: Path) -> bool:
    """Whether a path is a folder or a zip."""
    if path.is_dir():
        return True
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def members(path: Path) -> Iterator[Member]:
    """The XML and JSON files of a package in its order, or the one file. Raises as ``archive.read_members`` does."""
    if not is_package(path):
        yield Member(path.name, lambda: archive.open_bytes(path), path.stat().st_size)
        return
    for member in archive.read_members(path):
        if member.name.rpartition(".")[2].lower() in SUFFIXES:
            yield member


def read(member: Member, remarks: Remarks) -> bytes | None:
    """The bytes of a member; None, with a remark, for one that cannot be unpacked."""
    try:
        return member.read()
    except CrosswalkError as problem:
        unreadable(problem, member.name, remarks)
        return None


def unreadable(problem: CrosswalkError, member: str, remarks: Remarks) -> None:
    """Remark that a member cannot be read."""
    place = remarks.place(problem.place.line if problem.place else None, member)
    remarks.find(finding("XW-L115", source=place, code=problem.code, **reasons(problem)))

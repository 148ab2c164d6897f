"""Lists that come with the program: tables of ``mappings/lists``, made into list files when they are first opened."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from crosswalk.core.errors import OutputError, TableError
from crosswalk.core.places import Place
from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.compartments import classify
from crosswalk.mapping.listed import ListHead
from crosswalk.mapping.listfile import SCHEMA, StoredList, classes_digest, write_list
from crosswalk.mapping.reading.found import Remarks, Wish
from crosswalk.mapping.reading.screening import screen
from crosswalk.mapping.reading.tables import open_table

NOMENCLATURES = "lists/nomenclatures.csv"
CACHE = "cache"


def shipped_heads() -> tuple[ListHead, ...]:
    """The lists that come with the program, in the order of their table."""
    return tuple(_head(row) for row in read_table(path_of(NOMENCLATURES)))


def _head(row: Mapping[str, str]) -> ListHead:
    digest, flows = _content(path_of(row["file"]))
    texts = {name: row[name] for name in ("id", "title", "version", "licence", "attribution", "source", "family")}
    return ListHead(**texts, digest=digest, flows=flows, shipped=True)


@cache
def _content(file: Path) -> tuple[str, int]:
    """Digest and number of flows of a table, without holding it."""
    data = file.read_bytes()
    lines = (line for line in io.StringIO(data.decode("utf-8"), newline="") if not line.startswith("#"))
    return hashlib.sha256(data).hexdigest(), sum(1 for row in csv.reader(lines) if row) - 1


def open_shipped(head: ListHead, folder: Path) -> StoredList:
    """A list that comes with the program, from the cache in the folder of lists; made there where it is not yet.

    Where that folder cannot be written, the list is made in a temporary folder that ends with the process.
    """
    file = next(path_of(row["file"]) for row in read_table(path_of(NOMENCLATURES)) if row["id"] == head.id)
    name = f"{head.id}-{head.digest[:16]}-{SCHEMA}-{classes_digest()[:8]}.sqlite"
    path = folder / CACHE / name
    if not path.is_file():
        try:
            _compile(file, head, path)
        except OutputError:
            path = Path(_room().name) / name
            if not path.is_file():
                _compile(file, head, path)
    return StoredList(path, shipped=True)


@cache
def _room() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="crosswalk-lists-")


def _compile(file: Path, head: ListHead, path: Path) -> None:
    """Make the list file. Raises TableError (XW-T003) for a table of ours that is at fault."""
    remarks = Remarks(str(file))
    raw = open_table(file, Wish(family=head.family), remarks)
    write_list(path, head, screen(raw.flows, head.family, classify, remarks))
    for found in remarks.ledger.findings:
        if found.code in ("XW-L103", "XW-L104", "XW-L108", "XW-L118"):
            raise TableError("XW-T003", Place(file=str(file)), table=file.name, row=found.source, reason=found.code)

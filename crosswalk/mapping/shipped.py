"""Lists that come with the program: tables of ``mappings/lists``, made into list files when they are first opened."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from crosswalk.core.errors import TableError
from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.caching import LIST, key_of, open_cached
from crosswalk.mapping.compartments import classify
from crosswalk.mapping.listed import ListedFlow, ListHead
from crosswalk.mapping.listfile import SCHEMA, StoredList, classes_digest, write_list
from crosswalk.mapping.reading.found import Remarks, Wish
from crosswalk.mapping.reading.screening import screen
from crosswalk.mapping.reading.tables import open_table

NOMENCLATURES = "lists/nomenclatures.csv"


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


def open_shipped(head: ListHead) -> StoredList:
    """A list that comes with the program, from the cache; made there where it is not yet."""
    file = next(path_of(row["file"]) for row in read_table(path_of(NOMENCLATURES)) if row["id"] == head.id)
    return open_cached(
        head.id,
        key_of(head.digest, SCHEMA, classes_digest()),
        LIST,
        lambda path: _compile(file, head, path),
        lambda path: StoredList(path, shipped=True),
    )


FAULTS = ("XW-L103", "XW-L104", "XW-L108", "XW-L118")
"""What may be wrong with a user's list, but not with one of ours."""


def _compile(file: Path, head: ListHead, path: Path) -> None:
    """Make the list file. Raises TableError (XW-T003) for a table of ours that is at fault."""
    remarks = Remarks(str(file))
    raw = open_table(file, Wish(family=head.family), remarks)
    write_list(path, head, _sound(screen(raw.flows, head.family, classify, remarks), remarks))


def _sound(flows: Iterator[ListedFlow], remarks: Remarks) -> Iterator[ListedFlow]:
    """The flows; the error comes before the file stands in its place."""
    yield from flows
    for found in remarks.ledger.findings:
        if found.code in FAULTS:
            line = found.source.line if found.source else None
            raise TableError("XW-T003", found.source, table=remarks.file, row=line, reason=found.code)

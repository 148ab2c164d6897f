"""A file becomes a stored list: read, screened, compared within itself, and put into its place as a whole."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from crosswalk.carriers.archive import long_path
from crosswalk.core.errors import InputError, UsageError
from crosswalk.core.findings import Finding, Ledger
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.mapping.listed import ListHead
from crosswalk.mapping.listfile import ListWriter, unwritable
from crosswalk.mapping.reading import Reading, read_list
from crosswalk.mapping.reading.screening import EXAMPLES, Classify
from crosswalk.mapping.shipped import shipped_heads
from crosswalk.mapping.store import check_id, lists_folder, path_of_list, stored_head

FINGERPRINTS = "lists/fingerprints.csv"
_UNFIT = re.compile(r"[^\w.-]+")
_SUFFIXES = (".csv", ".tsv", ".txt", ".gz", ".zip", ".json", ".xml", ".xlsx", ".xls")


@dataclass(frozen=True)
class Added:
    """A list that was added, and what was remarked about its file."""

    head: ListHead
    reader: str
    languages: tuple[str, ...]
    findings: Ledger


@dataclass(frozen=True)
class Wanted:
    """What the user says about a list; empty where the file decides."""

    id: str = ""
    title: str = ""
    version: str = ""
    licence: str = ""
    columns: str = ""
    family: str = ""


def add_list(
    path: Path,
    wanted: Wanted = Wanted(),  # frozen
    *,
    force: bool = False,
    classify: Classify | None = None,
    progress: Callable[[int], None] | None = None,
) -> Added:
    """Store the flows of a file as a list of the user's.

    Raises UsageError: XW-L151 where the list exists and ``force`` is false, XW-L152 for an unfit name; InputError:
    XW-L102 for a list without flows, and those of ``read_list``; OutputError (XW-L155) where nothing can be written.
    """
    if wanted.id:
        _check_free(check_id(wanted.id), force)
    reading = read_list(path, columns=wanted.columns, family=wanted.family, classify=classify, progress=progress)
    folder = lists_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix=".adding-", dir=folder))
    except OSError as problem:
        raise unwritable(folder, problem) from None
    try:
        return _stored(path, reading, wanted, room, force)
    except (OSError, sqlite3.OperationalError) as problem:
        raise unwritable(folder, problem) from None
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _stored(path: Path, reading: Reading, wanted: Wanted, room: Path, force: bool) -> Added:
    made = room / "list.sqlite"
    with ListWriter(made) as writer:
        for flow in reading.flows:
            writer.add(flow)
        if not writer.count:
            raise InputError("XW-L102", Place(file=str(path)), reader=reading.reader)
        writer.index()
        reading.findings.find(*_repeats(writer.base, str(path)))
        head = _head(path, reading.head, wanted, writer)
        _check_free(head.id, force)
        head = writer.finish(head)
        languages = writer.languages
    long_path(made).replace(long_path(path_of_list(head.id)))
    if (own := next((item for item in shipped_heads() if item.id == head.id), None)) is not None:
        reading.findings.find(finding("XW-L158", source=Place(file=str(path)), id=head.id, shipped=own.flows))
    return Added(head, reading.reader, languages, reading.findings)


def _check_free(id_: str, force: bool) -> None:
    held = None if force else stored_head(id_)
    if held is not None:
        raise UsageError("XW-L151", None, id=id_, title=held.title or held.source, flows=held.flows)


def _head(path: Path, found: ListHead, wanted: Wanted, writer: ListWriter) -> ListHead:
    """What the user says, else what the flows are known by, else what the file says, else its name."""
    known = _fingerprint(writer)
    stem = _stem(path)
    return replace(
        found,
        id=wanted.id or known.get("id", "") or _id_of(stem),
        title=wanted.title or known.get("title", "") or found.title or stem,
        version=wanted.version or known.get("version", "") or found.version,
        licence=wanted.licence or known.get("licence", ""),
        attribution=known.get("attribution", ""),
        family=found.family or known.get("family", ""),
    )


def _id_of(stem: str) -> str:
    """A name for a list out of a file's name. Raises UsageError (XW-L152) where nothing fit is left."""
    return check_id(_UNFIT.sub("-", unicodedata.normalize("NFKC", stem)).strip("-._").lower()[:64])


def _stem(path: Path) -> str:
    name = path.resolve().name
    while (suffix := Path(name).suffix.lower()) in _SUFFIXES and name[: -len(suffix)]:
        name = name[: -len(suffix)]
    return name


def _fingerprint(writer: ListWriter) -> dict[str, str]:
    """The known list that these flows are; empty for any other."""
    for row in table(FINGERPRINTS):
        if writer.count >= int(row["least"]) and all(writer.holds(uuid) for uuid in row["identifiers"].split()):
            return dict(row)
    return {}


_SEVERAL = """
SELECT uuid, MIN(name) FROM flow WHERE uuid<>'' GROUP BY uuid HAVING COUNT(*)>1 ORDER BY MIN(n)
"""
_ALIKE = """
SELECT name, context FROM flow WHERE uuid<>'' GROUP BY name COLLATE NOCASE, context
HAVING COUNT(DISTINCT uuid)>1 ORDER BY MIN(n)
"""


def _repeats(base: sqlite3.Connection, file: str) -> list[Finding]:
    """Identifiers with several contents, and names with one context that stand for several flows."""
    found: list[Finding] = []
    for code, query in (("XW-L109", _SEVERAL), ("XW-L110", _ALIKE)):
        count, examples = 0, []
        for first, second in base.execute(query):
            count += 1
            if count <= EXAMPLES:
                examples.append(f"{first} ({second})" if second else str(first))
        if count:
            found.append(finding(code, source=Place(file=file), count=count, examples=examples))
    return found

"""Lists of flows from files: what a file is, told by its content, and its flows, one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crosswalk.carriers.archive import BLOCK, long_path
from crosswalk.core.findings import Ledger
from crosswalk.mapping import compartments
from crosswalk.mapping.listed import ListedFlow, ListHead
from crosswalk.mapping.reading.found import Remarks, Wish
from crosswalk.mapping.reading.recognition import READERS, recognise
from crosswalk.mapping.reading.screening import Classify, screen

__all__ = ["READERS", "Reading", "digest_of", "read_list"]


@dataclass
class Reading:
    """A list that was opened. ``flows`` come one by one; findings are complete after the last."""

    reader: str
    """``ilcd``, ``tidas``, ``openlca``, ``simapro``, ``table`` or ``workbook``."""
    head: ListHead
    flows: Iterator[ListedFlow]
    findings: Ledger


def read_list(
    path: Path,
    *,
    columns: str = "",
    family: str = "",
    classify: Classify | None = None,
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """Open a nomenclature: an ILCD or TIDAS package, openLCA JSON-LD, a SimaPro export, a table or a workbook.

    ``columns`` is a column spec for tables that are not recognised, ``family`` the compartment table where the
    content does not tell it, ``classify`` stands in for ``compartments.classify``, ``progress`` is called with the
    number of flows read, every thousand.

    Raises InputError: XW-L101 for a file that is no list of flows, and the carriers' for one that cannot be opened;
    UsageError (XW-L117) for a column spec that does not fit.
    """
    remarks = Remarks(str(path))
    wish = Wish(columns, family)
    reader = recognise(path)
    raw = READERS[reader](path, wish, remarks)
    head = ListHead(
        id="",
        title=raw.title,
        version=raw.version,
        source=path.name,
        digest=digest_of(path),
        family=family or raw.family,
    )
    flows = screen(raw.flows, head.family, classify or compartments.classify, remarks)
    return Reading(reader, head, _counted(flows, progress), remarks.ledger)


def _counted(flows: Iterator[ListedFlow], progress: Callable[[int], None] | None) -> Iterator[ListedFlow]:
    for count, flow in enumerate(flows, 1):
        if progress is not None and count % 1000 == 0:
            progress(count)
        yield flow


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, or of the names and bytes of a folder's files in order."""
    total = hashlib.sha256()
    files = sorted(part for part in path.rglob("*") if part.is_file()) if path.is_dir() else [path]
    for file in files:
        if file != path:
            total.update(file.relative_to(path).as_posix().encode())
        with long_path(file).open("rb") as data:
            while block := data.read(BLOCK):
                total.update(block)
    return total.hexdigest()

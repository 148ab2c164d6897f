"""The tables of ``mappings/``: found, overlaid and read.

Overlay order: folders given to ``overlay`` (latest first), the packaged tables, and in a checkout the
``mappings`` folder beside the package.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import cache
from pathlib import Path

from crosswalk.core.errors import TableError
from crosswalk.core.places import Place

_PACKAGE = Path(__file__).resolve().parent.parent
_PACKAGED = (_PACKAGE / "_mappings", _PACKAGE.parent / "mappings")
_overlays: ContextVar[tuple[Path, ...]] = ContextVar("overlays", default=())


def homes() -> tuple[Path, ...]:
    """The folders that tables are looked for in, first match wins."""
    return (*_overlays.get(), *_PACKAGED)


@contextmanager
def overlay(*folders: Path) -> Iterator[None]:
    """Put folders of a user's own tables before the packaged ones, for the length of a ``with``."""
    token = _overlays.set((*folders, *_overlays.get()))
    try:
        yield
    finally:
        _overlays.reset(token)


def path_of(name: str) -> Path:
    """Where a table such as ``units/units.csv`` is. Raises TableError (XW-T004) where it is nowhere."""
    return _overlaid(name, _overlays.get())


@cache
def _overlaid(name: str, overlays: tuple[Path, ...]) -> Path:
    return located(name, (*overlays, *_PACKAGED))


@cache
def located(name: str, folders: tuple[Path, ...]) -> Path:
    """The first folder's file of a name: looked for once, as tables are asked for with every dataset."""
    for home in folders:
        if (found := home / name).is_file():
            return found
    raise TableError("XW-T004", None, table=name)


def table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a CSV table, one mapping a row; lines that begin with ``#`` say where it comes from.

    Raises TableError: XW-T003 for a row that does not fit its header, XW-T004 for a missing table.
    """
    return read_table(path_of(name))


def limit(name: str, check: str) -> Decimal:
    """The number of a check in a table of limits or tolerances."""
    return next(Decimal(row["value"]) for row in table(name) if row["check"] == check)


@cache
def read_table(path: Path) -> tuple[Mapping[str, str], ...]:
    """The rows of a CSV table file. Raises TableError (XW-T003) for a row that does not fit its header."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(line for line in lines if not line.startswith("#"))
        rows = [row for row in reader if row]
    header, body = rows[0], rows[1:]
    for number, row in enumerate(body, 2):
        if len(row) != len(header):
            reason = f"{len(row)} columns, header has {len(header)}"
            raise TableError("XW-T003", Place(file=str(path)), table=path.name, row=number, reason=reason)
    return tuple(dict(zip(header, row, strict=True)) for row in body)


def sources(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """Every table of the folders, first match wins, for the digest of a run."""
    found: dict[str, Path] = {}
    for home in folders:
        for path in sorted(home.rglob("*.csv")) if home.is_dir() else ():
            found.setdefault(path.relative_to(home).as_posix(), path)
    return tuple(found[name] for name in sorted(found))


def demo_folder() -> Path:
    """The folder of the packaged demonstration files."""
    packaged = _PACKAGE / "_demo"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "fixtures" / "demo"

"""Files that can be made again at any time: lists that come with the program, indexes of lists."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from crosswalk.core.errors import InputError, OutputError

VARIABLE = "CROSSWALK_LISTS"
CACHE = "cache"
LIST, INDEX = SUFFIXES = (".sqlite", ".index")
KEPT = 3
"""Files of one stem: more than one set of tables or edition of the program may be in use."""
_KEY = r"[0-9a-f]{16}-\d+-[0-9a-f]{8}"
Opened = TypeVar("Opened")


def key_of(digest: str, schema: str, tables: str) -> str:
    """The key of a file made from a digest of content, under an edition of its form and a digest of tables."""
    return f"{digest[:16]}-{schema}-{tables[:8]}"


def lists_folder() -> Path:
    """Where the user's lists are: the environment variable ``CROSSWALK_LISTS``, else the folder for a user's data."""
    if given := os.environ.get(VARIABLE):
        return Path(given)
    from platformdirs import user_data_path  # only where lists are asked for

    return user_data_path("crosswalk", appauthor=False) / "lists"


def open_cached(
    stem: str, key: str, suffix: str, make: Callable[[Path], object], open_: Callable[[Path], Opened]
) -> Opened:
    """What ``open_`` gives of a file in the cache, made by ``make``, whole or not at all, where it is not there yet.

    ``stem`` names what the file is of, and ``key``, without a dot, changes with whatever it is made from: of one stem
    the last ``KEPT`` files stay. A file that is found damaged (InputError, sqlite3.DatabaseError) is made anew, once.
    Where the folder cannot be written (OutputError, OSError), the file is made in a temporary folder that ends with the
    process.
    """
    path = _cached(stem, key, suffix, make)
    try:
        return open_(path)
    except (InputError, sqlite3.DatabaseError):
        path.unlink(missing_ok=True)
        return open_(_cached(stem, key, suffix, make))


def _cached(stem: str, key: str, suffix: str, make: Callable[[Path], object]) -> Path:
    path = lists_folder() / CACHE / f"{stem}-{key}{suffix}"
    if path.is_file():
        return path
    try:
        make(path)
        _forget(stem, suffix, KEPT)
    except (OutputError, OSError):
        if not path.is_file():  # another process may have made it meanwhile
            path = Path(_room().name) / path.name
            make(path)
    return path


def forget_cached(stem: str) -> None:
    """Remove the files of a stem from the cache; one that is in use may stay."""
    for suffix in SUFFIXES:
        _forget(stem, suffix, 0)


def _forget(stem: str, suffix: str, kept: int) -> None:
    pattern = re.compile(rf"{re.escape(stem)}-{_KEY}{re.escape(suffix)}")
    folder = lists_folder() / CACHE
    found = [path for path in folder.glob(f"*{suffix}") if pattern.fullmatch(path.name)] if folder.is_dir() else []
    with suppress(OSError):
        for path in sorted(found, key=lambda path: (-path.stat().st_mtime_ns, path.name))[kept:]:
            path.unlink(missing_ok=True)


@cache
def _room() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="crosswalk-lists-")

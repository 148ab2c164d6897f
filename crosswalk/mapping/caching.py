"""Files that can be made again at any time: lists that come with the program, indexes of lists."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from crosswalk.core.errors import OutputError

VARIABLE = "CROSSWALK_LISTS"
CACHE = "cache"


def lists_folder() -> Path:
    """Where the user's lists are: the environment variable ``CROSSWALK_LISTS``, else the folder for a user's data."""
    if given := os.environ.get(VARIABLE):
        return Path(given)
    from platformdirs import user_data_path  # only where lists are asked for

    return user_data_path("crosswalk", appauthor=False) / "lists"


def cached(name: str, make: Callable[[Path], object]) -> Path:
    """The file of a name in the cache of the folder of lists, written by ``make``, whole or not at all, where it is not
    there yet.

    The name must change with whatever the file is made from. Where the folder cannot be written (OutputError,
    OSError), the file is made in a temporary folder that ends with the process.
    """
    path = lists_folder() / CACHE / name
    if path.is_file():
        return path
    try:
        make(path)
    except (OutputError, OSError):
        path = Path(_room().name) / name
        if not path.is_file():
            make(path)
    return path


@cache
def _room() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="crosswalk-lists-")

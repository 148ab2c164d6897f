"""The nomenclatures at hand: the user's own, one SQLite file a list, and those that come with the program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from crosswalk.core.errors import CrosswalkError, InputError, UsageError
from crosswalk.mapping.caching import LIST as SUFFIX
from crosswalk.mapping.caching import forget_cached, lists_folder
from crosswalk.mapping.listed import ListHead
from crosswalk.mapping.listfile import StoredList, head_of, unwritable, write_list
from crosswalk.mapping.shipped import open_shipped, shipped_heads

__all__ = ["StoredList", "broken_lists", "known_lists", "lists_folder", "open_list", "remove_list", "write_list"]

_ID = re.compile(r"[^\W_][\w.-]{0,63}")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
"""File names that Windows keeps for itself."""


def check_id(id_: str) -> str:
    """The name of a list as it is, if it can be one. Raises UsageError (XW-L152)."""
    if not _ID.fullmatch(id_) or id_ != id_.lower() or id_.endswith(".") or _RESERVED.fullmatch(id_):
        raise UsageError("XW-L152", None, id=id_)
    return id_


def path_of_list(id_: str) -> Path:
    """Where the file of a user's list is or would be."""
    return lists_folder() / f"{check_id(id_)}{SUFFIX}"


def _files() -> list[Path]:
    folder = lists_folder()
    return sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []


def known_lists() -> tuple[ListHead, ...]:
    """Every list that can be opened: the user's by name, then those that come with the program and are not replaced.

    What cannot be read is left out here and told by ``broken_lists``.
    """
    own = [head for path in _files() if isinstance(head := _head_or_problem(path), ListHead)]
    taken = {path.stem for path in _files()}
    return (*own, *(head for head in shipped_heads() if head.id not in taken))


def broken_lists() -> Mapping[Path, CrosswalkError]:
    """Files of lists that cannot be read, with the reason."""
    found = {path: _head_or_problem(path) for path in _files()}
    return {path: problem for path, problem in found.items() if isinstance(problem, CrosswalkError)}


def _head_or_problem(path: Path) -> ListHead | CrosswalkError:
    try:
        return head_of(path)
    except (InputError, UsageError) as problem:
        return problem


def stored_head(id_: str) -> ListHead | None:
    """The head of a user's list; None where there is none, or only one that cannot be read."""
    path = path_of_list(id_)
    found = _head_or_problem(path) if path.is_file() else None
    return found if isinstance(found, ListHead) else None


def open_list(id_: str) -> StoredList:
    """A list by its name, the user's before one that comes with the program. Use as a context manager.

    Raises UsageError: XW-L150 for a name that no list has, with the names there are and how to add one, XW-L154 for a
    file of another edition; InputError (XW-L153) for a damaged file.
    """
    path = lists_folder() / f"{id_}{SUFFIX}"
    if _ID.fullmatch(id_) and path.is_file():
        return StoredList(path)
    for head in shipped_heads():
        if head.id == id_:
            return open_shipped(head)
    raise unknown(id_)


def unknown(id_: str) -> UsageError:
    """The error for a name that no list has."""
    return UsageError("XW-L150", None, id=id_, known=[head.id for head in known_lists()] or "-")


def remove_list(id_: str) -> Path:
    """Remove a user's list; gives the file that was there.

    Raises UsageError: XW-L150 for a name that no list has, XW-L156 for a list that comes with the program;
    OutputError (XW-L155) where the file cannot be removed.
    """
    path = lists_folder() / f"{id_}{SUFFIX}"
    if _ID.fullmatch(id_) and path.is_file():
        try:
            path.unlink()
        except OSError as problem:
            raise unwritable(path.parent, problem) from None
        forget_cached(id_)
        return path
    if any(head.id == id_ for head in shipped_heads()):
        raise UsageError("XW-L156", None, id=id_)
    raise unknown(id_)

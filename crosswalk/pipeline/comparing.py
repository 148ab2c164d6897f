"""Two inputs compared dataset by dataset. One side waits on disk: memory holds one pair at a time."""

from __future__ import annotations

import pickle
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Self

from pydantic import BaseModel

from crosswalk.core.errors import InputError
from crosswalk.core.places import Place
from crosswalk.formats.documents import Document
from crosswalk.model.comparison import Difference, compare_models
from crosswalk.pipeline.reading import Package


@dataclass
class Comparison:
    """The differences of two inputs as they are found, and a summary once all are taken."""

    counts: Counter[str] = field(default_factory=Counter)
    """Datasets that are ``equal``, ``different``, ``only_left``, ``only_right``."""
    versions: list[tuple[str, str, str]] = field(default_factory=list)
    """Datasets that stand in another version on each side: kind and UUID, left, right."""


def compare_packages(
    left: Package, right: Package, done: Comparison, *, spelling: bool = False
) -> Iterator[Difference]:
    """The differences of two inputs: datasets are paired by kind, UUID and version, else by kind and UUID, and
    where each side holds one dataset, as they are.

    Raises InputError (XW-I003) where a side holds no dataset.
    """
    with _Shelf() as shelf:
        for model in _models(right):
            shelf.put(model)
        firsts = _models(left)
        first, second = next(firsts), next(firsts, None)
        if second is None:
            yield from _one(first, shelf.take(first) or shelf.only(), done, spelling=spelling)
        else:
            for model in chain((first, second), firsts):
                yield from _one(model, shelf.take(model), done, spelling=spelling)
        for model in shelf.rest():
            yield from _one(None, model, done, spelling=spelling)


def _models(package: Package) -> Iterator[BaseModel]:
    empty = True
    for part in package.stream():
        if isinstance(part, Document):
            empty = False
            yield part.model
    if empty:
        raise InputError("XW-I003", Place(file=package.source.file), format=package.detection.format)


def _one(left: BaseModel | None, right: BaseModel | None, done: Comparison, *, spelling: bool) -> Iterator[Difference]:
    if left is None or right is None:
        done.counts["only_right" if left is None else "only_left"] += 1
        yield from compare_models(left, right)
        return
    kind, uuid, version = _identity(left)
    other = _identity(right)[2]
    if version != other:
        done.versions.append((f"{kind} {uuid}", version, other))
    found = False
    for difference in compare_models(left, right, spelling=spelling):
        found = True
        yield difference
    done.counts["different" if found else "equal"] += 1


def _identity(model: BaseModel) -> tuple[str, str, str]:
    identity = getattr(model, "identity", None)
    uuid, version = getattr(identity, "uuid", None) or "", getattr(identity, "version", None) or ""
    return type(model).__name__, uuid, version


class _Shelf:
    """Datasets put aside in a temporary database, taken out by identity."""

    def __init__(self) -> None:
        self.base = sqlite3.connect("", isolation_level=None)
        self.base.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE dataset (number INTEGER PRIMARY KEY, kind TEXT, uuid TEXT, version TEXT, data BLOB); BEGIN;"
        )
        self.ready = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.base.close()

    def put(self, model: BaseModel) -> None:
        """Put a dataset aside."""
        row = (*_identity(model), pickle.dumps(model, pickle.HIGHEST_PROTOCOL))
        self.base.execute("INSERT INTO dataset (kind, uuid, version, data) VALUES (?,?,?,?)", row)

    def take(self, model: BaseModel) -> BaseModel | None:
        """The dataset of the same kind and UUID, that of the same version first; it is gone from the shelf."""
        if not self.ready:
            self.base.execute("CREATE INDEX by_identity ON dataset (uuid, kind)")
            self.ready = True
        kind, uuid, version = _identity(model)
        query = "SELECT number, data FROM dataset WHERE uuid=? AND kind=? ORDER BY version=? DESC, number LIMIT 1"
        return self._out(self.base.execute(query, (uuid, kind, version)).fetchone())

    def only(self) -> BaseModel | None:
        """The dataset where there is but one."""
        rows = self.base.execute("SELECT number, data FROM dataset LIMIT 2").fetchall()
        return self._out(rows[0]) if len(rows) == 1 else None

    def rest(self) -> Iterator[BaseModel]:
        """What nobody took."""
        for (number,) in self.base.execute("SELECT number FROM dataset ORDER BY number").fetchall():
            row = self.base.execute("SELECT number, data FROM dataset WHERE number=?", (number,)).fetchone()
            model = self._out(row)
            assert model is not None
            yield model

    def _out(self, row: tuple[int, bytes] | None) -> BaseModel | None:
        if row is None:
            return None
        self.base.execute("DELETE FROM dataset WHERE number=?", (row[0],))
        model = pickle.loads(row[1])  # noqa: S301 - our own bytes, from a database that nobody else can open
        assert isinstance(model, BaseModel)
        return model

"""Datasets of two inputs put aside in a temporary database, so that memory holds one pair at a time."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from typing import Any, Self

from pydantic import BaseModel

from crosswalk.model.base import identified
from crosswalk.model.comparison import kind_of

_SCHEMA = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
CREATE TABLE dataset (number INTEGER PRIMARY KEY, side TEXT, kind TEXT, uuid TEXT, version TEXT, data BLOB);
BEGIN;
"""
_EXACT = (
    "SELECT number, data FROM dataset WHERE uuid=? AND version=? AND kind=? AND side='right' ORDER BY number LIMIT 1"
)
_RANKED = """
CREATE TEMP TABLE ranked AS
SELECT number, side, kind, uuid,
       ROW_NUMBER() OVER (PARTITION BY side, kind, uuid ORDER BY version DESC, number) AS rank FROM dataset;
CREATE INDEX temp.by_rank ON ranked (uuid, kind, rank, side);
"""
_PAIRS = """
SELECT a.number, b.number FROM ranked a
LEFT JOIN ranked b ON b.uuid=a.uuid AND b.kind=a.kind AND b.rank=a.rank AND b.side='right'
WHERE a.side='left' ORDER BY a.number
"""
_RIGHT_ONLY = """
SELECT b.number FROM ranked b WHERE b.side='right' AND NOT EXISTS
(SELECT 1 FROM ranked a WHERE a.uuid=b.uuid AND a.kind=b.kind AND a.rank=b.rank AND a.side='left') ORDER BY b.number
"""


def identity_key(model: BaseModel) -> tuple[str, str, str]:
    """UUID in small letters, version, kind; empty where the dataset does not say."""
    identity = identified(model)
    return (identity.uuid or "").lower(), identity.version or "", kind_of(type(model))


class Shelf:
    """What is put on it is taken by identity: first by UUID and version, in the end by UUID."""

    def __init__(self) -> None:
        self.base = sqlite3.connect("", isolation_level=None)
        self.base.executescript(_SCHEMA)
        self.indexed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.base.close()

    def put(self, side: str, model: BaseModel, more: Any) -> None:
        """Put a dataset of the ``left`` or ``right`` input aside, with what belongs to it."""
        uuid, version, kind = identity_key(model)
        data = pickle.dumps((model, more), pickle.HIGHEST_PROTOCOL)
        query = "INSERT INTO dataset (side, kind, uuid, version, data) VALUES (?,?,?,?,?)"
        self.base.execute(query, (side, kind, uuid, version, data))

    def take(self, model: BaseModel) -> Any:
        """The right dataset of the same kind, UUID and version, or None; it is gone from the shelf."""
        if not self.indexed:
            self.base.execute("CREATE INDEX by_identity ON dataset (uuid, version, kind, side)")
            self.indexed = True
        row = self.base.execute(_EXACT, identity_key(model)).fetchone()
        if row is None:
            return None
        self.base.execute("DELETE FROM dataset WHERE number=?", (row[0],))
        return _opened(row[1])

    def rest(self) -> Iterator[tuple[Any, Any]]:
        """What is left on both sides, paired by kind and UUID, newest version with newest; None for no partner."""
        self.base.executescript(_RANKED)
        for left, right in self.base.execute(_PAIRS):
            yield self._at(left), None if right is None else self._at(right)
        for (right,) in self.base.execute(_RIGHT_ONLY):
            yield None, self._at(right)

    def _at(self, number: int) -> Any:
        return _opened(self.base.execute("SELECT data FROM dataset WHERE number=?", (number,)).fetchone()[0])


def _opened(data: bytes) -> Any:
    return pickle.loads(data)  # noqa: S301 - our own bytes, from a database that nobody else can open

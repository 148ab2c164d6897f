"""The index of a target list: its flows by identifier, CAS, comparison key, and likeness of letters.

Flows of one name are one substance; the compartment chooses among them. The index is one SQLite file beside the list,
made once; a lookup reads what it needs, so that memory does not grow with the list.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from crosswalk.carriers.archive import publish
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.listfile import connect_read_only, unwritable
from crosswalk.mapping.names.aliases import dictionary
from crosswalk.mapping.names.english import INVERTED, NAME, read_english
from crosswalk.mapping.names.folding import fold, key_of

if TYPE_CHECKING:
    import numpy as np

Item = TypeVar("Item")
SCHEMA = "7"
"""Changes with whatever this module writes."""
_TABLES = """
CREATE TABLE head (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE substance (n INTEGER PRIMARY KEY, name TEXT, cas TEXT);
CREATE TABLE flow (n INTEGER PRIMARY KEY, uuid TEXT, name TEXT, context TEXT, compartment TEXT, unit TEXT, cas TEXT,
    property TEXT, substance INTEGER);
CREATE TABLE key (key TEXT, substance INTEGER, how TEXT, text TEXT);
CREATE TABLE cas (cas TEXT, substance INTEGER);
CREATE TABLE spelling (n INTEGER PRIMARY KEY, text TEXT, substance INTEGER, length REAL);
CREATE TABLE gram (gram TEXT PRIMARY KEY, weight REAL, spellings BLOB) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX by_uuid ON flow (uuid); CREATE INDEX by_substance ON flow (substance);
CREATE INDEX by_key ON key (key); CREATE INDEX by_cas ON cas (cas);
"""
SYNONYM = "synonym"
GRAM = 3
"""Letters of a gram: long enough to tell ``chloro`` from ``bromo``, short enough for a misspelt word."""


TIED = 500
"""Spellings that are looked at where many are equally like a name: which are shown must not hang on their order."""
NEAR = 0.4
"""Share of the best likeness below which a spelling is not looked at."""


@dataclass(frozen=True, slots=True)
class TargetFlow:
    """A flow of the target list."""

    number: int
    uuid: str
    name: str
    context: str
    compartment: str
    unit: str
    cas: str
    property_id: str
    substance: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A substance that a key leads to, and the name or synonym by which it does."""

    substance: int
    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A substance whose spelling is like a name. ``score`` is the cosine of their grams, 0 to 1."""

    substance: int
    text: str
    score: float


def build_index(path: Path, flows: Iterable[ListedFlow], *, list_id: str, digest: str) -> None:
    """Write the index of a list's flows; it stands at ``path`` only when it is whole.

    Raises OutputError (XW-L155) where the folder cannot be written.
    """

    def fill(made: Path) -> None:
        with closing(sqlite3.connect(made, isolation_level=None)) as base:
            base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES + "BEGIN;")
            rows = [("schema", SCHEMA), ("list", list_id), ("digest", digest)]
            base.executemany("INSERT INTO head VALUES (?,?)", rows)
            _fill(base, flows)
            base.execute("COMMIT")
            base.executescript(_INDEXES)

    try:
        publish(path, fill, force=True)
    except sqlite3.OperationalError as problem:
        raise unwritable(path.parent, problem) from None


def _fill(base: sqlite3.Connection, flows: Iterable[ListedFlow]) -> None:
    substances: dict[str, int] = {}
    cas: dict[int, set[str]] = {}
    synonyms: dict[int, dict[str, None]] = {}
    for number, flow in enumerate(flows):
        substance = substances.setdefault(fold(flow.name), len(substances))
        row = (number, flow.uuid, flow.name, flow.context, flow.compartment, flow.unit, flow.cas, flow.property_id)
        base.execute("INSERT INTO flow VALUES (?,?,?,?,?,?,?,?,?)", (*row, substance))
        if flow.cas:
            cas.setdefault(substance, set()).add(flow.cas)
        if flow.synonyms:
            synonyms.setdefault(substance, {}).update(dict.fromkeys(text for _, text in flow.synonyms))
    for name, number in substances.items():
        base.execute("INSERT INTO substance VALUES (?,?,?)", (number, name, "|".join(sorted(cas.get(number, ())))))
        base.executemany("INSERT INTO cas VALUES (?,?)", [(one, number) for one in sorted(cas.get(number, ()))])
    _fill_keys(base, substances, synonyms)
    _fill_dictionary(base, cas)
    _fill_grams(base, substances, synonyms)


def _fill_keys(base: sqlite3.Connection, substances: dict[str, int], synonyms: dict[int, dict[str, None]]) -> None:
    for name, number in substances.items():
        rows = [(reading.key, number, reading.how, name) for reading in read_english(name)]
        base.executemany("INSERT INTO key VALUES (?,?,?,?)", rows)
        seen = {row[0] for row in rows if row[2] in (NAME, INVERTED)}
        for synonym in synonyms.get(number, ()):
            for reading in read_english(synonym):
                if reading.how in (NAME, INVERTED) and reading.key not in seen and len(reading.key) > 1:
                    seen.add(reading.key)
                    base.execute("INSERT INTO key VALUES (?,?,?,?)", (reading.key, number, SYNONYM, synonym))


def _fill_dictionary(base: sqlite3.Connection, cas: dict[int, set[str]]) -> None:
    """Names that dictionaries give a CAS number, for substances that have theirs alone."""
    owners: dict[str, list[int]] = {}
    for number, numbers in cas.items():
        for one in numbers:
            owners.setdefault(one, []).append(number)
    known = {(key, n) for key, n in base.execute("SELECT key, substance FROM key")}
    for kind, one, name in dictionary():
        if len(found := owners.get(one, [])) == 1 and (entry := (key_of(fold(name)), found[0])) not in known:
            known.add(entry)
            base.execute("INSERT INTO key VALUES (?,?,?,?)", (*entry, kind, name))


_CODE = re.compile(
    r"^[a-z]{0,8}[\s-]?\d{3,}[a-z\d-]*$|^[a-z\d]{10,}\d$|^(?:chembl|zinc|akos|schembl|dtxsid|unii|mfcd|nsc|bdbm|ccris|hsdb)"
)


def _fill_grams(base: sqlite3.Connection, substances: dict[str, int], synonyms: dict[int, dict[str, None]]) -> None:
    from array import array

    spellings: list[tuple[str, int]] = []
    for name, number in substances.items():
        texts = dict.fromkeys((name, *(fold(text) for text in synonyms.get(number, ()) if len(text) <= 60)))
        spellings.extend((text, number) for text in texts if grams_of(text) and (text == name or not _CODE.match(text)))
    postings: dict[str, array[int]] = {}
    for spelling, (text, _) in enumerate(spellings):
        for gram in grams_of(text):
            postings.setdefault(gram, array("I")).append(spelling)
    from math import log, sqrt

    weights = {gram: log(1 + len(spellings) / len(found)) for gram, found in postings.items()}
    base.executemany(
        "INSERT INTO spelling VALUES (?,?,?,?)",
        (
            (spelling, text, number, sqrt(sum(weights[gram] ** 2 for gram in sorted(grams_of(text)))))
            for spelling, (text, number) in enumerate(spellings)
        ),
    )
    base.executemany(
        "INSERT INTO gram VALUES (?,?,?)",
        ((gram, weights[gram], postings[gram].tobytes()) for gram in sorted(postings)),
    )


def first_of(items: Iterable[Item], limit: int, rank: Callable[[Item], Any], name: Callable[[Item], Any]) -> list[Item]:
    """The first of some items by their rank; where the last of them has equals, names tell, not the order of a list."""
    ranked = sorted(items, key=rank)
    if len(ranked) <= limit:
        return ranked
    last = rank(ranked[limit - 1])
    above = [item for item in ranked[:limit] if rank(item) != last]
    return [*above, *sorted((item for item in ranked if rank(item) == last), key=name)][:limit]


_PIECES = re.compile(r"[^\W_]+")


def grams_of(folded: str) -> frozenset[str]:
    """The grams of a folded name: letters and digits, words bounded by a space."""
    pieces = _PIECES.findall(folded)
    if not pieces:
        return frozenset()
    text = f" {' '.join(pieces)} "
    return frozenset(text[spot : spot + GRAM] for spot in range(max(1, len(text) - GRAM + 1)))


class TargetIndex:
    """An index to read. Use as a context manager, or ``close`` it."""

    def __init__(self, path: Path) -> None:
        self._base = connect_read_only(path)
        try:
            self.head = dict(self._base.execute("SELECT name, value FROM head"))
        except sqlite3.DatabaseError:
            self._base.close()
            raise
        self.of_key = lru_cache(maxsize=50_000)(self._of_key)
        self.of_cas = lru_cache(maxsize=20_000)(self._of_cas)
        self.flows_of = lru_cache(maxsize=20_000)(self._flows_of)
        self.name_of = lru_cache(maxsize=20_000)(self._name_of)
        self.alike = lru_cache(maxsize=20_000)(self._alike)
        self._gram = lru_cache(maxsize=60_000)(self._read_gram)
        self._lengths: np.ndarray[Any, Any] | None = None
        self._owners: np.ndarray[Any, Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def flow(self, uuid: str) -> TargetFlow | None:
        """The flow of an identifier."""
        row = self._base.execute("SELECT * FROM flow WHERE uuid IN (?,?)", (uuid, uuid.lower())).fetchone()
        return TargetFlow(*row) if row else None

    def numbered(self, number: int) -> TargetFlow:
        """The flow of a number."""
        return TargetFlow(*self._base.execute("SELECT * FROM flow WHERE n=?", (number,)).fetchone())

    def compartments(self) -> frozenset[str]:
        """The compartments in which the list has flows."""
        return frozenset(row[0] for row in self._base.execute("SELECT DISTINCT compartment FROM flow"))

    def _of_key(self, key: str) -> tuple[Hit, ...]:
        rows = self._base.execute("SELECT substance, how, text FROM key WHERE key=?", (key,))
        return tuple(Hit(*row) for row in rows)

    def _of_cas(self, cas: str) -> tuple[int, ...]:
        return tuple(row[0] for row in self._base.execute("SELECT substance FROM cas WHERE cas=?", (cas,)))

    def _flows_of(self, substance: int) -> dict[str, tuple[TargetFlow, ...]]:
        """The flows of a substance by compartment, in the order of the list."""
        found: dict[str, tuple[TargetFlow, ...]] = {}
        for row in self._base.execute("SELECT * FROM flow WHERE substance=? ORDER BY n", (substance,)):
            flow = TargetFlow(*row)
            found[flow.compartment] = (*found.get(flow.compartment, ()), flow)
        return found

    def _name_of(self, substance: int) -> tuple[str, tuple[str, ...]]:
        """The folded name of a substance and its CAS numbers."""
        name, cas = self._base.execute("SELECT name, cas FROM substance WHERE n=?", (substance,)).fetchone()
        return str(name), tuple(part for part in str(cas).split("|") if part)

    def _alike(self, folded: str, limit: int = 60) -> tuple[Alike, ...]:
        """The spellings that share most of a folded name's rarer grams, the best first."""
        import numpy as np

        if self._lengths is None:
            rows = self._base.execute("SELECT length, substance FROM spelling ORDER BY n").fetchall()
            self._lengths = np.array([row[0] for row in rows], dtype=np.float32)
            self._owners = np.array([row[1] for row in rows], dtype=np.int32)
        assert self._owners is not None
        found = [self._gram(gram) for gram in sorted(grams_of(folded))]  # sums of one order have one last digit
        known = [(weight, ids) for weight, ids in found if len(ids)]
        if not known or not len(self._lengths):
            return ()
        own = float(np.sqrt(sum(weight**2 for weight, _ in found)))
        ids = np.concatenate([ids for _, ids in known])
        weights = np.repeat(np.array([weight**2 for weight, _ in known]), [len(ids) for _, ids in known])
        scores = np.bincount(ids, weights=weights, minlength=len(self._lengths)) / (self._lengths * own)
        near = np.flatnonzero(scores >= scores.max() * NEAR)
        near = near[np.argsort(-scores[near], kind="stable")]
        if len(near) > limit:
            near = near[scores[near] >= scores[near[limit - 1]]][:TIED]
        texts = self._texts([int(n) for n in near])
        alike = [Alike(int(self._owners[n]), texts[int(n)], float(scores[n])) for n in near if scores[n] > 0]
        return tuple(
            first_of(alike, limit, lambda one: (-one.score, one.text), lambda one: self.name_of(one.substance))
        )

    def _read_gram(self, gram: str) -> tuple[float, Any]:
        import numpy as np

        row = self._base.execute("SELECT weight, spellings FROM gram WHERE gram=?", (gram,)).fetchone()
        if row is None:
            return 8.0, np.empty(0, dtype=np.uint32)
        return row[0], np.frombuffer(row[1], dtype=np.uint32)

    def _texts(self, numbers: list[int]) -> dict[int, str]:
        marks = ",".join("?" * len(numbers))
        return dict(self._base.execute(f"SELECT n, text FROM spelling WHERE n IN ({marks})", numbers))  # noqa: S608

"""One nomenclature in one SQLite file: written once, read many times, never changed in place."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import fields, replace
from functools import cache
from pathlib import Path, PurePath
from typing import Self

from crosswalk.carriers.archive import long_path, publish
from crosswalk.core.errors import InputError, OutputError, UsageError
from crosswalk.core.places import Place
from crosswalk.core.tables import path_of
from crosswalk.index.package import rank_of
from crosswalk.mapping.compartments import CLASSES, CONTEXTS, WORDS, classify
from crosswalk.mapping.listed import ELEMENTARY, ListedFlow, ListHead

SCHEMA = "1"
"""The edition of the tables below; a file of another edition is not read."""
COLUMNS = (
    "uuid",
    "version",
    "name",
    "context",
    "compartment",
    "cas",
    "formula",
    "unit",
    "property_id",
    "property_name",
    "type",
    "location",
)
HEAD_TEXTS = tuple(field.name for field in fields(ListHead) if field.name not in ("flows", "shipped"))
BATCH = 2000
_TABLES = f"""
CREATE TABLE head (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE flow (n INTEGER PRIMARY KEY, {", ".join(f"{name} TEXT NOT NULL" for name in COLUMNS)});
CREATE TABLE synonym (flow INTEGER NOT NULL, place INTEGER NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (flow, place)) WITHOUT ROWID;
"""
_INDEX = "CREATE INDEX flow_uuid ON flow (uuid)"
_FIELDS = ", ".join(COLUMNS)


def classes_digest() -> str:
    """A digest of the tables by which compartments are told."""
    return tables_digest(CLASSES, WORDS, CONTEXTS)


def tables_digest(*names: str) -> str:
    """A digest of some tables of ``mappings``."""
    return _digest(tuple(path_of(name) for name in names))


@cache
def _digest(files: tuple[Path, ...]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


class ListWriter:
    """A list file in the making. The caller puts the finished file in its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.base = sqlite3.connect(long_path(path), isolation_level=None)
        self.base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16384;")
        self.base.executescript(_TABLES)
        self.base.execute("BEGIN")
        self.count = 0
        self._content = hashlib.sha256()
        self.languages: tuple[str, ...] = ()
        self._flows: list[tuple[object, ...]] = []
        self._synonyms: list[tuple[object, ...]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.base.close()

    def add(self, flow: ListedFlow) -> None:
        """Enter one flow under the next number, from 1 on."""
        self.count += 1
        row = tuple(getattr(flow, name) for name in COLUMNS)
        self._content.update(repr((row, flow.synonyms)).encode("utf-8", errors="surrogatepass"))
        self._flows.append((self.count, *row))
        self._synonyms.extend((self.count, place, *pair) for place, pair in enumerate(flow.synonyms))
        if len(self._flows) >= BATCH:
            self._store()

    def _store(self) -> None:
        marks = ",".join("?" * (len(COLUMNS) + 1))
        self.base.executemany(f"INSERT INTO flow VALUES ({marks})", self._flows)  # noqa: S608  # marks only
        self.base.executemany("INSERT INTO synonym VALUES (?,?,?,?)", self._synonyms)
        self._flows.clear()
        self._synonyms.clear()

    def index(self) -> None:
        """Put down what is left and make the index; questions may be asked from here on."""
        self._store()
        self.base.execute(_INDEX)

    def holds(self, uuid: str) -> bool:
        """Whether a flow of this identifier was entered; to be asked after ``index``."""
        return self.base.execute("SELECT 1 FROM flow WHERE uuid=? LIMIT 1", (uuid,)).fetchone() is not None

    def finish(self, head: ListHead) -> ListHead:
        """Write the head and close; what comes back has the number of flows."""
        self.languages = tuple(self._told_languages())
        rows = {name: getattr(head, name) for name in HEAD_TEXTS}
        rows |= {"schema": SCHEMA, "flows": str(self.count), "languages": " ".join(self.languages)}
        rows |= {"classes": classes_digest(), "content": self._content.hexdigest()}
        self.base.executemany("INSERT OR REPLACE INTO head VALUES (?,?)", rows.items())
        self.base.execute("COMMIT")
        self.base.close()
        return _with_count(head, self.count)

    def _told_languages(self) -> list[str]:
        """The languages of synonyms; Chinese also where a name is Chinese."""
        found = {str(row[0]) for row in self.base.execute("SELECT DISTINCT language FROM synonym") if row[0]}
        if self.base.execute("SELECT 1 FROM flow WHERE name GLOB '*[一-龥]*' LIMIT 1").fetchone():
            found.add("zh")
        return sorted(found)


def _with_count(head: ListHead, count: int) -> ListHead:
    texts = {name: getattr(head, name) for name in HEAD_TEXTS}
    return ListHead(**texts, flows=count, shipped=head.shipped)


def write_list(path: Path, head: ListHead, flows: Iterable[ListedFlow]) -> ListHead:
    """Write a list file: beside its place, then renamed into it. Flows stream through and are numbered from 1.

    Gives the head with the number of flows. Raises OutputError (XW-L155) where the folder cannot be written.
    """
    done: list[ListHead] = []

    def fill(made: Path) -> None:
        with ListWriter(made) as writer:
            for flow in flows:
                writer.add(flow)
            writer.index()
            done.append(writer.finish(head))

    try:
        publish(path, fill, force=True)
    except (OSError, sqlite3.OperationalError) as problem:
        raise unwritable(path.parent, problem) from None
    return done[0]


def unwritable(folder: Path, problem: Exception) -> OutputError:
    """The error for a folder that cannot be written into."""
    return OutputError("XW-L155", Place(file=str(folder)), reason=getattr(problem, "strerror", None) or str(problem))


class StoredList:
    """A nomenclature from its file. Use as a context manager, or ``close`` it.

    Compartments are those of today's tables: a list that was stored under other ones is told anew as it is read.
    Raises InputError (XW-L153) for a damaged file and UsageError (XW-L154) for one of another edition.
    """

    def __init__(self, path: Path, *, shipped: bool = False) -> None:
        self.path = path
        self._base = _connect(path)
        try:
            rows = dict(self._base.execute("SELECT key, value FROM head"))
        except sqlite3.DatabaseError as problem:
            self._base.close()
            raise InputError("XW-L153", Place(file=str(path)), id=path.stem, reason=str(problem)) from None
        if rows.get("schema") != SCHEMA:
            self._base.close()
            raise UsageError("XW-L154", Place(file=str(path)), id=path.stem, found=rows.get("schema", "-"), own=SCHEMA)
        texts = {name: str(rows.get(name, "")) for name in HEAD_TEXTS}
        self.head = ListHead(**texts, flows=int(rows["flows"]), shipped=shipped)
        self.languages: tuple[str, ...] = tuple(str(rows.get("languages", "")).split())
        self.content = str(rows.get("content") or self.head.digest)
        """A digest of the flows: one file gives other flows under another column spec."""
        self._anew = rows.get("classes") != classes_digest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return self.head.flows

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def numbered(self, *, synonyms: bool = True) -> Iterator[tuple[int, ListedFlow]]:
        """Every flow with its number in the list, from 1 on; without ``synonyms`` three times as fast."""
        rows = self._base.execute(f"SELECT n, {_FIELDS} FROM flow ORDER BY n")  # noqa: S608  # own names
        if not synonyms:
            yield from ((row[0], self._flow(row[1:])) for row in rows)
            return
        pairs = self._base.execute("SELECT flow, language, text FROM synonym ORDER BY flow, place")
        following = next(pairs, None)
        for row in rows:
            own: list[tuple[str, str]] = []
            while following is not None and following[0] == row[0]:
                own.append((following[1], following[2]))
                following = next(pairs, None)
            yield row[0], self._flow(row[1:], tuple(own))

    def flows(self) -> Iterator[ListedFlow]:
        """Every flow in the order of the list."""
        return (flow for _, flow in self.numbered())

    def flow(self, uuid: str) -> ListedFlow | None:
        """The flow of an identifier, its newest version where there are several; None where there is none."""
        rows = self._some("uuid=?", uuid) or self._some("uuid=?", uuid.lower())
        return max(rows, key=lambda flow: rank_of(flow.version)) if rows else None

    def by_number(self, n: int) -> ListedFlow | None:
        """The flow of a number; None where there is none."""
        return next(iter(self._some("n=?", n)), None)

    def search(self, text: str, limit: int = 50) -> tuple[ListedFlow, ...]:
        """Flows by identifier or CAS number, else those whose name or a synonym holds the text.

        Whole names come first, then names that begin with the text, names that hold it, and synonyms.
        """
        wanted = text.strip()
        if not wanted:
            return ()
        if exact := self._some("uuid IN (?,?) OR cas=?", wanted, wanted.lower(), wanted):
            return tuple(exact[:limit])
        inside = "%" + wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        return tuple(
            self._some(
                "name LIKE ? ESCAPE '\\' OR n IN (SELECT flow FROM synonym WHERE text LIKE ? ESCAPE '\\')",
                inside,
                inside,
                inside,
                inside[1:-1],
                inside[1:],
                limit=limit,
                order="name NOT LIKE ? ESCAPE '\\', name NOT LIKE ? ESCAPE '\\', name NOT LIKE ? ESCAPE '\\', n",
            )
        )

    def counts(self, column: str) -> Mapping[str, int]:
        """How many flows have each value of ``compartment``, ``unit`` or ``type``, most frequent first."""
        if column not in COLUMNS:
            raise ValueError(column)
        if column == "compartment" and self._anew:
            return dict(Counter(flow.compartment for _, flow in self.numbered(synonyms=False)).most_common())
        rows = self._base.execute(f"SELECT {column}, COUNT(*) FROM flow GROUP BY 1 ORDER BY 2 DESC, 1")  # noqa: S608  # own
        return {str(value): int(count) for value, count in rows}

    def _some(self, condition: str, *values: object, limit: int = -1, order: str = "n") -> list[ListedFlow]:
        query = f"SELECT n, {_FIELDS} FROM flow WHERE {condition} ORDER BY {order} LIMIT ?"  # noqa: S608  # own conditions
        return [self._flow(row[1:], self._synonyms(row[0])) for row in self._base.execute(query, (*values, limit))]

    def _flow(self, row: tuple[str, ...], synonyms: tuple[tuple[str, str], ...] = ()) -> ListedFlow:
        flow = _flow(row, synonyms)
        if self._anew and flow.type == ELEMENTARY and flow.context:
            return replace(flow, compartment=classify(flow.context, self.head.family, flow.name))
        return flow

    def _synonyms(self, n: int) -> tuple[tuple[str, str], ...]:
        query = "SELECT language, text FROM synonym WHERE flow=? ORDER BY place"
        return tuple((str(language), str(text)) for language, text in self._base.execute(query, (n,)))


def _flow(row: tuple[str, ...], synonyms: tuple[tuple[str, str], ...] = ()) -> ListedFlow:
    uuid, version, name, context, compartment, cas, formula, unit, property_id, property_name, type_, location = row
    return ListedFlow(
        uuid, name, context, unit, compartment, cas, formula, synonyms, property_id, property_name, type_, version,
        location,
    )  # fmt: skip


def connect_read_only(path: Path) -> sqlite3.Connection:
    """A database file that nobody changes: no locks are taken, so a read-only folder will do."""
    return sqlite3.connect(f"{_address(path.resolve())}?mode=ro&immutable=1", uri=True)


def _address(path: PurePath) -> str:
    """The URI of a file as SQLite takes it: a share of a network (``//server/share``) is no authority there."""
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def _connect(path: Path) -> sqlite3.Connection:
    if not long_path(path).is_file():
        raise InputError("XW-L153", Place(file=str(path)), id=path.stem, reason="no such file")
    try:
        return connect_read_only(path)
    except sqlite3.DatabaseError as problem:
        raise InputError("XW-L153", Place(file=str(path)), id=path.stem, reason=str(problem)) from None


def head_of(path: Path) -> ListHead:
    """The head of a list file. Raises as StoredList does."""
    with closing(StoredList(path)) as stored:
        return stored.head

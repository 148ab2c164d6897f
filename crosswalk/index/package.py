"""The index of a package in SQLite: a temporary database that SQLite keeps in memory and spills to disk as it grows.

How a reference is resolved (the manual's page ``package-index`` says the same): the version that it names;
else the newest dataset of that UUID and kind, and the difference is reported; a reference without a version
means the newest. Versions are ordered by their numbers, so 01.10 is newer than 01.09.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from crosswalk.index.facts import FILE, Facts, Link, roots

_TABLES = """
CREATE TABLE dataset (id INTEGER PRIMARY KEY, kind TEXT, uuid TEXT, version TEXT, rank INTEGER, member TEXT,
    language TEXT, name TEXT, flow_type TEXT, unit_broken INTEGER);
CREATE TABLE link (dataset INTEGER, element TEXT, pointer TEXT, line INTEGER, type TEXT, id TEXT, version TEXT,
    uri TEXT, role INTEGER);
CREATE TABLE reference_flow (dataset INTEGER, uuid TEXT, direction TEXT);
CREATE TABLE other (member TEXT PRIMARY KEY, base TEXT);
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS by_uuid ON dataset (uuid, kind, rank DESC);
CREATE INDEX IF NOT EXISTS by_target ON link (id, type);
CREATE INDEX IF NOT EXISTS by_name ON other (base);
"""
CACHE_KIB = 16 * 1024
"""Memory that the index may take before it goes to disk."""
UNIT_STEP = 1
"""Role of a link that leads to the next step of the unit chain."""


class Match(StrEnum):
    """How a reference found its target."""

    EXACT = "exact"
    NEWEST = "newest"
    """No version was asked for."""
    OTHER_VERSION = "other version"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a reference leads to in this package."""

    match: Match
    version: str | None = None
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Referrer:
    """A reference together with the dataset that holds it."""

    kind: str
    uuid: str
    member: str
    element: str
    pointer: str
    line: int | None
    type: str
    id: str
    version: str
    uri: str
    found: str = ""
    """What was found instead: a version or a kind."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A dataset of the package."""

    kind: str
    uuid: str
    version: str
    member: str
    name: str = ""
    note: str = ""


def rank_of(version: str) -> int:
    """A number by which versions sort: ``xx.yy.zzz`` by its parts; -1 for what is no version."""
    parts = version.split(".")
    if not 1 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() and len(part) <= 6 for part in parts):
        return -1
    numbers = [int(part) for part in parts] + [0, 0]
    return (numbers[0] * 10**6 + numbers[1]) * 10**6 + numbers[2]


class PackageIndex:
    """Datasets and references of a package. Use as a context manager, or ``close`` it."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{CACHE_KIB};")
        self._base.executescript(_TABLES + "BEGIN;")
        self._base.create_function("rank_of", 1, rank_of, deterministic=True)
        self._count = 0
        self._ready = False
        self.languages: Counter[str] = Counter()
        self.leaves = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the temporary database back."""
        self._base.close()

    def add(self, facts: Facts, member: str) -> None:
        """Enter one dataset and its references."""
        self._count += 1
        language, name = next(
            ((tag, text) for tag, text in facts.names if tag == "zh"), (facts.names or (("", ""),))[0]
        )
        self._base.execute(
            "INSERT INTO dataset VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                self._count,
                facts.kind,
                facts.uuid,
                facts.version,
                rank_of(facts.version),
                member,
                language,
                name,
                facts.flow_type,
                int(facts.unit_step_broken),
            ),
        )
        self._base.executemany(
            "INSERT INTO link VALUES (?,?,?,?,?,?,?,?,?)",
            [self._row(link, int(link == facts.next_unit)) for link in facts.links],
        )
        self._base.executemany(
            "INSERT INTO reference_flow VALUES (?,?,?)",
            [(self._count, uuid, direction) for uuid, direction in facts.reference_flows],
        )
        self.languages.update(facts.languages)
        self.leaves += facts.leaves
        self._ready = False

    def _row(self, link: Link, role: int) -> tuple[object, ...]:
        return (
            self._count,
            link.element,
            link.pointer,
            link.line,
            link.type,
            link.id,
            link.version,
            link.uri,
            role,
        )

    def add_other(self, member: str) -> None:
        """Enter a file that is no dataset."""
        self._base.execute("INSERT OR IGNORE INTO other VALUES (?,?)", (member, member.rpartition("/")[2]))

    def rows(self, query: str, *values: object) -> Iterator[tuple[object, ...]]:
        """The rows of a query, one by one; indexes are made before the first."""
        if not self._ready:
            self._base.executescript(_INDEXES)
            self._ready = True
        yield from self._base.execute(query, values)

    def number(self, query: str, *values: object) -> int:
        """The one number of a query."""
        value = next(self.rows(query, *values))[0]
        return value if isinstance(value, int) else 0

    def kinds(self) -> dict[str, int]:
        """How many datasets of each kind, most frequent first."""
        rows = self.rows("SELECT kind, COUNT(*) FROM dataset GROUP BY kind ORDER BY 2 DESC, 1")
        return {str(kind): int(str(count)) for kind, count in rows}

    def resolve(self, kind: str, uuid: str, version: str = "") -> Resolution:
        """Where a reference leads, by the policy above."""
        rows = list(
            self.rows(
                "SELECT version, rank, member FROM dataset WHERE uuid=? AND kind=? ORDER BY rank DESC", uuid, kind
            )
        )
        if not rows:
            return Resolution(Match.ABSENT)
        exact = next((row for row in rows if row[0] == version or row[1] == rank_of(version) >= 0), None)
        chosen = exact or rows[0]
        match = Match.EXACT if exact else Match.OTHER_VERSION if version else Match.NEWEST
        return Resolution(match, str(chosen[0]), str(chosen[2]))

    def holds(self, uuid: str) -> bool:
        """Whether any dataset has this UUID."""
        return next(self.rows("SELECT 1 FROM dataset WHERE uuid=? LIMIT 1", uuid), None) is not None

    def first_datasets(self, limit: int) -> Iterator[Listed]:
        """The first datasets in the order of the package."""
        yield from self._listed("SELECT kind, uuid, version, member, name, '' FROM dataset ORDER BY id LIMIT ?", limit)

    def duplicates(self) -> Iterator[Listed]:
        """Datasets whose kind, UUID and version another file holds as well; ``note`` is that file."""
        yield from self._listed(
            "SELECT d.kind, d.uuid, d.version, d.member, d.name, e.member FROM dataset d JOIN dataset e"
            " ON e.uuid=d.uuid AND e.kind=d.kind AND e.version=d.version AND e.id<d.id AND d.uuid<>''"
            " GROUP BY d.id ORDER BY d.id"
        )

    def several_versions(self) -> Iterator[Listed]:
        """UUIDs that the package holds in several versions; ``note`` lists them."""
        yield from self._listed(
            "SELECT kind, uuid, MAX(version), MIN(member), MAX(name), GROUP_CONCAT(DISTINCT version) FROM dataset"
            " WHERE uuid<>'' GROUP BY kind, uuid HAVING COUNT(DISTINCT version)>1 ORDER BY MIN(id)"
        )

    def orphans(self) -> Iterator[Listed]:
        """Datasets that nothing refers to and that are no roots (processes, LCIA methods, life cycle models)."""
        kinds = ",".join("?" * len(roots()))
        yield from self._listed(
            f"SELECT kind, uuid, version, member, name, '' FROM dataset d WHERE kind NOT IN ({kinds}) AND NOT EXISTS"  # noqa: S608  # marks only
            " (SELECT 1 FROM link l WHERE l.id=d.uuid AND l.dataset<>d.id) ORDER BY d.id",
            *roots(),
        )

    def broken_units(self) -> Iterator[Listed]:
        """Flows, flow properties and unit groups whose own step to the reference unit leads nowhere."""
        yield from self._listed(
            "SELECT kind, uuid, version, member, name, '' FROM dataset WHERE unit_broken=1 ORDER BY id"
        )

    def identities(self) -> Iterator[Listed]:
        """Every dataset, in the order of the package."""
        yield from self._listed("SELECT kind, uuid, version, member, name, '' FROM dataset ORDER BY id")

    def others(self) -> Iterator[str]:
        """Files that are no datasets."""
        yield from (str(row[0]) for row in self.rows("SELECT member FROM other ORDER BY member"))

    def has_file(self, uri: str) -> bool:
        """Whether a file of that name, in any folder, is in the package."""
        return self.number("SELECT COUNT(*) FROM other WHERE base=?", uri.replace("\\", "/").rpartition("/")[2]) > 0

    def _listed(self, query: str, *values: object) -> Iterator[Listed]:
        for row in self.rows(query, *values):
            yield Listed(*(str(value or "") for value in row))

    def _referrers(self, condition: str, found: str = "''", *values: object, order: bool = True) -> Iterator[Referrer]:
        query = (
            "SELECT o.kind, o.uuid, o.member, l.element, l.pointer, l.line, l.type, l.id, l.version, l.uri,"  # noqa: S608  # our own conditions
            f" {found} FROM link l JOIN dataset o ON o.id=l.dataset WHERE {condition}"
            + (" ORDER BY l.rowid" if order else "")
        )
        for row in self.rows(query, *values):
            head = [str(value or "") for value in row[:5]]
            tail = [str(value or "") for value in row[6:]]
            yield Referrer(*head, row[5] if isinstance(row[5], int) else None, *tail)  # type: ignore[arg-type, call-arg]

    def dangling(self) -> Iterator[Referrer]:
        """References by UUID to datasets that the package does not hold, under any kind."""
        yield from self._referrers(
            f"l.id<>'' AND l.type<>'{FILE}' AND NOT EXISTS (SELECT 1 FROM dataset t WHERE t.uuid=l.id)"  # noqa: S608  # own
        )

    def odd_ids(self) -> Iterator[Referrer]:
        """References whose identifier has not the length of a UUID or holds capitals or other characters."""
        yield from self._referrers(f"l.id<>'' AND l.type<>'{FILE}' AND (length(l.id)<>36 OR l.id GLOB '*[^0-9a-f-]*')")

    def dangling_counts(self, known: tuple[str, ...]) -> tuple[int, int, int]:
        """Dangling references, the different datasets that they name, and how many name one of the known UUIDs."""
        marks = ",".join("?" * len(known))
        query = (
            f"SELECT COUNT(*), COUNT(DISTINCT id), COALESCE(SUM(id IN ({marks})), 0) FROM link l"  # noqa: S608  # marks only
            f" WHERE id<>'' AND type<>'{FILE}' AND NOT EXISTS (SELECT 1 FROM dataset t WHERE t.uuid=l.id)"
        )
        first, second, third = next(self.rows(query, *known))
        return int(str(first)), int(str(second)), int(str(third))

    def top_folders(self) -> list[str]:
        """The first folders of the datasets' paths that are above the type folders, sorted."""
        rows = self.rows(
            "SELECT DISTINCT substr(member, 1, instr(member, '/')-1) FROM dataset WHERE member LIKE '%/%/%'"
        )
        return sorted(str(row[0]) for row in rows)

    def is_xml(self) -> bool:
        """Whether the datasets are XML files."""
        return self.number("SELECT COUNT(*) FROM dataset WHERE member LIKE '%.xml'") > 0

    def versionless(self) -> int:
        """References by UUID without a version, counted."""
        return self.number("SELECT COUNT(*) FROM link WHERE id<>'' AND version=''")

    def version_differs(self) -> Iterator[Referrer]:
        """References whose version the package does not hold while it holds the UUID; ``found`` is the newest.

        A package need not hold the version that a dataset supersedes.
        """
        yield from self._referrers(
            "l.version<>'' AND l.id<>'' AND l.element<>'referenceToPrecedingDataSetVersion'"
            " AND NOT EXISTS (SELECT 1 FROM dataset t WHERE t.uuid=l.id"
            " AND (t.version=l.version OR t.rank>=0 AND t.rank=rank_of(l.version)))"
            " AND EXISTS (SELECT 1 FROM dataset t WHERE t.uuid=l.id)",
            "(SELECT t.version FROM dataset t WHERE t.uuid=l.id ORDER BY t.rank DESC LIMIT 1)",
        )

    def wrong_type(self) -> Iterator[Referrer]:
        """References whose UUID the package holds, but under another kind than ``@type`` names.

        A reference without ``@type`` names none, so it names no wrong one.
        """
        yield from self._referrers(
            "l.id<>'' AND l.type<>'' AND NOT EXISTS (SELECT 1 FROM dataset t WHERE t.uuid=l.id AND t.kind=l.type)"
            " AND EXISTS (SELECT 1 FROM dataset t WHERE t.uuid=l.id)",
            "(SELECT t.kind FROM dataset t WHERE t.uuid=l.id LIMIT 1)",
        )

    def by_uri(self) -> Iterator[Referrer]:
        """References to files: other external files, and references that have an address only."""
        yield from self._referrers(f"l.uri<>'' AND (l.type='{FILE}' OR l.id='')")

    def kinds_by_element(self) -> Iterator[tuple[str, str, str]]:
        """Every combination of referring kind, element and kind referred to."""
        for row in self.rows("SELECT DISTINCT o.kind, l.element, l.type FROM link l JOIN dataset o ON o.id=l.dataset"):
            yield str(row[0]), str(row[1]), str(row[2])

    def links_of(self, kind: str, element: str, type_: str) -> Iterator[Referrer]:
        """The references of one such combination."""
        yield from self._referrers("o.kind=? AND l.element=? AND l.type=?", "''", kind, element, type_)

    def unresolved_units(self) -> Iterator[Referrer]:
        """Steps of the unit chain whose target has no unit itself."""
        yield from self._referrers(
            f"l.role={UNIT_STEP} AND EXISTS (SELECT 1 FROM dataset t WHERE t.uuid=l.id AND t.unit_broken=1)"  # noqa: S608
        )

    def product_inputs(self) -> Iterator[Listed]:
        """Processes whose only reference flow is a product that they take in; ``note`` is the flow."""
        yield from self._listed(
            "SELECT o.kind, o.uuid, o.version, o.member, o.name, r.uuid FROM reference_flow r"
            " JOIN dataset o ON o.id=r.dataset JOIN dataset t ON t.uuid=r.uuid AND t.kind='flow'"
            " WHERE r.direction='Input' AND t.flow_type='Product flow'"
            " AND (SELECT COUNT(*) FROM reference_flow x WHERE x.dataset=o.id)=1 GROUP BY o.id ORDER BY o.id"
        )

"""A matcher for a target list, ready to use: its index from the cache, the tables that speak of it, the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.caching import INDEX, key_of, open_cached
from crosswalk.mapping.consequences import Vectors
from crosswalk.mapping.declared import Declarations
from crosswalk.mapping.index import SCHEMA, TargetIndex, build_index
from crosswalk.mapping.listfile import tables_digest
from crosswalk.mapping.matching import SHOWN, Matcher
from crosswalk.mapping.names.aliases import english_aliases
from crosswalk.mapping.names.glossary import Dictionary, chinese_words
from crosswalk.mapping.sources import SourceFlow
from crosswalk.mapping.store import StoredList, open_list
from crosswalk.mapping.table import FlowMapping, MappingTable
from crosswalk.mapping.tables import open_table
from crosswalk.mapping.tables.checks.subject import family_of

TABLES = "flows/tables.csv"
"""The tables that come with the program: file, source list, target list."""
_INDEXED = (
    "compartments/classes.csv",
    "compartments/words.csv",
    "compartments/contexts.csv",
    "names/spelling_en.csv",
    "names/qualifiers.csv",
    "names/tokens.csv",
    "names/waters.csv",
    "names/particles.csv",
    "names/particle_words.csv",
    "names/elements.csv",
    "names/nuclides.csv",
    "names/land_en.csv",
    "names/common_names.csv",
    "names/english_cas.csv",
    "locations/eu.csv",
)
"""What the keys of an index depend on besides the list."""


@contextmanager
def open_matcher(
    list_id: str,
    *,
    tables: Iterable[MappingTable] = (),
    own_tables: bool = True,
    dictionaries: Iterable[Dictionary] = (),
    vectors: Vectors | None = None,
    shown: int = SHOWN,
) -> Iterator[Matcher]:
    """A matcher onto a list, for a ``with`` block.

    ``tables`` are the user's: of a flow that several speak of, the first decides. They come before those of the
    program, which are heard together and which ``own_tables`` leaves out. ``dictionaries`` are the user's, of Chinese
    and English names; ``vectors`` are the factors by which ties are told apart.

    Raises UsageError (XW-L150) for a list that is not at hand.
    """
    declared = [_declarations([table]) for table in tables]
    if own_tables:
        declared.append(_declarations(shipped_tables(list_id)))

    def declare(source: SourceFlow) -> Iterable[FlowMapping]:
        return next((rows for table in declared if (rows := table.of(source))), ())

    words = chinese_words(dictionaries)

    def aliases(key: str) -> Iterable[str]:
        yield from english_aliases(key)
        yield from next((keys for table in declared if (keys := table.aliases(key))), ())

    with open_list(list_id) as held, open_index(held) as index:
        yield Matcher(index, declared=declare, aliases=aliases, words=words, vectors=vectors, shown=shown)


def _declarations(tables: Iterable[MappingTable]) -> Declarations:
    """What tables of one rank say."""
    found = Declarations()
    for table in tables:
        found.add(table, family_of(table.head.source_list))
    return found


def shipped_tables(list_id: str) -> Iterator[MappingTable]:
    """The program's tables onto a list."""
    for row in read_table(path_of(TABLES)):
        if row["target_list"] == list_id:
            yield _shipped(path_of(row["file"]))


@cache
def _shipped(file: Path) -> MappingTable:
    return open_table(file, "sssom").table


def open_index(held: StoredList) -> TargetIndex:
    """The index of a list, made in the cache of lists where it is not there yet."""
    head = held.head
    return open_cached(
        head.id,
        key_of(held.content, SCHEMA, _words_digest()),
        INDEX,
        lambda path: build_index(path, held.flows(), list_id=head.id, digest=head.digest),
        TargetIndex,
    )


def _words_digest() -> str:
    return tables_digest(*_INDEXED)

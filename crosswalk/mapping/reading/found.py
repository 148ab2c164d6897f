"""What a reader hands over: flows as they stand in the file, and what is known of the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from crosswalk.core.findings import Finding, Ledger
from crosswalk.core.places import Place
from crosswalk.mapping.listed import ListedFlow

NOTHING = frozenset({"", "-", "--", "—", "n/a", "na", "n.a.", "none", "null", "nan", "无", "/"})
"""What stands in a cell that holds nothing."""


class Found(NamedTuple):
    """A flow with its place: the line of a table or text, or the member of a package.

    Its CAS number is as written and its compartment is not told yet.
    """

    flow: ListedFlow
    line: int | None = None
    member: str | None = None


@dataclass(frozen=True)
class Raw:
    """A file that a reader recognised, opened; flows come one by one."""

    flows: Iterator[Found]
    family: str = ""
    title: str = ""
    version: str = ""


@dataclass(frozen=True)
class Wish:
    """What the caller said about a file."""

    columns: str = ""
    """A column spec, such as ``name=Substance,context=Medium+Place``."""
    family: str = ""


@dataclass
class Remarks:
    """Findings about one file: the first of each code at hand, all of them counted."""

    file: str
    ledger: Ledger = field(default_factory=lambda: Ledger(detail=False))

    def find(self, found: Finding) -> None:
        """Add one finding."""
        self.ledger.find(found)

    def place(self, line: int | None = None, member: str | None = None) -> Place:
        """A place in this file."""
        return Place(file=self.file, member=member, line=line)


Reader = Callable[[Path, Wish, Remarks], Raw]
"""Opens a file of its family. Raises InputError for one that cannot be read."""


def split_synonyms(text: str, separators: str = ";；") -> Iterator[str]:
    """The synonyms of one text. Commas do not part: names of chemicals are full of them."""
    for mark in separators[1:]:
        text = text.replace(mark, separators[0])
    for part in text.split(separators[0]):
        if flat := part.strip():
            yield flat


def without_repeats(name: str, pairs: Iterator[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The pairs of language and text in their order, each once, without the name itself."""
    return tuple(pair for pair in dict.fromkeys(pairs) if pair[1] != name)

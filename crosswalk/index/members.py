"""The files of a source as trees of datasets, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crosswalk.carriers import json, xml
from crosswalk.carriers.text import first_character
from crosswalk.core.errors import CrosswalkError
from crosswalk.core.places import Place
from crosswalk.formats.documents import Source
from crosswalk.formats.ilcd.tree import Tree, XmlTree, kind_of_root
from crosswalk.formats.tidas.tree import JsonTree, dataset_of

FORMATS = ("ilcd", "ilcd-epd", "tidas")
"""The formats whose files these entries can be."""


@dataclass(frozen=True)
class Entry:
    """One file: its dataset as a tree, or None with the reason where it is none."""

    member: str
    data: bytes
    tree: Tree | None
    problem: CrosswalkError | None = None

    @property
    def carrier(self) -> str:
        """``xml`` or ``json``, by the tree."""
        return "xml" if isinstance(self.tree, XmlTree) else "json"


def read_entries(source: Source) -> Iterator[Entry]:
    """Every file of a source in its order. Files that are no datasets come without a tree; nothing is raised for
    a file that cannot be parsed: the entry holds the error.
    """
    alone = source.container == "file"
    for member in source.members():
        place = Place(source.file, None if alone else member.name)
        suffix = member.name.rpartition(".")[2].lower()
        if not alone and suffix not in ("xml", "json"):
            yield Entry(member.name, b"", None)
            continue
        try:
            data = member.read()
        except CrosswalkError as problem:
            yield Entry(member.name, b"", None, problem.at(source.file, place.member))
            continue
        yield read_entry(member.name, data, place)


def read_entry(name: str, data: bytes, place: Place) -> Entry:
    """One file's bytes as an entry; XML and JSON are told apart by the first character."""
    try:
        if first_character(data) in ("{", "["):
            found = dataset_of(json.parse(data, place.file))
            tree: Tree | None = JsonTree(found[1], found[0], place, found[2]) if found else None
        else:
            root = xml.parse(data, place.file).getroot()
            kind = kind_of_root(root.tag)
            tree = XmlTree(root, kind, place) if kind else None
    except CrosswalkError as problem:
        return Entry(name, data, None, problem.at(place.file, place.member))
    return Entry(name, data, tree)

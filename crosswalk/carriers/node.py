"""The view that the engine has of a tree, whatever the carrier: keys, parts, scalars, languages, places.

A tree is what the carrier parsed (an lxml element, the JSON objects, the cells of a sheet); a Syntax is
the stateless set of operations on such nodes. Leaves are what the account counts: an attribute,
non-blank text, an empty element, a JSON scalar or empty container, a non-empty cell, a comment or a
processing instruction. Blank text and prefixes are layout.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from crosswalk.core.places import Place

Key = Any
Node = Any


class NumberText(str):
    """The text of a number: written without quotes where the carrier knows numbers."""

    __slots__ = ()


class TruthText(str):
    """``true`` or ``false``: written without quotes where the carrier knows truth values."""

    __slots__ = ()


class Syntax(Hashable, Protocol):
    """Operations on the nodes of one carrier. Instances are hashable and immutable."""

    def key(self, name: str) -> Key:
        """The native key of a path step such as ``common:UUID``, ``@version`` or ``#text``."""
        ...

    def label(self, key: Key) -> str:
        """The text of a key, the inverse of ``key``."""
        ...

    def is_attribute(self, name: str) -> bool:
        """Whether a path step names an attribute or an element's own text."""
        ...

    def is_language(self, key: Key) -> bool:
        """Whether a part is the language mark of a text."""
        ...

    def match(self, node: Node, step: Any) -> Iterable[tuple[Any, Key, Node]]:
        """The parts of a node in source order, each with the step that its key leads to, or None."""
        ...

    def scalar(self, node: Node) -> Any:
        """The text of a scalar part, or None where the part has structure."""
        ...

    def scalar_and_spare(self, node: Node) -> tuple[Any, bool]:
        """``scalar``, and whether ``extras`` has anything: both in one look."""
        ...

    def has_spare(self, node: Node) -> bool:
        """Whether a text part holds more than its language and text."""
        ...

    def extras(self, node: Node) -> Iterable[tuple[Key, Node]]:
        """What a scalar part holds beyond its text."""
        ...

    def pair(self, node: Node) -> tuple[str | None, str, int] | None:
        """Language, text and number of leaves of a text part, or None where it has structure."""
        ...

    def is_empty(self, node: Node) -> bool:
        """Whether a part holds nothing at all."""
        ...

    def count(self, node: Node) -> int:
        """Leaves of a part, itself included."""
        ...

    def leaves(self, root: Node) -> Iterator[tuple[str, str]]:
        """Pointer and text of every leaf below a root, in source order."""
        ...

    def owners(self, root: Node) -> Any:
        """What ``place`` needs to know of a document: pointers of containers, where nodes do not know theirs."""
        ...

    def place(self, owners: Any, parent: Node, key: Key, node: Node) -> Place:
        """Where a part stands in its document."""
        ...

    @property
    def places_first(self) -> bool:
        """Whether a new node is best put in its place before it is filled."""
        ...

    def within(self, root: Node) -> Syntax:
        """The syntax as it is best used to write into a tree."""
        ...

    def detached(self, key: Key) -> Node:
        """A new empty node, not yet in the tree."""
        ...

    def insert(self, parent: Node, key: Key, child: Node, order: Mapping[Key, int], many: bool = False) -> None:
        """Put a new node below its parent at row order; ``many`` tells that it is an item of a list."""
        ...

    def settle(self, parent: Node, key: Key, spot: int) -> None:
        """Move the last part of a key to a position among the parts of that key."""
        ...

    def add_scalar(self, parent: Node, key: Key, text: Any, order: Mapping[Key, int], many: bool = False) -> Node:
        """A new scalar part at row order."""
        ...

    def set_scalar(self, parent: Node, key: Key, child: Node, text: Any) -> Node:
        """Replace the text of a scalar part."""
        ...

    def add_pair(self, parent: Node, key: Key, language: str | None, text: str, order: Mapping[Key, int]) -> Node:
        """A new text part with its language at row order."""
        ...

    def set_pair(self, parent: Node, key: Key, child: Node, language: str | None, text: str) -> Node:
        """Replace language and text of a text part."""
        ...

    def remove(self, parent: Node, key: Key, child: Node) -> None:
        """Take a part out of the tree, with the blank text that laid it out."""
        ...

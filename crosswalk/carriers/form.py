"""A form as a tree: labelled fields and rows that were recognised in a workbook, or that will be laid out in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crosswalk.carriers.node import NumberText
from crosswalk.core.places import Place
from crosswalk.core.text import has_han


class CellText(str):
    """The text of a cell with what its format says: per cent, and the unit of its heading."""

    __slots__ = ("percent", "unit")

    percent: bool
    unit: str | None


class MeasuredText(NumberText):
    """A number to be written, with the unit that its cell or heading must show."""

    __slots__ = ("unit",)

    unit: str | None


@dataclass(eq=False)
class FormLeaf:
    """One filled cell."""

    text: str
    place: Place = field(default_factory=Place)
    language: str | None = None
    percent: bool = False
    unit: str | None = None
    shadow: bool = False
    """Whether the cell is the lower part of a merged one: its value counts, its leaf was counted above."""


@dataclass(eq=False)
class FormNode:
    """A sheet, a row or a whole form: parts by label, in order."""

    parts: list[tuple[str, Any]] = field(default_factory=list)
    place: Place = field(default_factory=Place)

    def add(self, key: str, child: Any) -> None:
        """Append a part."""
        self.parts.append((key, child))


@dataclass(frozen=True)
class FormSyntax:
    """The engine's view of forms."""

    def key(self, name: str) -> str:
        """Labels are path steps."""
        return name

    def label(self, key: Any) -> str:
        """Path steps are labels."""
        return str(key)

    def is_attribute(self, name: str) -> bool:
        """Forms have labels only."""
        return False

    def is_language(self, key: Any) -> bool:
        """The language of a cell is that of its column."""
        return False

    def match(self, node: Any, step: Any) -> Iterator[tuple[Any, Any, Any]]:
        """Parts in source order."""
        elements = step.elements
        for key, child in node.parts:
            yield elements.get(key), key, child

    def scalar(self, node: Any) -> CellText | None:
        """The text of a cell with its format."""
        if not isinstance(node, FormLeaf):
            return None
        text = CellText(node.text)
        text.percent, text.unit = node.percent, node.unit
        return text

    def scalar_and_spare(self, node: Any) -> tuple[CellText | None, bool]:
        """The text of a cell; a cell is whole."""
        return self.scalar(node), False

    def has_spare(self, node: Any) -> bool:
        """A cell is whole."""
        return False

    def extras(self, node: Any) -> Iterable[tuple[Any, Any]]:
        """A cell is whole."""
        return ()

    def pair(self, node: Any) -> tuple[str | None, str, int] | None:
        """The language of the column, else that of the script (English where there is no Chinese character)."""
        if not isinstance(node, FormLeaf):
            return None
        return node.language or ("zh" if has_han(node.text) else "en"), node.text, 1

    def is_empty(self, node: Any) -> bool:
        """A row or sheet without cells."""
        return isinstance(node, FormNode) and not node.parts

    def count(self, node: Any) -> int:
        """Cells."""
        if isinstance(node, FormLeaf):
            return 0 if node.shadow else 1
        return sum(self.count(child) for _, child in node.parts)

    def leaves(self, root: Any) -> Iterator[tuple[str, str]]:
        """Place and text of every cell."""
        if isinstance(root, FormLeaf):
            if not root.shadow:
                yield root.place.pointer or "", root.text
        else:
            for _, child in root.parts:
                yield from self.leaves(child)

    def owners(self, root: Any) -> Mapping[int, str]:
        """Nothing: every node knows its own place."""
        return {}

    def place(self, owners: Mapping[int, str], parent: Any, key: Any, node: Any) -> Place:
        """``Sheet!C7``."""
        place: Place = node.place
        return place

    @property
    def places_first(self) -> bool:
        """Nodes are filled, then placed."""
        return False

    def within(self, root: FormNode) -> FormSyntax:
        """The same for every tree."""
        return self

    def detached(self, key: Any) -> FormNode:
        """A new sheet or row."""
        return FormNode()

    def insert(self, parent: Any, key: Any, child: Any, order: Mapping[Any, int], many: bool = False) -> None:
        """Append: the layout decides where a label stands."""
        parent.add(key, child)

    def settle(self, parent: Any, key: Any, spot: int) -> None:
        """Move the last row of a key to a position among its like."""
        alike = [index for index, part in enumerate(parent.parts) if part[0] == key]
        parent.parts.insert(alike[spot], parent.parts.pop(alike[-1]))

    def add_scalar(self, parent: Any, key: Any, text: Any, order: Mapping[Any, int], many: bool = False) -> Any:
        """A new cell; a number keeps its type for the layout."""
        child = FormLeaf(text, unit=getattr(text, "unit", None))
        parent.add(key, child)
        return child

    def set_scalar(self, parent: Any, key: Any, child: Any, text: Any) -> Any:
        """Replace the text of a cell."""
        child.text, child.unit, child.percent = text, getattr(text, "unit", None), False
        return child

    def add_pair(self, parent: Any, key: Any, language: str | None, text: str, order: Mapping[Any, int]) -> Any:
        """A new text cell of a language."""
        child = FormLeaf(text, language=language)
        parent.add(key, child)
        return child

    def set_pair(self, parent: Any, key: Any, child: Any, language: str | None, text: str) -> Any:
        """Replace language and text of a cell."""
        child.language, child.text = language, text
        return child

    def remove(self, parent: Any, key: Any, child: Any) -> None:
        """Take out a cell or row."""
        parent.parts[:] = [part for part in parent.parts if part[1] is not child]

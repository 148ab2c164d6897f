"""The engine's view of the tree of a CSV export: JSON objects, where a text knows the language of its column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from crosswalk.carriers.json import JsonSyntax


class Worded(str):  # noqa: SLOT000
    """A text and the language that its column bears."""

    language: str | None

    def __new__(cls, text: str, language: str | None = None) -> Self:
        """A cell's text, without a language where the title bears none."""
        made = super().__new__(cls, text)
        made.language = language
        return made


@dataclass(frozen=True)
class CsvSyntax(JsonSyntax):
    """Cells as the scalars of JSON objects."""

    language: str = "language"
    text: str = "text"

    def pair(self, node: Any) -> tuple[str | None, str, int] | None:
        """Language and text of a cell; one leaf, as the language is that of the column."""
        return (getattr(node, "language", None), str(node), 1) if isinstance(node, str) else None

    def add_pair(self, parent: Any, key: Any, language: str | None, text: str, order: Mapping[Any, int]) -> Any:
        """A new cell."""
        child = Worded(text, language)
        self.insert(parent, key, child, order, True)
        return child

    def set_pair(self, parent: Any, key: Any, child: Any, language: str | None, text: str) -> Any:
        """Replace a cell."""
        made = Worded(text, language)
        self._swap(parent, key, child, made)
        return made


CSV = CsvSyntax()

"""The engine's view of plain Python data: what a bridge between kinds of canonical data works on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crosswalk.carriers.json import JsonSyntax


@dataclass(frozen=True)
class PlainSyntax(JsonSyntax):
    """Dicts and lists whose scalars are Python values; a text in several languages is one value."""

    lists: bool = True

    def match(self, node: Any, step: Any) -> Iterator[tuple[Any, Any, Any]]:
        """Members that are not None; the items of lists and tuples stand as repeated members."""
        elements = step.elements
        for name, value in node.items():
            if value is None or value == ():
                continue
            sub = elements.get(name)
            if isinstance(value, (list, tuple)):
                for item in value:
                    yield sub, name, item
            else:
                yield sub, name, value

    def scalar(self, node: Any) -> Any:
        """The value itself."""
        return node

    def scalar_and_spare(self, node: Any) -> tuple[Any, bool]:
        """The value itself, which is whole."""
        return node, False

    def extras(self, node: Any) -> Iterable[tuple[Any, Any]]:
        """Nothing: a value is whole."""
        return ()

    def count(self, node: Any) -> int:
        """One a scalar; a text counts one a language; None and empty lists count nothing."""
        if node is None or isinstance(node, (str, Decimal)):
            return 0 if node is None else 1
        if isinstance(node, Mapping):
            return sum(map(self.count, node.values()))
        return sum(map(self.count, node)) if isinstance(node, (list, tuple)) else 1

    def set_scalar(self, parent: Any, key: Any, child: Any, text: Any) -> Any:
        """Replace a value."""
        self._swap(parent, key, child, text)
        return text

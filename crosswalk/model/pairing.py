"""Which items of two lists are the same thing: equal ones, then those with the same key, then those at one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from crosswalk.core.tables import path_of, read_table
from crosswalk.model.base import Amount, Text

Key = tuple[tuple[str, ...], ...]
"""Field paths that identify an item together."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An item and its partner, None for none; ``position`` is the left one's, else the right one's."""

    left: Any
    right: Any
    position: int


@dataclass(frozen=True, slots=True)
class Pairing:
    """A model's keys, first choice first, and the field that names its items."""

    keys: tuple[Key, ...] = ()
    shown: tuple[str, ...] = ()

    def called(self, pair: Pair) -> str:
        """What the items of a pair are called by their first key: ``[3 · 08a9… · Input]``."""
        names = [self._key_text(item) for item in (pair.left, pair.right) if item is not None] if self.keys else []
        return " → ".join(f"[{name}]" for name in dict.fromkeys(names))

    def _key_text(self, item: Any) -> str:
        return " · ".join(part for part in key_of(self.keys[0], item) or () if part)

    def named(self, pair: Pair) -> Text | None:
        """The name of a pair's item in words, where the model has a field for it."""
        item = pair.left if pair.left is not None else pair.right
        value = _follow(item, self.shown) if self.shown else None
        return value if isinstance(value, Text) else Text(items=((None, value),)) if isinstance(value, str) else None


def pairing_of(model: type) -> Pairing:
    """How items of a type are paired, from ``mappings/compare/keys.csv``."""
    return _read(path_of("compare/keys.csv"), model.__name__)


@cache
def _read(path: Path, model: str) -> Pairing:
    row = next((row for row in read_table(path) if row["model"] == model), None)
    if row is None:
        return Pairing()
    keys = tuple(tuple(tuple(name.split(".")) for name in key.split("+")) for key in row["keys"].split("|"))
    return Pairing(keys, tuple(row["shown"].split(".")) if row["shown"] else ())


def pair_items(left: Sequence[Any], right: Sequence[Any], *, spelling: bool = False) -> Iterator[Pair]:
    """Every item of two lists once, in the order of the left list, then what only the right list has.

    With ``spelling`` equal numbers in the same digits are paired before equal numbers. One pass a key.
    """
    pairing = pairing_of(type((left or right)[0]))
    match = _Match(left, right)
    if spelling:
        match.by(lambda item: (item, tuple(_digits(item))))
    match.by(lambda item: item)
    for key in pairing.keys:
        match.by(partial(key_of, key))
    match.by_place(in_turn=not pairing.keys)
    return match.pairs()


class _Match:
    """Partners found so far, by position, and what is still alone."""

    def __init__(self, left: Sequence[Any], right: Sequence[Any]) -> None:
        self.left, self.right = left, right
        self.partners: dict[int, int] = {}
        self.alone = dict.fromkeys(range(len(left)))
        self.free = dict.fromkeys(range(len(right)))

    def by(self, key_of_item: Callable[[Any], Hashable | None]) -> None:
        """Pair items of the same key, in their order; None is no key."""
        if not self.alone or not self.free:
            return
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for spot in reversed(self.free):
            waiting[key_of_item(self.right[spot])].append(spot)
        waiting.pop(None, None)
        for spot in list(self.alone):
            if partners := waiting.get(key_of_item(self.left[spot])):
                self._join(spot, partners.pop())

    def by_place(self, *, in_turn: bool) -> None:
        """Pair what is left: the first with the first, or only items at the same position."""
        spots = zip(list(self.alone), list(self.free), strict=False) if in_turn else ((n, n) for n in list(self.alone))
        for spot, partner in spots:
            if partner in self.free:
                self._join(spot, partner)

    def _join(self, spot: int, partner: int) -> None:
        self.partners[spot] = partner
        del self.alone[spot], self.free[partner]

    def pairs(self) -> Iterator[Pair]:
        """The pairs, then what is alone on the right."""
        for spot, item in enumerate(self.left):
            partner = self.partners.get(spot)
            yield Pair(item, None if partner is None else self.right[partner], spot)
        for spot in self.free:
            yield Pair(None, self.right[spot], spot)


def key_of(key: Key, item: Any) -> tuple[str | None, ...] | None:
    """The texts of an item's key fields; None where it has none of them."""
    parts = tuple(_key_part(_follow(item, names)) for names in key)
    return parts if any(part is not None for part in parts) else None


def _key_part(value: Any) -> str | None:
    if isinstance(value, Text):
        return value.best("en", "zh") or None
    return None if value is None else str(value)


def _follow(item: Any, names: tuple[str, ...]) -> Any:
    for name in names:
        item = getattr(item, name, None)
    return item


def _digits(value: Any) -> Iterator[str | None]:
    """The source's own characters of every number, in field order."""
    if isinstance(value, Amount):
        yield value.raw
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _digits(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _digits(item)

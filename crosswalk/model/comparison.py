"""The differences of two datasets, field by field; items of lists are paired by what they are, not by position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from crosswalk.core.numbers import CONTEXT
from crosswalk.core.tables import path_of, read_table
from crosswalk.model.base import Amount, Text
from crosswalk.model.walk import identity_of, leaves

SHOWN = Context(prec=4)
"""Digits of a relative difference: it is for reading, the two numbers are exact."""


_Key = tuple[tuple[str, ...], ...]
"""Paths of the fields that make one key."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs; None on the side where it is absent.

    ``pointer`` counts positions on the left side (on the right where the left has none); ``item`` says by their keys
    which items of lists it is about.
    """

    dataset: str
    pointer: str
    left: str | None
    right: str | None
    item: str = ""
    relative: Decimal | None = None
    """(right − left) / left, to four digits, for numbers that differ."""

    def as_dict(self) -> dict[str, str | None]:
        """Plain data, for JSON."""
        return {
            "dataset": self.dataset,
            "pointer": self.pointer,
            "item": self.item,
            "left": self.left,
            "right": self.right,
            "relative": None if self.relative is None else str(self.relative),
        }


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a comparison stands."""

    dataset: str
    pointer: str = ""
    item: str = ""
    spelling: bool = False

    def below(self, name: object, item: str = "") -> _Spot:
        pointer = f"{self.pointer}/{name}" if self.pointer else str(name)
        return _Spot(self.dataset, pointer, f"{self.item} {item}".strip(), self.spelling)


def compare_models(left: BaseModel | None, right: BaseModel | None, *, spelling: bool = False) -> Iterator[Difference]:
    """The differences of two datasets; of a dataset that stands on one side only, the dataset itself.

    Numbers are compared as numbers: 1.0 equals 1.00, unless ``spelling`` asks for their digits as well.
    """
    some = left if left is not None else right
    name = "" if some is None else identity_of(some)
    if left is None or right is None:
        yield Difference(name, "", None if left is None else name, None if right is None else name)
    elif type(left) is type(right):
        yield from _compare(left, right, _Spot(name, spelling=spelling))
    else:
        yield Difference(name, "", identity_of(left), identity_of(right))


def _compare(left: Any, right: Any, spot: _Spot) -> Iterator[Difference]:
    if left is right or (not spot.spelling and left == right):
        return
    if isinstance(left, Amount) and isinstance(right, Amount):
        yield from _compare_amounts(left, right, spot)
    elif isinstance(left, Text) and isinstance(right, Text):
        yield from _compare_texts(left, right, spot)
    elif isinstance(left, BaseModel) and isinstance(right, BaseModel):
        for name in type(left).model_fields:
            yield from _compare(getattr(left, name), getattr(right, name), spot.below(name))
    elif isinstance(left, tuple) and isinstance(right, tuple):
        for first, second, position, item in _paired(left, right):
            yield from _compare(first, second, spot.below(position, item))
    elif left is None or right is None or isinstance(left, (BaseModel, tuple)) or isinstance(right, (BaseModel, tuple)):
        for pointer, text in leaves(left, spot.pointer):
            yield Difference(spot.dataset, pointer, text, None, spot.item)
        for pointer, text in leaves(right, spot.pointer):
            yield Difference(spot.dataset, pointer, None, text, spot.item)
    elif left != right:
        yield Difference(spot.dataset, spot.pointer, str(left), str(right), spot.item)


def _compare_amounts(left: Amount, right: Amount, spot: _Spot) -> Iterator[Difference]:
    if left.value != right.value:
        texts = [None if side.value is None else _plain(side.value) for side in (left, right)]
        change = _relative(left.value, right.value)
        yield Difference(spot.dataset, f"{spot.pointer}/value", texts[0], texts[1], spot.item, change)
    elif spot.spelling and left.raw != right.raw:
        yield Difference(spot.dataset, f"{spot.pointer}/raw", left.raw, right.raw, spot.item)
    if left.unit != right.unit:
        yield Difference(spot.dataset, f"{spot.pointer}/unit", left.unit, right.unit, spot.item)


def _plain(value: Decimal) -> str:
    return str(value.normalize()) if value else "0"


def _relative(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    if not left or right is None:
        return None
    with localcontext(CONTEXT):
        return SHOWN.plus((right - left) / left).normalize(SHOWN)


def _compare_texts(left: Text, right: Text, spot: _Spot) -> Iterator[Difference]:
    """Texts by language; of several in one language each by its turn."""
    firsts, seconds = _by_language(left), _by_language(right)
    for key in dict.fromkeys([*firsts, *seconds]):
        if firsts.get(key) != seconds.get(key):
            language, turn = key
            name = (language or turn) if not turn or not language else f"{language}-{turn + 1}"
            yield Difference(spot.dataset, f"{spot.pointer}/{name}", firsts.get(key), seconds.get(key), spot.item)


def _by_language(text: Text) -> dict[tuple[str | None, int], str]:
    found: dict[tuple[str | None, int], str] = {}
    for language, words in text:
        turn = next(n for n in range(len(text.items) + 1) if (language, n) not in found)
        found[language, turn] = words
    return found


# --- pairing ----------------------------------------------------------------------------------------


@cache
def _keys(path: Path, model: str) -> tuple[_Key, ...]:
    """The keys of a model's items, first choice first."""
    return tuple(_split(key) for row in read_table(path) if row["model"] == model for key in row["keys"].split("|"))


@cache
def _shown(path: Path, model: str) -> _Key:
    """By what an item is shown: its first key, and its name."""
    row = next((row for row in read_table(path) if row["model"] == model), None)
    if row is None:
        return ()
    return _split("+".join(part for part in (row["keys"].partition("|")[0], row["shown"]) if part))


def _split(key: str) -> _Key:
    return tuple(tuple(name.split(".")) for name in key.split("+"))


def _key_of(item: Any, key: _Key) -> tuple[str | None, ...]:
    parts: list[str | None] = []
    for names in key:
        value: Any = item
        for name in names:
            value = getattr(value, name, None)
        parts.append(value.best("en", "zh") if isinstance(value, Text) else None if value is None else str(value))
    return tuple(parts)


def _paired(left: tuple[Any, ...], right: tuple[Any, ...]) -> Iterator[tuple[Any, Any, int, str]]:
    """Items of two lists with their partner (None for none), position and what they are called."""
    path, model = path_of("compare/keys.csv"), type((left or right)[0]).__name__
    keys, shown = _keys(path, model), _shown(path, model)
    partners: dict[int, int] = {}
    free = dict.fromkeys(range(len(right)))
    for key in keys:
        _match(left, right, partners, free, lambda item, key=key: _key_of(item, key))  # type: ignore[misc]
    _match(left, right, partners, free, _text_of)
    if not keys:
        rest = iter(list(free))
        for spot in range(len(left)):
            if spot not in partners and (partner := next(rest, None)) is not None:
                partners[spot] = partner
                del free[partner]
    for spot, item in enumerate(left):
        partner = partners.get(spot)
        yield item, None if partner is None else right[partner], spot, _label(item, shown)
    for spot in free:
        yield None, right[spot], spot, _label(right[spot], shown)


def _match(left: Any, right: Any, partners: dict[int, int], free: dict[int, None], key_of: Any) -> None:
    """Pair the items that are still alone and have the same key, in their order."""
    waiting: dict[Any, list[int]] = defaultdict(list)
    for spot in free:
        waiting[key_of(right[spot])].append(spot)
    for group in waiting.values():
        group.reverse()
    for spot, item in enumerate(left):
        partner = waiting.get(key_of(item)) if spot not in partners else None
        if partner:
            partners[spot] = partner.pop()
            del free[partners[spot]]


def _text_of(item: Any) -> Any:
    return tuple(leaves(item)) if isinstance(item, BaseModel) else item


def _label(item: Any, shown: _Key) -> str:
    return "[" + " · ".join(part for part in _key_of(item, shown) if part) + "]" if shown else ""

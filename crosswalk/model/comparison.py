"""The differences of two datasets, field by field; items of lists are paired by what they are, not by position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from pydantic import BaseModel

from crosswalk.model.base import Amount, Text, identified
from crosswalk.model.epd import Cell
from crosswalk.model.pairing import pair_items, pairing_of
from crosswalk.model.schema import MODELS
from crosswalk.model.walk import leaves, shortest

SHOWN = Context(prec=4)
"""Digits of a relative difference: it is for reading, the two numbers are exact."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs; None on the side where it is absent.

    ``pointer`` counts positions on the left side (on the right where the left has none); ``item`` says by their keys
    which items of lists it is about, and ``names`` what the dataset and these items are called.
    """

    dataset: str
    pointer: str
    left: str | None
    right: str | None
    item: str = ""
    relative: Decimal | None = None
    """(right − left) / left, to four digits, for numbers that differ."""
    names: tuple[Text, ...] = ()

    def label(self, *languages: str) -> str:
        """The names of the dataset and of the items, in the first of these languages that each has."""
        return " / ".join(filter(None, (name.best(*languages) for name in self.names)))

    def as_dict(self) -> dict[str, str | None]:
        """Plain data, for JSON."""
        return {
            "dataset": self.dataset,
            "pointer": self.pointer,
            "item": self.item,
            "label": self.label("en", "zh"),
            "left": self.left,
            "right": self.right,
            "relative": None if self.relative is None else str(self.relative),
        }


def identity_of(model: BaseModel) -> str:
    """The kind and UUID of a dataset, such as ``unit group 93a60a57-…``."""
    return f"{kind_of(type(model))} {identified(model).uuid or ''}".strip()


@cache
def kind_of(model: type[BaseModel]) -> str:
    """The kind of dataset that a model holds."""
    return next(kind for kind, known in MODELS.items() if known is model)


def name_of(model: BaseModel) -> Text | None:
    """What a dataset is called: the base name of processes, flows and models, the product of a declaration."""
    name = getattr(model, "name", None) or getattr(getattr(model, "product", None), "name", None)
    found = name if isinstance(name, Text) else getattr(name, "base", None)
    return found or getattr(model, "short_name", None)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a comparison stands: the dataset, a pointer into it, the items on the way."""

    dataset: str
    pointer: str = ""
    item: str = ""
    names: tuple[Text, ...] = ()
    spelling: bool = False

    def below(self, name: object) -> Spot:
        """The spot of a field or position."""
        return replace(self, pointer=f"{self.pointer}/{name}" if self.pointer else str(name))

    def differs(self, left: str | None, right: str | None, change: Decimal | None = None) -> Difference:
        """The difference of two texts at the spot."""
        return Difference(self.dataset, self.pointer, left, right, self.item, change, self.names)


def compare_models(left: BaseModel | None, right: BaseModel | None, *, spelling: bool = False) -> Iterator[Difference]:
    """The differences of two datasets; of a dataset that stands on one side only, the dataset itself.

    Numbers are compared as numbers: 1.0 equals 1.00, unless ``spelling`` asks for their digits as well.
    """
    if left is not None and right is not None and not spelling and left == right:
        return
    spot = spot_of(left, right, spelling=spelling)
    if left is None or right is None or type(left) is not type(right):
        sides = [None if side is None else identity_of(side) for side in (left, right)]
        yield spot.differs(sides[0], sides[1])
    else:
        yield from _compare(left, right, spot)


def spot_of(left: BaseModel | None, right: BaseModel | None, *, spelling: bool = False) -> Spot:
    """Where the comparison of two datasets begins."""
    some = left if left is not None else right
    if some is None:
        return Spot("", spelling=spelling)
    name = name_of(some)
    return Spot(identity_of(some), names=() if name is None else (name,), spelling=spelling)


def _compare(left: Any, right: Any, spot: Spot) -> Iterator[Difference]:
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
        yield from _compare_lists(left, right, spot)
    elif left is None or right is None:
        yield from _one_sided(left, right, spot)
    elif left != right:
        texts = [shortest(side) if isinstance(side, Decimal) else str(side) for side in (left, right)]
        yield spot.differs(texts[0], texts[1], _relative(left, right))


def _one_sided(left: Any, right: Any, spot: Spot) -> Iterator[Difference]:
    for pointer, text in leaves(left, spot.pointer):
        yield replace(spot, pointer=pointer).differs(text, None)
    for pointer, text in leaves(right, spot.pointer):
        yield replace(spot, pointer=pointer).differs(None, text)


def _compare_lists(left: tuple[Any, ...], right: tuple[Any, ...], spot: Spot) -> Iterator[Difference]:
    if not left and not right:
        return
    pairing = pairing_of(type((left or right)[0]))
    for pair in pair_items(left, right, spelling=spot.spelling):
        if pair.left == pair.right and not spot.spelling:
            continue
        name = pairing.named(pair)
        there = Spot(
            spot.dataset,
            f"{spot.pointer}/{pair.position}",
            f"{spot.item} {pairing.called(pair)}".strip(),
            spot.names if name is None else (*spot.names, name),
            spot.spelling,
        )
        yield from _compare(pair.left, pair.right, there)


def _compare_amounts(left: Amount, right: Amount, spot: Spot) -> Iterator[Difference]:
    if left.value != right.value:
        texts = [None if side.value is None else shortest(side.value) for side in (left, right)]
        yield spot.below("value").differs(texts[0], texts[1], _relative(left.value, right.value))
    elif spot.spelling and left.raw != right.raw:
        yield spot.below("raw").differs(left.raw, right.raw)
    if left.unit != right.unit:
        yield spot.below("unit").differs(left.unit, right.unit)
    if isinstance(left, Cell) and isinstance(right, Cell) and left.state != right.state:
        words = [cell.raw or cell.state.value if cell.value is None else None for cell in (left, right)]
        yield spot.below("state").differs(words[0], words[1])


def _relative(left: Any, right: Any) -> Decimal | None:
    """The exact quotient, rounded once."""
    if not isinstance(left, Decimal) or not isinstance(right, Decimal) or not left:
        return None
    change = (Fraction(right) - Fraction(left)) / Fraction(left)
    return SHOWN.divide(Decimal(change.numerator), Decimal(change.denominator)).normalize(SHOWN)


def _compare_texts(left: Text, right: Text, spot: Spot) -> Iterator[Difference]:
    """Texts by language; of several in one language the equal ones first, then each by its turn."""
    firsts, seconds = _by_language(left), _by_language(right)
    for language in dict.fromkeys([*firsts, *seconds]):
        mine, yours = firsts.get(language, []), seconds.get(language, [])
        ours = Counter(mine) & Counter(yours)
        rest, other = _without(mine, ours), _without(yours, ours)
        for turn in range(max(len(rest), len(other))):
            one, two = rest[turn] if turn < len(rest) else None, other[turn] if turn < len(other) else None
            where = (one or two or (0, ""))[0]
            name = language if language and not where else f"{language}-{where + 1}" if language else where
            yield spot.below(name).differs(one[1] if one else None, two[1] if two else None)


def _by_language(text: Text) -> dict[str | None, list[str]]:
    found: dict[str | None, list[str]] = {}
    for language, words in text:
        found.setdefault(language, []).append(words)
    return found


def _without(texts: list[str], some: Counter[str]) -> list[tuple[int, str]]:
    """The texts that are not among ``some``, each with its position."""
    left = Counter(some)
    rest: list[tuple[int, str]] = []
    for spot, words in enumerate(texts):
        if left[words] > 0:
            left[words] -= 1
        else:
            rest.append((spot, words))
    return rest

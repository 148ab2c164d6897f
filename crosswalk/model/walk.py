"""Leaves of a model, and the difference of two models field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from crosswalk.model.base import Amount, Text


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs; None on the side where it is absent."""

    dataset: str
    pointer: str
    left: str | None
    right: str | None

    def as_dict(self) -> dict[str, str | None]:
        """Plain data, for JSON."""
        return {"dataset": self.dataset, "pointer": self.pointer, "left": self.left, "right": self.right}


def leaves(model: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Pointer and text of every value of a model: texts by language, amounts by their value and unit."""
    if isinstance(model, Text):
        for spot, (language, text) in enumerate(model):
            yield f"{pointer}/{language or spot}", text
    elif isinstance(model, Amount):
        if model.value is not None:
            yield f"{pointer}/value", str(model.value.normalize()) if model.value else "0"
        if model.unit is not None:
            yield f"{pointer}/unit", model.unit
    elif isinstance(model, BaseModel):
        for name in type(model).model_fields:
            yield from leaves(getattr(model, name), f"{pointer}/{name}" if pointer else name)
    elif isinstance(model, tuple):
        for spot, item in enumerate(model):
            yield from leaves(item, f"{pointer}/{spot}")
    elif model is not None:
        yield pointer, str(model)


def identity_of(model: BaseModel) -> str:
    """The kind and UUID of a dataset."""
    identity = getattr(model, "identity", None)
    return f"{type(model).__name__.lower()} {getattr(identity, 'uuid', None) or ''}".strip()


def differences(left: Sequence[BaseModel], right: Sequence[BaseModel]) -> list[Difference]:
    """The differences of two sets of datasets, paired by kind and UUID; single ones are paired as they are."""
    single = len(left) == len(right) == 1
    pairs = [(identity_of(left[0]), left[0], right[0])] if single else _paired(left, right)
    return [difference for name, first, second in pairs for difference in _compare(name, first, second)]


def _paired(
    left: Sequence[BaseModel], right: Sequence[BaseModel]
) -> list[tuple[str, BaseModel | None, BaseModel | None]]:
    firsts: dict[str, BaseModel] = {identity_of(model): model for model in left}
    seconds = {identity_of(model): model for model in right}
    return [(name, firsts.get(name), seconds.get(name)) for name in dict.fromkeys([*firsts, *seconds])]


def _compare(name: str, left: BaseModel | None, right: BaseModel | None) -> Iterator[Difference]:
    if left is None or right is None:
        yield Difference(name, "", None if left is None else name, None if right is None else name)
        return
    first: Mapping[str, str] = dict(leaves(left))
    second: Mapping[str, str] = dict(leaves(right))
    for pointer in dict.fromkeys([*first, *second]):
        if first.get(pointer) != second.get(pointer):
            yield Difference(name, pointer, first.get(pointer), second.get(pointer))

"""The values of a model, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from crosswalk.model.base import Amount, Text


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

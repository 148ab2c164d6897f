"""What every part of the canonical model is made of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

LanguageText = tuple[str | None, str]


class Model(BaseModel):
    """A frozen object that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Text(Model):
    """A text in several languages, in source order; ``None`` where the source does not say which."""

    items: tuple[LanguageText, ...] = ()

    def get(self, *languages: str) -> str | None:
        """The text in the first of these languages that is there."""
        for wanted in languages:
            for language, text in self.items:
                if language == wanted:
                    return text
        return None

    def best(self, *languages: str) -> str:
        """The text in the first of these languages, else the first text, else an empty string."""
        return self.get(*languages) or (self.items[0][1] if self.items else "")

    @classmethod
    def of(cls, **texts: str | None) -> Text:
        """``Text.of(zh="钢", en="Steel")``; languages with None are left out."""
        return cls(items=tuple((language, text) for language, text in texts.items() if text is not None))

    def __iter__(self) -> Iterator[LanguageText]:  # type: ignore[override]
        return iter(self.items)

    def __bool__(self) -> bool:
        return bool(self.items)


class Amount(Model):
    """A number, its unit and the source's own characters. Equality ignores the characters."""

    value: Decimal | None = None
    unit: str | None = None
    raw: str | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Amount):
            return NotImplemented
        return self.value == other.value and self.unit == other.unit

    def __hash__(self) -> int:
        return hash((self.value, self.unit))


class Reference(Model):
    """A pointer to another dataset: kind, UUID, version, address, and the name it is shown by."""

    kind: str | None = None
    id: str | None = None
    version: str | None = None
    uri: str | None = None
    name: Text | None = None
    sub_reference: Text | None = None


class ClassEntry(Model):
    """One level of a classification."""

    level: int | None = None
    id: str | None = None
    name: str | None = None


class Classification(Model):
    """A path in a classification system, most general level first."""

    system: str | None = None
    classes: str | None = None
    entries: tuple[ClassEntry, ...] = ()


class DatasetId(Model):
    """What identifies a dataset: UUID, version and permanent address."""

    uuid: str | None = None
    version: str | None = None
    uri: str | None = None


def identified(model: object) -> DatasetId:
    """What identifies a dataset; an empty identity where the model has none."""
    found = getattr(model, "identity", None)
    return found if isinstance(found, DatasetId) else DatasetId()


class FileReference(Model):
    """A file that a declaration names: evidence, a picture, a report."""

    name: str
    sha256: str | None = None


def plain(model: BaseModel) -> dict[str, Any]:
    """The model as plain data for the engine: no None, no empty tuples, Decimals as they are."""
    found = _stripped(model.model_dump(mode="python", exclude_none=True))
    assert isinstance(found, dict)
    return found


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _stripped(item) if isinstance(item, (dict, tuple)) else item
            for name, item in value.items()
            if item != ()
        }
    if isinstance(value, tuple) and value and isinstance(value[0], dict):
        return tuple(_stripped(item) for item in value)
    return value

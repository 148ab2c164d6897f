"""Answers: to which datasets they apply, which field they fill, and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crosswalk.context.paths import Step, canonical_path, parse_path, plain_path
from crosswalk.core.errors import InputError
from crosswalk.core.places import Place

ALL = "all"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: ``scope`` is ``all`` or the UUID of one dataset, ``kind`` a kind of dataset or empty for each."""

    scope: str
    kind: str
    path: str
    value: str = ""
    zh: str = ""
    en: str = ""
    replace: bool = False
    place: Place = field(default_factory=Place)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the path. Raises InputError (XW-Q010) for what is no path."""
        steps = parse_path(self.path)
        if steps is None:
            raise InputError("XW-Q010", self.place, path=self.path, kind=self.kind)
        return steps

    @property
    def plain_path(self) -> str:
        """The path without positions and names of items."""
        return plain_path(self.steps)

    @property
    def canonical_path(self) -> str:
        """The path in the one spelling by which answers to the same question are known."""
        return canonical_path(self.steps)


@dataclass(frozen=True)
class Context:
    """All answers of a form."""

    answers: tuple[Answer, ...] = ()
    _scopes: Mapping[tuple[str, str], tuple[Answer, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        scopes: dict[tuple[str, str], list[Answer]] = {}
        for answer in self.answers:
            scopes.setdefault((answer.scope, answer.kind), []).append(answer)
        object.__setattr__(self, "_scopes", {scope: tuple(found) for scope, found in scopes.items()})

    def of(self, kind: str, uuid: str) -> tuple[Answer, ...]:
        """The answers for one dataset, the narrowest first: for it alone, for its kind, for all.

        Where two answer the same question the narrower one counts.
        """
        return tuple(self._narrowest(kind, uuid))

    def _narrowest(self, kind: str, uuid: str) -> Iterator[Answer]:
        answered: set[str] = set()
        for scopes in (((uuid, kind), (uuid, "")), ((ALL, kind),), ((ALL, ""),)):
            for scope in scopes:
                found = [a for a in self._scopes.get(scope, ()) if a.canonical_path not in answered]
                yield from found
                answered.update(answer.canonical_path for answer in found)

"""Which methods the results of a declaration were computed with, and how that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from crosswalk.core.tables import table
from crosswalk.model.indicator import EDITIONS, plain_uuid, versions
from crosswalk.model.resolution import Resolved


@dataclass(frozen=True, slots=True)
class Ground:
    """What speaks for a method: indicators whose identifiers belong to it, or a compliance system that is claimed."""

    name: str
    """The method, or the compliance system."""
    indicators: tuple[str, ...] = ()
    strength: str = ""
    """Of a claim: ``strong`` where it alone tells the method, else ``weak``."""


@dataclass(frozen=True, slots=True)
class MethodEvidence:
    """The method and the edition of EN 15804 of a dataset's results; ``mixed`` where both editions are present."""

    method: str | None = None
    standard: str | None = None
    grounds: tuple[Ground, ...] = ()
    mixed: bool = False
    both_versions: bool = False
    """Whether results of EF 3.0 and of EF 3.1 stand side by side."""
    contradicted: tuple[str, ...] = ()
    """Compliance systems that say otherwise than the results, where none says the same."""

    @property
    def is_open(self) -> bool:
        """Whether the edition has several versions of the methods, and nothing tells which one it is."""
        return self.standard in versions().values() and self.method not in versions()


def method_evidence(resolved: Iterable[Resolved], compliance: Iterable[str]) -> MethodEvidence:
    """Method and edition by the results first, then by the compliance systems that are referred to (UUIDs)."""
    items = tuple(item for item in resolved if item.id)
    known = {row["uuid"]: row for row in table("indicators/compliance.csv")}
    claims = tuple(row for uuid in compliance if (row := known.get(plain_uuid(uuid))) is not None and row["standard"])
    standards = {item.standard for item in items if item.standard}
    grounds = tuple(dict.fromkeys((*_results(items), *_claims(claims))))
    both = set(versions()) <= {item.method for item in items}
    if len(standards) > 1:
        return MethodEvidence(None, None, grounds, mixed=True, both_versions=both)
    standard = _only(standards or {row["standard"] for row in claims})
    method = _method(standard, items, claims)
    against = _contradicted(method, standard, claims) if standards else ()
    return MethodEvidence(method, standard, grounds, both_versions=both, contradicted=against)


def _method(standard: str | None, items: Iterable[Resolved], claims: Iterable[Mapping[str, str]]) -> str | None:
    """The version by the results, else by what is strong evidence of one; results of two versions have none."""
    if standard is None:
        return None
    own = {name for name, edition in versions().items() if edition == standard}
    shown = {item.method for item in items if item.method in own}
    claimed = {row["method"] for row in claims if row["evidence"] == "strong" and row["method"] in own}
    return _only(shown or claimed) or f"{EDITIONS}{standard}"


def _contradicted(method: str | None, standard: str | None, claims: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    shown = method if method in versions() else ""
    agreeing = [row for row in claims if row["standard"] == standard and (not shown or shown == row["method"])]
    return () if agreeing else tuple(row["name"] for row in claims)


def _only(found: set[str] | set[str | None]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def _results(items: Iterable[Resolved]) -> Iterator[Ground]:
    found: dict[str, dict[str, None]] = {}
    for item in items:
        if item.id and (item.method or item.standard):
            found.setdefault(item.method or f"{EDITIONS}{item.standard}", {})[item.id] = None
    for name, ids in found.items():
        yield Ground(name, tuple(ids))


def _claims(claims: Iterable[Mapping[str, str]]) -> Iterator[Ground]:
    for row in claims:
        yield Ground(row["name"], strength=row["evidence"])

"""Repairs of datasets."""

from __future__ import annotations

from dataclasses import dataclass

from crosswalk.core.places import Place


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair of one place."""

    code: str
    place: Place
    before: str | None = None
    after: str | None = None

"""A unit group dataset: units of one dimension and their factors to the reference unit."""

from __future__ import annotations

from crosswalk.model.base import Amount, Classification, DatasetId, Model, Text
from crosswalk.model.review import Compliance, Entry, Publication


class Unit(Model):
    """A unit; ``mean`` is how many reference units one of it is."""

    internal_id: int | None = None
    name: str | None = None
    mean: Amount | None = None
    comment: Text | None = None


class UnitGroup(Model):
    """A unit group dataset, complete for ILCD 1.1. ``reference_unit`` is the internal id of one of the units."""

    identity: DatasetId = DatasetId()
    name: Text | None = None
    classifications: tuple[Classification, ...] = ()
    comment: Text | None = None
    reference_unit: int | None = None
    compliance: tuple[Compliance, ...] = ()
    entry: Entry = Entry()
    publication: Publication = Publication()
    units: tuple[Unit, ...] = ()

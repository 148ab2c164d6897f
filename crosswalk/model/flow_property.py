"""A flow property dataset: the quantity, such as mass, in which flows are measured."""

from __future__ import annotations

from crosswalk.model.base import Classification, DatasetId, Model, Reference, Text
from crosswalk.model.review import Compliance, Entry, Publication


class FlowProperty(Model):
    """A flow property dataset, complete for ILCD 1.1. ``unit_group`` holds the units of the property."""

    identity: DatasetId = DatasetId()
    name: Text | None = None
    synonyms: Text | None = None
    classifications: tuple[Classification, ...] = ()
    comment: Text | None = None
    unit_group: Reference | None = None
    sources: tuple[Reference, ...] = ()
    compliance: tuple[Compliance, ...] = ()
    entry: Entry = Entry()
    publication: Publication = Publication()

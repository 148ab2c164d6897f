"""A flow dataset: elementary, product, waste or other flow."""

from __future__ import annotations

from crosswalk.model.base import Amount, Classification, DatasetId, Model, Reference, Text
from crosswalk.model.epd import Material
from crosswalk.model.review import Compliance, Entry, Publication, Review


class FlowName(Model):
    """The four parts of a flow name, and the functional unit that TIDAS allows beside them."""

    base: Text | None = None
    treatment: Text | None = None
    mix: Text | None = None
    properties: Text | None = None
    functional: Text | None = None


class FlowPropertyValue(Model):
    """A property of the flow and how much of it one reference unit holds."""

    internal_id: int | None = None
    property: Reference | None = None
    mean: Amount | None = None
    minimum: Amount | None = None
    maximum: Amount | None = None
    distribution: str | None = None
    deviation: Amount | None = None
    derivation: str | None = None
    comment: Text | None = None


class Flow(Model):
    """A flow dataset, complete for ILCD 1.1. ``compartments`` are the elementary flow categories;
    ``short_name`` and ``reviews`` are known to TIDAS only.
    """

    identity: DatasetId = DatasetId()
    name: FlowName = FlowName()
    short_name: Text | None = None
    synonyms: Text | None = None
    compartments: tuple[Classification, ...] = ()
    classifications: tuple[Classification, ...] = ()
    cas: str | None = None
    sum_formula: str | None = None
    comment: Text | None = None
    reference_property: int | None = None
    location: Text | None = None
    applicability: Text | None = None
    specifications: tuple[Reference, ...] = ()
    dataset_type: str | None = None
    reviews: tuple[Review, ...] = ()
    compliance: tuple[Compliance, ...] = ()
    entry: Entry = Entry()
    publication: Publication = Publication()
    flow_properties: tuple[FlowPropertyValue, ...] = ()
    kind_of: Reference | None = None
    """The generic flow that a product of one vendor is a kind of (ILCD+EPD ``isA``)."""
    material: Material | None = None
    vendor_specific: bool | None = None
    vendor: Reference | None = None
    vendor_source: Reference | None = None

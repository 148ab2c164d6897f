"""Reviews, compliance, data entry and publication: what all kinds of datasets share."""

from __future__ import annotations

from crosswalk.model.base import Model, Reference, Text


class ReviewMethod(Model):
    """A method of review."""

    name: str | None = None


class ReviewScope(Model):
    """What was reviewed, and by which methods."""

    name: str | None = None
    methods: tuple[ReviewMethod, ...] = ()


class QualityIndicator(Model):
    """A data quality indicator and its verbal value."""

    name: str | None = None
    value: str | None = None


class Review(Model):
    """One review of a dataset."""

    type: str | None = None
    scopes: tuple[ReviewScope, ...] = ()
    indicators: tuple[QualityIndicator, ...] = ()
    details: Text | None = None
    reviewers: tuple[Reference, ...] = ()
    other_details: Text | None = None
    report: Reference | None = None


class Compliance(Model):
    """Compliance with one system, as declared: never our own judgement."""

    system: Reference | None = None
    overall: str | None = None
    nomenclature: str | None = None
    method: str | None = None
    review: str | None = None
    documentation: str | None = None
    quality: str | None = None


class Entry(Model):
    """When and by whom the dataset was entered, and in which format."""

    timestamp: str | None = None
    formats: tuple[Reference, ...] = ()
    original: Reference | None = None
    person: Reference | None = None
    approvals: tuple[Reference, ...] = ()


class Publication(Model):
    """Version history, owner and rights."""

    last_revision: str | None = None
    preceding: tuple[Reference, ...] = ()
    workflow: str | None = None
    unchanged_republication: Reference | None = None
    registration_authority: Reference | None = None
    registration_number: str | None = None
    owner: Reference | None = None
    copyright: bool | None = None
    exclusive_access: tuple[Reference, ...] = ()
    licence: str | None = None
    access_restrictions: Text | None = None

"""A contact dataset: a person or organisation."""

from __future__ import annotations

from crosswalk.model.base import Classification, DatasetId, Model, Reference, Text
from crosswalk.model.epd import EntityId
from crosswalk.model.review import Entry, Publication


class Contact(Model):
    """A contact dataset, complete for ILCD 1.1."""

    identity: DatasetId = DatasetId()
    short_name: Text | None = None
    name: Text | None = None
    classifications: tuple[Classification, ...] = ()
    address: Text | None = None
    telephone: str | None = None
    fax: str | None = None
    email: str | None = None
    website: str | None = None
    central_contact: Text | None = None
    description: Text | None = None
    contacts: tuple[Reference, ...] = ()
    logo: Reference | None = None
    entry: Entry = Entry()
    publication: Publication = Publication()
    entity_ids: tuple[EntityId, ...] = ()
    """Identifiers of the organisation (ILCD+EPD 1.3)."""

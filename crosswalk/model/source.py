"""A source dataset: a publication, figure, standard or file."""

from __future__ import annotations

from crosswalk.model.base import Classification, DatasetId, Model, Reference, Text
from crosswalk.model.review import Entry, Publication


class DigitalFile(Model):
    """The address of a file that belongs to a source."""

    uri: str | None = None


class Source(Model):
    """A source dataset, complete for ILCD 1.1."""

    identity: DatasetId = DatasetId()
    short_name: Text | None = None
    classifications: tuple[Classification, ...] = ()
    citation: str | None = None
    publication_type: str | None = None
    description: Text | None = None
    files: tuple[DigitalFile, ...] = ()
    contacts: tuple[Reference, ...] = ()
    logo: Reference | None = None
    entry: Entry = Entry()
    publication: Publication = Publication()

"""The stable surface for third-party formats.

A package registers a module under the entry-point group ``crosswalk.formats``; the module offers
``FORMAT``, an object with the methods of ``Format``::

    [project.entry-points."crosswalk.formats"]
    my-format = "my_package.my_format"

Everything named here keeps its meaning within a major version.
"""

from crosswalk.carriers.json import JsonSyntax
from crosswalk.carriers.node import NumberText, TruthText
from crosswalk.carriers.xml import XmlSyntax
from crosswalk.core.errors import CrosswalkError, InputError, OutputError
from crosswalk.core.findings import Finding, Kind, Severity
from crosswalk.core.places import Place
from crosswalk.formats.codecs import amount, date, integer, string, truth, vocabulary
from crosswalk.formats.documents import (
    Attachment,
    Document,
    Draft,
    Format,
    Headline,
    Member,
    Peek,
    Source,
    draft_tree,
)
from crosswalk.formats.spec import BadValue, Card, Codec, Detection, Field, Hook, Keyed, Repeat, Table, texts
from crosswalk.model.declaration import Declaration

__all__ = [
    "Attachment",
    "BadValue",
    "Card",
    "Codec",
    "CrosswalkError",
    "Declaration",
    "Detection",
    "Document",
    "Draft",
    "Field",
    "Finding",
    "Format",
    "Headline",
    "Hook",
    "InputError",
    "JsonSyntax",
    "Keyed",
    "Kind",
    "Member",
    "NumberText",
    "OutputError",
    "Peek",
    "Place",
    "Repeat",
    "Severity",
    "Source",
    "Table",
    "TruthText",
    "XmlSyntax",
    "amount",
    "date",
    "draft_tree",
    "integer",
    "string",
    "texts",
    "truth",
    "vocabulary",
]

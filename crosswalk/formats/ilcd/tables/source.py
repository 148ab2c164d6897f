"""The source dataset (ILCD_SourceDataSet.xsd)."""

from __future__ import annotations

from crosswalk.formats.codecs import string
from crosswalk.formats.ilcd.tables.shared import CLASSIFICATION, REFERENCE, SHORT_ADMINISTRATION
from crosswalk.formats.spec import Field, Repeat, Table, texts

_D = "sourceInformation/dataSetInformation"

SOURCE = Table(
    Field("identity.uuid", f"{_D}/common:UUID", string),
    Field("short_name", f"{_D}/common:shortName", texts),
    Repeat("classifications", f"{_D}/classificationInformation/common:classification", CLASSIFICATION),
    Field("citation", f"{_D}/sourceCitation", string),
    Field("publication_type", f"{_D}/publicationType", string),
    Field("description", f"{_D}/sourceDescriptionOrComment", texts),
    Repeat("files", f"{_D}/referenceToDigitalFile", Table(Field("uri", "@uri", string))),
    Repeat("contacts", f"{_D}/referenceToContact", REFERENCE),
    Field("logo", f"{_D}/referenceToLogo", REFERENCE),
    *SHORT_ADMINISTRATION,
)

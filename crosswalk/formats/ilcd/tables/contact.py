"""The contact dataset (ILCD_ContactDataSet.xsd)."""

from __future__ import annotations

from crosswalk.formats.codecs import string
from crosswalk.formats.ilcd.tables.shared import CLASSIFICATION, REFERENCE, SHORT_ADMINISTRATION
from crosswalk.formats.spec import Field, Repeat, Table, texts

_D = "contactInformation/dataSetInformation"

CONTACT = Table(
    Field("identity.uuid", f"{_D}/common:UUID", string),
    Field("short_name", f"{_D}/common:shortName", texts),
    Field("name", f"{_D}/common:name", texts),
    Repeat("classifications", f"{_D}/classificationInformation/common:classification", CLASSIFICATION),
    Field("address", f"{_D}/contactAddress", texts),
    Field("telephone", f"{_D}/telephone", string),
    Field("fax", f"{_D}/telefax", string),
    Field("email", f"{_D}/email", string),
    Field("website", f"{_D}/WWWAddress", string),
    Field("central_contact", f"{_D}/centralContactPoint", texts),
    Field("description", f"{_D}/contactDescriptionOrComment", texts),
    Repeat("contacts", f"{_D}/referenceToContact", REFERENCE),
    Field("logo", f"{_D}/referenceToLogo", REFERENCE),
    *SHORT_ADMINISTRATION,
)

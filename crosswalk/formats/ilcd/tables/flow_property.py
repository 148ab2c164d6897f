"""The flow property dataset (ILCD_FlowPropertyDataSet.xsd)."""

from __future__ import annotations

from crosswalk.formats.codecs import string
from crosswalk.formats.ilcd.tables.shared import (
    CLASSIFICATION,
    OVERALL_COMPLIANCE,
    REFERENCE,
    SHORT_ADMINISTRATION,
    M,
)
from crosswalk.formats.spec import Field, Repeat, Table, texts

_I = "flowPropertiesInformation"
_D = f"{_I}/dataSetInformation"

FLOW_PROPERTY = Table(
    Field("identity.uuid", f"{_D}/common:UUID", string),
    Field("name", f"{_D}/common:name", texts),
    Field("synonyms", f"{_D}/common:synonyms", texts),
    Repeat("classifications", f"{_D}/classificationInformation/common:classification", CLASSIFICATION),
    Field("comment", f"{_D}/common:generalComment", texts),
    Field("unit_group", f"{_I}/quantitativeReference/referenceToReferenceUnitGroup", REFERENCE),
    Repeat("sources", f"{M}/dataSourcesTreatmentAndRepresentativeness/referenceToDataSource", REFERENCE),
    Repeat("compliance", f"{M}/complianceDeclarations/compliance", OVERALL_COMPLIANCE),
    *SHORT_ADMINISTRATION,
)

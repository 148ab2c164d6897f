"""The unit group dataset (ILCD_UnitGroupDataSet.xsd)."""

from __future__ import annotations

from crosswalk.formats.codecs import amount_text as amount
from crosswalk.formats.codecs import integer_text, string
from crosswalk.formats.ilcd.tables.shared import CLASSIFICATION, OVERALL_COMPLIANCE, SHORT_ADMINISTRATION, M
from crosswalk.formats.spec import Field, Repeat, Table, texts

_I = "unitGroupInformation"
_D = f"{_I}/dataSetInformation"

UNIT = Table(
    Field("internal_id", "@dataSetInternalID", integer_text),
    Field("name", "name", string),
    Field("mean", "meanValue", amount),
    Field("comment", "generalComment", texts),
)

UNIT_GROUP = Table(
    Field("identity.uuid", f"{_D}/common:UUID", string),
    Field("name", f"{_D}/common:name", texts),
    Repeat("classifications", f"{_D}/classificationInformation/common:classification", CLASSIFICATION),
    Field("comment", f"{_D}/common:generalComment", texts),
    Field("reference_unit", f"{_I}/quantitativeReference/referenceToReferenceUnit", integer_text),
    Repeat("compliance", f"{M}/complianceDeclarations/compliance", OVERALL_COMPLIANCE),
    *SHORT_ADMINISTRATION,
    Repeat("units", "units/unit", UNIT),
)

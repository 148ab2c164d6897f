"""The flow dataset (ILCD_FlowDataSet.xsd)."""

from __future__ import annotations

from crosswalk.formats.codecs import amount_text as amount
from crosswalk.formats.codecs import integer_text, percent, string
from crosswalk.formats.ilcd.tables.shared import (
    CATEGORIZATION,
    CLASSIFICATION,
    DATASET_FORMATS,
    ENTERED_BY,
    OVERALL_COMPLIANCE,
    REFERENCE,
    SHORT_PUBLICATION,
    TIMESTAMP,
    M,
)
from crosswalk.formats.spec import Field, Repeat, Table, texts

_F = "flowInformation"
_FD = f"{_F}/dataSetInformation"

FLOW = Table(
    Field("identity.uuid", f"{_FD}/common:UUID", string),
    Field("name.base", f"{_FD}/name/baseName", texts),
    Field("name.treatment", f"{_FD}/name/treatmentStandardsRoutes", texts),
    Field("name.mix", f"{_FD}/name/mixAndLocationTypes", texts),
    Field("name.properties", f"{_FD}/name/flowProperties", texts),
    Field("synonyms", f"{_FD}/common:synonyms", texts),
    Repeat("compartments", f"{_FD}/classificationInformation/common:elementaryFlowCategorization", CATEGORIZATION),
    Repeat("classifications", f"{_FD}/classificationInformation/common:classification", CLASSIFICATION),
    Field("cas", f"{_FD}/CASNumber", string),
    Field("sum_formula", f"{_FD}/sumFormula", string),
    Field("comment", f"{_FD}/common:generalComment", texts),
    Field("reference_property", f"{_F}/quantitativeReference/referenceToReferenceFlowProperty", integer_text),
    Field("location", f"{_F}/geography/locationOfSupply", texts),
    Field("applicability", f"{_F}/technology/technologicalApplicability", texts),
    Repeat("specifications", f"{_F}/technology/referenceToTechnicalSpecification", REFERENCE),
    Field("dataset_type", f"{M}/LCIMethod/typeOfDataSet", string),
    Repeat("compliance", f"{M}/complianceDeclarations/compliance", OVERALL_COMPLIANCE),
    TIMESTAMP,
    DATASET_FORMATS,
    ENTERED_BY,
    *SHORT_PUBLICATION,
    Repeat(
        "flow_properties",
        "flowProperties/flowProperty",
        Table(
            Field("internal_id", "@dataSetInternalID", integer_text),
            Field("property", "referenceToFlowPropertyDataSet", REFERENCE),
            Field("mean", "meanValue", amount),
            Field("minimum", "minimumValue", amount),
            Field("maximum", "maximumValue", amount),
            Field("distribution", "uncertaintyDistributionType", string),
            Field("deviation", "relativeStandardDeviation95In", percent),
            Field("derivation", "dataDerivationTypeStatus", string),
            Field("comment", "generalComment", texts),
        ),
    ),
)

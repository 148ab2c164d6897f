"""The life cycle model dataset of eILCD (ILCD_LifeCycleModelDataSet.xsd)."""

from __future__ import annotations

from crosswalk.formats.codecs import amount_text as amount
from crosswalk.formats.codecs import integer_text, string, truth_text
from crosswalk.formats.ilcd.tables.shared import (
    ACCESS,
    CLASSIFICATION,
    COMMISSION,
    COMPLIANCE,
    DATASET_FORMATS,
    ENTERED_BY,
    REFERENCE,
    SHORT_PUBLICATION,
    TIMESTAMP,
    M,
)
from crosswalk.formats.spec import Field, Repeat, Table, texts

_I = "lifeCycleModelInformation"
_D = f"{_I}/dataSetInformation"
_T = f"{_I}/technology"

DOWNSTREAM = Table(
    Field("instance", "@id", integer_text),
    Field("flow", "@flowUUID", string),
    Field("location", "@location", string),
    Field("flow_version", "@version", string),
    Field("dominant", "@dominant", truth_text),
)

CONNECTION = Table(
    Field("flow", "@flowUUID", string),
    Field("flow_version", "@version", string),
    Field("dominant", "@dominant", truth_text),
    Repeat("downstream", "downstreamProcess", DOWNSTREAM),
)

PARAMETER_VALUE = Table(
    Field("name", "@name", string),
    Field("value", "#text", amount, also=("parameter",)),
)

PROCESS_INSTANCE = Table(
    Field("internal_id", "@dataSetInternalID", integer_text),
    Field("multiplication", "@multiplicationFactor", amount),
    Field("process", "referenceToProcess", REFERENCE),
    Field("scaling", "scalingFactor", amount, also=("scalingFactors",)),
    Repeat("groups", "groups/memberOf", Table(Field("group", "@groupId", integer_text))),
    Repeat("parameters", "parameters/parameter", PARAMETER_VALUE),
    Repeat("connections", "connections/outputExchange", CONNECTION),
)

REVIEW = Table(
    Repeat("reviewers", "common:referenceToNameOfReviewerAndInstitution", REFERENCE),
    Field("other_details", "common:otherReviewDetails", texts),
    Field("report", "common:referenceToCompleteReviewReport", REFERENCE),
)

LIFE_CYCLE_MODEL = Table(
    Field("identity.uuid", f"{_D}/common:UUID", string),
    Field("name.base", f"{_D}/name/baseName", texts),
    Field("name.treatment", f"{_D}/name/treatmentStandardsRoutes", texts),
    Field("name.mix", f"{_D}/name/mixAndLocationTypes", texts),
    Field("name.functional", f"{_D}/name/functionalUnitFlowProperties", texts),
    Repeat("classifications", f"{_D}/classificationInformation/common:classification", CLASSIFICATION),
    Repeat("resulting_processes", f"{_D}/referenceToResultingProcess", REFERENCE),
    Field("comment", f"{_D}/common:generalComment", texts),
    Repeat("documentation", f"{_D}/referenceToExternalDocumentation", REFERENCE),
    Field("reference_process", f"{_I}/quantitativeReference/referenceToReferenceProcess", integer_text),
    Repeat(
        "groups",
        f"{_T}/groupDeclarations/group",
        Table(Field("id", "@id", integer_text), Field("name", "groupName", texts)),
    ),
    Repeat("instances", f"{_T}/processes/processInstance", PROCESS_INSTANCE),
    Repeat("diagrams", f"{_T}/referenceToDiagram", REFERENCE),
    Field("use_advice", f"{M}/dataSourcesTreatmentEtc/useAdviceForDataSet", texts),
    Repeat("reviews", f"{M}/validation/review", REVIEW),
    Repeat(
        "compliance",
        f"{M}/complianceDeclarations",  # this type alone repeats the outer element, with one declaration in each
        Table(*COMPLIANCE.below("compliance")),
    ),
    *COMMISSION,
    TIMESTAMP,
    DATASET_FORMATS,
    ENTERED_BY,
    *SHORT_PUBLICATION,
    *ACCESS,
)

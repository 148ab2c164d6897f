"""The process dataset (ILCD_ProcessDataSet.xsd)."""

from __future__ import annotations

from crosswalk.formats.codecs import amount_text as amount
from crosswalk.formats.codecs import integer, integer_text, percent, string
from crosswalk.formats.ilcd.tables.shared import (
    ACCESS,
    CLASSIFICATION,
    COMMISSION,
    COMPLIANCE,
    CONVERTED_FROM,
    DATASET_FORMATS,
    ENTERED_BY,
    OWNER,
    REFERENCE,
    REVIEW,
    REVISION,
    TIMESTAMP,
    USE_APPROVALS,
    M,
    O,
)
from crosswalk.formats.spec import Field, Repeat, Table, texts

PARAMETER = Table(
    Field("name", "@name", string),
    Field("formula", "formula", string),
    Field("mean", "meanValue", amount),
    Field("minimum", "minimumValue", amount),
    Field("maximum", "maximumValue", amount),
    Field("distribution", "uncertaintyDistributionType", string),
    Field("deviation", "relativeStandardDeviation95In", percent),
    Field("comment", "comment", texts),
)

EXCHANGE = Table(
    Field("internal_id", "@dataSetInternalID", integer_text),
    Field("flow", "referenceToFlowDataSet", REFERENCE),
    Field("location", "location", string),
    Field("function_type", "functionType", string),
    Field("direction", "exchangeDirection", string),
    Field("variable", "referenceToVariable", string),
    Field("mean", "meanAmount", amount),
    Field("resulting", "resultingAmount", amount),
    Field("minimum", "minimumAmount", amount),
    Field("maximum", "maximumAmount", amount),
    Field("distribution", "uncertaintyDistributionType", string),
    Field("deviation", "relativeStandardDeviation95In", percent),
    Repeat(
        "allocations",
        "allocations/allocation",
        Table(
            Field("coproduct", "@internalReferenceToCoProduct", integer_text),
            Field("fraction", "@allocatedFraction", percent),
        ),
    ),
    Field("data_source_type", "dataSourceType", string),
    Field("derivation", "dataDerivationTypeStatus", string),
    Repeat("sources", "referencesToDataSource/referenceToDataSource", REFERENCE),
    Field("comment", "generalComment", texts),
)

LCIA_RESULT = Table(
    Field("method", "referenceToLCIAMethodDataSet", REFERENCE),
    Field("mean", "meanAmount", amount),
    Field("distribution", "uncertaintyDistributionType", string),
    Field("deviation", "relativeStandardDeviation95In", percent),
    Field("comment", "generalComment", texts),
)

_P = "processInformation"
_D = f"{_P}/dataSetInformation"
_L = f"{M}/LCIMethodAndAllocation"
_T = f"{M}/dataSourcesTreatmentAndRepresentativeness"

PROCESS = Table(
    Field("identity.uuid", f"{_D}/common:UUID", string),
    Field("name.base", f"{_D}/name/baseName", texts),
    Field("name.treatment", f"{_D}/name/treatmentStandardsRoutes", texts),
    Field("name.mix", f"{_D}/name/mixAndLocationTypes", texts),
    Field("name.functional", f"{_D}/name/functionalUnitFlowProperties", texts),
    Field("sub_dataset", f"{_D}/identifierOfSubDataSet", string),
    Field("synonyms", f"{_D}/common:synonyms", texts),
    Repeat("complementing", f"{_D}/complementingProcesses/referenceToComplementingProcess", REFERENCE),
    Repeat("classifications", f"{_D}/classificationInformation/common:classification", CLASSIFICATION),
    Field("comment", f"{_D}/common:generalComment", texts),
    Repeat("documentation", f"{_D}/referenceToExternalDocumentation", REFERENCE),
    Field("quantitative_reference.kind", f"{_P}/quantitativeReference/@type", string),
    Repeat(
        "quantitative_reference.reference_flows",
        f"{_P}/quantitativeReference/referenceToReferenceFlow",
        integer_text,
    ),
    Field("quantitative_reference.functional_unit", f"{_P}/quantitativeReference/functionalUnitOrOther", texts),
    Field("time.reference_year", f"{_P}/time/common:referenceYear", integer),
    Field("time.valid_until", f"{_P}/time/common:dataSetValidUntil", integer),
    Field("time.description", f"{_P}/time/common:timeRepresentativenessDescription", texts),
    Field("geography.location", f"{_P}/geography/locationOfOperationSupplyOrProduction/@location", string),
    Field(
        "geography.coordinates", f"{_P}/geography/locationOfOperationSupplyOrProduction/@latitudeAndLongitude", string
    ),
    Field(
        "geography.restrictions",
        f"{_P}/geography/locationOfOperationSupplyOrProduction/descriptionOfRestrictions",
        texts,
    ),
    Repeat(
        "geography.sub_locations",
        f"{_P}/geography/subLocationOfOperationSupplyOrProduction",
        Table(
            Field("location", "@subLocation", string),
            Field("coordinates", "@latitudeAndLongitude", string),
            Field("restrictions", "descriptionOfRestrictions", texts),
        ),
    ),
    Field("technology.description", f"{_P}/technology/technologyDescriptionAndIncludedProcesses", texts),
    Repeat("technology.included_processes", f"{_P}/technology/referenceToIncludedProcesses", REFERENCE),
    Field("technology.applicability", f"{_P}/technology/technologicalApplicability", texts),
    Field("technology.pictogram", f"{_P}/technology/referenceToTechnologyPictogramme", REFERENCE),
    Repeat("technology.diagrams", f"{_P}/technology/referenceToTechnologyFlowDiagrammOrPicture", REFERENCE),
    Field("model_description", f"{_P}/mathematicalRelations/modelDescription", texts),
    Repeat("parameters", f"{_P}/mathematicalRelations/variableParameter", PARAMETER),
    Field("method.dataset_type", f"{_L}/typeOfDataSet", string),
    Field("method.principle", f"{_L}/LCIMethodPrinciple", string),
    Field("method.principle_deviations", f"{_L}/deviationsFromLCIMethodPrinciple", texts),
    Repeat("method.approaches", f"{_L}/LCIMethodApproaches", string),
    Field("method.approach_deviations", f"{_L}/deviationsFromLCIMethodApproaches", texts),
    Field("method.constants", f"{_L}/modellingConstants", texts),
    Field("method.constant_deviations", f"{_L}/deviationsFromModellingConstants", texts),
    Repeat("method.details", f"{_L}/referenceToLCAMethodDetails", REFERENCE),
    Field("treatment.cut_off", f"{_T}/dataCutOffAndCompletenessPrinciples", texts),
    Field("treatment.cut_off_deviations", f"{_T}/deviationsFromCutOffAndCompletenessPrinciples", texts),
    Field("treatment.selection", f"{_T}/dataSelectionAndCombinationPrinciples", texts),
    Field("treatment.selection_deviations", f"{_T}/deviationsFromSelectionAndCombinationPrinciples", texts),
    Field("treatment.extrapolation", f"{_T}/dataTreatmentAndExtrapolationsPrinciples", texts),
    Field("treatment.extrapolation_deviations", f"{_T}/deviationsFromTreatmentAndExtrapolationPrinciples", texts),
    Repeat("treatment.handling", f"{_T}/referenceToDataHandlingPrinciples", REFERENCE),
    Repeat("treatment.sources", f"{_T}/referenceToDataSource", REFERENCE),
    Field("treatment.supply_covered", f"{_T}/percentageSupplyOrProductionCovered", percent),
    Field("treatment.supply_volume", f"{_T}/annualSupplyOrProductionVolume", texts),
    Field("treatment.sampling", f"{_T}/samplingProcedure", texts),
    Field("treatment.collection_period", f"{_T}/dataCollectionPeriod", texts),
    Field("treatment.uncertainty_adjustments", f"{_T}/uncertaintyAdjustments", texts),
    Field("treatment.use_advice", f"{_T}/useAdviceForDataSet", texts),
    Field("completeness.product_model", f"{M}/completeness/completenessProductModel", string),
    Repeat("completeness.methods", f"{M}/completeness/referenceToSupportedImpactAssessmentMethods", REFERENCE),
    Repeat(
        "completeness.elementary",
        f"{M}/completeness/completenessElementaryFlows",
        Table(Field("type", "@type", string), Field("value", "@value", string)),
    ),
    Field("completeness.other_problem", f"{M}/completeness/completenessOtherProblemField", texts),
    Repeat("reviews", f"{M}/validation/review", REVIEW),
    Repeat("compliance", f"{M}/complianceDeclarations/compliance", COMPLIANCE),
    *COMMISSION,
    TIMESTAMP,
    DATASET_FORMATS,
    CONVERTED_FROM,
    ENTERED_BY,
    USE_APPROVALS,
    *REVISION,
    Field("publication.registration_authority", f"{O}/common:referenceToRegistrationAuthority", REFERENCE),
    Field("publication.registration_number", f"{O}/common:registrationNumber", string),
    OWNER,
    *ACCESS,
    Repeat("exchanges", "exchanges/exchange", EXCHANGE),
    Repeat("lcia_results", "LCIAResults/LCIAResult", LCIA_RESULT),
)

"""The tables of ILCD 1.1, shared by its XML and by TIDAS JSON. Row order is the order of the schema.

Paths are those of the ILCD 1.1 schemas (ILCD_ProcessDataSet.xsd and its companions); ``common:`` is the
namespace http://lca.jrc.it/ILCD/Common whatever prefix a file uses.
"""

from __future__ import annotations

from crosswalk.formats.codecs import amount_text as amount
from crosswalk.formats.codecs import integer, integer_text, string, truth_text
from crosswalk.formats.spec import Field, Repeat, Table, texts

REFERENCE = Table(
    Field("kind", "@type", string),
    Field("id", "@refObjectId", string),
    Field("version", "@version", string),
    Field("uri", "@uri", string),
    Field("sub_reference", "common:subReference", texts),
    Field("name", "common:shortDescription", texts),
)

CLASSIFICATION = Table(
    Field("system", "@name", string),
    Field("classes", "@classes", string),
    Repeat(
        "entries",
        "common:class",
        Table(Field("level", "@level", integer_text), Field("id", "@classId", string), Field("name", "#text", string)),
    ),
)

CATEGORIZATION = Table(
    Field("system", "@name", string),
    Field("classes", "@categories", string),
    Repeat(
        "entries",
        "common:category",
        Table(Field("level", "@level", integer_text), Field("id", "@catId", string), Field("name", "#text", string)),
    ),
)

COMPLIANCE = Table(
    Field("system", "common:referenceToComplianceSystem", REFERENCE),
    Field("overall", "common:approvalOfOverallCompliance", string),
    Field("nomenclature", "common:nomenclatureCompliance", string),
    Field("method", "common:methodologicalCompliance", string),
    Field("review", "common:reviewCompliance", string),
    Field("documentation", "common:documentationCompliance", string),
    Field("quality", "common:qualityCompliance", string),
)

REVIEW = Table(
    Field("type", "@type", string),
    Repeat(
        "scopes",
        "common:scope",
        Table(
            Field("name", "@name", string),
            Repeat("methods", "common:method", Table(Field("name", "@name", string))),
        ),
    ),
    Repeat(
        "indicators",
        "common:dataQualityIndicators/common:dataQualityIndicator",
        Table(Field("name", "@name", string), Field("value", "@value", string)),
    ),
    Field("details", "common:reviewDetails", texts),
    Repeat("reviewers", "common:referenceToNameOfReviewerAndInstitution", REFERENCE),
    Field("other_details", "common:otherReviewDetails", texts),
    Field("report", "common:referenceToCompleteReviewReport", REFERENCE),
)

PARAMETER = Table(
    Field("name", "@name", string),
    Field("formula", "formula", string),
    Field("mean", "meanValue", amount),
    Field("minimum", "minimumValue", amount),
    Field("maximum", "maximumValue", amount),
    Field("distribution", "uncertaintyDistributionType", string),
    Field("deviation", "relativeStandardDeviation95In", amount),
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
    Field("deviation", "relativeStandardDeviation95In", amount),
    Repeat(
        "allocations",
        "allocations/allocation",
        Table(
            Field("coproduct", "@internalReferenceToCoProduct", integer_text),
            Field("fraction", "@allocatedFraction", amount),
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
    Field("deviation", "relativeStandardDeviation95In", amount),
    Field("comment", "generalComment", texts),
)

_P = "processInformation"
_D = f"{_P}/dataSetInformation"
_M = "modellingAndValidation"
_L = f"{_M}/LCIMethodAndAllocation"
_T = f"{_M}/dataSourcesTreatmentAndRepresentativeness"
_A = "administrativeInformation"
_E = f"{_A}/dataEntryBy"
_O = f"{_A}/publicationAndOwnership"

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
    Field("treatment.supply_covered", f"{_T}/percentageSupplyOrProductionCovered", amount),
    Field("treatment.supply_volume", f"{_T}/annualSupplyOrProductionVolume", texts),
    Field("treatment.sampling", f"{_T}/samplingProcedure", texts),
    Field("treatment.collection_period", f"{_T}/dataCollectionPeriod", texts),
    Field("treatment.uncertainty_adjustments", f"{_T}/uncertaintyAdjustments", texts),
    Field("treatment.use_advice", f"{_T}/useAdviceForDataSet", texts),
    Field("completeness.product_model", f"{_M}/completeness/completenessProductModel", string),
    Repeat("completeness.methods", f"{_M}/completeness/referenceToSupportedImpactAssessmentMethods", REFERENCE),
    Repeat(
        "completeness.elementary",
        f"{_M}/completeness/completenessElementaryFlows",
        Table(Field("type", "@type", string), Field("value", "@value", string)),
    ),
    Field("completeness.other_problem", f"{_M}/completeness/completenessOtherProblemField", texts),
    Repeat("reviews", f"{_M}/validation/review", REVIEW),
    Repeat("compliance", f"{_M}/complianceDeclarations/compliance", COMPLIANCE),
    Repeat("goal.commissioners", f"{_A}/common:commissionerAndGoal/common:referenceToCommissioner", REFERENCE),
    Field("goal.project", f"{_A}/common:commissionerAndGoal/common:project", texts),
    Field("goal.applications", f"{_A}/common:commissionerAndGoal/common:intendedApplications", texts),
    Repeat("generators", f"{_A}/dataGenerator/common:referenceToPersonOrEntityGeneratingTheDataSet", REFERENCE),
    Field("entry.timestamp", f"{_E}/common:timeStamp", string),
    Repeat("entry.formats", f"{_E}/common:referenceToDataSetFormat", REFERENCE),
    Field("entry.original", f"{_E}/common:referenceToConvertedOriginalDataSetFrom", REFERENCE),
    Field("entry.person", f"{_E}/common:referenceToPersonOrEntityEnteringTheData", REFERENCE),
    Repeat("entry.approvals", f"{_E}/common:referenceToDataSetUseApproval", REFERENCE),
    Field("publication.last_revision", f"{_O}/common:dateOfLastRevision", string),
    Field("identity.version", f"{_O}/common:dataSetVersion", string),
    Repeat("publication.preceding", f"{_O}/common:referenceToPrecedingDataSetVersion", REFERENCE),
    Field("identity.uri", f"{_O}/common:permanentDataSetURI", string),
    Field("publication.workflow", f"{_O}/common:workflowAndPublicationStatus", string),
    Field("publication.unchanged_republication", f"{_O}/common:referenceToUnchangedRepublication", REFERENCE),
    Field("publication.registration_authority", f"{_O}/common:referenceToRegistrationAuthority", REFERENCE),
    Field("publication.registration_number", f"{_O}/common:registrationNumber", string),
    Field("publication.owner", f"{_O}/common:referenceToOwnershipOfDataSet", REFERENCE),
    Field("publication.copyright", f"{_O}/common:copyright", truth_text),
    Repeat("publication.exclusive_access", f"{_O}/common:referenceToEntitiesWithExclusiveAccess", REFERENCE),
    Field("publication.licence", f"{_O}/common:licenseType", string),
    Field("publication.access_restrictions", f"{_O}/common:accessRestrictions", texts),
    Repeat("exchanges", "exchanges/exchange", EXCHANGE),
    Repeat("lcia_results", "LCIAResults/LCIAResult", LCIA_RESULT),
)

_SHORT_ADMINISTRATION = (
    Field("entry.timestamp", f"{_E}/common:timeStamp", string),
    Repeat("entry.formats", f"{_E}/common:referenceToDataSetFormat", REFERENCE),
    Field("entry.person", f"{_E}/common:referenceToPersonOrEntityEnteringTheData", REFERENCE),
    Field("identity.version", f"{_O}/common:dataSetVersion", string),
    Repeat("publication.preceding", f"{_O}/common:referenceToPrecedingDataSetVersion", REFERENCE),
    Field("identity.uri", f"{_O}/common:permanentDataSetURI", string),
    Field("publication.owner", f"{_O}/common:referenceToOwnershipOfDataSet", REFERENCE),
)

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
    Field("dataset_type", f"{_M}/LCIMethod/typeOfDataSet", string),
    Repeat("compliance", f"{_M}/complianceDeclarations/compliance", COMPLIANCE),
    *_SHORT_ADMINISTRATION,
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
            Field("deviation", "relativeStandardDeviation95In", amount),
            Field("derivation", "dataDerivationTypeStatus", string),
            Field("comment", "generalComment", texts),
        ),
    ),
)

_C = "contactInformation/dataSetInformation"

CONTACT = Table(
    Field("identity.uuid", f"{_C}/common:UUID", string),
    Field("short_name", f"{_C}/common:shortName", texts),
    Field("name", f"{_C}/common:name", texts),
    Repeat("classifications", f"{_C}/classificationInformation/common:classification", CLASSIFICATION),
    Field("address", f"{_C}/contactAddress", texts),
    Field("telephone", f"{_C}/telephone", string),
    Field("fax", f"{_C}/telefax", string),
    Field("email", f"{_C}/email", string),
    Field("website", f"{_C}/WWWAddress", string),
    Field("central_contact", f"{_C}/centralContactPoint", texts),
    Field("description", f"{_C}/contactDescriptionOrComment", texts),
    Repeat("contacts", f"{_C}/referenceToContact", REFERENCE),
    Field("logo", f"{_C}/referenceToLogo", REFERENCE),
    *_SHORT_ADMINISTRATION,
)

_S = "sourceInformation/dataSetInformation"

SOURCE = Table(
    Field("identity.uuid", f"{_S}/common:UUID", string),
    Field("short_name", f"{_S}/common:shortName", texts),
    Repeat("classifications", f"{_S}/classificationInformation/common:classification", CLASSIFICATION),
    Field("citation", f"{_S}/sourceCitation", string),
    Field("publication_type", f"{_S}/publicationType", string),
    Field("description", f"{_S}/sourceDescriptionOrComment", texts),
    Repeat("files", f"{_S}/referenceToDigitalFile", Table(Field("uri", "@uri", string))),
    Repeat("contacts", f"{_S}/referenceToContact", REFERENCE),
    Field("logo", f"{_S}/referenceToLogo", REFERENCE),
    *_SHORT_ADMINISTRATION,
)

TABLES = {"process": PROCESS, "flow": FLOW, "contact": CONTACT, "source": SOURCE}

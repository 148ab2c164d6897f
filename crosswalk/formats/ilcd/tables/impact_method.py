"""The LCIA method dataset (ILCD_LCIAMethodDataSet.xsd)."""

from __future__ import annotations

from crosswalk.formats.codecs import amount_text as amount
from crosswalk.formats.codecs import integer_text, percent, string, truth_text
from crosswalk.formats.ilcd.tables.shared import (
    ACCESS_RESTRICTIONS,
    CLASSIFICATION,
    COMMISSION,
    COMPLIANCE,
    CONVERTED_FROM,
    COPYRIGHT,
    DATASET_FORMATS,
    ENTERED_BY,
    OWNER,
    REFERENCE,
    REVIEW_METHOD,
    REVIEW_RESULT,
    REVISION,
    TIMESTAMP,
    E,
    M,
)
from crosswalk.formats.spec import Field, Repeat, Table, texts

_I = "LCIAMethodInformation"
_D = f"{_I}/dataSetInformation"
_G = f"{_I}/geography"
_N = f"{M}/LCIAMethodNormalisationAndWeighting"

LOCATION = Table(Field("coordinates", "@latitudeAndLongitude", string), Field("name", "#text", string))

REVIEW = Table(
    Field("type", "@type", string),
    Repeat(
        "scopes",
        "scope",
        Table(
            Field("name", "@name", string),
            Repeat("methods", "method", REVIEW_METHOD, also=("common:method",)),
        ),
        also=("common:scope",),
    ),
    *REVIEW_RESULT,
)
"""Unlike in other datasets, the scope is of the method's own namespace."""

FACTOR = Table(
    Field("flow", "referenceToFlowDataSet", REFERENCE),
    Field("location", "location", string),
    Field("direction", "exchangeDirection", string),
    Field("mean", "meanValue", amount),
    Field("minimum", "minimumValue", amount),
    Field("maximum", "maximumValue", amount),
    Field("distribution", "uncertaintyDistributionType", string),
    Field("deviation", "relativeStandardDeviation95In", percent),
    Field("derivation", "dataDerivationTypeStatus", string),
    Field("recommendation", "deviatingRecommendation", string),
    Repeat(
        "sources",
        "referencesToDataSource/referenceToDataSource",
        REFERENCE,
        also=("../referenceToDataSource",),
    ),
    Field("comment", "generalComment", texts),
)

IMPACT_METHOD = Table(
    Field("identity.uuid", f"{_D}/common:UUID", string),
    Field("name", f"{_D}/common:name", texts),
    Repeat("methodologies", f"{_D}/methodology", string),
    Repeat("classifications", f"{_D}/classificationInformation/common:classification", CLASSIFICATION),
    Repeat("impact_categories", f"{_D}/impactCategory", string),
    Repeat("areas_of_protection", f"{_D}/areaOfProtection", string),
    Field("indicator", f"{_D}/impactIndicator", string),
    Field("comment", f"{_D}/common:generalComment", texts),
    Repeat("documentation", f"{_D}/referenceToExternalDocumentation", REFERENCE),
    Field("reference_quantity", f"{_I}/quantitativeReference/referenceQuantity", REFERENCE),
    Field("time.reference_year", f"{_I}/time/referenceYear", texts),
    Field("time.duration", f"{_I}/time/duration", texts),
    Field("time.description", f"{_I}/time/timeRepresentativenessDescription", texts),
    Field("geography.intervention", f"{_G}/interventionLocation", LOCATION),
    Repeat(
        "geography.intervention_parts",
        f"{_G}/interventionSubLocation",
        LOCATION,
        also=("intervensionSubLocation",),
    ),
    Field("geography.impact", f"{_G}/impactLocation", LOCATION),
    Field("geography.description", f"{_G}/geographicalRepresentativenessDescription", texts),
    Field("impact_model.name", f"{_I}/impactModel/modelName", string),
    Field("impact_model.description", f"{_I}/impactModel/modelDescription", texts),
    Repeat("impact_model.sources", f"{_I}/impactModel/referenceToModelSource", REFERENCE),
    Repeat("impact_model.included_methods", f"{_I}/impactModel/referenceToIncludedMethods", REFERENCE),
    Field("impact_model.mechanisms", f"{_I}/impactModel/consideredMechanisms", texts),
    Repeat("impact_model.flow_charts", f"{_I}/impactModel/referenceToMethodologyFlowChart", REFERENCE),
    Field("use_advice", f"{M}/useAdviceForDataSet", texts),
    Field("method.dataset_type", f"{_N}/typeOfDataSet", string),
    Repeat("method.principles", f"{_N}/LCIAMethodPrinciple", string),
    Field("method.principle_deviations", f"{_N}/deviationsFromLCIAMethodPrinciple", texts),
    Field("method.normalisation", f"{_N}/normalisation", truth_text),
    Repeat("method.usable_normalisations", f"{_N}/referenceToUsableNormalisationDataSets", REFERENCE),
    Field("method.normalisation_description", f"{_N}/normalisationDescription", texts),
    Repeat("method.included_normalisations", f"{_N}/referenceToIncludedNormalisationDataSets", REFERENCE),
    Field("method.weighting", f"{_N}/weighting", truth_text),
    Repeat("method.usable_weightings", f"{_N}/referenceToUsableWeightingDataSets", REFERENCE),
    Field("method.weighting_description", f"{_N}/weightingDescription", texts),
    Repeat("method.included_weightings", f"{_N}/referenceToIncludedWeightingDataSets", REFERENCE),
    Repeat("sources", f"{M}/dataSources/referenceToDataSource", REFERENCE),
    Field("completeness.coverage", f"{M}/completeness/completenessImpactCoverage", percent),
    Field("completeness.inventory_items", f"{M}/completeness/inventoryItems", integer_text),
    Repeat("reviews", f"{M}/validation/review", REVIEW),
    Repeat("compliance", f"{M}/complianceDeclarations/compliance", COMPLIANCE),
    *COMMISSION,
    TIMESTAMP,
    DATASET_FORMATS,
    CONVERTED_FROM,
    ENTERED_BY,
    Repeat("recommendation.entities", f"{E}/recommendationBy/referenceToEntity", REFERENCE),
    Field("recommendation.level", f"{E}/recommendationBy/level", string),
    Field("recommendation.meaning", f"{E}/recommendationBy/meaning", texts),
    *REVISION,
    OWNER,
    COPYRIGHT,
    ACCESS_RESTRICTIONS,
    Repeat("factors", "characterisationFactors/factor", FACTOR),
)

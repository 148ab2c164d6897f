"""The tables of ILCD+EPD as differences from those of ILCD (EPD_Extensions_2013, _2019 and _2024.xsd, MatML 3.1).

Attributes of the extension are qualified in the schemas; some files write them bare, and both are read.
"""

from __future__ import annotations

from collections.abc import Mapping

from crosswalk.formats.cells import cell
from crosswalk.formats.codecs import amount_text as amount
from crosswalk.formats.codecs import percent, string, truth_text
from crosswalk.formats.ilcd.tables import TABLES as ILCD
from crosswalk.formats.ilcd.tables.shared import LAST_REVISION, PERMANENT_URI, REFERENCE, M, O
from crosswalk.formats.spec import Codec, Field, Repeat, Row, Table, texts


def _attribute(model: str, prefix: str, name: str, codec: Codec) -> Field:
    return Field(model, f"@{prefix}:{name}", codec, also=(f"@{name}",))


RESULTS: tuple[Row, ...] = (
    Repeat(
        "modules",
        "common:other/epd:amount",
        Table(
            _attribute("module", "epd", "module", string),
            _attribute("scenario", "epd", "scenario", string),
            Field("cell", "#text", cell),
        ),
    ),
    Field("unit_group", "common:other/epd:referenceToUnitGroupDataSet", REFERENCE),
)
"""Results by module, in exchanges and in LCIA results."""

SHARE = Table(
    _attribute("value", "epd2", "value", amount),
    _attribute("lower", "epd2", "lowerValue", amount),
    _attribute("upper", "epd2", "upperValue", amount),
)
_PART: tuple[Row, ...] = (
    Field("name", "epd2:name", texts),
    Field("weight", "epd2:weightPerc", SHARE),
    Field("mass", "epd2:mass", SHARE),
    Field("comment", "epd2:comment", texts),
)
_PROPERTIES: tuple[Row, ...] = (
    _attribute("data_dictionary", "epd2", "ddGUID", string),
    _attribute("cas", "epd2", "CASNumber", string),
    _attribute("ec", "epd2", "ECNumber", string),
    _attribute("hazard", "epd2", "hazardCode", string),
    _attribute("renewable", "epd2", "renewable", percent),
    _attribute("recycled", "epd2", "recycled", percent),
    _attribute("recyclable", "epd2", "recyclable", percent),
    _attribute("packaging", "epd2", "packaging", truth_text),
)
_INNERMOST = Table(*_PROPERTIES, *_PART)
SUBSTANCE = _INNERMOST.add(Repeat("substances", "epd2:substance", _INNERMOST))
MATERIAL = _INNERMOST.add(Repeat("substances", "epd2:substance", SUBSTANCE))
COMPONENT = Table(
    *_PART,
    Repeat("materials", "epd2:material", MATERIAL),
    Repeat("substances", "epd2:substance", SUBSTANCE),
)

SERVICE_LIFE = Table(
    _attribute("years", "epd24", "years", amount),
    Repeat(
        "factors",
        "epd24:useConditionFactor",
        Table(
            _attribute("category", "epd24", "factorCategory", string),
            _attribute("object_grade", "epd24", "objectSpecificGrade", string),
            _attribute("reference_grade", "epd24", "referenceGrade", string),
            _attribute("factor", "epd24", "factor", amount),
            Field("comment", "epd24:comment", texts),
        ),
    ),
    Repeat("standards", "epd24:referenceToStandard", REFERENCE),
    Repeat("documentation", "epd24:referenceToUseConditionsDocumentation", REFERENCE),
    Field("comment", "epd24:comment", texts),
)
VARIATION = Table(
    _attribute("type", "epd24", "type", string),
    _attribute("percent", "epd24", "variation", percent),
    _attribute("range", "epd24", "variationRange", string),
)
MANUFACTURER = Table(
    _attribute("provides_data", "epd24", "isProvidingData", truth_text),
    Field("contact", "epd24:contact", REFERENCE),
    Repeat(
        "sites",
        "epd24:sites/epd24:site",
        Table(
            Field("name", "epd24:name", string),
            Field("facility", "epd24:facilityIdentifier", string),
            Field("plus_code", "epd24:olc", string),
            Field("country", "epd24:geoCode", string),
            Field("address", "epd24:streetAddress", string),
        ),
    ),
)

_D = "processInformation/dataSetInformation/common:other"
_T = "processInformation/time/common:other"
_L = f"{M}/LCIMethodAndAllocation/common:other"
_S = f"{M}/dataSourcesTreatmentAndRepresentativeness/common:other"

ABOUT: tuple[Row, ...] = (
    Repeat(
        "epd.scenarios",
        f"{_D}/epd:scenarios/epd:scenario",
        Table(
            _attribute("name", "epd", "name", string),
            _attribute("group", "epd", "group", string),
            _attribute("default", "epd", "default", truth_text),
            Field("description", "epd:description", texts),
        ),
    ),
    Repeat(
        "epd.modules",
        f"{_D}/epd:modules/epd:module",
        Table(
            _attribute("name", "epd", "name", string),
            _attribute("product_system", "epd", "productsystem-id", string),
            Field("text", "#text", string),
        ),
    ),
    Field("epd.margin.percent", f"{_D}/epd:safetyMargins/epd:margins", percent),
    Field("epd.margin.description", f"{_D}/epd:safetyMargins/epd:description", texts),
    Repeat("epd.content.components", f"{_D}/epd2:contentDeclaration/epd2:component", COMPONENT),
    Repeat("epd.content.materials", f"{_D}/epd2:contentDeclaration/epd2:material", MATERIAL),
    Repeat("epd.content.substances", f"{_D}/epd2:contentDeclaration/epd2:substance", SUBSTANCE),
    Field("epd.concern", f"{_D}/epd24:SVHC/@epd24:present", truth_text, also=("@present",)),
    Repeat(
        "epd.product_ids",
        f"{_D}/epd24:productIds/epd24:productId",
        Table(_attribute("type", "epd24", "type", string), Field("value", "#text", string)),
    ),
    Field("epd.reference_service_life", f"{_D}/epd24:referenceServiceLife", SERVICE_LIFE),
    Field("epd.estimated_service_life", f"{_D}/epd24:estimatedServiceLife", SERVICE_LIFE),
    Repeat(
        "epd.use_stage",
        f"{_D}/epd24:scenarioData/epd24:useStageScenarioData",
        Table(
            _attribute("scenario", "epd24", "scenario", string),
            Field("impacts", "epd24:soilAndWaterImpacts/epd24:soilAndWaterImpactsDescription", texts),
        ),
    ),
    Repeat(
        "epd.end_of_life",
        f"{_D}/epd24:scenarioData/epd24:eolScenarioData",
        Table(
            _attribute("scenario", "epd24", "scenario", string),
            Field("collected_separately", "epd24:collection/@epd24:separate", amount, also=("@separate",)),
            Field("collected_mixed", "epd24:collection/@epd24:withMixedWaste", amount, also=("@withMixedWaste",)),
            Field("reuse", "epd24:recovery/@epd24:reuse", amount, also=("@reuse",)),
            Field("recycling", "epd24:recovery/@epd24:recycling", amount, also=("@recycling",)),
            Field("energy_recovery", "epd24:recovery/@epd24:energyRecovery", amount, also=("@energyRecovery",)),
            Field("disposal", "epd24:disposal/@epd24:finalDeposition", amount, also=("@finalDeposition",)),
        ),
    ),
)
"""The extension at ``processInformation/dataSetInformation``."""

TIME: tuple[Row, ...] = (
    Field("epd.published", f"{_T}/epd2:publicationDateOfEPD", string),
    Field("epd.expires", f"{_T}/epd24:expirationDateOfEPD", string, also=("epd2:expirationDateOfEPD",)),
)
"""Dates. The schema has the expiry date in the namespace of 2024, the field table of 2025 in that of 2019."""

METHOD: tuple[Row, ...] = (
    Field("epd.sub_type", f"{_L}/epd:subType", string),
    Field("epd.rules.allocation", f"{_L}/epd24:pcrCompliance/@epd24:allocation", truth_text, also=("@allocation",)),
    Field("epd.rules.cut_off", f"{_L}/epd24:pcrCompliance/@epd24:cutOffRules", truth_text, also=("@cutOffRules",)),
    Field(
        "epd.rules.upstream_deviating",
        f"{_L}/epd24:pcrCompliance/@epd24:upstreamDataDeviatingFromAllocationPrinciples",
        truth_text,
        also=("@upstreamDataDeviatingFromAllocationPrinciples",),
    ),
    Field("epd.rules.comment", f"{_L}/epd24:pcrCompliance/epd24:comment", texts),
    Field("epd.variability.manufacturers", f"{_L}/epd24:variability/epd24:manufacturerVariability", VARIATION),
    Field("epd.variability.products", f"{_L}/epd24:variability/epd24:productVariability", VARIATION),
    Field("epd.variability.description", f"{_L}/epd24:variability/epd24:variabilityDescription", texts),
)
SOURCES: tuple[Row, ...] = (
    Repeat("epd.original", f"{_S}/epd2:referenceToOriginalEPD", REFERENCE),
    Repeat("epd.manufacturers", f"{_S}/epd24:manufacturers/epd24:manufacturer", MANUFACTURER),
)
BESIDE = Repeat("epd.original_beside", f"{M}/common:other/epd2:referenceToOriginalEPD", REFERENCE)
PUBLISHERS = Repeat("epd.publishers", f"{O}/common:other/epd2:referenceToPublisher", REFERENCE)

PROCESS = (
    ILCD["process"]
    .within("exchanges/exchange", lambda table: table.add(*RESULTS))
    .within("LCIAResults/LCIAResult", lambda table: table.add(*RESULTS))
    .add(*ABOUT, after="processInformation/dataSetInformation/referenceToExternalDocumentation")
    .add(*TIME, after="processInformation/time/common:timeRepresentativenessDescription")
    .add(*METHOD, after=f"{M}/LCIMethodAndAllocation/referenceToLCAMethodDetails")
    .add(*SOURCES, after=f"{M}/dataSourcesTreatmentAndRepresentativeness/useAdviceForDataSet")
    .add(BESIDE, after=f"{M}/complianceDeclarations/compliance")
    .drop(LAST_REVISION.native)  # the schema of the extension has it behind the version
    .add(LAST_REVISION, after=PERMANENT_URI.native)
    .add(PUBLISHERS, after=f"{O}/common:accessRestrictions")
    .add(_attribute("epd.version", "epd2", "epd-version", string))
)

_F = "flowInformation/dataSetInformation/common:other"
_MM = f"{_F}/mm:MatML_Doc"
_V = f"{M}/LCIMethod/common:other"
FLOW = (
    ILCD["flow"]
    .add(
        Field("kind_of", f"{_F}/epd:isA", REFERENCE),
        Field("material.name", f"{_MM}/mm:Material/mm:BulkDetails/mm:Name", string),
        Repeat(
            "material.values",
            f"{_MM}/mm:Material/mm:BulkDetails/mm:PropertyData",
            Table(
                Field("property", "@property", string),
                Field("format", "mm:Data/@format", string),
                Field("value", "mm:Data/#text", amount),
            ),
        ),
        Repeat(
            "material.details",
            f"{_MM}/mm:Metadata/mm:PropertyDetails",
            Table(
                Field("id", "@id", string),
                Field("name", "mm:Name", string),
                Field("unit", "mm:Units/@name", string),
                Field("unit_description", "mm:Units/@description", string),
                Repeat(
                    "unit_parts",
                    "mm:Units/mm:Unit",
                    Table(Field("power", "@power", string), Field("name", "mm:Name", string)),
                ),
            ),
        ),
        after="flowInformation/dataSetInformation/common:generalComment",
    )
    .add(
        Field("vendor_specific", f"{_V}/epd:vendorSpecificProduct", truth_text),
        Field("vendor", f"{_V}/epd:referenceToVendor", REFERENCE),
        Field("vendor_source", f"{_V}/epd:referenceToSource", REFERENCE),
        after=f"{M}/LCIMethod/typeOfDataSet",
    )
)
CONTACT = ILCD["contact"].add(
    Repeat(
        "entity_ids",
        "contactInformation/dataSetInformation/common:other/ids:entityIds/ids:entityId",
        Table(_attribute("type", "ids", "type", string), Field("value", "#text", string)),
    ),
    after="contactInformation/dataSetInformation/referenceToLogo",
)

TABLES: Mapping[str, Table] = {**ILCD, "process": PROCESS, "flow": FLOW, "contact": CONTACT}
"""Every version is read through the tables of the newest; what an older one lacks is left out when it is written."""

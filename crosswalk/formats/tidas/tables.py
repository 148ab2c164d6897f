"""The tables of TIDAS, as a difference from those of ILCD.

TIDAS is ILCD in JSON. Its JSON Schemas (0.0.43 and 0.2.0) spell a few names otherwise and give some values
as numbers or truth values; since they close no object, its platform also writes fields that ILCD lacks
(those that tidas-tools takes out when it goes to ILCD). Both spellings are read.
"""

from __future__ import annotations

from collections.abc import Mapping

from crosswalk.formats.codecs import integer, string, truth
from crosswalk.formats.ilcd.tables import TABLES as ILCD
from crosswalk.formats.ilcd.tables.shared import (
    ACCESS_RESTRICTIONS,
    AREA_COMPLIANCE,
    COMPLIANCE,
    CONVERTED_FROM,
    COPYRIGHT,
    DATASET_FORMATS,
    ENTERED_BY,
    LAST_REVISION,
    LICENCE,
    OWNER,
    PRECEDING,
    REFERENCE,
    REVIEW,
    USE_APPROVALS,
    WORKFLOW,
    M,
)
from crosswalk.formats.spec import Field, Repeat, Row, Table, texts

_OWNERSHIP: tuple[Row, ...] = (COPYRIGHT, LICENCE, ACCESS_RESTRICTIONS)
_CLASSES = "classificationInformation/common:classification"


def _process() -> Table:
    information = "processInformation/dataSetInformation"
    origin = Table(Field("id", "id", string), Field("version", "version", string), Field("role", "role", string))
    table = ILCD["process"].accept(f"{information}/name/functionalUnitFlowProperties", "flowProperties")
    table = table.accept(
        "processInformation/time/common:timeRepresentativenessDescription", "timeRepresentativenessDescription"
    )
    table = table.add(
        Field("generated_from", f"{information}/generatedFromLifecycleModel", origin),
        after=f"{information}/referenceToExternalDocumentation",
    )
    marked = Field("quantitative_reference", "quantitativeReference", truth)
    return table.within("exchanges/exchange", lambda exchange: exchange.add(marked, after="generalComment"))


def _flow() -> Table:
    information = "flowInformation/dataSetInformation"
    compartments = f"{information}/classificationInformation/common:elementaryFlowCategorization"
    table = ILCD["flow"].add(
        Field("short_name", f"{information}/common:shortName", texts), after=f"{information}/common:UUID"
    )
    table = table.add(
        Field("name.functional", f"{information}/name/functionalUnitFlowProperties", texts),
        after=f"{information}/name/flowProperties",
    )
    table = table.within(
        compartments,
        lambda categories: categories.within("common:category", lambda entry: entry.accept("@catId", "@classId")),
    )
    table = table.add(Repeat("reviews", f"{M}/validation/review", REVIEW), after=f"{M}/LCIMethod/typeOfDataSet")
    table = table.within(f"{M}/complianceDeclarations/compliance", lambda compliance: compliance.add(*AREA_COMPLIANCE))
    table = table.add(LAST_REVISION, after=ENTERED_BY.native)
    return table.add(*_OWNERSHIP, after=OWNER.native)


def _short(kind: str) -> Table:
    """Contacts and sources: who entered them, and the rights in them."""
    table = ILCD[kind].add(ENTERED_BY, LAST_REVISION, after=DATASET_FORMATS.native)
    return table.add(*_OWNERSHIP, after=OWNER.native)


def _contact() -> Table:
    """Early TianGong contacts name the parts of a class ``id`` and ``value``."""
    classes = f"contactInformation/dataSetInformation/{_CLASSES}"
    return _short("contact").within(
        classes,
        lambda classification: classification.within(
            "common:class", lambda entry: entry.accept("@classId", "id").accept("#text", "value")
        ),
    )


def _impact_method() -> Table:
    geography = "LCIAMethodInformation/geography"
    modelling = f"{M}/LCIAMethodNormalisationAndWeighting"
    table = ILCD["LCIA method"].respell(f"{geography}/interventionSubLocation", "intervensionSubLocation")
    table = table.replace(
        Field("method.normalisation", f"{modelling}/normalisation", truth),
        Field("method.weighting", f"{modelling}/weighting", truth),
    )
    table = table.within(
        f"{M}/validation/review",
        lambda review: review.within("scope", lambda scope: scope.respell("method", "common:method")).respell(
            "scope", "common:scope"
        ),
    )
    return table.within("characterisationFactors/factor", _factor)


def _factor(table: Table) -> Table:
    """TIDAS has the reference of a factor's source without the element around it."""
    old = "referencesToDataSource/referenceToDataSource"
    sources = Repeat("sources", "referenceToDataSource", REFERENCE, also=(old,))
    return table.add(sources, after=old).drop(old)


def _life_cycle_model() -> Table:
    information = "lifeCycleModelInformation"
    declarations = f"{M}/complianceDeclarations"
    table = ILCD["life cycle model"].accept(
        f"{information}/dataSetInformation/name/functionalUnitFlowProperties", "flowProperties"
    )
    table = table.replace(
        Field("reference_process", f"{information}/quantitativeReference/referenceToReferenceProcess", integer)
    )
    table = table.within(f"{information}/technology/processes/processInstance", _instance)
    table = table.within(f"{M}/validation/review", lambda review: Table(Field("type", "@type", string), *review.rows))
    table = table.add(Repeat("compliance", f"{declarations}/compliance", COMPLIANCE), after=declarations)
    table = table.drop(declarations).add(CONVERTED_FROM, after=DATASET_FORMATS.native)
    table = table.add(USE_APPROVALS, LAST_REVISION, after=ENTERED_BY.native)
    return table.add(WORKFLOW, after=PRECEDING.native)


def _instance(table: Table) -> Table:
    table = table.respell("scalingFactor", "scalingFactors")
    return table.within("parameters/parameter", lambda parameter: parameter.respell("#text", "parameter"))


TABLES: Mapping[str, Table] = {
    **ILCD,
    "process": _process(),
    "flow": _flow(),
    "contact": _contact(),
    "source": _short("source"),
    "LCIA method": _impact_method(),
    "life cycle model": _life_cycle_model(),
}

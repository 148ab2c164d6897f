"""What environmental product declarations add to ILCD datasets (ILCD+EPD 1.1 to 1.3, EN 15804).

Results stand by module and scenario. A cell that is no number keeps its words: what they mean is its state.
"""

from __future__ import annotations

from enum import StrEnum

from crosswalk.model.base import Amount, Model, Reference, Text


class CellState(StrEnum):
    """What a result cell says: a number, or why there is none. A missing cell is never zero."""

    VALUE = "value"
    NOT_DECLARED = "not_declared"
    MODULE_NOT_ASSESSED = "module_not_assessed"
    INDICATOR_NOT_ASSESSED = "indicator_not_assessed"
    NOT_RELEVANT = "not_relevant"
    EMPTY = "empty"
    MALFORMED = "malformed"


class Cell(Amount):
    """A declared result: a number, or words and the state that they stand for. ``raw`` is the source's own text."""

    state: CellState = CellState.VALUE

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Cell):
            return NotImplemented
        same = self.state == other.state and super().__eq__(other)
        return same and (self.state is not CellState.MALFORMED or self.raw == other.raw)

    def __hash__(self) -> int:
        return hash((self.value, self.state))


class ModuleResult(Model):
    """The result of an indicator in one module (A1-A3, C4, D …), under one scenario where there are several."""

    module: str | None = None
    scenario: str | None = None
    cell: Cell | None = None
    """None where the source has a place for the result and nothing in it."""


class Scenario(Model):
    """A scenario that modules are declared under; ``group`` holds those that exclude each other."""

    name: str | None = None
    group: str | None = None
    default: bool | None = None
    description: Text | None = None


class ModuleSystem(Model):
    """A module of the declaration and the product system that it was computed with."""

    name: str | None = None
    product_system: str | None = None
    text: str | None = None


class Margin(Model):
    """Safety margin (%) on the results, and why."""

    percent: Amount | None = None
    description: Text | None = None


class Share(Model):
    """A share (%) or a mass (kg), as one value or as a range."""

    value: Amount | None = None
    lower: Amount | None = None
    upper: Amount | None = None


class Constituent(Model):
    """A component, material or substance of the product or of its packaging; shares in per cent of mass."""

    name: Text | None = None
    weight: Share | None = None
    mass: Share | None = None
    comment: Text | None = None
    materials: tuple[Constituent, ...] = ()
    substances: tuple[Constituent, ...] = ()
    data_dictionary: str | None = None
    cas: str | None = None
    ec: str | None = None
    hazard: str | None = None
    renewable: Amount | None = None
    recycled: Amount | None = None
    recyclable: Amount | None = None
    packaging: bool | None = None


class Content(Model):
    """The content declaration."""

    components: tuple[Constituent, ...] = ()
    materials: tuple[Constituent, ...] = ()
    substances: tuple[Constituent, ...] = ()


class ProductId(Model):
    """An identifier of the product, such as a GTIN."""

    type: str | None = None
    value: str | None = None


class UseCondition(Model):
    """A factor of ISO 15686-8 on the service life."""

    category: str | None = None
    object_grade: str | None = None
    reference_grade: str | None = None
    factor: Amount | None = None
    comment: Text | None = None


class ServiceLife(Model):
    """Reference or estimated service life in years, and the conditions that it holds under."""

    years: Amount | None = None
    factors: tuple[UseCondition, ...] = ()
    standards: tuple[Reference, ...] = ()
    documentation: tuple[Reference, ...] = ()
    comment: Text | None = None


class UseStage(Model):
    """Impacts on soil and water in the use stage under a scenario, in words."""

    scenario: str | None = None
    impacts: Text | None = None


class EndOfLife(Model):
    """What happens to the declared unit at its end under a scenario: amounts collected, recovered, disposed of."""

    scenario: str | None = None
    collected_separately: Amount | None = None
    collected_mixed: Amount | None = None
    reuse: Amount | None = None
    recycling: Amount | None = None
    energy_recovery: Amount | None = None
    disposal: Amount | None = None


class RuleConformity(Model):
    """Whether allocation, cut-off and upstream data follow the product category rules."""

    allocation: bool | None = None
    cut_off: bool | None = None
    upstream_deviating: bool | None = None
    comment: Text | None = None


class Variation(Model):
    """How much results vary over sites or products: per cent, or a class of ISO 14044 annex B."""

    type: str | None = None
    percent: Amount | None = None
    range: str | None = None


class Variability(Model):
    """Variability over manufacturers and over products."""

    manufacturers: Variation | None = None
    products: Variation | None = None
    description: Text | None = None


class ProductionSite(Model):
    """A production site; ``plus_code`` is an Open Location Code."""

    name: str | None = None
    facility: str | None = None
    plus_code: str | None = None
    country: str | None = None
    address: str | None = None


class Manufacturer(Model):
    """A manufacturer that the declaration covers."""

    provides_data: bool | None = None
    contact: Reference | None = None
    sites: tuple[ProductionSite, ...] = ()


class Epd(Model):
    """The extension of a process dataset that makes it an environmental product declaration."""

    version: str | None = None
    """Version of the format's extension as the dataset states it; none in version 1.1."""
    scenarios: tuple[Scenario, ...] = ()
    modules: tuple[ModuleSystem, ...] = ()
    margin: Margin | None = None
    content: Content | None = None
    concern: bool | None = None
    """Whether the product holds substances of very high concern."""
    product_ids: tuple[ProductId, ...] = ()
    reference_service_life: ServiceLife | None = None
    estimated_service_life: ServiceLife | None = None
    use_stage: tuple[UseStage, ...] = ()
    end_of_life: tuple[EndOfLife, ...] = ()
    published: str | None = None
    expires: str | None = None
    sub_type: str | None = None
    rules: RuleConformity | None = None
    variability: Variability | None = None
    original: tuple[Reference, ...] = ()
    """The published documents; ``original_beside`` holds those that a file names one level higher."""
    original_beside: tuple[Reference, ...] = ()
    manufacturers: tuple[Manufacturer, ...] = ()
    publishers: tuple[Reference, ...] = ()


class MaterialValue(Model):
    """A value of a property, by the identifier that its details go by (MatML PropertyData)."""

    property: str | None = None
    value: Amount | None = None
    format: str | None = None


class UnitPart(Model):
    """One factor of a unit, and its power."""

    name: str | None = None
    power: str | None = None


class MaterialProperty(Model):
    """Name and unit of a material property (MatML PropertyDetails)."""

    id: str | None = None
    name: str | None = None
    unit: str | None = None
    unit_description: str | None = None
    unit_parts: tuple[UnitPart, ...] = ()


class Material(Model):
    """Technical properties of the product, such as its gross density (MatML 3.1)."""

    name: str | None = None
    values: tuple[MaterialValue, ...] = ()
    details: tuple[MaterialProperty, ...] = ()


class EntityId(Model):
    """An identifier of an organisation, such as a VAT number."""

    type: str | None = None
    value: str | None = None


class ResolvedProperty(Model):
    """A flow property as a server resolved it: how much of it one reference unit of the flow holds."""

    name: Text | None = None
    uuid: str | None = None
    mean: Amount | None = None
    reference: bool | None = None
    unit: str | None = None
    unit_group: str | None = None


class ResolvedMaterial(Model):
    """A material property as a server resolved it."""

    name: str | None = None
    value: Amount | None = None
    unit: str | None = None
    description: str | None = None


class ResolvedFlow(Model):
    """What a server says of the flow of an exchange, beside the reference to it (soda4LCA, ``view=extended``)."""

    version: str | None = None
    type: str | None = None
    reference: bool | None = None
    amount: Amount | None = None
    """Mean amount times the mean value of the reference property: the declared quantity."""
    properties: tuple[ResolvedProperty, ...] = ()
    materials: tuple[ResolvedMaterial, ...] = ()
    class_path: str | None = None
    class_system: str | None = None

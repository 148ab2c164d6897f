"""An LCIA method dataset: one impact category or indicator with its characterisation factors."""

from __future__ import annotations

from crosswalk.model.base import Amount, Classification, DatasetId, Model, Reference, Text
from crosswalk.model.process import CommissionerGoal
from crosswalk.model.review import Compliance, Entry, Publication, Review


class ImpactTime(Model):
    """The time that the method holds for; ``duration`` is the period over which impacts are modelled."""

    reference_year: Text | None = None
    duration: Text | None = None
    description: Text | None = None


class Location(Model):
    """A location code or name, and its coordinates."""

    coordinates: str | None = None
    name: str | None = None


class ImpactGeography(Model):
    """Where the interventions take place and where they have their impact."""

    intervention: Location | None = None
    intervention_parts: tuple[Location, ...] = ()
    impact: Location | None = None
    description: Text | None = None


class CharacterisationModel(Model):
    """The model behind the factors and the mechanisms that it considers."""

    name: str | None = None
    description: Text | None = None
    sources: tuple[Reference, ...] = ()
    included_methods: tuple[Reference, ...] = ()
    mechanisms: Text | None = None
    flow_charts: tuple[Reference, ...] = ()


class ImpactModelling(Model):
    """Type and principle of the method, and what of normalisation and weighting the factors include."""

    dataset_type: str | None = None
    principles: tuple[str, ...] = ()
    principle_deviations: Text | None = None
    normalisation: bool | None = None
    usable_normalisations: tuple[Reference, ...] = ()
    normalisation_description: Text | None = None
    included_normalisations: tuple[Reference, ...] = ()
    weighting: bool | None = None
    usable_weightings: tuple[Reference, ...] = ()
    weighting_description: Text | None = None
    included_weightings: tuple[Reference, ...] = ()


class ImpactCompleteness(Model):
    """The share (%) of the impact that is covered, and the number of inventory items."""

    coverage: Amount | None = None
    inventory_items: int | None = None


class Recommendation(Model):
    """Who recommends the method, and how strongly."""

    entities: tuple[Reference, ...] = ()
    level: str | None = None
    meaning: Text | None = None


class CharacterisationFactor(Model):
    """The impact of one reference unit of a flow, in the unit of the method's reference quantity."""

    flow: Reference | None = None
    location: str | None = None
    direction: str | None = None
    mean: Amount | None = None
    minimum: Amount | None = None
    maximum: Amount | None = None
    distribution: str | None = None
    deviation: Amount | None = None
    derivation: str | None = None
    recommendation: str | None = None
    sources: tuple[Reference, ...] = ()
    comment: Text | None = None


class ImpactMethod(Model):
    """An LCIA method dataset, complete for ILCD 1.1."""

    identity: DatasetId = DatasetId()
    name: Text | None = None
    methodologies: tuple[str, ...] = ()
    classifications: tuple[Classification, ...] = ()
    impact_categories: tuple[str, ...] = ()
    areas_of_protection: tuple[str, ...] = ()
    indicator: str | None = None
    comment: Text | None = None
    documentation: tuple[Reference, ...] = ()
    reference_quantity: Reference | None = None
    time: ImpactTime = ImpactTime()
    geography: ImpactGeography = ImpactGeography()
    impact_model: CharacterisationModel = CharacterisationModel()
    use_advice: Text | None = None
    method: ImpactModelling = ImpactModelling()
    sources: tuple[Reference, ...] = ()
    completeness: ImpactCompleteness = ImpactCompleteness()
    reviews: tuple[Review, ...] = ()
    compliance: tuple[Compliance, ...] = ()
    goal: CommissionerGoal = CommissionerGoal()
    generators: tuple[Reference, ...] = ()
    entry: Entry = Entry()
    recommendation: Recommendation = Recommendation()
    publication: Publication = Publication()
    factors: tuple[CharacterisationFactor, ...] = ()

"""A process dataset: unit process, LCI result or partly terminated system."""

from __future__ import annotations

from crosswalk.model.base import Amount, Classification, DatasetId, Model, Reference, Text
from crosswalk.model.epd import Epd, ModuleResult, ResolvedFlow
from crosswalk.model.review import Compliance, Entry, Publication, Review


class ProcessName(Model):
    """The four parts of a process name."""

    base: Text | None = None
    treatment: Text | None = None
    mix: Text | None = None
    functional: Text | None = None


class QuantitativeReference(Model):
    """What the amounts refer to: internal ids of the reference exchanges, or a functional unit in words."""

    kind: str | None = None
    reference_flows: tuple[int, ...] = ()
    functional_unit: Text | None = None


class Time(Model):
    """Reference year, validity and representativeness in time."""

    reference_year: int | None = None
    valid_until: int | None = None
    description: Text | None = None


class SubLocation(Model):
    """A place within the location of a process."""

    location: str | None = None
    coordinates: str | None = None
    restrictions: Text | None = None


class Geography(Model):
    """Where the process takes place."""

    location: str | None = None
    coordinates: str | None = None
    restrictions: Text | None = None
    sub_locations: tuple[SubLocation, ...] = ()


class Technology(Model):
    """How the process works and what it includes."""

    description: Text | None = None
    included_processes: tuple[Reference, ...] = ()
    applicability: Text | None = None
    pictogram: Reference | None = None
    diagrams: tuple[Reference, ...] = ()


class Parameter(Model):
    """A variable or parameter of the process."""

    name: str | None = None
    formula: str | None = None
    mean: Amount | None = None
    minimum: Amount | None = None
    maximum: Amount | None = None
    distribution: str | None = None
    deviation: Amount | None = None
    comment: Text | None = None


class Method(Model):
    """Type of dataset, LCI method principle and approaches, with the deviations from them."""

    dataset_type: str | None = None
    principle: str | None = None
    principle_deviations: Text | None = None
    approaches: tuple[str, ...] = ()
    approach_deviations: Text | None = None
    constants: Text | None = None
    constant_deviations: Text | None = None
    details: tuple[Reference, ...] = ()


class Treatment(Model):
    """Cut-off, data selection, extrapolation, sources and representativeness."""

    cut_off: Text | None = None
    cut_off_deviations: Text | None = None
    selection: Text | None = None
    selection_deviations: Text | None = None
    extrapolation: Text | None = None
    extrapolation_deviations: Text | None = None
    handling: tuple[Reference, ...] = ()
    sources: tuple[Reference, ...] = ()
    supply_covered: Amount | None = None
    supply_volume: Text | None = None
    sampling: Text | None = None
    collection_period: Text | None = None
    uncertainty_adjustments: Text | None = None
    use_advice: Text | None = None


class ElementaryCompleteness(Model):
    """How complete the elementary flows are for one impact."""

    type: str | None = None
    value: str | None = None


class Completeness(Model):
    """Completeness of the product model and of the elementary flows."""

    product_model: str | None = None
    methods: tuple[Reference, ...] = ()
    elementary: tuple[ElementaryCompleteness, ...] = ()
    other_problem: Text | None = None


class CommissionerGoal(Model):
    """Who asked for the dataset and what for."""

    commissioners: tuple[Reference, ...] = ()
    project: Text | None = None
    applications: Text | None = None


class ExchangeAllocation(Model):
    """The share (%) of an exchange that goes to a co-product, named by its internal id."""

    coproduct: int | None = None
    fraction: Amount | None = None


class Exchange(Model):
    """One input or output. ``resulting`` is the mean times the variable's value; amounts are in the
    reference unit of the flow's reference property; ``deviation`` is SDg² or 2·SD (ILCD 1.1).
    """

    internal_id: int | None = None
    flow: Reference | None = None
    location: str | None = None
    function_type: str | None = None
    direction: str | None = None
    variable: str | None = None
    mean: Amount | None = None
    resulting: Amount | None = None
    minimum: Amount | None = None
    maximum: Amount | None = None
    distribution: str | None = None
    deviation: Amount | None = None
    allocations: tuple[ExchangeAllocation, ...] = ()
    data_source_type: str | None = None
    derivation: str | None = None
    sources: tuple[Reference, ...] = ()
    comment: Text | None = None
    quantitative_reference: bool | None = None
    """Whether this is the reference exchange: TIDAS marks it at the exchange as well."""
    modules: tuple[ModuleResult, ...] = ()
    """Results of an inventory indicator by module (ILCD+EPD)."""
    unit_group: Reference | None = None
    resolved: ResolvedFlow | None = None


class LciaResult(Model):
    """A characterised result of the process under one impact method."""

    method: Reference | None = None
    mean: Amount | None = None
    distribution: str | None = None
    deviation: Amount | None = None
    comment: Text | None = None
    modules: tuple[ModuleResult, ...] = ()
    """Results by module (ILCD+EPD)."""
    unit_group: Reference | None = None


class ModelOrigin(Model):
    """The life cycle model that a process was computed from, and the part that it plays there."""

    id: str | None = None
    version: str | None = None
    role: str | None = None


class Process(Model):
    """A process dataset, complete for ILCD 1.1 and ILCD+EPD 1.3; ``generated_from`` is known to TIDAS only."""

    identity: DatasetId = DatasetId()
    name: ProcessName = ProcessName()
    sub_dataset: str | None = None
    synonyms: Text | None = None
    complementing: tuple[Reference, ...] = ()
    classifications: tuple[Classification, ...] = ()
    comment: Text | None = None
    documentation: tuple[Reference, ...] = ()
    generated_from: ModelOrigin | None = None
    quantitative_reference: QuantitativeReference = QuantitativeReference()
    time: Time = Time()
    geography: Geography = Geography()
    technology: Technology = Technology()
    model_description: Text | None = None
    parameters: tuple[Parameter, ...] = ()
    method: Method = Method()
    treatment: Treatment = Treatment()
    completeness: Completeness = Completeness()
    reviews: tuple[Review, ...] = ()
    compliance: tuple[Compliance, ...] = ()
    goal: CommissionerGoal = CommissionerGoal()
    generators: tuple[Reference, ...] = ()
    entry: Entry = Entry()
    publication: Publication = Publication()
    exchanges: tuple[Exchange, ...] = ()
    lcia_results: tuple[LciaResult, ...] = ()
    epd: Epd = Epd()

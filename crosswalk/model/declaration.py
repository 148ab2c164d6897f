"""A product carbon footprint or environmental declaration, whatever scheme it was made under."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crosswalk.model.base import Amount, Classification, DatasetId, FileReference, Model, Reference, Text
from crosswalk.model.epd import CellState, ProductId, Scenario


class ResultCell(Model):
    """One declared result, found by its key: method, indicator, stage, scenario, basis.

    ``indicator`` is a code of ``mappings/indicators``, or ``unresolved:`` and the UUID that the source has;
    ``stage`` is one of ``mappings/stages`` (``total`` for the whole boundary), ``method`` the set of methods that the
    result was computed with, such as ``EF 3.1``.
    """

    method: str | None = None
    indicator: str
    stage: str = "total"
    scenario: str | None = None
    basis: str = "declared"
    state: CellState = CellState.VALUE
    amount: Amount | None = None
    share: Amount | None = None
    """Percentage of the total as the document states it."""
    unit_source: str | None = None
    """Where the unit was found: ``label``, ``unit_group``, or ``registry`` where the source names none."""

    @property
    def key(self) -> tuple[str | None, str, str, str | None, str]:
        """What is unique among the cells of a declaration."""
        return self.method, self.indicator, self.stage, self.scenario, self.basis


class GasResult(Model):
    """Mass of one greenhouse gas and the characterisation factor that was applied to it."""

    gas: str | None = None
    mass: Amount | None = None
    gwp: Amount | None = None


class Report(Model):
    """The study report that the declaration stands on."""

    number: str | None = None
    issuer: Text | None = None
    date: str | None = None
    standards: tuple[str, ...] = ()
    operator: Text | None = None
    """The programme operator or registration authority."""


class Product(Model):
    """The declared product."""

    name: Text | None = None
    model: str | None = None
    function: Text | None = None
    description: Text | None = None
    net_mass: Amount | None = None
    cpc: str | None = None
    hs: str | None = None
    photo: FileReference | None = None
    classifications: tuple[Classification, ...] = ()
    ids: tuple[ProductId, ...] = ()
    service_life: Amount | None = None
    """Reference service life in years."""


class Producer(Model):
    """Who makes the product and answers for the declaration."""

    name: Text | None = None
    uscc: str | None = None
    address: Text | None = None
    legal_representative: str | None = None
    contact: str | None = None
    telephone: str | None = None
    profile: Text | None = None


class Site(Model):
    """Where and how the product is made. ``location`` is an ISO or TIDAS code such as ``CN-JS``."""

    name: Text | None = None
    location: str | None = None
    process: Text | None = None


class Goal(Model):
    """Why the footprint was quantified."""

    purpose: Text | None = None
    audience: Text | None = None
    comparative: bool | None = None


class DeclaredUnit(Model):
    """Functional or declared unit (``kind``), its quantity and the reference flow that fulfils it."""

    kind: str | None = None
    quantity: Amount | None = None
    description: Text | None = None
    reference_flow: Text | None = None
    mass: Amount | None = None
    """Mass of the declared quantity (kg)."""
    biogenic_carbon: Amount | None = None
    """Biogenic carbon in the declared quantity (kg C); that of its packaging apart."""
    packaging_biogenic_carbon: Amount | None = None


class Boundary(Model):
    """System boundary: type, stages inside, figure, whether the footprint is partial, cut-off, exclusions."""

    type: str | None = None
    stages: tuple[str, ...] = ()
    figure: FileReference | None = None
    partial: bool | None = None
    cut_off: Text | None = None
    cut_off_item: Amount | None = None
    cut_off_total: Amount | None = None
    exclusions: Text | None = None


class Period(Model):
    """First and last day of the data, as partial as the source gives them."""

    start: str | None = None
    end: str | None = None


class Methods(Model):
    """Greenhouse gases, characterisation factors and product rule that the footprint used."""

    gases: tuple[str, ...] = ()
    gwp_set: str | None = None
    gwp_horizon: int | None = None
    product_rule: str | None = None


class InventoryLine(Model):
    """One activity item: what goes in or out, how much, on which evidence, with which factor.

    ``amount`` is per declared unit or the period's total, as ``basis`` says.
    """

    number: int | None = None
    stage: str | None = None
    process: str | None = None
    direction: str | None = None
    type: str | None = None
    name: Text | None = None
    specification: str | None = None
    cas: str | None = None
    cpc: str | None = None
    amount: Amount | None = None
    basis: str | None = None
    period_output: Amount | None = None
    period: Period | None = None
    data_kind: str | None = None
    derivation: str | None = None
    evidence: tuple[FileReference, ...] = ()
    factor_id: str | None = None
    contribution: Amount | None = None
    flow: str | None = None
    remark: Text | None = None


class EmissionFactor(Model):
    """An emission factor of the background data, with its scope and source."""

    id: str | None = None
    name: Text | None = None
    value: Amount | None = None
    gas_scope: str | None = None
    life_cycle_scope: str | None = None
    boundary: str | None = None
    region: str | None = None
    year: int | None = None
    technology: str | None = None
    source: str | None = None
    source_document: str | None = None
    dataset: str | None = None
    data_class: str | None = None
    low_carbon: bool | None = None
    licence: str | None = None
    redistributable: bool | None = None
    """Whether the value may be passed on; unknown where the source does not say."""


class TransportLeg(Model):
    """One leg of transport."""

    goods: str | None = None
    leg: str | None = None
    mode: str | None = None
    mass: Amount | None = None
    distance: Amount | None = None
    work: Amount | None = None
    vehicle: str | None = None
    factor_id: str | None = None
    contribution: Amount | None = None
    aircraft: bool | None = None


class ElectricityUse(Model):
    """Electricity of one stage, how it was supplied and the factor series that was used."""

    stage: str | None = None
    consumption: Amount | None = None
    supply: str | None = None
    factor: Amount | None = None
    factor_kind: str | None = None
    factor_year: int | None = None
    grid: str | None = None
    losses: str | None = None
    certificate: str | None = None
    certificate_amount: Amount | None = None
    grid_sensitivity: Amount | None = None


class Allocation(Model):
    """How one process was shared between co-products, and how recycling was treated."""

    process: str | None = None
    coproducts: tuple[str, ...] = ()
    method: str | None = None
    share: Amount | None = None
    reason: Text | None = None
    recycling: str | None = None


class QualityScore(Model):
    """Data quality of one item; ``scheme`` tells which end of the scale is best."""

    target: str | None = None
    scheme: str | None = None
    technology: Decimal | None = None
    geography: Decimal | None = None
    time: Decimal | None = None
    precision: Decimal | None = None
    overall: Decimal | None = None


class Interpretation(Model):
    """Interpretation, assumptions and scenarios."""

    hot_spots: Text | None = None
    sensitivity: Text | None = None
    uncertainty: Text | None = None
    assumptions: Text | None = None
    value_choices: Text | None = None
    use_profile: Text | None = None
    end_of_life: Text | None = None
    improvement: Text | None = None
    valid_from: str | None = None
    valid_until: str | None = None


class Verification(Model):
    """Critical review, third-party verification or certification."""

    type: str | None = None
    body: Text | None = None
    certificate: str | None = None
    rule: str | None = None
    report: FileReference | None = None


class Management(Model):
    """What datasets need and study reports do not have: version history, address, rights, compliance."""

    dataset_type: str | None = None
    sub_type: str | None = None
    """Specific, average, representative, generic or template dataset (ILCD+EPD)."""
    treatment_route: Text | None = None
    mix_type: Text | None = None
    industry: str | None = None
    """ISIC code of the making process."""
    supply_volume: Text | None = None
    commissioner: Text | None = None
    licence: str | None = None
    copyright: bool | None = None
    access: Text | None = None
    compliance_system: str | None = None
    compliance: str | None = None
    nomenclature_compliance: str | None = None
    method_compliance: str | None = None
    review_compliance: str | None = None
    documentation_compliance: str | None = None
    quality_compliance: str | None = None
    review_scope: str | None = None
    review_method: str | None = None
    review_details: Text | None = None


class Metadata(Model):
    """Marks of the file itself."""

    schema_id: str | None = None
    languages: tuple[str, ...] = ()
    created: str | None = None
    generator: str | None = None
    digest: str | None = None


class Carried(Model):
    """A dataset that a declaration was made of, as plain data without its results.

    It lets the datasets come back whole from a format that holds the declaration only.
    """

    kind: str
    data: dict[str, Any]


class Declaration(Model):
    """A footprint declaration or EPD: identity, scope, inventory, results, quality, verification.

    ``type`` is ``epd`` for an environmental product declaration, ``climate`` for a climate data sheet, None for a
    footprint declaration; ``compliance`` names the standards that it declares to follow.
    """

    type: str | None = None
    compliance: tuple[Reference, ...] = ()
    identity: DatasetId = DatasetId()
    report: Report = Report()
    product: Product = Product()
    producer: Producer = Producer()
    site: Site = Site()
    goal: Goal = Goal()
    unit: DeclaredUnit = DeclaredUnit()
    boundary: Boundary = Boundary()
    period: Period = Period()
    methods: Methods = Methods()
    inventory: tuple[InventoryLine, ...] = ()
    factors: tuple[EmissionFactor, ...] = ()
    transport: tuple[TransportLeg, ...] = ()
    electricity: tuple[ElectricityUse, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    results: tuple[ResultCell, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    gases: tuple[GasResult, ...] = ()
    quality: tuple[QualityScore, ...] = ()
    primary_share: Amount | None = None
    interpretation: Interpretation = Interpretation()
    verification: Verification = Verification()
    management: Management = Management()
    metadata: Metadata = Metadata()
    carried: tuple[Carried, ...] = ()

    def result(self, indicator: str, stage: str = "total") -> ResultCell | None:
        """The first cell of an indicator and stage, or None."""
        for cell in self.results:
            if cell.indicator == indicator and cell.stage == stage:
                return cell
        return None

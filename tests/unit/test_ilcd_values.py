"""Values that ILCD allows and a model cannot hold, and what is written for new numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crosswalk.carriers import xml
from crosswalk.core.places import Place
from crosswalk.formats.codecs import amount_text, integer_text, percent
from crosswalk.formats.documents import Document, draft_tree
from crosswalk.formats.ilcd.format import new_root, syntax_of
from crosswalk.formats.ilcd.tables import TABLES
from crosswalk.formats.ilcd.types import missing
from crosswalk.formats.spec import BadValue
from crosswalk.formats.tidas.format import SYNTAX as TIDAS_SYNTAX
from crosswalk.formats.tidas.format import new_root as new_tidas
from crosswalk.formats.tidas.tables import TABLES as TIDAS
from crosswalk.model.base import Amount
from crosswalk.model.impact_method import CharacterisationFactor, ImpactMethod, ImpactModelling
from crosswalk.model.life_cycle_model import LifeCycleModel, ProcessInstance
from crosswalk.model.process import Time
from crosswalk.model.review import Compliance
from crosswalk.model.schema import MODELS

METHOD = """<LCIAMethodDataSet xmlns="http://lca.jrc.it/ILCD/LCIAMethod" version="1.1">
<modellingAndValidation><completeness><completenessImpactCoverage>{percent}</completenessImpactCoverage>
<inventoryItems>{items}</inventoryItems></completeness></modellingAndValidation>
<characterisationFactors><factor><meanValue>{mean}</meanValue></factor></characterisationFactors></LCIAMethodDataSet>"""


def read_method(**values):
    given = {"percent": "99.5", "items": "12", "mean": "1.50", **values}
    root = xml.parse(METHOD.format(**given).encode()).getroot()
    kind = "LCIA method"
    place = Place(file="method.xml")
    return Document("ilcd", kind, root, syntax_of(kind), TABLES[kind], MODELS[kind], place)


def test_numbers_keep_their_characters():
    model = read_method().model
    assert model.factors[0].mean == Amount(value=Decimal("1.5"))
    assert model.factors[0].mean.raw == "1.50"
    assert model.completeness.coverage.value == Decimal("99.5")
    assert model.completeness.inventory_items == 12


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("mean", "INF", "XW-N003"),
        ("mean", "-INF", "XW-N003"),
        ("mean", "NaN", "XW-N003"),
        ("mean", "1e999999", "XW-N004"),
        ("percent", "", "XW-N001"),
        ("items", "1e300", "XW-N004"),
        ("items", "2.5", "XW-N005"),
    ],
)
def test_what_no_decimal_holds_stays_in_the_tree_with_a_finding(name, text, code):
    document = read_method(**{name: text})
    assert code in [finding.code for finding in document.findings]
    before = xml.canonical(document.root.getroottree())
    draft_tree(
        document.model,
        document.table,
        document.syntax,
        document.root,
        format="ilcd",
        kind=document.kind,
        member="m.xml",
        based=True,
    )
    assert xml.canonical(document.root.getroottree()) == before


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"value": Decimal("1E+2"), "raw": None}, "100"),
        ({"value": Decimal("0.0000001"), "raw": None}, "0.0000001"),
        ({"value": Decimal("12.5"), "raw": "012.50"}, "012.50"),
        ({"value": None, "raw": None}, None),
    ],
)
def test_a_percentage_is_written_without_an_exponent(value, text):
    assert percent.encode(value) == text


def test_a_real_may_have_an_exponent_and_an_integer_may_not_be_endless():
    assert amount_text.encode({"value": Decimal("1E-7"), "raw": None}) == "1E-7"
    with pytest.raises(BadValue):
        integer_text.decode("1" + "0" * 399)


def test_several_declarations_of_a_model_stand_apart_in_ilcd_and_together_in_tidas():
    model = LifeCycleModel(compliance=(Compliance(overall="Fully compliant"), Compliance(overall="Not defined")))
    kind = "life cycle model"
    root = new_root(kind)
    draft_tree(model, TABLES[kind], syntax_of(kind), root, format="ilcd", kind=kind, member="m", based=False)
    outer = root.findall(".//{*}complianceDeclarations")
    assert [len(node) for node in outer] == [1, 1]
    image = new_tidas(kind)
    draft_tree(model, TIDAS[kind], TIDAS_SYNTAX, image, format="tidas", kind=kind, member="m", based=False)
    assert [
        entry["common:approvalOfOverallCompliance"]
        for entry in image["modellingAndValidation"]["complianceDeclarations"]["compliance"]
    ] == [
        "Fully compliant",
        "Not defined",
    ]


def test_tidas_spells_and_types_as_its_schemas_say():
    model = LifeCycleModel(
        reference_process=0, instances=(ProcessInstance(internal_id=0, scaling=Amount(value=Decimal(2))),)
    )
    kind = "life cycle model"
    image = new_tidas(kind)
    draft_tree(model, TIDAS[kind], TIDAS_SYNTAX, image, format="tidas", kind=kind, member="m", based=False)
    instance = image["lifeCycleModelInformation"]["technology"]["processes"]["processInstance"]
    assert instance == {"@dataSetInternalID": "0", "scalingFactors": "2"}
    assert type(image["lifeCycleModelInformation"]["quantitativeReference"]["referenceToReferenceProcess"]) is not str
    method = ImpactMethod(method=ImpactModelling(weighting=False))
    image = new_tidas("LCIA method")
    draft_tree(method, TIDAS["LCIA method"], TIDAS_SYNTAX, image, format="tidas", kind=kind, member="m", based=False)
    flag = image["modellingAndValidation"]["LCIAMethodNormalisationAndWeighting"]["weighting"]
    assert (type(flag).__name__, str(flag)) == ("TruthText", "false")


def test_every_item_of_a_list_is_asked_for_what_is_mandatory():
    factors = (CharacterisationFactor(direction="Output"), CharacterisationFactor(mean=Amount(value=Decimal(0))))
    asked = {finding.params["path"] for finding in missing("ilcd", ImpactMethod(factors=factors), "LCIA method")}
    assert {"factors.flow", "factors.direction", "factors.mean"} <= asked
    complete = (CharacterisationFactor(direction="Output", mean=Amount(value=Decimal(0))),)
    asked = {finding.params["path"] for finding in missing("ilcd", ImpactMethod(factors=complete), "LCIA method")}
    assert asked & {"factors.direction", "factors.mean"} == set()


def test_a_year_is_a_number_in_tidas():
    image = new_tidas("process")
    model = MODELS["process"](time=Time(reference_year=2024))
    draft_tree(model, TIDAS["process"], TIDAS_SYNTAX, image, format="tidas", kind="process", member="m", based=False)
    assert type(image["processInformation"]["time"]["common:referenceYear"]).__name__ == "NumberText"

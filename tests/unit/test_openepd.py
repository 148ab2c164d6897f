"""What is read from openEPD documents, what is said of them, and what a reader of them finds."""

from __future__ import annotations

import json as plain_json
from decimal import Decimal

import pytest

from crosswalk.carriers import json
from crosswalk.checks import check_document
from crosswalk.core.errors import InputError
from crosswalk.core.tables import table
from crosswalk.formats import detect, load
from crosswalk.formats.documents import Member, Source
from crosswalk.formats.openepd import vocabulary
from crosswalk.model.base import Amount, DatasetId, Reference, Text
from crosswalk.model.declaration import Declaration, DeclaredUnit, Management, Product, ResultCell
from crosswalk.model.epd import CellState

FORMAT = load("openepd")


def source(text: str | bytes) -> Source:
    data = text if isinstance(text, bytes) else text.encode()
    return Source("x.json", lambda: iter([Member("x.json", lambda: data)]))


def read(value):
    text = value if isinstance(value, (str, bytes)) else plain_json.dumps({"doctype": "openEPD", **value})
    return next(iter(FORMAT.read(source(text), {})))


def written(declaration, **options):
    return plain_json.loads(json.serialise(FORMAT.draft(declaration, "declaration", None, options).root))


def codes(value):
    return [found.code for found in read(value).findings]


def impacts(sets, method="EF 3.1"):
    return {"impacts": {method: sets}}


def one(mean, unit="kgCO2e", **more):
    return {"mean": mean, "unit": unit, **more}


def epd(*cells, **more):
    return Declaration(type="epd", results=cells, **more)


def cell(indicator, stage="A1-A3", value="1.5", unit="kg CO2e", method="EF 3.1", **more):
    return ResultCell(
        method=method,
        indicator=indicator,
        stage=stage,
        amount=Amount(value=Decimal(value), unit=unit, raw=value),
        **more,
    )


# --- reading ---------------------------------------------------------------------------------


def test_a_measurement_is_a_cell_and_a_missing_one_is_nothing():
    model = read(impacts({"gwp": {"A1A2A3": one(1.50), "C1": None, "A4": {"mean": None, "unit": "kgCO2e"}}})).model
    assert model.results == (cell("gwp-total", value="1.5"),)


@pytest.mark.parametrize(
    ("method", "key", "unit", "indicator"),
    [
        ("EF 3.0", "gwp", "kgCO2e", "gwp-total"),
        ("Unknown LCIA", "gwp", "kgCO2e", "gwp"),
        ("TRACI 2.1", "gwp", "kgCO2e", "gwp"),
        ("EF 3.1", "ap", "molHe", "ap"),
        ("CML 2012", "ap", "kgSO2e", "ap-so2"),
        ("EF 3.1", "pocp", "kgNMVOCe", "pocp"),
        ("TRACI 2.1", "pocp", "kgO3e", "openepd:pocp"),
        ("EF 3.1", "ep-fresh", "kgPe", "ep-freshwater"),
        ("EF 3.1", "ep-fresh", "kgPO4e", "ep-freshwater"),
        ("EF 3.1", "ep-fresh", "CTUe", "openepd:ep-fresh"),
        ("TRACI 2.1", "co2-rwc", "kgCO2e", "openepd:co2-rwc"),
        ("EF 3.1", "GWP_GHG", "kgCO2e", "gwp-ghg"),
        ("EF 3.1", "novel", "kgX", "openepd:impacts:novel"),
    ],
)
def test_unit_and_method_tell_the_indicator(method, key, unit, indicator):
    (found,) = read(impacts({key: {"A1": one(2, unit)}}, method)).model.results
    assert (found.indicator, found.method) == (indicator, vocabulary.method_of(method))


def test_scenarios_stand_in_objects_of_their_own():
    sets = {
        "gwp": {
            "C_scenarios": [{"name": "S1", "likelihood": 0.5, "C3": one(1), "D": one(-2)}, {"name": "S2", "C3": one(3)}]
        }
    }
    model = read(impacts(sets)).model
    assert [(c.stage, c.scenario, c.amount.value) for c in model.results] == [
        ("C3", "S1", 1),
        ("D", "S1", -2),
        ("C3", "S2", 3),
    ]
    assert [scenario.name for scenario in model.scenarios] == ["S1", "S2"]


def test_a_day_is_a_day_and_an_identifier_stays():
    value = {
        "id": "EC3BFRKG",
        "date_of_issue": "2021-02-24T00:00:00Z",
        "valid_until": "2026-02-24T00:00:00+02:00",
        "alt_ids": {"ILCD_EPD": "u-1", "oekobau.dat": "77"},
        "declared_unit": {"qty": 1.0, "unit": "item"},
        "kg_C_biogenic_per_declared_unit": {"qty": 8.76, "unit": "kg"},
        "language": "en",
        "product_name": "Desk",
        "product_service_life_years": 10.0,
        "version": 3,
    }
    model = read(value).model
    assert (model.report.date, model.interpretation.valid_until) == ("2021-02-24", "2026-02-24")
    assert [(i.type, i.value) for i in model.product.ids] == [("openEPD", "EC3BFRKG"), ("oekobau.dat", "77")]
    assert model.identity == DatasetId(uuid="u-1", version="3")
    assert model.unit.quantity == Amount(value=Decimal(1), unit="Item(s)")
    assert model.unit.biogenic_carbon == Amount(value=Decimal("8.76"), unit="kg C")
    assert model.product.service_life == Amount(value=Decimal(10), unit="a")
    assert model.product.name == Text.of(en="Desk")


@pytest.mark.parametrize("doctype", ["openIndustryEpd", "openGenericEstimate"])
def test_the_type_tells_the_kind_of_dataset(doctype):
    model = read({"doctype": doctype, "name": "Steel", "description": "of many"}).model
    assert model.management.sub_type == vocabulary.sub_type_of(doctype)
    assert model.product.name.best() == "Steel"


# --- what is refused and what is said ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"doctype": "openFoo"}', "XW-E080"),
        ('{"doctype": null}', "XW-E080"),
        ('{"id": "x"}', "XW-E080"),
        ("[]", "XW-E103"),
        ('{"doctype": "openEPD", "impacts": {"EF 3.1": {"gwp": {"A1": {"mean": NaN}}}}}', "XW-I104"),
    ],
)
def test_what_is_no_document_is_refused(text, code):
    with pytest.raises(InputError) as problem:
        read(text)
    assert (problem.value.code, problem.value.exit_code) == (code, 3)


def test_any_document_type_is_claimed():
    for text in ('{"doctype": "openEPD"}', '{"doctype": "openFoo", "id": 1}'):
        assert (detect(source(text)).format, detect(source(text)).confidence) == ("openepd", 95)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (impacts({"gwp": {"A1": one("1,5")}}), "XW-E081"),
        (impacts({"gwp": {"A1": one("ND")}}), "XW-E081"),
        (impacts({"gwp": {"A1": one(1, "kg")}}), "XW-E082"),
        (impacts({"ep-fresh": {"A1": one(1, "CTUe")}}), "XW-E082"),
        ({"produkt_name": "x"}, "XW-E089"),
        (impacts({"gwp": {"A5a": one(1)}}), "XW-E089"),
        ({"ext": {"crosswalk": {"cells": 3}}}, "XW-E090"),
        ({"date_of_issue": "2025-01-01T00:00:00"}, "XW-E094"),
        ({"language": "zh-CN"}, "XW-E095"),
        (impacts({"gwp": {"A1": one(1), "A2": one(1, "tCO2e")}}), "XW-E096"),
        (impacts({"gwp": {"A1": one(1)}}, "EN 15804+A2"), "XW-E097"),
        ({"declared_unit": {"qty": 1, "unit": "nonsense"}}, "XW-E098"),
        (impacts({"gwp": {"A1": one(1, rsd=0)}}), "XW-E099"),
        (impacts({"gwp": {"C_scenarios": [{"name": "n" * 41, "C1": one(1)}]}}), "XW-E100"),
        ({"openepd_version": "1.0"}, "XW-E101"),
        (impacts({"gwp": {"A1": {"mean": 1}}}), "XW-E102"),
        ({"product_name": 3}, "XW-E088"),
    ],
)
def test_each_fault_has_its_code(value, code):
    assert code in codes(value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (impacts({"gwp": {"A1A2A3": one(10), "A1": one(1), "A2": one(2), "A3": one(3)}}), "XW-E151"),
        (
            impacts(
                {"gwp": {"A1": one(7)}, **{k: {"A1": one(1)} for k in ("gwp-fossil", "gwp-biogenic", "gwp-luluc")}}
            ),
            "XW-E150",
        ),
        ({"date_of_issue": "2025-01-01T00:00:00Z", "valid_until": "2024-01-01T00:00:00Z"}, "XW-E156"),
    ],
)
def test_what_is_wrong_with_any_epd_is_told_of_openepd(value, code):
    assert code in [found.code for found in check_document(read(value))]


@pytest.mark.parametrize(
    "value",
    [
        impacts({"gwp": {"A1A2A3": one(6.02), "A1": one(1), "A2": one(2), "A3": one(3)}}),
        impacts({"gwp": {"A1A2A3": one(6), "A1": one(1)}}),
        {"date_of_issue": "2025-01-01T00:00:00+08:00", "language": "zh"},
        {"declared_unit": {"qty": 1, "unit": "t * km"}},
    ],
)
def test_what_is_right_is_left_in_peace(value):
    assert codes(value) == []
    assert list(check_document(read(value))) == []


def test_an_unknown_field_has_a_suggestion_and_a_place():
    (found,) = read({"product_nane": "x"}).findings
    assert (found.params["near"], found.source.pointer) == ("product_name", "/product_nane")


# --- writing ---------------------------------------------------------------------------------


def test_values_stand_in_their_scopes_with_their_own_characters():
    value = written(epd(cell("gwp-total", value="3.63e-05"), cell("pere", unit="MJ", stage="C4", method=None)))
    assert value["impacts"]["EF 3.1"]["gwp"]["A1A2A3"] == {"mean": 3.63e-05, "unit": "kgCO2e"}
    assert value["resource_uses"]["pere"]["C4"] == {"mean": 1.5, "unit": "MJ"}
    assert "ext" not in value
    assert b"3.63e-05" in json.serialise(
        FORMAT.draft(epd(cell("gwp-total", value="3.63e-05")), "declaration", None, {}).root
    )


def test_a1_is_never_called_ef():
    value = written(epd(cell("gwp", method="EN 15804+A1"), cell("ep-po4", unit="kg PO4 e", method="EN 15804+A1")))
    assert list(value["impacts"]) == ["Unknown LCIA"]
    assert list(value["impacts"]["Unknown LCIA"]) == ["gwp", "EP-CML"]
    assert value["ext"]["crosswalk"] == {"common": {"methods": {"Unknown LCIA": "EN 15804+A1"}}}


def test_freshwater_is_not_converted():
    draft = FORMAT.draft(epd(cell("ep-freshwater", unit="kg P e")), "declaration", None, {})
    assert draft.root["impacts"]["EF 3.1"]["ep-fresh"]["A1A2A3"] == {"mean": "1.5", "unit": "kgPe"}
    assert [found.code for found in draft.findings] == ["XW-E083"]


@pytest.mark.parametrize(
    "odd",
    [
        ResultCell(
            method="EF 3.1", indicator="gwp-total", stage="C1", state=CellState.NOT_DECLARED, amount=Amount(raw="ND")
        ),
        ResultCell(
            method="EF 3.1", indicator="gwp-total", stage="C1", state=CellState.MALFORMED, amount=Amount(raw="1.83+03")
        ),
        cell("gwp-total", stage="A4", scenario="S1"),
        cell("gwp-total", stage="C1", scenario="n" * 41),
        cell("rmi-total", unit="kg"),
        cell("gwp-total", unit="kg"),
        cell("gwp-total", stage="total"),
        ResultCell(indicator="gwp-total", stage="C1", state=CellState.EMPTY),
        cell("gwp-total", stage="C1", value="0", state=CellState.MODULE_NOT_ASSESSED),
    ],
)
def test_what_openepd_cannot_hold_stands_in_the_extension_alone(odd):
    value = written(epd(odd))
    assert not {"impacts", "resource_uses", "output_flows"} & set(value)
    assert len(value["ext"]["crosswalk"]["cells"]) == 1
    assert "ext" not in written(epd(odd), extension="off")


def test_scenarios_of_one_name_share_an_object():
    value = written(
        epd(
            cell("gwp-total", "C3", scenario="S1"),
            cell("gwp-total", "D", scenario="S1"),
            cell("gwp-total", "C3", scenario="S2"),
        )
    )
    first, second = value["impacts"]["EF 3.1"]["gwp"]["C_scenarios"]
    assert (sorted(first), sorted(second)) == (["C3", "D", "name"], ["C3", "name"])


def test_a_second_cell_for_one_place_overwrites_nothing():
    value = written(epd(cell("gwp-total", value="1"), cell("gwp-total", value="2")))
    assert value["impacts"]["EF 3.1"]["gwp"]["A1A2A3"]["mean"] == 1
    assert [entry["amount"]["value"] for entry in value["ext"]["crosswalk"]["cells"]] == [2]


def test_two_indicators_never_share_a_key():
    """Acidification in mol H+ and in kg SO2: both are ``ap``, the second stands beside."""
    value = written(epd(cell("ap", "C1", unit="mol H+ e"), cell("ap-so2", "C2", unit="kg SO2 e")))
    assert value["impacts"]["EF 3.1"] == {"ap": {"C1": {"mean": 1.5, "unit": "molHe"}}}
    assert [entry["indicator"] for entry in value["ext"]["crosswalk"]["cells"]] == ["ap-so2"]


@pytest.mark.parametrize(
    "sets", [{}, [], 3, {"gwp": []}, {"gwp": {"C_scenarios": [3, {"C1": one(1)}]}}, {"ext": {"a": 1}}]
)
def test_what_is_no_set_of_results_is_counted(sets):
    document = read(impacts(sets))
    assert document.model.results == ()
    assert document.leaves == document.reading.leaves


def test_a_day_is_written_as_its_midnight_and_years_alone_as_years():
    declaration = Declaration.model_validate(
        {
            "type": "epd",
            "report": {"date": "2024-05-06"},
            "interpretation": {"valid_until": "2029-05-05"},
            "product": {"service_life": {"value": 60, "unit": "month"}},
        }
    )
    value = written(declaration)
    assert (value["date_of_issue"], value["valid_until"]) == ("2024-05-06T00:00:00Z", "2029-05-05T00:00:00Z")
    assert "product_service_life_years" not in value


def test_a_year_is_no_day():
    declaration = Declaration.model_validate({"type": "epd", "report": {"date": "2024"}})
    value = written(declaration)
    assert "date_of_issue" not in value
    assert value["ext"]["crosswalk"]["declaration"] == {"report": {"date": "2024"}}


def test_a_climate_sheet_is_marked_and_claims_no_epd_standard():
    standards = (Reference(name=Text.of(en="EN 15804+A2")), Reference(name=Text.of(en="ISO 14067")))
    declaration = Declaration(type="climate", compliance=standards, results=(cell("gwp-total", method="AR6-100"),))
    draft = FORMAT.draft(declaration, "declaration", None, {})
    assert [item["short_name"] for item in draft.root["compliance"]] == ["ISO 14067"]
    assert draft.root["ext"]["crosswalk"]["climate_data_sheet"] is True
    assert draft.root["ext"]["crosswalk"]["is_verified_epd"] is False
    assert list(draft.root["impacts"]) == ["IPCC AR6"]
    assert "XW-E086" in [found.code for found in draft.findings]
    assert written(declaration, extension="off")["ext"] == {
        "crosswalk": {"climate_data_sheet": True, "is_verified_epd": False}
    }


def test_long_texts_and_other_languages_stand_beside():
    name = Text.of(zh="钢" * 300, en="S" * 300)
    draft = FORMAT.draft(Declaration(type="epd", product=Product(name=name)), "declaration", None, {})
    assert (draft.root["language"], len(draft.root["product_name"])) == ("en", 200)
    assert [item["lang"] for item in draft.root["ext"]["crosswalk"]["texts"][0]["items"]] == ["zh", "en"]
    assert [found.code for found in draft.findings] == ["XW-E087"]


@pytest.mark.parametrize("row", table("openepd/doctypes.csv"), ids=lambda row: row["sub_type"])
def test_the_kind_of_dataset_chooses_the_type(row):
    declaration = Declaration(
        type="epd", product=Product(name=Text.of(en="x")), management=Management(sub_type=row["sub_type"])
    )
    value = written(declaration)
    assert value["doctype"] == row["doctype"]
    assert ("product_name" in value) == (row["doctype"] == "openEPD")


# --- edits after writing -----------------------------------------------------------------------


def edited(declaration, change):
    value = FORMAT.draft(declaration, "declaration", None, {}).root
    change(value)
    return read(json.serialise(value))


def test_an_edited_text_wins_and_the_other_languages_stay():
    declaration = Declaration(type="epd", product=Product(name=Text.of(zh="钢", en="Steel")))
    document = edited(declaration, lambda value: value.update(product_name="Iron"))
    assert document.model.product.name == Text.of(zh="钢", en="Iron")
    assert [found.code for found in document.findings] == ["XW-E084"]


def test_an_edited_result_wins():
    declaration = epd(cell("gwp-total", share=Amount(value=Decimal(5), unit="%")), cell("gwp-fossil"))
    mean = json.NumberText("9")

    def change(value):
        value["impacts"]["EF 3.1"]["gwp"]["A1A2A3"]["mean"] = mean

    document = edited(declaration, change)
    assert [c.amount.value for c in document.model.results] == [9, Decimal("1.5")]
    assert [found.code for found in document.findings] == ["XW-E084"]


def test_an_edited_result_stays_under_its_set_of_methods():
    """Two sets have no name of their own in openEPD: the edited number is new, the set is that of before."""
    declaration = epd(
        cell("gwp-fossil", method="EN 15804+A1"),
        cell("gwp-fossil", "A4", method="EN 15804+A1"),
        cell("gwp-fossil", "C4", method="unknown A2"),
    )

    def change(value):
        value["impacts"]["Unknown LCIA"]["gwp-fossil"]["C4"]["mean"] = json.NumberText("9")

    found = {c.stage: (c.method, c.amount.raw) for c in edited(declaration, change).model.results}
    assert found == {"A1-A3": ("EN 15804+A1", "1.5"), "A4": ("EN 15804+A1", "1.5"), "C4": ("unknown A2", "9")}


def test_a_number_where_nothing_was_declared_wins_over_the_word():
    nothing = ResultCell(
        method="EF 3.1", indicator="gwp-total", stage="B1", state=CellState.NOT_DECLARED, amount=Amount(raw="ND")
    )
    declaration = epd(nothing, cell("gwp-total"))

    def change(value):
        value["impacts"]["EF 3.1"]["gwp"]["B1"] = {"mean": json.NumberText("7.70"), "unit": "kgCO2e"}

    document = edited(declaration, change)
    found = {c.stage: (c.state, c.amount.raw) for c in document.model.results}
    assert found == {"A1-A3": (CellState.VALUE, "1.5"), "B1": (CellState.VALUE, "7.70")}
    assert len(document.model.results) == 2
    assert [(f.code, f.before, f.after) for f in document.findings] == [("XW-E084", "ND", "7.70")]


def test_a_day_filled_in_later_wins_over_the_year():
    declaration = Declaration.model_validate({"type": "epd", "report": {"date": "2024"}})
    document = edited(declaration, lambda value: value.update(date_of_issue="2024-05-06T00:00:00Z"))
    assert document.model.report.date == "2024-05-06"
    assert [found.code for found in document.findings] == ["XW-E084"]


def test_cells_added_or_taken_out_later_are_as_the_standard_says():
    nothing = ResultCell(
        method="EF 3.1", indicator="gwp-total", stage="C1", state=CellState.NOT_DECLARED, amount=Amount(raw="ND")
    )
    declaration = epd(nothing, cell("gwp-total"))
    document = edited(declaration, lambda value: value["impacts"].pop("EF 3.1"))
    assert document.model.results == (nothing,)
    assert [found.code for found in document.findings] == ["XW-E084"]


# --- headlines ---------------------------------------------------------------------------------


def test_the_checker_reads_every_standard_cell():
    declaration = epd(
        cell("gwp-total", value="12.50"),
        cell("gwp-total", "C3", scenario="S1"),
        cell("hwd", unit="kg", method=None),
        product=Product(name=Text.of(en="Desk")),
        unit=DeclaredUnit(quantity=Amount(value=Decimal(2), unit="Item(s)")),
    )
    found = {
        line.name: line.value
        for line in FORMAT.headlines(
            {"x.json": json.serialise(FORMAT.draft(declaration, "declaration", None, {}).root)}
        )
    }
    assert found["cell:impacts:EF 3.1:gwp:A1A2A3"] == "12.50"
    assert found["cell:impacts:EF 3.1:gwp:C3:S1"] == "1.5"
    assert found["cell:output_flows::hwd:A1A2A3"] == "1.5"
    for stage, scope in vocabulary.scopes().items():
        data = json.serialise(FORMAT.draft(epd(cell("gwp-total", stage)), "declaration", None, {}).root)
        names = {line.name for line in FORMAT.headlines({"x.json": data})}
        assert f"cell:impacts:EF 3.1:gwp:{scope}" in names
    assert (found["product"], found["unit.amount"], found["unit.unit"]) == ("Desk", "2", "Item(s)")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025-03-01T00:00:00Z", []),
        ("2025-03-01T00:00:00+08:00", []),
        ("2025-03-01T23:30:00-08:00", ["XW-E104"]),
        ("2025-03-01T00:00:01Z", ["XW-E104"]),
    ],
)
def test_a_time_of_day_is_told(text, said):
    value = FORMAT.draft(Declaration(type="epd"), "declaration", None, {}).root | {"date_of_issue": text}
    document = read(json.serialise(value))
    assert document.model.report.date == "2025-03-01"
    assert [found.code for found in document.findings] == said


def test_an_edit_mixes_no_units_that_stand_apart():
    """What went into the extension because its key has another unit stays there when the document is written again."""
    first = cell("openepd:bcrk", unit="kg CO2e", stage="A1", method="EN 15804+A1")
    other = cell("openepd:bcrk", unit="kg CO2", stage="A1-A3", method="EN 15804+A1")
    data = json.serialise(FORMAT.draft(epd(first, other), "declaration", None, {}).root)
    document = read(data)
    assert json.serialise(FORMAT.draft(document.model, "declaration", document, {}).root) == data

"""From a complete inventory to a footprint, and every reason why an inventory is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crosswalk.core.places import Place
from crosswalk.lcia import FactorStore, FlowFacts, characterise, climate_methods, roll_up
from crosswalk.model.base import Amount, DatasetId, Reference, Text
from crosswalk.model.impact_method import CharacterisationFactor, ImpactMethod
from crosswalk.model.process import Exchange, LciaResult, Method, Process, QuantitativeReference

CO2, CH4, BIO, LUC, NOX, PRODUCT, SLAG, STRANGE = ["co2", "ch4", "bio", "luc", "nox", "product", "slag", "strange"]
AIR = ("Emissions", "Emissions to air", "Emissions to air, unspecified")
WATER = ("Emissions", "Emissions to water", "Emissions to fresh water")
FLOWS = {
    **{name: FlowFacts("Elementary flow", compartments=AIR, unit="kg") for name in (CO2, CH4, BIO, LUC)},
    NOX: FlowFacts("Elementary flow", ("nitrogen oxides", "氮氧化物"), AIR, "kg"),
    PRODUCT: FlowFacts("Product flow"),
    SLAG: FlowFacts("Waste flow"),
    STRANGE: FlowFacts("Elementary flow", ("Methane, from landfill",), AIR, "kg"),
    "methane-water": FlowFacts("Elementary flow", ("methane",), WATER, "kg"),
}
# Factors of EF 3.1: fossil CO2 1, fossil CH4 29.8, biogenic CH4 27.0, CO2 of land use change 1.
FOSSIL = ((CO2, "1", "carbon dioxide (fossil)"), (CH4, "29.8", "methane (fossil)"))
BIOGENIC = ((BIO, "27.0", "methane (biogenic)"),)
LAND = ((LUC, "1", "carbon dioxide (land use change)"),)


def number(text):
    return Amount(value=Decimal(text), raw=text)


def method(code, rows):
    factors = tuple(
        CharacterisationFactor(
            flow=Reference(id=flow, name=Text.of(en=f"{name} (Mass, kg, Emissions to air, unspecified)")),
            mean=number(value),
            direction="Output",
        )
        for flow, value, name in rows
    )
    return ImpactMethod(identity=DatasetId(uuid=climate_methods()[code]), name=Text.of(en=code), factors=factors)


def store_of(total=(*FOSSIL, *BIOGENIC, *LAND), without=None):
    store = FactorStore()
    for code, rows in (
        ("gwp-total", total),
        ("gwp-fossil", FOSSIL),
        ("gwp-biogenic", BIOGENIC),
        ("gwp-luluc", LAND),
    ):
        if code != without:
            store.add(method(code, rows))
    return store


def line(spot, flow, amount, direction="Output"):
    mean = None if amount is None else number(amount)
    return Exchange(internal_id=spot, flow=Reference(id=flow), mean=mean, direction=direction)


def lci_result(*lines, kind="LCI result", references=(0,), declared=()):
    given = (line(0, PRODUCT, "1"), line(1, CO2, "3"), line(2, CH4, "0.5"), *lines)
    return Process(
        quantitative_reference=QuantitativeReference(reference_flows=references),
        method=Method(dataset_type=kind),
        exchanges=given,
        lcia_results=declared,
    )


def roll(process, store):
    return roll_up(process, characterise(process, store, FLOWS.get), store, Place(), FLOWS.get)


def result(code, amount):
    return LciaResult(method=Reference(id=climate_methods()[code]), mean=number(amount))


def test_a_complete_inventory_rolls_up_to_the_total_and_its_parts():
    found = roll(lci_result(line(3, BIO, "0.1"), line(4, LUC, "0.25")), store_of())
    assert {code: found.values[uuid] for code, uuid in climate_methods().items()} == {
        "gwp-fossil": Decimal("17.9"),  # 3 × 1 + 0.5 × 29.8
        "gwp-biogenic": Decimal("2.7"),  # 0.1 × 27.0
        "gwp-luluc": Decimal("0.25"),  # 0.25 × 1
        "gwp-total": Decimal("20.85"),  # 17.9 + 2.7 + 0.25
    }
    assert (found.refusals, found.notes) == ((), ())


def test_a_part_without_an_exchange_of_a_complete_inventory_is_zero():
    found = roll(lci_result(), store_of())
    assert found.values[climate_methods()["gwp-biogenic"]] == 0
    assert found.values[climate_methods()["gwp-total"]] == Decimal("17.9")


@pytest.mark.parametrize(
    ("process", "code"),
    [
        (lci_result(kind="Unit process, single operation"), "XW-M010"),
        (lci_result(kind="Partly terminated system"), "XW-M010"),
        (lci_result(kind=None), "XW-M010"),
        (lci_result(line(3, PRODUCT, "2", "Input")), "XW-M011"),
        (lci_result(line(3, SLAG, "0.2")), "XW-M011"),
        (lci_result(line(3, "flow-nobody-knows", "0.2")), "XW-M011"),
        (lci_result(line(3, CO2, None)), "XW-M012"),
        (lci_result(line(3, CO2, "0.2", "Input")), "XW-M017"),
        (lci_result(line(3, STRANGE, "0.2")), "XW-M017"),
        (lci_result(references=()), "XW-M018"),
        (lci_result(references=(99,)), "XW-M018"),
        (lci_result(references=(0, 1)), "XW-M018"),
        (lci_result(declared=(result("gwp-total", "12.0"),)), "XW-M019"),
        (lci_result(declared=(result("gwp-biogenic", "1.0"),)), "XW-M019"),
    ],
)
def test_an_inventory_that_is_no_footprint_says_why(process, code):
    found = roll(process, store_of())
    assert found.values == {}
    assert code in {item.code for item in found.refusals}


def test_a_gas_that_only_some_methods_count_in_its_unit_is_no_footprint():
    volume = Reference(id=CH4, name=Text.of(en="methane (fossil) (Volume, m3, Emissions to air, unspecified)"))
    store = store_of(without="gwp-total")
    total = method("gwp-total", (*FOSSIL[:1], *BIOGENIC, *LAND))
    other = CharacterisationFactor(flow=volume, mean=number("29.8"), direction="Output")
    store.add(total.model_copy(update={"factors": (*total.factors, other)}))
    found = roll(lci_result(), store)
    assert (found.values, [item.code for item in found.refusals]) == ({}, ["XW-M009"])


def test_an_inventory_without_any_gas_is_no_footprint_of_zero():
    process = Process(
        quantitative_reference=QuantitativeReference(reference_flows=(0,)),
        method=Method(dataset_type="LCI result"),
        exchanges=(line(0, PRODUCT, "1"), line(1, NOX, "0.3")),
    )
    found = roll(process, store_of())
    assert (found.values, [item.code for item in found.refusals]) == ({}, ["XW-M024"])


def test_what_is_no_gas_is_named_and_stops_nothing():
    lines = (line(3, NOX, "0.02"), line(4, "methane-water", "0.001"), line(5, STRANGE, "0.0"), line(6, SLAG, "0"))
    found = roll(lci_result(*lines), store_of())
    assert found.values[climate_methods()["gwp-total"]] == Decimal("17.9")
    assert [(item.code, item.params["count"]) for item in found.notes] == [("XW-M014", 3)]


def test_a_declared_result_that_the_inventory_bears_out_is_no_obstacle():
    found = roll(lci_result(declared=(result("gwp-total", "18"),)), store_of())  # 17.9 rounds to 18
    assert found.refusals == ()


def test_missing_methods_and_a_total_that_is_not_the_sum_are_told():
    assert [item.code for item in roll(lci_result(), store_of(without="gwp-luluc")).refusals] == ["XW-M013"]
    found = roll(lci_result(), store_of(total=((CO2, "2", "carbon dioxide"), FOSSIL[1])))
    # total 3 × 2 + 0.5 × 29.8 = 20.9, parts 17.9
    (note,) = found.notes
    assert (note.code, note.before, note.after, note.params["difference"]) == ("XW-M015", "20.90", "17.90", "3.00")
    assert found.values[climate_methods()["gwp-total"]] == Decimal("20.9")


def test_a_total_that_is_off_in_its_last_digit_is_told_with_that_digit():
    off = "1.0000000000000000000000000000000000000001"
    found = roll(lci_result(line(3, BIO, off)), store_of(total=((CO2, off, "carbon dioxide"), FOSSIL[1], *BIOGENIC)))
    (note,) = found.notes
    assert Decimal(note.params["difference"]) == Decimal("3E-40")  # 3 × 1E-40

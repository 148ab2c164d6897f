"""Characterisation by hand: every expected number is worked out beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalk.core.places import Place
from crosswalk.lcia import FactorStore, characterise, rolled_up
from crosswalk.lcia.characterisation import Reason
from crosswalk.lcia.rollup import climate_methods
from crosswalk.model.base import Amount, DatasetId, Reference, Text
from crosswalk.model.impact_method import CharacterisationFactor, ImpactMethod
from crosswalk.model.process import (
    Exchange,
    Geography,
    LciaResult,
    Method,
    Parameter,
    Process,
    QuantitativeReference,
)

CO2, CH4, N2O, STEAM, PRODUCT = "flow-co2", "flow-ch4", "flow-n2o", "flow-steam", "flow-product"


def amount(text):
    return Amount(value=Decimal(text), raw=text)


def factor(flow, value, direction="Output", location=None):
    return CharacterisationFactor(flow=Reference(id=flow), mean=amount(value), direction=direction, location=location)


def method(uuid, *factors):
    quantity = Reference(id="mass-co2e", name=Text.of(en="kg CO2 equivalents"))
    identity = DatasetId(uuid=uuid, version="01.00.000")
    return ImpactMethod(identity=identity, name=Text.of(en=uuid), reference_quantity=quantity, factors=factors)


def exchange(number, flow, mean=None, direction="Output", **more):
    given_mean = None if mean is None else amount(mean)
    return Exchange(internal_id=number, flow=Reference(id=flow), mean=given_mean, direction=direction, **more)


def store_of(*methods):
    store = FactorStore()
    for item in methods:
        store.add(item)
    return store


# GWP100 of IPCC AR6 as EF 3.1 has them: CO2 1, fossil CH4 29.8, N2O 273.
GWP = method("gwp", factor(CO2, "1"), factor(CH4, "29.8"), factor(N2O, "273"))
TYPES = {CO2: "Elementary flow", CH4: "Elementary flow", N2O: "Elementary flow", PRODUCT: "Product flow"}


def test_the_sum_keeps_every_digit():
    process = Process(exchanges=(exchange(1, CO2, "0.1"), exchange(2, CH4, "0.01"), exchange(3, N2O, "0.0001")))
    done = characterise(process, store_of(GWP), TYPES.get)
    # 0.1 × 1 + 0.01 × 29.8 + 0.0001 × 273 = 0.1 + 0.298 + 0.0273
    assert done.results[0].value == Decimal("0.4253")
    assert (done.elementary, done.matched, done.coverage) == (3, 3, 1)


def test_the_resulting_amount_goes_before_the_mean_and_a_variable_multiplies_it():
    process = Process(
        exchanges=(
            exchange(1, CO2, "1", resulting=amount("5")),
            exchange(2, CO2, "2", variable="loads"),
            exchange(3, CO2, "7", variable="unknown"),
        ),
        parameters=(Parameter(name="loads", mean=amount("1.5")),),
    )
    done = characterise(process, store_of(GWP), TYPES.get)
    assert done.results[0].value == Decimal("8")  # 5 + 2 × 1.5; the third has no value and is no zero
    assert [(item.internal_id, item.reason) for item in done.unmatched] == [(3, Reason.NO_AMOUNT)]


def test_direction_and_location_decide_and_what_has_no_factor_is_told():
    water = method(
        "water",
        factor(STEAM, "42.95", "Input"),
        factor(STEAM, "70.0", "Input", "ES"),
        factor(CO2, "3", "Input"),
        factor(CH4, "9", "Output", "FR"),
    )
    process = Process(
        exchanges=(
            exchange(1, STEAM, "2", "Input"),
            exchange(2, STEAM, "3", "Input", location="ES"),
            exchange(3, CO2, "4", "Output"),
            exchange(4, CH4, "5", "Output"),
            exchange(5, N2O, "6", "Output"),
        ),
        geography=Geography(location="CN"),
    )
    done = characterise(process, store_of(water), {**TYPES, STEAM: "Elementary flow"}.get)
    assert done.results[0].value == Decimal("295.90")  # 2 × 42.95 + 3 × 70.0
    assert {item.flow: item.reason for item in done.unmatched} == {
        CO2: Reason.OTHER_DIRECTION,
        CH4: Reason.OTHER_LOCATION,
        N2O: Reason.NO_FACTOR,
    }


def test_products_are_no_part_of_it_and_unknown_flows_are_counted():
    process = Process(
        exchanges=(exchange(0, PRODUCT, "1"), exchange(1, "flow-nobody-knows", "1"), exchange(2, CO2, "1"))
    )
    done = characterise(process, store_of(GWP), TYPES.get)
    assert (done.others, done.unknown, done.elementary) == (1, 1, 1)


def test_a_declared_result_is_compared_and_stays():
    declared = LciaResult(method=Reference(id="gwp"), mean=amount("2.5"))
    process = Process(exchanges=(exchange(1, CO2, "2"),), lcia_results=(declared,))
    (result,) = characterise(process, store_of(GWP), TYPES.get).results
    assert (result.value, result.declared, result.difference) == (2, Decimal("2.5"), Decimal("-0.5"))


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**6), max_value=10**6)


@given(st.lists(NUMBERS, min_size=1, max_size=6), st.lists(NUMBERS, min_size=1, max_size=6), st.integers(-50, 50))
def test_results_are_linear_in_the_inventory(first, second, times):
    def value(amounts):
        lines = tuple(exchange(spot, CH4, str(number)) for spot, number in enumerate(amounts))
        return characterise(Process(exchanges=lines), store_of(GWP), TYPES.get).results[0].value

    assert value([*first, *second]) == value(first) + value(second)
    assert value([number * times for number in first]) == value(first) * times


def climate_store(total="1"):
    uuids = climate_methods()
    return store_of(
        method(uuids["gwp-total"], factor(CO2, total), factor(CH4, "29.8")),
        method(uuids["gwp-fossil"], factor(CO2, "1"), factor(CH4, "29.8")),
        method(uuids["gwp-biogenic"]),
        method(uuids["gwp-luluc"]),
    )


def lci_result(**more):
    return Process(
        quantitative_reference=QuantitativeReference(reference_flows=(0,)),
        method=Method(dataset_type=more.pop("kind", "LCI result")),
        exchanges=(exchange(0, PRODUCT, "1"), exchange(1, CO2, "3"), exchange(2, CH4, "0.5"), *more.pop("lines", ())),
    )


def roll(process, store):
    done = characterise(process, store, TYPES.get)
    return rolled_up(process, done, Place(), lambda number: number == 0)


def test_a_complete_inventory_rolls_up_to_the_total_and_its_parts():
    values, notes = roll(lci_result(), climate_store())
    uuids = climate_methods()
    # 3 × 1 + 0.5 × 29.8 = 17.9
    assert values[uuids["gwp-total"]] == values[uuids["gwp-fossil"]] == Decimal("17.90")
    assert values[uuids["gwp-biogenic"]] == values[uuids["gwp-luluc"]] == 0
    assert notes == []


@pytest.mark.parametrize(
    ("process", "code"),
    [
        (lci_result(kind="Unit process, single operation"), "XW-M010"),
        (lci_result(lines=(exchange(3, PRODUCT, "2", "Input"),)), "XW-M011"),
        (lci_result(lines=(exchange(3, CO2),)), "XW-M012"),
    ],
)
def test_an_incomplete_inventory_is_no_footprint(process, code):
    values, findings = roll(process, climate_store())
    assert values == {}
    assert code in {found.code for found in findings}


def test_missing_methods_and_a_total_that_is_not_the_sum_are_told():
    assert [found.code for found in roll(lci_result(), store_of(GWP))[1]] == ["XW-M013"]
    values, notes = roll(lci_result(), climate_store(total="2"))
    assert [found.code for found in notes] == ["XW-M015"]
    assert values[climate_methods()["gwp-total"]] == Decimal("20.90")  # 3 × 2 + 0.5 × 29.8, given as it is

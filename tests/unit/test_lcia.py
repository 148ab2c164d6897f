"""Characterisation by hand: every expected number is worked out beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalk.index.facts import Facts, Link
from crosswalk.lcia import FactorStore, FlowFacts, FlowShelf, Reason, characterise
from crosswalk.lcia.names import substance, take_apart
from crosswalk.model.base import Amount, DatasetId, Reference, Text
from crosswalk.model.impact_method import CharacterisationFactor, ImpactMethod
from crosswalk.model.process import Exchange, Geography, LciaResult, Parameter, Process

CO2, CH4, N2O, STEAM, PRODUCT = "flow-co2", "flow-ch4", "flow-n2o", "flow-steam", "flow-product"


def amount(text):
    return Amount(value=Decimal(text), raw=text)


def factor(flow, value, direction="Output", location=None, name=None):
    reference = Reference(id=flow, name=Text.of(en=name) if name else None)
    return CharacterisationFactor(flow=reference, mean=amount(value), direction=direction, location=location)


def method(uuid, *factors, version="01.00.000"):
    quantity = Reference(id="93a60a56-a3c8-11da-a746-0800200b9a66", name=Text.of(en="kg CO2 equivalents"))
    identity = DatasetId(uuid=uuid, version=version)
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
ELEMENTARY = FlowFacts("Elementary flow", unit="kg")
FLOWS = {CO2: ELEMENTARY, CH4: ELEMENTARY, N2O: ELEMENTARY, PRODUCT: FlowFacts("Product flow")}


def test_the_sum_keeps_every_digit():
    process = Process(exchanges=(exchange(1, CO2, "0.1"), exchange(2, CH4, "0.01"), exchange(3, N2O, "0.0001")))
    done = characterise(process, store_of(GWP), FLOWS.get)
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
    done = characterise(process, store_of(GWP), FLOWS.get)
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
    done = characterise(process, store_of(water), {**FLOWS, STEAM: ELEMENTARY}.get)
    assert done.results[0].value == Decimal("295.90")  # 2 × 42.95 + 3 × 70.0
    assert done.results[0].elsewhere == 1  # the first: there is a factor for ES, none for CN
    assert {item.flow: item.reason for item in done.unmatched} == {
        CO2: Reason.OTHER_DIRECTION,
        CH4: Reason.OTHER_LOCATION,
        N2O: Reason.NO_FACTOR,
    }
    assert done.coverage == Decimal("0.4")  # 2 of 5


def test_the_place_of_the_process_holds_where_the_exchange_names_none():
    water = method("water", factor(STEAM, "42.95", "Input"), factor(STEAM, "70.0", "Input", "ES"))
    process = Process(exchanges=(exchange(1, STEAM, "2", "Input"),), geography=Geography(location="ES"))
    assert characterise(process, store_of(water)).results[0].value == Decimal("140.0")  # 2 × 70.0


def test_products_are_no_part_of_it_and_unknown_flows_are_listed():
    process = Process(
        exchanges=(exchange(0, PRODUCT, "1"), exchange(1, "flow-nobody-knows", "4"), exchange(2, CO2, "1"))
    )
    done = characterise(process, store_of(GWP), FLOWS.get)
    assert ([item.internal_id for item in done.others], done.elementary) == ([0], 1)
    (unknown,) = done.unmatched
    assert (unknown.flow, unknown.amount, unknown.reason) == ("flow-nobody-knows", 4, Reason.UNKNOWN_FLOW)


def test_no_factor_at_all_is_no_result_of_zero():
    process = Process(exchanges=(exchange(1, STEAM, "2"),))
    (result,) = characterise(process, store_of(GWP), {STEAM: ELEMENTARY}.get).results
    assert (result.value, result.exchanges, result.difference) == (None, 0, None)


def test_zero_amounts_are_told_apart_from_missing_ones():
    process = Process(exchanges=(exchange(1, CO2, "0.0"), exchange(2, CH4)))
    done = characterise(process, store_of(GWP), FLOWS.get)
    assert [item.internal_id for item in done.zeros] == [1]
    assert [item.reason for item in done.unmatched] == [Reason.NO_AMOUNT]
    assert done.results[0].value == 0  # one exchange, of an amount that is stated


def test_a_factor_per_another_unit_is_not_applied():
    energy = method("energy", factor("gas", "39.2", "Input", name="natural gas (Volume, m3, Resources from ground)"))
    process = Process(exchanges=(exchange(1, "gas", "10", "Input"),))
    wrong = characterise(process, store_of(energy), {"gas": FlowFacts("Elementary flow", unit="MJ")}.get)
    assert (wrong.results[0].value, wrong.misfits) == (None, 1)
    assert [item.reason for item in wrong.unmatched] == [Reason.OTHER_UNIT]
    right = characterise(process, store_of(energy), {"gas": FlowFacts("Elementary flow", unit="m3")}.get)
    assert (right.results[0].value, right.unchecked) == (Decimal("392.0"), 0)  # 10 × 39.2
    nobody_knows = characterise(process, store_of(energy))
    assert (nobody_knows.results[0].value, nobody_knows.unchecked) == (Decimal("392.0"), 1)


@pytest.mark.parametrize(
    ("declared", "agrees", "difference", "relative"),
    [
        ("2.5", False, "-0.3", "-0.12"),  # 2.2 − 2.5; −0.3 ÷ 2.5
        ("2", True, "0.2", "0.1"),  # 2.2 rounds to 2
        ("2.20", True, "0", "0"),
        ("0", False, "2.2", None),  # no share of nothing
    ],
)
def test_a_declared_result_is_compared_to_its_own_digits_and_stays(declared, agrees, difference, relative):
    said = LciaResult(method=Reference(id="gwp", version="00.01.000"), mean=amount(declared))
    foreign = LciaResult(method=Reference(id="toxicity"), mean=amount("1"))
    process = Process(exchanges=(exchange(1, CO2, "2.2"),), lcia_results=(said, foreign))
    done = characterise(process, store_of(GWP), FLOWS.get)
    (result,) = done.results
    assert (result.value, result.declared, result.declared_version) == (
        Decimal("2.2"),
        Decimal(declared),
        "00.01.000",
    )
    assert (result.difference, result.agrees) == (Decimal(difference), agrees)
    assert result.relative == (None if relative is None else Decimal(relative))
    assert done.uncompared == [foreign]


def test_sums_and_differences_keep_every_digit_however_far_apart():
    declared = LciaResult(method=Reference(id="gwp"), mean=amount("1E+3000"))
    lines = (exchange(1, CO2, "1E+3000"), exchange(2, CO2, "1E-3000"))
    (result,) = characterise(Process(exchanges=lines, lcia_results=(declared,)), store_of(GWP), FLOWS.get).results
    assert len(result.value.as_tuple().digits) == 6001
    assert result.difference == Decimal("1E-3000")
    assert result.agrees


def test_the_newer_of_two_methods_counts_whatever_their_order():
    old, new = method("gwp", factor(CH4, "36.8")), method("gwp", factor(CH4, "29.8"), version="02.00.000")
    for order in ((old, new), (new, old)):
        store = store_of(*order)
        process = Process(exchanges=(exchange(1, CH4, "10"),))
        assert characterise(process, store).results[0].value == Decimal("298.0")  # 10 × 29.8
        assert [(item.code, item.before, item.after) for item in store.findings] == [
            ("XW-M020", "01.00.000", "02.00.000")
        ]


def test_factors_without_a_number_or_at_odds_are_told_and_left_out():
    bare = CharacterisationFactor(flow=Reference(id=N2O), direction="Output")
    clashing = (factor(CH4, "29.8"), factor(CH4, "27.0"))
    store = store_of(method("gwp", factor(CO2, "1"), factor(CO2, "1.0"), bare, *clashing))
    assert [(item.code, item.params["count"]) for item in store.findings] == [("XW-M021", 1), ("XW-M022", 2)]
    assert [item.raw for item in store.of_flow(CO2)] == ["1"]
    assert store.of_flow(CH4) == store.of_flow(N2O) == ()
    assert store.methods[0].factors == 1


def test_a_factor_keeps_the_characters_of_the_dataset():
    store = store_of(method("gwp", factor(CO2, "1.00"), factor(CH4, "2.98E1")))
    assert [(item.raw, item.value) for flow in (CO2, CH4) for item in store.of_flow(flow)] == [
        ("1.00", Decimal("1.00")),
        ("2.98E1", Decimal("29.8")),
    ]
    assert store.methods[0].dimension == "mass"


@pytest.mark.parametrize(
    ("text", "name", "unit", "key"),
    [
        ("propane (Mass, kg, Emissions to air, indoor)", "propane", "kg", "propane"),
        ("chromium (VI) (Mass, kg, Emissions to air, unspecified (long-term))", "chromium (VI)", "kg", "chromium"),
        ("carbon dioxide (fossil)", "carbon dioxide (fossil)", "", "carbon dioxide"),
        ("Methane, biogenic", "Methane, biogenic", "", "methane"),
        ("1,1,1-trichloroethane", "1,1,1-trichloroethane", "", "1,1,1-trichloroethane"),
        ("(Z)-HFC-1234ze", "(Z)-HFC-1234ze", "", "(z)-hfc-1234ze"),
        ("二氧化碳（化石源）", "二氧化碳（化石源）", "", "二氧化碳（化石源）"),
        ("", "", "", ""),
    ],
)
def test_names_of_flows_are_taken_apart(text, name, unit, key):
    parts = take_apart(text)
    assert (parts.name, parts.unit, substance(text)) == (name, unit, key)


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**6), max_value=10**6)


@given(st.lists(NUMBERS, min_size=1, max_size=6), st.lists(NUMBERS, min_size=1, max_size=6), st.integers(-50, 50))
def test_results_are_linear_in_the_inventory(first, second, times):
    def value(amounts):
        lines = tuple(exchange(spot, CH4, str(number)) for spot, number in enumerate(amounts))
        return characterise(Process(exchanges=lines), store_of(GWP), FLOWS.get).results[0].value

    assert value([*first, *second]) == value(first) + value(second)
    assert value([number * times for number in first]) == value(first) * times


def facts(kind, uuid, version="01.00.000", after=None, unit="", names=(), flow_type=""):
    link = None if after is None else Link("", "", None, "", after, "", "")
    return Facts(
        kind,
        uuid,
        version,
        names=names,
        next_unit=link,
        reference_unit=unit,
        flow_type=flow_type,
        compartments=("a", "b"),
    )


def test_a_unit_is_three_references_away_and_the_newest_dataset_counts():
    with FlowShelf() as shelf:
        shelf.add(facts("unit group", "g", unit="kilogram"))
        shelf.add(facts("flow property", "old", after="nowhere"))
        shelf.add(facts("flow property", "new", after="g"))
        shelf.add(
            facts("flow", "f", "01.02.000", "new", names=(("zh", "钢"), ("en", "steel")), flow_type="Product flow")
        )
        shelf.add(facts("flow", "f", "01.01.000", "old"))
        shelf.add(facts("flow", "lost", after="old"))
        assert shelf.of("f") == FlowFacts("Product flow", ("钢", "steel"), ("a", "b"), "kg")
        assert shelf.of("lost").unit == ""
        assert shelf.of("nobody") is None

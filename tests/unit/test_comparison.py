"""Comparing datasets: by value, by key, in any order."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosswalk.model.base import Amount, DatasetId, Reference, Text
from crosswalk.model.comparison import compare_models
from crosswalk.model.process import Exchange, Parameter, Process, ProcessName
from crosswalk.model.review import Compliance, Review

UUID = "5f0d1c1e-6a5b-5c0e-9c64-0f6f3f0f3a11"


def amount(text):
    return Amount(value=Decimal(text), raw=text)


def exchange(number, flow, mean, direction="Input"):
    return Exchange(internal_id=number, flow=Reference(id=flow), direction=direction, mean=amount(mean))


def process(*exchanges, **more):
    return Process(identity=DatasetId(uuid=UUID), exchanges=exchanges, **more)


def found(left, right, **options):
    return [(d.pointer, d.left, d.right) for d in compare_models(left, right, **options)]


def test_numbers_are_compared_as_numbers_and_by_digits_only_where_asked():
    left, right = process(exchange(1, "a", "1.0")), process(exchange(1, "a", "1.00"))
    assert found(left, right) == []
    assert found(left, right, spelling=True) == [("exchanges/0/mean/raw", "1.0", "1.00")]


def test_a_changed_amount_is_one_difference_with_its_relative_size_and_its_exchange():
    left = process(exchange(1, "a", "2"), exchange(2, "b", "30"))
    right = process(exchange(2, "b", "30"), exchange(1, "a", "2.5"))
    (difference,) = compare_models(left, right)
    assert (difference.pointer, difference.left, difference.right) == ("exchanges/0/mean/value", "2", "2.5")
    assert difference.relative == Decimal("0.25")  # (2.5 − 2) / 2
    assert difference.item == "[1 · a · Input]"


def test_renumbered_exchanges_are_paired_by_flow_and_direction():
    left = process(exchange(1, "a", "2"), exchange(2, "b", "3"))
    right = process(exchange(7, "b", "3"), exchange(8, "a", "2"))
    assert found(left, right) == [("exchanges/0/internal_id", "1", "8"), ("exchanges/1/internal_id", "2", "7")]


def test_an_exchange_of_one_side_is_told_with_its_values():
    left, right = process(exchange(1, "a", "2")), process(exchange(1, "a", "2"), exchange(2, "b", "3"))
    assert found(left, right) == [
        ("exchanges/1/internal_id", None, "2"),
        ("exchanges/1/flow/id", None, "b"),
        ("exchanges/1/direction", None, "Input"),
        ("exchanges/1/mean/value", None, "3"),
    ]


def test_texts_are_compared_by_language():
    left = process(name=ProcessName(base=Text.of(zh="熟料", en="Clinker")))
    right = process(name=ProcessName(base=Text.of(en="Cement clinker", zh="熟料")))
    assert found(left, right) == [("name/base/en", "Clinker", "Cement clinker")]


def test_a_relative_difference_is_the_exact_quotient_rounded_once():
    def change(left, right):
        (difference,) = compare_models(process(exchange(1, "a", left)), process(exchange(1, "a", right)))
        return difference.relative

    assert change("3", "4.000051") == Decimal("0.3334")  # 1.000051 / 3 = 0.33335…; rounding twice gives 0.3333
    assert change("7", "1234576") == Decimal("1.764E+5")  # 1234569 / 7 = 176367
    assert change("3", "1") == Decimal("-0.6667")
    assert change("0", "1") is None


def test_numbers_differ_to_their_last_digit():
    long = "1.2345678901234567890123456789012345678"
    (difference,) = compare_models(process(exchange(1, "a", long + "1")), process(exchange(1, "a", long + "2")))
    assert (difference.left, difference.right) == (long + "1", long + "2")


def test_numbers_are_shown_without_exponent_and_final_zeros():
    (difference,) = compare_models(process(exchange(1, "a", "2E+1")), process(exchange(1, "a", "30.0")))
    assert (difference.left, difference.right) == ("20", "30")


def test_another_flow_at_the_same_place_is_one_difference():
    first, left, right = exchange(1, "a", "2"), exchange(2, "b", "3"), exchange(2, "c", "3")
    (difference,) = compare_models(process(first, left), process(first, right))
    assert (difference.pointer, difference.left, difference.right) == ("exchanges/1/flow/id", "b", "c")
    assert difference.item == "[2 · b · Input] → [2 · c · Input]"


def test_of_two_reviews_of_one_type_the_equal_ones_belong_together():
    first, second, third = (
        Review(type="Independent external review", details=Text.of(en=words)) for words in ("first", "second", "third")
    )
    assert found(process(reviews=(first, second)), process(reviews=(second, first))) == []
    assert found(process(reviews=(first, second)), process(reviews=(second, third))) == [
        ("reviews/0/details/en", "first", "third")
    ]


def test_of_several_texts_in_a_language_the_equal_ones_belong_together():
    left = process(synonyms=Text(items=(("en", "Clinker"), ("en", "Cement clinker"), ("zh", "熟料"))))
    right = process(synonyms=Text(items=(("zh", "熟料"), ("en", "Cement clinker"), ("en", "Portland clinker"))))
    assert found(left, right) == [("synonyms/en", "Clinker", "Portland clinker")]


def test_names_stand_beside_pointers():
    flow = Reference(id="a", name=Text.of(en="Coal", zh="煤"))
    named = {"name": ProcessName(base=Text.of(zh="烧成", en="Burning"))}
    left = process(Exchange(internal_id=3, flow=flow, mean=amount("1")), **named)
    right = process(Exchange(internal_id=3, flow=flow, mean=amount("2")), **named)
    (difference,) = compare_models(left, right)
    assert difference.label("zh") == "烧成 / 煤"
    assert difference.as_dict()["label"] == "Burning / Coal"


def test_compliance_is_paired_by_system_and_parameters_by_name():
    def with_both(order):
        blocks = (Compliance(system=Reference(id="x"), overall="Not defined"), Compliance(system=Reference(id="y")))
        values = (Parameter(name="a", mean=amount("1")), Parameter(name="b", mean=amount("2")))
        return process(compliance=blocks[::order], parameters=values[::order])

    assert found(with_both(1), with_both(-1)) == []


def test_one_side_only_is_the_dataset_itself():
    assert found(process(), None) == [("", f"process {UUID}", None)]
    assert found(None, process()) == [("", None, f"process {UUID}")]


EXCHANGES = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from("abc"), st.integers(0, 99), st.sampled_from(["Input", "Output"])),
    max_size=8,
).map(lambda rows: tuple(exchange(n, flow, str(mean), direction) for n, flow, mean, direction in rows))


@given(EXCHANGES, st.integers())
def test_order_is_no_difference(exchanges, seed):
    shuffled = list(exchanges)
    random.Random(seed).shuffle(shuffled)
    assert found(process(*exchanges), process(*exchanges)) == []
    assert found(process(*exchanges), process(*shuffled)) == []


@settings(max_examples=60)
@given(EXCHANGES, EXCHANGES)
def test_differences_are_the_same_from_both_sides(first, second):
    there = Counter((left, right) for _, left, right in found(process(*first), process(*second)))
    back = Counter((right, left) for _, left, right in found(process(*second), process(*first)))
    assert there == back


@given(EXCHANGES.filter(bool), st.data())
def test_one_changed_leaf_is_one_difference(exchanges, data):
    numbered = [one.model_copy(update={"internal_id": spot}) for spot, one in enumerate(exchanges)]
    spot = data.draw(st.integers(0, len(numbered) - 1))
    changed = list(numbered)
    changed[spot] = numbered[spot].model_copy(update={"mean": amount(str(numbered[spot].mean.value + 1))})
    assert [pointer for pointer, _, _ in found(process(*numbered), process(*changed))] == [
        f"exchanges/{spot}/mean/value"
    ]


@pytest.mark.parametrize("count", [4000])
def test_long_lists_are_paired_in_one_pass(count):
    lines = tuple(exchange(n, f"flow-{n}", "1") for n in range(count))
    assert found(process(*lines), process(*reversed(lines))) == []

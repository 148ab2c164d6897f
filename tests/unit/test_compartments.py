"""Compartments: what contexts of every nomenclature say, and that nothing is guessed where they say nothing."""

from __future__ import annotations

import pytest

from crosswalk.core.tables import table
from crosswalk.mapping.compartments import (
    CONTEXTS,
    chain_of,
    classify,
    compartments,
    covers,
    direction_of,
    media_agree,
    medium_of,
)
from crosswalk.mapping.sources import SourceFlow

SAID = (
    # EF
    ("Emissions/Emissions to air/Emissions to air, unspecified", "ef", "air"),
    ("Emissions/Emissions to air/Emissions to air, unspecified (long-term)", "ef", "air.long_term"),
    ("Emissions/Emissions to air/Emissions to urban air close to ground", "ef", "air.urban.ground"),
    ("Emissions/Emissions to air/Emissions to non-urban air or from high stacks", "ef", "air.rural"),
    ("Emissions/Emissions to water/Emissions to fresh water", "ef", "water.fresh"),
    ("Emissions/Emissions to soil/Emissions to non-agricultural soil", "ef", "soil.non_agricultural"),
    ("Resources/Resources from ground/Non-renewable energy resources from ground", "ef", "resource.ground.energy"),
    ("Land use/Land occupation", "ef", "land.occupation"),
    # ecoinvent
    ("air/unspecified", "ecoinvent", "air"),
    ("air/urban air close to ground", "ecoinvent", "air.urban.ground"),
    ("air/low population density, long-term", "ecoinvent", "air.rural.long_term"),
    ("air/lower stratosphere + upper troposphere", "ecoinvent", "air.stratosphere"),
    ("water/surface water", "ecoinvent", "water.fresh"),
    ("water/ground-", "ecoinvent", "water.ground"),
    ("water/ground-, long-term", "ecoinvent", "water.ground.long_term"),
    ("water/ocean", "ecoinvent", "water.sea"),
    ("soil/agricultural", "ecoinvent", "soil.agricultural"),
    ("natural resource/in ground", "ecoinvent", "resource.ground"),
    ("natural resource/in water", "ecoinvent", "resource.water"),
    ("natural resource/in air", "ecoinvent", "resource.air"),
    ("natural resource/biotic", "ecoinvent", "resource.biotic"),
    ("natural resource/fossil well", "ecoinvent", "resource.water.fossil"),
    # openLCA, SimaPro, FEDEFL
    ("Emission to air/high population density", "openlca", "air.urban.ground"),
    ("Emission to water/ground water", "openlca", "water.ground"),
    ("Resource/in water", "openlca", "resource.water"),
    ("Airborne emissions/stratosphere", "simapro", "air.stratosphere"),
    ("Waterborne emissions/river", "simapro", "water.river"),
    ("Raw materials/in ground", "simapro", "resource.ground"),
    ("Non mat./", "simapro", "economic"),
    ("emission/ground/human-dominated", "fedefl", "soil.non_agricultural"),
    # Chinese
    ("大气", "zh", "air"),
    ("排放到大气，未指定", "zh", "air"),
    ("大气/城市近地层", "zh", "air.urban.ground"),
    ("废气（有组织）", "zh", "air"),
    ("水体", "zh", "water"),
    ("地表水", "zh", "water.fresh"),
    ("海水", "zh", "water.sea"),
    ("污水管网", "zh", "water.sewer"),
    ("土壤/农业土壤", "zh", "soil.agricultural"),
    ("资源/地下", "zh", "resource.ground"),
    ("地下非可再生元素资源", "zh", "resource.ground.element"),
    ("自然资源／大气", "zh", "resource.air"),
    ("土地占用", "zh", "land.occupation"),
    ("大气/非城市近地层大气", "zh", "air.rural.ground"),
    ("土壤/非城市土壤", "zh", "soil.rural"),
    ("地下水取水", "zh", "resource.water.ground"),
    ("化石地下水取水", "zh", "resource.water.fossil"),
    ("地下水", "zh", "water.ground"),
    # in any writing
    ("AIR / Unspecified", "", "air"),
    ("Air > urban air", "", "air.urban"),
    ("ａｉｒ", "", "air"),
)


@pytest.mark.parametrize(("context", "family", "code"), SAID, ids=lambda value: value or "any")
def test_a_context_says_its_compartment(context, family, code):
    assert classify(context, family) == code


@pytest.mark.parametrize(
    "context",
    [
        "",
        " ",
        "/",
        "unspecified",
        "未指定",
        "Emissions",
        "Elementary flows/unspecified",
        "车间三楼",
        "somewhere else",
        "kg",
    ],
)
def test_a_context_without_a_medium_has_no_compartment(context):
    assert classify(context) == ""
    assert SourceFlow("sulfur dioxide", context, "kg").compartment == ""


@pytest.mark.parametrize("context", ["air and water", "水和土壤", "air, water or soil"])
def test_two_media_on_one_level_are_none(context):
    assert classify(context) == ""


def test_a_level_that_names_two_media_is_not_settled_by_the_next():
    assert classify("air and soil/water") == ""
    assert classify("Emissions/air/soil") == "air"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Occupation, annual crop", "land.occupation"),
        ("占用，耕地", "land.occupation"),
        ("土地占用", "land.occupation"),
        ("Transformation, from forest", "land.transformation"),
        ("From arable", "land.transformation"),
        ("转化，由林地", "land.transformation"),
        ("arable", "land"),
    ],
)
def test_where_the_context_says_land_alone_the_name_says_which_use(name, code):
    assert classify("natural resource/land", "ecoinvent", name) == code


def test_a_name_says_nothing_of_a_medium():
    assert classify("", "ecoinvent", "Occupation, annual crop") == ""
    assert classify("air", "", "Occupation, annual crop") == "air"


def test_contexts_that_mean_something_else_in_their_list_are_read_by_it_alone():
    for row in table(CONTEXTS):
        assert classify(row["context"], row["family"]) == row["code"]
    assert classify("emission/ground/human-dominated", "") != "soil.non_agricultural"


@pytest.mark.parametrize(
    ("code", "medium", "direction"),
    [
        ("air.urban.ground", "air", "Output"),
        ("water.fresh.long_term", "water", "Output"),
        ("resource.ground.element", "resource.ground", "Input"),
        ("resource.water", "resource.water", "Input"),
        ("resource", "resource", "Input"),
        ("land.transformation", "land", "Input"),
        ("", "", ""),
    ],
)
def test_medium_and_direction_of_a_class(code, medium, direction):
    assert (medium_of(code), direction_of(code)) == (medium, direction)


def test_a_class_that_nobody_knows_has_neither_direction_nor_chain():
    assert direction_of("aether") == ""
    assert chain_of("aether") == ()
    assert chain_of("") == ()


def test_chains_lead_from_near_to_far():
    assert chain_of("air.urban.low") == ("air.urban.low", "air.urban", "air.urban.ground", "air")
    assert chain_of("water.ground.long_term")[-1] == "water"
    assert chain_of("air") == ("air",)


def test_a_class_covers_what_lies_within_it_and_nothing_that_begins_alike():
    assert covers("resource.ground", "resource.ground.element")
    assert covers("air", "air")
    assert not covers("resource.ground.element", "resource.ground")
    assert not covers("water.fresh", "water.fresh_lake")


def test_every_class_has_its_names_in_both_languages():
    assert all(found.zh and found.en and found.medium for found in compartments().values())


def test_every_direction_is_one_of_the_two():
    assert {found.direction for found in compartments().values()} == {"Input", "Output"}
    assert all(
        (found.direction == "Input") == (found.medium in {"resource", "land"}) for found in compartments().values()
    )


def test_a_resource_without_a_place_agrees_with_one_from_any_place():
    assert media_agree("resource", "resource.ground.material") and media_agree("resource.water.river", "resource")
    assert media_agree("air", "air.urban.high")
    assert not media_agree("resource.water", "resource.ground.element") and not media_agree("resource", "air")

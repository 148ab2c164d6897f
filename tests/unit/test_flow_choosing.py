"""Which flow of a substance is meant, in which unit, and what the choice between two of them changes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crosswalk.mapping.choosing import choose_flow, ratio_of
from crosswalk.mapping.consequences import alike, climate_difference, largest_difference
from crosswalk.mapping.index import TargetFlow
from crosswalk.mapping.matching import Matcher
from crosswalk.mapping.names.aliases import english_aliases
from crosswalk.mapping.sources import SourceFlow
from crosswalk.mapping.table import Verdict
from crosswalk.pipeline.match_tables import at_stake, by_stake
from crosswalk.pipeline.matching import Occurrence
from tests.targets import AIR, find, index, index_of, listed, part

ALL = frozenset({"air", "air.urban.ground", "air.rural", "water", "water.fresh", "soil", "resource.ground.element"})


def flows(*held):
    """Flows of one substance: (compartment, context, unit) each."""
    found = {}
    for number, (compartment, context, unit) in enumerate(held):
        flow = TargetFlow(number, f"u{number}", "x", context, compartment, unit, "", "", 0)
        found[compartment] = (*found.get(compartment, ()), flow)
    return found


def choose(held, compartment, unit="kg", context="", offered=ALL):
    choice = choose_flow(held, compartment, context, unit, offered)
    return choice.flow.uuid, choice.gates


def test_the_compartment_itself_goes_before_what_stands_in():
    held = flows(("air", "a", "kg"), ("air.rural", "r", "kg"))
    assert choose(held, "air.rural") == ("u1", ())
    assert choose(held, "air") == ("u0", ())


def test_a_wider_class_stands_in_silently_where_the_list_has_no_nearer_one():
    held = flows(("air", "a", "kg"))
    assert choose(held, "air.urban.low", offered=frozenset({"air"})) == ("u0", ())


def test_a_wider_class_is_told_where_the_list_has_the_nearer_one_for_others():
    held = flows(("air", "a", "kg"))
    assert choose(held, "air.rural") == ("u0", ("stand_in",))


def test_a_narrower_class_is_never_taken_without_a_person():
    held = flows(("air.rural", "r", "kg"))
    assert choose(held, "air") == ("u0", ("stand_in",))


def test_experts_differ_about_ground_water():
    held = flows(("water.fresh", "f", "kg"))
    assert choose(held, "water.ground") == ("u0", ("disputed_compartment",))
    assert choose(held, "water.river") == ("u0", ())


@pytest.mark.parametrize("compartment", ["water.fresh", "soil", "air", "resource.ground", "land.occupation"])
def test_nothing_crosses_a_medium(compartment):
    held = flows(("waste", "w", "kg"))
    assert choose(held, compartment) == ("u0", ("medium",))


def test_the_place_of_a_resource_is_a_medium_of_its_own():
    held = flows(("resource.water.renewable_material", "w", "m3"))
    assert choose(held, "resource.ground", "m3") == ("u0", ("medium",))
    assert choose(held, "resource.water", "m3") == ("u0", ())
    assert choose(held, "resource", "m3") == ("u0", ())


def test_a_resource_in_the_ground_is_not_the_emission_of_the_same_name():
    held = flows(("air", "a", "kg"), ("resource.ground.element", "g", "kg"))
    assert choose(held, "resource.ground") == ("u1", ())
    assert choose(held, "soil") == ("u0", ("medium",))


def test_without_a_compartment_the_plainest_is_shown_and_the_gate_says_so():
    held = flows(("air.rural", "r", "kg"), ("air", "a", "kg"), ("water.fresh", "f", "kg"))
    assert choose(held, "") == ("u1", ("compartment",))


def test_of_two_in_one_compartment_the_same_context_then_the_same_dimension_decides():
    held = flows(("air", "one", "kg"), ("air", "two", "kg"), ("air", "three", "MJ"))
    assert choose(held, "air", context="two") == ("u1", ())
    assert choose(held, "air", "MJ", context="other") == ("u2", ())
    assert choose(held, "air") == ("u0", ())


@pytest.mark.parametrize(
    ("unit", "target", "gates", "factor"),
    [
        ("kg", "kg", (), "1"),
        ("g", "kg", (), "0.001"),
        ("t", "kg", (), "1000"),
        ("kWh", "MJ", (), "3.6"),
        ("Bq", "kBq", (), "0.001"),
        ("m2a", "m2*a", (), "1"),
        ("l", "m3", (), "0.001"),
        ("吨", "kg", (), "1000"),
        ("kg", "MJ", ("dimension",), None),
        ("m3", "kg", ("dimension",), None),
        ("kg", "", ("unit",), "1"),
        ("", "kg", ("unit",), "1"),
        ("bucket", "kg", ("dimension",), None),
        ("bucket", "bucket", (), "1"),
    ],
)
def test_units_convert_exactly_or_not_at_all(unit, target, gates, factor):
    choice = choose_flow(flows(("air", "a", target)), "air", "", unit, ALL)
    assert choice.gates == gates
    assert choice.factor == (None if factor is None else Decimal(factor))


def test_a_ratio_is_exact_both_ways():
    assert ratio_of("mg", "kg") == Decimal("0.000001")
    assert ratio_of("kg", "mg") == Decimal(1000000)
    assert ratio_of("kg", "MJ") is None


# Consequences

GWP, ACID = "gwp", "acid"


def vector(**values):
    return {name: Decimal(text) for name, text in values.items()}


def test_factors_are_alike_where_every_method_says_the_same():
    assert alike(vector(gwp="1", acid="0"), vector(gwp="1"))
    assert not alike(vector(gwp="1"), vector(gwp="1", acid="2"))
    assert not alike(vector(gwp="1"), vector(gwp="1.01"))


def test_flows_that_no_method_knows_are_not_alike():
    assert not alike({}, {})
    assert not alike(vector(gwp="0"), vector(gwp="0"))


def test_the_largest_difference_is_of_the_larger_factor():
    assert largest_difference(vector(gwp="1"), vector(gwp="4")) == Decimal("0.75")
    assert largest_difference(vector(gwp="1"), vector(acid="1")) == Decimal(1)
    assert largest_difference(vector(gwp="-1"), vector(gwp="1")) == Decimal(2)
    assert largest_difference(vector(gwp="0"), vector(gwp="0")) == 0
    assert largest_difference({}, {}) is None


def test_the_climate_difference_counts_the_methods_of_climate_alone():
    one, other = vector(gwp="29.8", acid="5"), vector(gwp="27", acid="1")
    assert climate_difference(one, other, frozenset({GWP})) == Decimal("2.8")
    assert climate_difference(one, other, frozenset()) == 0


class Factors:
    """Characterisation factors by hand."""

    climate = frozenset({GWP})

    def __init__(self, by_uuid):
        self.by_uuid = by_uuid

    def of(self, uuid):
        return self.by_uuid.get(uuid, {})


def rivals(toluene, benzene):
    """The match of a row whose name says toluene and whose number says benzene."""
    vectors = Factors({find("toluene", AIR).uuid: toluene, find("benzene", AIR).uuid: benzene})
    matcher = Matcher(index(), aliases=english_aliases, vectors=vectors)
    return matcher.match(SourceFlow("toluene", "air", "kg", cas="71-43-2"))


def test_a_tie_without_effect_needs_nobody():
    found = rivals(vector(acid="0.5"), vector(acid="0.5"))
    assert found.verdict is Verdict.AUTO
    assert "same_factors" in found.best.codes
    assert (found.best.gates, found.best.cf_delta, found.best.climate_delta) == ((), 0, 0)


def test_a_tie_with_different_factors_stays_and_says_how_much():
    found = rivals(vector(gwp="3", acid="0.5"), vector(gwp="1", acid="0.5"))
    assert found.verdict is Verdict.REVIEW
    assert found.best.gates == ("rival",)
    assert (found.best.cf_delta, found.best.climate_delta) == (Decimal("0.6667"), Decimal(2))


def test_a_tie_that_no_method_knows_stays():
    found = rivals({}, {})
    assert (found.verdict, found.best.gates, found.best.cf_delta) == (Verdict.REVIEW, ("rival",), None)


def test_other_gates_are_never_lifted_by_factors():
    same = vector(gwp="1")
    carbon = {flow.uuid: same for flow in listed() if flow.name.startswith("carbon dioxide")}
    found = Matcher(index(), vectors=Factors(carbon)).match(SourceFlow("Carbon dioxide", "air", "kg", cas="124-38-9"))
    assert found.verdict is Verdict.REVIEW
    assert "bare_carbon" in found.best.gates


def test_an_element_and_its_ion_with_the_same_factors_need_nobody():
    metals = [flow for flow in listed() if flow.name in ("cadmium", "cadmium (II)")]
    same = Factors({flow.uuid: vector(acid="7") for flow in metals})
    source = SourceFlow("Cadmium II", "water/freshwater", "kg", cas="7440-43-9")
    assert Matcher(index_of(metals)).match(source).verdict is Verdict.REVIEW
    found = Matcher(index_of(metals), vectors=same).match(source)
    assert (found.verdict, found.best.gates) == (Verdict.AUTO, ())


def test_what_is_at_stake_is_the_difference_times_the_amount():
    found = rivals(vector(gwp="3"), vector(gwp="1"))
    assert at_stake((Occurrence(found.source, 4, Decimal("2.5")), found)) == Decimal("5.0")
    assert at_stake((Occurrence(found.source), found)) == 2
    assert at_stake((Occurrence(found.source), rivals(vector(gwp="3"), vector(gwp="3")))) is None


def test_open_rows_come_by_what_is_at_stake_and_accepted_ones_last():
    small, large = rivals(vector(gwp="3"), vector(gwp="1")), rivals(vector(gwp="9"), vector(gwp="1"))
    done = part("sulfur dioxide").match(SourceFlow("sulfur dioxide", "air", "kg"))
    rows = [(Occurrence(found.source), found) for found in (done, small, large)]
    assert [row[1] for row in by_stake(rows)] == [large, small, done]

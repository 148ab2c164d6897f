"""Gates: each stops a pair that would be accepted, and lets its sibling through, which differs in that one thing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crosswalk.core.tables import overlay
from crosswalk.mapping.declared import Declarations
from crosswalk.mapping.gates import gates, gates_of_names
from crosswalk.mapping.matching import Matcher
from crosswalk.mapping.sources import SourceFlow
from crosswalk.mapping.table import NOT, SPLIT, FlowMapping, MappingTable, Side, TableHead, Verdict
from tests.targets import AIR, ELEMENTS, FIELD, FRESH, WATERS, find, index, onto, part, plain

FOSSIL = "carbon dioxide (fossil)"
BOOKED_TO_WATER = "Emissions/Emissions to water/Emissions to water, unspecified"


def flow(name, context="air", unit="kg", **said):
    return SourceFlow(name, context, unit, **said)


def tabled(decision, target=None, **said):
    """A matcher whose table holds one row about sulfur dioxide in air."""
    target = target or find("sulfur dioxide", AIR)
    other = Side() if decision is Verdict.NO_TARGET else Side(target.uuid, target.name, target.context, target.unit)
    declared = Declarations()
    row = FlowMapping(Side("", "sulfur dioxide", "air", "kg"), other, decision, **said)
    declared.add(MappingTable(TableHead(), (row,)))
    return Matcher(index(), declared=declared.of)


def on_dirt(name, synonym, context=AIR, unit="kg"):
    """A matcher onto one flow with a synonym that says something else than its name."""
    return onto(name, context, unit, "", synonym)


def cases():
    """Gate: (matcher, source that it stops), (matcher, sibling that it lets through)."""
    everything, so2 = plain(), part("sulfur dioxide")
    yield "compartment", (so2, flow("sulfur dioxide", "")), (so2, flow("sulfur dioxide"))
    burnt = find(FOSSIL, BOOKED_TO_WATER).uuid
    yield "medium", (everything, flow("CO2", "air", uuid=burnt)), (everything, flow("CO2", "water", uuid=burnt))
    yield (
        "direction",
        (so2, flow("sulfur dioxide", direction="Input")),
        (so2, flow("sulfur dioxide", direction="Output")),
    )
    street = "air/urban air close to ground"
    yield "stand_in", (everything, flow("toluene", street)), (everything, flow("toluene", "air/indoor"))
    yield "dimension", (so2, flow("sulfur dioxide", unit="MJ")), (so2, flow("sulfur dioxide", unit="t"))
    yield "unit", (so2, flow("sulfur dioxide", unit="")), (so2, flow("sulfur dioxide", unit="kg"))
    yield (
        "origin",
        (part("carbon monoxide (biogenic)"), flow("Carbon monoxide, fossil")),
        (part("carbon monoxide (fossil)"), flow("Carbon monoxide, fossil")),
    )
    yield "bare_carbon", (part("methane"), flow("Methane")), (part("methane (fossil)"), flow("Methane, fossil"))
    lake = ("water/freshwater", "kg")
    yield "charge", (part("copper (II)"), flow("Copper, ion", *lake)), (part("cadmium"), flow("Cadmium", *lake))
    yield "doublet", (part("barium (II)"), flow("Barium II", *lake)), (part("barium (II)"), flow("Barium (II)", *lake))
    manganate = onto("permanganate", FRESH, "kg", "", "manganate(VII)", "manganate of potash")
    yield (
        "charge_unsaid",
        (manganate, flow("manganate(VII)", *lake)),
        (manganate, flow("manganate of potash", *lake)),
    )
    field = ("soil/agricultural", "kg")
    weed = onto("glyphosate", FIELD, "kg", "", "Roundup sodium", "Roundup")
    yield "salt", (weed, flow("Roundup sodium", *field)), (weed, flow("Roundup", *field))
    cresol = part("p-cresol")
    yield "isomer", (cresol, flow("cresol", *lake)), (cresol, flow("4-methylphenol", *lake))
    well = on_dirt("ground water", "lake water", WATERS, "m3")
    taken = ("natural resource/in water", "m3")
    yield "water", (well, flow("Lake water", *taken)), (well, flow("Water, well, in ground", *taken))
    yield (
        "bare_water",
        (part("water"), flow("water", "water/freshwater", "m3")),
        (part("water vapour"), flow("Water vapour", "air", "m3")),
    )
    fine = on_dirt("particles (PM2.5)", "PM10, inhalable particulates")
    yield "size", (fine, flow("PM10, inhalable particulates")), (fine, flow("Particulates, < 2.5 um"))
    yield "bare_size", (onto("particulates"), flow("Particulates")), (part("particles (PM10)"), flow("PM10"))
    caesium = on_dirt("cesium-137", "cesium-134 and decay products", AIR, "kBq")
    yield (
        "mass_number",
        (caesium, flow("cesium-134 and decay products", unit="kBq")),
        (caesium, flow("Caesium-137", unit="kBq")),
    )
    toluene = part("toluene")
    yield "cas", (toluene, flow("toluene", cas="100-41-4")), (toluene, flow("toluene", cas="000108-88-3"))
    pair = part("toluene", "benzene")
    yield "rival", (pair, flow("toluene", cas="71-43-2")), (pair, flow("toluene", cas="108-88-3"))
    counted = part("ammonia")
    yield (
        "element_counted",
        (counted, flow("Ammonia, as N", cas="7664-41-7")),
        (counted, flow("Ammonia", cas="7664-41-7")),
    )
    yield "suggested", (part("formaldehyde"), flow("formaldehid")), (part("formaldehyde"), flow("formaldehyde"))
    source = flow("sulfur dioxide")
    yield "unreviewed_table", (tabled(Verdict.REVIEW), source), (tabled(Verdict.ACCEPTED), source)
    yield "rejected_pair", (tabled(Verdict.REJECTED, modifier=NOT), source), (tabled(Verdict.AUTO), source)
    yield "declared_without_target", (tabled(Verdict.NO_TARGET), source), (tabled(Verdict.AUTO), source)
    part_of_it = tabled(Verdict.ACCEPTED, factor=Decimal("0.3"), basis=SPLIT)
    yield "several_targets", (part_of_it, source), (tabled(Verdict.ACCEPTED), source)
    yield "ambiguous_name", (onto("nitrogen"), flow("Nitrogen")), (onto("oxygen"), flow("Oxygen"))
    drained = part("phosphate")
    yield (
        "disputed_compartment",
        (drained, flow("phosphate", "water/ground-")),
        (drained, flow("phosphate", "water/river")),
    )


CASES = {gate: (stopped, free) for gate, stopped, free in cases()}


def the_candidate(matcher, source, gate):
    return next(candidate for candidate in matcher.match(source).candidates if gate in candidate.gates)


@pytest.mark.parametrize("gate", CASES)
def test_the_gate_stops_what_would_be_accepted(gate):
    matcher, source = CASES[gate][0]
    found = matcher.match(source)
    stopped = the_candidate(matcher, source, gate)
    assert stopped.gates == (gate,)
    assert stopped.verdict is Verdict.REVIEW
    assert all(candidate.verdict is Verdict.REVIEW for candidate in found.candidates)
    assert found.verdict is Verdict.REVIEW


@pytest.mark.parametrize("gate", CASES)
def test_its_sibling_goes_through(gate):
    matcher, source = CASES[gate][1]
    found = matcher.match(source)
    assert (found.verdict, found.best.gates) == (Verdict.AUTO, ())


def test_every_gate_is_tried():
    """A number with a wrong digit is a note of its row, and the class of a substance has a test of its own."""
    assert set(gates()) - set(CASES) == {"cas_broken", "class_only"}


def test_the_class_of_a_substance_is_shown_and_never_taken(tmp_path):
    (tmp_path / "names").mkdir()
    names = "name,cas,aliases,class\naldicarb,116-06-3,temik,insecticide\n"
    (tmp_path / "names" / "common_names.csv").write_text(names, encoding="utf-8")
    source = flow("Aldicarb", "soil/agricultural")
    with overlay(tmp_path):
        found = onto("Insecticides, unspecified", FIELD).match(source)
        assert (found.verdict, found.best.gates) == (Verdict.REVIEW, ("class_only",))
        assert "class" in found.best.codes
        assert onto("Aldicarb", FIELD).match(source).verdict is Verdict.AUTO


def test_a_gate_puts_its_candidate_down_by_its_weight():
    for gate, (stopped, _) in CASES.items():
        candidate = the_candidate(*stopped, gate)
        if "uuid" in candidate.codes:
            continue  # there is no other candidate that it could be put behind
        assert candidate.confidence <= 1 - gates()[gate].weight
    unstopped = part("sulfur dioxide").match(flow("sulfur dioxide")).best.confidence
    stopped = part("sulfur dioxide").match(flow("sulfur dioxide", unit="MJ")).best.confidence
    assert stopped == (unstopped * Decimal("0.9")).quantize(Decimal("0.0001"))


def test_a_number_with_a_wrong_digit_is_noted_and_is_no_evidence():
    found = part("toluene").match(flow("works solvent", cas="108-88-4"))
    assert found.notes == ("cas_broken",)
    assert found.verdict is not Verdict.AUTO
    assert part("toluene").match(flow("works solvent", cas="108-88-3")).verdict is Verdict.AUTO
    named = part("toluene").match(flow("toluene", cas="108-88-4"))
    assert (named.verdict, named.notes, named.best.codes - {"letters"}) == (Verdict.AUTO, ("cas_broken",), {"name"})


# What has to hold of pairs of names, whatever speaks for them


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Carbon dioxide, fossil", "carbon dioxide (biogenic)", "origin"),
        ("Methane, non-fossil", "methane (fossil)", "origin"),
        ("Methane, from soil or biomass stock", "methane (biogenic)", "origin"),
        ("carbon dioxide (biogenic-100yr)", "carbon dioxide (biogenic)", "origin"),
        ("Carbon dioxide", "carbon dioxide (fossil)", "origin"),
        ("Carbon dioxide", "carbon dioxide", "bare_carbon"),
        ("Methane", "methane", "bare_carbon"),
        ("二氧化碳（生物源）", "carbon dioxide (fossil)", "origin"),
        ("Chromium VI", "chromium (III)", "charge"),
        ("Chromium", "chromium (VI)", "charge"),
        ("六价铬", "chromium", "charge"),
        ("Cadmium, ion", "cadmium", "charge"),
        ("Mercury II", "mercury (II)", "doublet"),
        ("2,4-D sodium salt", "2,4-D", "salt"),
        ("Paraquat dichloride", "paraquat", "salt"),
        ("Acetate", "acetic acid", ""),
        ("Benzoic acid, methyl ester", "benzoic acid", "salt"),
        ("Zinc sulfate", "zinc sulfate heptahydrate", "salt"),
        ("Xylene", "p-xylene", "isomer"),
        ("o-Xylene", "m-xylene", "isomer"),
        ("Butanol", "isobutanol", "isomer"),
        ("Hexachlorocyclohexane", "gamma-hexachlorocyclohexane", "isomer"),
        ("cis-1,2-dichloroethylene", "trans-1,2-dichloroethylene", "isomer"),
        ("Particulates, < 10 um", "particles (PM2.5)", "size"),
        ("Particulates", "particles (PM10)", "size"),
        ("Dust", "particles (PM2.5 - PM10)", "bare_size"),
        ("颗粒物", "particles (PM10)", "bare_size"),
        ("Sea water", "freshwater", "water"),
        ("Water", "ground water", "bare_water"),
        ("Water", "water", "bare_water"),
        ("冷却水", "freshwater", "water"),
        ("Cesium-134", "cesium-137", "mass_number"),
        ("Uranium-235", "uranium-238", "mass_number"),
        ("碘-131", "iodine-129", "mass_number"),
        ("Uranium", "uranium-238", "mass_number"),
    ],
)
def test_names_that_are_not_one_flow(source, target, expected):
    found = gates_of_names(source, target, frozenset({"synonym"}))
    assert expected in found if expected else not found


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Carbon dioxide, fossil", "carbon dioxide (fossil)"),
        ("Methane, non-fossil", "methane (biogenic)"),
        ("Carbon dioxide, from soil or biomass stock", "carbon dioxide (land use change)"),
        ("Chromium VI", "chromium (VI)"),
        ("Chloride ion", "chloride"),
        ("Ammonium acetate", "acetic acid, ammonium salt"),
        ("Fenobucarb", "2-sec-butylphenyl methylcarbamate"),
        ("Particulates, > 2.5 um, and < 10um", "particles (PM2.5 - PM10)"),
        ("Water, river", "river water"),
        ("Caesium-137", "cesium-137"),
        ("Tritium", "hydrogen-3"),
        ("Benzene, chloro-", "chlorobenzene"),
    ],
)
def test_names_that_may_be_one_flow(source, target):
    assert gates_of_names(source, target, frozenset({"synonym"})) == ()


def test_the_number_tells_element_from_ion():
    assert "doublet" in gates_of_names("Copper II", "copper (II)", frozenset({"name"}))
    assert gates_of_names("Copper II", "copper (II)", frozenset({"name", "cas"})) == ()
    assert "charge" in gates_of_names("Copper", "copper (II)", frozenset({"cas"}))


def test_an_element_in_the_ground_is_no_ion():
    assert part("cadmium").match(flow("Cadmium, in ground", "natural resource/in ground")).best.flow.context == ELEMENTS

"""Mappings at work: which decision a flow gets, what an exchange becomes, and the way back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

import pytest

from crosswalk.core.findings import Fate
from crosswalk.mapping.applying import (
    Coverage,
    Decider,
    Decision,
    FlowUse,
    Outcome,
    TableLookup,
    Target,
    Unfit,
    map_exchange,
    map_line,
    measure,
    read_notes,
    restore_exchange,
)
from crosswalk.mapping.applying.notes import read_line, with_note
from crosswalk.mapping.applying.rewrite import line_use
from crosswalk.mapping.index import TargetFlow
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.matching import Candidate, Evidence, Match
from crosswalk.mapping.table import NOT, SPLIT, FlowMapping, MappingTable, Side, TableHead, Verdict
from crosswalk.model.base import Amount, Reference, Text
from crosswalk.model.declaration import InventoryLine
from crosswalk.model.process import Exchange

AIR = "Emissions/Emissions to air/Emissions to air, unspecified"
WATER = "Emissions/Emissions to water/Emissions to water, unspecified"
GROUND = "Resources/Resources from ground/Non-renewable energy resources from ground"
MASS, NCV, GCV = (
    "93a60a56-a3c8-11da-a746-0800200b9a66",
    "93a60a56-a3c8-11da-a746-0800200c9a66",
    "93a60a56-a3c8-14da-a746-0800200c9a66",
)
AMMONIA = "08a91e70-3ddc-11dd-a2a9-0050c2490048"
OWN, CO2, COAL = (
    "5c3b0a6e-0000-4000-8000-000000000001",
    "08a91e70-3ddc-11dd-923d-0050c2490048",
    "fe0acd60-3ddc-11dd-a6fc-0050c2490048",
)
LISTED = {
    CO2: ListedFlow(CO2, "carbon dioxide (fossil)", AIR, "kg", "air", property_id=MASS, version="03.00.004"),
    AMMONIA: ListedFlow(AMMONIA, "ammonia", AIR, "kg", "air", property_id=MASS),
    COAL: ListedFlow(COAL, "hard coal", GROUND, "MJ", "resource.ground.energy", property_id=NCV),
}
USE = FlowUse(
    uuid=OWN, names=(("en", "Carbon dioxide"), ("zh", "二氧化碳")), context=AIR, family="ef", unit="g",
    type="Elementary flow", direction="Output",
)  # fmt: skip


COAL_USE = replace(USE, names=(("en", "Works coal"),), context=GROUND, direction="Input")


class EfList:
    """A list of two flows."""

    def flow(self, uuid):
        return LISTED.get(uuid)


@dataclass
class Always:
    """A matcher that knows one answer."""

    uuid: str = CO2
    verdict: Verdict = Verdict.AUTO
    codes: tuple[str, ...] = ("name",)
    factor: Decimal = Decimal(1)
    asked: list = field(default_factory=list)

    def match(self, source):
        self.asked.append(source)
        one = LISTED[self.uuid]
        flow = TargetFlow(0, one.uuid, one.name, one.context, one.compartment, one.unit, "", one.property_id, 0)
        evidence = tuple(Evidence(code) for code in self.codes)
        candidate = Candidate(flow, Decimal("0.998"), evidence, factor=self.factor, verdict=self.verdict)
        return Match(source, (candidate,), self.verdict)


def row(source=None, target=CO2, decision=Verdict.ACCEPTED, **more):
    side = source or Side(id=OWN, unit="g")
    flow = LISTED.get(target)
    there = Side(id=target, name=flow.name if flow else "", unit=flow.unit if flow else "")
    return FlowMapping(side, there, decision, **more)


def table(*rows, source_list=""):
    return "plant", MappingTable(TableHead("plant", source_list=source_list, target_list="ef31"), rows)


def decide(use, *rows, matcher=None):
    return Decider(TableLookup([table(*rows)]), EfList(), matcher).decide(use)


# --- decisions ---------------------------------------------------------------------------------------


def test_a_row_for_the_identifier_decides_before_identity():
    found = decide(replace(USE, uuid=CO2, unit="kg"), row(Side(id=CO2, unit="kg"), COAL))
    assert (found.outcome, found.finding.code) == (Outcome.STOPPED, "XW-F203")


def test_a_flow_of_the_list_stays_as_it_is():
    found = decide(replace(USE, uuid=CO2, unit="kg"), matcher=Always())
    assert (found.outcome, found.by, found.finding) == (Outcome.IDENTICAL, "uuid", None)


def test_a_flow_of_the_list_that_is_counted_in_another_unit_is_converted():
    found = decide(replace(USE, uuid=CO2, unit="g"))
    assert (found.outcome, found.factor, found.basis) == (Outcome.MAPPED, Fraction(1, 1000), "unit")


def test_an_emission_of_the_list_as_input_is_told():
    found = decide(replace(USE, uuid=CO2, unit="kg", direction="Input"))
    assert (found.outcome, found.finding.code) == (Outcome.IDENTICAL, "XW-F204")


@pytest.mark.parametrize(
    ("side", "found"),
    [
        (Side(name="carbon  DIOXIDE", context=AIR), Outcome.MAPPED),
        (Side(name="二氧化碳", context="排放到大气，未指定"), Outcome.MAPPED),
        (Side(name="二氧化碳", context=AIR, unit="kg"), Outcome.MAPPED),
        (Side(name="二氧化碳"), Outcome.MAPPED),
        (Side(name="二氧化碳", context=WATER), Outcome.UNMATCHED),
        (Side(name="二氧化碳", context=AIR, unit="MJ"), Outcome.UNMATCHED),
        (Side(name="二氧化碳", context=AIR, location="DE"), Outcome.UNMATCHED),
        (Side(name="二氧化硫", context=AIR), Outcome.UNMATCHED),
    ],
)
def test_a_row_is_found_by_name_context_and_unit(side, found):
    assert decide(USE, row(side)).outcome is found


def test_the_first_table_comes_before_the_others():
    lookup = TableLookup([("a", table(row(target=CO2))[1]), ("b", table(row(target=COAL))[1])])
    assert Decider(lookup, EfList()).decide(USE).by == "a"


@pytest.mark.parametrize("verdict", [Verdict.REVIEW, Verdict.UNSURE, Verdict.NO_TARGET])
def test_an_open_row_keeps_the_matcher_from_deciding(verdict):
    matcher = Always()
    found = decide(USE, row(decision=verdict), matcher=matcher)
    assert (found.outcome, found.verdict, matcher.asked) == (Outcome.UNMATCHED, verdict.value, [])


@pytest.mark.parametrize("denial", [{"modifier": NOT}, {"decision": Verdict.REJECTED}])
def test_a_denied_target_is_not_taken_from_the_matcher(denial):
    assert decide(USE, row(**denial), matcher=Always()).outcome is Outcome.UNMATCHED


def test_the_matcher_decides_by_its_verdict_alone():
    assert decide(USE, matcher=Always()).outcome is Outcome.MAPPED
    assert decide(USE, matcher=Always(verdict=Verdict.REVIEW)).outcome is Outcome.UNMATCHED


def test_the_matcher_is_not_asked_about_flows_that_the_package_lacks():
    matcher = Always()
    assert decide(replace(USE, type=""), matcher=matcher).outcome is Outcome.UNKNOWN
    assert decide(replace(USE, type=""), row(), matcher=matcher).outcome is Outcome.MAPPED
    assert not matcher.asked


@pytest.mark.parametrize("kind", ["Product flow", "Waste flow", "Other flow"])
def test_what_is_not_elementary_is_never_asked_about(kind):
    matcher = Always()
    assert decide(replace(USE, type=kind), matcher=matcher).outcome is Outcome.OTHER
    assert not matcher.asked


@pytest.mark.parametrize(
    ("context", "outcome"), [("资源", Outcome.MAPPED), ("Raw", Outcome.MAPPED), ("Raw/in water", Outcome.STOPPED)]
)
def test_a_resource_without_a_place_is_of_the_medium_of_any_resource(context, outcome):
    use = FlowUse(names=(("zh", "硬煤"),), context=context, unit="MJ", type="Elementary flow", direction="Input")
    assert decide(use, matcher=Always(COAL)).outcome == outcome


def test_a_product_is_not_mapped_by_a_table_either():
    found = decide(replace(USE, type="Product flow"), row())
    assert (found.outcome, found.finding.code) == (Outcome.OTHER, "XW-F216")


@pytest.mark.parametrize(
    ("use", "rows", "code"),
    [
        (replace(USE, direction="Input"), [row()], "XW-F203"),
        (replace(USE, context=WATER), [row()], "XW-F205"),
        (USE, [row(Side(id=OWN, unit="g"), COAL)], "XW-F203"),
        (replace(USE, unit=""), [row(Side(id=OWN))], "XW-F206"),
        (USE, [row(factor=Decimal(0))], "XW-F207"),
        (USE, [row(factor=Decimal(-1))], "XW-F207"),
        (USE, [row(), row(target=COAL)], "XW-F214"),
        (USE, [row(basis=SPLIT, factor=Decimal("0.5")), row(target=COAL, basis=SPLIT, factor=Decimal("0.5"))], "XW-F215"),
        (USE, [row(target="5c3b0a6e-0000-4000-8000-0000000000ff")], "XW-F217"),
        (USE, [row(factor_text="1")], "XW-F222"),
        (USE, [row(factor=Decimal(1000), basis="unit")], "XW-F222"),
    ],
)  # fmt: skip
def test_what_stands_against_a_row_stops_it(use, rows, code):
    found = decide(use, *rows)
    assert (found.outcome, found.finding.code) == (Outcome.STOPPED, code)


@pytest.mark.parametrize(
    ("name", "more", "code"),
    [
        ("Ammonia, as N", {}, "XW-G184"),
        ("Works gas, measured as N", {}, "XW-F235"),
        ("氨氮", {}, "XW-G184"),
        ("Works gas, measured as N", {"factor": Decimal("1.2159"), "basis": "17.031 / 14.007"}, None),
        ("Works gas", {}, None),
    ],
)
def test_an_element_counted_is_not_written_as_its_compound(name, more, code):
    use = replace(USE, names=(("", name),), unit="kg")
    found = decide(use, row(Side(id=OWN, name=name, unit="kg"), AMMONIA, **more))
    assert (found.outcome, found.finding and found.finding.code) == (
        (Outcome.STOPPED, code) if code else (Outcome.MAPPED, None)
    )


# --- factors -----------------------------------------------------------------------------------------

KG = Target(CO2, unit="kg", property_id=MASS)
MJ = Target(COAL, unit="MJ", property_id=NCV)


@pytest.mark.parametrize(
    ("unit", "more", "factor", "basis"),
    [
        ("g", {}, Fraction(1, 1000), "unit"),
        ("lb", {}, Fraction(45359237, 10**8), "unit"),
        ("g", {"factor": Decimal("0.001"), "basis": "unit"}, Fraction(1, 1000), "unit"),
        ("kg", {"factor": Decimal("0.001"), "basis": "unit"}, Fraction(1), "unit"),
        ("t", {"factor": Decimal("1.2159"), "basis": "stoichiometry"}, Fraction(12159, 10) * 1000, "stoichiometry"),
    ],
)
def test_amounts_go_through_the_units_of_the_row(unit, more, factor, basis):
    stated = row(Side(id=OWN, unit="g"), **more) if more else None
    assert measure(replace(USE, unit=unit), KG, stated) == (factor, basis)


def test_a_row_in_one_unit_takes_amounts_in_another():
    # 1.2159 kg NH3 per kg N: one tonne is a thousand times that
    stated = row(Side(id=OWN, unit="kg"), factor=Decimal("1.2159"), basis="stoichiometry")
    assert measure(replace(USE, unit="t"), KG, stated)[0] == Fraction(12159, 10)


def test_the_flow_itself_may_state_the_conversion():
    coal = replace(USE, unit="kg", property_id=MASS, conversions=((NCV, Fraction("29.3"), "MJ"),))
    assert measure(coal, MJ) == (Fraction("29.3"), "flow property")
    # 8.1 kWh/kg, 3.6 MJ/kWh
    assert measure(replace(coal, conversions=((NCV, Fraction("8.1"), "kWh"),)), MJ)[0] == Fraction("29.16")


@pytest.mark.parametrize(
    "use",
    [
        replace(USE, unit="kg", property_id=MASS),
        replace(USE, unit="MJ", property_id=GCV),
        replace(USE, unit=""),
        replace(USE, unit="furlong"),
    ],
)
def test_nothing_is_guessed_between_dimensions_and_properties(use):
    with pytest.raises(Unfit) as problem:
        measure(use, MJ)
    assert problem.value.code == "XW-F206"


@pytest.mark.parametrize(
    ("use", "target", "factor", "expected"),
    [
        (replace(USE, unit="kg"), CO2, "1.5", (Fraction(3, 2), "table")),
        (USE, CO2, "0.0015", (Fraction(3, 2000), "table")),
        (USE, CO2, "0.001", (Fraction(1, 1000), "unit")),
        (replace(USE, unit="lb"), CO2, "0.45359237000000000001", (Fraction("0.45359237"), "unit")),
        (replace(COAL_USE, unit="t"), COAL, "29300", (Fraction(29300), "table")),
        (replace(COAL_USE, unit="t"), COAL, "1", "XW-F206"),
    ],
)  # fmt: skip
def test_a_factor_of_a_table_that_the_matcher_asked_is_for_the_unit_of_the_source(use, target, factor, expected):
    found = decide(use, matcher=Always(target, codes=("table",), factor=Decimal(factor)))
    if isinstance(expected, str):
        assert (found.outcome, found.finding.code) == (Outcome.STOPPED, expected)
    else:
        assert (found.outcome, found.factor, found.basis) == (Outcome.MAPPED, *expected)


# --- exchanges ---------------------------------------------------------------------------------------

EXCHANGE = Exchange(
    internal_id=7,
    flow=Reference(
        kind="flow data set", id=OWN, version="01.00.000", uri=f"../flows/{OWN}_01.00.000.xml",
        name=Text.of(en="Carbon dioxide", zh="二氧化碳"),
    ),
    direction="Output",
    variable="gas",
    mean=Amount(value=Decimal("95500.50"), raw="95500.50"),
    resulting=Amount(value=Decimal("191001.00"), raw="191001.00"),
    minimum=Amount(value=Decimal(90000)),
    distribution="log-normal",
    deviation=Amount(value=Decimal("1.3")),
    comment=Text.of(zh="烟气在线监测"),
)  # fmt: skip
BY_TABLE = Decision(USE, Outcome.MAPPED, Target(CO2, "carbon dioxide (fossil)", AIR, "air", "kg", MASS, "03.00.004"),
                    Fraction(1, 1000), "unit", "plant", ("table",))  # fmt: skip


def test_reference_and_amounts_become_the_target_s_and_nothing_else_changes():
    done = map_exchange(EXCHANGE, BY_TABLE, "ef31").part
    assert done.flow == Reference(
        kind="flow data set", id=CO2, version="03.00.004", uri=f"../flows/{CO2}_03.00.004.xml",
        name=Text.of(en="carbon dioxide (fossil)", zh="二氧化碳"),
    )  # fmt: skip
    assert (done.mean.value, done.resulting.value, done.minimum.value) == (
        Decimal("95.5005"), Decimal("191.001"), Decimal(90),
    )  # fmt: skip
    kept = {"internal_id", "direction", "variable", "maximum", "distribution", "deviation", "sources", "derivation"}
    assert all(getattr(done, name) == getattr(EXCHANGE, name) for name in kept)


def test_every_change_is_listed_with_its_fate_before_and_after():
    found = {one.pointer: (one.fate, one.before, one.after) for one in map_exchange(EXCHANGE, BY_TABLE, "ef31").changes}
    assert found["flow/id"] == (Fate.MAPPED, OWN, CO2)
    assert found["flow/version"] == (Fate.MAPPED, "01.00.000", "03.00.004")
    assert found["flow/name"] == (Fate.MAPPED, "Carbon dioxide", "carbon dioxide (fossil)")
    assert found["mean"] == (Fate.CONVERTED, "95500.50", "95.5005")
    assert set(found) == {"flow/id", "flow/version", "flow/uri", "flow/name", "mean", "resulting", "minimum", "comment"}


def test_amounts_keep_their_characters_where_the_factor_is_one():
    done = map_exchange(EXCHANGE, replace(BY_TABLE, factor=Fraction(1)), "ef31").part
    assert done.mean.raw == "95500.50"


def test_the_note_is_a_line_in_the_comment_of_the_name_s_language():
    comment = map_exchange(EXCHANGE, BY_TABLE, "ef31").part.comment
    line = f'[crosswalk] source flow: "Carbon dioxide"@en {OWN} 01.00.000, factor 0.001, to ef31, by plant'
    assert comment == Text.of(zh="烟气在线监测", en=line)
    chinese = EXCHANGE.model_copy(update={"flow": Reference(id=OWN, name=Text.of(zh="二氧化碳"))})
    comment = map_exchange(chinese, BY_TABLE, "ef31").part.comment
    assert (
        comment.get("zh") == f'烟气在线监测\n[crosswalk] 源流: "二氧化碳"@zh {OWN} -, factor 0.001, to ef31, by plant'
    )


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"flow": Reference(kind="flow data set", id=OWN, name=Text.of(zh="二氧化碳"))},
        {"flow": Reference(kind="flow data set", id=OWN, name=Text(items=((None, "CO2, fossil"), ("zh", "二氧化碳"))))},
        {"flow": Reference(kind="flow data set", id=OWN)},
        {"flow": EXCHANGE.flow.model_copy(update={"uri": "http://server.example/flow?x=1"})},
        {"flow": EXCHANGE.flow.model_copy(update={"uri": f"https://s.example/{OWN.upper()}"})},
        {"flow": EXCHANGE.flow.model_copy(update={"name": Text.of(en='a "quoted"\n\\ name, to x, by y')})},
        {"comment": None},
        {"comment": Text.of(en="", zh="")},
        {"comment": Text.of(en=" measured\u00a0\n")},
        {"comment": Text.of(en="x" * 900)},
    ],
)  # fmt: skip
@pytest.mark.parametrize("version", ["03.00.004", ""])
def test_a_mapping_can_be_taken_back(change, version):
    before = EXCHANGE.model_copy(update=change)
    decision = replace(BY_TABLE, target=replace(BY_TABLE.target, version=version))
    done = map_exchange(before, decision, "ef31").part
    assert done != before
    after = restore_exchange(done, "ef31")
    if change.get("flow") is not None and (change["flow"].uri or "").endswith(OWN.upper()):
        after = after.model_copy(update={"flow": after.flow.model_copy(update={"uri": before.flow.uri})})
    assert after == before


def test_only_the_mapping_onto_a_list_is_taken_back():
    done = map_exchange(EXCHANGE, BY_TABLE, "ef31").part
    assert restore_exchange(done, "fedefl") == done
    assert restore_exchange(EXCHANGE) == EXCHANGE


@pytest.mark.parametrize("line", [
    '[crosswalk] source flow: "x"@en a b, factor 1/0, to ef31, by plant',
    '[crosswalk] source flow: "x"@en a b, factor 0, to ef31, by plant',
    '[crosswalk] source flow: "\\x"@en a b, factor 1, to ef31, by plant',
    '[crosswalk] source flow: "a\tb"@en a b, factor 1, to ef31, by plant',
    '[crosswalk] source flow: "x"@en a b, factor 1, to ef31, by plant, at "\\u12"',
])  # fmt: skip
def test_a_line_in_the_likeness_of_a_note_is_none(line):
    assert read_line(line) is None


def test_a_second_mapping_is_taken_back_first():
    once = map_exchange(EXCHANGE, BY_TABLE, "ef31").part
    other = replace(BY_TABLE, target=Target(COAL, "other", unit="kg"), factor=Fraction(3))
    twice = map_exchange(once, other, "fedefl").part
    assert [note.list_id for note in read_notes(twice.comment)] == ["ef31", "fedefl"]
    assert restore_exchange(twice) == once
    assert restore_exchange(restore_exchange(twice)) == EXCHANGE


def test_an_amount_without_an_end_is_rounded_and_told():
    done = map_exchange(EXCHANGE, replace(BY_TABLE, factor=Fraction(1, 3)), "ef31")
    assert done.part.minimum.value == 30000
    third = map_exchange(
        EXCHANGE.model_copy(update={"mean": Amount(value=Decimal(1))}), replace(BY_TABLE, factor=Fraction(1, 3)), "ef31"
    )
    assert str(third.part.mean.value) == "0." + "3" * 34
    assert [found.code for found in third.findings] == ["XW-F208"]
    assert next(one.fate for one in third.changes if one.pointer == "mean") is Fate.ROUNDED


@pytest.mark.parametrize(("kind", "told"), [("log-normal", []), ("normal", ["XW-F218"]), ("triangular", [])])
def test_a_deviation_is_a_share_and_stays(kind, told):
    done = map_exchange(EXCHANGE.model_copy(update={"distribution": kind}), BY_TABLE, "ef31")
    assert done.part.deviation == EXCHANGE.deviation
    assert [found.code for found in done.findings] == told


def test_a_full_comment_takes_no_note_and_that_is_told():
    full = Text.of(en="x" * 480, zh="满" * 480)
    done = map_exchange(EXCHANGE.model_copy(update={"comment": full}), BY_TABLE, "ef31")
    assert done.part.comment == full
    assert [found.code for found in done.findings] == ["XW-F209"]
    short = map_exchange(EXCHANGE.model_copy(update={"comment": Text.of(en="x" * 480)}), BY_TABLE, "ef31")
    assert len(short.part.comment.items) == 2


def test_a_text_that_is_too_long_already_takes_the_note_where_no_other_has_room():
    long = Text.of(en="x" * 900, zh="满" * 490)
    done = map_exchange(EXCHANGE.model_copy(update={"comment": long}), BY_TABLE, "ef31")
    assert not done.findings
    assert done.part.comment.get("zh") == long.get("zh")
    change = next(one for one in done.changes if one.pointer == "comment")
    assert (change.before, change.after) == (long.get("en"), done.part.comment.get("en"))


def test_the_note_goes_into_the_text_without_a_language():
    comment = Text(items=((None, "measured"),))
    note = read_notes(map_exchange(EXCHANGE, BY_TABLE, "ef31").part.comment)[0]
    (only,) = with_note(comment, note).items
    assert only[0] is None
    assert only[1].startswith("measured\n[crosswalk] ")


# --- declarations ------------------------------------------------------------------------------------

LINE = InventoryLine(
    number=3, type="direct_emission", direction="output", name=Text.of(zh="二氧化碳（化石）"),
    amount=Amount(value=Decimal("12.50"), unit="t", raw="12.50"),
)  # fmt: skip


@pytest.mark.parametrize("kind", ["raw_material", "energy", "electricity", "water", "waste", "transport", None])
def test_lines_of_products_name_no_elementary_flow(kind):
    assert line_use(LINE.model_copy(update={"type": kind})) is None


def test_a_direct_emission_goes_to_air():
    use = line_use(LINE)
    assert (use.context, use.direction, use.unit, use.type) == ("Emissions to air", "Output", "t", "Elementary flow")
    assert line_use(LINE.model_copy(update={"direction": "input"})) is None


def test_an_amount_with_its_unit_stays_and_one_that_needs_a_factor_keeps_its_unit():
    done = map_line(LINE, replace(BY_TABLE, use=line_use(LINE), factor=Fraction(1000)), "ef31")
    assert (done.part.flow, done.part.amount.raw, done.part.amount.unit) == (CO2, "12.50", "t")
    counted = replace(BY_TABLE, factor=Fraction("1.2159") * 1000, basis="stoichiometry")
    done = map_line(LINE, counted, "ef31")
    assert done.part.amount == Amount(value=Decimal("15.19875"), unit="t")
    energy = replace(
        BY_TABLE, target=Target(COAL, "hard coal", unit="MJ"), factor=Fraction(29300), basis="net calorific value"
    )
    assert map_line(LINE, energy, "ef31").part.amount == Amount(value=Decimal(366250), unit="MJ")
    assert read_notes(done.part.remark)[0].by == "plant"


# --- coverage ----------------------------------------------------------------------------------------


def test_coverage_by_count_mass_and_impact():
    sums = Coverage()
    sums.add(BY_TABLE, Decimal(3000), Fraction(3))
    sums.add(replace(BY_TABLE, outcome=Outcome.IDENTICAL, use=replace(USE, unit="kg")), Decimal(-1), Fraction(-1))
    sums.add(replace(BY_TABLE, outcome=Outcome.UNMATCHED, use=replace(USE, unit="t")), Decimal("0.004"))
    sums.add(replace(BY_TABLE, outcome=Outcome.STOPPED, use=replace(USE, unit="MJ")), Decimal(50), Fraction(4))
    sums.add(replace(BY_TABLE, outcome=Outcome.OTHER), Decimal(10**9))
    sums.add(replace(BY_TABLE, outcome=Outcome.UNKNOWN), Decimal(10**9))
    # 2 of 4 exchanges; 3 + 1 of 8 kg; 3 + 1 of 8 units of impact, one exchange without a factor
    assert (sums.count.value, sums.mass.value, sums.impact.value) == (Decimal("0.5"), Decimal("0.5"), Decimal("0.5"))
    assert sums.uncharacterised == 1
    assert sums.as_dict()["elementary"] == 4


def test_a_share_is_never_rounded_up_to_all():
    sums = Coverage()
    for _ in range(30000):
        sums.add(BY_TABLE, None)
    sums.add(replace(BY_TABLE, outcome=Outcome.UNMATCHED), None)
    assert str(sums.count.value) == "0.9999"

"""Matching: what speaks for a pair and whether it accepts, identity and tables first, and input as bad as it comes."""

from __future__ import annotations

import csv
import tracemalloc
from dataclasses import replace
from decimal import Decimal

import pytest

from crosswalk.core.errors import InputError, UsageError
from crosswalk.core.tables import path_of, read_table, table
from crosswalk.mapping.declared import Declarations
from crosswalk.mapping.evidence import kinds
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.matching import SHOWN, THRESHOLD, Matcher, NoWords, confidence
from crosswalk.mapping.names.aliases import english_aliases
from crosswalk.mapping.names.english import read_english
from crosswalk.mapping.names.glossary import chinese_words
from crosswalk.mapping.opening import TABLES, shipped_tables
from crosswalk.mapping.sources import SourceFlow
from crosswalk.mapping.table import NOT, FlowMapping, MappingTable, Side, TableHead, Verdict
from crosswalk.mapping.tables import shipped_tables as shipped_files
from crosswalk.mapping.tables.checks.subject import family_of
from crosswalk.pipeline.matching import match_sources, open_sources, remarks_of
from tests.conftest import ROOT
from tests.targets import (
    AIR,
    ENERGY,
    FIELD,
    FRESH,
    OCCUPIED,
    WATERS,
    find,
    index,
    index_of,
    listed,
    match,
    onto,
    pair,
    part,
    plain,
)

AUTO, REVIEW, NO_TARGET = Verdict.AUTO, Verdict.REVIEW, Verdict.NO_TARGET
WATER = "Emissions/Emissions to water/Emissions to water, unspecified"


def flow(name, context="air", unit="kg", **said):
    return SourceFlow(name, context, unit, **said)


def declared(*rows, family=""):
    found = Declarations()
    found.add(MappingTable(TableHead(), rows), family)
    return Matcher(index(), declared=found.of, aliases=english_aliases)


def side(target):
    return Side(target.uuid, target.name, target.context, target.unit, target.cas)


def named(name, context="air", unit="kg", id_=""):
    return Side(id_, name, context, unit)


class Told(NoWords):
    """Words that know one English name for every Chinese one."""

    def __init__(self, code, english):
        self.code, self.english = code, english

    def __call__(self, name):
        return [(self.code, self.english, read_english(self.english))] if name > "一" else []


def speaking(code, english):
    """A matcher that is told an English name for every Chinese one."""
    return Matcher(index(), words=Told(code, english))


# Evidence


def kinds_of_evidence():
    """Kind: (matcher, source, whether it is accepted by it)."""
    so2 = find("sulfur dioxide", AIR)
    everything = plain()
    yield "uuid", everything, flow("anything", uuid=so2.uuid), True
    yield "table", declared(FlowMapping(named("works gas"), side(so2), AUTO)), flow("works gas"), True
    yield "cas", everything, flow("works solvent", cas="127-18-4"), True
    yield "name", everything, flow("Sulphur dioxide"), True
    yield "kind", everything, flow("Particulates, < 2.5 um"), True
    yield "inversion", part("chlorobenzene"), flow("Benzene, chloro-"), True
    yield "trimmed", everything, flow("Cadmium, in ground", "natural resource/in ground"), True
    yield "charge", everything, flow("Chloride ion", "water/freshwater"), True
    yield "land", everything, flow("Occupation, annual crop", "natural resource/land", "m2a"), True
    yield "locant", onto("1,2-dichlorobenzene"), flow("o-dichlorobenzene"), False
    yield "alias", everything, flow("NOx"), True
    yield "glossary", speaking("glossary", "sulfur dioxide"), flow("二氧化硫"), True
    yield "translation", speaking("translation", "sulfur dioxide"), flow("二氧化硫"), False
    yield "synonym", everything, flow("Lindane", "soil/agricultural"), True
    yield "dictionary", onto("p-chloronitrobenzene", cas="100-00-5"), flow("1-nitro-4-chlorobenzene"), True
    yield "common_name", onto("works product", cas="2634-33-5"), flow("benziothiazolinone"), False
    yield "shared_synonym", everything, flow("gramoxone", "soil/agricultural"), False
    yield "letters", everything, flow("formaldehide"), False


EVIDENCE = {code: (matcher, source, accepts) for code, matcher, source, accepts in kinds_of_evidence()}


@pytest.mark.parametrize("code", EVIDENCE)
def test_a_kind_of_evidence_accepts_or_only_suggests(code):
    matcher, source, accepts = EVIDENCE[code]
    found = matcher.match(source)
    assert code in found.best.codes
    assert found.verdict is (AUTO if accepts else REVIEW)


def test_every_kind_of_evidence_is_tried():
    """Those of factors, of classes and of parts have tests of their own."""
    assert set(kinds()) - set(EVIDENCE) == {"same_factors", "class", "part"}


def test_a_part_of_a_name_accepts_only_with_another_kind():
    name = "Methane, dichlorodifluoro-, CFC-12"
    alone = onto("CFC-12").match(flow(name))
    assert ("part" in alone.best.codes, alone.verdict) == (True, REVIEW)
    both = part("CFC-12").match(flow(name))
    assert both.best.codes >= {"part", "synonym"}
    assert both.verdict is AUTO


def test_a_rule_and_a_number_accept_together():
    matcher = speaking("translation", "toluene")
    assert matcher.match(flow("甲苯")).verdict is REVIEW
    assert matcher.match(flow("甲苯", cas="108-88-3")).verdict is AUTO


def test_what_does_not_accept_alone_is_no_rival():
    found = speaking("translation", "benzene").match(flow("toluene", names=(("zh", "苯"),)))
    assert pair(found, "benzene").codes >= {"translation"}
    assert (found.verdict, found.best.flow.name) == (AUTO, "toluene")
    told = speaking("glossary", "benzene").match(flow("toluene", names=(("zh", "苯"),)))
    assert (told.verdict, told.best.gates) == (REVIEW, ("rival",))


def test_likeness_never_accepts_however_like():
    for name in ("sulfur dioxid", "benzenee", "tolueine", "1,2-dichloroethan"):
        found = match(name)
        assert (found.verdict, found.best.gates) == (REVIEW, ("suggested",))
        assert found.best.confidence < Decimal("0.5")


def test_a_synonym_of_several_substances_is_shown_for_each_and_decided_for_none():
    found = match("Benzopyrene")
    assert {candidate.flow.name for candidate in found.candidates[:2]} == {"benzo[a]pyrene", "benzo[e]pyrene"}
    assert found.verdict is REVIEW


def test_an_abbreviation_among_the_synonyms_is_none():
    assert onto("cyclooctadiene", AIR, "kg", "", "COD").match(flow("COD")).verdict is REVIEW


def test_the_confidence_is_that_of_the_best_kind_and_grows_with_others():
    table_ = kinds()
    for code, kind in table_.items():
        if code != "letters":
            assert confidence(frozenset({code})) == kind.precision.quantize(Decimal("0.0001"))
    assert confidence(frozenset({"name", "cas"})) > confidence(frozenset({"name"}))
    assert confidence(frozenset({"letters"}), 0.9) == Decimal("0.450")
    assert confidence(frozenset({"name", "letters"}), 0.9) == confidence(frozenset({"name"}))


def test_what_accepts_alone_reaches_the_threshold():
    assert all(kind.precision >= THRESHOLD for kind in kinds().values() if kind.accepts == "yes")
    assert all(kind.precision < THRESHOLD for kind in kinds().values() if kind.accepts == "no")


def test_all_names_of_a_flow_are_read():
    found = plain().match(flow("溶剂甲", names=(("en", "toluene"),)))
    assert (found.verdict, found.best.flow.name) == (AUTO, "toluene")


def test_one_of_several_meanings_of_a_name_opens_no_gate_that_another_name_closes():
    biogenic = Matcher(part("carbon dioxide (biogenic)").index, words=chinese_words())
    found = biogenic.match(flow("Carbon dioxide, fossil", names=(("zh", "二氧化碳"),)))
    assert (found.verdict, found.best.gates) == (REVIEW, ("origin",))
    everything = Matcher(index(), words=chinese_words())
    found = everything.match(flow("Carbon dioxide, fossil", names=(("zh", "二氧化碳"),)))
    assert (found.verdict, found.best.flow.name) == (AUTO, "carbon dioxide (fossil)")


@pytest.mark.parametrize(
    ("name", "context", "unit"),
    [
        ("二氧化碳", "大气", "kg"),
        ("甲烷", "大气", "kg"),
        ("水", "资源/水体", "m3"),
        ("颗粒物", "大气", "kg"),
        ("烟尘", "大气", "kg"),
        ("氨氮", "地表水", "kg"),
        ("总氮", "地表水", "kg"),
        ("硝酸盐（以N计）", "地表水", "kg"),
    ],
)
def test_chinese_names_that_say_too_little_are_decided_by_nobody(name, context, unit):
    found = Matcher(index(), words=chinese_words()).match(flow(name, context, unit))
    assert found.verdict is not AUTO


def test_candidates_are_shown_up_to_a_number():
    assert len(match("chloro").candidates) <= SHOWN
    few = Matcher(index(), shown=2).match(flow("dichlorobenzen"))  # misspelt: likeness is asked where nothing accepts
    assert len(few.candidates) == 2


def test_a_name_that_is_like_nothing_has_no_target():
    for name in ("qqq", "。。", "-"):
        found = match(name)
        assert (found.verdict, found.candidates, found.best) == (NO_TARGET, (), None)


# Direction and medium are never guessed


@pytest.mark.parametrize("name", sorted({flow.name for flow in listed()}))
def test_no_name_is_accepted_without_a_context(name):
    found = plain().match(flow(name, "", "kg"))
    assert found.verdict is REVIEW
    assert all("compartment" in candidate.gates for candidate in found.candidates)


def test_a_number_is_not_accepted_without_a_context_either():
    assert plain().match(flow("toluene", "", cas="108-88-3")).verdict is REVIEW


def test_the_medium_that_the_list_lacks_is_not_replaced_by_another():
    found = plain().match(flow("sulfur dioxide", "water/freshwater"))
    assert found.verdict is REVIEW
    assert "medium" in pair(found, "sulfur dioxide").gates


# Identity


def test_the_same_identifier_needs_neither_name_nor_context_nor_unit():
    target = find("carbon dioxide (fossil)", AIR)
    found = plain().match(SourceFlow("", uuid=target.uuid.upper()))
    assert (found.verdict, found.best.flow, found.candidates) == (AUTO, target, (found.best,))
    assert found.best.codes == {"uuid"}


def test_fuel_carbon_dioxide_booked_to_water_is_looked_at():
    drowned = find("carbon dioxide (fossil)", WATER)
    found = plain().match(flow("二氧化碳（燃料燃烧）", "大气", uuid=drowned.uuid))
    assert (found.verdict, found.best.flow, found.best.gates) == (REVIEW, drowned, ("medium",))


def test_an_identifier_against_the_direction_is_looked_at():
    target = find("carbon dioxide (fossil)", AIR)
    found = plain().match(SourceFlow("", uuid=target.uuid, direction="Input"))
    assert (found.verdict, found.best.gates) == (REVIEW, ("direction",))


def test_an_identifier_with_a_unit_of_another_dimension_is_looked_at():
    target = find("hard coal", ENERGY)
    found = plain().match(flow("hard coal", "natural resource/in ground", "kg", uuid=target.uuid))
    assert (found.verdict, found.best.gates, found.best.factor) == (REVIEW, ("dimension",), None)
    kept = plain().match(flow("hard coal", "natural resource/in ground", "GJ", uuid=target.uuid))
    assert (kept.verdict, kept.best.factor) == (AUTO, 1000)


def test_an_identifier_of_another_compartment_of_the_medium_is_the_flow():
    target = find("sulfur dioxide", AIR)
    assert plain().match(flow("sulfur dioxide", "air/urban", uuid=target.uuid)).verdict is AUTO


def test_an_identifier_that_the_list_does_not_hold_is_no_evidence():
    found = plain().match(flow("sulfur dioxide", uuid="00000000-0000-4000-8000-000000000000"))
    assert (found.verdict, found.best.codes - {"letters"}) == (AUTO, {"name"})


# Tables


def test_a_table_is_found_by_identifier_then_by_name_and_compartment():
    no2 = find("nitrogen dioxide", AIR)
    matcher = declared(FlowMapping(named("works gas", "大气", id_="F-1"), side(no2), AUTO), family="zh")
    for source in (flow("anything", uuid="f-1"), flow("Works gas", "air"), flow("works-gas", "air/unspecified")):
        found = matcher.match(source)
        assert (found.verdict, found.best.flow) == (AUTO, no2)
    assert matcher.match(flow("works gas", "soil")).verdict is not AUTO
    assert matcher.match(flow("works gas", "")).verdict is not AUTO


def test_what_a_person_accepted_goes_before_the_name():
    found = declared(FlowMapping(named("sulfur dioxide"), side(find("nitrogen dioxide", AIR)), Verdict.ACCEPTED)).match(
        flow("sulfur dioxide")
    )
    assert (found.verdict, found.best.flow.name, found.best.confidence) == (AUTO, "nitrogen dioxide", 1)
    assert pair(found, "sulfur dioxide").gates == ()
    assert all(candidate.verdict is REVIEW for candidate in found.candidates[1:])


def test_what_a_person_accepted_goes_before_a_name_that_nothing_is_surer_of():
    row = FlowMapping(named("Tritium", unit="kBq"), side(find("carbon-14", AIR)), Verdict.ACCEPTED)
    assert match("Tritium", unit="kBq").best.confidence == 1
    found = declared(row).match(flow("Tritium", unit="kBq"))
    assert (found.verdict, found.best.flow.name) == (AUTO, "carbon-14")


def test_two_targets_that_persons_accepted_are_looked_at():
    rows = [
        FlowMapping(named("works gas"), side(find(name, AIR)), Verdict.ACCEPTED)
        for name in ("nitrogen dioxide", "sulfur dioxide")
    ]
    found = declared(*rows).match(flow("works gas"))
    assert (found.verdict, found.best.gates) == (REVIEW, ("several_targets",))


def test_a_row_that_no_person_saw_is_looked_at_where_the_name_says_another_flow():
    row = FlowMapping(named("sulfur dioxide"), side(find("nitrogen dioxide", AIR)), AUTO)
    found = declared(row).match(flow("sulfur dioxide"))
    assert (found.verdict, found.best.gates) == (REVIEW, ("rival",))
    assert {candidate.flow.name for candidate in found.candidates[:2]} == {"sulfur dioxide", "nitrogen dioxide"}


def test_identity_goes_before_a_table():
    target = find("sulfur dioxide", AIR)
    row = FlowMapping(named("sulfur dioxide", id_=target.uuid), side(find("nitrogen dioxide", AIR)), Verdict.ACCEPTED)
    assert declared(row).match(flow("sulfur dioxide", uuid=target.uuid)).best.flow == target


@pytest.mark.parametrize("decision", [Verdict.REVIEW, Verdict.UNSURE])
def test_a_row_that_nobody_decided_is_shown_first_and_not_taken(decision):
    row = FlowMapping(named("works gas"), side(find("nitrogen dioxide", AIR)), decision)
    found = declared(row).match(flow("works gas"))
    assert (found.verdict, found.best.gates) == (REVIEW, ("unreviewed_table",))


def test_a_rejected_pair_is_not_found_again_by_its_name():
    row = FlowMapping(named("sulfur dioxide"), side(find("sulfur dioxide", AIR)), Verdict.REJECTED, modifier=NOT)
    found = declared(row).match(flow("sulfur dioxide"))
    assert found.verdict is REVIEW
    assert all(candidate.flow.name != "sulfur dioxide" or candidate.gates for candidate in found.candidates)


def test_a_row_without_a_target_keeps_names_from_being_accepted():
    found = declared(FlowMapping(named("sulfur dioxide"), Side(), NO_TARGET)).match(flow("sulfur dioxide"))
    assert (found.verdict, found.best.gates) == (REVIEW, ("declared_without_target",))


@pytest.mark.parametrize(
    ("stated", "said", "factor", "verdict"),
    [
        ("kg", "kg", "1", AUTO),
        ("kg", "g", "0.001", AUTO),
        ("g", "kg", "1000", AUTO),
        ("", "g", "0.001", AUTO),
        ("kg", "MJ", None, REVIEW),
        ("kg", "", "1", REVIEW),
    ],
)
def test_the_factor_of_a_row_is_for_the_unit_that_the_source_says(stated, said, factor, verdict):
    row = FlowMapping(named("works gas", unit=stated), side(find("nitrogen dioxide", AIR)), Verdict.ACCEPTED)
    if stated == "g":
        row = FlowMapping(row.source, row.target, row.decision, Decimal("1"), "split")
    found = declared(row).match(flow("works gas", unit=said))
    assert (found.verdict, found.best.factor) == (verdict, None if factor is None else Decimal(factor))


@pytest.mark.parametrize(("onto", "factor", "verdict"), [("g", "1", AUTO), ("mg", "0.001", AUTO), ("MJ", None, REVIEW)])
def test_a_row_in_another_unit_of_its_target_is_brought_to_that_of_the_list(onto, factor, verdict):
    target = replace(side(find("nitrogen dioxide", AIR)), unit=onto)
    row = FlowMapping(named("works gas"), target, Verdict.ACCEPTED, Decimal("1000"), "as the works says")
    best = declared(row).match(flow("works gas")).best
    assert (best.verdict, best.factor) == (verdict, None if factor is None else Decimal(factor))


def test_a_stated_heating_value_is_applied_to_every_unit_of_mass():
    row = FlowMapping(
        named("works coal", "natural resource/in ground"),
        side(find("hard coal", ENERGY)),
        Verdict.ACCEPTED,
        Decimal("29.3"),
        "net calorific value",
    )
    found = declared(row).match(flow("works coal", "natural resource/in ground", "t"))
    assert (found.verdict, found.best.factor) == (AUTO, 29300)
    bare = declared(row).match(flow("works coal", "natural resource/in ground", "MJ"))
    assert (bare.verdict, bare.best.gates) == (REVIEW, ("dimension",))


@pytest.mark.parametrize("factor", ["0", "-1", "NaN", "Infinity"])
def test_a_factor_that_cannot_be_meant_is_not_applied(factor):
    row = FlowMapping(named("works gas"), side(find("nitrogen dioxide", AIR)), Verdict.ACCEPTED, Decimal(factor))
    found = declared(row).match(flow("works gas"))
    assert (found.verdict, found.best.gates) == (REVIEW, ("unreviewed_table",))


def test_a_table_does_not_carry_a_flow_into_another_medium():
    row = FlowMapping(named("works gas", "air", id_="F-1"), side(find("nitrogen dioxide", AIR)), Verdict.ACCEPTED)
    found = declared(row).match(flow("works gas", "water", uuid="F-1"))
    assert found.verdict is REVIEW
    against = declared(row).match(flow("works gas", "air", uuid="F-1", direction="Input"))
    assert (against.verdict, against.best.gates) == (REVIEW, ("direction",))


def test_of_several_targets_that_a_person_accepted_none_is_taken():
    targets = [find("toluene", context) for context in (AIR, FRESH)]
    rows = [FlowMapping(named("works gas"), side(target), Verdict.ACCEPTED) for target in targets]
    assert declared(*rows).match(flow("works gas")).best.gates == ("several_targets",)
    assert declared(rows[0], rows[0]).match(flow("works gas")).verdict is AUTO


def test_of_many_flows_with_one_synonym_those_that_are_shown_do_not_hang_on_the_order_of_the_list():
    flows = [
        ListedFlow(f"F-{n}", f"substance {n:02}", AIR, "kg", "air", synonyms=(("", "works solvent"),))
        for n in range(90)
    ]
    shown = [
        [item.flow.name for item in Matcher(index_of(given)).match(flow("works solvend")).candidates]
        for given in (flows, flows[::-1])
    ]
    assert shown[0] == shown[1]
    assert len(shown[0]) == SHOWN


def test_a_row_whose_target_the_list_does_not_hold_is_passed_over():
    gone = Side("00000000-0000-4000-8000-000000000000", "sulfur dioxide")
    found = declared(FlowMapping(named("sulfur dioxide"), gone, Verdict.ACCEPTED)).match(flow("sulfur dioxide"))
    assert (found.verdict, found.best.codes - {"letters"}) == (AUTO, {"name"})


def test_names_of_tables_are_names_in_every_compartment_where_they_agree():
    found = Declarations()
    so2, no2 = find("sulfur dioxide", AIR), find("nitrogen dioxide", AIR)
    found.add(MappingTable(TableHead(), (FlowMapping(named("works gas"), side(so2), AUTO),)))
    matcher = Matcher(index(), aliases=found.aliases)
    assert matcher.match(flow("works gas", "air/urban air close to ground")).best.codes >= {"alias"}
    found.add(MappingTable(TableHead(), (FlowMapping(named("works gas"), side(no2), AUTO),)))
    assert tuple(found.aliases("worksgas")) == ()


# Lists as they come


def listing(folder, text, encoding="utf-8", name="list.csv"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def matched(path, **given):
    sources = open_sources(path, **given)
    found = list(match_sources(sources.flows, plain()))
    codes = [item.code for item in (*sources.findings.findings, *remarks_of(str(path), found))]
    return found, codes


def test_columns_in_any_order_in_both_languages(tmp_path):
    english = listing(tmp_path, "unit,cas,uuid,context,name\nkg,,,air,sulfur dioxide\n")
    chinese = listing(tmp_path, "CAS号,名称,单位,环境介质\n7446-09-5,二氧化硫,千克,大气\n", name="zh.csv")
    for path in (english, chinese):
        found, codes = matched(path)
        assert [(item[1].verdict, item[1].best.flow.name) for item in found] == [(AUTO, "sulfur dioxide")]
        assert codes == []
    assert found[0][0].source.row == 2


@pytest.mark.parametrize("header", ["监测项目", "监测因子", "检测项目", "污染物名称", "污染因子"])
def test_headers_of_monitoring_reports_are_known(tmp_path, header):
    found, _ = matched(listing(tmp_path, f"{header},类别,单位\n二氧化硫,废气,kg\n", "gb18030"))
    assert [(item.source.name, item.source.compartment, item.source.unit) for item, _ in found] == [
        ("二氧化硫", "air", "kg")
    ]


def test_a_list_without_units_is_told_and_accepts_nothing(tmp_path):
    found, codes = matched(listing(tmp_path, "name,context\nsulfur dioxide,air\nammonia,air\n"))
    assert [item[1].verdict for item in found] == [REVIEW, REVIEW]
    assert codes == ["XW-F102"]


def test_names_alone_are_told_and_accept_nothing(tmp_path):
    found, codes = matched(listing(tmp_path, "name\nsulfur dioxide\nammonia\n"))
    assert [item[1].verdict for item in found] == [REVIEW, REVIEW]
    assert codes == ["XW-F102", "XW-F103"]


def test_a_wrong_check_digit_is_told_with_its_name(tmp_path):
    path = listing(tmp_path, "name,context,unit,cas\ntoluene,air,kg,108-88-4\nbenzene,air,kg,71-43-2\n")
    sources = open_sources(path)
    found = list(match_sources(sources.flows, plain()))
    (broken,) = remarks_of(str(path), found)
    assert (broken.code, broken.params["names"]) == ("XW-F101", ["toluene (108-88-4)"])
    assert [item[1].verdict for item in found] == [AUTO, AUTO]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_in_every_encoding(tmp_path, encoding):
    path = listing(
        tmp_path, "名称,介质,单位,CAS号\n二氧化硫,大气,kg,7446-09-5\n甲苯，工业级,大气,kg,108-88-3\n", encoding
    )
    found, codes = matched(path)
    assert [item[1].best.flow.name for item in found] == ["sulfur dioxide", "toluene"]
    assert found[0][0].source.name == "二氧化硫"
    assert codes == []


def test_a_row_without_a_name_is_told_and_left_out(tmp_path):
    path = listing(tmp_path, "name,context,unit\nsulfur dioxide,air,kg\n,air,kg\nammonia,air,kg\n")
    found, codes = matched(path)
    assert [item[0].source.row for item in found] == [2, 4]
    assert codes == ["XW-L103"]


def test_a_row_with_an_identifier_needs_no_name(tmp_path):
    target = find("sulfur dioxide", AIR)
    found, codes = matched(listing(tmp_path, f"name,uuid\n,{target.uuid}\n"))
    assert [(item[1].verdict, item[1].best.flow) for item in found] == [(AUTO, target)]
    assert "XW-F103" not in codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("colour,size\nred,3\n", "XW-L101"),
        ("", "XW-L101"),
        ("\n\n\n", "XW-L101"),
        ("just a text without any table\n", "XW-L101"),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(tmp_path, text, code):
    with pytest.raises(InputError) as caught:
        matched(listing(tmp_path, text))
    assert caught.value.code == code


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        matched(tmp_path / "nowhere.csv")
    assert caught.value.code == "XW-I110"


def test_a_header_alone_is_an_empty_list(tmp_path):
    found, codes = matched(listing(tmp_path, "name,context,unit\n"))
    assert (found, codes) == ([], [])


def test_unknown_headers_are_told_by_a_column_spec(tmp_path):
    path = listing(tmp_path, "Stoff;Medium;Einheit\nSulfur dioxide;air;kg\n")
    found, _ = matched(path, columns="name=Stoff,context=Medium,unit=Einheit")
    assert [item[1].verdict for item in found] == [AUTO]
    with pytest.raises(UsageError) as caught:
        matched(path, columns="name=Substance")
    assert caught.value.code == "XW-L117"


def test_a_row_with_more_cells_than_columns_is_told(tmp_path):
    found, codes = matched(listing(tmp_path, "name,context,unit\nBenzene, chloro-,air,kg\nammonia,air,kg\n"))
    assert len(found) == 2
    assert "XW-L118" in codes


def test_a_workbook_is_a_list(tmp_path):
    import xlsxwriter

    path = tmp_path / "list.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("flows")
    for line, row in enumerate((("名称", "介质", "单位"), ("ammonia", "大气", "kg"))):
        sheet.write_row(line, 0, row)
    book.close()
    found, codes = matched(path)
    assert [(item[1].verdict, item[0].source.row) for item in found] == [(AUTO, 2)]
    assert codes == []


def test_a_long_list_streams(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["name", "context", "unit"])
        rows.writerows([f"substance {number} of the works", "air/unspecified", "kg"] for number in range(100_000))
    tracemalloc.start()
    sources = open_sources(path)
    assert sum(1 for _ in sources.flows) == 100_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size  # 4 MB of text, never held as rows
    assert sources.findings.findings == []


def test_each_row_is_matched_as_it_is_read():
    read = []

    def rows():
        for occurrence in open_sources(ROOT / "fixtures" / "flows" / "targets.csv").flows:
            read.append(occurrence)
            yield occurrence

    matches = match_sources(rows(), plain())
    next(matches)
    assert len(read) == 1
    next(matches)
    assert len(read) == 2


def test_the_memory_of_names_is_bounded():
    matcher = Matcher(index())
    matcher._known = {(str(number), ""): ({}, {}, ()) for number in range(50_001)}
    matcher.match(flow("toluene"))
    assert len(matcher._known) == 1


def test_the_list_matches_itself_by_identifier_and_by_name():
    bare = {"carbon dioxide", "methane", "water"}
    for target in listed():
        assert plain().match(SourceFlow("", uuid=target.uuid)).best.flow.uuid == target.uuid
        if not target.unit:
            continue
        found = plain().match(SourceFlow(target.name, target.context, target.unit, family="ef"))
        best = found.best.flow
        assert (best.name, best.context) == (target.name, target.context)
        assert (found.verdict is AUTO) == (target.name not in bare)


def test_land_and_water_come_in_their_own_units():
    occupied = match("Occupation, arable", "natural resource/land", "ha*a")
    assert (occupied.best.flow.context, occupied.best.factor) == (OCCUPIED, 10000)
    taken = match("Water, river", "natural resource/in water", "l")
    assert (taken.best.flow.context, taken.best.factor, taken.verdict) == (WATERS, Decimal("0.001"), AUTO)
    assert match("Water, river", "natural resource/in water", "kg").best.gates == ("dimension",)


def test_a_compartment_of_the_field_is_not_that_of_the_lake():
    assert match("glyphosate", "soil/agricultural").best.flow.context == FIELD
    assert match("glyphosate", "water/freshwater").best.flow.context == FRESH


def test_gates_and_kinds_are_named_in_both_languages():
    for name in ("flows/evidence.csv", "flows/gates.csv"):
        assert all(row["zh"] and row["en"] for row in table(name))


def test_the_program_s_tables_are_those_of_their_table_and_their_contexts_are_known():
    rows = {row["file"]: row for row in read_table(path_of(TABLES))}
    assert set(rows) == {f"flows/{name}.sssom.tsv" for name in shipped_files()}
    for one in shipped_tables("ef31"):
        row = rows[f"flows/{one.head.source_list}_ef31.sssom.tsv"]
        assert (row["source_list"], row["target_list"]) == (one.head.source_list, one.head.target_list)
        assert family_of(one.head.source_list) in {"ecoinvent", "zh"}


def test_a_table_does_not_make_a_name_of_several_meanings_clear():
    target = find("ammonia", AIR)
    row = FlowMapping(Side("x-1", "Nitrogen", "air/unspecified", "kg"), Side(target.uuid, unit="kg"), Verdict.AUTO)
    declared = Declarations()
    declared.add(MappingTable(TableHead(), (row,)), "")
    by_name = Matcher(index(), declared=declared.of).match(SourceFlow("Nitrogen", "air/unspecified", "kg"))
    by_id = Matcher(index(), declared=declared.of).match(SourceFlow("Nitrogen", "air/unspecified", "kg", uuid="x-1"))
    assert (by_name.verdict, "ambiguous_name" in by_name.best.gates) == (Verdict.REVIEW, True)
    assert by_id.best.flow.uuid == target.uuid

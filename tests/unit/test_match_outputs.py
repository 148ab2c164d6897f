"""What matches are written as: a mapping table, JSON, a workbook to decide in; and the command that writes them."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from crosswalk.cli.main import main
from crosswalk.core.errors import FormatUnknown, Occupied, UsageError
from crosswalk.core.tables import table
from crosswalk.mapping.adding import Wanted, add_list
from crosswalk.mapping.declared import Declarations
from crosswalk.mapping.evidence import kinds
from crosswalk.mapping.gates import gates
from crosswalk.mapping.listed import ListHead
from crosswalk.mapping.matching import THRESHOLD, Candidate, Match, Matcher
from crosswalk.mapping.opening import open_matcher
from crosswalk.mapping.sources import SourceFlow
from crosswalk.mapping.table import FlowMapping, MappingTable, Side, TableHead, Verdict
from crosswalk.mapping.tables import open_table
from crosswalk.pipeline.match_tables import (
    SCHEMA,
    _basis,
    match_dict,
    summary,
    table_of,
    write_document,
    write_matches,
)
from crosswalk.pipeline.match_workbook import DECISIONS
from crosswalk.pipeline.matching import Occurrence, match_sources, open_sources
from tests.conftest import ROOT
from tests.targets import AIR, SOIL, TARGETS, find, index, plain

HEAD = ListHead("targets", "Targets of the tests", "1", digest="a" * 64, flows=164)
PACKAGE = ROOT / "fixtures" / "flows" / "coking" / "package"
ROWS = """name,context,unit,cas,uuid
sulfur dioxide,air,kg,,
Carbon dioxide,air,t,,
"=cmd|' /C calc'!A0",air,kg,,
toluene,air,g,108-88-4,
"+qqqq",air,kg,,
"""
DATE = "2026-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    """The folder of a user who added the target list."""
    folder = tmp_path_factory.mktemp("lists")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSWALK_LISTS", str(folder))
        add_list(TARGETS, Wanted(id="targets"))
        with open_matcher("targets"):
            pass  # its index is in the cache from here on
    return folder


@pytest.fixture(autouse=True)
def at_hand(lists, tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSWALK_LISTS", str(lists))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LC_ALL", "CROSSWALK_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def names(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.fixture
def matches(names):
    return list(match_sources(open_sources(names).flows, plain()))


# Plain data


def test_a_match_as_plain_data(matches):
    said = match_dict(matches[3])
    assert (said["row"], said["source"]["name"], said["source"]["compartment"]) == (5, "toluene", "air")
    assert (said["decision"], said["notes"], said["count"], said["amount"]) == ("auto", ["cas_broken"], 1, None)
    best = said["candidates"][0]
    target = find("toluene", AIR)
    assert (best["rank"], best["uuid"], best["unit"], best["factor"]) == (1, target.uuid, "kg", "0.001")
    assert best["confidence"] == "0.9980"
    assert best["evidence"][0] == {"code": "name", "text": "toluene", "reading": "toluene"}
    assert json.loads(json.dumps(said, ensure_ascii=False)) == said


def test_candidates_say_why_they_are_not_taken(matches):
    said = match_dict(matches[1])
    assert said["decision"] == "review"
    assert [item["decision"] for item in said["candidates"]] == ["review"] * len(said["candidates"])
    assert said["candidates"][0]["gates"] == ["bare_carbon"]
    assert len(said["candidates"]) == 5


def test_a_unit_that_does_not_convert_has_no_factor(names):
    names.write_text("name,context,unit\nsulfur dioxide,air,MJ\n", encoding="utf-8")
    (one,) = match_sources(open_sources(names).flows, plain())
    assert match_dict(one)["candidates"][0]["factor"] is None


@pytest.mark.parametrize("unit", ["MJ", "mgTEQ", ""])
def test_a_factor_that_is_not_known_stays_open_in_a_table(names, tmp_path, unit):
    names.write_text(f"name,context,unit\nsulfur dioxide,air,{unit}\n", encoding="utf-8")
    write_matches(
        tmp_path / "c.tsv", "x", HEAD, list(match_sources(open_sources(names).flows, plain())), DATE, force=False
    )
    best = open_table(tmp_path / "c.tsv").table.rows[0]
    assert (best.target.name, best.factor_text, best.basis) == ("sulfur dioxide", "", "")


def test_a_factor_of_a_table_is_not_called_a_conversion_of_units():
    assert [_basis("kg", "kg", Decimal(text)) for text in ("1", "1.28786")] == ["", "table"]
    assert [_basis("t", "kg", Decimal(text)) for text in ("1000", "1", "1287.86")] == ["unit", "table", "table"]
    assert [_basis("kg", "MJ", Decimal("43.4")), _basis("kg", "MJ", None), _basis("m2a", "m2*a", Decimal(1))] == [
        "table",
        "",
        "",
    ]


def test_a_suffix_in_capitals_is_the_same_form(matches, tmp_path):
    write_matches(tmp_path / "C.TSV", "names.csv", HEAD, matches, DATE, force=False)
    assert open_table(tmp_path / "C.TSV").table.rows


def test_the_document_counts_decisions_and_holds_one_match_a_line(matches, names):
    out = io.StringIO()
    write_document(summary(str(names), HEAD, matches), matches, out)
    said = json.loads(out.getvalue())
    assert said["schema"] == SCHEMA
    assert (said["rows"], said["decisions"]) == (5, {"auto": 2, "review": 2, "no_target": 1})
    assert said["target"] == {
        "id": "targets",
        "title": "Targets of the tests",
        "version": "1",
        "flows": 164,
        "digest": "a" * 64,
    }
    assert len(said["matches"]) == 5
    assert len(out.getvalue().splitlines()) == 5 + 2


def test_a_document_without_matches_is_whole():
    out = io.StringIO()
    write_document(summary("x.csv", HEAD, []), [], out)
    assert json.loads(out.getvalue())["matches"] == []


# SSSOM


def test_a_table_of_candidates_reads_back_as_it_was_written(matches, tmp_path):
    path = tmp_path / "candidates.tsv"
    write_matches(path, "names.csv", HEAD, matches, DATE, force=False)
    reading = open_table(path)
    made = table_of("names.csv", HEAD, matches, DATE)
    assert reading.format == "sssom"
    assert reading.findings == ()
    assert set(reading.table.rows) == set(made.rows)
    assert len(reading.table.rows) == len(made.rows)
    assert (reading.table.head.target_list, reading.table.head.target_digest) == ("targets", "a" * 64)
    assert (reading.table.head.tool, reading.table.head.date) == ("crosswalk", "2026-01-01")


def test_only_accepted_rows_of_the_table_apply(matches):
    rows = table_of("names.csv", HEAD, matches, DATE).rows
    assert {row.source.name for row in rows if row.applies} == {"sulfur dioxide", "toluene"}
    (done,) = [row for row in rows if row.source.name == "toluene"]
    assert (done.decision, done.factor, done.basis) == (Verdict.AUTO, Decimal("0.001"), "unit")
    assert (done.evidence[0], done.confidence) == ("name", Decimal("0.9980"))
    (nothing,) = [row for row in rows if row.source.name == "+qqqq"]
    assert (nothing.decision, nothing.target.id) == (Verdict.NO_TARGET, "")
    assert len([row for row in rows if row.source.name == "Carbon dioxide"]) == 5


def test_the_table_is_the_same_bytes_every_time(matches, tmp_path):
    one, other = tmp_path / "one.tsv", tmp_path / "other.tsv"
    write_matches(one, "names.csv", HEAD, matches, DATE, force=False)
    write_matches(other, "names.csv", HEAD, matches[::-1], DATE, force=False)
    assert one.read_bytes() == other.read_bytes()


def test_a_decision_in_the_table_comes_back_as_a_match(matches, tmp_path):
    path = tmp_path / "candidates.tsv"
    write_matches(path, "names.csv", HEAD, matches, DATE, force=False)
    fossil = find("carbon dioxide (fossil)", AIR)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    header = next(line for line in lines if not line.startswith("#")).rstrip("\n").split("\t")
    decided = []
    for line in lines:
        cells = line.rstrip("\n").split("\t")
        if fossil.uuid in line and not line.startswith("#"):
            cells[header.index("decision")] = "accepted"
        decided.append("\t".join(cells) + "\n")
    path.write_text("".join(decided), encoding="utf-8")
    with open_matcher("targets", tables=[open_table(path).table]) as matcher:
        found = matcher.match(SourceFlow("Carbon dioxide", "air", "t"))
    assert (found.verdict, found.best.flow, found.best.factor) == (Verdict.AUTO, fossil, 1000)


# Files


def test_nothing_is_overwritten_unasked(matches, tmp_path):
    for suffix in (".tsv", ".json", ".xlsx"):
        path = tmp_path / f"candidates{suffix}"
        path.write_bytes(b"mine")
        with pytest.raises(Occupied):
            write_matches(path, "names.csv", HEAD, matches, DATE, force=False)
        assert path.read_bytes() == b"mine"
        write_matches(path, "names.csv", HEAD, matches, DATE, force=True)
        assert path.read_bytes() != b"mine"


def test_another_suffix_is_refused(matches, tmp_path):
    with pytest.raises(UsageError) as caught:
        write_matches(tmp_path / "candidates.csv", "names.csv", HEAD, matches, DATE, force=False)
    assert caught.value.code == "XW-F104"
    assert not (tmp_path / "candidates.csv").exists()


# Workbook


@pytest.fixture
def sheet(matches, tmp_path):
    path = tmp_path / "candidates.xlsx"
    write_matches(path, "names.csv", HEAD, matches, DATE, force=False)
    return openpyxl.load_workbook(path)["flows"]


def cells(sheet):
    fields = [row["field"] for row in table("flows/match_columns.csv")]
    return [dict(zip(fields, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_the_workbook_has_a_header_in_both_languages_and_a_row_a_candidate(sheet, matches):
    assert [cell.value for cell in sheet[1]] == [
        f"{row['zh']}\n{row['en']}" for row in table("flows/match_columns.csv")
    ]
    assert sheet.freeze_panes == "C2"
    rows = cells(sheet)
    shown = sum(
        1 if match.verdict is Verdict.AUTO or not match.candidates else len(match.candidates) for _, match in matches
    )
    assert len(rows) == shown
    assert [row["decision"] for row in rows][-2:] == ["auto", "auto"]


def test_cells_that_look_like_formulas_are_text(sheet):
    wicked = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(("=", "+"))]
    assert {cell.value for cell in wicked} == {"=cmd|' /C calc'!A0", "+qqqq"}
    assert all(cell.data_type == "s" for cell in wicked)


def test_decisions_are_chosen_from_a_list(sheet):
    (validation,) = sheet.data_validations.dataValidation
    column = [row["field"] for row in table("flows/match_columns.csv")].index("decision")
    letter = openpyxl.utils.get_column_letter(column + 1)
    assert str(validation.sqref) == f"{letter}2:{letter}{sheet.max_row}"
    assert validation.type == "list"
    assert validation.formula1 == f'"{",".join((*DECISIONS, "auto", "review"))}"'
    assert set(DECISIONS) | {"auto", "review"} == {verdict.value for verdict in Verdict}


def test_reasons_are_told_in_words_and_numbers_exactly(sheet):
    row = next(row for row in cells(sheet) if row["name"] == "Carbon dioxide" and row["rank"] == "1")
    assert "名称相同 same name: carbon dioxide" in row["evidence"]
    assert row["gates"] == "二氧化碳或甲烷未说明碳来源 carbon dioxide or methane without an origin"
    assert (row["factor"], row["confidence"]) == ("1000", "0.9980")
    nothing = next(row for row in cells(sheet) if row["name"] == "+qqqq")
    assert (nothing["decision"], nothing["target_uuid"] or "", nothing["rank"] or "") == ("no_target", "", "")


def test_an_empty_list_makes_a_workbook_with_a_header(tmp_path):
    write_matches(tmp_path / "empty.xlsx", "names.csv", HEAD, [], DATE, force=False)
    assert openpyxl.load_workbook(tmp_path / "empty.xlsx")["flows"].max_row == 1


# Packages


def test_flows_of_a_package_come_once_with_their_sums():
    found = {item.source.name: item for item in open_sources(PACKAGE).flows}
    carbon = found["Carbon dioxide, from fossil fuels"]
    assert (carbon.count, carbon.source.direction, carbon.source.unit) == (1, "Output", "g")
    assert carbon.amount == Decimal("191001.00")
    assert all(name not in found for name in ("Metallurgical coke", "Coal tar"))
    assert [text for _, text in carbon.source.names] == ["二氧化碳，化石燃料燃烧"]


def test_a_direction_that_contradicts_the_flow_is_looked_at():
    sources = open_sources(PACKAGE).flows
    found = {item.source.name: match for item, match in match_sources(sources, Matcher(index()))}
    stack = found["Sulphur dioxide, stack"]
    assert stack.source.direction == "Input"
    assert stack.verdict is not Verdict.AUTO


# Command line


def run(capsys, *arguments):
    code = main([*map(str, arguments)])
    return code, capsys.readouterr()


def test_the_command_shows_counts_and_what_is_open(capsys, names):
    code, told = run(capsys, "flows", "match", names, "--to", "targets")
    assert code == 0
    assert "automatic  2  (40.0%)" in told.out
    assert "? Carbon dioxide  air  t" in told.out
    assert "carbon dioxide or methane without an origin" in told.out
    assert "XW-F101" in told.err


def test_the_command_speaks_chinese(capsys, names):
    code, told = run(capsys, "--lang", "zh", "flows", "match", names, "--to", "targets")
    assert code == 0
    assert "自动接受  2" in told.out
    assert "二氧化碳或甲烷未说明碳来源" in told.out


def test_json_gives_rank_uuid_confidence_decision_and_evidence_of_five(capsys, names):
    code, told = run(capsys, "--json", "flows", "match", names, "--to", "targets")
    said = json.loads(told.out)
    assert code == 0
    assert said["rows"] == 5
    assert [found["code"] for found in said["findings"]] == ["XW-F101"]
    candidates = said["matches"][1]["candidates"]
    assert [candidate["rank"] for candidate in candidates] == [1, 2, 3, 4, 5]
    assert all({"uuid", "confidence", "decision", "evidence"} <= candidate.keys() for candidate in candidates)


def test_top_is_the_number_of_candidates(capsys, names):
    _, told = run(capsys, "--json", "flows", "match", names, "--to", "targets", "--top", 2)
    assert max(len(item["candidates"]) for item in json.loads(told.out)["matches"]) == 2


@pytest.mark.parametrize("suffix", ["tsv", "xlsx", "json"])
def test_the_command_writes_each_form(capsys, names, suffix):
    code, told = run(capsys, "flows", "match", names, "--to", "targets", "-o", f"out.{suffix}")
    assert code == 0
    assert f"candidates written: out.{suffix}" in told.err
    again, told = run(capsys, "flows", "match", names, "--to", "targets", "-o", f"out.{suffix}")
    assert (again, "XW-O001" in told.err) == (4, True)
    assert run(capsys, "flows", "match", names, "--to", "targets", "-o", f"out.{suffix}", "--force")[0] == 0


def test_a_workbook_of_candidates_of_a_list_is_a_list_again(capsys, names):
    run(capsys, "flows", "match", names, "--to", "targets", "-o", "out.json")
    said = json.loads((names.parent / "out.json").read_text(encoding="utf-8"))
    assert said["decisions"] == {"auto": 2, "review": 2, "no_target": 1}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("names.csv", "--to", "nowhere"), 2, "XW-L150"),
        (("names.csv", "--to", "targets", "-o", "out.csv"), 2, "XW-F104"),
        (("nothing.csv", "--to", "targets"), 3, "XW-I110"),
        (("odd.csv", "--to", "targets"), 3, "XW-L101"),
        (("empty.csv", "--to", "targets"), 3, "XW-L101"),
        (("names.csv", "--to", "targets", "--columns", "name=Stoff"), 2, "XW-L117"),
        (("names.csv", "--to", "targets", "--tables", "odd.csv"), 3, "XW-G"),
        (("names.csv", "--to", "targets", "--top", "0"), 2, "--top"),
        (("names.csv",), 2, "--to"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(capsys, names, arguments, code, told):
    (names.parent / "odd.csv").write_text("colour,size\nred,3\n", encoding="utf-8")
    (names.parent / "empty.csv").write_bytes(b"")
    before = sorted(names.parent.iterdir())
    found, said = run(capsys, "flows", "match", *arguments)
    assert (found, told in said.err) == (code, True), said.err
    assert sorted(names.parent.iterdir()) == before


def test_fail_on_turns_findings_into_an_exit_code(capsys, names):
    assert run(capsys, "flows", "match", names, "--to", "targets", "--fail-on", "warning")[0] == 1
    assert run(capsys, "flows", "match", names, "--to", "targets", "--fail-on", "never")[0] == 0


def test_quiet_says_nothing(capsys, names):
    code, told = run(capsys, "-q", "flows", "match", names, "--to", "targets")
    assert (code, told.out, told.err) == (0, "", "")


def test_own_tables_come_first(capsys, names):
    run(capsys, "flows", "match", names, "--to", "targets", "-o", "out.tsv")
    text = (names.parent / "out.tsv").read_text(encoding="utf-8")
    (names.parent / "own.tsv").write_text(text.replace("\tauto\t", "\treview\t"), encoding="utf-8")
    _, told = run(capsys, "--json", "flows", "match", names, "--to", "targets", "--tables", "own.tsv")
    assert json.loads(told.out)["decisions"]["auto"] == 0


def test_a_list_in_gb18030_with_a_dictionary_of_ones_own(capsys, tmp_path):
    (tmp_path / "zh.csv").write_bytes("名称,介质,单位\n脱硫剂甲,大气,kg\n".encode("gb18030"))
    (tmp_path / "words.csv").write_bytes("中文名称,英文名称,CAS号\n脱硫剂甲,toluene,108-88-3\n".encode("gb18030"))
    _, told = run(capsys, "--json", "flows", "match", "zh.csv", "--to", "targets")
    assert json.loads(told.out)["decisions"]["auto"] == 0
    _, told = run(capsys, "--json", "flows", "match", "zh.csv", "--to", "targets", "--dictionary", "words.csv")
    (item,) = json.loads(told.out)["matches"]
    assert (item["decision"], item["candidates"][0]["name"]) == ("auto", "toluene")


def test_a_package_is_matched_and_left_as_it_is(capsys, tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "package")
    before = {path: path.read_bytes() for path in (tmp_path / "package").rglob("*") if path.is_file()}
    code, told = run(capsys, "--json", "flows", "match", "package", "--to", "targets")
    said = json.loads(told.out)
    assert (code, said["rows"]) == (0, 9)
    assert {path: path.read_bytes() for path in (tmp_path / "package").rglob("*") if path.is_file()} == before


# The workbook comes back


def decide(path, decisions, factors=()):
    """Write decisions, and factors, into the rows of a workbook, by (name, target identifier)."""
    book = openpyxl.load_workbook(path)
    sheet = book["flows"]
    fields = [row["field"] for row in table("flows/match_columns.csv")]
    spot = {name: fields.index(name) for name in ("name", "target_uuid", "decision", "factor")}
    for row in sheet.iter_rows(min_row=2):
        key = (row[spot["name"]].value, row[spot["target_uuid"]].value or "")
        for name, told in (("decision", decisions), ("factor", dict(factors))):
            if key in told:
                row[spot[name]].value = told[key]
    book.save(path)


def test_decisions_in_the_workbook_come_back_as_a_table(matches, tmp_path):
    path = tmp_path / "candidates.xlsx"
    write_matches(path, "names.csv", HEAD, matches, DATE, force=False)
    fossil, bare = find("carbon dioxide (fossil)", AIR).uuid, find("carbon dioxide", AIR).uuid
    decide(
        path,
        {
            ("Carbon dioxide", fossil): "accepted",
            ("Carbon dioxide", bare): "Rejected",
            ("toluene", find("toluene", AIR).uuid): "maybe",
        },
    )
    reading = open_table(path)
    rows = {(row.source.name, row.target.id): row for row in reading.table.rows}
    assert reading.format == "workbook"
    assert [found.code for found in reading.findings] == ["XW-G108"]
    assert rows["Carbon dioxide", fossil].decision is Verdict.ACCEPTED
    assert (rows["Carbon dioxide", fossil].factor, rows["Carbon dioxide", fossil].basis) == (1000, "unit")
    assert rows["Carbon dioxide", bare].decision is Verdict.REJECTED
    assert rows["toluene", find("toluene", AIR).uuid].decision is Verdict.REVIEW
    assert rows["+qqqq", ""].decision is Verdict.NO_TARGET
    with open_matcher("targets", tables=[reading.table]) as matcher:
        found = matcher.match(SourceFlow("Carbon dioxide", "air", "t"))
    assert (found.verdict, found.best.flow.uuid, found.best.factor) == (Verdict.AUTO, fossil, 1000)


def test_a_pair_without_a_factor_cannot_be_accepted_until_one_is_given(names, tmp_path):
    names.write_text('name,context,unit\n"Coal, hard",natural resource/in ground,kg\n', encoding="utf-8")
    found = list(match_sources(open_sources(names).flows, plain()))
    path = tmp_path / "candidates.xlsx"
    write_matches(path, "names.csv", HEAD, found, DATE, force=False)
    key = ("Coal, hard", found[0][1].best.flow.uuid)
    decide(path, {key: "accepted"})
    reading = open_table(path)
    assert [item.code for item in reading.findings] == ["XW-G107"]
    assert not any(row.applies for row in reading.table.rows)
    decide(path, {}, {key: 29.3})
    (row,) = [row for row in open_table(path).table.rows if row.applies]
    assert row.factor == Decimal("29.3")


def test_a_table_that_takes_one_kilogram_for_one_megajoule_is_not_believed(names, tmp_path):
    names.write_text('name,context,unit\n"Coal, hard",natural resource/in ground,kg\n', encoding="utf-8")
    found = list(match_sources(open_sources(names).flows, plain()))
    made = table_of("names.csv", HEAD, found, DATE)
    signed = replace(made, rows=tuple(replace(row, decision=Verdict.ACCEPTED) for row in made.rows))
    with open_matcher("targets", tables=[signed]) as matcher:
        again = matcher.match(SourceFlow("Coal, hard", "natural resource/in ground", "kg"))
    assert (again.verdict, again.best.gates, again.best.factor) == (Verdict.REVIEW, ("dimension",), None)


def test_decisions_are_imported_applied_and_compared(capsys, names):
    run(capsys, "flows", "match", names, "--to", "targets", "-o", "out.xlsx")
    fossil = find("carbon dioxide (fossil)", AIR).uuid
    decide(names.parent / "out.xlsx", {("Carbon dioxide", fossil): "accepted"})
    assert run(capsys, "flows", "import", "out.xlsx", "-o", "decided.sssom.tsv")[0] == 0
    assert run(capsys, "flows", "diff", "out.xlsx", "decided.sssom.tsv")[0] == 0
    _, told = run(capsys, "--json", "flows", "match", names, "--to", "targets", "--tables", "out.xlsx")
    assert json.loads(told.out)["decisions"]["auto"] == 3


def test_another_workbook_is_no_mapping_table(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["name", "unit"])
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(FormatUnknown):
        open_table(tmp_path / "other.xlsx")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_manual_explains_every_kind_of_evidence_and_every_gate(capsys, language):
    code, told = run(capsys, "--lang", language, "explain", "flow-matching")
    rows = [line for line in told.out.splitlines() if line.startswith("| `")]
    first = {part for line in rows for part in line.split("|")[1].split("`")[1::2]}
    assert code == 0
    assert first == set(kinds()) | set(gates())
    for kind in kinds().values():
        if kind.code != "letters":
            line = next(line for line in rows if line.startswith(f"| `{kind.code}`"))  # gates come after
            assert Decimal(line.split("|")[3].strip()) == kind.precision
    assert str(THRESHOLD) in told.out


def test_a_factor_of_a_table_keeps_its_basis(tmp_path):
    target = find("nitrogen dioxide", AIR)
    row = FlowMapping(
        Side("n-1", "烟气中的氮", "废气", "kg"),
        Side(target.uuid, target.name, target.context, target.unit),
        Verdict.ACCEPTED,
        Decimal("3.28443"),
        "stoichiometry: N to NO2",
    )
    declared = Declarations()
    declared.add(MappingTable(TableHead(), (row,)), "zh")
    match = Matcher(index(), declared=declared.of).match(SourceFlow("烟气中的氮", "废气", "kg", uuid="n-1"))
    write_matches(tmp_path / "m.tsv", "a.csv", HEAD, [(Occurrence(match.source), match)], DATE, force=False)
    (back,) = open_table(tmp_path / "m.tsv").table.rows
    assert (back.decision, back.factor, back.basis) == (Verdict.AUTO, Decimal("3.28443"), "stoichiometry: N to NO2")


def test_contexts_of_a_user_s_table_are_those_of_its_list_whatever_the_edition():
    target = find("cadmium", SOIL)
    row = FlowMapping(
        Side("", "works dust", "emission/ground/human-dominated", "kg"), Side(target.uuid, unit="kg"), Verdict.ACCEPTED
    )
    table = MappingTable(TableHead(source_list="fedefl 1.3"), (row,))
    with open_matcher("targets", tables=[table], own_tables=False) as matcher:
        found = matcher.match(SourceFlow("works dust", "emission/ground/human-dominated", "kg", family="fedefl"))
    assert (found.verdict, found.best.flow.uuid) == (Verdict.AUTO, target.uuid)


@pytest.mark.parametrize("command", ["match", "apply"])
def test_a_family_that_is_not_known_is_refused(names, capsys, command):
    to = ["--to", "targets"] if command == "match" else ["--flows", "auto", "--target-list", "targets", "-o", "x.csv"]
    assert main(["flows", command, str(names), "--family", "simparo", *to]) == 2
    assert "simapro" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_manual_says_how_flows_are_matched(capsys, language):
    assert main(["--lang", language, "explain", "flow-matching"]) == 0
    assert "flows apply" in capsys.readouterr().out


def test_what_is_to_be_said_of_a_user_s_table_is_said_and_the_program_s_are_known_by_name(tmp_path, capsys):
    (tmp_path / "names.csv").write_text("name,unit\nsoot,kg\n", encoding="utf-8")
    odd = tmp_path / "odd.sssom.tsv"
    odd.write_text("subject_label\tobject_id\tdecision\nsoot\ttargets:x\tacepted\n", encoding="utf-8")
    (tmp_path / "words.csv").write_text("zh,cas\n脱模剂,64-17-6\n", encoding="utf-8")
    named = ["--tables", str(odd), "--tables", "ghg_ef31", "--dictionary", "words.csv"]
    main(["--json", "flows", "match", "names.csv", "--to", "targets", *named])
    found = {one["code"] for one in json.loads(capsys.readouterr().out)["findings"]}
    assert {"XW-G108", "XW-Z003"} <= found


def test_the_basis_of_a_factor_comes_back_with_it(tmp_path):
    """A factor that is no ratio of units applies only with what it rests on."""
    target = find("sulfur dioxide", AIR)
    stated = Candidate(target, Decimal("0.9"), (), factor=Decimal("1.998"), basis="stoichiometry: S to SO2")
    match = Match(SourceFlow("硫", "air", "kg"), (stated,), Verdict.REVIEW)
    path = tmp_path / "candidates.xlsx"
    write_matches(path, "names.csv", HEAD, [(Occurrence(match.source), match)], DATE, force=False)
    decide(path, {("硫", target.uuid): "accepted"})
    (row,) = open_table(path).table.rows
    assert (row.decision, row.factor, row.basis) == (Verdict.ACCEPTED, Decimal("1.998"), "stoichiometry: S to SO2")


def test_an_input_is_never_replaced_by_its_output(tmp_path, capsys):
    source = tmp_path / "in.csv"
    source.write_bytes("名称,介质,单位,数量\n氨,大气,kg,1\n".encode("gb18030"))
    before = source.read_bytes()
    code = main(
        ["flows", "apply", str(source), "--flows", "auto", "--target-list", "targets", "-o", str(source), "--force"]
    )
    assert (code, source.read_bytes()) == (2, before)
    assert "XW-U056" in capsys.readouterr().err
    book = tmp_path / "b.xlsx"
    book.write_bytes((ROOT / "fixtures" / "demo" / "battery.xlsx").read_bytes())
    before = book.read_bytes()
    assert main(["convert", str(book), "--to", "gbt24067", "-o", str(book), "--force"]) == 2
    assert book.read_bytes() == before

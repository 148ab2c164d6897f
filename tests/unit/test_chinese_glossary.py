"""The glossary, dictionaries of users, and what the matcher is told of a Chinese name."""

from __future__ import annotations

import csv

import pytest
from stdnum import casrn

from crosswalk.core.errors import SyntaxBroken, Unreachable, UsageError
from crosswalk.core.tables import homes, overlay, path_of
from crosswalk.mapping.index import TargetIndex, build_index
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.matching import Matcher
from crosswalk.mapping.names.chinese import chinese_key, normalise
from crosswalk.mapping.names.glossary import (
    ChineseWords,
    cas_of,
    chinese_words,
    doubtful_chinese,
    glossary,
    load_dictionary,
)
from crosswalk.mapping.sources import SourceFlow
from crosswalk.mapping.table import Verdict


def english(name, words=None):
    """(kind of evidence, English name) pairs."""
    return {(code, text) for code, text, _ in (words or chinese_words())(name)}


# --- the tables ---


def tables():
    folder = path_of("names/zh/greenhouse_gases.csv").parent
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(line for line in lines if not line.startswith("#")):
                yield path.name, row


def test_the_glossary_holds_more_than_the_issue_asks():
    assert len(list(tables())) > 1000


def test_every_row_says_how_it_was_got():
    for file, row in tables():
        assert row["how"] in {"own", "project", "HJ 212-2017"}, (file, row["zh"])
        assert row["status"] in {"use", "review"}, (file, row["zh"])
        assert row["en"] or row["status"] == "review", (file, row["zh"])


def test_every_cas_number_has_its_check_digit():
    assert [(file, row["zh"]) for file, row in tables() if row["cas"] and not casrn.is_valid(row["cas"])] == []


def test_no_string_stands_twice():
    seen = {}
    for file, row in tables():
        for name in (row["zh"], *filter(None, row["aliases"].split("|"))):
            assert chinese_key(name) not in seen, (name, file, seen.get(chinese_key(name)))
            seen[chinese_key(name)] = file


def test_names_are_simplified_and_half_width():
    for file, row in tables():
        for name in (row["zh"], *filter(None, row["aliases"].split("|"))):
            assert normalise(name) == name, (file, name)


# --- words ---


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("化学需氧量", "chemical oxygen demand"),
        ("化學需氧量（CODcr）", "chemical oxygen demand"),
        ("废水中COD", "chemical oxygen demand"),
        ("一氧化二氮，排入未指明空气", "nitrous oxide"),
        ("笑气", "nitrous oxide"),
        ("铬（六价）", "chromium (vi)"),
        ("铁矿石中的铁", "iron"),
        ("土地占用，耕地，灌溉", "arable, irrigated"),
        ("从耕地转化", "from arable"),
        ("137Cs", "cesium-137"),
        ("氮氧化物（以NO2计，有组织）", "Nitrogen oxides"),
        ("毒死蜱", "chlorpyrifos"),
    ],
)
def test_a_name_in_the_glossary(name, meaning):
    assert ("glossary", meaning.casefold()) in {(code, text.casefold()) for code, text in english(name)}


@pytest.mark.parametrize(
    "name",
    ["CO2", "二氧化碳（燃料）", "甲烷（废气）", "水", "颗粒物（有组织）", "TSP", "总氮", "NH3-N", "硝酸盐（以N计）"],
)
def test_a_name_of_several_meanings_accepts_nothing(name):
    assert doubtful_chinese(name)
    assert {code for code, _ in english(name)} == {"shared_synonym"}
    assert cas_of(name) == ""


@pytest.mark.parametrize("name", ["甲苯", "六价铬", "硝酸盐", "COD", "no such name", ""])
def test_a_plain_name_is_not_doubtful(name):
    assert doubtful_chinese(name) == ()


def test_counted_elements_only_suggest():
    codes = {code for code, _ in english("磷酸盐（以P计，废水）")}
    assert "glossary" not in codes
    assert "translation" not in codes


def test_the_cas_of_a_name():
    assert cas_of("苯（废气）") == "71-43-2"
    assert cas_of("莠去津") == "1912-24-9"
    assert cas_of("某某") == ""


def test_rules_stand_in_where_the_glossary_is_silent():
    words = ChineseWords(use_glossary=False)
    assert ("translation", "dibutyl phthalate") in english("邻苯二甲酸二丁酯", words)
    assert english("某某素", words) == set()
    assert english("toluene", words) == set()


def test_two_names_that_agree_are_one():
    assert ("glossary", "chloroform") in english("氯仿（三氯甲烷）")
    assert {code for code, _ in english("苯酚（甲苯）")} == {"part"}


# --- dictionaries ---


def written(tmp_path, text, encoding="utf-8", name="words.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_dictionary_in_any_encoding(tmp_path, encoding):
    path = written(tmp_path, "中文名称,英文名称,CAS号\r\n脱模剂甲,ethyl acetate,141-78-6\r\n", encoding)
    dictionary = load_dictionary(path)
    assert dictionary.findings == ()
    words = chinese_words([dictionary])
    assert english("脱模剂甲（废气）", words) == {("glossary", "ethyl acetate")}
    assert words.cas_of("脱模劑甲") == "141-78-6"


@pytest.mark.parametrize(
    "text",
    [
        "cas;en;zh\n108-88-3;toluene;溶剂七号\n",
        "# ours\nzh\ten\n溶剂七号\ttoluene\n",
        "编号,名称,English\n7,溶剂七号,toluene\n",
        "zh,en\n溶剂七号|七号溶剂,toluene\n",
    ],
)
def test_columns_are_found_in_any_order(tmp_path, text):
    assert english("溶剂七号", chinese_words([load_dictionary(written(tmp_path, text))])) == {("glossary", "toluene")}


def test_a_dictionary_comes_before_ours(tmp_path):
    words = chinese_words(
        [load_dictionary(written(tmp_path, "zh,en\n甲苯,our own toluene\n颗粒物,particles (PM10)\n"))]
    )
    assert english("甲苯", words) == {("glossary", "our own toluene")}
    assert words.meanings_of("颗粒物") == ()


def test_rows_that_cannot_be_used_are_told(tmp_path):
    text = "zh,en,cas\n甲料,toluene,108-88-4\n乙料,,\n,benzene,\n丙料,xylene,\n丙料,benzene,71-43-2\n丁料,,108-88-3\n"
    dictionary = load_dictionary(written(tmp_path, text))
    assert [(found.code, found.source.line) for found in dictionary.findings] == [
        ("XW-Z003", 2),
        ("XW-Z004", 3),
        ("XW-Z004", 4),
        ("XW-Z005", 6),
    ]
    words = chinese_words([dictionary])
    assert words.cas_of("甲料") == ""
    assert words.cas_of("丁料") == "108-88-3"
    assert words.meanings_of("丙料") == ("xylene", "benzene")
    assert {code for code, _ in english("丙料", words)} == {"shared_synonym"}


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "zh,remark\n甲苯,x\n", "en,cas\ntoluene,108-88-3\n"])
def test_a_dictionary_without_its_columns(tmp_path, text):
    with pytest.raises(UsageError) as caught:
        load_dictionary(written(tmp_path, text))
    assert caught.value.code == "XW-Z002"


def test_a_dictionary_that_is_not_there(tmp_path):
    with pytest.raises(Unreachable) as caught:
        load_dictionary(tmp_path / "none.csv")
    assert caught.value.code == "XW-Z001"


def test_a_dictionary_that_is_no_text(tmp_path):
    path = tmp_path / "words.csv"
    path.write_bytes(b"zh,en\n\x00\xff\xff\x80\n")
    with pytest.raises(SyntaxBroken):
        load_dictionary(path)


def test_a_table_of_a_users_own_mappings_is_added(tmp_path):
    folder = tmp_path / "names" / "zh"
    folder.mkdir(parents=True)
    text = "zh,aliases,en,cas,topic,how,status,note\n内部代号乙,,toluene,108-88-3,own,own,use,\n"
    (folder / "ours.csv").write_text(text, encoding="utf-8")
    with overlay(tmp_path):
        assert homes()[0] == tmp_path
        assert glossary()[chinese_key("内部代号乙")].en == "toluene"
        assert glossary()[chinese_key("甲苯")].en == "toluene"
    assert chinese_key("内部代号乙") not in glossary()


# --- in a matcher ---

AIR, WATER = (
    "Emissions/Emissions to air/Emissions to air, unspecified",
    "Emissions/Emissions to water/Emissions to fresh water",
)
FLOWS = [
    ("carbon dioxide (fossil)", AIR, "air", "124-38-9"),
    ("carbon dioxide (biogenic)", AIR, "air", "124-38-9"),
    ("carbon dioxide", AIR, "air", "124-38-9"),
    ("methane", AIR, "air", "74-82-8"),
    ("methane (fossil)", AIR, "air", "74-82-8"),
    ("particles (PM10)", AIR, "air", ""),
    ("particles (PM2.5)", AIR, "air", ""),
    ("Water", AIR, "air", "7732-18-5"),
    ("toluene", AIR, "air", "108-88-3"),
    ("toluene", WATER, "water.fresh", "108-88-3"),
    ("nitrate", WATER, "water.fresh", "14797-55-8"),
    ("chemical oxygen demand", WATER, "water.fresh", ""),
]


@pytest.fixture(scope="module")
def matcher(tmp_path_factory):
    path = tmp_path_factory.mktemp("zh") / "list.index"
    flows = [
        ListedFlow(f"{number:08d}-0000-4000-8000-000000000000", name, context, "kg", compartment, cas)
        for number, (name, context, compartment, cas) in enumerate(FLOWS)
    ]
    build_index(path, flows, list_id="own", digest="0")
    with TargetIndex(path) as index:
        yield Matcher(index, words=chinese_words())


def test_a_clear_name_is_accepted(matcher):
    match = matcher.match(SourceFlow("甲苯", "排放到大气，未指定", "kg", family="zh"))
    assert match.verdict is Verdict.AUTO
    assert match.best.flow.name == "toluene"
    assert match.best.flow.compartment == "air"


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("二氧化碳", "大气"),
        ("CO2", "大气"),
        ("二氧化碳（燃料）", "大气"),
        ("甲烷", "大气"),
        ("CH4", "大气"),
        ("水", "大气"),
        ("颗粒物", "大气"),
        ("颗粒物（有组织）", "大气"),
        ("烟尘", "大气"),
        ("TSP", "大气"),
        ("硝酸盐（以N计）", "水体/淡水"),
        ("硝酸盐氮", "水体/淡水"),
    ],
)
def test_what_is_left_open_is_never_accepted(matcher, name, context):
    assert matcher.match(SourceFlow(name, context, "kg", family="zh")).verdict is not Verdict.AUTO


def test_the_meanings_of_an_open_name_are_shown(matcher):
    match = matcher.match(SourceFlow("二氧化碳", "大气", "kg", family="zh"))
    assert {"carbon dioxide (fossil)", "carbon dioxide (biogenic)"} <= {found.flow.name for found in match.candidates}

"""Chinese flow names: one spelling, contexts and qualifiers taken off, readings with how they were got."""

from __future__ import annotations

import pytest

from crosswalk.mapping.compartments import classify
from crosswalk.mapping.names.chinese import (
    COUNTED,
    chinese_key,
    is_chinese,
    normalise,
    read_chinese,
    split_context,
    take_apart,
)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("矽酸鈉", "硅酸钠"),
        ("乙醯胺", "乙酰胺"),
        ("環丁碸", "环丁砜"),
        ("錼－２３７", "镎-237"),
        ("１，２－二氯乙烷", "1,2-二氯乙烷"),
        ("苯并［a］芘", "苯并(a)芘"),
        ("颗粒物〔PM2.5〕", "颗粒物(PM2.5)"),
        ("氨氮【以N计】", "氨氮(以N计)"),
        ("非甲烷总烃 ①", "非甲烷总烃"),
        ("苯 系 物", "苯系物"),
        ("SO₂", "SO2"),
        ("颗粒物（≤10μm）", "颗粒物(<10μm)"),
    ],
)
def test_one_spelling(written, plain):
    assert normalise(written) == plain


@pytest.mark.parametrize(
    ("name", "bare", "compartment"),
    [
        ("氧化亚氮，向空气", "氧化亚氮", "air"),
        ("二氧化硫，排入未指明空气", "二氧化硫", "air"),
        ("甲醛，排放到室内空气", "甲醛", "air.indoor"),
        ("氮氧化物（废气）", "氮氧化物", "air"),
        ("颗粒物（有组织）", "颗粒物", "air"),
        ("无组织颗粒物", "颗粒物", "air"),
        ("氟化物（气）", "氟化物", "air"),
        ("废水中COD", "COD", "water"),
        ("总磷（废水）", "总磷", "water"),
        ("镉，进入水体", "镉", "water"),
        ("莠去津，排放到农业土壤", "莠去津", "soil.agricultural"),
        ("铁矿石中的铁", "铁", "resource.ground"),
        ("铜，地下", "铜", "resource.ground"),
        ("锌（资源）", "锌", "resource"),
        ("二氧化碳，取自大气", "二氧化碳", "resource.air"),
        ("镁，取自海水", "镁", "resource.water"),
    ],
)
def test_the_medium_within_a_name_is_given_back(name, bare, compartment):
    rest, context = split_context(name)
    assert rest == bare
    assert classify(context, "zh") == compartment


@pytest.mark.parametrize("name", ["甲苯", "水（地下水）", "转变，为水体", "占用，耕地", "1,2-二氯苯", "水蒸气"])
def test_names_without_a_medium_stay_whole(name):
    assert split_context(name) == (normalise(name), "")


@pytest.mark.parametrize(
    ("name", "bare", "qualifiers"),
    [
        ("总铜", "铜", {"total"}),
        ("铅及其化合物", "铅", {"compounds"}),
        ("铅及其化合物（以Pb计）", "铅", {"counted", "compounds"}),
        ("总磷（以P计）", "总磷", {"counted"}),
        ("硝酸盐（以N计）", "硝酸盐", {COUNTED}),
        ("二氧化硫排放量", "二氧化硫", {"released"}),
        ("二氧化碳（燃料）", "二氧化碳", {"fuel"}),
        ("无水硫酸镁", "硫酸镁", {"grade"}),
        ("甲醇（未指定）", "甲醇", {"unspecified"}),
        ("丙酮（67-64-1）", "丙酮", {"cas"}),
        ("氮氧化物（以NO2计，有组织）", "氮氧化物", {COUNTED}),
    ],
)
def test_qualifiers_are_taken_off_and_told(name, bare, qualifiers):
    taken = take_apart(name)
    assert taken.text == bare
    assert taken.qualifiers == qualifiers


@pytest.mark.parametrize(
    "name", ["六价铬", "铬（六价）", "铬(VI)", "Cr6+", "Cr(VI)", "铬6+", "鉻（六價）", "六价铬离子"]
)
def test_charges_are_one(name):
    assert chinese_key("铬(VI)") in {reading.key for reading in read_chinese(name)}


@pytest.mark.parametrize("name", ["铯-137", "铯137", "Cs-137", "137Cs", "銫－137"])
def test_nuclides_are_one(name):
    assert chinese_key("铯-137") in {reading.key for reading in read_chinese(name)}


@pytest.mark.parametrize(
    ("name", "reading", "how"),
    [
        ("土地占用，草地，放牧", "占用草地放牧", "land"),
        ("转化自，耕地", "转变自耕地", "land"),
        ("由耕地转变", "转变自耕地", "land"),
        ("转化至森林", "转变为森林", "land"),
        ("从草地转化为耕地", "转变为耕地", "part"),
        ("从草地转化为耕地", "转变自草地", "part"),
    ],
)
def test_land(name, reading, how):
    assert (chinese_key(reading), how) in {(found.key, found.how) for found in read_chinese(name)}


def test_the_plainest_reading_comes_first():
    readings = read_chinese("铅及其化合物（废气）")
    assert readings[0].how == "name"
    assert [reading.how for reading in readings][-1] == "part"
    assert "铅" in {reading.key for reading in readings}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("颗粒物(<10um)", "颗粒物(>10um)"),
        ("CO", "Co"),
        ("HF", "Hf"),
        ("CO2", "Co2+"),
        ("Br", "Br-"),
        ("1,2-二氯乙烷", "12-二氯乙烷"),
        ("N,N-二甲基脲", "N,N'-二甲基脲"),
    ],
)
def test_marks_that_matter_keep_keys_apart(one, other):
    assert chinese_key(one) != chinese_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("二噁英", "二恶英"), ("苯骈噻唑", "苯并噻唑"), ("硫黄", "硫磺"), ("粘土", "黏土"), ("CO2", "ＣＯ₂")],
)
def test_spellings_of_one_word_have_one_key(one, other):
    assert chinese_key(one) == chinese_key(other)


def test_what_is_chinese():
    assert is_chinese("COD(重铬酸盐法)")
    assert not is_chinese("COD")

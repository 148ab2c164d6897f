"""Matches of pandas frames: a frame of flows in, one row a candidate out, numbers exact."""

from __future__ import annotations

from decimal import Decimal

import pytest

import crosswalk
from crosswalk.core.errors import InputError, UsageError
from crosswalk.mapping.adding import Wanted, add_list
from crosswalk.pipeline.match_frames import COLUMNS, frame_sources, match_frame
from crosswalk.pipeline.matching import match_sources
from tests.targets import AIR, TARGETS, find, plain

pd = pytest.importorskip("pandas")


@pytest.fixture(scope="module", autouse=True)
def lists(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSWALK_LISTS", str(folder))
        add_list(TARGETS, Wanted(id="targets"))
        yield folder


def flows(**columns):
    return pd.DataFrame(columns)


def test_columns_in_any_order_and_rows_by_position():
    frame = flows(unit=["kg", "g"], name=["sulfur dioxide", "toluene"], cas=[None, "108-88-3"], context=["air", "air"])
    found = crosswalk.match_flows(frame, "targets")
    assert list(found.columns) == list(COLUMNS)
    best = found[found["rank"] == 1]
    assert best["row"].tolist() == [0, 1]
    assert best["decision"].tolist() == ["auto", "auto"]
    assert best["target_uuid"].tolist() == [find("sulfur dioxide", AIR).uuid, find("toluene", AIR).uuid]
    assert best["factor"].tolist() == [Decimal(1), Decimal("0.001")]
    assert all(isinstance(number, Decimal) for number in best["confidence"])


def test_chinese_columns_and_names():
    frame = flows(名称=["二氧化硫", "颗粒物"], 介质=["大气", "大气"], 单位=["千克", "kg"])
    best = crosswalk.match_flows(frame, "targets").drop_duplicates("row")
    assert best["target_name"].tolist()[0] == "sulfur dioxide"
    assert best["decision"].tolist() == ["auto", "review"]
    assert best["name"].tolist() == ["二氧化硫", "颗粒物"]


def test_the_index_of_the_frame_is_not_asked():
    frame = flows(name=["benzene", "ammonia"], context=["air", "air"], unit=["kg", "kg"]).set_index(pd.Index([7, 7]))
    assert crosswalk.match_flows(frame, "targets").drop_duplicates("row")["row"].tolist() == [0, 1]


@pytest.mark.parametrize("missing", [None, float("nan"), "", "  ", pd.NA, pd.NaT])
def test_a_missing_cell_is_an_empty_one(missing):
    frame = pd.DataFrame({"name": ["ammonia"], "context": ["air"], "unit": [missing]}, dtype=object)
    found = crosswalk.match_flows(frame, "targets")
    assert found["decision"].tolist()[0] == "review"
    assert found["unit"].tolist()[0] == ""
    assert "unit" in found["gates"].tolist()[0]


def test_cells_that_are_no_text_are_read_as_their_text():
    frame = pd.DataFrame(
        {"name": ["ammonia", 17], "context": ["air", "air"], "unit": ["kg", "kg"], "uuid": [1.5, None]}
    )
    assert crosswalk.match_flows(frame, "targets").drop_duplicates("row")["name"].tolist() == ["ammonia", "17"]


def test_a_flow_without_candidates_has_one_row():
    found = crosswalk.match_flows(flows(name=["qqqq"], context=["air"], unit=["kg"]), "targets")
    assert len(found) == 1
    assert (found["decision"][0], found["rank"][0], found["target_uuid"][0]) == ("no_target", None, None)


def test_an_empty_frame_has_the_columns_and_no_rows():
    found = crosswalk.match_flows(flows(name=[], context=[], unit=[]), "targets")
    assert (list(found.columns), len(found)) == (list(COLUMNS), 0)


def test_rows_without_a_name_are_left_out_and_told():
    sources = frame_sources(flows(name=["ammonia", None], context=["air", "air"], unit=["kg", "kg"]))
    assert len(match_frame(match_sources(sources.flows, plain())).drop_duplicates("row")) == 1
    assert dict(sources.findings.codes) == {"XW-L103": 1}


def test_unknown_columns_are_refused_or_told_by_a_spec():
    frame = flows(Stoff=["ammonia"], Medium=["air"], Einheit=["kg"])
    with pytest.raises(InputError) as caught:
        crosswalk.match_flows(frame, "targets")
    assert caught.value.code == "XW-L101"
    found = crosswalk.match_flows(frame, "targets", columns="name=Stoff,context=Medium,unit=Einheit")
    assert found["decision"][0] == "auto"


def test_a_list_that_is_not_at_hand_is_refused():
    with pytest.raises(UsageError) as caught:
        crosswalk.match_flows(flows(name=["ammonia"]), "nowhere")
    assert caught.value.code == "XW-L150"


def test_files_are_matched_by_line_and_frames_stay_as_they_are(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("name,context,unit\nammonia,air,kg\n", encoding="utf-8")
    frame = pd.read_csv(path)
    before = frame.copy(deep=True)
    from_file, from_frame = crosswalk.match_flows(path, "targets"), crosswalk.match_flows(frame, "targets")
    assert (from_file["row"][0], from_frame["row"][0]) == (2, 0)
    pd.testing.assert_frame_equal(from_file.drop(columns="row"), from_frame.drop(columns="row"))
    pd.testing.assert_frame_equal(frame, before)


def test_the_number_of_candidates_and_ones_own_dictionary(tmp_path):
    words = tmp_path / "words.csv"
    words.write_text("中文名称,英文名称\n脱硫剂甲,toluene\n", encoding="utf-8")
    frame = flows(name=["脱硫剂甲"], context=["大气"], unit=["kg"])
    assert crosswalk.match_flows(frame, "targets")["decision"].tolist()[0] != "auto"
    found = crosswalk.match_flows(frame, "targets", dictionaries=[words], top=1)
    assert (len(found), found["target_name"][0], found["decision"][0]) == (1, "toluene", "auto")

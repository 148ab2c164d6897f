"""The index of a target list: what leads to a substance, and that the file stands whole or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from crosswalk.mapping.adding import Wanted, add_list
from crosswalk.mapping.caching import KEPT
from crosswalk.mapping.index import TargetIndex, build_index, grams_of
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.listfile import _address
from crosswalk.mapping.names.folding import fold, key_of
from crosswalk.mapping.opening import open_index
from crosswalk.mapping.store import open_list, remove_list
from tests.targets import AIR, FRESH, RURAL, TARGETS, find, index, index_of, listed


def names(hits):
    return {index().name_of(hit.substance)[0] for hit in hits}


def of_key(text):
    return index().of_key(key_of(fold(text)))


def test_flows_of_one_name_are_one_substance_by_compartment():
    (substance,) = {hit.substance for hit in of_key("cadmium") if hit.how == "name"}
    held = index().flows_of(substance)
    assert set(held) == {"air", "water", "water.fresh", "soil", "resource.ground.element"}
    assert all(flow.name == "cadmium" for found in held.values() for flow in found)


def test_duplicates_of_name_and_context_are_both_there_in_the_order_of_the_list():
    benzene = find("benzene", RURAL)
    held = index().flows_of(benzene.substance)["air.rural"]
    assert [flow.number for flow in held] == sorted(flow.number for flow in held)
    assert len({flow.uuid for flow in held}) == 2


def test_a_key_leads_by_name_inversion_and_synonym():
    assert {(hit.how, hit.text) for hit in of_key("chlorobenzene")} == {("name", "chlorobenzene")}
    assert {hit.how for hit in of_key("lindane")} == {"synonym"}
    assert names(of_key("gramoxone")) == {"paraquat", "paraquat dichloride"}
    assert of_key("nothing of the kind") == ()


def test_a_synonym_that_is_the_name_itself_is_not_entered_twice():
    one = index_of([ListedFlow("u", "toluene", AIR, "kg", "air", synonyms=(("", "Toluene"), ("", "toluol")))])
    assert [hit.how for hit in one.of_key("toluene")] == ["name"]


def test_a_synonym_of_one_letter_leads_nowhere():
    one = index_of([ListedFlow("u", "nitrogen", AIR, "kg", "air", synonyms=(("", "N"),))])
    assert one.of_key("n") == ()


def test_numbers_lead_to_every_substance_that_has_them():
    carbon = {index().name_of(number)[0] for number in index().of_cas("124-38-9")}
    assert carbon == {
        "carbon dioxide",
        "carbon dioxide (fossil)",
        "carbon dioxide (biogenic)",
        "carbon dioxide (biogenic-100yr)",
        "carbon dioxide (land use change)",
    }
    assert index().of_cas("50-00-1") == ()


def test_a_name_of_the_dictionaries_leads_to_a_number_that_one_substance_has():
    assert {hit.how for hit in of_key("1-chloro-4-nitrobenzene")} == set()
    owned = index_of([ListedFlow("u", "p-chloronitrobenzene", AIR, "kg", "air", "100-00-5")])
    assert [hit.how for hit in owned.of_key(key_of("1-nitro-4-chlorobenzene"))] == ["dictionary"]
    shared = index_of(
        [
            ListedFlow("u", "one", AIR, "kg", "air", "100-00-5"),
            ListedFlow("v", "other", AIR, "kg", "air", "100-00-5"),
        ]
    )
    assert shared.of_key(key_of("1-nitro-4-chlorobenzene")) == ()


def test_identifiers_are_found_in_any_case():
    flow = find("ammonium", FRESH)
    assert index().flow(flow.uuid.upper()) == flow
    assert index().flow("7a5c0000-0000-4000-8000-00000000ffff") is None
    assert index().numbered(flow.number) == flow
    own = index_of([ListedFlow("F-001", "toluene", AIR, "kg", "air")])
    assert own.flow("F-001").name == "toluene"


def test_likeness_finds_a_misspelt_name_first_and_never_more_than_it_has():
    best = index().alike(fold("formaldehide"))
    assert best[0].text == "formaldehyde"
    assert all(0 < found.score <= 1.0001 for found in best)
    assert [found.score for found in best] == sorted((found.score for found in best), reverse=True)
    same = index().alike(fold("formaldehyde"))[0]
    assert same.score == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("name", ["", " ", "---", "，。", "zzzzqqqq"])
def test_what_shares_no_letters_is_like_nothing(name):
    assert index().alike(fold(name)) == ()


def test_grams_are_bounded_by_spaces_and_marks_make_none():
    assert grams_of("ab") == {" ab", "ab "}
    assert grams_of("a,b") == grams_of("a b")
    assert grams_of(".,-") == frozenset()


def test_codes_of_databases_among_synonyms_are_not_looked_at():
    one = index_of([ListedFlow("u", "toluene", AIR, "kg", "air", synonyms=(("", "CHEMBL9113"), ("", "UN1294")))])
    assert one.alike("chembl9113") == ()
    assert {hit.how for hit in one.of_key("chembl9113")} == {"synonym"}


def test_an_empty_list_has_an_index_that_holds_nothing():
    empty = index_of([])
    assert empty.compartments() == frozenset()
    assert (empty.of_key("x"), empty.alike("toluene"), empty.flow("u")) == ((), (), None)


def test_the_head_says_what_the_index_was_made_from():
    assert (index().head["list"], index().head["digest"]) == ("targets", "0" * 64)
    assert len(index().compartments()) > 10


def test_a_failure_leaves_nothing_behind(tmp_path):
    def broken():
        yield listed()[0]
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        build_index(tmp_path / "x" / "targets.index", broken(), list_id="targets", digest="")
    assert list((tmp_path / "x").iterdir()) == []


def test_an_index_is_replaced_as_a_whole_and_is_read_only(tmp_path):
    path = tmp_path / "targets.index"
    build_index(path, listed()[:1], list_id="one", digest="")
    build_index(path, listed(), list_id="all", digest="")
    with TargetIndex(path) as held:
        assert held.head["list"] == "all"
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            held._base.execute("DELETE FROM flow")
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A folder of lists with one list, whose name has what addresses and patterns mean otherwise."""
    folder = tmp_path / "lists #1 100%20 流"
    monkeypatch.setenv("CROSSWALK_LISTS", str(folder))
    add_list(TARGETS, Wanted(id="targets"))
    return folder


def indexes(room):
    return sorted(path.name for path in (room / "cache").glob("targets-*.index"))


def test_a_damaged_index_is_made_anew(room):
    with open_list("targets") as held, open_index(held):
        (name,) = indexes(room)
    whole = (room / "cache" / name).read_bytes()
    for damaged in (b"", b"no database", whole[:5000]):
        (room / "cache" / name).write_bytes(damaged)
        with open_list("targets") as held, open_index(held) as opened:
            assert opened.of_key("toluene")
    assert (room / "cache" / name).read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_done_without(room, monkeypatch):
    def refuse(*_, **__):
        raise sqlite3.OperationalError("unable to open database file")

    tries = []
    connect = sqlite3.connect

    def first_refused(path, **options):
        if "mode=ro" not in str(path) and not tries:
            tries.append(path)
            refuse()
        return connect(path, **options)

    monkeypatch.setattr(sqlite3, "connect", first_refused)
    with open_list("targets") as held, open_index(held) as opened:
        assert opened.of_key("toluene")
    assert tries
    assert indexes(room) == []


def test_one_file_under_another_column_spec_has_another_index(room, tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("one,two,unit\ntoluene,benzene,kg\n", encoding="utf-8")
    for name, other in (("one", "two"), ("two", "one")):
        add_list(path, Wanted(id="two", columns=f"name={name},unit=unit"), force=True)
        with open_list("two") as held, open_index(held) as opened:
            assert opened.of_key({"one": "toluene", "two": "benzene"}[name])
            assert not opened.of_key({"one": "toluene", "two": "benzene"}[other])


def test_the_cache_keeps_a_few_indexes_of_a_list_and_none_of_one_that_is_removed(room):
    (room / "cache").mkdir(exist_ok=True)
    others = ["targets-old-0123456789abcdef-3-01234567.index", "other.txt"]
    for name in others:
        (room / "cache" / name).touch()
    for number in range(6):
        (room / "cache" / f"targets-{number:016x}-3-01234567.index").touch()
    with open_list("targets") as held, open_index(held):
        pass
    assert len(indexes(room)) == 1 + KEPT
    remove_list("targets")
    assert sorted(path.name for path in (room / "cache").iterdir()) == sorted(others)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (PureWindowsPath("C:/流 1/a#b.index"), "file:///C:/%E6%B5%81%201/a%23b.index"),
        (PureWindowsPath("//server/share/a.index"), "file:////server/share/a.index"),
        (PurePosixPath("/a?b/c.index"), "file:///a%3Fb/c.index"),
    ],
)
def test_the_address_of_a_file_is_one_that_sqlite_takes(path, address):
    assert _address(path) == address

"""The index of a target list: what leads to a substance, and that the file stands whole or not at all."""

from __future__ import annotations

import sqlite3

import pytest

from crosswalk.mapping.index import TargetIndex, build_index, grams_of
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.names.folding import fold, key_of
from tests.targets import AIR, FRESH, RURAL, find, index, index_of, listed


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

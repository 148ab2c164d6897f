"""Matching: what holds of every name, every compartment and every row, however it is written."""

from __future__ import annotations

import random
import string
from functools import cache

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crosswalk.mapping.compartments import chain_of, classify, compartments, covers, direction_of, medium_of
from crosswalk.mapping.evidence import kinds
from crosswalk.mapping.gates import gates
from crosswalk.mapping.matching import THRESHOLD, Matcher, confidence
from crosswalk.mapping.names.aliases import english_aliases
from crosswalk.mapping.names.english import read_english
from crosswalk.mapping.names.folding import fold, key_of
from crosswalk.mapping.names.traits import traits_of
from crosswalk.mapping.sources import SourceFlow
from crosswalk.mapping.table import Verdict
from tests.targets import index_of, listed, plain

WORDS = sorted({word for flow in listed() for word in fold(flow.name).split()})
WRITTEN = sorted({flow.name for flow in listed()} | {text for flow in listed() for _, text in flow.synonyms})
LETTERS = string.ascii_letters + string.digits + " ,;-()[]'’′+<>.%αβγµ–—/二氧化碳（化石）铬六价，颗粒物水ｍｏｌ①"
CODES = sorted(compartments())

free = st.text(LETTERS, max_size=30) | st.text(max_size=20)
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
names = st.sampled_from(WRITTEN) | phrases | free
CONTEXTS = ["", "air", "air/urban air close to ground", "water/ground-", "水体", "soil", "natural resource/in ground",
            "natural resource/in water", "natural resource/land", "somewhere", *sorted({f.context for f in listed()})]  # fmt: skip
UNITS = ["", "kg", "g", "MJ", "m3", "m2*a", "m2", "kBq", "bucket", "千克"]
NUMBERS = ["", "124-38-9", "7446-09-5", "000071-43-2", "71-43-1", "7732-18-5", "x", "10024-97-2"]
UUIDS = ["", "nowhere", *(flow.uuid for flow in listed()[:40])]
sources = st.builds(
    SourceFlow,
    name=names,
    context=st.sampled_from(CONTEXTS),
    unit=st.sampled_from(UNITS),
    cas=st.sampled_from(NUMBERS),
    uuid=st.just("") | st.sampled_from(UUIDS),
    direction=st.sampled_from(["", "Input", "Output"]),
    family=st.sampled_from(["", "ef", "ecoinvent", "zh"]),
)


# Names


@given(names)
def test_folding_twice_changes_nothing(name):
    assert fold(fold(name)) == fold(name)


@given(names)
def test_the_key_of_a_folded_name_is_that_of_the_name(name):
    assert key_of(fold(fold(name))) == key_of(fold(name))


@given(st.sampled_from(WRITTEN), st.randoms(use_true_random=False))
def test_case_and_spaces_and_hyphens_say_nothing(name, rng):
    folded = fold(name)
    changed = "".join(rng.choice([letter, letter.upper()]) for letter in folded)
    changed = "".join(rng.choice(["-", " "]) if letter in " -" else letter for letter in changed)
    assume(not set(".<>") & set(folded))  # a point or a sign says something beside the space next to it
    assert key_of(fold(changed)) == key_of(folded)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=4), st.lists(st.integers(1, 12), min_size=1, max_size=4))
def test_other_locants_make_another_key(one, other):
    left, right = (",".join(map(str, locants)) + "-dichloroethane" for locants in (one, other))
    assert (key_of(fold(left)) == key_of(fold(right))) == (one == other)


@given(names)
def test_a_key_holds_no_mark_and_no_case(name):
    key = key_of(fold(name))
    assert key == key.casefold()
    assert not set(key) & set(" -,;()[].'")


@given(names)
def test_every_reading_has_one_key_and_a_kind_of_evidence(name):
    readings = read_english(name)
    assert len({reading.key for reading in readings}) == len(readings)
    assert all(reading.key and reading.how in kinds() for reading in readings)
    assert not readings or readings[0].key == key_of(fold(name)) or not key_of(fold(name))


@given(names)
def test_traits_are_those_of_the_folded_name(name):
    assert traits_of(fold(name)) == traits_of(name)


# Compartments


@given(st.sampled_from(CODES))
def test_the_path_of_ef_gives_its_class(code):
    found = compartments()[code]
    assume(found.ef)
    assert classify(found.ef, "ef") == code


@given(st.sampled_from(CODES))
def test_the_names_of_a_class_say_the_class_or_a_wider_one_or_nothing(code):
    found = compartments()[code]
    assume(code != "ground")  # into which no list emits in these words
    for text, family in ((found.zh, "zh"), (found.en, "")):
        said = classify(text, family)
        assert not said or said in chain_of(code)


@given(st.sampled_from(CODES))
def test_a_chain_never_leaves_the_medium_or_the_direction(code):
    chain = chain_of(code)
    assert chain[0] == code
    assert len(set(chain)) == len(chain)
    assert set(chain) <= set(compartments())
    for other in chain:
        assert medium_of(other).partition(".")[0] == medium_of(code).partition(".")[0]
        assert direction_of(other) == direction_of(code)
        assert medium_of(other) == medium_of(code) or covers(other, code) or covers(code, other)


@given(st.text(LETTERS, max_size=40), st.sampled_from(["", "ef", "ecoinvent", "zh"]), names)
def test_a_context_is_a_class_or_nothing(context, family, name):
    assert classify(context, family, name) in {"", *compartments()}


@given(st.sampled_from(CONTEXTS))
def test_case_and_marks_of_a_context_say_nothing(context):
    assert classify(context.upper()) == classify(context)
    assert classify(context.replace("/", " > ")) == classify(context)


# Matches


@given(sources)
@settings(max_examples=200)
def test_nothing_is_accepted_behind_a_gate_or_by_likeness(source):
    found = plain().match(source)
    table = kinds()
    for rank, candidate in enumerate(found.candidates):
        assert set(candidate.gates) <= set(gates())
        assert candidate.codes <= set(table)
        assert 0 <= candidate.confidence <= 1
        if candidate.verdict is Verdict.AUTO:
            assert rank == 0
            assert not candidate.gates
            assert candidate.confidence >= THRESHOLD
            assert any(table[code].accepts != "no" for code in candidate.codes)
            assert candidate.factor is not None
            assert candidate.factor > 0
    assert found.verdict is (found.candidates[0].verdict if found.candidates else Verdict.NO_TARGET)


@given(sources)
@settings(max_examples=200)
def test_direction_and_medium_are_never_guessed(source):
    found = plain().match(source)
    if found.verdict is not Verdict.AUTO:
        return
    target = found.best.flow.compartment
    assert source.compartment or "uuid" in found.best.codes
    if source.compartment:
        assert medium_of(source.compartment).partition(".")[0] == medium_of(target).partition(".")[0]
    if source.direction:
        assert direction_of(target) == source.direction


@given(sources)
@settings(max_examples=100)
def test_candidates_come_sorted_and_each_flow_once(source):
    found = plain().match(source).candidates
    sure = [candidate.confidence for candidate in found]
    assert sure[1:] == sorted(sure[1:], reverse=True)
    assert not sure or sure[0] >= max(sure)
    assert len({candidate.flow.uuid for candidate in found}) == len(found)


@given(sources)
@settings(max_examples=100)
def test_the_same_row_has_the_same_match_and_so_has_another_matcher(source):
    again = Matcher(plain().index, aliases=english_aliases)
    assert plain().match(source) == plain().match(source) == again.match(source)


@cache
def shuffled():
    """A matcher onto the same list in another order."""
    flows = list(listed())
    random.Random(7).shuffle(flows)
    return Matcher(index_of(flows), aliases=english_aliases)


def told(match):
    """The verdict, the best candidate, and the others that more speaks for than letters: those are cut at a number."""
    spoken_for = [item for rank, item in enumerate(match.candidates) if rank == 0 or item.codes != {"letters"}]
    return match.verdict, [
        (item.flow.name, item.flow.context, item.confidence, item.gates, item.factor) for item in spoken_for
    ]


@given(sources)
@settings(max_examples=200)
def test_the_order_of_the_list_says_nothing(source):
    """Only the identifier may differ, among flows of one name and context."""
    assert told(plain().match(source)) == told(shuffled().match(source))


@given(st.frozensets(st.sampled_from(sorted(kinds())), min_size=1), st.sampled_from(sorted(kinds())))
def test_more_evidence_never_makes_less_sure(codes, other):
    assert confidence(codes | {other}, 0.5) >= confidence(codes, 0.5)


@given(st.frozensets(st.sampled_from(sorted(kinds())), min_size=1), st.floats(0, 1))
def test_confidence_is_a_share(codes, likeness):
    assert 0 <= confidence(codes, likeness) <= 1

"""Chinese names: whatever is written, the spelling settles, nothing crashes, and traditional is simplified."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crosswalk.core.tables import table
from crosswalk.mapping.names.chinese import chinese_key, normalise, read_chinese, split_context, take_apart
from crosswalk.mapping.names.glossary import chinese_words
from crosswalk.mapping.names.translation import translate_chinese

WORDS = list(
    "甲乙丙丁二三四五基酸酯醇胺苯氯溴钠钾铜铁氧硫化邻对间总计以价离子废水气中排放到土地占用转变为自，。（）()〔〕[]【】、；:：-—,' 0123456789NPOCSHVIXabαβ①②*<>≤"
)
NAMES = st.lists(st.sampled_from(WORDS), max_size=16).map("".join)
ANYTHING = st.one_of(NAMES, st.text(max_size=24))
TRADITIONAL = {row["traditional"]: row["simplified"] for row in table("names/traditional.csv")}


@given(ANYTHING)
def test_normalising_twice_changes_nothing(name):
    assert normalise(normalise(name)) == normalise(name)


@given(ANYTHING)
def test_a_key_is_that_of_the_normalised_name(name):
    assert chinese_key(normalise(name)) == chinese_key(name)


@given(st.lists(st.sampled_from(sorted(TRADITIONAL)), min_size=1, max_size=10).map("".join))
def test_traditional_is_simplified(name):
    plain = "".join(TRADITIONAL[letter] for letter in name)
    assert normalise(name) == normalise(plain)
    assert chinese_key(name) == chinese_key(plain)


def test_no_simplified_character_is_taken_for_a_traditional_one():
    assert not set(TRADITIONAL) & set(TRADITIONAL.values())


@given(ANYTHING)
def test_a_name_taken_apart_holds_nothing_new(name):
    rest, context = split_context(name)
    assert len(rest) <= len(normalise(name))
    assert normalise(rest) or not normalise(name)
    assert take_apart(name).context == context or take_apart(name).qualifiers


@given(ANYTHING)
def test_any_name_is_read_and_translated_without_harm(name):
    keys = [reading.key for reading in read_chinese(name)]
    assert len(keys) == len(set(keys))
    assert all(translate_chinese(name))
    for code, english, readings in chinese_words()(name):
        assert code in {"glossary", "translation", "shared_synonym", "part"}
        assert english
        assert isinstance(readings, tuple)


@given(NAMES, st.sampled_from(["（废气）", "，排放到大气", "（以N计）", "（有组织）", "①"]))
def test_a_qualifier_never_makes_a_doubtful_name_clear(name, tail):
    words = chinese_words()
    bare = "二氧化碳"
    assert words.meanings_of(f"{bare}{tail}")
    assert words.cas_of(f"{bare}{tail}") == ""

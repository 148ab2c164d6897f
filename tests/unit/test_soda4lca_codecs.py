"""Times as milliseconds and words in capitals, to the letter and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalk.carriers.node import NumberText
from crosswalk.formats.soda4lca import codecs
from crosswalk.formats.spec import BadValue

MILLISECONDS = st.integers(min_value=-62135596800000, max_value=253402300799999)


@given(MILLISECONDS)
def test_a_moment_comes_back_to_the_millisecond(count):
    text = codecs.moment.decode(NumberText(count))
    assert datetime.fromisoformat(text) == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=count)
    assert codecs.moment.encode(text) == str(count)


@given(st.dates())
def test_a_day_comes_back(day):
    encoded = codecs.date.encode(day.isoformat())
    assert codecs.date.decode(encoded) == day.isoformat()
    assert int(encoded) % codecs.DAY == 0


@given(st.dates(min_value=date(1971, 1, 1), max_value=date(9000, 1, 1)), st.sampled_from([1, 2]))
def test_a_midnight_in_central_europe_is_the_local_day(day, hours):
    count = int(codecs.date.encode(day.isoformat())) - hours * codecs.HOUR
    assert codecs.day(count) == (day.isoformat(), False)
    assert codecs.date.decode(NumberText(count)) == day.isoformat()


@pytest.mark.parametrize(
    ("hour", "local"), [(0.5, "2025-02-28"), (16, "2025-02-28"), (22.5, "2025-02-28"), (23.5, "2025-03-01")]
)
def test_another_time_of_the_day_is_no_midnight_and_its_day_that_of_central_europe(hour, local):
    count = int(codecs.date.encode("2025-02-28")) + int(hour * codecs.HOUR)
    assert codecs.day(count) == (local, False)


@pytest.mark.parametrize("text", ["2024", "2024-05", "2024-13-01", "soon"])
def test_a_date_that_is_no_day_stays_as_it_is(text):
    assert codecs.date.encode(text) == text
    assert codecs.date.decode(text) == text


@pytest.mark.parametrize("text", ["2024-05-01T10:00:00", "2024-05-01T10:00:00.000001Z", "yesterday"])
def test_a_time_that_is_no_moment_in_milliseconds_stays_as_it_is(text):
    assert codecs.moment.encode(text) == text


@pytest.mark.parametrize("text", ["1.5", "1e99", "9" * 17, "1" * 30])
def test_a_number_that_is_no_time_is_told(text):
    for codec in (codecs.date, codecs.moment):
        with pytest.raises(BadValue) as caught:
            codec.decode(NumberText(text))
        assert caught.value.params["text"] == text


def test_words_in_capitals_are_those_of_ilcd():
    assert codecs.direction.decode("INPUT") == "Input"
    assert codecs.derivation.encode("Measured") == "MEASURED"
    assert codecs.distribution.decode("undefined") == "undefined"
    assert codecs.distribution.encode("undefined") == "UNDEFINED"
    assert codecs.direction.decode("SIDEWAYS") == "SIDEWAYS"

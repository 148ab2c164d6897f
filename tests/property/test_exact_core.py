"""Laws of numbers, units, dates and texts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from crosswalk.core import dates, ids, numbers, units
from crosswalk.core.tables import table

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=12)
UNITS = sorted({(row["code"], row["dimension"]) for row in table("units/units.csv")})


@given(DECIMALS)
def test_a_number_reads_back_with_its_digits(value):
    parsed = numbers.parse(str(value))
    assert (parsed.value, parsed.text) == (value, str(value))


@given(st.text(max_size=40))
def test_reading_never_raises_anything_else(written):
    try:
        numbers.parse(written)
    except numbers.NumberUnclear:
        pass
    try:
        dates.parse_date(written)
    except dates.DateUnclear:
        pass
    units.resolve(written)
    units.ratio(written)


@given(DECIMALS, st.sampled_from(UNITS), st.data())
@settings(max_examples=60)
def test_conversion_is_exact_or_says_not(value, unit, data):
    other = data.draw(st.sampled_from([u for u in UNITS if u[1] == unit[1]]))
    there = units.convert(value, unit[0], other[0])
    left, right = units.resolve(unit[0]), units.resolve(other[0])
    exact = Fraction(value) * left.factor / right.factor
    assert there.exact == (Fraction(there.value) == exact)
    assert abs(Fraction(there.value) - exact) <= abs(exact) / 10**33


@given(st.lists(DECIMALS, max_size=20))
def test_sums_lose_nothing(values):
    assert Fraction(numbers.sum_exact(values)) == sum((Fraction(v) for v in values), Fraction(0))


@given(st.dates())
def test_days_read_back(day):
    if day.year >= 1000:
        assert dates.parse_date(day.isoformat()) == day.isoformat()
        assert dates.parse_date(f"{day.year}年{day.month}月{day.day}日") == day.isoformat()


@given(st.lists(st.text(max_size=10), max_size=4), st.lists(st.text(max_size=10), max_size=4))
def test_derived_uuids_tell_their_parts_apart(left, right):
    same = ids.derive_uuid(*left) == ids.derive_uuid(*right)
    import unicodedata

    flat = [[unicodedata.normalize("NFC", part) for part in parts] for parts in (left, right)]
    assert same == (flat[0] == flat[1])


def test_decimal_context_is_wide_enough():
    assert numbers.CONTEXT.prec == 34
    assert Decimal("0.1") + Decimal("0.2") == Decimal("0.3")

"""Numbers, units, dates and identifiers: expected values are from the text or from arithmetic by hand."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction

import pytest

from crosswalk.core import dates, ids, numbers, text, units
from crosswalk.core.errors import SyntaxBroken
from crosswalk.core.findings import Entry, Fate, Ledger, Origin
from crosswalk.core.messages import catalogue
from crosswalk.core.places import Place


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", "12"), ("-0.50", "-0.50"), ("3.63e-05", "0.0000363"), ("1.2×10⁻³", "0.0012"), ("1.2×10^-3", "0.0012"),
        ("１２．５", "12.5"), ("－3", "-3"), ("1,234,567", "1234567"), ("1,234.5", "1234.5"), ("1 234.5", "1234.5"),
        ("1.2万", "12000"), ("3亿", "300000000"), ("+7", "7"), (".5", "0.5"),
    ],
)  # fmt: skip
def test_reads_numbers_exactly(written, value):
    assert numbers.parse(written).value == Decimal(value)


@pytest.mark.parametrize(
    ("written", "code"),
    [("1,5", "XW-N002"), ("1,234", "XW-N002"), ("NaN", "XW-N003"), ("-inf", "XW-N003"), ("", "XW-N001"),
     ("1.83+03", "XW-N001"), ("abc", "XW-N001"), ("9" * 401, "XW-N004"), ("1e99999999", "XW-N004")],
)  # fmt: skip
def test_refuses_what_is_no_number(written, code):
    with pytest.raises(numbers.NumberUnclear) as refused:
        numbers.parse(written)
    assert refused.value.code == code


def test_decimal_comma_only_when_told():
    assert numbers.parse("1,5", decimal_comma=True).value == Decimal("1.5")
    assert numbers.parse("1,234", decimal_comma=False).value == Decimal(1234)


def test_scaling_rounds_once_and_says_so():
    assert numbers.scale(Decimal("2420"), Fraction(18, 5)) == numbers.Scaled(Decimal("8712"), True)
    third = numbers.scale(Decimal(1), Fraction(1, 3))
    assert not third.exact
    assert str(third.value) == "0." + "3" * 34


@pytest.mark.parametrize(
    ("spelling", "code"),
    [("千瓦时", "kWh"), ("度", "kWh"), ("公吨", "t"), ("吨", "t"), ("kt", "kt"), ("Mg", "t"), ("mg", "mg"), ("Item(s)", "Item(s)"),
     ("件", "Item(s)"), ("tkm", "t*km"), ("吨公里", "t*km"), ("公吨·公里", "t*km"), ("Nm³", "Nm3"), ("立方米", "m3"),
     ("kg CO2 eq.", "kg CO2e"), ("kgCO2e", "kg CO2e"), ("tCO2e", "t CO2e"), ("kgCO2", "kg CO2"), ("m2*a", "m2*a"), ("万元", "10^4 CNY")],
)  # fmt: skip
def test_knows_the_units_of_the_field(spelling, code):
    assert units.resolve(spelling).code == code


def test_converts_within_a_dimension_only():
    assert units.convert(Decimal("1"), "tce", "GJ").value == Decimal("29.3076")
    assert units.convert(Decimal("15"), "亩", "ha").value == 1
    assert units.convert(Decimal("0.5777"), "kgCO2e/kWh", "tCO2e/MWh").value == Decimal("0.5777")
    for pair in (("kg CO2", "kg CO2e"), ("kg", "kWh"), ("m3", "Nm3")):
        with pytest.raises(units.UnitMismatch):
            units.convert(Decimal(1), *pair)
    assert units.resolve("furlong") is None


@pytest.mark.parametrize(
    ("written", "iso"),
    [("2024", "2024"), ("2024-05", "2024-05"), ("2024/5/1", "2024-05-01"), ("2024年5月1日", "2024-05-01"), ("2024年5月", "2024-05"),
     ("２０２４年", "2024"), ("20240501", "2024-05-01"), ("2024.5.1", "2024-05-01"), ("25/12/2024", "2024-12-25")],
)  # fmt: skip
def test_dates_stay_as_partial_as_they_are(written, iso):
    assert dates.parse_date(written) == iso


@pytest.mark.parametrize(
    ("written", "code"), [("2024-02-30", "XW-N020"), ("soon", "XW-N020"), ("03/04/2024", "XW-N021")]
)
def test_refuses_what_is_no_date(written, code):
    with pytest.raises(dates.DateUnclear) as refused:
        dates.parse_date(written)
    assert refused.value.code == code


def test_days_of_partial_dates():
    assert dates.first_day("2024-02") == "2024-02-01"
    assert dates.last_day("2024-02") == "2024-02-29"
    assert dates.last_day("2023") == "2023-12-31"


def test_identifiers():
    assert ids.check("cas", "000124-38-9") == ids.Checked("124-38-9")
    assert ids.check("cas", "124-38-8").problem == "XW-N030"
    assert ids.derive_uuid("a", "bc") != ids.derive_uuid("ab", "c")
    assert ids.derive_uuid("é") == ids.derive_uuid("é")
    assert ids.is_version("01.00.000")
    assert not ids.is_version("00.01.05x")


def test_text():
    assert text.fold("产品 名称：") == text.fold("产品名称")
    assert text.fold("碳足迹（kgCO2e）") == text.fold("碳足迹(kgco2e)")
    assert text.primary_language("zh_CN") == "zh"
    assert text.has_han("LFP电池")
    assert text.first_illegal("a\x0bb") == "\x0b"


def test_ledger_tells_balance_from_imbalance():
    ledger = Ledger()
    ledger.count(leaves_in=3, leaves_out=1)
    ledger.enter([Entry(Fate.CARRIED, leaves=2), Entry(Fate.DROPPED), Entry(Origin.CARRIED)])
    assert ledger.account().balanced
    ledger.count(leaves_in=1)
    assert not ledger.account().balanced


def test_errors_survive_pickling():
    error = SyntaxBroken("XW-I101", Place("a.xml", line=3), reason="cut off")
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, again.place, again.params, again.exit_code) == ("XW-I101", error.place, error.params, 3)


def test_every_code_speaks_both_languages():
    for code, entry in catalogue().items():
        for language in ("zh", "en"):
            words = entry[language]
            assert all(words.get(part) for part in ("title", "message", "advice")), code
        assert text.has_han(entry["zh"]["title"]), code
        assert not text.has_han(entry["en"]["title"]), code

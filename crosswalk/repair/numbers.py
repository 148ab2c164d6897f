"""Numbers, dates and coordinates in forms that the schema does not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from crosswalk.core import numbers
from crosswalk.repair.case import Case, Illegal
from crosswalk.repair.fix import Fix, rewrite
from crosswalk.repair.moving import set_aside, writer
from crosswalk.repair.values import Value

_NUMERIC = ("xs:double", "xs:decimal", "xs:integer")
_MINUS = re.compile("[\u2012\u2013\u2212\ufe63]")
_COMMA = re.compile(r"^([+-]?[0-9]+),([0-9]+)((?:[eE][+-]?[0-9]+)?)$")
_THOUSANDS = re.compile(r"^[+-]?[1-9][0-9]{0,2},[0-9]{3}$")
_POWER = re.compile(r"^([+-]?[0-9]+(?:\.[0-9]*)?)(?:[dD]([+-]?[0-9]{1,3})|([+-][0-9]{2,3}))$")
_MOMENT = re.compile(r"^([0-9]{4}-[0-9]{2}-[0-9]{2}) +([0-9]{2}:[0-9]{2}:[0-9]{2}.*)$")
_SWAPPED = re.compile(r"^([0-9]{4})-(1[3-9]|2[0-9]|3[01])-(0[1-9]|1[0-2])(T.*)$")
_SPOT = re.compile(r"^([+-]?[0-9]{1,2}(?:\.[0-9]+)?)\s*[,，；]\s*([+-]?[0-9]{1,3}(?:\.[0-9]+)?)$")


def _wrong(case: Case) -> Iterator[Illegal]:
    return (wrong for wrong in case.refused() if wrong.value.base in _NUMERIC and wrong.text.strip())


def find_spellings(case: Case) -> Iterator[Fix]:
    """Numbers in full-width digits, with a typographic minus, spaced thousands or a percent sign; the value stays."""
    for wrong in _wrong(case):
        if (text := respell(wrong.text, wrong.value)) is not None:
            yield rewrite(wrong.element, wrong.attribute, wrong.text, text)


def respell(text: str, value: Value) -> str | None:
    """The same number in a form that its type reads; None where there is no certain one."""
    flat = _flat(text)
    if value.name == "Perc":
        flat = flat.removesuffix("%").strip()
    if not _is_certain(flat):
        return None
    flat = flat.replace(" ", "")
    if value.legal(flat):
        return flat
    if value.base in ("xs:decimal", "xs:integer"):
        exact = _plain(flat)
        return exact if exact is not None and value.legal(exact) else None
    return None


def _flat(text: str) -> str:
    """The text in plain characters; raised digits stay told apart: ``10²`` is not 102."""
    return numbers.flatten(_MINUS.sub("-", text).replace("\u2019", " "))


def _is_certain(text: str) -> bool:
    """Whether a text has one reading as a number; blanks in it must part thousands."""
    try:
        numbers.parse(text)
    except numbers.NumberUnclear:
        return False
    return True


def _plain(text: str) -> str | None:
    """A decimal without an exponent or needless zeros, exactly equal to the text; None for what is no number."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 20:
        return None
    plain = f"{number:f}"
    return (plain.rstrip("0").rstrip(".") or "0") if "." in plain else plain


def find_commas(case: Case) -> Iterator[Fix]:
    """Decimal commas and powers without an E with one reading: ``1,5`` is 1.5, ``1,500`` may be either."""
    for wrong in _wrong(case):
        text = _flat(wrong.text)
        other = _read_comma(text) or _read_power(text)
        if other is not None and wrong.value.legal(other):
            yield rewrite(wrong.element, wrong.attribute, wrong.text, other)


def _read_comma(text: str) -> str | None:
    match = _COMMA.match(text)
    return f"{match[1]}.{match[2]}{match[3]}" if match and not _THOUSANDS.match(text) else None


def _read_power(text: str) -> str | None:
    match = _POWER.match(text)
    return f"{match[1]}E{match[2] or match[3]}" if match else None


def find_precise(case: Case) -> Iterator[Fix]:
    """Percentages with more digits than ILCD holds: rounded half to even, the full text set out in the comment."""
    for wrong in _wrong(case):
        if wrong.value.name != "Perc" or (exact := _plain(wrong.text.strip())) is None:
            continue
        rounded = _rounded(Decimal(exact), wrong.value)
        write = writer(case, wrong)
        if rounded is not None and write is not None:
            yield rewrite(wrong.element, wrong.attribute, wrong.text, rounded, write)


def _rounded(number: Decimal, value: Value) -> str | None:
    whole = max(number.adjusted() + 1, 0)
    room = min(value.fraction or 0, (value.digits or 0) - whole)
    if room < 0:
        return None
    text = _plain(str(number.quantize(Decimal(1).scaleb(-room), rounding=ROUND_HALF_EVEN)))
    return text if text is not None and value.legal(text) else None


def find_moments(case: Case) -> Iterator[Fix]:
    """Times with a blank between date and time of day, where ISO 8601 has a T."""
    for wrong in case.refused():
        match = _MOMENT.match(wrong.text.strip()) if wrong.value.base == "xs:dateTime" else None
        if match and wrong.value.legal(f"{match[1]}T{match[2]}"):
            yield rewrite(wrong.element, wrong.attribute, wrong.text, f"{match[1]}T{match[2]}")


def find_swapped(case: Case) -> Iterator[Fix]:
    """Dates whose month is above twelve and whose day is not: ``2015-30-06`` can only be the 30th of June."""
    for wrong in case.refused():
        match = _SWAPPED.match(wrong.text.strip()) if wrong.value.base == "xs:dateTime" else None
        if match and wrong.value.legal(text := f"{match[1]}-{match[3]}-{match[2]}{match[4]}"):
            yield rewrite(wrong.element, wrong.attribute, wrong.text, text)


def find_coordinates(case: Case) -> Iterator[Fix]:
    """Latitude and longitude parted by a comma, where ILCD has a semicolon."""
    for wrong in case.refused():
        match = _SPOT.match(wrong.text.strip()) if wrong.value.name == "GIS" else None
        if match and wrong.value.legal(f"{match[1]};{match[2]}"):
            yield rewrite(wrong.element, wrong.attribute, wrong.text, f"{match[1]};{match[2]}")


def find_unreadable(case: Case) -> Iterator[Fix]:
    """Other optional texts that their type refuses, numbers and dates among them: set out in the comment."""
    for wrong in case.refused():
        fits = wrong.value.longest is None and not wrong.value.terms and wrong.value.base != "xs:boolean"
        fix = set_aside(case, wrong) if fits and wrong.value.name not in ("UUID", "CASNumber") else None
        if fix is not None:
            yield fix

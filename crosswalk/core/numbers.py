"""Exact numbers: Decimal from the source's own characters, scaling by fractions, one rounding at most."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, localcontext
from fractions import Fraction

CONTEXT = Context(prec=34, traps=[InvalidOperation, DivisionByZero])
"""34 digits: the precision of decimal128."""
MAX_LENGTH = 400
MAX_EXPONENT = 6144
"""The largest exponent of decimal128: beyond it a number is a slip of the pen."""

_PORTABLE = re.compile(r"^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$", re.ASCII)
_PLAIN = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$")
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+(\.\d+)?$")
_SPACED = re.compile(r"^[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?$")
_COMMA = re.compile(r"^[+-]?\d+,\d+$")
_DOTTED = re.compile(r"^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$")
_TIMES = re.compile(r"^([+-]?\d+(?:\.\d+)?)\s*[x×*·]\s*10\s*\^?\s*\(?([+-]?\d+)\)?$")
_AMBIGUOUS = re.compile(r"^[+-]?(?!0,)\d{1,3}(?:,\d{3})+$|^[^,]*$|,.*\.")
_COMMA_POWER = re.compile(r"^[+-]?\d,\d+[eE][+-]?\d+$", re.ASCII)
_LETTERLESS = re.compile(r"^([+-]?\d\.\d+)([+-]\d{2,3})$", re.ASCII)
"""A number whose exponent lost its letter."""
_POWER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_CHINESE = {"万": Decimal(10000), "亿": Decimal(100000000)}


class NumberUnclear(ValueError):
    """A text that is no number, or could be several. ``code`` is the finding's."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Parsed:
    """A number, the text it was read from, and whether that text had to be normalised."""

    value: Decimal
    text: str
    normalised: bool


@dataclass(frozen=True, slots=True)
class Scaled:
    """A product, and whether every digit of it is kept."""

    value: Decimal
    exact: bool


def parse(text: str, *, decimal_comma: bool | None = None) -> Parsed:
    """A Decimal from text, exact.

    Reads signs, scientific notation, 1.2×10⁻³, full-width digits, thousands separators where they are
    unambiguous, and 万 and 亿. A lone comma (1,5 or 1,234) is read only where ``decimal_comma`` says how.
    Raises NumberUnclear: XW-N001 no number, XW-N002 ambiguous comma, XW-N003 not finite, XW-N004 too long.
    """
    if len(text) > MAX_LENGTH:
        raise NumberUnclear("XW-N004", text)
    if _PLAIN.match(text) and text.isascii():
        return Parsed(_finite(text, text), text, False)
    flat = flatten(text)
    if flat.lower().strip("+-") in ("nan", "inf", "infinity"):
        raise NumberUnclear("XW-N003", text)
    factor = Decimal(1)
    if flat and flat[-1] in _CHINESE:
        factor, flat = _CHINESE[flat[-1]], flat[:-1].strip()
    if (hit := _TIMES.match(flat)) is not None:
        flat = f"{hit.group(1)}e{hit.group(2)}"
    with localcontext(CONTEXT) as context:
        context.prec = MAX_LENGTH * 2
        return Parsed(_finite(_ungrouped(flat, text, decimal_comma), text) * factor, text, True)


def plain(text: str) -> Decimal | None:
    """The number of a text that is one as every program writes it (``-1.25``, ``3.63e-05``); None for any other."""
    bare = text.strip()
    if len(bare) > MAX_LENGTH or not bare.isascii() or not _PLAIN.match(bare):
        return None
    try:
        return _finite(bare, text)
    except NumberUnclear:
        return None


def suggestion(text: str) -> str | None:
    """The number that a text most likely means; None where it may be several, a limit, or no number at all."""
    flat = flatten(text)
    if (hit := _LETTERLESS.match(flat)) is not None:
        return f"{hit[1]}E{hit[2]}"
    if _COMMA_POWER.match(flat):
        return flat.replace(",", ".")
    try:
        return str(parse(text, decimal_comma=None if _AMBIGUOUS.match(flat) else True).value)
    except NumberUnclear:
        return None


def flatten(text: str) -> str:
    """Plain characters for full-width ones, one blank for spaces and apostrophes, ``^`` before raised digits."""
    lifted = re.sub(r"([⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+)", lambda hit: "^" + hit.group(1).translate(_POWER), text)
    flat = unicodedata.normalize("NFKC", lifted).replace("\u2212", "-").replace("，", ",")
    return re.sub(r"[\s\u00a0\u2009\u202f']+", " ", flat).strip()


def _ungrouped(flat: str, text: str, decimal_comma: bool | None) -> str:
    if _PLAIN.match(flat):
        return flat
    if _SPACED.match(flat):
        return flat.replace(" ", "")
    if decimal_comma and (_COMMA.match(flat) or _DOTTED.match(flat)):
        return flat.replace(".", "").replace(",", ".")
    grouped = _THOUSANDS.match(flat)
    if grouped and (decimal_comma is False or flat.count(",") > 1 or grouped.group(1)):
        return flat.replace(",", "")
    if "," in flat and (_COMMA.match(flat) or _DOTTED.match(flat)):
        raise NumberUnclear("XW-N002", text)
    raise NumberUnclear("XW-N001", text)


def _finite(flat: str, text: str) -> Decimal:
    try:
        value = Decimal(flat)
    except InvalidOperation:
        raise NumberUnclear("XW-N001", text) from None
    if not value.is_finite():
        raise NumberUnclear("XW-N003", text)
    if value and abs(value.adjusted()) > MAX_EXPONENT:
        raise NumberUnclear("XW-N004", text)
    return value


def parse_percent(text: str) -> Parsed:
    """A percentage in per cent: ``41.3%`` and ``４１．３％`` give 41.3; a bare number is taken as per cent."""
    flat = unicodedata.normalize("NFKC", text).strip()
    parsed = parse(flat.removesuffix("%").strip() if flat.endswith("%") else text)
    return Parsed(parsed.value, text, parsed.normalised or flat.endswith("%"))


def scale(value: Decimal, factor: Fraction) -> Scaled:
    """``value × factor``, exact where a decimal can hold it, else rounded once to 34 digits."""
    product = Fraction(value) * factor
    with localcontext(CONTEXT) as context:
        exact = _exact_decimal(product)
        if exact is not None:
            return Scaled(exact, True)
        context.prec = 34
        return Scaled(Decimal(product.numerator) / Decimal(product.denominator), False)


def _exact_decimal(product: Fraction) -> Decimal | None:
    """The decimal of a fraction whose denominator is of twos and fives only; None for the rest."""
    bottom, twos, fives = product.denominator, 0, 0
    while bottom % 2 == 0:
        bottom, twos = bottom // 2, twos + 1
    while bottom % 5 == 0:
        bottom, fives = bottom // 5, fives + 1
    if bottom != 1:
        return None
    places = max(twos, fives)
    top = product.numerator * 2 ** (places - twos) * 5 ** (places - fives)
    digits = Decimal(abs(top)).as_tuple().digits  # the text of an int may not be this long
    return Decimal((1 if top < 0 else 0, digits, -places))


def sum_exact(values: Iterable[Decimal]) -> Decimal:
    """The sum with every digit kept."""
    total = Fraction(0)
    places = 0
    for value in values:
        total += Fraction(value)
        exponent = value.as_tuple().exponent
        places = max(places, -exponent if isinstance(exponent, int) else 0)
    found = _exact_decimal(total)
    assert found is not None
    current = -int(found.as_tuple().exponent)
    if current < places:
        sign, digits, _ = found.as_tuple()
        return Decimal((sign, (*digits, *([0] * (places - current))), -places))
    return found


def significant_digits(text: str) -> int:
    """Digits of a number text from the first to the last that is not a leading zero."""
    mantissa = re.split("[eE]", text.lstrip("+-"))[0].replace(".", "")
    return len(mantissa.lstrip("0")) or 1


def format_plain(value: Decimal) -> str:
    """The shortest exact text without an exponent, unless that were longer than 40 characters."""
    text = f"{value:f}"
    return text if len(text) <= 40 else str(value)


def number_text(value: Decimal, raw: str | None = None, *, bare: bool = True) -> str:
    """The text that a number is written with: the source's own characters where the target can hold them.

    ``bare`` numbers, in JSON and in cells, know neither ``.5`` nor ``+5`` nor ``007``; texts hold any of them.
    """
    if raw is not None and raw.isascii() and (_PORTABLE if bare else _PLAIN).match(raw) and Decimal(raw) == value:
        return raw
    return str(value)

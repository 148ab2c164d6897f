"""Units of life-cycle data: names in many spellings, exact conversion within one dimension."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from crosswalk.core.numbers import Scaled, scale
from crosswalk.core.tables import path_of, read_table


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its code, its dimension, and one of it in the dimension's base unit."""

    code: str
    dimension: str
    factor: Fraction
    zh: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """A unit over another, such as kg CO2e per kWh; the denominator is None for a plain unit."""

    numerator: Unit
    denominator: Unit | None


class UnitMismatch(ValueError):
    """Units that do not convert: unknown (XW-N010) or of different dimensions (XW-N011)."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


def resolve(text: str) -> Unit | None:
    """The unit of a spelling, or None. Case matters where it tells units apart (Mg, mg; kt is kilotonnes)."""
    exact, folded = _spellings(path_of("units/units.csv"))
    flat = _flat(text)
    return exact.get(flat) or folded.get(flat.lower())


@cache
def _spellings(file: Path) -> tuple[Mapping[str, Unit], Mapping[str, Unit]]:
    exact: dict[str, Unit] = {}
    lower: dict[str, set[Unit]] = {}
    for row in read_table(file):
        unit = Unit(row["code"], row["dimension"], Fraction(row["factor"]), row["zh"])
        for name in (row["code"], row["zh"], *row["aliases"].split("|")):
            if name:
                exact.setdefault(_flat(name), unit)
                lower.setdefault(_flat(name).lower(), set()).add(unit)
    return exact, {name: next(iter(units)) for name, units in lower.items() if len(units) == 1}


# m^(3), CO_(2), H^(+); the 4 of 10^4 is left alone.
_SCRIPTS = re.compile(r"(?<=[A-Za-z)])[_^](?:\(([0-9+-]+)\)|([0-9]+|\+))")
_EQUIVALENTS = re.compile(
    r"[\s‐‑–-]*(?:äquivalente?|äquiv|äqv|äq|equivalents?|equiv|eqv|eq|当量)(?![a-zäöü])\.?", re.IGNORECASE
)


def _plain_digits(found: re.Match[str]) -> str:
    return found[1] or found[2]


def _flat(text: str) -> str:
    """NFKC without spaces, raised and lowered digits plain, any word for equivalents an ``e``; product dots ``*``."""
    flat = unicodedata.normalize("NFKC", text).strip().strip("()[]")
    flat = _EQUIVALENTS.sub("e", _SCRIPTS.sub(_plain_digits, flat))
    flat = re.sub(r"\s+", "", flat)
    return re.sub("[·•⋅×∙]", "*", flat)


def ratio(text: str) -> Ratio | None:
    """A unit over a unit (``kgCO2e/kWh``, ``tCO2e/公吨``), or a plain unit; None where a part is unknown."""
    top, slash, bottom = unicodedata.normalize("NFKC", text).partition("/")
    numerator = resolve(top)
    if numerator is None:
        return None
    if not slash:
        return Ratio(numerator, None)
    denominator = resolve(bottom)
    return Ratio(numerator, denominator) if denominator else None


def convert(value: Decimal, source: str, target: str) -> Scaled:
    """A value in another unit of the same dimension, or of the same ratio of dimensions.

    Raises UnitMismatch: XW-N010 for an unknown unit, XW-N011 for different dimensions.
    """
    factor = factor_between(source, target)
    return Scaled(value, True) if factor == 1 else scale(value, factor)


def factor_between(source: str, target: str) -> Fraction:
    """How many of the target unit are one of the source unit, exact; raises UnitMismatch as ``convert`` does."""
    left, right = ratio(source), ratio(target)
    if left is None or right is None:
        raise UnitMismatch("XW-N010", source if left is None else target)
    if _dimensions(left) != _dimensions(right):
        raise UnitMismatch("XW-N011", f"{source} → {target}")
    return Fraction(1) if left == right else _factor(left) / _factor(right)


def _dimensions(unit: Ratio) -> tuple[str, str | None]:
    return unit.numerator.dimension, unit.denominator.dimension if unit.denominator else None


def _factor(unit: Ratio) -> Fraction:
    return unit.numerator.factor / (unit.denominator.factor if unit.denominator else 1)

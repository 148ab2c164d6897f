"""Codecs of the declaration: vocabularies, units, percentages, files, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from crosswalk.carriers.node import NumberText
from crosswalk.core import dates, numbers
from crosswalk.core.tables import table
from crosswalk.core.text import fold
from crosswalk.core.units import Unit, UnitMismatch, convert, resolve
from crosswalk.formats import codecs
from crosswalk.formats.spec import BadValue, Codec

_LIST = re.compile(r"\s*[、，,;；\n]\s*")
_FILE = re.compile(r"^(.*?)(?:\s*\[sha256:([0-9a-f]{64})\])?$", re.DOTALL)


@cache
def entries(name: str) -> tuple[Mapping[str, str], ...]:
    """The entries of a vocabulary; ``stage`` is shared with other formats."""
    if name == "stage":
        return table("stages/gbt24067.csv")
    return tuple(row for row in table("gbt24067/vocabularies.csv") if row["vocabulary"] == name)


@cache
def _codes(name: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in entries(name):
        for label in (row["code"], row["zh"], row["en"], *row["synonyms"].split("|")):
            if label:
                found.setdefault(fold(label), row["code"])
    return found


@cache
def _labels(name: str) -> Mapping[str, str]:
    return {row["code"]: row["zh"] for row in entries(name)}


def vocabulary(name: str, *, labels: bool) -> Codec:
    """A vocabulary's codec: writes Chinese labels (workbook) or codes (JSON); reads either, and synonyms."""

    def write() -> Mapping[str, str]:
        return _labels(name) if labels else {row["code"]: row["code"] for row in entries(name)}

    return codecs.vocabulary(name, lambda: _codes(name), write)


def amount_in(unit: str) -> Codec:
    """A number whose column has a unit of its own; a heading with another unit decides for its column."""

    def decode(text: Any) -> dict[str, Any]:
        found: dict[str, Any] = codecs.amount.decode(text)
        found["unit"] = getattr(text, "unit", None) or unit
        return found

    def encode(value: Mapping[str, Any]) -> NumberText | None:
        if value.get("unit") in (None, unit) or value.get("value") is None:
            return _number(value)
        try:
            return NumberText(convert(value["value"], value["unit"], unit).value)
        except UnitMismatch:
            return None

    def same(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
        return codecs.same_number(left, right) and left.get("unit") == right.get("unit", unit)

    return Codec("amount", decode, encode, same)


def _read_result(text: Any) -> dict[str, Any]:
    found: dict[str, Any] = codecs.amount.decode(text)
    if unit := getattr(text, "unit", None):
        found["unit"] = unit
    return found


def _write_result(value: Mapping[str, Any]) -> NumberText | None:
    """The number in the unit of its indicator: kilograms of CO2e, or of carbon."""
    unit = resolve(value["unit"]) if value.get("unit") else None
    base = next((row["unit"] for row in table("indicators/climate.csv") if _same_dimension(row["unit"], unit)), None)
    if unit is None or base in (None, unit.code):
        return _number(value)
    return NumberText(convert(value["value"], unit.code, str(base)).value)


def _same_dimension(name: str, unit: Unit | None) -> bool:
    other = resolve(name)
    return unit is not None and other is not None and other.dimension == unit.dimension


result_amount = Codec("amount", _read_result, _write_result, codecs.same_number)
"""A result's number; its unit is the heading's, else that of its indicator."""


def _number(value: Mapping[str, Any]) -> NumberText | None:
    encoded: NumberText | None = codecs.amount.encode(value)
    return encoded


def _read_percent(text: Any) -> dict[str, Any]:
    """Per cent: 0.413 in a cell shown as 41.3 %, ``41.3%`` as text, 41.3 as a bare number."""
    try:
        parsed = numbers.parse_percent(text)
    except numbers.NumberUnclear as problem:
        raise BadValue(problem.code, text=text) from None
    if getattr(text, "percent", False):
        return {"value": (parsed.value * 100).normalize() + Decimal(0), "unit": "%"}
    raw = {} if parsed.normalised else {"raw": str(text)}
    return {"value": parsed.value, "unit": "%", **raw}


percent = Codec("percent", _read_percent, _number, codecs.same_number)
"""A percentage in per cent."""


def _read_file(text: str) -> dict[str, Any]:
    hit = _FILE.match(text.strip())
    assert hit is not None
    name, digest = hit.groups()
    return {"name": name, "sha256": digest} if digest else {"name": name}


def _write_file(value: Mapping[str, Any]) -> str:
    return f"{value['name']} [sha256:{value['sha256']}]" if value.get("sha256") else str(value["name"])


file = Codec("file", _read_file, _write_file)
"""A file's name, with its SHA-256 where it is known."""

files = Codec(
    "files",
    lambda text: tuple(_read_file(part) for part in re.split(r"\s*[；;、\n]\s*", text.strip()) if part),
    lambda value: "；".join(_write_file(item) for item in value) or None,
)
"""Several files in one cell."""


def list_of(item: Codec) -> Codec:
    """Several values in one cell, separated by 、 or a comma or semicolon."""
    return Codec(
        f"list:{item.name}",
        lambda text: tuple(item.decode(part) for part in _LIST.split(text.strip()) if part),
        lambda value: "、".join(str(item.encode(part)) for part in value) or None,
    )


def _read_timestamp(text: str) -> str:
    try:
        return dates.parse_timestamp(text)
    except dates.DateUnclear as problem:
        raise BadValue(problem.code, text=text) from None


timestamp = Codec("timestamp", _read_timestamp, str)
"""An ISO 8601 date and time, verbatim."""


def result_key(sheet: str | None, spell: Callable[[str], str]) -> Codec:
    """The indicator that a label stands for; with ``sheet``, the workbook's labels of that sheet, else JSON keys."""
    rows = [row for row in table("gbt24067/fields.csv") if row["codec"].startswith("result:")]
    if sheet is not None:
        names = {row["codec"].removeprefix("result:"): spell(row["heading"]) for row in rows if row["sheet"] == sheet}
    else:
        names = {row["codec"].removeprefix("result:"): row["key"].removeprefix("res.") for row in rows}

    def decode(label: str) -> str:
        code = next((code for code, name in names.items() if name == label), None)
        if code is None:
            raise BadValue("XW-N041", text=label, vocabulary="indicator")
        return code

    return Codec("indicator", decode, names.get)

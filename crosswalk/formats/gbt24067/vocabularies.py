"""Codecs of the declaration: vocabularies, units, percentages, files, lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from crosswalk.carriers.form import MeasuredText
from crosswalk.carriers.node import NumberText
from crosswalk.core import dates, numbers
from crosswalk.core.tables import table
from crosswalk.core.text import fold
from crosswalk.core.units import ratio
from crosswalk.formats import codecs
from crosswalk.formats.spec import BadValue, Codec

_LIST = re.compile(r"\s*[、，,;；]\s*")
_FILES = re.compile(r"\s*[、;；]\s*")
_ADDITION = re.compile(r"\s*[（(][^（()）]*[)）]\s*$")
_WITH_UNIT = re.compile(r"^\s*([+-]?[\d.,]+(?:[eE][+-]?\d+)?)\s*([^\d\s].*?)\s*$", re.DOTALL)
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


def code_of(name: str, text: str) -> str | None:
    """The code that a label, code or synonym of a vocabulary stands for; a bracketed addition is left out."""
    known = _codes(name)
    return known.get(fold(text)) or known.get(fold(_ADDITION.sub("", text)))


def vocabulary(name: str, *, labels: bool) -> Codec:
    """A vocabulary's codec: writes Chinese labels (workbook) or codes (JSON); reads either, and synonyms."""

    def write() -> Mapping[str, str]:
        return _labels(name) if labels else {row["code"]: row["code"] for row in entries(name)}

    def decode(text: str) -> str:
        found = code_of(name, text)
        if found is None:
            raise BadValue("XW-N041", text=text, vocabulary=name)
        return found

    return Codec(name, decode, lambda code: write().get(code))


def _measured(text: Any, own: str | None) -> dict[str, Any]:
    """A number with its unit: that of the heading, one behind the number, else the field's own."""
    unit = getattr(text, "unit", None)
    try:
        found: dict[str, Any] = codecs.amount.decode(text)
    except BadValue:
        hit = _WITH_UNIT.match(unicodedata.normalize("NFKC", text))
        if hit is None or ratio(hit.group(2)) is None:
            raise
        found, unit = codecs.amount.decode(hit.group(1)), hit.group(2)
    if unit or own:
        found["unit"] = unit or own
    return found


def _with_unit(value: Mapping[str, Any], own: str | None, *, workbook: bool) -> str | None:
    """The number as it stands; beside it its unit, where that is not the field's own."""
    number = _number(value)
    unit = value.get("unit")
    if number is None or unit is None or own is None or unit == own or _same_unit(unit, own):
        return number
    if not workbook:
        return f"{number} {unit}"
    text = MeasuredText(number)
    text.unit = unit
    return text


def _same_unit(left: str, right: str) -> bool:
    parts = ratio(left)
    return parts is not None and parts == ratio(right)


def amount_in(unit: str, *, workbook: bool) -> Codec:
    """A number whose field has a unit of its own; another unit is written beside it, never converted."""

    def same(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
        return codecs.same_number(left, right) and (left.get("unit") or unit) == (right.get("unit") or unit)

    return Codec(
        "amount",
        lambda text: _measured(text, unit),
        lambda value: _with_unit(value, unit, workbook=workbook),
        same,
    )


amount = Codec("amount", lambda text: _measured(text, None), codecs.amount.encode, codecs.same_number)
"""A number whose unit stands in a field of its own, or behind it, or in the heading."""


def result_amount(*, workbook: bool) -> Codec:
    """A result's number; its unit is the heading's, else that of its indicator."""
    units = tuple(dict.fromkeys(row["unit"] for row in table("indicators/climate.csv")))

    def encode(value: Mapping[str, Any]) -> str | None:
        own = next((unit for unit in units if value.get("unit") and _same_unit(value["unit"], unit)), units[0])
        return _with_unit(value, own, workbook=workbook)

    return Codec("amount", lambda text: _measured(text, None), encode, codecs.same_number)


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


def _apart(text: str, marks: re.Pattern[str]) -> list[str]:
    """The parts of a cell: its lines where it has several, else what its separators part."""
    parts = text.split("\n") if "\n" in text else marks.split(text)
    return [part.strip() for part in parts if part.strip()]


def _joined(parts: list[str], mark: str, marks: re.Pattern[str]) -> str | None:
    """One cell of several values; a line each where a value holds a separator itself."""
    if any(marks.search(part) for part in parts):
        return "\n".join(parts) + ("\n" if len(parts) == 1 else "")
    return mark.join(parts) or None


files = Codec(
    "files",
    lambda text: tuple(_read_file(part) for part in _apart(text, _FILES)),
    lambda value: _joined([_write_file(item) for item in value], "；", _FILES),
)
"""Several files in one cell."""


def list_of(item: Codec) -> Codec:
    """Several values in one cell, separated by 、 or a comma or semicolon, or a line each."""

    def encode(value: Any) -> str | None:
        parts = [str(text) for part in value if (text := item.encode(part)) is not None]
        return _joined(parts, "、", _LIST)

    return Codec(f"list:{item.name}", lambda text: tuple(item.decode(part) for part in _apart(text, _LIST)), encode)


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

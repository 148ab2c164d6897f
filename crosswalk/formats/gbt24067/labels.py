"""What a heading says: the field it names, the unit in its brackets, its language.

Headings are compared folded (width, case, blanks, colons); a field is known by its own heading, its
English label and the synonyms of ``mappings/gbt24067/fields.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from crosswalk.core.tables import table
from crosswalk.core.text import fold
from crosswalk.core.units import ratio
from crosswalk.formats.gbt24067.fields import FieldRow, fields

LONGEST = 60
"""Characters of the longest heading: longer cells are content."""
_BRACKETS = re.compile(r"[（(\[【]([^（()）\[\]【】]*)[)）\]】]\s*$")
_SLASHED = re.compile(r"^(.+?)\s*/\s*([^/]+(?:/[^/]+)?)$")
_NUMBERED = re.compile(r"^\s*(?:\d+(?:\.\d+)+\.?|[（(]?\d+[)）.、])\s*")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[a-z0-9]+)*$")


@dataclass(frozen=True)
class Label:
    """A heading as it stands in a cell: its field, a unit other than the field's own, its language."""

    row: FieldRow
    unit: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Scope:
    """Among which fields a heading is looked up: the labels of a sheet (None: of all) or the columns of a list."""

    sheet: str | None = None
    list: str | None = None

    def rows(self) -> Sequence[FieldRow]:
        """The fields of the scope."""
        if self.list is not None:
            return [row for row in fields() if row["list"] == self.list]
        return [row for row in fields() if not row["list"] and self.sheet in (None, row["sheet"])]


@cache
def lists() -> Mapping[str, str]:
    """The sheet of each list of the form."""
    return {row["list"]: row["sheet"] for row in fields() if row["list"]}


@cache
def _names(scope: Scope) -> Mapping[str, FieldRow]:
    """Folded headings, English labels and synonyms of the fields of a scope; a field's own heading wins."""
    found: dict[str, FieldRow] = {}
    rows = scope.rows()
    for row in rows:
        found.setdefault(fold(row["heading"]), row)
    for row in rows:
        bare = _BRACKETS.sub("", row["heading"])
        for label in (bare, *row["synonyms"].split("|"), row["label_en"]):
            if label:
                found.setdefault(fold(label), row)
    return found


@cache
def _sheet_names() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in table("gbt24067/sheets.csv"):
        for label in (row["sheet"], row["zh"], row["en"], *row["synonyms"].split("|")):
            if label:
                found.setdefault(fold(label), row["sheet"])
    return found


def sheet_of(name: str) -> str | None:
    """The sheet of the form that a worksheet's name stands for, by its name or its one- or two-digit number."""
    folded = fold(name)
    bare = re.sub(r"^[\d.、_\-]+|[\d_\-]+$", "", folded)
    hit = _sheet_names().get(folded) or _sheet_names().get(bare)
    if hit is not None:
        return hit
    number = re.match(r"^(\d{1,2})(?![\d年月日])", folded)
    if number is None:
        return None
    return next((sheet for sheet in _sheet_names().values() if sheet.startswith(f"{int(number.group(1)):02d}_")), None)


@cache
def column_role(text: str) -> tuple[str, str | None] | None:
    """What a column of a form sheet is for, by its heading, and the language of its texts."""
    heading = text.split("\n", maxsplit=1)[0]
    for row in table("gbt24067/columns.csv"):
        if fold(row["text"]) == fold(heading):
            return row["role"], row["language"] or None
    hit = _BRACKETS.search(heading)
    if hit is not None and _LANGUAGE.match(hit.group(1)) and column_role(heading[: hit.start()]) == ("value", "zh"):
        return "value", hit.group(1)
    return None


@cache
def label_of(text: str, scope: Scope) -> Label | None:
    """The field of a scope that a text names, if it names one."""
    if len(text) > LONGEST or not text.strip():
        return None
    names = _names(scope)
    heading = text.strip().split("\n")[0]
    for candidate in dict.fromkeys((heading, _NUMBERED.sub("", heading))):
        found = _named(candidate, names)
        if found is not None:
            return found
    return None


def _named(heading: str, names: Mapping[str, FieldRow]) -> Label | None:
    if (row := names.get(fold(heading))) is not None:
        inside = _BRACKETS.search(heading)
        return Label(row, _other_unit(inside.group(1), row) if inside and row["unit"] else None)
    hit = _BRACKETS.search(heading) or _SLASHED.search(heading)
    if hit is None:
        return _english(heading, names)
    bare = heading[: hit.start()].rstrip("/ ") if hit.re is _BRACKETS else hit.group(1)
    inside_text = hit.group(1) if hit.re is _BRACKETS else hit.group(2)
    row = names.get(fold(bare))
    if row is None:
        return _english(bare, names)
    language = _language(inside_text)
    if row["codec"] == "text" and language is not None:
        return Label(row, None, language)
    if hit.re is _SLASHED and ratio(inside_text) is None:
        return None
    return Label(row, _other_unit(inside_text, row))


def _english(heading: str, names: Mapping[str, FieldRow]) -> Label | None:
    """名称英文 and its like, without brackets."""
    folded = fold(heading)
    for row in table("gbt24067/columns.csv"):
        mark = fold(row["text"])
        if row["role"] == "language" and folded.endswith(mark) and (field := names.get(folded.removesuffix(mark))):
            return Label(field, None, row["language"])
    return None


def _language(text: str) -> str | None:
    folded = fold(text)
    for row in table("gbt24067/columns.csv"):
        if row["role"] == "language" and fold(row["text"]) == folded:
            return row["language"]
    return folded if _LANGUAGE.match(folded) else None


def _other_unit(text: str, row: FieldRow) -> str | None:
    """The unit of a heading where it is another than the field's own; 功能单位 in a denominator is left out."""
    unit = text.strip()
    parts = ratio(unit)
    if parts is None:
        unit = unit.partition("/")[0].strip()
        parts = ratio(unit)
    own = ratio(row["unit"]) if row["unit"] else None
    if parts is None or row["codec"] == "percent":
        return None
    if own is not None and own.denominator is None and parts.denominator is not None:
        unit = unit.partition("/")[0].strip()
        parts = ratio(unit)
    return None if parts == own else unit

"""SSSOM/TSV with our extension columns: the native form of mapping tables.

A YAML header in ``#`` lines, then a tab-separated table: one row a decision, in canonical order. Source:
SSSOM 1.0 (mapping-commons), sections "TSV" and "extension slots".
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from crosswalk.core import numbers
from crosswalk.core.errors import InputError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.mapping.table import (
    BROAD,
    CLOSE,
    EXACT,
    NARROW,
    NO_TERM,
    NOT,
    FlowMapping,
    MappingTable,
    Side,
    Verdict,
)
from crosswalk.mapping.tables.material import Material
from crosswalk.mapping.tables.rows import demote_unusable, factor_of, factor_text, has_name, unstated_decision
from crosswalk.mapping.tables.sssom_head import Prefixes, head_of, header_lines

LITERAL = "rdfs literal"
UNSPECIFIED = "semapv:UnspecifiedMatching"
NO_CARDINALITY = "1:0"
CONDITIONS = {EXACT: "=", NARROW: ">", BROAD: "<", CLOSE: "~"}
"""GLAD's match conditions: ``>`` says that the source is wider than the target."""

_SIDE = {
    "id": "id",
    "label": "name",
    "context": "context",
    "unit": "unit",
    "unit_id": "unit_id",
    "cas": "cas",
    "location": "location",
    "property_id": "property_id",
    "property": "property_name",
}
_TEXTS = {
    "predicate_modifier": "modifier",
    "conversion_basis": "basis",
    "mapping_date": "date",
    "review_date": "review_date",
    "review2_date": "second_review_date",
    "comment": "comment",
}
_PEOPLE = {"author": "author", "reviewer": "reviewer", "reviewer2": "second_reviewer"}
_NUMBERS = {"confidence": "confidence", "cf_delta_max": "cf_delta"}


def _side_columns(prefix: str) -> list[str]:
    ours = [f"{prefix}_{name}" for name in _SIDE]
    ours.insert(2, f"{prefix}_type")
    return ours


COLUMNS = (
    *_side_columns("subject"),
    "predicate_modifier",
    "predicate_id",
    *_side_columns("object"),
    "mapping_justification",
    "mapping_cardinality",
    "conversion_factor",
    "conversion_basis",
    "match_condition",
    "confidence",
    "evidence",
    "cf_delta_max",
    "decision",
    "author_id",
    "author_label",
    "mapping_date",
    "reviewer_id",
    "reviewer_label",
    "review_date",
    "reviewer2_id",
    "reviewer2_label",
    "review2_date",
    "comment",
)
"""Every column that has a meaning here, in the order in which it is written."""
ALWAYS = (
    "subject_id",
    "subject_label",
    "subject_type",
    "subject_context",
    "subject_unit",
    "subject_cas",
    "predicate_modifier",
    "predicate_id",
    "object_id",
    "object_label",
    "object_context",
    "object_unit",
    "object_cas",
    "mapping_justification",
    "mapping_cardinality",
    "conversion_factor",
    "conversion_basis",
    "match_condition",
    "confidence",
    "evidence",
    "cf_delta_max",
    "decision",
    "comment",
)
"""Columns that stand in every table of ours, so that tables differ by rows and not by layout."""


_DISTINCT = ("subject_id", "subject_label", "object_id", "object_label", "comment")
"""Columns whose cells are seldom equal; the cells of all others are held once, for tables of a million rows."""


def claims(material: Material) -> bool:
    """Whether the first line below the header names SSSOM's columns."""
    if material.is_zip or material.is_json:
        return False
    cells = [cell.strip().strip('"') for cell in material.first_line.split("\t")]
    return len(cells) > 1 and any(name in cells for name in ("subject_id", "subject_label", "object_id"))


@dataclass(frozen=True)
class _Column:
    """The cells of the file by column name; what is not ours stands apart."""

    names: tuple[str, ...]
    strange: tuple[str, ...]


def read(material: Material) -> tuple[MappingTable, list[Finding]]:
    """The table of an SSSOM/TSV file, rows in file order.

    Raises SyntaxBroken (XW-G104) for a broken header, InputError (XW-G103) where a needed column is missing.
    """
    findings: list[Finding] = []
    head, prefixes, skip = head_of(material, findings)
    records = material.records("\t", skip)
    line, names = next(records, (skip + 1, []))
    columns = _columns([name.strip() for name in names], material.file, line)
    rows: list[FlowMapping] = []
    unstated = 0
    for line, cells in records:
        given = _given(columns, cells, line, findings)
        row = _row(given, columns, line, prefixes, findings)
        if not has_name(row.source):
            findings.append(finding("XW-G113", source=Place(line=line)))
            continue
        if not given.get("decision", "").strip():
            unstated += 1
            row = replace(row, decision=_without_decision(row))
        rows.append(demote_unusable(row, findings))
    if unstated:
        findings.append(finding("XW-G109", count=unstated, decisions=_counted(rows)))
    return MappingTable(prefixes.settled(head), tuple(rows)), findings


def _counted(rows: list[FlowMapping]) -> list[str]:
    counts = {verdict: sum(row.decision is verdict for row in rows) for verdict in Verdict}
    return [f"{verdict.value} {count}" for verdict, count in counts.items() if count]


def _without_decision(row: FlowMapping) -> Verdict:
    return Verdict.REJECTED if row.modifier == NOT else unstated_decision(row)


def _columns(names: list[str], file: str, line: int) -> _Column:
    """The header. Raises InputError: XW-G103 for a missing column, XW-G106 for one that stands there twice."""
    twice = next((name for name in names if name and names.count(name) > 1), None)
    place = Place(file=file, line=line)
    if twice is not None:
        raise InputError("XW-G106", place, column=twice)
    missing = [name for name in ("object_id",) if name not in names]
    if not {"subject_id", "subject_label"} & set(names):
        missing.insert(0, "subject_id")
    if missing:
        raise InputError("XW-G103", place, missing=missing, seen=names)
    return _Column(tuple(names), tuple(name for name in names if name not in COLUMNS))


def _given(columns: _Column, cells: list[str], line: int, findings: list[Finding]) -> dict[str, str]:
    """Cells by column; missing ones are empty, those beyond the header are told with their text."""
    if len(cells) != len(columns.names):
        spare = [cell for cell in cells[len(columns.names) :] if cell]
        findings.append(
            finding(
                "XW-G116",
                source=Place(line=line),
                before="\t".join(spare),
                cells=len(cells),
                columns=len(columns.names),
            )
        )
    padded = cells + [""] * (len(columns.names) - len(cells))
    return {
        name: cell if name in _DISTINCT else sys.intern(cell) for name, cell in zip(columns.names, padded, strict=False)
    }


def _row(
    given: Mapping[str, str], columns: _Column, line: int, prefixes: Prefixes, findings: list[Finding]
) -> FlowMapping:
    extras = [(name, given[name]) for name in columns.strange if given[name]]
    slots: dict[str, Any] = {field: given.get(column, "") for column, field in _TEXTS.items()}
    for person, field in _PEOPLE.items():
        id_, label = given.get(f"{person}_id", ""), given.get(f"{person}_label", "")
        slots[field] = id_ or label
        if id_ and label:
            extras.append((f"{person}_label", label))
    for column, field in _NUMBERS.items():
        slots[field] = _number(given.get(column, ""), column, line, findings)
    text = given.get("conversion_factor", "").strip()
    row = FlowMapping(
        source=_side(given, "subject", prefixes.source),
        target=_side(given, "object", prefixes.target),
        decision=_decision(given.get("decision", ""), line, findings),
        factor=factor_of(text),
        factor_text=text,
        predicate=given.get("predicate_id", "") or EXACT,
        justification=_justification(given.get("mapping_justification", "")),
        evidence=tuple(_split(given.get("evidence", ""))),
        extras=tuple(sorted(extras)),
        line=line,
        **slots,
    )
    condition = given.get("match_condition", "").strip()
    if condition and condition != CONDITIONS.get(row.predicate, ""):
        findings.append(
            finding("XW-G111", source=Place(line=line), before=condition, condition=condition, predicate=row.predicate)
        )
    return row


def _side(given: Mapping[str, str], prefix: str, local: Callable[[str], str]) -> Side:
    slots = {field: given.get(f"{prefix}_{name}", "") for name, field in _SIDE.items()}
    slots["id"] = "" if slots["id"] == NO_TERM else local(slots["id"])
    return Side(**slots)


def _decision(text: str, line: int, findings: list[Finding]) -> Verdict:
    """The verdict of a cell; a word that is none puts the row up for review (XW-G108)."""
    try:
        return Verdict(text.strip() or "review")
    except ValueError:
        known = [verdict.value for verdict in Verdict]
        findings.append(finding("XW-G108", source=Place(line=line), before=text, text=text, known=known))
        return Verdict.REVIEW


def _number(text: str, column: str, line: int, findings: list[Finding]) -> Decimal | None:
    if not text.strip():
        return None
    found = numbers.plain(text)
    if found is None:
        findings.append(finding("XW-G110", source=Place(line=line), before=text, column=column, text=text))
    return found


def _justification(text: str) -> str:
    return "" if text == UNSPECIFIED else text


def _split(text: str) -> Iterator[str]:
    """The values of a cell, separated by ``|``; a backslash before a ``|`` or a backslash makes it part of a value."""
    part, escaped, any_ = "", False, False
    for character in text:
        any_ = True
        if escaped:
            part, escaped = part + character, False
        elif character == "\\":
            escaped = True
        elif character == "|":
            yield part
            part = ""
        else:
            part += character
    if any_:
        yield part


def _joined(values: tuple[str, ...]) -> str:
    return "|".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)


def write(table: MappingTable) -> bytes:
    """UTF-8 bytes of a table in canonical order; the same table gives the same bytes."""
    prefixes = Prefixes.of(table.head)
    cells = sorted((_cells(row, prefixes) for row in table.rows), key=_order)
    used = {name for row in cells for name, value in row.items() if value}
    names = [name for name in COLUMNS if name in used or name in ALWAYS]
    names += sorted(used - set(COLUMNS))
    out = io.StringIO(newline="")
    out.writelines(f"# {line}\n" if line else "#\n" for line in header_lines(table.head, prefixes, names))
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in cells)
    return out.getvalue().encode("utf-8", errors="replace")


def canonical(table: MappingTable) -> MappingTable:
    """The table with its rows in the order in which they are written."""
    prefixes = Prefixes.of(table.head)
    return replace(table, rows=tuple(sorted(table.rows, key=lambda row: _order(_cells(row, prefixes)))))


_SORTED_BY = (
    "subject_label",
    "subject_context",
    "subject_unit",
    "subject_id",
    "object_id",
    "object_label",
    "object_context",
)


def _order(cells: Mapping[str, str]) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    return tuple(cells.get(name, "") for name in _SORTED_BY), sorted(cells.items())


def _cells(row: FlowMapping, prefixes: Prefixes) -> dict[str, str]:
    """The filled cells of a row by column."""
    cells = dict(row.extras)
    for prefix, side, curie in (
        ("subject", row.source, prefixes.source_curie),
        ("object", row.target, prefixes.target_curie),
    ):
        cells.update({f"{prefix}_{name}": getattr(side, field) for name, field in _SIDE.items()})
        cells[f"{prefix}_id"] = curie(side.id) if side.id else ""
        cells[f"{prefix}_type"] = LITERAL if side.name and not side.id else ""
    if not has_name(row.target):
        cells["object_id"], cells["mapping_cardinality"] = NO_TERM, NO_CARDINALITY
    cells.update({column: getattr(row, field) for column, field in _TEXTS.items()})
    for person, field in _PEOPLE.items():
        value = getattr(row, field)
        as_id = _is_curie(value) or f"{person}_label" in cells
        cells[f"{person}_id" if as_id else f"{person}_label"] = value
    for column, field in _NUMBERS.items():
        number = getattr(row, field)
        cells[column] = "" if number is None else str(number)
    cells["conversion_factor"] = "" if _leaves_factor(row) else factor_text(row)
    cells["predicate_id"] = row.predicate
    cells["match_condition"] = CONDITIONS.get(row.predicate, "") if has_name(row.target) else ""
    cells["mapping_justification"] = row.justification or UNSPECIFIED
    cells["evidence"] = _joined(row.evidence)
    cells["decision"] = row.decision.value
    return {name: value for name, value in cells.items() if value}


def _leaves_factor(row: FlowMapping) -> bool:
    """Whether a row leaves its factor to the units or to a person: a 1 between other units would be a claim."""
    if row.factor != 1:
        return False
    if not has_name(row.target):
        return True
    return not row.factor_text and not row.basis and row.source.unit != row.target.unit


def _is_curie(text: str) -> bool:
    prefix, colon, local = text.partition(":")
    return bool(
        colon and local and prefix.replace("-", "").replace(".", "").isalnum() and not any(map(str.isspace, text))
    )


assert {field.name for field in fields(Side)} == set(_SIDE.values())

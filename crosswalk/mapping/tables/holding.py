"""What a form of tables has a place for (``mappings/flows/capabilities.csv``), and what is told where it has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from crosswalk.core.findings import Finding
from crosswalk.core.ids import derive_uuid, is_uuid
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.table import BROAD, CLOSE, EXACT, NARROW, NOT, SPLIT, FlowMapping, MappingTable, Side, Verdict
from crosswalk.mapping.tables.rows import has_name, unstated_decision

_TABLE = "flows/capabilities.csv"
_DEFAULTS = FlowMapping(Side(), Side(), Verdict.AUTO)


@cache
def _read(path: Path) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in read_table(path):
        found.setdefault(row["format"], {})[row["field"]] = row["holds"]
    return found


def capabilities(format_: str) -> Mapping[str, str]:
    """What a form holds, by field: ``yes``, ``no``, or the name of the rule by which it holds a part."""
    return _read(path_of(_TABLE)).get(format_, {})


@dataclass
class _Losses:
    """Fields and rows that are left behind: how many, and the first of each."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, FlowMapping | None] = field(default_factory=dict)

    def add(self, name: str, row: FlowMapping | None) -> None:
        self.counts[name] += 1
        self.first.setdefault(name, row)

    def findings(self, code_of: Callable[[str], str], format_: str) -> Iterator[Finding]:
        for name, count in self.counts.items():
            row = self.first[name]
            place = None if row is None else Place(line=row.line)
            shown = "" if row is None else row.source.name or row.source.id
            yield finding(code_of(name), source=place, field=name, count=count, form=format_, first=shown)


def keep_held(table: MappingTable, format_: str) -> tuple[MappingTable, list[Finding]]:
    """The part of a table that a form holds, and findings about the rest.

    Rows that nobody may apply (rejected, undecided, without a target) are left out of forms that have no word for
    them: their readers would apply them. XW-G131 counts such rows by decision, XW-G132 rows that lack what the
    form must have, XW-G130 fields that the form has no place for.
    """
    able = capabilities(format_)
    rows: list[FlowMapping] = []
    dropped, lacking, fields_lost = _Losses(), _Losses(), _Losses()
    for row in table.rows:
        if able["decision"] != "yes" and (why := _unfit(row, able)):
            (dropped if why in set(Verdict) | {NOT} else lacking).add(why, row)
            continue
        kept = _held_row(row, able)
        for name in _differences(row, kept):
            fields_lost.add(name, row)
        rows.append(kept)
    head = _held_head(table, able)
    for name in (
        item.name for item in fields(table.head) if getattr(table.head, item.name) != getattr(head, item.name)
    ):
        fields_lost.add(f"head.{name}", None)
    findings = [
        *dropped.findings(lambda _: "XW-G131", format_),
        *lacking.findings(lambda _: "XW-G132", format_),
        *fields_lost.findings(lambda _: "XW-G130", format_),
    ]
    return MappingTable(head, tuple(rows)), findings


def _unfit(row: FlowMapping, able: Mapping[str, str]) -> str:
    """Why a form without decisions cannot take a row; empty where it can."""
    if row.modifier == NOT and row.decision.applies:
        return NOT
    if not row.decision.applies and not (able["decision"] == "deletions" and _verb(row) == "delete"):
        return row.decision.value
    if not row.factor.is_finite():
        return "factor"
    for name in able["needs"].split():
        part = row
        for step in name.split("."):
            part = getattr(part, step)
        if not part:
            return name
    return "" if has_name(row.target) or _verb(row) == "delete" else "target.id"


def _verb(row: FlowMapping) -> str:
    return dict(row.extras).get("verb", "")


def _held_row(row: FlowMapping, able: Mapping[str, str]) -> FlowMapping:
    if able["decision"] == "yes":
        return row
    slots: dict[str, Any] = {
        "source": _held_side(row.source, "source", able),
        "target": _held_side(row.target, "target", able),
        "line": row.line,
        "factor_text": row.factor_text,
    }
    for item in fields(FlowMapping):
        if item.name not in (*slots, "decision"):
            slots[item.name] = _part(row, item.name, able.get(item.name, "no"))
    kept = FlowMapping(decision=row.decision, **slots)
    return replace(kept, decision=unstated_decision(kept))


def _held_side(side: Side, name: str, able: Mapping[str, str]) -> Side:
    return Side(
        **{item.name: getattr(side, item.name) for item in fields(Side) if able.get(f"{name}.{item.name}") == "yes"}
    )


def _part(row: FlowMapping, name: str, rule: str) -> Any:
    """The part of a field that a rule of the table lets through."""
    value, default = getattr(row, name), getattr(_DEFAULTS, name)
    if rule == "yes":
        return value
    if rule == "conditions":
        return value if value in (EXACT, NARROW, BROAD, CLOSE) else default
    if rule == "split":
        return value if value == SPLIT else default
    if rule.startswith("only:"):
        names = rule.removeprefix("only:").split()
        return tuple((key, text) for key, text in value if key in names)
    if rule.startswith("prefixed:"):
        starts = tuple(rule.removeprefix("prefixed:").split())
        return tuple((key, text) for key, text in value if key.startswith(starts))
    return default


def _held_head(table: MappingTable, able: Mapping[str, str]) -> Any:
    slots: dict[str, Any] = {}
    for item in fields(table.head):
        rule, value = able.get(f"head.{item.name}", "no"), getattr(table.head, item.name)
        if rule == "yes":
            slots[item.name] = value
        elif rule == "uuid":
            slots[item.name] = value if is_uuid(value) or not value else derive_uuid("mapping table", value)
        elif rule == "rows" and table.rows:
            slots[item.name] = value
        elif rule == "texts":
            slots[item.name] = tuple(sorted((key, text) for key, text in value if text[:1] not in ("[", "{")))
    return type(table.head)(**slots)


def _differences(before: FlowMapping, after: FlowMapping) -> Iterator[str]:
    for item in fields(FlowMapping):
        left, right = getattr(before, item.name), getattr(after, item.name)
        if not item.compare or left == right:
            continue
        if isinstance(left, Side):
            yield from (
                f"{item.name}.{slot.name}"
                for slot in fields(Side)
                if getattr(left, slot.name) != getattr(right, slot.name)
            )
        else:
            yield item.name

"""The form: questions as a workbook, JSON or YAML."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from crosswalk.carriers.workbook import CellPlan, Choice, SheetPlan, write_workbook
from crosswalk.context.answers import ALL
from crosswalk.context.paths import parse_path, plain_path
from crosswalk.context.questions import Demand, unit_of
from crosswalk.context.roles import roles
from crosswalk.context.slots import Slot
from crosswalk.core.errors import UsageError
from crosswalk.core.ids import is_uuid
from crosswalk.core.messages import term_of
from crosswalk.core.tables import table

SCHEMA = "urn:crosswalk:context:1"
SHEET = "问题 Questions"
BETWEEN = " | "
"""What stands between choices: no term of the schemas holds it."""
SUFFIXES = (".xlsx", ".json", ".yaml", ".yml")


def columns() -> tuple[Mapping[str, str], ...]:
    """The columns of the form, from ``mappings/context/columns.csv``."""
    return table("context/columns.csv")


def write_form(demands: Iterable[Demand], slot_of: Callable[[str, str], Slot | None], suffix: str, now: str) -> bytes:
    """The questions as the bytes of a form. Raises UsageError (XW-Q020) for a suffix that is none."""
    rows = [_row(demand, slot_of(demand.kind, demand.path)) for demand in demands]
    if suffix == ".xlsx":
        return _workbook(rows, now)
    document = {"schema": SCHEMA, "answers": rows}
    if suffix == ".json":
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
    if suffix in (".yaml", ".yml"):
        import yaml  # only this carrier needs it

        text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
        return text.encode()
    raise UsageError("XW-Q020", None, suffix=suffix or "-", known=", ".join(SUFFIXES))


def _row(demand: Demand, slot: Slot | None) -> dict[str, str]:
    zh, _, en = demand.field.partition(" / ")
    return {
        "scope": demand.scope if is_uuid(demand.scope) else ALL,
        "kind": demand.kind,
        "path": demand.path,
        "question_zh": zh,
        "question_en": en or zh,
        "who": f"{term_of('who', demand.who, 'zh')} {demand.who}",
        "why": demand.why,
        "takes": "" if slot is None else slot.takes,
        "unit": unit_of(demand.kind, demand.path),
        "choices": BETWEEN.join(choices_of(demand.path, slot)),
        "datasets": str(demand.datasets),
        "value": "",
        "zh": "",
        "en": "",
        "replace": "",
    }


def choices_of(path: str, slot: Slot | None) -> tuple[str, ...]:
    """What a drop-down offers: the terms of the schema, truth values, or the usual datasets that a field refers to."""
    if slot is None:
        return ()
    if slot.takes == "truth":
        return ("true", "false")
    if slot.takes != "reference":
        return slot.choices
    plain = plain_path(parse_path(path) or ())
    return tuple(role for role, row in roles().items() if plain in row["fields"].split("|"))


def _workbook(rows: list[dict[str, str]], now: str) -> bytes:
    names = [row["name"] for row in columns()]
    inputs = {row["name"] for row in columns() if row["input"] == "yes"}
    cells = [CellPlan(1, 1, "待回答的问题 Questions to be answered", "title")]
    cells += [CellPlan(2, n, f"{row['zh']}\n{row['en']}", "heading", row["note"]) for n, row in enumerate(columns(), 1)]
    choices: list[Choice] = []
    for spot, row in enumerate(rows, 3):
        for column, name in enumerate(names, 1):
            cells.append(CellPlan(spot, column, row[name], "input" if name in inputs else "note"))
        if row["choices"]:
            choices.append(Choice(spot, spot, names.index("value") + 1, tuple(row["choices"].split(BETWEEN))))
        choices.append(Choice(spot, spot, names.index("replace") + 1, ("yes",)))
    widths = tuple(int(row["width"]) for row in columns())
    plan = SheetPlan(SHEET, tuple(cells), widths, tuple(choices), freeze=(2, 3), landscape=True)
    moment = datetime.fromisoformat(now).astimezone(UTC)
    return write_workbook([plan], moment, {"title": "crosswalk context", "comments": SCHEMA})[0]

"""The form: questions as a workbook, JSON or YAML, and the same read back as context."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crosswalk.carriers import json as exact
from crosswalk.carriers.archive import open_bytes
from crosswalk.carriers.sheet import read_workbook
from crosswalk.carriers.workbook import CellPlan, Choice, SheetPlan, write_workbook
from crosswalk.context.answers import ALL, Answer, Context
from crosswalk.context.slots import Slot
from crosswalk.core.errors import InputError, SyntaxBroken, UsageError
from crosswalk.core.messages import term_of
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.core.text import fold

SCHEMA = "urn:crosswalk:context:1"
SHEET = "问题 Questions"
SUFFIXES = (".xlsx", ".json", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Demand:
    """One question and how many datasets one answer serves."""

    kind: str
    path: str
    field: str
    who: str
    datasets: int = 1


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
        "scope": ALL,
        "kind": demand.kind,
        "path": demand.path,
        "question_zh": zh,
        "question_en": en or zh,
        "who": f"{term_of('who', demand.who, 'zh')} {demand.who}",
        "takes": "" if slot is None else slot.takes,
        "choices": "" if slot is None else "; ".join(slot.choices),
        "datasets": str(demand.datasets),
        "value": "",
        "zh": "",
        "en": "",
        "replace": "",
    }


def _workbook(rows: list[dict[str, str]], now: str) -> bytes:
    names = [row["name"] for row in columns()]
    cells = [CellPlan(1, 1, "待回答的问题 Questions to be answered", "title")]
    cells += [CellPlan(2, n, f"{row['zh']}\n{row['en']}", "heading", row["note"]) for n, row in enumerate(columns(), 1)]
    choices: list[Choice] = []
    for spot, row in enumerate(rows, 3):
        for column, name in enumerate(names, 1):
            style = "input" if name in ("scope", "value", "zh", "en", "replace") else "note"
            cells.append(CellPlan(spot, column, row[name], style))
        if row["choices"]:
            choices.append(Choice(spot, spot, names.index("value") + 1, tuple(row["choices"].split("; "))))
        choices.append(Choice(spot, spot, names.index("replace") + 1, ("yes",)))
    widths = tuple(int(row["width"]) for row in columns())
    plan = SheetPlan(SHEET, tuple(cells), widths, tuple(choices), freeze=(2, 3), landscape=True)
    moment = datetime.fromisoformat(now).astimezone(UTC)
    return write_workbook([plan], moment, {"title": "crosswalk context", "comments": SCHEMA})[0]


def read_context(path: Path) -> Context:
    """The answers of a form, filled in wholly or in part; questions without an answer are left out.

    Raises InputError subclasses for what cannot be read, InputError (XW-Q021) for a form that is none, UsageError
    (XW-Q020) for a suffix that is none.
    """
    data, suffix = open_bytes(path), path.suffix.lower()
    if suffix == ".xlsx":
        rows = _read_workbook(data, path)
    elif suffix == ".json":
        rows = _read_document(exact.parse(data, str(path)), path)
    elif suffix in (".yaml", ".yml"):
        rows = _read_document(_parse_yaml(data, path), path)
    else:
        raise UsageError("XW-Q020", Place(file=str(path)), suffix=suffix or "-", known=", ".join(SUFFIXES))
    return Context(tuple(_answer(row, place) for row, place in rows if any(row.get(n) for n in ("value", "zh", "en"))))


def _answer(row: Mapping[str, str], place: Place) -> Answer:
    return Answer(
        row.get("scope") or ALL,
        row.get("kind", ""),
        row.get("path", ""),
        row.get("value", ""),
        row.get("zh", ""),
        row.get("en", ""),
        row.get("replace", "") in ("yes", "true", "是"),
        place,
    )


def _read_workbook(data: bytes, path: Path) -> list[tuple[dict[str, str], Place]]:
    known = {fold(text): row["name"] for row in columns() for text in (row["zh"], row["en"], f"{row['zh']}{row['en']}")}
    for sheet in read_workbook(data, str(path)).sheets:
        for number, cells in sheet.rows.items():
            heads = {column: known.get(fold(cell.value_text)) for column, cell in cells.items()}
            if {"kind", "path", "value"} <= set(heads.values()):
                return [
                    (
                        {name: cell.value_text.strip() for column, cell in row.items() if (name := heads.get(column))},
                        Place(str(path), None, f"{sheet.name}!A{spot}"),
                    )
                    for spot, row in sorted(sheet.rows.items())
                    if spot > number
                ]
    raise InputError("XW-Q021", Place(file=str(path)))


def _read_document(document: Any, path: Path) -> list[tuple[dict[str, str], Place]]:
    answers = document.get("answers") if isinstance(document, dict) else None
    if not isinstance(answers, list) or not all(isinstance(row, dict) for row in answers):
        raise InputError("XW-Q021", Place(file=str(path)))
    return [
        (
            {name: "" if value is None else str(value) for name, value in row.items()},
            Place(str(path), None, f"/answers/{spot}"),
        )
        for spot, row in enumerate(answers)
    ]


def _parse_yaml(data: bytes, path: Path) -> Any:
    """YAML with every scalar as its own text: no number passes through a float."""
    import yaml

    try:
        return yaml.load(data.decode("utf-8-sig"), Loader=yaml.BaseLoader)  # noqa: S506 - the base loader makes texts only
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise SyntaxBroken("XW-Q022", Place(file=str(path)), reason=str(problem)) from None

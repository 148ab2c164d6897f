"""From a form to a workbook that a Chinese company recognises; and the blank template with a worked example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby

from crosswalk.carriers.form import FormLeaf, FormNode
from crosswalk.carriers.workbook import CellPlan, Choice, SheetPlan, write_workbook
from crosswalk.core.findings import Finding
from crosswalk.core.tables import table
from crosswalk.formats.gbt24067.fields import ROWS, FieldRow, fields, label_key
from crosswalk.formats.gbt24067.vocabularies import entries

SPARE_ROWS = 200
"""List rows that drop-downs are prepared for."""
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""The creation date of workbooks whose declaration does not state one."""

Filled = Mapping[str, FormNode]


def render(root: FormNode, created: str | None) -> tuple[bytes, list[Finding]]:
    """The bytes of a filled workbook, and what had to be written differently."""
    filled = {key: child for key, child in root.parts if isinstance(child, FormNode)}
    moment = datetime.fromisoformat(created) if created else EPOCH
    plans = [_sheet(sheet, rows, filled.get(sheet, FormNode()), None) for sheet, rows in _sheets()]
    return write_workbook(plans, moment, {"title": "GB/T 24067 产品碳足迹声明", "author": "crosswalk"})


def template(example: FormNode | None) -> bytes:
    """A blank workbook with drop-downs and notes; ``example`` fills the sheets of a worked example."""
    plans = [_sheet(sheet, rows, FormNode(), None) for sheet, rows in _sheets()]
    if example is not None:
        filled = {key: child for key, child in example.parts if isinstance(child, FormNode)}
        for sheet, rows in _sheets():
            if sheet in filled:
                plan = _sheet(sheet, rows, filled[sheet], f"示例_{sheet[3:]}")
                plans.append(plan)
    data, _ = write_workbook(plans, EPOCH, {"title": "GB/T 24067 产品碳足迹声明模板", "author": "crosswalk"})
    return data


def _sheets() -> list[tuple[str, list[FieldRow]]]:
    return [(sheet, list(rows)) for sheet, rows in groupby(fields(), key=lambda row: row["sheet"])]


def _sheet(sheet: str, rows: Sequence[FieldRow], node: FormNode, name: str | None) -> SheetPlan:
    about = next(row for row in table("gbt24067/sheets.csv") if row["sheet"] == sheet)
    form = [row for row in rows if not row["list"]]
    lists = list(dict.fromkeys(row["list"] for row in rows if row["list"]))
    cells = [CellPlan(1, 1, f"{about['zh']}  {about['en']}", "title")]
    choices: list[Choice] = []
    line = 2
    widths: list[int] = []
    if form:
        line = _form(form, node, cells, choices, line)
        widths = [26, 26, 40, 40, 26, 40]
    for list_name in lists:
        own = [row for row in rows if row["list"] == list_name]
        line = _list(own, node, cells, choices, line + (2 if form else 0))
        if not form:
            widths = _list_widths(own)
    return SheetPlan(
        name or sheet,
        tuple(cells),
        tuple(widths),
        tuple(choices),
        ((1, 1, 1, max(2, min(len(widths), 6))),),
        (2, 0) if form else (3, 2),
        hidden=sheet.startswith("14"),
        tab=about["tab"],
        landscape=not form,
    )


def _form(form: Sequence[FieldRow], node: FormNode, cells: list[CellPlan], choices: list[Choice], line: int) -> int:
    """Label, English label, content, English content, unit and choices, note, further languages: one row a field."""
    more = _more_languages([node], form)
    heads = ["项目", "Item", "内容", "内容（英文）", "单位与选项", "说明", *(f"内容（{name}）" for name, _ in more)]
    for column, title in enumerate(heads, 1):
        cells.append(CellPlan(line, column, title, "heading"))
    for row in form:
        line += 1
        style = "required" if row["mandatory"] == "M" else "label"
        cells.append(CellPlan(line, 1, row["heading"], style))
        cells.append(CellPlan(line, 2, row["label_en"], "note"))
        cells.append(CellPlan(line, 3, _value(node, row, ("zh", 0), row["unit"])))
        english = _value(node, row, ("en", 0), "") if row["codec"] == "text" else ""
        cells.append(CellPlan(line, 4, english, "input" if row["codec"] == "text" else "note"))
        cells.append(CellPlan(line, 5, _hint(row), "note"))
        cells.append(CellPlan(line, 6, _note(row), "note"))
        for column, wanted in enumerate(more, 7):
            if text := _value(node, row, wanted, ""):
                cells.append(CellPlan(line, column, text))
        _choose(row, choices, line, line, 3)
    return line


Wanted = tuple[str, int]
"""A language and how many texts of it stand before."""


def _leaves(node: FormNode, row: FieldRow) -> list[FormLeaf]:
    return [child for key, child in node.parts if key == label_key(row["heading"]) and isinstance(child, FormLeaf)]


def _value(node: FormNode, row: FieldRow, wanted: Wanted, unit: str) -> str:
    """What stands in a cell: the value, or the text of a language; a unit other than the heading's goes with it."""
    leaves = _leaves(node, row)
    if row["codec"] == "text":
        texts = [leaf for leaf in leaves if leaf.language == wanted[0]]
        return texts[wanted[1]].text if len(texts) > wanted[1] else ""
    if not leaves or wanted != ("zh", 0):
        return ""
    leaf = leaves[0]
    return leaf.text if leaf.unit in (None, unit) else f"{leaf.text} {leaf.unit}"


def _more_languages(nodes: Iterable[FormNode], rows: Sequence[FieldRow]) -> list[Wanted]:
    """Languages beside one Chinese and one English text that any of the fields holds."""
    found: dict[Wanted, None] = {}
    for node in nodes:
        for row in rows:
            count: Counter[str] = Counter()
            for leaf in _leaves(node, row) if row["codec"] == "text" else ():
                language = leaf.language or "zh"
                found.setdefault((language, count[language]))
                count[language] += 1
    return sorted(wanted for wanted in found if wanted not in (("zh", 0), ("en", 0)))


def _list(own: Sequence[FieldRow], node: FormNode, cells: list[CellPlan], choices: list[Choice], line: int) -> int:
    """A heading row and one row an item; texts have a column a language."""
    items = [item for key, item in node.parts if key == ROWS and isinstance(item, FormNode) and _belongs(item, own)]
    columns = _columns(own, items)
    units = {row["key"]: _unit_of_column(row, items) for row in own}
    for column, (row, wanted) in enumerate(columns, 1):
        first = wanted == ("zh", 0)
        title = f"{_title(row, units[row['key']])}\n{row['label_en']}" if first else _text_title(row, wanted)
        cells.append(CellPlan(line, column, title, "heading", _note(row) if first else None))
        if first:
            _choose(row, choices, line + 1, line + SPARE_ROWS, column)
    for item in items:
        line += 1
        for column, (row, wanted) in enumerate(columns, 1):
            if value := _value(item, row, wanted, units[row["key"]]):
                cells.append(CellPlan(line, column, value))
    return line


def _unit_of_column(row: FieldRow, items: Sequence[FormNode]) -> str:
    """The unit of a column's heading: the field's own, or another one that all its values share."""
    found = {leaf.unit or row["unit"] for item in items for leaf in _leaves(item, row)}
    return found.pop() if len(found) == 1 and row["unit"] else row["unit"]


def _text_title(row: FieldRow, wanted: Wanted) -> str:
    """名称（英文）, 名称（de）; a second Chinese text has a column of its own."""
    return f"{row['heading']}（{'英文' if wanted[0] == 'en' else wanted[0]}）"


def _belongs(item: FormNode, own: Sequence[FieldRow]) -> bool:
    headings = {label_key(row["heading"]) for row in own}
    return all(key in headings for key, _ in item.parts)


def _columns(own: Sequence[FieldRow], items: Sequence[FormNode]) -> list[tuple[FieldRow, Wanted]]:
    columns: list[tuple[FieldRow, Wanted]] = []
    for row in own:
        columns.append((row, ("zh", 0)))
        if row["codec"] == "text":
            columns.append((row, ("en", 0)))
            columns.extend((row, wanted) for wanted in _more_languages(items, [row]))
    return columns


def _list_widths(own: Sequence[FieldRow]) -> list[int]:
    wide = {"text": 26, "files": 26}
    return [wide.get(row["codec"], 15) for row, _ in _columns(own, ())]


def _title(row: FieldRow, unit: str) -> str:
    """The heading with its unit, such as 碳足迹（kg CO2e）."""
    if unit != row["unit"]:
        return f"{row['heading'].partition('（')[0]}（{unit}）"
    return f"{row['heading']}（{unit}）" if unit and "（" not in row["heading"] else row["heading"]


def _vocabulary(row: FieldRow) -> str | None:
    name = row["codec"].removeprefix("list:")
    return name.removeprefix("vocabulary:") if name.startswith("vocabulary:") else None


def _hint(row: FieldRow) -> str:
    if row["unit"]:
        return row["unit"]
    name = _vocabulary(row)
    if name is not None:
        return " | ".join(entry["zh"] for entry in entries(name) if entry["code"] != "total")
    shapes: Mapping[str, Callable[[], str]] = {
        "date": lambda: "2025-06-30",
        "truth": lambda: "是 | 否",
        "percent": lambda: "%",
        "version": lambda: "01.00.000",
        "timestamp": lambda: "2026-03-01T08:00:00+08:00",
    }
    return shapes[row["codec"]]() if row["codec"] in shapes else ""


def _note(row: FieldRow) -> str:
    """Whether the field must be filled in, and what the field rests on, with its evidence mark."""
    needs = {"M": "必填 required", "C": "视情况 conditional", "O": "选填 optional"}[row["mandatory"]]
    mark = {"UNVERIFIED": "（依据未核对原文 unverified）", "READ+UNVERIFIED": "（部分依据未核对原文）"}.get(
        row["mark"], ""
    )
    return f"{needs}；{row['label_en']}；依据 {row['source']}{mark}"


def _choose(row: FieldRow, choices: list[Choice], first: int, last: int, column: int) -> None:
    name = _vocabulary(row)
    if row["codec"] == "truth":
        choices.append(Choice(first, last, column, ("是", "否")))
    elif name is not None and not row["codec"].startswith("list:"):
        choices.append(Choice(first, last, column, tuple(entry["zh"] for entry in entries(name))))

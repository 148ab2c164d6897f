"""An independent reader of the values that matter most in a declaration, workbook or JSON.

Reads the workbook's XML by fixed headings; shares no code with the tables, the layout or the engine.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

from crosswalk.formats.documents import Headline

_FORM_CELLS = {
    ("01_封面", "报告编号"): "number",
    ("01_封面", "产品名称"): "product",
    ("03_目的与范围", "单位数量"): "unit.amount",
    ("03_目的与范围", "计量单位"): "unit.unit",
    ("03_目的与范围", "时间范围-起"): "period.start",
    ("03_目的与范围", "时间范围-止"): "period.end",
    ("03_目的与范围", "全球变暖潜势来源"): "gwp",
    ("03_目的与范围", "系统边界"): "boundary",
    ("09_结果_阶段", "产品碳足迹"): "total",
    ("10_结果_分项", "化石源温室气体排放"): "fossil",
    ("10_结果_分项", "直接土地利用变化(dLUC)"): "luluc",
    ("14_元数据", "声明UUID"): "uuid",
    ("14_元数据", "数据集版本"): "version",
}
_LABELS = {
    "IPCC AR6 GWP100": "AR6-100",
    "IPCC AR5 GWP100": "AR5-100",
    "IPCC AR4 GWP100": "AR4-100",
    "从摇篮到大门": "cradle_to_gate",
    "从摇篮到坟墓": "cradle_to_grave",
    "从大门到大门": "gate_to_gate",
    "从大门到坟墓": "gate_to_grave",
    "原材料获取": "raw_material",
    "生产制造": "manufacturing",
    "分销和储存(运输交付)": "distribution",
    "产品使用": "use",
    "生命末期(废弃处置)": "end_of_life",
}


def headlines(files: Mapping[str, bytes]) -> list[Headline]:
    """Headline values of the one declaration in output files."""
    (data,) = files.values()
    pairs = _json(data) if data.lstrip()[:1] == b"{" else _workbook(data)
    return [Headline(name, _figure(name, value)) for name, value in pairs if value and value.strip()]


def _figure(name: str, value: str) -> str:
    """A result without the unit that may stand behind it; other values as they are."""
    is_result = name in ("total", "fossil", "luluc") or name.startswith("stage:")
    return value.split(maxsplit=1)[0] if is_result else value.strip()


def _workbook(data: bytes) -> list[tuple[str, str | None]]:
    lines: list[tuple[str, str | None]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        strings = [
            "".join(t.text or "" for t in item.iter("{*}t"))
            for item in etree.fromstring(archive.read("xl/sharedStrings.xml"))
        ]
        book = etree.fromstring(archive.read("xl/workbook.xml"))
        for order, sheet in enumerate(book.iter("{*}sheet"), 1):
            grid = _grid(etree.fromstring(archive.read(f"xl/worksheets/sheet{order}.xml")), strings)
            lines.extend(_form(sheet.get("name") or "", grid))
            if sheet.get("name") == "09_结果_阶段":
                lines.extend(_stages(grid))
    return lines


def _grid(root: Any, strings: list[str]) -> dict[tuple[int, str], str]:
    grid: dict[tuple[int, str], str] = {}
    for cell in root.iter("{*}c"):
        value = cell.findtext("{*}v")
        letters, digits = re.match(r"([A-Z]+)(\d+)", cell.get("r")).groups()  # type: ignore[union-attr]
        if value is not None:
            grid[(int(digits), letters)] = strings[int(value)] if cell.get("t") == "s" else value
    return grid


def _form(sheet: str, grid: Mapping[tuple[int, str], str]) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for (row, letters), text in grid.items():
        name = _FORM_CELLS.get((sheet, text)) if letters == "A" else None
        if name is not None:
            value = grid.get((row, "C")) or grid.get((row, "D"))
            found.append((name, _LABELS.get(value, value) if value else None))
    return found


def _stages(grid: Mapping[tuple[int, str], str]) -> list[tuple[str, str | None]]:
    first = {row: text.split("\n")[0] for (row, letters), text in grid.items() if letters == "A"}
    heading = next((row for row, text in first.items() if text == "生命周期阶段"), None)
    if heading is None:
        return []
    rows = sorted({row for row, _ in grid if row > heading})
    return [(f"stage:{_LABELS.get(grid.get((row, 'A'), ''), '')}", grid.get((row, "B"))) for row in rows]


def _json(data: bytes) -> list[tuple[str, str | None]]:
    value = json.loads(data, parse_float=str, parse_int=str)
    unit, time, res = value.get("unit", {}), value.get("time", {}), value.get("res", {})
    words = value.get("product", {}).get("name") or []
    known = [item for item in words if item.get("lang") in (None, "zh", "en")]
    first = next((item for item in known if item.get("lang") != "en"), known[0] if known else {})
    lines: list[tuple[str, str | None]] = [
        ("number", value.get("report", {}).get("number")),
        ("product", first.get("text")),
        ("unit.amount", unit.get("amount")),
        ("unit.unit", unit.get("unit")),
        ("period.start", time.get("start")),
        ("period.end", time.get("end")),
        ("gwp", value.get("gwp", {}).get("source")),
        ("boundary", value.get("boundary", {}).get("type")),
        ("total", res.get("total")),
        ("fossil", res.get("fossil")),
        ("luluc", res.get("luc")),
        ("uuid", value.get("meta", {}).get("id")),
        ("version", value.get("meta", {}).get("version")),
    ]
    lines.extend((f"stage:{row.get('stage')}", row.get("co2e")) for row in res.get("stage", ()))
    return lines

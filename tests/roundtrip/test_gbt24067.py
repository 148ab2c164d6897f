"""Workbook and JSON: the same declaration, the same digits, every cell accounted for."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest

from crosswalk.formats import load
from crosswalk.model.base import Amount
from crosswalk.pipeline.convert import Request, convert_package
from crosswalk.pipeline.reading import open_package

HOME = Path(__file__).parents[2] / "fixtures" / "gbt24067" / "0.1"
FORMAT = load("gbt24067")
FILES = sorted(path for folder in ("valid", "odd") for path in (HOME / folder).iterdir() if path.is_file())
WORKBOOKS = [path for path in FILES if path.suffix == ".xlsx"]
DECLARATIONS = [path for path in FILES if path.suffix == ".json"]


def written(model, carrier: str, folder: Path):
    draft = FORMAT.draft(model, "declaration", None, {"carrier": carrier})
    ((_, data),) = FORMAT.render([draft], {})
    path = folder / f"again.{carrier}"
    path.write_bytes(data)
    return open_package(path).documents[0].model


def without_mark(model):
    """The format's own schema mark is added where there is none."""
    return model.model_copy(update={"metadata": model.metadata.model_copy(update={"schema_id": None})})


def digits(value) -> list[str]:
    """The text of every number, in order: trailing zeros count."""
    if isinstance(value, Amount):
        return [str(value.value)]
    if hasattr(type(value), "model_fields"):
        return [text for name in type(value).model_fields for text in digits(getattr(value, name))]
    return [text for item in value for text in digits(item)] if isinstance(value, tuple) else []


@pytest.mark.parametrize("carrier", ["xlsx", "json"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_read_write_read(path, carrier, tmp_path):
    model = open_package(path).documents[0].model
    again = written(model, carrier, tmp_path)
    assert without_mark(again) == without_mark(model)
    assert digits(again) == digits(model)


@pytest.mark.parametrize("name", ["battery", "steel"])
def test_workbook_and_json_of_a_product_are_one_declaration(name):
    one, two = (open_package(HOME / "valid" / f"{name}{suffix}").documents[0].model for suffix in (".xlsx", ".json"))
    assert one == two
    assert digits(one) == digits(two)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("carrier", ["xlsx", "json"])
def test_conversion_balances_and_verifies(path, carrier):
    made = convert_package(open_package(path), Request("gbt24067", options={"carrier": carrier}))
    assert made.account.balanced


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.name)
def test_every_cell_has_one_fate(path):
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    filled = sum(
        1
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and str(cell.value).strip()
    )
    (document,) = open_package(path).documents
    assert document.leaves == filled
    assert sum(t.leaves for t in document.reading.takes) + sum(r.leaves for r in document.reading.rest) == filled


def scalars(value) -> int:
    if isinstance(value, (dict, list)) and value:
        return sum(map(scalars, value.values() if isinstance(value, dict) else value))
    return 1


@pytest.mark.parametrize("path", DECLARATIONS, ids=lambda path: path.name)
def test_every_json_value_has_one_fate(path):
    encoding = "gb18030" if "gb18030" in path.name else "utf-8"
    count = scalars(json.loads(path.read_bytes().decode(encoding)))
    (document,) = open_package(path).documents
    assert document.leaves == count
    assert sum(t.leaves for t in document.reading.takes) + sum(r.leaves for r in document.reading.rest) == count


def test_the_same_declaration_gives_the_same_bytes():
    model = open_package(HOME / "valid" / "battery.json").documents[0].model
    one, two = (FORMAT.draft(model, "declaration", None, {}).extras["bytes"] for _ in range(2))
    assert one == two


def test_excel_opens_it_with_the_digits_that_were_given():
    data = open_package(HOME / "valid" / "battery.xlsx").source
    (member,) = data.members()
    book = openpyxl.load_workbook(io.BytesIO(member.read()), data_only=True)
    assert book["14_元数据"].sheet_state == "hidden"
    assert book["04_清单数据"].freeze_panes is not None
    assert book["01_封面"]["A3"].value == "报告编号"
    assert book["01_封面"]["C3"].value == "CFP-2026-LY-0031"

"""Forms as companies really send them: what is read from the odd workbooks."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from crosswalk.core.errors import CrosswalkError
from crosswalk.formats.gbt24067.labels import Scope, column_role, label_of, sheet_of
from crosswalk.pipeline.reading import open_package

ODD = Path(__file__).parents[2] / "fixtures" / "gbt24067" / "0.1" / "odd"
BROKEN = ODD.parent / "broken"


def read(name: str):
    package = open_package(ODD / name)
    return package.documents[0], [finding.code for finding in package.all_findings()]


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("04_清单数据", "04_清单数据"),
        ("4 清单", "04_清单数据"),
        ("清单数据", "04_清单数据"),
        ("04", "04_清单数据"),
        ("活动数据", "04_清单数据"),
        ("9结果", "09_结果_阶段"),
        ("3月电费", None),
        ("2024年", None),
        ("内部备注", None),
    ],
)
def test_sheets_are_known_by_number_or_name(name, sheet):
    assert sheet_of(name) == sheet


@pytest.mark.parametrize(
    ("text", "scope", "key", "unit", "language"),
    [
        ("碳足迹（tCO2e）", Scope(list="inventory"), "inv[].co2e", "tCO2e", None),
        ("碳足迹（kgCO2e/功能单位）", Scope(list="results"), "res.stage[].co2e", None, None),
        ("排放量/(kgCO2e/功能单位)", Scope(list="results"), "res.stage[].co2e", None, None),
        ("百分比/%", Scope(list="results"), "res.stage[].pct", None, None),
        ("占比（%）", Scope(list="results"), "res.stage[].pct", None, None),
        ("输入/输出", Scope(list="inventory"), "inv[].direction", None, None),
        ("名称（英文）", Scope(list="inventory"), "inv[].name", None, "en"),
        ("名称（de）", Scope(list="inventory"), "inv[].name", None, "de"),
        ("1.2 产品名称：", Scope("01_封面"), "product.name", None, None),
        ("出具报告机构", Scope("01_封面"), "report.issuer", None, None),
        ("Report number", Scope("01_封面"), "report.number", None, None),
        ("*报告编号", Scope("01_封面"), "report.number", None, None),
    ],
)
def test_headings_by_synonym_unit_and_language(text, scope, key, unit, language):
    label = label_of(text, scope)
    assert label is not None
    assert (label.row["key"], label.unit, label.language) == (key, unit, language)


def test_column_roles():
    assert column_role("内容（英文）") == ("value", "en")
    assert column_role("内容（de）") == ("value", "de")
    assert column_role("单价") is None


def test_a_companys_own_form():
    document, codes = read("synonyms.xlsx")
    found = document.model
    assert found.report.number == "CFP-2026-FS-01"
    assert found.report.date == "2026-01-15"
    assert found.report.standards == ("GB/T 24067-2024", "ISO 14067:2018")
    assert found.producer.name.items == (("zh", "佛山示范铝业有限公司"),)
    assert (found.unit.kind, found.unit.quantity.value, found.unit.quantity.unit) == ("declared", Decimal(1), "吨")
    assert (found.boundary.type, found.methods.gwp_set) == ("cradle_to_gate", "AR6-100")
    assert (found.period.start, found.period.end) == ("2025-01-01", "2025-12-31")
    melt, power, _ = found.inventory
    assert (melt.amount.value, melt.amount.unit) == (Decimal("1.04"), "吨")
    assert (melt.contribution.value, melt.contribution.unit) == (Decimal("12.064"), "tCO2e")
    assert (power.amount.value, power.amount.unit, power.stage) == (Decimal(360), "度", "manufacturing")
    assert found.factors[1].value.value == Decimal("0.5777")
    assert found.result("gwp-total").amount.value == Decimal("12272.972")
    assert codes == ["XW-I124", "XW-I125"]


def test_unknown_columns_and_extra_sheets_are_residue_at_their_cells():
    document, _ = read("synonyms.xlsx")
    left = {
        document.place_of(rest.parent, rest.key, rest.node).pointer: rest.node.text
        for rest in document.reading.rest
        if rest.key not in document.ignorable
    }
    assert left == {
        "4.清单!G2": "内部编码",
        "4.清单!G3": "M-001",
        "4.清单!G4": "E-001",
        "内部备注!A1": "仅供内部",
        "内部备注!B1": "单价",
        "内部备注!C1": "18500",
    }


def test_places_are_cells():
    document, _ = read("synonyms.xlsx")
    assert document.place_at("inventory/1/amount").pointer == "4.清单!A4"
    assert document.place_at("producer/name").pointer == "1 封面!B5"


def test_percent_cells_binary_tails_and_date_serials():
    document, codes = read("percent.xlsx")
    found = document.model
    assert found.report.date == "2025-01-15"
    assert found.boundary.cut_off_item.value == Decimal(1)
    raw_material = found.result("gwp-total", "raw_material")
    assert (raw_material.amount.value, raw_material.share.value) == (Decimal("4.13"), Decimal("41.3"))
    assert found.result("gwp-total", "manufacturing").amount.value == Decimal("5.87")
    assert codes == ["XW-I125"] * 3


def test_a_report_on_one_sheet():
    document, codes = read("single-sheet.xlsx")
    found = document.model
    assert found.product.name.items == (("zh", "玻璃纤维布"),)
    assert (found.product.model, found.report.number) == ("7628", "CFP-S-1")
    assert found.inventory == ()
    assert {(cell.stage, cell.amount.value) for cell in found.results} == {
        ("total", Decimal(2000)),
        ("raw_material", Decimal(1200)),
        ("manufacturing", Decimal(800)),
    }
    assert codes == []


def test_a_stage_in_a_merged_cell_counts_for_all_its_rows_and_once_as_a_leaf():
    document, _ = read("merged-stages.xlsx")
    assert [line.stage for line in document.model.inventory] == ["raw_material", "raw_material", "manufacturing"]
    assert document.reading.leaves == document.leaves == 25


def test_a_formula_is_read_by_its_result():
    document, _ = read("formula-calculated.xlsx")
    assert document.model.result("gwp-total").amount.value == Decimal(10)


def test_a_formula_that_was_never_calculated_is_unknown_not_zero():
    package = open_package(BROKEN / "formula-never-calculated.xlsx")
    assert package.documents[0].model.result("gwp-total") is None or (
        package.documents[0].model.result("gwp-total").amount is None
    )
    assert [finding.code for finding in package.all_findings()] == ["XW-I123", "XW-I122"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("truncated.xlsx", "XW-I117"),
        ("text.xlsx", "XW-I121"),
        ("password.xlsx", "XW-I120"),
        ("corporate.xlsx", "XW-I120"),
        ("bomb.xlsx", "XW-I119"),
        ("dtd.xlsx", "XW-I102"),
        ("duplicate-key.json", "XW-I105"),
        ("not-a-number.json", "XW-I104"),
    ],
)
def test_broken_files_are_refused_with_their_cause(name, code):
    with pytest.raises(CrosswalkError) as caught:
        open_package(BROKEN / name)
    assert caught.value.code == code
    assert caught.value.exit_code == 3

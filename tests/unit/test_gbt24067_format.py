"""Detection, questions, losses, checks and headline values of the declaration."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from crosswalk.checks import check_declaration
from crosswalk.core.findings import Kind
from crosswalk.formats import load
from crosswalk.model.base import Amount, Text
from crosswalk.model.declaration import (
    Declaration,
    DeclaredUnit,
    InventoryLine,
    Producer,
    Product,
    Report,
    ResultCell,
)
from crosswalk.pipeline.reading import open_package

HOME = Path(__file__).parents[2] / "fixtures" / "gbt24067" / "0.1"
FORMAT = load("gbt24067")


@pytest.mark.parametrize("name", ["valid/battery.xlsx", "valid/steel.json", "odd/gb18030.json", "odd/synonyms.xlsx"])
def test_detection_names_its_evidence(name):
    package = open_package(HOME / name)
    assert package.format.card.id == "gbt24067"
    assert package.detection.evidence


@pytest.mark.parametrize("name", ["battery.xlsx", "battery.json", "steel.xlsx", "steel.json"])
def test_own_fixtures_are_complete_and_agree_with_themselves(name):
    package = open_package(HOME / "valid" / name)
    (document,) = package.documents
    assert [finding for finding in package.all_findings() if finding.kind is not Kind.INFORMATION] == []
    assert [finding.code for finding in check_declaration(document.model, document)] in ([], ["XW-C025"] * 3)


def test_battery_numbers_follow_from_its_lines():
    found = open_package(HOME / "valid" / "battery.xlsx").documents[0].model
    total = found.result("gwp-total").amount.value
    assert (
        sum(cell.amount.value for cell in found.results if cell.indicator == "gwp-total" and cell.stage != "total")
        == total
    )
    parts = ("gwp-fossil", "gwp-biogenic-emissions", "gwp-biogenic-removals", "gwp-luluc")
    assert sum(found.result(part).amount.value for part in parts) == total
    power = next(line for line in found.inventory if line.type == "electricity")
    assert power.contribution.value == power.amount.value * Decimal("0.5777")
    assert len(found.inventory) >= 14


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("mixed-gwp", "XW-C024"),
        ("offsets-deducted", "XW-C005"),
        ("co2-only-grid-factor", "XW-C023"),
        ("boundary-disagrees", "XW-C007"),
        ("stage-sum-off", "XW-C001"),
        ("contribution-off", "XW-C020"),
        ("quality-polarity", "XW-C010"),
        ("missing-evidence", "XW-C030"),
    ],
)
def test_each_defect_is_told(name, code):
    (document,) = open_package(HOME / "odd" / f"{name}.json").documents
    codes = {finding.code for finding in check_declaration(document.model, document)}
    assert code in codes


def test_a_sound_declaration_has_no_findings():
    package = open_package(HOME / "odd" / "sound.json")
    (document,) = package.documents
    assert package.all_findings() == []
    assert check_declaration(document.model, document) == []


def test_gb18030_reads_as_utf8_does():
    one, two = (open_package(HOME / "odd" / name).documents[0].model for name in ("gb18030.json", "sound.json"))
    assert one == two


def test_what_is_missing_is_asked_for_with_sheet_and_person():
    found = FORMAT.required(Declaration(report=Report(number="1")), "declaration")
    asked = {finding.params["field_zh"]: finding.params for finding in found}
    assert "报告编号" not in asked
    assert asked["产品名称"]["sheet"] == "01_封面"
    assert asked["产品碳足迹"]["who"]
    assert all(finding.kind is Kind.MISSING for finding in found)


def test_empty_columns_of_a_list_are_asked_for_once_with_their_number():
    model = Declaration(inventory=(InventoryLine(number=1), InventoryLine(number=2)))
    asked = {f.params["path"]: f.params["count"] for f in FORMAT.required(model, "declaration")}
    assert asked["inventory.amount"] == 2
    assert "inventory.number" not in asked
    assert "transport.mode" not in asked


@pytest.mark.parametrize("carrier", ["json", "xlsx"])
def test_what_a_form_cannot_hold_is_told_not_hidden(carrier):
    cells = (
        ResultCell(indicator="gwp-total", amount=Amount(value=Decimal(3), unit="kg CO2e")),
        ResultCell(indicator="gwp-fossil", stage="use", amount=Amount(value=Decimal(2), unit="kg CO2e")),
    )
    draft = FORMAT.draft(Declaration(results=cells), "declaration", None, {"carrier": carrier})
    assert [(f.code, f.target.pointer) for f in draft.findings] == [("XW-G005", "results/1")]
    assert draft.model.results == cells[:1]


def test_a_number_without_unit_gets_the_fields_own_and_a_finding():
    model = Declaration(product=Product(net_mass=Amount(value=Decimal(5))))
    draft = FORMAT.draft(model, "declaration", None, {})
    assert draft.model.product.net_mass == Amount(value=Decimal(5), unit="kg")
    assert [f.code for f in draft.findings] == ["XW-G006"]


def test_identifiers_and_units_in_doubt_are_told_and_kept(tmp_path):
    model = Declaration(
        producer=Producer(uscc="91320481MA1XK3PQ40"),
        unit=DeclaredUnit(quantity=Amount(value=Decimal(1), unit="斛")),
        inventory=(InventoryLine(cas="7732-18-6"),),
    )
    draft = FORMAT.draft(model, "declaration", None, {})
    ((name, data),) = FORMAT.render([draft], {})
    (tmp_path / name).write_bytes(data)
    package = open_package(tmp_path / name)
    found = {finding.code: finding.before for finding in package.all_findings()}
    assert found["XW-N010"] == "斛"
    assert {f.before for f in package.all_findings() if f.code == "XW-N030"} == {"91320481MA1XK3PQ40", "7732-18-6"}
    assert package.documents[0].model.inventory[0].cas == "7732-18-6"


def test_a_second_value_for_a_result_is_kept_apart(tmp_path):
    (tmp_path / "x.json").write_text(
        '{"meta": {"schema": "crosswalk-gbt24067/0.1"}, "res": {"total": 5, "stage": [{"stage": "total", "co2e": 6}]}}',
        encoding="utf-8",
    )
    package = open_package(tmp_path / "x.json")
    first, second = package.documents[0].model.results
    assert (first.amount.value, first.method) == (Decimal(5), None)
    assert second.amount.value == Decimal(6)
    assert second.method.startswith("unresolved:")
    assert [finding.code for finding in package.all_findings()] == ["XW-G004"]
    draft = FORMAT.draft(package.documents[0].model, "declaration", None, {})
    assert [cell.amount.value for cell in draft.model.results] == [Decimal(5), Decimal(6)]


def test_files_beside_the_declaration_get_their_digest_and_a_stated_one_is_compared(tmp_path):
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "meter.csv").write_bytes(b"")
    (tmp_path / "evidence" / "bill.csv").write_bytes(b"x")
    stated = "0" * 64
    (tmp_path / "x.json").write_text(
        '{"meta": {"schema": "crosswalk-gbt24067/0.1"}, "inv": [{"id": 1, "evidence": '
        f'["meter.csv", "bill.csv [sha256:{stated}]", "gone.csv"]}}]}}',
        encoding="utf-8",
    )
    package = open_package(tmp_path / "x.json")
    files = {file.name: file.sha256 for file in package.documents[0].model.inventory[0].evidence}
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert files == {"meter.csv": empty, "bill.csv": stated, "gone.csv": None}
    found = {finding.code: finding for finding in package.all_findings()}
    assert set(found) == {"XW-G007", "XW-C031"}
    assert found["XW-C031"].source.pointer.startswith("/inv/0/evidence")


def test_headlines_are_read_without_the_tables():
    model = open_package(HOME / "valid" / "battery.json").documents[0].model
    for carrier in ("xlsx", "json"):
        draft = FORMAT.draft(model, "declaration", None, {"carrier": carrier})
        seen = {line.name: line.value for line in FORMAT.headlines(dict(FORMAT.render([draft], {})))}
        assert seen["uuid"] == model.identity.uuid
        assert seen["total"] == str(model.result("gwp-total").amount.value)
        assert seen["unit.unit"] == "个"
        assert seen["stage:manufacturing"] == str(model.result("gwp-total", "manufacturing").amount.value)
        assert seen["boundary"] == "cradle_to_grave"


def test_the_template_is_blank_but_for_its_example(tmp_path):
    (tmp_path / "t.xlsx").write_bytes(FORMAT.template())
    (document,) = open_package(tmp_path / "t.xlsx").documents
    assert document.model == Declaration()
    assert document.reading.takes == []
    assert all(rest.key in document.ignorable for rest in document.reading.rest)


def test_texts_keep_their_languages_in_a_workbook():
    names = Text(items=(("zh", "LFP-60"), ("en", "LFP pack"), ("de", "Batteriepack"), ("zh", "电池包")))
    model = Declaration(product=Product(name=names), inventory=(InventoryLine(name=names),))
    draft = FORMAT.draft(model, "declaration", None, {})
    assert sorted(draft.model.product.name.items) == sorted(names.items)
    assert not [finding for finding in draft.findings if finding.code == "XW-G005"]

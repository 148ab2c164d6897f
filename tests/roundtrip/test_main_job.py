"""The main job on our own fixtures: out, valid, balanced, and back."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from importlib import import_module

import pytest

import crosswalk
from crosswalk.core.errors import CannotExpress
from crosswalk.core.findings import Fate

NOW = "2026-03-02T00:00:00Z"
SOURCES = ("battery.xlsx", "battery.json", "steel.xlsx", "steel.json")


def independent_total(path):
    """The footprint from the fixture's lines: amount × factor, summed, with no help from crosswalk."""
    value = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
    factors = {row["id"]: row["value"] for row in value["ef"]}
    total = Decimal(0)
    for row in value["inv"]:
        amount = row["amount"]
        if row["basis"] == "period_total":
            amount = amount / row["output_total"]
        total += amount * factors[row["factor_id"]]
    return total


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("target", ["ilcd", "tidas", "gbt24067"])
def test_balances_and_verifies(battery, name, target):
    result = crosswalk.convert(battery.with_name(name), target, now=NOW)
    assert result.account.balanced
    assert result.account.leaves_in == sum(document.leaves for document in result.package.documents)
    assert not result.questions


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("target", ["ilcd", "tidas"])
def test_is_valid_under_the_official_schemas(battery, name, target):
    result = crosswalk.convert(battery.with_name(name), target, now=NOW)
    schema = import_module(f"crosswalk.formats.{target}.schema")
    problems = [f for d in result.drafts for f in schema.validate(d.kind, result.files[d.member])]
    assert problems == []


@pytest.mark.parametrize("name", ["battery.xlsx", "steel.xlsx"])
def test_total_is_the_sum_of_the_lines(battery, name):
    path = battery.with_name(name)
    model = crosswalk.read(path).documents[0].model
    assert model.result("gwp-total").amount.value == independent_total(path)
    out = crosswalk.convert(path, "ilcd", now=NOW)
    main = next(d.model for d in out.drafts if d.kind == "process" and d.model.identity.uuid == model.identity.uuid)
    by_method = {result.method.id: result.mean.value for result in main.lcia_results}
    assert by_method["6209b35f-9447-40b5-b68c-a1099e3674a0"] == independent_total(path)


def test_workbook_and_json_hold_the_same(battery):
    assert crosswalk.compare(battery, battery.with_name("battery.json")) == []


@pytest.mark.parametrize("target", ["declaration.xlsx", "declaration.json"])
@pytest.mark.parametrize("name", SOURCES)
def test_declaration_comes_back_whole(tmp_path, battery, name, target):
    (tmp_path / "evidence").symlink_to(battery.parent / "evidence")
    crosswalk.convert(battery.with_name(name), "gbt24067", tmp_path / target, now=NOW)
    assert crosswalk.compare(battery.with_name(name), tmp_path / target) == []
    first = crosswalk.read(battery.with_name(name)).documents[0].model
    again = crosswalk.read(tmp_path / target).documents[0].model
    assert [line.amount.raw for line in first.inventory] == [line.amount.raw for line in again.inventory]


@pytest.mark.parametrize("target", ["ilcd", "tidas"])
def test_returns_what_the_target_can_hold(tmp_path, battery, target):
    crosswalk.convert(battery, target, tmp_path / "out.zip", now=NOW)
    back = crosswalk.convert(tmp_path / "out.zip", "gbt24067", tmp_path / "back.xlsx", now=NOW, draft=True)
    model = crosswalk.read(tmp_path / "back.xlsx").documents[0].model
    first = crosswalk.read(battery).documents[0].model
    assert back.account.balanced
    for path in ("identity", "product.name", "product.model", "producer.name", "producer.address", "period.start",
                 "period.end", "site.location", "unit.description", "boundary.cut_off", "report.number", "report.date",
                 "management.compliance", "goal.purpose", "unit.kind", "product.cpc", "management.industry"):  # fmt: skip
        left, right = first, model
        for step in path.split("."):
            left, right = getattr(left, step), getattr(right, step)
        assert left == right, path
    stages = {cell.stage: cell.amount.value for cell in first.results if cell.indicator == "gwp-total"}
    assert {cell.stage: cell.amount.value for cell in model.results if cell.indicator == "gwp-total"} == stages
    lines = {line.number: line for line in model.inventory}
    assert len(lines) == len(first.inventory)
    assert lines[1].name == first.inventory[0].name
    assert lines[1].amount.value == Decimal("128.4")
    assert lines[1].stage == "raw_material"
    assert (lines[10].amount.value, lines[10].amount.unit) == (Decimal("8712"), "MJ")  # 2420 kWh × 3.6
    assert (lines[13].amount.value, lines[13].basis) == (Decimal("3.2"), "per_unit")  # 96000 m3 / 30000 packs


def test_ledger_lists_each_cell_that_is_not_written(battery):
    result = crosswalk.convert(battery, "ilcd", now=NOW)
    dropped = {entry.source.pointer: entry.text for entry in result.ledger.entries if entry.fate is Fate.DROPPED}
    assert dropped["05_排放因子!D3"] == "5.62"
    assert dropped["02_概况!C5"] == "周启程"
    assert "01_封面!C4" not in dropped


def test_packages_cross_over_and_back(tmp_path, battery):
    crosswalk.convert(battery, "ilcd", tmp_path / "a.zip", now=NOW)
    crosswalk.convert(tmp_path / "a.zip", "tidas", tmp_path / "b", now=NOW)
    crosswalk.convert(tmp_path / "b", "ilcd", tmp_path / "c.zip", now=NOW)
    assert crosswalk.compare(tmp_path / "a.zip", tmp_path / "c.zip") == []


def test_editing_nothing_changes_no_byte(tmp_path, battery):
    crosswalk.convert(battery, "ilcd", tmp_path / "a.zip", now=NOW)
    crosswalk.convert(tmp_path / "a.zip", "ilcd", tmp_path / "b.zip", now=NOW)
    with zipfile.ZipFile(tmp_path / "a.zip") as first, zipfile.ZipFile(tmp_path / "b.zip") as second:
        assert {n: first.read(n) for n in first.namelist()} == {n: second.read(n) for n in second.namelist()}


def test_same_input_and_time_give_the_same_bytes(tmp_path, battery):
    for name in ("a.zip", "b.zip"):
        crosswalk.convert(battery, "ilcd", tmp_path / name, now=NOW)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_other_gwp_sets_are_never_filed_under_ef(tmp_path, battery):
    text = battery.with_suffix(".json").read_text(encoding="utf-8").replace('"AR6-100"', '"AR5-100"')
    (tmp_path / "ar5.json").write_text(text, encoding="utf-8")
    result = crosswalk.convert(tmp_path / "ar5.json", "ilcd", now=NOW)
    assert "XW-B015" in {finding.code for finding in result.ledger.findings}
    assert not [d for d in result.drafts if d.kind == "process" and d.model.lcia_results]


def test_missing_mandatory_data_is_refused_and_asked_for(tmp_path, battery):
    value = json.loads(battery.with_suffix(".json").read_text(encoding="utf-8"))
    del value["mgmt"]
    (tmp_path / "bare.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(CannotExpress) as refused:
        crosswalk.convert(tmp_path / "bare.json", "tidas", tmp_path / "out", now=NOW)
    assert refused.value.exit_code == 4
    assert any("许可类型" in field for field in refused.value.params["fields"])
    assert not (tmp_path / "out").exists()
    draft = crosswalk.convert(tmp_path / "bare.json", "tidas", tmp_path / "out", now=NOW, draft=True)
    assert draft.questions and draft.account.balanced


def test_no_elementary_flow_is_made_up(battery):
    result = crosswalk.convert(battery, "ilcd", now=NOW)
    assert {d.model.dataset_type for d in result.drafts if d.kind == "flow"} <= {
        "Product flow",
        "Waste flow",
        "Other flow",
    }
    compliance = [c.overall for d in result.drafts if d.kind == "process" for c in d.model.compliance]
    assert set(compliance) == {"Not defined"}
    assert b"0eb2b770-2cb1-43cf-9fbc-215df36fe9f0" not in b"".join(result.files.values())  # EF 3.1 compliance

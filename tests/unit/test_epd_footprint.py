"""The climate part of EPDs by stage, and footprints by module: every sum by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crosswalk.bridge.epd.climate import to_climate_sheet
from crosswalk.bridge.epd.footprint import to_footprint
from crosswalk.core.findings import Fate

KEY = ("declaration", "11111111-1111-4111-8111-111111111111")


def cell(stage, value, indicator="gwp-total", unit="kg CO2e", method="EF 3.1", **more):
    amount = {"value": Decimal(value), "raw": value} | ({"unit": unit} if unit else {})
    found = {"indicator": indicator, "stage": stage, "basis": "declared", "state": "value", "amount": amount, **more}
    return found | ({"method": method} if method else {})


def footprint(*cells, **more):
    crossing = to_footprint({"type": "epd", "results": cells, **more}, KEY)
    data = crossing.datasets[KEY]
    results = {
        (item["indicator"], item["stage"]): (str(item["amount"]["value"]), item["amount"].get("unit"))
        for item in data["results"]
    }
    said = [(found.code, found.params.get("indicator"), found.params.get("modules")) for found in crossing.findings]
    return results, said, data


def test_units_that_differ_are_brought_to_kilograms_before_they_are_summed():
    results, _, _ = footprint(cell("A1-A3", "1.25"), cell("C3", "0.25"), cell("C4", "0.000125", unit="t CO2e"))
    assert results["gwp-total", "end_of_life"] == ("0.375", "kg CO2e")  # 0.25 kg + 0.125 kg
    assert results["gwp-total", "total"] == ("1.625", "kg CO2e")


def test_tonnes_alone_become_kilograms_as_the_form_has_them():
    results, _, _ = footprint(cell("A1-A3", "1.25", unit="t CO2e"), cell("C4", "0.125", unit="t CO2e"))
    assert results["gwp-total", "total"] == ("1375", "kg CO2e")


def test_what_is_no_amount_of_greenhouse_gas_is_not_summed():
    results, said, _ = footprint(cell("A1-A3", "1.25"), cell("C4", "9", unit="MJ"))
    assert results["gwp-total", "total"] == ("1.25", "kg CO2e")
    assert "XW-B017" in [code for code, _, _ in said]


def test_a_sum_names_the_modules_that_it_counts():
    modules = [cell("A1", "1"), cell("A2", "0.2"), cell("A3", "0.05"), cell("A1-A3", "1.25"), cell("C4", "0.125")]
    results, said, _ = footprint(*modules)
    assert results["gwp-total", "total"] == ("1.375", "kg CO2e")
    assert results["gwp-total", "raw_material"] == ("1.2", "kg CO2e")
    assert said == [("XW-E133", "gwp-total", "A1-A3, C4"), ("XW-E144", None, None)]


def test_an_indicator_with_fewer_modules_than_the_total_is_told():
    fossil = [
        cell("A1-A3", "1.20", "gwp-fossil"),
        {"indicator": "gwp-fossil", "method": "EF 3.1", "stage": "C4", "basis": "declared", "state": "not_declared"},
    ]
    results, said, _ = footprint(cell("A1-A3", "1.25"), cell("C4", "0.125"), *fossil)
    assert results["gwp-fossil", "total"] == ("1.20", "kg CO2e")
    assert ("XW-E133", "gwp-total", "A1-A3, C4") in said
    assert ("XW-E133", "gwp-fossil", "A1-A3") in said


@pytest.mark.parametrize("module", ["A-C", "D1", "D2", "Total", "A1A2A3"])
def test_a_module_that_no_stage_holds_is_never_part_of_a_total(module):
    results, said, _ = footprint(cell("A1-A3", "1.25"), cell("C4", "0.125"), cell(module, "1.575"))
    assert results["gwp-total", "total"] == ("1.375", "kg CO2e")
    assert ("XW-E136", "gwp-total", module) in said


def test_no_total_where_the_gate_is_incomplete():
    results, said, data = footprint(cell("A1", "1"), cell("A3", "2"), cell("C4", "0.5"))
    assert set(results) == {("gwp-total", "end_of_life")}
    assert ("XW-E131", "gwp-total", "A1, A3, C4") in said
    assert data["boundary"]["stages"] == ("raw_material", "manufacturing", "end_of_life")


@pytest.mark.parametrize(
    ("modules", "kind"),
    [
        (("A1-A3",), "cradle_to_gate"),
        (("A1-A3", "A4"), "cradle_to_gate"),
        (("A1-A3", "C4"), "cradle_to_grave"),
        (("A1-A3", "A4", "A5", "C1"), "cradle_to_grave"),
        (("A1-A3", "A5"), None),  # use, but no end of life: neither of the two
        (("C3", "C4"), None),
    ],
)
def test_the_boundary_is_named_only_where_the_stages_agree_with_it(modules, kind):
    _, _, data = footprint(*(cell(module, "1") for module in modules))
    assert data["boundary"].get("type") == kind


def sheet(*cells):
    crossing = to_climate_sheet({"results": cells, "methods": {"gwp_set": "AR6-100"}}, KEY)
    made = [item for item in crossing.datasets[KEY]["results"] if item.get("method")]
    return {(item["indicator"], item["stage"]): item["amount"] for item in made}, crossing


def test_a_sheet_has_the_unit_of_the_stages_that_name_one():
    bare = {"method": None, "indicator": "gwp-total"}
    amounts, _ = sheet(cell("raw_material", "1", unit=None, **bare), cell("manufacturing", "2", **bare))
    assert amounts["gwp-ghg", "A1-A3"] == {"value": Decimal(3), "unit": "kg CO2e"}


def test_a_result_that_is_converted_for_a_sheet_is_told_as_such():
    amounts, crossing = sheet(cell("total", "0.00125", unit="t CO2e", method=None))
    assert amounts["gwp-ghg", "total"] == {"value": Decimal("1.25"), "unit": "kg CO2e"}
    target = (KEY, "results/0/amount")
    assert [link.fate for link in crossing.links if link.target == target] == [Fate.CONVERTED]

"""Climate results of EPDs by stage of GB/T 24067, and footprints as climate data sheets: every sum worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crosswalk.bridge.epd.climate import to_climate_sheet
from crosswalk.bridge.epd.crossing import epd_to_datasets
from crosswalk.bridge.epd.footprint import to_footprint
from crosswalk.core.findings import Fate

KEY = ("declaration", "11111111-1111-4111-8111-111111111111")


def cell(indicator, stage, value, scenario=None, method="EF 3.1", unit="kg CO2e"):
    made = {"indicator": indicator, "stage": stage, "basis": "declared", "state": "value"}
    made["amount"] = {"value": Decimal(value), "raw": value, "unit": unit}
    return made | ({"method": method} if method else {}) | ({"scenario": scenario} if scenario else {})


def total(stage, value, scenario=None, **more):
    return cell("gwp-total", stage, value, scenario, **more)


def epd(*cells, **more):
    return {"type": "epd", "results": cells, **more}


def values(crossing):
    return {
        (item["indicator"], item["stage"]): item["amount"]["value"]
        for item in crossing.datasets[KEY].get("results", ())
    }


def codes(crossing):
    return [found.code for found in crossing.findings]


def of_total(crossing):
    return {stage: value for (name, stage), value in values(crossing).items() if name == "gwp-total"}


SCENARIOS = ({"name": "S1"}, {"name": "S2", "default": True})
WHOLE = (
    *(total("A1-A3", "10"), total("A1", "1"), total("A2", "2"), total("A3", "7.5")),
    *(total("A4", "0.5"), total("B6", "3"), total("C3", "1", "S1"), total("C3", "2", "S2")),
    *(total("C4", "0.25"), total("D", "-4")),
)


def test_a_total_counts_the_gate_once_and_module_d_never():
    made = to_footprint(epd(*WHOLE, scenarios=SCENARIOS), KEY)
    # 10 + 0.5 + 3 + 2 + 0.25: the declared A1-A3 and not its members beside it, the default scenario, no D
    assert of_total(made) == {
        "raw_material": 3,
        "manufacturing": Decimal("7.5"),
        "distribution": Decimal("0.5"),
        "use": 3,
        "end_of_life": Decimal("2.25"),
        "total": Decimal("15.75"),
    }
    assert codes(made) == ["XW-E133", "XW-E134", "XW-E144"]
    assert made.findings[1].before == "-4"
    assert made.findings[0].params["modules"] == "A1-A3, A4, B6, C3, C4"


def test_every_part_of_a_sum_is_told_as_such():
    made = to_footprint(epd(*WHOLE, scenarios=SCENARIOS), KEY)
    ways = {(link.source[1], link.target[1]): link.fate for link in made.links if link.target[1].endswith("amount")}
    spots = {item["stage"]: f"results/{n}/amount" for n, item in enumerate(made.datasets[KEY]["results"])}
    assert {source for source, target in ways if target == spots["total"]} == {
        *("results/0", "results/4", "results/5", "results/7", "results/8")
    }
    assert ways["results/0", spots["total"]] is ways["results/1", spots["raw_material"]] is Fate.AGGREGATED
    assert ways["results/4", spots["distribution"]] is Fate.CARRIED
    assert not [source for source, _ in ways if source in ("results/6", "results/9")]


def test_of_scenarios_without_a_default_none_is_chosen():
    made = to_footprint(epd(*WHOLE, scenarios=({"name": "S1"}, {"name": "S2"})), KEY)
    assert of_total(made)["end_of_life"] == Decimal("0.25")
    assert of_total(made)["total"] == Decimal("13.75")
    (told,) = [found for found in made.findings if found.code == "XW-E130"]
    assert (told.params["module"], told.params["scenarios"]) == ("C3", "S1, S2")


def test_a_declared_gate_is_not_split_into_stages():
    made = to_footprint(epd(total("A1-A3", "10"), total("A4", "0.5")), KEY)
    assert of_total(made) == {"distribution": Decimal("0.5"), "total": Decimal("10.5")}
    assert codes(made) == ["XW-E133", "XW-E132", "XW-E144"]


def test_a_gate_with_a_module_missing_has_no_total():
    made = to_footprint(epd(total("A1", "1"), total("A3", "7.5"), total("C4", "0.25")), KEY)
    assert of_total(made) == {"end_of_life": Decimal("0.25")}
    assert codes(made) == ["XW-E131", "XW-E144"]


def test_what_is_not_declared_is_no_zero():
    nothing = {"indicator": "gwp-total", "method": "EF 3.1", "stage": "C4", "state": "not_declared", "amount": {}}
    made = to_footprint(epd(total("A1", "1"), total("A2", "2"), total("A3", "3"), nothing), KEY)
    assert of_total(made) == {"raw_material": 3, "manufacturing": 3, "total": 6}


def test_each_climate_indicator_is_its_own():
    names = ("gwp-total", "gwp-fossil", "gwp-biogenic", "gwp-luluc")
    cells = [cell(name, "A1-A3", str(spot)) for spot, name in enumerate(names, 1)]
    made = to_footprint(epd(*cells, cell("gwp-ghg", "A1-A3", "9"), cell("ap", "A1-A3", "8", unit="mol H+ e")), KEY)
    assert values(made) == {(name, "total"): spot for spot, name in enumerate(names, 1)}


def test_gwp_of_the_first_edition_is_an_approximation():
    made = to_footprint(epd(cell("gwp", "A1-A3", "5", method="EN 15804+A1")), KEY)
    assert values(made) == {("gwp-total", "total"): 5}
    assert codes(made) == ["XW-E133", "XW-E132", "XW-E135"]
    assert [link.fate for link in made.links if link.target[1] == "results/0/amount"] == [Fate.APPROXIMATED]
    assert "methods" not in made.datasets[KEY]


def test_modules_in_unlike_units_are_summed_in_kilograms():
    made = to_footprint(
        epd(total("A1-A3", "10"), total("A4", "0.5", unit="t CO2e"), total("C4", "1", unit="kg X")), KEY
    )
    assert of_total(made) == {"distribution": 500, "total": 510}
    assert {item["amount"]["unit"] for item in made.datasets[KEY]["results"]} == {"kg CO2e"}
    assert codes(made) == ["XW-B017", "XW-E133", "XW-E132", "XW-E144"]
    fates = {(link.source[1], link.target[1]): link.fate for link in made.links}
    assert fates["results/1", "results/0/amount"] is Fate.CONVERTED


def test_two_methods_are_never_mixed():
    odd = total("A4", "99", method="EF 3.0")
    made = to_footprint(epd(odd, total("A1-A3", "10"), total("C4", "1")), KEY)
    assert of_total(made) == {"end_of_life": 1, "total": 11}


@pytest.mark.parametrize(
    ("method", "stated"), [("EF 3.1", {"gwp_set": "AR6-100", "gwp_horizon": 100}), ("EF 3.0", None)]
)
def test_the_set_of_factors_is_stated_where_the_method_tells_it(method, stated):
    made = to_footprint(epd(total("A1-A3", "1", method=method)), KEY).datasets[KEY]
    assert made.get("methods") == stated


@pytest.mark.parametrize(
    ("modules", "kind", "stages"),
    [
        (("A1-A3",), "cradle_to_gate", ("raw_material", "manufacturing")),
        (("A1-A3", "A4"), "cradle_to_gate", ("raw_material", "manufacturing", "distribution")),
        (("A1-A3", "C4"), "cradle_to_grave", ("raw_material", "manufacturing", "end_of_life")),
        (("A1-A3", "D"), "cradle_to_gate", ("raw_material", "manufacturing")),
    ],
)
def test_the_boundary_is_that_of_the_modules(modules, kind, stages):
    made = to_footprint(epd(*(total(module, "1") for module in modules)), KEY).datasets[KEY]
    assert (made["boundary"]["type"], set(made["boundary"]["stages"])) == (kind, set(stages))


# ---- the other way


def stage(name, value, indicator="gwp-total", unit="kg CO2e"):
    return cell(indicator, name, value, method=None, unit=unit)


STAGES = (
    *(stage("raw_material", "3"), stage("manufacturing", "7000", unit="g CO2e"), stage("distribution", "0.5")),
    *(stage("use", "1"), stage("end_of_life", "2"), stage("total", "13.5")),
    *(stage("total", "12", "gwp-fossil"), stage("total", "0.5", "gwp-luluc")),
)
BIOGENIC = (stage("total", "2", "gwp-biogenic-emissions"), stage("total", "-1", "gwp-biogenic-removals"))


def footprint(*cells, gwp_set="AR6-100", **more):
    return {"results": cells, "methods": {"gwp_set": gwp_set}, **more}


def own(crossing):
    """The results that the sheet adds, by indicator and module."""
    results = crossing.datasets[KEY].get("results", ())
    return {(c["indicator"], c["stage"]): c["amount"]["value"] for c in results if c.get("method") == "EF 3.1"}


def test_a_sheet_has_the_gate_as_the_sum_of_both_stages_and_no_module_of_a_wider_stage():
    made = to_climate_sheet(footprint(*STAGES, *BIOGENIC), KEY)
    assert own(made) == {
        ("gwp-total", "A1-A3"): 10,  # 3 kg + 7000 g
        ("gwp-total", "A4"): Decimal("0.5"),
        ("gwp-total", "total"): Decimal("13.5"),
        ("gwp-fossil", "total"): 12,
        ("gwp-luluc", "total"): Decimal("0.5"),
        ("gwp-biogenic", "total"): 1,  # 2 − 1
    }
    assert codes(made) == ["XW-E141", "XW-E141", "XW-E142"]
    assert {found.params["stage"] for found in made.findings[:2]} == {"use", "end_of_life"}
    assert made.datasets[KEY]["type"] == "climate"


def test_without_uptake_and_release_the_net_total_is_gwp_ghg():
    made = to_climate_sheet(footprint(*STAGES), KEY)
    assert own(made)["gwp-ghg", "A1-A3"] == 10
    assert own(made)["gwp-ghg", "total"] == Decimal("13.5")
    assert not [name for name, _ in own(made) if name in ("gwp-total", "gwp-biogenic")]
    assert "XW-E143" in codes(made)


@pytest.mark.parametrize("gwp_set", ["AR5-100", "AR4-100", None])
def test_another_set_of_factors_is_not_passed_off_as_ef(gwp_set):
    made = to_climate_sheet(footprint(*STAGES, *BIOGENIC, gwp_set=gwp_set), KEY)
    assert own(made) == {}
    assert codes(made) == ["XW-E140"]


def test_a_sheet_names_standards_for_footprints_and_never_en_15804():
    stated = {"standards": ("ISO 14067:2018", "EN 15804+A2")}

    def named(data):
        compliance = to_climate_sheet(data, KEY).datasets[KEY]["compliance"]
        return [item["name"]["items"][0][1] for item in compliance]

    assert named(footprint(*STAGES, report=stated)) == ["GB/T 24067-2024", "ISO 14067:2018"]
    assert named(footprint(*STAGES)) == ["GB/T 24067-2024"]


def test_the_stages_travel_along_and_come_back():
    data = footprint(*STAGES, *BIOGENIC)
    sheet = to_climate_sheet(data, KEY).datasets[KEY]
    assert to_footprint(sheet, KEY).datasets[KEY]["results"] == data["results"]


def test_the_account_leads_each_figure_of_a_sheet_to_its_cell():
    """One way over both bridges: from the stage of the footprint to the module of the process dataset."""
    sheet = to_climate_sheet(footprint(*STAGES), KEY)
    made = sheet.then(epd_to_datasets(sheet.datasets[KEY], KEY, ("process", "flow", "contact", "source")))
    first = {link.source[1]: link.target[1] for link in reversed(made.links)}
    assert first["results/0/amount"] == first["results/1/amount"] == "lcia_results/0/modules/0/cell"
    assert first["results/2/amount"] == "lcia_results/0/modules/1/cell"
    assert first["results/5/amount"] == "lcia_results/0/mean"
    assert first["results/6/amount"] == "lcia_results/1/mean"
    assert first["results/1/stage"] == "lcia_results/0/modules/0/module"

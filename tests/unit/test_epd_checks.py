"""What the checks of EPDs say, and what they do not say: expected figures are worked out by hand."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

import crosswalk
from crosswalk.checks import check_document
from crosswalk.checks.datasets.values import checker
from crosswalk.checks.epd.declarations import climate_alone
from crosswalk.checks.epd.figures import Figure, Sheet
from crosswalk.checks.epd.scenarios import group_findings
from crosswalk.checks.epd.sums import differing_aggregates, differing_totals
from crosswalk.checks.unit_groups import check_unit_group
from crosswalk.core.messages import text_of
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.model.base import Amount
from crosswalk.model.epd import CellState, Scenario
from crosswalk.model.methods import method_evidence
from crosswalk.model.resolution import Clue, resolve
from crosswalk.model.results import Results, Row
from crosswalk.model.unit_group import Unit, UnitGroup

HOME = Path(__file__).resolve().parents[2] / "fixtures" / "ilcd_epd"


def said(finding, language):
    params = {"before": finding.before, "after": finding.after, **finding.params}
    return text_of(finding.code, "message", language, params)


def found(name, code):
    return [item for item in everything(HOME / name) if item.code == code]


def everything(path):
    return [item for document in crosswalk.read(path).documents for item in check_document(document)]


def changed(tmp_path, name, *pairs):
    """The findings by code of a fixture, a file or a folder, in which texts were replaced."""
    home = HOME.parent / name
    copy = tmp_path / home.name
    (shutil.copytree if home.is_dir() else shutil.copy)(home, copy)
    for path in [copy] if copy.is_file() else copy.rglob("*.xml"):
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    return {item.code: item for item in everything(copy)}


# ---- methods


def test_the_evidence_for_a_method_speaks_both_languages():
    (item,) = found("1.1/valid/panel.xml", "XW-E164")
    assert said(item, "zh").endswith("：EN 15804+A1；EN 15804+A1：声明符合，仅作旁证）。")
    assert said(item, "en").endswith(": EN 15804+A1; EN 15804+A1: claimed, weak evidence).")
    assert "GWP、ODP" in said(item, "zh")
    assert "GWP, ODP" in said(item, "en")


def test_a_method_that_nothing_tells_is_called_unknown(tmp_path):
    """Rows that are known by their names alone, and no standard: nothing is marked as EN 15804+A2."""
    gwp = ("a7ea142a-9749-11ed-a8fc-0242ac120002", "aaaaaaaa-0000-4000-8000-000000000000")
    names = (("Global Warming Potential - total (GWP-total)", "GWP"), ("全球变暖潜势-总计（GWP-total）", "GWP"))
    claim = ("d4aa3ec7-b1d7-4a4a-a6cb-37af88dcc902", "aaaaaaaa-0000-4000-8000-000000000001")
    said_of = changed(tmp_path, "ilcd_epd/odd/scenario-no-default.xml", gwp, claim, *names)
    assert "given as “unknown”" in said(said_of["XW-E163"], "en")
    assert "方法标为“未知”" in said(said_of["XW-E163"], "zh")


def test_the_old_gwp_alone_does_not_fulfil_the_standard_either():
    row = next(row for row in table("indicators/identifiers.csv") if row["indicator"] == "gwp")
    resolved = resolve(Clue(row["uuid"], unit="kg CO2 eqv."))
    rows = [Row("lcia_results/0", row["uuid"], Clue(row["uuid"]), resolved, ())]
    results = Results(rows, evidence=method_evidence([resolved], []))
    assert [item.code for item in climate_alone(results, Place())] == ["XW-E172"]


# ---- words


def test_states_and_kinds_are_words_of_the_language():
    assert text_of("XW-E166", "message", "zh", {"state": "module_not_assessed"}).endswith(
        "按 模块未评价 理解；原文保留。"
    )
    params = {"indicator": "PERE", "kind": "input", "found": "lcia"}
    assert text_of("XW-E007", "message", "zh", params) == "指标 PERE 属于输入，却列在影响类别之中。"
    assert text_of("XW-E007", "message", "en", params) == (
        "PERE belongs to the inputs but stands among the impact categories."
    )


# ---- dates


@pytest.mark.parametrize(
    ("published", "until", "told"),
    [
        ("2025-03-01", "2024", True),
        ("2025-03-01", "2025", False),
        ("01.03.2025", "2024", False),  # no date: XW-E178 tells it, and nothing is concluded from it
        ("2025-03-01+01:00", "2024", True),
    ],
)
def test_only_dates_are_compared(tmp_path, published, until, told):
    pairs = ((">2025-03-01<", f">{published}<"), (">2030<", f">{until}<"))
    assert ("XW-E156" in changed(tmp_path, "ilcd_epd/odd/plain.xml", *pairs)) is told


# ---- scenarios


def test_alternatives_without_a_group_are_those_of_a_module():
    names = ("Gdansk", "Berlin", "recycling", "incineration")
    cells = [("A4", "Gdansk"), ("A4", "Berlin"), ("C3", "recycling"), ("C4", "recycling"), ("C3", "incineration")]
    figures = [Figure("ap", None, m, n, CellState.VALUE, Decimal(1), "1", f"{m}/{n}") for m, n in cells]

    def told(*defaults):
        scenarios = [Scenario(name=name, default=True if name in defaults else None) for name in names]
        findings = group_findings(Sheet(figures), scenarios, lambda pointer: Place(pointer=pointer), "epd/scenarios")
        return [item.params["scenarios"] for item in findings]

    assert told("Gdansk", "recycling") == []
    assert told("Gdansk") == ["recycling, incineration"]
    assert told() == ["Gdansk, Berlin", "recycling, incineration"]
    assert told("Gdansk", "Berlin", "recycling") == ["Gdansk, Berlin"]


def test_openepd_has_its_own_way_with_scenarios():
    """The overall value of a scope is the weighted sum of its scenarios (openepd 8.0.0, EolScenario.likelihood)."""
    assert everything(HOME.parent / "openepd" / "valid" / "rebar.json") == []


# ---- the product


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("0.30000000000000004", False),  # 3 x 0.1 as a server counts it
        ("0.3", False),
        ("0.31", True),
    ],
)
def test_servers_multiply_in_binary(tmp_path, amount, told):
    pairs = (
        ('"meanAmount": 1000.0', '"meanAmount": 3'),
        ('"meanValue": 1.0', '"meanValue": 0.1'),
        ('"resultingflowAmount": 1000.0', f'"resultingflowAmount": {amount}'),
    )
    assert ("XW-E187" in changed(tmp_path, "soda4lca/valid/rebar.json", *pairs)) is told


@pytest.mark.parametrize(
    ("density", "unit", "told"),
    [
        ("1600", "kg/m^3", False),
        ("1600", "kg/m³", False),
        ("1.6", "kg/m3", True),
        ("1.6", "g/cm^3", False),  # 1600 kg/m3, but in a unit that is not the property's own: nothing is compared
    ],
)
def test_densities_are_compared_in_their_own_unit(tmp_path, density, unit, told):
    pairs = ((">1600<", f">{density}<"), ('Units name="kg/m^3"', f'Units name="{unit}"'))
    assert ("XW-E194" in changed(tmp_path, "ilcd_epd/odd/conversion-agrees", *pairs)) is told


# ---- sums


def sheet(values, module="A1-A3"):
    """A sheet of one module, or of several where the keys are pairs of indicator and module."""
    figures = []
    for key, text in values.items():
        indicator, code = key if isinstance(key, tuple) else (key, module)
        state = CellState.VALUE
        figures.append(Figure(indicator, None, code, None, state, Decimal(text), text, f"{indicator}/{code}"))
    return Sheet(figures)


@pytest.mark.parametrize(
    ("total", "parts", "agrees"),
    [
        ("0.02", ("0.01", "0.01", "0.001"), True),  # 0.021, less than 0.005 + 0.005 + 0.005 + 0.0005 away
        ("0.05", ("0.01", "0.01", "0.001"), False),
        ("0.020", ("0.010", "0.010", "0.003"), False),  # 0.023, more than four times 0.0005 away
        ("0.0206", ("0.0", "0.0", "0.0"), False),  # a zero is not a rounded number
        ("100", ("99", "0", "0"), True),
        ("100.0", ("98.5", "0", "0"), False),
        ("1E-13", ("2E-13", "0", "0"), True),
    ],
)
def test_rounding_is_no_difference(total, parts, agrees):
    values = dict(zip(("gwp-total", "gwp-fossil", "gwp-biogenic", "gwp-luluc"), (total, *parts), strict=True))
    assert (not list(differing_totals(sheet(values)))) is agrees


def test_rounding_is_no_difference_of_modules_either():
    found = {("ap", "A1-A3"): "0.4", ("ap", "A1"): "0.3", ("ap", "A2"): "0.04", ("ap", "A3"): "0.04"}
    assert list(differing_aggregates(sheet(found))) == []
    found = {("ap", "A1-A3"): "0.41", ("ap", "A1"): "0.30", ("ap", "A2"): "0.04", ("ap", "A3"): "0.04"}
    ((code, _, expected, parts),) = differing_aggregates(sheet(found))
    assert (code, expected, parts) == ("XW-E151", Decimal("0.38"), "A1 + A2 + A3")


def test_a_range_counts_a_group_once():
    """A-C is 1 + 0.5; the members of A1-A3 are in it already."""
    found = {("ap", "A-C"): "1.5", ("ap", "A1-A3"): "1.0", ("ap", "A1"): "0.7", ("ap", "C4"): "0.5"}
    assert list(differing_aggregates(sheet(found))) == []
    found[("ap", "A-C")] = "2.2"
    ((code, _, expected, parts),) = differing_aggregates(sheet(found))
    assert (code, expected, parts) == ("XW-E151", Decimal("1.5"), "A1-A3 + C4")


def test_differences_are_told_in_codes():
    values = {"gwp-total": "3.0", "gwp-fossil": "1.0", "gwp-biogenic": "0.5", "gwp-luluc": "0.5"}
    ((code, _, expected, parts),) = differing_totals(sheet(values))
    assert (code, expected, parts) == ("XW-E150", Decimal("2.0"), "GWP-fossil + GWP-biogenic + GWP-luluc")


def test_a_part_that_slipped_is_compared_with_its_total():
    """0.0732 - (0.0126 + 0.06) is 0.0006; 600 is a million times that."""
    values = {"gwp-total": "0.0732", "gwp-fossil": "0.0126", "gwp-biogenic": "0.06", "gwp-luluc": "600"}
    ((code, figure, expected, parts),) = differing_totals(sheet(values))
    assert (code, figure.indicator, expected, parts) == ("XW-E154", "gwp-luluc", Decimal("0.000600"), "GWP-total")
    shown = text_of(code, "message", "en", {"before": "600", "after": "0.0006", "parts": parts})
    assert "by GWP-total it should be about 0.0006" in shown


# ---- values and unit groups


@pytest.mark.parametrize(
    ("text", "legal"),
    [("5", True), (" -5\n", True), ("2147483647", True), ("2147483648", False), ("9" * 5000, False), ("5.0", False)],
)
def test_integers_of_the_extension_have_32_bits(text, legal):
    """W3C XML Schema part 2, 3.3.17."""
    assert (checker("xs:int", "epd")(text) is None) is legal


def test_a_unit_group_without_a_reference_unit_has_no_unit_to_compare_with():
    units = (Unit(internal_id=0, name="kg", mean=Amount(value=Decimal(0))),)

    def codes(reference):
        place = SimpleNamespace(model=UnitGroup(units=units, reference_unit=reference), place_at=lambda _: Place())
        return [item.code for item in check_unit_group(place)]

    assert codes(0) == ["XW-E190"]
    assert codes(None) == []

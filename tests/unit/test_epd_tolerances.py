"""Sums, the balance of carbon and dates of EPDs at the edges of what is told, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crosswalk.checks.epd.declarations import check_epd_declaration
from crosswalk.checks.epd.figures import Sheet, of_cells
from crosswalk.checks.epd.scenarios import closure_findings
from crosswalk.checks.epd.sums import differing_aggregates, differing_totals
from crosswalk.core.places import Place
from crosswalk.formats import load
from crosswalk.model.base import Amount, Reference, Text
from crosswalk.model.declaration import Declaration, ResultCell
from crosswalk.model.epd import CellState, Scenario


def cell(indicator, stage, value, scenario=None):
    amount = Amount(value=Decimal(value), raw=value, unit="kg CO2e")
    return ResultCell(method="EF 3.1", indicator=indicator, stage=stage, scenario=scenario, amount=amount)


def sheet(*cells):
    return Sheet(of_cells(cells))


def gate(total, *parts):
    return [cell("gwp-total", "A1-A3", total), *(cell("gwp-total", f"A{n}", v) for n, v in enumerate(parts, 1))]


@pytest.mark.parametrize(
    ("total", "told"),
    [("10.00", False), ("10.10", False), ("9.90", False), ("10.20", True), ("9.80", True), ("10.1020", True)],
)
def test_an_aggregate_may_be_one_per_cent_from_its_members(total, told):
    found = list(differing_aggregates(sheet(*gate(total, "1.0000", "2.0000", "7.0000"))))
    assert [(code, figure.value, wanted) for code, figure, wanted, _ in found] == (
        [("XW-E151", Decimal(total), 10)] if told else []
    )


@pytest.mark.parametrize(("total", "told"), [("10.00", False), ("10.10", False), ("10.20", True), ("9.80", True)])
def test_a_total_may_be_one_per_cent_from_its_parts(total, told):
    parts = (("gwp-fossil", "7.0000"), ("gwp-biogenic", "2.0000"), ("gwp-luluc", "1.0000"))
    cells = [cell("gwp-total", "A1", total), *(cell(name, "A1", value) for name, value in parts)]
    assert [code for code, *_ in differing_totals(sheet(*cells))] == (["XW-E150"] if told else [])


def test_totals_that_stand_one_module_further_are_told_as_shifted():
    sums, modules = ("1", "20", "300", "4000"), ("A1", "A2", "A3", "A4")
    cells = [
        cell("gwp-total", module, value) for module, value in zip(modules, ("20", "300", "4000", "50000"), strict=True)
    ]
    for module, value in zip(modules, sums, strict=True):
        cells += [cell("gwp-fossil", module, value), cell("gwp-biogenic", module, "0"), cell("gwp-luluc", module, "0")]
    ((code, figure, wanted, shift),) = differing_totals(sheet(*cells))
    assert (code, figure.module, wanted, shift) == ("XW-E153", "A1", 1, "+1")


@pytest.mark.parametrize("state", [CellState.NOT_DECLARED, CellState.EMPTY])
def test_a_member_without_a_number_makes_no_sum(state):
    nothing = ResultCell(method="EF 3.1", indicator="gwp-total", stage="A2", state=state)
    cells = [cell("gwp-total", "A1-A3", "99"), cell("gwp-total", "A1", "1"), nothing, cell("gwp-total", "A3", "7")]
    assert list(differing_aggregates(sheet(*cells))) == []


@pytest.mark.parametrize(
    ("product", "release", "told"),
    [
        ("-10", "10", False),
        ("-10", "6", True),  # taken up and not given off
        ("-10", "14", True),
        ("4", "0", False),  # nothing was taken up
        ("0", "4", False),
    ],
)
def test_carbon_closes_where_some_was_taken_up(product, release, told):
    ends = [cell("gwp-biogenic", stage, "0") for stage in ("C1", "C2", "C4")]
    cells = [cell("gwp-biogenic", "A1-A3", product), *ends, cell("gwp-biogenic", "C3", release)]
    found = list(closure_findings(sheet(*cells), (), lambda pointer: Place(pointer=pointer)))
    assert [item.code for item in found] == (["XW-E157"] if told else [])


def said(**parts):
    document = load("openepd").open({"doctype": "openEPD"}, "declaration")
    return [found.code for found in check_epd_declaration(Declaration(type="epd", **parts), document)]


def test_declarations_are_held_to_the_same():
    assert said(scenarios=(Scenario(name="S1", group="g"), Scenario(name="S2", group="g"))) == [
        "XW-E176",
        "XW-E176",
        "XW-E160",
    ]
    assert said(report={"date": "2025-03-01"}, interpretation={"valid_until": "2025-02-28"}) == ["XW-E156"]
    assert said(report={"date": "2025-03-01"}, interpretation={"valid_until": "2025"}) == []
    claim = (Reference(name=Text.of(en="EN 15804+A2")),)
    assert said(compliance=claim, results=(cell("gwp-total", "A1", "1"),)) == ["XW-E172"]
    assert said(compliance=claim, results=(cell("gwp-total", "A1", "1"), cell("ap", "A1", "1"))) == []
    assert said(compliance=claim) == []

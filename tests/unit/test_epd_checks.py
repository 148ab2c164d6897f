"""What the checks of EPDs say, and what they do not say: expected figures are worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import crosswalk
from crosswalk.checks import check_document
from crosswalk.checks.epd.figures import Figure, Sheet
from crosswalk.checks.epd.sums import differing_aggregates, differing_totals
from crosswalk.core.messages import text_of
from crosswalk.model.epd import CellState

HOME = Path(__file__).resolve().parents[2] / "fixtures" / "ilcd_epd"


def said(finding, language):
    params = {"before": finding.before, "after": finding.after, **finding.params}
    return text_of(finding.code, "message", language, params)


def found(name, code):
    documents = crosswalk.read(HOME / name).documents
    return [item for document in documents for item in check_document(document) if item.code == code]


# ---- methods


def test_the_evidence_for_a_method_speaks_both_languages():
    (item,) = found("1.1/valid/panel.xml", "XW-E164")
    assert said(item, "zh").endswith("：EN 15804+A1；EN 15804+A1：声明符合，仅作旁证）。")
    assert said(item, "en").endswith(": EN 15804+A1; EN 15804+A1: claimed, weak evidence).")
    assert "GWP、ODP" in said(item, "zh")
    assert "GWP, ODP" in said(item, "en")


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

"""Footprints as climate data sheets of ILCD+EPD, read with lxml alone: their totals, and never a claim of EN 15804."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from crosswalk.core.errors import CannotExpress
from crosswalk.core.findings import Fate, Ledger
from crosswalk.core.units import convert
from crosswalk.pipeline.convert import Request, convert_package
from crosswalk.pipeline.reading import open_package

HOME = Path(__file__).parents[2] / "fixtures" / "gbt24067" / "0.1"
FILES = sorted(path for path in (HOME / "valid").iterdir() if path.suffix in (".xlsx", ".json"))
TOTALS = {
    "a7ea142a-9749-11ed-a8fc-0242ac120002": "gwp-total",
    "e03c018f-8526-44bc-b5e4-bc03c3ab32f3": "gwp-total",  # GWP-GHG: a total without biogenic carbon
    "a7ea19c0-9749-11ed-a8fc-0242ac120002": "gwp-fossil",
    "a7ea1ae2-9749-11ed-a8fc-0242ac120002": "gwp-luluc",
}
EN_15804 = {
    "b00f9ec0-7874-11e3-981f-0800200c9a66",
    "c0016b33-8cf7-415c-ac6e-deba0d21440d",
    "d4aa3ec7-b1d7-4a4a-a6cb-37af88dcc902",
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_totals_of_a_footprint_stand_in_the_sheet_and_in_the_account(path):
    (document,) = open_package(path).documents
    said = {
        cell.indicator: convert(cell.amount.value, cell.amount.unit or "kg CO2e", "kg CO2e").value
        for cell in document.model.results
        if cell.stage == "total" and cell.amount is not None and cell.amount.value is not None
    }
    ledger = Ledger(detail=True)
    done = convert_package(open_package(path), Request("ilcd-epd", options={"climate": "sheet"}), ledger=ledger)
    assert done.account.balanced
    (data,) = [data for name, data in done.files.items() if "processes/" in name and name.endswith(".xml")]
    root = etree.fromstring(data)
    written = {
        TOTALS[uuid]: Decimal(node.findtext("{*}meanAmount"))
        for node in root.iter("{*}LCIAResult")
        if (uuid := node.find("{*}referenceToLCIAMethodDataSet").get("refObjectId")) in TOTALS
        and node.findtext("{*}meanAmount") is not None
    }
    assert written
    assert written == {name: said[name] for name in written}
    assert not {node.get("refObjectId") for node in root.iter("{*}referenceToComplianceSystem")} & EN_15804
    kept = {entry.text for entry in ledger.entries if entry.fate is not Fate.DROPPED and entry.target is not None}
    raws = {cell.indicator: cell.amount.raw for cell in document.model.results if cell.stage == "total" and cell.amount}
    assert {raws[name] for name in written} <= kept


def test_a_footprint_is_no_epd_unless_a_sheet_is_asked_for():
    with pytest.raises(CannotExpress, match="XW-E145"):
        convert_package(open_package(FILES[0]), Request("ilcd-epd"))

"""Characterisation of the glass fixtures, as a table, as JSON, through the API and into a footprint.

The amounts and factors stand in ``fixtures/build_lcia.py``; the sums are worked out here.
"""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

import crosswalk
from crosswalk.cli.main import main
from crosswalk.core.errors import UsageError
from crosswalk.lcia import climate_methods

HOME = Path(__file__).resolve().parents[2] / "fixtures" / "ilcd" / "lcia"
GLASS, METHODS = HOME / "glass", HOME / "methods"
FLOAT, CUTTING = "4ac1ec9b-ba06-5618-9af2-425b152f361c", "6facb827-6d33-5ea4-8d20-bb5c3b737838"
NOW = "2026-03-02T00:00:00Z"
CODES = climate_methods()
FLOAT_GLASS = {
    "gwp-fossil": Decimal("0.91233"),  # 0.85 × 1 + 0.0020 × 29.8 + 0.00001 × 273 = 0.85 + 0.0596 + 0.00273
    "gwp-biogenic": Decimal("0.0081"),  # 0.0003 × 27.0
    "gwp-luluc": Decimal("0.0012"),  # 0.0012 × 1
    "gwp-total": Decimal("0.92163"),  # 0.91233 + 0.0081 + 0.0012
}


def test_the_api_gives_every_process_in_turn():
    found = {impacts.process.identity.uuid: impacts for impacts in crosswalk.characterise(GLASS, METHODS)}
    values = {result.method.uuid: result.value for result in found[FLOAT].done.results}
    assert {code: values[CODES[code]] for code in FLOAT_GLASS} == FLOAT_GLASS
    assert found[FLOAT].done.unchecked == found[FLOAT].done.misfits == 0
    assert (found[FLOAT].done.elementary, found[FLOAT].done.matched) == (7, 6)
    water = next(result for result in found[CUTTING].done.results if result.method.name == "Water use")
    assert water.value == Decimal("0.70")  # 0.01 × 70, the factor for ES, where the process is
    assert [found.code for found in found[CUTTING].findings] == ["XW-M001", "XW-M004", "XW-M006", "XW-M002"]


def test_tidas_gives_what_ilcd_gives(tmp_path):
    for folder in (GLASS, METHODS):
        crosswalk.convert(folder, "tidas", tmp_path / f"{folder.name}.zip", draft=True, now=NOW)
    pairs = zip(
        crosswalk.characterise(GLASS, METHODS),
        crosswalk.characterise(tmp_path / "glass.zip", tmp_path / "methods.zip"),
        strict=True,
    )
    for ilcd, tidas in pairs:
        assert ilcd.done == tidas.done


def test_methods_and_processes_can_be_chosen():
    (impacts,) = crosswalk.characterise(GLASS, METHODS, chosen=(CODES["gwp-luluc"],), select=FLOAT)
    assert [(result.method.uuid, result.value) for result in impacts.done.results] == [
        (CODES["gwp-luluc"], Decimal("0.0012"))
    ]
    with pytest.raises(UsageError) as caught:
        list(crosswalk.characterise(GLASS, METHODS, chosen=("nobody",)))
    assert caught.value.code == "XW-M023"
    with pytest.raises(UsageError) as caught:
        list(crosswalk.characterise(GLASS, GLASS))
    assert caught.value.code == "XW-M003"


def test_the_table_and_the_document_say_the_same(tmp_path):
    base = ["characterise", str(GLASS), "--methods", str(METHODS)]
    assert main([*base, "-o", str(tmp_path / "r.csv")]) == 0
    assert main([*base, "-o", str(tmp_path / "r.json")]) == 0
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    pairs = {
        (item["uuid"], result["method"]): result["value"] for item in document["results"] for result in item["results"]
    }
    assert pairs == {(row["process"], row["method"]): row["value"] for row in rows}
    cutting = next(item for item in document["results"] if item["uuid"] == CUTTING)
    assert {item["reason"] for item in cutting["unmatched"]} == {"no_amount", "other_direction", "unknown_flow"}
    assert cutting["left_out"]["no_amount"] == {"exchanges": 1, "share": "0.1250"}  # 1 of 8
    declared = next(row for row in rows if row["declared"])
    assert (declared["declared"], declared["difference"]) == ("0.025", "-0.005")  # 0.02 − 0.025
    assert Decimal(declared["relative_difference"]) == Decimal("-0.2")  # −0.005 ÷ 0.025
    assert main([*base, "-o", str(tmp_path / "r.csv")]) == 4
    assert main([*base, "-o", str(tmp_path / "r.xlsx")]) == 2
    assert main([*base, "--select", "nobody"]) == 2
    assert main([*base, "--fail-on", "warning"]) == 1


@pytest.fixture
def footprint(tmp_path):
    def convert(uuid, **more):
        options = {"methods": str(METHODS)}
        out = tmp_path / "f.json"
        return crosswalk.convert(GLASS, "gbt24067", out, select=uuid, draft=True, now=NOW, options=options, **more)

    return convert


def test_a_footprint_takes_what_it_lacks_from_a_complete_inventory(footprint, tmp_path):
    conversion = footprint(FLOAT)
    assert conversion.account.balanced
    (document,) = crosswalk.read(tmp_path / "f.json").documents
    assert {cell.indicator: cell.amount.value for cell in document.model.results} == FLOAT_GLASS
    computed = [found for found in conversion.ledger.findings if found.code == "XW-M016"]
    assert {found.params["version"] for found in computed} == {"01.00.000"}
    assert {Decimal(found.after) for found in computed} == set(FLOAT_GLASS.values())
    assert {found.source.member.rpartition("/")[2] for found in computed} == {f"{FLOAT}.xml"}


def test_an_incomplete_inventory_fills_nothing_and_what_is_declared_stays(footprint, tmp_path):
    conversion = footprint(CUTTING)
    (document,) = crosswalk.read(tmp_path / "f.json").documents
    assert [(cell.indicator, cell.amount.value) for cell in document.model.results] == [("gwp-total", Decimal("0.025"))]
    codes = {found.code for found in conversion.ledger.findings}
    assert {"XW-M010", "XW-M011", "XW-M012", "XW-M017", "XW-M019"} <= codes
    assert "XW-M016" not in codes


def test_names_of_a_withheld_inventory_do_not_leave(footprint):
    conversion = footprint(CUTTING, disclose="buyer")
    named = [found for found in conversion.ledger.findings if "names" in found.params]
    assert named
    assert {name for found in named for name in found.params["names"]} == {"…"}

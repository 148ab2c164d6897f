"""What must be said where an EPD and its declaration do not hold the same."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import crosswalk
from crosswalk.bridge.epd.crossing import epd_to_datasets, epd_to_declaration
from crosswalk.model.base import plain

HOME = Path(__file__).resolve().parents[2] / "fixtures" / "ilcd_epd"
UUID = "11111111-1111-4111-8111-111111111111"
KEY = ("declaration", UUID)
KINDS = ("process", "flow", "contact", "source")


def text(words):
    return {"items": (("en", words),)}


def process(**more):
    result = {"module": "A1-A3", "cell": {"value": Decimal(5), "raw": "5", "state": "value"}}
    method = {"id": "6a37f984-a4b3-458a-a20a-64418c145fa2", "name": text("GWP-total")}
    made = {"identity": {"uuid": UUID}, "method": {"dataset_type": "EPD"}}
    return made | {"lcia_results": ({"method": method, "modules": (result,)},)} | more


def codes(crossing):
    return [found.code for found in crossing.findings]


def test_results_without_a_declared_unit_are_told():
    assert codes(epd_to_declaration({("process", UUID): process()})) == ["XW-E120"]


def test_an_owner_that_is_a_placeholder_is_told_with_its_words():
    owner = {"kind": "contact data set", "id": "c", "name": text("00.00.001")}
    crossing = epd_to_declaration({("process", UUID): process(publication={"owner": owner})})
    (told,) = [found for found in crossing.findings if found.code == "XW-E121"]
    assert (told.before, told.params["role"]) == ("00.00.001", "owner")


def test_a_result_that_no_identifier_stands_for_is_left_out_and_told():
    amount = {"value": Decimal(1), "unit": "kg CO2e"}
    cells = (
        {"indicator": "openepd:gwp", "method": "TRACI 2.1", "stage": "A1-A3", "state": "value", "amount": amount},
        {"indicator": "gwp-total", "method": "EN 15804+A2", "stage": "A1-A3", "state": "value", "amount": amount},
    )
    made = epd_to_datasets({"identity": {"uuid": UUID}, "type": "epd", "results": cells}, KEY, KINDS)
    told = [(found.params["indicator"], found.params["method"]) for found in made.findings if found.code == "XW-E123"]
    # GWP-total of A2 has one UUID under EF 3.0 and another under EF 3.1: neither is taken for the other
    assert told == [("openepd:gwp", "TRACI 2.1"), ("gwp-total", "EN 15804+A2")]
    assert "lcia_results" not in made.datasets["process", UUID]


def test_a_changed_unit_that_the_datasets_do_not_take_is_told():
    datasets = {
        (item.kind, item.model.identity.uuid): plain(item.model)
        for item in crosswalk.read(HOME / "1.2/valid").documents
    }
    ((key, declaration),) = epd_to_declaration(datasets).datasets.items()
    assert "XW-E122" not in codes(epd_to_datasets(declaration, key, KINDS))
    unit = declaration["unit"] | {"quantity": {"value": Decimal(500), "unit": "kg"}}
    assert "XW-E122" in codes(epd_to_datasets(declaration | {"unit": unit}, key, KINDS))

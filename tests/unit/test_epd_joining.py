"""Declarations put back into the datasets of an EPD, or into new ones: units, dates and rows, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crosswalk.bridge.epd.crossing import epd_to_datasets, epd_to_declaration
from crosswalk.core.findings import Fate
from crosswalk.model.base import plain
from crosswalk.model.schema import MODELS

UUID = "11111111-1111-4111-8111-111111111111"
KEY = ("declaration", UUID)
KINDS = ("process", "flow", "contact", "source")
MASS = "93a60a56-a3c8-11da-a746-0800200b9a66"
CARBON = "62e503ce-544a-4599-b2ad-bcea15a7bf20"
FRESHWATER = "b53ec18f-7377-4ad3-86eb-cc3f4f276b2b"
UNITS_OF_P = "0429039d-a61d-4590-ba67-aa4a20a810a1"
TOTAL = "a7ea142a-9749-11ed-a8fc-0242ac120002"
UNITS_OF_GWP = "1ebf3012-d0db-4de2-aefd-ef30cedb0be1"


def amount(value, unit):
    return {"value": Decimal(value), "raw": value, "unit": unit}


def new(**unit):
    """Datasets of a declaration that no datasets travel with, what was said, and the fate of each part of the unit."""
    declaration = {"type": "epd", "product": {"name": {"items": (("en", "Mat"),)}}, "unit": unit}
    crossing = epd_to_datasets(declaration, KEY, KINDS)
    ((_, flow),) = [item for item in crossing.datasets.items() if item[0][0] == "flow"]
    properties = {item["property"]["id"]: str(item["mean"]["value"]) for item in flow["flow_properties"][1:]}
    fates = {link.source[1]: link.fate for link in crossing.links if link.source[1].startswith("unit/")}
    return properties, [found.code for found in crossing.findings], fates


@pytest.mark.parametrize(
    ("mass", "per_unit", "fate"),
    [
        (("500", "g"), "0.25", Fate.CONVERTED),  # 0.5 kg for 2 m2
        (("0.5", "kg"), "0.25", Fate.CONVERTED),
        (("0.001", "t"), "0.5", Fate.CONVERTED),
        (("1", "lb"), "0.226796185", Fate.CONVERTED),  # 0.45359237 kg for 2 m2
    ],
)
def test_a_mass_is_brought_to_kilograms_for_one_unit(mass, per_unit, fate):
    properties, _, fates = new(quantity=amount("2", "m2"), mass=amount(*mass))
    assert properties == {MASS: per_unit}
    assert fates["unit/mass"] is fate


def test_carbon_may_be_stated_as_a_mass():
    properties, _, _ = new(quantity=amount("2", "m2"), biogenic_carbon=amount("30", "g"))
    assert properties == {CARBON: "0.015"}
    properties, _, _ = new(quantity=amount("2", "m2"), biogenic_carbon=amount("30", "kg C"))
    assert properties == {CARBON: "15"}


def test_the_sources_characters_stay_where_nothing_is_computed():
    _, _, fates = new(quantity=amount("1.0", "m2"), mass=amount("3.63e-05", "kg"))
    assert fates["unit/mass"] is Fate.CARRIED


def test_a_digit_that_is_rounded_is_told():
    properties, _, fates = new(quantity=amount("3", "m2"), mass=amount("1", "kg"))
    assert properties == {MASS: "0." + 34 * "3"}
    assert fates["unit/mass"] is Fate.ROUNDED


def test_a_mass_in_a_unit_of_another_kind_is_not_written():
    properties, said, fates = new(quantity=amount("2", "m2"), mass=amount("5", "m3"))
    assert properties == {}
    assert "XW-E137" in said
    assert "unit/mass" not in fates


def test_a_declared_unit_that_is_converted_is_told():
    _, _, fates = new(quantity=amount("1", "lb"))
    assert fates["unit/quantity"] is Fate.CONVERTED


def datasets(time=None, epd=None):
    """An EPD with EP-freshwater in kg P and GWP-total in kg CO2e, as plain data."""

    def row(uuid, group, label, *modules):
        return {
            "method": {"id": uuid},
            "unit_group": {"id": group, "name": {"items": (("en", label),)}},
            "modules": tuple(
                {"module": name, "cell": {"value": Decimal(value), "raw": value}} for name, value in modules
            ),
        }

    process = {
        "identity": {"uuid": UUID},
        "method": {"dataset_type": "EPD"},
        "lcia_results": (
            row(TOTAL, UNITS_OF_GWP, "kg CO2 eqv.", ("A1-A3", "1.25"), ("C4", "0.125")),
            row(FRESHWATER, UNITS_OF_P, "kg P eqv.", ("A1-A3", "0.04"), ("C4", "0.002")),
        ),
    }
    more = {name: value for name, value in (("time", time), ("epd", epd)) if value}
    return {("process", UUID): plain(MODELS["process"].model_validate(process | more))}


def back(source, change):
    crossing = epd_to_declaration(source)
    ((key, data),) = crossing.datasets.items()
    declaration = plain(MODELS["declaration"].model_validate(data))
    again = epd_to_datasets(change(declaration), key, KINDS)
    return again.datasets["process", UUID], again


def cells(process, number):
    rows = process["lcia_results"][number]["modules"]
    return {row["module"]: (row.get("cell") or {}).get("raw") for row in rows}


def test_a_result_in_a_unit_that_does_not_convert_is_not_written():
    def change(declaration):
        results = tuple(
            cell | {"amount": amount("0.123", "kg PO4 e")}
            if (cell["indicator"], cell["stage"]) == ("ep-freshwater", "A1-A3")
            else cell
            for cell in declaration["results"]
        )
        return declaration | {"results": results}

    process, crossing = back(datasets(), change)
    assert cells(process, 1) == {"A1-A3": None, "C4": "0.002"}
    said = [(found.code, found.before) for found in crossing.findings if found.code != "XW-E120"]
    assert said == [("XW-E138", "0.123 kg PO4 e")]
    assert not [link for link in crossing.links if link.source[1].startswith("results/2")]


def test_a_result_that_is_new_goes_to_the_row_of_its_indicator():
    def change(declaration):
        added = declaration["results"][0] | {"stage": "B6", "amount": amount("7.70", "kg CO2e")}
        return declaration | {"results": (*declaration["results"], added)}

    process, _ = back(datasets(), change)
    assert len(process["lcia_results"]) == 2
    assert cells(process, 0) == {"A1-A3": "1.25", "C4": "0.125", "B6": "7.70"}


def test_a_result_in_another_unit_of_the_same_kind_is_converted():
    def change(declaration):
        total, *others = declaration["results"]
        return declaration | {"results": (total | {"amount": amount("0.0015", "t CO2e")}, *others)}

    process, crossing = back(datasets(), change)
    assert str(process["lcia_results"][0]["modules"][0]["cell"]["value"]) == "1.5"
    assert Fate.CONVERTED in {link.fate for link in crossing.links if link.source[1] == "results/0/amount"}


def test_new_rows_have_the_unit_of_their_group():
    """Tonnes alone, and kilowatt hours beside a word: never a number without its unit."""

    def cell(indicator, stage, method, **more):
        return {"indicator": indicator, "stage": stage, "basis": "declared", "state": "value"} | method | more

    ef = {"method": "EF 3.1"}
    results = (
        cell("gwp-total", "A1-A3", ef, amount=amount("0.0015", "t CO2e")),
        cell("gwp-total", "C4", ef, amount=amount("2", "kg CO2e")),
        cell("pert", "A1-A3", {}, state="not_declared", amount={"raw": "ND"}),
        cell("pert", "C4", {}, amount=amount("10", "kWh")),
    )
    crossing = epd_to_datasets({"type": "epd", "results": results}, KEY, KINDS)
    (process,) = [data for (kind, _), data in crossing.datasets.items() if kind == "process"]
    rows = [*process["lcia_results"], *process["exchanges"]]
    found = [
        (row["unit_group"]["name"]["items"][0][1], [str((m["cell"]).get("value")) for m in row["modules"]])
        for row in rows
    ]
    assert found == [("kg CO2e", ["1.5", "2"]), ("MJ", ["None", "36"])]


def until(date):
    return lambda declaration: declaration | {"interpretation": {"valid_until": date}}


@pytest.mark.parametrize(
    ("time", "epd", "date", "year", "expires"),
    [
        ({"valid_until": 2030}, None, "2030", 2030, None),
        ({"valid_until": 2030}, None, "2033-05-06", 2033, "2033-05-06"),
        ({"valid_until": 2030}, {"expires": "2030-02-28"}, "2033-05-06", 2033, "2033-05-06"),
        ({"valid_until": 2030}, {"expires": "2030-02-28"}, "2033", 2033, None),
        ({"valid_until": 2030}, {"expires": "2030-02-28"}, "2033-05", 2033, None),
        ({"valid_until": 2029}, {"expires": "2030-02-28"}, "2030-02-28", 2029, "2030-02-28"),  # as it came
    ],
)
def test_an_edited_date_of_expiry_leaves_no_other_beside_it(time, epd, date, year, expires):
    process, _ = back(datasets(time, epd), until(date))
    assert process["time"]["valid_until"] == year
    assert process.get("epd", {}).get("expires") == expires


def test_a_month_is_no_day():
    declaration = {"type": "epd", "interpretation": {"valid_until": "2033-05"}, "period": {"end": "2024-12-31"}}
    crossing = epd_to_datasets(declaration, KEY, KINDS)
    (process,) = [data for (kind, _), data in crossing.datasets.items() if kind == "process"]
    assert process["time"] == {"reference_year": 2024, "valid_until": 2033}
    assert "epd" not in process
    fates = {link.source[1]: link.fate for link in crossing.links}
    assert fates["interpretation/valid_until"] is fates["period/end"] is Fate.APPROXIMATED

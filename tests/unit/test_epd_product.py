"""The declared unit, its mass and its carbon, worked out by hand; and unit groups that say otherwise."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crosswalk.bridge.epd.crossing import epd_to_declaration
from crosswalk.bridge.epd.groups import unit_of
from crosswalk.bridge.epd.product import product_of
from crosswalk.core.findings import Fate, Severity
from crosswalk.core.tables import table

UUID = "11111111-1111-4111-8111-111111111111"
FLOW = "22222222-2222-4222-8222-222222222222"
MASS = "93a60a56-a3c8-11da-a746-0800200b9a66"
HEAT = "93a60a56-a3c8-11da-a746-0800200c9a66"
VOLUME = "93a60a56-a3c8-22da-a746-0800200c9a66"
AREA = "93a60a56-a3c8-19da-a746-0800200c9a66"
LENGTH = "838aaa23-0117-11db-92e3-0800200c9a66"
ITEMS = "01846770-4cfe-4a25-8ad9-919d8d378345"
CARBON = "62e503ce-544a-4599-b2ad-bcea15a7bf20"
PACKAGING = "262a541b-209e-44cc-a426-33bce30de7b1"
UNITS_OF_MASS = "93a60a57-a4c8-11da-a746-0800200c9a66"
TWINS = {
    "ad38d542-3fe9-439d-9b95-2f5f7752acaf": "kg",
    "cd950537-0a98-4044-9ba7-9f9a68d0a504": "m3",
    "c20a03d7-bd90-4569-bc94-66cfd364dfc8": "m2",
    "934110e3-baf4-49e9-992c-3d8109a6aafb": "Item(s)",
}


def number(value):
    return {"value": Decimal(value), "raw": value}


def result(module="A1-A3", value=5, **more):
    cell = {"value": Decimal(value), "raw": str(value), "state": "value"}
    return {
        "method": {"id": "b2ad66ce-c78d-11e6-9d9d-cec0c932ce01", "name": {"items": (("en", "AP"),)}},
        "modules": ({"module": module, "cell": cell},),
        **more,
    }


def package(amount, properties, materials=(), **more):
    """An EPD with a product flow: ``properties`` as (uuid, mean), the first is the reference one."""
    process = {
        "identity": {"uuid": UUID},
        "method": {"dataset_type": "EPD"},
        "quantitative_reference": {"reference_flows": (0,)},
        "exchanges": ({"internal_id": 0, "flow": {"id": FLOW}, "mean": number(amount)},),
        "lcia_results": (result(),),
    }
    flow = {
        "identity": {"uuid": FLOW},
        "reference_property": 0,
        "flow_properties": tuple(
            {"internal_id": spot, "property": {"id": uuid}, "mean": number(mean)}
            for spot, (uuid, mean) in enumerate(properties)
        ),
        "material": {
            "values": tuple(
                {"property": f"pr{spot}", "value": number(value)} for spot, (_, value, _) in enumerate(materials)
            ),
            "details": tuple(
                {"id": f"pr{spot}", "name": name} | ({"unit": unit} if unit is not None else {})
                for spot, (name, _, unit) in enumerate(materials)
            ),
        },
    }
    return {("process", UUID): process, ("flow", FLOW): flow, **more.get("beside", {})}


def facts(datasets):
    found = product_of(datasets, UUID)
    amounts = {name: (fact.amount["value"], fact.amount.get("unit")) for name, fact in found.facts.items()}
    return amounts, [(item.code, item.before) for item in found.findings]


FACTOR = "conversion factor to 1 kg"


@pytest.mark.parametrize(
    ("amount", "properties", "materials", "mass", "codes"),
    [
        # the property Mass: 2 m3 of 450.5 kg each
        ("2", [(VOLUME, "1"), (MASS, "450.5")], (), "901.0", []),
        # it wins over a conversion factor that says otherwise
        ("1", [(VOLUME, "1"), (MASS, "2297")], [(FACTOR, "0.01", "-")], "2297", []),
        # Mass is the reference property, with a mean of its own: 0.5 × 2 kg
        ("0.5", [(MASS, "2")], (), "1.0", []),
        # the net calorific value is no mass, though one digit apart
        ("1", [(AREA, "1"), (HEAT, "18.5")], (), None, []),
        # divided: 1 m2 / 0.08, which the grammage confirms
        ("1", [(AREA, "1")], [(FACTOR, "0.08", "-"), ("grammage", "12.5", "kg/m^2")], "12.5", []),
        # divided: 3 m3 / 0.00625 = 480, the gross density times 3 confirms
        ("3", [(VOLUME, "1")], [("gross density", "160", "kg/m^3"), (FACTOR, "0.00625", "-")], "480", []),
        # rounded within two per cent
        ("1", [(VOLUME, "1")], [(FACTOR, "0.00043535045711797995", "-"), ("gross density", "2300", "kg/m^3")],
         "2297.000000000000125990450000000007", []),
        # 12.9 is more than two per cent away from 12.5 and confirms nothing
        ("1", [(AREA, "1")], [(FACTOR, "0.08", "-"), ("grammage", "12.9", "kg/m^2")], None, [("XW-E129", "0.08")]),
        # nothing confirms it: it may be the factor or its reciprocal
        ("1", [(ITEMS, "1")], [(FACTOR, "0.25", "-")], None, [("XW-E129", "0.25")]),
        # the reciprocal: the grammage says 188 kg, and 1 / 188 is not that
        ("1", [(AREA, "1")], [(FACTOR, "188.0", "-"), ("grammage", "188.0", "kg/m^2")], "188",
         [("XW-E128", "188.0")]),
        # a density for another dimension confirms nothing: 1 m2 is no m3
        ("1", [(AREA, "1")], [(FACTOR, "0.5", "-"), ("gross density", "2", "kg/m^3")], None, [("XW-E129", "0.5")]),
        # a density under the name of a factor is never used
        ("1", [(VOLUME, "1")], [(FACTOR, "2297", "kg/m^3")], None, [("XW-E127", "2297 kg/m^3")]),
        # nor is a weight for each piece
        ("1", [(ITEMS, "1")], [(FACTOR, "0.696", "kg/Stk")], None, [("XW-E127", "0.696 kg/Stk")]),
        # a factor behind it is one, and stands alone
        ("1", [(VOLUME, "1")], [(FACTOR, "2297", "kg/m^3"), ("conversion factor to 1kg", "0.5", None)], None,
         [("XW-E127", "2297 kg/m^3"), ("XW-E129", "0.5")]),
        # density and grammage alone give no mass
        ("1", [(AREA, "1")], [("grammage", "12.5", "kg/m^2"), ("gross density", "800", "kg/m^3")], None, []),
        # a factor of zero divides nothing
        ("1", [(AREA, "1")], [(FACTOR, "0", "-")], None, []),
        # a factor of one is its own reciprocal
        ("7", [(LENGTH, "1")], [(FACTOR, "1", "-")], "7", []),
        # name, unit and description the same, as some programmes have it
        ("1", [(AREA, "1")], [(FACTOR, "0.1", FACTOR), ("grammage (kg/m^2)", "10", "grammage (kg/m^2)")], "10", []),
        # mass per declared unit: times one, and of another amount it says nothing
        ("1", [(AREA, "1")], [("conversion factor [mass/declared unit]", "40.57", "-")], "40.57", []),
        ("2", [(AREA, "1")], [("conversion factor [mass/declared unit]", "40.57", "-")], None, []),
    ],
)  # fmt: skip
def test_mass_of_the_declared_unit(amount, properties, materials, mass, codes):
    found, said = facts(package(amount, properties, materials))
    assert found.get("mass") == (None if mass is None else (Decimal(mass), "kg"))
    assert said == codes


def test_a_division_that_does_not_end_is_rounded_once_to_34_digits():
    found, _ = facts(package("1", [(AREA, "1")], [(FACTOR, "3", "-"), ("grammage", "0.3333", "kg/m^2")]))
    assert found["mass"][0] == Decimal("0.3333333333333333333333333333333333")


def test_carbon_is_per_unit_of_the_flow_times_its_amount():
    # 0.5 m3 of 219.94 kg C/m3 and 0.014616 kg C/m3 in the packaging
    found, said = facts(package("0.5", [(VOLUME, "1"), (CARBON, "219.94"), (PACKAGING, "0.014616"), (MASS, "510.45")]))
    assert found == {
        "quantity": (Decimal("0.5"), "m3"),
        "biogenic_carbon": (Decimal("109.97"), "kg C"),
        "packaging_biogenic_carbon": (Decimal("0.007308"), "kg C"),
        "mass": (Decimal("255.225"), "kg"),
    }
    assert said == []


def test_carbon_of_nothing_is_zero_and_not_left_out():
    found, _ = facts(package("1000.0", [(MASS, "1.0"), (CARBON, "0.0"), (PACKAGING, "0.00042")]))
    assert found["biogenic_carbon"] == (0, "kg C")
    assert found["packaging_biogenic_carbon"] == (Decimal("0.42"), "kg C")
    assert found["mass"] == (1000, "kg")


def group_of(uuid, name, units, reference=0):
    return {
        ("unit group", uuid): {
            "identity": {"uuid": uuid},
            "name": {"items": (("en", name),)},
            "reference_unit": reference,
            "units": tuple(
                {"internal_id": spot, "name": unit, "mean": number(mean)} for spot, (unit, mean) in enumerate(units)
            ),
        }
    }


def property_of(uuid, group):
    return {("flow property", uuid): {"identity": {"uuid": uuid}, "unit_group": {"id": group}}}


def test_a_package_in_tonnes_is_weighed_in_kilograms():
    beside = property_of(MASS, UNITS_OF_MASS) | group_of(UNITS_OF_MASS, "Units of mass", [("t", "1")])
    found, _ = facts(package("2.5", [(MASS, "1")], beside=beside))
    assert found["quantity"] == (Decimal("2.5"), "t")
    assert found["mass"] == (2500, "kg")


# ---- master data that packages leave out


def test_units_of_properties_come_from_the_master_data():
    expected = {
        MASS: "kg",
        HEAT: "MJ",
        VOLUME: "m3",
        AREA: "m2",
        LENGTH: "m",
        ITEMS: "Item(s)",
        CARBON: "kg",
        PACKAGING: "kg",
        "418f0f75-b992-483a-908f-40306dd641d6": "kg",
    }
    assert {uuid: unit_of({}, uuid) for uuid in expected} == expected
    assert MASS.replace("200b", "200c") == HEAT
    assert unit_of({}, "00000000-0000-0000-0000-000000000000") is None


@pytest.mark.parametrize("twin", TWINS)
def test_deprecated_groups_lead_to_the_units_of_those_that_took_their_place(twin):
    rows = {row["uuid"]: row for row in table("units/unit_groups.csv")}
    property_ = next(row for row in table("units/flow_properties_epd.csv") if row["deprecated_unit_group"] == twin)
    assert rows[twin]["deprecated"] == property_["unit_group"]
    assert rows[twin]["unit"] == rows[property_["unit_group"]]["unit"] == TWINS[twin]
    assert unit_of(property_of(property_["uuid"], twin), property_["uuid"]) == TWINS[twin]


def test_no_flow_property_and_no_standard_stands_in_two_tables():
    published = {row["uuid"] for row in table("indicators/compliance.csv")}
    assert not published & {row["uuid"] for row in table("epd/standards.csv")}


# ---- packages whose unit groups say otherwise


def said(datasets):
    findings = epd_to_declaration(datasets).findings
    return [(item.before, item.after, item.severity) for item in findings if item.code == "XW-E126"]


def test_a_declared_unit_called_qm_is_a_square_metre_and_worth_a_note():
    twin = "c20a03d7-bd90-4569-bc94-66cfd364dfc8"
    beside = property_of(AREA, twin) | group_of(twin, "Fläche-Einheit", [("qm", "1"), ("qkm", "0.000001")])
    datasets = package("1", [(AREA, "1")], beside=beside)
    assert facts(datasets)[0]["quantity"] == (1, "m2")
    assert said(datasets) == [("qm = 1", "m2 = 1", Severity.NOTE)]


def test_a_group_as_the_master_data_have_it_is_not_remarked_on():
    units = [("kg", "1.0"), ("kt", "2.0E-4")]  # a carat that nothing is in
    beside = property_of(MASS, UNITS_OF_MASS) | group_of(UNITS_OF_MASS, "Units of mass", units)
    assert said(package("1", [(MASS, "1")], beside=beside)) == []


def with_result(group, label, name, units):
    datasets = package("1", [(MASS, "1")], beside=group_of(group, name, units))
    unit = {"unit_group": {"id": group, "name": {"items": (("en", label),)}}}
    datasets["process", UUID]["lcia_results"] = (result(**unit), result("A4", 1, **unit))
    return datasets


def test_a_dimensionless_unit_with_the_factor_zero_is_named_once_and_multiplies_nothing():
    datasets = with_result("f130951c-e67f-4f7f-8dd4-665de3974e18", "SQP", "dimensionless", [("dimensionless", "0")])
    assert said(datasets) == [("dimensionless = 0", "Pt = 1", Severity.WARNING)]
    ((_, declaration),) = epd_to_declaration(datasets).datasets.items()
    assert [cell["amount"]["value"] for cell in declaration["results"]] == [5, 1]


def test_a_result_in_kt_is_no_carat():
    datasets = with_result(UNITS_OF_MASS, "kt", "Units of mass", [("kg", "1.0"), ("kt", "2.0E-4")])
    assert said(datasets) == [("kt = 0.00020", "kt = 1000000", Severity.WARNING)]


def test_another_reference_unit_than_that_of_the_master_data_is_a_conflict():
    datasets = with_result(UNITS_OF_MASS, "t", "Units of mass", [("t", "1")])
    assert said(datasets) == [("t = 1", "t = 1000", Severity.WARNING)]


def without_mean(datasets, number):
    flow = datasets["flow", FLOW]
    bare = tuple(
        {name: value for name, value in item.items() if name != "mean" or spot != number}
        for spot, item in enumerate(flow["flow_properties"])
    )
    return {**datasets, ("flow", FLOW): {**flow, "flow_properties": bare}}


def test_a_property_without_a_value_is_no_mass():
    """1 m3 of a product whose mass cannot be read: not 1 kg."""
    amounts, _ = facts(without_mean(package("1.0", [(VOLUME, "1.0"), (MASS, "1600")]), 1))
    assert amounts == {"quantity": (Decimal("1.0"), "m3")}


def test_a_reference_property_without_a_value_leaves_the_quantity_unknown():
    assert facts(without_mean(package("5", [(VOLUME, "2"), (MASS, "1600")]), 0)) == ({}, [])


def test_a_quantity_without_a_unit_is_told():
    datasets = package("5", [(VOLUME, "2")])
    del datasets["flow", FLOW]
    assert "XW-E120" in [found.code for found in epd_to_declaration(datasets).findings]


def test_of_several_reference_flows_the_first_is_taken_and_that_is_told():
    datasets = package("5", [(VOLUME, "2")])
    process = datasets["process", UUID]
    other = {"internal_id": 1, "flow": {"id": "33333333-3333-4333-8333-333333333333"}, "mean": number("7")}
    two = {"quantitative_reference": {"reference_flows": (0, 1)}, "exchanges": (*process["exchanges"], other)}
    amounts, _ = facts({**datasets, ("process", UUID): {**process, **two}})
    assert amounts == {"quantity": (Decimal(10), "m3")}
    found = product_of({**datasets, ("process", UUID): {**process, **two}}, UUID).findings
    assert [(item.code, item.after) for item in found] == [("XW-E139", "0")]


def test_what_is_computed_is_told_apart_from_what_was_stated():
    def fates(*args):
        return {name: fact.fate for name, fact in product_of(package(*args), UUID).facts.items()}

    stated = fates("1", [(VOLUME, "1"), (MASS, "1600")])
    assert stated == {"quantity": None, "mass": None}
    assert fates("2", [(VOLUME, "1"), (MASS, "1600")]) == {"quantity": None, "mass": Fate.CONVERTED}  # 3200 kg
    factor = [("grammage", "3.333", "kg/m^2"), ("conversion factor to 1 kg", "0.3", "-")]
    assert fates("1", [(AREA, "1")], factor) == {"quantity": None, "mass": Fate.ROUNDED}  # 1 / 0.3 kg

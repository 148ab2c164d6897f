"""The values that the page of a report shows first."""

from __future__ import annotations

from crosswalk.report.headlines import group_headlines

UUID = "11111111-1111-4111-8111-111111111111"
TOTAL = "6a37f984-a4b3-458a-a20a-64418c145fa2"
ACIDIFICATION = "b5c611c6-def3-11e6-bf01-fe55135034f3"


def shown(lines, language="en"):
    found = group_headlines([{"name": name, "value": value} for name, value in lines])
    return [(row[language], row["value"]) for group in found for row in group["rows"]]


def test_climate_results_of_a_dataset_stand_in_the_order_of_the_modules_and_others_are_left_out():
    lines = [
        (f"process:{UUID}:cell:{TOTAL}:D:", "-4.5"),
        (f"process:{UUID}:cell:{TOTAL}:A4:By sea: Hamburg", "1.5"),
        (f"process:{UUID}:cell:{ACIDIFICATION}:A1-A3:", "0.25"),
        (f"process:{UUID}:cell:{TOTAL}:A1-A3:", "ND"),
        (f"process:{UUID}:version", "00.01.000"),
    ]
    assert shown(lines) == [
        ("dataset version", "00.01.000"),
        ("GWP-total A1-A3", "ND"),
        ("GWP-total A4 (By sea: Hamburg)", "1.5"),
        ("GWP-total D", "-4.5"),
    ]


def test_the_key_of_openepd_is_shown_with_its_scopes_as_modules():
    lines = [
        ("cell:impacts:EF 3.1:gwp:C3:Recycling", "0.5"),
        ("cell:impacts:EF 3.1:gwp:A1A2A3", "7.82"),
        ("cell:impacts:EF 3.1:gwp-fossil:A1A2A3", "7.5"),
        ("cell:resource_uses::pere:A1A2A3", "3"),
    ]
    assert shown(lines, "zh") == [("gwp（openEPD） A1-A3", "7.82"), ("gwp（openEPD） C3 (Recycling)", "0.5")]


def test_a_module_outside_the_list_stands_last():
    lines = [(f"process:{UUID}:cell:{TOTAL}:Z9:", "2"), (f"process:{UUID}:cell:{TOTAL}:C4:", "1")]
    assert shown(lines) == [("GWP-total C4", "1"), ("GWP-total Z9", "2")]

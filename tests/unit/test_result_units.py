"""Results in other units than kilograms of CO2e, on their way to LCIA results."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crosswalk.bridge.crossing import to_datasets
from crosswalk.core.findings import Fate
from crosswalk.model.base import Amount, plain
from crosswalk.model.declaration import Declaration, Methods, ResultCell

UUID = "5b1f2c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d"
KEY = ("declaration", UUID)


def crossing(unit: str | None):
    cells = tuple(
        ResultCell(indicator="gwp-total", stage=stage, amount=Amount(value=Decimal("12.272972"), unit=unit))
        for stage in ("total", "use")
    )
    data = plain(Declaration(identity={"uuid": UUID}, methods=Methods(gwp_set="AR6-100"), results=cells))
    made = to_datasets(data, KEY)
    means = [
        result["mean"]["value"]
        for (kind, _), dataset in made.datasets.items()
        if kind == "process"
        for result in dataset.get("lcia_results", ())
    ]
    return made, means, data


@pytest.mark.parametrize("unit", ["tCO2e", "t CO2e", "吨二氧化碳当量"])
def test_tonnes_become_kilograms(unit):
    made, means, data = crossing(unit)
    assert means == [Decimal("12272.972")] * 2
    assert {link.fate for link in made.links if link.source[1].endswith("amount")} == {Fate.CONVERTED}
    assert data["results"][0]["amount"]["value"] == Decimal("12.272972")


@pytest.mark.parametrize("unit", ["kg CO2e", "kgCO2e", None])
def test_kilograms_stay_as_they_are(unit):
    made, means, _ = crossing(unit)
    assert means == [Decimal("12.272972")] * 2
    assert [finding.code for finding in made.findings if finding.code == "XW-B017"] == []


def test_another_kind_of_unit_is_never_filed():
    made, means, _ = crossing("tCO2")
    assert means == []
    assert [finding.code for finding in made.findings].count("XW-B017") == 2

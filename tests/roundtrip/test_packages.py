"""What comes back from an ILCD package, value by value, and what the ledger says of the rest."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

import crosswalk
from crosswalk.carriers import json as exact
from crosswalk.carriers import xml
from crosswalk.core.findings import Fate

NOW = "2026-03-02T00:00:00Z"
BACK = {
    "identity.uuid": lambda v: v["meta"]["id"],
    "product.name.zh": lambda _: "磷酸铁锂动力电池包",
    "product.name.en": lambda _: "Lithium iron phosphate traction battery pack",
    "product.model": lambda _: "EVP-LFP-60",
    "producer.name.zh": lambda _: "溧阳启程电池有限公司",
    "producer.name.en": lambda _: "Liyang Qicheng Battery Co., Ltd.",
    "report.number": lambda _: "CFP-2026-LY-0031",
    "period.start": lambda _: "2025-01-01",
    "period.end": lambda _: "2025-12-31",
    "site.location": lambda _: "CN-JS",
    "unit.description.zh": lambda _: "1 个额定能量 60.5 kWh、保用 8 年的动力电池包。",
}


def fixture_values(path):
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)


def at(model, path):
    for step in path.split("."):
        model = model.get(step) if step in ("zh", "en") else getattr(model, step)
    return model


@pytest.fixture
def back(tmp_path, battery):
    crosswalk.convert(battery, "ilcd", tmp_path / "out.zip", now=NOW)
    crosswalk.convert(tmp_path / "out.zip", "gbt24067", tmp_path / "back.xlsx", now=NOW, draft=True)
    return crosswalk.read(tmp_path / "back.xlsx").documents[0].model


@pytest.mark.parametrize("path", BACK)
def test_value_comes_back(battery, back, path):
    assert at(back, path) == BACK[path](fixture_values(battery))


def test_total_and_stages_come_back_as_the_lines_add_up(battery, back):
    value = fixture_values(battery)
    factors = {row["id"]: row["value"] for row in value["ef"]}
    sums: dict[str, Decimal] = {}
    for row in value["inv"]:
        amount = row["amount"] / (row["output_total"] if row["basis"] == "period_total" else 1)
        sums[row["stage"]] = sums.get(row["stage"], Decimal(0)) + amount * factors[row["factor_id"]]
    read = {cell.stage: cell.amount.value for cell in back.results if cell.indicator == "gwp-total"}
    assert read.pop("total") == sum(sums.values())
    assert {stage: amount for stage, amount in read.items() if amount} == {s: a for s, a in sums.items() if a}


def test_electricity_comes_back_in_megajoules(battery, back):
    lines = {int(row["id"]): row for row in fixture_values(battery)["inv"]}
    found = [line for line in back.inventory if lines[line.number]["unit"] == "kWh"]
    assert found
    for line in found:
        row = lines[line.number]
        whole = row["amount"] / (row["output_total"] if row["basis"] == "period_total" else 1)
        assert (line.amount.value, line.amount.unit) == (whole * Decimal("3.6"), "MJ")


def silent_losses(tmp_path, battery):
    """Model values that do not come back although the ledger says that each of their cells was carried."""
    result = crosswalk.convert(battery, "ilcd", tmp_path / "out.zip", now=NOW)
    crosswalk.convert(tmp_path / "out.zip", "gbt24067", tmp_path / "back.xlsx", now=NOW, draft=True)
    document = result.package.documents[0]
    fates: dict[str, set[Fate]] = {}
    for entry in result.ledger.entries:
        if isinstance(entry.fate, Fate) and entry.source is not None:
            fates.setdefault(str(entry.source.pointer), set()).add(entry.fate)
    cells: dict[str, set[Fate]] = {}
    for take in document.reading.takes:
        place = document.place_of(take.parent, take.key, take.node)
        cells.setdefault(take.pointer, set()).update(fates[str(place.pointer)])
    lost = [d.pointer for d in crosswalk.compare(battery, tmp_path / "back.xlsx") if d.left not in (None, "", ())]
    assert lost
    return {
        pointer
        for pointer in lost
        for name, found in cells.items()
        if (name == pointer or name.startswith(pointer + "/")) and found == {Fate.CARRIED}
    }


def test_every_cell_that_does_not_come_back_is_in_the_ledger(tmp_path, battery):
    assert silent_losses(tmp_path, battery) == set()


@pytest.mark.parametrize("source", ["battery.xlsx", "steel.json"])
@pytest.mark.parametrize("target", ["ilcd", "tidas"])
def test_an_edit_of_nothing_keeps_every_file(tmp_path, battery, source, target):
    first = crosswalk.convert(battery.with_name(source), target, now=NOW)
    crosswalk.convert(battery.with_name(source), target, tmp_path / "a.zip", now=NOW)
    again = crosswalk.convert(tmp_path / "a.zip", target, now=NOW)
    assert again.account.balanced
    whole = (lambda data: xml.canonical(xml.parse(data))) if target == "ilcd" else exact.parse
    assert {name: whole(data) for name, data in again.files.items()} == {n: whole(d) for n, d in first.files.items()}

"""Resolved facts of an exchange and the flow dataset that they stand for."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import crosswalk
from crosswalk.bridge.resolved import flow_of, is_reference, resolve
from crosswalk.model.base import Amount, Reference, Text
from crosswalk.model.epd import ResolvedFlow, ResolvedMaterial, ResolvedProperty
from crosswalk.model.process import Exchange, Process, QuantitativeReference

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
NOW = "2026-03-02T00:00:00Z"
FLOW = Reference(kind="flow data set", id="f-1", version="00.01.000", name=Text.of(en="Brick", de="Ziegel"))
RESOLVED = ResolvedFlow(
    version="00.02.000",
    type="Product flow",
    reference=True,
    amount=Amount(value=Decimal("2.25")),
    properties=(
        ResolvedProperty(name=Text.of(en="Carbon"), uuid="p-0", mean=Amount(value=Decimal("0.10"), raw="0.10")),
        ResolvedProperty(
            name=Text.of(en="Mass"), uuid="p-1", mean=Amount(value=Decimal("1.5"), raw="1.5"), reference=True, unit="kg"
        ),
    ),
    materials=(ResolvedMaterial(name="gross density", value=Amount(value=Decimal(800)), unit="kg/m^3"),),
    class_path="Masonry / Bricks",
    class_system="SYNTH",
)
EXCHANGE = Exchange(flow=FLOW, mean=Amount(value=Decimal("1.50")), resolved=RESOLVED)


def test_a_flow_dataset_holds_what_the_exchange_says():
    flow = flow_of(EXCHANGE)
    assert (flow.identity.uuid, flow.identity.version) == ("f-1", "00.02.000")
    assert flow.name.base == FLOW.name
    assert flow.dataset_type == "Product flow"
    assert flow.reference_property == 1
    assert [item.property.id for item in flow.flow_properties] == ["p-0", "p-1"]
    assert flow.flow_properties[1].mean.unit == "kg"
    assert flow.material.details[0].name == "gross density"
    assert [entry.name for entry in flow.classifications[0].entries] == ["Masonry", "Bricks"]


def test_and_back_nothing_is_lost():
    assert resolve(EXCHANGE.model_copy(update={"resolved": None}), flow_of(EXCHANGE), reference=True) == EXCHANGE


def test_the_declared_quantity_has_every_digit():
    mean = Amount(value=Decimal("1." + "3" * 60))
    exchange = EXCHANGE.model_copy(update={"mean": mean})
    product = resolve(exchange, flow_of(exchange), reference=True).resolved.amount.value
    assert int("".join(map(str, product.as_tuple().digits))) == int("1" + "3" * 60) * 15


def test_no_flow_where_nothing_is_resolved():
    assert flow_of(Exchange(flow=FLOW)) is None
    assert flow_of(Exchange(resolved=RESOLVED)) is None


def test_without_a_reference_property_there_is_no_quantity():
    flow = flow_of(EXCHANGE).model_copy(update={"reference_property": None})
    assert resolve(EXCHANGE, flow, reference=True).resolved.amount is None


def test_only_the_reference_flow_is_one():
    product, other, bare = (EXCHANGE.model_copy(update={"internal_id": number}) for number in (0, 1, None))
    process = Process(
        quantitative_reference=QuantitativeReference(reference_flows=(0,)), exchanges=(product, other, bare)
    )
    assert [is_reference(process, item) for item in process.exchanges] == [True, False, False]
    assert resolve(other, flow_of(other), reference=False).resolved.reference is None


def test_a_flow_is_found_whatever_its_file_is_called(tmp_path):
    package = tmp_path / "package"
    shutil.copytree(FIXTURES / "ilcd_epd" / "1.2" / "valid", package)
    (flow,) = (package / "ILCD" / "flows").iterdir()
    said = results(package)
    flow.rename(flow.with_name("product.xml"))
    text = flow.with_name("product.xml").read_text("utf-8")
    other = text.replace(flow.name[:36], "99999999-9999-4999-8999-999999999999")
    flow.with_name("a-by-product.xml").write_text(other, "utf-8")
    assert b"flowProperties" in said[0]
    assert results(package) == said


def results(package):
    files = crosswalk.convert(package, "soda4lca", now=NOW, draft=True).files
    return [data for name, data in files.items() if name.endswith(".json")]

"""Every part of the extension of ILCD+EPD is read for what it is, and each version is written with its own parts only."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

import crosswalk
from crosswalk.formats import load

HOME = Path(__file__).resolve().parents[2] / "fixtures" / "ilcd_epd"
NOW = "2026-03-02T00:00:00Z"
SINCE = {
    "1.1": {"scenarios", "modules", "safetyMargins", "subType", "amount", "referenceToUnitGroupDataSet"},
    "1.2": {"contentDeclaration", "publicationDateOfEPD", "referenceToOriginalEPD", "referenceToPublisher"},
    "1.3": {
        *("SVHC", "productIds", "referenceServiceLife", "estimatedServiceLife", "scenarioData"),
        *("expirationDateOfEPD", "pcrCompliance", "variability", "manufacturers"),
    },
}
"""Elements of the extension in a process, by the version that brought them (field table of ILCD+EPD 1.3)."""
FORMAT = {"1.1": "cba73800-7874-11e3-981f-0800200c9a66", "1.2": "a29449fd-aa2f-4de8-b5d7-4b06b43c6fde"}
"""The source datasets by which a process names the version of its format; the samples of 1.3 name that of 1.2."""
MARK = "{http://www.indata.network/EPD/2019}epd-version"


@pytest.fixture(scope="module")
def epd():
    (found,) = [d.model for d in crosswalk.read(HOME / "1.3/valid/ILCD").documents if d.kind == "process"]
    return found.epd


def test_dates_and_rules(epd):
    assert (epd.published, epd.expires, epd.version) == ("2025-09-01", "2030-08-31", "1.3")
    assert (epd.rules.allocation, epd.rules.cut_off, epd.rules.upstream_deviating) == (True, True, False)
    assert (epd.concern, epd.sub_type) == (True, "average dataset")


def test_each_rule_is_its_own():
    """The fixture says true of two rules: with the second turned round, the first stays."""
    (path,) = (HOME / "1.3/valid/ILCD/processes").iterdir()
    data = path.read_bytes().replace(b'epd24:cutOffRules="true"', b'epd24:cutOffRules="false"', 1)
    rules = load("ilcd-epd").open(etree.fromstring(data), "process").model.epd.rules
    assert (rules.allocation, rules.cut_off, rules.upstream_deviating) == (True, False, False)


def test_contents(epd):
    fibre, binder, pallet = epd.content.materials
    assert (fibre.name.get("en"), fibre.weight.value.value, fibre.mass.value.value) == (
        "Spruce fibre",
        Decimal("94.5"),
        Decimal("151.2"),
    )
    assert (fibre.renewable.value, fibre.recycled.value, fibre.recyclable.value) == (100, 0, 100)
    assert (binder.weight.lower.value, binder.weight.upper.value, binder.weight.value) == (4, 5, None)
    assert (binder.mass.lower.value, binder.mass.upper.value) == (Decimal("6.4"), 8)
    assert [part.packaging for part in epd.content.materials] == [False, False, True]
    (acid,) = epd.content.substances
    assert (acid.cas, acid.ec, acid.hazard) == ("010043-35-3", "233-139-2", "H360FD")
    assert (pallet.renewable.value, pallet.recycled) == (100, None)


def test_ends_of_life(epd):
    burnt, recycled = epd.end_of_life

    def values(one):
        names = ("collected_separately", "collected_mixed", "reuse", "recycling", "energy_recovery", "disposal")
        return tuple(getattr(one, name).value for name in names)

    assert (burnt.scenario, values(burnt)) == (
        "Incineration with energy recovery",
        (Decimal("0.2"), Decimal("0.8"), 0, 0, 1, 0),
    )
    assert (recycled.scenario, values(recycled)) == (
        "Recycling into board",
        (Decimal("0.95"), Decimal("0.05"), 0, Decimal("0.95"), Decimal("0.05"), 0),
    )


def test_service_lives(epd):
    assert (epd.reference_service_life.years.value, epd.estimated_service_life.years.value) == (50, 40)
    weather = epd.estimated_service_life.factors[4]
    assert (weather.category, weather.object_grade, weather.reference_grade, weather.factor.value) == (
        "E - outdoor environment",
        "2",
        "3",
        Decimal("0.8"),
    )
    assert [reference.id for reference in epd.reference_service_life.standards] == [
        "4d506943-cdd8-5455-9f04-97631e986d13"
    ]
    assert [reference.id for reference in epd.reference_service_life.documentation] == [
        "6592eb14-08d8-5b3f-a258-2bb161ad8200"
    ]


def test_scenarios_variability_and_sites(epd):
    assert [(one.name, one.group, one.default) for one in epd.scenarios] == [
        ("Train to Leipzig", "Transport", True),
        ("Lorry to Zurich", "Transport", False),
        ("Incineration with energy recovery", "End of life", True),
        ("Recycling into board", "End of life", False),
    ]
    makers, products = epd.variability.manufacturers, epd.variability.products
    assert (makers.percent.value, makers.range) == (Decimal("8.5"), "B - between 2,5% and 10%")
    assert (products.percent.value, products.range) == (12, "C - between 10% and 25%")
    assert epd.margin.percent.value == 10
    own, other = epd.manufacturers
    assert (own.provides_data, other.provides_data) == (True, False)
    assert [(site.name, site.facility, site.plus_code, site.country) for site in own.sites] == [
        ("Fenwick mill", "FEN-01", "9F4JXV2F+9Q", "DE"),
        ("Fenwick press", "FEN-02", "8FVC2222+22", "CH"),
    ]
    assert [(one.type, one.value) for one in epd.product_ids] == [("GTIN", "2000000000015"), ("SKU", "FEN-160-060")]


def extension(data):
    """The names of the extension's elements that stand right below ``common:other``."""
    return {
        etree.QName(child).localname
        for other in etree.fromstring(data).iter("{http://lca.jrc.it/ILCD/Common}other")
        for child in other.iterchildren(etree.Element)
    }


def process_of(files):
    (data,) = [data for name, data in files.items() if "processes/" in name and name.endswith(".xml")]
    return data


@pytest.mark.parametrize("source", ["1.1", "1.2", "1.3"])
@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3"])
def test_a_version_is_written_with_its_own_parts_only(source, version):
    (path,) = (HOME / source / "valid/ILCD/processes").iterdir()
    there = extension(path.read_bytes())
    assert there <= set().union(*SINCE.values())
    data = process_of(crosswalk.convert(HOME / source / "valid/ILCD", f"ilcd-epd@{version}", now=NOW).files)
    allowed = set().union(*(names for since, names in SINCE.items() if since <= version))
    assert extension(data) == there & allowed
    root = etree.fromstring(data)
    assert root.get(MARK) == (None if version == "1.1" else version)
    named = {node.get("refObjectId") for node in root.iter("{*}referenceToDataSetFormat")}
    assert named & set(FORMAT.values()) == {FORMAT[min(version, "1.2")]}

"""EF 3.1 climate methods on the TianGong processes, against a computation of its own with lxml alone."""

from __future__ import annotations

import zipfile
from decimal import Decimal

import pytest
from lxml import etree

from crosswalk.lcia.rollup import climate_methods
from crosswalk.pipeline.characterising import characterise_package, open_methods
from crosswalk.pipeline.reading import open_package

PROCESSES = "data/cn/tiangong_ilcd/tiangong_dev.zip"
METHODS = "data/ef31/lciamethods_ef31.zip"
STEP = 8


@pytest.fixture(scope="module")
def part(corpus, tmp_path_factory):
    path = tmp_path_factory.mktemp("lcia") / "part.zip"
    with zipfile.ZipFile(corpus / PROCESSES) as whole, zipfile.ZipFile(path, "w") as some:
        for name in sorted(n for n in whole.namelist() if n.startswith("processes/"))[::STEP]:
            some.writestr(f"ILCD/{name}", whole.read(name))
    return path


def factors(corpus):
    """{method: {(flow, direction): [(location, value)]}} of the climate methods, read with bare element names."""
    found = {}
    with zipfile.ZipFile(corpus / METHODS) as archive:
        for name in archive.namelist():
            root = etree.fromstring(archive.read(name))
            uuid = root.findtext(".//{*}UUID")
            if uuid in climate_methods().values():
                rows = found.setdefault(uuid, {})
                for node in root.iter("{*}factor"):
                    key = (
                        node.find("{*}referenceToFlowDataSet").get("refObjectId"),
                        node.findtext("{*}exchangeDirection"),
                    )
                    rows.setdefault(key, []).append(
                        (node.findtext("{*}location") or None, Decimal(node.findtext("{*}meanValue")))
                    )
    return found


def by_hand(data, rows):
    """The sum over all exchanges, by the rules of the format: resulting amount, direction, no foreign location."""
    root = etree.fromstring(data)
    place = root.find(".//{*}locationOfOperationSupplyOrProduction")
    total = Decimal(0)
    for node in root.iter("{*}exchange"):
        reference = node.find("{*}referenceToFlowDataSet")
        texts = [node.findtext("{*}resultingAmount"), node.findtext("{*}meanAmount")]
        text = next((text for text in texts if text and text.strip()), None)
        if reference is None or text is None:
            continue
        here = node.findtext("{*}location") or (None if place is None else place.get("location"))
        choices = dict(rows.get((reference.get("refObjectId"), node.findtext("{*}exchangeDirection")), ()))
        value = choices.get(here, choices.get(None))
        total += Decimal(text) * value if value is not None else 0
    return total


def test_climate_results_of_every_eighth_process(corpus, part):
    expected = factors(corpus)
    assert len(expected) == 4
    with zipfile.ZipFile(part) as archive:
        blobs = {name.rpartition("/")[2].removesuffix(".xml"): archive.read(name) for name in archive.namelist()}
    checked = 0
    with open_methods(corpus / METHODS, tuple(expected)) as store:
        for impacts in characterise_package(open_package(part), store):
            values = {result.method.uuid: result.value for result in impacts.done.results}
            for uuid, rows in expected.items():
                assert values[uuid] == by_hand(
                    blobs[impacts.place.member.rpartition("/")[2].removesuffix(".xml")], rows
                )
            codes = climate_methods()
            parts = sum(values[uuid] for code, uuid in codes.items() if code != "gwp-total")
            assert values[codes["gwp-total"]] == parts, impacts.place
            checked += bool(values[codes["gwp-total"]])
    assert checked > 20

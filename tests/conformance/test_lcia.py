"""EF 3.1 methods on the TianGong processes, against a computation of its own with lxml alone."""

from __future__ import annotations

import time
import zipfile
from decimal import Decimal
from fractions import Fraction

import pytest
from lxml import etree

from crosswalk.lcia.rollup import climate_methods
from crosswalk.pipeline.characterising import characterise_package, open_methods
from crosswalk.pipeline.reading import open_package

PROCESSES = "data/cn/tiangong_ilcd/tiangong_dev.zip"
METHODS = "data/ef31/lciamethods_ef31.zip"
SAMPLES = "data/cn/tidas_samples"
STEP = 7
FLOWS = ("flows/", "flowproperties/", "unitgroups/")


def file_of(corpus, name):
    path = corpus / name
    if not path.exists():
        pytest.skip(f"CROSSWALK_CORPUS has no {name}")
    return path


def stem(name):
    return name.rpartition("/")[2].removesuffix(".xml")


@pytest.fixture(scope="module")
def processes(corpus):
    """The bytes of more than 200 processes, by file name."""
    with zipfile.ZipFile(file_of(corpus, PROCESSES)) as whole:
        names = sorted(name for name in whole.namelist() if name.startswith("processes/") and name.endswith(".xml"))
        return {stem(name): whole.read(name) for name in names[::STEP]}


@pytest.fixture(scope="module")
def part(corpus, processes, tmp_path_factory):
    """These processes with every flow, flow property and unit group of the package."""
    path = tmp_path_factory.mktemp("lcia") / "part.zip"
    with zipfile.ZipFile(corpus / PROCESSES) as whole, zipfile.ZipFile(path, "w") as some:
        for name, data in processes.items():
            some.writestr(f"ILCD/processes/{name}.xml", data)
        for name in whole.namelist():
            if name.startswith(FLOWS) and name.endswith(".xml"):
                some.writestr(f"ILCD/{name}", whole.read(name))
    return path


@pytest.fixture(scope="module")
def factors(corpus):
    """{method: {(flow, direction): [(location, value)]}} of every method, read with bare element names."""
    found = {}
    with zipfile.ZipFile(file_of(corpus, METHODS)) as archive:
        for name in archive.namelist():
            root = etree.fromstring(archive.read(name))
            rows = found.setdefault(root.findtext(".//{*}UUID"), {})
            for node in root.iter("{*}factor"):
                flow, direction = node.find("{*}referenceToFlowDataSet"), node.findtext("{*}exchangeDirection")
                place, value = node.findtext("{*}location") or None, Decimal(node.findtext("{*}meanValue"))
                rows.setdefault((flow.get("refObjectId"), direction), []).append((place, value))
    return found


def by_hand(data, rows):
    """The sum over all exchanges, by the rules of the format: resulting amount, direction, no foreign location."""
    root = etree.fromstring(data)
    place = root.find(".//{*}locationOfOperationSupplyOrProduction")
    total, count = Fraction(0), 0
    for node in root.iter("{*}exchange"):
        reference = node.find("{*}referenceToFlowDataSet")
        texts = [node.findtext("{*}resultingAmount"), node.findtext("{*}meanAmount")]
        text = next((text for text in texts if text and text.strip()), None)
        if reference is None or text is None:
            continue
        here = node.findtext("{*}location") or (None if place is None else place.get("location"))
        choices = dict(rows.get((reference.get("refObjectId"), node.findtext("{*}exchangeDirection")), ()))
        value = choices.get(here, choices.get(None))
        if value is not None:
            total, count = total + Fraction(text) * Fraction(value), count + 1
    return total if count else None


def test_all_methods_are_loaded_in_time(corpus):
    start = time.process_time()
    with open_methods(file_of(corpus, METHODS)) as store:
        assert (len(store.methods), sum(head.factors for head in store.methods)) == (18, 20301)
        assert store.findings == []
    assert time.process_time() - start < 6


def test_the_factors_of_known_gases_are_the_published_ones(corpus):
    """IPCC AR6, GWP100, as EF 3.1 takes them over: the numbers are of the report, not of the files."""
    published = {
        ("carbon dioxide (fossil)", "gwp-fossil"): "1",
        ("methane (fossil)", "gwp-fossil"): "29.8",
        ("methane (biogenic)", "gwp-biogenic"): "27",
        ("nitrous oxide", "gwp-fossil"): "273",
        ("sulphur hexafluoride", "gwp-fossil"): "25200",
        ("nitrogen trifluoride", "gwp-fossil"): "17400",
    }
    flows = {}
    with zipfile.ZipFile(file_of(corpus, METHODS)) as archive:
        for name in archive.namelist():
            for node in etree.fromstring(archive.read(name)).iter("{*}factor"):
                reference = node.find("{*}referenceToFlowDataSet")
                text = reference.findtext("{*}shortDescription") or ""
                flows.setdefault(text.split(" (Mass")[0].lower(), set()).add(reference.get("refObjectId"))
    with open_methods(corpus / METHODS, tuple(climate_methods().values())) as store:
        numbers = {head.uuid: spot for spot, head in enumerate(store.methods)}
        for (name, code), value in published.items():
            rows = [row for flow in flows[name] for row in store.of_flow(flow) if row.direction == "Output"]
            found = {row.value for row in rows if row.method == numbers[climate_methods()[code]]}
            assert found == {Decimal(value)}, name


def test_every_result_of_every_seventh_process(corpus, part, processes, factors):
    codes, checked, units = climate_methods(), 0, 0
    assert len(processes) > 200
    with open_methods(corpus / METHODS) as store:
        for impacts in characterise_package(open_package(part), store):
            values = {result.method.uuid: result.value for result in impacts.done.results}
            data = processes[stem(impacts.place.member)]
            assert values == {uuid: by_hand(data, rows) for uuid, rows in factors.items()}, impacts.place
            total = values[codes["gwp-total"]]
            if total is not None:
                parts = [values[uuid] for code, uuid in codes.items() if code != "gwp-total"]
                assert Fraction(total) == sum(Fraction(value) for value in parts if value is not None), impacts.place
            checked += bool(total)
            units += impacts.done.matched - impacts.done.unchecked
            assert impacts.done.misfits == 0, impacts.place
    assert checked > 20
    assert units > 500


def test_where_fossil_carbon_dioxide_is_the_only_gas_the_result_is_its_amount(corpus, part, processes, factors):
    total = climate_methods()["gwp-total"]
    carbon_dioxide = {key for key, rows in factors[climate_methods()["gwp-fossil"]].items() if dict(rows) == {None: 1}}
    alone = 0
    with open_methods(corpus / METHODS, (total,)) as store:
        for impacts in characterise_package(open_package(part), store):
            root = etree.fromstring(processes[stem(impacts.place.member)])
            rows = [
                (node.find("{*}referenceToFlowDataSet").get("refObjectId"), node.findtext("{*}exchangeDirection"), node)
                for node in root.iter("{*}exchange")
            ]
            gases = [(flow, way, node) for flow, way, node in rows if (flow, way) in factors[total]]
            if gases and all((flow, way) in carbon_dioxide for flow, way, _ in gases):
                amounts = [Decimal(node.findtext("{*}resultingAmount")) for *_, node in gases]
                assert impacts.done.results[0].value == sum(amounts), impacts.place
                alone += 1
    assert alone >= 10


def test_a_method_in_tidas_has_the_factors_of_its_twin_in_ilcd(corpus, factors):
    samples = sorted(file_of(corpus, SAMPLES).glob("lciamethods__*.json"))
    if not samples:
        pytest.skip(f"CROSSWALK_CORPUS has no LCIA method in {SAMPLES}")
    for sample in samples:
        with open_methods(sample) as store:
            (head,) = store.methods
            for (flow, direction), rows in factors.get(head.uuid, {}).items():
                found = {(row.location or None, row.value) for row in store.of_flow(flow) if row.direction == direction}
                assert found == set(rows), (sample.name, flow)

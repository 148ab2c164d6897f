"""The index of a package: how references resolve, and what it finds wrong. Every expectation follows from the
small packages that are written here."""

from __future__ import annotations

import json
import zipfile

import pytest

from crosswalk.core.places import Place
from crosswalk.formats.peeking import open_source
from crosswalk.index import PackageIndex, facts_of, read_entries
from crosswalk.index.findings import link_findings
from crosswalk.index.members import read_entry
from crosswalk.index.package import Match, rank_of
from crosswalk.pipeline.inspection import inspect_path
from crosswalk.pipeline.validation import validate_path

A, B, C, D, E = (f"{digit * 8}-0000-4000-8000-000000000000" for digit in "abcde")
COMMON = "http://lca.jrc.it/ILCD/Common"


def reference(name, kind, uuid, version=""):
    mark = f' version="{version}"' if version else ""
    return f'<{name} type="{kind} data set" refObjectId="{uuid}"{mark} uri="x"/>'


def process(uuid=A, version="01.00.000", flow=B, flow_version="", direction="Output", wanted="0", extra=""):
    return f"""<processDataSet xmlns="http://lca.jrc.it/ILCD/Process" xmlns:common="{COMMON}" version="1.1">
<processInformation><dataSetInformation><common:UUID>{uuid}</common:UUID><name><baseName xml:lang="en">steel</baseName>
<baseName xml:lang="zh">钢</baseName></name></dataSetInformation><quantitativeReference type="Reference flow(s)">
<referenceToReferenceFlow>{wanted}</referenceToReferenceFlow></quantitativeReference></processInformation>
<administrativeInformation><publicationAndOwnership><common:dataSetVersion>{version}</common:dataSetVersion>{extra}
</publicationAndOwnership></administrativeInformation><exchanges><exchange dataSetInternalID="0">
{reference("referenceToFlowDataSet", "flow", flow, flow_version)}<exchangeDirection>{direction}</exchangeDirection>
<meanAmount>1</meanAmount></exchange></exchanges></processDataSet>"""


def flow(uuid=B, version="01.00.000", kind="Product flow", prop=C, wanted="0"):
    return f"""<f:flowDataSet xmlns:f="http://lca.jrc.it/ILCD/Flow" xmlns="{COMMON}" version="1.1">
<f:flowInformation><f:dataSetInformation><UUID>{uuid}</UUID></f:dataSetInformation><f:quantitativeReference>
<f:referenceToReferenceFlowProperty>{wanted}</f:referenceToReferenceFlowProperty></f:quantitativeReference>
</f:flowInformation><f:modellingAndValidation><f:LCIMethod><f:typeOfDataSet>{kind}</f:typeOfDataSet></f:LCIMethod>
</f:modellingAndValidation><f:administrativeInformation><f:publicationAndOwnership><dataSetVersion>{version}
</dataSetVersion></f:publicationAndOwnership></f:administrativeInformation><f:flowProperties>
<f:flowProperty dataSetInternalID="0">{reference("f:referenceToFlowPropertyDataSet", "flow property", prop)}
<f:meanValue>1</f:meanValue></f:flowProperty></f:flowProperties></f:flowDataSet>"""


def flow_property(uuid=C, group=D):
    inner = reference("referenceToReferenceUnitGroup", "unit group", group) if group else ""
    return f"""<flowPropertyDataSet xmlns="http://lca.jrc.it/ILCD/FlowProperty" xmlns:common="{COMMON}" version="1.1">
<flowPropertiesInformation><dataSetInformation><common:UUID>{uuid}</common:UUID></dataSetInformation>
<quantitativeReference>{inner}</quantitativeReference></flowPropertiesInformation></flowPropertyDataSet>"""


def unit_group(uuid=D, wanted="0"):
    return f"""<unitGroupDataSet xmlns="http://lca.jrc.it/ILCD/UnitGroup" xmlns:common="{COMMON}" version="1.1">
<unitGroupInformation><dataSetInformation><common:UUID>{uuid}</common:UUID></dataSetInformation>
<quantitativeReference><referenceToReferenceUnit>{wanted}</referenceToReferenceUnit></quantitativeReference>
</unitGroupInformation><units><unit dataSetInternalID="0"><name>kg</name><meanValue>1</meanValue></unit></units>
</unitGroupDataSet>"""


WHOLE = {
    f"ILCD/processes/{A}.xml": process(),
    f"ILCD/flows/{B}_01.00.000.xml": flow(),
    f"ILCD/flowproperties/{C}.xml": flow_property(),
    f"ILCD/unitgroups/{D}.xml": unit_group(),
}


@pytest.fixture
def package(tmp_path):
    def make(files=None, **changes):
        path = tmp_path / "p.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in {**WHOLE, **(files or {})}.items():
                if text is not None:
                    archive.writestr(name, text)
        return path

    return make


def codes(path, *sets):
    return sorted({found.code for found in validate_path(path, None, sets or ("links",))})


def index_of(path):
    index = PackageIndex()
    for entry in read_entries(open_source(path)):
        index.add(facts_of(entry.tree), entry.member)
    return index


def test_a_whole_package_has_only_versionless_references(package):
    assert codes(package()) == ["XW-K004"]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({f"ILCD/flows/{B}_01.00.000.xml": None}, "XW-K001"),
        ({f"ILCD/processes/{A}.xml": process(flow="0eb2b770-2cb1-43cf-9fbc-215df36fe9f0")}, "XW-K002"),
        ({f"ILCD/processes/{A}.xml": process(flow_version="02.00.000")}, "XW-K003"),
        ({"ILCD/processes/copy.xml": process()}, "XW-K005"),
        ({f"ILCD/flows/{B}_02.00.000.xml": flow(version="02.00.000")}, "XW-K006"),
        ({f"ILCD/flows/{E}.xml": flow(uuid=E)}, "XW-K007"),
        ({f"ILCD/processes/{A}.xml": process(flow="Cement")}, "XW-K008"),
        ({f"ILCD/processes/{A}.xml": process(flow=C)}, "XW-K009"),
        (
            {f"ILCD/processes/{A}.xml": process(extra=reference("common:referenceToOwnershipOfDataSet", "flow", B))},
            "XW-K010",
        ),
        ({"ILCD/processes/steel.xml": process(uuid=E)}, "XW-K011"),
        ({f"ILCD/flows/{E}.xml": process(uuid=E)}, "XW-K012"),
        ({"ILCD/Locations.xml": "<locations/>"}, "XW-K013"),
        (
            {
                f"ILCD/processes/{A}.xml": process(
                    extra='<common:referenceToUnchangedRepublication type="other external file" uri="../external_docs/a.pdf"/>'
                )
            },
            "XW-K015",
        ),
        ({f"ILCD/unitgroups/{D}.xml": unit_group(wanted="7")}, "XW-K016"),
        ({f"ILCD/unitgroups/{D}.xml": unit_group(wanted="7")}, "XW-K017"),
        ({f"ILCD/flowproperties/{C}.xml": flow_property(group="")}, "XW-K016"),
        ({f"ILCD/flows/{B}_01.00.000.xml": flow(wanted="9")}, "XW-K016"),
        ({f"ILCD/processes/{A}.xml": process(direction="Input")}, "XW-K019"),
        ({"ILCD/processes/broken.xml": "<processDataSet>"}, "XW-K020"),
    ],
)
def test_each_trouble_has_its_code(package, files, code):
    assert code in codes(package(files))


@pytest.mark.parametrize("version", ["01.00", "1.0.0"])
def test_a_version_without_its_zeros_is_the_same_version(package, version):
    path = package({f"ILCD/processes/{A}.xml": process(flow_version=version)})
    with index_of(path) as index:
        assert index.resolve("flow", B, version).match is Match.EXACT
    assert "XW-K003" not in codes(path)


def test_a_reference_without_a_type_has_no_wrong_one(package):
    bare = process().replace('type="flow data set" ', "")
    assert "XW-K009" not in codes(package({f"ILCD/processes/{A}.xml": bare}))


def test_an_external_file_that_is_there_is_no_trouble(package):
    extra = '<common:referenceToUnchangedRepublication type="other external file" uri="../external_docs/a.pdf"/>'
    files = {f"ILCD/processes/{A}.xml": process(extra=extra), "ILCD/external_docs/a.pdf": "%PDF"}
    assert codes(package(files)) == ["XW-K004"]


def test_another_root_folder_is_a_note(tmp_path):
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in WHOLE.items():
            archive.writestr(name.replace("ILCD", "data"), text)
    assert codes(path) == ["XW-K004", "XW-K014"]


def test_references_resolve_by_the_policy(package):
    files = {
        f"ILCD/flows/{B}_01.09.000.xml": flow(version="01.09.000"),
        f"ILCD/flows/{B}_01.10.000.xml": flow(version="01.10.000"),
    }
    with index_of(package(files)) as index:
        exact = index.resolve("flow", B, "01.09.000")
        assert (exact.match, exact.version) == (Match.EXACT, "01.09.000")
        newest = index.resolve("flow", B)
        assert (newest.match, newest.version) == (Match.NEWEST, "01.10.000")
        other = index.resolve("flow", B, "03.00.000")
        assert (other.match, other.version) == (Match.OTHER_VERSION, "01.10.000")
        assert index.resolve("flow", E).match is Match.ABSENT
        assert index.resolve("process", B).match is Match.ABSENT


def test_versions_sort_by_their_numbers():
    wanted = ["00.00.001", "00.01", "00.01.005", "01.09.000", "01.10", "01.10.001", "10.00"]
    assert sorted(set(wanted), key=rank_of) == wanted
    assert rank_of("draft") == rank_of("") == -1
    assert rank_of("01.00") == rank_of("01.00.000")


def test_facts_of_xml_and_json_are_the_same_whatever_the_prefixes():
    xml = read_entry("p.xml", process(flow_version="01.00.000").encode(), Place())
    shape = {
        "processDataSet": {
            "@xmlns": "http://lca.jrc.it/ILCD/Process",
            "@xmlns:c": COMMON,
            "processInformation": {
                "dataSetInformation": {
                    "c:UUID": A,
                    "name": {"baseName": [{"@xml:lang": "en", "#text": "steel"}, {"@xml:lang": "zh", "#text": "钢"}]},
                },
                "quantitativeReference": {"@type": "Reference flow(s)", "referenceToReferenceFlow": "0"},
            },
            "administrativeInformation": {"publicationAndOwnership": {"c:dataSetVersion": "01.00.000"}},
            "exchanges": {
                "exchange": {
                    "@dataSetInternalID": "0",
                    "referenceToFlowDataSet": {
                        "@type": "flow data set",
                        "@refObjectId": B,
                        "@version": "01.00.000",
                        "@uri": "x",
                    },
                    "exchangeDirection": "Output",
                    "meanAmount": "1",
                }
            },
        }
    }
    found = facts_of(read_entry("p.json", json.dumps(shape).encode(), Place()).tree)
    same = facts_of(xml.tree)
    for name in ("kind", "uuid", "version", "names", "exchange_ids", "reference_flow_ids", "reference_flows"):
        assert getattr(found, name) == getattr(same, name), name
    (link,), (twin,) = found.links, same.links
    assert (link.element, link.type, link.id, link.version) == (twin.element, twin.type, twin.id, twin.version)
    assert link.pointer == "/processDataSet/exchanges/exchange/referenceToFlowDataSet"


def test_a_platform_envelope_is_looked_through():
    data = json.dumps({"table": "flows", "json": {"flowDataSet": {"flowInformation": {}}}}).encode()
    entry = read_entry("f.json", data, Place())
    assert entry.tree is not None
    assert entry.tree.pointer(entry.tree.root) == "/json/flowDataSet"


def test_inspection_counts_from_the_index(package):
    files = {
        f"ILCD/processes/{E}.xml": process(uuid=E, flow=E, wanted="5"),
        "ILCD/external_docs/a.txt": "a",
        "ILCD/processes/broken.xml": "<x",
    }
    found = inspect_path(package(files))
    assert found.datasets == {"process": 2, "flow": 1, "flow property": 1, "unit group": 1}
    assert found.languages == {"en": 2, "zh": 2}
    assert (found.references, found.versionless, found.version_differs) == (4, 4, 0)
    assert (found.dangling, found.dangling_targets) == (0, 0)
    assert found.wrong_type == 1
    assert found.reference_flows == {"absent": 1}
    assert found.reference_flow_problems == [E]
    assert (found.other_files, found.unreadable) == (2, 1)
    assert [finding.code for finding in found.findings] == ["XW-K020"]


def test_a_file_of_another_carrier_is_told(tmp_path):
    path = tmp_path / "p.xml"
    path.write_text(process(), encoding="utf-8")
    assert "XW-K021" in {found.code for found in validate_path(path, "tidas", ("links",))}


def test_pointers_name_the_right_element(package):
    with index_of(package({f"ILCD/flows/{B}_01.00.000.xml": None})) as index:
        found = [item for item in link_findings(index, "p.zip") if item.code == "XW-K001"]
    assert [str(item.source.pointer) for item in found] == ["/processDataSet/exchanges/exchange/referenceToFlowDataSet"]
    assert found[0].source.line == 7

"""The real lists of flows, whole, against their own rows read with csv and lxml alone and against published counts."""

from __future__ import annotations

import csv
import gzip
import zipfile
from collections import Counter
from xml.sax.saxutils import escape

import pytest
from lxml import etree

from crosswalk.mapping.adding import Wanted, add_list
from crosswalk.mapping.store import open_list

EF_TABLE = "data/flowmap/target_ef31_flows.csv.gz"
EF_SYNONYMS = "data/ef31/ef31_elementary_and_waste_flows.csv.gz"
FEDEFL = "data/flowmap/target_fedefl_1.3.0.csv.gz"
TIANGONG = "data/cn/tiangong_ilcd/tiangong_dev.zip"
EF_FLOWS, EF_ELEMENTARY, EF_CAS, EF_PAIRS, EF_MISLABELLED = 94_062, 93_993, 92_462, 181, 29
"""Counted in the 94,062 flow datasets of the EF 3.1 package by others than this program."""
NCV = "93a60a56-a3c8-11da-a746-0800200c9a66"


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSWALK_LISTS", str(tmp_path / "store"))


def file_of(corpus, name):
    path = corpus / name
    if not path.exists():
        pytest.skip(f"CROSSWALK_CORPUS has no {name}")
    return path


def rows_of(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def test_every_flow_of_ef_from_a_table_without_a_word_about_it(corpus):
    path = file_of(corpus, EF_TABLE)
    added = add_list(path)
    assert (added.head.id, added.head.flows, added.head.family) == ("ef31", EF_FLOWS, "ef")
    counts = dict(added.findings.codes)
    assert set(counts) == {"XW-L110", "XW-L112", "XW-L158"}
    pairs = next(found for found in added.findings if found.code == "XW-L110")
    assert pairs.params["count"] == EF_PAIRS
    with open_list("ef31") as stored:
        assert stored.counts("type")["Elementary flow"] == EF_ELEMENTARY
        assert stored.counts("compartment")[""] == EF_FLOWS - EF_ELEMENTARY
        assert sum(bool(flow.cas) for flow in stored.flows()) == EF_CAS
        for row in rows_of(path):
            flow = stored.flow(row["uuid"])
            assert (flow.name, flow.context, flow.unit, flow.version, flow.property_id, flow.cas) == (
                row["name"].strip(),
                row["context"],
                row["unit"],
                row["version"],
                row["flow_property_uuid"],
                row["cas"],
            )


def test_every_flow_of_ef_from_a_table_without_units(corpus):
    path = file_of(corpus, EF_SYNONYMS)
    added = add_list(path)
    assert (added.head.id, added.head.flows, added.languages) == ("ef31", EF_FLOWS, ("en",))
    label = next(found for found in added.findings if found.code == "XW-L119")
    assert label.params["count"] == EF_MISLABELLED
    units = {row["uuid"]: row["unit"] for row in rows_of(file_of(corpus, EF_TABLE))}
    with open_list("ef31") as stored:
        found = {flow.uuid: flow for flow in stored.flows()}
    assert {uuid: flow.unit for uuid, flow in found.items()} == units
    for row in rows_of(path):
        flow = found[row["uuid"]]
        assert flow.context == row["category_path"].replace(" > ", "/")
        given = dict.fromkeys(part.strip() for part in row["synonyms_en"].split(";") if part.strip())
        assert [text for _, text in flow.synonyms] == [text for text in given if text != flow.name]


def test_every_flow_of_fedefl(corpus):
    added = add_list(file_of(corpus, FEDEFL))
    assert (added.head.id, added.head.flows, added.head.family) == ("fedefl", 332_133, "fedefl")
    assert not {"XW-L106", "XW-L107", "XW-L108", "XW-L109"} & set(added.findings.codes)
    with open_list("fedefl") as stored:
        flows = list(stored.numbered(synonyms=False))
        assert len({flow.name for _, flow in flows}) == 6_710
        assert len({flow.context for _, flow in flows}) == 114
        assert len({flow.uuid for _, flow in flows}) == 332_133


def flow_xml(row):
    """A dataset of the EF package out of a row of the table, with the label that the package has there."""
    levels = [level for level in row["category_path"].split(" > ") if level]
    categories = "".join(f'<c:category level="{n}">{escape(level)}</c:category>' for n, level in enumerate(levels))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<flowDataSet xmlns="http://lca.jrc.it/ILCD/Flow" xmlns:c="http://lca.jrc.it/ILCD/Common" version="1.1">
<flowInformation><dataSetInformation><c:UUID>{row["uuid"]}</c:UUID>
<name><baseName xml:lang="en">{escape(row["name_en"])}</baseName></name>
<c:synonyms xml:lang="en">{escape(row["synonyms_en"])}</c:synonyms>
<classificationInformation><c:elementaryFlowCategorization>{categories}</c:elementaryFlowCategorization>
</classificationInformation><CASNumber>{row["cas"].zfill(12) if row["cas"] else ""}</CASNumber></dataSetInformation>
<quantitativeReference><referenceToReferenceFlowProperty>0</referenceToReferenceFlowProperty></quantitativeReference>
</flowInformation><modellingAndValidation><LCIMethod><typeOfDataSet>{row["type"]}</typeOfDataSet></LCIMethod>
</modellingAndValidation><administrativeInformation><publicationAndOwnership>
<c:dataSetVersion>{row["version"]}</c:dataSetVersion></publicationAndOwnership></administrativeInformation>
<flowProperties><flowProperty dataSetInternalID="0"><referenceToFlowPropertyDataSet type="flow property data set"
 refObjectId="{row["flow_property_uuid"]}"><c:shortDescription xml:lang="en">{row["flow_property"]}</c:shortDescription>
</referenceToFlowPropertyDataSet><meanValue>1.0</meanValue></flowProperty></flowProperties></flowDataSet>"""


def test_a_package_of_ef_gives_what_its_table_gives(corpus, tmp_path):
    rows = list(rows_of(file_of(corpus, EF_SYNONYMS)))
    chosen = [row for n, row in enumerate(rows) if n % 25 == 0 or row["flow_property"] != "Mass"]
    package = tmp_path / "EF.zip"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in chosen:
            archive.writestr(f"ILCD/flows/{row['uuid']}.xml", flow_xml(row))
        for kind in ("flowproperties", "unitgroups"):
            for file in file_of(corpus, f"data/ef31/{kind}").glob("*.xml"):
                archive.write(file, f"ILCD/{kind}/{file.name}")
    added = add_list(package)
    assert added.head.flows == len(chosen)
    assert "XW-L116" not in added.findings.codes  # every unit is the package's own
    units = {row["uuid"]: row["unit"] for row in rows_of(file_of(corpus, EF_TABLE))}
    with open_list(added.head.id) as stored:
        for row in chosen:
            flow = stored.flow(row["uuid"])
            assert flow.unit == units[row["uuid"]]
            assert (flow.name, flow.cas, flow.type) == (row["name_en"].strip(), row["cas"], row["type"])
            assert flow.context == row["category_path"].replace(" > ", "/")


def test_the_package_of_tiangong(corpus):
    path = file_of(corpus, TIANGONG)
    add_list(path, Wanted(id="tiangong"))
    common = "{http://lca.jrc.it/ILCD/Common}"
    own = "{http://lca.jrc.it/ILCD/Flow}"
    types: Counter[str] = Counter()
    chinese = 0
    with zipfile.ZipFile(path) as archive, open_list("tiangong") as stored:
        for name in archive.namelist():
            if name.startswith("flows/") and name.endswith(".xml"):
                root = etree.fromstring(archive.read(name))
                types[root.findtext(f".//{own}typeOfDataSet")] += 1
                names = {
                    node.get("{http://www.w3.org/XML/1998/namespace}lang"): (node.text or "").strip()
                    for node in root.iter(f"{own}baseName")
                }
                flow = stored.flow(root.findtext(f".//{common}UUID"))
                assert flow.name.startswith(names.get("en") or next(iter(names.values())))
                chinese += "zh" in names
                if names.get("zh") and names["zh"] != names.get("en"):
                    assert any(language == "zh" and text.startswith(names["zh"]) for language, text in flow.synonyms)
                wanted = root.findtext(f".//{own}referenceToReferenceFlowProperty")
                chosen = root.find(f".//{own}flowProperty[@dataSetInternalID='{wanted}']")
                reference = chosen.find(f"{own}referenceToFlowPropertyDataSet")
                assert flow.property_id == reference.get("refObjectId")
                if flow.property_id == NCV:
                    assert flow.unit == "MJ"
        assert stored.counts("type") == dict(types.most_common())
        assert types["Product flow"] > 1000
        assert chinese > 1000
        assert stored.head.flows == sum(types.values())
        assert "zh" in stored.languages

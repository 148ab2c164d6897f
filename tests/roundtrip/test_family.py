"""ILCD and TIDAS are one family: a dataset goes over and comes back, whatever was done to it on the way."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from lxml import etree

import crosswalk
from crosswalk.carriers import xml
from crosswalk.carriers.sidecar import NAME

NOW = "2026-03-02T00:00:00Z"
UUID = "5f0d1c1e-6a5b-5c0e-9c64-0f6f3f0f3a11"
PROCESS = f"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="../../stylesheets/process2html.xsl"?>
<!-- made by hand -->
<p:processDataSet xmlns:p="http://lca.jrc.it/ILCD/Process" xmlns="http://lca.jrc.it/ILCD/Common"
    xmlns:ext="urn:example:extension" version="1.1" locations="../ILCDLocations.xml" ext:batch="7">
  <p:processInformation>
    <p:dataSetInformation>
      <UUID>{UUID}</UUID>
      <p:name>
        <p:baseName xml:lang="zh"> 水泥熟料 </p:baseName>
        <p:baseName xml:lang="en">Cement <!-- grade? -->clinker</p:baseName>
      </p:name>
      <generalComment xml:lang="en">Kiln &amp; cooler</generalComment>
      <other><ext:kiln ext:type="dry"><ext:line>A</ext:line><ext:fuel>coal</ext:fuel><ext:line>B</ext:line></ext:kiln></other>
    </p:dataSetInformation>
    <p:time><referenceYear>2024</referenceYear></p:time>
  </p:processInformation>
  <p:administrativeInformation>
    <p:publicationAndOwnership><dataSetVersion>01.00.000</dataSetVersion></p:publicationAndOwnership>
  </p:administrativeInformation>
  <p:exchanges>
    <p:exchange dataSetInternalID="0">
      <p:referenceToFlowDataSet type="flow data set" refObjectId="a3a5a4d0-6d1c-5b54-8a0a-4f6b6a0b9b01"/>
      <p:exchangeDirection>Output</p:exchangeDirection>
      <p:meanAmount>1.0</p:meanAmount>
      <p:unheardOf strange="yes">kept</p:unheardOf>
    </p:exchange>
    <p:exchange dataSetInternalID="1">
      <p:referenceToFlowDataSet type="flow data set" refObjectId="b3a5a4d0-6d1c-5b54-8a0a-4f6b6a0b9b02"/>
      <p:exchangeDirection>Input</p:exchangeDirection>
      <p:meanAmount>3.63e-05</p:meanAmount>
    </p:exchange>
  </p:exchanges>
</p:processDataSet>
"""


@pytest.fixture
def package(tmp_path) -> Path:
    path = tmp_path / "clinker.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"ILCD/processes/{UUID}.xml", PROCESS)
        archive.writestr("ILCD/external_docs/kiln.pdf", b"%PDF-1.4 kiln")
    return path


def by_length(value):
    """The order in which Postgres keeps the keys of jsonb."""
    if isinstance(value, dict):
        return {name: by_length(value[name]) for name in sorted(value, key=lambda name: (len(name.encode()), name))}
    return [by_length(item) for item in value] if isinstance(value, list) else value


def by_name(value):
    if isinstance(value, dict):
        return {name: by_name(value[name]) for name in sorted(value)}
    return [by_name(item) for item in value] if isinstance(value, list) else value


def rewrite(source: Path, target: Path, change) -> Path:
    """A TIDAS package with every dataset changed and everything else as it was."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(
                name, json.dumps(change(json.loads(data)), ensure_ascii=False) if name.endswith(".json") else data
            )
    return target


def only_process(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".xml")]
        return archive.read(name)


def there_and_back(package, tmp_path, change):
    there = crosswalk.convert(package, "tidas", tmp_path / "there.zip", now=NOW)
    rewrite(tmp_path / "there.zip", tmp_path / "changed.zip", change)
    back = crosswalk.convert(tmp_path / "changed.zip", "ilcd", tmp_path / "back.zip", now=NOW)
    assert there.account.balanced
    assert back.account.balanced
    return back, only_process(tmp_path / "back.zip")


@pytest.mark.parametrize("order", [lambda value: value, by_length, by_name], ids=["as written", "jsonb", "sorted"])
def test_comes_back_to_the_letter_whatever_the_order_of_keys(package, tmp_path, order):
    _, data = there_and_back(package, tmp_path, order)
    assert xml.canonical(xml.parse(data)) == xml.canonical(xml.parse(PROCESS.encode()))
    with zipfile.ZipFile(tmp_path / "back.zip") as archive:
        assert sorted(archive.namelist()) == ["ILCD/external_docs/kiln.pdf", f"ILCD/processes/{UUID}.xml"]


def leaves(data: bytes) -> list[tuple[str, str]]:
    """Every attribute and text with its path, by lxml alone."""
    tree = etree.fromstring(data).getroottree()
    found = []
    for node in tree.getroot().iter():
        path = tree.getpath(node)
        found.extend((f"{path}/@{name}", value) for name, value in node.attrib.items())
        found.extend(
            (f"{path}/{part}", text.strip())
            for part, text in (("text", node.text), ("tail", node.tail))
            if text and text.strip()
        )
    return found


def test_one_value_edited_in_json_changes_one_leaf_of_the_xml(package, tmp_path):
    def edit(value):
        value["processDataSet"]["exchanges"]["exchange"][1]["meanAmount"] = "0.00004"
        return by_length(value)

    back, data = there_and_back(package, tmp_path, edit)
    changed = [(a, b) for a, b in zip(leaves(PROCESS.encode()), leaves(data), strict=True) if a != b]
    assert [(before[1], after[1]) for before, after in changed] == [("3.63e-05", "0.00004")]
    assert "XW-L006" in {finding.code for finding in back.ledger.findings}


def test_an_extension_edited_in_json_is_taken_over(package, tmp_path):
    def edit(value):
        other = value["processDataSet"]["processInformation"]["dataSetInformation"]["common:other"]
        other["ext:kiln"]["ext:fuel"] = "biogas"
        return value

    _, data = there_and_back(package, tmp_path, edit)
    root = etree.fromstring(data)
    assert root.findtext(".//{urn:example:extension}fuel") == "biogas"
    assert root.find(".//{urn:example:extension}kiln").get("{urn:example:extension}type") == "dry"


def test_a_sidecar_that_was_changed_too_is_said(package, tmp_path):
    crosswalk.convert(package, "tidas", tmp_path / "there.zip", now=NOW)

    def edit(value):
        value["processDataSet"]["exchanges"]["exchange"][1]["meanAmount"] = "0.00004"
        return value

    rewrite(tmp_path / "there.zip", tmp_path / "edited.zip", edit)
    with zipfile.ZipFile(tmp_path / "edited.zip") as old, zipfile.ZipFile(tmp_path / "both.zip", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == NAME:
                data = meddle(data, tmp_path / "inner.zip")
            new.writestr(name, data)
    back = crosswalk.convert(tmp_path / "both.zip", "ilcd", now=NOW)
    assert "XW-L007" in {finding.code for finding in back.ledger.findings}
    assert b"0.00004" in next(data for name, data in back.files.items() if name.endswith(".xml"))


def meddle(data: bytes, room: Path) -> bytes:
    room.write_bytes(data)
    with zipfile.ZipFile(room) as old:
        held = [(info, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(room, "w") as new:
        for info, inner in held:
            again = zipfile.ZipInfo(info.filename)
            again.comment = info.comment
            new.writestr(again, inner.replace(b"coal", b"peat"))
    return room.read_bytes()


def test_of_two_datasets_of_one_identity_the_second_takes_nothing_from_the_sidecar(package, tmp_path):
    second = PROCESS.replace("made by hand", "by machine").replace("grade?", "which?").replace(">1.0<", ">7.5<")
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("ILCD/processes/second.xml", second)
    there = crosswalk.convert(package, "tidas", tmp_path / "there.zip", now=NOW)
    assert there.account.balanced
    assert (
        there.account.as_dict()["fates"]["dropped"] == 3
    )  # of the second: the style sheet and the comment before it, the comment in it
    back = crosswalk.convert(tmp_path / "there.zip", "ilcd", now=NOW)
    other, whole = sorted((d for name, d in back.files.items() if name.endswith(".xml")), key=lambda d: b"7.5" not in d)
    assert xml.canonical(xml.parse(whole)) == xml.canonical(xml.parse(PROCESS.encode()))
    assert b"7.5" in other
    assert b"grade?" not in other


def test_without_a_sidecar_every_leaf_that_does_not_come_back_is_in_the_account(package, tmp_path):
    crosswalk.convert(package, "tidas", tmp_path / "there.zip", now=NOW, options={"sidecar": "off"})
    with zipfile.ZipFile(tmp_path / "there.zip") as archive:
        assert NAME not in archive.namelist()
    back = crosswalk.convert(tmp_path / "there.zip", "ilcd", tmp_path / "back.zip", now=NOW, detail=True)
    lost = crosswalk.compare(package, tmp_path / "back.zip")
    assert {difference.pointer.rpartition("/")[2] for difference in lost} == {"unheardOf", "@strange"}
    assert all(difference.right is None for difference in lost)
    lost = {text for _, text in leaves(PROCESS.encode())} - {
        text for _, text in leaves(only_process(tmp_path / "back.zip"))
    }
    # what TIDAS carries but ILCD has no place for: the unknown element; comments go, and the texts that they part are joined
    assert lost == {"yes", "kept", "Cement", "clinker", "grade?"}
    dropped = [entry for entry in back.ledger.entries if entry.fate.value == "kept" and entry.text]
    assert any("unheardOf" in str(entry.source) for entry in dropped)


def test_disclosure_to_a_buyer_leaves_no_sidecar(package, tmp_path):
    crosswalk.convert(package, "tidas", tmp_path / "there.zip", now=NOW, disclose="buyer")
    with zipfile.ZipFile(tmp_path / "there.zip") as archive:
        names = archive.namelist()
        assert NAME not in names
        assert not [name for name in names if name.startswith("external_docs")]
        assert b"3.63e-05" not in b"".join(archive.read(name) for name in names)


def test_a_platform_envelope_survives_an_edit(tmp_path, package):
    crosswalk.convert(package, "tidas", tmp_path / "there.zip", now=NOW)
    with zipfile.ZipFile(tmp_path / "there.zip") as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".json")]
        dataset = json.loads(archive.read(name))
    envelope = {"id": UUID, "json_tg": {"view": [1, 2]}, **dataset, "model_id": None}
    (tmp_path / "enveloped.json").write_text(json.dumps(envelope, ensure_ascii=False), encoding="utf-8")
    same = crosswalk.convert(tmp_path / "enveloped.json", "tidas", now=NOW)
    assert [json.loads(data) for data in same.files.values()] == [envelope]
    crosswalk.convert(tmp_path / "enveloped.json", "ilcd", tmp_path / "ilcd.zip", now=NOW)
    back = crosswalk.convert(tmp_path / "ilcd.zip", "tidas", now=NOW)
    assert [json.loads(data) for name, data in back.files.items() if name.endswith(".json")] == [envelope]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p:processInformation>\n    ", "<p:processInformation>"),
        ('version="1.1" locations="../ILCDLocations.xml" ext:batch="7">\n  ', 'version="1.1">'),
        ("<p:meanAmount>1.0<", "<p:meanAmount>1 000<"),
        ("</p:processInformation>", "</p:processInformation><p:processInformation><p:time/></p:processInformation>"),
    ],
    ids=["no layout inside", "no layout outside", "grouped digits", "a block twice"],
)
def test_odd_files_come_back_as_they_were(tmp_path, before, after):
    assert before in PROCESS
    odd = tmp_path / "odd.zip"
    with zipfile.ZipFile(odd, "w") as archive:
        archive.writestr(f"ILCD/processes/{UUID}.xml", PROCESS.replace(before, after, 1))
    crosswalk.convert(odd, "tidas", tmp_path / "over.zip")
    crosswalk.convert(tmp_path / "over.zip", "ilcd", tmp_path / "back.zip")
    first, last = (
        xml.canonical(xml.parse(zipfile.ZipFile(path).read(f"ILCD/processes/{UUID}.xml")))
        for path in (odd, tmp_path / "back.zip")
    )
    assert first == last


def test_a_root_without_content_is_no_dataset(tmp_path, package):
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("ILCD/flows/empty.xml", '<flowDataSet xmlns="http://lca.jrc.it/ILCD/Flow"/>')
    result = crosswalk.convert(package, "tidas", tmp_path / "over.zip")
    assert result.account.balanced
    with zipfile.ZipFile(tmp_path / "over.zip") as archive:
        assert any(name.endswith("empty.xml") for name in archive.namelist())


def test_a_root_key_without_a_dataset_does_not_hide_the_one_beside_it(tmp_path, package):
    over = crosswalk.convert(package, "tidas", now=NOW)
    (data,) = [data for name, data in over.files.items() if name.endswith(".json")]
    (tmp_path / "two.json").write_text(json.dumps({"flowDataSet": "none", **json.loads(data)}), encoding="utf-8")
    same = crosswalk.convert(tmp_path / "two.json", "tidas", now=NOW)
    assert same.account.balanced
    assert [document.kind for document in same.package.documents] == ["process"]
    assert [json.loads(data)["flowDataSet"] for data in same.files.values()] == ["none"]

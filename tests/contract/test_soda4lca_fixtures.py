"""The exports and odd documents of soda4LCA servers: figures by figures of the packages, facts by those of the README."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

import crosswalk
from crosswalk.checks import check_document

HOME = Path(__file__).resolve().parents[2] / "fixtures"
NOW = "2026-03-02T00:00:00Z"
A2 = {
    "GWPtotal (A2)": "a7ea142a-9749-11ed-a8fc-0242ac120002",
    "GWPfossil (A2)": "a7ea19c0-9749-11ed-a8fc-0242ac120002",
    "GWPbiogenic (A2)": "a7ea186c-9749-11ed-a8fc-0242ac120002",
    "GWPluluc (A2)": "a7ea1ae2-9749-11ed-a8fc-0242ac120002",
    "ODP (A2)": "b5c629d6-def3-11e6-bf01-fe55135034f3",
    "POCP (A2)": "b5c610fe-def3-11e6-bf01-fe55135034f3",
    "AP (A2)": "b5c611c6-def3-11e6-bf01-fe55135034f3",
    "EPterrestrial (A2)": "b5c614d2-def3-11e6-bf01-fe55135034f3",
    "EPfreshwater (A2)": "b53ec18f-7377-4ad3-86eb-cc3f4f276b2b",
    "EPmarine (A2)": "b5c619fa-def3-11e6-bf01-fe55135034f3",
    "WDP (A2)": "b2ad66ce-c78d-11e6-9d9d-cec0c932ce01",
    "ADPE (A2)": "b2ad6494-c78d-11e6-9d9d-cec0c932ce01",
    "ADPF (A2)": "b2ad6110-c78d-11e6-9d9d-cec0c932ce01",
    "HTPc (A2)": "2299222a-bbd8-474f-9d4f-4dd1f18aea7c",
    "HTPnc (A2)": "7cfdcfcf-b222-4b26-888a-a55f9fbf7ac8",
    "PM (A2)": "b5c602c6-def3-11e6-bf01-fe55135034f3",
    "IRP (A2)": "b5c632be-def3-11e6-bf01-fe55135034f3",
    "ETPfw (A2)": "05316e7a-b254-4bea-9cf0-6bf33eb5c630",
    "SOP (A2)": "b2ad6890-c78d-11e6-9d9d-cec0c932ce01",
}
A1 = {
    "GWP": "77e416eb-a363-4258-a04e-171d843a6460",
    "ODP": "06dcd26f-025f-401a-a7c1-5e457eb54637",
    "POCP": "1e84a202-dae6-42aa-9e9d-71ea48b8be00",
    "AP": "b4274add-93b7-4905-a5e4-2e878c4e4216",
    "EP": "f58827d0-b407-4ec6-be75-8b69efb98a0f",
    "ADPE": "f7c73bb9-ab1a-4249-9c6d-379a0de6f67e",
    "ADPF": "804ebcdf-309d-4098-8ed8-fdaf2f389981",
}
INVENTORY = {
    "PERE": "20f32be5-0398-4288-9b6d-accddd195317",
    "PERM": "fb3ec0de-548d-4508-aea5-00b73bf6f702",
    "PERT": "53f97275-fa8a-4cdd-9024-65936002acd0",
    "PENRE": "ac857178-2b45-46ec-892a-a9a4332f0372",
    "PENRM": "1421caa0-679d-4bf4-b282-0eb850ccae27",
    "PENRT": "06159210-646b-4c8d-8583-da9b3b95a6c1",
    "SM": "c6a1f35f-2d09-4f54-8dfb-97e502e1ce92",
    "RSF": "64333088-a55f-4aa2-9a31-c10b07816787",
    "NRSF": "89def144-d39a-4287-b86f-efde453ddcb2",
    "FW": "3cf952c8-f3a4-461d-8c96-96456ca62246",
    "HWD": "430f9e0f-59b2-46a0-8e0d-55e0e84948fc",
    "NHWD": "b29ef66b-e286-4afa-949f-62f1a7b4d7fa",
    "RWD": "3449546e-52ad-4b39-b809-9fb77cea8ff6",
    "CRU": "a2b32f97-3fc7-4af2-b209-525bc6426f33",
    "MFR": "d7fe48a5-4103-49c8-9aae-b0b5dfdbd6ae",
    "MER": "59a9181c-3aaf-46ee-8b13-2b3723b6e447",
    "EEE": "4da0c987-2b76-40d6-9e9e-82a017aaaf29",
    "EET": "98daf38a-7a79-46d3-9a37-2b7bd0955810",
}
COLUMNS = {**A1, **A2, **INVENTORY}
"""Columns of the export and their indicators (indicator lists of the format; EF 3.1, as the exports claim)."""


def of_packages():
    """Dataset, indicator, module and scenario of every number of the packages, read with lxml alone."""
    found = {}
    for version in ("1.1", "1.2"):
        (path,) = (HOME / f"ilcd_epd/{version}/valid/ILCD/processes").iterdir()
        root = etree.parse(str(path)).getroot()
        uuid = root.findtext(".//{http://lca.jrc.it/ILCD/Common}UUID")
        for row in root.iter("{*}exchange", "{*}LCIAResult"):
            subject = next(row.iter("{*}referenceToFlowDataSet", "{*}referenceToLCIAMethodDataSet"))
            for node in row.iter("{*}amount"):
                named = {etree.QName(key).localname: value for key, value in node.attrib.items()}
                text = (node.text or "").strip()
                if text[:1].isdigit() or text[:1] == "-":
                    where = (uuid, subject.get("refObjectId"), named["module"], named.get("scenario") or "")
                    found[where] = Decimal(text)
    return found


def of_export(name):
    """The same of an export: rows read with csv alone, the comma as a point."""
    data = (HOME / "soda4lca/valid" / name).read_bytes()
    text = data.decode("cp1252" if name == "export.csv" else "utf-8")
    module, scenario = ("Modul", "Szenario") if name == "export.csv" else ("Module", "Scenario")
    return {
        (row["UUID"], uuid, row[module], row[scenario]): Decimal(row[title].replace(",", "."))
        for row in csv.DictReader(text.splitlines(), delimiter=";")
        for title, uuid in COLUMNS.items()
        if row[title]
    }


def of_models(documents):
    """The same of what was read."""
    found = {}
    for document in documents:
        process = document.model
        rows = [(item.flow, item.modules) for item in process.exchanges]
        rows += [(item.method, item.modules) for item in process.lcia_results]
        for subject, modules in rows:
            for one in modules:
                if one.cell is not None and one.cell.value is not None:
                    where = (process.identity.uuid, subject.id, one.module, one.scenario or "")
                    assert where not in found
                    found[where] = one.cell.value
    return found


@pytest.mark.parametrize("name", ["export.csv", "export-english.csv"])
def test_the_figures_of_an_export_are_those_of_the_packages_in_the_file_and_as_read(name):
    there, package = of_export(name), of_packages()
    listed = {where: value for where, value in package.items() if where[1] in COLUMNS.values()}
    assert there == listed
    assert len(there) > 300
    assert of_models(crosswalk.read(HOME / "soda4lca/valid" / name).documents) == there


def test_the_figures_of_the_document_are_those_of_the_package():
    (document,) = crosswalk.read(HOME / "soda4lca/valid/rebar.json").documents
    uuid = document.model.identity.uuid
    assert of_models([document]) == {where: value for where, value in of_packages().items() if where[0] == uuid}


def test_an_export_with_a_comma_says_what_it_said_with_a_point():
    """Numbers alone change their mark; every other cell stands as it did."""
    exports = {}
    for mark in ("dot", "comma"):
        options = {"decimal": mark} if mark == "comma" else {}
        done = crosswalk.convert(HOME / "soda4lca/valid/rebar.json", "soda4lca@csv", now=NOW, options=options)
        (data,) = [data for name, data in done.files.items() if name.endswith(".csv")]
        exports[mark] = list(csv.reader(data.decode("utf-8").splitlines(), delimiter=";"))
    changed = 0
    for point, comma in zip(*exports.values(), strict=True):
        for left, right in zip(point, comma, strict=True):
            if left != right:
                assert (right, Decimal(left)) == (left.replace(".", ","), Decimal(right.replace(",", ".")))
                changed += 1
    assert changed > 100


def read(name):
    (document,) = crosswalk.read(HOME / "soda4lca/odd" / name).documents
    return document


def said(name, code):
    document = read(name)
    return [found for found in (*document.findings, *check_document(document)) if found.code == code]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("plain.json", "2025-03-01"),
        ("date-text.json", "2025-03-01"),
        ("date-epoch-seconds.json", "1970-01-21"),
        ("date-before-1970.json", "1969-12-31"),
    ],
)
def test_a_day_is_the_day_of_its_milliseconds(name, day):
    assert read(name).model.epd.published == day


def test_a_midnight_elsewhere_is_told_with_its_number():
    """1740758400000 is 2025-02-28 16:00 UTC, a midnight in China: not exact, and the number stays in the document."""
    (told,) = said("date-epoch-midnight-east.json", "XW-E061")
    assert told.before == "1740758400000"
    name = HOME / "soda4lca/odd/date-epoch-midnight-east.json"
    (data,) = crosswalk.convert(name, "soda4lca", now=NOW, draft=True).files.values()
    assert json.loads(data) == json.loads(name.read_bytes())


def test_what_odd_documents_state():
    assert read("version-of-schema.json").model.identity.version == "00.03.002"
    assert read("version-missing.json").model.identity.version is None
    assert read("xml-in-anies.json").model.epd.sub_type == "specific dataset"
    assert read("subtype-other-missing.json").model.epd.sub_type is None
    assert read("subtype-without-value.json").model.epd.sub_type is None
    (original,) = read("reference-as-object.json").model.epd.original
    assert original.version == "00.00.001"
    assert original.id
    assert original.name.best()
    assert original.uri
    assert '"None"' not in read("text-without-value.json").model.model_dump_json()
    names = read("language-missing.json").model.name.base.items
    assert [language for language, _ in names] == [None, None]
    directions = {
        name: [item.direction for item in read(name).model.exchanges if item.modules]
        for name in ("direction-as-in-xml.json", "direction-key.json", "direction-missing.json")
    }
    assert directions["direction-as-in-xml.json"] == directions["direction-key.json"] == ["Input"]
    assert directions["direction-missing.json"] == [None]


def test_an_expiry_in_seconds_is_told_as_well(tmp_path):
    value = json.loads((HOME / "soda4lca/odd/plain.json").read_text(encoding="utf-8"))
    value["processInformation"]["time"]["other"]["anies"].append({"name": "expirationDateOfEPD", "value": 1898467200})
    (tmp_path / "epd.json").write_text(json.dumps(value), encoding="utf-8")
    (document,) = crosswalk.read(tmp_path / "epd.json").documents
    assert [found.params["suggestion"] for found in document.findings if found.code == "XW-E065"] == ["2030-02-28"]


def test_a_text_with_a_comma_between_digits_keeps_it(tmp_path):
    data = (HOME / "soda4lca/valid/export.csv").read_bytes().decode("cp1252")
    owner = "Boyu Steelworks"
    assert owner in data
    (tmp_path / "export.csv").write_bytes(data.replace(owner, "1,5").encode("cp1252"))
    bar = next(iter(crosswalk.read(tmp_path / "export.csv").documents)).model
    assert bar.publication.owner.name.best() == "1,5"


def test_a_column_that_stands_twice_overwrites_nothing(tmp_path):
    lines = (HOME / "soda4lca/valid/export-english.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "export.csv").write_text(
        "\n".join([lines[0] + ";Reference year", *(line + ";1999" for line in lines[1:])]) + "\n", encoding="utf-8"
    )
    for document in crosswalk.read(tmp_path / "export.csv").documents:
        assert document.model.time.reference_year != 1999
        assert document.leaves == document.reading.leaves


def test_blanks_of_a_raw_amount_stay(tmp_path):
    name = "xml-amount-in-anies.json"
    text = (HOME / "soda4lca/odd" / name).read_text(encoding="utf-8")
    assert text.count(">1.25<") == 1
    (tmp_path / name).write_text(text.replace(">1.25<", "> 1.25 <"), encoding="utf-8")
    (document,) = crosswalk.read(tmp_path / name).documents
    cells = [one.cell for item in document.model.lcia_results for one in item.modules if one.cell]
    assert [cell.raw for cell in cells if cell.raw and cell.raw != cell.raw.strip()] == [" 1.25 "]


def test_a_new_document_states_the_version_of_the_schema():
    files = crosswalk.convert(HOME / "ilcd_epd/1.2/valid", "soda4lca", now=NOW, draft=True).files
    (root,) = [json.loads(data) for data in files.values() if data.lstrip().startswith(b"{")]
    assert root["version"] == "1.1"

"""soda4LCA documents of our own: every habit of the servers, read, edited, written and read again."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

import crosswalk
from crosswalk.carriers import json as carrier
from crosswalk.core.errors import SyntaxBroken
from crosswalk.formats import detect, load
from crosswalk.formats.peeking import open_source
from crosswalk.formats.soda4lca.csv import text_of
from crosswalk.model.epd import CellState

NOW = "2026-03-02T00:00:00Z"
SODA = load("soda4lca")
UUID = "11111111-2222-4333-8444-555555555555"
GWP = "77e416eb-a363-4258-a04e-171d843a6460"
XML = "http://www.iai.kit.edu/EPD/2013"
RAW_TYPE = f'<subType xmlns="{XML}">specific dataset</subType>'
RAW_AMOUNT = f'<epd:amount xmlns:epd="{XML}" epd:module="C3" epd:scenario="S1">1.50E+00</epd:amount>'
RAW_UNIT = (
    f'<epd:referenceToUnitGroupDataSet xmlns:epd="{XML}" xmlns:common="http://lca.jrc.it/ILCD/Common" '
    'type="unit group data set" refObjectId="u-1"><common:shortDescription xml:lang="en">kg CO2 eq.'
    "</common:shortDescription></epd:referenceToUnitGroupDataSet>"
)
RAW_SCENARIOS = (
    f'<epd:scenarios xmlns:epd="{XML}"><epd:scenario epd:name="S1" epd:default="true">'
    '<epd:description xml:lang="en">Recycled</epd:description></epd:scenario></epd:scenarios>'
)
BEAN = {
    "shortDescription": {
        "value": "Brick.pdf",
        "defaultValue": "Brick.pdf",
        "lstrings": [{"lang": "de", "value": "Brick.pdf"}],
    },
    "version": {
        "version": 1,
        "majorVersion": 0,
        "minorVersion": 0,
        "subMinorVersion": 1,
        "zero": False,
        "versionString": "00.00.001",
    },
    "type": "source data set",
    "uuid": {"uuid": "s-1"},
    "refObjectId": "s-1",
    "versionAsString": "00.00.001",
    "resourceURLs": ["https://example.org/resource/sources/s-1"],
}


def document() -> dict:
    """A small document with the habits of several servers."""
    return {
        "processInformation": {
            "dataSetInformation": {
                "UUID": UUID,
                "name": {"baseName": [{"value": "Brick", "lang": "en"}, {"value": "Ziegel"}]},
                "other": {
                    "anies": [
                        {"scenario": [{"name": "S1", "default": True, "description": [{"value": "x", "lang": "en"}]}]},
                        {"margins": 10, "description": [{"value": "about", "lang": "en"}]},
                        {
                            "componentsAndMaterialsAndSubstances": [
                                {
                                    "component": {
                                        "name": [{"value": "Clay", "lang": "en"}],
                                        "weightPerc": {"lowerValue": 1.0, "upperValue": 2.5},
                                        "mass": {},
                                    }
                                },
                                {"substance": {"name": [{"value": "Water", "lang": "en"}], "weightPerc": {"value": 3}}},
                            ]
                        },
                        {"strange": 1},
                    ]
                },
            },
            "quantitativeReference": {"referenceToReferenceFlow": [0], "type": "Reference flow(s)"},
            "time": {
                "referenceYear": 2023,
                "other": {"anies": [{"name": "publicationDateOfEPD", "value": 1695765600000}]},
            },
        },
        "modellingAndValidation": {
            "LCIMethodAndAllocation": {"typeOfDataSet": "EPD", "other": {"anies": [{"name": "subType"}]}},
            "dataSourcesTreatmentAndRepresentativeness": {
                "other": {"anies": [{"name": "referenceToOriginalEPD", "value": BEAN}]}
            },
        },
        "administrativeInformation": {
            "dataEntryBy": {"timeStamp": 1575450409123},
            "publicationAndOwnership": {
                "dataSetVersion": "00.01.000",
                "copyright": True,
                "other": {
                    "anies": [
                        {"name": "referenceToPublisher", "value": {"refObjectId": f"c-{n}", "type": "contact data set"}}
                        for n in (1, 2)
                    ]
                },
            },
        },
        "exchanges": {
            "exchange": [
                {
                    "dataSetInternalID": 0,
                    "referenceToFlowDataSet": {"refObjectId": "f-1", "shortDescription": [{"lang": "en"}]},
                    "meanAmount": 1.0,
                    "referenceFlow": True,
                    "resultingflowAmount": 2.0,
                    "flowProperties": [
                        {
                            "name": [{"lang": "en", "value": "Mass"}],
                            "uuid": "p-1",
                            "referenceFlowProperty": True,
                            "meanValue": 2.0,
                            "referenceUnit": "kg",
                            "unitGroupUUID": "u-9",
                        }
                    ],
                    "materialProperties": [
                        {"name": "gross density", "value": "800.0", "unit": "kg/m^3"},
                        {"name": "gross density", "value": "900.0", "unit": "kg/m^3"},
                    ],
                    "typeOfFlow": "Product flow",
                    "classification": {"classHierarchy": "A / B", "name": "SYNTH"},
                },
                {
                    "dataSetInternalID": 1,
                    "referenceToFlowDataSet": {"refObjectId": "f-2"},
                    "exchange direction": "INPUT",
                    "uncertaintyDistributionType": "UNDEFINED",
                    "relativeStandardDeviation95In": "0",
                    "dataDerivationTypeStatus": "MEASURED",
                    "flowProperties": [],
                    "other": {
                        "anies": [
                            {
                                "name": "referenceToUnitGroupDataSet",
                                "value": {"refObjectId": "u-2", "shortDescription": [{"value": "MJ"}]},
                            },
                            {"value": "0.10", "module": "A1-A3"},
                            {"value": None, "module": "A4"},
                            {"module": "A5"},
                            {"value": " ", "module": "A5"},
                            {"value": "ND", "module": "B1"},
                            {"value": "1.50E+00", "module": "C3", "scenario": "S1"},
                            {"value": "1.50E+00", "module": "C3", "scenario": "S1"},
                        ]
                    },
                },
            ]
        },
        "LCIAResults": {
            "LCIAResult": [
                {
                    "referenceToLCIAMethodDataSet": {"refObjectId": GWP},
                    "meanAmount": 0.0,
                    "relativeStandardDeviation95In": 0,
                    "other": {"anies": [{"value": "5.750", "module": "A1-A3"}]},
                }
            ]
        },
        "otherAttributes": {"{http://www.indata.network/EPD/2019}epd-version": "1,2"},
        "version": "1.1",
        "locations": "../ILCDLocations.xml",
    }


def read(value):
    return SODA.open(carrier.parse(json.dumps(value).encode()), "process")


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "brick.json"
    target.write_text(json.dumps(document(), ensure_ascii=False), encoding="utf-8")
    return target


def test_the_habits_are_understood(path):
    assert detect(open_source(path)).format == "soda4lca"
    found = read(document())
    process = found.model
    assert process.name.base.items == (("en", "Brick"), (None, "Ziegel"))
    assert process.entry.timestamp == "2019-12-04T09:06:49.123Z"
    assert process.epd.published == "2023-09-27"
    assert process.epd.version == "1,2"
    assert process.epd.sub_type is None
    assert process.epd.scenarios[0].default is True
    assert process.epd.margin.percent.value == 10
    assert [part.name.best() for part in process.epd.content.components] == ["Clay"]
    assert process.epd.content.substances[0].weight.value.value == 3
    assert [reference.id for reference in process.epd.publishers] == ["c-1", "c-2"]
    original = process.epd.original[0]
    assert (original.id, original.version, original.uri) == ("s-1", "00.00.001", BEAN["resourceURLs"][0])
    product, energy = process.exchanges
    assert product.resolved.properties[0].unit_group == "u-9"
    assert (energy.direction, energy.distribution, energy.derivation) == ("Input", "undefined", "Measured")
    assert energy.unit_group.name.best() == "MJ"
    cells = [(result.module, result.cell and (result.cell.state, result.cell.raw)) for result in energy.modules]
    assert cells[:5] == [
        ("A1-A3", (CellState.VALUE, "0.10")),
        ("A4", None),
        ("A5", None),
        ("A5", None),
        ("B1", (CellState.NOT_DECLARED, "ND")),
    ]
    assert found.leaves == found.reading.leaves
    assert {finding.code for finding in found.findings} == {"XW-E060", "XW-E061"}
    assert "anies:strange" not in {take.path for take in found.reading.takes}


def test_new_and_edited_documents_read_as_they_were_meant(path):
    base = read(document())
    draft = SODA.draft(base.model, "process", None, {})
    ((_, data),) = SODA.render([draft], {})
    assert SODA.open(carrier.parse(data), "process").model == base.model
    exchange = base.model.exchanges[1]
    fewer = exchange.model_copy(update={"modules": exchange.modules[1:], "unit_group": None})
    epd = base.model.epd.model_copy(
        update={"publishers": base.model.epd.publishers[1:], "original": (), "sub_type": "average dataset"}
    )
    changed = base.model.model_copy(update={"exchanges": (base.model.exchanges[0], fewer), "epd": epd})
    draft = SODA.draft(changed, "process", base, {})
    ((_, data),) = SODA.render([draft], {})
    tree = json.loads(data)
    assert SODA.open(carrier.parse(data), "process").model == changed
    assert tree["processInformation"]["dataSetInformation"]["other"]["anies"][-1] == {"strange": 1}
    assert tree["modellingAndValidation"]["LCIMethodAndAllocation"]["other"]["anies"] == [
        {"name": "subType", "value": "average dataset"}
    ]


def test_references_of_the_servers_own_class_are_edited_where_they_stand():
    base = read(document())
    reference = base.model.epd.original[0].model_copy(update={"version": "00.00.002", "id": "s-2"})
    epd = base.model.epd.model_copy(update={"original": (reference, reference)})
    changed = base.model.model_copy(update={"epd": epd})
    draft = SODA.draft(changed, "process", base, {})
    assert draft.says == changed
    items = draft.root["modellingAndValidation"]["dataSourcesTreatmentAndRepresentativeness"]["other"]["anies"]
    assert items[0]["value"]["uuid"] == {"uuid": "s-2"}
    assert items[0]["value"]["versionAsString"] == "00.00.002"
    assert items[1]["value"]["refObjectId"] == "s-2"


def with_raw_xml() -> dict:
    value = document()
    value["modellingAndValidation"]["LCIMethodAndAllocation"]["other"]["anies"] = [RAW_TYPE]
    value["exchanges"]["exchange"][1]["other"]["anies"] = [RAW_UNIT, RAW_AMOUNT, "<broken", "<odd/>"]
    value["processInformation"]["dataSetInformation"]["other"]["anies"] = [RAW_SCENARIOS]
    return value


def test_strings_of_xml_are_read_as_what_they_are_and_stay_strings(tmp_path):
    path = tmp_path / "raw.json"
    path.write_text(json.dumps(with_raw_xml()), encoding="utf-8")
    (found,) = SODA.read(open_source(path), {})
    process = found.model
    assert process.epd.sub_type == "specific dataset"
    assert process.epd.scenarios[0].description.get("en") == "Recycled"
    assert process.epd.scenarios[0].default is True
    energy = process.exchanges[1]
    assert (energy.unit_group.id, energy.unit_group.name.get("en")) == ("u-1", "kg CO2 eq.")
    result = energy.modules[0]
    assert (result.module, result.scenario, result.cell.raw) == ("C3", "S1", "1.50E+00")
    assert "XW-E063" in {finding.code for finding in found.findings}
    assert found.leaves == found.reading.leaves
    done = crosswalk.convert(path, "soda4lca", draft=True, now=NOW)
    assert json.loads(next(iter(done.files.values()))) == with_raw_xml()
    assert crosswalk.convert(path, "ilcd-epd", draft=True, now=NOW).account.balanced


@pytest.mark.parametrize(
    "text",
    [
        f'<subType xmlns="{XML}" note="by hand">specific dataset</subType>',
        f'<subType xmlns="{XML}">specific<!-- by hand --> dataset</subType>',
        f'<amount xmlns="{XML}" module="A1">1.5<more>7</more></amount>',
        f'<safetyMargins xmlns="{XML}"><margins>5</margins><margins>7</margins></safetyMargins>',
        f'<safetyMargins xmlns="{XML}"><description>no margin</description></safetyMargins>',
        f'<scenarios xmlns="{XML}"><scenario name="S1"><description><b>x</b></description></scenario></scenarios>',
    ],
)
def test_a_string_of_xml_that_says_more_than_an_item_can_stays_one(tmp_path, text):
    value = document()
    value["exchanges"]["exchange"][1]["other"]["anies"] = [text]
    path = tmp_path / "raw.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    (found,) = SODA.read(open_source(path), {})
    assert found.model.exchanges[1].modules == ()
    (said,) = (finding for finding in found.findings if finding.code == "XW-E068")
    assert said.before == text[:80]
    done = crosswalk.convert(path, "soda4lca", draft=True, now=NOW)
    assert json.loads(next(iter(done.files.values()))) == value
    assert crosswalk.convert(path, "ilcd-epd", draft=True, now=NOW).account.balanced


def test_an_entity_in_a_string_of_xml_is_not_expanded():
    value = document()
    bomb = '<!DOCTYPE a [<!ENTITY b "boom">]><subType>&b;</subType>'
    value["modellingAndValidation"]["LCIMethodAndAllocation"]["other"]["anies"] = [bomb]
    assert read(value).model.epd.sub_type is None


@pytest.mark.parametrize("target", ["ilcd-epd", "ilcd-epd@1.1", "tidas", "ilcd", "soda4lca@csv"])
def test_conversions_balance(path, target, tmp_path):
    assert crosswalk.convert(path, target, tmp_path / "out.zip", draft=True, now=NOW).account.balanced


def test_there_and_back_through_ilcd_epd(path, tmp_path):
    crosswalk.convert(path, "ilcd-epd", tmp_path / "there.zip", draft=True, now=NOW)
    back = crosswalk.convert(tmp_path / "there.zip", "soda4lca", tmp_path / "back.zip", draft=True, now=NOW)
    assert back.account.balanced
    (found,) = (part for part in SODA.read(open_source(tmp_path / "back.zip"), {}) if hasattr(part, "model"))
    before = read(document()).model
    assert [exchange.modules for exchange in found.model.exchanges] == [
        exchange.modules for exchange in before.exchanges
    ]
    assert found.model.lcia_results == before.lcia_results


def test_a_package_of_documents_is_recognised(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        for name in ("a", "b"):
            archive.writestr(f"{name}.json", json.dumps(document()))
    assert detect(open_source(tmp_path / "two.zip")).format == "soda4lca"


@pytest.mark.parametrize(
    ("count", "suggested"),
    [(1740787200, "2025-03-01"), (500000000000, "-"), (631148399999, "-"), (-500000000000, "-"), (4102531200, "-")],
)
def test_a_date_before_any_declaration_is_told_and_kept(tmp_path, count, suggested):
    """631148399999 is the last millisecond of 1989 in Central Europe, 4102531200 the second day of 2100 in seconds."""
    source = document()
    source["processInformation"]["time"]["other"]["anies"][0]["value"] = count
    path = tmp_path / "process.json"
    path.write_text(json.dumps(source), encoding="utf-8")
    (found,) = SODA.read(open_source(path), {})
    (said,) = (finding for finding in found.findings if finding.code == "XW-E065")
    there = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=count)
    near = {(there + timedelta(hours=hours)).date().isoformat() for hours in (0, 1, 2)}
    assert said.params["date"] in near
    assert found.model.epd.published == said.params["date"]
    assert said.params["suggestion"] == suggested


# --- the CSV export -----------------------------------------------------------------------------

GERMAN = (
    "UUID;Version;Name (de);Name (en);Kategorie (original);Konformität;Laenderkennung;Typ;Referenzjahr;Gueltig bis;"
    "Declaration owner;UUID des Vorgängers;Bezugsgroesse;Bezugseinheit;Referenzfluss-UUID;Rohdichte (kg/m3);"
    "biogener Kohlenstoffgehalt in kg;Modul;Szenario;Szenariobeschreibung;GWP;PERE;GWPtotal (A2);SOP (A2);RMI_TOTAL"
)
ROWS = (
    (
        f"{UUID};00.01.000;Tür;Door;'Bau' / 'Türen';'EN 15804+A2' / 'EN 16485';DE;average dataset;2020;2025;"
        "Müller;p-1;1,0;qm;f-1;800,5;0,1;A1-A3;;;1,5;2,0;3,25E-1;;7,0"
    ),
    (
        f"{UUID};00.01.000;Tür;Door;'Bau' / 'Türen';'EN 15804+A2' / 'EN 16485';DE;average dataset;2020;2025;"
        "Müller;p-1;1,0;qm;f-1;800,5;0,1;C3;S1;verwertet;-0,5;;ND;;"
    ),
    "other;00.01.000;Fenster;;;'EN 15804+A2 (EF 3.0)';DE;;2020;2025;;;1,0;qm;f-2;;;A1-A3;;;;;1,25;;",
)


def export(tmp_path, encoding="cp1252", comma=True):
    text = "\r\n".join((GERMAN, *ROWS)) + "\r\n"
    if not comma:
        text = GERMAN + "\r\n" + "\r\n".join(ROWS).replace(",", ".")
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("comma", [True, False])
def test_an_export_is_read_dataset_by_dataset(tmp_path, encoding, comma):
    path = export(tmp_path, encoding, comma)
    assert detect(open_source(path)).version == "csv"
    door, window = SODA.read(open_source(path), {})
    process = door.model
    assert process.identity.uuid == UUID
    assert process.name.base.items == (("de", "Tür"), ("en", "Door"))
    assert [entry.name for entry in process.classifications[0].entries] == ["Bau", "Türen"]
    assert [item.system.name.best() for item in process.compliance] == ["EN 15804+A2", "EN 16485"]
    assert process.publication.preceding[0].id == "p-1"
    product, energy = process.exchanges
    assert product.resolved.amount.value == 1
    assert product.resolved.properties[0].unit == "qm"
    assert product.resolved.properties[1].mean.value == Decimal("0.1")
    assert product.resolved.materials[0].value.value == Decimal("800.5")
    assert [(result.module, result.cell and result.cell.raw) for result in energy.modules] == [
        ("A1-A3", "2.0"),
        ("C3", None),
    ]
    gwp, total = process.lcia_results
    assert gwp.method.id == GWP
    assert [(result.module, result.scenario, result.cell.raw) for result in gwp.modules] == [
        ("A1-A3", None, "1.5"),
        ("C3", "S1", "-0.5"),
    ]
    assert (total.method.id, total.method.name.best()) == (None, "GWP-total")
    assert [result.cell.state for result in total.modules] == [CellState.VALUE, CellState.NOT_DECLARED]
    assert process.epd.scenarios[0].description.best() == "verwertet"
    assert {finding.code for finding in door.findings} == {"XW-E062"}
    assert window.model.lcia_results[0].method.id == "6a37f984-a4b3-458a-a20a-64418c145fa2"
    cells = [cell for row in ROWS for cell in row.split(";") if cell]
    assert door.leaves + window.leaves == len(cells)
    assert all(found.leaves == found.reading.leaves for found in (door, window))


def test_an_export_that_disagrees_with_itself_is_told(tmp_path):
    path = export(tmp_path)
    path.write_bytes(
        path.read_bytes().replace(
            b"DE;average dataset;2020;2025;M\xfcller;p-1;1,0;qm;f-1;800,5;0,1;C3",
            b"FR;average dataset;2020;2025;M\xfcller;p-1;1,0;qm;f-1;800,5;0,1;C3",
        )
    )
    door, _ = SODA.read(open_source(path), {})
    assert door.model.geography.location == "DE"
    assert "XW-E064" in {finding.code for finding in door.findings}
    assert door.leaves == door.reading.leaves


@pytest.mark.parametrize("target", ["soda4lca", "soda4lca@csv", "ilcd-epd", "tidas"])
@pytest.mark.parametrize("options", [{}, {"decimal": "comma"}])
def test_an_export_is_converted_and_counted(tmp_path, target, options):
    done = crosswalk.convert(export(tmp_path), target, tmp_path / "out.zip", draft=True, options=options, now=NOW)
    assert done.account.balanced
    products = 0 if target.startswith("soda4lca") else 2  # a server's product becomes a flow dataset
    assert done.datasets == 2 + products


def test_json_becomes_an_export_and_reads_back(path, tmp_path):
    done = crosswalk.convert(
        path, "soda4lca@csv", tmp_path / "out.zip", draft=True, options={"decimal": "comma"}, now=NOW
    )
    assert done.account.balanced
    assert detect(open_source(tmp_path / "out.zip")).version == "csv"
    (found,) = (part for part in SODA.read(open_source(tmp_path / "out.zip"), {}) if hasattr(part, "model"))
    (gwp,) = found.model.lcia_results
    assert (gwp.method.id, gwp.modules[0].cell.raw) == (GWP, "5.750")
    assert found.model.exchanges[0].resolved.amount.value == 2


def test_a_quotation_mark_without_an_end_is_told_by_its_line(tmp_path):
    head, first, second, third = export(tmp_path).read_bytes().decode("cp1252").splitlines()
    more = [third] * 2000  # as one cell they are longer than any cell may be
    path = tmp_path / "open.csv"
    path.write_text("\r\n".join([head, first, second.replace("Door", '"Door'), *more]), encoding="utf-8")
    with pytest.raises(SyntaxBroken) as caught:
        list(SODA.read(open_source(path), {}))
    assert (caught.value.code, caught.value.place.file) == ("XW-E073", str(path))
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.write(path, "open.csv")
        archive.write(tmp_path / "export.csv", "export.csv")
    broken, *others = SODA.read(open_source(tmp_path / "both.zip"), {})
    assert broken.finding.source.member == "open.csv"
    assert [document.model.name.base.best("de") for document in others] == ["Tür", "Fenster"]


def test_the_encoding_of_an_export_is_told_from_its_bytes():
    for text, encoding in (("Konformität;Größe", "cp1252"), ("名称;水泥", "gb18030"), ("水泥ä", "utf-8")):
        assert text_of(text.encode(encoding)) == text

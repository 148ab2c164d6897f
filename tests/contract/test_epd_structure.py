"""ILCD+EPD datasets are held to their own edition: the fixtures pass, and each breach has its code and place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crosswalk.checks.datasets import checks_of
from crosswalk.core.findings import Severity
from crosswalk.core.places import Place
from crosswalk.formats.peeking import open_source
from crosswalk.index import read_entries
from crosswalk.index.members import read_entry

FIXTURES = Path(__file__).parents[2] / "fixtures/ilcd_epd"
EPD = "1.3/valid/ILCD/processes"


def entries(folder):
    return [entry for entry in read_entries(open_source(folder)) if entry.tree is not None]


def findings(data, name="structure", format_="ilcd-epd"):
    entry = read_entry("x.xml", data.encode(), Place())
    assert entry.tree is not None, entry.problem
    return [item for check in checks_of(name, format_) for item in check(entry.tree)]


@pytest.fixture(scope="module")
def process():
    """The fixture that uses every part of the extension."""
    return next((FIXTURES / EPD).glob("*.xml")).read_text(encoding="utf-8")


def kind(name):
    return next((FIXTURES / f"1.3/valid/ILCD/{name}").glob("*.xml")).read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", sorted(path.name for path in FIXTURES.iterdir() if (path / "valid").is_dir()))
def test_the_valid_fixtures_have_nothing_worth_a_warning(folder):
    for entry in entries(FIXTURES / folder / "valid"):
        found = [
            item
            for name in ("structure", "content")
            for check in checks_of(name, "ilcd-epd")
            for item in check(entry.tree)
        ]
        assert [item for item in found if item.severity in (Severity.ERROR, Severity.WARNING)] == [], entry.member


def altered(text, old, new):
    assert old in text, old
    return text.replace(old, new, 1)


BREACHES = [
    ("element unknown in the extension", "<epd24:productIds>", "<epd24:strange/><epd24:productIds>", "XW-V017"),
    ("element of a stranger", "<epd24:productIds>", '<x xmlns="urn:x"/><epd24:productIds>', "XW-V019"),
    ("element of an outdated namespace", "<epd24:productIds>",
     '<a:b xmlns:a="http://www.iai.kit.edu/EPD/2019"/><epd24:productIds>', "XW-V019"),
    ("element unknown within the extension", "<epd24:soilAndWaterImpacts>", "<epd24:x/><epd24:soilAndWaterImpacts>", "XW-V001"),
    ("SVHC without present", '<epd24:SVHC epd24:present="true"/>', "<epd24:SVHC/>", "XW-V006"),
    ("attribute without its namespace", '<epd24:SVHC epd24:present', '<epd24:SVHC present="true" epd24:present', "XW-V005"),
    ("attribute that nothing declares", "<epd24:scenarioData>", '<epd24:scenarioData other="1">', "XW-V005"),
    ("text in an empty element", '<epd24:SVHC epd24:present="true"/>',
     '<epd24:SVHC epd24:present="true"> </epd24:SVHC>', "XW-V010"),
    ("scenario name twice", 'epd:name="Lorry to Zurich"', 'epd:name="Train to Leipzig"', "XW-V011"),
    ("factor category twice", '"B - design level"', '"A - inherent quality"', "XW-V011"),
    ("comment twice in a language", '<epd24:comment xml:lang="de">Hinter', '<epd24:comment xml:lang="en">Hinter', "XW-V011"),
    ("comment without a language, which is English", '<epd24:comment xml:lang="de">Hinter', "<epd24:comment>Hinter", "XW-V011"),
    ("variability of no such type", '"Single manufacturer with multiple production sites"', '"Some sites"', "XW-V007"),
    ("grade that is none", 'epd24:referenceGrade="3"', 'epd24:referenceGrade="6"', "XW-V007"),
    ("no day", "<epd24:expirationDateOfEPD>2030-08-31", "<epd24:expirationDateOfEPD>2030-02-31", "XW-V008"),
    ("no number", 'epd24:years="50"', 'epd24:years="fifty"', "XW-V008"),
    ("an inventory", "<typeOfDataSet>EPD", "<typeOfDataSet>LCI result", "XW-V007"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code"), [case[1:] for case in BREACHES], ids=[case[0] for case in BREACHES])
def test_a_breach_has_its_code(process, old, new, code):
    assert findings(process) == []
    found = findings(altered(process, old, new))
    assert {item.code for item in found} == {code}
    assert all(item.source.pointer and item.source.line for item in found)


def test_a_place_is_an_open_location_code(process):
    value = re.search(r"<epd24:olc>([^<]+)</epd24:olc>", process)
    assert value is not None
    found = findings(process.replace(value.group(1), value.group(1).replace("+", "-"), 1))
    assert [item.code for item in found] == ["XW-V008"]
    assert "olc" in str(found[0].source.pointer)


def test_an_element_of_the_extension_stands_in_its_kind_of_dataset_only():
    other = '<common:other><epd24:SVHC xmlns:epd24="http://www.indata.network/EPD/2024" epd24:present="true"/></common:other>'
    data = re.sub(r"</(\w+:)?dataSetInformation>", lambda end: other + end.group(0), kind("sources"), count=1)
    assert [item.code for item in findings(data)] == ["XW-V017"]


def test_the_same_file_as_ilcd_is_held_to_ilcd(process):
    codes = {item.code for item in findings(process, format_="ilcd")}
    assert {"XW-V002", "XW-V007"} & codes
    assert "XW-V017" not in codes


def test_what_epds_are_asked_for(process):
    """Amounts by module in rows of results, the product, and standards that EPDs follow."""
    assert findings(process, "content") == []
    bare = re.sub(r"<epd:amount [^>]*>[^<]*</epd:amount>", "", process)
    bare = re.sub(r"<meanAmount>[^<]*</meanAmount>", "", bare)
    codes = {item.code for item in findings(bare, "content")}
    assert codes == {"XW-V033", "XW-V034"}
    assert [item.params["id"] for item in findings(bare, "content") if item.code == "XW-V033"] == ["0"]
    nothing = re.sub(r"<quantitativeReference.*?</quantitativeReference>", "", process, flags=re.DOTALL)
    assert {item.code for item in findings(nothing, "content")} == {"XW-V039"}
    unclaimed = re.sub(r"<complianceDeclarations>.*?</complianceDeclarations>", "", process, flags=re.DOTALL)
    assert {item.code for item in findings(unclaimed, "content")} == {"XW-V064"}


MATML = """<flowDataSet xmlns="http://lca.jrc.it/ILCD/Flow" xmlns:common="http://lca.jrc.it/ILCD/Common"
 xmlns:mm="http://www.matml.org/" version="1.1"><flowInformation><dataSetInformation>
 <common:UUID>aaaaaaaa-0000-4000-8000-000000000000</common:UUID><common:other><mm:MatML_Doc><mm:Material>
 <mm:BulkDetails><mm:Name>Brick</mm:Name><mm:PropertyData property="pr1"><mm:Data format="float">2</mm:Data>
 </mm:PropertyData></mm:BulkDetails></mm:Material><mm:Metadata><mm:PropertyDetails id="pr1"><mm:Name>density</mm:Name>
 <mm:Units><mm:Unit><mm:Name>kg</mm:Name></mm:Unit></mm:Units></mm:PropertyDetails></mm:Metadata></mm:MatML_Doc>
 </common:other></dataSetInformation></flowInformation><modellingAndValidation/></flowDataSet>"""


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<mm:Data format=", "<mm:Data form=", "XW-V005"),
        ("<mm:Name>kg</mm:Name>", "", "XW-V004"),
        ("<mm:Name>kg</mm:Name>", "<mm:Name>kg</mm:Name><mm:Currency>EUR</mm:Currency>", "XW-V018"),
        ('property="pr1"', 'property="pr2"', "XW-V012"),
        ("</mm:Metadata>", '<mm:SpecimenDetails id="pr1"/></mm:Metadata>', "XW-V011"),
        ('id="pr1"', 'id="1"', "XW-V008"),
    ],
)
def test_material_properties_are_looked_into(old, new, code):
    before = {item.code for item in findings(MATML)}
    assert code in {item.code for item in findings(altered(MATML, old, new))} - before

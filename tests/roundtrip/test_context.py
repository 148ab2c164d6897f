"""From questions to valid datasets: the form is written, filled in by hand, read back, and the official schemas agree."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

import crosswalk
from crosswalk.cli.main import main
from crosswalk.formats.ilcd import schema as xsd
from crosswalk.formats.ilcd.types import types
from crosswalk.formats.tidas import schema as json_schema

pytest.importorskip("tidas_tools", reason="the official schemas come with tidas-tools")

NOW = "2026-03-02T00:00:00Z"
VALID = Path(__file__).resolve().parents[2] / "fixtures" / "ilcd" / "1.1" / "valid"
TAKEN = ("validation", "complianceDeclarations", "licenseType", "commissionerAndGoal", "dataSetVersion")
"""Elements that are taken out of the processes and come back from the form."""
CONTACT = "0a5e0c3a-e2b5-5328-9b5b-5b255f5d3935 01.00.000 Qicheng Cement"
ANSWERS = {
    "identity.version": "01.00.000",
    "publication.licence": "Other",
    "goal.commissioners": CONTACT,
    "goal.applications": ("水泥产品碳足迹", "Carbon footprint of cement"),
    "compliance.system": "compliance:ilcd_el",
    "compliance.overall": "Not defined",
    "compliance.nomenclature": "Not defined",
    "compliance.method": "Not defined",
    "compliance.review": "Not defined",
    "compliance.documentation": "Not defined",
    "compliance.quality": "Not defined",
    "reviews.type": "Independent external review",
    "reviews.scopes.name": "Raw data",
    "reviews.scopes.methods.name": "Mass balance",
    "reviews.details": ("物料平衡已核对", "Mass balance checked"),
    "reviews.reviewers": CONTACT,
    "reviews.report": "3023b6fe-16c2-5289-bb54-4c1ab4be9391 01.00.000 Review report",
}


@pytest.fixture
def bare(tmp_path):
    """The package of fixtures with processes that lack what only people know."""
    room = tmp_path / "bare"
    shutil.copytree(VALID, room)
    for file in room.rglob("processes/*.xml"):
        tree = etree.parse(str(file))
        for node in [n for n in tree.iter("{*}*") if etree.QName(n).localname in TAKEN]:
            node.getparent().remove(node)
        tree.write(str(file), encoding="utf-8", xml_declaration=True)
    return room


def fill(path):
    """Answer the questions about processes, as a person does in a spreadsheet program; how many were answered."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    columns = {cell.value.split("\n")[1]: cell.column for cell in sheet[2]}
    answered = 0
    for row in range(3, sheet.max_row + 1):
        found = ANSWERS.get(sheet.cell(row, columns["path"]).value)
        if found is None or sheet.cell(row, columns["kind"]).value != "process":
            continue
        answered += 1
        if isinstance(found, tuple):
            for name, text in zip(("answer in Chinese", "answer in English"), found, strict=True):
                sheet.cell(row, columns[name]).value = text
        else:
            sheet.cell(row, columns["answer"]).value = found
    book.save(path)
    return answered


def refusals(path):
    """What the official schemas refuse of the processes of a package."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if "processes/" not in name:
                continue
            data = archive.read(name)
            if name.endswith(".xml"):
                yield from (found.params["reason"] for found in xsd.validate("process", data))
            else:
                (root,) = json.loads(data)
                yield from (found.params["reason"] for found in json_schema.validate(types()[root]["kind"], data))


@pytest.mark.parametrize("target", ["ilcd", "tidas"])
def test_answers_make_datasets_valid_that_were_not(bare, tmp_path, target):
    form = tmp_path / "q.xlsx"
    assert main(["plan", str(bare), "--to", "ilcd", "--to", "tidas", "--questions", str(form), "--now", NOW]) == 0
    assert fill(form) == len(ANSWERS)
    before = crosswalk.convert(bare, target, tmp_path / "before.zip", now=NOW)
    after = crosswalk.convert(bare, target, tmp_path / "after.zip", now=NOW, context=form)
    assert before.account.balanced
    assert after.account.balanced
    missed, left = (list(refusals(tmp_path / name)) for name in ("before.zip", "after.zip"))
    assert any("dataSetVersion" in reason for reason in missed)
    assert left == []


def test_the_form_of_the_entry_level_is_written_for_it(bare, tmp_path):
    form = tmp_path / "q.json"
    assert (
        main(["plan", str(bare), "--to", "ilcd", "--checks", "entry-level", "--questions", str(form), "--now", NOW])
        == 0
    )
    asked = {row["path"]: row for row in json.loads(form.read_text(encoding="utf-8"))["answers"]}
    assert asked["compliance[compliance:ilcd_el].overall"]["datasets"] == str(len(list(bare.rglob("processes/*.xml"))))
    assert "ILCD 入门级" in asked["publication.licence"]["why"]
    assert main(["plan", str(bare), "--to", "ilcd", "--checks", "best", "--questions", str(form)]) == 2


def test_an_answer_for_a_dataset_that_is_not_there_is_named(bare, tmp_path):
    form = tmp_path / "q.yaml"
    form.write_text(
        "answers:\n- {scope: 00000000-0000-4000-8000-000000000000, kind: process, path: publication.licence, value: Other}\n",
        encoding="utf-8",
    )
    result = crosswalk.convert(bare, "ilcd", tmp_path / "out.zip", now=NOW, context=form)
    assert "XW-Q006" in {found.code for found in result.ledger.findings}

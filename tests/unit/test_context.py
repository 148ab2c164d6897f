"""Answers fill what a dataset lacks, contradict it only where asked, and are counted apart."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crosswalk
from crosswalk.cli.main import main
from crosswalk.context import Answer, Context, Demand, complete, read_context, slots_of, write_form
from crosswalk.core.errors import InputError, UsageError
from crosswalk.core.places import Place
from crosswalk.formats.ilcd.tables import TABLES
from crosswalk.model.base import DatasetId, Reference, Text
from crosswalk.model.process import Exchange, Process, ProcessName
from crosswalk.model.review import Compliance

NOW = "2026-03-02T00:00:00Z"
ROWS = TABLES["process"]
PROCESS = Process(
    identity=DatasetId(uuid="5f0d1c1e-6a5b-5c0e-9c64-0f6f3f0f3a11", version="01.00.000"),
    name=ProcessName(base=Text.of(en="Clinker")),
    exchanges=(Exchange(internal_id=0), Exchange(internal_id=1, derivation="Measured")),
)


def completed(*answers, model=PROCESS):
    return complete(model, "process", ROWS, Context(answers), Place())


def answer(path, value="", **more):
    return Answer(more.pop("scope", "all"), "process", path, value, **more)


def codes(done):
    return [found.code for found in done.findings]


def test_every_type_of_field_is_filled():
    done = completed(
        answer("name.base", zh="熟料"),
        answer("time.reference_year", "2024"),
        answer("publication.copyright", "否"),
        answer("treatment.supply_covered", "12.50"),
        answer("method.approaches", "Allocation - mass"),
        answer("publication.owner", "a3a5a4d0-6d1c-5b54-8a0a-4f6b6a0b9b01 01.00.000 启程水泥"),
        answer("compliance[1].system", "compliance:ef31"),
        answer("compliance[1].overall", "Not defined"),
        answer("exchanges.derivation", "Estimated"),
    )
    model = done.model
    assert model.name.base.items == (("en", "Clinker"), ("zh", "熟料"))
    assert model.time.reference_year == 2024
    assert model.publication.copyright is False
    assert (model.treatment.supply_covered.value, model.treatment.supply_covered.raw) == (Decimal("12.5"), "12.50")
    assert model.method.approaches == ("Allocation - mass",)
    owner = model.publication.owner
    assert (owner.kind, owner.version, owner.name.get("zh")) == ("contact data set", "01.00.000", "启程水泥")
    assert model.compliance[0].system.id == "0eb2b770-2cb1-43cf-9fbc-215df36fe9f0"
    assert [exchange.derivation for exchange in model.exchanges] == ["Estimated", "Measured"]
    assert set(codes(done)) == {"XW-Q001"}


def test_the_datasets_own_word_stays_unless_the_answer_says_replace():
    kept = completed(answer("name.base", en="Cement clinker"))
    assert kept.model == PROCESS
    assert codes(kept) == ["XW-Q002"]
    replaced = completed(answer("name.base", en="Cement clinker", replace=True))
    assert replaced.model.name.base.get("en") == "Cement clinker"
    assert codes(replaced) == ["XW-Q003"]


def test_an_answer_for_one_dataset_goes_before_one_for_all():
    own = answer("time.reference_year", "2023", scope=PROCESS.identity.uuid)
    assert completed(answer("time.reference_year", "2020"), own).model.time.reference_year == 2023
    assert completed(answer("time.reference_year", "2020", scope="another")).model == PROCESS


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("nothing.of.the.kind", "x", "XW-Q010"),
        ("name..base", "x", "XW-Q010"),
        ("method.dataset_type", "A fine process", "XW-Q011"),
        ("time.reference_year", "last year", "XW-Q012"),
        ("treatment.supply_covered", "most", "XW-Q012"),
        ("publication.owner", "The owner", "XW-Q013"),
        ("compliance[3].overall", "Not defined", "XW-Q014"),
    ],
)
def test_what_fits_no_field_or_choice_is_refused_with_its_cell(path, value, code):
    with pytest.raises(InputError) as caught:
        completed(Answer("all", "process", path, value, place=Place("form.xlsx", None, "问题 Questions!A7")))
    assert caught.value.code == code
    assert "A7" in str(caught.value)


def test_a_claim_without_a_review_is_named_and_stays():
    model = PROCESS.model_copy(update={"compliance": (Compliance(overall="Fully compliant", method="Not compliant"),)})
    done = completed(answer("time.reference_year", "2024"), model=model)
    assert done.model.compliance == model.compliance
    assert codes(done) == ["XW-Q001", "XW-Q004", "XW-Q004"]


def test_choices_are_those_of_the_schema():
    slots = slots_of(ROWS, "process")
    assert "LCI result" in slots["method.dataset_type"].choices
    assert slots["compliance.overall"].choices == ("Fully compliant", "Not compliant", "Not defined")
    assert slots["publication.owner"].refers_to == "contact"
    assert slots["name.base"].takes == "text"


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=20
)


@given(zh=WORDS, en=WORDS, value=st.sampled_from(["1.50", "0.10", "LCI result", "007"]))
@pytest.mark.parametrize("suffix", [".xlsx", ".json", ".yaml"])
def test_a_form_filled_in_reads_back_as_its_answers(suffix, tmp_path_factory, zh, en, value):
    demands = [
        Demand("process", "name.base", "名称 / name", "LCA", 3),
        Demand("process", "method.dataset_type", "类型 / type", "LCA"),
    ]
    data = write_form(demands, lambda kind, path: slots_of(ROWS, kind).get(path), suffix, NOW)
    path = tmp_path_factory.mktemp("form") / f"form{suffix}"
    path.write_bytes(fill(data, suffix, zh, en, value))
    first, second = read_context(path).answers
    assert (first.path, first.zh, first.en) == ("name.base", zh, en)
    assert (second.path, second.value) == ("method.dataset_type", value)


def fill(data, suffix, zh, en, value):
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = book.active
        columns = {cell.value.split("\n")[1]: cell.column for cell in sheet[2]}
        for row, name, text in ((3, "answer in Chinese", zh), (3, "answer in English", en), (4, "answer", value)):
            sheet.cell(row, columns[name]).value = text
            sheet.cell(row, columns[name]).data_type = "s"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    if suffix == ".json":
        document = json.loads(data)
    else:
        import yaml

        document = yaml.safe_load(data)
    document["answers"][0] |= {"zh": zh, "en": en}
    document["answers"][1] |= {"value": value}
    return (
        json.dumps(document, ensure_ascii=False).encode()
        if suffix == ".json"
        else yaml.safe_dump(document, allow_unicode=True).encode()
    )


def test_an_empty_form_changes_nothing_and_a_wrong_one_is_refused(tmp_path, battery):
    crosswalk.convert(battery, "ilcd", tmp_path / "a.zip", now=NOW)
    assert (
        main(["plan", str(tmp_path / "a.zip"), "--to", "tidas", "--questions", str(tmp_path / "q.xlsx"), "--now", NOW])
        == 0
    )
    assert read_context(tmp_path / "q.xlsx").answers == ()
    plain = crosswalk.convert(tmp_path / "a.zip", "tidas", now=NOW)
    asked = crosswalk.convert(tmp_path / "a.zip", "tidas", now=NOW, context=tmp_path / "q.xlsx")
    assert {n: d for n, d in plain.files.items() if n.endswith(".json")} == {
        n: d for n, d in asked.files.items() if n.endswith(".json")
    }
    (tmp_path / "wrong.json").write_text("[]")
    with pytest.raises(InputError):
        read_context(tmp_path / "wrong.json")
    (tmp_path / "form.csv").write_text("")
    with pytest.raises(UsageError):
        read_context(tmp_path / "form.csv")


def test_answers_are_an_origin_of_their_own_and_the_account_balances(tmp_path, battery):
    crosswalk.convert(battery, "ilcd", tmp_path / "a.zip", now=NOW)
    form = {
        "schema": "urn:crosswalk:context:1",
        "answers": [
            {"kind": "process", "path": "treatment.sampling", "en": "Whole year", "zh": "全年"},
            {"kind": "process", "path": "completeness.product_model", "value": "No statement"},
        ],
    }
    (tmp_path / "form.json").write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    processes = sum("/processes/" in name for name in zipfile.ZipFile(tmp_path / "a.zip").namelist())
    for target in ("ilcd", "tidas"):
        result = crosswalk.convert(tmp_path / "a.zip", target, now=NOW, context=tmp_path / "form.json")
        assert result.account.balanced
        # two texts with their language marks and one term for each process
        assert result.account.as_dict()["origins"]["answered"] == processes * 5


def test_an_answer_about_one_scheme_never_reaches_a_declaration_about_another():
    other = Compliance(system=Reference(kind="source data set", id="1ea48531-e397-4ca7-ac08-056e4fa11826"))
    form = (answer("compliance.overall", "Fully compliant"), answer("compliance.system", "compliance:ef31"))
    done = completed(*form, model=PROCESS.model_copy(update={"compliance": (other,)}))
    assert done.model.compliance == (other,)
    assert done.filled == 0
    (added,) = completed(*form).model.compliance
    assert (added.system.id, added.overall) == ("0eb2b770-2cb1-43cf-9fbc-215df36fe9f0", "Fully compliant")
    same = other.model_copy(update={"system": added.system.model_copy(update={"version": "03.00.004"})})
    done = completed(*form, model=PROCESS.model_copy(update={"compliance": (same,)}))
    assert [declared.overall for declared in done.model.compliance] == ["Fully compliant"]

"""Answers fill what a dataset lacks, contradict it only where asked, and are counted apart."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crosswalk
from crosswalk.cli.main import main
from crosswalk.context import (
    Answer,
    Context,
    Demand,
    complete,
    known_slots,
    parse_path,
    plain_path,
    read_context,
    slots_of,
    unstated,
    write_form,
)
from crosswalk.context.checking import checked
from crosswalk.context.form import BETWEEN
from crosswalk.core.errors import InputError, UsageError
from crosswalk.core.messages import text_of
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.tables import TABLES
from crosswalk.model.base import DatasetId, Reference, Text
from crosswalk.model.process import Exchange, Method, Process, ProcessName
from crosswalk.model.review import Compliance, Review
from crosswalk.model.walk import leaves

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


@given(zh=WORDS, en=WORDS, value=st.sampled_from(["1.50", "0.10", "99.999", "007"]))
@pytest.mark.parametrize("suffix", [".xlsx", ".json", ".yaml"])
def test_a_form_filled_in_reads_back_as_its_answers(suffix, tmp_path_factory, zh, en, value):
    demands = [
        Demand("process", "name.base", "名称 / name", "LCA", 3),
        Demand("process", "treatment.supply_covered", "比例 / share", "LCA"),
    ]
    data = write_form(demands, lambda kind, path: slots_of(ROWS, kind).get(path), suffix, NOW)
    path = tmp_path_factory.mktemp("form") / f"form{suffix}"
    path.write_bytes(fill(data, suffix, zh, en, value))
    first, second = read_context(path).answers
    assert (first.path, first.zh, first.en) == ("name.base", zh, en)
    assert (second.path, second.value) == ("treatment.supply_covered", value)


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


# --- blocks, claims, scopes ------------------------------------------------------------------------


EF31, ISO = "0eb2b770-2cb1-43cf-9fbc-215df36fe9f0", "1ea48531-e397-4ca7-ac08-056e4fa11826"


def declaring(*systems, **parts):
    declared = tuple(Compliance(system=Reference(id=uuid, kind="source data set"), **parts) for uuid in systems)
    return PROCESS.model_copy(update={"compliance": declared})


@pytest.mark.parametrize("before", [(), (ISO,), (ISO, EF31), (EF31, ISO)])
def test_a_declaration_is_named_by_its_system_wherever_it_stands(before):
    path = "compliance[compliance:ef31].nomenclature"
    model = completed(answer(path, "Not defined"), model=declaring(*before)).model
    stated = {declared.system.id: declared.nomenclature for declared in model.compliance}
    assert stated == {**dict.fromkeys(before), EF31: "Not defined"}


def test_parts_of_a_stated_block_never_reach_one_about_another_system():
    answers = (
        answer("compliance.overall", "Fully compliant"),
        answer("compliance.system", "compliance:ef31"),
        answer("compliance.quality", "Fully compliant"),
    )
    done = completed(*answers, model=declaring(ISO))
    assert done.model == declaring(ISO)
    assert codes(done) == ["XW-Q005"]
    made = completed(*answers).model.compliance
    assert [(item.system.id, item.overall, item.quality) for item in made] == [
        (EF31, "Fully compliant", "Fully compliant")
    ]


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


def test_a_review_is_stated_as_a_whole():
    report = "7c1c4dfb-0a3d-5d0f-9d6b-2f1f8f1f7b10 01.00.000 Review report"
    review = "reviews[Independent external review]"
    model = completed(
        answer(f"{review}.scopes[Raw data].methods[Mass balance].name", "Mass balance"),
        answer(f"{review}.scopes[Raw data].methods[Energy balance].name", "Energy balance"),
        answer(f"{review}.indicators[Precision].value", "Good"),
        answer(f"{review}.report", report),
        answer(f"{review}.details", zh="无保留意见", en="No reservations"),
    ).model
    (made,) = model.reviews
    assert made.type == "Independent external review"
    assert [method.name for method in made.scopes[0].methods] == ["Mass balance", "Energy balance"]
    assert [(item.name, item.value) for item in made.indicators] == [("Precision", "Good")]
    assert (made.report.kind, made.report.version) == ("source data set", "01.00.000")


def test_a_claim_of_ef_compliance_names_all_that_it_presupposes():
    done = completed(answer("compliance[compliance:ef31].overall", "Fully compliant"))
    claims = [found for found in done.findings if found.code == "XW-Q004"]
    # PEFCR Guidance 6.3, Annex I: review report, reviewers, 16 impact categories, DQR, compliance by aspect
    assert {str(found.params["reason"]).partition(" / ")[2] for found in claims} == {
        "a review",
        "reviewer and institution",
        "review report",
        "data quality indicators",
        "results of 16 impact categories",
        "nomenclature compliance",
        "methodological compliance",
        "documentation compliance",
        "quality compliance",
    }
    assert done.model.compliance[0].overall == "Fully compliant"


def test_a_review_that_says_not_reviewed_is_none():
    model = PROCESS.model_copy(update={"reviews": (Review(type="Not reviewed"),)})
    done = completed(answer("compliance[compliance:iso14040].review", "Fully compliant"), model=model)
    assert "XW-Q004" in codes(done)


def test_a_list_is_replaced_where_the_answer_says_so():
    model = PROCESS.model_copy(update={"method": Method(approaches=("Allocation - mass", "Allocation - market value"))})
    wanted = "Allocation - net calorific value"
    assert codes(completed(answer("method.approaches", wanted), model=model)) == ["XW-Q002"]
    whole = completed(answer("method.approaches", wanted, replace=True), model=model)
    second = completed(answer("method.approaches[2]", wanted, replace=True), model=model)
    assert whole.model.method.approaches == (wanted,)
    assert second.model.method.approaches == ("Allocation - mass", wanted)
    assert codes(whole) == codes(second) == ["XW-Q003"]


def test_narrower_scopes_go_first():
    every, kind, own = (
        replace(answer("publication.licence", "Other"), kind=""),
        answer("publication.licence", "License fee"),
        answer("publication.licence", "Free of charge for all users and uses", scope=PROCESS.identity.uuid),
    )
    assert completed(every).model.publication.licence == "Other"
    assert completed(kind, every).model.publication.licence == "License fee"
    assert completed(every, own, kind).model.publication.licence == "Free of charge for all users and uses"


def test_an_answer_for_every_kind_is_for_the_fields_of_its_type(tmp_path):
    # the reference year of a process is a number, that of an LCIA method a text
    for name, row in (("a", {"value": "2024"}), ("b", {"en": "From 2024 on"})):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({"answers": [{"path": "time.reference_year", **row}]}), encoding="utf-8")
    year, words = (
        complete(PROCESS, "process", ROWS, read_context(tmp_path / f), Place()) for f in ("a.json", "b.json")
    )
    assert year.model.time.reference_year == 2024
    assert words.model == PROCESS


@given(st.permutations(["all", "process", PROCESS.identity.uuid]), st.integers(1, 3))
def test_the_order_of_rows_never_decides_between_scopes(scopes, count):
    years = {"all": "2021", "process": "2022", PROCESS.identity.uuid: "2023"}
    rank = list(years)
    rows = [({"scope": s, "path": "time.reference_year", "value": years[s]}, Place()) for s in scopes[:count]]
    done = complete(PROCESS, "process", ROWS, Context(checked(rows)), Place())
    assert done.model.time.reference_year == int(years[max(scopes[:count], key=rank.index)])
    assert codes(done) == ["XW-Q001"]


ANSWERS = st.lists(
    st.sampled_from(
        [
            answer("name.base", zh="熟料", en="Cement clinker"),
            answer("time.reference_year", "2024"),
            answer("method.approaches[1]", "Allocation - mass"),
            answer("method.approaches[2]", "Allocation - market value"),
            answer("compliance.system", "compliance:ef31"),
            answer("compliance.overall", "Not defined"),
            answer("compliance[compliance:iso14040].review", "Not compliant"),
            answer("reviews[Independent external review].details", en="Seen"),
            answer("exchanges.derivation", "Estimated"),
            answer("exchanges[2].derivation", "Calculated"),
        ]
    ),
    unique_by=lambda given: given.path,
)


@given(ANSWERS, st.sampled_from([PROCESS, declaring(ISO), declaring(EF31, ISO, overall="Fully compliant")]))
def test_answers_take_nothing_away_and_twice_is_once(answers, model):
    try:
        first = completed(*answers, model=model)
    except InputError as problem:
        assert problem.code == "XW-Q014"  # the second approach without the first
        return
    before, after = dict(leaves(model)), dict(leaves(first.model))
    assert {pointer: after.get(pointer) for pointer in before} == before
    again = completed(*answers, model=first.model)
    assert again.model == first.model
    assert again.filled == 0


# --- strict reading --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"path": "time.refrence_year", "value": "2024"}, "XW-Q010", "value"),
        ({"path": "time.reference_year[1]", "value": "2024"}, "XW-Q010", "value"),
        ({"path": "publication.licence", "value": "Free"}, "XW-Q011", "value"),
        ({"path": "time.reference_year", "value": "2_024"}, "XW-Q012", "value"),
        ({"path": "publication.owner", "value": "compliance:ef31"}, "XW-Q013", "value"),
        ({"path": "publication.owner", "value": "A3A5 our firm"}, "XW-Q013", "value"),
        ({"path": "entry.timestamp", "value": "2024-02-30T00:00:00Z"}, "XW-Q015", "value"),
        ({"path": "entry.timestamp", "value": "01/02/2024"}, "XW-Q015", "value"),
        ({"path": "identity.version", "value": "1.0"}, "XW-Q015", "value"),
        ({"path": "treatment.supply_covered", "value": "12.34567"}, "XW-Q015", "value"),
        ({"path": "name.base", "en": "x" * 501}, "XW-Q015", "en"),
        ({"path": "name.base", "value": "Clinker"}, "XW-Q016", "value"),
        ({"path": "publication.licence", "zh": "Other"}, "XW-Q016", "zh"),
        ({"scope": "5f0d1c1e", "path": "name.base", "en": "x"}, "XW-Q017", "en"),
        ({"scope": "flow", "path": "name.base", "en": "x"}, "XW-Q017", "en"),
        ({"kind": "proces", "path": "name.base", "en": "x"}, "XW-Q017", "en"),
        ({"path": "identity.uuid", "value": EF31}, "XW-Q019", "value"),
        ({"path": "name.base", "en": "x", "replcae": "yes"}, "XW-Q023", "replcae"),
        ({"path": "name.base", "en": ["x"]}, "XW-Q023", "en"),
        ({"path": "exchanges[Clinker].derivation", "value": "Measured"}, "XW-Q024", "value"),
        ({"path": "reviews[A good one].details", "en": "x"}, "XW-Q011", "en"),
        ({"path": "name.base", "en": "x", "replace": "maybe"}, "XW-Q026", "en"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(tmp_path, row, code, column):
    path = tmp_path / "form.json"
    path.write_text(json.dumps({"answers": [{"kind": "process", **row}]}, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_context(path)
    assert caught.value.code == code
    assert caught.value.place.pointer == f"/answers/0/{column}"


def test_all_wrong_answers_are_named_at_once(tmp_path):
    rows = [
        {"kind": "process", "path": "time.reference_year", "value": "soon"},
        {"kind": "process", "path": "publication.licence", "value": "Other"},
        {"kind": "process", "path": "publication.licence", "value": "License fee"},
    ]
    path = tmp_path / "form.json"
    path.write_text(json.dumps({"answers": rows}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_context(path)
    assert caught.value.code == "XW-Q025"
    for language in ("zh", "en"):
        words = text_of("XW-Q025", "message", language, caught.value.params)
        assert "/answers/0/value" in words
        assert "/answers/2/value" in words


def test_numbers_in_json_and_yaml_keep_their_digits(tmp_path):
    (tmp_path / "a.json").write_text(
        '{"answers": [{"kind": "process", "path": "treatment.supply_covered", "value": 12.50}]}', encoding="utf-8"
    )
    (tmp_path / "a.yaml").write_text(
        "answers:\n- {kind: process, path: treatment.supply_covered, value: 12.50}\n"
        "- {kind: process, path: publication.copyright, value: no}\n",
        encoding="utf-8",
    )
    assert read_context(tmp_path / "a.json").answers[0].value == "12.50"
    done = complete(PROCESS, "process", ROWS, read_context(tmp_path / "a.yaml"), Place())
    assert done.model.treatment.supply_covered.raw == "12.50"
    assert done.model.publication.copyright is False


def test_no_term_of_the_schemas_is_cut_by_the_list_of_choices():
    terms = {term for slots in known_slots().values() for slot in slots.values() for term in slot.choices}
    assert "Data set finalised; unpublished" in terms
    assert not [term for term in terms if BETWEEN in term]


# --- questions -------------------------------------------------------------------------------------


def test_every_field_and_block_of_the_tables_is_one_of_the_model():
    for row in table("context/fields.csv"):
        for kind in row["kinds"].split("|"):
            assert plain_path(parse_path(row["path"])) in known_slots()[kind], row
    for row in table("context/blocks.csv"):
        assert f"{row['path']}.{row['key']}" in known_slots()["process"], row
    for row in table("context/claims.csv"):
        known = known_slots()[row["kind"]]
        assert any(path == row["path"] or path.startswith(row["path"] + ".") for path in known), row


def test_what_a_level_demands_is_asked_until_it_is_stated():
    asked = {found.params["path"] for found in unstated(declaring(ISO), "process", ("ef31",))}
    assert {"compliance[compliance:ef31].overall", "reviews.report"} <= asked
    stated = unstated(declaring(ISO, EF31, overall="Not defined"), "process", ("ef31",))
    assert "compliance[compliance:ef31].overall" not in {found.params["path"] for found in stated}
    assert unstated(PROCESS, "flow", ("ef31",)) == []

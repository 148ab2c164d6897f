"""A coking plant's package onto EF 3.1: every combination of formats balances, and nothing else changes."""

from __future__ import annotations

import json
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

import crosswalk
from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Fate
from crosswalk.mapping.applying import read_notes, restore_exchange
from crosswalk.pipeline.flow_rows import TARGETS

HOME = Path(__file__).resolve().parents[2] / "fixtures" / "flows" / "coking"
TABLE, PACKAGE, INVENTORY = HOME / "coking.sssom.tsv", HOME / "package", HOME / "inventory.csv"
NOW = "2026-03-02T00:00:00Z"
OVEN = "090a4f50-8327-5f5e-ab51-149aac44ddb4"
OUTCOMES = {"mapped": 6, "identical": 1, "unmatched": 1, "stopped": 1, "unknown": 1, "other": 3}
"""Of 13 exchanges: 4 rows of the table that apply, toluene twice by evidence; methane is the list's own; dust; sulfur
dioxide as input; wash oil; coke and tar."""


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSWALK_LISTS", str(tmp_path_factory.mktemp("lists")))
        yield


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    made = tmp_path_factory.mktemp("coking") / "tidas"
    crosswalk.convert(PACKAGE, "tidas", made, now=NOW)
    return {"ilcd": PACKAGE, "tidas": made}


def apply(source, to, **more):
    return crosswalk.convert(source, to, flows=[TABLE, "auto"], target_list="ef31", now=NOW, **more)


def members(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def process(conversion, tmp_path, uuid=OVEN):
    for name, data in conversion.files.items():
        path = tmp_path / "again" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    documents = crosswalk.read(tmp_path / "again").documents
    return next(one.model for one in documents if one.kind == "process" and one.model.identity.uuid == uuid)


@pytest.mark.parametrize("level", [None, "verifier"])
@pytest.mark.parametrize("to", ["ilcd", "tidas", "ilcd-epd"])
@pytest.mark.parametrize("source", ["ilcd", "tidas"])
def test_every_way_balances_and_says_the_same(sources, source, to, level, tmp_path):
    done = apply(sources[source], to, detail=True, disclose=level)
    assert done.account.balanced
    assert done.flow_mapping.coverage.as_dict()["exchanges"] == OUTCOMES
    found = {one.internal_id: one for one in process(done, tmp_path).exchanges}
    assert found[1].flow.id == "08a91e70-3ddc-11dd-923d-0050c2490048"
    assert (found[1].mean.value, found[1].resulting.value) == (Decimal("95.5005"), Decimal("191.001"))
    assert found[3].mean.value == Decimal("0.070") * Decimal("1.287856")
    assert [getattr(found[4], name).value for name in ("mean", "minimum", "maximum")] == [
        Decimal(1350) * Decimal("29.3"), Decimal(1300) * Decimal("29.3"), Decimal("1402.5") * Decimal("29.3"),
    ]  # fmt: skip
    assert found[2].mean.raw == "3.63e-05"


def test_a_withheld_inventory_is_neither_mapped_nor_told(sources):
    done = apply(sources["ilcd"], "ilcd", disclose="buyer", detail=True)
    assert done.account.balanced
    assert done.flow_mapping.as_dict()["decisions"] == []


def test_the_ledger_has_the_old_value_and_the_new_one(sources):
    done = apply(sources["ilcd"], "ilcd", detail=True)
    mapped = {(one.text, one.after) for one in done.ledger.entries if one.fate in (Fate.MAPPED, Fate.CONVERTED)}
    assert ("2c195362-dd3d-5909-9ef0-b85a83c431ff", "08a91e70-3ddc-11dd-923d-0050c2490048") in mapped
    assert ("95500.50", "95.5005") in mapped
    assert ("Ammonia nitrogen", "ammonium") in mapped


def test_each_exchange_is_explained_once(sources):
    done = apply(sources["ilcd"], "ilcd", detail=True)
    told = [one for one in done.ledger.findings if one.code in ("XW-F211", "XW-F212", "XW-F213")]
    assert len(told) == sum(OUTCOMES.values())
    assert len({(one.dataset, one.source.pointer) for one in told}) == len(told)


def test_only_references_amounts_and_comments_of_mapped_exchanges_change(sources):
    plain, done = crosswalk.convert(PACKAGE, "ilcd", now=NOW), apply(PACKAGE, "ilcd")
    assert set(plain.files) == set(done.files)
    changed = {name for name in plain.files if plain.files[name] != done.files[name]}
    assert all("/processes/" in name for name in changed)
    parts = (b"referenceToFlowDataSet", b"shortDescription", b"Amount>", b"generalComment", b"[crosswalk]")
    for name in changed:
        kept = set(done.files[name].splitlines())
        lost = [line for line in plain.files[name].splitlines() if line not in kept]
        assert lost
        assert all(any(part in line for part in parts) for line in lost)


def test_what_a_sidecar_holds_does_not_bring_old_flows_back(sources, tmp_path):
    apply(PACKAGE, "tidas", output=tmp_path / "tidas.zip")
    back = crosswalk.convert(tmp_path / "tidas.zip", "ilcd", now=NOW)
    assert back.account.balanced
    found = {one.internal_id: one for one in process(back, tmp_path).exchanges}
    assert found[1].flow.id == "08a91e70-3ddc-11dd-923d-0050c2490048"
    assert found[1].mean.value == Decimal("95.5005")


def test_without_a_mapping_the_output_is_the_same_to_the_byte(sources):
    for source in sources.values():
        plain = crosswalk.convert(source, "ilcd", now=NOW)
        asked = crosswalk.convert(source, "ilcd", flows=[HOME.parent / "valid" / "plant.sssom.tsv"], now=NOW)
        assert plain.files == asked.files


@pytest.mark.parametrize("to", ["ilcd", "tidas"])
def test_a_second_run_changes_nothing(sources, to, tmp_path):
    apply(sources["ilcd"], to, output=tmp_path / "one.zip")
    again = apply(tmp_path / "one.zip", to, output=tmp_path / "two.zip")
    assert members(tmp_path / "one.zip") == members(tmp_path / "two.zip")
    assert again.flow_mapping.coverage.outcomes["identical"] == 7


def test_the_data_itself_leads_back(sources, tmp_path):
    before = next(one.model for one in crosswalk.read(PACKAGE).documents if one.model.identity.uuid == OVEN)
    after = process(apply(PACKAGE, "ilcd"), tmp_path)
    assert tuple(restore_exchange(one, "ef31") for one in after.exchanges) == before.exchanges
    assert sum(bool(read_notes(one.comment)) for one in after.exchanges) == 5


def test_a_table_onto_a_list_of_several_words_leads_back_as_well(sources, tmp_path):
    named = tmp_path / "named.sssom.tsv"
    said = TABLE.read_text("utf-8").replace("object_source: urn:crosswalk:list:ef31", "object_source: EF 3.1")
    named.write_text(said, "utf-8")
    done = crosswalk.convert(PACKAGE, "ilcd", tmp_path / "one.zip", flows=[named], now=NOW)
    assert done.flow_mapping.coverage.outcomes["mapped"] == 3
    notes = [
        note
        for one in process(crosswalk.convert(tmp_path / "one.zip", "ilcd", now=NOW), tmp_path).exchanges
        for note in read_notes(one.comment)
    ]
    assert {note.list_id for note in notes} == {"EF-3.1"}
    again = crosswalk.convert(tmp_path / "one.zip", "ilcd", tmp_path / "two.zip", flows=[named], now=NOW)
    assert again.flow_mapping.coverage.outcomes["mapped"] == 0
    assert members(tmp_path / "one.zip") == members(tmp_path / "two.zip")


def test_a_flow_of_the_list_that_the_package_holds_is_not_asked_for(tmp_path):
    package = tmp_path / "package"
    shutil.copytree(PACKAGE, package)
    old, new = "2c195362-dd3d-5909-9ef0-b85a83c431ff", "08a91e70-3ddc-11dd-923d-0050c2490048"
    (flow,) = package.rglob(f"{old}.xml")
    flow.with_name(f"{new}.xml").write_text(flow.read_text("utf-8").replace(old, new), "utf-8")
    found = {one.code: one for one in apply(package, "ilcd").ledger.findings}
    assert found["XW-F210"].params["count"] == 4


def test_what_the_receiver_needs_and_what_is_left_is_told(sources):
    found = {one.code: one for one in apply(PACKAGE, "ilcd").ledger.findings}
    assert found["XW-F210"].params["count"] == 5
    assert found["XW-F219"].params["count"] == 4
    assert found["XW-F202"].params["names"] == ["Coke oven charging dust", "Sulphur dioxide, stack"]
    assert found["XW-F201"].params["covered"] == 7
    assert {"XW-F203", "XW-F216"} <= set(found)


def test_the_report_has_every_decision(sources, tmp_path):
    done = apply(PACKAGE, "ilcd", output=tmp_path / "out.zip")
    from crosswalk.pipeline.reporting import report_of, write_report

    section = report_of(done)["flow_mapping"]
    decisions = {one["source"]["name"]: one for one in section["decisions"]}
    assert decisions["Ammonia nitrogen"]["factor"] == "1.287856"
    assert decisions["Ammonia nitrogen"]["basis"] == "stoichiometry"
    assert decisions["Coking coal, in ground"]["basis"] == "flow property"
    assert decisions["Toluene"]["by"] == "auto"
    assert decisions["Toluene"]["exchanges"] == 2
    assert decisions["Sulphur dioxide, stack"]["code"] == "XW-F203"
    assert [one["elementary"] for one in section["processes"]] == [8, 1]
    for suffix in (".html", ".json"):
        write_report(done, tmp_path / f"report{suffix}", "zh")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "流映射" in page
    assert "Ammonia nitrogen" in page
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["flow_mapping"]["target_list"] == "ef31"


METHOD = """<?xml version="1.0" encoding="UTF-8"?>
<LCIAMethodDataSet xmlns="http://lca.jrc.it/ILCD/LCIAMethod" xmlns:common="http://lca.jrc.it/ILCD/Common" version="1.1">
<LCIAMethodInformation><dataSetInformation><common:UUID>6209b35f-9447-40b5-b68c-a1099e3674a0</common:UUID>
<common:name xml:lang="en">Climate change</common:name></dataSetInformation></LCIAMethodInformation>
<administrativeInformation><publicationAndOwnership><common:dataSetVersion>01.00.000</common:dataSetVersion>
</publicationAndOwnership></administrativeInformation><characterisationFactors>{}</characterisationFactors>
</LCIAMethodDataSet>"""
FACTOR = """<factor><referenceToFlowDataSet type="flow data set" refObjectId="{}"><common:shortDescription xml:lang="en">
flow</common:shortDescription></referenceToFlowDataSet><exchangeDirection>Output</exchangeDirection>
<meanValue>{}</meanValue></factor>"""


def test_coverage_by_impact_where_a_method_is_at_hand(tmp_path):
    factors = {
        "08a91e70-3ddc-11dd-923d-0050c2490048": "1",
        "08a91e70-3ddc-11dd-9610-0050c2490048": "29.8",
        "3cb11357-7656-5929-9685-a07ea2eb47ad": "100",
    }
    (tmp_path / "methods").mkdir()
    body = "".join(FACTOR.format(flow, value) for flow, value in factors.items())
    (tmp_path / "methods" / "climate.xml").write_text(METHOD.format(body), encoding="utf-8")
    done = apply(PACKAGE, "ilcd", options={"methods": str(tmp_path / "methods")})
    found = done.flow_mapping.coverage
    # carbon dioxide 191.001 kg and methane 1.8 kg are covered; 0.35 kg of dust has a factor of its own and is not
    covered = Decimal("191.001") + Decimal("1.8") * Decimal("29.8")
    assert (found.impact.part, found.impact.whole) == (covered, covered + 35)
    assert str(found.impact.value) == "0.8748"
    assert found.uncharacterised == 1


@pytest.mark.parametrize(
    ("flows", "target", "code"), [(["auto"], None, "XW-F230"), ([], "ef31", "XW-F231"), (["auto"], "ef99", "XW-L150")]
)
def test_requests_that_cannot_be_met(flows, target, code):
    with pytest.raises(UsageError) as problem:
        crosswalk.convert(PACKAGE, "ilcd", flows=flows, target_list=target)
    assert problem.value.code == code


def test_a_declaration_s_direct_emission_becomes_a_flow_of_the_list(steel, tmp_path):
    data = json.loads(steel.read_text(encoding="utf-8"))
    line = next(row for row in data["inv"] if row["type"] == "energy")
    line |= {"type": "direct_emission", "direction": "output", "name": [{"lang": "en", "text": "methane (fossil)"}],
             "cas": "74-82-8", "unit": "kg"}  # fmt: skip
    path = tmp_path / "steel.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    done = crosswalk.convert(path, "ilcd", flows=["auto"], target_list="ef31", now=NOW, draft=True, detail=True)
    assert done.account.balanced
    assert done.flow_mapping.coverage.outcomes["mapped"] == 1
    found = [one for draft in done.drafts if draft.kind == "process" for one in draft.says.exchanges]
    (mapped,) = [one for one in found if one.flow.id == "08a91e70-3ddc-11dd-9610-0050c2490048"]
    assert read_notes(mapped.comment)[0].list_id == "ef31"


# --- lists and frames --------------------------------------------------------------------------------


def test_a_list_gets_target_columns_and_keeps_its_own():
    import csv

    frame = crosswalk.apply_flows(INVENTORY, [TABLE], "ef31", auto=True)
    with INVENTORY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert list(frame.columns) == [*rows[0], *TARGETS]
    assert frame.iloc[:, : len(rows[0])].to_numpy().tolist() == rows[1:]
    assert list(frame["target_outcome"]) == ["mapped", "mapped", "stopped", "mapped", "stopped", "unmatched"]
    # 191.001 t; 70.5 g of N as ammonium
    assert frame["target_amount"][0] == Decimal(191001)
    assert frame["target_amount"][1] == Decimal("0.0705") * Decimal("1.287856")
    assert frame["target_code"][2] == "XW-F206"
    assert {"XW-F221", "XW-F203"} <= {found.code for found in frame.attrs["findings"]}


def test_a_frame_comes_back_with_its_index_and_types():
    import pandas as pd

    frame = pd.DataFrame(
        {"name": ["Toluene", "Unheard of"], "context": ["air", "air"], "unit": ["g", "g"], "cas": ["108-88-3", None],
         "amount": [Decimal("3.63"), 2]},
        index=["a", "b"],
    )  # fmt: skip
    done = crosswalk.apply_flows(frame, target_list="ef31", auto=True)
    assert list(done.index) == ["a", "b"]
    assert done["amount"].tolist() == [Decimal("3.63"), 2]
    assert done.loc["a", "target_uuid"] == "4d9a8790-3ddd-11dd-9bb5-0050c2490048"
    assert (done.loc["a", "target_amount"], done.loc["a", "target_factor"]) == (Decimal("0.00363"), Decimal("0.001"))
    assert done.loc["b", "target_uuid"] is None
    assert done.attrs["coverage"]["elementary"] == 2
    again = crosswalk.apply_flows(done, target_list="ef31", auto=True)
    assert again.equals(done)


def test_a_package_is_applied_into_its_own_format(sources, tmp_path):
    done = crosswalk.apply_flows(sources["tidas"], [TABLE], "ef31", auto=True, output=tmp_path / "out", now=NOW)
    assert done.target.id == "tidas"
    assert done.account.balanced
    assert (tmp_path / "out" / "processes").is_dir()


ODD = """name,context,unit,amount

sulfur dioxide,Emissions to air,kg,1
"two
lines",Emissions to air,kg,1
,,,
toluene,Emissions to air,kg,abc
"""


def test_findings_name_the_line_of_the_file_and_those_of_the_tables_are_not_lost(tmp_path):
    (tmp_path / "odd.csv").write_text(ODD, "utf-8")
    (tmp_path / "odd.sssom.tsv").write_text("subject_label\tobject_id\tdecision\nsoot\tef31:x\tacepted\n", "utf-8")
    frame = crosswalk.apply_flows(tmp_path / "odd.csv", [tmp_path / "odd.sssom.tsv"], "ef31", auto=True)
    found = {one.code: one for one in frame.attrs["findings"]}
    assert found["XW-F221"].source.line == 7
    assert found["XW-G108"].source.line == 2
    matched = crosswalk.match_flows(tmp_path / "odd.csv", tables=[tmp_path / "odd.sssom.tsv"])
    assert "XW-G108" in {one.code for one in matched.attrs["findings"]}


def test_amounts_of_a_workbook_keep_their_digits_whatever_it_is_called(tmp_path):
    made = tmp_path / "plain.xlsx"
    with xlsxwriter.Workbook(str(made)) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate([("name", "context", "unit", "amount"), ("toluene", "air", "g", 0.5)]):
            for spot, cell in enumerate(cells):
                sheet.write(line, spot, cell)
    named = tmp_path / "inventory.csv"
    with zipfile.ZipFile(made) as read, zipfile.ZipFile(named, "w") as write:
        for name in read.namelist():
            write.writestr(name, read.read(name).replace(b"<v>0.5</v>", b"<v>0.413000000000000034</v>"))
    for text, path in (("0.5", made), ("0.413", named)):
        (row,) = crosswalk.apply_flows(path, target_list="ef31", auto=True).to_dict("records")
        assert (row["amount"], row["target_amount"]) == (text, Decimal(text) / 1000)


def test_what_matching_accepts_by_a_table_is_applied_with_its_factor(tmp_path):
    path = tmp_path / "uranium.csv"
    uuid = "2ba5e39b-adb6-4767-a51d-90c1cf32fe98"
    rows = [f"Uranium,natural resource/in ground,{unit},{uuid},2" for unit in ("kg", "g")]
    path.write_text("\n".join(["name,context,unit,uuid,amount", *rows]), "utf-8")
    best = crosswalk.match_flows(path).query("rank == 1")
    assert set(best["decision"]) == {"auto"}
    done = crosswalk.apply_flows(path, target_list="ef31", auto=True)
    assert done["target_amount"].tolist() == [Decimal(1120000), Decimal(1120)]
    assert done["target_factor"].tolist() == best["factor"].tolist()

"""Mapping tables: each form as it is met, each check on the mistake that it is for."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from crosswalk.core.errors import FormatUnknown, InputError, SyntaxBroken, UsageError
from crosswalk.core.findings import Severity
from crosswalk.mapping.listed import ListedFlow, ListHead
from crosswalk.mapping.table import (
    BROAD,
    CLOSE,
    EXACT,
    NARROW,
    NOT,
    SPLIT,
    FlowMapping,
    MappingTable,
    Side,
    TableHead,
    Verdict,
)
from crosswalk.mapping.tables import (
    find_table,
    open_table,
    serialise_table,
    shipped_tables,
    write_table,
)
from crosswalk.mapping.tables.checking import check_table, check_tables
from crosswalk.mapping.tables.checks.content import CODES
from crosswalk.mapping.tables.checks.subject import Subject, family_of
from crosswalk.mapping.tables.diffing import diff_tables
from crosswalk.mapping.tables.sssom import canonical
from tests.conftest import ROOT

FLOWS = ROOT / "fixtures" / "flows"
AIR = "Emissions/Emissions to air/Emissions to air, unspecified"


def codes(findings):
    return [found.code for found in findings if found.code != "XW-G166"]


def kg(id_="", name="", context="", **slots):
    return Side(id_, name, context, "kg", **slots)


def row(source, target, decision=Verdict.AUTO, **slots):
    return FlowMapping(source, target, decision, **slots)


def table(*rows, **head):
    slots = {"id": "t", "source_list": "plant", "target_list": "ef31", **head}
    return MappingTable(TableHead(**slots), tuple(replace(item, line=spot) for spot, item in enumerate(rows, 1)))


def checked(*rows, **slots):
    return codes(check_table(table(*rows), **slots))


class Listed:
    """A nomenclature in memory."""

    def __init__(self, *flows, **head):
        self.head = ListHead(**{"id": "ef31", "version": "3.1", **head})
        self.flows = {flow.uuid: flow for flow in flows}

    def flow(self, uuid):
        return self.flows.get(uuid)


# --- our own form


def test_a_table_of_ours_reads_whole():
    reading = open_table(FLOWS / "valid" / "plant.sssom.tsv")
    head, rows = reading.table.head, reading.table.rows
    assert (reading.format, reading.findings) == ("sssom", ())
    assert (head.id, head.version, head.source_list, head.target_list) == ("plant_ef31", "1.10", "plant", "ef31")
    assert (head.date, head.target_version, head.creators, head.prefixes) == ("2026-03-01", "3.1", ("王工",), ())
    assert [item.decision.value for item in rows] == ["auto", "accepted", "accepted", "review", "no_target", "rejected"]
    assert rows[0].source == Side("F-001", "二氧化硫", "废气", "kg", "7446-09-5")
    assert (rows[1].factor, rows[1].evidence, rows[1].confidence) == (
        Decimal("0.001"),
        ("name", "zh_rule"),
        Decimal("0.995"),
    )
    assert (rows[3].source.id, rows[3].predicate) == ("", NARROW)
    assert (rows[4].target, rows[5].modifier) == (Side(), NOT)
    assert [item.line for item in rows] == [16, 17, 18, 19, 20, 21]


def test_a_factor_keeps_its_characters_and_a_changed_one_does_not():
    held = open_table(FLOWS / "valid" / "plant.sssom.tsv").table
    assert b"\t3.8931e1\t" in serialise_table(held).data
    changed = replace(held, rows=(replace(held.rows[2], factor=Decimal("35.6")),))
    data = serialise_table(changed).data
    assert b"\t35.6\t" in data
    assert b"3.8931e1" not in data


def test_sources_without_identifier_and_missing_targets_are_written_as_sssom_wants():
    lines = serialise_table(open_table(FLOWS / "valid" / "plant.sssom.tsv").table).data.decode().splitlines()
    body = [line for line in lines if not line.startswith("#")]
    names = body[0].split("\t")
    found = {cells[1]: dict(zip(names, cells, strict=True)) for cells in (line.split("\t") for line in body[1:])}
    assert found["烟尘"]["subject_type"] == "rdfs literal"
    assert found["烟尘"]["subject_id"] == ""
    assert (found["pH值"]["object_id"], found["pH值"]["mapping_cardinality"]) == ("sssom:NoTermFound", "1:0")
    assert (found["pH值"]["conversion_factor"], found["pH值"]["match_condition"]) == ("", "")
    assert found["烟尘"]["match_condition"] == ">"
    assert found["氮氧化物"]["predicate_modifier"] == "Not"
    defined = re.findall(r"# - slot_name: (\w+)", "\n".join(lines))
    assert {"subject_context", "conversion_factor", "decision", "evidence", "cf_delta_max"} <= set(defined)
    assert set(defined) <= set(names)


@pytest.mark.parametrize(("name", "code"), [("gb18030", "XW-G105"), ("bom", None)])
def test_encodings(name, code):
    reading = open_table(FLOWS / "odd" / f"{name}.sssom.tsv")
    assert [item.code for item in reading.findings] == ([code] if code else [])
    assert reading.table.rows == open_table(FLOWS / "valid" / "plant.sssom.tsv").table.rows[:2]


@pytest.mark.parametrize(
    ("name", "unit", "text", "written"),
    [
        ("crude oil", "MJ", "", ""),  # nobody knows it
        ("crude oil", "MJ", "1", "1"),  # somebody says so
        ("sulfur dioxide", "kg", "", "1"),
        ("", "", "1", ""),  # without a target
    ],
)
def test_a_factor_of_one_is_written_where_it_is_stated_or_the_units_are_the_same(tmp_path, name, unit, text, written):
    one = row(kg(name="原油"), Side(name=name, unit=unit), Verdict.REVIEW, factor_text=text)
    write_table(table(one), tmp_path / "t.tsv")
    assert [item.factor_text for item in open_table(tmp_path / "t.tsv").table.rows] == [written]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_table_that_a_spreadsheet_program_saved(tmp_path, encoding):
    """As Excel and WPS save tab-separated text: every line as wide as the table, cells with quotes or commas quoted."""
    held = open_table(FLOWS / "valid" / "plant.sssom.tsv").table
    held = replace(held, head=replace(held.head, title='Plant, "north"'))
    lines = [line.split("\t") for line in serialise_table(held).data.decode().splitlines()]
    width = max(map(len, lines))
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\r\n")
    writer.writerows(line + [""] * (width - len(line)) for line in lines)
    path = tmp_path / "saved.txt"
    path.write_bytes(out.getvalue().encode(encoding))
    read = open_table(path).table
    assert (read.head, set(read.rows)) == (held.head, set(held.rows))


def test_a_foreign_sssom_table_keeps_its_columns_slots_and_prefixes():
    reading = open_table(FLOWS / "odd" / "foreign.sssom.tsv")
    head, rows = reading.table.head, reading.table.rows
    assert (head.source_prefix, head.target_prefix) == ("SRC", "TGT")
    assert dict(head.extras)["see_also"] == '["https://example.org/a", "https://example.org/b"]'
    assert [item.source.id for item in rows] == ["1", "2", "3"]
    assert [item.decision.value for item in rows] == ["accepted", "review", "no_target"]
    assert rows[0].extras == (("my_note", "keep me"),)
    data = serialise_table(reading.table).data.decode()
    assert "SRC: https://example.org/source/" in data
    assert "SRC:1\tAmmonia" in data
    assert "mapping_provider: https://example.org" in data


@pytest.mark.parametrize(
    ("name", "kind", "code", "line"),
    [
        ("header.sssom.tsv", SyntaxBroken, "XW-G104", 14),
        ("no-object.sssom.tsv", InputError, "XW-G103", 1),
        ("nothing.csv", FormatUnknown, "XW-G101", 1),
    ],
)
def test_what_cannot_be_read_is_said_with_file_and_line(name, kind, code, line):
    with pytest.raises(kind) as caught:
        open_table(FLOWS / "broken" / name)
    assert (caught.value.code, caught.value.place.line) == (code, line)
    assert caught.value.place.file.endswith(name)


def test_an_unknown_form_is_refused(tmp_path):
    with pytest.raises(UsageError, match="XW-G102"):
        open_table(FLOWS / "valid" / "plant.sssom.tsv", "xls")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("subject_id\tobject_id\tobject_id\na:1\tb:2\tb:3\n", "XW-G106"),
        ('subject_id\tobject_id\n"a:1' + "x" * 140_000 + '"\tb:1\n', "XW-G104"),
    ],
)
def test_broken_columns_and_cells(tmp_path, text, code):
    path = tmp_path / "t.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=code):
        open_table(path)


def test_cells_that_do_not_fit_are_told(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text(
        "subject_id\tsubject_label\tobject_id\tdecision\tconfidence\tpredicate_id\tmatch_condition\n"
        "s:1\ta\tt:1\tauto\thigh\tskos:exactMatch\t>\n"
        "\t\tt:1\tauto\n"
        "s:2\tb\tt:2\tauto\t0.5\tskos:exactMatch\t=\tspare\n",
        encoding="utf-8",
    )
    reading = open_table(path)
    assert sorted(codes(reading.findings)) == ["XW-G110", "XW-G111", "XW-G113", "XW-G116", "XW-G116", "XW-G117"]
    assert next(found.before for found in reading.findings if found.before == "spare")
    assert [item.source.id for item in reading.table.rows] == ["1", "2"]


def test_an_empty_table_is_told(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("# license: x\nsubject_id\tobject_id\n", encoding="utf-8")
    assert "XW-G115" in codes(open_table(path).findings)


def test_writing_replaces_nothing_unasked(tmp_path):
    path = tmp_path / "t.sssom.tsv"
    held = open_table(FLOWS / "valid" / "plant.sssom.tsv").table
    write_table(held, path)
    before = path.read_bytes()
    with pytest.raises(Exception, match="XW-O001"):
        write_table(replace(held, rows=()), path)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


# --- foreign forms


def test_glad():
    reading = open_table(FLOWS / "odd" / "glad.csv")
    rows = reading.table.rows
    assert reading.format == "glad"
    assert [item.predicate for item in rows] == [EXACT, NARROW, CLOSE, CLOSE]
    assert [item.decision.value for item in rows] == ["accepted", "review", "accepted", "review"]
    assert (rows[0].factor, rows[2].factor) == (1, Decimal("26.4"))
    assert (rows[0].author, rows[0].reviewer, rows[0].date) == (
        "A. Mapper",
        "B. Verifier",
        "2024-05-06T00:00:00-04:00",
    )
    assert rows[1].comment == "one isomer"
    assert dict(rows[0].extras) == {"MemoVerifier": "checked"}
    assert dict(rows[2].extras) == {"MapType": "AUTO"}
    assert (reading.table.head.source_list, reading.table.head.target_list) == ("Plant1.0", "")
    assert codes(reading.findings) == ["XW-G118", "XW-G109"]


def test_glad_conditions_are_written_back():
    rows = [
        row(kg("1", "a"), kg("2", "b"), Verdict.ACCEPTED, predicate=p, reviewer="r") for p in (EXACT, NARROW, BROAD)
    ]
    data = serialise_table(table(*rows), "glad").data.decode()
    assert [line.split(",")[5] for line in data.splitlines()[1:]] == ["=", ">", "<"]


def test_several_lists_in_one_glad_file_are_told(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "SourceListName,SourceFlowName,TargetFlowName,TargetFlowUUID,TargetListName\nA,x,y,1,T\nB,z,y,1,T\n",
        encoding="utf-8",
    )
    assert "XW-G114" in codes(open_table(path).findings)


def test_openlca_csv():
    short = open_table(FLOWS / "odd" / "openlca-short.csv")
    assert short.format == "openlca-csv"
    assert [(item.factor_text, item.factor) for item in short.table.rows] == [("1.0", 1), ("1e-3", Decimal("0.001"))]
    full = open_table(FLOWS / "odd" / "openlca-full.csv").table
    first, second = full.rows
    assert first.source.name == "Sulfur dioxide; technical"
    assert (first.source.location, first.target.unit, first.source.property_name) == ("CN", "kg", "Mass")
    assert dict(second.extras)["provider_name"] == "Grid mix"
    assert serialise_table(full, "openlca-csv").data.decode() == (FLOWS / "odd" / "openlca-full.csv").read_text(
        encoding="utf-8"
    )


def test_openlca_flow_map_alone_and_in_a_zip(tmp_path):
    path = FLOWS / "odd" / "flowmap.json"
    reading = open_table(path)
    head, (first, second) = reading.table.head, reading.table.rows
    assert reading.format == "openlca-flowmap"
    assert (head.title, head.source_list, head.target_list) == ("Plant to EF 3.1", "plant", "ef31")
    assert (first.factor, first.factor_text, first.source.unit) == (Decimal("0.001"), "1.0E-3", "g")
    assert dict(second.extras)["provider_name"] == "Treatment"
    assert codes(reading.findings) == ["XW-G120", "XW-G109"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("flows/x.json", "{}")
        out.writestr("flow_mappings/a.json", path.read_bytes())
        out.writestr("flow_mappings/b.json", path.read_bytes())
    zipped = tmp_path / "package.zip"
    zipped.write_bytes(packed.getvalue())
    again = open_table(zipped)
    assert again.table.rows == reading.table.rows
    assert "XW-G119" in codes(again.findings)


def test_a_flow_map_is_written_as_json_numbers():
    data = serialise_table(
        table(row(kg("1", "a"), kg("2", "b"), factor=Decimal("0.50"), factor_text=".50")), "openlca-flowmap"
    )
    entry = json.loads(data.data, parse_float=str)["mappings"][0]
    assert entry["conversionFactor"] == "0.50"


def test_randonneur(tmp_path):
    path = FLOWS / "odd" / "randonneur.json"
    reading = open_table(path)
    rows = {item.source.name + "/" + item.target.name: item for item in reading.table.rows}
    assert reading.format == "randonneur"
    first = rows["SO2/sulfur dioxide"]
    assert (first.source.context, first.target.unit, first.target.cas) == ("air/unspecified", "kg", "007446-09-5")
    assert dict(first.extras) == {"source_formula": "SO2", "target_unit_scaling": "1.0"}
    assert (rows["Coal/hard coal"].factor_text, rows["Coal/hard coal"].comment) == ("26.70", "lower heating value")
    assert (rows["Sand/sand"].decision, rows["Sand/sand"].factor.is_nan()) == (Verdict.REVIEW, True)
    assert rows["NH3/ammonia"].target == Side("5d25b5bb-6b0a-3b4e-8c6a-0d1a7f4f9c01", "ammonia", "", "kg")
    assert rows["Odour/"].decision is Verdict.NO_TARGET
    assert [rows[f"PAH/{name}"].factor for name in ("benzo[a]pyrene", "naphthalene")] == [
        Decimal("0.25"),
        Decimal("0.75"),
    ]
    assert sorted(codes(reading.findings)) == ["XW-G107", "XW-G109", "XW-G112", "XW-G120", "XW-G121"]
    head = reading.table.head
    assert (head.id, head.licence, head.creators) == ("plant-ef31", "CC0-1.0", ("王工",))
    packed = tmp_path / "x"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert canonical(open_table(packed).table).rows[:-1] == canonical(reading.table).rows[:-1]
    written = serialise_table(reading.table, "randonneur")
    again = json.loads(written.data, parse_float=str)
    assert {verb: len(again.get(verb, [])) for verb in ("replace", "update", "delete", "disaggregate")} == {
        "replace": 2,
        "update": 1,
        "delete": 1,
        "disaggregate": 1,
    }
    assert again["disaggregate"][0]["targets"][0]["allocation"] == "0.25"
    labels = set(again["mapping"]["target"]["labels"])
    assert all(set(entry["target"]) <= labels for entry in again["replace"])


def test_rows_that_nobody_may_apply_stay_behind_and_are_told():
    held = open_table(FLOWS / "valid" / "plant.sssom.tsv").table
    for form in ("glad", "openlca-csv", "openlca-flowmap", "randonneur"):
        made = serialise_table(held, form)
        told = {found.params["field"]: found.params["count"] for found in made.findings if found.code == "XW-G131"}
        assert told == {"review": 1, "no_target": 1, "rejected": 1}
        assert made.rows == 3
        assert all(found.severity is Severity.WARNING for found in made.findings if found.code == "XW-G131")
    fields = {
        found.params["field"] for found in serialise_table(held, "openlca-csv").findings if found.code == "XW-G130"
    }
    assert {"source.cas", "reviewer", "evidence", "confidence", "basis", "comment", "head.licence"} <= fields


def test_rows_without_what_a_form_must_have_are_told():
    made = serialise_table(table(row(kg(name="a"), kg("2", "b"))), "openlca-csv")
    assert [(found.code, found.params["field"]) for found in made.findings][0] == ("XW-G132", "source.id")


# --- checks


def test_lists_names_units_and_versions():
    flow = ListedFlow("2", "sulfur dioxide", AIR, "kg", "air", "7446-09-5", synonyms=(("zh", "二氧化硫"),))
    given = Listed(flow, version="3.1", digest="d2")
    made = table(
        row(kg("1", "a"), kg("2", "Sulfur  dioxide")),
        row(kg("1b", "a"), kg("2", "二氧化硫")),
        row(kg("1c", "a"), kg("2", "ammonia")),
        row(kg("1d", "a"), kg("9", "gone")),
        row(kg("1e", "a"), Side("2", "sulfur dioxide", "", "g"), factor=Decimal(1000)),
        row(kg("1f", "a"), kg("2", "sulfur dioxide", cas="7664-41-7")),
        target_version="3.0",
    )
    found = list(check_table(made, None, given))
    assert codes(found) == ["XW-G143", "XW-G142", "XW-G140", "XW-G162", "XW-G167"]
    assert next(item for item in found if item.code == "XW-G142").after == "sulfur dioxide"
    same = replace(made.head, target_version="3.1", target_digest="d1")
    assert codes(check_table(MappingTable(same, ()), None, given)) == ["XW-G144"]
    assert codes(check_table(table(target_list="other"), None, given)) == ["XW-G164"]
    assert "XW-G141" in codes(check_table(table(row(kg("1", "a"), kg("2", "b"))), Listed(id="plant"), None))
    assert [item.code for item in check_table(table())] == ["XW-G166", "XW-G166"]


def test_a_list_that_is_a_part_convicts_nobody():
    part = Listed(ListedFlow("2", "b", AIR, "kg"), shipped=True)
    found = list(check_table(table(row(kg("1", "a"), kg("2", "b")), row(kg("1b", "a"), kg("9", "c"))), None, part))
    assert codes(found) == ["XW-G168"]
    assert next(item.params["count"] for item in found if item.code == "XW-G168") == 1


@pytest.mark.parametrize(
    ("source", "target", "factor", "basis", "expected"),
    [
        ("g", "kg", "0.001", "", []),
        ("kWh", "MJ", "3.6", "", []),
        ("MJ", "kWh", "0.2777777778", "unit", []),
        ("MJ", "kWh", "0.28", "", ["XW-G146"]),
        ("kg", "kg", "1.2159", "", ["XW-G146"]),
        ("kg", "kg", "1.2159", "stoichiometry: N to NH3", ["XW-G165"]),
        ("kg", "MJ", "26.4", "", ["XW-G145"]),
        ("kg", "MJ", "26.4", "unit", ["XW-G145"]),
        ("kg", "MJ", "26.4", "net calorific value", []),
        ("kg", "kg", "0", "", ["XW-G147"]),
        ("kg", "kg", "-1", "", ["XW-G148"]),
        ("瓶", "kg", "1", "", ["XW-G149"]),
        ("瓶", "瓶", "1", "", []),
        ("", "kg", "1", "", ["XW-G159"]),
        ("kg", "kg", "NaN", "", ["XW-G107"]),
    ],
)
def test_factors_and_units(source, target, factor, basis, expected):
    made = row(Side("1", "a", "", source), Side("2", "b", "", target), factor=Decimal(factor), basis=basis)
    assert checked(made) == expected


def test_units_of_the_lists_count_where_the_table_has_none():
    given = Listed(ListedFlow("2", "b", "", "MJ"))
    assert checked(row(Side("1", "a", "", "kg"), Side("2", "b")), target_list=given) == ["XW-G145"]


def test_rows_that_repeat_or_contradict():
    a, b, c = kg("1", "a"), kg("2", "b"), kg("3", "c")
    assert checked(row(a, b), row(a, b)) == ["XW-G150"]
    assert checked(row(a, b), row(a, c)) == ["XW-G151"]
    assert checked(row(a, b, Verdict.UNSURE), row(a, c, Verdict.UNSURE)) == []
    assert checked(row(a, b), row(a, c, Verdict.REJECTED)) == []
    assert checked(row(a, b), row(a, b, Verdict.REJECTED)) == ["XW-G152"]
    assert checked(row(a, b), row(a, b, modifier=NOT)) == ["XW-G152"]


def test_splits():
    a, b, c = kg("1", "a"), kg("2", "b"), kg("3", "c")
    quarter, rest, half = (Decimal(text) for text in ("0.25", "0.75", "0.5"))
    assert checked(row(a, b, factor=quarter, basis=SPLIT), row(a, c, factor=rest, basis=SPLIT)) == []
    assert checked(row(a, b, factor=quarter, basis=SPLIT), row(a, c, factor=half, basis=SPLIT)) == ["XW-G161"]
    assert checked(row(a, b, factor=half, basis=SPLIT), row(a, c)) == ["XW-G151", "XW-G161"]


def test_cycles_and_chains_within_and_across_tables():
    def own(*rows):
        return table(*rows, target_list="plant")

    a, b, c = kg("1", "a"), kg("2", "b"), kg("3", "c")
    assert codes(check_table(own(row(a, a)))) == []
    assert codes(check_table(own(row(a, b), row(b, a)))) == ["XW-G153"]
    assert codes(check_table(own(row(a, b), row(b, c), row(c, a)))) == ["XW-G153"]
    assert codes(check_table(own(row(a, b), row(b, c)))) == ["XW-G154"]
    assert codes(check_table(table(row(a, b), row(b, a)))) == []
    there, back = table(row(a, b)), table(row(b, a), source_list="ef31", target_list="plant")
    assert codes(check_tables([Subject(there), Subject(back)])) == ["XW-G153"]
    long = [row(kg(str(n), str(n)), kg(str(n + 1), str(n + 1))) for n in range(5000)]
    assert set(codes(check_table(own(*long)))) == {"XW-G154"}
    assert codes(check_table(own(*long, row(kg("5000", "x"), kg("0", "0"))))) == ["XW-G153"]


def test_cas_numbers():
    assert checked(row(kg("1", "a", cas="7446-09-6"), kg("2", "b", cas="7446-09-5"))) == ["XW-G155"]
    assert checked(row(kg("1", "a", cas="007446-09-5"), kg("2", "b", cas="7446-09-5"))) == []
    assert checked(row(kg("1", "a", cas="7664-41-7"), kg("2", "b", cas="7446-09-5"))) == ["XW-G156"]


def test_direction_and_medium():
    classes = {"废气": "air", "大气": "air.urban.ground", "废水": "water", "地下": "resource.ground.element", "?": ""}
    asked = []

    def classify(context, family, name):
        asked.append((context, family))
        return classes[context]

    def places(source, target):
        return checked(row(kg("1", "a", source), kg("2", "b", target)), classify=classify)

    assert places("废气", "大气") == []
    assert places("废气", "废水") == ["XW-G158"]
    assert places("废气", "地下") == ["XW-G157"]
    assert places("废气", "?") == []
    assert ("地下", "ef") in asked
    listed = Listed(ListedFlow("2", "b", "anything", "kg", "water.fresh"))
    assert checked(row(kg("1", "a", "废气"), kg("2", "b", "?")), classify=classify, target_list=listed) == ["XW-G158"]


def test_decisions_go_with_targets_and_signatures():
    assert checked(row(kg("1", "a"), kg("2", "b"), Verdict.ACCEPTED)) == ["XW-G160"]
    assert checked(row(kg("1", "a"), kg("2", "b"), Verdict.ACCEPTED, reviewer="r")) == []
    assert checked(row(kg("1", "a"), Side())) == ["XW-G163"]
    assert checked(row(kg("1", "a"), kg("2", "b"), Verdict.NO_TARGET)) == ["XW-G163"]


WATER = "Emissions/Emissions to water/Emissions to water, unspecified"
FUEL_CO2 = "041f5d0e-6556-11dd-ad8b-0800200c9a66"
CONTENT = [
    ("Carbon dioxide, fossil", "carbon dioxide (fossil)", WATER, FUEL_CO2, "XW-G180"),
    ("二氧化碳（化石源）", "carbon dioxide (fossil)", WATER, FUEL_CO2, "XW-G180"),
    ("CO2, fossil", "carbon dioxide (fossil)", AIR, "", None),
    ("总氮", "Nitrogen, organic bound", WATER, "", "XW-G181"),
    ("total nitrogen", "nitrogen, total (excluding N2)", WATER, "", None),
    ("有机氮", "Nitrogen, organic bound", WATER, "", None),
    ("烟尘", "particles (PM2.5 - PM10)", AIR, "", "XW-G182"),
    ("TSP", "particles (PM10)", AIR, "", "XW-G182"),
    ("Dust, unspecified", "Particles (PM0.2)", AIR, "", "XW-G182"),
    ("Particulates, < 2.5 um", "particles (PM2.5)", AIR, "", None),
    ("颗粒物PM10", "particles (PM10)", AIR, "", None),
    ("NOx", "nitrous oxide", AIR, "", "XW-G183"),
    ("NOx", "Nitrogen oxides", AIR, "", None),
    ("氨氮", "ammonia", WATER, "", "XW-G184"),
    ("NH3-N", "ammonium", WATER, "", "XW-G184"),
    ("Chromium VI", "chromium", WATER, "", "XW-G185"),
    ("六价铬", "chromium (vi)", WATER, "", None),
    ("总铬", "chromium (vi)", WATER, "", "XW-G185"),
    ("Methane, fossil", "methane (biogenic)", AIR, "", "XW-G186"),
    ("Methane, non-fossil", "methane (fossil)", AIR, "", "XW-G186"),
    ("Methane, non-fossil", "methane (biogenic)", AIR, "", None),
    ("化学需氧量", "biological oxygen demand", WATER, "", "XW-G187"),
    ("BOD5", "chemical oxygen demand", WATER, "", "XW-G187"),
    ("COD, Chemical Oxygen Demand", "chemical oxygen demand", WATER, "", None),
    ("石油类", "crude oil", "Resources/Resources from ground", "", "XW-G188"),
    ("石油类", "Oils, unspecified", WATER, "", None),
    ("甲烷", "methane (fossil)", AIR, "", "XW-G189"),
]


@pytest.mark.parametrize(("name", "target", "context", "id_", "code"), CONTENT)
def test_content(name, target, context, id_, code):
    made = row(kg("1", name), kg(id_ or "2", target, context))
    assert checked(made) == ([code] if code else [])
    assert checked(replace(made, decision=Verdict.REVIEW)) == []


def test_every_content_code_has_a_case():
    assert {code for *_, code in CONTENT if code} == set(CODES)


def test_ammonia_nitrogen_with_its_arithmetic_passes():
    factor = Decimal("1.2159")  # 17.031 / 14.007, IUPAC 2021: H 1.008, N 14.007
    made = row(kg("1", "氨氮"), kg("2", "ammonia", WATER), factor=factor, basis="stoichiometry: N to NH3")
    assert checked(made) == ["XW-G165"]


def test_findings_say_file_line_and_table():
    *_, found = check_table(table(row(kg("1", "a"), kg("2", "b"), factor=Decimal(0))), file="t.tsv")
    assert (found.code, str(found.source), found.dataset) == ("XW-G147", "t.tsv:1", "t")


def test_families_of_lists():
    assert [family_of(name) for name in ("ecoinvent", "EF-3.1-biosphere", "gb_hj", "mine")] == [
        "ecoinvent",
        "ef",
        "zh",
        "",
    ]


# --- differences


def test_differences():
    a = open_table(FLOWS / "valid" / "plant.sssom.tsv").table
    b = open_table(FLOWS / "valid" / "plant-next.sssom.tsv").table
    assert list(diff_tables(a, a)) == []
    found = {(item.kind, item.source.name) for item in diff_tables(a, b)}
    assert found == {
        ("target", "二氧化硫"),
        ("factor", "天然气"),
        ("decision", "烟尘"),
        ("removed", "pH值"),
        ("added", "氨氮"),
    }
    assert {item.kind for item in diff_tables(b, a)} == {"target", "factor", "decision", "removed", "added"}


def test_a_change_of_relation_is_a_difference():
    old = row(kg("1", "a"), kg("2", "b"))
    assert [item.kind for item in diff_tables(table(old), table(replace(old, predicate=CLOSE)))] == ["relation"]


# --- our own tables


@pytest.mark.parametrize("name", sorted(shipped_tables()))
def test_our_tables_are_canonical_and_pass_their_checks(name):
    path = find_table(name)
    reading = open_table(path)
    assert reading.findings == ()
    assert serialise_table(reading.table).data == path.read_bytes()
    found = [item for item in check_table(reading.table) if item.severity is not Severity.NOTE]
    assert found == []
    assert reading.table.head.licence
    assert reading.table.head.target_list == "ef31"


def test_our_tables_are_the_four():
    assert set(shipped_tables()) >= {"ecoinvent_ef31", "gb_hj_ef31", "ghg_ef31", "tiangong_ef31"}


def rows_of(name):
    return open_table(find_table(name)).table.rows


def test_bare_carbon_gases_are_never_decided():
    for name in ("ghg_ef31", "tiangong_ef31", "gb_hj_ef31"):
        bare = [
            item for item in rows_of(name) if item.source.name in ("二氧化碳", "甲烷", "CO2", "CH4", "一氧化碳", "CO")
        ]
        assert not [item for item in bare if item.applies]
        carbons = {item.target.name for item in bare if item.source.name == "二氧化碳"}
        assert carbons >= {"carbon dioxide (fossil)", "carbon dioxide (biogenic)"} or name == "gb_hj_ef31"


def test_sums_groups_and_unsized_dust_are_never_decided():
    names = (
        "颗粒物",
        "烟尘",
        "粉尘",
        "总悬浮颗粒物",
        "TSP",
        "总氮",
        "石油类",
        "挥发酚",
        "氨氮",
        "NH3-N",
        "HFCs",
        "氢氟碳化物",
    )
    for name in ("gb_hj_ef31", "ghg_ef31", "tiangong_ef31"):
        vague = [item for item in rows_of(name) if item.source.name in names]
        assert not [item.source.name for item in vague if item.applies]
        assert all(item.comment for item in vague)


def test_factors_of_our_tables_are_the_quotients_that_their_bases_state():
    stated = [
        (item, hit)
        for name in shipped_tables()
        for item in rows_of(name)
        if (hit := re.search(r"\(([\d.]+)/([\d.]+)\)", item.basis))
    ]
    assert len(stated) >= 8
    for item, hit in stated:
        assert abs(Fraction(item.factor) / (Fraction(hit[1]) / Fraction(hit[2])) - 1) < Fraction(1, 100_000)

"""Nomenclatures: what the readers take from each kind of file, what they remark, and the store that keeps them."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from crosswalk.cli.main import main
from crosswalk.core.errors import CrosswalkError, InputError, OutputError, TableError, UsageError
from crosswalk.core.messages import LANGUAGES, catalogue
from crosswalk.core.tables import homes, overlay, table
from crosswalk.mapping.adding import Wanted, add_list
from crosswalk.mapping.listed import PRODUCT, WASTE, ListedFlow, ListHead
from crosswalk.mapping.reading import read_list
from crosswalk.mapping.reading.tables import family_of, joined
from crosswalk.mapping.store import (
    StoredList,
    broken_lists,
    known_lists,
    lists_folder,
    open_list,
    remove_list,
    write_list,
)

HOME = Path(__file__).resolve().parents[2] / "fixtures" / "lists"
MASS = "93a60a56-a3c8-11da-a746-0800200b9a66"
ENERGY = "93a60a56-a3c8-11da-a746-0800200c9a66"


def uuid(number, version=4):
    return f"5c1a0000-0000-{version}000-8000-{number:012d}"


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSWALK_LISTS", str(tmp_path / "store"))
    return tmp_path / "store"


def flows_of(path, **given):
    reading = read_list(path, **given)
    flows = list(reading.flows)
    return reading, flows, dict(reading.findings.codes)


def by_name(flows):
    return {flow.name: flow for flow in flows}


def text_file(folder, text, encoding="utf-8", name="list.csv"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def zipped(folder, target):
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, f"ILCD/{file.relative_to(folder).as_posix()}")
    return target


# ILCD and TIDAS


@pytest.mark.parametrize("packed", [False, True])
def test_an_ilcd_package_gives_flows_with_units_names_and_categories(tmp_path, packed):
    source = zipped(HOME / "ilcd", tmp_path / "package.zip") if packed else HOME / "ilcd"
    reading, flows, codes = flows_of(source)
    assert (reading.reader, reading.head.family) == ("ilcd", "ef")
    found = by_name(flows)
    carbon = found["carbon dioxide (fossil)"]
    assert carbon.uuid == uuid(1)
    assert (carbon.cas, carbon.formula, carbon.unit, carbon.compartment) == ("124-38-9", "CO2", "kg", "air")
    assert carbon.context == "Emissions/Emissions to air/Emissions to air, unspecified"
    assert carbon.synonyms == (
        ("zh", "二氧化碳（化石源）"),
        ("de", "Kohlendioxid (fossil)"),
        ("en", "CO2, fossil"),
        ("en", "carbonic anhydride, from fuels"),
        ("zh", "化石二氧化碳"),
        ("zh", "燃料燃烧二氧化碳"),
    )
    assert found["ammonium"].context == "Emissions/Emissions to water/Emissions to fresh water"
    assert codes == {
        "XW-L103": 1,
        "XW-L104": 1,
        "XW-L107": 1,
        "XW-L113": 1,
        "XW-L115": 1,
        "XW-L116": 1,
        "XW-L119": 1,
    }


def test_the_unit_follows_the_identifier_of_the_reference_property_never_its_label():
    coal = by_name(flows_of(HOME / "ilcd")[1])["hard coal; 26.3 MJ/kg"]
    assert (coal.unit, coal.property_id, coal.property_name) == ("MJ", ENERGY, "Net calorific value")


def test_a_unit_group_that_the_package_lacks_is_made_up_for_by_the_table_or_not_at_all():
    found = by_name(flows_of(HOME / "ilcd")[1])
    assert found["cobalt-60"].unit == "kBq"
    assert found["noise from quarry"].unit == ""


def test_products_have_classes_a_place_and_no_compartment():
    steel = by_name(flows_of(HOME / "ilcd")[1])["steel coil; hot rolled; production mix, at plant"]
    assert (steel.type, steel.context) == (PRODUCT, "Materials production/Metals and semimetals")
    assert (steel.location, steel.compartment) == ("CN", "")
    assert ("zh", "钢卷") in steel.synonyms


def test_flow_properties_in_folders_of_another_name_are_found(tmp_path):
    for file in (HOME / "ilcd").rglob("*.xml"):
        (tmp_path / f"{file.parent.name[:5]}-{file.name}").write_bytes(file.read_bytes())
    found = by_name(flows_of(tmp_path)[1])
    assert found["carbon dioxide (fossil)"].unit == "kg"


def test_tidas_flows_come_alone_and_as_records_of_a_platform():
    reading, flows, _ = flows_of(HOME / "tidas")
    assert reading.reader == "tidas"
    found = by_name(flows)
    assert set(found) == {"chemical oxygen demand", "ammonium", "suspended solids"}
    demand = found["chemical oxygen demand"]
    assert (demand.unit, demand.compartment, demand.version) == ("kg", "water.fresh", "01.01.000")
    assert demand.synonyms == (
        ("zh", "化学需氧量"),
        ("en", "COD"),
        ("en", "COD(Cr)"),
        ("zh", "化学耗氧量"),
        ("zh", "重铬酸盐指数"),
    )


def test_one_file_of_a_package_is_a_list_as_well():
    assert [flow.name for flow in flows_of(next((HOME / "tidas" / "flows").iterdir()))[1]] == ["chemical oxygen demand"]


def test_a_broken_file_by_itself_says_what_is_broken():
    with pytest.raises(InputError) as caught:
        flows_of(HOME / "ilcd" / "flows" / "damaged.xml")
    assert caught.value.code == "XW-I101"


# openLCA, SimaPro


def test_openlca_categories_are_paths_or_references():
    reading, flows, codes = flows_of(HOME / "openlca")
    assert (reading.reader, reading.head.family, codes) == ("openlca", "openlca", {})
    found = by_name(flows)
    ammonia = found["Ammonia"]
    assert ammonia.context == "Elementary flows/Emission to air/unspecified"
    assert (ammonia.unit, ammonia.cas, ammonia.location) == ("kg", "7664-41-7", "CN")
    assert ammonia.synonyms == (("", "azane"), ("", "ammonia gas"))
    assert found["Zinc"].context == "Elementary flows/Emission to water"
    assert (found["Ash, wet"].context, found["Ash, wet"].type) == ("Waste flows/Mineral/unspecified", WASTE)
    assert {flow.unit for flow in flows} == {"kg"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_simapro_substances_and_inventories_in_both_encodings(tmp_path, encoding):
    text = (HOME / "simapro.csv").read_bytes().decode("utf-8")
    reading, flows, codes = flows_of(text_file(tmp_path, text, encoding))
    assert (reading.reader, reading.head.version, reading.head.title) == ("simapro", "9.5.0.0", "Boiler house")
    assert codes == {"XW-L114": 1}
    assert [(flow.name, flow.context, flow.unit, flow.cas) for flow in flows] == [
        ("Coal, hard", "Resources/in ground", "kg", ""),
        ("Carbon dioxide, fossil", "Emissions to air/low. pop.", "kg", ""),
        ("Coal, hard", "Raw materials", "kg", ""),
        ("Carbon dioxide, fossil", "Airborne emissions", "kg", "124-38-9"),
        ("Kohlenstoffdisulfid ½ gesättigt", "Airborne emissions", "kg", "75-15-0"),
        ("Asche, naß", "Final waste flows", "kg", ""),
        ("Noise from lorry", "Non material emissions", "km", ""),
    ]
    assert [flow.compartment for flow in flows[:4]] == ["resource.ground", "air.rural", "resource", "air"]


def test_simapro_methods_name_compartment_and_cas(tmp_path):
    text = (
        "{SimaPro 9.5}\n{methods}\n{CSV separator: Tab}\n\nMethod\n\nName\nTrial\n\nImpact category\nClimate\tkg\n\n"
        "Substances\nAir\t(unspecified)\tMethane, fossil\t74-82-8\t29.8\tkg\nAir\tlow. pop.\tMethane, fossil\t74-82-8"
        "\t29.8\tkg\n\nEnd\n"
    )
    flows = flows_of(text_file(tmp_path, text))[1]
    assert [(flow.context, flow.cas, flow.unit) for flow in flows] == [
        ("Air/(unspecified)", "74-82-8", "kg"),
        ("Air/low. pop.", "74-82-8", "kg"),
    ]


# Tables


@pytest.mark.parametrize(
    ("encoding", "squeeze"),
    [("utf-8", False), ("utf-8-sig", True), ("gb18030", False), ("gb18030", True), ("utf-16", False)],
)
def test_a_chinese_table_is_recognised_below_its_title_in_every_encoding(tmp_path, encoding, squeeze):
    data = (HOME / "plant.csv").read_bytes().decode("utf-8").encode(encoding)
    path = tmp_path / "plant.csv.gz"
    path.write_bytes(gzip.compress(data) if squeeze else data)
    reading, flows, codes = flows_of(path)
    assert (reading.reader, reading.head.family) == ("table", "zh")
    assert [(flow.name, flow.unit, flow.compartment) for flow in flows] == [
        ("二氧化硫", "kg", "air"),
        ("氨氮（以N计）", "kg", "water.fresh"),
        ("苯", "kg", "air"),
        ("颗粒物", "kg", ""),
    ]
    assert flows[0].synonyms == (("", "亚硫酸酐"), ("", "SO2"))
    assert (flows[0].cas, flows[2].cas) == ("7446-09-5", "")
    assert codes == {"XW-L103": 1, "XW-L104": 1, "XW-L108": 1, "XW-L112": 1, "XW-L113": 1, "XW-L114": 1}
    lines = {found.code: found.source.line for found in reading.findings}
    assert (lines["XW-L104"], lines["XW-L103"], lines["XW-L108"]) == (6, 8, 9)


def test_fedefl_and_glad_columns():
    reading, flows, _ = flows_of(HOME / "fedefl.csv")
    assert reading.head.family == "fedefl"
    assert (flows[0].uuid, flows[0].cas, flows[0].formula) == (uuid(61, 3), "108-88-3", "C7H8")
    assert flows[0].synonyms == (("", "methylbenzene"), ("", "benzene, methyl-"))
    assert (flows[2].name, flows[2].unit) == ("Land use", "m2*a")
    reading, flows, _ = flows_of(HOME / "glad.csv")
    assert reading.head.family == "ecoinvent"
    assert [(flow.uuid, flow.unit, flow.compartment) for flow in flows][0] == (uuid(71), "kg", "soil.agricultural")


def test_levels_are_joined_by_slashes_however_a_list_parts_them():
    assert joined(iter(["Emissions > Emissions to air > Emissions to air, unspecified"])) == (
        "Emissions/Emissions to air/Emissions to air, unspecified"
    )
    assert joined(iter(["('air', 'low population density, long-term')"])) == "air/low population density, long-term"
    assert joined(iter(["air::urban air close to ground"])) == "air/urban air close to ground"
    assert joined(iter(["water", "ground-"])) == "water/ground-"
    assert joined(iter(["大气", "-"])) == "大气"
    assert joined(iter(["('water',)"])) == "water"


def test_units_follow_the_flow_property_where_a_table_has_no_units(tmp_path):
    text = f"uuid,name_en,category_path,flow_property_uuid,flow_property\n{uuid(1)},hard coal,Resources > Resources from ground,{ENERGY},Radioactivity\n"
    _, flows, codes = flows_of(text_file(tmp_path, text))
    assert (flows[0].unit, flows[0].property_id) == ("MJ", ENERGY)
    assert codes == {"XW-L116": 1, "XW-L119": 1}


def test_names_in_two_languages(tmp_path):
    text = "中文名称\t英文名称\t环境介质\t子类\t单位\tCAS号\n甲烷\tmethane\t大气\t城市\tkg\t000074-82-8\n"
    flow = flows_of(text_file(tmp_path, text, name="list.tsv"))[1][0]
    assert (flow.name, flow.synonyms) == ("甲烷", (("en", "methane"),))
    assert (flow.context, flow.compartment, flow.cas) == ("大气/城市", "air.urban", "74-82-8")


def test_a_column_spec_by_headers_and_by_numbers(tmp_path):
    path = text_file(tmp_path, "Stoff;Medium;Ort;Einh\nNitrat;water;river;kg\n")
    spec = "name=Stoff,context=Medium+Ort,unit=Einh"
    assert flows_of(path, columns=spec)[1][0] == ListedFlow("", "Nitrat", "water/river", "kg", "water.river")
    bare = text_file(tmp_path, "Nitrat;kg;water\nChlorid;kg;water\n", name="bare.csv")
    _, flows, _ = flows_of(bare, columns="name=1,unit=2,context=3")
    assert [flow.name for flow in flows] == ["Nitrat", "Chlorid"]
    named = text_file(tmp_path, '"Flow, name",Unit\nNitrat,kg\n', name="named.csv")
    assert flows_of(named, columns='"name=Flow, name",unit=Unit')[1][0].name == "Nitrat"


@pytest.mark.parametrize("spec", ["name=Nope", "name", "colour=Stoff", "unit=Einh", "name=0", ""])
def test_a_column_spec_that_does_not_fit_says_what_there_is(tmp_path, spec):
    path = text_file(tmp_path, "Stoff;Einh\nNitrat;kg\n")
    with pytest.raises(CrosswalkError) as caught:
        flows_of(path, columns=spec)
    assert caught.value.code == ("XW-L117" if spec else "XW-L101")
    assert "Stoff" in str(caught.value) or "name" in str(caught.value)


def workbook(path, rows, sheet="Flows", more=()):
    book = xlsxwriter.Workbook(path)
    for name, held in ((sheet, rows), *more):
        page = book.add_worksheet(name)
        for number, row in enumerate(held):
            page.write_row(number, 0, row)
    book.close()
    return path


def test_a_workbook_of_openlca_with_its_units_in_another_sheet(tmp_path):
    header = ["UUID", "Name", "Description", "Category", "Version", "Last change", "Type", "CAS", "Formula", "Location", "Reference flow property"]  # fmt: skip
    row = [uuid(1), "Zinc", "", "Elementary flows/Emission to air/unspecified", "00.00.001", "", "Elementary flow", "7440-66-6", "Zn", "", "Mass"]  # fmt: skip
    factors = [["Flow", "Category", "Flow property", "Conversion factor", "Reference unit"], ["Zinc", "", "Mass", 1, "kg"]]  # fmt: skip
    path = workbook(tmp_path / "process.xlsx", [header, row], more=[("Flow property factors", factors)])
    reading, flows, codes = flows_of(path)
    assert (reading.reader, reading.head.family) == ("workbook", "openlca")
    assert (flows[0].unit, flows[0].property_name, flows[0].cas) == ("kg", "Mass", "7440-66-6")
    assert codes == {"XW-L112": 1, "XW-L122": 1}


def test_a_workbook_below_empty_rows_and_with_a_spec(tmp_path):
    path = workbook(tmp_path / "w.xlsx", [[], ["厂区清单"], [], ["物质", "计量单位"], ["铅", "kg"]])
    _, flows, codes = flows_of(path)
    assert [(flow.name, flow.unit) for flow in flows] == [("铅", "kg")]
    assert "XW-L113" in codes
    assert flows_of(path, columns="name=物质,unit=计量单位")[1] == flows


def test_the_family_is_told_by_the_contexts():
    assert family_of(iter(["air/unspecified", "water/ground-, long-term"])) == "ecoinvent"
    assert family_of(iter(["Emissions/Emissions to air/Emissions to air, indoor"])) == "ef"
    assert family_of(iter(["emission/air/troposphere/urban"])) == "fedefl"
    assert family_of(iter(["air", "water"])) == ""


# Bad input


@pytest.mark.parametrize("content", ["", "\n\n", "a,b\n1,2\n", "<html/>", '{"a": 1}', "[]"])
def test_what_is_no_list_is_refused_with_a_remedy(tmp_path, content):
    with pytest.raises(InputError) as caught:
        flows_of(text_file(tmp_path, content))
    assert caught.value.code == "XW-L101"


def test_a_list_without_flows_is_refused_and_nothing_is_stored(tmp_path, store):
    with pytest.raises(InputError) as caught:
        add_list(text_file(tmp_path, "name,unit\n"))
    assert caught.value.code == "XW-L102"
    assert list(store.iterdir()) == []


def test_a_list_without_units_is_remarked_once(tmp_path):
    _, flows, codes = flows_of(text_file(tmp_path, "name,context\nlead,air\nzinc,water\n"))
    assert len(flows) == 2
    assert codes["XW-L106"] == 1


def test_bytes_that_cannot_be_decoded_are_shown_and_remarked(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("name,unit\n氧化物,kg\n硫酸雾,kg\n苯系物,kg\n".encode() + b"le\xffad,kg\n")
    _, flows, codes = flows_of(path)
    assert [flow.name for flow in flows] == ["氧化物", "硫酸雾", "苯系物", "le\ufffdad"]
    assert codes["XW-L111"] == 1


def test_latin_letters_are_not_taken_for_chinese(tmp_path):
    flows = flows_of(text_file(tmp_path, "name;unit\nBenzol, verdünnt;kg\nAmeisensäure;kg\n", "cp1252"))[1]
    assert [flow.name for flow in flows] == ["Benzol, verdünnt", "Ameisensäure"]


def test_rows_longer_than_the_header_are_remarked(tmp_path):
    _, flows, codes = flows_of(text_file(tmp_path, "name,unit\nBenzene, chloro-,kg\n"))
    assert flows[0].name == "Benzene"
    assert codes["XW-L118"] == 1


def test_a_quotation_mark_that_never_closes_is_an_error_with_its_line(tmp_path):
    rows = "".join(f"substance {n},kg\n" for n in range(20_000))
    path = text_file(tmp_path, f'name,unit\nlead,kg\n"zinc,kg\n{rows}')
    with pytest.raises(InputError) as caught:
        flows_of(path)
    assert (caught.value.code, caught.value.place.line) == ("XW-L120", 3)


def test_no_file_and_a_damaged_packing(tmp_path):
    with pytest.raises(InputError) as caught:
        flows_of(tmp_path / "none.csv")
    assert caught.value.code == "XW-I110"
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(b"name,unit\nlead,kg\n" * 1000)[:60])
    with pytest.raises(InputError) as caught:
        flows_of(path)
    assert caught.value.code == "XW-I117"


def test_duplicates_are_told_apart(tmp_path):
    text = (
        "uuid,name,context,unit,version\n"
        f"{uuid(1)},lead,air,kg,01.00.000\n{uuid(1)},lead,air,kg,01.00.000\n{uuid(1)},lead (II),air,kg,02.00.000\n"
        f"{uuid(2)},Zinc,water,kg,\n{uuid(3)},zinc,water,kg,\n"
    )
    added = add_list(text_file(tmp_path, text), Wanted(id="twice"))
    assert added.head.flows == 4
    codes = dict(added.findings.codes)
    assert {code: codes[code] for code in ("XW-L108", "XW-L109", "XW-L110")} == {
        "XW-L108": 1,
        "XW-L109": 1,
        "XW-L110": 1,
    }
    with open_list("twice") as stored:
        assert stored.flow(uuid(1)).name == "lead (II)"


# The store


def test_write_and_read_a_list(tmp_path):
    flows = [ListedFlow(uuid(n), f"flow {n}", "air", "kg", "air", synonyms=(("zh", f"流{n}"),)) for n in range(1, 5)]
    head = write_list(tmp_path / "a.sqlite", ListHead("a", "A", licence="own"), iter(flows))
    assert head.flows == 4
    with StoredList(tmp_path / "a.sqlite") as stored:
        assert stored.head == head
        assert len(stored) == 4
        assert list(stored.flows()) == flows
        assert list(stored.numbered(synonyms=False))[0] == (1, ListedFlow(uuid(1), "flow 1", "air", "kg", "air"))
        assert stored.by_number(3) == stored.flow(uuid(3)) == stored.flow(uuid(3).upper()) == flows[2]
        assert stored.flow(uuid(9)) is stored.by_number(9) is None
        assert stored.languages == ("zh",)
        assert [path.name for path in tmp_path.iterdir() if path.suffix] == ["a.sqlite"]


def test_search_finds_whole_names_first_then_beginnings_parts_and_synonyms(tmp_path):
    names = ["xylene, ortho-", "ortho-xylene", "o-xylol", "xylene", "mixed xylene 100%"]
    flows = [ListedFlow(uuid(n), name, "air", "kg") for n, name in enumerate(names, 1)]
    flows.append(ListedFlow(uuid(9), "dimethylbenzene", "air", "kg", cas="1330-20-7", synonyms=(("en", "Xylene"), ("zh", "二甲苯"))))  # fmt: skip
    write_list(tmp_path / "a.sqlite", ListHead("a"), flows)
    with StoredList(tmp_path / "a.sqlite") as stored:
        found = [flow.name for flow in stored.search("XYLENE")]
        assert found == ["xylene", "xylene, ortho-", "ortho-xylene", "mixed xylene 100%", "dimethylbenzene"]
        assert [flow.name for flow in stored.search("二甲苯")] == ["dimethylbenzene"]
        assert [flow.name for flow in stored.search("1330-20-7")] == ["dimethylbenzene"]
        assert [flow.name for flow in stored.search(uuid(3).upper())] == ["o-xylol"]
        assert [flow.name for flow in stored.search("100%")] == ["mixed xylene 100%"]
        assert stored.search("_") == stored.search(" ") == ()


def test_a_write_that_fails_leaves_nothing_behind(tmp_path):
    def flows():
        yield ListedFlow(uuid(1), "lead")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_list(tmp_path / "a.sqlite", ListHead("a"), flows())
    assert list(tmp_path.iterdir()) == []


def test_a_list_of_the_user_takes_the_place_of_one_that_comes_with_the_program(tmp_path):
    assert [head.id for head in known_lists() if head.shipped][0] == "ef31"
    added = add_list(text_file(tmp_path, "name,unit\nlead,kg\n"), Wanted(id="ef31", title="Mine"))
    assert added.findings.codes["XW-L158"] == 1
    assert [(head.id, head.title, head.shipped) for head in known_lists() if head.id == "ef31"] == [
        ("ef31", "Mine", False)
    ]
    with open_list("ef31") as stored:
        assert len(stored) == 1
    remove_list("ef31")
    with open_list("ef31") as stored:
        assert stored.head.shipped
        assert len(stored) > 8000


def test_an_existing_list_is_replaced_only_by_force(tmp_path):
    path = text_file(tmp_path, "name,unit\nlead,kg\n", name="Meine Liste.csv")
    assert add_list(path).head.id == "meine-liste"
    with pytest.raises(UsageError) as caught:
        add_list(path)
    assert caught.value.code == "XW-L151"
    assert add_list(path, force=True).head.flows == 1


@pytest.mark.parametrize("id_", ["", "Abc", "a/b", "..", "con", "nul.x", "a b", "-a", "x" * 65])
def test_names_that_no_list_can_have(tmp_path, id_):
    path = text_file(tmp_path, "name,unit\nlead,kg\n", name="list.csv")
    if id_:
        with pytest.raises(UsageError) as caught:
            add_list(path, Wanted(id=id_))
        assert caught.value.code == "XW-L152"
    with pytest.raises(UsageError) as caught:
        open_list(id_)
    assert caught.value.code == "XW-L150"


def test_chinese_names_of_lists(tmp_path):
    path = text_file(tmp_path, "name,unit\nlead,kg\n", name="厂区清单（2026）.csv")
    assert add_list(path).head.id == "厂区清单-2026"
    with open_list("厂区清单-2026") as stored:
        assert len(stored) == 1


def test_removing_what_is_not_there_or_comes_with_the_program():
    for id_, code in (("none", "XW-L150"), ("ef31", "XW-L156"), ("../x", "XW-L150")):
        with pytest.raises(UsageError) as caught:
            remove_list(id_)
        assert caught.value.code == code


def test_damaged_files_and_files_of_another_edition_are_told_and_left_out(tmp_path, store):
    add_list(text_file(tmp_path, "name,unit\nlead,kg\n"), Wanted(id="old"))
    with sqlite3.connect(store / "old.sqlite") as base:
        base.execute("UPDATE head SET value='0' WHERE key='schema'")
    base.close()
    (store / "bad.sqlite").write_bytes(b"no database at all" * 100)
    assert {path.stem: problem.code for path, problem in broken_lists().items()} == {
        "old": "XW-L154",
        "bad": "XW-L153",
    }
    assert not {"old", "bad"} & {head.id for head in known_lists()}
    with pytest.raises(UsageError) as caught:
        open_list("old")
    assert caught.value.code == "XW-L154"
    remove_list("bad")
    assert not (store / "bad.sqlite").exists()


def test_a_folder_that_cannot_be_written(tmp_path, monkeypatch):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("CROSSWALK_LISTS", str(blocked))
    with pytest.raises(OutputError) as caught:
        add_list(text_file(tmp_path, "name,unit\nlead,kg\n"))
    assert caught.value.code == "XW-L155"
    with open_list("ef31") as stored:  # what comes with the program is made in a temporary folder
        assert not stored.path.is_relative_to(blocked)
        assert stored.flow("08a91e70-3ddc-11dd-923d-0050c2490048").cas == "124-38-9"


def test_a_file_with_a_long_name_gives_a_list_of_a_shorter_one(tmp_path):
    path = tmp_path / f"_{'Substances of the works ' * 4}.csv"
    path.write_text("name,unit\nlead,kg\n", encoding="utf-8")
    assert add_list(path).head.id == ("substances-of-the-works-" * 4)[:64]


def test_without_the_variable_lists_are_in_the_users_data(monkeypatch):
    monkeypatch.delenv("CROSSWALK_LISTS")
    assert lists_folder().name == "lists"
    assert "crosswalk" in lists_folder().parts


def test_compartments_are_those_of_todays_tables(tmp_path, store):
    add_list(text_file(tmp_path, "name,context,unit\nlead,air/urban air close to ground,kg\n"), Wanted(id="a"), classify=lambda *_: "older")  # fmt: skip
    with open_list("a") as stored:
        assert stored.by_number(1).compartment == "older"
    with sqlite3.connect(store / "a.sqlite") as base:
        base.execute("UPDATE head SET value='' WHERE key='classes'")
    base.close()
    with open_list("a") as stored:
        assert stored.by_number(1).compartment == "air.urban.ground"
        assert stored.counts("compartment") == {"air.urban.ground": 1}


def test_the_classifier_is_asked_with_context_family_and_name(tmp_path):
    asked = []
    path = text_file(tmp_path, "name,context,unit\nlead,air/unspecified,kg\n")
    flows_of(path, classify=lambda *given: asked.append(given) or "")
    flows_of(path, family="idea", classify=lambda *given: asked.append(given) or "")
    assert asked == [("air/unspecified", "ecoinvent", "lead"), ("air/unspecified", "idea", "lead")]


def test_progress_counts_flows(tmp_path):
    counts = []
    text = "name,unit\n" + "".join(f"flow {n},kg\n" for n in range(2500))
    list(read_list(text_file(tmp_path, text), progress=counts.append).flows)
    assert counts == [1000, 2000]


# Tables of ours


def test_every_shipped_list_has_its_table_and_reads_without_a_fault():
    for row in table("lists/nomenclatures.csv"):
        assert row["licence"]
        assert row["title"]
        with open_list(row["id"]) as stored:
            flows = list(stored.flows())
            assert len(flows) == stored.head.flows
            assert len({flow.uuid for flow in flows}) == len(flows)
            assert all(flow.unit and flow.compartment and flow.name for flow in flows)


def test_a_table_of_ours_that_is_at_fault_is_an_error_and_is_not_kept(tmp_path, store):
    home = tmp_path / "tables" / "lists"
    home.mkdir(parents=True)
    (home / "bad.csv").write_text("name,unit,cas\nammonium,kg,14798-03-8\n", encoding="utf-8")
    (home / "nomenclatures.csv").write_text(
        "id,title,version,licence,attribution,source,family,file,date\nbad,Bad,1,own,,,,lists/bad.csv,2026\n",
        encoding="utf-8",
    )
    with overlay(tmp_path / "tables"):
        assert [(head.id, head.flows) for head in known_lists()] == [("bad", 1)]
        for _ in range(2):
            with pytest.raises(TableError):
                open_list("bad")
    assert list((store / "cache").iterdir()) == []


def test_the_ef_list_is_what_its_script_makes():
    pytest.importorskip("randonneur_data", reason="randonneur_data, from which the list is made, is not installed")
    import importlib.util

    home = next(home for home in homes() if (home / "_build" / "ef31_flows.py").is_file())
    spec = importlib.util.spec_from_file_location("ef31_flows", home / "_build" / "ef31_flows.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (home / "lists" / "flows" / "ef31.csv").read_text(encoding="utf-8") == script.table_text()


def test_headers_and_fingerprints_name_known_fields():
    from crosswalk.mapping.reading.columns import FIELDS, flat

    rows = table("lists/columns.csv")
    assert {row["field"] for row in rows} == set(FIELDS)
    assert len({flat(row["header"]) for row in rows}) == len(rows)
    assert all(row["least"].isdigit() for row in table("lists/fingerprints.csv"))


def test_messages_are_in_both_languages():
    codes = [code for code in catalogue() if code.startswith("XW-L1")]
    assert len(codes) > 25
    for code in codes:
        for language in LANGUAGES:
            assert set(catalogue()[code][language]) == {"title", "message", "advice"}


# The command line


def run(capsys, *words):
    code = main(list(words))
    out = capsys.readouterr()
    return code, out.out, out.err


def test_json_of_every_step(capsys, monkeypatch):
    monkeypatch.setenv("LANG", "C.UTF-8")
    code, out, _ = run(capsys, "--json", "lists", "add", str(HOME / "ilcd"), str(HOME / "glad.csv"))
    added = json.loads(out)
    assert (code, added["schema"]) == (0, "urn:crosswalk:lists-added:1")
    assert [(item["id"], item["flows"], item["reader"]) for item in added["lists"]] == [
        ("ilcd", 6, "ilcd"),
        ("glad", 2, "table"),
    ]
    assert added["lists"][0]["counts"]["XW-L104"] == 1
    listed = json.loads(run(capsys, "lists", "show", "--json")[1])
    assert [item["id"] for item in listed["lists"]][:2] == ["glad", "ilcd"]
    one = json.loads(run(capsys, "lists", "show", "ilcd", "--json")[1])
    assert one["counts"]["unit"] == {"kg": 3, "": 1, "MJ": 1, "kBq": 1}
    found = json.loads(run(capsys, "lists", "show", "ilcd", "钢", "--json")[1])
    assert [flow["location"] for flow in found["flows"]] == ["CN"]
    assert json.loads(run(capsys, "lists", "remove", "ilcd", "--json")[1])["id"] == "ilcd"
    assert run(capsys, "lists", "show", "ilcd")[0] == 2


def test_one_name_does_not_do_for_two_files(capsys):
    code, _, err = run(capsys, "lists", "add", str(HOME / "glad.csv"), str(HOME / "fedefl.csv"), "--as", "x")
    assert code == 2
    assert "XW-L157" in err


def test_fail_on(capsys):
    assert run(capsys, "lists", "add", str(HOME / "plant.csv"), "--fail-on", "warning")[0] == 1


def test_progress_is_shown_on_a_terminal(tmp_path, capsys, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    text = "name,unit\n" + "".join(f"flow {n},kg\n" for n in range(1500))
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    assert main(["lists", "add", str(text_file(tmp_path, text))]) == 0
    assert "1000" in screen.getvalue()


@pytest.mark.skipif(os.name == "nt", reason="permissions are other things there")
def test_a_list_in_a_read_only_folder_can_be_read(tmp_path, store):
    add_list(text_file(tmp_path, "name,unit\nlead,kg\n"), Wanted(id="a"))
    store.chmod(0o500)
    try:
        with open_list("a") as stored:
            assert len(stored) == 1
    finally:
        store.chmod(0o700)

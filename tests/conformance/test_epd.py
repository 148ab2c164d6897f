"""Real declarations, read with lxml and json alone: no result is lost, moved or renamed on any way.

The files are the published ones of ``data/epd``: packages and single files of ILCD+EPD, JSON of soda4LCA servers.
"""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

import crosswalk
from crosswalk.carriers import xml
from crosswalk.core.findings import Fate, Ledger
from crosswalk.formats import load
from crosswalk.formats.documents import Document
from crosswalk.formats.ilcd import schema
from crosswalk.formats.ilcd.tree import kind_of_root
from crosswalk.pipeline.convert import Request, convert_package
from crosswalk.pipeline.reading import open_package

HOME = "data/epd"
PROCESS = "{http://lca.jrc.it/ILCD/Process}"
OTHER = "{http://lca.jrc.it/ILCD/Common}other"
SUBJECTS = {"exchange": "referenceToFlowDataSet", "LCIAResult": "referenceToLCIAMethodDataSet"}
NO_EPD = ("sample_data_", "ilcd_process", "_test.json")
"""Files of the folder that hold no declaration."""
GWP_TOTAL = {
    "6a37f984-a4b3-458a-a20a-64418c145fa2",
    "a7ea142a-9749-11ed-a8fc-0242ac120002",
    "77e416eb-a363-4258-a04e-171d843a6460",
}
"""GWP-total of EF 3.0 and EF 3.1, GWP of EN 15804+A1 (InData indicator lists)."""
FAMILY = ("ilcd-epd", "ilcd-epd@1.1", "ilcd-epd@1.2", "ilcd-epd@1.3", "soda4lca", "ilcd", "tidas")


MOST = 24
"""How many declarations there may be: tests are made before the corpus is known."""


def pytest_generate_tests(metafunc):
    if "declaration" in metafunc.fixturenames:
        metafunc.parametrize("declaration", range(MOST), indirect=True)


@pytest.fixture
def declaration(request, corpus):
    files = declarations(corpus)
    if request.param >= len(files):
        pytest.skip("the corpus holds fewer declarations")
    return files[request.param]


@cache
def declarations(corpus):
    home = corpus / HOME
    if not home.is_dir():
        pytest.skip("CROSSWALK_CORPUS has no data/epd")
    names = (
        "ilcd_epd_zip/*.zip",
        "ilcd_epd_xml/*.xml",
        "ilcd_epd_xml/indata_sample/processes/*.xml",
        "soda4lca_json/*",
    )
    found = [path for name in names for path in sorted(home.glob(name))]
    found = [path for path in found if not any(mark in path.name for mark in NO_EPD)]
    assert 0 < len(found) <= MOST
    return found


# --- reading without crosswalk ------------------------------------------------------------------


def cells(path):
    """Results of a file or folder: (indicator UUID, module, scenario, text), counted."""
    path = Path(path)
    if path.suffix == ".json":
        return json_cells(json.loads(path.read_text(encoding="utf-8")))
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return xml_cells(archive.read(name) for name in archive.namelist() if "/processes/" in name)
    return xml_cells([path.read_bytes()])


def xml_cells(files):
    found = Counter()
    for data in files:
        root = etree.fromstring(data)
        for name, subject in SUBJECTS.items():
            for item in root.iter(PROCESS + name):
                uuid = item.find(PROCESS + subject).get("refObjectId")
                for node in item.iterfind(f"{OTHER}/*"):
                    if isinstance(node.tag, str) and node.tag.endswith("}amount"):
                        local = {key.rpartition("}")[2]: value for key, value in node.attrib.items()}
                        text = (node.text or "").strip() or None
                        found[uuid, local.get("module"), local.get("scenario"), text] += 1
    return found


def json_cells(root):
    found = Counter()
    for holder, subject in (("exchanges", "exchange"), ("LCIAResults", "LCIAResult")):
        for item in root.get(holder, {}).get(subject, ()):
            uuid = item[SUBJECTS[subject]].get("refObjectId")
            for part in item.get("other", {}).get("anies", ()):
                if isinstance(part, dict) and "module" in part:
                    found[uuid, part["module"], part.get("scenario"), part.get("value") or None] += 1
    return found


def output_cells(files):
    """The same of output files."""
    found = Counter()
    for name, data in files.items():
        if name.endswith(".json"):
            found += json_cells(json.loads(data))
        elif name.endswith(".xml") and "/processes/" in name:
            found += xml_cells([data])
    return found


# --- within the family --------------------------------------------------------------------------


@pytest.mark.parametrize("target", FAMILY)
def test_nothing_is_dropped_within_the_family(declaration, target):
    done = crosswalk.convert(declaration, target)
    assert done.account.balanced
    assert not done.account.fates.get(Fate.DROPPED)
    plain = declaration.suffix == ".json" and target == "ilcd"  # plain ILCD has no place for results by module
    if target != "tidas" and not plain:  # TIDAS keeps the extension as JSON of its own
        assert output_cells(done.files) == cells(declaration)


def test_a_new_tree_says_what_the_old_one_did(declaration):
    for target in ("ilcd-epd", "soda4lca"):
        format_ = load(target)
        for part in open_package(declaration).stream():
            if isinstance(part, Document) and part.kind == "process":
                draft = format_.draft(part.model, "process", None, {})
                files = dict(format_.render([draft], {}))
                assert output_cells({f"ILCD/processes/{name}": data for name, data in files.items()}) == cells(
                    declaration
                )


def test_a_server_s_json_reads_back_from_xml_as_it_was(declaration, tmp_path):
    if declaration.suffix != ".json":
        pytest.skip("no JSON of a server")
    (before,) = [part.model for part in open_package(declaration).stream() if isinstance(part, Document)]
    write(tmp_path, crosswalk.convert(declaration, "ilcd-epd").files)
    (after,) = [part.model for part in open_package(tmp_path).stream() if kind_of(part) == "process"]
    bare = tuple(exchange.model_copy(update={"resolved": None}) for exchange in before.exchanges)
    assert after == before.model_copy(update={"exchanges": bare})


def kind_of(part):
    return part.kind if isinstance(part, Document) else None


def write(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


# --- openEPD ------------------------------------------------------------------------------------


def test_every_result_comes_back_from_openepd(declaration, tmp_path):
    over = crosswalk.convert(declaration, "openepd")
    assert over.account.balanced
    (data,) = over.files.values()
    (tmp_path / "epd.json").write_bytes(data)
    back = crosswalk.convert(tmp_path / "epd.json", "ilcd-epd")
    assert back.account.balanced
    assert output_cells(back.files) == cells(declaration)


def test_without_the_extension_each_lost_result_is_in_the_ledger(declaration):
    ledger = Ledger(detail=True)
    request = Request("openepd", options={"extension": "off"})
    done = convert_package(open_package(declaration), request, ledger=ledger)
    (data,) = done.files.values()
    held = sum(1 for _ in standard_cells(json.loads(data, parse_float=str, parse_int=str)))
    said = sum(count for (*_, text), count in cells(declaration).items() if text is not None)
    lost = sum(
        entry.leaves for entry in ledger.entries if entry.fate is Fate.DROPPED and is_result(entry.source.pointer)
    )
    assert held + lost == said


def is_result(pointer):
    """Whether a place is the text of a result: an amount of the extension, or a value beside a module."""
    holder, _, last = (pointer or "").rpartition("/")
    beside = last == "value" and holder.rpartition("/")[0].endswith("/anies")
    return last.partition("[")[0] == "amount" or (beside and ("/exchange/" in holder or "/LCIAResult/" in holder))


def standard_cells(root):
    """Method, key, scope and scenario of every measurement that openEPD's own fields hold."""
    groups = [(name, root.get(name) or {}) for name in ("resource_uses", "output_flows")]
    groups += [(method, keys) for method, keys in (root.get("impacts") or {}).items()]
    for method, keys in groups:
        for key, scopes in keys.items():
            for scope, value in scopes.items():
                if scope == "C_scenarios":
                    for scenario in value:
                        yield from (
                            (method, key, s, scenario["name"]) for s, v in scenario.items() if is_measurement(v)
                        )
                elif is_measurement(value):
                    yield method, key, scope, None


def is_measurement(value):
    return isinstance(value, dict) and "mean" in value


def test_gwp_is_the_total_and_no_other_indicator(declaration):
    if any(uuid is None for uuid, *_ in cells(declaration)):
        pytest.skip("an indicator without a UUID")
    (data,) = crosswalk.convert(declaration, "openepd").files.values()
    root = json.loads(data, parse_float=str, parse_int=str)
    written = {
        ("A1-A3" if scope == "A1A2A3" else scope): Decimal(value["mean"])
        for keys in root["impacts"].values()
        for scope, value in (keys.get("gwp") or {}).items()
        if is_measurement(value)
    }
    said = {
        module: number
        for (uuid, module, scenario, text), _ in cells(declaration).items()
        if uuid in GWP_TOTAL and scenario is None and (number := number_of(text)) is not None
    }
    assert written == said


def number_of(text):
    try:
        return Decimal(text) if text is not None else None
    except ArithmeticError:
        return None


def test_the_openepd_package_accepts_what_is_written(declaration):
    factory = pytest.importorskip("openepd.model.factory").DocumentFactory
    (data,) = crosswalk.convert(declaration, "openepd").files.values()
    assert factory.from_dict(json.loads(data)) is not None


# --- schemas ------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3"])
def test_output_of_every_version_is_valid_where_the_source_is(declaration, version, corpus):
    folder = corpus / "schemas" / "ilcd_epd_1.3"
    if not folder.is_dir():
        pytest.skip("CROSSWALK_CORPUS has no schemas/ilcd_epd_1.3")
    before = invalid(sources(declaration), folder)
    after = invalid(crosswalk.convert(declaration, f"ilcd-epd@{version}").files, folder)
    assert after <= before


def sources(path):
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return {path.name: path.read_bytes()} if path.suffix == ".xml" else {}


def invalid(files, folder):
    """UUIDs of the datasets that the official schemas refuse."""
    found = set()
    for name, data in files.items():
        if not name.endswith(".xml"):
            continue
        root = xml.parse(data, name).getroot()
        kind = kind_of_root(root.tag)
        if kind is not None and schema.validate_tree(kind, root, folder):
            found.add(root.findtext(".//{http://lca.jrc.it/ILCD/Common}UUID"))
    return found


def test_a_footprint_workbook_holds_the_climate_part(declaration):
    done = crosswalk.convert(declaration, "gbt24067")
    assert done.account.balanced
    stated = [Decimal(line.value) for line in done.headlines if line.name == "total"]
    assert bool(stated) == ("XW-E131" not in done.ledger.codes)
    if (wanted := total_of(cells(declaration))) is not None:
        assert stated == [wanted]


def total_of(found):
    """GWP of all modules but D, A1-A3 once; None where scenarios or several sets of methods leave it open."""
    rows = [(uuid, *rest, number_of(text)) for (uuid, *rest, text) in found if uuid in GWP_TOTAL]
    rows = [row for row in rows if row[-1] is not None]
    modules = {module: number for _, module, scenario, number in rows if scenario is None}
    if len({uuid for uuid, *_ in rows}) != 1 or len(modules) != len(rows):
        return None
    gate = [modules.pop(name, None) for name in ("A1", "A2", "A3")]
    front = modules.pop("A1-A3", None)
    if front is None:
        front = None if None in gate else sum(gate)
    modules.pop("D", None)
    return None if front is None else front + sum(modules.values())

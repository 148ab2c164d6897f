"""Every odd and broken EPD: what is said of it, what its cells are, and that nothing changes on any way.

``expected.csv`` beside the fixtures says what each file must give, from their README and the reference of the
formats: ``findings`` on every read, ``validate`` further ones of ``crosswalk validate``, ``cells`` as
``indicator module@scenario state text``. What stands in the files is read here with lxml, json and csv alone.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

import crosswalk
from crosswalk.checks import check_document
from crosswalk.cli.main import main
from crosswalk.core.findings import Kind, Ledger
from crosswalk.model.results import results_of
from crosswalk.pipeline.convert import Request, convert_package

HOME = Path(__file__).resolve().parents[2] / "fixtures"
NOW = "2026-03-02T00:00:00Z"
TARGETS = ("ilcd-epd", "ilcd-epd@1.1", "ilcd-epd@1.2", "ilcd-epd@1.3", "ilcd", "tidas", "soda4lca")
VALID = (
    *(f"ilcd_epd/{version}/valid/ILCD" for version in ("1.1", "1.2", "1.3")),
    "ilcd_epd/1.1/valid/panel.xml",
    *(f"soda4lca/valid/{name}" for name in ("rebar.json", "export.csv", "export-english.csv")),
)
SAID = {"XW-E164"}
"""Said of every EPD whose method is known."""
CLIMATE = {
    *("a7ea142a-9749-11ed-a8fc-0242ac120002", "a7ea19c0-9749-11ed-a8fc-0242ac120002"),
    *("a7ea186c-9749-11ed-a8fc-0242ac120002", "a7ea1ae2-9749-11ed-a8fc-0242ac120002"),
    *("6a37f984-a4b3-458a-a20a-64418c145fa2", "5f635281-343e-44fb-83df-1971b155e6b6"),
    *("2356e1ab-0185-4db5-86e5-16de51c7485c", "4331bbdb-978a-490d-8707-eeb047f01a55"),
    *("fb774615-0575-45de-9a89-1ded92f19770", "e03c018f-8526-44bc-b5e4-bc03c3ab32f3"),
}
UNKNOWN = "6f1d2c3b-0a4e-5d67-9b10-3c2a1f0e7d55"
"""Not an indicator: where its row bears the name of GWP-total it is one by its name."""


def _rows():
    found = {}
    for home in ("ilcd_epd", "soda4lca"):
        with (HOME / home / "expected.csv").open(encoding="utf-8", newline="") as lines:
            found.update({f"{home}/{row['file']}": row for row in csv.DictReader(lines)})
    return found


EXPECTED = _rows()
ODD = [name for name, row in EXPECTED.items() if "/odd/" in name and "XW-I" not in row["findings"]]
BROKEN = [name for name in EXPECTED if name not in ODD]


def read(name):
    package = crosswalk.read(HOME / name)
    return package, [
        found for document in package.documents for found in (*document.findings, *check_document(document))
    ]


def test_no_file_is_missing_from_the_table():
    there = {
        f"{home}/{kind}/{path.name}"
        for home in ("ilcd_epd", "soda4lca")
        for kind in ("odd", "broken")
        for path in (HOME / home / kind).iterdir()
    }
    assert there == set(EXPECTED)


@pytest.mark.parametrize("name", ODD)
def test_what_is_said_of_an_odd_file(name):
    package, findings = read(name)
    codes = {found.code for found in findings} - SAID
    climate = {"XW-E172"} if is_climate_alone(package.documents) else set()
    assert codes == set(EXPECTED[name]["findings"].split()) | climate


def is_climate_alone(documents):
    """From the identifiers of the rows: results, and all of the indicators under them on the climate."""
    for document in documents:
        if document.kind == "process":
            rows = [item for item in document.model.lcia_results if item.modules]
            names = {item.method.id.lower() for item in rows if item.method.id is not None}
            by_name = [
                item for item in rows if item.method.id == UNKNOWN and "GWP-total" not in item.method.name.best("en")
            ]
            units = [item.unit_group.name.best("en") for item in rows if item.unit_group and item.unit_group.name]
            if rows and names and names <= {*CLIMATE, UNKNOWN} and not by_name and "MJ" not in units:
                return True
    return False


@pytest.mark.parametrize("name", [name for name, row in EXPECTED.items() if row["validate"]])
def test_what_validate_says_beside_it(name):
    assert {found.code for found in crosswalk.validate(HOME / name)} >= set(EXPECTED[name]["validate"].split())


@pytest.mark.parametrize("name", [name for name, row in EXPECTED.items() if row["cells"]])
def test_cells(name):
    package, _ = read(name)
    (process,) = [document.model for document in package.documents if document.kind == "process"]
    found = {}
    for row in results_of(process).cells:
        module = f"{row.stage or '-'}@{row.scenario}" if row.scenario else row.stage or "-"
        assert (row.indicator, module) not in found
        text = (row.cell.raw or "").strip()
        found[row.indicator, module] = f"{row.cell.state.value} {text}".strip()
        assert (row.cell.value is not None) == (row.cell.state.value == "value")
    for line in EXPECTED[name]["cells"].split("; "):
        indicator, module, wanted = line.split(" ", 2)
        assert found.get((indicator, module)) == wanted, line


@pytest.mark.parametrize("name", ["plain", "namespace-kit-2019", "namespace-sbe-2017", "attributes-unqualified"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_what_a_file_says_does_not_depend_on_its_encoding(tmp_path, name, encoding):
    source = HOME / f"ilcd_epd/odd/{name}.xml"
    text = source.read_text(encoding="utf-8").replace('encoding="UTF-8"', 'encoding="UTF-16"', 1)
    (tmp_path / source.name).write_bytes(f"\ufeff{text}".encode(encoding))
    (there,), (again,) = crosswalk.read(source).documents, crosswalk.read(tmp_path / source.name).documents
    assert (again.format, again.version, again.model) == (there.format, there.version, there.model)
    assert results_of(again.model).cells
    assert {found.code for found in again.findings} == {found.code for found in there.findings}


def test_a_process_that_speaks_of_an_epd_is_none(tmp_path):
    text = (HOME / "ilcd_epd/odd/plain.xml").read_text(encoding="utf-8")
    root = etree.fromstring(text.encode())
    for node in list(root.iter("{*}other", "{*}typeOfDataSet")):
        node.getparent().remove(node)
    root.attrib.pop("{http://www.indata.network/EPD/2019}epd-version")
    etree.cleanup_namespaces(root)
    next(root.iter("{*}baseName")).text = "See the declaration EPD/2021-17"
    (tmp_path / "process.xml").write_bytes(etree.tostring(root))
    assert crosswalk.read(tmp_path / "process.xml").documents[0].format == "ilcd"


@pytest.mark.parametrize("sidecar", ["on", "off"])
@pytest.mark.parametrize(("version", "told"), [("1.1", True), ("1.2", False), ("1.3", True)])
def test_a_version_that_was_not_written_is_told(tmp_path, sidecar, version, told):
    """The fixture states 1.2."""
    there, options = tmp_path / "there.zip", {"sidecar": sidecar}
    crosswalk.convert(HOME / "ilcd_epd/odd/plain.xml", "tidas", there, draft=True, now=NOW, options=options)
    back = crosswalk.convert(there, f"ilcd-epd@{version}", tmp_path / "back.zip", draft=True, now=NOW)
    assert ("XW-E048" in {found.code for found in back.ledger.findings}) is told
    (process,) = crosswalk.read(tmp_path / "back.zip").documents
    assert process.root.attrib["{http://www.indata.network/EPD/2019}epd-version"] == "1.2"
    assert back.account.balanced


@pytest.mark.parametrize("singly", [True, False])
def test_what_a_version_says_of_itself_is_not_counted_as_carried(singly):
    """The panel names the format of 1.1; 1.2 has another source dataset for it, and a mark on the root."""
    source = HOME / "ilcd_epd/1.1/valid/panel.xml"
    ledger = Ledger(detail=singly)
    done = convert_package(crosswalk.read(source), Request("ilcd-epd@1.2", draft=True), ledger=ledger)
    uuid = "cba73800-7874-11e3-981f-0800200c9a66"
    (named,) = etree.parse(source).iterfind(f".//{{*}}referenceToDataSetFormat[@refObjectId='{uuid}']")
    leaves = sum(len(node.attrib) + bool((node.text or "").strip()) for node in named.iter())
    assert done.account.balanced
    assert done.account.fates["converted"] == leaves
    assert done.account.origins["defaulted"] == leaves + 1


@pytest.mark.parametrize("name", VALID)
def test_sound_files_give_no_conflict_and_no_noise(name):
    _, findings = read(name)
    assert not [found for found in findings if found.kind in (Kind.CONFLICT, Kind.INVALID)]
    assert {found.code for found in findings} - SAID <= ({"XW-E005"} if name.endswith(".csv") else {"XW-E183"})


def test_the_tonne_stays_a_tonne():
    package, _ = read("ilcd_epd/odd/unit-label-tonne.xml")
    first = results_of(package.documents[0].model).cells[0]
    assert (first.indicator, first.row.resolved.unit, first.cell.raw) == ("gwp-total", "t CO2e", "1.25")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("amount-comma", "1.5"),
        ("amount-thousands", "1234.5"),
        ("amount-thousands-english", "1234.5"),
        ("amount-comma-ambiguous", "-"),
        ("amount-exponent-letter", "1.83E+03"),
        ("amount-minus", "-1.25"),
        ("amount-full-width", "1.25"),
        ("amount-power", "0.00125"),
        *((f"amount-{name}", "-") for name in ("below", "nan", "infinite", "tilde", "unit-inside")),
        *((f"module-{name}", "A1-A3") for name in ("joined", "en-dash", "spaced", "lower")),
        *((f"module-{name}", "-") for name in ("chinese", "a0", "b8", "c5", "d1")),
        ("scenario-capitals", "Landfill"),
        ("scenario-undeclared", "-"),
        ("validity-29-february", "2029-02-28"),
        ("date-time", "2025-03-01"),
    ],
)
def test_suggestions_are_made_and_not_taken(name, wanted):
    _, findings = read(f"ilcd_epd/odd/{name}.xml")
    assert {found.params["suggestion"] for found in findings if "suggestion" in found.params} == {wanted}


# ---- the cells of files, read without the tables


def cells_of(data: bytes, name: str) -> Counter:
    """(indicator, module, scenario, text) of every result, with nothing for an empty one."""
    if name.endswith(".xml"):
        return Counter(_xml_cells(data))
    return (
        Counter(_json_cells(json.loads(data, parse_float=str, parse_int=str))) if name.endswith(".json") else Counter()
    )


def _xml_cells(data: bytes):
    root = etree.fromstring(data)
    for tag, subject in (("exchange", "referenceToFlowDataSet"), ("LCIAResult", "referenceToLCIAMethodDataSet")):
        for item in root.iter(f"{{*}}{tag}"):
            target = item.find(f"{{*}}{subject}")
            for node in item.iterfind("{*}other/{*}amount"):
                named = {etree.QName(key).localname: value for key, value in node.attrib.items()}
                text = (node.text or "").strip()
                yield target.get("refObjectId"), named.get("module"), named.get("scenario"), text


def _json_cells(node):
    """The server's JSON, and the JSON that XML is transcoded to."""
    for item in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _json_cells(item)
    if not isinstance(node, dict):
        return
    target = node.get("referenceToFlowDataSet") or node.get("referenceToLCIAMethodDataSet")
    if not isinstance(target, dict):
        return
    uuid = target.get("refObjectId") or target.get("@refObjectId")
    for extra in (node.get("other") or {}).get("anies", ()):
        named = extra if isinstance(extra, dict) else _raw(extra)
        if "module" in named or ("value" in named and "name" not in named):
            yield uuid, named.get("module"), named.get("scenario"), str(named.get("value") or "").strip()
    amounts = [value for key, value in (node.get("common:other") or {}).items() if key.rpartition(":")[2] == "amount"]
    for amount in amounts:
        for found in amount if isinstance(amount, list) else [amount]:
            named = {key.rpartition(":")[2].lstrip("@"): value for key, value in _whole(found).items()}
            yield uuid, named.get("module"), named.get("scenario"), str(named.get("#text") or "").strip()


def _whole(found):
    return found if isinstance(found, dict) else {"#text": found}


def _raw(text):
    try:
        node = etree.fromstring(text)
    except etree.XMLSyntaxError:
        return {}
    named = {etree.QName(key).localname: value for key, value in node.attrib.items()}
    return {**named, "value": node.text} if etree.QName(node).localname == "amount" else {}


def _sources(name):
    path = HOME / name
    files = sorted(path.rglob("*.*")) if path.is_dir() else [path]
    return sum((cells_of(file.read_bytes(), file.name) for file in files if file.is_file()), Counter())


def _written(files):
    return sum((cells_of(data, name) for name, data in files.items()), Counter())


PLAIN = [name for name in (*ODD, *VALID) if not name.endswith(".csv")]


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("target", TARGETS)
def test_no_cell_changes_on_any_way(name, target):
    if target == "soda4lca" and "unit-group-" in name and "unknown" not in name:
        pytest.skip("a unit group is no process")
    result = crosswalk.convert(HOME / name, target, now=NOW, draft=True)
    assert result.account.balanced
    lost = [entry for entry in result.ledger.entries if entry.fate.value == "dropped"]
    assert all("/modules/module" in str(entry.source) for entry in lost), lost  # the server has no place for them
    if not (target in ("ilcd", "tidas") and name.startswith("soda4lca")):  # plain ILCD has none for results by module
        assert _written(result.files) == _sources(name)


@pytest.mark.parametrize("name", [name for name in (*ODD, *VALID) if name.endswith(".csv")])
@pytest.mark.parametrize("target", TARGETS)
def test_no_figure_of_an_export_changes(name, target):
    result = crosswalk.convert(HOME / name, target, now=NOW, draft=True)
    assert result.account.balanced
    if target in ("ilcd", "tidas"):  # plain ILCD has no place for results by module: the account says so
        assert result.account.as_dict()["fates"]["dropped"]
        return
    assert sum(count for (*_, text), count in _written(result.files).items() if text) == _figures(HOME / name)


def _figures(path):
    """The filled cells right of module and scenario."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    mark = ";" if ";" in text.partition("\n")[0] else ","
    lines = list(csv.reader(io.StringIO(text), delimiter=mark))
    titles = [title.strip() for title in lines[0]]
    first = next(spot for spot, title in enumerate(titles) if title == "GWP")
    return sum(bool(cell.strip()) for line in lines[1:] for cell in line[first:])


# ---- files that are refused

REFUSED = {"XW-E165": "--to gbt24067", "XW-P013": "--to gbt24067"}
NAMED = {
    "truncated.xml": "78",
    "module-quote-open.xml": "75",
    "version-unknown.xml": "9.9",
    "no-process": "flow",
    "no-process-information.json": "processInformation",
    "page.json": "HTML",
    "truncated.json": "77",
    "export-header-alone.csv": "soda4lca",
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_what_was_found(name, language, tmp_path, monkeypatch):
    code = EXPECTED[name]["findings"]
    written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    monkeypatch.setattr(sys, "stdout", written)
    monkeypatch.setattr(sys, "stderr", written)
    to = REFUSED.get(code, "--to ilcd-epd").split()
    found = main(["convert", str(HOME / name), *to, "-o", str(tmp_path / "out.zip"), "--lang", language])
    text = written.buffer.getvalue().decode("utf-8")
    assert found == 3, text
    assert code in text
    assert NAMED.get(name.rpartition("/")[2], "EPD") in text
    assert ("办法" if language == "zh" else "help") in text
    assert not (tmp_path / "out.zip").exists()

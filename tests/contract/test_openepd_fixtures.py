"""Every openEPD document of the fixtures: what is said of it, what its results are, and that none changes on its way.

``expected.csv`` beside the fixtures says what each must give, from their README and the reference of the format:
``findings`` on every read, ``unread`` results that stand where openEPD has none, ``cells`` as ``indicator
module@scenario text unit`` (``-``: none). What stands in the files is read here with json and lxml alone.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

import crosswalk
from crosswalk.checks import check_document
from crosswalk.core.errors import InputError
from crosswalk.core.tables import table

HOME = Path(__file__).resolve().parents[2] / "fixtures"
NOW = "2026-03-02T00:00:00Z"
SCOPES = {"A1A2A3", *(f"A{n}" for n in range(1, 6)), *(f"B{n}" for n in range(1, 8)), "C1", "C2", "C3", "C4", "D"}
with (HOME / "openepd/expected.csv").open(encoding="utf-8", newline="") as lines:
    EXPECTED = {row["file"]: row for row in csv.DictReader(lines)}
ODD = [name for name in EXPECTED if name.startswith("odd/")]
BROKEN = [name for name in EXPECTED if name.startswith("broken/")]
VALID = sorted(path.relative_to(HOME / "openepd").as_posix() for path in (HOME / "openepd/valid").iterdir())


def read(name):
    (document,) = crosswalk.read(HOME / "openepd" / name).documents
    return document


def measured(name):
    """Key, scope, scenario and mean of everything in a file that has a number or a text as its mean."""
    root = json.loads((HOME / "openepd" / name).read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
    return list(walked(root))


def walked(root):
    impacts = root["impacts"] if isinstance(root["impacts"], dict) else {}
    for sets in (*impacts.values(), root["resource_uses"], root["output_flows"]):
        for key, scopes in sets.items():
            for scenario, holder in (
                (None, scopes),
                *((item["name"], item) for item in scopes.get("C_scenarios", ())),
            ):
                for scope, item in holder.items():
                    if isinstance(item, dict) and isinstance(item.get("mean"), (Decimal, str)):
                        yield key, scope, scenario, item["mean"]


def test_no_file_is_missing_from_the_table():
    there = {f"{kind}/{path.name}" for kind in ("odd", "broken") for path in (HOME / "openepd" / kind).iterdir()}
    assert there == set(EXPECTED)


@pytest.mark.parametrize("name", ODD)
def test_what_is_said_of_an_odd_document(name):
    document = read(name)
    codes = {found.code for found in (*document.findings, *check_document(document))}
    assert codes == set(EXPECTED[name]["findings"].split())


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_is_refused(name):
    with pytest.raises(InputError) as problem:
        read(name)
    assert (problem.value.code, problem.value.exit_code) == (EXPECTED[name]["findings"], 3)


@pytest.mark.parametrize("name", [*ODD, *VALID])
def test_every_number_is_a_result(name):
    found = measured(name)
    unread = int(EXPECTED[name]["unread"]) if name in EXPECTED else 0
    results = read(name).model.results
    assert len(found) - len(results) == unread
    mine = Counter((cell.scenario, mean_of(cell)) for cell in results)
    theirs = Counter((scenario, number) for _, _, scenario, number in found)
    assert not mine - theirs
    assert (mine == theirs) == (not unread)
    assert unread or all(scope in SCOPES for _, scope, _, _ in found)


def mean_of(cell):
    """The number of a result, or the text that stands in its place."""
    return cell.amount.raw if cell.amount.value is None else cell.amount.value


@pytest.mark.parametrize("name", [name for name in ODD if EXPECTED[name]["cells"]])
def test_cells(name):
    found = {}
    for cell in read(name).model.results:
        module = f"{cell.stage}@{cell.scenario}" if cell.scenario else cell.stage
        found.setdefault((cell.indicator, module), []).append(f"{cell.amount.raw} {cell.amount.unit}")
    for line in EXPECTED[name]["cells"].split("; "):
        indicator, module, wanted = line.split(" ", 2)
        here = found.get((indicator, module), ["-"])
        assert wanted in here, line
        assert len(here) == (2 if name == "odd/methods-two.json" and module == "A1-A3" else 1)


def test_two_methods_are_two_results():
    cells = [cell for cell in read("odd/methods-two.json").model.results if cell.indicator == "gwp-total"]
    gate = {cell.method: cell.amount.value for cell in cells if cell.stage == "A1-A3"}
    assert gate == {"EF 3.1": Decimal("1.25"), "EF 3.0": Decimal("1.22")}


@pytest.mark.parametrize("name", ["odd/date-naive.json", "odd/date-only.json", "odd/date-midnight-east.json"])
def test_a_day_is_the_day_that_is_written(name):
    assert read(name).model.report.date == "2025-03-01"


def test_what_disagrees_is_kept_and_not_settled():
    unit = read("odd/mass-differs.json").model.unit
    assert (unit.quantity.value, unit.mass.value) == (1, 1000)
    assert read("odd/qty-negative.json").model.unit.quantity.value == -1
    assert read("odd/validity-29-february.json").model.interpretation.valid_until is None
    dates = read("odd/validity-reversed.json").model
    assert (dates.report.date, dates.interpretation.valid_until) == ("2025-03-01", "2024-02-29")
    name = json.loads((HOME / "openepd/odd/name-long.json").read_text(encoding="utf-8"))["product_name"]
    assert len(name) > 200
    assert read("odd/name-long.json").model.product.name.best("en") == name


REFUSED = {"odd/name-long.json", "odd/qty-negative.json"}
"""Fields that openEPD refuses stand in the extension once they were written, and come back from there."""


@pytest.mark.parametrize("name", [*ODD, *VALID])
def test_a_document_stays_what_it_is(name, tmp_path):
    result = crosswalk.convert(HOME / "openepd" / name, "openepd", now=NOW)
    assert result.account.balanced
    (data,) = result.files.values()
    exact = {"parse_float": str, "parse_int": str}
    same = json.loads(data, **exact) == json.loads((HOME / "openepd" / name).read_bytes(), **exact)
    assert same == (name not in REFUSED)
    (tmp_path / "again.json").write_bytes(data)
    (again,) = crosswalk.read(tmp_path / "again.json").documents
    assert again.model == read(name).model
    assert not [found for found in again.findings if found.code in ("XW-E084", "XW-E090")]


@pytest.mark.parametrize("target", ["ilcd-epd", "soda4lca"])
@pytest.mark.parametrize("name", [*ODD, *VALID])
def test_every_result_of_an_indicator_with_a_uuid_stands_in_the_datasets(name, target):
    result = crosswalk.convert(HOME / "openepd" / name, target, now=NOW, draft=True)
    assert result.account.balanced
    known = {row["indicator"] for row in table("indicators/identifiers.csv")}
    wanted = Counter(mean_of(cell) for cell in read(name).model.results if cell.indicator in known)
    written = Counter(text if text in ("ND", "1,25") else Decimal(text) for text in texts_of(result.files))
    missing = wanted - written
    told = [found for found in result.ledger.findings if found.code == "XW-E123"]
    assert not missing or told, missing
    assert not written - wanted


def texts_of(files):
    for path, data in files.items():
        if path.endswith(".xml"):
            yield from (node.text for node in etree.fromstring(data).iter("{*}amount"))
        elif path.endswith(".json"):
            root = json.loads(data)
            rows = (*root.get("exchanges", {}).get("exchange", ()), *root.get("LCIAResults", {}).get("LCIAResult", ()))
            for row in rows:
                items = row.get("other", {}).get("anies", ())
                yield from (item["value"] for item in items if "module" in item)


KEYS = {
    "gwp": "a7ea142a-9749-11ed-a8fc-0242ac120002",
    "gwp-fossil": "a7ea19c0-9749-11ed-a8fc-0242ac120002",
    "gwp-biogenic": "a7ea186c-9749-11ed-a8fc-0242ac120002",
    "gwp-luluc": "a7ea1ae2-9749-11ed-a8fc-0242ac120002",
    "GWP_GHG": "e03c018f-8526-44bc-b5e4-bc03c3ab32f3",
    "ap": "b5c611c6-def3-11e6-bf01-fe55135034f3",
    "ep-fresh": "b53ec18f-7377-4ad3-86eb-cc3f4f276b2b",
    "pere": "20f32be5-0398-4288-9b6d-accddd195317",
    "fw": "3cf952c8-f3a4-461d-8c96-96456ca62246",
}
"""Keys of openEPD and the indicators of EF 3.1 that they mean (openepd 8.0.0; InData indicator lists)."""


def test_the_bar_is_that_of_the_package():
    """The figures of both fixtures are one: A1-A3 and the scenarios of the end of life."""
    (path,) = (HOME / "ilcd_epd/1.2/valid/ILCD/processes").iterdir()
    there = {}
    for row in etree.parse(str(path)).getroot().iter("{*}exchange", "{*}LCIAResult"):
        subject = next(row.iter("{*}referenceToFlowDataSet", "{*}referenceToLCIAMethodDataSet"))
        for node in row.iter("{*}amount"):
            named = {etree.QName(key).localname: value for key, value in node.attrib.items()}
            there[subject.get("refObjectId"), named["module"], named.get("scenario")] = node.text
    compared = 0
    for key, scope, scenario, number in measured("valid/rebar.json"):
        module = "A1-A3" if scope == "A1A2A3" else scope
        if key in KEYS and (KEYS[key], module, scenario) in there:
            assert Decimal(there[KEYS[key], module, scenario]) == number
            compared += 1
    assert compared >= 9 * 8


@pytest.mark.parametrize("name", VALID)
def test_the_valid_documents_are_accepted_by_the_reference(name):
    factory = pytest.importorskip("openepd.model.factory").DocumentFactory
    assert factory.from_dict(json.loads((HOME / "openepd" / name).read_bytes())) is not None

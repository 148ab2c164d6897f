"""Every defect that the field's files have: read or refused, counted, converted, and named by its code."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import crosswalk
from crosswalk.core.errors import CrosswalkError, InputError
from crosswalk.core.messages import catalogue
from crosswalk.pipeline.reading import open_package

HOME = Path(__file__).resolve().parents[2] / "fixtures"
NOW = "2026-03-02T00:00:00Z"


def rows():
    with (HOME / "ilcd" / "index.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


READ = [row for row in rows() if row["outcome"] == "read"]
REFUSED = [row for row in rows() if row["outcome"] == "refused"]


def name(row):
    return row["file"].partition("/")[0] + "/" + row["file"].rpartition("/")[2]


def test_the_index_names_every_fixture_and_only_those():
    listed = {row["file"] for row in rows()}
    found = {
        path.relative_to(HOME).as_posix()
        for form in ("ilcd/1.1", "tidas/0.0.43")
        for part in ("odd", "broken")
        for path in (HOME / form / part).iterdir()
    }
    assert listed == found
    assert {row["code"] for row in rows()} - {""} <= set(catalogue())


@pytest.mark.parametrize("row", REFUSED, ids=name)
def test_broken_files_are_refused_with_their_code(row):
    with pytest.raises(CrosswalkError) as caught:
        _ = open_package(HOME / row["file"]).documents
    assert isinstance(caught.value, InputError)
    assert caught.value.code == row["code"]


@pytest.mark.parametrize("row", READ, ids=name)
def test_odd_files_are_read_and_counted(row):
    package = open_package(HOME / row["file"])
    for document in package.documents:
        assert document.reading.leaves + len(document.prologue) == document.leaves


@pytest.mark.parametrize("target", ["ilcd", "tidas"])
@pytest.mark.parametrize("repair", ["off", "safe", "listed"])
@pytest.mark.parametrize("row", READ, ids=name)
def test_odd_files_are_converted_and_balanced(row, repair, target):
    result = crosswalk.convert(HOME / row["file"], target, now=NOW, options={"repair": repair})
    assert result.account.balanced
    assert result.account.as_dict()["fates"].get("dropped", 0) == 0
    assert result.datasets >= result.datasets_in


def codes_of(row) -> set[str]:
    path, (verb, _, mode) = HOME / row["file"], row["verb"].partition(" ")
    if verb == "validate":
        return {found.code for found in crosswalk.validate(path)}
    if verb == "repair":
        return set(crosswalk.convert(path, "ilcd", now=NOW, options={"repair": mode}).repairs)
    return set(crosswalk.convert(path, mode or path_target(path), now=NOW).ledger.codes)


def path_target(path: Path) -> str:
    return "tidas" if "tidas" in path.parts else "ilcd"


@pytest.mark.parametrize("row", [row for row in READ if row["code"]], ids=name)
def test_the_defect_is_named_by_its_code(row):
    assert row["code"] in codes_of(row)


@pytest.mark.parametrize("row", [row for row in READ if row["verb"].startswith("repair")], ids=name)
def test_what_was_repaired_needs_no_second_repair(row, tmp_path):
    mode = row["verb"].partition(" ")[2]
    crosswalk.convert(HOME / row["file"], "ilcd", tmp_path / "a.zip", now=NOW, options={"repair": mode})
    again = crosswalk.convert(tmp_path / "a.zip", "ilcd", now=NOW, options={"repair": mode})
    assert set(again.repairs) <= {"XW-R054"}  # a stub is due as long as the package lacks the flow


def test_inspection_tells_reference_flow_problems():
    for file, problem in (
        ("two-reference-flows", "several"),
        ("no-reference-flow", "missing"),
        ("reference-flow-absent", "absent"),
    ):
        assert crosswalk.inspect(HOME / "ilcd/1.1/odd" / f"{file}.xml").reference_flows == {problem: 1}


def test_the_sound_package_has_no_errors():
    folder = HOME / "ilcd/1.1/valid/cement"
    errors = [found for found in crosswalk.validate(folder) if found.severity.value == "error"]
    assert errors == []
    inspected = crosswalk.inspect(folder)
    assert set(inspected.datasets) == {
        "process", "flow", "flow property", "unit group", "source", "contact", "LCIA method", "life cycle model",
    }  # fmt: skip
    assert crosswalk.convert(folder, "ilcd", now=NOW).repairable == 0

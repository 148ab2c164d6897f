"""Every defect of the fixtures: read or refused with its code, shown by its finding, balanced on every way."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import crosswalk
from crosswalk.carriers import json as exact
from crosswalk.carriers import xml
from crosswalk.carriers.archive import read_members
from crosswalk.core.errors import CannotExpress, InputError
from crosswalk.formats.documents import Document
from crosswalk.pipeline.validation import sets

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
NOW = "2026-03-02T00:00:00Z"
OURS = "crosswalk-"


def rows():
    with (FIXTURES / "ilcd" / "index.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def named(found):
    return [pytest.param(row, id=row["file"].replace("/odd/", "/").replace("/broken/", "/")) for row in found]


READ = [row for row in rows() if row["outcome"] == "read"]
REFUSED = [row for row in rows() if row["outcome"] == "refused"]
TARGETS, LEVELS = ("ilcd", "tidas"), ("off", "safe", "listed")
NAMES_LOST = {
    "dataset-twice": "two files of one identity come back under one name and a number",
    "member-json": "a JSON dataset among XML is a dataset once the package is TIDAS, and comes back as XML",
}
"""Packages of which some file comes back under another name, and why."""


def path_of(row):
    return FIXTURES / row["file"]


def own(row):
    return row["file"].partition("/")[0]


def words(text):
    return set(filter(None, text.split(";")))


def options(row, level):
    return {**dict(item.split("=") for item in words(row["options"])), "repair": level}


def convert(row, target, level="off", output=None):
    return crosswalk.convert(path_of(row), target, output, now=NOW, draft=True, options=options(row, level))


def checks(row):
    return tuple(name for name, item in sets().items() if item["default"] == "yes") + tuple(words(row["checks"]))


def canonical(name, data):
    """What two files are compared by; bytes where a file cannot be parsed."""
    try:
        if name.endswith(".xml"):
            return xml.canonical(xml.parse(data))
        return exact.parse(data) if name.endswith(".json") else data
    except InputError:
        return data


def files(path):
    if path.suffix != ".zip":
        return {path.name: canonical(path.name, path.read_bytes())}
    return {member.name: canonical(member.name, member.read()) for member in read_members(path)}


def written(conversion):
    return {n: canonical(n, data) for n, data in conversion.files.items() if not n.startswith(OURS)}


def same(row, found, expected):
    """Equal under the same names; a lone file has a name of its own in a package."""
    if Path(row["file"]).stem in NAMES_LOST:
        kept = list(found.values())
        return all(value in kept for name, value in expected.items() if name.endswith(".xml"))
    if row["file"].endswith(".zip"):
        return found == expected
    return list(found.values()) == list(expected.values())


def test_index_is_whole():
    """Every odd or broken file has its row, words in both languages, and a code that the catalogue knows."""
    present = {str(p.relative_to(FIXTURES)) for kind in TARGETS for p in (FIXTURES / kind).rglob("*") if p.is_file()}
    listed = [row["file"] for row in rows()]
    assert len(listed) == len(set(listed))
    assert {name for name in present if "/odd/" in name or "/broken/" in name} == set(listed)
    for row in rows():
        assert row["zh"], row
        assert row["en"], row
        assert row["verb"] in ("validate", "convert", "read")
        assert bool(row["code"]) == (row["verb"] != "read"), row


@pytest.mark.parametrize("row", named(READ))
def test_every_leaf_is_found(row):
    for document in crosswalk.read(path_of(row)).documents:
        reading = document.reading
        taken = sum(take.leaves for take in reading.takes) + sum(rest.leaves for rest in reading.rest)
        assert taken + len(document.prologue) == document.leaves
        assert document.model.identity.uuid


@pytest.mark.parametrize("row", named([row for row in READ if row["verb"] == "validate"]))
def test_defect_is_shown(row):
    found = crosswalk.validate(path_of(row), checks=checks(row))
    assert row["code"] in {item.code for item in found}


@pytest.mark.parametrize("row", named([row for row in READ if row["verb"] == "convert"]))
def test_defect_is_shown_in_conversion(row):
    target = "tidas" if own(row) == "ilcd" else "ilcd"
    assert row["code"] in {item.code for item in convert(row, target).ledger.findings}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("row", named(READ))
def test_conversion_balances(row, target, level):
    """At every level of repair; and the repairs named in the index are made, no others."""
    try:
        result = convert(row, target, level)
    except CannotExpress:
        return
    assert result.account.balanced
    wanted = words(row["safe"]) if level != "off" else set()
    if level == "listed":
        wanted |= words(row["listed"])
    assert set(result.repairs) == wanted


@pytest.mark.parametrize("row", named(READ))
def test_nothing_is_repaired_without_being_asked(row):
    """The same format again is the same document, and says how many repairs would be safe."""
    result = convert(row, own(row))
    assert not result.repairs
    assert same(row, written(result), files(path_of(row)))
    if row["safe"] and own(row) == "ilcd":
        assert result.repairable


@pytest.mark.parametrize("row", named([row for row in READ if own(row) == "ilcd"]))
def test_ilcd_comes_back_from_tidas(row, tmp_path):
    """Canonically equal: order, comments, prefixes, extensions, and what is wrong with it."""
    convert(row, "tidas", output=tmp_path / "out.zip")
    back = crosswalk.convert(tmp_path / "out.zip", "ilcd", now=NOW, draft=True)
    assert back.account.balanced
    assert same(row, written(back), files(path_of(row)))


@pytest.mark.parametrize("row", named([row for row in READ if own(row) == "tidas" and row["code"] != "XW-I109"]))
def test_tidas_comes_back_from_ilcd(row, tmp_path):
    """Model by model; lists of one and single objects are layout in TIDAS."""
    convert(row, "ilcd", output=tmp_path / "out.zip")
    back = crosswalk.convert(tmp_path / "out.zip", "tidas", tmp_path / "back", now=NOW, draft=True)
    assert back.account.balanced
    parts = [part for part in crosswalk.read(tmp_path / "back").stream() if isinstance(part, Document)]
    found = sorted((part.model for part in parts), key=repr)
    assert found == sorted((part.model for part in crosswalk.read(path_of(row)).documents), key=repr)


@pytest.mark.parametrize("row", named(REFUSED))
@pytest.mark.parametrize("verb", [crosswalk.read, crosswalk.inspect, crosswalk.validate])
def test_broken_file_is_refused(row, verb):
    with pytest.raises(InputError) as problem:
        verb(path_of(row))
    assert problem.value.code == row["code"]
    assert problem.value.place is not None
    assert problem.value.place.file

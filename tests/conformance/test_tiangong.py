"""The public TianGong corpus: 1,562 processes of 2024, edited, converted and accounted for."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

import crosswalk
from crosswalk.carriers import xml
from crosswalk.formats.engine import get, put
from crosswalk.formats.ilcd.format import syntax_of
from crosswalk.formats.ilcd.tables import PROCESS
from crosswalk.model.base import plain
from crosswalk.model.process import Process

MEMBER = Path("data/cn/tiangong_ilcd/tiangong_dev.zip")
COUNT = 1562
NOW = "2026-03-02T00:00:00Z"
SYNTAX = syntax_of("process")


@pytest.fixture(scope="module")
def archive(corpus) -> Iterator[zipfile.ZipFile]:
    path = corpus / MEMBER
    if not path.is_file():
        pytest.skip(f"CROSSWALK_CORPUS has no {MEMBER}")
    with zipfile.ZipFile(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def names(archive) -> list[str]:
    return sorted(name for name in archive.namelist() if "processes/" in name and name.endswith(".xml"))


@pytest.fixture(scope="module")
def extract(archive, names, tmp_path_factory) -> Path:
    """200 processes, every eighth or so, as a small package."""
    path = tmp_path_factory.mktemp("corpus") / "part.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as part:
        for name in names[:: len(names) // 200][:200]:
            part.writestr("ILCD/processes/" + name.rpartition("/")[2], archive.read(name))
    return path


def test_one_changed_value_changes_one_leaf(archive, names):
    for order, name in enumerate(names[:: COUNT // 60][:60]):
        root = xml.parse(archive.read(name)).getroot()
        data = plain(Process.model_validate(get(root, PROCESS, SYNTAX).data))
        before = list(SYNTAX.leaves(root))
        spot = order % len(data["exchanges"])
        exchange = data["exchanges"][spot]
        exchange["mean"] = {"value": exchange["mean"]["value"] + 1, "raw": None}
        writing = put(data, PROCESS, SYNTAX, root)
        changed = [(a, b) for a, b in zip(before, SYNTAX.leaves(root), strict=True) if a != b]
        assert [w.pointer for w in writing.wrote if w.how != "same"] == [f"exchanges/{spot}/mean"], name
        assert len(changed) == 1, name
        assert changed[0][0][0].endswith("/meanAmount"), name


@pytest.mark.parametrize("target", ["ilcd", "tidas"])
def test_a_package_of_200_is_converted_and_balanced(extract, target, tmp_path):
    result = crosswalk.convert(extract, target, tmp_path / "out.zip", draft=True, now=NOW)
    assert result.account.balanced
    assert result.datasets == 200
    assert crosswalk.compare(extract, tmp_path / "out.zip") == []
    if target == "ilcd":
        assert result.account.as_dict()["fates"].get("dropped", 0) == 0
        with zipfile.ZipFile(extract) as source:
            originals = sorted(xml.canonical(xml.parse(source.read(name))) for name in source.namelist())
        with zipfile.ZipFile(tmp_path / "out.zip") as out:
            assert sorted(xml.canonical(xml.parse(out.read(name))) for name in out.namelist()) == originals


def test_inspection_names_datasets_and_their_trouble(extract):
    found = crosswalk.inspect(extract)
    assert found.format == "ilcd"
    assert found.datasets == {"process": 200}
    assert all(dataset["name"] and len(dataset["uuid"]) == 36 for dataset in found.named)
    assert set(found.languages) >= {"en", "zh"}
    assert found.duplicates == []
    assert found.reference_flow_problems == _without_reference_flow(extract)


def _without_reference_flow(path: Path) -> list[str]:
    """UUIDs of processes whose reference flow is none of their exchanges, found by bare element names."""
    wrong = []
    with zipfile.ZipFile(path) as part:
        for name in part.namelist():
            root = etree.fromstring(part.read(name))
            wanted = {int(node.text) for node in root.iter("{*}referenceToReferenceFlow")}
            present = {int(node.get("dataSetInternalID")) for node in root.iter("{*}exchange")}
            if not wanted or wanted - present:
                wrong.append(root.findtext(".//{*}UUID"))
    return wrong

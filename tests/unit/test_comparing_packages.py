"""Inputs compared dataset by dataset: which belong together, what the model does not hold, what cannot be read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import crosswalk
from crosswalk.core.errors import InputError
from crosswalk.pipeline.comparing import Comparison, compare_packages
from crosswalk.pipeline.reading import open_package

HOME = Path(__file__).resolve().parents[2] / "fixtures"
SOUND = HOME / "ilcd/1.1/valid"
NOW = "2026-03-02T00:00:00Z"
UNIT_GROUP = """<unitGroupDataSet xmlns="http://lca.jrc.it/ILCD/UnitGroup" xmlns:common="http://lca.jrc.it/ILCD/Common">
<unitGroupInformation><dataSetInformation><common:UUID>{uuid}</common:UUID>
<common:name xml:lang="en">{name}</common:name></dataSetInformation></unitGroupInformation>
<administrativeInformation><publicationAndOwnership><common:dataSetVersion>{version}</common:dataSetVersion>
</publicationAndOwnership></administrativeInformation></unitGroupDataSet>"""
PROCESS = """<p:processDataSet xmlns:p="http://lca.jrc.it/ILCD/Process" xmlns:common="http://lca.jrc.it/ILCD/Common">
<p:processInformation><p:dataSetInformation><common:UUID>00000000-0000-5000-8000-00000000000d</common:UUID>
<common:other><line xmlns="https://example.org/plant" no="2">north</line></common:other>
</p:dataSetInformation></p:processInformation>
<p:exchanges><p:exchange dataSetInternalID="0"><p:meanAmount>1.32</p:meanAmount></p:exchange></p:exchanges>
</p:processDataSet>"""
OTHER = "/processDataSet/processInformation/dataSetInformation/other"
UUIDS = {letter: f"00000000-0000-5000-8000-00000000000{letter}" for letter in "abAB"}


def packed(path, *datasets):
    with zipfile.ZipFile(path, "w") as archive:
        for spot, (uuid, version, name) in enumerate(datasets):
            text = UNIT_GROUP.format(uuid=UUIDS[uuid], version=version, name=name)
            archive.writestr(f"ILCD/unitgroups/{spot}.xml", text)
    return path


def compared(left, right, **options):
    done = Comparison()
    found = [
        (d.dataset[-1:], d.pointer, d.left, d.right)
        for d in compare_packages(open_package(left), open_package(right), done, **options)
    ]
    return found, {name: count for name, count in done.counts.items() if count}, [f.code for f in done.findings]


def test_versions_pair_exactly_before_they_pair_by_uuid(tmp_path):
    left = packed(tmp_path / "l.zip", ("a", "01.00.000", "one"), ("a", "02.00.000", "two"), ("b", "01.00.000", "x"))
    right = packed(tmp_path / "r.zip", ("a", "02.00.000", "two"), ("b", "03.00.000", "x"), ("b", "02.00.000", "y"))
    found, counts, _ = compared(left, right)
    whole = [f"unit group {UUIDS[letter]}" for letter in "ab"]
    assert found == [
        ("a", "", whole[0], None),
        ("b", "identity/version", "01.00.000", "03.00.000"),
        ("b", "", None, whole[1]),
    ]
    assert counts == {"equal": 1, "different": 1, "only_left": 1, "only_right": 1, "other_version": 1}


def test_uuids_in_capitals_are_the_same_uuids(tmp_path):
    left = packed(tmp_path / "l.zip", ("a", "01.00.000", "one"), ("b", "01.00.000", "two"))
    right = packed(tmp_path / "r.zip", ("B", "01.00.000", "two"), ("A", "01.00.000", "one"))
    found, counts, _ = compared(left, right)
    assert [pointer for _, pointer, _, _ in found] == ["identity/uuid", "identity/uuid"]
    assert counts == {"different": 2}


def test_one_dataset_on_each_side_is_compared_whatever_it_is_called(tmp_path):
    left, right = (packed(tmp_path / f"{x}.zip", (x, "01.00.000", "one")) for x in "ab")
    found, counts, _ = compared(left, right)
    assert found == [("a", "identity/uuid", UUIDS["a"], UUIDS["b"])]
    assert counts == {"different": 1}


@pytest.mark.parametrize(
    ("old", "new", "differences"),
    [
        (">north<", ">south<", [("d", f"{OTHER}/line", "north", "south")]),
        (' no="2"', "", [("d", f"{OTHER}/line/@no", "2", None)]),
        ("1.32", "much", [("d", "exchanges/0/mean/value", "1.32", None), ("d", "exchanges/mean", None, "much")]),
        ("<p:exchanges>", "<!-- seen --><p:exchanges>", []),
        ("xmlns:common", "xmlns:unused='https://example.org' xmlns:common", []),
    ],
)
def test_what_no_field_holds_is_compared_by_path_and_text(tmp_path, old, new, differences):
    (tmp_path / "left.xml").write_text(PROCESS, encoding="utf-8")
    (tmp_path / "right.xml").write_text(PROCESS.replace(old, new), encoding="utf-8")
    assert compared(tmp_path / "left.xml", tmp_path / "right.xml")[0] == differences


def test_across_formats_what_no_field_holds_is_counted(tmp_path):
    (tmp_path / "here.xml").write_text(PROCESS, encoding="utf-8")
    crosswalk.convert(tmp_path / "here.xml", "tidas", tmp_path / "there.zip", now=NOW)
    assert compared(tmp_path / "here.xml", tmp_path / "there.zip") == ([], {"equal": 1}, ["XW-W001"])


def test_a_file_that_cannot_be_read_is_a_difference_of_its_own(tmp_path):
    sound = packed(tmp_path / "sound.zip", ("a", "01.00.000", "one"))
    broken = packed(tmp_path / "broken.zip", ("a", "01.00.000", "one"))
    with zipfile.ZipFile(broken, "a") as archive:
        archive.writestr("ILCD/flows/cut.xml", '<flowDataSet xmlns="http://lca.jrc.it/ILCD/Flow"><flowInf')
    assert compared(broken, broken)[0] == []
    done = Comparison()
    (difference,) = compare_packages(open_package(sound), open_package(broken), done)
    assert (difference.dataset, difference.left) == ("file ILCD/flows/cut.xml", None)
    assert difference.right is not None
    assert difference.right.startswith("sha256:")
    assert [found.code for found in done.findings] == ["XW-S005"]


def test_a_package_without_datasets_is_refused(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "kiln.txt").write_text("log", encoding="utf-8")
    with pytest.raises(InputError):
        crosswalk.compare(SOUND, tmp_path / "docs")


ILCD_FILES, TIDAS_FILES = (sorted((HOME / form / "odd").iterdir()) for form in ("ilcd/1.1", "tidas/0.0.43"))


@pytest.mark.parametrize("path", [*ILCD_FILES, *TIDAS_FILES], ids=lambda path: path.name)
def test_no_file_differs_from_itself(path):
    assert compared(path, path, spelling=True)[0] == []


def converted(path, target, tmp_path):
    """The differences between the datasets of a file and of its conversion."""
    crosswalk.convert(path, target, tmp_path / "there.zip", now=NOW)
    differences = compare_packages(open_package(path), open_package(tmp_path / "there.zip", target), Comparison())
    return [(d.pointer, d.left, d.right) for d in differences if not d.dataset.startswith("file ")]


@pytest.mark.parametrize("path", ILCD_FILES, ids=lambda path: path.name)
def test_tidas_tells_everything_that_ilcd_tells(path, tmp_path):
    beside = [("", None)] if path.name == "member-json.zip" else []  # a JSON file, a dataset only in TIDAS
    assert [(pointer, left) for pointer, left, _ in converted(path, "tidas", tmp_path)] == beside


@pytest.mark.parametrize("path", TIDAS_FILES, ids=lambda path: path.name)
def test_ilcd_leaves_out_what_it_cannot_tell_and_adds_nothing(path, tmp_path):
    for _, left, right in converted(path, "ilcd", tmp_path):
        assert left is not None
        assert right in (None, "".join(character for character in left if character.isprintable()))

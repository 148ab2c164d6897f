"""Comparison over the public TianGong package: a copy in another order, with one amount changed in every tenth process."""

from __future__ import annotations

import zipfile

import pytest
from lxml import etree

from crosswalk.pipeline.comparing import Comparison, compare_packages
from crosswalk.pipeline.reading import open_package

MEMBER = "data/cn/tiangong_ilcd/tiangong_dev.zip"
NS = "{http://lca.jrc.it/ILCD/Process}"
EVERY = 10


@pytest.fixture(scope="module")
def package(corpus):
    path = corpus / MEMBER
    if not path.is_file():
        pytest.skip(f"CROSSWALK_CORPUS has no {MEMBER}")
    return path


def altered(data: bytes, change: bool) -> tuple[bytes, bool]:
    """A process with its exchanges in reverse, and where asked the first amount replaced."""
    root = etree.fromstring(data)
    exchanges = root.find(f"{NS}exchanges")
    if exchanges is None:
        return data, False
    exchanges[:] = reversed(list(exchanges))
    amount = exchanges.find(f"{NS}exchange/{NS}meanAmount") if change else None
    if amount is not None:
        amount.text = "123456.789"
    return etree.tostring(root), amount is not None


@pytest.fixture(scope="module")
def copy(package, tmp_path_factory):
    """The altered copy, its members in reverse, and how many amounts were changed."""
    path = tmp_path_factory.mktemp("copy") / "copy.zip"
    processes = changed = 0
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(path, "w") as target:
        for name in reversed(source.namelist()):
            data = source.read(name)
            if "processes/" in name and name.endswith(".xml"):
                processes += 1
                data, done = altered(data, processes % EVERY == 0)
                changed += done
            target.writestr(name, data)
    assert changed > 100
    return path, changed


def test_a_package_does_not_differ_from_itself(package):
    done = Comparison()
    assert list(compare_packages(open_package(package), open_package(package), done, spelling=True)) == []
    assert set(done.counts) == {"equal"}


def test_each_changed_amount_is_one_difference_and_order_is_none(package, copy):
    path, changed = copy
    done = Comparison()
    differences = list(compare_packages(open_package(package), open_package(path), done))
    assert len(differences) == changed == done.counts["different"]
    assert done.counts.keys() == {"equal", "different"}
    assert {difference.pointer.split("/", 2)[2] for difference in differences} == {"mean/value"}
    assert {difference.right for difference in differences} == {"123456.789"}

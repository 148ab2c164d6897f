"""The structure of ILCD+EPD by our tables and by the official schemas without their constraints: one verdict, on
every EPD dataset of the corpus and on copies that were changed at random."""

from __future__ import annotations

import copy
import random
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from crosswalk.checks.datasets.structure import structure
from crosswalk.core.findings import Severity
from crosswalk.core.places import Place
from crosswalk.formats.ilcd import schema as xsd
from crosswalk.formats.ilcd.tree import XmlTree, kind_of_root
from crosswalk.formats.peeking import open_source
from crosswalk.index import read_entries

FIXTURES = Path(__file__).parents[2] / "fixtures/ilcd_epd"
OTHERS = ("LCIA method", "life cycle model")
"""Kinds for which the schemas of ILCD+EPD are an older edition or have nothing."""
OWN = {"XW-V006", "XW-V011", "XW-V012"}
"""Identity constraints, which the schemas are loaded without."""
COPIES = 4000
WORDS = ("", " ", "1", "-3.5", "1e5", "true", "EPD", "2025-02-30", "2025-12-01", "x", "A1", "999999999", "Linear", "en")


@pytest.fixture(scope="session")
def schemas(corpus):
    folder = corpus / "schemas/ilcd_epd_1.3"
    if not folder.is_dir():
        pytest.skip("CROSSWALK_CORPUS has no schemas/ilcd_epd_1.3")
    return folder


@pytest.fixture(scope="session")
def roots(corpus):
    """Every EPD dataset of the corpus and of the fixtures, by its place."""
    found = []
    for path in (corpus / "data/epd", *sorted((corpus / "data/epd/ilcd_epd_zip").glob("*.zip")), FIXTURES):
        for entry in read_entries(open_source(path)):
            if entry.tree is not None and entry.carrier == "xml" and entry.tree.kind not in OTHERS:
                found.append((f"{path.name}!{entry.member}", entry.data))
    return found


def agree(root, schemas, where):
    """Both verdicts, which are one unless we refuse for an identity constraint alone."""
    kind = kind_of_root(root.tag)
    found = structure(XmlTree(root, kind, Place()), "epd")
    ours = {item.code for item in found if item.severity is Severity.ERROR}
    official = xsd.is_valid(kind, etree.fromstring(etree.tostring(root)), schemas)
    assert ours <= OWN if official else ours, (where, official, ours)
    return bool(official), not ours


def test_every_epd_of_the_corpus_has_the_verdict_of_the_xsd(roots, schemas):
    verdicts = Counter(agree(etree.fromstring(data), schemas, where) for where, data in roots)
    print(f"\n(official valid, ours valid): {dict(verdicts)}")
    assert sum(verdicts.values()) > 900
    assert verdicts[True, True] > 800


def rich(data):
    """How many elements of the extension a dataset holds: those that are worth more changes."""
    return sum(data.count(space) for space in (b"epd2:", b"epd24:", b"ids:", b"matml", b"epd:"))


def drop(chance, node):
    node.getparent().remove(node)


def double(chance, node):
    node.addnext(copy.deepcopy(node))


def move(chance, node):
    siblings = list(node.getparent())
    node.getparent().insert(chance.randrange(len(siblings)), node)


def elsewhere(chance, node):
    root = node.getroottree().getroot()
    target = chance.choice([item for item in root.iter(etree.Element) if node not in item.iterancestors()])
    if target is not node and node not in target.iterancestors():
        target.append(copy.deepcopy(node))


def rename(chance, node):
    space, _, name = node.tag.rpartition("}")
    names = [item.tag for item in node.getroottree().iter(etree.Element)]
    node.tag = chance.choice([f"{space}}}{name}X", f"{{urn:strange}}{name}", chance.choice(names)])


def say(chance, node):
    node.text = chance.choice(WORDS)


def attribute(chance, node):
    root = node.getroottree().getroot()
    names = sorted({str(name) for item in root.iter(etree.Element) for name in item.attrib if "XMLSchema" not in name})
    words = sorted({str(value) for item in root.iter(etree.Element) for value in item.attrib.values()})
    strange = ("{urn:strange}a", "b", "{http://www.w3.org/XML/1998/namespace}lang")
    if node.attrib and chance.random() < 0.7:
        name = chance.choice(sorted(str(name) for name in node.attrib))
        value = node.attrib.pop(name)
        change = chance.randrange(3)
        if change == 0:
            return
        if change == 1:
            node.set(name, chance.choice((*WORDS, *words)))
            return
        node.set(name.rpartition("}")[2] if name.startswith("{") else chance.choice((*strange, name + "x")), value)
    else:
        node.set(chance.choice((*strange, *names)), chance.choice((*WORDS, *words)))


CHANGES = (drop, double, move, elsewhere, rename, say, attribute, attribute)


def changed(chance, data):
    """A copy with one change, more often in the extension than elsewhere."""
    root = etree.fromstring(data)
    nodes = list(root.iterdescendants(etree.Element))
    inner = [node for node in nodes if any("ILCD/" not in str(up.tag) for up in (node, *node.iterancestors()))]
    node = chance.choice(inner if inner and chance.random() < 0.7 else nodes)
    change = chance.choice(CHANGES)
    what = f"{change.__name__} {node.tag}"
    change(chance, node)
    return root, what


def test_a_changed_epd_has_the_verdict_of_the_xsd(roots, schemas):
    chance = random.Random(20251124)
    small = [(where, data) for where, data in roots if len(data) < 200_000]
    weights = [1 + min(rich(data), 60) for _, data in small]
    verdicts: Counter[tuple[bool, bool]] = Counter()
    for where, data in chance.choices(small, weights, k=COPIES):
        root, what = changed(chance, data)
        verdicts[agree(root, schemas, f"{where}: {what}")] += 1
    print(f"\n(official valid, ours valid): {dict(verdicts)}")
    assert verdicts[True, True] > COPIES / 10
    assert verdicts[False, False] > COPIES / 10

"""Whatever was done to an ILCD file, it becomes TIDAS and comes back equal, and repairs find nothing the second time."""

from __future__ import annotations

import copy
import json
import tempfile
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

import crosswalk
from crosswalk.carriers import xml
from crosswalk.core.errors import CrosswalkError, InputError

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "ilcd" / "1.1" / "valid"
FILES = sorted(FIXTURES.rglob("*.xml"))
COMMON = "{http://lca.jrc.it/ILCD/Common}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
WORDS = st.sampled_from(
    [
        "",
        " ",
        "x",
        "水泥",
        "1e5",
        "NaN",
        "-",
        "\n  \n",
        "a & b <c>",
        "1,5",
        "true",
        "00.01.05",
        "\u00a0",
        "①",
        "é" * 600,
    ]
)
TAGS = st.sampled_from(
    ["{urn:y}foo", "foo", f"{COMMON}other", f"{COMMON}shortDescription", "{http://lca.jrc.it/ILCD/Process}exchange"]
)


def comment(node, draw):
    node.append(etree.Comment(f" c {draw(WORDS).replace('-', '')}"))


def instruction(node, _draw):
    node.insert(0, etree.ProcessingInstruction("pi", "d"))


def text(node, draw):
    node.text = draw(WORDS)


def tail(node, draw):
    node.tail = draw(WORDS)


def unknown_attribute(node, draw):
    node.set(draw(st.sampled_from(["strange", "{urn:x}q"])), draw(WORDS))


def language(node, draw):
    node.set(LANG, draw(st.sampled_from(["en", "zh", "", "xx"])))


def change_attribute(node, draw):
    if node.attrib:
        node.set(draw(st.sampled_from(sorted(node.attrib))), draw(WORDS))


def lose_attribute(node, draw):
    if node.attrib:
        del node.attrib[draw(st.sampled_from(sorted(node.attrib)))]


def twice(node, _draw):
    if node.getparent() is not None:
        node.addnext(copy.deepcopy(node))


def lost(node, _draw):
    if node.getparent() is not None:
        node.getparent().remove(node)


def emptied(node, _draw):
    for child in list(node):
        node.remove(child)


def shuffled(node, draw):
    children = draw(st.permutations(list(node)))
    emptied(node, draw)
    node.extend(children)


def renamed(node, draw):
    if node.getparent() is not None:
        node.tag = draw(TAGS)


def extended(node, draw):
    made = etree.SubElement(node, draw(TAGS))
    made.text = draw(WORDS)
    if draw(st.booleans()):
        etree.SubElement(made, "{urn:y}bar").text = "v"


CHANGES = (
    comment, instruction, text, tail, unknown_attribute, language, change_attribute, lose_attribute,
    twice, lost, emptied, shuffled, renamed, extended,
)  # fmt: skip


@st.composite
def changed(draw):
    """One of our fixtures after up to eight changes."""
    tree = etree.parse(draw(st.sampled_from(FILES)))
    for _ in range(draw(st.integers(1, 8))):
        nodes = [node for node in tree.getroot().iter() if isinstance(node.tag, str)]
        draw(st.sampled_from(CHANGES))(draw(st.sampled_from(nodes)), draw)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def by_length(value):
    """The order in which Postgres keeps the keys of jsonb."""
    if isinstance(value, dict):
        return {name: by_length(value[name]) for name in sorted(value, key=lambda name: (len(name), name))}
    return [by_length(item) for item in value] if isinstance(value, list) else value


def packed(path: Path, member: str, data: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, data)
    return path


def through_database(source: Path, target: Path) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, json.dumps(by_length(json.loads(data))) if name.endswith(".json") else data)
    return target


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=changed())
def test_over_and_back(data):
    try:
        whole = xml.canonical(xml.parse(data))
    except CrosswalkError:
        assume(False)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source = packed(home / "in.zip", "ILCD/x/d.xml", data)
        try:
            over = crosswalk.convert(source, "tidas", home / "over.zip")
        except InputError:
            assume(False)  # nothing in the file is a dataset any more
        assert over.account.balanced
        back = crosswalk.convert(through_database(home / "over.zip", home / "stored.zip"), "ilcd", home / "back.zip")
        assert back.account.balanced
        with zipfile.ZipFile(home / "back.zip") as archive:
            (made,) = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
        assert xml.canonical(xml.parse(made)) == whole


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=changed(), level=st.sampled_from(["safe", "listed"]))
def test_repairs_find_nothing_the_second_time(data, level):
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source = packed(home / "in.zip", "ILCD/x/d.xml", data)
        try:
            first = crosswalk.convert(source, "ilcd", home / "once.zip", options={"repair": level})
        except CrosswalkError:
            assume(False)
        assert first.account.balanced
        second = crosswalk.convert(home / "once.zip", "ilcd", home / "twice.zip", options={"repair": level})
        assert not second.repairs

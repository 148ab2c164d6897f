"""Whatever is done to a valid dataset: what the official schemas refuse, the checks without schema files refuse.

The oracle are the XSDs and JSON Schemas that come with tidas-tools.
"""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import crosswalk
from crosswalk.carriers import xml
from crosswalk.checks.datasets import SETS
from crosswalk.checks.datasets.languages import languages
from crosswalk.core.findings import Severity
from crosswalk.core.places import Place
from crosswalk.formats.ilcd import schema as xsd
from crosswalk.formats.ilcd.tree import XmlTree, kind_of_root
from crosswalk.formats.tidas import schema as json_schema
from crosswalk.index.members import read_entry

pytest.importorskip("tidas_tools", reason="the official schemas come with tidas-tools")

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "fixtures" / "gbt24067" / "0.1" / "valid" / "battery.xlsx"
COMMON = "{http://lca.jrc.it/ILCD/Common}"
TEXTS = st.sampled_from(
    ["", "x", "1", "-1", "0", "1.5", "1e5", "true", "TRUE", "2020", "20201", "12345678", "INF", "+INF", " 3 ", " "]
    + ["2020-01-01T00:00:00Z", "2020-02-30T00:00:00Z", "99.9999", "000100.000", "a" * 501, "a" * 1001, "Input"]
    + ["Fully compliant", "en", "zh-CN", "http://x y", "%%", "+5", "00.01", "00.01.05", "7732-18-5", "1,5", "中"]
)
VALUES = st.sampled_from(
    [1, 1.5, True, None, [], {}, ["x"], {"#text": "x", "@xml:lang": "en"}, {"#text": "汉", "@xml:lang": "en"}]
    + ["CO2", "x", "", "汉", "a" * 501, "2020-01-01T00:00:00Z", "2020-01-01", "http://x.y", "1.5", "01.00.000", "zh"]
)


@cache
def samples(target):
    """The files of the packaged demonstration in the target format."""
    files = crosswalk.convert(DEMO, target, draft=True, now="2026-01-01T00:00:00Z").files
    return [data for name, data in sorted(files.items()) if name.endswith((".xml", ".json"))]


def change(draw, root):
    """One change to a tree: something removed, doubled, moved, renamed, added, rewritten."""
    elements = [node for node in root.iter() if isinstance(node.tag, str)]
    node = draw(st.sampled_from(elements[1:]))
    parent = node.getparent()
    how = draw(
        st.sampled_from(["remove", "double", "swap", "text", "value", "unset", "set", "child", "move", "rename"])
    )
    if how == "remove":
        parent.remove(node)
    elif how == "double":
        parent.insert(parent.index(node), copy.deepcopy(node))
    elif how == "swap" and node.getnext() is not None:
        node.getnext().addnext(node)
    elif how == "text":
        node.text = draw(TEXTS)
    elif how == "value" and node.attrib:
        node.set(draw(st.sampled_from(sorted(node.attrib))), draw(TEXTS))
    elif how == "unset" and node.attrib:
        del node.attrib[draw(st.sampled_from(sorted(node.attrib)))]
    elif how == "set":
        node.set(draw(st.sampled_from(["foo", "{urn:x}foo", COMMON + "foo", "version", xml.XML_LANG])), "en")
    elif how == "child":
        etree.SubElement(node, draw(st.sampled_from(["{urn:x}foo", "foo", COMMON + "other", COMMON + "UUID"])))
    elif how == "move":
        other = draw(st.sampled_from(elements))
        if node is not other and node not in other.iterancestors():
            other.append(node)
    elif how == "rename":
        node.tag = "{urn:x}" + node.tag.rpartition("}")[2]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_the_xsd_refuses_is_refused(data):
    blob = data.draw(st.sampled_from(samples("ilcd")))
    root = xml.parse(blob).getroot()
    kind = kind_of_root(root.tag)
    assert xsd.is_valid(kind, root)
    change(data.draw, root)
    root = xml.parse(etree.tostring(root.getroottree())).getroot()
    ours = [found for check in SETS["structure"] for found in check(XmlTree(root, kind, Place()))]
    if not xsd.is_valid(kind, root):
        assert ours
    for found in ours:
        assert found.code.startswith("XW-V")
        assert found.source.pointer


def spots(value, path=()):
    yield path
    if isinstance(value, dict):
        for name, item in value.items():
            yield from spots(item, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from spots(item, (*path, number))


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_the_json_schema_refuses_is_refused(data):
    value = json.loads(data.draw(st.sampled_from(samples("tidas"))))
    path = data.draw(st.sampled_from([path for path in spots(value) if len(path) > 1]))
    holder = value
    for step in path[:-1]:
        holder = holder[step]
    how = data.draw(st.sampled_from(["remove", "set", "set", "wrap", "double", "add"]))
    last = path[-1]
    if how == "remove":
        del holder[last]
    elif how == "set":
        holder[last] = data.draw(VALUES)
    elif how == "wrap":
        holder[last] = [holder[last]]
    elif how == "double":
        holder[last] = [holder[last], copy.deepcopy(holder[last])]
    elif isinstance(holder[last], dict):
        holder[last][data.draw(st.sampled_from(["foo", "common:other"]))] = data.draw(VALUES)
    blob = json.dumps(value).encode()
    entry = read_entry("x.json", blob, Place())
    ours = [*(found for check in SETS["structure"] for found in check(entry.tree)), *languages(entry.tree)]
    if not json_schema.is_valid(entry.tree.kind, blob):
        assert any(found.severity is Severity.ERROR for found in ours)

"""Every public ILCD and TIDAS dataset at hand: read, edited without a trace, created anew and read again."""

from __future__ import annotations

import zipfile
from collections import Counter

import pytest
from lxml import etree

from crosswalk.carriers import json, xml
from crosswalk.formats.engine import get, put
from crosswalk.formats.ilcd.format import LAYOUT, new_root, syntax_of
from crosswalk.formats.ilcd.tables import TABLES
from crosswalk.formats.ilcd.types import type_of, types
from crosswalk.formats.tidas.format import LAYOUT as TIDAS_LAYOUT
from crosswalk.formats.tidas.format import SYNTAX as TIDAS_SYNTAX
from crosswalk.formats.tidas.format import new_root as new_tidas
from crosswalk.formats.tidas.tables import TABLES as TIDAS
from crosswalk.model.base import plain
from crosswalk.model.schema import MODELS

TIANGONG = 7781
"""Datasets of ``tiangong_dev.zip``, by its list of members."""
COMMON = "{http://lca.jrc.it/ILCD/Common}"
VALUELESS = ("empty", "malformed", "duplicate")
"""Why a leaf of a defined path may stay where it is: no value, no readable value, or a second one."""


def zipped(path):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.lower().endswith(".xml"):
                yield f"{path.name}:{name}", archive.read(name)


def groups(corpus):
    """Sets of XML files, each with the number of datasets that must be among them."""
    data = corpus / "data"
    yield "tiangong", zipped(data / "cn/tiangong_ilcd/tiangong_dev.zip"), TIANGONG
    yield "methods", zipped(data / "ef31/lciamethods_ef31.zip"), 18
    yield "ef31", ((str(file), file.read_bytes()) for file in sorted((data / "ef31").rglob("*.xml"))), 100
    yield "samples", ((str(file), file.read_bytes()) for file in sorted((data / "ilcd").rglob("*.xml"))), 20
    zips = sorted((data / "epd/ilcd_epd_zip").glob("*.zip"))
    yield "epd", (member for path in zips for member in zipped(path)), 100


@pytest.mark.parametrize("name", ["tiangong", "methods", "ef31", "samples", "epd"])
def test_every_dataset_is_edited_without_a_trace_and_created_whole(corpus, official, name):
    members, least = next((members, least) for label, members, least in groups(corpus) if label == name)
    kinds = Counter()
    for file, data in members:
        document = xml.parse(data)
        root = document.getroot()
        row = types().get(etree.QName(root).localname)
        if row is None or etree.QName(root).namespace != row["namespace"]:
            continue
        kinds[row["kind"]] += 1
        check_xml(file, document, row["kind"], official)
    assert sum(kinds.values()) >= least, kinds
    if name == "tiangong":
        assert sum(kinds.values()) == TIANGONG


def check_xml(file, document, kind, official):
    syntax, table, root = syntax_of(kind), TABLES[kind], document.getroot()
    before = xml.canonical(document)
    reading = get(root, table, syntax)
    assert reading.leaves == syntax.count(root), file
    model = MODELS[kind].model_validate(reading.data)
    writing = put(plain(model), table, syntax, root)
    assert {entry.how for entry in writing.wrote} <= {"same"}, file
    assert not writing.removed, file
    assert xml.canonical(document) == before, file
    made = new_root(kind)
    put(plain(model), table, syntax, made)
    again = get(xml.parse(xml.serialise(made.getroottree())).getroot(), table, syntax)
    assert MODELS[kind].model_validate(again.data) == model, file
    assert {str(rest.key) for rest in again.rest if rest.reason != "empty"} <= LAYOUT, file
    for rest in reading.rest:
        assert is_open(rest, kind, official), (file, syntax.place({}, rest.parent, rest.key, rest.node).pointer)


def is_open(rest, kind, official):
    """Whether a leaf without a row stands where the schemas define nothing, or holds no value."""
    if rest.reason in VALUELESS or not isinstance(rest.key, str) or rest.key in LAYOUT:
        return True  # a key that is no string is that of a comment or processing instruction
    if rest.key == f"{COMMON}other":
        return True
    row = type_of(kind)
    return path_of(rest, row["namespace"]) not in {item.path for item in official(row["namespace"], row["root"])}


def path_of(rest, namespace):
    """The path of a leaf as the walker of the schemas spells it."""
    node, steps = (rest.parent, [f"@{rest.key}"]) if isinstance(rest.node, str) else (rest.node, [])
    while node.getparent() is not None:
        steps.append(str(node.tag).replace(COMMON, "common:").replace(f"{{{namespace}}}", ""))
        node = node.getparent()
    return "/".join(reversed(steps))


def datasets(value):
    """The datasets in a sample file, whatever envelope is around them."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in types() and isinstance(part, dict):
                yield types()[key]["kind"], part
            else:
                yield from datasets(part)
    elif isinstance(value, list):
        for part in value:
            yield from datasets(part)


def test_every_tidas_sample_is_edited_without_a_trace_and_created_whole(corpus):
    kinds = Counter()
    for file in sorted((corpus / "data/cn/tidas_samples").glob("*.json")):
        for kind, root in datasets(json.parse(file.read_bytes())):
            kinds[kind] += 1
            check_json(file.name, root, kind)
    assert set(kinds) == set(TIDAS)


def check_json(file, root, kind):
    table = TIDAS[kind]
    before = json.serialise(root)
    reading = get(root, table, TIDAS_SYNTAX)
    assert reading.leaves == TIDAS_SYNTAX.count(root), file
    model = MODELS[kind].model_validate(reading.data)
    writing = put(plain(model), table, TIDAS_SYNTAX, root)
    assert {entry.how for entry in writing.wrote} <= {"same"}, file
    assert not writing.removed, file
    assert json.serialise(root) == before, file
    made = new_tidas(kind)
    put(plain(model), table, TIDAS_SYNTAX, made)
    again = get(json.parse(json.serialise(made)), table, TIDAS_SYNTAX)
    assert MODELS[kind].model_validate(again.data) == model, file
    for rest in reading.rest:
        silent = rest.node is None or rest.node == [] or rest.reason in VALUELESS
        assert silent or rest.key in {*TIDAS_LAYOUT, "common:other", "characterisationFactor"}, (file, rest.key)

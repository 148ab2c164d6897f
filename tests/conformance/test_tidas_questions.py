"""What TIDAS demands and ILCD leaves open: each mandatory field that the schema misses is a question, never filled in."""

from __future__ import annotations

import json
import re
import zipfile
from collections import defaultdict

import pytest

import crosswalk
from crosswalk.formats.ilcd.types import types
from crosswalk.formats.tidas.schema import validate
from crosswalk.formats.tidas.tables import TABLES

NOW = "2026-03-02T00:00:00Z"
STEP = 20
REQUIRED = re.compile(r'^"([^"]+)" is a required property$')


@pytest.fixture(scope="module")
def converted(corpus, tmp_path_factory):
    """A twentieth of the TianGong datasets in TIDAS: (member, JSON, the paths that were asked for of it)."""
    room = tmp_path_factory.mktemp("questions")
    with (
        zipfile.ZipFile(corpus / "data/cn/tiangong_ilcd/tiangong_dev.zip") as whole,
        zipfile.ZipFile(room / "part.zip", "w") as part,
    ):
        for name in sorted(whole.namelist())[::STEP]:
            part.writestr(f"ILCD/{name}", whole.read(name))
    asked = defaultdict(set)
    result = crosswalk.convert(room / "part.zip", "tidas", room / "out.zip", now=NOW)
    for question in result.ledger.findings:
        if question.kind.value == "missing":
            asked[question.dataset].update(str(question.params.get("path") or question.params["field"]).split("|"))
    with zipfile.ZipFile(room / "out.zip") as archive:
        files = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
    return files, asked


def native_paths(kind):
    """Model path of every row by its path in the file."""
    return [(model.replace("[]", ""), native) for model, native, _ in TABLES[kind].walk()]


def is_asked(kind, path, asked):
    """Whether a question is about the field at a path of the file, or about what holds it or stands in it."""
    for model, native in native_paths(kind):
        if native == path or native.startswith(path + "/"):
            for question in asked:
                if model == question or model.startswith(question + ".") or question.startswith(model + "."):
                    return True
    return False


def missing_parts(kind, root, data):
    """Every mandatory field that the official schema misses: its path in the file, list positions left out."""
    for found in validate(kind, data):
        hit = REQUIRED.match(str(found.params["reason"]))
        if hit:
            steps = [step for step in found.source.pointer.split("/")[2:] if not step.isdigit()]
            yield "/".join([*steps, hit.group(1)])


def test_every_missing_mandatory_field_is_a_question(converted):
    files, asked = converted
    missed = 0
    for name, value in files.items():
        (root,) = value
        kind = types()[root]["kind"]
        uuid = next(iter(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", name)))
        for path in missing_parts(kind, root, json.dumps(value).encode()):
            missed += 1
            assert is_asked(kind, path, asked[uuid]), (name, path, sorted(asked[uuid]))
    assert missed > 1000


def references(node):
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        if "@refObjectId" in node:
            yield node
        for item in node.values():
            yield from references(item)


def test_references_without_a_version_are_counted_and_stay_without(corpus, converted):
    files, asked = converted
    for name, value in files.items():
        uuid = next(iter(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", name)))
        lacking = any("@version" not in reference for reference in references(value))
        assert lacking == ("@version" in asked[uuid]), name

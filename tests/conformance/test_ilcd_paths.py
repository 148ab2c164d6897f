"""Every element and attribute of the official schemas has a row, and every row a place in the schemas."""

from __future__ import annotations

import csv
import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from crosswalk.formats.ilcd.format import LAYOUT
from crosswalk.formats.ilcd.tables import TABLES
from crosswalk.formats.ilcd.types import type_of
from crosswalk.formats.spec import Field, Repeat, Texts
from crosswalk.formats.tidas.format import LAYOUT as TIDAS_LAYOUT
from crosswalk.formats.tidas.tables import TABLES as TIDAS

KINDS = sorted(TABLES)
ROOT_MARKS = {f"@{name}" for name in LAYOUT if "}" not in name}
EXCEPTIONS = Path(__file__).with_name("tidas_paths.csv")


def defined(official, kind):
    row = type_of(kind)
    return [item for item in official(row["namespace"], row["root"]) if item.path not in ROOT_MARKS]


def rows_of(table):
    """Rows by their full native path, in the order of the table."""
    return {native: row for _, native, row in table.walk()}


def with_parents(natives):
    found = set()
    for native in natives:
        steps = native.split("/")
        found.update("/".join(steps[:count]) for count in range(1, len(steps) + 1))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_defined_path_has_a_row_and_the_other_way_round(official, kind):
    wanted = {item.path for item in defined(official, kind)}
    wanted |= {f"{item.path}/#text" for item in defined(official, kind) if item.text and not item.language}
    covered = with_parents(rows_of(TABLES[kind]))
    assert len(wanted) > 50
    assert sorted(wanted - covered) == []
    assert sorted(covered - wanted) == []


@pytest.mark.parametrize("kind", KINDS)
def test_rows_hold_what_the_schema_allows(official, kind):
    rows = rows_of(TABLES[kind])
    for item in defined(official, kind):
        row = rows.get(item.path)
        if item.language:
            assert isinstance(row.codec, Texts), item.path
        elif item.many:
            assert isinstance(row, Repeat) or isinstance(row.codec, Texts), item.path
        elif row is not None and isinstance(row, Field):
            assert not isinstance(row.codec, Texts), item.path


@pytest.mark.parametrize("kind", KINDS)
def test_rows_stand_in_the_order_of_the_schema(official, kind):
    place = {item.path: spot for spot, item in enumerate(defined(official, kind))}
    shown = [place[native] for native in rows_of(TABLES[kind]) if "@" not in native and native in place]
    assert shown == sorted(shown)


def json_schemas(corpus):
    """The folders of the two editions of the TIDAS JSON Schemas that are at hand."""
    spec = find_spec("tidas_tools")
    if spec is not None and spec.origin is not None:
        yield "0.0.43", Path(spec.origin).parent / "tidas" / "schemas"
    if (corpus / "schemas/tidas_0.2.0/en").is_dir():
        yield "0.2.0", corpus / "schemas/tidas_0.2.0/en"


def properties(folder, name):
    """Every property path of a JSON Schema, through references, alternatives and lists."""
    documents = {file.name: json.loads(file.read_bytes()) for file in folder.glob("*.json")}
    found = set()

    def follow(schema, document, path):
        if "$ref" in schema:
            file, _, fragment = schema["$ref"].partition("#")
            target = document if not file else file.rsplit("/", 1)[-1]
            inner = documents[target]
            for step in filter(None, fragment.split("/")):
                inner = inner[step.replace("~1", "/")]
            follow(inner, target, path)
        for word in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(word, ()):
                follow(part, document, path)
        for part in (schema.get("then"), schema.get("else")):
            if part is not None:
                follow(part, document, path)
        items = schema.get("items", ())
        for part in [items] if isinstance(items, dict) else items:
            follow(part, document, path)
        for key, part in schema.get("properties", {}).items():
            found.add((*path, key))
            follow(part, document, (*path, key))

    follow(documents[name], name, ())
    return {path[1:] for path in found if len(path) > 1}


def exceptions(kind, side):
    with EXCEPTIONS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return tuple(row["path"] for row in rows if row["kind"] == kind and row["side"] == side and row["reason"])


def without(paths, excepted):
    """The paths that are neither excepted nor below an exception."""
    return sorted(path for path in paths if not any(f"{path}/".startswith(f"{one}/") for one in excepted))


def spellings(table):
    """Every full native path of a table with the other spellings of its rows."""
    found = set()

    def walk(rows, prefix):
        for row in rows:
            for native in (row.native, *alternatives(row)):
                here = f"{prefix}/{native}".lstrip("/")
                found.add(here)
                nested = row.codec if isinstance(row, Field) else row.rows
                if hasattr(nested, "rows"):
                    walk(nested.rows, here)

    walk(table.rows, "")
    return found


def alternatives(row):
    for also in row.also:
        steps = row.native.split("/")[:-1]
        for step in also.split("/"):
            steps = steps[:-1] if step == ".." else [*steps, step]
        yield "/".join(steps)


@pytest.mark.parametrize("kind", KINDS)
def test_every_property_of_the_tidas_schemas_has_a_row(corpus, kind):
    name = type_of(kind)["tidas_schema"]
    read = with_parents(spellings(TIDAS[kind]))
    editions = dict(json_schemas(corpus))
    if not editions:
        pytest.skip("no TIDAS JSON Schemas: tidas_tools is not installed and CROSSWALK_CORPUS has none")
    for edition, folder in editions.items():
        wanted = {
            "/".join(path)
            for path in properties(folder, name)
            if path[-1] not in ("@xml:lang", "#text") and "common:other" not in path and path[0] not in TIDAS_LAYOUT
        }
        assert len(wanted) > 50, edition
        assert without(wanted - read, exceptions(kind, "schema")) == [], edition


@pytest.mark.parametrize("kind", KINDS)
def test_every_tidas_row_is_known_to_a_schema_or_to_the_platform(corpus, official, kind):
    name = type_of(kind)["tidas_schema"]
    known = {item.path for item in defined(official, kind)}
    for _, folder in json_schemas(corpus):
        known |= {"/".join(path) for path in properties(folder, name)}
    platform = exceptions(kind, "row")
    unknown = {native for native in rows_of(TIDAS[kind]) if native not in known and not native.endswith("#text")}
    assert without(unknown, platform) == []
    assert set(platform) <= unknown | with_parents(unknown), "an exception that no row needs"

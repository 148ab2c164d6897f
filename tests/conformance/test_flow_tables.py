"""Our mapping tables against the whole EF 3.1 list, and real files of other people."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import sys
from pathlib import Path

import pytest

from crosswalk.core.errors import InputError
from crosswalk.core.findings import Severity
from crosswalk.mapping.listed import ListedFlow, ListHead
from crosswalk.mapping.tables import FORMATS, find_table, open_table, serialise_table, shipped_tables
from crosswalk.mapping.tables.checking import check_table
from crosswalk.mapping.tables.holding import keep_held
from crosswalk.mapping.tables.material import Material
from crosswalk.mapping.tables.sssom import canonical
from tests.conftest import ROOT

BUILDERS = ROOT / "mappings" / "_build"
RELEASES = ("3.9.1", "3.10.1", "3.11")


class Whole:
    """The 94,062 flows of EF 3.1, by UUID."""

    def __init__(self, path: Path) -> None:
        self.head = ListHead("ef31", version="3.1", family="ef")
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            self.flows = {
                row["uuid"]: ListedFlow(row["uuid"], row["name"], row["context"], row["unit"], cas=row["cas"])
                for row in rows
            }

    def flow(self, uuid):
        return self.flows.get(uuid)


@pytest.fixture(scope="module")
def targets(corpus):
    path = corpus / "data" / "flowmap" / "target_ef31_flows.csv.gz"
    if not path.is_file():
        pytest.skip("CROSSWALK_CORPUS has no EF 3.1 flow list")
    return path


@pytest.fixture(scope="module")
def whole(targets):
    return Whole(targets)


@pytest.fixture(scope="module")
def migrations():
    found = importlib.util.find_spec("randonneur_data")
    if found is None or found.origin is None:
        pytest.skip("randonneur_data is not installed")
    return Path(found.origin).parent / "data"


def builder(name):
    sys.path.insert(0, str(BUILDERS))
    try:
        spec = importlib.util.spec_from_file_location(name, BUILDERS / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(BUILDERS))
    return module


@pytest.mark.parametrize("name", sorted(shipped_tables()))
def test_our_tables_pass_against_the_whole_list(name, whole):
    found = list(check_table(open_table(find_table(name)).table, None, whole))
    assert [item for item in found if item.severity is not Severity.NOTE] == []


@pytest.mark.parametrize("name", sorted(shipped_tables()))
def test_every_target_stands_in_the_list_as_the_table_writes_it(name, whole):
    for row in open_table(find_table(name)).table.rows:
        if row.target.id:
            flow = whole.flow(row.target.id)
            assert (row.target.name, row.target.context, row.target.unit) == (flow.name, flow.context, flow.unit)


def test_our_own_tables_are_what_their_builder_makes(targets, tmp_path):
    for path in builder("own_flows").build(targets, tmp_path):
        assert path.read_bytes() == (ROOT / "mappings" / "flows" / path.name).read_bytes()


def test_the_ecoinvent_table_is_what_its_builder_makes(migrations, tmp_path):
    path = builder("ecoinvent_ef31").build(migrations, tmp_path)
    assert path.read_bytes() == (ROOT / "mappings" / "flows" / path.name).read_bytes()


def test_the_ecoinvent_table_holds_every_row_of_its_sources(migrations):
    rows = open_table(find_table("ecoinvent_ef31")).table.rows
    ours = {(row.source.id, row.target.id, row.factor): row for row in rows}
    for release in RELEASES:
        source = open_table(migrations / f"ecoinvent-{release}-biosphere-EF-3.1-biosphere.gz").table
        for row in source.rows:
            held = ours[row.source.id, row.target.id, row.factor]
            assert release in dict(held.extras)["ecoinvent_releases"].split()
            names = [held.source.name, *dict(held.extras).get("former_names", "").split(" | ")]
            assert row.source.name in names


def test_real_migration_files_round_trip_through_every_form(migrations):
    for path in sorted(migrations.glob("*EF-3.1*")):
        table = open_table(path).table
        for name, form in FORMATS.items():
            held, _ = keep_held(table, name)
            made = serialise_table(table, name)
            assert made.rows == len(table.rows)
            again = form.read(Material(path.name, made.data))[0]
            assert canonical(again).rows == canonical(held).rows


def test_every_public_migration_file_is_read_or_refused_in_our_words(migrations):
    read = 0
    for path in sorted(migrations.iterdir()):
        try:
            read += bool(open_table(path).table.rows)
        except InputError as problem:
            assert path.name == "registry.json", problem
    assert read >= 40

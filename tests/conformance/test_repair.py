"""Repair of the public corpus against the official schemas: how many datasets each level makes valid."""

from __future__ import annotations

import copy
import re
import zipfile
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from crosswalk.formats.ilcd.types import type_of, types
from crosswalk.repair import Surroundings, count_safe, repair, stubs

MEMBER = Path("data/cn/tiangong_ilcd/tiangong_dev.zip")
VENDORS = ("data/ilcd", "data/epd", "data/ef31")
LEAST = {
    "process": {"safe": 82, "listed": 97},
    "flow": {"safe": 95, "listed": 99},
    "source": {"safe": 99, "listed": 99},
}
"""Per cent of the datasets of a kind that must be valid after repair."""
NAME = re.compile(r"\{[^}]*\}")
VALUE = re.compile(r"value '[^']*'|length of '\d+'|: '[^']*' is not|Expected is .*")


@pytest.fixture(scope="module")
def schemas(corpus):
    folder = corpus / "schemas" / "ilcd_1.1"
    if not folder.is_dir():
        pytest.skip("CROSSWALK_CORPUS has no schemas/ilcd_1.1")

    @cache
    def schema(kind):
        return etree.XMLSchema(etree.parse(str(folder / type_of(kind)["schema"])))

    return schema


@pytest.fixture(scope="module")
def tiangong(corpus):
    path = corpus / MEMBER
    if not path.is_file():
        pytest.skip(f"CROSSWALK_CORPUS has no {MEMBER}")
    with zipfile.ZipFile(path) as archive:
        yield archive


def kind_of(root):
    space, _, name = str(root.tag).rpartition("}")
    row = types().get(name)
    return row["kind"] if row is not None and space.lstrip("{") == row["namespace"] else None


def problems(schema, root):
    """Grouped messages of the official schema for the bytes of a tree; empty where it is valid."""
    if schema.validate(etree.fromstring(etree.tostring(root))):
        return set()
    return {VALUE.sub("…", NAME.sub("", error.message)) for error in schema.error_log}


def check(kind, before, schemas, tally, left):
    """Repair a dataset at both levels, check the laws on it, and count."""
    schema = schemas(kind)
    waiting = count_safe(before, kind)
    valid = not problems(schema, before)
    tally[kind]["all"] += 1
    tally[kind]["before"] += valid
    for level in ("safe", "listed"):
        root = copy.deepcopy(before)
        done = repair(root, kind, level)
        assert level != "safe" or waiting == len(done)
        remaining = problems(schema, root)
        assert not (valid and remaining)
        tally[kind][level] += not remaining
        for message in remaining:
            left[kind, level][message] += 1
        assert repair(root, kind, level) == []


def test_repaired_tiangong_datasets_are_valid(tiangong, schemas):
    tally, left = defaultdict(Counter), defaultdict(Counter)
    for name in tiangong.namelist():
        if name.endswith(".xml"):
            root = etree.fromstring(tiangong.read(name))
            check(kind_of(root), root, schemas, tally, left)
    for kind, counts in tally.items():
        print(f"{kind}: {dict(counts)}")
    for (kind, level), messages in left.items():
        for message, count in messages.most_common():
            print(f"  {kind} after {level}: {count} × {message}")
    for kind, levels in LEAST.items():
        for level, least in levels.items():
            assert tally[kind][level] * 100 >= least * tally[kind]["all"], (kind, level, tally[kind])
    amounts = Counter(left["process", "listed"])
    assert sum(amounts.values()) == len(_without_amount(tiangong))


def _without_amount(archive):
    """Processes with an exchange that states no amount at all: nothing can be made of it, it must be asked for."""
    names = (name for name in archive.namelist() if "processes/" in name)
    return [
        name
        for name in names
        if any(
            exchange.find("{*}meanAmount") is None and exchange.find("{*}resultingAmount") is None
            for exchange in etree.fromstring(archive.read(name)).iter("{*}exchange")
        )
    ]


def test_every_dangling_flow_gets_a_valid_stub(tiangong, schemas):
    held = {Path(name).stem for name in tiangong.namelist() if "flows/" in name}
    around = Surroundings(known=lambda kind, uuid: kind != "flow" or uuid in held)
    made = set()
    for name in [name for name in tiangong.namelist() if "processes/" in name][:300]:
        root = etree.fromstring(tiangong.read(name))
        done = repair(root, "process", "listed", around)
        due = {item.after for item in done if item.code == "XW-R054"}
        found = dict(stubs(root, "process", around))
        assert set(found) == due
        for uuid in set(found) - made:
            assert problems(schemas("flow"), found[uuid]) == set()
        made |= set(found)
    print(f"{len(made)} stub flows")
    assert made


def test_no_process_keeps_a_chinese_code_for_the_eu_list(tiangong):
    around = Surroundings(locations="eu")
    moved = 0
    for name in tiangong.namelist():
        if "processes/" in name:
            root = etree.fromstring(tiangong.read(name))
            done = repair(root, "process", "listed", around)
            moved += sum(item.code == "XW-R056" for item in done)
            assert not [value for value in root.xpath("//@location") if value.endswith("-CN")], name
    print(f"{moved} places moved to the EU list")
    assert moved


def test_datasets_of_other_vendors_are_never_made_worse(corpus, schemas):
    tally, left = defaultdict(Counter), defaultdict(Counter)
    for root in _vendors(corpus):
        kind = kind_of(root)
        if kind is not None:
            check(kind, root, schemas, tally, left)
    if not tally:
        pytest.skip(f"CROSSWALK_CORPUS has none of {', '.join(VENDORS)}")
    for kind, counts in tally.items():
        print(f"{kind}: {dict(counts)}")
    for (kind, level), messages in left.items():
        for message, count in messages.most_common(10):
            print(f"  {kind} after {level}: {count} × {message[:150]}")


def _vendors(corpus):
    for folder in VENDORS:
        for path in sorted((corpus / folder).rglob("*")):
            if path.suffix == ".xml":
                yield from _parsed(path.read_bytes())
            elif path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        if name.endswith(".xml"):
                            yield from _parsed(archive.read(name))


def _parsed(data):
    try:
        yield etree.fromstring(data)
    except etree.XMLSyntaxError:
        return

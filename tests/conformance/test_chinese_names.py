"""Chinese names onto the whole EF 3.1 list: the goals of the issue, with the glossary and with the rules alone.

The names of a dictionary (``zh-dict``) were seen by nobody who wrote the glossary; of them, the rules were improved on
the buckets 0 to 4 alone.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter

import pytest

from crosswalk.mapping.compartments import classify
from crosswalk.mapping.index import TargetIndex, build_index
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.matching import Matcher
from crosswalk.mapping.names.aliases import english_aliases
from crosswalk.mapping.names.glossary import ChineseWords
from crosswalk.mapping.sources import SourceFlow
from crosswalk.mapping.table import Verdict

GOLD, FLOWS = "data/flowmap/zh_ef31.csv", "data/flowmap/target_ef31_flows.csv.gz"
LIST = "data/ef31/ef31_elementary_and_waste_flows.csv.gz"
UNSEEN = range(5, 10)
BARE = ("二氧化碳", "CO2", "甲烷", "CH4", "水", "颗粒物", "烟尘", "粉尘", "TSP", "颗粒物（有组织）", "二氧化碳（燃料）")


def file_of(corpus, name):
    path = corpus / name
    if not path.exists():
        pytest.skip(f"CROSSWALK_CORPUS has no {name}")
    return path


def table_of(corpus, name):
    with gzip.open(file_of(corpus, name), "rt", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def listed(corpus):
    places = {row["uuid"]: (row["context"], row["unit"]) for row in table_of(corpus, FLOWS)}
    for row in table_of(corpus, LIST):
        context, unit = places[row["uuid"]]
        synonyms = tuple(("en", text.strip()) for text in row["synonyms_en"].split(";") if text.strip())
        compartment = classify(context, "ef", row["name_en"])
        cas = row["cas"].partition(";")[0]
        yield ListedFlow(row["uuid"], row["name_en"], context, unit, compartment, cas, row["formula"], synonyms)


@pytest.fixture(scope="module")
def index(corpus, tmp_path_factory):
    file_of(corpus, GOLD)
    path = tmp_path_factory.mktemp("ef31") / "ef31.index"
    build_index(path, listed(corpus), list_id="ef31", digest="conformance")
    with TargetIndex(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def gold(corpus):
    """Rows as (source flow, target UUID, list, bucket); rows of the core list have one column more than the header."""
    with file_of(corpus, GOLD).open(encoding="utf-8-sig", newline="") as lines:
        rows = []
        for row in csv.DictReader(lines):
            bucket = int(row[None][0] if None in row else row["zbucket"])
            source = SourceFlow(row["source_name"], row["source_context"], row["source_unit"], family="zh")
            rows.append((source, row["target_uuid"], row["source_list"], bucket))
        return rows


def measured(index, words, rows):
    """Rows, right first candidates, accepted, and rightly accepted, by list."""
    matcher = Matcher(index, aliases=english_aliases, words=words)
    counts = {}
    for source, uuid, name, _ in rows:
        match, wanted = matcher.match(source), index.flow(uuid)
        best = match.best.flow if match.best else None
        right = best is not None and (best.name.lower(), best.context) == (wanted.name.lower(), wanted.context)
        count = counts.setdefault(name, Counter())
        auto = match.verdict is Verdict.AUTO
        count.update(rows=1, right=right, auto=auto, sure=auto and right)
    return counts


def share(count, part, whole="rows"):
    return count[part] / max(1, count[whole])


def test_with_the_glossary(index, gold):
    counts = measured(index, ChineseWords(), gold)
    assert share(counts["zh-core"], "right") >= 0.90
    assert share(counts["zh-dict"], "right") >= 0.65
    for count in counts.values():
        assert share(count, "sure", "auto") >= 0.995
    assert share(counts["zh-core"], "auto") >= 0.90


def test_the_rules_alone_on_names_not_seen(index, gold):
    rows = [row for row in gold if row[2] == "zh-dict" and row[3] in UNSEEN]
    counts = measured(index, ChineseWords(use_glossary=False), rows)
    assert share(counts["zh-dict"], "right") >= 0.65


@pytest.mark.parametrize("name", BARE)
def test_what_says_too_little_is_never_accepted(index, name):
    matcher = Matcher(index, aliases=english_aliases, words=ChineseWords())
    for context, unit in (("排放到大气，未指定", "kg"), ("水体可再生物质资源", "m3"), ("", "kg")):
        assert matcher.match(SourceFlow(name, context, unit, family="zh")).verdict is not Verdict.AUTO

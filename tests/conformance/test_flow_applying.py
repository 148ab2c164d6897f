"""Flow mapping of the TianGong package (1,562 processes) onto the whole EF 3.1 list, from the corpus."""

from __future__ import annotations

import csv
import gzip
import json

import pytest

import crosswalk
from crosswalk.core.findings import Ledger
from crosswalk.core.provenance import stamp_run
from crosswalk.mapping.applying import restore_exchange
from crosswalk.mapping.table import FlowMapping, MappingTable, Side, TableHead, Verdict
from crosswalk.mapping.tables import write_table
from crosswalk.pipeline.convert import Request
from crosswalk.pipeline.publication import deliver
from crosswalk.pipeline.reading import open_package
from crosswalk.pipeline.reporting import LedgerFile

NOW = "2026-03-02T00:00:00Z"
LIST = "flowmap/target_ef31_flows.csv.gz"
PROCESSES, EXCHANGES = 1562, 29393
"""Counted in the zip by its element names, without crosswalk."""


@pytest.fixture(scope="module")
def tiangong(corpus):
    return corpus / "data" / "cn" / "tiangong_ilcd" / "tiangong_dev.zip"


@pytest.fixture(scope="module")
def ef(corpus):
    with gzip.open(corpus / "data" / LIST, "rt", encoding="utf-8") as file:
        return {row["uuid"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module", autouse=True)
def store(corpus, tmp_path_factory):
    from click.testing import CliRunner

    from crosswalk.cli.main import cli

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSWALK_LISTS", str(tmp_path_factory.mktemp("lists")))
        CliRunner().invoke(
            cli, ["-q", "lists", "add", str(corpus / "data" / LIST), "--as", "ef31"], catch_exceptions=False
        )
        yield


@pytest.fixture(scope="module")
def tidas(tiangong, tmp_path_factory):
    made = tmp_path_factory.mktemp("tiangong") / "tidas.zip"
    crosswalk.convert(tiangong, "tidas", made, now=NOW, options={"sidecar": "off"})
    return made


def explained(path):
    """Findings that say what became of an exchange, by dataset and exchange."""
    found = {}
    with path.open(encoding="utf-8") as file:
        for line in file:
            item = json.loads(line)
            if item.get("code") in ("XW-F211", "XW-F212", "XW-F213"):
                place = item["source"]["pointer"].partition("/exchanges/")[2].split("/")
                # JSON: exchange/3/…; XML: exchange[4]/…
                spot = place[0] if "[" in place[0] else "/".join(place[:2])
                found.setdefault((item["dataset"], spot), []).append(item["code"])
    return found


@pytest.mark.parametrize("to", ["ilcd", "tidas"])
def test_the_ledger_explains_every_exchange(tiangong, to, tmp_path):
    with LedgerFile(tmp_path / "ledger.jsonl") as lines:
        request = Request(to, flows=("auto",), target_list="ef31")
        done = deliver(
            open_package(tiangong),
            request,
            tmp_path / "out.zip",
            stamp=stamp_run(NOW, {}),
            ledger=Ledger(record=lines.record),
        )
        lines.finish(done.account)
    assert done.account.balanced
    assert sum(done.flow_mapping.coverage.outcomes.values()) == EXCHANGES
    found = explained(tmp_path / "ledger.jsonl")
    assert len(found) == EXCHANGES
    assert all(len(codes) == 1 for codes in found.values())
    assert done.flow_mapping.count == PROCESSES


def test_flows_that_are_the_list_s_own_stay_to_the_byte(tiangong, ef):
    plain = crosswalk.convert(tiangong, "ilcd", now=NOW)
    asked = crosswalk.convert(tiangong, "ilcd", now=NOW, flows=["auto"], target_list="ef31")
    identical = {
        line.decision.use.uuid for line in asked.flow_mapping.lines.values() if line.decision.outcome == "identical"
    }
    assert identical <= set(ef)
    assert plain.files == asked.files


def long_term(ef):
    """A table from each EF flow to that of its name in the same medium, long-term: a change that touches thousands."""
    by_name = {(row["name"].lower(), row["context"]): row for row in ef.values()}
    for row in ef.values():
        if (there := by_name.get((row["name"].lower(), row["context"] + " (long-term)"))) is not None:
            yield FlowMapping(Side(row["uuid"], row["name"], row["context"], row["unit"]),
                              Side(there["uuid"], there["name"], there["context"], there["unit"]), Verdict.ACCEPTED)  # fmt: skip


@pytest.mark.parametrize("to", ["ilcd", "tidas"])
@pytest.mark.parametrize("source", ["ilcd", "tidas"])
def test_thousands_of_references_change_and_can_be_taken_back(source, to, tiangong, tidas, ef, tmp_path):
    head = TableHead("long-term", source_list="ef31", target_list="ef31")
    table = tmp_path / "long-term.sssom.tsv"
    write_table(MappingTable(head, tuple(long_term(ef))), table)
    given = {"ilcd": tiangong, "tidas": tidas}[source]
    done = crosswalk.convert(given, to, tmp_path / "out.zip", now=NOW, flows=[table], target_list="ef31")
    assert done.account.balanced
    assert done.flow_mapping.coverage.outcomes["mapped"] > 5000
    before = {
        one.model.identity.uuid: one.model
        for one in open_package(given).stream()
        if getattr(one, "kind", "") == "process"
    }
    changed = 0
    for one in open_package(tmp_path / "out.zip").stream():
        if getattr(one, "kind", "") != "process":
            continue
        old, new = before[one.model.identity.uuid].exchanges, one.model.exchanges
        changed += sum(a.flow != b.flow for a, b in zip(old, new, strict=True))
        restored = tuple(restore_exchange(exchange, "ef31") for exchange in new)
        assert restored == old
    assert changed == done.flow_mapping.coverage.outcomes["mapped"]

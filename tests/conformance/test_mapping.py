"""Flow matching on public mapping tables: what may be decided without a person, and how much is found.

Floors lie a little below what ``tests/bench/bench_mapping.py`` measured on 2026-11-24. The program's own tables hold the
ecoinvent rows and are left out where that would make the question easy.
"""

from __future__ import annotations

import pytest

from tests.bench.flow_gold import LISTS, NONE, Store, flows_of, golds, held_by, match

PRECISION = {
    "ecoinvent": 0.99,
    "ecoinvent + CAS": 0.99,
    "ecoinvent old names": 0.99,
    "ecoinvent old names + CAS": 0.99,
    "zh-core": 0.995,
    "zh-dict": 0.995,
}
FLOORS = {
    "ecoinvent": (0.92, 0.97, 0.785),
    "ecoinvent + CAS": (0.955, 0.97, 0.785),
    "ecoinvent old names": (0.90, 0.975, 0.80),
    "ecoinvent old names + CAS": (0.92, 0.975, 0.80),
    "zh-core": (0.98, 0.99, 0.96),
    "zh-dict": (0.785, 0.795, 0.715),
}
"""First answer right, right one among five, decided without a person."""


@pytest.fixture(scope="module")
def store(corpus, tmp_path_factory):
    for name in (LISTS["ef31"], "data/flowmap/neg_no_target.csv"):
        if not (corpus / name).is_file():
            pytest.skip(f"CROSSWALK_CORPUS has no {name}")
    room = tmp_path_factory.mktemp("lists")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSWALK_LISTS", str(room))
        made = Store(room / "whole", room / "shipped")
        list(made.fill(corpus, ["ef31"]))
        yield made


@pytest.fixture(scope="module")
def held(store):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSWALK_LISTS", str(store.whole))
        return held_by(flows_of("ef31"))


@pytest.fixture(scope="module")
def tables(corpus):
    return {gold.title: gold for gold in golds(corpus)}


@pytest.fixture(scope="module")
def run(store, held, tables):
    known = {}

    def matched(title):
        if title not in known:
            known[title] = match(tables[title], store.whole, held, own_tables=False).outcomes
            assert all(outcome.present for outcome in known[title])
        return known[title]

    return matched


@pytest.mark.parametrize("title", PRECISION)
def test_what_is_decided_automatically_is_right(title, run):
    decided = [outcome for outcome in run(title) if outcome.auto]
    assert sum(outcome.right for outcome in decided) / len(decided) >= PRECISION[title]


@pytest.mark.parametrize("title", FLOORS)
def test_how_much_is_found_and_decided(title, run):
    found = run(title)
    shares = [sum(getattr(outcome, name) for outcome in found) / len(found) for name in ("right", "five", "auto")]
    assert [share >= floor for share, floor in zip(shares, FLOORS[title], strict=True)] == [True] * 3, shares


@pytest.mark.parametrize("title", [NONE, f"{NONE} + CAS"])
@pytest.mark.parametrize("own_tables", [False, True], ids=["without tables", "with tables"])
@pytest.mark.parametrize("folder", ["whole", "shipped"])
def test_nothing_is_accepted_for_flows_that_have_no_target(folder, own_tables, title, store, held, tables):
    found = match(tables[title], getattr(store, folder), held, own_tables=own_tables).outcomes
    assert len(found) == 205
    assert [(outcome.row.source.name, outcome.best) for outcome in found if outcome.auto] == []

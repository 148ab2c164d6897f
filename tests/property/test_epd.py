"""Results of any spelling come back as they were, through XML and through the JSON of a server."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import crosswalk
from crosswalk.core import numbers
from crosswalk.core.tables import table
from crosswalk.formats import load
from crosswalk.formats.cells import read_cell, write_cell
from crosswalk.model.base import Reference, Text
from crosswalk.model.epd import Cell, CellState, Epd, ModuleResult
from crosswalk.model.process import Exchange, LciaResult, Method, Process, QuantitativeReference
from crosswalk.model.results import results_of

NOW = "2026-03-02T00:00:00Z"
PLAIN = Path(__file__).resolve().parents[2] / "fixtures" / "ilcd_epd" / "odd" / "plain.xml"
WORDS = [row["word"] for row in table("epd/words.csv")]
TOTAL, FOSSIL = "a7ea142a-9749-11ed-a8fc-0242ac120002", "a7ea19c0-9749-11ed-a8fc-0242ac120002"
PERT = "53f97275-fa8a-4cdd-9024-65936002acd0"

signs = st.sampled_from(["", "-", "+"])
mantissas = st.one_of(
    st.from_regex(r"[0-9]{1,25}", fullmatch=True),
    st.from_regex(r"[0-9]{1,12}\.[0-9]{0,25}", fullmatch=True),
    st.from_regex(r"\.[0-9]{1,12}", fullmatch=True),
)
powers = st.one_of(st.just(""), st.from_regex(r"[eE][+-]?[0-9]{1,3}", fullmatch=True))
written = st.builds("{}{}{}".format, signs, mantissas, powers)
words = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS).map(str.lower))
odd = st.sampled_from(
    ["<0.01", "1,5", "1.234,5", "1,234", "−1.25", "１．２５", "1.83+03", "NaN", "INF", "1.25 kg", "n/a", "-", "1 000"]
)
texts = st.one_of(written, words, odd)
modules = st.sampled_from(
    ["A1", "A2", "A3", "A1-A3", "A4", "B1", "C3", "C4", "D", "B8", "A1–A3", "a1-a3", "原材料获取", None]
)
scenarios = st.sampled_from([None, None, "S1", "S2", "100 % recycling", "填埋"])
cells = st.one_of(texts.map(lambda text: Cell(**read_cell(text))), st.none())
some = st.builds(ModuleResult, module=modules, scenario=scenarios, cell=cells).filter(lambda one: one != ModuleResult())
results = st.lists(some, min_size=1, max_size=8).map(tuple)


def process(total, fossil, energy):
    row = lambda uuid, kind: Reference(kind=kind, id=uuid, version="01.00.000", name=Text.of(en="-", zh="指标"))  # noqa: E731
    return Process(
        method=Method(dataset_type="EPD"),
        quantitative_reference=QuantitativeReference(reference_flows=(0,)),
        epd=Epd(version="1.2"),
        exchanges=(
            Exchange(internal_id=0),
            Exchange(internal_id=1, flow=row(PERT, "flow data set"), direction="Input", modules=energy),
        ),
        lcia_results=(
            LciaResult(method=row(TOTAL, "LCIA method data set"), modules=total),
            LciaResult(method=row(FOSSIL, "LCIA method data set"), modules=fossil),
        ),
    )


def spelt(model):
    """Every result with its own characters: equality of cells that are numbers does not look at them."""
    rows = [*(item.modules for item in model.lcia_results), *(item.modules for item in model.exchanges)]
    return [
        (one.module, one.scenario, None if one.cell is None else (one.cell.state, one.cell.value, one.cell.raw))
        for row in rows
        for one in row
    ]


@given(results, results, results, st.sampled_from(["ilcd-epd", "ilcd-epd@1.2", "ilcd-epd@1.3", "soda4lca"]))
@settings(max_examples=150)
def test_results_come_back_to_the_letter(total, fossil, energy, name):
    model, format_ = process(total, fossil, energy), load(name)
    draft = format_.draft(model, "process", None, {})
    ((_, data),) = format_.render([draft], {})
    root = json.loads(data) if name == "soda4lca" else etree.fromstring(data)
    again = format_.open(root, "process").model
    assert spelt(again) == spelt(model)
    assert again.lcia_results == model.lcia_results


@given(st.lists(texts, min_size=8, max_size=8))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@pytest.mark.parametrize("target", ["ilcd-epd@1.3", "tidas", "soda4lca"])
def test_the_account_of_any_results_balances_and_they_are_there(tmp_path, target, found):
    root = etree.fromstring(PLAIN.read_bytes())
    for node, text in zip(root.iter("{http://www.iai.kit.edu/EPD/2013}amount"), found, strict=True):
        node.text = text
    (tmp_path / "epd.xml").write_bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
    there = crosswalk.convert(tmp_path / "epd.xml", target, tmp_path / "there.zip", now=NOW, draft=True, force=True)
    assert there.account.balanced
    assert not there.account.as_dict()["fates"].get("dropped")
    back = crosswalk.convert(tmp_path / "there.zip", "ilcd-epd", now=NOW, draft=True)
    assert back.account.balanced
    (data,) = [data for name, data in back.files.items() if name.endswith(".xml")]
    assert [node.text for node in etree.fromstring(data).iter("{*}amount")] == found


@given(texts)
def test_a_cell_is_written_as_it_was_read(text):
    found = read_cell(text)
    assert write_cell(found) == text
    assert (found["state"] == "value") == ("value" in found)
    if "value" in found:
        assert found["value"] == Decimal(text)


@given(st.one_of(texts, st.text(max_size=12)))
def test_only_numbers_as_programs_write_them_are_numbers(text):
    value = numbers.plain(text)
    if value is None:
        assert read_cell(text)["state"] != "value"
        near = numbers.suggestion(text)
        assert near is None or numbers.plain(near) is not None
    else:
        assert value == Decimal(text.strip())


@given(results, results)
def test_no_result_is_lost_to_another(total, fossil):
    found = results_of(process(total, fossil, ()))
    assert len(found.cells) == len(total) + len(fossil)
    assert len({row.key for row in found.cells}) == len(found.cells)
    assert all(row.cell.value is None or row.cell.state is CellState.VALUE for row in found.cells)

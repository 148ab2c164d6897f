"""Mapping tables: what is written reads back, in our own form whole, in foreign forms as far as they declare."""

from __future__ import annotations

import string
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosswalk.mapping.table import (
    BROAD,
    CLOSE,
    EXACT,
    NARROW,
    NOT,
    SPLIT,
    FlowMapping,
    MappingTable,
    Side,
    TableHead,
    Verdict,
)
from crosswalk.mapping.tables import FORMATS, serialise_table
from crosswalk.mapping.tables.holding import keep_held
from crosswalk.mapping.tables.material import Material
from crosswalk.mapping.tables.sssom import canonical

LETTERS = string.ascii_letters + string.digits + " .,;:-_/()'\"|\\#\t\n二氧化碳（化石）颗粒物é€²"
TEXT = st.text(LETTERS, max_size=12)
WORD = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=12)
NAME = st.text(LETTERS, min_size=1, max_size=12).filter(str.strip)
FACTOR = st.decimals(min_value=Decimal("1e-9"), max_value=Decimal("1e9"), allow_nan=False, allow_infinity=False)
NUMBER = st.none() | st.decimals(min_value=0, max_value=1, places=3)


def sides(identified=st.booleans()):
    return st.builds(
        Side, id=WORD, name=NAME, context=TEXT, unit=TEXT, cas=TEXT, location=TEXT, property_id=TEXT,
        property_name=TEXT, unit_id=TEXT,
    )  # fmt: skip


NAMED = st.builds(Side, name=NAME, context=TEXT, unit=TEXT)
EXTRAS = st.dictionaries(
    st.sampled_from(["my column", "source_formula", "MemoSource", "provider_id"]), NAME, max_size=2
)
ROWS = st.builds(
    FlowMapping,
    source=sides() | NAMED,
    target=sides() | st.just(Side()),
    decision=st.sampled_from(Verdict),
    factor=FACTOR,
    basis=st.sampled_from(["", "unit", "net calorific value", SPLIT]),
    predicate=st.sampled_from([EXACT, CLOSE, BROAD, NARROW, "skos:relatedMatch"]),
    modifier=st.sampled_from(["", NOT]),
    justification=st.sampled_from(["", "semapv:ManualMappingCuration"]),
    evidence=st.lists(NAME, max_size=3).map(tuple),
    confidence=NUMBER,
    cf_delta=NUMBER,
    author=TEXT | st.just("orcid:0000-0001"),
    reviewer=TEXT,
    second_reviewer=TEXT,
    date=TEXT,
    review_date=TEXT,
    second_review_date=TEXT,
    comment=TEXT,
    extras=EXTRAS.map(lambda found: tuple(sorted(found.items()))),
)
HEADS = st.builds(
    TableHead,
    id=WORD,
    title=TEXT,
    version=TEXT | st.just("3.10"),
    licence=TEXT,
    source_list=WORD | st.just(""),
    source_version=TEXT,
    target_list=WORD | st.just(""),
    target_version=st.just("2026-01-01") | TEXT,
    target_digest=TEXT,
    date=TEXT,
    tool=TEXT,
    tool_version=TEXT,
    creators=st.lists(NAME, max_size=2).map(tuple),
    comment=TEXT,
    extras=st.dictionaries(st.sampled_from(["see_also", "other"]), NAME.filter(lambda text: text[0] not in "[{")).map(
        lambda found: tuple(sorted(found.items()))
    ),
)
TABLES = st.builds(MappingTable, HEADS, st.lists(ROWS, max_size=6).map(tuple))


def read(data: bytes, format_: str) -> MappingTable:
    return FORMATS[format_].read(Material("table", data))[0]


@given(TABLES)
@settings(max_examples=200)
def test_our_form_holds_everything_and_is_byte_stable(table):
    data = serialise_table(table).data
    again = read(data, "sssom")
    assert again == canonical(table)
    assert serialise_table(again).data == data


@given(TABLES)
def test_order_of_rows_does_not_change_the_bytes(table):
    turned = MappingTable(table.head, table.rows[::-1])
    assert serialise_table(turned).data == serialise_table(table).data


@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "sssom"])
@given(TABLES)
@settings(max_examples=100)
def test_a_foreign_form_gives_back_what_it_declares_to_hold(format_, table):
    held, _ = keep_held(table, format_)
    again = read(FORMATS[format_].write(held), format_)
    assert canonical(again).rows == canonical(held).rows
    assert again.head == held.head or not held.rows


@pytest.mark.parametrize("format_", FORMATS)
@given(TABLES)
@settings(max_examples=50)
def test_every_form_is_recognised_by_its_content(format_, table):
    made = serialise_table(table, format_)
    if not made.rows:
        return
    material = Material("table", made.data)
    assert next(form.id for form in FORMATS.values() if form.claims(material)) == format_


@pytest.mark.parametrize("format_", FORMATS)
@given(TABLES)
@settings(max_examples=50)
def test_every_row_is_written_or_told(format_, table):
    held, findings = keep_held(table, format_)
    told = sum(found.params["count"] for found in findings if found.code in ("XW-G131", "XW-G132"))
    assert len(held.rows) + told == len(table.rows)

"""Lists: what is written reads back, and no bytes whatever make a reader fall over."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from crosswalk.core.errors import CrosswalkError
from crosswalk.mapping.listed import ELEMENTARY, OTHER, PRODUCT, WASTE, ListedFlow, ListHead
from crosswalk.mapping.listfile import StoredList, write_list
from crosswalk.mapping.reading import read_list

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20)
FLOWS = st.builds(
    ListedFlow,
    uuid=TEXT,
    name=TEXT,
    context=TEXT,
    unit=TEXT,
    compartment=TEXT,
    cas=TEXT,
    formula=TEXT,
    synonyms=st.lists(st.tuples(st.sampled_from(["", "en", "zh", "de"]), TEXT), max_size=4).map(tuple),
    property_id=TEXT,
    property_name=TEXT,
    type=st.sampled_from([ELEMENTARY, WASTE, PRODUCT, OTHER]),
    version=TEXT,
    location=TEXT,
)
HEADS = st.builds(
    ListHead, id=TEXT, title=TEXT, version=TEXT, licence=TEXT, attribution=TEXT, source=TEXT, digest=TEXT, family=TEXT
)
PLAIN = st.text(st.characters(categories=("L", "N"), include_characters=" ,;()-'\"、，"), min_size=1, max_size=15).map(
    str.strip
)


@given(HEADS, st.lists(FLOWS, max_size=8))
@settings(max_examples=60)
def test_what_is_written_reads_back(head, flows):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.sqlite"
        written = write_list(path, head, iter(flows))
        with StoredList(path) as stored:
            assert stored.head == written
            assert written.flows == len(flows)
            assert list(stored.flows()) == flows
            assert [n for n, _ in stored.numbered()] == list(range(1, len(flows) + 1))
            assert [stored.by_number(n) for n in range(1, len(flows) + 1)] == flows
            for flow in flows:
                assert stored.flow(flow.uuid).uuid == flow.uuid


@given(
    st.lists(st.tuples(PLAIN, PLAIN, PLAIN).filter(all), min_size=1, max_size=12, unique=True),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_table_gives_its_names_and_units_under_every_delimiter_and_encoding(rows, delimiter, encoding):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["Flow name", "Unit", "CAS No", "Formula"])
    writer.writerows([name, unit, "", formula] for name, unit, formula in rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(out.getvalue().encode(encoding))
        reading = read_list(path, classify=lambda *_: "")
        found = [(flow.name, flow.formula) for flow in reading.flows]
        given_ = [(name, formula) for name, _, formula in rows]
        assert [pair for pair in given_ if pair not in found] == []


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"name,unit\n", b"{SimaPro 9}\n", b"\x1f\x8b", b"PK\x03\x04", b"<", b"{"]),
)
@settings(max_examples=200)
def test_no_bytes_make_a_reader_fall_over(data, start):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(start + data)
        try:
            list(read_list(path).flows)
        except CrosswalkError as problem:
            assert problem.exit_code in (2, 3)

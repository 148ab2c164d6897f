"""Whatever a declaration holds comes back from openEPD: cells and their states, scenarios, languages, everything."""

from __future__ import annotations

import types
import typing
from decimal import Decimal
from enum import Enum
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosswalk.carriers import json
from crosswalk.formats import load
from crosswalk.formats.documents import Member, Source
from crosswalk.formats.openepd import vocabulary
from crosswalk.model.base import Amount, DatasetId, Model, Text, plain
from crosswalk.model.declaration import Carried, Declaration, DeclaredUnit, Management, Product, ResultCell
from crosswalk.model.epd import CellState, ProductId, Scenario
from crosswalk.model.process import Process, ProcessName
from crosswalk.pipeline.headlines import intended_headlines
from crosswalk.pipeline.verify import compare_headlines

FORMAT = load("openepd")
LESS = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))

words = st.sampled_from(["Steel", "钢", "Stahl…", "a" * 230, "", "EN 15804+A2", "null", "1.0", "CN"]) | st.text(
    max_size=8
)
languages = st.sampled_from(["en", "zh", "de", "zh-CN", "eng", None])
texts = st.lists(st.tuples(languages, words), max_size=3).map(lambda items: Text(items=tuple(items)))
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**6), max_value=10**6) | st.sampled_from(
    [Decimal("1.50"), Decimal("3.63e-05"), Decimal("1E+3"), Decimal(0), Decimal("-0.0")]
)
UNITS = [
    *dict.fromkeys(key.unit for key in vocabulary.all_keys()),
    "kgCO2e",
    "t CO2e",
    "kWh",
    "Item(s)",
    "t*km",
    "",
    None,
]
amounts = st.builds(
    Amount, value=st.none() | numbers, unit=st.sampled_from(UNITS), raw=st.none() | st.sampled_from(["ND", "1,5", "2"])
)
INDICATORS = [
    *dict.fromkeys(key.indicator for key in vocabulary.all_keys()),
    "rmi-total",
    "unresolved:x",
    "openepd:impacts:new",
]
STAGES = [*vocabulary.scopes(), "total", "raw_material", "A1A2A3", "B8"]
SCENARIOS = [None, None, "S1", "recycling", "n" * 41, ""]
cells = st.builds(
    ResultCell,
    method=st.sampled_from(
        [None, "EF 3.0", "EF 3.1", "EN 15804+A1", "EN 15804+A2", "Unknown LCIA", "TRACI 2.1", "AR6-100", "x"]
    ),
    indicator=st.sampled_from(INDICATORS),
    stage=st.sampled_from(STAGES),
    scenario=st.sampled_from(SCENARIOS),
    state=st.sampled_from(CellState),
    amount=st.none() | amounts,
    share=st.none() | amounts,
    unit_source=st.sampled_from([None, "label", "unit_group"]),
)


@st.composite
def sound_cells(draw):
    """Cells that mostly stand in standard fields."""
    key = draw(st.sampled_from(vocabulary.all_keys()))
    value = draw(numbers)
    return ResultCell(
        method=draw(st.sampled_from(["EF 3.1", "EN 15804+A1", None])),
        indicator=key.indicator,
        stage=draw(st.sampled_from(list(vocabulary.scopes()))),
        scenario=draw(st.sampled_from([None, "S1", "S2"])),
        amount=Amount(value=value, unit=key.unit, raw=draw(st.sampled_from([None, str(value), f"+{abs(value)}"]))),
        unit_source=draw(st.sampled_from(["label", "label", None])),
    )


def key_of(cell: ResultCell) -> tuple[str | None, ...]:
    """What is unique among the results of a declaration."""
    return cell.indicator, cell.method, cell.stage, cell.scenario, cell.basis


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Values of an annotation of the model."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if kind is Text:
        return texts
    if kind is Amount:
        return amounts
    if origin is tuple:
        return st.lists(anything(args[0]), max_size=2).map(tuple)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(anything(arg) for arg in args))
    if isinstance(kind, type) and issubclass(kind, Model):
        return models(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    simple = {str: words, bool: st.booleans(), int: st.integers(0, 9999), Decimal: numbers, type(None): st.none()}
    return simple[kind]


def models(kind: type[Model], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A model with some of its fields filled."""
    parts = {}
    for name, item in kind.model_fields.items():
        strategy = fixed.get(name)
        if strategy is None:
            strategy = anything(item.annotation)
            if not item.is_required():
                strategy = st.just(item.default) | strategy
        parts[name] = strategy
    return st.builds(kind, **parts)


carried = st.builds(
    lambda name, value: Carried(
        kind="process", data=plain(Process(identity=DatasetId(uuid="u"), name=ProcessName(base=name)))
    ),
    texts,
    numbers,
)
declarations = models(
    Declaration,
    type=st.sampled_from(["epd", "climate", None, "other"]),
    results=st.lists(cells | sound_cells(), max_size=12, unique_by=key_of).map(tuple),
    management=models(
        Management, sub_type=st.sampled_from(["specific dataset", "average dataset", "template dataset", "x", None])
    ),
    carried=st.lists(carried, max_size=2).map(tuple),
)
small = st.builds(
    Declaration,
    type=st.just("epd"),
    identity=st.builds(DatasetId, uuid=st.none() | words, version=st.sampled_from(["1", "00.01.000", None])),
    product=st.builds(
        Product,
        name=texts,
        description=st.none() | texts,
        ids=st.lists(
            models(ProductId, type=st.sampled_from(["openEPD", "SKU", "GTIN", "ILCD_EPD", None])), max_size=4
        ).map(tuple),
        service_life=st.none() | amounts | st.builds(Amount, value=st.integers(1, 90).map(Decimal), unit=st.just("a")),
    ),
    unit=st.builds(DeclaredUnit, quantity=amounts, mass=st.none() | amounts, biogenic_carbon=st.none() | amounts),
    scenarios=st.lists(models(Scenario, name=st.sampled_from(SCENARIOS)), max_size=3).map(tuple),
    results=st.lists(sound_cells(), max_size=20, unique_by=key_of).map(tuple),
)


def read(data: bytes):
    return next(iter(FORMAT.read(Source("x.json", lambda: iter([Member("x.json", lambda: data)])), {})))


def holds(declaration: Declaration) -> None:
    draft = FORMAT.draft(declaration, "declaration", None, {})
    data = json.serialise(draft.root)
    again = read(data)
    assert again.model == declaration
    assert draft.says == declaration
    assert again.reading.leaves == again.leaves
    assert sum(entry.leaves for entry in draft.writing.wrote) + again.layout_leaves == again.leaves
    assert not [found for found in again.findings if found.code in ("XW-E084", "XW-E090")]
    same = FORMAT.draft(again.model, "declaration", again, {})
    assert json.serialise(same.root) == data


@LESS
@given(declarations)
def test_every_declaration_comes_back(declaration):
    holds(declaration)


@LESS
@given(small)
def test_results_texts_and_amounts_come_back(declaration):
    holds(declaration)


@LESS
@given(small)
def test_without_the_extension_nothing_but_the_standard_is_written(declaration):
    draft = FORMAT.draft(declaration, "declaration", None, {"extension": "off"})
    assert "ext" not in draft.root
    again = read(json.serialise(draft.root))
    assert again.model == draft.says
    assert len(again.model.results) <= len(declaration.results)
    assert sum(entry.leaves for entry in draft.writing.wrote) + again.layout_leaves == again.leaves


@LESS
@given(declarations | small)
def test_the_checker_finds_the_headlines(declaration):
    draft = FORMAT.draft(declaration, "declaration", None, {})
    compare_headlines(intended_headlines([draft]), FORMAT.headlines({"x.json": json.serialise(draft.root)}))

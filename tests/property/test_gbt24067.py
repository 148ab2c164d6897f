"""Any declaration that a form can hold survives writing and reading, in both carriers."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crosswalk.formats import load
from crosswalk.formats.documents import Member, Source
from crosswalk.model.base import Amount, DatasetId, FileReference, Text
from crosswalk.model.declaration import (
    Boundary,
    Declaration,
    DeclaredUnit,
    EmissionFactor,
    Goal,
    InventoryLine,
    Period,
    Product,
    QualityScore,
    Report,
    ResultCell,
)

FORMAT = load("gbt24067")
FEW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a workbook takes too long for hundreds of shrinks
)

words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30)
sentence = st.lists(words, min_size=1, max_size=4).map(" ".join)
maybe = st.none() | sentence
numbers = st.decimals(
    allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9
) | st.sampled_from(
    [Decimal("0"), Decimal("1.10"), Decimal("3.63E-5"), Decimal("0.1234567890123456789"), Decimal("1E+3")]
)
units = st.sampled_from(["kg", "t", "kWh", "千瓦时", "m3", "个", "t*km"])
dates = st.dates().map(str) | st.sampled_from(["2024", "2024-05"])
texts = st.lists(st.tuples(st.sampled_from(["zh", "en", "de"]), sentence), min_size=1, max_size=3).map(
    lambda items: Text(items=tuple(sorted(items, key=lambda pair: ["zh", "en", "de"].index(pair[0]))))
)


def amounts(unit=units):
    return st.none() | st.builds(Amount, value=numbers, unit=unit)


names = words.filter(lambda text: text.strip() == text and "[" not in text)
lines = st.builds(
    InventoryLine,
    number=st.integers(1, 9999),
    stage=st.none() | st.sampled_from(["raw_material", "manufacturing", "use"]),
    process=maybe,
    direction=st.none() | st.sampled_from(["input", "output"]),
    name=st.none() | texts,
    amount=amounts(),
    contribution=amounts(st.sampled_from(["kg CO2e", "t CO2e", "gCO2e"])),
    period=st.builds(Period, start=st.none() | dates),
    evidence=st.lists(st.builds(FileReference, name=names, sha256=st.none() | st.just("0" * 64)), max_size=3).map(
        tuple
    ),
    factor_id=maybe,
)
factors = st.builds(
    EmissionFactor,
    id=sentence,
    value=amounts(st.just("kgCO2e/kg")),
    year=st.none() | st.integers(1990, 2050),
    low_carbon=st.none() | st.booleans(),
    source=maybe,
)
scores = st.builds(QualityScore, target=sentence, technology=st.none() | numbers, scheme=st.none() | st.just("ef_dqr"))
tonnes = amounts(st.sampled_from(["kg CO2e", "t CO2e"]))
results = st.dictionaries(
    st.sampled_from(
        [("gwp-total", "total"), ("gwp-total", "raw_material"), ("gwp-total", "manufacturing"), ("gwp-fossil", "total")]
    ),
    st.builds(Amount, value=numbers, unit=st.sampled_from(["kg CO2e", "t CO2e"])),
).map(lambda cells: tuple(ResultCell(indicator=i, stage=s, amount=amount) for (i, s), amount in sorted(cells.items())))

declarations = st.builds(
    Declaration,
    identity=st.builds(DatasetId, uuid=st.none() | st.uuids().map(str), version=st.none() | st.just("01.00.000")),
    report=st.builds(
        Report,
        number=maybe,
        date=st.none() | dates,
        issuer=st.none() | texts,
        standards=st.lists(sentence, max_size=3).map(tuple),
    ),
    product=st.builds(
        Product, name=st.none() | texts, model=maybe, net_mass=amounts(st.sampled_from(["kg", "t", "g"]))
    ),
    goal=st.builds(Goal, comparative=st.none() | st.booleans()),
    unit=st.builds(DeclaredUnit, kind=st.none() | st.sampled_from(["functional", "declared"]), quantity=amounts()),
    boundary=st.builds(
        Boundary,
        stages=st.lists(st.sampled_from(["raw_material", "use"]), unique=True).map(tuple),
        cut_off_item=amounts(st.just("%")),
    ),
    inventory=st.lists(lines, max_size=3).map(tuple),
    factors=st.lists(factors, max_size=2).map(tuple),
    quality=st.lists(scores, max_size=2).map(tuple),
    results=results,
)


def again(model: Declaration, carrier: str) -> tuple[Declaration, list[tuple[str, str]]]:
    draft = FORMAT.draft(model, "declaration", None, {"carrier": carrier})
    ((name, data),) = FORMAT.render([draft], {})
    (document,) = FORMAT.read(Source(name, lambda: iter((Member(name, lambda: data),))), {})
    assert document.reading.leaves == document.leaves
    assert document.model == draft.model
    return document.model, [(f.target.pointer, f.before) for f in draft.findings if f.code == "XW-G005"]


def pruned(value):
    """Plain data without what says nothing, and without the source's own characters of numbers."""
    if isinstance(value, dict) and set(value) == {"items"}:
        return {"items": tuple(sorted(value["items"]))}  # a workbook has its texts in the order of its columns
    if isinstance(value, dict):
        parts = {name: pruned(item) for name, item in value.items() if name != "raw"}
        return {name: item for name, item in parts.items() if item not in (None, {}, ())}
    return tuple(pruned(item) for item in value) if isinstance(value, (list, tuple)) else value


def said(model: Declaration) -> dict[str, object]:
    """What must come back: all but the schema mark, results in any order."""
    data = pruned(model.model_dump(exclude={"metadata", "results"}))
    return {**data, "results": {cell.key: (cell.amount, cell.share) for cell in model.results}}


@FEW
@given(declarations)
def test_workbook(model):
    found, lost = again(model, "xlsx")
    assert lost == []
    assert said(found) == said(model)


@FEW
@given(declarations)
def test_json(model):
    found, lost = again(model, "json")
    assert lost == []
    assert said(found) == said(model)

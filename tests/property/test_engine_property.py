"""Any model survives being written and read back, in XML and in JSON, with the digits of its numbers."""

from __future__ import annotations

import types
import typing
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from crosswalk.carriers import json, xml
from crosswalk.core import numbers
from crosswalk.formats.engine import covers, get, put
from crosswalk.formats.ilcd.format import new_root as new_xml
from crosswalk.formats.ilcd.format import syntax_of
from crosswalk.formats.ilcd.tables import TABLES as ILCD
from crosswalk.formats.tidas.format import SYNTAX
from crosswalk.formats.tidas.format import new_root as new_json
from crosswalk.formats.tidas.tables import TABLES as TIDAS
from crosswalk.model.base import Amount, Text, plain
from crosswalk.model.schema import MODELS

_PLAIN = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\ufffe\uffff")
WORDS = st.text(_PLAIN, min_size=1, max_size=12).filter(lambda text: text.strip() == text and text != "")
TEXTS = st.lists(st.tuples(st.sampled_from(["zh", "en", "de"]), WORDS), min_size=1, max_size=3).map(
    lambda items: Text(items=tuple(items))
)
DIGITS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
RAWS = st.one_of(
    DIGITS.map(str), st.integers(-(10**18), 10**18).map(str), st.sampled_from(["1.0", "0.10", "1E-7", "2.50e3", "-0.0"])
)
AMOUNTS = RAWS.map(lambda raw: Amount(value=Decimal(raw), raw=raw))


def of_type(kind, paths, prefix):
    """A strategy for the type of the field at a path."""
    if kind is str:
        return WORDS
    if kind is int:
        return st.integers(0, 9999)
    if kind is bool:
        return st.booleans()
    if kind is Text:
        return TEXTS
    if kind is Amount:
        return AMOUNTS
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        (inner,) = [item for item in arguments if item is not type(None)]
        return of_type(inner, paths, prefix)
    if origin is tuple:
        return st.lists(of_type(arguments[0], paths, prefix), min_size=1, max_size=2).map(tuple)
    return of_model(kind, paths, f"{prefix}.")


@st.composite
def of_model(draw, model: type[BaseModel], paths, prefix=""):
    """A strategy for a model with a few of its fields filled: ``paths`` are those that the table knows."""
    hints = typing.get_type_hints(model)
    known = [name for name in model.model_fields if prefix + name in paths]
    names = draw(st.lists(st.sampled_from(known), min_size=1, max_size=6, unique=True))
    return model(**{name: draw(of_type(hints[name], paths, prefix + name)) for name in names})


def paths_of(table):
    """Every model path of a table, and every path on the way to one."""
    found = set()
    for path, _, _ in table.walk():
        steps = path.replace("[]", "").split(".")
        found.update(".".join(steps[:count]) for count in range(1, len(steps) + 1))
    return found


def written(kind, model, carrier):
    data = plain(model)
    if carrier == "xml":
        root = new_xml(kind)
        put(data, ILCD[kind], syntax_of(kind), root)
        root = xml.parse(xml.serialise(root.getroottree())).getroot()
        return root, syntax_of(kind)
    root = new_json(kind)
    put(data, TIDAS[kind], SYNTAX, root)
    return json.parse(json.serialise(root)), SYNTAX


def raws(value):
    """The characters of every number, in order."""
    if isinstance(value, dict):
        if value.get("raw") is not None:
            yield value["raw"]
        for item in value.values():
            yield from raws(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from raws(item)


@pytest.mark.parametrize("carrier", ["xml", "json"])
@pytest.mark.parametrize("kind", sorted(ILCD))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_survives_writing_and_reading(kind, carrier, data):
    table = (ILCD if carrier == "xml" else TIDAS)[kind]
    model = data.draw(of_model(MODELS[kind], paths_of(table)))
    root, syntax = written(kind, model, carrier)
    reading = get(root, table, syntax)
    again = MODELS[kind].model_validate(reading.data)
    assert covers(plain(model), plain(again))
    assert reading.leaves == syntax.count(root)
    assert [r for r in reading.rest if r.reason not in ("unknown", "empty")] == []
    assert sorted(map(Decimal, raws(plain(model)))) == sorted(map(Decimal, raws(plain(again))))
    digits = sorted(numbers.number_text(Decimal(raw), raw, bare=False) for raw in raws(plain(model)))
    assert digits == sorted(raws(plain(again)))
    before = xml.canonical(root.getroottree()) if carrier == "xml" else json.serialise(root)
    put(plain(again), table, syntax, root)
    assert (xml.canonical(root.getroottree()) if carrier == "xml" else json.serialise(root)) == before

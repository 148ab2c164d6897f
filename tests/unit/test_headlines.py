"""A wrong row of a table round-trips with itself: only the independent headline checkers can tell."""

from __future__ import annotations

import importlib
from dataclasses import replace
from decimal import Decimal

import pytest

import crosswalk
from crosswalk.core.errors import VerifyFailed
from crosswalk.formats import codecs
from crosswalk.formats.gbt24067 import fields as declared
from crosswalk.formats.ilcd import tables
from crosswalk.formats.spec import Codec, Keyed, Repeat

NOW = "2026-03-02T00:00:00Z"


def row_at(table, native):
    return next(row for row in table.rows if row.native == native)


def swapped(table, one, other):
    """The model paths of two rows exchanged."""
    first, second = row_at(table, one), row_at(table, other)
    return table.replace(replace(first, model=second.model), replace(second, model=first.model))


def mapped(codec, away, back):
    """A codec that writes something else and reads it back as if nothing were wrong."""
    return Codec(codec.name, lambda text: back(codec.decode(text)), lambda value: codec.encode(away(value)), codec.same)


def negated(value):
    if value.get("value") is None:
        return value
    number = -Decimal(value["value"])
    return {**value, "value": number, "raw": str(number)}


def exchanged(pairs):
    both = {**pairs, **{b: a for a, b in pairs.items()}}
    return lambda value: both.get(value, value)


def inner(table, native, change):
    """The table with the nested rows of one row changed."""
    row = row_at(table, native)
    return table.replace(replace(row, rows=change(row.rows)))


def recoded(table, native, away, back=None):
    row = row_at(table, native)
    return table.replace(replace(row, codec=mapped(row.codec, away, back or away)))


P = "processInformation"
EXCHANGES, RESULTS = "exchanges/exchange", "LCIAResults/LCIAResult"
INPUT = exchanged({"Input": "Output"})
SETS = {
    "mean and resulting swapped": lambda t: inner(t, EXCHANGES, lambda e: swapped(
        recoded(e, "resultingAmount", negated), "meanAmount", "resultingAmount")),
    "sign of the mean": lambda t: inner(t, EXCHANGES, lambda e: recoded(e, "meanAmount", negated)),
    "sign of the result": lambda t: inner(t, RESULTS, lambda e: recoded(e, "meanAmount", negated)),
    "input and output": lambda t: inner(t, EXCHANGES, lambda e: recoded(e, "exchangeDirection", INPUT)),
    "direction under function": lambda t: inner(t, EXCHANGES, lambda e: swapped(e, "exchangeDirection", "functionType")),
    "location under coordinates": lambda t: swapped(
        t, f"{P}/geography/locationOfOperationSupplyOrProduction/@location",
        f"{P}/geography/locationOfOperationSupplyOrProduction/@latitudeAndLongitude"),
    "year under validity": lambda t: swapped(t, f"{P}/time/common:referenceYear", f"{P}/time/common:dataSetValidUntil"),
    "year off by one": lambda t: recoded(t, f"{P}/time/common:referenceYear", lambda y: y + 1, lambda y: y - 1),
    "name under treatment": lambda t: swapped(
        t, f"{P}/dataSetInformation/name/baseName", f"{P}/dataSetInformation/name/mixAndLocationTypes"),
    "version under uri": lambda t: swapped(
        t, "administrativeInformation/publicationAndOwnership/common:dataSetVersion",
        "administrativeInformation/publicationAndOwnership/common:permanentDataSetURI"),
    "unit under comment": lambda t: swapped(
        t, f"{P}/quantitativeReference/functionalUnitOrOther", f"{P}/dataSetInformation/common:generalComment"),
    "reference flow off by one": lambda t: t.replace(replace(
        row_at(t, f"{P}/quantitativeReference/referenceToReferenceFlow"),
        rows=mapped(codecs.integer_text, lambda n: n + 1, lambda n: n - 1))),
}  # fmt: skip


def headline_of(problem):
    """What the refusal names: a headline, not a path of the model."""
    return str(problem.value.params["what"])


def shares_no_code(module):
    source = importlib.import_module(module).__spec__.loader.get_source(module)
    return "formats.engine" not in source and ".tables" not in source and ".layout" not in source


@pytest.mark.parametrize("target", ["ilcd", "tidas"])
@pytest.mark.parametrize("fault", SETS)
def test_a_wrong_dataset_row_is_caught(monkeypatch, battery, target, fault):
    wrong = {**tables.TABLES, "process": SETS[fault](tables.PROCESS)}
    monkeypatch.setattr(f"crosswalk.formats.{target}.format.TABLES", wrong)
    with pytest.raises(VerifyFailed) as caught:
        crosswalk.convert(battery, target, now=NOW)
    assert headline_of(caught).startswith("process:")


def keyed(table, native):
    """Two stage or result labels exchanged in a keyed row."""
    row = row_at(table, native)
    assert isinstance(row, Keyed)
    swap = exchanged({"gwp-fossil": "gwp-luluc", "gwp-total": "gwp-biogenic"})
    return table.replace(replace(row, keys={name: mapped(codec, swap, swap) for name, codec in row.keys.items()}))


def rows_of(table, model):
    return next(row.native for row in table.rows if isinstance(row, Repeat) and row.model == model)


def native_of(table, model):
    return next(row.native for row in table.rows if not isinstance(row, (Keyed, Repeat)) and row.model == model)


def by_model(one, other):
    return lambda t: swapped(t, native_of(t, one), native_of(t, other))


def in_stages(model, away):
    def change(table):
        native = rows_of(table, "results")
        return inner(table, native, lambda own: recoded(own, native_of(own, model), away))

    return change


DECLARED = {
    "period turned round": by_model("period.start", "period.end"),
    "number under date": by_model("report.number", "product.model"),
    "uuid under version": by_model("identity.uuid", "identity.version"),
    "boundary": lambda t: recoded(
        t, native_of(t, "boundary.type"), exchanged({"cradle_to_gate": "cradle_to_grave", "gate_to_gate": "gate_to_grave"})),
    "gwp set": lambda t: recoded(t, native_of(t, "methods.gwp_set"), exchanged({"AR6-100": "AR5-100"})),
    "stage label": in_stages("stage", exchanged({"raw_material": "manufacturing"})),
    "stage sign": in_stages("amount", negated),
}  # fmt: skip


@pytest.mark.parametrize("carrier", ["workbook", "json"])
@pytest.mark.parametrize("fault", DECLARED)
def test_a_wrong_declaration_row_is_caught(monkeypatch, battery, carrier, fault):
    name = f"{carrier}_table"
    right = getattr(declared, name)()
    wrong = DECLARED[fault](right)
    source = battery if carrier == "json" else battery.with_suffix(".json")  # the source is read by the other table
    monkeypatch.setattr(f"crosswalk.formats.gbt24067.format.{name}", lambda: wrong)
    options = {"carrier": "json"} if carrier == "json" else {}
    with pytest.raises(VerifyFailed) as caught:
        crosswalk.convert(source, "gbt24067", now=NOW, options=options)
    names = ("number", "product", "unit", "period", "gwp", "boundary", "total", "uuid", "version", "stage:")
    assert headline_of(caught).startswith(names)


@pytest.mark.parametrize("carrier", ["workbook", "json"])
def test_result_labels_exchanged_are_caught(monkeypatch, battery, carrier):
    name = f"{carrier}_table"
    right = getattr(declared, name)()
    wrong = right
    for row in right.rows:
        if isinstance(row, Keyed):
            wrong = keyed(wrong, row.native)
    source = battery if carrier == "json" else battery.with_suffix(".json")
    monkeypatch.setattr(f"crosswalk.formats.gbt24067.format.{name}", lambda: wrong)
    with pytest.raises(VerifyFailed) as caught:
        crosswalk.convert(source, "gbt24067", now=NOW, options={"carrier": "json"} if carrier == "json" else {})
    assert headline_of(caught) in ("total", "fossil", "luluc")


@pytest.mark.parametrize("name", ["ilcd", "tidas", "gbt24067"])
def test_checkers_share_no_code_with_what_they_check(name):
    assert shares_no_code(f"crosswalk.formats.{name}.headline")

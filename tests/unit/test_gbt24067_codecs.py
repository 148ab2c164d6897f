"""Codecs and tables of the declaration."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crosswalk.carriers.form import CellText
from crosswalk.formats.codecs import string
from crosswalk.formats.gbt24067 import vocabularies as v
from crosswalk.formats.gbt24067.fields import fields, json_table, workbook_table
from crosswalk.formats.spec import BadValue
from crosswalk.model.declaration import Declaration


def cell(text: str, *, percent: bool = False, unit: str | None = None) -> CellText:
    made = CellText(text)
    made.percent, made.unit = percent, unit
    return made


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (cell("0.413", percent=True), "41.3"),
        ("41.3%", "41.3"),
        ("４１．３％", "41.3"),
        ("41.3", "41.3"),
        (cell("1", percent=True), "100"),
    ],
)
def test_percent_is_kept_in_per_cent(text, value):
    assert v.percent.decode(text)["value"] == Decimal(value)
    assert v.percent.decode(text)["unit"] == "%"


def test_amount_takes_its_unit_from_the_heading_then_from_behind_the_number_then_from_its_field():
    codec = v.amount_in("kg CO2e", workbook=True)
    assert codec.decode(cell("12.064", unit="tCO2e"))["unit"] == "tCO2e"
    assert codec.decode("12.064 tCO2e") == {"value": Decimal("12.064"), "raw": "12.064", "unit": "tCO2e"}
    assert codec.decode("12064")["unit"] == "kg CO2e"


def test_another_unit_is_written_beside_the_number_and_never_converted():
    value = {"value": Decimal("12.064"), "raw": "12.064", "unit": "tCO2e"}
    written = v.amount_in("kg CO2e", workbook=True).encode(value)
    assert (str(written), written.unit) == ("12.064", "tCO2e")
    assert v.amount_in("kg CO2e", workbook=False).encode(value) == "12.064 tCO2e"


def test_another_spelling_of_the_same_unit_needs_no_mention():
    value = {"value": Decimal(5), "raw": "5", "unit": "kgCO2e"}
    assert v.amount_in("kg CO2e", workbook=False).encode(value) == "5"


@pytest.mark.parametrize("text", ["约 5", "n/a", "5 左右"])
def test_what_is_no_number_is_refused_not_guessed(text):
    with pytest.raises(BadValue):
        v.amount_in("kg", workbook=True).decode(text)


def test_vocabularies_read_labels_codes_and_synonyms_and_write_labels_or_codes():
    labels, codes = v.vocabulary("boundary", labels=True), v.vocabulary("boundary", labels=False)
    for text in ("从摇篮到大门", "摇篮到大门", "cradle_to_gate", "Cradle to Gate", "从摇篮到大门（cradle-to-gate）"):
        assert labels.decode(text) == "cradle_to_gate"
    assert labels.encode("cradle_to_gate") == "从摇篮到大门"
    assert codes.encode("cradle_to_gate") == "cradle_to_gate"
    with pytest.raises(BadValue, match="XW-N041"):
        labels.decode("摇篮到月球")


@pytest.mark.parametrize(
    "values", [("a", "b"), ("slag, granulated", "iron"), ("slag, granulated",), ("GB/T 24067-2024",), ("甲；乙", "丙")]
)
def test_lists_come_back_from_one_cell(values):
    codec = v.list_of(string)
    assert codec.decode(codec.encode(values)) == values


def test_lists_are_read_with_any_separator():
    assert v.list_of(string).decode("CO2、CH4，N2O; SF6；NF3,HFCs") == ("CO2", "CH4", "N2O", "SF6", "NF3", "HFCs")


def test_files_carry_their_digest():
    value = ({"name": "电表、分表.csv", "sha256": "a" * 64}, {"name": "b.pdf"})
    assert v.files.decode(v.files.encode(value)) == value


def test_every_row_of_the_field_table_leads_to_a_field_of_the_model():
    from crosswalk.model import declaration as m

    lists = {
        name: field.annotation.__args__[0]
        for name, field in Declaration.model_fields.items()
        if getattr(field.annotation, "__origin__", None) is tuple
    }
    for row in fields():
        owner = lists[row["list"]] if row["list"] else Declaration
        path = row["model"].split(".")
        for name in path:
            assert name in owner.model_fields, row
            kind = owner.model_fields[name].annotation
            inner = [item for item in getattr(kind, "__args__", (kind,)) if isinstance(item, type)]
            owner = next((item for item in inner if issubclass(item, m.Model)), owner)


def test_both_tables_know_the_same_model_paths():
    def paths(table):
        return {path.replace("[]", "") for path, _, row in table.walk() if path}

    assert paths(workbook_table()) == paths(json_table())

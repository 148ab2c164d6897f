"""The two tables of the declaration, workbook and JSON, built from ``mappings/gbt24067/fields.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import groupby

from crosswalk.core.tables import table
from crosswalk.formats import codecs
from crosswalk.formats.gbt24067 import vocabularies as v
from crosswalk.formats.spec import Codec, Field, Keyed, Repeat, Row, Table, texts

FieldRow = Mapping[str, str]
ROWS = "#rows"
"""The key of a sheet's list rows."""
BINDINGS: Mapping[str, Mapping[str, object]] = {"results": {"indicator": "gwp-total"}}
"""Constants of list rows: the stage table holds the total climate result of each stage."""


def label_key(heading: str) -> str:
    """A heading as a path step: paths are split at slashes, so those of 输入/输出 become division slashes."""
    return heading.replace("/", "\u2215")


def fields() -> tuple[FieldRow, ...]:
    """All fields in the order of the workbook."""
    return table("gbt24067/fields.csv")


def _codec(row: FieldRow, *, workbook: bool) -> Codec:
    name = row["codec"]
    head, _, rest = name.partition(":")
    if head == "vocabulary":
        return v.vocabulary(rest, labels=workbook)
    if head == "amount" and row["unit"]:
        return v.amount_in(row["unit"], workbook=workbook)
    simple: Mapping[str, Codec] = {
        "string": codecs.string,
        "unit": codecs.string,
        "identifier": codecs.string,
        "uuid": codecs.string,
        "version": codecs.string,
        "amount": v.amount,
        "percent": v.percent,
        "date": codecs.date,
        "integer": codecs.integer,
        "decimal": codecs.decimal,
        "truth": codecs.truth if not workbook else _truth_label,
        "timestamp": v.timestamp,
        "file": v.file,
        "files": v.files,
    }
    return simple[head]


_truth_label = Codec("truth", codecs.truth.decode, lambda value: "是" if value else "否")


def _item_codec(row: FieldRow, *, workbook: bool) -> Codec:
    inner = dict(row, codec=row["codec"].partition(":")[2])
    return _codec(inner, workbook=workbook)


def _row(row: FieldRow, native: str, *, workbook: bool) -> Row:
    kind = row["codec"]
    if kind == "text":
        return Field(row["model"], native, texts)
    if kind.startswith("list:"):
        item = _item_codec(row, workbook=workbook)
        return Field(row["model"], native, v.list_of(item)) if workbook else Repeat(row["model"], native, item)
    if kind == "files" and not workbook:
        return Repeat(row["model"], native, v.file)
    return Field(row["model"], native, _codec(row, workbook=workbook))


def _results(native: str, key: Codec, *, workbook: bool) -> Keyed:
    """Totals by indicator: the label is the key, the amount the value."""
    own = Table(Field("amount", ".", v.result_amount(workbook=workbook)))
    return Keyed("results", native, {"indicator": key}, own, bind={"stage": "total"})


@cache
def workbook_table() -> Table:
    """The table of the workbook: paths are sheet and heading."""
    rows: list[Row] = []
    for sheet, group in groupby(fields(), key=lambda row: row["sheet"]):
        members = list(group)
        results = [row for row in members if row["codec"].startswith("result:")]
        if results:
            rows.append(_results(f"{sheet}/{{indicator}}", v.result_key(sheet, label_key), workbook=True))
        rows.extend(
            _row(row, f"{sheet}/{label_key(row['heading'])}", workbook=True)
            for row in members
            if not row["list"] and row not in results
        )
        for name in dict.fromkeys(row["list"] for row in members if row["list"]):
            own = [row for row in members if row["list"] == name]
            inner = Table(*(_row(row, label_key(row["heading"]), workbook=True) for row in own))
            rows.append(Repeat(name, f"{sheet}/{ROWS}", inner, bind=BINDINGS.get(name, {})))
    return Table(*rows)


@cache
def json_table() -> Table:
    """The table of the JSON form: paths are the members of the field table's keys."""
    rows: list[Row] = []
    results = [row for row in fields() if row["codec"].startswith("result:")]
    lists: dict[str, list[FieldRow]] = {}
    for row in fields():
        if row["list"]:
            lists.setdefault(row["list"], []).append(row)
            continue
        if row in results:
            if row is results[0]:
                rows.append(_results("res/{indicator}", v.result_key(None, label_key), workbook=False))
            continue
        rows.append(_row(row, row["key"].replace(".", "/"), workbook=False))
    for name, own in lists.items():
        native = own[0]["key"].partition("[]")[0].replace(".", "/")
        inner = Table(*(_row(row, row["key"].partition("[].")[2].replace(".", "/"), workbook=False) for row in own))
        rows.append(Repeat(name, native, inner, bind=BINDINGS.get(name, {})))
    return Table(*rows)

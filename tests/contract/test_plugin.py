"""A third party's format: a text file of ``key=value`` lines, registered by an entry point."""

from __future__ import annotations

import types
from collections.abc import Iterator
from decimal import Decimal

import pytest

import crosswalk
from crosswalk import formats, plugin
from crosswalk.core.errors import PluginError, UsageError

SYNTAX = plugin.JsonSyntax("lang", "text")
TABLE = plugin.Table(
    plugin.Field("product.model", "model", plugin.string),
    plugin.Field("report.number", "report", plugin.string),
    plugin.Field("report.date", "date", plugin.date),
    plugin.Field("unit.quantity", "amount", plugin.amount),
    plugin.Field("unit.quantity.unit", "unit", plugin.string),
)


class Lines:
    """``model=EVP-1`` and the like."""

    card = plugin.Card("lines", "行文本", "Lines", "lines", ("declaration",), ("1",), (".pcf",), "tests.lines")

    def detect(self, peek):
        return plugin.Detection("lines", 80, "1", ("first line",)) if peek.head.startswith(b"# lines") else None

    def read(self, source, options) -> Iterator[plugin.Document]:
        for member in source.members():
            pairs = (line.split("=", 1) for line in member.read().decode().splitlines() if "=" in line)
            root = {name: plugin.NumberText(value) if name == "amount" else value for name, value in pairs}
            place = plugin.Place(source.file)
            yield plugin.Document("lines", "declaration", root, SYNTAX, TABLE, plugin.Declaration, place)

    def draft(self, model, kind, base, options):
        return plugin.draft_tree(model, TABLE, SYNTAX, {}, format="lines", kind=kind, member="out.pcf", based=False)

    def render(self, drafts, options):
        for draft in drafts:
            body = "".join(f"{name}={value}\n" for name, value in draft.root.items())
            yield draft.member, ("# lines\n" + body).encode()

    def required(self, model, kind):
        return []

    def headlines(self, files):
        (data,) = files.values()
        values = dict(line.split("=", 1) for line in data.decode().splitlines() if "=" in line)
        names = {"report": "number", "amount": "unit.amount", "unit": "unit.unit"}
        return [plugin.Headline(names[name], value) for name, value in values.items() if name in names]

    def tables(self):
        return {"declaration": TABLE}


class Point:
    name, value = "lines", "tests.lines"

    def __init__(self, format_):
        self.format = format_

    def load(self):
        return types.SimpleNamespace(FORMAT=self.format)


@pytest.fixture
def registered(monkeypatch):
    def register(format_):
        monkeypatch.setattr(formats, "_entry_points", lambda: (Point(format_),))
        formats.cards.cache_clear()
        formats.load.cache_clear()

    yield register
    formats.cards.cache_clear()
    formats.load.cache_clear()


def test_a_third_party_format_reads_and_converts(tmp_path, registered):
    registered(Lines())
    (tmp_path / "a.pcf").write_text(
        "# lines\nmodel=EVP-1\nreport=R-7\namount=1.50\nunit=kg\ncolour=red\n", encoding="utf-8"
    )
    package = crosswalk.read(tmp_path / "a.pcf")
    assert package.detection.format == "lines"
    assert package.documents[0].model.unit.quantity.value == Decimal("1.50")
    result = crosswalk.convert(tmp_path / "a.pcf", "gbt24067", tmp_path / "a.xlsx", draft=True)
    assert result.account.balanced
    assert {e.text for e in result.ledger.entries if e.fate.value == "dropped"} == {"red"}
    back = crosswalk.read(tmp_path / "a.xlsx").documents[0].model
    assert (back.product.model, back.unit.quantity.raw, back.unit.quantity.unit) == ("EVP-1", "1.50", "kg")


def test_a_third_party_format_is_written(registered, battery):
    registered(Lines())
    result = crosswalk.convert(battery, "lines")
    assert b"model=EVP-LFP-60\n" in result.files["out.pcf"]
    assert result.account.balanced


def test_a_name_that_is_taken_is_refused(registered):
    twin = Lines()
    twin.card = plugin.Card("ilcd", "x", "x", "x", ("process",), ("1",), (".x",), "x")
    registered(twin)
    with pytest.raises(PluginError) as refused:
        crosswalk.formats()
    assert refused.value.code == "XW-U010"


def test_a_broken_plugin_stops_nobody(registered):
    class Broken:
        @property
        def card(self):
            raise ImportError("no such module")

    registered(Broken())
    assert set(crosswalk.formats()) == {"gbt24067", "ilcd", "ilcd-epd", "openepd", "tidas"}
    assert "no such module" in formats.broken_plugins()["lines"]


def test_unknown_names_are_answered_with_the_nearest():
    with pytest.raises(UsageError) as refused:
        formats.load("tidsa")
    assert refused.value.params["near"] == "tidas"

"""Every row kind reads, edits, creates and removes, and the census never misses a leaf."""

from __future__ import annotations

import copy

import pytest

from crosswalk.carriers import json, xml
from crosswalk.carriers.plain import PlainSyntax
from crosswalk.formats.codecs import amount, integer, string, whole
from crosswalk.formats.engine import get, put
from crosswalk.formats.spec import Codec, Field, Hook, Keyed, Repeat, Table, texts

XML = xml.XmlSyntax({"": ""})
JSON = json.JsonSyntax("@lang", "#text")
PLAIN = PlainSyntax("@lang", "#text")

PLACE = Table(Field("country", "@country", string), Field("city", "city", string))
ITEM = Table(Field("id", "@id", string), Field("amount", "amount", amount), Field("note", "note", texts))


def stage(label):
    """A key that is a life cycle stage; others are no value of the table."""
    if label not in ("raw", "use"):
        raise ValueError(label)
    return {"raw": "A1", "use": "B1"}[label]


STAGE = Codec("stage", stage, {"A1": "raw", "B1": "use"}.get)


def read_hook(reader, node):
    reader.out["hooked"] = reader.reader.syntax.scalar(node)
    reader.take(node, "hooked", 1)


def write_hook(writer):
    value = writer.data.get("hooked")
    if value is None or [writer.writer.syntax.scalar(node) for node in writer.found] == [value]:
        for node in writer.found:
            writer.note("hooked", node, writer.key, "same")
        return
    for node in writer.found:
        writer.remove(node, "hooked")
    made = writer.writer.syntax.add_scalar(writer.node, writer.key, value, writer.step.order)
    writer.note("hooked", made, writer.key)


TABLE = Table(
    Field("id", "@id", string),
    Field("head.title", "head/title", string),
    Field("head.year", "head/year", integer),
    Field("name", "name", texts),
    Field("place", "place", PLACE),
    Field("id", "again", string, copy=True),
    Repeat("tags", "tags/tag", string),
    Repeat("items", "items/item", ITEM, bind={"role": "main"}),
    Repeat("items", "items/extra", ITEM, bind={"role": "extra"}),
    Repeat("codes", "code", Table(Field("value", ".", string))),
    Keyed("results", "results/{stage}", {"stage": STAGE}, Table(Field("amount", ".", amount))),
    Hook(("hooked",), "hook", read_hook, write_hook),
)
DATA = {
    "id": "x1",
    "head": {"title": "Steel", "year": 2025},
    "name": {"items": [("zh", "钢"), ("en", "steel")]},
    "place": {"country": "CN", "city": "溧阳"},
    "tags": ["a", "b", "c"],
    "items": [
        {"id": "1", "amount": {"value": 1, "raw": "1.0"}, "note": {"items": [("en", "one")]}, "role": "main"},
        {"id": "2", "amount": {"value": 2, "raw": "2.00"}, "role": "main"},
        {"id": "3", "amount": {"value": 3, "raw": "3"}, "role": "main"},
        {"id": "4", "amount": {"value": 4, "raw": "4"}, "role": "extra"},
    ],
    "codes": [{"value": "C1"}, {"value": "C2"}],
    "results": [
        {"stage": "A1", "amount": {"value": 5, "raw": "5.0"}},
        {"stage": "B1", "amount": {"value": 6, "raw": "6"}},
    ],
    "hooked": "by hand",
}
XML_TEXT = """<set id="x1" odd="kept"><!-- a comment -->
  <head><title>Steel</title><year>2025</year><secret>s</secret></head>
  <name xml:lang="zh">钢</name>
  <name xml:lang="en">steel</name>
  <place country="CN"><city>溧阳</city></place>
  <again>x1</again>
  <tags><tag>a</tag><tag>b</tag><tag>c</tag></tags>
  <items>
    <item id="1"><amount>1.0</amount><note xml:lang="en">one</note></item>
    <item id="2"><amount>2.00</amount><odd/></item>
    <item id="3"><amount>3</amount></item>
    <extra id="4"><amount>4</amount></extra>
  </items>
  <code>C1</code>
  <code>C2</code>
  <results><raw>5.0</raw><use>6</use><other>7</other></results>
  <hook>by hand</hook>
  <unknown><deep a="1">t</deep>tail</unknown>
</set>"""
JSON_TEXT = """{"@id": "x1", "odd": [], "head": {"title": "Steel", "year": 2025, "secret": null},
 "name": [{"@lang": "zh", "#text": "钢"}, {"@lang": "en", "#text": "steel"}],
 "place": {"@country": "CN", "city": "溧阳"}, "again": "x1", "tags": {"tag": ["a", "b", "c"]},
 "items": {"item": [{"@id": "1", "amount": 1.0, "note": {"@lang": "en", "#text": "one"}},
   {"@id": "2", "amount": 2.00, "odd": {}}, {"@id": "3", "amount": 3}], "extra": {"@id": "4", "amount": 4}},
 "code": ["C1", "C2"], "results": {"raw": 5.0, "use": 6, "other": 7}, "hook": "by hand", "unknown": {"deep": [1, {}]}}"""


def tree(syntax):
    if syntax is XML:
        return xml.parse(XML_TEXT.encode()).getroot()
    return json.parse(JSON_TEXT.encode())


def text_of(syntax, root):
    return xml.canonical(root.getroottree()) if syntax is XML else json.serialise(root)


def leaves(syntax, root):
    return list(syntax.leaves(root))


both = pytest.mark.parametrize("syntax", [XML, JSON], ids=["xml", "json"])


@both
def test_reads_every_row_kind(syntax):
    assert get(tree(syntax), TABLE, syntax).data == DATA


@both
def test_census_counts_each_leaf_once(syntax):
    root = tree(syntax)
    reading = get(root, TABLE, syntax)
    assert sum(t.leaves for t in reading.takes) + sum(r.leaves for r in reading.rest) == syntax.count(root)
    assert syntax.count(root) == len(leaves(syntax, root))


def test_residue_is_what_the_table_does_not_name():
    reading = get(tree(XML), TABLE, XML)
    assert sorted((str(r.key), r.leaves) for r in reading.rest if isinstance(r.key, str)) == [
        ("odd", 1), ("odd", 1), ("other", 1), ("secret", 1), ("unknown", 3),
    ]  # fmt: skip


@both
def test_putting_back_what_was_read_changes_nothing(syntax):
    root = tree(syntax)
    before = text_of(syntax, root)
    writing = put(get(root, TABLE, syntax).data, TABLE, syntax, root)
    assert text_of(syntax, root) == before
    assert {w.how for w in writing.wrote} == {"same"}
    assert writing.removed == []


EDITS = [
    (("head", "title"), "Iron", "Steel"),
    (("head", "year"), 2026, "2025"),
    (("place", "city"), "常州", "溧阳"),
    (("tags", 1), "z", "b"),
    (("items", 1, "amount"), {"value": 9, "raw": "9.10"}, "2.00"),
    (("codes", 0, "value"), "C9", "C1"),
    (("results", 1, "amount"), {"value": 8, "raw": "8"}, "6"),
    (("name", "items", 1), ("en", "iron"), "steel"),
]


@both
@pytest.mark.parametrize(("path", "new", "old"), EDITS, ids=["/".join(map(str, e[0])) for e in EDITS])
def test_one_changed_value_changes_one_leaf(syntax, path, new, old):
    root = tree(syntax)
    before = leaves(syntax, root)
    data = copy.deepcopy(DATA)
    holder = data
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = new
    writing = put(data, TABLE, syntax, root)
    after = leaves(syntax, root)
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert [(a[0] == b[0], a[1]) for a, b in changed] == [(True, old)]
    assert sum(w.how == "changed" for w in writing.wrote) == 1


@both
@pytest.mark.parametrize("gone", range(3))
def test_a_list_that_shrinks_keeps_the_others(syntax, gone):
    root = tree(syntax)
    data = copy.deepcopy(DATA)
    del data["items"][gone], data["tags"][gone]
    writing = put(data, TABLE, syntax, root)
    again = get(root, TABLE, syntax)
    assert again.data == data
    assert len(again.rest) == len(get(tree(syntax), TABLE, syntax).rest) - (gone == 1)  # item 2 takes its odd along
    assert sum(r.leaves for r in writing.removed) == (5, 4, 3)[gone] - (syntax is JSON and gone < 0)


@both
@pytest.mark.parametrize("spot", range(4))
def test_a_list_that_grows_keeps_the_others(syntax, spot):
    root = tree(syntax)
    data = copy.deepcopy(DATA)
    data["items"].insert(spot, {"id": "new", "amount": {"value": 7, "raw": "7"}, "role": "main"})
    put(data, TABLE, syntax, root)
    again = get(root, TABLE, syntax)
    assert again.data == data
    assert len(again.rest) == len(get(tree(syntax), TABLE, syntax).rest)


@both
def test_what_the_model_no_longer_holds_is_removed_and_listed(syntax):
    root = tree(syntax)
    data = copy.deepcopy(DATA)
    for name in ("place", "codes", "name"):
        del data[name]
    del data["results"][0]
    writing = put(data, TABLE, syntax, root)
    assert get(root, TABLE, syntax).data == data
    assert {r.pointer for r in writing.removed} == {"place", "codes", "name", "results"}
    assert all(r.reason == "removed" for r in writing.removed)


@both
def test_a_new_tree_reads_back_and_stands_in_row_order(syntax):
    root = XML.detached("set") if syntax is XML else {}
    put(DATA, TABLE, syntax, root)
    assert get(root, TABLE, syntax).data == DATA
    order = ["head", "name", "place", "again", "tags", "items", "code", "results", "hook"]
    names = [child.tag for child in root] if syntax is XML else [name for name in root if name != "@id"]
    assert list(dict.fromkeys(names)) == order


@both
def test_a_missing_node_goes_in_at_row_order(syntax):
    root = tree(syntax)
    bare = {name: value for name, value in DATA.items() if name not in ("place", "tags")}
    put(bare, TABLE, syntax, root)
    put(DATA, TABLE, syntax, root)
    names = [c.tag for c in root if isinstance(c.tag, str)] if syntax is XML else list(root)
    assert get(root, TABLE, syntax).data == DATA
    assert (
        names.index("name") < names.index("place") < names.index("again") < names.index("tags") < names.index("items")
    )


@both
def test_a_copy_that_disagrees_is_left_and_not_overridden(syntax):
    root = tree(syntax)
    table = Table(Field("id", "@id", string), Field("id", "again", string, copy=True))
    put({"id": "x1"}, table, syntax, root)
    if syntax is XML:
        root.find("again").text = "x2"
    else:
        root["again"] = "x2"
    reading = get(root, table, syntax)
    assert reading.data == {"id": "x1"}
    assert [r.key for r in reading.rest if r.reason == "conflict"] == ["again"]


@both
def test_a_copy_alone_is_the_value(syntax):
    root = XML.detached("set") if syntax is XML else {}
    put({"id": "x"}, Table(Field("id", "again", string)), syntax, root)
    assert get(root, Table(Field("id", "@id", string), Field("id", "again", string, copy=True)), syntax).data == {
        "id": "x"
    }


@both
def test_what_cannot_be_read_is_left_where_it_was(syntax):
    root = tree(syntax)
    if syntax is XML:
        root.find("head/year").text = "soon"
    else:
        root["head"]["year"] = "soon"
    before = text_of(syntax, root)
    reading = get(root, TABLE, syntax)
    assert [(r.reason, r.pointer) for r in reading.rest if r.reason == "malformed"] == [("malformed", "head/year")]
    assert reading.leaves == syntax.count(root)
    put(reading.data, TABLE, syntax, root)
    assert text_of(syntax, root) == before


@both
def test_a_second_node_of_a_single_row_is_a_duplicate(syntax):
    root = tree(syntax)
    if syntax is XML:
        root.find("head").append(copy.deepcopy(root.find("head/title")))
    else:
        root["head"]["title"] = ["Steel", "Steel"]
    reading = get(root, TABLE, syntax)
    assert [r.reason for r in reading.rest if r.key == "title"] == ["duplicate"]
    assert reading.leaves == syntax.count(root)


def test_plain_data_through_a_table_and_back():
    source = {"a": {"b": 1}, "list": ({"n": 1, "t": "x"}, {"n": 2}), "left": "over", "none": None}
    table = Table(
        Field("x.y", "a/b", whole), Repeat("items", "list", Table(Field("num", "n", whole), Field("word", "t", whole)))
    )
    reading = get(source, table, PLAIN)
    assert reading.data == {"x": {"y": 1}, "items": [{"num": 1, "word": "x"}, {"num": 2}]}
    assert reading.leaves == PLAIN.count(source) == 5
    made = {}
    put(reading.data, table, PLAIN, made)
    assert made == {"a": {"b": 1}, "list": [{"n": 1, "t": "x"}, {"n": 2}]}


def test_tables_are_extended_by_value():
    first = Table(Field("a", "a", string), Field("b", "b", string))
    assert [r.native for r in first.add(Field("c", "c", string), after="a").rows] == ["a", "c", "b"]
    assert [r.native for r in first.drop("a").rows] == ["b"]
    assert first.replace(Field("z", "b", string)).rows[1].model == "z"
    with pytest.raises(KeyError):
        first.drop("nowhere")
    assert len(first.rows) == 2

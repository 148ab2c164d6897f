"""Rows with several spellings: read at any, edited where the value stands, new under their own."""

from __future__ import annotations

from lxml import etree

from crosswalk.carriers import json, xml
from crosswalk.formats.codecs import integer_text, string
from crosswalk.formats.engine import get, put
from crosswalk.formats.spec import Field, Repeat, Table, texts

ITEM = Table(Field("name", "@name", string), Field("value", "#text", string, also=("value",)))
TABLE = Table(
    Field("title", "title", texts, also=("heading",)),
    Field("count", "inner/count", integer_text, also=("number",)),
    Repeat("items", "items/item", ITEM, also=("../item",)),
    Field("last", "last", string),
)
SYNTAXES = {"xml": xml.XmlSyntax({"": ""}), "json": json.JsonSyntax()}


def read_xml(text):
    root = etree.fromstring(text)
    return root, get(root, TABLE, SYNTAXES["xml"])


def test_each_spelling_is_read_and_left_where_it_is():
    for text in (
        '<a><title xml:lang="en">T</title><inner><count>3</count></inner><items><item name="x">1</item></items></a>',
        '<a><heading xml:lang="en">T</heading><inner><number>3</number></inner><item name="x"><value>1</value></item></a>',
    ):
        root, reading = read_xml(text)
        assert reading.data["title"] == {"items": [("en", "T")]}
        assert reading.data["count"] == 3
        assert reading.data["items"] == [{"name": "x", "value": "1"}]
        assert reading.rest == []
        writing = put(reading.data, TABLE, SYNTAXES["xml"], root)
        assert {entry.how for entry in writing.wrote} == {"same"}
        assert etree.tostring(root).decode() == text


def test_an_edit_stays_under_the_spelling_that_is_there():
    root, reading = read_xml("<a><heading>T</heading><item name='x'>1</item><last>z</last></a>")
    reading.data["items"].append({"name": "y", "value": "2"})
    reading.data["title"]["items"] = [(None, "U")]
    reading.data["count"] = 4
    put(reading.data, TABLE, SYNTAXES["xml"], root)
    assert etree.tostring(root).decode() == (
        '<a><heading>U</heading><inner><count>4</count></inner><item name="x">1</item><item name="y">2</item><last>z</last></a>'
    )


def test_new_values_get_the_own_spelling():
    root = etree.Element("a")
    put({"count": 1, "items": [{"name": "x", "value": "1"}]}, TABLE, SYNTAXES["xml"], root)
    assert etree.tostring(root).decode() == (
        '<a><inner><count>1</count></inner><items><item name="x">1</item></items></a>'
    )


def test_a_second_spelling_is_a_duplicate_and_survives_an_edit():
    root, reading = read_xml("<a><heading>T</heading><title>U</title></a>")
    assert reading.data["title"] == {"items": [(None, "T")]}
    assert [(rest.reason, rest.pointer) for rest in reading.rest] == [("duplicate", "title")]
    reading.data["title"]["items"] = [(None, "V")]
    put(reading.data, TABLE, SYNTAXES["xml"], root)
    assert etree.tostring(root).decode() == "<a><heading>V</heading><title>U</title></a>"


def test_json_reads_the_same_spellings():
    text = b'{"number": "9", "inner": {"number": "3"}, "item": [{"@name": "x", "value": "1"}, {"#text": "2"}]}'
    root = json.parse(text)
    reading = get(root, TABLE, SYNTAXES["json"])
    assert reading.data == {"count": 3, "items": [{"name": "x", "value": "1"}, {"value": "2"}]}
    assert [(rest.key, rest.reason) for rest in reading.rest] == [("number", "unknown")]
    put(reading.data, TABLE, SYNTAXES["json"], root)
    assert root == json.parse(text)


def test_a_table_is_edited_row_by_row():
    edited = TABLE.within("items/item", lambda item: item.respell("#text", "value")).accept("title", "name")
    assert [row.native for row in edited.rows] == [row.native for row in TABLE.rows]
    assert edited.rows[0].also == ("heading", "name")
    assert edited.rows[2].rows.rows[1] == Field("value", "value", string, also=("#text",))
    assert [row.native for row in ITEM.below("outer")] == ["outer/@name", "outer/#text"]

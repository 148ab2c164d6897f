"""Make ``mappings/ilcd/structure.csv``, ``values.csv`` and ``enumerations.csv`` from a folder of ILCD XSDs.

    python mappings/_build/ilcd_structure.py FOLDER mappings/ilcd

The tables hold facts only: which element may stand where, how often, with what kind of value. Types are
named after the part of the format that they describe; the schema's own wording is not taken over.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
SPACES = {
    "http://lca.jrc.it/ILCD/Process": "process",
    "http://lca.jrc.it/ILCD/Flow": "flow",
    "http://lca.jrc.it/ILCD/FlowProperty": "flow property",
    "http://lca.jrc.it/ILCD/UnitGroup": "unit group",
    "http://lca.jrc.it/ILCD/Source": "source",
    "http://lca.jrc.it/ILCD/Contact": "contact",
    "http://lca.jrc.it/ILCD/LCIAMethod": "LCIA method",
    "http://eplca.jrc.ec.europa.eu/ILCD/LifeCycleModel/2017": "life cycle model",
    "http://lca.jrc.it/ILCD/Common": "common",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://www.w3.org/2001/XMLSchema": "xs",
}
OTHER = "<other"
"""The one open type: elements of other vocabularies only."""
KINDS = tuple(name for name in SPACES.values() if name not in ("common", "xml", "xs"))
HEAD = (
    "# {what}\n# source: ILCD 1.1 and eILCD schemas as carried by tidas-tools 0.0.43 (READ), facts only; "
    "edition: ILCD 1.1; licence: facts; date: 2026-11-24\n"
)


class Schemas:
    """All global components of the XSDs of a folder."""

    def __init__(self, folder: Path) -> None:
        self.globals: dict[tuple[str, str, str], tuple[Any, str]] = {}
        self.rows: list[list[str]] = []
        self.done: set[str] = set()
        for path in sorted(folder.glob("*.xsd")):
            root = etree.parse(str(path)).getroot()
            space = root.get("targetNamespace") or "http://lca.jrc.it/ILCD/Common"  # included, so of its includer
            own = SPACES.get(space)
            if own is None:
                continue
            for item in [*root, *(child for inner in root.iter(XS + "redefine") for child in inner)]:
                if isinstance(item.tag, str) and item.get("name"):
                    self.globals[etree.QName(item).localname, own, item.get("name")] = (item, own)

    def resolve(self, node: Any, name: str, own: str) -> tuple[str, str]:
        prefix, _, local = name.rpartition(":")
        return SPACES[node.nsmap[prefix or None]] if (prefix or None) in node.nsmap else own, local

    def find(self, sort: str, key: tuple[str, str]) -> tuple[Any, str] | None:
        return self.globals.get((sort, *key))


def spelled(space: str, local: str, own: str) -> str:
    return local if space == own else f"{space}:{local}"


def simple_name(schemas: Schemas, node: Any, name: str, own: str) -> str:
    space, local = schemas.resolve(node, name, own)
    return f"xs:{local}" if space == "xs" else f"{space}:{local}" if space != "common" else local


def write_type(schemas: Schemas, node: Any, own: str, name: str, kind: str) -> None:
    """Rows of one complex type; ``kind`` is the dataset kind whose element names stand without a prefix."""
    if name in schemas.done or name == OTHER:
        return
    schemas.done.add(name)
    later: list[tuple[Any, str, str]] = []
    content = node.find(XS + "simpleContent/" + XS + "extension")
    if content is not None:
        schemas.rows.append([name, "#text", "0", "1", simple_name(schemas, content, content.get("base"), own), ""])
        attributes(schemas, content, own, name)
    for sequence in node.findall(XS + "sequence"):
        particles(schemas, sequence, own, name, kind, later, 1)
    attributes(schemas, node, own, name)
    for inner, space, label in later:
        write_type(schemas, inner, space, label, kind if space != "common" else "common")


def particles(
    schemas: Schemas, holder: Any, own: str, name: str, kind: str, later: list[tuple[Any, str, str]], least: int
) -> None:
    for item in holder:
        tag = etree.QName(item).localname if isinstance(item.tag, str) else ""
        if tag in ("group", "sequence"):
            inner, space = item, own
            if tag == "group":
                found = schemas.find("group", schemas.resolve(item, item.get("ref"), own))
                assert found is not None
                inner, space = found[0].find(XS + "sequence"), found[1]
            before = len(schemas.rows)
            particles(schemas, inner, space, name, kind, later, min(least, int(item.get("minOccurs", "1"))))
            if item.get("maxOccurs", "1") == "unbounded":
                for row in schemas.rows[before:]:
                    row[3] = ""
        elif tag == "any":
            schemas.rows.append([name, "*", item.get("minOccurs", "1"), "", f"{item.get('namespace')}", ""])
        elif tag == "element":
            element(schemas, item, own, name, later, least)
        else:
            assert tag in ("", "annotation"), tag


def element(
    schemas: Schemas, item: Any, own: str, name: str, later: list[tuple[Any, str, str]], least: int
) -> None:
    low = str(min(least, int(item.get("minOccurs", "1"))))
    high = item.get("maxOccurs", "1").replace("unbounded", "")
    space = own
    target = item
    if item.get("ref"):
        key = schemas.resolve(item, item.get("ref"), own)
        found = schemas.find("element", key)
        assert found is not None, key
        target, space = found
        label = f"{space}:{key[1]}"
    else:
        label = f"{space}:{item.get('name')}"
    value = value_of(schemas, target, space, f"{name}/{label.rpartition(':')[2]}", later)
    unique = unique_of(item) | unique_of(target)
    schemas.rows.append([name, label, low, high, value, ""])
    PENDING.setdefault(value, {}).update(unique)


PENDING: dict[str, dict[str, str]] = {}


def unique_of(node: Any) -> dict[str, str]:
    """Child element -> attribute by which its repetitions must differ, for single-step constraints."""
    found: dict[str, str] = {}
    for rule in node.findall(XS + "unique"):
        step = rule.find(XS + "selector").get("xpath")
        if "/" not in step:
            found[step.rpartition(":")[2]] = rule.find(XS + "field").get("xpath")
    return found


def value_of(schemas: Schemas, node: Any, own: str, path: str, later: list[tuple[Any, str, str]]) -> str:
    if node.get("type"):
        key = schemas.resolve(node, node.get("type"), own)
        found = schemas.find("complexType", key)
        if found is None:
            return simple_name(schemas, node, node.get("type"), own)
        label = f"{key[0]}:{key[1]}"
        later.append((found[0], found[1], "<" + label))
        return "<" + label
    if (inner := node.find(XS + "complexType")) is not None:
        label = OTHER if node.get("name") == "other" else "<" + path.lstrip("<")
        later.append((inner, own, label))
        return label
    if (plain := node.find(XS + "simpleType")) is not None:
        label = path.lstrip("<")
        VALUES[label] = (plain, own)
        return label
    return "xs:anyType"


VALUES: dict[str, tuple[Any, str]] = {}


def attributes(schemas: Schemas, node: Any, own: str, name: str) -> None:
    for item in node.findall(XS + "attribute"):
        least = "1" if item.get("use") == "required" else "0"
        if item.get("ref"):
            label, value = "@" + item.get("ref"), "xs:language"
        else:
            label = "@" + item.get("name")
            if item.get("type"):
                value = simple_name(schemas, item, item.get("type"), own)
            else:
                value = f"{name}/{item.get('name')}".lstrip("<")
                inner = item.find(XS + "simpleType")
                value = "xs:string" if inner is None else value
                if inner is not None:
                    VALUES[value] = (inner, own)
        schemas.rows.append([name, label, least, "1", value, item.get("fixed") or ""])
    for group in node.findall(XS + "attributeGroup"):
        found = schemas.find("attributeGroup", schemas.resolve(group, group.get("ref"), own))
        assert found is not None
        attributes(schemas, found[0], found[1], name)
    if node.find(XS + "anyAttribute") is not None:
        schemas.rows.append([name, "@*", "0", "", "##other", ""])


def facets(schemas: Schemas, node: Any, own: str, values: dict[str, dict[str, str]], lists: list[list[str]],
           label: str) -> None:
    restriction = node.find(XS + "restriction")
    row = dict.fromkeys(("base", "min_length", "max_length", "digits", "fraction", "least", "pattern"), "")
    row["base"] = simple_name(schemas, restriction, restriction.get("base"), own)
    names = {"minLength": "min_length", "maxLength": "max_length", "totalDigits": "digits",
             "fractionDigits": "fraction", "minInclusive": "least", "pattern": "pattern"}
    for facet in restriction:
        tag = etree.QName(facet).localname if isinstance(facet.tag, str) else ""
        if tag in names:
            row[names[tag]] = facet.get("value")
        elif tag == "enumeration":
            lists.append([label, facet.get("value")])
    values[label] = row


def main(folder: Path, out: Path) -> None:
    schemas = Schemas(folder)
    roots = []
    for (sort, space, local), (node, own) in sorted(schemas.globals.items()):
        if sort == "element" and space in (*KINDS, "common"):
            later: list[tuple[Any, str, str]] = []
            value = value_of(schemas, node, own, local, later)
            sort = "root" if local.endswith("DataSet") and own != "common" else "global"
            roots.append([sort, f"{space}:{local}", "1", "1", value, ""])
            PENDING.setdefault(value, {}).update(unique_of(node))
            for inner, where, label in later:
                write_type(schemas, inner, where, label, own)
    schemas.rows.append([OTHER, "*", "1", "", "##other", ""])
    for row in schemas.rows:
        field = PENDING.get(row[0], {}).get(row[1].rpartition(":")[2])
        if field and not row[1].startswith("@"):
            row[5] = field
    values: dict[str, dict[str, str]] = {}
    lists: list[list[str]] = []
    for (sort, space, local), (node, own) in sorted(schemas.globals.items()):
        if sort == "simpleType":
            facets(schemas, node, own, values, lists, local if space == "common" else f"{space}:{local}")
    for label, (node, own) in sorted(VALUES.items()):
        facets(schemas, node, own, values, lists, label)
    lists.extend((["xml:space", "default"], ["xml:space", "preserve"]))
    for name, base in (("xml:space", "xs:string"), ("xml:lang", "xs:language"), ("xml:base", "xs:anyURI")):
        values[name] = {**dict.fromkeys(next(iter(values.values())), ""), "base": base}
    used = {"xml:space", "xml:lang", "xml:base"} | {row[4] for row in schemas.rows}
    while more := {values[name]["base"] for name in used if name in values} - used:
        used |= more
    write(out / "structure.csv", "Parts of every ILCD and eILCD dataset in their order: how often, with what value. "
          "<… names another type; max empty = any number; key = what repetitions must differ in.",
          ["type", "name", "min", "max", "value", "key"], roots + schemas.rows)
    write(out / "values.csv", "Kinds of values: base, limits, pattern.", ["value", "base", "min_length", "max_length",
          "digits", "fraction", "least", "pattern"],
          [[name, *row.values()] for name, row in values.items() if name in used])
    write(out / "enumerations.csv", "Values that the format enumerates.", ["value", "term"],
          [row for row in lists if row[0] in used])


def write(path: Path, what: str, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(HEAD.format(what=what))
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


main(Path(sys.argv[1]), Path(sys.argv[2]))

"""Make the tables ``structure.csv``, ``values.csv`` and ``enumerations.csv`` from a folder of ILCD XSDs.

    python mappings/_build/ilcd_structure.py FOLDER mappings/ilcd
    python mappings/_build/ilcd_structure.py FOLDER mappings/epd

A folder that holds the schemas of ILCD+EPD makes the tables of that edition, its extension included.

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
    "http://www.iai.kit.edu/EPD/2013": "epd",
    "http://www.indata.network/EPD/2019": "epd2",
    "http://www.indata.network/EPD/2024": "epd24",
    "http://www.indata.network/EntityIds/2024": "ids",
    "http://www.matml.org/": "mm",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://www.w3.org/2001/XMLSchema": "xs",
}
OTHER = "<other"
"""The one open type: elements of other vocabularies only."""
EXTENSION = ("epd", "epd2", "epd24", "ids", "mm")
KINDS = tuple(name for name in SPACES.values() if name not in ("common", "xml", "xs", *EXTENSION))
EPD_KINDS = ("process", "flow", "contact", "source", "flow property", "unit group")
EPD_FILE = "EPD_DataSet.xsd"
ALWAYS = ("matml31.xsd",)
"""Schemas that no other one imports and that datasets use all the same."""
SOURCES = {
    False: "ILCD 1.1 and eILCD schemas as carried by tidas-tools 0.0.43 (READ), facts only; edition: ILCD 1.1",
    True: "InDataWG ILCD-EPD-Data-Format schemas with MatML 3.1 (READ), facts only; edition: ILCD+EPD 1.3",
}
HEAD = "# {what}\n# source: {source}; licence: facts; date: 2026-11-24\n"


class Schemas:
    """All global components of the XSDs of a folder."""

    def __init__(self, folder: Path) -> None:
        self.globals: dict[tuple[str, str, str], tuple[Any, str]] = {}
        self.rows: list[list[str]] = []
        self.done: set[str] = set()
        self.folder = folder
        self.extended = (folder / EPD_FILE).exists()
        self.kinds = EPD_KINDS if self.extended else KINDS
        for path in sorted(folder.glob("*.xsd")):
            if path.stem.endswith("_NA"):  # editions without annotations, for editors
                continue
            root = etree.parse(str(path)).getroot()
            space = root.get("targetNamespace") or "http://lca.jrc.it/ILCD/Common"  # included, so of its includer
            own = SPACES.get(space)
            if own is None or own in set(KINDS) - set(self.kinds):
                continue
            for item in [*root, *(child for inner in root.iter(XS + "redefine") for child in inner)]:
                if isinstance(item.tag, str) and item.get("name"):
                    self.globals[etree.QName(item).localname, own, item.get("name")] = (item, own)

    def resolve(self, node: Any, name: str, own: str) -> tuple[str, str]:
        prefix, _, local = name.rpartition(":")
        return SPACES[node.nsmap[prefix or None]] if (prefix or None) in node.nsmap else own, local

    def vocabularies(self, name: str) -> set[str]:
        """The vocabularies that a schema file brings with it."""
        found: set[str] = set()
        waiting, seen = [name, *ALWAYS], set()
        while waiting:
            file = waiting.pop()
            if file in seen or not (self.folder / file).exists():
                continue
            seen.add(file)
            root = etree.parse(str(self.folder / file)).getroot()
            found.add(SPACES.get(root.get("targetNamespace"), ""))
            waiting.extend(
                item.get("schemaLocation") for tag in ("import", "include", "redefine") for item in root.iter(XS + tag)
            )
        return found

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
    if node.get("mixed") == "true":
        assert node.find(XS + "sequence") is None
        schemas.rows.append([name, "#text", "0", "1", "xs:string", ""])
    for choice in node.findall(XS + "choice"):
        choose(schemas, choice, own, name, kind, later)
    for sequence in node.findall(XS + "sequence"):
        before = len(schemas.rows)
        particles(schemas, sequence, own, name, kind, later, 1)
        if sequence.get("maxOccurs") == "unbounded":
            for row in schemas.rows[before:]:
                row[3] = ""
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
        elif tag == "choice":
            choose(schemas, item, own, name, kind, later)
        elif tag == "any":
            schemas.rows.append([name, "*", item.get("minOccurs", "1"), "", open_to(item), ""])
        elif tag == "element":
            element(schemas, item, own, name, later, least)
        else:
            assert tag in ("", "annotation"), tag


def choose(
    schemas: Schemas, holder: Any, own: str, name: str, kind: str, later: list[tuple[Any, str, str]]
) -> None:
    """Alternatives: rows that bear one label; with ``*`` they may stand in any order and number."""
    before = len(schemas.rows)
    particles(schemas, holder, own, name, kind, later, 1)
    rows = schemas.rows[before:]
    again = holder.get("maxOccurs") == "unbounded"
    if holder.get("minOccurs") == "0":
        assert all(row[2] == "0" for row in rows), name
    label = f"{len({CHOICES[id(row)] for row in schemas.rows if row[0] == name and id(row) in CHOICES}) + 1}"
    for row in rows:
        CHOICES[id(row)] = label + "*" * again
        if again:
            row[3] = ""


CHOICES: dict[int, str] = {}
DEFAULTS: dict[int, str] = {}


def open_to(item: Any) -> str:
    """What a wildcard lets in: the namespace, and ``strict`` where only what schemas declare may stand there."""
    strict = item.get("processContents", "strict") == "strict"
    return (item.get("namespace") or "##any") + (" strict" if strict else "")


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
    path = label if item.get("ref") and space in EXTENSION else f"{name}/{label.rpartition(':')[2]}"
    value = value_of(schemas, target, space, path, later)
    if target.get("fixed"):
        value = f"{name}/{label.rpartition(':')[2]}".lstrip("<")
        FIXED[value] = target.get("fixed")
    unique = unique_of(item) | unique_of(target)
    schemas.rows.append([name, label, low, high, value, ""])
    DEFAULTS[id(schemas.rows[-1])] = target.get("fixed") or target.get("default") or ""
    PENDING.setdefault(value, {}).update(unique)


PENDING: dict[str, dict[str, str]] = {}
FIXED: dict[str, str] = {}


def unique_of(node: Any) -> dict[str, str]:
    """Child element -> attribute by which its repetitions must differ; of extensions also one step deeper."""
    found: dict[str, str] = {}
    for rule in node.findall(XS + "unique"):
        step, _, deeper = rule.find(XS + "selector").get("xpath").partition("/")
        field = rule.find(XS + "field").get("xpath")
        if not deeper:
            found[step.rpartition(":")[2]] = field
        elif SPACES.get(node.getroottree().getroot().get("targetNamespace")) in EXTENSION:
            found[step.rpartition(":")[2]] = f"{deeper}/{field}"
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
        if item.get("ref") == "xml:lang":
            label, value = "@" + item.get("ref"), "xs:language"
        elif item.get("ref"):
            found = schemas.find("attribute", key := schemas.resolve(item, item.get("ref"), own))
            assert found is not None, key
            label, value = f"@{key[0]}:{key[1]}", attribute_value(schemas, *key)
        else:
            qualified = item.getroottree().getroot().get("attributeFormDefault") == "qualified"
            label = "@" + (f"{own}:" if qualified and own in EXTENSION else "") + item.get("name")
            if item.get("type"):
                value = simple_name(schemas, item, item.get("type"), own)
            else:
                value = f"{name}/{item.get('name')}".lstrip("<")
                inner = item.find(XS + "simpleType")
                value = "xs:string" if inner is None else value
                if inner is not None:
                    VALUES[value] = (inner, own)
        schemas.rows.append([name, label, least, "1", value, item.get("fixed") or ""])
        DEFAULTS[id(schemas.rows[-1])] = (item.get("default") or "") if label == "@xml:lang" else ""
    for group in node.findall(XS + "attributeGroup"):
        found = schemas.find("attributeGroup", schemas.resolve(group, group.get("ref"), own))
        assert found is not None
        attributes(schemas, found[0], found[1], name)
    if (wild := node.find(XS + "anyAttribute")) is not None:
        schemas.rows.append([name, "@*", "0", "", open_to(wild), ""])


def attribute_value(schemas: Schemas, space: str, local: str) -> str:
    """The kind of value of an attribute that a schema declares for all elements."""
    node, own = schemas.globals["attribute", space, local]
    if node.get("type"):
        return simple_name(schemas, node, node.get("type"), own)
    VALUES[f"{space}:{local}"] = (node.find(XS + "simpleType"), own)
    return f"{space}:{local}"


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
    for (sort, space, local), (node, own) in sorted(schemas.globals.items(), key=lambda item: item[0]):
        if sort == "element" and (space in (*schemas.kinds, "common") or (schemas.extended and space in EXTENSION)):
            later: list[tuple[Any, str, str]] = []
            value = value_of(schemas, node, own, f"{space}:{local}" if space in EXTENSION else local, later)
            sort = "root" if local.endswith("DataSet") and own in schemas.kinds else "global"
            roots.append([sort, f"{space}:{local}", "1", "1", value, ""])
            PENDING.setdefault(value, {}).update(unique_of(node))
            for inner, where, label in later:
                write_type(schemas, inner, where, label, own)
        elif sort == "attribute" and space in EXTENSION:
            roots.append(["global", f"@{space}:{local}", "0", "1", attribute_value(schemas, space, local), ""])
    wild = next(node.iter(XS + "any") for (sort, _, local), (node, _) in schemas.globals.items()
                if (sort, local) == ("element", "other"))
    schemas.rows.append([OTHER, "*", "1", "", open_to(next(wild)), ""])
    for row in schemas.rows:
        field = PENDING.get(row[0], {}).get(row[1].rpartition(":")[2])
        if field and not row[1].startswith("@"):
            row[5] = field
    values, lists = kinds_of_value(schemas)
    used = {"xml:space", "xml:lang", "xml:base"} | {row[4] for row in roots + schemas.rows}
    while more := {values[name]["base"] for name in used if name in values} - used:
        used |= more
    write_all(schemas, out, roots, values, lists, used)


def kinds_of_value(schemas: Schemas) -> tuple[dict[str, dict[str, str]], list[list[str]]]:
    values: dict[str, dict[str, str]] = {}
    lists: list[list[str]] = []
    for (sort, space, local), (node, own) in sorted(schemas.globals.items(), key=lambda item: item[0]):
        if sort == "simpleType":
            facets(schemas, node, own, values, lists, local if space == "common" else f"{space}:{local}")
    for label, (node, own) in sorted(VALUES.items()):
        facets(schemas, node, own, values, lists, label)
    for label, term in sorted(FIXED.items()):
        values[label] = {**dict.fromkeys(next(iter(values.values())), ""), "base": "xs:string"}
        lists.append([label, term])
    lists.extend((["xml:space", "default"], ["xml:space", "preserve"]))
    for name, base in (("xml:space", "xs:string"), ("xml:lang", "xs:language"), ("xml:base", "xs:anyURI")):
        values[name] = {**dict.fromkeys(next(iter(values.values())), ""), "base": base}
    return values, lists


def write_all(schemas: Schemas, out: Path, roots: list[list[str]], values: dict[str, dict[str, str]],
              lists: list[list[str]], used: set[str]) -> None:
    what = ("Parts of every ILCD and eILCD dataset in their order: how often, with what value. "
            "<… names another type; max empty = any number; key = what repetitions must differ in.")
    header, rows = ["type", "name", "min", "max", "value", "key"], roots + schemas.rows
    if schemas.extended:
        what = ("Parts of every ILCD+EPD dataset in their order: how often, with what value. <… names another type; "
                "max empty = any number; key = what repetitions must differ in; choice = alternatives bear one number, "
                "with * any of them again and again; default = what an empty element or a missing attribute means. "
                "knows: vocabularies whose elements and attributes datasets of a kind may hold in open places.")
        header += ["choice", "default"]
        rows = known(schemas) + [[*row, CHOICES.get(id(row), ""), DEFAULTS.get(id(row), "")] for row in rows]
    source = SOURCES[schemas.extended]
    write(out / "structure.csv", what, source, header, rows)
    columns = ["value", "base", "min_length", "max_length", "digits", "fraction", "least", "pattern"]
    write(out / "values.csv", "Kinds of values: base, limits, pattern.", source, columns,
          [[name, *row.values()] for name, row in values.items() if name in used])
    write(out / "enumerations.csv", "Values that the format enumerates.", source, ["value", "term"],
          [row for row in lists if row[0] in used])


def known(schemas: Schemas) -> list[list[str]]:
    """Which vocabularies the schema of a kind of dataset brings with it."""
    rows = []
    for kind in schemas.kinds:
        name = "".join(word[0].upper() + word[1:] for word in kind.split())
        file = EPD_FILE if kind == "process" else f"ILCD_{name}DataSet.xsd"
        held = schemas.vocabularies(file) - {"", "xs", "xml"}
        rows += [["knows", kind, "", "", space, "", "", ""] for space in SPACES.values() if space in held]
    return rows


def write(path: Path, what: str, source: str, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(HEAD.format(what=what, source=source))
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


main(Path(sys.argv[1]), Path(sys.argv[2]))

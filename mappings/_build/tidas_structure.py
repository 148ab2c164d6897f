"""Make ``mappings/tidas/structure.csv``, ``values.csv``, ``enumerations.csv``, ``classes.csv`` and
``mappings/locations/tidas.csv`` from a folder of TIDAS JSON Schemas.

    python mappings/_build/tidas_structure.py FOLDER mappings

The tables hold facts only: which member may stand where, whether it must, what it holds. Descriptions are left out.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

HEAD = (
    "# {what}\n# source: TIDAS JSON Schemas as carried by tidas-tools 0.0.43 (READ), facts only; "
    "edition: TIDAS 0.0.43; licence: MIT / facts; date: 2026-11-24\n"
)
FILES = {
    "process": "processes", "flow": "flows", "flow property": "flowproperties", "unit group": "unitgroups",
    "source": "sources", "contact": "contacts", "LCIA method": "lciamethods", "life cycle model": "lifecyclemodels",
}
CLASSES = {
    "tidas_processes_category.json": "process", "tidas_flows_product_category.json": "product flow",
    "tidas_flows_elementary_category.json": "elementary flow", "tidas_contacts_category.json": "contact",
    "tidas_sources_category.json": "source", "tidas_unitgroups_category.json": "unit group",
    "tidas_flowproperties_category.json": "flow property", "tidas_lciamethods_category.json": "LCIA method",
}
ILCD_NAMES = {"SchemaVersion"}


class Maker:
    """Rows collected while the schemas are walked."""

    def __init__(self, folder: Path, ilcd: Path) -> None:
        self.folder = folder
        self.defs = json.loads((folder / "tidas_data_types.json").read_bytes())["$defs"]
        self.rows: list[list[str]] = []
        self.values: dict[str, dict[str, str]] = {}
        self.lists: dict[str, list[str]] = {}
        self.named: dict[str, str] = {}
        self.ilcd: dict[tuple[str, ...], str] = {}
        terms: dict[str, list[str]] = {}
        with (ilcd / "enumerations.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(line for line in lines if not line.startswith("#")):
                terms.setdefault(row["value"], []).append(row["term"])
        for name, items in terms.items():
            self.ilcd.setdefault(tuple(sorted(items)), name)

    def object_(self, schema: Any, path: str) -> str:
        """The type of an object schema; equal objects share one."""
        mark = json.dumps(bare(schema), sort_keys=True)
        if mark in self.named:
            return self.named[mark]
        twins = sum(1 for other in self.named.values() if other.partition("#")[0] == "<" + path)
        name = self.named[mark] = f"<{path}#{twins + 1}" if twins else "<" + path
        required = schema.get("required", [])
        members = dict(schema.get("properties", {}))
        for key in required:
            members.setdefault(key, {})
        rows = []
        for key, member in members.items():
            value, many = self.convert(member, f"{path}/{key.removeprefix('common:')}")
            rows.append([name, key, "1" if key in required else "0", many, value])
        for rule in schema.get("allOf", []):
            if "else" in rule:
                rows.extend([name, f"?{key}", "@type", "Not reviewed", ""] for key in rule["else"]["required"])
        if "oneOf" in schema:
            rows.append([name, "|", "1", "one", "|".join(item["required"][0] for item in schema["oneOf"])])
        if "dependencies" in schema:
            target = schema["dependencies"]["@level"]["$ref"].split("#")[0].removeprefix("./")
            rows.append([name, "=", "1", "one", CLASSES[target]])
        self.rows.extend(rows)
        return name

    def convert(self, schema: Any, path: str) -> tuple[str, str]:
        """Value and number (one, many, list) of a member's schema."""
        if "$ref" in schema:
            return self.reference(schema["$ref"], path)
        if "allOf" in schema and "properties" not in schema:
            return self.convert(schema["allOf"][0], path)
        for word in ("anyOf", "oneOf"):
            if word in schema and "properties" not in schema:
                return self.choice(schema[word], path)
        if schema.get("type") == "array":
            items = schema["items"]
            if isinstance(items, list):
                return self.object_(items[0], path), f"list:{schema.get('maxItems', '')}"
            value, many = self.convert(items, path)
            return value, "list"
        if schema.get("type") == "object" or "properties" in schema:
            return self.object_(schema, path), "one"
        return self.plain(schema, path), "one"

    def choice(self, options: list[Any], path: str) -> tuple[str, str]:
        made = [self.convert(option, path) for option in options]
        single = next((value for value, many in made if many == "one"), None)
        listed = next(((value, many) for value, many in made if many.startswith("list")), None)
        if single is not None and listed is None:
            return single, "one" if all(value == single for value, _ in made) else "any"
        if single is None:
            assert listed is not None
            return listed
        if single == listed[0]:
            return single, "many" + listed[1].removeprefix("list")
        # the list's items are freer than the object: the object's type holds for an object only
        return single, f"many:{listed[0]}"

    def reference(self, ref: str, path: str) -> tuple[str, str]:
        file, _, name = ref.partition("#/$defs/")
        if "locations_category" in file:
            return "Location", "one"
        if not name:
            return "any", "any"
        if name in ("LocalizedTextItem", "LocalizedText500Item", "LocalizedText1000Item",
                    "AnnualSupplyOrProductionVolumeTextItem"):
            return self.text_item(name), "one"
        schema = self.defs[name]
        if name == "CommonOther":
            return "<other", "one"
        if "anyOf" in schema:
            return self.choice(schema["anyOf"], name)
        if schema.get("type") == "object":
            return self.object_(schema, name), "one"
        return self.plain(schema, name), "one"

    def text_item(self, name: str) -> str:
        label = "<" + name.removesuffix("Item")
        if label not in {row[0] for row in self.rows}:
            text = "FT"
            if "500" in name or "Volume" in name:
                text = "Text500"
            elif "1000" in name:
                text = "ST"
            if "Volume" in name:
                text = "AnnualVolume"
                pattern = self.defs[name]["allOf"][1]["properties"]["#text"]["pattern"]
                self.values[text] = {"type": "string", "max_length": "500", "pattern": pattern}
            elif text == "Text500":
                self.values[text] = {"type": "string", "max_length": "500"}
            elif text == "ST":
                self.values[text] = {"type": "string", "max_length": "1000"}
            else:
                self.values[text] = {"type": "string"}
            self.plain(self.defs["Languages"], "Languages")
            self.rows.append([label, "@xml:lang", "1", "one", "Languages"])
            self.rows.append([label, "#text", "1", "one", text])
        return label

    def plain(self, schema: Any, path: str) -> str:
        """The kind of a scalar."""
        if "$ref" in schema:
            return self.plain(self.defs[schema["$ref"].rpartition("/")[2]], schema["$ref"].rpartition("/")[2])
        type_ = schema.get("type", "any")
        facts = set(schema) - {"description", "type"}
        if not facts:
            name = type_
        elif facts == {"enum"}:
            key = tuple(sorted(schema["enum"]))
            name = self.ilcd.get(key, path)
            self.lists[name] = schema["enum"]
        elif facts == {"const"}:
            name = f"={schema['const']}"
        elif facts == {"format"}:
            name = schema["format"]
        else:
            name = path
        if name == "any" or name.startswith("="):
            return name
        row = {"type": type_}
        for key, column in (("pattern", "pattern"), ("maxLength", "max_length"), ("minLength", "min_length"),
                            ("format", "format"), ("minimum", "least"), ("maximum", "most")):
            if key in schema:
                row[column] = str(schema[key])
        self.values[name] = row
        return name


def bare(schema: Any) -> Any:
    """A schema without its words."""
    if isinstance(schema, dict):
        return {k: bare(v) for k, v in schema.items() if not (k == "description" and isinstance(v, str))}
    return [bare(item) for item in schema] if isinstance(schema, list) else schema


def write(path: Path, what: str, header: list[str], rows: list[list[str]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(HEAD.format(what=what))
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def classes(folder: Path) -> list[list[str]]:
    """Every class that a TIDAS list holds: list, level, id, English title."""
    rows = []
    for file, name in CLASSES.items():
        content = json.loads((folder / file).read_bytes())
        options = content.get("oneOf") or next(iter(content["$defs"].values()))["oneOf"]
        for option in options:
            facts = {key: value.get("const") for key, value in option["properties"].items()}
            rows.append([name, facts["@level"], facts.get("@classId") or facts.get("@catId"), facts["#text"]])
    return rows


def main(folder: Path, out: Path) -> None:
    maker = Maker(folder, out / "ilcd")
    roots = []
    for kind, file in FILES.items():
        schema = json.loads((folder / f"tidas_{file}.json").read_bytes())
        name, dataset = next(iter(schema["properties"].items()))
        roots.append(["root", name, "1", "one", maker.object_(dataset, kind)])
    write(out / "tidas/structure.csv", "Members of every TIDAS dataset. many: one object, many = one or a list, list. "
          "<… names another type; ?name: needed where the attribute named has another value; | one of; = class list.",
          ["type", "name", "min", "many", "value"], roots + maker.rows)
    columns = ["type", "min_length", "max_length", "pattern", "format", "least", "most"]
    write(out / "tidas/values.csv", "Kinds of values in TIDAS.", ["value", *columns],
          [[name, *(row.get(column, "") for column in columns)] for name, row in sorted(maker.values.items())])
    write(out / "tidas/enumerations.csv", "Values that TIDAS enumerates; lists equal to ILCD's bear its names.",
          ["value", "term"], [[name, term] for name, terms in sorted(maker.lists.items()) for term in terms])
    rows = [row for row in classes(folder) if row[0] not in ("process", "product flow")]
    write(out / "tidas/classes.csv", "Class lists of TIDAS but for ISIC (processes) and CPC (products).",
          ["list", "level", "id", "title"], rows)
    places = json.loads((folder / "tidas_locations_category.json").read_bytes())["oneOf"]
    write(out / "locations/tidas.csv", "Location codes of TIDAS.", ["code", "en"],
          [[item["const"], item.get("description", "")] for item in places])


main(Path(sys.argv[1]), Path(sys.argv[2]))

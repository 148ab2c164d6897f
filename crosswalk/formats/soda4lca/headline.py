"""An independent reader of the values that matter most in a soda4LCA document.

Written from published documents of several servers; shares no code with the tables or the engine.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from crosswalk.core.tables import table
from crosswalk.formats.documents import Headline

Line = tuple[str, str]
_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?")
_POINT = re.compile(r"[+-]?[0-9]*\.[0-9]*(?:[eE][+-]?[0-9]+)?")
_DIRECTIONS = {"INPUT": "Input", "OUTPUT": "Output"}


def headlines(files: Mapping[str, bytes]) -> list[Headline]:
    """Headline values of every process in output files, prefixed by its UUID; and the number of datasets."""
    found: list[Headline] = []
    count = 0
    for data in files.values():
        if not data.lstrip().startswith(b"{"):
            lines = list(_export(data))
            found.extend(lines)
            count += len({line.name.split(":")[1] for line in lines})
            continue
        count += 1
        root = json.loads(data, parse_float=str, parse_int=str)
        uuid = _text(_at(root, "processInformation", "dataSetInformation", "UUID"))
        found.extend(Headline(f"process:{uuid}:{name}", value) for name, value in _process(root) if value)
    return [*found, Headline("datasets", str(count))]


def _at(value: Any, *names: str) -> Any:
    """What stands at a path, of several the first; None where there is no such thing."""
    for name in names:
        value = next(iter(_many(value)), None)
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """The text of a scalar, or of an object that holds one."""
    value = next(iter(_many(value)), None)
    value = value.get("value") if isinstance(value, dict) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.strip() if isinstance(value, str) else ""


def _words(value: Any, name: str) -> Iterator[Line]:
    for item in _many(value):
        text, language = (item.get("value"), item.get("lang")) if isinstance(item, dict) else (item, None)
        if isinstance(text, str) and (language is None or isinstance(language, str)):
            yield f"{name}:{language}", text.strip()


def _process(root: Any) -> Iterator[Line]:
    about = _at(root, "processInformation")
    yield "version", _text(_at(root, "administrativeInformation", "publicationAndOwnership", "dataSetVersion"))
    yield from _words(_at(about, "dataSetInformation", "name", "baseName"), "name")
    yield "year", _text(_at(about, "time", "referenceYear"))
    yield "location", _text(_at(about, "geography", "locationOfOperationSupplyOrProduction", "location"))
    reference = _at(about, "quantitativeReference")
    yield from _words(_at(reference, "functionalUnitOrOther"), "unit")
    wanted = _many(_at(reference, "referenceToReferenceFlow"))
    exchanges = _many(_at(root, "exchanges", "exchange"))
    results = _many(_at(root, "LCIAResults", "LCIAResult"))
    for spot, exchange in enumerate(exchanges):
        role = "reference" if _at(exchange, "dataSetInternalID") in wanted else f"exchange:{spot}"
        yield f"{role}:mean", _text(_at(exchange, "meanAmount"))
        yield f"{role}:resulting", _text(_at(exchange, "resultingAmount"))
        stated = _text(_at(exchange, "exchange direction")) or _text(_at(exchange, "exchangeDirection"))
        yield f"{role}:direction", _DIRECTIONS.get(stated, stated)
    for result in results:
        if isinstance(result, dict) and "referenceToLCIAMethodDataSet" in result:
            method = _text(_at(result, "referenceToLCIAMethodDataSet", "refObjectId"))
            yield f"lcia:{method or None}", _text(_at(result, "meanAmount"))
    for exchange in exchanges:
        yield from _cells(exchange, "referenceToFlowDataSet")
    for result in results:
        yield from _cells(result, "referenceToLCIAMethodDataSet")


def _cells(item: Any, subject: str) -> Iterator[Line]:
    who = _text(_at(item, subject, "refObjectId"))
    for entry in _many(_at(item, "other", "anies")):
        found = _amount(entry) if isinstance(entry, str) else entry
        if isinstance(found, dict) and ("module" in found or ("value" in found and "name" not in found)):
            yield f"cell:{who}:{_text(found.get('module'))}:{_text(found.get('scenario'))}", _text(found.get("value"))


def _amount(text: str) -> dict[str, str]:
    """The parts of a result that was left as a string of XML."""
    try:
        node = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return {}
    named = {str(key).rpartition("}")[2]: str(value) for key, value in node.attrib.items()}
    return {**named, "value": node.text or ""} if str(node.tag).rpartition("}")[2] == "amount" else {}


def _export(data: bytes) -> Iterator[Headline]:
    """The same of a CSV export of one dataset, by the English titles."""
    titles, *lines = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    rows = [dict(zip(titles, line, strict=False)) for line in lines]
    first = rows[0] if rows else {}
    names = [
        (title, cell) for title, cell in zip(titles, lines[0] if lines else (), strict=False) if title[:4] == "Name"
    ]
    words = [(f"name:{title[6:-1] or None}", cell.strip()) for title, cell in names]
    for name, value in (*words, *_facts(first, rows)):
        if value:
            yield Headline(f"process:{first.get('UUID', '')}:{name}", value)


def _facts(first: Mapping[str, str], rows: list[dict[str, str]]) -> Iterator[Line]:
    yield "version", first.get("Version", "")
    yield "year", first.get("Reference year", "")
    yield "location", first.get("Location code", "")
    listed = [row for row in table("soda4lca/csv_columns.csv") if row["kind"] in ("input", "output", "impact")]
    live = [row for row in listed if any(cells.get(row["en"]) for cells in rows)]
    product = any(first.get(row["en"]) for row in table("soda4lca/csv_columns.csv") if row["path"][:8] == "product/")
    figures = [row["en"] for row in table("soda4lca/csv_columns.csv") if row["kind"] not in ("fact", "texts", "key")]
    points = any(_POINT.fullmatch(cells.get(title, "").strip()) for cells in rows for title in figures)
    inventory = [row for row in live if row["kind"] != "impact"]
    for spot, row in enumerate(inventory, int(product)):
        yield f"exchange:{spot}:direction", row["kind"].capitalize()
    for row in (*inventory, *(row for row in live if row["kind"] == "impact")):
        who = _who(row["ids"], first.get("Compliance", ""))
        for cells in rows:
            value = _pointed(cells.get(row["en"], "").strip(), points)
            yield f"cell:{who}:{cells.get('Module', '')}:{cells.get('Scenario', '')}", value


def _pointed(cell: str, points: bool) -> str:
    """A number with a point: in a file without any the comma is one, elsewhere it parts thousands."""
    if not points and _COMMA.fullmatch(cell):
        return cell.replace(",", ".")
    return cell.replace(",", "") if "." in cell else cell


def _who(ids: str, compliance: str) -> str:
    """The indicator of a column; empty where it is one of two and the compliance does not say which."""
    both = ids.split("|")
    if len(both) == 1:
        return ids
    stated = [uuid for uuid, mark in zip(both, ("(EF 3.0)", "(EF 3.1)"), strict=True) if mark in compliance]
    return stated[0] if len(stated) == 1 else ""

"""An independent reader of the values that matter most in a soda4LCA document.

Written from published documents of several servers; shares no code with the tables or the engine.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from crosswalk.core.tables import table
from crosswalk.formats.documents import Headline

Line = tuple[str, str]


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
    """What stands at a path; None where there is no such thing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _words(value: Any, name: str) -> Iterator[Line]:
    for item in _many(value):
        yield f"{name}:{_at(item, 'lang')}", _text(_at(item, "value"))


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
        direction = _at(exchange, "exchange direction") or _at(exchange, "exchangeDirection")
        yield f"{role}:direction", _text(direction).capitalize()
    for result in results:
        yield f"lcia:{_at(result, 'referenceToLCIAMethodDataSet', 'refObjectId')}", _text(_at(result, "meanAmount"))
    for exchange in exchanges:
        yield from _cells(exchange, "referenceToFlowDataSet")
    for result in results:
        yield from _cells(result, "referenceToLCIAMethodDataSet")


def _cells(item: Any, subject: str) -> Iterator[Line]:
    who = _at(item, subject, "refObjectId") or ""
    for entry in _many(_at(item, "other", "anies")):
        if isinstance(entry, str):
            yield from ((f"cell:{who}:{module}:{scenario}", value) for module, scenario, value in _raw(entry))
        elif "module" in entry:
            yield f"cell:{who}:{entry['module']}:{entry.get('scenario', '')}", _text(entry.get("value"))


def _raw(text: str) -> Iterator[tuple[str, str, str]]:
    """Module, scenario and value of an amount that a server left as a string of XML."""
    try:
        root: Any = etree.fromstring(text.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return
    named = {str(key).rpartition("}")[2]: str(value) for key, value in root.attrib.items()}
    if str(root.tag).rpartition("}")[2] == "amount":
        yield named.get("module", ""), named.get("scenario", ""), (root.text or "").strip()


def _export(data: bytes) -> Iterator[Headline]:
    """The same of a CSV export of one dataset, by the English titles."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    first = rows[0] if rows else {}
    for name, value in _facts(first, rows):
        if value:
            yield Headline(f"process:{first.get('UUID', '')}:{name}", value)


def _facts(first: Mapping[str, str], rows: list[dict[str, str]]) -> Iterator[Line]:
    yield "version", first.get("Version", "")
    for title, value in first.items():
        if title == "Name" or title.startswith("Name ("):
            yield f"name:{title[6:-1] or None}", value
    yield "year", first.get("Reference year", "")
    yield "location", first.get("Location code", "")
    listed = [row for row in table("soda4lca/csv_columns.csv") if row["kind"] in ("input", "output", "impact")]
    live = [row for row in listed if any(cells.get(row["en"]) for cells in rows)]
    product = any(first.get(row["en"]) for row in table("soda4lca/csv_columns.csv") if row["path"][:8] == "product/")
    inventory = [row for row in live if row["kind"] != "impact"]
    for spot, row in enumerate(inventory, int(product)):
        yield f"exchange:{spot}:direction", row["kind"].capitalize()
    for row in (*inventory, *(row for row in live if row["kind"] == "impact")):
        who = _who(row["ids"], first.get("Compliance", ""))
        for cells in rows:
            value = cells.get(row["en"], "").replace(",", ".")
            yield f"cell:{who}:{cells.get('Module', '')}:{cells.get('Scenario', '')}", value


def _who(ids: str, compliance: str) -> str:
    """The indicator of a column; empty where it is one of two and the compliance does not say which."""
    both = ids.split("|")
    if len(both) == 1:
        return ids
    stated = [uuid for uuid, mark in zip(both, ("(EF 3.0)", "(EF 3.1)"), strict=True) if mark in compliance]
    return stated[0] if len(stated) == 1 else ""

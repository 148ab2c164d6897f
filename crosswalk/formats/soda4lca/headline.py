"""An independent reader of the values that matter most in a soda4LCA document.

Written from published documents of several servers; shares no code with the tables or the engine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from crosswalk.formats.documents import Headline

Line = tuple[str, str]


def headlines(files: Mapping[str, bytes]) -> list[Headline]:
    """Headline values of every process in output files, prefixed by its UUID; and the number of datasets."""
    found: list[Headline] = []
    for data in files.values():
        root = json.loads(data, parse_float=str, parse_int=str)
        uuid = _text(_at(root, "processInformation", "dataSetInformation", "UUID"))
        found.extend(Headline(f"process:{uuid}:{name}", value) for name, value in _process(root) if value)
    return [*found, Headline("datasets", str(len(files)))]


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
        yield f"{role}:direction", _text(_at(exchange, "exchange direction")).capitalize()
    for result in results:
        yield f"lcia:{_at(result, 'referenceToLCIAMethodDataSet', 'refObjectId')}", _text(_at(result, "meanAmount"))
    for exchange in exchanges:
        yield from _cells(exchange, "referenceToFlowDataSet")
    for result in results:
        yield from _cells(result, "referenceToLCIAMethodDataSet")


def _cells(item: Any, subject: str) -> Iterator[Line]:
    who = _at(item, subject, "refObjectId") or ""
    for entry in _many(_at(item, "other", "anies")):
        if "module" in entry:
            yield f"cell:{who}:{entry['module']}:{entry.get('scenario', '')}", _text(entry.get("value"))

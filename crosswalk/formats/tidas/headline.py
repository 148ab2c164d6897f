"""An independent reader of the values that matter most in a TIDAS package.

Written from the TIDAS 0.0.43 schemas; shares no code with the tables or the engine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from crosswalk.formats.documents import Headline


def headlines(files: Mapping[str, bytes]) -> list[Headline]:
    """Headline values of every process in output files, prefixed by its UUID; and the number of datasets."""
    found: list[Headline] = []
    for data in files.values():
        value = json.loads(data, parse_float=str, parse_int=str)
        if "processDataSet" in value:
            root = value["processDataSet"]
            uuid = root["processInformation"]["dataSetInformation"].get("common:UUID", "")
            found.extend(Headline(f"process:{uuid}:{name}", text) for name, text in _process(root))
    return [*found, Headline("datasets", str(len(files)))]


def _many(value: Any) -> list[Any]:
    """TIDAS writes one element as an object and several as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _words(value: Any, name: str) -> list[tuple[str, str | None]]:
    return [
        (f"{name}:{item['@xml:lang']}", item.get("#text")) if isinstance(item, dict) else (f"{name}:None", item)
        for item in _many(value)
    ]


def _process(root: Any) -> list[tuple[str, str]]:
    about = root["processInformation"]
    lines: list[tuple[str, str | None]] = []
    publication = root.get("administrativeInformation", {}).get("publicationAndOwnership", {})
    lines.append(("version", publication.get("common:dataSetVersion")))
    lines.extend(_words(about["dataSetInformation"].get("name", {}).get("baseName"), "name"))
    lines.append(("year", about.get("time", {}).get("common:referenceYear")))
    place = about.get("geography", {}).get("locationOfOperationSupplyOrProduction", {})
    lines.append(("location", place.get("@location")))
    reference = about.get("quantitativeReference", {})
    lines.extend(_words(reference.get("functionalUnitOrOther"), "unit"))
    wanted = _many(reference.get("referenceToReferenceFlow"))
    for exchange in _many(root.get("exchanges", {}).get("exchange")):
        number = exchange.get("@dataSetInternalID")
        role = "reference" if number in wanted else f"exchange:{number}"
        lines.append((f"{role}:mean", exchange.get("meanAmount")))
        lines.append((f"{role}:resulting", exchange.get("resultingAmount")))
        lines.append((f"{role}:direction", exchange.get("exchangeDirection")))
    for result in _many(root.get("LCIAResults", {}).get("LCIAResult")):
        method = result.get("referenceToLCIAMethodDataSet", {}).get("@refObjectId")
        lines.append((f"lcia:{method}", result.get("meanAmount")))
    return [(name, value.strip()) for name, value in lines if value and value.strip()]

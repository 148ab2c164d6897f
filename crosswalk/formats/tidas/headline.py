"""An independent reader of the values that matter most in a TIDAS package.

Written from the TIDAS 0.0.43 schemas; shares no code with the tables or the engine.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from crosswalk.formats.documents import Headline


def headlines(files: Mapping[str, bytes]) -> list[Headline]:
    """Headline values of every process in output files, prefixed by its UUID; and the number of datasets."""
    found: list[Headline] = []
    for data in files.values():
        root = _dataset(json.loads(data, parse_float=str, parse_int=str))
        if root is not None:
            uuid = _text(_at(root, "processInformation", "dataSetInformation", "common:UUID"))
            found.extend(Headline(f"process:{uuid}:{name}", text) for name, text in _process(root))
    return [*found, Headline("datasets", str(len(files)))]


def _dataset(value: Any) -> Any:
    """The process dataset of a file, inside whatever envelope; None where there is none."""
    level = [value]
    while level:
        for node in level:
            if isinstance(node, dict) and isinstance(node.get("processDataSet"), dict):
                return node["processDataSet"]
        level = [part for node in level if isinstance(node, dict) for part in node.values()]
    return None


def _many(value: Any) -> list[Any]:
    """TIDAS writes one element as an object and several as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _at(value: Any, *names: str) -> Any:
    """What stands at a path; of several elements the first."""
    for name in names:
        value = next(iter(_many(value)), None)
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    """The text of one element; empty where it is missing or has structure."""
    value = next(iter(_many(value)), None)
    if isinstance(value, dict) and all(name[:1] in "@#" for name in value):
        value = value.get("#text")
    return value.strip() if isinstance(value, str) else ""


def _number(text: str) -> int | None:
    """An internal id; None for what is no whole number."""
    return int(text) if text.isdecimal() else None


def _words(value: Any, name: str) -> list[tuple[str, str]]:
    lines = []
    for item in _many(value):
        language = item.get("@xml:lang") if isinstance(item, dict) else None
        lines.append((f"{name}:{language}", _text(item)))
    return lines


def _process(root: Any) -> list[tuple[str, str]]:
    about = _at(root, "processInformation")
    publication = _at(root, "administrativeInformation", "publicationAndOwnership")
    lines = [("version", _text(_at(publication, "common:dataSetVersion")))]
    lines.extend(_words(_at(about, "dataSetInformation", "name", "baseName"), "name"))
    year = _text(_at(about, "time", "common:referenceYear"))
    lines.append(("year", unicodedata.normalize("NFKC", year)))
    lines.append(("location", _text(_at(about, "geography", "locationOfOperationSupplyOrProduction", "@location"))))
    reference = _at(about, "quantitativeReference")
    lines.extend(_words(_at(reference, "functionalUnitOrOther"), "unit"))
    wanted = {_number(_text(item)) for item in _many(_at(reference, "referenceToReferenceFlow"))}
    for spot, exchange in enumerate(_many(_at(root, "exchanges", "exchange"))):
        number = _number(_text(_at(exchange, "@dataSetInternalID")))
        role = "reference" if number is not None and number in wanted else f"exchange:{spot}"
        lines.append((f"{role}:mean", _text(_at(exchange, "meanAmount"))))
        lines.append((f"{role}:resulting", _text(_at(exchange, "resultingAmount"))))
        lines.append((f"{role}:direction", _text(_at(exchange, "exchangeDirection"))))
    for result in _many(_at(root, "LCIAResults", "LCIAResult")):
        method = _text(_at(result, "referenceToLCIAMethodDataSet", "@refObjectId"))
        lines.append((f"lcia:{method}", _text(_at(result, "meanAmount"))))
    return [(name, value) for name, value in lines if value]

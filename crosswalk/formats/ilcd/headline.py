"""An independent reader of the values that matter most in an ILCD package.

Written from the ILCD 1.1 schemas; shares no code with the tables or the engine, so that a wrong row
cannot check itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from crosswalk.formats.documents import Headline

_C = "{http://lca.jrc.it/ILCD/Common}"
_P = "{http://lca.jrc.it/ILCD/Process}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def headlines(files: Mapping[str, bytes]) -> list[Headline]:
    """Headline values of every process in output files, prefixed by its UUID; and the number of datasets."""
    return headlines_of([parse(data) for data in files.values()])


def parse(data: bytes) -> Any:
    """The root of a file, by a parser of its own."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def headlines_of(roots: Sequence[Any]) -> list[Headline]:
    """The same of files that were parsed."""
    found: list[Headline] = []
    for root in roots:
        if root.tag == f"{_P}processDataSet":
            uuid = _text(_at(root, f"{_P}processInformation", f"{_P}dataSetInformation", f"{_C}UUID"))
            found.extend(Headline(f"process:{uuid}:{name}", value) for name, value in _process(root))
    return [*found, Headline("datasets", str(len(roots)))]


def _text(node: Any) -> str:
    """The text of an element without its comments; empty for none, and where it has child elements."""
    return "" if node is None or node.find("*") is not None else str(node.xpath("string()")).strip()


def _at(node: Any, *tags: str) -> Any:
    """What stands at a path; of several elements the first."""
    for tag in tags:
        node = None if node is None else node.find(tag)
    return node


def _all(node: Any, *tags: str) -> list[Any]:
    """All elements of a name in the element at a path."""
    parent = _at(node, *tags[:-1])
    return [] if parent is None else list(parent.iterfind(tags[-1]))


def _number(text: str | None) -> int | None:
    """An internal id; None for what is no whole number."""
    return int(text) if text is not None and text.strip().isdecimal() else None


def _process(root: Any) -> list[tuple[str, str]]:
    about = _at(root, f"{_P}processInformation")
    publication = _at(root, f"{_P}administrativeInformation", f"{_P}publicationAndOwnership")
    lines = [("version", _text(_at(publication, f"{_C}dataSetVersion")))]
    names = _all(about, f"{_P}dataSetInformation", f"{_P}name", f"{_P}baseName")
    lines.extend((f"name:{name.get(_LANG)}", _text(name)) for name in names)
    year = _text(_at(about, f"{_P}time", f"{_C}referenceYear"))
    lines.append(("year", unicodedata.normalize("NFKC", year)))
    location = _at(about, f"{_P}geography", f"{_P}locationOfOperationSupplyOrProduction")
    lines.append(("location", "" if location is None else (location.get("location") or "").strip()))
    units = _all(about, f"{_P}quantitativeReference", f"{_P}functionalUnitOrOther")
    lines.extend((f"unit:{text.get(_LANG)}", _text(text)) for text in units)
    lines.extend(_exchanges(root))
    lines.extend(_results(root))
    return [(name, value) for name, value in lines if value]


def _exchanges(root: Any) -> list[tuple[str, str]]:
    reference = _all(root, f"{_P}processInformation", f"{_P}quantitativeReference", f"{_P}referenceToReferenceFlow")
    wanted = {_number(_text(node)) for node in reference}
    lines: list[tuple[str, str]] = []
    for spot, exchange in enumerate(_all(root, f"{_P}exchanges", f"{_P}exchange")):
        number = _number(exchange.get("dataSetInternalID"))
        role = "reference" if number is not None and number in wanted else f"exchange:{spot}"
        lines.append((f"{role}:mean", _text(exchange.find(f"{_P}meanAmount"))))
        lines.append((f"{role}:resulting", _text(exchange.find(f"{_P}resultingAmount"))))
        lines.append((f"{role}:direction", _text(exchange.find(f"{_P}exchangeDirection"))))
    return lines


def _results(root: Any) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for result in _all(root, f"{_P}LCIAResults", f"{_P}LCIAResult"):
        method = result.find(f"{_P}referenceToLCIAMethodDataSet")
        if method is not None:
            lines.append((f"lcia:{method.get('refObjectId')}", _text(result.find(f"{_P}meanAmount"))))
    return lines

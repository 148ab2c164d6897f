"""An independent reader of the values that matter most in an ILCD+EPD package: every result in every module.

Written from the schemas; shares no code with the tables or the engine, so that a wrong row cannot check itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crosswalk.formats.documents import Headline
from crosswalk.formats.ilcd.headline import headlines_of, parse

_C = "{http://lca.jrc.it/ILCD/Common}"
_P = "{http://lca.jrc.it/ILCD/Process}"
_PLACES = (
    (f"{_P}exchanges/{_P}exchange", f"{_P}referenceToFlowDataSet"),
    (f"{_P}LCIAResults/{_P}LCIAResult", f"{_P}referenceToLCIAMethodDataSet"),
)


def headlines(files: Mapping[str, bytes]) -> list[Headline]:
    """The headline values of ILCD, and each result as ``process:UUID:cell:INDICATOR:MODULE:SCENARIO``."""
    roots = [parse(data) for data in files.values()]
    found = headlines_of(roots)
    for root in roots:
        if root.tag == f"{_P}processDataSet":
            uuid = (root.findtext(f"{_P}processInformation/{_P}dataSetInformation/{_C}UUID") or "").strip()
            found.extend(Headline(f"process:{uuid}:{name}", value) for name, value in _cells(root))
    return found


def _cells(root: Any) -> Iterator[tuple[str, str]]:
    for path, subject in _PLACES:
        for item in root.iterfind(path):
            reference = item.find(subject)
            who = "" if reference is None else reference.get("refObjectId", "")
            for node in item.iterfind(f"{_C}other/*"):
                if isinstance(node.tag, str) and node.tag.endswith("}amount") and (text := (node.text or "").strip()):
                    yield f"cell:{who}:{_local(node, 'module')}:{_local(node, 'scenario')}", text


def _local(node: Any, name: str) -> str:
    """An attribute, qualified or not."""
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")

"""Elements under another spelling, in another case or in the wrong one of ILCD's namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from crosswalk.repair.case import Case, spellings
from crosswalk.repair.fix import Fix
from crosswalk.repair.shape import local


def find_spellings(case: Case) -> Iterator[Fix]:
    """Elements under a spelling that is known for another name, such as ``LCIMethodApproach``."""
    for element, part in case.misspelt:
        if local(element.tag) in spellings():
            yield Fix(element, local(element.tag), local(part.tag), partial(_rename, element, part.tag))


def find_namespaces(case: Case) -> Iterator[Fix]:
    """Elements whose name is right but for its namespace or for capital letters."""
    for element, part in case.misspelt:
        if element.tag != part.tag and local(element.tag) not in spellings():
            yield Fix(element, _qualified(element.tag), _qualified(part.tag), partial(_rename, element, part.tag))


def _qualified(tag: str) -> str:
    return tag if tag.startswith("{") else f"{{}}{tag}"


def _rename(element: Any, tag: str) -> None:
    element.tag = tag

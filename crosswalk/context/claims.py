"""Claims of compliance that other parts of the same dataset contradict: named, never mended."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from crosswalk.checks.datasets.compliance import FULL, NOT, systems
from crosswalk.core.findings import Finding
from crosswalk.core.messages import Words, finding
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.model.review import Compliance, Review

UNREVIEWED = "Not reviewed"
"""The type of review that says that there was none."""


def contradictions(model: BaseModel, kind: str, place: Place) -> Iterator[Finding]:
    """One finding (XW-Q004) for each thing that a claim presupposes and the dataset lacks or denies."""
    for spot, declared in enumerate(getattr(model, "compliance", ()), 1):
        where = f"compliance[{spot}]"
        for reason in dict.fromkeys((*_denied(declared), *_lacking(model, declared, kind))):
            yield finding("XW-Q004", source=place, path=where, system=_name(declared), reason=reason)


def _denied(declared: Compliance) -> Iterator[str]:
    """Parts of a declaration that are not compliant, under a claim that the whole is."""
    if declared.overall == FULL:
        yield from (name for name in Compliance.model_fields if getattr(declared, name) == NOT)


def _lacking(model: BaseModel, declared: Compliance, kind: str) -> Iterator[Words]:
    scheme = systems().get(declared.system.id or "", {}).get("scheme", "") if declared.system is not None else ""
    for row in table("context/claims.csv"):
        if row["kind"] != kind or row["scheme"] not in ("", scheme) or getattr(declared, row["claim"]) != FULL:
            continue
        head, _, rest = row["path"].partition(".")
        count = _count(declared, rest) if head == "compliance" else _count(model, row["path"])
        if count < int(row["least"]):
            yield Words(row["zh"], row["en"])


def _count(value: object, path: str) -> int:
    """How many values stand at a path, through lists."""
    if isinstance(value, tuple):
        return sum(_count(item, path) for item in value)
    if value is None or (isinstance(value, Review) and value.type == UNREVIEWED):
        return 0
    if not path:
        return 1
    head, _, rest = path.partition(".")
    return _count(getattr(value, head, None), rest)


def _name(declared: Compliance) -> str:
    system = declared.system
    if system is None:
        return "?"
    known = systems().get(system.id or "", {}).get("name")
    return known or (system.name.best("en", "zh") if system.name else "") or system.id or "?"

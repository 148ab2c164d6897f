"""What an input is, without converting it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

from crosswalk.checks import check_declaration
from crosswalk.core.findings import Finding
from crosswalk.core.tables import table
from crosswalk.model.base import Reference, Text
from crosswalk.model.declaration import Declaration
from crosswalk.model.process import Process
from crosswalk.pipeline.account import key_of
from crosswalk.pipeline.reading import Package

Part = TypeVar("Part", bound=BaseModel)


@dataclass
class Inspection:
    """Format with evidence, datasets by kind, languages, references that lead nowhere, trouble."""

    file: str
    format: str
    version: str | None
    confidence: int
    evidence: tuple[str, ...]
    datasets: dict[str, int]
    languages: dict[str, int]
    leaves: int
    named: list[dict[str, str]]
    dangling: int
    versionless: int
    duplicates: list[str]
    reference_flow_problems: list[str]
    findings: list[Finding] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "schema": "urn:crosswalk:inspection:1",
            **{name: value for name, value in self.__dict__.items() if name != "findings"},
            "findings": [finding.as_dict() for finding in self.findings],
        }


def inspect_package(package: Package) -> Inspection:
    """The inspection of a package that was read."""
    keys = [key_of(document) for document in package.documents]
    present = set(keys)
    references = [ref for document in package.documents for ref in _parts(document.model, Reference)]
    findings = package.all_findings()
    for document in package.documents:
        if isinstance(document.model, Declaration):
            findings.extend(check_declaration(document.model, document))
    return Inspection(
        package.source.file,
        package.detection.format,
        package.detection.version,
        package.detection.confidence,
        package.detection.evidence,
        dict(Counter(document.kind for document in package.documents)),
        _languages(package),
        package.leaves,
        [_named(document.model, document.kind) for document in package.documents[:20]],
        sum(1 for ref in references if _leads_nowhere(ref, present)),
        sum(1 for ref in references if ref.id and not ref.version),
        [f"{kind} {uuid}" for (kind, uuid), count in Counter(keys).items() if count > 1 and uuid],
        [uuid for uuid in (_reference_flow_problem(document.model) for document in package.documents) if uuid],
        findings,
    )


@cache
def _kinds() -> Mapping[str, str]:
    """Dataset kinds by what references to them say."""
    return {row["reference_type"]: row["kind"] for row in table("formats/ilcd_types.csv") if row["reference_type"]}


def _leads_nowhere(reference: Reference, present: set[tuple[str, str]]) -> bool:
    """A reference to a kind that the package carries, to a dataset that it does not."""
    kind = _kinds().get(reference.kind or "")
    if kind is None or not any(name == kind for name, _ in present):
        return False
    return (kind, reference.id or "") not in present


def _parts(value: Any, wanted: type[Part]) -> Iterator[Part]:
    """Every part of a model that is of a type."""
    if isinstance(value, wanted):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name), wanted)
    elif isinstance(value, tuple):
        for item in value:
            yield from _parts(item, wanted)


def _languages(package: Package) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for document in package.documents:
        for text in _parts(document.model, Text):
            counts.update(language or "-" for language, _ in text)
    return dict(counts.most_common())


def _named(model: BaseModel, kind: str) -> dict[str, str]:
    identity = getattr(model, "identity", None)
    name = getattr(model, "name", None)
    words: Text | None = name if isinstance(name, Text) else getattr(name, "base", None)
    if isinstance(model, Declaration):
        words = model.product.name
    if words is None:
        words = getattr(model, "short_name", None)
    return {
        "kind": kind,
        "uuid": getattr(identity, "uuid", None) or "",
        "version": getattr(identity, "version", None) or "",
        "name": words.best("zh", "en") if words else "",
    }


def _reference_flow_problem(model: BaseModel) -> str | None:
    """The UUID of a process whose reference flow is missing or is none of its exchanges."""
    if not isinstance(model, Process):
        return None
    wanted = model.quantitative_reference.reference_flows
    present = {exchange.internal_id for exchange in model.exchanges}
    return None if wanted and set(wanted) <= present else model.identity.uuid

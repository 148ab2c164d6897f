"""What an input is, without converting it.

Packages of ILCD, ILCD+EPD and TIDAS are counted from an index of their datasets, file by file, without reading the
models; other inputs are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from crosswalk.checks import check_document
from crosswalk.core.errors import InputError
from crosswalk.core.findings import Finding
from crosswalk.core.places import Place
from crosswalk.formats import cards, detect, split_name
from crosswalk.formats.documents import Source
from crosswalk.formats.peeking import open_source
from crosswalk.formats.spec import Detection
from crosswalk.index import PackageIndex, facts_of, read_entries
from crosswalk.index.findings import known_elsewhere, unreadable
from crosswalk.model.base import Text, identified
from crosswalk.model.comparison import name_of
from crosswalk.pipeline.reading import Package, open_package

Part = TypeVar("Part", bound=BaseModel)
SHOWN = 20
"""Datasets, and examples of each trouble, that an inspection names."""


@dataclass
class Inspection:
    """Format with evidence, datasets by kind, languages, references that lead nowhere, trouble."""

    file: str
    format: str
    version: str | None
    confidence: int
    evidence: tuple[str, ...]
    datasets: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    leaves: int = 0
    named: list[dict[str, str]] = field(default_factory=list)
    references: int = 0
    dangling: int = 0
    dangling_targets: int = 0
    """Different datasets that dangling references name."""
    known_elsewhere: int = 0
    """Dangling references to datasets that every ILCD user has, such as the format and compliance systems."""
    versionless: int = 0
    version_differs: int = 0
    wrong_type: int = 0
    orphans: dict[str, int] = field(default_factory=dict)
    duplicates: list[str] = field(default_factory=list)
    several_versions: int = 0
    reference_flows: dict[str, int] = field(default_factory=dict)
    """Processes whose reference flow is missing, absent from the exchanges, or one of several."""
    reference_flow_problems: list[str] = field(default_factory=list)
    """UUIDs of processes whose reference flow is missing or none of their exchanges; at most some."""
    other_files: int = 0
    unreadable: int = 0
    findings: list[Finding] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "schema": "urn:crosswalk:inspection:1",
            **{name: value for name, value in self.__dict__.items() if name != "findings"},
            "findings": [finding.as_dict() for finding in self.findings],
        }


def inspect_path(path: str | Path, from_: str | None = None) -> Inspection:
    """The inspection of one input. Memory does not grow with the number of datasets of an ILCD or TIDAS package.

    Raises InputError subclasses for what cannot be read, UsageError for an unknown ``from_``.
    """
    source = open_source(Path(path))
    detection = Detection(split_name(from_)[0], 100, split_name(from_)[1], ("--from",)) if from_ else detect(source)
    card = cards().get(detection.format)
    if card is not None and card.indexed:
        return _inspect_indexed(source, detection)
    return inspect_package(open_package(path, from_))


def _inspect_indexed(source: Source, detection: Detection) -> Inspection:
    report = Inspection(source.file, detection.format, detection.version, detection.confidence, detection.evidence)
    flows: Counter[str] = Counter()
    with PackageIndex() as index:
        for entry in read_entries(source):
            if entry.problem is not None:
                if source.container == "file":
                    raise entry.problem
                report.unreadable += 1
                if report.unreadable <= SHOWN:
                    report.findings.append(unreadable(entry.problem))
            if entry.tree is None:
                index.add_other(entry.member)
                continue
            facts = facts_of(entry.tree)
            index.add(facts, entry.member)
            if (problem := facts.reference_flow_problem) is not None:
                flows[problem] += 1
                if problem != "several" and sum(flows.values()) - flows["several"] <= 1000:
                    report.reference_flow_problems.append(facts.uuid)
        report.reference_flows = dict(flows)
        _count(report, index)
    if not report.datasets:
        raise InputError("XW-I003", Place(file=source.file), format=detection.format)
    return report


def _count(report: Inspection, index: PackageIndex) -> None:
    """Fill in what the index counts."""
    report.datasets = index.kinds()
    report.languages = {name or "-": count for name, count in index.languages.most_common()}
    report.leaves = index.leaves
    report.named = [
        {"kind": item.kind, "uuid": item.uuid, "version": item.version, "name": item.name}
        for item in index.first_datasets(SHOWN)
    ]
    report.references = index.number("SELECT COUNT(*) FROM link")
    counts = index.dangling_counts(known_elsewhere())
    report.dangling, report.dangling_targets, report.known_elsewhere = counts
    report.versionless = index.versionless()
    report.version_differs = sum(1 for _ in index.version_differs())
    report.wrong_type = sum(1 for _ in index.wrong_type())
    report.orphans = dict(Counter(item.kind for item in index.orphans()))
    report.duplicates = [f"{item.kind} {item.uuid} {item.version}" for item in islice(index.duplicates(), 1000)]
    report.several_versions = sum(1 for _ in index.several_versions())
    report.other_files = index.number("SELECT COUNT(*) FROM other")


def inspect_package(package: Package) -> Inspection:
    """The inspection of an input that was read whole."""
    findings = package.all_findings()
    for document in package.documents:
        findings.extend(check_document(document))
    return Inspection(
        package.source.file,
        package.detection.format,
        package.detection.version,
        package.detection.confidence,
        package.detection.evidence,
        dict(Counter(document.kind for document in package.documents)),
        _languages(package),
        package.leaves,
        [_named(document.model, document.kind) for document in package.documents[:SHOWN]],
        findings=findings,
    )


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
    identity, name = identified(model), name_of(model)
    return {
        "kind": kind,
        "uuid": identity.uuid or "",
        "version": identity.version or "",
        "name": name.best("zh", "en") if name else "",
    }

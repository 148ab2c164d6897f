"""Opening an input and reading every dataset of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crosswalk.core.errors import CrosswalkError, InputError
from crosswalk.core.findings import Finding
from crosswalk.core.places import Place
from crosswalk.core.provenance import sha256_of
from crosswalk.formats import detect, load, split_name
from crosswalk.formats.documents import Document, Format, Source
from crosswalk.formats.peeking import open_source
from crosswalk.formats.spec import Detection


@dataclass
class Package:
    """An input as read: where it came from, how it was recognised, its datasets."""

    source: Source
    format: Format
    detection: Detection
    documents: list[Document] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def leaves(self) -> int:
        """Source leaves, counted by the carriers."""
        return sum(document.leaves for document in self.documents)

    def all_findings(self) -> list[Finding]:
        """Findings of the package and of its documents."""
        return [*self.findings, *(f for document in self.documents for f in document.findings)]


def open_package(path: str | Path, from_: str | None = None, options: Mapping[str, str] | None = None) -> Package:
    """Open, detect and read one input.

    Raises InputError subclasses for what cannot be read, UsageError for an unknown ``from_``.
    """
    source = open_source(Path(path))
    if from_ is not None:
        name, version = split_name(from_)
        detection = Detection(name, 100, version, ("--from",))
    else:
        detection = detect(source)
    format_ = load(detection.format)
    package = Package(source, format_, detection)
    try:
        package.documents.extend(format_.read(source, options or {}))
    except CrosswalkError as problem:
        raise problem.at(file=source.file) from None
    package.findings.extend(getattr(format_, "remarks", lambda _: [])(source))
    if not package.documents:
        raise InputError("XW-I003", Place(file=source.file), format=detection.format)
    return package


def digest_of(source: Source) -> str:
    """SHA-256 of a file, or of the names and bytes of a package's members in order."""
    parts = [member.name.encode() + b"\0" + member.read() for member in source.members()]
    return sha256_of(parts[0].split(b"\0", 1)[1]) if source.container == "file" else sha256_of(b"\0".join(parts))

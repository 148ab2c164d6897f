"""Opening an input and reading every dataset of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from crosswalk.checks import check_document
from crosswalk.core.errors import CrosswalkError, InputError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats import detect, load, split_name
from crosswalk.formats.documents import Attachment, Document, Format, Source
from crosswalk.formats.peeking import open_source
from crosswalk.formats.spec import Detection


@dataclass
class Package:
    """An input: where it came from, how it was recognised, and its datasets, one by one or all at once."""

    source: Source
    format: Format
    detection: Detection
    options: Mapping[str, str] = field(default_factory=dict)

    def stream(self) -> Iterator[Document | Attachment]:
        """Datasets and the files beside them, in the order of the package; nothing is held.

        Raises InputError subclasses where the whole input cannot be read.
        """
        if "_parts" in self.__dict__:
            yield from self._parts[0]
            yield from self._parts[1]
            return
        try:
            yield from self.format.read(self.source, self.options)
        except CrosswalkError as problem:
            raise problem.at(file=self.source.file) from None

    @cached_property
    def _parts(self) -> tuple[list[Document], list[Attachment]]:
        documents: list[Document] = []
        attachments: list[Attachment] = []
        for part in self.stream():
            if isinstance(part, Document):
                documents.append(part)
            else:
                attachments.append(part)
        if not documents:
            raise InputError("XW-I003", Place(file=self.source.file), format=self.detection.format)
        return documents, attachments

    @property
    def documents(self) -> list[Document]:
        """Every dataset, held in memory. Raises InputError (XW-I003) where there is none."""
        return self._parts[0]

    @property
    def findings(self) -> list[Finding]:
        """What is to be said of the files that are no datasets."""
        found = [part.finding for part in self._parts[1] if part.finding is not None]
        others = len(self._parts[1]) - len(found)
        if others:
            found.append(finding("XW-P015", source=Place(file=self.source.file), count=others))
        return found

    @property
    def leaves(self) -> int:
        """Source leaves, counted by the carriers."""
        return sum(document.leaves for document in self.documents)

    def all_findings(self) -> list[Finding]:
        """Findings of the package and of its documents."""
        return [*self.findings, *(f for document in self.documents for f in document.findings)]


def open_package(path: str | Path, from_: str | None = None, options: Mapping[str, str] | None = None) -> Package:
    """Open and detect one input. A file is read at once, the datasets of a package when they are asked for.

    Raises InputError subclasses for what cannot be read, UsageError for an unknown ``from_``.
    """
    source = open_source(Path(path))
    if from_ is not None:
        name, version = split_name(from_)
        detection = Detection(name, 100, version, ("--from",))
    else:
        detection = detect(source)
    package = Package(source, load(detection.format), detection, options or {})
    if source.container == "file":
        _ = package.documents
    return package


def checked(documents: Iterable[Document]) -> list[Finding]:
    """What the checks that run on every read find in documents."""
    return [found for document in documents for found in check_document(document)]


def digest_of(source: Source) -> str:
    """SHA-256 of a file, or of the names and bytes of a package's members in order."""
    total = hashlib.sha256()
    for member in source.members():
        if source.container != "file":
            total.update(member.name.encode() + b"\0")
        total.update(member.read() + (b"" if source.container == "file" else b"\0"))
    return total.hexdigest()

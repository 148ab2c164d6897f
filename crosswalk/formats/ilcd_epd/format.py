"""ILCD+EPD packages: detection by the extension's marks, reading, editing, moving between versions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from lxml import etree
from pydantic import BaseModel

from crosswalk.carriers import xml
from crosswalk.carriers.sidecar import Held
from crosswalk.core.errors import InputError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.formats.documents import Attachment, Document, Draft, Headline, Member, Peek, Source
from crosswalk.formats.engine import Reading
from crosswalk.formats.ilcd.format import Ilcd, new_root
from crosswalk.formats.ilcd.types import COMMON, XSI, type_of
from crosswalk.formats.ilcd_epd.headline import headlines
from crosswalk.formats.ilcd_epd.tables import TABLES
from crosswalk.formats.ilcd_epd.versions import VERSIONS, at_version, version_for_new, version_of
from crosswalk.formats.spec import Detection, Table

_MARK = re.compile(rb"EPD/20|<(?:\w+:)?typeOfDataSet>\s*EPD\s*<")
_SPACE = re.compile(rb"""xmlns(?::[\w.-]+)?\s*=\s*["']([^"']+)["']""")
_PLAIN = ("http://lca.jrc.it/ILCD", COMMON, XSI)


@cache
def syntax_of(kind: str, others: frozenset[tuple[str, str]] = frozenset()) -> xml.XmlSyntax:
    """Names of one dataset type; ``others`` are (prefix, address) that a file has in place of the official ones."""
    spaces = {row["prefix"]: row["uri"] for row in _spaces("official")} | dict(others)
    return xml.XmlSyntax({"": type_of(kind)["namespace"], "common": COMMON, "xsi": XSI, **spaces})


def _spaces(*status: str) -> list[Mapping[str, str]]:
    return [row for row in table("epd/namespaces.csv") if row["status"] in status]


class IlcdEpd(Ilcd):
    """The format ILCD+EPD, at one version or at that of the source."""

    id = "ilcd-epd"

    def __init__(self, version: str | None = None) -> None:
        self.version = version

    def at(self, version: str) -> IlcdEpd:
        """The format as it writes one version."""
        return IlcdEpd(version)

    def syntax(self, kind: str) -> xml.XmlSyntax:
        """The names of a dataset type."""
        return syntax_of(kind)

    def new_root(self, kind: str) -> Any:
        """An empty dataset that declares the namespaces of the extension."""
        plain = new_root(kind)
        if kind not in ("process", "flow", "contact"):
            return plain
        spaces: Any = {**plain.nsmap, **{row["prefix"]: row["uri"] for row in _spaces("official")}}
        root = etree.Element(plain.tag, nsmap=spaces)
        root.attrib.update(plain.attrib)
        return root

    def tables(self) -> Mapping[str, Table]:
        """The tables by dataset kind."""
        return TABLES

    def detect(self, peek: Peek) -> Detection | None:
        """A claim where a process dataset bears a mark of the extension or says that it is an EPD."""
        for sample in (peek, *peek.samples):
            if sample.root == f"{{{type_of('process')['namespace']}}}processDataSet":
                mark = _MARK.search(sample.head)
                if mark is not None:
                    version = version_of(sample.root_attributes)
                    return Detection(self.id, 95, version, (f"process dataset with {mark.group().decode()}",))
        return None

    def _read_member(self, source: Source, member: Member) -> Document | Attachment:
        part = super()._read_member(source, member)
        if not isinstance(part, Document) or part.kind not in ("process", "flow", "contact"):
            return part
        found = {address.decode("utf-8", "replace") for address in _SPACE.findall(part.data or b"")}
        others = frozenset((row["prefix"], row["uri"]) for row in _spaces("outdated", "stray") if row["uri"] in found)
        if others:
            part = replace(part, syntax=syntax_of(part.kind, others))
        version = version_of(part.root.attrib)
        if version is not None and version not in VERSIONS:
            place = part.place
            raise InputError("XW-E041", place, version=version, known=", ".join(VERSIONS))
        return replace(part, version=version, prepare=_Marks(found, others))

    def adopt(self, document: Document, held: Held | None, options: Mapping[str, str]) -> Draft | None:
        """The tree as it is, or brought to the version that was asked for."""
        if not isinstance(document.syntax, xml.XmlSyntax) or self.version is None:
            return super().adopt(document, held, options)
        model = at_version(document.model, document.kind, self.version)
        if model == document.model:
            return super().adopt(document, held, options)
        base = document if document.format == self.id else replace(self.open(document.root, document.kind))
        draft = super().draft(model, document.kind, base, options)
        draft.document, draft.member = document, document.place.member or draft.member
        return draft

    def draft(self, model: BaseModel, kind: str, base: Document | None, options: Mapping[str, str]) -> Draft:
        """A new tree in the version of the request, else as the dataset states it; or the base edited."""
        version = self.version or (None if base is not None else version_for_new(model))
        return super().draft(model if version is None else at_version(model, kind, version), kind, base, options)

    def headlines(self, files: Mapping[str, bytes]) -> list[Headline]:
        """Headline values, read by a checker of its own."""
        return headlines(files)


class _Marks:
    """Findings about the namespaces of one file."""

    def __init__(self, found: Iterable[str], others: Iterable[tuple[str, str]]) -> None:
        self.found, self.others = set(found), set(others)

    def __call__(self, document: Document, reading: Reading) -> list[Finding]:
        known = {row["uri"] for row in _spaces("official", "program")} | {uri for _, uri in self.others}
        unknown = sorted(uri for uri in self.found - known if not uri.startswith(_PLAIN) and _used(document, uri))
        made = [finding("XW-E042", source=document.place, before=uri) for _, uri in sorted(self.others)]
        return [*made, *(finding("XW-E043", source=document.place, before=uri) for uri in unknown)]


def _used(document: Document, uri: str) -> bool:
    """Whether an element or attribute of a namespace is in the tree; many files declare more than they use."""
    mark = f"{{{uri}}}"
    return any(
        isinstance(node.tag, str) and (node.tag.startswith(mark) or any(key.startswith(mark) for key in node.attrib))
        for node in document.root.iter()
    )


FORMAT = IlcdEpd()

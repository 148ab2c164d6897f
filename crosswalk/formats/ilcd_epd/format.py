"""ILCD+EPD packages: detection by the extension's marks, reading, editing, moving between versions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from lxml import etree
from pydantic import BaseModel

from crosswalk.carriers import xml
from crosswalk.carriers.sidecar import Held
from crosswalk.carriers.text import narrowed
from crosswalk.core.errors import InputError
from crosswalk.core.messages import finding
from crosswalk.formats.documents import Attachment, Document, Draft, Headline, Member, Peek, Source
from crosswalk.formats.ilcd.format import Ilcd, new_root
from crosswalk.formats.ilcd.types import COMMON, XSI, type_of
from crosswalk.formats.ilcd_epd.headline import headlines
from crosswalk.formats.ilcd_epd.marks import Marks, official_names, spaces_of, strange_names
from crosswalk.formats.ilcd_epd.tables import TABLES
from crosswalk.formats.ilcd_epd.versions import VERSIONS, at_version, marked, version_for_new, version_of
from crosswalk.formats.spec import Detection, Table

_MARK = re.compile(rb"""xmlns(?::[\w.-]+)?\s*=\s*["'][^"']*(EPD/20)|<(?:\w+:)?(typeOfDataSet>\s*EPD)\s*<""")
"""A namespace of the extension, or the statement of the dataset's type; a text may speak of EPDs."""


@cache
def syntax_of(kind: str, aliases: frozenset[tuple[str, str]] = frozenset()) -> xml.XmlSyntax:
    """Names of one dataset type; ``aliases`` are names that a file has in place of the official ones."""
    spaces = {row["prefix"]: row["uri"] for row in spaces_of("official")}
    return xml.XmlSyntax(
        {"": type_of(kind)["namespace"], "common": COMMON, "xsi": XSI, **spaces}, aliases=dict(aliases)
    )


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
        spaces: Any = {**plain.nsmap, **{row["prefix"]: row["uri"] for row in spaces_of("official")}}
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
                mark = _MARK.search(narrowed(sample.head))
                if mark is not None:
                    version, shown = version_of(sample.root_attributes), (mark[1] or mark[2]).decode()
                    return Detection(self.id, 95, version, (f"process dataset with {shown}",))
        return None

    def _read_member(self, source: Source, member: Member) -> Document | Attachment:
        part = super()._read_member(source, member)
        if not isinstance(part, Document) or part.kind not in ("process", "flow", "contact"):
            return part
        strange = strange_names(part.root, part.data or b"")
        aliases = official_names(strange)
        if aliases:
            part = replace(part, syntax=syntax_of(part.kind, frozenset(aliases.items())))
        version = version_of(part.root.attrib)
        if version is not None and version not in VERSIONS:
            place = part.place
            raise InputError("XW-E041", place, version=version, known=", ".join(VERSIONS))
        return replace(part, version=version, prepare=Marks(strange, aliases))

    def adopt(self, document: Document, held: Held | None, options: Mapping[str, str]) -> Draft | None:
        """The tree as it is, or brought to the version that was asked for; that of a TIDAS document as it is."""
        if self.version is None:
            return super().adopt(document, held, options)
        if not isinstance(document.syntax, xml.XmlSyntax):
            moved = super().adopt(document, held, options)
            if moved is not None and at_version(moved.says, moved.kind, self.version) != moved.says:
                stated = version_of(moved.root.attrib) or VERSIONS[0]
                moved.findings.append(finding("XW-E048", source=document.place, before=stated, after=self.version))
            return moved
        model = at_version(document.model, document.kind, self.version)
        if model == document.model:
            return super().adopt(document, held, options)
        base = document if document.format == self.id else self.open(document.root, document.kind)
        draft = super().draft(model, document.kind, base, options)
        draft.document, draft.member = document, document.place.member or draft.member
        draft.marked = marked(document.model, model)
        return draft

    def draft(self, model: BaseModel, kind: str, base: Document | None, options: Mapping[str, str]) -> Draft:
        """A new tree in the version of the request, else as the dataset states it; or the base edited."""
        version = self.version or (None if base is not None else version_for_new(model))
        made = model if version is None else at_version(model, kind, version)
        draft = super().draft(made, kind, base, options)
        draft.marked = marked(model, made)
        return draft

    def headlines(self, files: Mapping[str, bytes]) -> list[Headline]:
        """Headline values, read by a checker of its own."""
        return headlines(files)


FORMAT = IlcdEpd()

"""Documents of soda4LCA servers: detection by the members of the root, reading, editing and creating."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from crosswalk.carriers import json
from crosswalk.carriers.sidecar import Held, is_sidecar
from crosswalk.core.errors import CrosswalkError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.documents import (
    Attachment,
    Document,
    Draft,
    Headline,
    Member,
    Peek,
    Source,
    draft_tree,
    own_transcript,
    unreadable,
)
from crosswalk.formats.engine import Reading
from crosswalk.formats.ilcd.types import file_name, missing
from crosswalk.formats.soda4lca.codecs import day, milliseconds
from crosswalk.formats.soda4lca.headline import headlines
from crosswalk.formats.soda4lca.raw import loosened, raw_items, restored
from crosswalk.formats.soda4lca.syntax import NAME, SYNTAX
from crosswalk.formats.soda4lca.tables import TABLES
from crosswalk.formats.spec import BadValue, Card, Detection, Table
from crosswalk.model.schema import MODELS

LAYOUT = frozenset(
    {NAME, "version", "locations", "majorVersion", "minorVersion", "subMinorVersion", "zero", "defaultValue"}
)
"""Marks of the format: the schema's version, names that tell items apart, what the server's classes add to a version
and to a text that the document states beside it."""
_ROOT = "processInformation"
_OTHERS = frozenset({"modellingAndValidation", "administrativeInformation", "exchanges", "LCIAResults"})


class Soda4lca:
    """The format soda4LCA."""

    root = ""

    @property
    def card(self) -> Card:
        """The format's card in the registry."""
        from crosswalk.formats import cards  # the registry reads the cards

        return cards()["soda4lca"]

    def detect(self, peek: Peek) -> Detection | None:
        """A claim where a file, or a file of a package, holds the parts of a process without a wrapper."""
        for sample in (peek, *peek.samples):
            if _ROOT in sample.keys and not _OTHERS.isdisjoint(sample.keys):
                return Detection("soda4lca", 90, "json", (f"root members {', '.join(sample.keys[:4])}",))
        return None

    def read(self, source: Source, options: Mapping[str, str]) -> Iterator[Document | Attachment]:
        """The datasets in the order of the package, and the files beside them."""
        for member in source.members():
            if source.container == "file" or member.name.lower().endswith(".json"):
                yield self._read_member(source, member)
            elif not is_sidecar(member.name):
                yield Attachment(member.name, member.read)

    def _read_member(self, source: Source, member: Member) -> Document | Attachment:
        alone = source.container == "file"
        place = Place(file=source.file, member=None if alone else member.name)
        data = member.read()
        try:
            value = json.parse(data, source.file)
        except CrosswalkError as problem:
            return unreadable(problem.at(source.file, place.member), member, alone=alone)
        if not isinstance(value, dict) or not isinstance(value.get(_ROOT), dict):
            return Attachment(member.name, member.read)
        return replace(self.open(loosened(value), "process"), place=place, data=data)

    def open(self, root: Any, kind: str) -> Document:
        """The objects of a dataset as a document."""
        table = TABLES[kind]
        return Document(
            "soda4lca", kind, root, SYNTAX, table, MODELS[kind], Place(), "json", LAYOUT, prepare=_read_findings
        )

    def adopt(self, document: Document, held: Held | None, options: Mapping[str, str]) -> Draft | None:
        """The objects of a soda4LCA document as they are; no other format has such a tree."""
        if document.format != "soda4lca":
            return None
        member = document.place.member or file_name(document.kind, document.model, ".json")
        transcript = own_transcript(document)
        return Draft(
            "soda4lca",
            document.kind,
            document.root,
            document.syntax,
            member,
            document=document,
            transcript=transcript,
        )

    def draft(self, model: BaseModel, kind: str, base: Document | None, options: Mapping[str, str]) -> Draft:
        """The base's objects edited (a copy), or new ones."""
        root = copy.deepcopy(base.root) if base is not None else {}
        member = file_name(kind, model, ".json")
        based = base is not None
        draft = draft_tree(model, TABLES[kind], SYNTAX, root, format="soda4lca", kind=kind, member=member, based=based)
        if base is None:
            draft.root["version"] = "1.1"
        draft.made = base is None
        return draft

    def render(self, drafts: Iterable[Draft], options: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """One file a dataset."""
        for draft in drafts:
            yield draft.member, json.serialise(restored(draft.root))

    def required(self, model: BaseModel, kind: str) -> list[Finding]:
        """What a server demands and the model lacks: the minimum of ILCD."""
        return missing("ilcd", model, kind)

    def headlines(self, files: Mapping[str, bytes]) -> list[Headline]:
        """Headline values, read by a checker of its own."""
        return headlines(files)

    def tables(self) -> Mapping[str, Table]:
        """The tables by dataset kind."""
        return TABLES


def _read_findings(document: Document, reading: Reading) -> list[Finding]:
    """What is to be said of values that a server writes in more than one way."""
    found: list[Finding] = []
    for take in reading.takes:
        if take.prefix or take.path not in ("epd.version", "epd.published", "epd.expires"):
            continue
        text = str(take.node)
        place = document.place_of(take.parent, take.key, take.node)
        if take.path == "epd.version" and "," in text:
            found.append(finding("XW-E060", source=place, before=text))
        elif take.path != "epd.version" and (count := _count(take.node)) is not None:
            date, whole = day(count)
            if not whole:
                found.append(finding("XW-E061", source=place, before=text, date=date))
    if raw := raw_items(document.root):
        found.append(finding("XW-E063", source=document.place, count=raw))
    return found


def _count(text: str) -> int | None:
    try:
        return milliseconds(text)
    except BadValue:
        return None


FORMAT = Soda4lca()

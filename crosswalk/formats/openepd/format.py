"""openEPD as a format: one document a file, read leniently and edited in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from crosswalk.carriers import json
from crosswalk.core.errors import CrosswalkError, SyntaxBroken
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.documents import Document, Draft, Headline, Member, Peek, Source
from crosswalk.formats.engine import Reading, Take, Wrote, get, put
from crosswalk.formats.openepd import vocabulary
from crosswalk.formats.openepd.cells import Address, copied, places
from crosswalk.formats.openepd.completion import complete, said_by, standing
from crosswalk.formats.openepd.extension import as_json, compose, mark
from crosswalk.formats.openepd.headline import headlines
from crosswalk.formats.openepd.tables import JSON, table_of
from crosswalk.formats.openepd.validation import check
from crosswalk.formats.openepd.wording import language_of, narrow
from crosswalk.formats.spec import Card, Detection, Table
from crosswalk.model.base import plain
from crosswalk.model.declaration import Declaration

ID = "openepd"
OUTPUT = "openepd.json"
VERSION = "0.1"
LAYOUT = frozenset({"doctype", "openepd_version", "language"})
"""Marks of the document itself; its language is that of each text."""


class OpenEpd:
    """The format of openEPD documents."""

    root = ""

    @property
    def card(self) -> Card:
        """The format's card in the registry."""
        from crosswalk.formats import cards  # the registry reads the cards

        return cards()[ID]

    def detect(self, peek: Peek) -> Detection | None:
        """A claim by the document type, whatever it says: reading names a wrong one."""
        for look in (peek, *peek.samples):
            if "doctype" in look.keys:
                return Detection(ID, 95, None, ("member doctype",))
        return None

    def read(self, source: Source, options: Mapping[str, str]) -> Iterator[Document]:
        """The document of a file; of a folder or zip, each one's."""
        for member in source.members():
            place = Place(file=source.file, member=None if source.container == "file" else member.name)
            if source.container != "file" and Path(member.name).suffix.lower() not in self.card.suffixes:
                continue
            try:
                yield self._read(member, place)
            except CrosswalkError as problem:
                raise problem.at(source.file, place.member) from None

    def _read(self, member: Member, place: Place) -> Document:
        data = member.read()
        document = self.open(json.parse(data, place.file), "declaration", place)
        document.data = data
        return document

    def open(self, root: Any, kind: str, place: Place | None = None) -> Document:
        """A tree as a document. Raises SyntaxBroken (XW-E080, XW-E103) for what is no openEPD document."""
        return _document(root, place or Place(), [])

    def draft(self, model: BaseModel, kind: str, base: Document | None, options: Mapping[str, str]) -> Draft:
        """The document of a declaration: the base edited where it is of the same type, or a new one."""
        data = plain(model)
        doctype = vocabulary.doctype_of(data["management"].get("sub_type"))
        based = base is not None and base.root.get("doctype") == doctype
        root = copied(base.root) if base is not None and based else {}
        if not based:
            root.update({"doctype": doctype, "openepd_version": VERSION})
        language = root.get("language") or (None if based else language_of(data, doctype))
        if language is not None:
            root.setdefault("language", language)
        addresses = places(data, standing(root, data) if based else {})
        wire, findings = narrow(data, addresses, doctype, language)
        writing = put(wire, table_of(doctype), JSON, root)
        full = options.get("extension") != "off"
        node = _beside(data, addresses, root) if full else mark(data.get("type"))
        _place(root, as_json(node))
        takes: list[Take] = []
        said = _document(root, Place(), takes).model
        writing.wrote.extend(Wrote(t.pointer, t.parent, t.key, t.node, t.leaves, "created", "extension") for t in takes)
        draft = Draft(ID, kind, root, JSON, OUTPUT, model, writing, based, findings, said=said)
        if not full:
            draft.findings.extend(_unsaid(data, doctype))
        return draft

    def render(self, drafts: Iterable[Draft], options: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """The one file of a declaration."""
        for draft in drafts:
            yield draft.member, json.serialise(draft.root)

    def required(self, model: BaseModel, kind: str) -> list[Finding]:
        """Nothing: openEPD leaves every field open."""
        return []

    def headlines(self, files: Mapping[str, bytes]) -> list[Headline]:
        """Headline values, read by a checker of its own."""
        return headlines(files)

    def tables(self) -> Mapping[str, Table]:
        """The table of the document type openEPD; the others leave some fields out."""
        return {"declaration": table_of(vocabulary.DEFAULT)}

    def adopt(self, document: Document, held: object, options: Mapping[str, str]) -> None:
        """No other format shares this tree."""


def _document(root: Any, place: Place, takes: list[Take]) -> Document:
    """A tree as a document; ``takes`` receives what became of the extension's leaves."""
    if not isinstance(root, dict):
        raise SyntaxBroken("XW-E103", place)
    doctype = root.get("doctype")
    if doctype not in vocabulary.doctypes():
        known = ", ".join(vocabulary.doctypes())
        raise SyntaxBroken("XW-E080", replace(place, pointer="/doctype"), doctype=str(doctype), known=known)

    def prepare(_: Document, reading: Reading) -> list[Finding]:
        findings, beside = complete(reading, root)
        takes.extend(beside)
        found = [*findings, *check(root)]
        return [replace(f, source=f.source.within(place.file, place.member)) if f.source else f for f in found]

    return Document(
        ID, "declaration", root, JSON, table_of(doctype), Declaration, place, VERSION, LAYOUT, prepare=prepare
    )


def _beside(data: Mapping[str, Any], addresses: list[Address | None], root: Mapping[str, Any]) -> dict[str, Any]:
    """The extension for a tree that was written."""
    doctype = str(root["doctype"])
    reading = get(root, table_of(doctype), JSON)
    reading.data.pop("extension", None)
    return compose(data, addresses, said_by(reading, root), doctype)


def _place(root: dict[str, Any], node: dict[str, Any]) -> None:
    """Put the extension into its place, or take out the one that is there."""
    holder = root.get("ext")
    if node:
        if not isinstance(holder, dict):
            holder = root["ext"] = {}
        if json.serialise(holder.get("crosswalk")) != json.serialise(node):
            holder["crosswalk"] = node
    elif isinstance(holder, dict) and "crosswalk" in holder:
        del holder["crosswalk"]
        if not holder:
            del root["ext"]


def _unsaid(data: Mapping[str, Any], doctype: str) -> Iterator[Finding]:
    """Texts of which only one language is written."""
    for place in vocabulary.texts(doctype):
        holder: Any = data
        for name in place.path:
            holder = (holder or {}).get(name)
        count = len((holder or {}).get("items", ()))
        if count > 1:
            yield finding(
                "XW-E085", target=Place(pointer="/".join(place.path)), count=count, field=".".join(place.path)
            )


FORMAT = OpenEpd()

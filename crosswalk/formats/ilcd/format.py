"""ILCD packages in XML: detection by root element, reading, editing and creating datasets."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from lxml import etree
from pydantic import BaseModel

from crosswalk.carriers import json, xml
from crosswalk.carriers.sidecar import Held, is_sidecar
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.text import first_illegal
from crosswalk.formats.documents import (
    Attachment,
    Document,
    Draft,
    Headline,
    Member,
    Peek,
    Source,
    draft_tree,
    opened,
    own_transcript,
)
from crosswalk.formats.ilcd.headline import headlines
from crosswalk.formats.ilcd.tables import TABLES
from crosswalk.formats.ilcd.types import COMMON, XSI, file_name, missing, stem, type_of, types
from crosswalk.formats.spec import Card, Detection, Table
from crosswalk.formats.transcoding import alike, graft, pair_tables, to_json, to_xml
from crosswalk.model.schema import MODELS

ROOT = "ILCD/"
"""The folder that ILCD packages hold their datasets in."""
LAYOUT = frozenset({"version", "locations", "LCIAMethodologies", "metaDataOnly", f"{{{XSI}}}schemaLocation"})
"""Attributes of the root that say how to read the file, not what the dataset is."""


@cache
def syntax_of(kind: str) -> xml.XmlSyntax:
    """Names of one dataset type: its own namespace and the common one."""
    return xml.XmlSyntax({"": type_of(kind)["namespace"], "common": COMMON, "xsi": XSI})


class Ilcd:
    """The format ILCD 1.1; formats that extend it differ in tables, names and marks."""

    id = "ilcd"
    root = ROOT
    spellings: tuple[str, ...] = ("ilcd", "ilcd-epd")
    """The formats whose XML is this one's: what a sidecar holds of them is a source of either."""

    def syntax(self, kind: str) -> xml.XmlSyntax:
        """The names of a dataset type."""
        return syntax_of(kind)

    def new_root(self, kind: str) -> Any:
        """An empty dataset with the marks of the format."""
        return new_root(kind)

    @property
    def card(self) -> Card:
        """The format's card in the registry."""
        from crosswalk.formats import cards  # the registry reads the cards

        return cards()[self.id]

    def detect(self, peek: Peek) -> Detection | None:
        """A claim by the root element of the file, or of members of the package; never by path."""
        roots = [sample.root for sample in (peek, *peek.samples) if sample.root]
        hits = [root for root in roots if _type_of_root(root) is not None]
        if not hits:
            return None
        version = peek.root_attributes.get("version")
        names = ", ".join(sorted({hit.rpartition("}")[2] for hit in hits}))
        others = sum(bool(sample.keys) for sample in peek.samples)
        return Detection("ilcd", 90 if len(hits) >= others else 60, version, (f"root element {names}",))

    def read(self, source: Source, options: Mapping[str, str]) -> Iterator[Document | Attachment]:
        """The datasets in the order of the package, and the files beside them."""
        for member in source.members():
            if source.container == "file" or member.name.lower().endswith(".xml"):
                yield self._read_member(source, member)
            elif not is_sidecar(member.name):
                yield Attachment(member.name, member.read)

    def _read_member(self, source: Source, member: Member) -> Document | Attachment:
        part = opened(source, member, xml.parse)
        if isinstance(part, Attachment):
            return part
        root = part.value.getroot()
        row = _type_of_root(root.tag)
        if row is None or self.syntax(row["kind"]).is_empty(root):
            return Attachment(member.name, member.read)
        return replace(self.open(root, row["kind"]), place=part.place, data=part.data)

    def open(self, root: Any, kind: str) -> Document:
        """A tree of this format as a document."""
        version, prologue = root.get("version"), _prologue(root)
        table, syntax = self.tables()[kind], self.syntax(kind)
        return Document(self.id, kind, root, syntax, table, MODELS[kind], Place(), version, LAYOUT, prologue)

    def adopt(self, document: Document, held: Held | None, options: Mapping[str, str]) -> Draft | None:
        """The tree of an XML document as it is; that of a TIDAS document in XML, on its old source if there is one."""
        kind = document.kind
        if isinstance(document.syntax, xml.XmlSyntax):
            return self._moved(document)
        if document.format != "tidas" or not isinstance(document.syntax, json.JsonSyntax):
            return None
        if held is not None:
            return self._restore(document, held)
        syntax, root = self.syntax(kind), self.new_root(kind)
        for name in LAYOUT:
            mark = document.root.get("@" + syntax.label(name) if not name.startswith("{") else "@xsi:schemaLocation")
            if isinstance(mark, str):
                root.set(name, mark)
        marks = len(root.attrib)
        plan = pair_tables(document.table, document.syntax, self.tables()[kind], syntax)
        transcript = to_xml(document.root, plan, document.syntax, syntax, root, document.ignorable)
        transcript.marks = marks
        member = ROOT + stem(kind, transcript.identity, ".xml")
        draft = Draft(self.id, kind, root, syntax, member, document=document, transcript=transcript, made=True)
        draft.findings.extend(_illegal(transcript.illegal))
        if transcript.lost or transcript.illegal or self.id != "ilcd":
            draft.said = self.open(root, kind).model
        return draft

    def _moved(self, document: Document) -> Draft:
        """The tree as it stands: ILCD and its extensions are one XML."""
        kind = document.kind
        member = document.place.member or ROOT + file_name(kind, document.model, ".xml")
        transcript = own_transcript(document)
        draft = Draft(self.id, kind, document.root, document.syntax, member, document=document, transcript=transcript)
        if document.format != self.id:
            draft.said = self.open(document.root, kind).model
        return draft

    def _restore(self, document: Document, held: Held) -> Draft:
        """Order and layout of the source that the sidecar held, values of the document at hand."""
        kind, syntax, there = document.kind, self.syntax(document.kind), document.syntax
        assert isinstance(there, json.JsonSyntax)
        base = xml.parse(held.data, held.member).getroot()
        table = self.tables()[kind]
        plan = pair_tables(table, syntax, document.table, there)
        image = to_json(base, plan, syntax, there, LAYOUT)
        if alike(image.root, document.root, document.ignorable):
            transcript = own_transcript(document)
            transcript.written, transcript.marks = image.taken, image.layout
            transcript.kept_written = sum(rest.leaves for rest in image.residue)
            said = self.open(base, kind).model
            return Draft(self.id, kind, base, syntax, held.member, said=said, document=document, transcript=transcript)
        draft = draft_tree(
            document.model, table, syntax, base, format=self.id, kind=kind, member=held.member, based=True
        )
        assert draft.writing is not None
        draft.writing.wrote.extend(graft(base, image.root, document.root, plan, syntax, there))
        draft.document = document
        draft.findings.append(finding("XW-L006" if held.intact else "XW-L007", source=document.place))
        return draft

    def draft(self, model: BaseModel, kind: str, base: Document | None, options: Mapping[str, str]) -> Draft:
        """The base's tree edited (a copy: the input stays as it was), or a new one."""
        root = _copy_document(base.root) if base is not None else self.new_root(kind)
        syntax = base.syntax if base is not None and isinstance(base.syntax, xml.XmlSyntax) else self.syntax(kind)
        member = ROOT + file_name(kind, model, ".xml")
        safe, findings = make_safe(model)
        table, based = self.tables()[kind], base is not None
        draft = draft_tree(safe, table, syntax, root, format=self.id, kind=kind, member=member, based=based)
        draft.findings.extend(findings)
        draft.made = base is None
        return draft

    def render(self, drafts: Iterable[Draft], options: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """One file a dataset; new trees are indented, moved and edited ones keep their layout."""
        for draft in drafts:
            if draft.made:
                etree.indent(draft.root, space="  ")
            yield draft.member, xml.serialise(draft.root.getroottree())

    def required(self, model: BaseModel, kind: str) -> list[Finding]:
        """What ILCD 1.1 demands and the model lacks."""
        return missing(self.id, model, kind)

    def headlines(self, files: Mapping[str, bytes]) -> list[Headline]:
        """Headline values, read by a checker of its own."""
        return headlines(files)

    def tables(self) -> Mapping[str, Table]:
        """The tables by dataset kind."""
        return TABLES


def _illegal(texts: Iterable[tuple[str, str]]) -> list[Finding]:
    """A finding for each character that XML cannot hold."""
    return [finding("XW-I109", before=text, code=f"{ord(character):04X}") for text, character in texts]


def _type_of_root(tag: Any) -> Mapping[str, str] | None:
    namespace, _, name = str(tag).rpartition("}")
    row = types().get(name)
    return row if row is not None and namespace.lstrip("{") == row["namespace"] else None


def _prologue(root: Any) -> tuple[str, ...]:
    """Comments and processing instructions before and after the root element."""
    before = [node.text or "" for node in root.itersiblings(preceding=True)]
    after = [node.text or "" for node in root.itersiblings()]
    return (*reversed(before), *after)


def _copy_document(root: Any) -> Any:
    return copy.deepcopy(root.getroottree()).getroot()


def new_root(kind: str) -> Any:
    """An empty dataset with the marks that ILCD 1.1 demands of a root element."""
    row = type_of(kind)
    spaces: Any = {None: row["namespace"], "common": COMMON, "xsi": XSI}
    root = etree.Element(f"{{{row['namespace']}}}{row['root']}", nsmap=spaces)
    root.set("version", "1.1")
    if row["locations"]:
        root.set("locations", row["locations"])
    root.set(f"{{{XSI}}}schemaLocation", f"{row['namespace']} ../../schemas/{row['schema']}")
    return root


def make_safe(model: BaseModel) -> tuple[BaseModel, list[Finding]]:
    """The model without characters that XML cannot hold, and a finding for each that was left out."""
    text = model.model_dump_json()
    if first_illegal(text) is None and "\\u00" not in text:
        return model, []
    findings: list[Finding] = []
    data = _cleaned(model.model_dump(mode="python"), findings)
    return (type(model).model_validate(data), findings) if findings else (model, [])


def _cleaned(value: Any, findings: list[Finding]) -> Any:
    if isinstance(value, str):
        while (character := first_illegal(value)) is not None:
            findings.append(finding("XW-I109", before=value[:60], code=f"{ord(character):04X}"))
            value = value.replace(character, "")
        return value
    if isinstance(value, dict):
        return {name: _cleaned(item, findings) for name, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_cleaned(item, findings) for item in value)
    return value


FORMAT = Ilcd()

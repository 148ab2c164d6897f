"""TIDAS packages: the tables of ILCD over JSON, with what TIDAS adds and demands."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from crosswalk.carriers import json, xml
from crosswalk.carriers.sidecar import Held, is_sidecar
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import path_of, read_table
from crosswalk.core.text import has_han
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
from crosswalk.formats.engine import Reading
from crosswalk.formats.ilcd.format import syntax_of
from crosswalk.formats.ilcd.tables import TABLES as ILCD_TABLES
from crosswalk.formats.ilcd.types import COMMON, XSI, file_name, missing, stem, type_of, types
from crosswalk.formats.spec import Card, Detection, Table
from crosswalk.formats.tidas.headline import headlines
from crosswalk.formats.tidas.tables import TABLES
from crosswalk.formats.tidas.tree import dataset_of, odd_prefixes
from crosswalk.formats.transcoding import Transcript, alike, pair_tables, to_json, to_xml
from crosswalk.model.base import Text, identified
from crosswalk.model.schema import MODELS

SYNTAX = json.JsonSyntax("@xml:lang", "#text", arrays=frozenset({"exchange"}))
LAYOUT = frozenset(
    {
        "@xmlns",
        "@xmlns:common",
        "@xmlns:xsi",
        "@xmlns:ecn",
        "@xmlns:acme",
        "@version",
        "@locations",
        "@LCIAMethodologies",
        "@metaDataOnly",
        "@xsi:schemaLocation",
    }
)


class Tidas:
    """The format TIDAS."""

    root = ""

    @property
    def card(self) -> Card:
        """The format's card in the registry."""
        from crosswalk.formats import cards  # the registry reads the cards

        return cards()["tidas"]

    def detect(self, peek: Peek) -> Detection | None:
        """A claim by the root key of the file, or of members of the package."""
        hits = [key for sample in (peek, *peek.samples) for key in sample.keys if _bare(key) in types()]
        envelopes = _envelopes(path_of("tidas/envelopes.csv"))
        wrapped = (sample for sample in (peek, *peek.samples) if not envelopes.isdisjoint(sample.keys))
        if not hits and not any(b"DataSet" in sample.head for sample in wrapped):
            return None
        others = sum(sample.root is not None for sample in peek.samples)
        names = ", ".join(sorted(set(hits))) or "in an envelope"
        return Detection("tidas", 90 if hits and len(hits) >= others else 60, None, (f"root key {names}",))

    def read(self, source: Source, options: Mapping[str, str]) -> Iterator[Document | Attachment]:
        """The datasets in the order of the package, and the files beside them."""
        for member in source.members():
            if source.container == "file" or member.name.lower().endswith(".json"):
                yield self._read_member(source, member)
            elif not is_sidecar(member.name):
                yield Attachment(member.name, member.read)

    def _read_member(self, source: Source, member: Member) -> Document | Attachment:
        part = opened(source, member, json.parse)
        if isinstance(part, Attachment):
            return part
        value = part.value
        found = dataset_of(value)
        if found is None or not found[1]:
            return Attachment(member.name, member.read)
        kind, root, _ = found
        prologue = _envelope(value, root)
        return replace(self.open(root, kind), place=part.place, prologue=prologue, data=part.data, outer=value)

    def open(self, root: Any, kind: str) -> Document:
        """The objects of a dataset as a document."""
        layout = LAYOUT | {key for key in root if key.startswith("@xmlns")}
        return Document(
            "tidas",
            kind,
            root,
            _syntax_of(root, kind),
            TABLES[kind],
            MODELS[kind],
            Place(),
            None,
            layout,
            prepare=_language_findings,
        )

    def adopt(self, document: Document, held: Held | None, options: Mapping[str, str]) -> Draft | None:
        """The objects of a TIDAS document as they are; an ILCD document in JSON, on its old source if there is one."""
        kind = document.kind
        if document.format == "tidas":
            member = document.place.member or file_name(kind, document.model, ".json")
            transcript = own_transcript(document)
            syntax = document.syntax
            draft = Draft("tidas", kind, document.root, syntax, member, document=document, transcript=transcript)
            draft.extras["outer"] = document.outer
            return draft
        if not isinstance(document.syntax, xml.XmlSyntax) or kind not in TABLES:
            return None
        if held is not None:
            return self._restore(document, held)
        syntax = syntax_of(kind)  # a format that extends ILCD knows more names; here they belong to the extension
        plan = pair_tables(ILCD_TABLES[kind], syntax, TABLES[kind], SYNTAX)
        transcript = to_json(document.root, plan, syntax, SYNTAX, document.ignorable)
        root = _with_marks(kind, document.root, transcript)
        member = stem(kind, transcript.identity, ".json")
        draft = Draft("tidas", kind, root, SYNTAX, member, document=document, transcript=transcript)
        draft.findings.extend(reference_questions(root, document))
        if document.format != "ilcd":  # an extension's parts are kept, and no row of ours reads them
            draft.said = self.open(root, kind).model
        return draft

    def _restore(self, document: Document, held: Held) -> Draft:
        """Order and shape of the source that the sidecar held, values of the document at hand."""
        kind, syntax = document.kind, document.syntax
        assert isinstance(syntax, xml.XmlSyntax)
        outer = json.parse(held.data, held.member)
        found = dataset_of(outer)
        assert found is not None
        base: Any = found[1]
        own = _syntax_of(base, kind)
        there = pair_tables(TABLES[kind], own, document.table, syntax)
        back = pair_tables(document.table, syntax, TABLES[kind], SYNTAX)
        image = to_xml(base, there, own, syntax, document.root.makeelement(document.root.tag), LAYOUT)
        first, second = (
            to_json(root, back, syntax, SYNTAX, document.ignorable) for root in (image.root, document.root)
        )
        if alike(first.root, second.root, LAYOUT):
            transcript = own_transcript(document)
            transcript.written, transcript.marks = image.taken, image.layout
            transcript.kept_written = sum(rest.leaves for rest in image.residue)
            said = self.open(base, kind).model
            draft = Draft("tidas", kind, base, own, held.member, said=said, document=document, transcript=transcript)
        else:
            draft = draft_tree(
                document.model, TABLES[kind], own, base, format="tidas", kind=kind, member=held.member, based=True
            )
            draft.document = document
            draft.findings.append(finding("XW-L006" if held.intact else "XW-L007", source=document.place))
        draft.extras["outer"] = outer
        return draft

    def draft(self, model: BaseModel, kind: str, base: Document | None, options: Mapping[str, str]) -> Draft:
        """The base's objects edited (a copy), or new ones."""
        root = copy.deepcopy(base.root) if base is not None else new_root(kind)
        member = file_name(kind, model, ".json")
        draft = draft_tree(
            model, TABLES[kind], SYNTAX, root, format="tidas", kind=kind, member=member, based=base is not None
        )
        if base is None:
            draft.findings.extend(_rule_findings(model, kind))
        return draft

    def render(self, drafts: Iterable[Draft], options: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """One file a dataset."""
        for draft in drafts:
            outer = draft.extras.get("outer")
            yield draft.member, json.serialise(outer or {type_of(draft.kind)["root"]: draft.root})

    def required(self, model: BaseModel, kind: str) -> list[Finding]:
        """What TIDAS demands and the model lacks."""
        return missing("tidas", model, kind)

    def headlines(self, files: Mapping[str, bytes]) -> list[Headline]:
        """Headline values, read by a checker of its own."""
        return headlines(files)

    def tables(self) -> Mapping[str, Table]:
        """The tables by dataset kind."""
        return TABLES


@cache
def _envelopes(path: Path) -> frozenset[str]:
    return frozenset(row["member"] for row in read_table(path))


def _bare(name: str) -> str:
    """A member's name without its prefix."""
    return name.rpartition(":")[2]


def _syntax_of(root: Any, kind: str) -> json.JsonSyntax:
    """Names as the file spells them: converters copy the prefixes of the XML that they read."""
    odd = odd_prefixes(root, type_of(kind)["namespace"])
    return replace(SYNTAX, prefixes=tuple((usual, own) for own, usual in odd.items())) if odd else SYNTAX


def _envelope(value: Any, root: Any) -> tuple[str, ...]:
    """The leaves beside the dataset: in the envelope, or next to the root key."""
    if len(value) == 1 and root in value.values():
        return ()
    return tuple(f"{pointer}={text}" for pointer, text in SYNTAX.leaves(_without(value, root)))


def _without(value: Any, root: Any) -> Any:
    """A tree without one of its objects."""
    if isinstance(value, dict):
        return {name: _without(part, root) for name, part in value.items() if part is not root}
    return [_without(part, root) for part in value] if isinstance(value, list) else value


def new_root(kind: str) -> dict[str, Any]:
    """An empty dataset with the namespace marks that the TIDAS schemas demand."""
    row = type_of(kind)
    root: dict[str, Any] = {"@xmlns": row["namespace"], "@xmlns:common": COMMON, "@xmlns:xsi": XSI}
    if row["tidas_prefix"]:
        prefix, _, namespace = row["tidas_prefix"].partition("=")
        root[f"@xmlns:{prefix}"] = namespace
    root["@version"] = "1.1"
    if row["locations"]:
        root["@locations"] = row["locations"]
    root["@xsi:schemaLocation"] = f"{row['namespace']} ../../schemas/{row['schema']}"
    return root


def _with_marks(kind: str, source: Any, transcript: Transcript) -> dict[str, Any]:
    """The content of a transcript behind the marks of a TIDAS root: those of the source, else the usual ones."""
    marks = new_root(kind)
    marks.update((name, uri) for name, uri in transcript.identity.items() if name.startswith("@xmlns:"))
    for name, mark in (("version", "@version"), ("locations", "@locations"), ("metaDataOnly", "@metaDataOnly")):
        if source.get(name) is not None:
            marks[mark] = source.get(name)
    marks["@xsi:schemaLocation"] = source.get(f"{{{XSI}}}schemaLocation") or marks.pop("@xsi:schemaLocation")
    transcript.marks = sum(1 for name in marks if name not in transcript.root)
    return {**marks, **transcript.root}


def reference_questions(root: Any, document: Document) -> list[Finding]:
    """What references of a dataset lack that TIDAS demands of each (GlobalReferenceType of its schemas)."""
    lacking: Counter[str] = Counter()
    _count_lacking(root, _reference_parts(path_of("tidas/structure.csv")), lacking)
    uuid = identified(document.model).uuid or ""
    return [
        finding("XW-D010", dataset=uuid, source=document.place, field=name, count=count, kind=document.kind)
        for name, count in sorted(lacking.items())
    ]


@cache
def _reference_parts(path: Path) -> tuple[str, ...]:
    """What TIDAS demands of every reference beside its UUID; ILCD demands the type alone."""
    rows = (row for row in read_table(path) if row["type"] == "<GlobalReferenceType")
    return tuple(row["name"] for row in rows if row["min"] == "1" and row["name"] != "@refObjectId")


def _count_lacking(node: Any, parts: tuple[str, ...], lacking: Counter[str]) -> None:
    if type(node) is list:
        for item in node:
            _count_lacking(item, parts, lacking)
    elif type(node) is dict:
        if "@refObjectId" in node:
            lacking.update(name for name in parts if name not in node)
        for value in node.values():
            if type(value) is not str:
                _count_lacking(value, parts, lacking)


def _language_findings(document: Document, reading: Reading) -> list[Finding]:
    """TIDAS language rule: Chinese texts hold a Chinese character, English ones none."""
    found: list[Finding] = []
    for take in reading.takes:
        pair = SYNTAX.pair(take.node)
        if pair is None or pair[0] not in ("zh", "en") or not pair[1]:
            continue
        if has_han(pair[1]) != (pair[0] == "zh"):
            place = document.place_of(take.parent, take.key, take.node)
            found.append(finding("XW-D001", source=place, before=pair[1][:60], language=pair[0]))
    return found


def _rule_findings(model: BaseModel, kind: str) -> list[Finding]:
    found: list[Finding] = []
    for path, text in _texts(model, ""):
        for language, words in text:
            if language in ("zh", "en") and words and has_han(words) != (language == "zh"):
                place = Place(member=file_name(kind, model, ".json"), pointer=path)
                found.append(finding("XW-D001", target=place, before=words[:60], language=language))
    return found


def _texts(value: Any, path: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), f"{path}/{name}")
    elif isinstance(value, tuple):
        for spot, item in enumerate(value):
            yield from _texts(item, f"{path}/{spot}")


FORMAT = Tidas()

"""TIDAS packages: the tables of ILCD over JSON, with what TIDAS adds and demands."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from crosswalk.carriers import json
from crosswalk.core.errors import CrosswalkError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.text import has_han
from crosswalk.formats.documents import Document, Draft, Headline, Member, Peek, Source, draft_tree, read_tree
from crosswalk.formats.ilcd.types import COMMON, XSI, file_name, missing, type_of, types
from crosswalk.formats.spec import Card, Detection, Table
from crosswalk.formats.tidas.headline import headlines
from crosswalk.formats.tidas.tables import TABLES
from crosswalk.model.base import Text
from crosswalk.model.schema import MODELS

SYNTAX = json.JsonSyntax("@xml:lang", "#text", arrays=frozenset({"exchange"}))
ECN = "http://eplca.jrc.ec.europa.eu/ILCD/Extensions/2018/ECNumber"
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
ENVELOPES = ("json_tg", "model_id", "jsonOrdered", "json_ordered", "table")


class Tidas:
    """The format TIDAS."""

    @property
    def card(self) -> Card:
        """The format's card in the registry."""
        from crosswalk.formats import cards  # the registry reads the cards

        return cards()["tidas"]

    def detect(self, peek: Peek) -> Detection | None:
        """A claim by the root key of the file, or of members of the package."""
        hits = {key for sample in (peek, *peek.samples) for key in sample.keys if key in types()}
        wrapped = any(key in ENVELOPES for sample in (peek, *peek.samples) for key in sample.keys)
        if not hits and not (wrapped and b"DataSet" in peek.head):
            return None
        return Detection(
            "tidas", 90 if hits else 60, None, (f"root key {', '.join(sorted(hits)) or 'in an envelope'}",)
        )

    def read(self, source: Source, options: Mapping[str, str]) -> Iterator[Document]:
        """The datasets of all types, in the order of the package."""
        for member in source.members():
            if member.name.lower().endswith(".json") or source.container == "file":
                document = self._read_member(source, member)
                if document is not None:
                    yield document

    def _read_member(self, source: Source, member: Member) -> Document | None:
        alone = source.container == "file"
        place = Place(file=source.file, member=None if alone else member.name)
        try:
            value = json.parse(member.read(), source.file)
        except CrosswalkError as problem:
            raise problem.at(source.file, place.member) from None
        holder = _unwrapped(value)
        if holder is None:
            return None
        name = next(name for name in holder if name in types())
        row = types()[name]
        if row["read"] != "yes" or not isinstance(holder[name], dict):
            return None
        kind = row["kind"]
        document = read_tree(
            holder[name],
            MODELS[kind],
            TABLES[kind],
            SYNTAX,
            format="tidas",
            kind=kind,
            place=place,
            ignorable=LAYOUT,
            prologue=_envelope(value, holder, name),
        )
        document.findings.extend(_language_findings(document))
        return document

    def remarks(self, source: Source) -> list[Finding]:
        """Nothing beside the datasets."""
        return []

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
            yield draft.member, json.serialise({type_of(draft.kind)["root"]: draft.root})

    def required(self, model: BaseModel, kind: str) -> list[Finding]:
        """What TIDAS demands and the model lacks."""
        return missing("tidas", model, kind)

    def headlines(self, files: Mapping[str, bytes]) -> list[Headline]:
        """Headline values, read by a checker of its own."""
        return headlines(files)

    def tables(self) -> Mapping[str, Table]:
        """The tables by dataset kind."""
        return TABLES


def _unwrapped(value: Any) -> dict[str, Any] | None:
    """The object that holds the dataset: the file itself, or what a platform envelope wraps."""
    if not isinstance(value, dict):
        return None
    if any(name in types() for name in value):
        return value
    for name in ENVELOPES:
        inner = value.get(name)
        if isinstance(inner, dict) and any(root in types() for root in inner):
            return inner
    return None


def _envelope(value: Any, holder: Any, name: str) -> tuple[str, ...]:
    """The leaves beside the dataset, in the envelope or next to the root key."""
    extras: list[str] = []
    for outer in {id(value): value, id(holder): holder}.values():
        for key, item in outer.items():
            if item is not holder and not (outer is holder and key == name):
                extras.extend(f"{key}{pointer}={text}" for pointer, text in SYNTAX.leaves(item))
    return tuple(extras)


def new_root(kind: str) -> dict[str, Any]:
    """An empty dataset with the namespace marks that the TIDAS schemas demand."""
    row = type_of(kind)
    root: dict[str, Any] = {"@xmlns": row["namespace"], "@xmlns:common": COMMON, "@xmlns:xsi": XSI}
    if kind == "flow":
        root["@xmlns:ecn"] = ECN
    root["@version"] = "1.1"
    if row["locations"]:
        root["@locations"] = row["locations"]
    root["@xsi:schemaLocation"] = f"{row['namespace']} ../../schemas/{row['schema']}"
    return root


def _language_findings(document: Document) -> list[Finding]:
    """TIDAS language rule: Chinese texts hold a Chinese character, English ones none."""
    found: list[Finding] = []
    for take in document.reading.takes:
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

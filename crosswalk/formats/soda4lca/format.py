"""Documents of soda4LCA servers, JSON or CSV: detection by members or header, reading, editing and creating."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from pydantic import BaseModel

from crosswalk.carriers import json
from crosswalk.carriers.node import NumberText
from crosswalk.carriers.sidecar import Held, is_sidecar
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import table
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
from crosswalk.formats.engine import Reading, Writing
from crosswalk.formats.ilcd.types import file_name, missing
from crosswalk.formats.ilcd_epd.marks import version_findings
from crosswalk.formats.soda4lca import csv
from crosswalk.formats.soda4lca.codecs import day, milliseconds
from crosswalk.formats.soda4lca.csv_syntax import CSV
from crosswalk.formats.soda4lca.csv_tables import TABLES as CSV_TABLES
from crosswalk.formats.soda4lca.headline import headlines
from crosswalk.formats.soda4lca.raw import broken_items, loosened, may_hold, raw_items, restored
from crosswalk.formats.soda4lca.syntax import NAME, SYNTAX, VERSION_NAMES
from crosswalk.formats.soda4lca.tables import TABLES
from crosswalk.formats.spec import BadValue, Card, Detection, Table
from crosswalk.model.schema import MODELS

LAYOUT = frozenset(
    {NAME, "version", "locations", "majorVersion", "minorVersion", "subMinorVersion", "zero", "defaultValue"}
)
"""Marks of the format: the schema's version, names that tell items apart, what the server's classes add to a version
and to a text that the document states beside it."""
_ROOT = "processInformation"
_VERSION = next(iter(VERSION_NAMES.values()))
_OTHERS = frozenset({"modellingAndValidation", "administrativeInformation", "exchanges", "LCIAResults"})


CSV_LAYOUT = frozenset({"repeated"})
"""Facts that later rows of a dataset repeat."""


class Soda4lca:
    """The format soda4LCA: JSON, unless the version ``csv`` is asked for."""

    root = ""

    def __init__(self, version: str | None = None) -> None:
        self.version = version

    def at(self, version: str) -> Soda4lca:
        """The format as it writes one of its shapes."""
        return Soda4lca(version)

    @property
    def card(self) -> Card:
        """The format's card in the registry."""
        from crosswalk.formats import cards  # the registry reads the cards

        return cards()["soda4lca"]

    def detect(self, peek: Peek) -> Detection | None:
        """A claim where a file, or a file of a package, holds the parts of a process without a wrapper."""
        for sample in (peek, *peek.samples):
            if csv.is_export(sample.head):
                return Detection("soda4lca", 90, "csv", ("header of the CSV export",))
            if sample.keys and (claim := _claim(sample.keys)) is not None:
                return claim
        return None

    def read(self, source: Source, options: Mapping[str, str]) -> Iterator[Document | Attachment]:
        """The datasets in the order of the package, and the files beside them."""
        for member in source.members():
            name, alone = member.name.lower(), source.container == "file"
            if (alone or name.endswith(".csv")) and csv.is_export(member.read()):
                yield from _read_export(source, member)
            elif alone or name.endswith(".json"):
                yield self._read_member(source, member)
            elif not is_sidecar(member.name):
                yield Attachment(member.name, member.read)

    def _read_member(self, source: Source, member: Member) -> Document | Attachment:
        part = opened(source, member, json.parse)
        if isinstance(part, Attachment):
            return part
        value, data = part.value, part.data
        if not isinstance(value, dict) or not isinstance(value.get(_ROOT), dict):
            return Attachment(member.name, member.read)
        tree = loosened(value) if may_hold(data) else value
        return replace(_json(tree, "process"), place=part.place, data=data)

    def open(self, root: Any, kind: str) -> Document:
        """A tree of the format as a document."""
        return _csv(root, kind) if self.version == "csv" else _json(root, kind)

    def adopt(self, document: Document, held: Held | None, options: Mapping[str, str]) -> Draft | None:
        """The tree of a document of the same shape as it is; no other format has such a tree."""
        if document.format != "soda4lca" or document.version != (self.version or "json"):
            return None
        if document.version == "csv" and not _settled(document.root, options):
            return None
        kind, syntax = document.kind, document.syntax
        member = document.place.member if document.version == "json" else None
        member = member or file_name(kind, document.model, f".{document.version}")
        transcript = own_transcript(document)
        return Draft("soda4lca", kind, document.root, syntax, member, document=document, transcript=transcript)

    def draft(self, model: BaseModel, kind: str, base: Document | None, options: Mapping[str, str]) -> Draft:
        """The base's tree edited (a copy), or a new one."""
        shape = self.version or (base.version if base is not None else None) or "json"
        based = base is not None and base.version == shape
        root = copy.deepcopy(base.root) if base is not None and based else {}
        table, syntax = (CSV_TABLES[kind], CSV) if shape == "csv" else (TABLES[kind], SYNTAX)
        model = type(model).model_validate(_without_blanks(model.model_dump())) if shape == "csv" else model
        member = file_name(kind, model, f".{shape}")
        draft = draft_tree(model, table, syntax, root, format="soda4lca", kind=kind, member=member, based=based)
        if shape == "csv":
            _prune(draft)
        elif not based:
            draft.root["version"] = "1.1"
        draft.made = not based
        return draft

    def render(self, drafts: Iterable[Draft], options: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """One file a dataset."""
        for draft in drafts:
            if draft.syntax == CSV:
                yield draft.member, _rows(draft.root, options)
            else:
                yield draft.member, json.serialise(restored(draft.root))

    def required(self, model: BaseModel, kind: str) -> list[Finding]:
        """What the format demands and the model lacks; of an export only what it has a column for."""
        found = missing(self.card.id, model, kind)
        if self.version != "csv":
            return found
        places = {path for path, _, _ in CSV_TABLES[kind].walk()}
        return [item for item in found if not places.isdisjoint(str(item.params["path"]).split("|"))]

    def headlines(self, files: Mapping[str, bytes]) -> list[Headline]:
        """Headline values, read by a checker of its own."""
        return headlines(files)

    def tables(self) -> Mapping[str, Table]:
        """The tables by dataset kind."""
        return CSV_TABLES if self.version == "csv" else TABLES


def _prune(draft: Draft) -> None:
    """Take out parts without a cell: a file of rows shows none of them."""
    assert draft.writing is not None
    draft.writing.wrote = [entry for entry in draft.writing.wrote if entry.codec != "item"]
    for name in ("facts", "product"):
        part = draft.root.get(name)
        if isinstance(part, dict):
            for key in [key for key, value in part.items() if value == {}]:
                del part[key]
            for key in [key for key, value in part.items() if isinstance(value, list) and key != "name"]:
                _keep_first(part, key, draft.writing)
            if not part:
                del draft.root[name]
    draft.said = _csv(draft.root, draft.kind).model


def _keep_first(part: dict[str, Any], key: str, writing: Writing) -> None:
    """Of several values of a column the first: a row has one cell for them."""
    part[key], *others = part[key]
    gone = {id(other) for other in others if isinstance(other, dict)}
    here = [entry for entry in writing.wrote if entry.parent is part and entry.key == key]
    writing.wrote = [
        entry
        for entry in writing.wrote
        if id(entry.parent) not in gone and not any(entry is other for other in here[1:])
    ]


def _claim(keys: tuple[str, ...]) -> Detection | None:
    """A claim by the members of the root; of a file that is cut off these are the first that it names."""
    shown = f"root members {', '.join(keys[:4])}"
    if _ROOT in keys and (not _OTHERS.isdisjoint(keys) or keys[:2] == (_ROOT, "dataSetInformation")):
        return Detection("soda4lca", 90, "json", (shown,))
    if len(_OTHERS & set(keys)) > 1:
        return Detection("soda4lca", 30, "json", (f"{shown}; no {_ROOT}, so neither UUID nor name",))
    return None


def _without_blanks(value: Any) -> Any:
    """Plain data without blank texts: an empty cell says nothing."""
    if isinstance(value, dict):
        kept = {name: _without_blanks(item) for name, item in value.items() if not _is_blank(item)}
        return {name: item for name, item in kept.items() if name != "items" or item}
    if isinstance(value, tuple):
        pairs = len(value) == 2 and isinstance(value[1], str)
        return value if pairs else tuple(_without_blanks(item) for item in value if not _is_blank(item))
    return value


def _is_blank(value: Any) -> bool:
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], str):
        return not value[1].strip()
    return isinstance(value, str) and not value.strip()


def _json(root: Any, kind: str) -> Document:
    model = MODELS[kind]
    return Document(
        "soda4lca", kind, root, SYNTAX, TABLES[kind], model, Place(), "json", LAYOUT, prepare=_read_findings
    )


def _csv(root: Any, kind: str) -> Document:
    model = MODELS[kind]
    return Document(
        "soda4lca", kind, root, CSV, CSV_TABLES[kind], model, Place(), "csv", CSV_LAYOUT, prepare=_export_findings
    )


def _rows(root: Any, options: Mapping[str, str]) -> bytes:
    return csv.written(root, comma=options.get("decimal") == "comma")


def _settled(root: Any, options: Mapping[str, str]) -> bool:
    """Whether an export reads as it was once it is written again: not where rows leave facts out or disagree."""
    return list(csv.trees(csv.lines_of(_rows(root, options)))) == [root]


def _read_export(source: Source, member: Member) -> Iterator[Document | Attachment]:
    part = opened(source, member, csv.lines_of)
    if isinstance(part, Attachment):
        yield part
        return
    lines, place = part.value, part.place
    said = [finding(code, source=replace(place, line=line), **params) for code, line, params in csv.oddities(lines)]
    for root in csv.trees(lines):
        document = replace(_csv(root, "process"), place=place)
        yield replace(document, prepare=partial(_first_findings, said)) if said else document
        said = []


def _first_findings(said: list[Finding], document: Document, reading: Reading) -> list[Finding]:
    """What is to be said of the file as a whole, with its first dataset."""
    return [*said, *_export_findings(document, reading)]


def _export_findings(document: Document, reading: Reading) -> list[Finding]:
    """What the columns of an export do not tell, and what its rows do not agree about."""
    shared = [
        item["method"]["name"]["items"][0][1]
        for item in reading.data.get("lcia_results", ())
        if "id" not in item["method"]
    ]
    found = [finding("XW-E062", source=document.place, names=", ".join(shared))] if shared else []
    apart = [title for row in document.root.get("differing", ()) for title in row]
    if apart:
        found.append(finding("XW-E064", source=document.place, names=", ".join(dict.fromkeys(apart))))
    return found


def _read_findings(document: Document, reading: Reading) -> list[Finding]:
    """What is to be said of values that a server writes in more than one way."""
    found: list[Finding] = []
    numbers = 0
    for take in reading.takes:
        numbers += take.path == "cell" and isinstance(take.node, NumberText)
        place = partial(document.place_of, take.parent, take.key, take.node)
        if take.path == "direction" and take.key == "exchangeDirection":
            found.append(finding("XW-E069", source=place(), before=take.key))
        elif take.path == "epd.version" and not take.prefix and take.key != _VERSION:
            found.append(finding("XW-E042", source=place(), before=str(take.key)[1:].partition("}")[0]))
        elif take.path in ("epd.published", "epd.expires") and not take.prefix:
            found.extend(_date_findings(SYNTAX.scalar(take.node) or "", place()))
    if numbers:
        found.append(finding("XW-E067", source=document.place, count=numbers))
    if (document.data is None or may_hold(document.data)) and (raw := raw_items(document.root)):
        found.append(finding("XW-E063", source=document.place, count=raw))
    if broken := broken_items(document.root):
        found.append(finding("XW-E068", source=document.place, before=broken[0][:80], count=len(broken)))
    stated = (reading.data.get("epd") or {}).get("version")
    found.extend(version_findings(reading.data, None if stated is None else stated.replace(",", "."), document.place))
    return found


def _date_findings(text: str, place: Place) -> Iterator[Finding]:
    """A date as text, in seconds, before the first declarations, or that is no midnight in UTC."""
    count = _count(text)
    if count is None:
        yield finding("XW-E066", source=place, before=str(text))
        return
    date, whole = day(count)
    if date < _limits()["earliest"]:
        yield finding("XW-E065", source=place, before=str(text), date=date, suggestion=_in_seconds(count))
    elif not whole:
        yield finding("XW-E061", source=place, before=str(text), date=date)


def _in_seconds(count: int) -> str:
    """The day that a number means in seconds; a dash where that is none of a declaration either."""
    limits = _limits()
    with suppress(BadValue):
        date, _ = day(count * 1000)
        if limits["earliest"] <= date <= limits["latest"]:
            return date
    return "-"


def _limits() -> Mapping[str, str]:
    return {row["limit"]: row["date"] for row in table("soda4lca/dates.csv")}


def _count(text: str) -> int | None:
    try:
        return milliseconds(text)
    except BadValue:
        return None


FORMAT = Soda4lca()

"""The GB/T 24067 declaration: workbook and JSON, read leniently, written whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from crosswalk.carriers import json
from crosswalk.carriers.form import FormNode, FormSyntax
from crosswalk.carriers.sheet import read_workbook
from crosswalk.core.errors import CrosswalkError, SyntaxBroken
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.provenance import sha256_of
from crosswalk.core.tables import table
from crosswalk.formats.documents import Document, Draft, Headline, Member, Peek, Source
from crosswalk.formats.engine import Reading, get, pick, put
from crosswalk.formats.gbt24067 import layout, render
from crosswalk.formats.gbt24067.fields import BINDINGS, FieldRow, fields, json_table, workbook_table
from crosswalk.formats.gbt24067.headline import headlines
from crosswalk.formats.gbt24067.identifiers import doubts
from crosswalk.formats.gbt24067.settling import losses, settle, tidy
from crosswalk.formats.spec import Card, Detection, Table
from crosswalk.model.base import plain
from crosswalk.model.declaration import Declaration

FORM = FormSyntax()
JSON = json.JsonSyntax("lang", "text", lists=True)
SCHEMA = "crosswalk-gbt24067/"
OUTPUT = "declaration.xlsx"
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et")
"""Names of workbooks: a damaged one is reported as such, not as unknown."""


class Gbt24067:
    """The format of GB/T 24067 declarations."""

    @property
    def card(self) -> Card:
        """The format's card in the registry."""
        from crosswalk.formats import cards  # the registry reads the cards

        return cards()["gbt24067"]

    def detect(self, peek: Peek) -> Detection | None:
        """A claim by sheet names, or by the members and schema mark of a JSON object."""
        if peek.schema is not None and peek.schema.startswith(SCHEMA):
            return Detection("gbt24067", 95, peek.schema.removeprefix(SCHEMA), (f"meta.schema {peek.schema}",))
        if peek.sheets:
            known = [name for name in peek.sheets if layout.sheet_of(name)]
            if len(known) >= 3:
                return Detection("gbt24067", 90, None, (f"sheets {', '.join(known[:4])}",))
            return Detection("gbt24067", 60 if known else 50, None, ("a workbook",))
        members = {row["key"].partition(".")[0].partition("[")[0] for row in fields()}
        hits = [key for key in peek.keys if key in members]
        if len(hits) >= 4 and not any(key.endswith("DataSet") for key in peek.keys):
            return Detection("gbt24067", 70, None, (f"members {', '.join(hits[:5])}",))
        if _is_office(peek):
            return Detection("gbt24067", 55, None, ("an old workbook",))
        if not peek.keys and Path(peek.file).suffix.lower() in WORKBOOKS:
            return Detection("gbt24067", 50, None, ("the name of a workbook",))
        return None

    def read(self, source: Source, options: Mapping[str, str]) -> Iterator[Document]:
        """The declaration of a workbook or JSON file; of a folder or zip, each one's."""
        for member in source.members():
            data = member.read()
            place = Place(file=source.file, member=None if source.container == "file" else member.name)
            home = Path(source.file).parent if Path(source.file).exists() else None
            try:
                if _looks_like_json(data):
                    yield self._read_json(data, place, home)
                elif source.container == "file" or Path(member.name).suffix.lower() in self.card.suffixes:
                    yield self._read_workbook(member, data, place, home)
            except CrosswalkError as problem:
                raise problem.at(source.file, place.member) from None

    def _read_json(self, data: bytes, place: Place, home: Path | None) -> Document:
        value = json.parse(data, place.file)
        if not isinstance(value, dict):
            raise SyntaxBroken("XW-G002", place)
        document = Document(
            "gbt24067",
            "declaration",
            value,
            JSON,
            json_table(),
            Declaration,
            place,
            ignorable=layout.LAYOUT,
            prepare=lambda _, reading: _prepare(reading, home),
        )
        document.findings.extend(doubts(document))
        return document

    def _read_workbook(self, member: Member, data: bytes, place: Place, home: Path | None) -> Document:
        found = layout.recognise(read_workbook(data, place.file))
        if not found.known:
            raise SyntaxBroken("XW-G003", place)
        document = Document(
            "gbt24067",
            "declaration",
            found.root,
            FORM,
            workbook_table(),
            Declaration,
            place,
            ignorable=layout.LAYOUT,
            prepare=lambda _, reading: _prepare(reading, home),
        )
        document.findings.extend([*_placed(found.findings, place), *doubts(document)])
        return document

    def draft(self, model: BaseModel, kind: str, base: Document | None, options: Mapping[str, str]) -> Draft:
        """A new form: a declaration is laid out anew, whatever it came from.

        The draft's model is what the form says; what a form cannot hold is a finding (XW-G005).
        """
        workbook = options.get("carrier") != "json"
        findings: list[Finding] = []
        data = tidy(plain(model), findings, workbook=workbook)
        if base is None and not data.get("metadata", {}).get("schema_id"):
            data.setdefault("metadata", {})["schema_id"] = f"{SCHEMA}{self.card.versions[-1]}"
        rows, syntax = (workbook_table(), FORM) if workbook else (json_table(), JSON)
        root: Any = FormNode() if workbook else {}
        member = OUTPUT if workbook else "declaration.json"
        writing = put(data, rows, syntax, root)
        reading = get(root, rows, syntax)
        settle(reading)
        said = Declaration.model_validate(reading.data)
        draft = Draft("gbt24067", kind, root, syntax, member, said, writing, findings=findings)
        draft.findings.extend(losses(plain(model), plain(said), member))
        if workbook:
            draft.extras["bytes"], noted = render.render(root, said.metadata.created)
            draft.findings.extend(noted)
        return draft

    def render(self, drafts: Iterable[Draft], options: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """The one file of a declaration."""
        for draft in drafts:
            data = draft.extras.get("bytes")
            yield draft.member, data if data is not None else json.serialise(draft.root)

    def required(self, model: BaseModel, kind: str) -> list[Finding]:
        """Mandatory fields of the form that are empty, with who can usually answer."""
        data = plain(model)
        who = {row["sheet"]: row["who"] for row in table("gbt24067/sheets.csv")}
        found: list[Finding] = []
        for row in fields():
            count = _missing(row, data) if row["mandatory"] == "M" else 0
            if count:
                found.append(
                    finding(
                        "XW-G001",
                        field=f"{row['heading']} / {row['label_en']}",
                        field_zh=row["heading"],
                        field_en=row["label_en"],
                        sheet=row["sheet"],
                        path=f"{row['list']}.{row['model']}" if row["list"] else row["model"],
                        who=who[row["sheet"]],
                        count=count,
                    )
                )
        return found

    def headlines(self, files: Mapping[str, bytes]) -> list[Headline]:
        """Headline values, read by a checker of its own."""
        return headlines(files)

    def tables(self) -> Mapping[str, Table]:
        """The table of the workbook; the JSON form has the same model paths."""
        return {"declaration": workbook_table()}

    def template(self) -> bytes:
        """A blank workbook with drop-downs, notes and a worked example."""
        from crosswalk.formats.gbt24067.example import example

        root = FormNode()
        put(tidy(plain(example()), [], workbook=True), workbook_table(), FORM, root)
        return render.template(root)


def _placed(findings: Iterable[Finding], place: Place) -> list[Finding]:
    return [replace(f, source=f.source.within(place.file, place.member) if f.source else place) for f in findings]


def _looks_like_json(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _is_office(peek: Peek) -> bool:
    return peek.head.startswith(bytes.fromhex("d0cf11e0a1b11ae1"))


def _missing(row: FieldRow, data: Mapping[str, Any]) -> int:
    """How often a field is empty: once for a field of the form, once an item for a column of a list."""
    head, _, indicator = row["codec"].partition(":")
    if head == "result":
        cells = [cell for cell in data.get("results", ()) if cell["indicator"] == indicator]
        return 0 if any(cell["stage"] == "total" and cell.get("amount") for cell in cells) else 1
    path = row["model"].split(".")
    if not row["list"]:
        return 1 if pick(data, path) is None else 0
    wanted = BINDINGS.get(row["list"], {})
    items = [item for item in data.get(row["list"], ()) if all(item.get(k) == v for k, v in wanted.items())]
    if row["list"] == "results":  # the total has no share of itself
        items = [item for item in items if item["stage"] != "total"]
    return sum(pick(item, path) is None for item in items)


def _prepare(reading: Reading, home: Path | None) -> list[Finding]:
    """Complete what was read: result cells settled, digests of the files named."""
    return [*settle(reading), *_digest_files(reading.data, home)]


def _digest_files(data: Any, home: Path | None) -> list[Finding]:
    """Give the files that stand beside the declaration their digest; one that differs from the stated is told."""
    if home is None:
        return []
    found: list[Finding] = []
    for reference in _file_references(data):
        for folder in (home, home / "evidence"):
            path = folder / Path(reference["name"]).name
            if path.is_file():
                digest = sha256_of(path.read_bytes())
                if reference.setdefault("sha256", digest) != digest:
                    found.append(finding("XW-G007", before=reference["sha256"], after=digest, name=reference["name"]))
                break
    return found


def _file_references(data: Any) -> Iterator[dict[str, Any]]:
    for line in data.get("inventory", ()):
        yield from line.get("evidence", ())
    for holder, name in _file_fields():
        if isinstance(value := data.get(holder, {}).get(name), dict):
            yield value


@cache
def _file_fields() -> tuple[tuple[str, str], ...]:
    rows = (row for row in table("gbt24067/fields.csv") if row["codec"] == "file")
    return tuple((row["model"].partition(".")[0], row["model"].partition(".")[2]) for row in rows)


FORMAT = Gbt24067()

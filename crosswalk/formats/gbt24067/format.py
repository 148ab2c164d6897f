"""The GB/T 24067 declaration: workbook and JSON, read leniently, written whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
from crosswalk.formats.documents import Document, Draft, Headline, Member, Peek, Source, draft_tree, read_tree
from crosswalk.formats.engine import Reading
from crosswalk.formats.gbt24067 import layout, render
from crosswalk.formats.gbt24067.fields import fields, json_table, workbook_table
from crosswalk.formats.gbt24067.headline import headlines
from crosswalk.formats.spec import Card, Detection, Table
from crosswalk.model.declaration import Declaration

FORM = FormSyntax()
JSON = json.JsonSyntax("lang", "text", lists=True)
SCHEMA = "crosswalk-gbt24067/"
OUTPUT = "declaration.xlsx"


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
        return None

    def read(self, source: Source, options: Mapping[str, str]) -> Iterator[Document]:
        """The declaration of a workbook or JSON file; of a folder or zip, each one's."""
        for member in source.members():
            data = member.read()
            place = Place(file=source.file, member=None if source.container == "file" else member.name)
            home = Path(source.file).parent
            try:
                if _looks_like_json(data):
                    yield self._read_json(data, place, home)
                elif source.container == "file" or Path(member.name).suffix.lower() in self.card.suffixes:
                    yield self._read_workbook(member, data, place, home)
            except CrosswalkError as problem:
                raise problem.at(source.file, place.member) from None

    def _read_json(self, data: bytes, place: Place, home: Path) -> Document:
        value = json.parse(data, place.file)
        if not isinstance(value, dict):
            raise SyntaxBroken("XW-G002", place)
        return read_tree(
            value,
            Declaration,
            json_table(),
            JSON,
            format="gbt24067",
            kind="declaration",
            place=place,
            prepare=lambda reading: _prepare(reading, home),
        )

    def _read_workbook(self, member: Member, data: bytes, place: Place, home: Path) -> Document:
        found = layout.recognise(read_workbook(data, place.file))
        if not found.known:
            raise SyntaxBroken("XW-G003", place)
        document = read_tree(
            found.root,
            Declaration,
            workbook_table(),
            FORM,
            format="gbt24067",
            kind="declaration",
            place=place,
            ignorable=layout.LAYOUT,
            prepare=lambda reading: _prepare(reading, home),
        )
        document.findings.extend(_placed(found.findings, place))
        return document

    def remarks(self, source: Source) -> list[Finding]:
        """Nothing beside the declaration."""
        return []

    def draft(self, model: BaseModel, kind: str, base: Document | None, options: Mapping[str, str]) -> Draft:
        """A new form: a declaration is laid out anew, whatever it came from."""
        as_json = options.get("carrier") == "json"
        if as_json:
            return draft_tree(
                model,
                json_table(),
                JSON,
                {},
                format="gbt24067",
                kind=kind,
                member="declaration.json",
                based=False,
            )
        root = FormNode()
        draft = draft_tree(
            model, workbook_table(), FORM, root, format="gbt24067", kind=kind, member=OUTPUT, based=False
        )
        assert isinstance(model, Declaration)
        draft.extras["bytes"], findings = render.render(root, model.metadata.created)
        draft.findings.extend(findings)
        return draft

    def render(self, drafts: Iterable[Draft], options: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """The one file of a declaration."""
        for draft in drafts:
            data = draft.extras.get("bytes")
            yield draft.member, data if data is not None else json.serialise(draft.root)

    def required(self, model: BaseModel, kind: str) -> list[Finding]:
        """Mandatory fields of the form that are empty."""
        found: list[Finding] = []
        for row in fields():
            if row["mandatory"] == "M" and not row["list"] and not _filled(model, row["model"], row["codec"]):
                params = {"field": f"{row['heading']} / {row['label_en']}", "sheet": row["sheet"], "path": row["model"]}
                found.append(finding("XW-G001", **params))
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
        draft_tree(
            example(), workbook_table(), FORM, root, format="gbt24067", kind="declaration", member="", based=False
        )
        return render.template(root)


def _placed(findings: Iterable[Finding], place: Place) -> list[Finding]:
    from dataclasses import replace

    return [replace(f, source=f.source.within(place.file, place.member) if f.source else place) for f in findings]


def _looks_like_json(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _is_office(peek: Peek) -> bool:
    return peek.head.startswith(bytes.fromhex("d0cf11e0a1b11ae1"))


def _filled(model: object, path: str, codec: str) -> bool:
    if codec.startswith("result:") and isinstance(model, Declaration):
        cell = model.result(codec.removeprefix("result:"))
        return cell is not None and cell.amount is not None
    value: object = model
    for name in path.split("."):
        value = getattr(value, name, None)
    return value not in (None, (), "")


def _prepare(reading: Reading, home: Path) -> list[Finding]:
    """Complete what was read: one cell a result key, cells in one order, digests of the files named."""
    found = _unique_results(reading.data)
    _order_results(reading)
    return [*found, *_digest_files(reading.data, home)]


def _order_results(reading: Reading) -> None:
    """Bring result cells into the order of the indicator and stage tables, whatever order a form has them in."""
    cells = reading.data.get("results")
    if not cells:
        return
    indicators = [row["code"] for row in table("indicators/climate.csv")]
    stages = ["total", *(row["code"] for row in table("stages/gbt24067.csv") if row["code"] != "total")]

    def rank(spot: int) -> tuple[int, int, int]:
        cell = cells[spot]
        known = cell.get("indicator") in indicators
        indicator = indicators.index(cell["indicator"]) if known else len(indicators)
        return indicator, stages.index(cell["stage"]) if cell["stage"] in stages else len(stages), spot

    order = sorted(range(len(cells)), key=rank)
    news = {f"results/{old}": f"results/{new}" for new, old in enumerate(order)}
    reading.data["results"] = [cells[spot] for spot in order]
    for item in reading.takes:
        item.prefix = news.get(item.prefix, item.prefix)
    for rest in reading.rest:
        head, _, tail = rest.pointer.partition("/amount")
        if head in news:
            rest.pointer = news[head] + ("/amount" + tail if tail or rest.pointer != head else "")


def _unique_results(data: dict[str, Any]) -> list[Finding]:
    """A second value for a result key is merged where it is equal, else kept under ``unresolved``."""
    found: list[Finding] = []
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    units = {row["code"]: row["unit"] for row in table("indicators/climate.csv")}
    for spot, cell in enumerate(data.get("results", ())):
        if "amount" in cell:
            cell["amount"].setdefault("unit", units.get(cell.get("indicator", ""), ""))
        key = (cell.get("indicator", ""), cell.get("stage") or "total")
        if "stage" not in cell:
            cell["stage"] = "total"
        if key in seen:
            cell["method"] = f"unresolved:{spot}"
            same = seen[key].get("amount", {}).get("value") == cell.get("amount", {}).get("value")
            if not same:
                before = str(seen[key].get("amount", {}).get("value"))
                found.append(
                    finding("XW-G004", before=before, after=str(cell.get("amount", {}).get("value")), key=" ".join(key))
                )
        else:
            seen[key] = cell
    return found


def _digest_files(data: Any, home: Path) -> list[Finding]:
    found: list[Finding] = []
    for reference in _file_references(data):
        for folder in (home, home / "evidence"):
            path = folder / Path(reference["name"]).name
            if path.is_file():
                reference["sha256"] = sha256_of(path.read_bytes())
                break
        else:
            if "sha256" not in reference:
                found.append(finding("XW-C031", before=reference["name"]))
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


"""Flows of a table with a header: FEDEFL, GLAD lists, openLCA workbooks, and anyone's CSV, TSV or workbook."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from crosswalk.core.errors import InputError, SyntaxBroken, UsageError
from crosswalk.core.ids import is_uuid
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.listed import ELEMENTARY, ListedFlow
from crosswalk.mapping.reading import sheets, texts
from crosswalk.mapping.reading.columns import Layout, by_spec, known_headers, most_told, recognise
from crosswalk.mapping.reading.found import NOTHING, Found, Raw, Remarks, Wish, split_synonyms, without_repeats
from crosswalk.mapping.reading.properties import Properties
from crosswalk.mapping.reading.sheets import Rows

TYPES, FAMILIES = "lists/flow_types.csv", "lists/families.csv"
DELIMITERS = ",\t;|"
Shot = tuple[str, Any, list[list[str]]]
"""A sheet: its name, the sheet and its first rows."""
SAMPLE = 300
"""Rows by which the family of a list is told."""
_LEVELS = re.compile(r"\s*(?:>|→|»|::|＞)\s*|\s+/\s+")
_TUPLE = re.compile(r"""^\(\s*(['"]).*\1\s*,?\s*\)$""")


def open_table(path: Path, wish: Wish, remarks: Remarks) -> Raw:
    """Flows of a text table, packed with gzip or not. Raises InputError (XW-L101) for one without known headers."""
    encoding = texts.encoding_of(path)
    sample = texts.head(path).decode(encoding, errors="replace")
    delimiter, layout = _dialect(sample, wish, remarks)
    return _raw(_text_rows(path, encoding, delimiter), layout, wish, remarks)


def _dialect(sample: str, wish: Wish, remarks: Remarks) -> tuple[str, Layout]:
    """The delimiter under which the header names most, and the layout."""
    shots = {mark: _first_rows(sample, mark) for mark in DELIMITERS}
    if wish.columns:
        mark = max(DELIMITERS, key=lambda mark: Counter(len(row) for row in shots[mark]).most_common(1)[0][0])
        return mark, by_spec(wish.columns, shots[mark], remarks.file)
    layouts = [(mark, layout) for mark in DELIMITERS if (layout := recognise(shots[mark])) is not None]
    if not layouts:
        raise unrecognised(max(shots.values(), key=lambda rows: max(len(row) for row in rows)), remarks.file)
    return max(layouts, key=lambda item: item[1].score)


def _first_rows(sample: str, delimiter: str) -> list[list[str]]:
    try:
        return list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), 40)) or [[]]
    except csv.Error:
        return [[]]


def unrecognised(rows: Sequence[Sequence[str]], file: str) -> InputError:
    """The error for a table whose columns nobody knows."""
    return InputError("XW-L101", Place(file=file), columns=most_told(rows), known=list(known_headers())[:12])


def _text_rows(path: Path, encoding: str, delimiter: str) -> Rows:
    with texts.open_text(path, encoding) as text:
        reader = csv.reader(text, delimiter=delimiter)
        start = 1
        try:
            for row in reader:
                yield start, row
                start = reader.line_num + 1
        except csv.Error as problem:
            raise SyntaxBroken("XW-L120", Place(file=str(path), line=start), reason=str(problem)) from None


def open_workbook(path: Path, wish: Wish, remarks: Remarks) -> Raw:
    """Flows of a workbook: of the sheet whose header names most. Raises InputError (XW-L101) where none does."""
    held = sheets.open_sheets(path)
    shots = [(name, sheet, [row for _, row in islice(sheets.rows_of(sheet), 40)]) for name, sheet in held]
    chosen = _by_spec(shots, wish, remarks) if wish.columns else _by_headers(shots, remarks)
    (name, sheet, _), layout = chosen
    if others := [item[0] for item in shots if item[0] != name and item[2]]:
        remarks.find(finding("XW-L122", source=remarks.place(), sheet=name, others=others))
    rows = ((line, row) for line, row in sheets.rows_of(sheet))
    return _raw(rows, layout, wish, remarks, _units_by_name(shots))


def open_rows(rows: Sequence[Sequence[str]], wish: Wish, remarks: Remarks) -> Raw:
    """Flows of rows in memory, the header first. Raises InputError (XW-L101) for unknown headers."""
    layout = by_spec(wish.columns, rows, remarks.file) if wish.columns else recognise(rows)
    if layout is None:
        raise unrecognised(rows[:1], remarks.file)
    return _raw(enumerate((list(row) for row in rows), 1), layout, wish, remarks)


def _by_headers(shots: Sequence[Shot], remarks: Remarks) -> tuple[Shot, Layout]:
    found = [(shot, layout) for shot in shots if (layout := recognise(shot[2])) is not None]
    if not found:
        raise unrecognised([row for shot in shots for row in shot[2]] or [[]], remarks.file)
    return max(found, key=lambda pair: pair[1].score)


def _by_spec(shots: Sequence[Shot], wish: Wish, remarks: Remarks) -> tuple[Shot, Layout]:
    """The first sheet that has the columns of the spec; what the first one lacks where none has them."""
    problem: UsageError | None = None
    for shot in shots:
        try:
            return shot, by_spec(wish.columns, shot[2], remarks.file)
        except UsageError as found:
            problem = problem or found
    raise problem or unrecognised([[]], remarks.file)


def _raw(rows: Rows, layout: Layout, wish: Wish, remarks: Remarks, units: Mapping[str, str] | None = None) -> Raw:
    """The flows below the header; the family is told by the contexts of the first of them."""
    if layout.unused:
        remarks.find(finding("XW-L112", source=remarks.place(), columns=layout.unused))
    flows = _flows(rows, layout, remarks, units or {})
    first = list(islice(flows, SAMPLE))
    family = wish.family or family_of(item.flow.context for item in first)
    return Raw(chain(first, flows), family=family)


@cache
def _patterns(file: Path) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["family"], re.compile(row["pattern"])) for row in read_table(file))


def family_of(contexts: Iterator[str]) -> str:
    """Whose compartments the contexts are; empty where their words do not tell."""
    hits: Counter[str] = Counter()
    for context in contexts:
        hits.update(islice((family for family, pattern in _patterns(path_of(FAMILIES)) if pattern.search(context)), 1))
    return hits.most_common(1)[0][0] if hits else ""


@cache
def _types(file: Path) -> Mapping[str, str]:
    return {row["word"].lower(): row["type"] for row in read_table(file)}


def _flows(rows: Rows, layout: Layout, remarks: Remarks, units: Mapping[str, str]) -> Iterator[Found]:
    known = Properties()
    maker = _Maker(layout, known, units)
    for number, (line, row) in enumerate(rows):
        if number <= layout.header_row or not any(row):
            continue
        if layout.width and len(row) > layout.width and any(row[layout.width :]):
            remarks.find(finding("XW-L118", source=remarks.place(line), cells=len(row), columns=layout.width))
        yield Found(maker.flow(row), line)
    known.close(remarks)


class _Maker:
    """Flows from the rows of one layout: columns are looked up once, not for every row."""

    def __init__(self, layout: Layout, known: Properties, units: Mapping[str, str]) -> None:
        self.known, self.units = known, units
        self.names = layout.spots("name")
        self.synonyms = layout.spots("synonyms")
        self.context = tuple(column.spot for column in layout.spots("context", "subcontext"))
        self.single = {column.field: column.spot for column in reversed(layout.columns)}
        self.types = _types(path_of(TYPES))

    def flow(self, row: Sequence[str]) -> ListedFlow:
        """The flow of one row."""
        width = len(row)

        def cell(name: str) -> str:
            spot = self.single.get(name, width)
            return row[spot].strip() if spot < width else ""

        names = [(c.language, row[c.spot].strip()) for c in self.names if c.spot < width and row[c.spot].strip()]
        name = names[0][1] if names else ""
        others = names[1:] + [
            (c.language, text) for c in self.synonyms if c.spot < width for text in split_synonyms(row[c.spot])
        ]
        uuid, property_id, label = cell("uuid"), cell("property").lower(), cell("property_name")
        if property_id and not is_uuid(property_id):
            property_id, label = "", label or cell("property")
        unit = cell("unit")
        if unit.lower() in NOTHING:
            unit = self.known.unit(property_id, label) or self.units.get(label, "")
        return ListedFlow(
            uuid=uuid.lower() if is_uuid(uuid.lower()) else uuid,
            name=name,
            context=joined(row[spot] for spot in self.context if spot < width),
            unit=unit,
            cas=cell("cas"),
            formula=cell("formula"),
            synonyms=without_repeats(name, iter(others)) if others else (),
            property_id=property_id,
            property_name=label or self.known.name(property_id),
            type=self.types.get(cell("type").lower(), ELEMENTARY),
            version=cell("version"),
            location=cell("location"),
        )


def joined(parts: Iterator[str]) -> str:
    """A context with its levels joined by ``/``, however the list parts them."""
    levels: list[str] = []
    for part in parts:
        text = part.strip()
        if _TUPLE.match(text):
            levels.extend(level.strip(" '\"") for level in re.split(r"""['"]\s*,\s*['"]?""", text.strip("() ")))
        else:
            levels.extend(_LEVELS.split(text))
    return "/".join(level for level in levels if level and level.lower() not in NOTHING)


def _units_by_name(shots: Sequence[Shot]) -> Mapping[str, str]:
    """Reference units by flow property in an openLCA workbook, which has them in a sheet of their own."""
    found: dict[str, str] = {}
    for name, sheet, rows in shots:
        if name == "Flow property factors" and rows and {"Flow property", "Reference unit"} <= set(rows[0]):
            held, unit = rows[0].index("Flow property"), rows[0].index("Reference unit")
            for _, row in sheets.rows_of(sheet):
                found.setdefault(row[held], row[unit])
    return found

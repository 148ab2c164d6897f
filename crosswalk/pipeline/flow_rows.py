"""Flow mapping applied to a list of names with amounts: every row stays as it is, target columns go beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from crosswalk.carriers import archive
from crosswalk.carriers.sheet import Sheet, read_workbook
from crosswalk.core.errors import InputError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import NumberUnclear, format_plain, parse, scale
from crosswalk.core.places import Place
from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.applying import Decision, FlowUse, factor_text
from crosswalk.mapping.applying.coverage import COVERED
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.reading import texts
from crosswalk.mapping.reading.columns import flat, recognise
from crosswalk.mapping.reading.found import Remarks, Wish
from crosswalk.mapping.reading.tables import DELIMITERS, open_rows
from crosswalk.pipeline.flow_report import FlowMappingReport, finish_findings
from crosswalk.pipeline.relinking import FlowMapper

if TYPE_CHECKING:
    from _csv import Reader

AMOUNTS, DIRECTIONS = "flows/amount_columns.csv", "flows/direction_words.csv"
TARGETS = (
    "target_uuid",
    "target_name",
    "target_context",
    "target_unit",
    "target_version",
    "target_amount",
    "target_factor",
    "target_outcome",
    "target_by",
    "target_evidence",
    "target_confidence",
    "target_gates",
    "target_code",
)
"""The columns that mapping adds; those that a list has from an earlier run are replaced."""
HEADER_ROWS = 40


@dataclass
class MappedRows:
    """A list with its target columns, what was decided, and what is to be said of it."""

    header_row: int
    """How many rows stand before the header."""
    rows: list[list[str]]
    decisions: dict[int, Decision]
    """By the position of the row."""
    amounts: dict[int, Decimal]
    """Amounts in the unit of the target, by the position of the row."""
    report: FlowMappingReport = field(default_factory=FlowMappingReport)
    findings: list[Finding] = field(default_factory=list)


@dataclass
class Lines:
    """The rows of a file that hold anything, and the line on which each begins."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, line: int, row: list[str]) -> None:
        """Take a row, unless it is blank."""
        if any(row):
            self.rows.append(row)
            self.lines.append(line)


def read_rows(path: Path) -> Lines:
    """The rows of a text table or of the sheet of a workbook whose header names most.

    Raises InputError for what cannot be read.
    """
    if archive.open_ends(path).startswith((archive.OLE, b"PK")):
        held = [_held(_rows_of(one)) for one in read_workbook(archive.open_bytes(path), str(path)).sheets]
        return max(held, key=lambda found: _score(found.rows[:HEADER_ROWS]), default=Lines())
    encoding = texts.encoding_of(path)
    sample = texts.head(path).decode(encoding, errors="replace")
    mark = max(DELIMITERS, key=lambda mark: _score(list(_parsed(io.StringIO(sample, newline=""), mark))))
    with texts.open_text(path, encoding) as text:
        try:
            return _held(_numbered(csv.reader(text, delimiter=mark)))
        except csv.Error as problem:
            raise InputError("XW-L120", Place(file=str(path)), reason=str(problem)) from None


def _held(rows: Iterable[tuple[int, list[str]]]) -> Lines:
    found = Lines()
    for line, row in rows:
        found.add(line, row)
    return found


def _rows_of(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet by the characters that the file stores: amounts never pass through a float."""
    for line in sorted(sheet.rows):
        cells = sheet.rows[line]
        yield line, [cells[spot].value_text.strip() if spot in cells else "" for spot in range(1, max(cells) + 1)]


def _numbered(reader: Reader) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which each begins; a cell may hold line ends."""
    start = 1
    for row in reader:
        yield start, row
        start = reader.line_num + 1


def _parsed(text: io.StringIO, mark: str) -> Iterator[list[str]]:
    try:
        yield from islice(csv.reader(text, delimiter=mark), HEADER_ROWS)
    except csv.Error:
        return


def _score(rows: Sequence[Sequence[str]]) -> int:
    layout = recognise(rows) if rows else None
    return 0 if layout is None else layout.score


def map_rows(
    rows: Sequence[Sequence[str]],
    mapper: FlowMapper,
    *,
    file: str = "",
    columns: str = "",
    family: str = "",
    lines: Sequence[int] = (),
) -> MappedRows:
    """The rows with target columns; their own cells stay as they are.

    ``lines`` are where the rows stand in their file; without them they are counted from 1.
    A row is taken for an elementary flow unless a type column says otherwise. An amount that is no number (XW-F221) is
    not converted. Raises InputError (XW-L101) for rows without known headers, UsageError (XW-L117) for a column spec
    that does not fit.
    """
    plain = _without_targets(rows)
    remarks = Remarks(file)
    raw = open_rows(plain, Wish(columns, family), remarks)
    kind = family or raw.family
    found = {item.line - 1: item.flow for item in raw.flows if item.line is not None}
    header = min(found, default=len(plain)) - 1
    done = MappedRows(header, [], {}, {}, FlowMappingReport(mapper.list_id))
    spots = _spots(plain[header]) if 0 <= header < len(plain) else {}
    for number, row in enumerate(plain):
        if number in found and (found[number].name or found[number].uuid):
            cells = _mapped(number, row, found[number], kind, spots, mapper, done, file)
        else:
            cells = list(TARGETS) if number == header else [""] * len(TARGETS)
        done.rows.append([*row, *[""] * (len(plain[header]) - len(row) if header >= 0 else 0), *cells])
    done.findings[:0] = _without_used(remarks.ledger.findings, spots, plain[header] if header >= 0 else ())
    done.findings = [_on_line(found, lines) for found in done.findings] if lines else done.findings
    done.findings.extend(finish_findings(done.report, Place(file=file or None)))
    return done


def _on_line(found: Finding, lines: Sequence[int]) -> Finding:
    """The finding on the line of the file that the row it speaks of begins on."""
    place = found.source
    if place is None or place.line is None:
        return found
    return replace(found, source=replace(place, line=lines[place.line - 1]))


def _without_used(findings: Iterable[Finding], spots: Mapping[str, int], header: Sequence[str]) -> Iterator[Finding]:
    """What was said of the table, where columns that were not used (XW-L112) are not those of amounts."""
    used = {header[spot] for spot in spots.values()}
    for found in findings:
        columns = found.params.get("columns")
        if found.code != "XW-L112" or not isinstance(columns, (list, tuple)):
            yield found
        elif left := [name for name in columns if name not in used]:
            yield replace(found, params={**found.params, "columns": left})


def _without_targets(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows without the target columns of an earlier run."""
    for row in rows[:HEADER_ROWS]:
        known = {spot for spot, text in enumerate(row) if text in TARGETS}
        if known:
            return [[text for spot, text in enumerate(one) if spot not in known] for one in rows]
    return [list(row) for row in rows]


def _spots(header: Sequence[str]) -> Mapping[str, int]:
    known = _headers(path_of(AMOUNTS))
    found: dict[str, int] = {}
    for spot, text in enumerate(header):
        if (name := known.get(flat(text))) is not None:
            found.setdefault(name, spot)
    return found


@cache
def _headers(file: Path) -> Mapping[str, str]:
    return {flat(row["header"]): row["field"] for row in read_table(file)}


@cache
def _directions(file: Path) -> Mapping[str, str]:
    return {row["word"]: row["direction"] for row in read_table(file)}


def _mapped(
    number: int,
    row: Sequence[str],
    flow: ListedFlow,
    family: str,
    spots: Mapping[str, int],
    mapper: FlowMapper,
    done: MappedRows,
    file: str,
) -> list[str]:
    decision = mapper.decider.decide(use_of(flow, family, _cell(row, spots, "direction")))
    place = Place(file=file or None, line=number + 1)
    text = _cell(row, spots, "amount")
    amount = _amount(text, flow, place, done)
    done.decisions[number] = decision
    done.report.coverage.add(decision, amount)
    done.report.note(decision, amount)
    if decision.finding is not None:
        done.findings.append(replace(decision.finding, source=place))
    after = ""
    if amount is not None and decision.outcome in COVERED:
        after = text if decision.factor == 1 else _scaled(amount, decision, place, done)
        done.amounts[number] = amount if decision.factor == 1 else scale(amount, decision.factor).value
    return _cells(decision, after)


def use_of(flow: ListedFlow, family: str, direction: str = "") -> FlowUse:
    """A row as a flow to be decided about."""
    words = _directions(path_of(DIRECTIONS))
    return FlowUse(
        uuid=flow.uuid,
        version=flow.version,
        names=(("", flow.name), *flow.synonyms) if flow.name else flow.synonyms,
        context=flow.context,
        family=family,
        unit=flow.unit,
        property_id=flow.property_id,
        cas=flow.cas,
        type=flow.type,
        direction=words.get(direction.strip().lower(), ""),
        location=flow.location,
    )


def _cell(row: Sequence[str], spots: Mapping[str, int], name: str) -> str:
    spot = spots.get(name, len(row))
    return row[spot].strip() if spot < len(row) else ""


def _amount(text: str, flow: ListedFlow, place: Place, done: MappedRows) -> Decimal | None:
    if not text:
        return None
    try:
        return parse(text).value
    except NumberUnclear:
        done.findings.append(finding("XW-F221", source=place, before=text, name=flow.name or flow.uuid))
        return None


def _scaled(amount: Decimal, decision: Decision, place: Place, done: MappedRows) -> str:
    product = scale(amount, decision.factor)
    after = format_plain(product.value)
    if not product.exact:
        params = {"name": decision.use.label, "factor": factor_text(decision.factor)}
        note = finding("XW-F208", source=place, before=str(amount), after=after)
        done.findings.append(replace(note, params=params))
    return after


def _cells(decision: Decision, amount: str) -> list[str]:
    """The target columns of a row; a flow that is not mapped shows its best candidate only in reports."""
    target = decision.target if decision.outcome in COVERED else None
    covered = target is not None
    return [
        target.uuid if target else "",
        target.name if target else "",
        target.context if target else "",
        target.unit if target else "",
        target.version if target else "",
        amount,
        factor_text(decision.factor) if covered else "",
        decision.outcome.value,
        decision.by,
        " ".join(decision.evidence),
        "" if decision.confidence is None else str(decision.confidence),
        " ".join(decision.gates),
        "" if decision.finding is None else decision.finding.code,
    ]


def write_rows(path: Path, done: MappedRows) -> None:
    """Write a mapped list as CSV (UTF-8 with a byte order mark, so that Excel reads Chinese) or as a workbook."""
    if path.suffix.lower() == ".xlsx":
        _write_workbook(path, done.rows)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, lineterminator="\n", delimiter="\t" if path.suffix.lower() == ".tsv" else ",").writerows(
            done.rows
        )


def _write_workbook(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """One sheet; every cell is a text, so that no digit of an amount is lost and nothing turns into a formula."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("flows")
    for line, row in enumerate(rows):
        for spot, text in enumerate(row):
            sheet.write_string(line, spot, text)
    book.close()

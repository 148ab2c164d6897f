"""Matches as plain data, as a mapping table to be decided on (SSSOM), as a JSON document and as a workbook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from crosswalk.carriers.archive import publish
from crosswalk.core.errors import UsageError
from crosswalk.core.numbers import format_plain
from crosswalk.core.version import __version__
from crosswalk.mapping.choosing import ratio_of
from crosswalk.mapping.evidence import Evidence
from crosswalk.mapping.listed import ListHead
from crosswalk.mapping.matching import Candidate, Match
from crosswalk.mapping.table import EXACT, FlowMapping, MappingTable, Side, TableHead, Verdict
from crosswalk.mapping.tables import write_table
from crosswalk.pipeline.matching import Occurrence

SCHEMA = "urn:crosswalk:flow-matches:1"
SUFFIXES = (".tsv", ".xlsx", ".json")
Matched = tuple[Occurrence, Match]
LEXICAL = "semapv:LexicalMatching"


def candidate_dict(rank: int, candidate: Candidate) -> dict[str, Any]:
    """One candidate as plain data; numbers as exact text."""
    flow = candidate.flow
    return {
        "rank": rank,
        "uuid": flow.uuid,
        "name": flow.name,
        "context": flow.context,
        "compartment": flow.compartment,
        "unit": flow.unit,
        "cas": flow.cas,
        "confidence": str(candidate.confidence),
        "decision": candidate.verdict.value,
        "factor": None if candidate.factor is None else format_plain(candidate.factor),
        "evidence": [_said(item) for item in candidate.evidence],
        "gates": list(candidate.gates),
        "cf_delta": None if candidate.cf_delta is None else str(candidate.cf_delta),
        "climate_delta": None if candidate.climate_delta is None else format_plain(candidate.climate_delta),
    }


def _said(item: Evidence) -> dict[str, str]:
    return {name: text for name in ("code", "text", "reading") if (text := getattr(item, name))}


def match_dict(matched: Matched) -> dict[str, Any]:
    """One source flow with its candidates as plain data."""
    occurrence, match = matched
    source = occurrence.source
    return {
        "row": source.row,
        "source": {
            "name": source.name,
            "names": [{"language": language, "text": text} for language, text in source.names],
            "context": source.context,
            "compartment": source.compartment,
            "unit": source.unit,
            "cas": source.cas,
            "uuid": source.uuid,
        },
        "count": occurrence.count,
        "amount": None if occurrence.amount is None else format_plain(occurrence.amount),
        "decision": match.verdict.value,
        "at_stake": _text(at_stake(matched)),
        "notes": list(match.notes),
        "candidates": [candidate_dict(rank, item) for rank, item in enumerate(match.candidates, 1)],
    }


def at_stake(matched: Matched) -> Decimal | None:
    """What the choice can change in the climate result, kg CO2e: difference of factors times amount."""
    occurrence, match = matched
    best = match.best
    if best is None or best.climate_delta is None or best.factor is None or match.verdict is Verdict.AUTO:
        return None
    return best.climate_delta * best.factor * (1 if occurrence.amount is None else occurrence.amount)


def by_stake(matches: Iterable[Matched]) -> list[Matched]:
    """What needs a person first: most climate impact at stake, then other differences, then as they came."""

    def order(matched: Matched) -> tuple[int, Decimal, Decimal]:
        best = matched[1].best
        delta = best.cf_delta if best is not None and best.cf_delta is not None else Decimal(0)
        return (matched[1].verdict is Verdict.AUTO, -(at_stake(matched) or Decimal(0)), -delta)

    return sorted(matches, key=order)


def summary(file: str, head: ListHead, matches: Sequence[Matched]) -> dict[str, Any]:
    """What a document of matches says before the matches themselves."""
    counts = {verdict.value: 0 for verdict in (Verdict.AUTO, Verdict.REVIEW, Verdict.NO_TARGET)}
    for _, match in matches:
        counts[match.verdict.value] += 1
    target = {"id": head.id, "title": head.title, "version": head.version, "flows": head.flows, "digest": head.digest}
    return {"schema": SCHEMA, "file": file, "target": target, "rows": len(matches), "decisions": counts}


def write_document(said: Mapping[str, Any], matches: Iterable[Matched], out: TextIO) -> None:
    """The summary and all matches as one JSON document, one match a line, none of them held."""
    out.write(json.dumps(said, ensure_ascii=False)[:-1] + ', "matches": [')
    lines = (json.dumps(match_dict(matched), ensure_ascii=False) for matched in matches)
    out.writelines((",\n" if number else "\n") + line for number, line in enumerate(lines))
    out.write("\n]}\n")


def table_of(file: str, head: ListHead, matches: Iterable[Matched], date: str) -> MappingTable:
    """The matches as a mapping table: one row a decision; open ones with their other candidates beside them.

    Only ``auto`` rows apply; a person turns ``review`` into ``accepted``, ``rejected`` or ``no_target``.
    """
    rows: list[FlowMapping] = []
    for occurrence, match in matches:
        source = _side(occurrence)
        if not match.candidates:
            rows.append(FlowMapping(source, Side(), Verdict.NO_TARGET, justification=LEXICAL, date=date[:10]))
        shown = match.candidates[:1] if match.verdict is Verdict.AUTO else match.candidates
        rows.extend(_mapping(source, rank, candidate, date) for rank, candidate in enumerate(shown, 1))
    return MappingTable(
        TableHead(
            title=f"{Path(file).name} → {head.id}",
            source_list=Path(file).name,
            target_list=head.id,
            target_version=head.version,
            target_digest=head.digest,
            date=date[:10],
            tool="crosswalk",
            tool_version=__version__,
        ),
        tuple(rows),
    )


def _side(occurrence: Occurrence) -> Side:
    source = occurrence.source
    return Side(source.uuid, source.name, source.context, source.unit, source.cas, source.location)


def _mapping(source: Side, rank: int, candidate: Candidate, date: str) -> FlowMapping:
    flow = candidate.flow
    notes = " · ".join((*(item.text for item in candidate.evidence if item.text), *candidate.gates))
    factor, basis = factor_of(source.unit, candidate)
    return FlowMapping(
        source,
        Side(flow.uuid, flow.name, flow.context, flow.unit, flow.cas),
        candidate.verdict,
        Decimal(1) if factor is None else factor,
        basis,
        EXACT,
        justification=LEXICAL,
        evidence=tuple(item.code for item in candidate.evidence),
        confidence=candidate.confidence,
        cf_delta=candidate.cf_delta,
        date=date[:10],
        comment=notes,
        extras=(*((("gates", " ".join(candidate.gates)),) if candidate.gates else ()), ("rank", str(rank))),
        factor_text="" if factor is None else str(factor),
    )


def factor_of(unit: str, candidate: Candidate) -> tuple[Decimal | None, str]:
    """The factor of a candidate for amounts in a unit, None where nobody knows it, and what it rests on."""
    factor = None if "unit" in candidate.gates and candidate.factor == 1 else candidate.factor
    return factor, candidate.basis or _basis(unit, candidate.flow.unit, factor)


def _basis(before: str, after: str, factor: Decimal | None) -> str:
    """``unit`` for a factor that is the ratio of the units, ``table`` for one that says more, as a table stated it."""
    if factor is None or (factor == 1 and before == after):
        return ""
    if factor != ratio_of(before, after):
        return "table"
    return "" if factor == 1 else "unit"


def write_matches(path: Path, file: str, head: ListHead, matches: Sequence[Matched], date: str, *, force: bool) -> None:
    """Write the matches in the form that the suffix names.

    Raises UsageError (XW-F104) for another suffix, Occupied where the file exists and ``force`` is false.
    """
    check_suffix(path)
    if path.suffix.lower() == ".tsv":
        write_table(table_of(file, head, matches, date), path, force=force)
    elif path.suffix.lower() == ".json":
        publish(path, lambda place: _write(place, summary(file, head, matches), matches), force)
    else:
        from crosswalk.pipeline.match_workbook import write_workbook

        publish(path, lambda place: write_workbook(place, matches), force)


def check_suffix(path: Path) -> None:
    """Raises UsageError (XW-F104) for a name whose form is not known."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError("XW-F104", None, file=str(path), known=", ".join(SUFFIXES))


def _write(place: Path, said: Mapping[str, Any], matches: Iterable[Matched]) -> None:
    with place.open("w", encoding="utf-8", newline="\n") as out:
        write_document(said, matches, out)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format_plain(value)

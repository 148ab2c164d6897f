"""The report of one conversion as plain data, in Chinese and English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from crosswalk.core.findings import Account, Entry, Fate, Finding, Ledger, Origin
from crosswalk.core.messages import LANGUAGES, text_of
from crosswalk.core.places import Place
from crosswalk.core.provenance import RunStamp
from crosswalk.formats.documents import Headline
from crosswalk.formats.spec import Card, Detection

SCHEMA = "urn:crosswalk:report:1"
EXAMPLES = 40
"""Findings of one code that a report describes; the ledger has all of them."""
TRANSFORMED = (Fate.MAPPED, Fate.CONVERTED, Fate.ROUNDED, Fate.APPROXIMATED, Fate.AGGREGATED, Fate.SPLIT, Fate.RENAMED)


def _place_name(place: Place | None) -> str:
    """The place without the folders of whoever ran the conversion."""
    if place is None:
        return ""
    file = PurePath(place.file).name if place.file else None
    return str(Place(file, place.member, place.pointer, place.line, place.column))


def describe(finding: Finding) -> dict[str, Any]:
    """A finding with its words in both languages."""
    params = {
        "before": finding.before or "",
        "after": finding.after or "",
        "rule": finding.rule or "-",
        **finding.params,
    }
    words: dict[str, Any] = {
        language: {part: text_of(finding.code, part, language, params) for part in ("title", "message", "advice")}  # type: ignore[arg-type]
        for language in LANGUAGES
    }
    place = finding.source or finding.target
    return {**finding.as_dict(), **words, "place": _place_name(place)}


def build_report(
    *,
    source: Mapping[str, Any],
    detection: Detection,
    target: Card,
    level: str,
    files: list[dict[str, Any]],
    written: int,
    ledger: Ledger,
    account: Account,
    headlines: Iterable[Headline],
    stamp: RunStamp | None,
    questions: Iterable[tuple[Finding, int]],
    flow_mapping: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Everything that a reader of a conversion may ask for."""
    mapping = {} if flow_mapping is None else {"flow_mapping": dict(flow_mapping)}
    return {
        "schema": SCHEMA,
        "run": stamp.as_dict() if stamp else {},
        "source": {**source, "format": detection.format, "evidence": list(detection.evidence)},
        "target": {
            "format": target.id,
            "title": {"zh": target.title_zh, "en": target.title_en},
            "edition": target.edition,
            "disclosure": level,
            "files": files,
            "written": written,
        },
        "account": account.as_dict(),
        "headlines": [{"name": line.name, "value": line.value} for line in headlines],
        "questions": [{**describe(question), "datasets": count} for question, count in questions],
        **mapping,
        "codes": _counted(ledger),
        "findings": [describe(finding) for finding in _examples(ledger)],
        "dropped": [_line(entry) for entry in ledger.entries if entry.fate is Fate.DROPPED],
        "withheld": [_line(entry) for entry in ledger.entries if entry.fate is Fate.WITHHELD],
        "kept": [_line(entry) for entry in ledger.entries if entry.fate is Fate.KEPT],
        "transformed": [_line(entry) for entry in ledger.entries if entry.fate in TRANSFORMED],
        "carried": [_line(entry) for entry in ledger.entries if entry.fate is Fate.CARRIED],
        "inferred": [_line(entry) for entry in ledger.entries if entry.fate is Origin.INFERRED],
    }


def _counted(ledger: Ledger) -> list[dict[str, Any]]:
    """How often each code was found, worst first."""
    firsts: dict[str, Finding] = {}
    for finding in ledger.findings:
        firsts.setdefault(finding.code, finding)
    ranked = sorted(firsts.values(), key=lambda first: (-first.severity.rank, -ledger.codes[first.code]))
    return [
        {
            "code": first.code,
            "severity": first.severity.value,
            "count": ledger.codes[first.code],
            **{language: text_of(first.code, "title", language) for language in LANGUAGES},
        }
        for first in ranked
    ]


def _examples(ledger: Ledger) -> list[Finding]:
    """Findings worst first, a bounded number of each code."""
    shown: Counter[str] = Counter()
    chosen: list[Finding] = []
    for finding in sorted(ledger.findings, key=lambda found: -found.severity.rank):
        shown[finding.code] += 1
        if shown[finding.code] <= EXAMPLES:
            chosen.append(finding)
    return chosen


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "fate": entry.fate.value,
        "source": str(entry.source.pointer or entry.source) if entry.source else "",
        "target": str(entry.target.pointer or "") if entry.target else "",
        "text": entry.text or "",
        "leaves": entry.leaves,
    }

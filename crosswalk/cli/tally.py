"""Findings about files, told by code: counted, the first of each shown, all of them in JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from crosswalk.cli.console import describe_finding, say
from crosswalk.cli.main import Session
from crosswalk.core.findings import Finding, Severity
from crosswalk.core.messages import text_of
from crosswalk.report.model import describe

EXAMPLES = 3
"""Findings of one code that are shown unless all are asked for."""


@dataclass
class Tally:
    """The findings about one file as they come: counted, the first of each code kept."""

    file: str
    findings: Iterable[Finding]
    every: bool
    counts: dict[str, int] = field(default_factory=dict)
    kept: dict[str, list[Finding]] = field(default_factory=dict)
    worst: int = -1

    def __iter__(self) -> Iterator[Finding]:
        for found in self.findings:
            self.counts[found.code] = self.counts.get(found.code, 0) + 1
            self.worst = max(self.worst, found.severity.rank)
            yield found

    def gather(self) -> None:
        """Run to the end, keeping the first findings of each code, or all."""
        for found in self:
            kept = self.kept.setdefault(found.code, [])
            if self.every or len(kept) < EXAMPLES:
                kept.append(found)

    def exit_code(self, fail_on: str) -> int:
        """1 where a finding was at or above the threshold, else 0."""
        return int(fail_on != "never" and self.worst >= Severity(fail_on).rank)


def show_tally(session: Session, tally: Tally) -> None:
    """Codes worst first, each with examples, the number of the others, and what to do."""
    say(tally.file)
    tally.gather()
    for code, kept in sorted(tally.kept.items(), key=lambda item: (-item[1][0].severity.rank, item[0])):
        for found in kept:
            for line in describe_finding(found, session.chosen):
                say(line)
        more = tally.counts[code] - len(kept)
        if more:
            say("      " + session.words(f"另有 {more} 条 {code}", f"{more} more of {code}"))
        for language in session.chosen:
            label = "办法" if language == "zh" else "help"
            say(f"      {label}: {text_of(code, 'advice', language, kept[0].params)}")
    total = sum(tally.counts.values())
    say(session.words(f"  共 {total} 条", f"  {total} findings"))


def write_tallies(tallies: list[Tally], schema: str) -> None:
    """One JSON document, written finding by finding."""
    say(f'{{\n  "schema": "{schema}",\n  "results": [')
    for number, tally in enumerate(tallies):
        say(f'    {{\n      "file": {json.dumps(tally.file, ensure_ascii=False)},\n      "findings": [')
        held = ""
        for found in tally:
            if held:
                say(held + ",")
            held = textwrap.indent(json.dumps(describe(found), ensure_ascii=False, indent=2, default=str), " " * 8)
        if held:
            say(held)
        counts = json.dumps(dict(sorted(tally.counts.items())))
        say(f'      ],\n      "counts": {counts}\n    }}' + ("," if number + 1 < len(tallies) else ""))
    say("  ]\n}")

"""``crosswalk validate``: reading, consistency, mandatory data, datasets and packages, official schemas."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from crosswalk.cli.console import FAIL_ON, describe_finding, say
from crosswalk.cli.main import Session
from crosswalk.core.findings import Finding, Severity
from crosswalk.core.messages import text_of
from crosswalk.pipeline.validation import validate_path
from crosswalk.report.model import describe

EXAMPLES = 3
"""Findings of one code that are shown unless all are asked for."""


@click.command("validate")
@click.argument("files", nargs=-1, type=click.Path(), required=True)
@click.option("--as", "as_", help="Format to check as 按该格式校验")
@click.option("--checks", help="Sets of checks (see explain validation) 校验组，用逗号隔开")
@click.option(
    "--schemas", type=click.Path(exists=True, file_okay=False), help="Folder of official schemas 官方模式文件夹"
)
@click.option("--all", "every", is_flag=True, help="Show every finding 列出全部")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit 1 from this severity on 达到该级别时退出码为 1")
@click.pass_obj
def command(
    session: Session,
    files: tuple[str, ...],
    as_: str | None,
    checks: str | None,
    schemas: str | None,
    every: bool,
    fail_on: str | None,
) -> int:
    """Check FILES: structure, content, links, official schemas 校验文件。"""
    threshold = fail_on or session.settings["fail_on"].value
    home = schemas or session.settings["schemas"].value
    sets = tuple(name.strip() for name in checks.split(",") if name.strip()) if checks else ()
    tallies = [Tally(file, validate_path(file, as_, sets, Path(home) if home else None), every) for file in files]
    if session.as_json:
        _write_json(tallies)
    else:
        for tally in tallies:
            _show(session, tally)
    return max(tally.exit_code(threshold) for tally in tallies)


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


def _show(session: Session, tally: Tally) -> None:
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


def _write_json(tallies: list[Tally]) -> None:
    """One JSON document, written finding by finding."""
    say('{\n  "schema": "urn:crosswalk:validation:1",\n  "results": [')
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

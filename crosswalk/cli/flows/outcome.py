"""What is said of a table that was read and written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from crosswalk.cli.console import exit_code, say_json, tell, tell_findings
from crosswalk.cli.main import Session
from crosswalk.core.findings import Finding
from crosswalk.core.places import Place
from crosswalk.report.model import describe

SCHEMA = "urn:crosswalk:flow-table-conversion:1"


def located(findings: Iterable[Finding], file: str) -> list[Finding]:
    """The findings with the file that their rows stand in."""
    return [replace(found, source=(found.source or Place()).within(file)) for found in findings]


def tell_outcome(
    session: Session,
    output: str,
    read: str,
    written: str,
    rows: int,
    findings: Sequence[Finding],
    fail_on: str | None,
) -> int:
    """Findings and the number of rows, to stderr or as JSON; returns the exit code."""
    if session.as_json:
        told = [describe(found) for found in findings]
        say_json({"schema": SCHEMA, "file": output, "read": read, "written": written, "rows": rows, "findings": told})
    elif not session.quiet:
        tell_findings(findings, session.chosen)
        tell(
            session.words(
                f"已写出 {rows} 行（{read} → {written}）：{output}",
                f"{rows} rows written ({read} → {written}): {output}",
            )
        )
    return exit_code(findings, fail_on or session.settings["fail_on"].value)

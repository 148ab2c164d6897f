"""``crosswalk validate``: reading, consistency, mandatory data, official schemas."""

from __future__ import annotations

from pathlib import Path

import click

from crosswalk.cli.console import FAIL_ON, describe_finding, exit_code, say, say_json
from crosswalk.cli.main import Session
from crosswalk.pipeline.reading import open_package
from crosswalk.pipeline.validation import validate_package
from crosswalk.report.model import describe


@click.command("validate")
@click.argument("files", nargs=-1, type=click.Path(), required=True)
@click.option("--as", "as_", help="Format to check as 按该格式校验")
@click.option(
    "--schemas", type=click.Path(exists=True, file_okay=False), help="Folder of official schemas 官方模式文件夹"
)
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit 1 from this severity on 达到该级别时退出码为 1")
@click.pass_obj
def command(session: Session, files: tuple[str, ...], as_: str | None, schemas: str | None, fail_on: str | None) -> int:
    """Check FILES: consistency, mandatory data, official schemas 校验文件。"""
    threshold = fail_on or session.settings["fail_on"].value
    home = schemas or session.settings["schemas"].value
    worst, results = 0, []
    for file in files:
        findings = validate_package(open_package(file, as_), Path(home) if home else None)
        worst = max(worst, exit_code(findings, threshold))
        results.append({"file": file, "findings": [describe(finding) for finding in findings]})
        if not session.as_json:
            say(file)
            for finding in sorted(findings, key=lambda item: -item.severity.rank):
                for line in describe_finding(finding, session.chosen):
                    say(line)
            say(session.words(f"  共 {len(findings)} 条", f"  {len(findings)} findings"))
    if session.as_json:
        say_json({"schema": "urn:crosswalk:validation:1", "results": results})
    return worst

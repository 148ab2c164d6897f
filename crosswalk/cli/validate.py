"""``crosswalk validate``: reading, consistency, mandatory data, datasets and packages, official schemas."""

from __future__ import annotations

from pathlib import Path

import click

from crosswalk.cli.console import FAIL_ON
from crosswalk.cli.main import Session
from crosswalk.cli.tally import Tally, show_tally, write_tallies
from crosswalk.pipeline.validation import validate_path


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
        write_tallies(tallies, "urn:crosswalk:validation:1")
    else:
        for tally in tallies:
            show_tally(session, tally)
    return max(tally.exit_code(threshold) for tally in tallies)

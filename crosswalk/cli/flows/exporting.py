"""``crosswalk flows export``: a mapping table in another form, with what that form cannot hold."""

from __future__ import annotations

from pathlib import Path

import click

from crosswalk.cli.console import FAIL_ON
from crosswalk.cli.flows.outcome import located, tell_outcome
from crosswalk.cli.main import Session
from crosswalk.mapping.tables import FORMATS, find_table, open_table, write_table


@click.command("export")
@click.argument("table", type=click.Path())
@click.option("-o", "--output", required=True, type=click.Path(), help="File to write 输出")
@click.option("--as", "as_", required=True, type=click.Choice(list(FORMATS)), help="Form to write 目标格式")
@click.option("--from", "from_", type=click.Choice(list(FORMATS)), help="Form of TABLE, else told by content 源格式")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit 1 from this severity on 达到该级别时退出码为 1")
@click.option("--force", is_flag=True, help="Replace an existing file 覆盖已有文件")
@click.pass_obj
def command(
    session: Session, table: str, output: str, as_: str, from_: str | None, fail_on: str | None, force: bool
) -> int:
    """TABLE into another form 将映射表导出为其他格式。

    Rows and fields that the form has no place for are told.
    """
    reading = open_table(find_table(table), from_ or "")
    writing = write_table(reading.table, Path(output), as_, force=force)
    findings = [*reading.findings, *located(writing.findings, table)]
    return tell_outcome(session, output, reading.format, as_, writing.rows, findings, fail_on)

"""``crosswalk flows import``: a mapping table of another form as SSSOM/TSV."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from crosswalk.cli.console import FAIL_ON
from crosswalk.cli.flows.outcome import located, tell_outcome
from crosswalk.cli.main import Session
from crosswalk.mapping.tables import FORMATS, find_table, open_table, write_table


@click.command("import")
@click.argument("file", type=click.Path())
@click.option("-o", "--output", required=True, type=click.Path(), help="TABLE.sssom.tsv to write 输出")
@click.option("--from", "from_", type=click.Choice(list(FORMATS)), help="Form of FILE, else told by content 源格式")
@click.option("--source-list", help="Id of the source list, where FILE names none 源流清单")
@click.option("--target-list", help="Id of the target list, where FILE names none 目标流清单")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit 1 from this severity on 达到该级别时退出码为 1")
@click.option("--force", is_flag=True, help="Replace an existing file 覆盖已有文件")
@click.pass_obj
def command(
    session: Session,
    file: str,
    output: str,
    from_: str | None,
    source_list: str | None,
    target_list: str | None,
    fail_on: str | None,
    force: bool,
) -> int:
    """FILE of any known form into SSSOM/TSV 将其他格式的映射表导入为 SSSOM/TSV。"""
    reading = open_table(find_table(file), from_ or "")
    head = reading.table.head
    named = replace(head, source_list=source_list or head.source_list, target_list=target_list or head.target_list)
    writing = write_table(replace(reading.table, head=named), Path(output), force=force)
    findings = [*reading.findings, *located(writing.findings, file)]
    return tell_outcome(session, output, reading.format, "sssom", writing.rows, findings, fail_on)

"""``crosswalk flows check``: form, lists, logic and content of mapping tables."""

from __future__ import annotations

from contextlib import ExitStack

import click

from crosswalk.cli.console import FAIL_ON
from crosswalk.cli.flows.at_hand import opened
from crosswalk.cli.main import Session
from crosswalk.cli.tally import Tally, show_tally, write_tallies
from crosswalk.core.findings import Finding
from crosswalk.mapping.compartments import classify
from crosswalk.mapping.tables import FORMATS, find_table, open_table
from crosswalk.mapping.tables.checking import check_tables
from crosswalk.mapping.tables.checks.subject import Subject

SCHEMA = "urn:crosswalk:flow-table-check:1"


@click.command("check")
@click.argument("files", metavar="TABLE...", nargs=-1, type=click.Path(), required=True)
@click.option("--source-list", help="Id of the list of the sources 源流清单")
@click.option("--target-list", help="Id of the list of the targets 目标流清单")
@click.option("--from", "from_", type=click.Choice(list(FORMATS)), help="Form of the tables 表格式")
@click.option("--all", "every", is_flag=True, help="Show every finding 列出全部")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit 1 from this severity on 达到该级别时退出码为 1")
@click.pass_obj
def command(
    session: Session,
    files: tuple[str, ...],
    source_list: str | None,
    target_list: str | None,
    from_: str | None,
    every: bool,
    fail_on: str | None,
) -> int:
    """Check TABLEs: form, lists, units, logic, content 检查映射表。

    Cycles are looked for across all tables given.
    """
    threshold = fail_on or session.settings["fail_on"].value
    with ExitStack() as stack:
        source, target = opened(stack, source_list), opened(stack, target_list)
        found: dict[str, list[Finding]] = {}
        subjects: list[Subject] = []
        for file in dict.fromkeys(files):
            reading = open_table(find_table(file), from_ or "")
            found[file] = list(reading.findings)
            subjects.append(Subject(reading.table, file, source, target, classify))
        for item in check_tables(subjects):
            place = item.source.file if item.source is not None else None
            found[place or next(iter(found))].append(item)
    tallies = [Tally(file, findings, every) for file, findings in found.items()]
    if session.as_json:
        write_tallies(tallies, SCHEMA)
    else:
        for tally in tallies:
            show_tally(session, tally)
    return max(tally.exit_code(threshold) for tally in tallies)

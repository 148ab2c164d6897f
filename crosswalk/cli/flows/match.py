"""``crosswalk flows match``: candidates of a target list for the names of a list or the flows of a package."""

from __future__ import annotations

import os
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import click

from crosswalk.cli.console import FAIL_ON, exit_code, say, tell, tell_findings
from crosswalk.cli.lists import FAMILIES
from crosswalk.cli.main import Session
from crosswalk.core.findings import Finding
from crosswalk.core.numbers import format_plain
from crosswalk.core.provenance import resolve_now
from crosswalk.mapping.evidence import kinds
from crosswalk.mapping.gates import gates
from crosswalk.mapping.names.glossary import load_dictionary
from crosswalk.mapping.store import open_list
from crosswalk.mapping.table import Verdict
from crosswalk.mapping.tables import find_table, open_table
from crosswalk.pipeline.match_tables import (
    Matched,
    at_stake,
    by_stake,
    check_suffix,
    summary,
    write_document,
    write_matches,
)
from crosswalk.pipeline.matching import match_sources, open_matcher, open_sources, open_vectors, remarks_of
from crosswalk.report.model import describe

SHOWN = 20
"""Flows to be looked at that the console shows; JSON and files have them all."""
CANDIDATES = 3
VERDICTS = {
    Verdict.AUTO: ("自动接受", "automatic"),
    Verdict.REVIEW: ("须人工判断", "to be reviewed"),
    Verdict.NO_TARGET: ("无候选", "no candidate"),
}


@click.command("match")
@click.argument("file", metavar="LIST|FILE", type=click.Path())
@click.option("--to", "to", required=True, help="Id of the target list, such as ef31 目标流清单")
@click.option("-o", "output", type=click.Path(dir_okay=False), help="Candidates .tsv (SSSOM), .xlsx or .json 候选文件")
@click.option("--columns", default="", help="Column spec name=…,context=…,unit=…,cas=…,uuid=… 列说明")
@click.option(
    "--family",
    default="",
    type=click.Choice(["", *FAMILIES]),
    metavar="FAMILY",
    help="Whose contexts the list uses: ecoinvent, simapro, zh … 环境介质体系",
)
@click.option("--tables", "tables", multiple=True, type=click.Path(), help="Mapping table that comes first 优先映射表")
@click.option("--no-tables", is_flag=True, help="Without the tables of the program 不用自带映射表")
@click.option("--dictionary", "dictionaries", multiple=True, type=click.Path(), help="Own zh-en names, CSV 自有词典")
@click.option("--methods", type=click.Path(exists=True), help="LCIA methods to compare factors 影响评价方法包")
@click.option("--top", default=5, show_default=True, type=click.IntRange(1, 50), help="Candidates a flow 候选数")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit 1 from this severity on 达到该级别时退出码为 1")
@click.option("--force", is_flag=True, help="Replace existing output 覆盖已有输出")
@click.pass_obj
def command(
    session: Session,
    file: str,
    to: str,
    output: str | None,
    columns: str,
    family: str,
    tables: tuple[str, ...],
    no_tables: bool,
    dictionaries: tuple[str, ...],
    methods: str | None,
    top: int,
    fail_on: str | None,
    force: bool,
) -> int:
    """Candidates for the flows of LIST or FILE 为清单或数据包中的流寻找候选。

    Evidence accepts (identifier, table, CAS, name, synonym, translation); likeness only suggests.

    \b
    crosswalk flows match names.csv --to ef31 -o candidates.xlsx
    crosswalk flows match tiangong.zip --to ef31 --json
    """
    if output is not None:
        check_suffix(Path(output))
    read = [open_table(find_table(name)) for name in tables]
    named = [load_dictionary(name) for name in dictionaries]
    with ExitStack() as stack:
        head = stack.enter_context(open_list(to)).head
        vectors = stack.enter_context(open_vectors(methods))
        matcher = stack.enter_context(
            open_matcher(
                to,
                tables=[one.table for one in read],
                own_tables=not no_tables,
                dictionaries=named,
                vectors=vectors,
                shown=top,
            )
        )
        sources = open_sources(Path(file), columns=columns, family=family)
        matches = list(match_sources(sources.flows, matcher))
    told = (found for said in (*(one.findings for one in read), *(one.findings for one in named)) for found in said)
    findings = [*told, *sources.findings.findings, *remarks_of(file, matches)]
    if output is not None:
        write_matches(Path(output), file, head, matches, resolve_now(None, os.environ), force=force)
    if session.as_json:
        said = {"findings": [describe(found) for found in findings], **({"output": output} if output else {})}
        write_document(summary(file, head, matches) | said, matches, sys.stdout)
    elif not session.quiet:
        _show(session, matches, findings, output)
    return exit_code(findings, fail_on or session.settings["fail_on"].value)


def _show(session: Session, matches: list[Matched], findings: list[Finding], output: str | None) -> None:
    tell_findings(findings, session.chosen)
    counts = Counter(match.verdict for _, match in matches)
    total = len(matches) or 1
    for verdict, (zh, en) in VERDICTS.items():
        say(f"{session.words(zh, en)}  {counts[verdict]}  ({counts[verdict] / total:.1%})")
    if output is not None:
        tell(session.words(f"已写出候选：{output}", f"candidates written: {output}"))
        return
    open_ones = [matched for matched in by_stake(matches) if matched[1].verdict is not Verdict.AUTO]
    for matched in open_ones[:SHOWN]:
        _show_one(session, matched)
    if (more := len(open_ones) - SHOWN) > 0:
        say(session.words(f"另有 {more} 条，见 --json 或 -o", f"{more} more, see --json or -o"))


def _show_one(session: Session, matched: Matched) -> None:
    occurrence, match = matched
    source = occurrence.source
    stake = at_stake(matched)
    tail = f"  {session.words('差额', 'at stake')} {format_plain(stake)} kg CO2e" if stake else ""
    say(f"? {source.name}  {source.context}  {source.unit}{tail}")
    for rank, candidate in enumerate(match.candidates[:CANDIDATES], 1):
        said = [session.words(kinds()[code].zh, kinds()[code].en) for code in sorted(candidate.codes)]
        stops = [session.words(gates()[code].zh, gates()[code].en) for code in candidate.gates]
        say(f"    {rank}  {candidate.confidence}  {candidate.flow.name}  {candidate.flow.context.rpartition('/')[2]}")
        say(f"       + {'; '.join(said)}" + (f"  - {'; '.join(stops)}" if stops else ""))

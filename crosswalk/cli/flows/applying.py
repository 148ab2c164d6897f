"""``crosswalk flows apply``: the flows of a package or of a list onto a target list."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from crosswalk.carriers import archive
from crosswalk.cli.console import FAIL_ON, account_lines, exit_code, say_json, tell, tell_findings
from crosswalk.cli.lists import FAMILIES
from crosswalk.cli.main import Session
from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Finding, Ledger
from crosswalk.core.provenance import resolve_now, stamp_run
from crosswalk.mapping.reading.recognition import is_list
from crosswalk.pipeline.convert import Request
from crosswalk.pipeline.flow_rows import MappedRows, map_rows, read_rows, write_rows
from crosswalk.pipeline.publication import deliver, spare_input
from crosswalk.pipeline.reading import open_package
from crosswalk.pipeline.relinking import AUTO, FlowMapper
from crosswalk.pipeline.reporting import LedgerFile, check_report_suffix, report_of, write_report
from crosswalk.report.model import describe

SCHEMA = "urn:crosswalk:flow-application:1"
SUFFIXES = (".csv", ".tsv", ".xlsx")


@click.command("apply")
@click.argument("file", metavar="FILE", type=click.Path())
@click.option("--flows", multiple=True, metavar="TABLE", help="Mapping table or auto, repeatable 流映射表或 auto")
@click.option("--target-list", help="Flow list to map onto, such as ef31 目标流清单")
@click.option("-o", "output", required=True, type=click.Path(), help="Package .zip, folder; list .csv .tsv .xlsx 输出")
@click.option("--columns", default="", help="Column spec of a list name=…,context=…,unit=… 清单的列说明")
@click.option(
    "--family",
    default="",
    type=click.Choice(["", *FAMILIES]),
    metavar="FAMILY",
    help="Whose contexts a list uses: ecoinvent, simapro, zh … 环境介质体系",
)
@click.option("--methods", type=click.Path(exists=True), help="LCIA methods for coverage by impact 影响评价方法包")
@click.option("--ledger", type=click.Path(dir_okay=False), help="Account of a package, line by line (JSONL) 逐条账目")
@click.option("--report", type=click.Path(dir_okay=False), help="Report of a package .html or .json 报告")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit 1 from this severity on 达到该级别时退出码为 1")
@click.option("--now", help="Time of the run 运行时间")
@click.option("--force", is_flag=True, help="Replace existing output 覆盖已有输出")
@click.pass_obj
def command(
    session: Session,
    file: str,
    flows: tuple[str, ...],
    target_list: str | None,
    output: str,
    columns: str,
    family: str,
    methods: str | None,
    ledger: str | None,
    report: str | None,
    fail_on: str | None,
    now: str | None,
    force: bool,
) -> int:
    """Map the flows of FILE, a package or a list with amounts 应用流映射。

    A package stays in its format; a list gets target columns.

    \b
    crosswalk flows apply steel.zip --flows plant.sssom.tsv --target-list ef31 -o steel-ef.zip
    crosswalk flows apply inventory.xlsx --flows auto --target-list ef31 -o inventory-ef.xlsx
    """
    if not flows:
        raise UsageError("XW-F233", None, file=Path(file).name)
    threshold = fail_on or session.settings["fail_on"].value
    if is_list(Path(file)):
        return _apply_to_list(session, file, flows, target_list, output, columns, family, threshold, force)
    if report is not None:
        check_report_suffix(Path(report))
    package = open_package(file)
    given = {"methods": methods} if methods else {}
    target = package.format.card.id
    asked = {"to": target, "flows": ", ".join(flows), "target_list": target_list or ""}
    stamp = stamp_run(resolve_now(now, os.environ), {**asked, **given})
    request = Request(target, options=given, flows=flows, target_list=target_list)
    with ExitStack() as stack:
        lines = None if ledger is None else stack.enter_context(LedgerFile(Path(ledger)))
        account = Ledger(detail=lines is not None, record=None if lines is None else lines.record)
        conversion = deliver(package, request, Path(output), stamp=stamp, ledger=account, force=force)
        if lines is not None:
            lines.finish(conversion.account)
    if report is not None:
        write_report(conversion, Path(report), session.language)
    if session.as_json:
        told = report_of(conversion)
        names = ("source", "target", "account", "flow_mapping", "findings")
        say_json({"schema": SCHEMA, **{name: told[name] for name in names}, "output": output})
    elif not session.quiet:
        for language in session.chosen:
            for line in account_lines(conversion.account, language):
                tell(line)
        tell_findings(conversion.ledger.findings, session.chosen, counts=conversion.ledger.codes)
        tell(f"{session.words('已写出并重新读取核对', 'written, and verified by reading it back')}: {output}")
    return exit_code(conversion.ledger.findings, threshold)


def _apply_to_list(
    session: Session,
    file: str,
    flows: tuple[str, ...],
    target_list: str | None,
    output: str,
    columns: str,
    family: str,
    threshold: str,
    force: bool,
) -> int:
    path = Path(output)
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError("XW-F232", None, suffix=path.suffix or "-", known=", ".join(SUFFIXES))
    spare_input(file, path)
    files = [name for name in flows if name != AUTO]
    with FlowMapper(files, target_list, auto=AUTO in flows) as mapper:
        read = read_rows(Path(file))
        done = map_rows(read.rows, mapper, file=file, columns=columns, family=family, lines=read.lines)
        findings = [*mapper.findings, *done.findings]
    archive.publish(path, lambda place: write_rows(place, done), force)
    if session.as_json:
        say_json(_document(file, output, done, findings))
    elif not session.quiet:
        tell_findings(findings, session.chosen)
        tell(
            session.words(f"已写出 {len(done.decisions)} 行：{output}", f"{len(done.decisions)} rows written: {output}")
        )
    return exit_code(findings, threshold)


def _document(file: str, output: str, done: MappedRows, findings: list[Finding]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "source": {"file": file},
        "output": output,
        "flow_mapping": done.report.as_dict(),
        "findings": [describe(found) for found in findings],
    }

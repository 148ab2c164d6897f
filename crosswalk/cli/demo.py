"""``crosswalk demo``: the main job on packaged files, in one go."""

from __future__ import annotations

import os
from pathlib import Path

import click

from crosswalk.cli.console import account_lines, say, say_json, tell, tell_findings
from crosswalk.cli.main import Session
from crosswalk.core.findings import Ledger
from crosswalk.core.provenance import resolve_now, stamp_run
from crosswalk.core.tables import demo_folder
from crosswalk.pipeline.convert import Request
from crosswalk.pipeline.publication import deliver
from crosswalk.pipeline.reading import open_package
from crosswalk.pipeline.reporting import LedgerFile, report_of, write_report


@click.command("demo")
@click.option("-o", "output", default="crosswalk-demo", type=click.Path(file_okay=False), help="Folder 输出文件夹")
@click.option("--product", default="battery", help="Demonstration product 演示产品 (battery)")
@click.option("--now", help="Time of the run 运行时间")
@click.pass_obj
def command(session: Session, output: str, product: str, now: str | None) -> int:
    """A battery footprint workbook becomes an ILCD zip, a TIDAS folder and an HTML report 演示。"""
    home = Path(output)
    package = open_package(demo_folder() / f"{product}.xlsx")
    moment = resolve_now(now, os.environ)
    results = []
    show = tell if session.as_json else say
    show(session.words(f"源文件 {package.source.file}", f"source {package.source.file}"))
    for target, place in (("ilcd", home / f"{product}-ilcd.zip"), ("tidas", home / f"{product}-tidas")):
        with LedgerFile(home / f"ledger-{target}.jsonl") as lines:
            stamp = stamp_run(moment, {"to": target})
            ledger = Ledger(record=lines.record)
            conversion = deliver(package, Request(target), place, stamp=stamp, ledger=ledger, force=True)
            lines.finish(conversion.account)
        results.append(report_of(conversion))
        show(f"→ {target}  {place}  ({conversion.written} " + session.words("个数据集)", "datasets)"))
        for language in session.chosen:
            for line in account_lines(conversion.account, language):
                show(line)
        if target == "ilcd":
            write_report(conversion, home / "report.html", session.language)
            tell_findings(conversion.ledger.findings, session.chosen)
    show(session.words(f"报告 {home / 'report.html'}", f"report {home / 'report.html'}"))
    show(
        session.words(
            f"下一步  crosswalk inspect {home / f'{product}-ilcd.zip'}",
            f"next  crosswalk inspect {home / f'{product}-ilcd.zip'}",
        )
    )
    if session.as_json:
        say_json({"schema": "urn:crosswalk:demo:1", "results": results})
    return 0

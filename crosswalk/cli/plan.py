"""``crosswalk plan``: what a conversion would keep, map, lose and ask. Nothing is written."""

from __future__ import annotations

import os
from pathlib import Path

import click

from crosswalk.carriers.archive import NoOutlet
from crosswalk.cli.console import account_lines, describe_finding, say, say_json, tell
from crosswalk.cli.main import Session
from crosswalk.context import check_levels, read_context
from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Fate
from crosswalk.core.provenance import resolve_now
from crosswalk.pipeline.asking import Demands, gather, publish_form
from crosswalk.pipeline.convert import Conversion, Request, convert_package
from crosswalk.pipeline.reading import open_package
from crosswalk.pipeline.reporting import report_of


@click.command("plan")
@click.argument("files", nargs=-1, type=click.Path(), required=True)
@click.option("--to", "targets", multiple=True, help="Target format, repeatable 目标格式，可重复")
@click.option("--from", "from_", help="Source format 源格式")
@click.option("--disclose", type=click.Choice(["buyer", "verifier", "internal"]), help="How much leaves 披露级别")
@click.option("--select", help="UUID of the dataset 选择数据集")
@click.option("--context", type=click.Path(exists=True, dir_okay=False), help="Answers (.xlsx .json .yaml) 回答表单")
@click.option("--questions", type=click.Path(dir_okay=False), help="Write the open questions as a form 写出问题表单")
@click.option(
    "--checks", multiple=True, help="Ask for what these rules demand, too: entry-level, ef31 另问这些规则的要求"
)
@click.option("--now", help="Time of the run 运行时间")
@click.option("--force", is_flag=True, help="Replace an existing form 覆盖")
@click.pass_obj
def command(
    session: Session,
    files: tuple[str, ...],
    targets: tuple[str, ...],
    from_: str | None,
    disclose: str | None,
    select: str | None,
    context: str | None,
    questions: str | None,
    checks: tuple[str, ...],
    now: str | None,
    force: bool,
) -> int:
    """Preview a conversion: nothing is written 预览转换，不写任何文件。"""
    if not targets:
        raise UsageError("XW-U050")
    answers = read_context(Path(context)) if context is not None else None
    levels = check_levels(checks)
    results = []
    demands: Demands = {}
    for file in files:
        package = open_package(file, from_)
        conversions = []
        for target in targets:
            request = Request(target, disclose, select, context=answers, levels=levels)
            conversion = convert_package(package, request, strict=False, outlet=NoOutlet())
            conversions.append(conversion)
            if session.as_json:
                results.append(report_of(conversion))
            else:
                _show(session, file, target, conversion)
        gather(conversions, demands)
    if questions is not None:
        moment = resolve_now(now, os.environ)
        publish_form(Path(questions), demands, moment, force=force)
        tell(
            session.words(
                f"已写出 {len(demands)} 个问题：{questions}", f"{len(demands)} questions written: {questions}"
            )
        )
    if session.as_json:
        say_json({"schema": "urn:crosswalk:plan:1", "results": results})
    return 0


def _show(session: Session, file: str, target: str, conversion: Conversion) -> None:
    say(f"{file} → {target}")
    for language in session.chosen:
        for line in account_lines(conversion.account, language):
            say(line)
    for title, fate in (
        (session.words("不会写出：", "would not be written:"), Fate.DROPPED),
        (session.words("不会提供：", "would be withheld:"), Fate.WITHHELD),
    ):
        entries = [entry for entry in conversion.ledger.entries if entry.fate is fate]
        if entries:
            say(title)
        for entry in entries[:30]:
            say(f"  {entry.source.pointer if entry.source else ''}  {(entry.text or '')[:60]}")
        if len(entries) > 30:
            say(session.words(f"  另有 {len(entries) - 30} 处", f"  {len(entries) - 30} more"))
    if conversion.demands:
        say(session.words("需要回答：", "to be answered:"))
    for question, count in conversion.demands.values():
        for line in describe_finding(question, session.chosen)[1::2]:
            say(line + (f"  × {count}" if count > 1 else ""))

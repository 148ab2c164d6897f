"""``crosswalk convert``: read, convert, verify, publish."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

import click

from crosswalk.cli.console import FAIL_ON, account_lines, exit_code, progress, say_json, tell, tell_findings
from crosswalk.cli.main import Session
from crosswalk.context import read_context
from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Ledger
from crosswalk.core.provenance import RunStamp, resolve_now, stamp_run
from crosswalk.formats import load, split_name
from crosswalk.pipeline.convert import Conversion, Request, convert_package
from crosswalk.pipeline.publication import deliver
from crosswalk.pipeline.reading import Package, open_package
from crosswalk.pipeline.reporting import LedgerFile, check_report_suffix, report_of, write_report


@click.command("convert")
@click.argument("files", nargs=-1, type=click.Path(), required=True)
@click.option(
    "--to", "targets", multiple=True, help="Target format, repeatable 目标格式，可重复 (ilcd, tidas, gbt24067)"
)
@click.option("-o", "output", help="Output: .zip, folder, file or - 输出位置")
@click.option("--from", "from_", help="Source format 源格式")
@click.option("--disclose", type=click.Choice(["buyer", "verifier", "internal"]), help="How much leaves 披露级别")
@click.option("--select", help="UUID of the dataset 选择数据集")
@click.option("--ledger", type=click.Path(dir_okay=False), help="Account, line by line (JSONL) 逐条账目")
@click.option("--report", type=click.Path(dir_okay=False), help="Report .html or .json 报告")
@click.option("--context", type=click.Path(exists=True, dir_okay=False), help="Answers (.xlsx .json .yaml) 回答表单")
@click.option(
    "--repair", type=click.Choice(["off", "safe", "listed"]), help="Repair datasets (ilcd, tidas) 修复数据集，默认 off"
)
@click.option(
    "--locations",
    type=click.Choice(["eu"]),
    help="Location codes of the receiver, with --repair listed 接收方的地点代码",
)
@click.option("--references", type=click.Choice(["versioned"]), help="Give references their versions 为引用补版本")
@click.option("--decimal", type=click.Choice(["comma"]), help="Decimal comma in soda4lca@csv CSV 用小数逗号")
@click.option("--methods", type=click.Path(exists=True), help="LCIA methods for results that are lacking 影响评价方法")
@click.option(
    "--flows",
    multiple=True,
    help="Mapping table, or auto; repeatable, tables first 流映射表或 auto，可重复",
    metavar="TABLE",
)
@click.option("--target-list", help="Flow list to map onto, such as ef31 目标流清单")
@click.option("--no-sidecar", "sidecar", flag_value="off", help="Leave out what keeps the source's layout 不附原件")
@click.option(
    "--climate-data-sheet",
    "climate",
    flag_value="sheet",
    help="A footprint in an EPD format, called no EPD 用 EPD 格式写气候数据表（不是 EPD）",
)
@click.option(
    "--extension", type=click.Choice(["on", "off"]), help="Keep the rest in ext.crosswalk (openepd) 保留其余内容"
)
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit 1 from this severity on 达到该级别时退出码为 1")
@click.option("--draft", is_flag=True, help="Write although mandatory data are missing 缺必填数据也写出草稿")
@click.option("--now", help="Time of the run 运行时间")
@click.option("--force", is_flag=True, help="Replace existing output 覆盖已有输出")
@click.pass_obj
def command(
    session: Session,
    /,
    files: tuple[str, ...],
    targets: tuple[str, ...],
    output: str | None,
    from_: str | None,
    disclose: str | None,
    select: str | None,
    ledger: str | None,
    report: str | None,
    context: str | None,
    flows: tuple[str, ...],
    target_list: str | None,
    fail_on: str | None,
    draft: bool,
    now: str | None,
    force: bool,
    **options: str | None,
) -> int:
    """Convert FILES to one or more formats 转换文件。

    \b
    crosswalk convert battery.xlsx --to ilcd -o out.zip --report r.html
    crosswalk convert battery.xlsx --to ilcd --to tidas -o out
    crosswalk convert tiangong.zip --to ilcd -o out.zip --flows auto --target-list ef31
    """
    if not targets:
        raise UsageError("XW-U050")
    moment = resolve_now(now, os.environ)
    many = len(files) > 1 or len(targets) > 1
    if many and output is not None and Path(output).suffix:
        raise UsageError("XW-U051")
    if report is not None:
        check_report_suffix(Path(report))
    level = disclose or session.settings["disclose"].value or None
    threshold = fail_on or session.settings["fail_on"].value
    answers = read_context(Path(context)) if context is not None else None
    worst, results = 0, []
    for file in progress(session, files):
        package = open_package(file, from_)
        for target in targets:
            path = _output_path(file, target, output, many)
            given = {name: value for name, value in options.items() if value}
            if path is not None and path.suffix == ".json":
                given["carrier"] = "json"
            asked = {"flows": ", ".join(flows), "target_list": target_list or ""} if flows or target_list else {}
            stamp = stamp_run(moment, {"to": target, "disclose": level or "", **given, **asked})
            request = Request(target, level, select, draft, given, answers, flows=flows, target_list=target_list)
            if many and not session.quiet:
                tell(f"{file} → {target}")
            mark = f"{Path(file).stem}-{target}" if many else ""
            with ExitStack() as stack:
                lines = None if ledger is None else stack.enter_context(LedgerFile(_marked(Path(ledger), mark)))
                account = Ledger(detail=lines is not None, record=None if lines is None else lines.record)
                conversion = _convert(package, request, path, stamp, account, force)
                if lines is not None:
                    lines.finish(conversion.account)
            if report is not None:
                write_report(conversion, _marked(Path(report), mark), session.language)
            results.append(_result(conversion, str(path) if path is not None else "-"))
            _tell(session, conversion, str(path) if path is not None else "-")
            worst = max(worst, exit_code(conversion.ledger.findings, threshold))
    if session.as_json:
        say_json({"schema": "urn:crosswalk:conversion:1", "results": results})
    return worst


def _output_path(file: str, target: str, output: str | None, many: bool) -> Path | None:
    """Where an output goes; None for standard output."""
    card = load(target).card
    stem, name = Path(file).stem, split_name(target)[0]
    if output == "-":
        return None
    default = f"{stem}-{name}.zip" if card.package else f"{stem}-{name}{card.suffixes[0]}"
    if output is None:
        return Path(default)
    return Path(output) / default if many else Path(output)


def _convert(
    package: Package, request: Request, path: Path | None, stamp: RunStamp, ledger: Ledger, force: bool
) -> Conversion:
    """Convert onto disk, or one document to standard output."""
    if path is not None:
        return deliver(package, request, path, stamp=stamp, ledger=ledger, force=force)
    card = load(request.to).card
    if card.package:
        raise UsageError("XW-U052", None, target=card.id)
    conversion = convert_package(package, request, stamp=stamp, ledger=ledger)
    (data,) = conversion.files.values()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return conversion


def _marked(path: Path, mark: str) -> Path:
    return path.with_name(f"{path.stem}-{mark}{path.suffix}") if mark else path


def _result(conversion: Conversion, written: str) -> dict[str, object]:
    report = report_of(conversion)
    return {name: report[name] for name in ("source", "target", "account", "headlines", "questions", "findings")} | {
        "output": written
    }


def _tell(session: Session, conversion: Conversion, written: str) -> None:
    if session.quiet:
        return
    for language in session.chosen:
        for line in account_lines(conversion.account, language):
            tell(line)
    tell_findings(conversion.ledger.findings, session.chosen, counts=conversion.ledger.codes)
    words = session.words("已写出并重新读取核对", "written, and verified by reading it back")
    tell(f"{words}: {written}")

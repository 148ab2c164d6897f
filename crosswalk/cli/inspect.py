"""``crosswalk inspect``: what a file is, with the evidence, and what is wrong with it."""

from __future__ import annotations

import click

from crosswalk.cli.console import say, say_json, tell_findings
from crosswalk.cli.main import Session
from crosswalk.pipeline.inspection import Inspection, inspect_package
from crosswalk.pipeline.reading import open_package


@click.command("inspect")
@click.argument("files", nargs=-1, type=click.Path(), required=True)
@click.option("--from", "from_", help="Source format 源格式")
@click.pass_obj
def command(session: Session, files: tuple[str, ...], from_: str | None) -> int:
    """What is it: format, version, evidence, counts, trouble 这是什么文件。"""
    found = [inspect_package(open_package(file, from_)) for file in files]
    if session.as_json:
        say_json({"schema": "urn:crosswalk:inspections:1", "results": [item.as_dict() for item in found]})
        return 0
    for item in found:
        _show(session, item)
    return 0


def _show(session: Session, item: Inspection) -> None:
    words = session.words
    say(item.file)
    version = f" {item.version}" if item.version else ""
    say(f"  {words('格式', 'format')}    {item.format}{version}  ({item.confidence} %: {', '.join(item.evidence)})")
    counts = " · ".join(f"{kind} {count}" for kind, count in item.datasets.items())
    say(f"  {words('数据集', 'datasets')}  {counts}")
    say(f"  {words('语言', 'languages')}  " + " · ".join(f"{name} {count}" for name, count in item.languages.items()))
    say(f"  {words('内容', 'leaves')}    {item.leaves}")
    for line in item.named[:8]:
        say(f"    {line['kind']:<12}{line['uuid']:<38}{line['version']:<11}{line['name'][:50]}")
    if item.dangling:
        say(words(f"  指向不存在数据集的引用 {item.dangling}", f"  references to absent datasets {item.dangling}"))
    if item.versionless:
        say(words(f"  没有版本号的引用 {item.versionless}", f"  references without a version {item.versionless}"))
    if item.duplicates:
        say(words("  重复的 UUID ", "  repeated UUIDs ") + ", ".join(item.duplicates[:5]))
    if item.reference_flow_problems:
        label = words("  基准流缺失或不在清单中 ", "  reference flow missing or not among the exchanges ")
        say(label + ", ".join(item.reference_flow_problems[:5]))
    tell_findings(item.findings, session.chosen)

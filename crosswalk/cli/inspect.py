"""``crosswalk inspect``: what a file is, with the evidence, and what is wrong with it."""

from __future__ import annotations

import click

from crosswalk.cli.console import say, say_json, tell_findings
from crosswalk.cli.main import Session
from crosswalk.core.messages import term_of
from crosswalk.pipeline.inspection import Inspection, inspect_path


@click.command("inspect")
@click.argument("files", nargs=-1, type=click.Path(), required=True)
@click.option("--from", "from_", help="Source format 源格式")
@click.pass_obj
def command(session: Session, files: tuple[str, ...], from_: str | None) -> int:
    """What is it: format, version, evidence, counts, trouble 这是什么文件。"""
    found = [inspect_path(file, from_) for file in files]
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
    say(f"  {words('数据集', 'datasets')}  {_listed_kinds(session, item.datasets)}")
    say(f"  {words('语言', 'languages')}  {_listed(item.languages)}")
    say(f"  {words('内容', 'leaves')}    {item.leaves}")
    for line in item.named[:8]:
        say(f"    {line['kind']:<17}{line['uuid']:<38}{line['version']:<11}{line['name'][:50]}")
    for label, value in _troubles(session, item):
        say(f"  {label} {value}")
    tell_findings(item.findings, session.chosen)


def _listed(counts: dict[str, int]) -> str:
    return " · ".join(f"{name} {count}" for name, count in counts.items())


def _listed_kinds(session: Session, counts: dict[str, int]) -> str:
    return _listed({term_of("kind", kind, session.language): count for kind, count in counts.items()})


def _troubles(session: Session, item: Inspection) -> list[tuple[str, str]]:
    """What is wrong, each with its number; nothing where nothing is."""
    words = session.words
    lines: list[tuple[str, str]] = []
    if item.references:
        lines.append((words("引用", "references"), str(item.references)))
    counted = (
        (item.dangling - item.known_elsewhere, "指向包内没有的数据集的引用", "references to absent datasets"),
        (item.known_elsewhere, "指向公共数据集（格式、符合性体系）的引用", "references to common datasets left out"),
        (item.versionless, "没有版本号的引用", "references without a version"),
        (item.version_differs, "版本号与包内不同的引用", "references whose version differs"),
        (item.wrong_type, "类型标错的引用", "references of a wrong type"),
        (len(item.duplicates), "重复的数据集", "datasets held twice"),
        (item.several_versions, "有多个版本的 UUID", "UUIDs in several versions"),
        (item.unreadable, "无法解析的文件", "files that cannot be parsed"),
        (item.other_files, "不是数据集的文件", "files that are no datasets"),
    )
    lines.extend((words(zh, en), str(count)) for count, zh, en in counted if count)
    if item.orphans:
        lines.append(
            (words("没有被引用的数据集", "datasets that nothing refers to"), _listed_kinds(session, item.orphans))
        )
    for problem, count in item.reference_flows.items():
        lines.append((term_of("reference flow", problem, session.language), str(count)))
    return lines

"""``crosswalk compare``: the differences of two files, field by field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import click

from crosswalk.cli.console import say, tell_findings
from crosswalk.cli.main import Session
from crosswalk.core.tables import table
from crosswalk.model.comparison import Difference
from crosswalk.pipeline.comparing import Comparison, compare_packages
from crosswalk.pipeline.reading import open_package

SHOWN = 200
"""Differences that the console shows; JSON has them all."""


@click.command("compare")
@click.argument("left", type=click.Path())
@click.argument("right", type=click.Path())
@click.option("--spelling", is_flag=True, help="Numbers spelled with other digits count 数字写法不同也算")
@click.pass_obj
def command(session: Session, left: str, right: str, spelling: bool) -> int:
    """Differences of LEFT and RIGHT, field by field 逐字段比较两个文件。

    Datasets are paired by kind, UUID and version; items of lists by what they are, not by where they stand.
    """
    done = Comparison()
    differences = compare_packages(open_package(left), open_package(right), done, spelling=spelling)
    total = _write_json(differences, done) if session.as_json else _write_lines(session, differences, done)
    tell_findings(done.findings, session.chosen)
    return 1 if total else 0


def _write_json(differences: Iterator[Difference], done: Comparison) -> int:
    """One document, written as the differences come: they may be millions."""
    total = 0
    for difference in differences:
        opening = "," if total else '{\n  "schema": "urn:crosswalk:comparison:1",\n  "differences": ['
        click.echo(f"{opening}\n    {json.dumps(difference.as_dict(), ensure_ascii=False)}", nl=False)
        total += 1
    if not total:
        click.echo('{\n  "schema": "urn:crosswalk:comparison:1",\n  "differences": [', nl=False)
    findings = [{"code": item.code, "place": str(item.source or ""), **item.params} for item in done.findings]
    summary = {"datasets": dict(done.counts), "findings": findings}
    say("\n  ],\n" + json.dumps(summary, ensure_ascii=False, indent=2, default=str)[2:])
    return total


def _write_lines(session: Session, differences: Iterator[Difference], done: Comparison) -> int:
    total = 0
    for difference in differences:
        total += 1
        if total <= SHOWN:
            _show(session, difference)
    if total > SHOWN:
        say(session.words(f"另有 {total - SHOWN} 处，见 --json", f"{total - SHOWN} more, see --json"))
    _sum_up(session, done, total)
    return total


def _show(session: Session, item: Difference) -> None:
    place = [item.dataset, item.pointer, item.item, _field(session, item)]
    say("  ".join(part for part in place if part))
    if label := item.label(session.language, "en", "zh"):
        say(f"  {label}")
    change = "" if item.relative is None else f"  ({(item.relative * 100).normalize():+f} %)"
    say(f"  - {item.left if item.left is not None else session.words('（无）', '(absent)')}")
    say(f"  + {item.right if item.right is not None else session.words('（无）', '(absent)')}{change}")


def _field(session: Session, item: Difference) -> str:
    """What people call the field, where a table says so: ``exchanges/3/mean/value`` is the mean amount."""
    path = re.sub(r"/\d+(?=/|$)", "", item.pointer).replace("/", ".")
    for row in table("ilcd/required.csv"):
        fits = path == row["path"] or path.rpartition(".")[0] == row["path"]
        if fits and item.dataset.rpartition(" ")[0] == row["kind"]:
            return f"({row[session.language]})"
    return ""


def _sum_up(session: Session, done: Comparison, total: int) -> None:
    words, counts = session.words, done.counts
    say(
        words(
            f"数据集：相同 {counts['equal']}，不同 {counts['different']}，"
            f"仅左侧 {counts['only_left']}，仅右侧 {counts['only_right']}",
            f"datasets: {counts['equal']} equal, {counts['different']} different, "
            f"{counts['only_left']} only left, {counts['only_right']} only right",
        )
    )
    if other := counts["other_version"]:
        say(words(f"其中版本不同：{other}", f"of these in another version: {other}"))
    say(words(f"共 {total} 处不同", f"{total} differences"))

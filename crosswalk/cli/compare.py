"""``crosswalk compare``: the differences of two files, field by field."""

from __future__ import annotations

import click

from crosswalk.cli.console import say, say_json
from crosswalk.cli.main import Session
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
    done, total, kept = Comparison(), 0, []
    for difference in compare_packages(open_package(left), open_package(right), done, spelling=spelling):
        total += 1
        if session.as_json:
            kept.append(difference.as_dict())
        elif total <= SHOWN:
            _show(session, difference)
    if session.as_json:
        versions = [{"dataset": name, "left": first, "right": second} for name, first, second in done.versions]
        summary = {"datasets": dict(done.counts), "versions": versions}
        say_json({"schema": "urn:crosswalk:comparison:1", **summary, "differences": kept})
    else:
        _sum_up(session, done, total)
    return 1 if total else 0


def _show(session: Session, item: Difference) -> None:
    say(f"{item.dataset}  {item.pointer}" + (f"  {item.item}" if item.item else ""))
    change = "" if item.relative is None else f"  ({(item.relative * 100).normalize():+f} %)"
    say(f"  - {item.left if item.left is not None else session.words('（无）', '(absent)')}")
    say(f"  + {item.right if item.right is not None else session.words('（无）', '(absent)')}{change}")


def _sum_up(session: Session, done: Comparison, total: int) -> None:
    words = session.words
    if total > SHOWN:
        say(words(f"另有 {total - SHOWN} 处，见 --json", f"{total - SHOWN} more, see --json"))
    for name, first, second in done.versions[:20]:
        say(words(f"版本不同  {name}  {first} → {second}", f"version  {name}  {first} → {second}"))
    counts = done.counts
    say(
        words(
            f"数据集：相同 {counts['equal']}，不同 {counts['different']}，"
            f"仅左侧 {counts['only_left']}，仅右侧 {counts['only_right']}",
            f"datasets: {counts['equal']} equal, {counts['different']} different, "
            f"{counts['only_left']} only left, {counts['only_right']} only right",
        )
    )
    say(words(f"共 {total} 处不同", f"{total} differences"))

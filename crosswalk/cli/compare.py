"""``crosswalk compare``: the differences of two files, field by field."""

from __future__ import annotations

import click

from crosswalk.cli.console import say, say_json
from crosswalk.cli.main import Session
from crosswalk.model.walk import differences
from crosswalk.pipeline.reading import open_package


@click.command("compare")
@click.argument("left", type=click.Path())
@click.argument("right", type=click.Path())
@click.pass_obj
def command(session: Session, left: str, right: str) -> int:
    """Differences of LEFT and RIGHT, field by field 逐字段比较两个文件。"""
    first, second = open_package(left), open_package(right)
    found = differences([d.model for d in first.documents], [d.model for d in second.documents])
    if session.as_json:
        say_json({"schema": "urn:crosswalk:comparison:1", "differences": [item.as_dict() for item in found]})
    else:
        for item in found:
            say(f"{item.dataset}  {item.pointer}")
            say(f"  - {item.left if item.left is not None else session.words('（无）', '(absent)')}")
            say(f"  + {item.right if item.right is not None else session.words('（无）', '(absent)')}")
        say(session.words(f"共 {len(found)} 处不同", f"{len(found)} differences"))
    return 1 if found else 0

"""``crosswalk flows diff``: what changed between two mapping tables."""

from __future__ import annotations

from collections import Counter

import click

from crosswalk.cli.console import say, say_json, tell_findings
from crosswalk.cli.main import Session
from crosswalk.core.messages import term_of
from crosswalk.mapping.tables import find_table, open_table
from crosswalk.mapping.tables.diffing import TableChange, diff_tables

SCHEMA = "urn:crosswalk:flow-table-diff:1"
SHOWN = 200
"""Changes that the console shows; JSON has them all."""


@click.command("diff")
@click.argument("left", metavar="A", type=click.Path())
@click.argument("right", metavar="B", type=click.Path())
@click.pass_obj
def command(session: Session, left: str, right: str) -> int:
    """Differences of tables A and B 比较两个映射表。

    Rows are paired by source and target; exit code 1 where anything differs.
    """
    a, b = open_table(find_table(left)), open_table(find_table(right))
    changes = list(diff_tables(a.table, b.table))
    counts = Counter(change.kind for change in changes)
    if session.as_json:
        say_json({"schema": SCHEMA, "changes": [change.as_dict() for change in changes], "counts": dict(counts)})
    else:
        for change in changes[:SHOWN]:
            _show(session, change)
        if (more := len(changes) - SHOWN) > 0:
            say(session.words(f"另有 {more} 处，见 --json", f"{more} more, see --json"))
        listed = [f"{term_of('change', kind, session.language)} {count}" for kind, count in sorted(counts.items())]
        say(
            session.words(f"共 {len(changes)} 处不同", f"{len(changes)} differences")
            + "".join(f"  {x}" for x in listed)
        )
    tell_findings([*a.findings, *b.findings], session.chosen)
    return 1 if changes else 0


def _show(session: Session, change: TableChange) -> None:
    """The source, what became of it, and both states."""
    source = change.source
    place = [source.name or source.id, source.context, source.unit, source.id if source.name else ""]
    say(f"{term_of('change', change.kind, session.language)}  " + "  ".join(part for part in place if part))
    if change.left:
        say(f"  - {change.left}")
    if change.right:
        say(f"  + {change.right}")

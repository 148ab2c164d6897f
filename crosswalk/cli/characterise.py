"""``crosswalk characterise``: inventories times the factors of LCIA methods that the user provides."""

from __future__ import annotations

import click

from crosswalk.cli.console import say, say_json, tell_findings
from crosswalk.cli.main import Session
from crosswalk.core.numbers import format_plain
from crosswalk.pipeline.characterising import Impacts, characterise_package, open_methods
from crosswalk.pipeline.reading import open_package

SHOWN = 20
"""Processes and unmatched flows that the console shows; JSON has them all."""


@click.command("characterise")
@click.argument("files", nargs=-1, type=click.Path(), required=True)
@click.option("--methods", type=click.Path(exists=True), required=True, help="Package of LCIA methods 影响评价方法包")
@click.option("--method", "chosen", multiple=True, help="UUID of a method, repeatable 只用这些方法")
@click.option("--select", help="UUID of the process 选择过程")
@click.pass_obj
def command(session: Session, files: tuple[str, ...], methods: str, chosen: tuple[str, ...], select: str | None) -> int:
    """Results of the processes in FILES under LCIA methods 由清单计算影响评价结果。

    Nothing is written and nothing declared is changed; what has no factor is listed.
    """
    results = []
    with open_methods(methods, chosen) as store:
        for file in files:
            shown = 0
            for impacts in characterise_package(open_package(file), store):
                if select is not None and impacts.process.identity.uuid != select:
                    continue
                if session.as_json:
                    results.append({"file": file, **impacts.as_dict()})
                elif shown < SHOWN:
                    _show(session, impacts)
                shown += 1
            if shown > SHOWN and not session.as_json:
                say(
                    session.words(
                        f"另有 {shown - SHOWN} 个过程，见 --json", f"{shown - SHOWN} more processes, see --json"
                    )
                )
    if session.as_json:
        say_json({"schema": "urn:crosswalk:characterisation:1", "results": results})
    return 0


def _show(session: Session, impacts: Impacts) -> None:
    process, done, words = impacts.process, impacts.done, session.words
    name = process.name.base.best(session.language, "en", "zh") if process.name.base else ""
    say(f"{name}  {process.identity.uuid or ''}")
    label = words("基本流", "elementary exchanges")
    say(f"  {label} {done.elementary} · {words('有因子', 'with a factor')} {done.matched}")
    for result in done.results:
        if result.exchanges or result.declared is not None:
            declared = (
                "" if result.declared is None else words("  声明 ", "  declared ") + format_plain(result.declared)
            )
            say(f"  {result.method.name:<52.52} {format_plain(result.value)} {result.method.quantity}{declared}")
    for item in done.unmatched[:SHOWN]:
        amount = "-" if item.amount is None else format_plain(item.amount)
        say(f"    {words(*REASONS[item.reason.value])}  {item.direction}  {amount}  {item.name or item.flow}")
    tell_findings(impacts.findings, session.chosen)


REASONS = {
    "no_factor": ("无因子", "no factor"),
    "other_direction": ("因子只适用于另一方向", "factor for the other direction only"),
    "other_location": ("因子只适用于其他地点", "factor for other places only"),
    "no_amount": ("无数量", "no amount"),
}

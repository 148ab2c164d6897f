"""``crosswalk characterise``: inventories times the factors of LCIA methods that the user provides."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click

from crosswalk.cli.console import FAIL_ON, describe_finding, exit_code, say, tell, tell_findings
from crosswalk.cli.main import Session
from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import term_of
from crosswalk.core.numbers import format_plain
from crosswalk.lcia import Characterisation, FactorStore, ImpactResult
from crosswalk.lcia.characterisation import share
from crosswalk.pipeline.characterising import Impacts, characterise_package, open_methods
from crosswalk.pipeline.impact_tables import check_suffix, impacts_dict, write_impacts, write_json
from crosswalk.pipeline.reading import open_package

SHOWN = 20
"""Processes, and unmatched exchanges of one, that the console shows; JSON has them all."""
EXAMPLES = 3
"""Findings of one code that are told beside a file of results."""


@click.command("characterise")
@click.argument("files", nargs=-1, type=click.Path(), required=True)
@click.option("--methods", type=click.Path(exists=True), required=True, help="Package of LCIA methods 影响评价方法包")
@click.option("--method", "chosen", multiple=True, help="UUID of a method, repeatable 只用这些方法")
@click.option("--select", help="UUID of the process 选择过程")
@click.option("-o", "output", type=click.Path(dir_okay=False), help="Results .csv or .json 结果文件")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit 1 from this severity on 达到该级别时退出码为 1")
@click.option("--force", is_flag=True, help="Replace existing output 覆盖已有输出")
@click.pass_obj
def command(
    session: Session,
    files: tuple[str, ...],
    methods: str,
    chosen: tuple[str, ...],
    select: str | None,
    output: str | None,
    fail_on: str | None,
    force: bool,
) -> int:
    """Results of the processes in FILES under LCIA methods 由清单计算影响评价结果。

    Nothing declared is changed; what has no factor is listed.

    \b
    crosswalk characterise steel.zip --methods EF3.1.zip
    crosswalk characterise steel.zip --methods EF3.1.zip -o results.csv
    """
    if output is not None:
        check_suffix(Path(output))
    with open_methods(methods, chosen) as store:
        run = _Run(session, fail_on or session.settings["fail_on"].value)
        run.note(store.findings)
        results = _some(run.results(files, store, select), files)
        if output is not None:
            write_impacts(Path(output), run.counted(results), force=force)
            run.written(output)
        elif session.as_json:
            write_json((impacts_dict(file, impacts) for file, impacts in results), sys.stdout)
        else:
            for _, impacts in results:
                run.show(impacts)
            run.rest()
    return run.worst


def _some(results: Iterator[tuple[str, Impacts]], files: tuple[str, ...]) -> Iterator[tuple[str, Impacts]]:
    """The same results, if there is one. Raises UsageError (XW-M026) where there is none."""
    first = next(results, None)
    if first is None:
        raise UsageError("XW-M026", None, files=files)
    return chain((first,), results)


class _Run:
    """What one call has shown so far, and its exit code."""

    def __init__(self, session: Session, threshold: str) -> None:
        self.session, self.threshold = session, threshold
        self.worst = self.count = 0
        self.codes: dict[str, int] = {}
        self.examples: list[Finding] = []

    def note(self, findings: list[Finding]) -> None:
        """What is wrong with the methods."""
        self.worst = max(self.worst, exit_code(findings, self.threshold))
        tell_findings(findings, self.session.chosen)

    def results(self, files: tuple[str, ...], store: FactorStore, select: str | None) -> Iterator[tuple[str, Impacts]]:
        """Every process of every file, one by one."""
        for file in files:
            for impacts in characterise_package(open_package(file), store, select):
                self.worst = max(self.worst, exit_code(impacts.findings, self.threshold))
                yield file, impacts

    def show(self, impacts: Impacts) -> None:
        """One process on the console, as long as there are not too many."""
        self.count += 1
        if self.count <= SHOWN:
            _show(self.session, impacts)

    def counted(self, results: Iterator[tuple[str, Impacts]]) -> Iterator[tuple[str, Impacts]]:
        """The same results; their findings are counted, the first of each code kept."""
        for file, impacts in results:
            self.count += 1
            for found in impacts.findings:
                self.codes[found.code] = self.codes.get(found.code, 0) + 1
                if self.codes[found.code] <= EXAMPLES:
                    self.examples.append(found)
            yield file, impacts

    def written(self, output: str) -> None:
        """What went to a file, and what is to be said about it."""
        if self.session.quiet:
            return
        tell_findings(self.examples, self.session.chosen, counts=self.codes)
        tell(
            self.session.words(
                f"已写出 {self.count} 个过程的结果：{output}", f"results of {self.count} processes written: {output}"
            )
        )

    def rest(self) -> None:
        """How many processes were not shown."""
        if (more := self.count - SHOWN) > 0:
            say(self.session.words(f"另有 {more} 个过程，见 --json 或 -o", f"{more} more processes, see --json or -o"))


def _show(session: Session, impacts: Impacts) -> None:
    process, done, words = impacts.process, impacts.done, session.words
    name = process.name.base.best(session.language, "en", "zh") if process.name.base else ""
    say(f"{name}  {process.identity.uuid or ''}")
    covered = f"{done.matched}/{done.elementary}" + _percent(done.matched, done.elementary)
    say(f"  {words('有因子的基本流', 'elementary exchanges with a factor')} {covered}")
    for result in done.results:
        if result.exchanges or result.declared is not None:
            _show_result(session, result, done)
    for item in done.unmatched[:SHOWN]:
        amount = "-" if item.amount is None else format_plain(item.amount)
        why = term_of("left out", item.reason.value, session.language)
        say(f"    {why}  {term_of('direction', item.direction, session.language)}  {amount}  {item.name}")
    if (more := len(done.unmatched) - SHOWN) > 0:
        say("    " + words(f"另有 {more} 条", f"{more} more"))
    for found in impacts.findings:
        for line in describe_finding(found, session.chosen):
            say(line)


def _show_result(session: Session, result: ImpactResult, done: Characterisation) -> None:
    words, head = session.words, result.method
    value = words("无因子", "no factor") if result.value is None else f"{format_plain(result.value)} {head.quantity}"
    count = f"{result.exchanges}/{done.elementary}"
    say(f"  {head.name:<48.48}  {value}  ({count}{_percent(result.exchanges, done.elementary)})")
    if result.declared is not None:
        line = f"    {words('声明', 'declared')} {format_plain(result.declared)}"
        if result.difference is not None:
            relative = "" if result.relative is None else f" ({result.relative:+.2%})"
            line += f"  {words('相差', 'difference')} {format_plain(result.difference)}{relative}"
        say(line)


def _percent(part: int, whole: int) -> str:
    found = share(part, whole)
    return "" if found is None else f" = {found:.1%}"

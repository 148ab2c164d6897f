"""Words to people: stdout carries the product or the report, stderr everything else, in zh, en or both."""

from __future__ import annotations

import json
import locale
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from crosswalk.core.errors import CrosswalkError
from crosswalk.core.findings import Account, Finding, Severity
from crosswalk.core.messages import Language, term_of, text_of

if TYPE_CHECKING:
    from crosswalk.cli.main import Session

FAIL_ON = ("never", "error", "warning", "note")


def prepare_streams() -> None:
    """Consoles of any code page: what cannot be shown is replaced, never fatal."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def languages(choice: str) -> tuple[Language, ...]:
    """The languages to write in; without a choice, that of the locale."""
    if choice == "both":
        return ("zh", "en")
    if choice in ("zh", "en"):
        return ("zh",) if choice == "zh" else ("en",)
    name = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return ("zh",) if name.lower().startswith(("zh", "chinese")) else ("en",)


def tell(text: str) -> None:
    """A line to stderr."""
    click.echo(text, err=True)


def say(text: str) -> None:
    """A line of the product or report to stdout."""
    click.echo(text)


def say_json(value: Mapping[str, Any]) -> None:
    """One JSON document to stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def progress(session: Session, files: Sequence[str]) -> Iterator[str]:
    """The files one by one, with a bar on a terminal where there are several."""
    if len(files) < 2 or session.quiet or not sys.stderr.isatty():
        yield from files
        return
    with click.progressbar(files, file=sys.stderr, show_pos=True, item_show_func=str) as bar:
        yield from bar


def describe_error(problem: CrosswalkError, chosen: tuple[Language, ...]) -> list[str]:
    """What is wrong, where, why, and what to do."""
    lines: list[str] = []
    for language in chosen:
        word, help_ = ("错误", "办法") if language == "zh" else ("error", "help")
        lines.append(f"{word} {problem.code}  {text_of(problem.code, 'title', language, problem.params)}")
        if problem.place is not None and str(problem.place):
            lines.append(f"  --> {problem.place}")
        lines.append(f"  {text_of(problem.code, 'message', language, problem.params)}")
        lines.append(f"  {help_}: {text_of(problem.code, 'advice', language, problem.params)}")
    for question in problem.params.get("questions", ()):  # type: ignore[attr-defined]
        lines.extend(f"  ? {text}" for text in describe_finding(question, chosen)[1:2])
    return lines


def describe_finding(finding: Finding, chosen: tuple[Language, ...]) -> list[str]:
    """Title and place, message, advice: a few lines each language."""
    params = {
        "before": _short(finding.before),
        "after": _short(finding.after),
        "rule": finding.rule or "-",
        **finding.params,
    }
    mark = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"}[finding.severity]
    place = finding.source or finding.target
    lines: list[str] = []
    for language in chosen:
        title = text_of(finding.code, "title", language, params)
        lines.append(f"  {mark} {finding.code}  {title}" + (f"  [{place}]" if place and str(place) else ""))
        lines.append(f"      {text_of(finding.code, 'message', language, params)}")
    return lines


def _short(text: str | None) -> str:
    """A text for one line of a console; reports and ledgers have it whole."""
    return "" if text is None else text if len(text) <= 160 else text[:159] + "…"


def tell_findings(
    findings: Iterable[Finding],
    chosen: tuple[Language, ...],
    limit: int = 12,
    counts: Mapping[str, int] | None = None,
) -> None:
    """Findings to stderr, worst first; many of one code are summed up. ``counts`` knows those that are not at hand."""
    shown: dict[str, int] = {}
    for finding in sorted(findings, key=lambda item: -item.severity.rank):
        shown[finding.code] = shown.get(finding.code, 0) + 1
        if shown[finding.code] <= 3 and len(shown) <= limit:
            for line in describe_finding(finding, chosen):
                tell(line)
    for code, at_hand in shown.items():
        count = max(at_hand, (counts or {}).get(code, 0))
        if count > 3:
            words = "另有 {} 条 {}" if chosen[0] == "zh" else "{} more of {}"
            tell("      " + words.format(count - 3, code))


def account_lines(account: Account, language: Language) -> list[str]:
    """Both sides of the account, and that they balance."""
    side = 0 if language == "zh" else 1

    def listed(counts: Mapping[Any, int]) -> str:
        return " · ".join(f"{term_of('fate', str(name), language)} {count}" for name, count in counts.items() if count)

    words = (("源", "出", "账目平衡", "账目不平"), ("in ", "out", "balanced", "UNBALANCED"))[side]
    data = account.as_dict()
    return [
        f"  {words[0]} {account.leaves_in:>6}   {listed(data['fates'])}",  # type: ignore[arg-type]
        f"  {words[1]} {account.leaves_out:>6}   {listed(data['origins'])}",  # type: ignore[arg-type]
        f"  {words[2] if account.balanced else words[3]}",
    ]


def exit_code(findings: Iterable[Finding], fail_on: str) -> int:
    """1 where a finding is at or above the threshold, else 0."""
    if fail_on == "never":
        return 0
    rank = Severity(fail_on).rank
    return int(any(finding.severity.rank >= rank for finding in findings))

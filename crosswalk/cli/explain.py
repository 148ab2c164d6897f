"""``crosswalk explain``: what a code means and what to do, or a topic of the manual."""

from __future__ import annotations

import re
from importlib import resources

import click
from rapidfuzz import process as fuzzy

from crosswalk.cli.console import say, say_json
from crosswalk.cli.main import Session
from crosswalk.core.errors import UsageError
from crosswalk.core.messages import LANGUAGES, catalogue, text_of


@click.command("explain")
@click.argument("topic", required=False)
@click.option("--list", "listed", is_flag=True, help="All codes and topics 列出全部")
@click.pass_obj
def command(session: Session, topic: str | None, listed: bool) -> int:
    """What a CODE or TOPIC means 解释代码或主题。"""
    if listed or topic is None:
        _list(session)
        return 0
    code = topic.upper()
    if code in catalogue():
        _explain(session, code)
        return 0
    if topic in topics():
        say(_page(topic, session.language))
        return 0
    near = fuzzy.extractOne(topic, [*catalogue(), *topics()])
    raise UsageError("XW-U053", None, topic=topic, near=near[0] if near else "-")


def topics() -> tuple[str, ...]:
    """Names of the manual's pages."""
    pages = (item.name for item in resources.files("crosswalk.manual").iterdir() if item.name.endswith(".md"))
    return tuple(sorted({name.removesuffix(".md").rpartition(".")[0] or name.removesuffix(".md") for name in pages}))


def _page(topic: str, language: str) -> str:
    home = resources.files("crosswalk.manual")
    for name in (f"{topic}.{language}.md", f"{topic}.md", f"{topic}.en.md"):
        if (page := home / name).is_file():
            return page.read_text(encoding="utf-8")
    raise UsageError("XW-U053", None, topic=topic, near="-")


def _list(session: Session) -> None:
    if session.as_json:
        say_json(
            {"schema": "urn:crosswalk:codes:1", "codes": {code: dict(entry) for code, entry in catalogue().items()}}
        )
        return
    for code in sorted(catalogue()):
        say(f"{code}  {text_of(code, 'title', session.language)}")
    for topic in topics():
        say(topic)


def _explain(session: Session, code: str) -> None:
    entry = catalogue()[code]
    if session.as_json:
        say_json({"schema": "urn:crosswalk:code:1", "code": code, **entry})
        return
    kind = f"  ({entry['kind']})" if "kind" in entry else ""
    say(f"{code}{kind}")
    for language in session.chosen if len(session.chosen) > 1 else LANGUAGES:
        say("")
        for part in ("title", "message", "advice"):
            say(re.sub(r"\{\w+\}", "…", text_of(code, part, language)))  # type: ignore[arg-type]

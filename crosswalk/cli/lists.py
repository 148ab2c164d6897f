"""``crosswalk lists``: the nomenclatures at hand: add, show, remove."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from crosswalk.cli.console import FAIL_ON, exit_code, say, say_json, tell, tell_findings
from crosswalk.cli.main import Session
from crosswalk.core.errors import UsageError
from crosswalk.core.messages import term_of
from crosswalk.mapping.adding import Added, Wanted, add_list
from crosswalk.mapping.compartments import compartments
from crosswalk.mapping.listed import ListedFlow, ListHead
from crosswalk.mapping.opening import open_index
from crosswalk.mapping.store import StoredList, broken_lists, known_lists, lists_folder, open_list, remove_list

FAMILIES = ("ef", "ecoinvent", "openlca", "simapro", "fedefl", "idea", "zh")
SHOWN = 20
"""Flows and compartments that the console shows; JSON has more."""
FOUND = 200
"""Flows that a search gives as JSON."""


@click.group("lists")
def command() -> None:
    """Nomenclatures: lists of flows that others are mapped to 流清单（命名体系）。

    \b
    crosswalk lists add EF3.1.zip
    crosswalk lists show
    crosswalk lists show ef31 "carbon dioxide"
    """


@command.command("add")
@click.argument("files", nargs=-1, type=click.Path(), required=True)
@click.option("--as", "id_", default="", help="Name of the list 清单名称")
@click.option("--title", default="", help="Title 标题")
@click.option("--version", default="", help="Edition of the list 清单版本")
@click.option("--licence", default="", help="Licence 许可")
@click.option("--columns", default="", help="Columns of a table: name=…,context=…,unit=… 表格各列的含义")
@click.option("--family", default="", type=click.Choice(["", *FAMILIES]), help="Whose compartments they are 去向体系")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit 1 from this severity on 达到该级别时退出码为 1")
@click.option("--force", is_flag=True, help="Replace a list of that name 替换同名清单")
@click.pass_obj
def add(
    session: Session,
    files: tuple[str, ...],
    id_: str,
    title: str,
    version: str,
    licence: str,
    columns: str,
    family: str,
    fail_on: str | None,
    force: bool,
) -> int:
    """Store the flows of FILES, one list a file 加入流清单，一个文件一个清单。

    An ILCD or TIDAS package, openLCA JSON-LD, a SimaPro CSV export, FEDEFL, a GLAD list, any CSV, TSV or workbook.
    """
    if len(files) > 1 and (id_ or title or version or licence):
        raise UsageError("XW-L157", None, count=len(files))
    wanted = Wanted(id_, title, version, licence, columns, family)
    done: list[Added] = []
    for file in files:
        counter = _counter(session, file)
        found = add_list(Path(file), wanted, force=force, progress=counter)
        if counter is not None:
            tell("")
        done.append(found)
        with open_list(found.head.id) as held, open_index(held):
            pass  # the index is made here, so that the first match need not wait for it
        if not session.as_json:
            if not session.quiet:
                tell_findings(found.findings, session.chosen, counts=found.findings.codes)
            _tell_added(session, found)
    if session.as_json:
        say_json({"schema": "urn:crosswalk:lists-added:1", "lists": [_added_dict(item) for item in done]})
    threshold = fail_on or session.settings["fail_on"].value
    return max(exit_code(item.findings, threshold) for item in done)


def _counter(session: Session, file: str) -> Callable[[int], None] | None:
    """A count of the flows read so far, on a terminal."""
    if session.quiet or not sys.stderr.isatty():
        return None
    words = session.words("已读取", "read")

    def show(count: int) -> None:
        click.echo(f"\r{Path(file).name}  {words} {count}", err=True, nl=False)

    return show


def _tell_added(session: Session, found: Added) -> None:
    head = found.head
    reader = term_of("list reader", found.reader, session.language)
    say(
        session.words(
            f"{head.id}  已加入 {head.flows} 条流（{reader}）", f"{head.id}  {head.flows} flows added ({reader})"
        )
    )
    say(f"  {head.title}{f'  {head.version}' if head.version else ''}")


def _added_dict(found: Added) -> Mapping[str, Any]:
    return {
        **_head_dict(found.head),
        "reader": found.reader,
        "languages": list(found.languages),
        "counts": dict(found.findings.codes),
        "findings": [item.as_dict() for item in found.findings],
    }


def _head_dict(head: ListHead) -> Mapping[str, Any]:
    return {name: getattr(head, name) for name in ListHead.__dataclass_fields__}


@command.command("show")
@click.argument("id_", metavar="ID", required=False)
@click.argument("text", metavar="NAME-OR-UUID", required=False)
@click.pass_obj
def show(session: Session, id_: str | None, text: str | None) -> int:
    """All lists; one list with its compartments and units; or its flows of a name or UUID 显示清单或其中的流。"""
    if id_ is None:
        _show_all(session)
        return 0
    with open_list(id_) as stored:
        if text is None:
            _show_one(session, stored)
        else:
            _show_found(session, stored, text)
    return 0


def _show_all(session: Session) -> None:
    heads, broken = known_lists(), broken_lists()
    if session.as_json:
        lists = [{**_head_dict(head), "languages": list(_languages(head))} for head in heads]
        problems = [
            {"file": str(path), "code": problem.code, "reason": str(problem)} for path, problem in broken.items()
        ]
        say_json({"schema": "urn:crosswalk:lists:1", "folder": str(lists_folder()), "lists": lists, "broken": problems})
        return
    for head in heads:
        where = session.words("自带", "shipped") if head.shipped else session.words("已加入", "added")
        count = session.words(f"{head.flows} 条流", f"{head.flows} flows")
        facts = (count, head.version, " ".join(_languages(head)), head.licence, where)
        say(f"{head.id:<16}{head.title}")
        say(f"{'':<16}{' · '.join(fact for fact in facts if fact)}")
        say(f"{'':<16}{session.words('来源', 'source')} {head.source}")
    for path, problem in broken.items():
        tell(f"{path.stem:<16}{problem}")
    say(session.words(f"清单文件夹  {lists_folder()}", f"folder of lists  {lists_folder()}"))


def _languages(head: ListHead) -> tuple[str, ...]:
    """A list that comes with the program is not made just to be named."""
    if head.shipped:
        return ()
    with open_list(head.id) as stored:
        return stored.languages


def _show_one(session: Session, stored: StoredList) -> None:
    head, words = stored.head, session.words
    counts = {name: stored.counts(name) for name in ("type", "compartment", "unit")}
    if session.as_json:
        say_json(
            {
                "schema": "urn:crosswalk:list:1",
                **_head_dict(head),
                "languages": list(stored.languages),
                "file": str(stored.path),
                "counts": counts,
            }
        )
        return
    say(f"{head.id}  {head.title}")
    facts = (
        (words("版本", "version"), head.version),
        (words("流", "flows"), str(head.flows)),
        (words("语言", "languages"), " ".join(stored.languages)),
        (words("许可", "licence"), head.licence),
        (words("署名", "attribution"), head.attribution),
        (words("来源", "source"), head.source),
        (words("摘要", "digest"), head.digest[:16]),
        (words("去向体系", "compartments of"), head.family),
        (words("文件", "file"), str(stored.path)),
    )
    for label, value in facts:
        if value:
            say(f"  {label:<16}{value}")
    for name, title in (
        ("type", words("类型", "types")),
        ("compartment", words("去向类别", "compartments")),
        ("unit", words("单位", "units")),
    ):
        say(f"  {title}")
        _say_counts(session, name, counts[name])


def _say_counts(session: Session, name: str, counts: Mapping[str, int]) -> None:
    for value, count in list(counts.items())[:SHOWN]:
        say(f"    {count:>8}  {_shown(session, name, value)}")
    if (more := len(counts) - SHOWN) > 0:
        say("    " + session.words(f"另有 {more} 种，见 --json", f"{more} more, see --json"))


def _shown(session: Session, name: str, value: str) -> str:
    if not value:
        return session.words("（无）", "(none)")
    if name == "compartment" and (found := compartments().get(value)) is not None:
        return f"{value:<28}{session.words(found.zh, found.en)}"
    return value


def _show_found(session: Session, stored: StoredList, text: str) -> None:
    found = stored.search(text, FOUND)
    if session.as_json:
        flows = [_flow_dict(flow) for flow in found]
        say_json({"schema": "urn:crosswalk:listed-flows:1", "list": stored.head.id, "text": text, "flows": flows})
        return
    for flow in found[:SHOWN]:
        facts = (flow.uuid, flow.unit, flow.cas, flow.formula, flow.compartment)
        say(flow.name)
        say(f"  {flow.context or '-'}")
        say(f"  {' · '.join(fact for fact in facts if fact)}")
        if others := [f"{text} ({language})" if language else text for language, text in flow.synonyms[:6]]:
            say(f"  = {'; '.join(others)}{' …' if len(flow.synonyms) > len(others) else ''}")
    if not found:
        tell(session.words(f"清单 {stored.head.id} 中没有“{text}”", f"the list {stored.head.id} holds no “{text}”"))
    elif (more := len(found) - SHOWN) > 0:
        word = f"{more}+" if len(found) == FOUND else str(more)
        say(session.words(f"另有 {word} 条，见 --json", f"{word} more, see --json"))


def _flow_dict(flow: ListedFlow) -> Mapping[str, Any]:
    data = {name: getattr(flow, name) for name in ListedFlow.__dataclass_fields__ if name != "synonyms"}
    return {**data, "synonyms": [{"language": language, "text": text} for language, text in flow.synonyms]}


@command.command("remove")
@click.argument("id_", metavar="ID")
@click.pass_obj
def remove(session: Session, id_: str) -> int:
    """Remove a list that was added 移除加入的清单。"""
    path = remove_list(id_)
    if session.as_json:
        say_json({"schema": "urn:crosswalk:list-removed:1", "id": id_, "file": str(path)})
    else:
        tell(session.words(f"已移除清单 {id_}", f"list {id_} removed"))
    return 0

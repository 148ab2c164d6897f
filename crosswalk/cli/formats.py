"""``crosswalk formats``: the formats, their fields, their templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crosswalk.carriers import archive
from crosswalk.cli.console import say, say_json, tell
from crosswalk.cli.main import Session
from crosswalk.core.errors import UsageError
from crosswalk.core.tables import table
from crosswalk.formats import cards, load
from crosswalk.formats.spec import Card


@click.group("formats", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> int | None:
    """Known formats 已知格式。"""
    if context.invoked_subcommand is not None:
        return None
    session: Session = context.obj
    if session.as_json:
        say_json({"schema": "urn:crosswalk:formats:1", "formats": [_plain(card) for card in cards().values()]})
        return 0
    for card in cards().values():
        say(f"{card.id:<12}{session.words(card.title_zh, card.title_en)}")
        say(f"{'':<12}{', '.join(card.kinds)} · {', '.join(card.suffixes)} · {card.edition}")
    return 0


def _plain(card: Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in Card.__dataclass_fields__}


@command.command("show")
@click.argument("name")
@click.option("--fields", is_flag=True, help="Every field: model path, native path 全部字段")
@click.pass_obj
def show(session: Session, name: str, fields: bool) -> int:
    """One format: what it holds, and with --fields every row of its tables 显示一个格式。"""
    format_ = load(name)
    rows = [
        {"kind": kind, "model": model, "native": native, "codec": _codec(row)}
        for kind, table in format_.tables().items()
        for model, native, row in table.walk()
    ]
    options = [row for row in table("formats/options.csv") if row["format"] == format_.card.id]
    if session.as_json:
        document = {"schema": "urn:crosswalk:format:1", **_plain(format_.card), "options": options}
        say_json({**document, "fields": rows} if fields else document)
        return 0
    card = format_.card
    say(f"{card.id}  {session.words(card.title_zh, card.title_en)}")
    say(f"  {card.edition} · {', '.join(card.kinds)} · {', '.join(card.suffixes)}")
    say(session.words(f"  默认披露级别 {card.disclosure}", f"  disclosure by default {card.disclosure}"))
    say(session.words(f"  表中共 {len(rows)} 行", f"  {len(rows)} rows in its tables"))
    for option in options:
        choices = option["values"] + (f" ({option['default']})" if option["default"] else "")
        say(f"  --{option['name']:<12}{choices:<28}{session.words(option['zh'], option['en'])}")
    if fields:
        for row in rows:
            say(f"{row['kind']:<12}{row['model']:<44}{row['native']}  ({row['codec']})")
    return 0


def _codec(row: object) -> str:
    codec = getattr(row, "codec", None) or getattr(row, "rows", None)
    return str(getattr(codec, "name", type(row).__name__.lower()))


@command.command("template")
@click.argument("name")
@click.option("-o", "output", required=True, type=click.Path(dir_okay=False), help="Workbook to write 输出文件")
@click.option("--force", is_flag=True, help="Replace an existing file 覆盖")
@click.pass_obj
def template(session: Session, name: str, output: str, force: bool) -> int:
    """Write a blank form to fill in 写出空白模板。"""
    make = getattr(load(name), "template", None)
    if make is None:
        raise UsageError("XW-U054", None, format=name)
    data: bytes = make()
    archive.publish(Path(output), lambda path: _write(path, data), force)
    tell(session.words(f"已写出模板：{output}", f"template written: {output}"))
    return 0


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)

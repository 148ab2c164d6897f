"""The entry point: settings, languages, and what every error ends in."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import click

from crosswalk import __version__
from crosswalk.cli.console import describe_error, languages, prepare_streams, tell
from crosswalk.core.errors import CrosswalkError
from crosswalk.core.messages import Language
from crosswalk.core.settings import Setting, resolve_settings
from crosswalk.core.tables import overlay

VERBS = (
    "demo",
    "inspect",
    "plan",
    "convert",
    "validate",
    "compare",
    "flows",
    "lists",
    "characterise",
    "formats",
    "explain",
    "doctor",
)


@dataclass
class Session:
    """What every verb may ask: settings with their origins, languages, whether JSON is wanted."""

    settings: dict[str, Setting]
    chosen: tuple[Language, ...]
    as_json: bool
    quiet: bool

    @property
    def language(self) -> Language:
        """The first language."""
        return self.chosen[0]

    def words(self, zh: str, en: str) -> str:
        """A short text in the session's language."""
        return zh if self.language == "zh" else en


class Verbs(click.Group):
    """Verbs that are imported when they are used, so that ``--help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of the work."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"crosswalk.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs with their one-line help, without importing them."""
        with formatter.section("Verbs 命令"):
            formatter.write_dl([(name, HELP[name]) for name in VERBS])


HELP = {
    "demo": "The main job on packaged files 用自带文件演示主要工作",
    "inspect": "What is this file? 这是什么文件",
    "plan": "What would be kept, lost, asked? 预览：保留、丢失、待回答",
    "convert": "Convert files 转换文件",
    "validate": "Check files 校验文件",
    "compare": "Differences of two files 比较两个文件",
    "flows": "Flows: match, apply, check, diff, import, export 流的匹配与映射表",
    "characterise": "Impacts of inventories under LCIA methods 由清单计算影响",
    "lists": "Nomenclatures: add, show, remove 流清单：加入、显示、移除",
    "formats": "Known formats, their fields, templates 格式、字段与模板",
    "explain": "What a code means 解释代码",
    "doctor": "Settings and installation 设置与安装检查",
}


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(["zh", "en", "both"]), help="Language of messages 消息语言")
@click.option("--json", "as_json", is_flag=True, help="Result as one JSON document 以 JSON 输出结果")
@click.option("--mappings", type=click.Path(exists=True, file_okay=False), help="Folder of own tables 自有数据表")
@click.option("-q", "--quiet", is_flag=True, help="Errors only 只显示错误")
@click.version_option(__version__, prog_name="crosswalk")
@click.pass_context
def cli(context: click.Context, lang: str | None, as_json: bool, mappings: str | None, quiet: bool) -> None:
    """Product carbon footprints between China's formats, the EU's and EPD formats.

    产品碳足迹与 LCA 数据集在中国、欧盟和 EPD 格式之间的转换。
    """
    settings = resolve_settings({"lang": lang, "mappings": mappings}, os.environ, Path.cwd())
    context.obj = Session(settings, languages(settings["lang"].value), as_json, quiet)
    if settings["mappings"].value:
        context.with_resource(overlay(Path(settings["mappings"].value)))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code of the contract."""
    prepare_streams()
    given = sys.argv[1:] if arguments is None else arguments
    try:
        result = cli.main(args=_with_session_options(given), prog_name="crosswalk", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as problem:
        problem.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        tell("")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except CrosswalkError as problem:
        for line in describe_error(problem, languages(_language(given))):
            tell(line)
        return problem.exit_code


def _language(given: list[str]) -> str:
    """The language of an error that ended the run: the command line's, else the environment's."""
    for spot, word in enumerate(given):
        if word == "--lang" and spot + 1 < len(given):
            return given[spot + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return os.environ.get("CROSSWALK_LANG", "")


def _with_session_options(given: list[str]) -> list[str]:
    """``--lang`` and ``--json`` may stand after the verb as well: they are brought to the front."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(given)
    for word in words:
        if word == "--":
            rest.append(word)
            rest.extend(words)
        elif word in ("--json", "-q", "--quiet") or word.startswith(("--lang=", "--mappings=")):
            front.append(word)
        elif word in ("--lang", "--mappings"):
            front.extend([word, *[value for value in [next(words, None)] if value is not None]])
        else:
            rest.append(word)
    return front + rest


def run() -> None:
    """The console script."""
    sys.exit(main())

"""``crosswalk flows``: mapping tables. One file a subcommand, imported when it is used."""

from __future__ import annotations

from importlib import import_module

import click

HELP = {
    "match": "Candidates of a target list for names or a package 为流寻找候选",
    "apply": "Map the flows of a package or a list 应用映射：改写数据包或清单中的流",
    "check": "Can these tables be applied, and should they be? 检查映射表",
    "diff": "What changed between two tables? 比较两个映射表",
    "import": "A table of another form into SSSOM/TSV 导入为 SSSOM/TSV",
    "export": "A table into another form 导出为其他格式",
}
"""The subcommands in the order of the work; each is the ``command`` of a module here."""
MODULES = {"apply": "applying", "import": "importing", "export": "exporting"}
"""Modules whose name is not the subcommand's, which Python keeps for itself or for better use."""


class Subcommands(click.Group):
    """Subcommands that are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The subcommands in the order of the work."""
        return list(HELP)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the subcommand."""
        if cmd_name not in HELP:
            return None
        command: click.Command = import_module(f"{__name__}.{MODULES.get(cmd_name, cmd_name)}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The subcommands with their one-line help, without importing them."""
        with formatter.section("Subcommands 子命令"):
            formatter.write_dl(list(HELP.items()))


@click.group("flows", cls=Subcommands)
def command() -> None:
    """Mapping tables of flows 流映射表。

    SSSOM/TSV is the native form; GLAD, openLCA and randonneur files are read and written as well.
    """

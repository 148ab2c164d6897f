"""``crosswalk doctor``: the installation, the settings and where each comes from."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

import click

from crosswalk import __version__
from crosswalk.cli.console import say, say_json
from crosswalk.cli.main import Session
from crosswalk.core.provenance import digest_of_tables
from crosswalk.core.tables import homes
from crosswalk.formats import broken_plugins, cards

LIBRARIES = ("lxml", "pydantic", "click", "jsonschema-rs", "xlsxwriter", "python-calamine", "jinja2", "tidas-tools")


@click.command("doctor")
@click.pass_obj
def command(session: Session) -> int:
    """Check the installation and show every setting with its origin 检查安装与设置。"""
    report = {
        "schema": "urn:crosswalk:doctor:1",
        "crosswalk": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "encoding": sys.stdout.encoding,
        "tables": {"digest": digest_of_tables(), "homes": [str(home) for home in homes() if home.is_dir()]},
        "settings": {n: {"value": s.value, "origin": s.origin} for n, s in session.settings.items()},
        "formats": list(cards()),
        "broken_plugins": broken_plugins(),
        "libraries": {name: _version(name) for name in LIBRARIES},
    }
    if session.as_json:
        say_json(report)
        return 0
    say(f"crosswalk {__version__} · Python {report['python']} · {report['platform']} · {report['encoding']}")
    say(session.words("设置", "settings"))
    for name, setting in session.settings.items():
        say(f"  {name:<10} {setting.value or '-':<12} {setting.origin}")
    say(session.words("格式", "formats") + "  " + ", ".join(cards()))
    for name, reason in broken_plugins().items():
        say(session.words(f"  插件 {name} 无法加载：{reason}", f"  plug-in {name} cannot be loaded: {reason}"))
    say(session.words("数据表", "tables") + f"  {digest_of_tables()[:16]}")
    for name in LIBRARIES:
        say(f"  {name:<16} {_version(name) or session.words('未安装', 'not installed')}")
    return 0


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None

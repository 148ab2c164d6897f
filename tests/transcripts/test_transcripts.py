"""Command transcripts: each Markdown file beside this one is input, command, expected output and exit code.

A block begins with ``$ crosswalk …`` and ends with ``[exit N]``; between them stand stdout and stderr in the
order in which they were written. ``…`` stands for anything within a line, a line ``…`` for any lines.
Files named in commands are fixtures: ``valid/``, ``odd/`` and ``broken/`` of GB/T 24067, and the folders of
``HOMES``.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from crosswalk.cli.main import main

HOME = Path(__file__).resolve().parent
FIXTURES = HOME.parent.parent / "fixtures" / "gbt24067" / "0.1"
HOMES = (
    ("ilcd", "ilcd/1.1"),
    ("tidas", "tidas/0.0.43"),
    ("lcia", "ilcd/lcia"),
    ("epd", "ilcd_epd"),
    ("soda4lca", "soda4lca"),
    ("lists", "lists"),
    ("flows", "flows"),
)
"""Fixtures of other formats, by the names that commands use."""
BLOCK = re.compile(r"```transcript\n(.*?)```", re.DOTALL)


def pattern(expected: list[str]) -> str:
    parts = []
    for line in expected:
        if line.strip() == "…":
            parts.append("(?:.*\n)*?")
        else:
            parts.append(".*".join(re.escape(piece) for piece in line.split("…")) + "\n")
    return "".join(parts)


def steps(text: str):
    """(command, expected lines, exit code) of every step in a file."""
    for block in BLOCK.findall(text):
        command, expected = None, []
        for line in block.splitlines():
            if line.startswith("$ crosswalk"):
                command, expected = shlex.split(line)[2:], []
            elif (closing := re.fullmatch(r"\[exit (\d+)\]", line)) is not None:
                yield command, expected, int(closing.group(1))
            else:
                expected.append(line)


@pytest.mark.parametrize("file", sorted(HOME.glob("*.md")), ids=lambda path: path.stem)
def test_transcript(file, tmp_path, monkeypatch):
    for name in ("valid", "odd", "broken"):
        (tmp_path / name).symlink_to(FIXTURES / name)
    for name, home in HOMES:
        (tmp_path / name).symlink_to(FIXTURES.parent.parent / home)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("CROSSWALK_LISTS", "store")
    for name in ("LC_ALL", "CROSSWALK_LANG", "CROSSWALK_DISCLOSE"):
        monkeypatch.delenv(name, raising=False)
    done = 0
    for command, expected, code in steps(file.read_text(encoding="utf-8")):
        written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with monkeypatch.context() as streams:
            streams.setattr(sys, "stdout", written)
            streams.setattr(sys, "stderr", written)
            found = main(command)
        text = written.buffer.getvalue().decode("utf-8")
        assert re.fullmatch(pattern(expected), text), f"{' '.join(command)}\n{text}"
        assert found == code, command
        done += 1
    assert done

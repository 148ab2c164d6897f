"""The report, ledger and run mark of a conversion, as files."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, Self

from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Account, Entry, Finding
from crosswalk.pipeline.convert import Conversion
from crosswalk.pipeline.reading import digest_of
from crosswalk.report.html import render_html
from crosswalk.report.model import build_report

SUFFIXES = (".html", ".json")


def report_of(conversion: Conversion) -> dict[str, Any]:
    """The report of a conversion as plain data."""
    package = conversion.package
    return build_report(
        source={
            "file": Path(package.source.file).name,
            "sha256": digest_of(package.source),
            "datasets": conversion.datasets_in,
        },
        detection=package.detection,
        target=conversion.target,
        level=conversion.level,
        files=[{"name": file.name, "sha256": file.sha256, "bytes": file.size} for file in conversion.outputs],
        written=conversion.written,
        ledger=conversion.ledger,
        account=conversion.account,
        headlines=conversion.headlines,
        stamp=conversion.stamp,
        questions=conversion.demands.values(),
        flow_mapping=None if conversion.flow_mapping is None else conversion.flow_mapping.as_dict(),
    )


def check_report_suffix(path: Path) -> None:
    """Raises UsageError (XW-U040) where a report cannot be written with the suffix."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError("XW-U040", None, suffix=path.suffix or "-", known=", ".join(SUFFIXES))


def write_report(conversion: Conversion, path: Path, language: str) -> None:
    """Write the report as .html or .json. Raises UsageError (XW-U040) for another suffix."""
    check_report_suffix(path)
    report = report_of(conversion)
    if path.suffix.lower() == ".html":
        text = render_html(report, language)
    else:
        text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


class LedgerFile:
    """Every entry and finding as JSON lines, written while the run goes on, after a first line with the account.

    The file appears once the run is done and the account is known.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.lines = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - lives as long as the run

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        """Give the disk space back."""
        self.lines.close()

    def record(self, item: Finding | Entry) -> None:
        """One line."""
        kind = "finding" if isinstance(item, Finding) else "leaf"
        self.lines.write(_line({"type": kind, **item.as_dict()}))

    def finish(self, account: Account) -> None:
        """Put the account before the lines, and the file in its place."""
        self.lines.seek(0)
        with self.path.open("w", encoding="utf-8", newline="\n") as file:
            file.write(_line({"schema": "urn:crosswalk:ledger:1", "account": account.as_dict()}))
            shutil.copyfileobj(self.lines, file)


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=str) + "\n"


def run_mark(conversion: Conversion) -> bytes:
    """The file by which a folder is known to be an output of ours: when, with what, and the account."""
    mark = {
        "schema": "urn:crosswalk:run:1",
        "run": conversion.stamp.as_dict() if conversion.stamp else {},
        "format": conversion.target.id,
        "disclosure": conversion.level,
        "source_sha256": digest_of(conversion.package.source),
        "account": conversion.account.as_dict(),
    }
    return (json.dumps(mark, ensure_ascii=False, indent=2) + "\n").encode("utf-8")

"""The report, ledger and run mark of a conversion, as files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crosswalk.core.errors import UsageError
from crosswalk.formats import load
from crosswalk.pipeline.convert import Conversion
from crosswalk.pipeline.reading import digest_of
from crosswalk.report.html import render_html
from crosswalk.report.model import build_report


def report_of(conversion: Conversion) -> dict[str, Any]:
    """The report of a conversion as plain data."""
    package = conversion.package
    return build_report(
        source={
            "file": Path(package.source.file).name,
            "sha256": digest_of(package.source),
            "datasets": len(package.documents),
        },
        detection=package.detection,
        target=conversion.target,
        level=conversion.level,
        files=conversion.files,
        ledger=conversion.ledger,
        account=conversion.account,
        headlines=load(conversion.target.id).headlines(conversion.files),
        stamp=conversion.stamp,
        questions=conversion.questions,
    )


def write_report(conversion: Conversion, path: Path, language: str) -> None:
    """Write the report as .html or .json. Raises UsageError (XW-U040) for another suffix."""
    report = report_of(conversion)
    if path.suffix.lower() == ".html":
        text = render_html(report, language)
    elif path.suffix.lower() == ".json":
        text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    else:
        raise UsageError("XW-U040", None, suffix=path.suffix or "-", known=".html, .json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_ledger(conversion: Conversion, path: Path) -> None:
    """Write every entry and finding as JSON lines, after a first line with the account."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in _ledger_lines(conversion):
            file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


def _ledger_lines(conversion: Conversion) -> Iterator[dict[str, Any]]:
    yield {"schema": "urn:crosswalk:ledger:1", "account": conversion.account.as_dict()}
    for entry in conversion.ledger.entries:
        yield {"type": "leaf", **entry.as_dict()}
    for finding in conversion.ledger.findings:
        yield {"type": "finding", **finding.as_dict()}


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

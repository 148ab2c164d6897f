"""Results of characterisation as plain data, as a JSON document and as a CSV table, written while the run goes on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from crosswalk.carriers.archive import publish
from crosswalk.core.errors import UsageError
from crosswalk.core.numbers import format_plain
from crosswalk.lcia.characterisation import share
from crosswalk.pipeline.characterising import Impacts

SCHEMA = "urn:crosswalk:characterisation:1"
SUFFIXES = (".csv", ".json")
COLUMNS = [
    "file",
    "process",
    "version",
    "name",
    "method",
    "method_version",
    "method_name",
    "value",
    "unit",
    "dimension",
    "declared",
    "difference",
    "relative_difference",
    "exchanges",
    "elementary",
    "coverage",
]


def result_rows(file: str, impacts: Impacts) -> list[dict[str, Any]]:
    """One row for each method under which the process has a result or declares one; numbers as exact text."""
    process, done = impacts.process, impacts.done
    name = process.name.base
    return [
        {
            "file": file,
            "process": process.identity.uuid,
            "version": process.identity.version,
            "name": name.best("zh", "en") if name else "",
            "method": result.method.uuid,
            "method_version": result.method.version,
            "method_name": result.method.name,
            "value": number(result.value),
            "unit": result.method.quantity,
            "dimension": result.method.dimension,
            "declared": number(result.declared),
            "difference": number(result.difference),
            "relative_difference": number(result.relative),
            "exchanges": result.exchanges,
            "elementary": done.elementary,
            "coverage": number(share(result.exchanges, done.elementary)),
        }
        for result in done.results
        if result.exchanges or result.declared is not None
    ]


def impacts_dict(file: str, impacts: Impacts) -> dict[str, Any]:
    """Everything about one process: results, coverage, each exchange that takes no part, findings."""
    process, done = impacts.process, impacts.done
    name = process.name.base
    own = ("file", "process", "version", "name", "elementary")
    return {
        "file": file,
        "uuid": process.identity.uuid,
        "version": process.identity.version,
        "name": {language or "": text for language, text in name} if name else {},
        "elementary": done.elementary,
        "matched": done.matched,
        "coverage": number(done.coverage),
        "zero_amounts": [exchange.internal_id for exchange in done.zeros],
        "units_not_checked": done.unchecked,
        "results": [{key: value for key, value in row.items() if key not in own} for row in result_rows(file, impacts)],
        "left_out": {
            reason.value: {"exchanges": count, "share": number(share(count, len(process.exchanges)))}
            for reason, count in done.reasons().items()
        },
        "unmatched": [
            {
                "internal_id": item.internal_id,
                "flow": item.flow,
                "name": item.name,
                "direction": item.direction,
                "amount": number(item.amount),
                "reason": item.reason.value,
            }
            for item in done.unmatched
        ],
        "findings": [found.as_dict() for found in impacts.findings],
    }


def number(value: Decimal | None) -> str | None:
    """An exact number as text; None for none."""
    return None if value is None else format_plain(value)


def write_json(results: Iterable[dict[str, Any]], out: TextIO) -> None:
    """The results as one JSON document, one process after the other."""
    out.write(f'{{\n  "schema": "{SCHEMA}",\n  "results": [')
    for spot, result in enumerate(results):
        text = json.dumps(result, ensure_ascii=False, indent=2).replace("\n", "\n    ")
        out.write(("," if spot else "") + "\n    " + text)
    out.write("\n  ]\n}\n")


def write_table(rows: Iterable[dict[str, Any]], out: TextIO) -> None:
    """The rows as CSV with a heading."""
    table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)


def write_impacts(path: Path, results: Iterable[tuple[str, Impacts]], *, force: bool = False) -> None:
    """Write results as ``.csv`` (one row a method; with a byte order mark, so that Excel reads Chinese) or ``.json``.

    The file appears once all of it is written. Raises UsageError (XW-U040) for another suffix, Occupied where
    something is in the way and ``force`` is false.
    """
    check_suffix(path)

    def write(place: Path) -> None:
        as_table = path.suffix.lower() == ".csv"
        with place.open("w", encoding="utf-8-sig" if as_table else "utf-8", newline="") as out:
            if as_table:
                write_table((row for file, impacts in results for row in result_rows(file, impacts)), out)
            else:
                write_json((impacts_dict(file, impacts) for file, impacts in results), out)

    publish(path, write, force)


def check_suffix(path: Path) -> None:
    """Refuse a file that is neither a table nor JSON: UsageError (XW-U040)."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError("XW-U040", None, suffix=path.suffix or "-", known=", ".join(SUFFIXES))

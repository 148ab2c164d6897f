"""The Python API: what the command line does, as functions."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from crosswalk.context import read_context
from crosswalk.core.findings import Finding, Ledger
from crosswalk.core.provenance import resolve_now, stamp_run
from crosswalk.formats import cards
from crosswalk.formats.spec import Card
from crosswalk.model.comparison import Difference
from crosswalk.pipeline.characterising import Impacts, characterise_package, open_methods
from crosswalk.pipeline.comparing import Comparison, compare_packages
from crosswalk.pipeline.convert import Conversion, Request, convert_package
from crosswalk.pipeline.inspection import Inspection, inspect_path
from crosswalk.pipeline.publication import deliver
from crosswalk.pipeline.reading import Package, open_package
from crosswalk.pipeline.validation import validate_path


def read(path: str | Path, format: str | None = None) -> Package:
    """The datasets of a file, zip or folder, each with its model and its findings.

    Raises InputError subclasses where nothing can be read, UsageError for an unknown ``format``.
    """
    package = open_package(path, format)
    _ = package.documents
    return package


def convert(
    path: str | Path,
    to: str,
    output: str | Path | None = None,
    *,
    format: str | None = None,
    disclose: str | None = None,
    select: str | None = None,
    draft: bool = False,
    now: str | None = None,
    force: bool = False,
    options: Mapping[str, str] | None = None,
    detail: bool | None = None,
    context: str | Path | None = None,
) -> Conversion:
    """Convert one input into memory, or with ``output`` onto disk (a .zip, a folder or a file, atomically).

    ``detail`` asks for an entry of the ledger for each leaf; by default packages of datasets get one for each
    dataset and fate, everything else one for each leaf. ``context`` is a form of answers (.xlsx, .json, .yaml).

    Raises InputError (nothing could be read), OutputError (refused, or not verified), UsageError.
    """
    moment = resolve_now(now, os.environ)
    chosen = {**({"carrier": "json"} if output and Path(output).suffix == ".json" else {}), **(options or {})}
    answers = read_context(Path(context)) if context is not None else None
    request = Request(to, disclose, select, draft, chosen, answers)
    stamp = stamp_run(moment, {"to": to, **chosen})
    package = open_package(path, format)
    ledger = None if detail is None else Ledger(detail=detail)
    if output is None:
        return convert_package(package, request, stamp=stamp, ledger=ledger)
    return deliver(package, request, Path(output), stamp=stamp, ledger=ledger, force=force)


def inspect(path: str | Path, format: str | None = None) -> Inspection:
    """What an input is: format, evidence, datasets, languages, trouble."""
    return inspect_path(path, format)


def validate(
    path: str | Path,
    format: str | None = None,
    schemas: str | Path | None = None,
    checks: tuple[str, ...] = (),
) -> list[Finding]:
    """All findings about an input: reading, consistency, mandatory data, datasets, links, official schemas.

    ``checks`` names sets of checks for ILCD and TIDAS; without it those that apply to the format are run.
    """
    return list(validate_path(path, format, checks, Path(schemas) if schemas else None))


def characterise(
    path: str | Path, methods: str | Path, *, chosen: tuple[str, ...] = (), select: str | None = None
) -> Iterator[Impacts]:
    """The results of every process of an input under LCIA methods that the caller provides, one by one.

    ``chosen`` names methods by UUID, ``select`` one process. When the first is asked for, raises InputError
    subclasses for what cannot be read, UsageError where there is no method (XW-M003) or not one named (XW-M023).
    """
    with open_methods(methods, chosen) as store:
        yield from characterise_package(open_package(path), store, select)


def compare(left: str | Path, right: str | Path) -> list[Difference]:
    """The differences of two datasets or packages, field by field; items of lists are paired by what they are.

    Raises InputError subclasses for what cannot be read.
    """
    return list(compare_packages(open_package(left), open_package(right), Comparison()))


def formats() -> Mapping[str, Card]:
    """Every known format's card by id."""
    return cards()

"""The Python API: what the command line does, as functions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    import pandas as pd


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
    flows: Iterable[str | Path] = (),
    target_list: str | None = None,
) -> Conversion:
    """Convert one input into memory, or with ``output`` onto disk (a .zip, a folder or a file, atomically).

    ``detail`` asks for an entry of the ledger for each leaf; by default packages of datasets get one for each
    dataset and fate, everything else one for each leaf. ``context`` is a form of answers (.xlsx, .json, .yaml).
    ``flows`` are mapping tables, and ``"auto"`` for the matcher, by which elementary flows are mapped onto
    ``target_list``.

    Raises InputError (nothing could be read), OutputError (refused, or not verified), UsageError.
    """
    moment = resolve_now(now, os.environ)
    chosen = {**({"carrier": "json"} if output and Path(output).suffix == ".json" else {}), **(options or {})}
    answers = read_context(Path(context)) if context is not None else None
    named = tuple(str(one) for one in flows)
    request = Request(to, disclose, select, draft, chosen, answers, flows=named, target_list=target_list)
    asked = {"flows": ", ".join(named), "target_list": target_list or ""} if named or target_list else {}
    stamp = stamp_run(moment, {"to": to, **chosen, **asked})
    package = open_package(path, format)
    ledger = None if detail is None else Ledger(detail=detail)
    if output is None:
        return convert_package(package, request, stamp=stamp, ledger=ledger)
    return deliver(package, request, Path(output), stamp=stamp, ledger=ledger, force=force)


def match_flows(
    flows: str | Path | pd.DataFrame,
    to: str = "ef31",
    *,
    tables: Iterable[str | Path] = (),
    own_tables: bool = True,
    dictionaries: Iterable[str | Path] = (),
    methods: str | Path | None = None,
    family: str = "",
    columns: str = "",
    top: int = 5,
) -> pd.DataFrame:
    """Candidates of a target list for every flow of a list of names, a package, or a DataFrame.

    The frame that comes back has one row a candidate: ``row`` (the line of a file, the position in a frame), the
    source's words, ``decision`` (auto, review, no_target), ``rank``, ``target_uuid``, ``factor`` (amount in the
    target's unit for one of the source's, Decimal), ``confidence`` (Decimal), ``evidence`` and ``gates`` (codes of
    ``mappings/flows``). ``tables`` are mapping tables, or names of the program's, that come first; ``methods`` is a
    package of LCIA methods by which ties are told apart. What is to be said of the rows is in ``attrs["findings"]``.

    Raises UsageError (XW-L150) for a list that is not at hand, InputError for what cannot be read.
    """
    import pandas as pd

    from crosswalk.mapping.names.glossary import load_dictionary
    from crosswalk.mapping.tables import find_table, open_table
    from crosswalk.pipeline.match_frames import frame_sources, match_frame
    from crosswalk.pipeline.matching import match_sources, open_matcher, open_sources, open_vectors

    read = [open_table(find_table(str(table))) for table in tables]
    named = [load_dictionary(dictionary) for dictionary in dictionaries]
    with (
        open_vectors(methods) as vectors,
        open_matcher(
            to,
            tables=[one.table for one in read],
            own_tables=own_tables,
            dictionaries=named,
            vectors=vectors,
            shown=top,
        ) as matcher,
    ):
        if isinstance(flows, pd.DataFrame):
            sources = frame_sources(flows, columns=columns, family=family)
        else:
            sources = open_sources(Path(flows), columns=columns, family=family)
        found = match_frame(match_sources(sources.flows, matcher))
    found.attrs["findings"] = [
        *(told for said in (*(one.findings for one in read), *(one.findings for one in named)) for told in said),
        *sources.findings.findings,
    ]
    return found


def apply_flows(
    source: str | Path | pd.DataFrame,
    tables: Iterable[str | Path] = (),
    target_list: str | None = None,
    *,
    auto: bool = False,
    output: str | Path | None = None,
    methods: str | Path | None = None,
    columns: str = "",
    family: str = "",
    now: str | None = None,
    force: bool = False,
) -> Conversion | pd.DataFrame:
    """Map the elementary flows of a package, of a list of names with amounts, or of a DataFrame onto a list.

    ``tables`` are mapping tables, the first before the others; ``auto`` lets the matcher decide where they say
    nothing and its evidence accepts. Amounts are converted exactly.

    A package comes back as a Conversion into its own format, in memory or at ``output``: references and amounts are
    rewritten, the account balances, ``flow_mapping`` holds every decision and the coverage (by impact with
    ``methods``). A list (CSV, TSV, workbook) or a frame comes back as a DataFrame with its own columns and
    ``target_uuid``, ``target_name``, ``target_context``, ``target_unit``, ``target_version``, ``target_amount``
    (Decimal), ``target_factor`` (Decimal), ``target_outcome`` (mapped, identical, unmatched, stopped, unknown, other),
    ``target_by``, ``target_evidence``, ``target_confidence`` (Decimal), ``target_gates``, ``target_code``; findings
    and coverage are in its ``attrs``.

    Raises UsageError: XW-F230 for ``auto`` without a target list, XW-F231 for a target list and nothing to map by,
    XW-L150 for a list that is not at hand; InputError for what cannot be read.
    """
    import pandas as pd

    from crosswalk.mapping.reading.recognition import is_list
    from crosswalk.pipeline.flow_frames import map_frame, rows_frame
    from crosswalk.pipeline.flow_rows import map_rows, read_rows
    from crosswalk.pipeline.relinking import FlowMapper

    given = tuple(tables)
    if isinstance(source, pd.DataFrame) or is_list(Path(source)):
        with FlowMapper(given, target_list, auto=auto) as mapper:
            if isinstance(source, pd.DataFrame):
                return map_frame(source, mapper, columns=columns, family=family)
            read = read_rows(Path(source))
            done = map_rows(read.rows, mapper, file=str(source), columns=columns, family=family, lines=read.lines)
            return rows_frame(done, mapper.findings)
    return convert(
        source,
        open_package(source).format.card.id,
        output,
        now=now,
        force=force,
        options={"methods": str(methods)} if methods is not None else None,
        flows=(*given, *(("auto",) if auto else ())),
        target_list=target_list,
    )


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

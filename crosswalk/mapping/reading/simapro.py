"""Substances of a SimaPro CSV export: its lists of elementary flows, inventories and methods.

Source: format.md of olca-simapro-csv (READ). A file begins with lines in braces that name the separator; blocks end
with ``End``. Lists of substances hold name, unit, CAS number, comment and platform identifier; inventories and
methods add the sub-compartment.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from crosswalk.core.ids import is_uuid
from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.reading import texts
from crosswalk.mapping.reading.found import Found, Raw, Remarks, Wish

MARK = "{SimaPro"
SECTIONS = "lists/simapro_sections.csv"
SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t"}
END = "end"
_HEAD = re.compile(r"\{([^:}]+?)(?::\s*(.*?))?\}")


def open_simapro(path: Path, _wish: Wish, _remarks: Remarks) -> Raw:
    """Flows of a SimaPro export; they have no identifiers unless the export gives platform identifiers."""
    encoding = texts.encoding_of(path)
    head = _head(texts.head(path).decode(encoding, errors="replace"))
    program = next((name for name in head if name.startswith("SimaPro")), "SimaPro")
    separator = SEPARATORS.get(head.get("CSV separator", "").lower(), ";")
    return Raw(
        _flows(path, encoding, separator),
        family="simapro",
        title=head.get("Project", "") or program,
        version=program.removeprefix("SimaPro").strip(),
    )


def _head(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        hit = _HEAD.match(line.strip().strip('"'))
        if hit is None:
            break
        found[hit[1].strip()] = (hit[2] or "").strip()
    return found


@cache
def _sections(file: Path) -> Mapping[tuple[str, str], Mapping[str, str]]:
    return {(row["where"], row["section"].lower()): row for row in read_table(file)}


def _flows(path: Path, encoding: str, separator: str) -> Iterator[Found]:
    seen: set[tuple[str, ...]] = set()
    with texts.open_text(path, encoding) as text:
        for section, cells, line in _rows(csv.reader(text, delimiter=separator)):
            flow = _flow(section, cells)
            key = (flow.name, flow.context, flow.unit, flow.cas, flow.uuid)
            if key not in seen:  # an inventory names a flow as often as it books on it
                seen.add(key)
                yield Found(flow, line)


def _rows(lines: Iterator[list[str]]) -> Iterator[tuple[Mapping[str, str], list[str], int]]:
    """Rows that name a substance, with their section. A block's first line is its name, as is a section's."""
    known = _sections(path_of(SECTIONS))
    block = section = ""
    fresh = True
    for row in lines:
        cells = [cell.strip() for cell in row]
        word = cells[0].lower() if cells else ""
        if not any(cells):
            fresh = True
            section = section if not block or ("block", block) in known else ""
        elif word.startswith("{") and not block:
            continue
        elif word == END and len([cell for cell in cells if cell]) == 1:
            block, section = "", ""
        elif not block:
            block = section = word
            fresh = False
        elif ("block", block) in known:
            yield known["block", block], cells, _line(lines)
        elif fresh:
            section, fresh = word, False
        elif ("section", section) in known:
            yield known["section", section], cells, _line(lines)


def _line(lines: Iterator[list[str]]) -> int:
    return int(getattr(lines, "line_num", 0))


def _flow(section: Mapping[str, str], cells: Sequence[str]) -> ListedFlow:
    """One row by the positions that the section's row of the table gives, counted from 0."""

    def cell(name: str) -> str:
        spot = section[name]
        return cells[int(spot)] if spot and int(spot) < len(cells) else ""

    levels = (section["context"], cell("compartment"), cell("subcompartment"))
    platform = cell("platform").lower()
    return ListedFlow(
        uuid=platform if is_uuid(platform) else "",
        name=cell("name"),
        context="/".join(level for level in levels if level),
        unit=cell("unit"),
        cas=cell("cas"),
        type=section["type"],
    )

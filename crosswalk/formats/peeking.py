"""Opening inputs, and the first look at them that detection works on."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from crosswalk.carriers import archive
from crosswalk.carriers.limits import DEFAULT_LIMITS, Limits
from crosswalk.carriers.text import UTF_16, first_character
from crosswalk.core.errors import InputError, Protected
from crosswalk.core.places import Place
from crosswalk.formats.documents import Member, Peek, Source

HEAD = 65536
SAMPLES = 12
"""Members of a package that detection looks into."""
ALIKE = 2
"""Members of one folder and suffix among them: beside datasets there may be a manifest or a list."""
ZIP = b"PK\x03\x04"


def open_source(path: Path, limits: Limits = DEFAULT_LIMITS) -> Source:
    """An input as a stream of members: a file, a zip (not a workbook) or a folder.

    Raises InputError subclasses: missing, locked, encrypted, too large.
    """
    if path.is_dir():
        return Source(str(path), lambda: _members(path, limits), "folder")
    ends = archive.open_ends(path)
    if (agent := archive.protection_of(ends)) is not None:
        raise Protected("XW-I120", Place(file=str(path)), agent=agent)
    if ends[:4] == ZIP and not _is_workbook(ends):
        return Source(str(path), lambda: _members(path, limits), "zip")
    data = archive.open_bytes(path, limits)
    return Source(str(path), lambda: iter((Member(path.name, lambda: data),)), "file")


def _members(path: Path, limits: Limits) -> Iterator[Member]:
    for member in archive.read_members(path, limits):
        yield Member(member.name, member.read)


def _is_workbook(data: bytes) -> bool:
    """Office files are zips with a content-type part; their name may be anything."""
    return b"[Content_Types].xml" in data[:HEAD] or b"[Content_Types].xml" in data[-HEAD:]


def peek(source: Source) -> Peek:
    """The first facts of an input; for a package, of some of its members as well."""
    if source.container == "file":
        member = next(source.members())
        return _peek_member(source.file, member)
    names: list[str] = []
    samples: list[Peek] = []
    seen: Counter[str] = Counter()
    for member in islice(source.members(), 20000):
        names.append(member.name)
        path = Path(member.name)
        group, kind = f"{path.parent.name}{path.suffix.lower()}", path.suffix.lower()
        if path.name == archive.OUR_MARK or kind not in (".xml", ".json", ".csv"):
            continue
        if seen[group] < ALIKE and len(samples) < SAMPLES:
            seen[group] += 1
            try:
                samples.append(_peek_member(source.file, member))
            except InputError:
                continue
    return Peek(source.file, source.container, tuple(names), samples=tuple(samples))


def _peek_member(file: str, member: Member) -> Peek:
    data = member.read()
    head = data[:HEAD]
    if head[:4] == ZIP:
        return Peek(file, "file", (member.name,), head, sheets=_sheet_names(data))
    start = first_character(head)
    if start == "<":
        return _peek_xml(file, member.name, data)
    if start in ("{", "["):
        return _peek_json(file, member.name, data)
    return Peek(file, "file", (member.name,), head)


def _peek_xml(file: str, name: str, data: bytes) -> Peek:
    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
    with suppress(etree.XMLSyntaxError):  # a flaw further down: reading the file says what is wrong
        parser.feed(data[:HEAD])
    try:
        event = next(iter(parser.read_events()), None)
    except etree.XMLSyntaxError:
        event = None
    if event is None:
        return Peek(file, "file", (name,), data[:HEAD])
    root: Any = event[1]
    spaces = frozenset(str(uri) for uri in root.nsmap.values())
    attributes = {str(key): str(value) for key, value in root.attrib.items()}
    return Peek(file, "file", (name,), data[:HEAD], str(root.tag), attributes, spaces)


def _peek_json(file: str, name: str, data: bytes) -> Peek:
    text = data.decode("utf-16" if data[:2] in UTF_16 else "utf-8-sig", errors="replace")
    try:
        value = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        value = dict.fromkeys(re.findall(r'"([^"\\]{1,80})"\s*:', text[:4096])[:20])
    keys = tuple(value) if isinstance(value, dict) else ()
    schema = _schema_mark(value)
    return Peek(file, "file", (name,), data[:HEAD], keys=keys, schema=schema)


def _schema_mark(value: object) -> str | None:
    """``schema``, ``$schema`` or ``meta.schema`` of a JSON object."""
    if not isinstance(value, dict):
        return None
    for holder in (value, value.get("meta")):
        if isinstance(holder, dict):
            for key in ("schema", "$schema"):
                if isinstance(holder.get(key), str):
                    return str(holder[key])
    return None


def _sheet_names(data: bytes) -> tuple[str, ...]:
    """Sheet names from the workbook part, without reading any sheet; empty where there is none."""
    from crosswalk.carriers.sheet import sheet_names  # only workbooks need it

    return sheet_names(data)

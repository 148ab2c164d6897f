"""A file that may be a mapping table: its bytes, and what they are made of, told by content."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from crosswalk.carriers import json as json_carrier
from crosswalk.carriers.archive import open_bytes, read_members
from crosswalk.carriers.limits import DEFAULT_LIMITS
from crosswalk.carriers.text import decode
from crosswalk.core.errors import LimitExceeded, SyntaxBroken
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
UTF8_MARK = b"\xef\xbb\xbf"


def is_header(line: str) -> bool:
    """Whether a line is one of the ``#`` lines above a table, which spreadsheet programs put in quotes."""
    return line.startswith(("#", '"#'))


@dataclass
class Material:
    """The bytes of one table, with views that are made when they are asked for."""

    file: str
    data: bytes
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_zip(self) -> bool:
        """Whether the bytes are a zip."""
        return self.data.startswith(ZIP)

    def members(self) -> Iterator[tuple[str, Material]]:
        """The JSON files of a zip below ``flow_mappings/``, each as material of its own."""
        for member in read_members(self.data):
            if member.name.endswith(".json") and "flow_mappings" in member.name.split("/"):
                yield member.name, Material(f"{self.file}!/{member.name}", member.read(), self.findings)

    @cached_property
    def text(self) -> str:
        """The characters: UTF-8 with or without a mark, UTF-16 with one, else GB18030, which is told.

        Raises SyntaxBroken (XW-I108) for bytes that are none of these.
        """
        text = decode(self.data, self.file)
        if not self.data.startswith((UTF8_MARK, b"\xff\xfe", b"\xfe\xff")) and not _is_utf8(self.data):
            self.findings.append(finding("XW-G105", source=Place(file=self.file)))
        return text

    @property
    def is_json(self) -> bool:
        """Whether the text begins as JSON does."""
        return not self.is_zip and self.text.lstrip()[:1] in ("{", "[")

    @cached_property
    def document(self) -> Any:
        """The JSON value, numbers as their texts; a NaN is a factor's fault, not the file's. Raises SyntaxBroken."""
        return json_carrier.parse(self.data, self.file, take_constants=True)

    @cached_property
    def first_line(self) -> str:
        """The first line that is no ``#`` line, without its end."""
        for line in io.StringIO(self.text):
            if line.strip() and not is_header(line):
                return line.rstrip("\r\n")
        return ""

    @cached_property
    def delimiter(self) -> str:
        """The separator of the first line: whichever of tab, semicolon and comma occurs most."""
        return max("\t;,", key=self.first_line.count)

    def records(self, delimiter: str, skip: int = 0) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) of every row after ``skip`` lines; blank lines are left out. Lines count from 1.

        Raises SyntaxBroken (XW-G104) where quotes or lengths do not hold.
        """
        source = io.StringIO(self.text, newline="")
        for _ in range(skip):
            source.readline()
        reader = csv.reader(source, delimiter=delimiter)
        last = 0
        try:
            for cells in reader:
                line, last = skip + last + 1, reader.line_num
                if cells:
                    yield line, cells
        except csv.Error as problem:
            place = Place(file=self.file, line=skip + reader.line_num)
            raise SyntaxBroken("XW-G104", place, reason=str(problem)) from None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def open_material(path: Path) -> Material:
    """The material of a file; gzip is unpacked. Raises Unreachable, LimitExceeded, SyntaxBroken for a damaged gzip."""
    data = open_bytes(path)
    return Material(str(path), _unpacked(data, str(path)) if data.startswith(GZIP) else data)


def _unpacked(data: bytes, file: str) -> bytes:
    limit = DEFAULT_LIMITS.max_member_bytes
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            plain = stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise SyntaxBroken("XW-G104", Place(file=file), reason=str(problem)) from None
    if len(plain) > limit:
        raise LimitExceeded("XW-I107", Place(file=file), limit=limit)
    return plain

"""Text files of any size as a stream: packed or not, in UTF-8, UTF-16, GB18030 or Windows-1252."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO, cast

from crosswalk.carriers.archive import BLOCK, long_path
from crosswalk.carriers.limits import DEFAULT_LIMITS
from crosswalk.carriers.text import UTF_16
from crosswalk.core.errors import LimitExceeded, SyntaxBroken, Unreachable
from crosswalk.core.places import Place

GZIP = b"\x1f\x8b"
_HIGH = re.compile(rb"[\x80-\xff]+")


@contextmanager
def _bytes(path: Path) -> Iterator[IO[bytes]]:
    """The unpacked bytes. Raises Unreachable, and SyntaxBroken (XW-I117) for a damaged packing."""
    try:
        with long_path(path).open("rb") as plain:
            packed = plain.read(2) == GZIP
            plain.seek(0)
            yield cast("IO[bytes]", gzip.GzipFile(fileobj=plain)) if packed else plain
    except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
        raise SyntaxBroken("XW-I117", Place(file=str(path)), reason=str(problem)) from None
    except FileNotFoundError:
        raise Unreachable("XW-I110", Place(file=str(path))) from None
    except PermissionError:
        raise Unreachable("XW-I113", Place(file=str(path))) from None


def head(path: Path, length: int = 64 * 1024) -> bytes:
    """The first unpacked bytes. Raises as ``open_text`` does."""
    with _bytes(path) as file:
        return file.read(length)


def encoding_of(path: Path) -> str:
    """The encoding of a text file, from all of its bytes.

    What is neither marked nor UTF-8 throughout is told apart by the look of its bytes: Chinese in GB18030 comes in
    pairs of high bytes, the letters of Windows-1252 stand alone among ASCII. Mostly UTF-8 stays UTF-8: its damaged
    characters show as U+FFFD. Raises as ``open_text`` does, and LimitExceeded (XW-I119) for a packed bomb.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    total = 0
    with _bytes(path) as file:
        block = file.read(BLOCK)
        if block[:2] in UTF_16:
            return "utf-16"
        if b"\0" in block[:4096]:
            raise SyntaxBroken("XW-I108", Place(file=str(path)))
        if block.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        letters = 0
        while block:
            total += len(block)
            if total > DEFAULT_LIMITS.max_total_bytes:
                raise LimitExceeded("XW-I119", Place(file=str(path)), limit=DEFAULT_LIMITS.max_total_bytes)
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError:
                return _by_look(block, letters)
            letters += 0 if text.isascii() else sum(character > "\x7f" for character in text)
            block = file.read(BLOCK)
    return "utf-8"


def _by_look(block: bytes, letters: int) -> str:
    shown = block.decode("utf-8", errors="replace")
    lost = shown.count("\ufffd")
    if letters + sum(character > "\x7f" for character in shown) - lost > lost:
        return "utf-8"
    runs = [len(run) for run in _HIGH.findall(block)]
    paired = sum(run for run in runs if run % 2 == 0 or run > 3)
    return "gb18030" if paired * 2 > sum(runs) else "cp1252"


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[TextIO]:
    """The text of a file, line by line as it stands; bytes that the encoding lacks show as U+FFFD.

    Raises Unreachable for a file that cannot be opened, SyntaxBroken (XW-I117) for a damaged packing.
    """
    with _bytes(path) as file:
        yield io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")

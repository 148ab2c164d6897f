"""Bytes to text: byte-order marks, UTF-8, then GB18030."""

from __future__ import annotations

import codecs

from crosswalk.core.errors import SyntaxBroken
from crosswalk.core.places import Place

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""Marks by which UTF-16 begins."""


def first_character(data: bytes) -> str:
    """The first character that is no blank, by which XML and JSON are told apart; empty for none."""
    head = data[:1024]
    text = head.decode("utf-16" if head[:2] in UTF_16 else "utf-8-sig", errors="ignore")
    return text.lstrip()[:1]


def narrowed(data: bytes) -> bytes:
    """Bytes in which ASCII can be looked for whatever the encoding: UTF-16 without its zero bytes."""
    return data.replace(b"\0", b"") if b"\0" in data[:4] else data


def decode(data: bytes, file: str | None = None) -> str:
    """The text of bytes. Raises SyntaxBroken (XW-I108) for bytes that are neither UTF-8, UTF-16 nor GB18030."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding, file)
    if b"\0" in data:
        raise SyntaxBroken("XW-I108", Place(file=file))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030", file)


def _decoded(data: bytes, encoding: str, file: str | None) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise SyntaxBroken("XW-I108", Place(file=file)) from None

"""Mapping tables as files: SSSOM/TSV, our own form, and four foreign ones; checked and compared.

``open_table(path)`` recognises a file by its content and reads it; ``write_table`` writes it in a form of choice
and tells what that form has no place for.
"""

from __future__ import annotations

from crosswalk.mapping.tables.registry import (
    FORMATS,
    Reading,
    TableFormat,
    Writing,
    find_table,
    open_table,
    serialise_table,
    shipped_tables,
    write_table,
)

__all__ = [
    "FORMATS",
    "Reading",
    "TableFormat",
    "Writing",
    "find_table",
    "open_table",
    "serialise_table",
    "shipped_tables",
    "write_table",
]

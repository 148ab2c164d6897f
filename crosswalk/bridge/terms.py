"""Codes of declarations and the ILCD terms they share, from ``mappings/ilcd``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from crosswalk.core.tables import table
from crosswalk.formats.spec import BadValue, Codec
from crosswalk.model.base import Text


@cache
def terms(vocabulary: str) -> tuple[Mapping[str, str], ...]:
    """The rows of one vocabulary."""
    return tuple(row for row in table("ilcd/declaration_terms.csv") if row["vocabulary"] == vocabulary)


def term_of(vocabulary: str, code: str) -> str | None:
    """The ILCD term of a code, or None."""
    return next((row["term"] for row in terms(vocabulary) if row["code"] == code), None)


def is_exact(vocabulary: str, code: str) -> bool:
    """Whether the term says no more and no less than the code."""
    return any(row["code"] == code and row["exact"] == "yes" for row in terms(vocabulary))


def code_of(vocabulary: str, term: str) -> str | None:
    """The code that an ILCD term stands for, or None where several share it."""
    return next((row["code"] for row in terms(vocabulary) if row["term"] == term and row["back"] == "yes"), None)


def term_codec(vocabulary: str) -> Codec:
    """A codec from a code to its ILCD term; a term without a code of its own is left as residue."""

    def decode(term: str) -> str:
        found = code_of(vocabulary, term)
        if found is None:
            raise BadValue("XW-B001", text=term, vocabulary=vocabulary)
        return found

    return Codec(f"mapped:{vocabulary}", decode, lambda code: term_of(vocabulary, code))


@cache
def standard_dataset(role: str) -> Mapping[str, str] | None:
    """UUID, version and name of a dataset that others refer to, such as ``compliance:iso14040``."""
    return next((row for row in table("ilcd/datasets.csv") if row["role"] == role), None)


def best(text: Mapping[str, Any] | None) -> str:
    """The Chinese words of a text as plain data, else the English, else the first; empty for none."""
    return Text.model_validate(text).best("zh", "en") if text else ""

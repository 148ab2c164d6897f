"""Datasets of the ILCD world by the role under which an answer may name them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from crosswalk.core.tables import path_of, read_table


def roles() -> Mapping[str, Mapping[str, str]]:
    """The rows of ``mappings/ilcd/datasets.csv`` by role."""
    return _by_role(path_of("ilcd/datasets.csv"))


@cache
def _by_role(path: Path) -> Mapping[str, Mapping[str, str]]:
    return {row["role"]: row for row in read_table(path)}

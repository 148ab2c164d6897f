"""What a check looks at: a table, the lists of its two sides where they are at hand, and how contexts are classed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from crosswalk.core.findings import NORMAL, Finding, Policy
from crosswalk.core.messages import Words, finding
from crosswalk.core.places import Place
from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.listed import ListedFlow, ListHead
from crosswalk.mapping.table import FlowMapping, MappingTable, Side

Classify = Callable[[str, str, str], str]
"""(context, family, name) to a code of ``mappings/compartments/classes.csv``; empty where it cannot be told."""
SOURCE, TARGET = Words("源", "source"), Words("目标", "target")


class FlowList(Protocol):
    """A nomenclature that is at hand."""

    @property
    def head(self) -> ListHead:
        """What identifies the list."""
        ...

    def flow(self, uuid: str) -> ListedFlow | None:
        """The flow of an identifier, or None."""
        ...


@dataclass(frozen=True)
class Subject:
    """A table with all that its checks may ask."""

    table: MappingTable
    file: str = ""
    source_list: FlowList | None = None
    target_list: FlowList | None = None
    classify: Classify | None = None
    policy: Policy = NORMAL

    def find(self, code: str, row: FlowMapping | None = None, /, **slots: Any) -> Finding:
        """A finding at a row of the table, or about the table as a whole."""
        place = Place(file=self.file or None, line=row.line if row is not None else None)
        before, after = slots.pop("before", None), slots.pop("after", None)
        return finding(
            code,
            policy=self.policy,
            source=place,
            dataset=self.table.head.id or None,
            before=None if before is None else str(before),
            after=None if after is None else str(after),
            **slots,
        )

    def listed(self, row: FlowMapping) -> tuple[ListedFlow | None, ListedFlow | None]:
        """Both flows of a row as their lists have them."""
        return (
            self.source_list.flow(row.source.id) if self.source_list is not None and row.source.id else None,
            self.target_list.flow(row.target.id) if self.target_list is not None and row.target.id else None,
        )


def name_of(side: Side) -> str:
    """What a side is called in messages."""
    return side.name or side.id or "-"


def normalised(name: str) -> str:
    """A name for comparing: NFKC, small letters, one blank for any white space."""
    return " ".join(unicodedata.normalize("NFKC", name).lower().split())


def key_of(side: Side) -> tuple[str, ...]:
    """What makes two sides the same flow: the identifier, else name, context, place and unit."""
    if side.id:
        return (side.id.lower(),)
    return normalised(side.name), normalised(side.context), side.location, side.unit


def family_of(list_: str) -> str:
    """Whose compartment table goes with a list, by how its name begins; empty where that is unknown."""
    name = list_.lower()
    families = _families(path_of("flows/families.csv"))
    return next((family for start, family in families.items() if name.startswith(start)), "")


@cache
def _families(path: Path) -> Mapping[str, str]:
    return {row["begins"]: row["family"] for row in read_table(path)}

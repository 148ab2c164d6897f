"""A matcher for one nomenclature: its index in the cache, made when it is first asked for."""

from __future__ import annotations

from pathlib import Path

from crosswalk.mapping.caching import cached
from crosswalk.mapping.index import SCHEMA, TargetIndex, build_index
from crosswalk.mapping.listfile import classes_digest
from crosswalk.mapping.matching import Matcher
from crosswalk.mapping.store import open_list


def open_matcher(list_id: str) -> Matcher:
    """The matcher of a nomenclature that is at hand. Raises UsageError (XW-L150) for an unknown one."""
    with open_list(list_id) as held:
        head = held.head

        def make(path: Path) -> None:
            build_index(path, held.flows(), list_id=head.id, digest=head.digest)

        name = f"{head.id}-{head.digest[:16]}-index-{SCHEMA}-{classes_digest()[:8]}.sqlite"
        return Matcher(TargetIndex(cached(name, make)))

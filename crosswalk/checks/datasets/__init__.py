"""Checks of LCA datasets in ILCD and TIDAS: one idea a module, each a function over one dataset's tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from crosswalk.checks.datasets.classes import classes
from crosswalk.checks.datasets.compliance import compliance
from crosswalk.checks.datasets.epd import epd_amounts, epd_compliance, epd_reference_flow, epd_structure
from crosswalk.checks.datasets.exchanges import exchanges
from crosswalk.checks.datasets.identifiers import identifiers
from crosswalk.checks.datasets.languages import languages
from crosswalk.checks.datasets.locations import locations
from crosswalk.checks.datasets.members import members
from crosswalk.checks.datasets.profiles import ef31, entry_level, unread_rules
from crosswalk.checks.datasets.quality import quality
from crosswalk.checks.datasets.reference_flow import reference_flow
from crosswalk.checks.datasets.structure import structure
from crosswalk.checks.datasets.times import times
from crosswalk.checks.datasets.uncertainty import uncertainty
from crosswalk.core.findings import Finding
from crosswalk.formats.ilcd.tree import Tree, XmlTree
from crosswalk.formats.tidas.tree import JsonTree

Check = Callable[[Tree], Iterator[Finding]]


def built(tree: Tree) -> Iterator[Finding]:
    """Whether the dataset is built as its format demands, without any schema file."""
    if isinstance(tree, XmlTree):
        yield from structure(tree)
    elif isinstance(tree, JsonTree):
        yield from members(tree)


CONTENT: tuple[Check, ...] = (
    languages,
    identifiers,
    reference_flow,
    exchanges,
    uncertainty,
    classes,
    locations,
    compliance,
    quality,
    times,
)
SETS: Mapping[str, tuple[Check, ...]] = {
    "structure": (built,),
    "content": CONTENT,
    "entry-level": (entry_level,),
    "ef31": (ef31,),
}
"""The named sets of checks over one dataset, as they are for ILCD and TIDAS."""

OWN: Mapping[str, Mapping[Check, Check]] = {
    "ilcd-epd": {
        built: epd_structure,
        exchanges: epd_amounts,
        reference_flow: epd_reference_flow,
        compliance: epd_compliance,
    },
}
"""Checks that a format has in the place of those of its family."""


def checks_of(name: str, format_: str) -> tuple[Check, ...]:
    """The checks of a set as they are for a format; none for a set that looks at more than one dataset."""
    own = OWN.get(format_, {})
    return tuple(own.get(check, check) for check in SETS.get(name, ()))


__all__ = ["CONTENT", "SETS", "Check", "checks_of", "unread_rules"]

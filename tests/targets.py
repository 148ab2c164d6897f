"""The small target list of ``fixtures/flows/targets.csv`` as an index, and matchers onto it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from crosswalk.mapping.compartments import classify
from crosswalk.mapping.index import TargetFlow, TargetIndex, build_index
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.matching import Candidate, Match, Matcher
from crosswalk.mapping.names.aliases import english_aliases
from crosswalk.mapping.reading import read_list
from crosswalk.mapping.sources import SourceFlow
from tests.conftest import ROOT

TARGETS = ROOT / "fixtures" / "flows" / "targets.csv"
AIR = "Emissions/Emissions to air/Emissions to air, unspecified"
URBAN = "Emissions/Emissions to air/Emissions to urban air close to ground"
RURAL = "Emissions/Emissions to air/Emissions to non-urban air or from high stacks"
FRESH = "Emissions/Emissions to water/Emissions to fresh water"
SEA = "Emissions/Emissions to water/Emissions to sea water"
WATER = "Emissions/Emissions to water/Emissions to water, unspecified"
SOIL = "Emissions/Emissions to soil/Emissions to soil, unspecified"
FIELD = "Emissions/Emissions to soil/Emissions to agricultural soil"
ELEMENTS = "Resources/Resources from ground/Non-renewable element resources from ground"
ENERGY = "Resources/Resources from ground/Non-renewable energy resources from ground"
WATERS = "Resources/Resources from water/Renewable material resources from water"
OCCUPIED, TRANSFORMED = "Land use/Land occupation", "Land use/Land transformation"

_rooms: list[tempfile.TemporaryDirectory[str]] = []


@cache
def listed() -> tuple[ListedFlow, ...]:
    """The flows of the list, with the compartments that their contexts are told."""
    return tuple(read_list(TARGETS).flows)


def index_of(flows: Iterable[ListedFlow]) -> TargetIndex:
    """An index of any flows, in a folder that ends with the process."""
    room = tempfile.TemporaryDirectory(prefix="crosswalk-targets-")
    _rooms.append(room)
    path = Path(room.name) / "targets.index"
    build_index(path, flows, list_id="targets", digest="0" * 64)
    return TargetIndex(path)


@cache
def index() -> TargetIndex:
    """The index of the whole list."""
    return index_of(listed())


@cache
def plain() -> Matcher:
    """A matcher with nothing but the list and the curated English names."""
    return Matcher(index(), aliases=english_aliases)


def find(name: str, context: str) -> TargetFlow:
    """The first flow of a name and a context."""
    for flow in listed():
        if (flow.name, flow.context) == (name, context):
            found = index().flow(flow.uuid)
            assert found is not None
            return found
    raise LookupError(name, context)


def match(name: str, context: str = "air", unit: str = "kg", **said: object) -> Match:
    """The match of a source flow, of which everything is said unless a test leaves it out."""
    return plain().match(SourceFlow(name, context, unit, **said))  # type: ignore[arg-type]


def pair(found: Match, name: str) -> Candidate:
    """The candidate of a target name."""
    for candidate in found.candidates:
        if candidate.flow.name == name:
            return candidate
    raise LookupError(name, [candidate.flow.name for candidate in found.candidates])


@cache
def part(*names: str) -> Matcher:
    """A matcher onto the flows of some names only, so that nothing else can be the better candidate."""
    flows = [flow for flow in listed() if flow.name in names]
    assert {flow.name for flow in flows} == set(names)
    return Matcher(index_of(flows), aliases=english_aliases)


def onto(name: str, context: str = AIR, unit: str = "kg", cas: str = "", *synonyms: str) -> Matcher:
    """A matcher onto a list of one flow that a test makes up."""
    flow = ListedFlow(
        "7a5c0000-0000-4000-8000-0000000000ff",
        name,
        context,
        unit,
        classify(context, "ef", name),
        cas,
        synonyms=tuple(("", text) for text in synonyms),
    )
    return Matcher(index_of([flow]), aliases=english_aliases)

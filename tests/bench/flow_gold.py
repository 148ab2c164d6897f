"""Rows of the public mapping tables with the flow that each stands for, and the verdict on what a matcher gives them.

A match is right where it is the flow of the table or another of the same name and context, which EF 3.1 has 181 of.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from crosswalk.mapping.adding import Wanted, add_list
from crosswalk.mapping.listed import ListedFlow
from crosswalk.mapping.matching import Match
from crosswalk.mapping.opening import open_index, open_matcher
from crosswalk.mapping.sources import SourceFlow
from crosswalk.mapping.store import open_list
from crosswalk.mapping.table import Verdict

FOLDER = Path("data/flowmap")
LISTS = {
    "ef31": Path("data/ef31/ef31_elementary_and_waste_flows.csv.gz"),
    "fedefl": FOLDER / "target_fedefl_1.3.0.csv.gz",
}
NONE = "no target"
Key = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One row of a mapping table: the flow to be mapped, and the one it stands for. ``part`` groups the substances."""

    source: SourceFlow
    uuid: str = ""
    name: str = ""
    context: str = ""
    part: str = ""

    @property
    def key(self) -> Key:
        """Name and context of the flow it stands for."""
        return spelt(self.name), self.context


@dataclass(frozen=True)
class Gold:
    """Rows of one list onto one target list; rows that have no target have no ``uuid``."""

    title: str
    target: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of one row."""

    row: Row
    present: bool
    """Whether the target list has the flow; the shipped list has some of them only."""
    right: bool
    substance: bool
    five: bool
    auto: bool
    seconds: float = 0.0
    codes: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    best: Key = ("", "")


def spelt(name: str) -> str:
    """A name without the differences that EF has within one substance: case and spaces."""
    return " ".join(name.casefold().split())


# --- the tables ---


def golds(home: Path) -> tuple[Gold, ...]:
    """Every list that there is gold for, in a folder with the public files."""
    ecoinvent, old = "ecoinvent_ef31.csv", "ecoinvent_oldnames_ef31_derived.csv"
    glad, us, none = "glad_ecoinvent36_fedefl.csv", "us_fedefl.csv", "neg_no_target.csv"

    def of(
        title: str, target: str, file: str, family: str, *, cas: bool = True, only: str = "", part: str = ""
    ) -> Gold:
        return Gold(title, target, tuple(_rows(home / FOLDER / file, family, cas=cas, only=only, part=part)))

    return (
        of("ecoinvent", "ef31", ecoinvent, "ecoinvent", cas=False, part="bucket"),
        of("ecoinvent + CAS", "ef31", ecoinvent, "ecoinvent", part="bucket"),
        of("ecoinvent old names", "ef31", old, "ecoinvent", cas=False),
        of("ecoinvent old names + CAS", "ef31", old, "ecoinvent"),
        of("zh-core", "ef31", "zh_ef31.csv", "zh", only="zh-core"),
        of("zh-dict", "ef31", "zh_ef31.csv", "zh", only="zh-dict", part="zbucket"),
        of(NONE, "ef31", none, "ecoinvent", cas=False),
        of(f"{NONE} + CAS", "ef31", none, "ecoinvent"),
        of("TRI", "fedefl", us, "", only="TRI"),
        of("NEI", "fedefl", us, "", only="NEI"),
        of("ecoinvent 3.6 (GLAD)", "fedefl", glad, "ecoinvent", cas=False),
        of("ecoinvent 3.6 (GLAD) + CAS", "fedefl", glad, "ecoinvent"),
    )


def _rows(path: Path, family: str, *, cas: bool, only: str, part: str) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if only and row["source_list"] != only:
                continue
            source = SourceFlow(
                row["source_name"],
                row["source_context"],
                row["source_unit"],
                row["source_cas"] if cas else "",
                family=family,
            )
            target = (row.get("target_uuid", ""), row.get("target_name", ""), row.get("target_context", ""))
            yield Row(source, *target, _part(row, part))


def _part(row: Mapping[str | None, str | list[str]], column: str) -> str:
    """The group of a row's substance: 0-4 were looked at most, the others less or not at all.

    A comma without quotes shifts the last columns of the zh-core rows by one; what is too much comes under None.
    """
    if not column:
        return ""
    value = row[None][-1] if None in row else row[column]
    return "0-4" if int(str(value)) < 5 else "5-6" if column == "bucket" else "5-9"


# --- target lists ---


@dataclass(frozen=True)
class Store:
    """Folders of lists: with the whole lists of the public files, and with those that come with the program alone."""

    whole: Path
    shipped: Path

    def fill(self, home: Path, wanted: Sequence[str]) -> Iterator[tuple[str, int, float]]:
        """Add the whole lists where they are not there yet, and index every list: id, number of flows, seconds."""
        for folder in (self.whole, self.shipped):
            enter(folder)
            for id_ in wanted if folder == self.whole else ("ef31",):
                start = perf_counter()
                if folder == self.whole and not (folder / f"{id_}.sqlite").is_file():
                    add_list(home / LISTS[id_], Wanted(id=id_))
                with open_list(id_) as held, open_index(held):
                    yield id_, len(held), perf_counter() - start


def enter(folder: Path) -> None:
    """Take the lists of a folder from here on."""
    os.environ["CROSSWALK_LISTS"] = str(folder)


def flows_of(list_id: str) -> list[ListedFlow]:
    """The flows of a list."""
    with open_list(list_id) as held:
        return list(held.flows())


def held_by(flows: Sequence[ListedFlow]) -> tuple[set[str], set[Key]]:
    """What a list has: identifiers, and names with contexts."""
    return {flow.uuid for flow in flows}, {(spelt(flow.name), flow.context) for flow in flows}


# --- matching ---


@dataclass(frozen=True)
class Run:
    """Every row of a list, matched in one process: what became of it, seconds until the first row, peak MB."""

    gold: Gold
    outcomes: tuple[Outcome, ...]
    opening: float
    memory: int


def match(gold: Gold, folder: Path, held: tuple[set[str], set[Key]], *, own_tables: bool) -> Run:
    """Match a list; to be called in a process of its own, so that its memory is this list's."""
    enter(folder)
    start = perf_counter()
    with open_matcher(gold.target, own_tables=own_tables) as matcher:
        opening = perf_counter() - start
        outcomes = []
        for row in gold.rows:
            start = perf_counter()
            found = matcher.match(row.source)
            seconds = perf_counter() - start
            outcomes.append(replace(judge(row, found, held), seconds=seconds))
    return Run(gold, tuple(outcomes), opening, peak())


def judge(row: Row, found: Match, held: tuple[set[str], set[Key]]) -> Outcome:
    """A match beside the flow that the row stands for."""

    def right(uuid: str, key: Key) -> bool:
        return bool(row.uuid) and (uuid == row.uuid or key == row.key)

    answers = [(item.flow.uuid, (spelt(item.flow.name), item.flow.context)) for item in found.candidates]
    best = found.best
    return Outcome(
        row,
        present=row.uuid in held[0] or row.key in held[1],
        right=bool(answers) and right(*answers[0]),
        substance=bool(row.uuid) and bool(answers) and answers[0][1][0] == row.key[0],
        five=any(right(*answer) for answer in answers[:5]),
        auto=found.verdict is Verdict.AUTO,
        codes=tuple(sorted(best.codes)) if best else (),
        gates=best.gates if best else (),
        best=answers[0][1] if answers else ("", ""),
    )


def peak() -> int:
    """The largest memory of this process so far, in MB, without what a parent had; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if status.is_file():
        found = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        if found:
            return int(found[0].split()[1]) // 1024
    try:
        import resource
    except ImportError:  # Windows
        return 0
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit

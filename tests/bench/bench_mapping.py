"""Flow matching on public mapping tables: how many flows are found, and how far automatic decisions can be trusted.

Run: CROSSWALK_CORPUS=… python tests/bench/bench_mapping.py [--peers [PYTHON]] [--calibrate] [--show N] [--store FOLDER]

One line a list, never pooled, with and without the program's own mapping tables: those onto EF 3.1 hold the very rows
of the ecoinvent gold, so that the lines without them are the ones that say something about other lists.

What was looked at when the matcher was made: all parts of the ecoinvent lists (buckets 0-4 row by row, 5-6 as sums
only, so that these are not clean either); the Chinese rules on part 0-4 of zh-dict, its part 5-9 not before the end.
Substances of buckets 7-9 were never looked at, and are not in the public files at hand.

``--peers`` adds, on a sample of each list, exact match, rapidfuzz and flowmapper 0.4, each in a process of its own by
the interpreter PYTHON (this one by default); what is not installed there is left out with a word. They are told the
compartment of a row and look at its flows alone, which flowmapper by itself would not: it compares every pair.
``--calibrate`` prints how often each kind of evidence was right, for ``mappings/flows/evidence.csv``; it and ``--show``
leave the parts 5-6 and 5-9 out, so that nobody tunes on them by looking.
``--store`` keeps the indexed lists between runs.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from flow_gold import (  # noqa: E402
    NONE,
    Gold,
    Outcome,
    Row,
    Run,
    Store,
    enter,
    flows_of,
    golds,
    held_by,
    match,
    spelt,
)

from crosswalk.mapping.compartments import chain_of, covers  # noqa: E402
from crosswalk.mapping.evidence import kinds  # noqa: E402
from crosswalk.mapping.listed import ListedFlow  # noqa: E402
from crosswalk.mapping.matching import THRESHOLD  # noqa: E402
from crosswalk.mapping.opening import shipped_tables  # noqa: E402
from crosswalk.mapping.sources import SourceFlow  # noqa: E402

PEER = Path(__file__).with_name("flow_peer.py")
PEERS = {
    "exact": "exact name and context",
    "normalised": "normalised name, compartment",
    "WRatio": "rapidfuzz WRatio >= 95",
    "token_sort_ratio": "rapidfuzz token_sort_ratio >= 95",
    "flowmapper": "flowmapper, names and CAS",
    "flowmapper with synonyms": "flowmapper, synonyms of the list too",
}
NAMES, LIKENESS_ROWS = 10_000, 100
KEPT = ("5-6", "5-9")
"""Parts of which sums are shown, but neither rows nor shares by evidence."""
WIDE = ("land", "resource")
"""Media whose classes hold what lies below them, as in the matcher."""


# --- one table of lines ---

HEAD = (
    f"{'':38}{'rows':>6}{'absent':>7}{'top-1':>8}{'subst.':>8}{'top-5':>8}"
    f" |{'coverage':>9}{'precision':>10}{'wrong':>6}{'substance':>10} |{'ms/row':>8}{'MB':>6}"
)


@dataclass(frozen=True)
class Line:
    """Counts of some rows: those whose flow the list has, and the automatic decisions on all of them."""

    rows: int
    absent: int
    right: int
    substance: int
    five: int
    auto: int
    auto_present: int
    auto_right: int
    auto_substance: int

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Line:
        """The counts of outcomes."""
        every = list(outcomes)
        there = [outcome for outcome in every if outcome.present]
        return cls(
            len(there),
            len(every) - len(there),
            sum(outcome.right for outcome in there),
            sum(outcome.substance for outcome in there),
            sum(outcome.five for outcome in there),
            sum(outcome.auto for outcome in every),
            sum(outcome.auto for outcome in there),
            sum(outcome.auto and outcome.right for outcome in every),
            sum(outcome.auto and outcome.substance for outcome in every),
        )

    def show(self, title: str, milliseconds: float, memory: int) -> None:
        """One line; precision is over all automatic decisions, also those on rows whose flow the list has not."""
        n = max(1, self.rows)
        shares = "".join(f"{value / n:8.1%}" for value in (self.right, self.substance, self.five))
        trust, kind = (
            f"{value / self.auto:10.2%}" if self.auto else f"{'-':>10}"
            for value in (self.auto_right, self.auto_substance)
        )
        decided = f"{self.auto_present / n:9.1%}{trust}{self.auto - self.auto_right:6}{kind}"
        if not self.rows:
            shares, decided = f"{'-':>8}" * 3, f"{'-':>9}{'-':>10}{self.auto:6}{'-':>10}"
        print(f"{title:38}{self.rows:6}{self.absent:7}{shares} |{decided} |{milliseconds:8.2f}{memory:6}", flush=True)


def show(run: Run) -> None:
    """The lines of a list: the whole, and its groups of substances."""
    parts = {outcome.row.part for outcome in run.outcomes}
    shelves = {f"{run.gold.title}": run.outcomes}
    if len(parts) > 1:
        for part in sorted(parts):
            shelves[f"  substances {part}"] = tuple(o for o in run.outcomes if o.row.part == part)
    for title, outcomes in shelves.items():
        milliseconds = sum(outcome.seconds for outcome in outcomes) / max(1, len(outcomes)) * 1000
        Line.of(outcomes).show(title, milliseconds, run.memory)


def show_wrong(run: Run, limit: int) -> None:
    """Some of the wrong automatic decisions, each pair of names once, wrong substances before wrong compartments."""
    seen: dict[tuple[str, str], Outcome] = {}
    for outcome in sorted(run.outcomes, key=lambda outcome: outcome.substance):
        if outcome.auto and not outcome.right and outcome.row.part not in KEPT:
            seen.setdefault((outcome.row.source.name, outcome.best[0]), outcome)
    for outcome in list(seen.values())[:limit]:
        row = outcome.row
        wanted = f"{row.name} [{place(row.context)}]" if row.uuid else NONE
        said = "+".join(code for code in outcome.codes if code != "letters")
        given = f"{outcome.best[0]} [{place(outcome.best[1])}]"
        print(f"    {row.source.name} [{row.source.context}] -> {given}, not {wanted}  ({said})")


def place(context: str) -> str:
    """The last level of a context."""
    return context.rpartition("/")[2]


# --- runs ---


def apart(function: Any, *values: Any, **named: Any) -> Any:
    """What a function gives in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *values, **named).result()


def accuracy(lists: Sequence[Gold], folder: Path, show_limit: int, *, own_tables: bool) -> dict[str, Run]:
    """Every list onto the lists of a folder, one line each."""
    if not lists:
        return {}
    enter(folder)
    held = {target: held_by(flows_of(target)) for target in dict.fromkeys(gold.target for gold in lists)}
    print(HEAD)
    runs = {}
    for gold in lists:
        runs[gold.title] = run = apart(match, gold, folder, held[gold.target], own_tables=own_tables)
        show(run)
        show_wrong(run, show_limit)
    print(f"first row after {max((run.opening for run in runs.values()), default=0):.2f} s at most\n")
    return runs


# --- others ---


def near(compartment: str, offered: Iterable[str]) -> list[str]:
    """The classes of a target list that hold what a compartment may become: its own, else the next along its chain."""
    for wanted in chain_of(compartment):
        wide = wanted.startswith(WIDE)
        if found := sorted(code for code in offered if code == wanted or (wide and covers(wanted, code))):
            return found
    return []


def peers(python: str, runs: Mapping[str, Run], size: int, room: Path) -> None:
    """A sample of each list by every method, beside ours on the same rows."""
    missing: set[str] = set()
    flows: dict[str, list[ListedFlow]] = {}
    for run in runs.values():
        target = run.gold.target
        flows.setdefault(target, flows_of(target))
        count = min(size, len(run.outcomes))
        sample = random.Random(1).sample(run.outcomes, count)
        print(f"{run.gold.title} onto {target}: {count} of {len(run.outcomes)} rows\n{HEAD}")
        milliseconds = sum(outcome.seconds for outcome in sample) / count * 1000
        Line.of(sample).show("crosswalk, no tables", milliseconds, run.memory)
        held = held_by(flows[target])
        file = write_task(flows[target], [outcome.row for outcome in sample], room)
        by_uuid = {flow.uuid: (spelt(flow.name), flow.context) for flow in flows[target]}
        for method, title in PEERS.items():
            if method in missing:
                continue
            done = subprocess.run(
                [python, str(PEER), method, str(file)], capture_output=True, text=True, check=False, encoding="utf-8"
            )
            if done.returncode:
                missing.add(method)
                print(f"{title}: left out ({(done.stderr.strip().splitlines() or ['?'])[-1]})")
                continue
            said = json.loads(done.stdout)
            outcomes = [
                judged(outcome.row, answers, by_uuid, held)
                for outcome, answers in zip(sample, said["answers"], strict=True)
            ]
            Line.of(outcomes).show(title, said["seconds"] / count * 1000, said["memory"])
        print()


def write_task(flows: Sequence[ListedFlow], rows: Sequence[Row], room: Path) -> Path:
    """What a peer is given: the rows, and the flows of the compartments that they may be in."""
    offered = {flow.compartment for flow in flows}
    classes = {row.source.compartment: near(row.source.compartment, offered) for row in rows}
    wanted = {code for codes in classes.values() for code in codes}
    targets = [
        {
            "uuid": flow.uuid,
            "name": flow.name,
            "context": flow.context,
            "class": flow.compartment,
            "cas": flow.cas,
            "unit": flow.unit,
            "synonyms": [text for _, text in flow.synonyms],
        }
        for flow in flows
        if flow.compartment in wanted
    ]
    given = [
        {
            "name": row.source.name,
            "context": row.source.context,
            "classes": classes[row.source.compartment],
            "cas": row.source.cas,
            "unit": row.source.unit,
        }
        for row in rows
    ]
    path = room / "task.json"
    path.write_text(json.dumps({"targets": targets, "rows": given}), encoding="utf-8")
    return path


def judged(
    row: Row,
    answers: list[tuple[str, bool]],
    by_uuid: Mapping[str, tuple[str, str]],
    held: tuple[set[str], set[tuple[str, str]]],
) -> Outcome:
    """A peer's answers beside the flow that a row stands for."""
    hits = [bool(row.uuid) and (uuid == row.uuid or by_uuid[uuid] == row.key) for uuid, _ in answers]
    best = by_uuid[answers[0][0]] if answers else ("", "")
    return Outcome(
        row,
        present=row.uuid in held[0] or row.key in held[1],
        right=bool(hits) and hits[0],
        substance=bool(row.uuid) and best[0] == row.key[0],
        five=any(hits),
        auto=bool(answers) and answers[0][1],
        best=best,
    )


# --- speed ---


def speed(lists: Sequence[Gold], folder: Path, room: Path) -> None:
    """10,000 rows through the command line, start included, and what likeness alone would take."""
    enter(folder)
    flows = flows_of("ef31")
    by_cas = sorted(lists, key=lambda gold: "+ CAS" not in gold.title)
    inventory = list(dict.fromkeys(row.source for gold in by_cas for row in gold.rows))[:NAMES]
    print(f"{NAMES} names onto {len(flows)} flows, through the command line, index in the cache")
    distinct = different(lists)
    for title, rows in (("rows of inventories", inventory), ("different names", distinct)):
        path = room / "names.csv"
        with path.open("w", encoding="utf-8", newline="") as lines:
            table = csv.writer(lines)
            table.writerow(["name", "context", "unit", "cas"])
            table.writerows([row.name, row.context, row.unit, row.cas] for row in rows)
        names = len({row.name for row in rows})
        for said, words in (("", []), (", no tables", ["--no-tables"])):
            seconds, memory = run_command(path, room, words)
            note = f"{len(rows)} rows, {names} names"
            print(f"  flows match, {title + said:34}{note:28}{seconds:8.1f} s{memory:6} MB", flush=True)
    seconds, memory = apart(likeness, [row.name for row in distinct[:LIKENESS_ROWS]], [flow.name for flow in flows])
    note = f"{LIKENESS_ROWS} names, as {NAMES}"
    print(f"  {'rapidfuzz WRatio over all names':47}{note:28}{seconds * NAMES / LIKENESS_ROWS:8.1f} s{memory:6} MB\n")


def different(lists: Sequence[Gold]) -> list[SourceFlow]:
    """Rows of different names: those of every list, then names of FEDEFL and their synonyms, these in the air."""
    found = {row.source.name: row.source for gold in lists for row in gold.rows}
    flows = flows_of("fedefl")
    names = [(flow.name, flow.cas) for flow in flows]
    names += [(text, "") for flow in flows for _, text in flow.synonyms]
    for name, cas in names:
        found.setdefault(name, SourceFlow(name, "air/unspecified", "kg", cas))
    return list(found.values())[:NAMES]


def run_command(path: Path, room: Path, words: Sequence[str]) -> tuple[float, int]:
    """Seconds and peak memory in MB of one call, in a process whose only child it is."""
    script = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        " print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024); sys.exit(done.returncode)"
    )
    command = [sys.executable, "-m", "crosswalk", "flows", "match", str(path), "--to", "ef31", *words]
    command += ["--family", "ecoinvent", "-o", str(room / "candidates.tsv"), "--force"]
    start = perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script, *command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return perf_counter() - start, int(done.stdout)


def likeness(wanted: Sequence[str], names: Sequence[str]) -> tuple[float, int]:
    """Seconds and peak memory of the five most alike of all names."""
    from flow_gold import peak
    from rapidfuzz import fuzz, process, utils

    choices = [utils.default_process(name) for name in names]
    start = perf_counter()
    for name in wanted:
        process.extract(utils.default_process(name), choices, scorer=fuzz.WRatio, processor=None, limit=5)
    return perf_counter() - start, peak()


# --- calibration ---

COMBINED = 30


def calibrate(runs: Iterable[Run]) -> None:
    """How often a best candidate without a gate was right, by kind of evidence and by what speaks together.

    ``substance`` is what ``precision`` in ``flows/evidence.csv`` states: the compartment is the gates' affair. Rows of
    one name are not independent of each other: the number of different names says how much a share is worth.
    """
    by_code: dict[str, list[tuple[str, Outcome]]] = defaultdict(list)
    by_set: dict[str, list[tuple[str, Outcome]]] = defaultdict(list)
    for run in runs:
        for outcome in run.outcomes:
            if outcome.row.part in KEPT:
                continue
            codes = [code for code in outcome.codes if code != "letters"] or list(outcome.codes)
            if codes and not set(outcome.gates) - {"suggested"} and (outcome.present or not outcome.row.uuid):
                by_set["+".join(codes)].append((run.gold.title, outcome))
                for code in codes:
                    by_code[code].append((run.gold.title, outcome))
    head = f"{'list':30}{'rows':>7}{'auto':>7}{'substance':>11}{'flow':>9}{'names':>7}{'wrong':>7}"
    print(f"kinds of evidence, best candidates without a gate\n  {head}")
    for code, kind in kinds().items():
        print(f"{code} (stated: {kind.precision}, accepts: {kind.accepts})")
        show_evidence(by_code[code], by_set[code])
    print(f"\nwhat speaks together, the {COMBINED} most frequent\n  {head}")
    for codes, found in sorted(by_set.items(), key=lambda item: -len(item[1]))[:COMBINED]:
        print(codes)
        show_evidence(found, ())


def show_evidence(found: Sequence[tuple[str, Outcome]], alone: Sequence[tuple[str, Outcome]]) -> None:
    """One line a list, and of those where a kind speaks alone."""
    for title, pairs in by_list(found):
        evidence_line(title, pairs)
        if alone and (own := [outcome for said, outcome in alone if said == title]) and len(own) < len(pairs):
            evidence_line("  alone", own)


def by_list(found: Iterable[tuple[str, Outcome]]) -> Iterator[tuple[str, list[Outcome]]]:
    """Outcomes by list."""
    shelves: dict[str, list[Outcome]] = defaultdict(list)
    for title, outcome in found:
        shelves[title].append(outcome)
    yield from shelves.items()


def evidence_line(title: str, pairs: Sequence[Outcome]) -> None:
    """Counts of some pairs."""
    n = len(pairs)
    names = {outcome.row.source.name for outcome in pairs}
    wrong = {outcome.row.source.name for outcome in pairs if not outcome.substance}
    shares = f"{sum(o.substance for o in pairs) / n:11.4f}{sum(o.right for o in pairs) / n:9.4f}"
    print(f"  {title:30}{n:7}{sum(o.auto for o in pairs):7}{shares}{len(names):7}{len(wrong):7}")


# --- all ---

ABOUT = f"""\
rows: those whose flow the target list has; absent: the others. coverage: share of rows decided automatically at the
threshold of {THRESHOLD}; precision: of all automatic decisions, also on absent rows; wrong: their number; substance:
their precision where the compartment does not count. On rows without a target every automatic decision is wrong.
Substances 0-4 and 5-6 of ecoinvent were both looked at, 5-6 as sums only; those of buckets 7-9 never, and they are not
here. zh-dict 5-9 was kept for the end. ms/row is without opening the index, MB the peak of the process.
"""


def main(arguments: argparse.Namespace) -> None:
    """Tables of lines."""
    home = Path(os.environ["CROSSWALK_CORPUS"])
    every = golds(home)
    lists = [gold for gold in every if arguments.only in gold.title]
    print(ABOUT)
    with tempfile.TemporaryDirectory() as folder:
        room, base = Path(folder), Path(arguments.store or folder)
        store = Store(base / "whole", base / "shipped")
        for id_, count, seconds in store.fill(home, ["ef31", "fedefl"]):
            print(f"{id_}, {count} flows: added and indexed, or opened from the store, in {seconds:.1f} s")
        onto_ef = [gold for gold in lists if gold.target == "ef31"]
        onto_others = [gold for gold in lists if gold.target != "ef31"]
        show_limit = arguments.show
        print("\nEF 3.1, all flows, without our tables")
        runs = accuracy(onto_ef, store.whole, show_limit, own_tables=False)
        print("EF 3.1, all flows, with our tables (the ecoinvent table holds these very rows)")
        accuracy(onto_ef, store.whole, show_limit, own_tables=True)
        print("EF 3.1, the flows that come with the program, without our tables")
        accuracy(onto_ef, store.shipped, show_limit, own_tables=False)
        print("EF 3.1, the flows that come with the program, with our tables")
        accuracy(onto_ef, store.shipped, show_limit, own_tables=True)
        print(
            "FEDEFL 1.3.0, without our tables: contexts of these lists stand for several of FEDEFL's, so that substance"
            " is what counts"
        )
        runs |= accuracy(onto_others, store.whole, show_limit, own_tables=False)
        if not any(shipped_tables("fedefl")):
            print("no table of ours is onto FEDEFL: with tables the lines are the same\n")
        if arguments.calibrate:
            calibrate(runs.values())
        if arguments.peers:
            enter(store.whole)
            peers(arguments.peers, runs, arguments.sample, room)
        if not arguments.no_speed:
            speed(every, store.whole, room)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", metavar="PYTHON", nargs="?", const=sys.executable, help="others on a sample")
    parser.add_argument("--sample", type=int, default=300, help="rows of a list for the others, %(default)s")
    parser.add_argument("--calibrate", action="store_true", help="how often each kind of evidence was right")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="wrong automatic decisions to print a list")
    parser.add_argument("--only", default="", metavar="TEXT", help="lists whose title holds TEXT")
    parser.add_argument("--no-speed", action="store_true", help="leave the command line out")
    parser.add_argument("--store", metavar="FOLDER", help="folder that keeps the indexed lists")
    if "CROSSWALK_CORPUS" in os.environ:
        main(parser.parse_args())
    else:
        sys.stdout.write("CROSSWALK_CORPUS is not set\n")

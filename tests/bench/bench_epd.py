"""EPD files to openEPD and between EPD formats: what is kept, and how long it takes, beside two peers, in one run.

Run: CROSSWALK_CORPUS=… python tests/bench/bench_epd.py [--peers /path/to/python]

``--peers`` is the interpreter of an environment of its own with ``ilcdlib`` 5.5.5 (packages to openEPD) and ``lcax``
3.8.0 (a wheel of a Rust library with ``convert_ilcd``: documents of a soda4LCA server to its own EPD); one that is not
installed there is said to be missing. ilcdlib reads packages only: a second row gives it the other files as the
ILCD+EPD packages that crosswalk makes of them. Times in process are processor times, the best of three runs, without
the import; those of the command line are wall clock.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from epd_truth import Epd, compare, compare_epd, in_lcax, in_openepd, of_file, of_xml  # noqa: E402

import crosswalk  # noqa: E402
from crosswalk.core.errors import CrosswalkError  # noqa: E402

PEER, ROUNDS, TARGET = Path(__file__).with_name("epd_peer.py"), 3, 3.0
Files = Mapping[str, bytes]


@dataclass
class Row:
    """One tool on one way."""

    title: str
    verdicts: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def add(self, verdicts: Counter[str], seconds: float) -> None:
        """One EPD more."""
        self.verdicts += verdicts
        self.times.append(seconds)

    def show(self) -> None:
        """One line."""
        v = self.verdicts
        numbers, states = v["right"] + v["beside"] + v["lost"], v["state kept"] + v["state gone"]
        share = v["right"] / max(1, numbers + v["wrong"])
        time = f"{median(self.times) * 1000:7.2f} ms (max {max(self.times) * 1000:6.1f})" if self.times else "-"
        counts = f"{v['right']:6}{share:8.1%}{v['beside']:8}{v['wrong']:7}{v['lost']:6}{v['state kept']:7} / {states:<5}{v['untold']:6}"
        print(f"{self.title:44}{len(self.times):4}{len(self.refused):8}{counts} {time}")


HEAD = f"{'':44}{'EPDs':>4}{'refused':>8}{'right':>6}{'':8}{'beside':>8}{'wrong':>7}{'lost':>6}{'states':>7}{'':8}{'untold':>6} time / EPD"


def corpus(home: Path) -> dict[Path, list[Epd]]:
    """The files that hold EPDs, and what is in them."""
    epd = home / "data" / "epd"
    paths = [*epd.glob("ilcd_epd_zip/*.zip"), *epd.glob("ilcd_epd_xml/*.xml"), *epd.glob("soda4lca_json/*.json")]
    found = {path: of_file(path) for path in sorted(paths) if not path.name.endswith("_test.json")}
    return {path: epds for path, epds in found.items() if epds}


def best(work: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest processor time of a few runs, in seconds, and what the last one gave."""
    times, made = [], None
    for _ in range(ROUNDS):
        start = process_time()
        made = work()
        times.append(process_time() - start)
    return min(times), made


def read(path: Path) -> int:
    """Every process of a file as a model."""
    return sum(document.kind == "process" and bool(document.model) for document in crosswalk.read(path).documents)


def convert(
    title: str, files: Mapping[Path, list[Epd]], target: str, judge: Callable[[Epd, Files], Counter[str]]
) -> Row:
    """crosswalk on one way."""
    row = Row(title)
    for path, epds in files.items():
        try:
            seconds, made = best(lambda: crosswalk.convert(path, target, draft=True).files)  # noqa: B023
        except CrosswalkError as problem:
            row.refused.append(f"{path.name}: {problem}")
            continue
        for epd in epds:
            row.add(judge(epd, made), seconds / len(epds))
    return row


def judged_openepd(epd: Epd, made: Files) -> Counter[str]:
    """An openEPD document in memory."""
    (data,) = (data for name, data in made.items() if name.endswith(".json"))
    return compare(epd, in_openepd(json.loads(data)))


def judged_xml(epd: Epd, made: Files) -> Counter[str]:
    """An ILCD+EPD package in memory, which may hold several EPDs: the one that says most of it."""
    found = [of_xml(data) for name, data in made.items() if "processes/" in name and name.endswith(".xml")]
    return max((compare_epd(epd, again) for again in found), key=lambda verdicts: verdicts["right"])


def reading(files: Mapping[Path, list[Epd]]) -> None:
    """Time of reading alone, by kind of file."""
    for suffix in (".json", ".xml", ".zip"):
        times = [best(lambda: read(path))[0] for path in files if path.suffix == suffix]  # noqa: B023
        shown = f"median {median(times) * 1000:6.2f} ms, max {max(times) * 1000:6.2f} ms, {len(times)} files"
        print(f"read {suffix:6} {shown}" + ("  (all datasets of the package)" if suffix == ".zip" else ""))


def peer(python: str, name: str, title: str, files: Mapping[Path, Path], truth: Mapping[Path, list[Epd]]) -> Row | None:
    """A peer in a process of its own; ``files`` are what it is given for each source."""
    command = [python, str(PEER), name, str(ROUNDS), *map(str, files.values())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name}: not there ({(done.stderr.strip().splitlines() or ['?'])[-1]})")
        return None
    said, row = json.loads(done.stdout), Row(title)
    print(f"{name} {said['version']}: import {said['import']:.2f} s")
    for path, run in zip(files, said["runs"], strict=True):
        if "error" in run:
            row.refused.append(f"{path.name}: {run['error']}")
            continue
        output = (in_lcax if name == "lcax" else in_openepd)(run["output"])
        (epd,) = truth[path]
        row.add(compare(epd, output), run["seconds"])
    return row


def packages(files: Mapping[Path, list[Epd]], room: Path) -> dict[Path, Path]:
    """Files that are no package, as ILCD+EPD packages."""
    made = {}
    for path in files:
        made[path] = room / f"{path.stem}.zip"
        with zipfile.ZipFile(made[path], "w") as archive:
            for name, data in crosswalk.convert(path, "ilcd-epd", draft=True, options={"sidecar": "off"}).files.items():
                archive.writestr(name if name.startswith("ILCD/") else f"ILCD/processes/{name}", data)
    return made


def command_line(files: Mapping[Path, list[Epd]], target: str, room: Path) -> None:
    """All files in one call, start included."""
    command = [sys.executable, "-m", "crosswalk", "convert", *map(str, files), "--to", target, "--draft"]
    start = perf_counter()
    done = subprocess.run([*command, "-o", str(room / target)], cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = perf_counter() - start
    note = "" if done.returncode in (0, 1) else f"  exit {done.returncode}: {done.stderr.strip().splitlines()[-1:]}"
    print(f"crosswalk convert, {len(files)} files to {target:9} {seconds:6.2f} s  (target {TARGET:.0f} s){note}")


def main(python: str | None) -> None:
    """Two tables."""
    files = corpus(Path(os.environ["CROSSWALK_CORPUS"]))
    cells = [cell for epds in files.values() for epd in epds for cell in epd.cells]
    print(f"{len(files)} files, {len(cells)} results\n")
    zips, trees, documents = ({p: e for p, e in files.items() if p.suffix == s} for s in (".zip", ".xml", ".json"))
    start = perf_counter()
    crosswalk.convert(next(iter(documents)), "ilcd-epd", draft=True)
    print(f"crosswalk: tables and first conversion {perf_counter() - start:.2f} s")
    reading(files)
    rows = [
        convert("crosswalk  ILCD+EPD xml -> ILCD+EPD 1.3", trees, "ilcd-epd@1.3", judged_xml),
        convert("crosswalk  ILCD+EPD zip -> ILCD+EPD 1.3", zips, "ilcd-epd@1.3", judged_xml),
        convert("crosswalk  soda4LCA JSON -> ILCD+EPD", documents, "ilcd-epd", judged_xml),
    ]
    there = "openepd" in crosswalk.formats()
    if there:
        rows += [
            convert(f"crosswalk  {said} -> openEPD", some, "openepd", judged_openepd)
            for said, some in (("ILCD+EPD zip", zips), ("ILCD+EPD xml", trees), ("soda4LCA JSON", documents))
        ]
    ours = {row.title: row for row in rows}
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        if python is not None:
            made = packages(trees | documents, room)
            for name, title, given in (
                ("ilcdlib", "ilcdlib    ILCD+EPD zip -> openEPD", {path: path for path in zips}),
                ("ilcdlib", "ilcdlib    the other files, packed -> openEPD", made),
                ("lcax", "lcax       soda4LCA JSON -> LCAx", {path: path for path in documents}),
            ):
                rows += [row for row in [peer(python, name, title, given, files)] if row is not None]
        print(f"\n{HEAD}")
        for row in rows:
            row.show()
        for row in rows:
            for said in row.refused:
                print(f"  refused by {row.title.split()[0]}: {said}")
        for title, other in (
            ("ILCD+EPD zip", "ilcdlib    ILCD+EPD zip"),
            ("soda4LCA JSON", "lcax       soda4LCA JSON"),
        ):
            pair = [
                ours.get(f"crosswalk  {title} -> openEPD"),
                next((r for r in rows if r.title.startswith(other)), None),
            ]
            if all(row is not None and row.times for row in pair):
                mine, theirs = (median(row.times) for row in pair if row is not None)
                print(f"crosswalk takes {mine / theirs:.1f} x the time of {other.split()[0]} per EPD ({title})")
        print()
        command_line(files, "ilcd-epd", room)
        if there:
            command_line(files, "openepd", room)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", metavar="PYTHON", help="interpreter that ilcdlib and lcax are installed for")
    main(parser.parse_args().peers)

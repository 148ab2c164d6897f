"""Times of reading and writing the public corpus, as ratios to a raw lxml parse, and start-up times.

Run: CROSSWALK_CORPUS=… python tests/bench/bench_read.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from lxml import etree  # noqa: E402

from crosswalk.carriers import xml  # noqa: E402
from crosswalk.formats.engine import get, put  # noqa: E402
from crosswalk.formats.ilcd.format import syntax_of  # noqa: E402
from crosswalk.formats.ilcd.tables import PROCESS  # noqa: E402
from crosswalk.model.base import plain  # noqa: E402
from crosswalk.model.process import Process  # noqa: E402

MEMBER = Path("data/cn/tiangong_ilcd/tiangong_dev.zip")
SYNTAX = syntax_of("process")
SAMPLE, ROUNDS, STARTS = 400, 3, 5


def best(work: Callable[[], Any], rounds: int) -> float:
    """The shortest of several runs, in seconds."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def each(function: Callable[..., Any], *columns: Iterable[Any]) -> Callable[[], None]:
    """A run of a function over a sample, dataset by dataset: nothing is kept, as in a stream."""
    rows = list(zip(*columns, strict=True))

    def run() -> None:
        for row in rows:
            function(*row)

    return run


def read_whole(blob: bytes) -> None:
    """Parse, table, model and census of one dataset."""
    root = xml.parse(blob).getroot()
    Process.model_validate(get(root, PROCESS, SYNTAX).data)
    SYNTAX.count(root)


def report(name: str, seconds: float, raw: float) -> None:
    sys.stdout.write(f"{name:10} {seconds * 1000 / SAMPLE:8.3f} ms/dataset {seconds / raw:6.2f} x raw parse\n")


def bench_corpus(path: Path) -> None:
    """One line a stage."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if "processes/" in name and name.endswith(".xml"))[:SAMPLE]
        blobs = [archive.read(name) for name in names]
    roots = [xml.parse(blob).getroot() for blob in blobs]
    readings = [get(root, PROCESS, SYNTAX) for root in roots]
    models = [Process.model_validate(reading.data) for reading in readings]
    raw = best(each(etree.fromstring, blobs), ROUNDS)
    stages = {
        "parse": best(each(xml.parse, blobs), ROUNDS),
        "get": best(each(lambda root: get(root, PROCESS, SYNTAX), roots), ROUNDS),
        "model": best(each(lambda reading: Process.model_validate(reading.data), readings), ROUNDS),
        "count": best(each(SYNTAX.count, roots), ROUNDS),
        "put": best(each(lambda model, root: put(plain(model), PROCESS, SYNTAX, root), models, roots), ROUNDS),
    }
    report("raw", raw, raw)
    for name, seconds in stages.items():
        report(name, seconds, raw)
    report("read", best(each(read_whole, blobs), ROUNDS), raw)


def bench_start() -> None:
    """What a user waits for before anything happens."""
    for title, arguments in (
        ("python", ["-c", "pass"]),
        ("import crosswalk", ["-c", "import crosswalk"]),
        ("crosswalk --help", ["-m", "crosswalk", "--help"]),
    ):
        command = [sys.executable, *arguments]
        seconds = best(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True), STARTS)  # noqa: B023
        sys.stdout.write(f"{title:18} {seconds * 1000:7.1f} ms\n")


if __name__ == "__main__":
    home = os.environ.get("CROSSWALK_CORPUS")
    if home:
        bench_corpus(Path(home) / MEMBER)
    else:
        sys.stdout.write("CROSSWALK_CORPUS is not set: start-up times only\n")
    bench_start()

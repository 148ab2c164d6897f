"""Times and memory of validating and inspecting the public corpus, as ratios to tidas-validate on the same files.

Run: CROSSWALK_CORPUS=… python tests/bench/bench_validate.py

tidas-tools brings the command, the official schemas and the conversion that makes the TIDAS files. Every tenth
TIDAS file is taken: tidas-validate needs minutes for that many.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
MEMBER = Path("data/cn/tiangong_ilcd/tiangong_dev.zip")
VERDICT = """
import sys
from pathlib import Path
from crosswalk.core.places import Place
from crosswalk.formats.peeking import open_source
from crosswalk.index import read_entries
from crosswalk.pipeline.validation import is_valid
print(sum(bool(is_valid(entry)) for entry in read_entries(open_source(Path(sys.argv[1]))) if entry.tree))
"""


def run(command: Sequence[str | Path], room: Path) -> tuple[float, int]:
    """Seconds and peak memory in MB of one process, run in a folder that may take its log files."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL,"
        " stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    start = perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, command)],
        cwd=room,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return perf_counter() - start, int(done.stdout)


def tool(name: str) -> str:
    """The path of a command of tidas-tools beside this Python."""
    return str(Path(sys.executable).with_name(name))


def crosswalk(*words: str | Path) -> list[str | Path]:
    return [sys.executable, "-m", "crosswalk", *words]


def line(name: str, measured: tuple[float, int], count: int, base: float | None = None) -> None:
    seconds, memory = measured
    ratio = f"{base / seconds:8.2f} x" if base is not None else ""
    sys.stdout.write(f"{name:42}{seconds:8.2f} s {count / seconds:9.0f}/s {memory:6} MB {ratio}\n")


def unpack(source: Path, target: Path) -> int:
    with zipfile.ZipFile(source) as archive:
        archive.extractall(target)
    return sum(1 for path in target.rglob("*.xml"))


def thin_out(source: Path, target: Path, step: int) -> int:
    """Every so-manieth file of each folder."""
    count = 0
    for folder in sorted(path for path in source.iterdir() if path.is_dir()):
        (target / folder.name).mkdir(parents=True)
        for file in sorted(folder.iterdir())[::step]:
            shutil.copy(file, target / folder.name / file.name)
            count += 1
    return count


def main(corpus: Path) -> None:
    """One line a run; the last column is how many times faster than tidas-validate."""
    with TemporaryDirectory() as name:
        room = Path(name)
        count = unpack(corpus / MEMBER, room / "ilcd")
        quarter = thin_out(room / "ilcd", room / "quarter", 4)
        peer = run([tool("tidas-validate"), "-i", room / "ilcd", "--data-format", "ilcd"], room)
        line("tidas-validate ILCD", peer, count)
        for sets in ("xsd-relaxed,links", "structure,links", "structure,content,links"):
            measured = run(crosswalk("validate", room / "ilcd", "--as", "ilcd", "--checks", sets), room)
            line(f"validate {sets}", measured, count, peer[0])
        line(
            "  the same, a quarter of the files",
            run(crosswalk("validate", room / "quarter", "--as", "ilcd"), room),
            quarter,
        )
        line("inspect, zip", run(crosswalk("inspect", corpus.resolve() / MEMBER), room), count)
        run([tool("tidas-convert"), "-i", room / "ilcd", "-o", room / "tidas", "--to-tidas"], room)
        tenth = thin_out(room / "tidas" / "data", room / "tenth", 10)
        peer = run([tool("tidas-validate"), "-i", room / "tenth"], room)
        line("tidas-validate TIDAS", peer, tenth)
        line("verdict, official schema", run([sys.executable, "-c", VERDICT, room / "tenth"], room), tenth, peer[0])
        for sets in ("tidas", "structure,content", "structure,content,links"):
            line(
                f"validate {sets}",
                run(crosswalk("validate", room / "tenth", "--as", "tidas", "--checks", sets), room),
                tenth,
                peer[0],
            )


if __name__ == "__main__":
    home = os.environ.get("CROSSWALK_CORPUS")
    if home:
        main(Path(home))
    else:
        sys.stdout.write("CROSSWALK_CORPUS is not set\n")

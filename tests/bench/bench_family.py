"""ILCD to TIDAS, file to file, beside a raw lxml parse and tidas-tools' converter, in one run and one process.

Run: CROSSWALK_CORPUS=… python tests/bench/bench_family.py [datasets]

Times are processor times. ``with verify`` reads every output back with the tables and with the independent
checker; ``without`` leaves that stage out. The census and the account are on in both.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from lxml import etree  # noqa: E402
from tidas_tools.convert import convert_directory  # noqa: E402

from crosswalk.core.findings import Ledger  # noqa: E402
from crosswalk.core.provenance import stamp_run  # noqa: E402
from crosswalk.pipeline.convert import Request  # noqa: E402
from crosswalk.pipeline.publication import deliver  # noqa: E402
from crosswalk.pipeline.reading import open_package  # noqa: E402

MEMBER = Path("data/cn/tiangong_ilcd/tiangong_dev.zip")
STAMP = stamp_run("2026-01-01T00:00:00Z", {})


def timed(work: Callable[[], Any], rounds: int = 3) -> float:
    """The shortest processor time of a few runs, in seconds."""
    best = float("inf")
    for _ in range(rounds):
        start = process_time()
        work()
        best = min(best, process_time() - start)
    return best


def unpack(path: Path, room: Path, folders: tuple[str, ...], count: int) -> list[Path]:
    """Some datasets of the corpus as loose files: the input of both converters."""
    with zipfile.ZipFile(path) as archive:
        names = [n for n in sorted(archive.namelist()) if n.startswith(folders) and n.endswith(".xml")]
        for name in names[:: max(1, len(names) // count)][:count]:
            archive.extract(name, room)
    return sorted(room.rglob("*.xml"))


def convert(source: Path, target: Path, *, verify: bool, sidecar: bool = True) -> None:
    """One run of ours onto disk."""
    options = {} if sidecar else {"sidecar": "off"}
    request = Request("tidas", verify=verify, options=options)
    deliver(open_package(source), request, target, stamp=STAMP, ledger=Ledger(detail=False), force=True)


def main(count: int) -> None:
    """One table."""
    home = Path(os.environ["CROSSWALK_CORPUS"])
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        files = unpack(home / MEMBER, room / "in", ("processes/",), count)
        blobs = [file.read_bytes() for file in files]
        rows = {
            "raw lxml parse": timed(lambda: [etree.fromstring(blob) for blob in blobs]),
            "tidas-tools convert": timed(lambda: convert_directory(str(room / "in"), str(room / "peer"), to_xml=False)),
            "ours without verify": timed(lambda: convert(room / "in", room / "a", verify=False)),
            "  … and no sidecar": timed(lambda: convert(room / "in", room / "b", verify=False, sidecar=False)),
            "ours with verify": timed(lambda: convert(room / "in", room / "c", verify=True)),
        }
    peer = rows["tidas-tools convert"]
    for name, seconds in rows.items():
        each = seconds / len(files) * 1000
        sys.stdout.write(f"{name:22} {each:7.3f} ms/process  {peer / seconds:5.2f} x the peer's rate\n")
    sys.stdout.write(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)

"""One peer at work: run by bench_epd.py with the interpreter that the peer is installed in; knows no crosswalk.

Run: PYTHON epd_peer.py PEER ROUNDS FILE…  (PEER is ``ilcdlib`` or ``lcax``)

Writes one JSON object: version, seconds of the import, and for each file the shortest processor time of reading and
converting and the output, or the error that it ended with.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from importlib import metadata
from pathlib import Path
from time import perf_counter, process_time
from typing import Any


def ilcdlib() -> Callable[[Path], str]:
    """A package with its EPD to openEPD, as the command ``convert-epd`` does it."""
    from ilcdlib.epd.factory import DeclarationReaderFactory
    from ilcdlib.medium.archive import ZipIlcdReader

    factory = DeclarationReaderFactory()

    def convert(path: Path) -> str:
        reader_type, _ = factory.autodiscover_by_url(str(path))
        reader = reader_type(None, None, ZipIlcdReader(path))
        languages = reader.get_supported_langs()
        wanted = [*(["en"] if "en" in languages[1:] else []), languages[0], None]
        made = reader.to_openepd_declaration(wanted, base_url=None, provider_domain=None)
        return str(made.model_dump_json(by_alias=True, exclude_none=True, exclude_unset=True))

    return convert


def lcax() -> Callable[[Path], str]:
    """A document of a soda4LCA server to the EPD of LCAx."""
    import lcax as binary

    return lambda path: str(binary.convert_ilcd(path.read_text(encoding="utf-8")).dumps())


def run(convert: Callable[[Path], str], path: Path, rounds: int) -> dict[str, Any]:
    """One file, a few times."""
    best, text = float("inf"), ""
    try:
        for _ in range(rounds):
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                start = process_time()
                text = convert(path)
                best = min(best, process_time() - start)
    except BaseException as problem:  # a panic of a Rust library is no Exception
        return {"error": f"{type(problem).__name__}: {problem}"[:200]}
    return {"seconds": best, "output": json.loads(text)}


def main(peer: str, rounds: int, paths: list[str]) -> None:
    """One JSON object on stdout."""
    start = perf_counter()
    convert = {"ilcdlib": ilcdlib, "lcax": lcax}[peer]()
    loaded = perf_counter() - start
    runs = [run(convert, Path(path), rounds) for path in paths]
    json.dump({"version": metadata.version(peer), "import": loaded, "runs": runs}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])

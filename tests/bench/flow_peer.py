"""One other way of matching flows at work: run by bench_mapping.py in a process of its own; knows no crosswalk.

Run: PYTHON flow_peer.py METHOD FILE

FILE is a JSON object. ``targets``: flows with uuid, name, context, class, cas, unit and synonyms. ``rows``: flows to
be mapped with name, context, unit, cas and ``classes``, the classes of compartment that hold what they may become: every
method but ``exact`` is told the compartment and looks at no other. Writes one JSON object: version, seconds until the first row,
seconds of all rows, peak memory in MB, and for each row up to five (uuid, whether the method is sure) pairs.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from time import perf_counter
from typing import Any

SURE = 95
"""The score from which a likeness is taken for an answer; there is no better number in use."""
Flow = dict[str, Any]
Answers = list[tuple[str, bool]]
Method = Callable[[Flow], Answers]


def by_class(targets: list[Flow]) -> dict[str, list[Flow]]:
    """Flows by class of compartment."""
    found: dict[str, list[Flow]] = {}
    for flow in targets:
        found.setdefault(flow["class"], []).append(flow)
    return found


def exact(targets: list[Flow]) -> Method:
    """Name and context letter by letter."""
    known: dict[tuple[str, str], Answers] = {}
    for flow in targets:
        known.setdefault((flow["name"], flow["context"]), []).append((flow["uuid"], True))
    return lambda row: known.get((row["name"], row["context"]), [])[:5]


def normalised(targets: list[Flow]) -> Method:
    """Letters and digits of the name, small, in the compartment."""

    def plain(name: str) -> str:
        return re.sub(r"[\W_]+", "", name.casefold())

    known: dict[tuple[str, str], Answers] = {}
    for flow in targets:
        known.setdefault((plain(flow["name"]), flow["class"]), []).append((flow["uuid"], True))
    return lambda row: [pair for code in row["classes"] for pair in known.get((plain(row["name"]), code), [])][:5]


def likeness(scorer: str) -> Callable[[list[Flow]], Method]:
    """The five most alike names in the compartment by a scorer of rapidfuzz."""

    def prepare(targets: list[Flow]) -> Method:
        from rapidfuzz import fuzz, process, utils

        shelves = by_class(targets)
        named: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}

        def shelf(classes: tuple[str, ...]) -> tuple[list[str], list[str]]:
            if classes not in named:
                flows = [flow for code in classes for flow in shelves.get(code, [])]
                names = [utils.default_process(flow["name"]) for flow in flows]
                named[classes] = names, [flow["uuid"] for flow in flows]
            return named[classes]

        def match(row: Flow) -> Answers:
            names, uuids = shelf(tuple(row["classes"]))
            wanted = utils.default_process(row["name"])
            found = process.extract(wanted, names, scorer=getattr(fuzz, scorer), processor=None, limit=5)
            return [(uuids[place], score >= SURE) for _, score, place in found]

        return match

    return prepare


def flowmapper(synonyms: bool) -> Callable[[list[Flow]], Method]:
    """The rules of flowmapper, target by target, as its own loop applies them."""

    def prepare(targets: list[Flow]) -> Method:
        from flowmapper.flow import Flow as Theirs
        from flowmapper.flowmap import Flowmap
        from flowmapper.match import match_rules

        def medium(code: str) -> str:
            head = code.partition(".")[0]
            return "natural resource" if head == "resource" else head or "unknown"

        def theirs(flow: Flow, place: str) -> Any:
            facts = {"name": flow["name"], "context": [place], "unit": flow["unit"]}
            facts |= {"identifier": flow["uuid"]} if "uuid" in flow else {}
            facts |= {"CAS number": flow["cas"]} if flow["cas"] else {}
            facts |= {"synonyms": flow["synonyms"]} if synonyms and flow.get("synonyms") else {}
            return Theirs(facts)

        made = {code: [theirs(flow, medium(code)) for flow in flows] for code, flows in by_class(targets).items()}
        rules, book = match_rules(), Flowmap([], [], disable_progress=True)

        def match(row: Flow) -> Answers:
            classes = row["classes"]
            if not classes:
                return []
            there = [flow for code in classes for flow in made.get(code, [])]
            found = book.get_single_match(theirs(row, medium(classes[0])), there, rules)
            return [(found["to"].identifier.original, True)] if found else []

        return match

    return prepare


METHODS: dict[str, tuple[str, Callable[[list[Flow]], Method]]] = {
    "exact": ("", exact),
    "normalised": ("", normalised),
    "WRatio": ("rapidfuzz", likeness("WRatio")),
    "token_sort_ratio": ("rapidfuzz", likeness("token_sort_ratio")),
    "flowmapper": ("flowmapper", flowmapper(synonyms=False)),
    "flowmapper with synonyms": ("flowmapper", flowmapper(synonyms=True)),
}


def peak() -> int:
    """The largest memory of this process, in MB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if status.is_file():
        return (
            next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) // 1024
        )
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024**2 if sys.platform == "darwin" else 1024)


def main(method: str, file: str) -> None:
    """One JSON object on stdout."""
    package, prepare = METHODS[method]
    given = json.loads(Path(file).read_text(encoding="utf-8"))
    start = perf_counter()
    match = prepare(given["targets"])
    opening, start = perf_counter() - start, perf_counter()
    answers = [match(row) for row in given["rows"]]
    seconds = perf_counter() - start
    version = metadata.version(package) if package else ""
    said = {"version": version, "opening": opening, "seconds": seconds, "memory": peak(), "answers": answers}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

"""From datasets back to an arrangement: which process is the declaration, what its references hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crosswalk.bridge.assembly import Move
from crosswalk.bridge.quantities import flow_property_by_id
from crosswalk.bridge.terms import best
from crosswalk.core.errors import CannotExpress
from crosswalk.core.ids import derive_uuid
from crosswalk.core.tables import table

Datasets = Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass
class Disassembly:
    """The arrangement as plain data, and the moves from the datasets to it."""

    arrangement: dict[str, Any] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)


def candidates(datasets: Datasets) -> list[str]:
    """UUIDs of the processes that no other process of the package includes."""
    inside = {
        reference.get("id")
        for (kind, _), data in datasets.items()
        if kind == "process"
        for reference in data.get("technology", {}).get("included_processes", ())
    }
    return [uuid for kind, uuid in datasets if kind == "process" and uuid not in inside]


def choose(datasets: Datasets, select: str | None) -> str:
    """The process to convert. Raises CannotExpress (XW-O010) unless there is one, or ``select`` names one."""
    found = candidates(datasets)
    if select is not None:
        if ("process", select) in datasets:
            return select
        raise CannotExpress("XW-O011", None, uuid=select)
    if len(found) != 1:
        shown = ", ".join(found[:5]) + (" …" if len(found) > 5 else "")
        raise CannotExpress("XW-O010", None, count=len(found), uuids=shown)
    return found[0]


def disassemble(datasets: Datasets, select: str | None = None) -> Disassembly:
    """The arrangement of one process and what it refers to."""
    return _Reader(datasets, choose(datasets, select)).build()


class _Reader:
    def __init__(self, datasets: Datasets, uuid: str) -> None:
        self.datasets = datasets
        self.uuid = uuid
        self.process = datasets[("process", uuid)]
        self.done = Disassembly()
        self.parts = self.done.arrangement

    def build(self) -> Disassembly:
        apart = ("exchanges", "lcia_results", "classifications", "reviews", "compliance", "time")
        self.parts["process"] = {name: value for name, value in self.process.items() if name not in apart}
        self._move("process", "process", self.uuid, "")
        self._people()
        self._period()
        self._classes()
        self._compliance()
        self._reviews()
        self._files()
        self._lines()
        self._totals()
        self._stages()
        return self.done

    def _move(self, start: str, kind: str, uuid: str, pointer: str) -> None:
        self.done.moves.append(Move(start, kind, uuid, pointer))

    def _people(self) -> None:
        publication, entry, goal = (self.process.get(name, {}) for name in ("publication", "entry", "goal"))
        owner = publication.get("owner")
        self._person("owner", owner, "publication/owner")
        issuer = entry.get("person")
        if issuer and issuer.get("id") != (owner or {}).get("id"):
            self._person("issuer", issuer, "entry/person")
        for spot, commissioner in enumerate(goal.get("commissioners", ())[:1]):
            self._person("commissioner", commissioner, f"goal/commissioners/{spot}")

    def _person(self, role: str, reference: Mapping[str, Any] | None, pointer: str) -> None:
        if not reference:
            return
        contact = self.datasets.get(("contact", reference.get("id", "")))
        if contact is not None:
            self.parts[role] = dict(contact)
            self._move(role, "contact", reference["id"], "")
        elif reference.get("name"):
            self.parts[role] = {"name": reference["name"]}
            self._move(f"{role}/name", "process", self.uuid, f"{pointer}/name")

    def _period(self) -> None:
        time = self.process.get("time", {})
        period: dict[str, Any] = {}
        days = _interval(time.get("description"))
        if days is not None:
            period["start"], period["end"] = days
            for name in ("start", "end"):
                self._move(f"period/{name}", "process", self.uuid, "time/description")
        elif "reference_year" in time:
            period["end"] = str(time["reference_year"])
            self._move("period/end", "process", self.uuid, "time/reference_year")
        if "valid_until" in time:
            period["valid_until"] = str(time["valid_until"])
            self._move("period/valid_until", "process", self.uuid, "time/valid_until")
        if period:
            self.parts["period"] = period

    def _classes(self) -> None:
        for spot, found in enumerate(self.process.get("classifications", ())):
            entries = found.get("entries", ())
            if entries and entries[-1].get("id"):
                self.parts["isic"] = {"code": entries[-1]["id"]}
                self._move("isic/code", "process", self.uuid, f"classifications/{spot}/entries/{len(entries) - 1}/id")
                return

    def _compliance(self) -> None:
        given = self.process.get("compliance", ())
        if not given:
            return
        made = {name: value for name, value in given[0].items() if name != "system"}
        system = given[0].get("system", {}).get("id")
        for row in table("ilcd/datasets.csv"):
            if system and row["uuid"] == system and row["role"].startswith("compliance:"):
                made["system"] = row["role"].removeprefix("compliance:")
                self._move("compliance/system", "process", self.uuid, "compliance/0/system/id")
        self.parts["compliance"] = made
        self._move("compliance", "process", self.uuid, "compliance/0")

    def _reviews(self) -> None:
        reviews = self.process.get("reviews", ())
        if not reviews:
            return
        review = reviews[0]
        made: dict[str, Any] = {}
        if "type" in review:
            made["type"] = review["type"]
            self._move("review/type", "process", self.uuid, "reviews/0/type")
        for scope in review.get("scopes", ())[:1]:
            made["scope"] = scope.get("name")
            self._move("review/scope", "process", self.uuid, "reviews/0/scopes/0/name")
            if scope.get("methods"):
                made["method"] = scope["methods"][0].get("name")
                self._move("review/method", "process", self.uuid, "reviews/0/scopes/0/methods/0/name")
        if review.get("details"):
            made["details"] = review["details"]
            self._move("review/details", "process", self.uuid, "reviews/0/details")
        if review.get("report"):
            made["report"] = self._file(review["report"], "review/report")
        self.parts["review"] = {name: value for name, value in made.items() if value is not None}
        for reviewer in review.get("reviewers", ())[:1]:
            self._person("verifier", reviewer, "reviews/0/reviewers/0")

    def _file(self, reference: Mapping[str, Any], start: str) -> dict[str, Any] | None:
        source = self.datasets.get(("source", reference.get("id", "")), {})
        name = source.get("short_name") or reference.get("name")
        if not name:
            return None
        made = {"name": name["items"][0][1]}
        if source:
            self._move(f"{start}/name", "source", reference["id"], "short_name")
            words = source.get("description", {}).get("items", ())
            if words and words[0][1].startswith("sha256:"):
                made["sha256"] = words[0][1].removeprefix("sha256:")
                self._move(f"{start}/sha256", "source", reference["id"], "description")
        return made

    def _files(self) -> None:
        technology = self.process.get("technology", {})
        for start, reference in (
            ("figure", next(iter(technology.get("diagrams", ())), None)),
            ("photo", technology.get("pictogram")),
        ):
            if reference and (file := self._file(reference, start)):
                self.parts[start] = file
        number = self.process.get("publication", {}).get("registration_number")
        for reference in self.process.get("treatment", {}).get("sources", ()):
            citation = self.datasets.get(("source", reference.get("id", "")), {}).get("citation", "")
            if number and citation.startswith(f"{number} (") and citation.endswith(")"):
                self.parts["report"] = {"date": citation[len(number) + 2 : -1]}
                self._move("report/date", "source", reference["id"], "citation")

    def _totals(self) -> None:
        known = {row["method_uuid"] for row in table("indicators/climate.csv") if row["method_uuid"]}
        totals = {}
        for spot, result in enumerate(self.process.get("lcia_results", ())):
            uuid = result.get("method", {}).get("id")
            if uuid in known and uuid not in totals and result.get("mean"):
                totals[uuid] = {**result["mean"], "unit": "kg CO2e"}
                self._move(f"totals/{uuid}", "process", self.uuid, f"lcia_results/{spot}/mean")
        if totals:
            self.parts["totals"] = totals

    def _stages(self) -> None:
        """Included processes whose UUID is the one that crosswalk derives for a stage of this process."""
        codes = {derive_uuid("stage", self.uuid, row["code"]): row["code"] for row in table("stages/gbt24067.csv")}
        total = next(row["method_uuid"] for row in table("indicators/climate.csv") if row["code"] == "gwp-total")
        stages: list[dict[str, Any]] = []
        for reference in self.process.get("technology", {}).get("included_processes", ()):
            uuid = reference.get("id", "")
            process = self.datasets.get(("process", uuid))
            if uuid not in codes or process is None:
                continue
            here = f"stages/{len(stages)}"
            stage: dict[str, Any] = {"code": codes[uuid], "lines": self._read_lines(process, uuid, f"{here}/lines")}
            self._move(f"{here}/code", "process", uuid, "name/base")
            for spot, result in enumerate(process.get("lcia_results", ())):
                if result.get("method", {}).get("id") == total and result.get("mean"):
                    stage["result"] = {**result["mean"], "unit": "kg CO2e"}
                    self._move(f"{here}/result", "process", uuid, f"lcia_results/{spot}/mean")
            stages.append(stage)
        if stages:
            self.parts["stages"] = stages

    def _lines(self) -> None:
        lines = self._read_lines(self.process, self.uuid, "lines")
        if lines:
            self.parts["lines"] = lines
        chosen = self._reference_spot(self.process)
        if chosen is None:
            return
        exchange = self.process["exchanges"][chosen]
        reference: dict[str, Any] = {}
        flow = self.datasets.get(("flow", exchange.get("flow", {}).get("id", "")), {})
        if exchange.get("mean"):
            reference["amount"] = {**exchange["mean"], **_unit(flow)}
            self._move("reference/amount", "process", self.uuid, f"exchanges/{chosen}/mean")
        if exchange.get("comment"):
            reference["comment"] = exchange["comment"]
            self._move("reference/comment", "process", self.uuid, f"exchanges/{chosen}/comment")
        self.parts["reference"] = reference
        if code := _class_code(flow):
            self.parts["product"] = {"cpc": code}
            self._move("product/cpc", "flow", exchange["flow"]["id"], "classifications")

    def _reference_spot(self, process: Mapping[str, Any]) -> int | None:
        """The first exchange that the quantitative reference names."""
        wanted = process.get("quantitative_reference", {}).get("reference_flows", ())
        for spot, exchange in enumerate(process.get("exchanges", ())):
            if exchange.get("internal_id") in wanted:
                return spot
        return None

    def _read_lines(self, process: Mapping[str, Any], uuid: str, start: str) -> list[dict[str, Any]]:
        wanted = process.get("quantitative_reference", {}).get("reference_flows", ())
        lines: list[dict[str, Any]] = []
        for spot, exchange in enumerate(process.get("exchanges", ())):
            if exchange.get("internal_id") not in wanted:
                lines.append(self._line(exchange, uuid, f"exchanges/{spot}", f"{start}/{len(lines)}"))
        return lines

    def _line(self, exchange: Mapping[str, Any], uuid: str, here: str, start: str) -> dict[str, Any]:
        kept = ("internal_id", "direction", "derivation", "data_source_type", "comment")
        line = {name: exchange[name] for name in kept if name in exchange}
        self._move(start, "process", uuid, here)
        reference = exchange.get("flow", {})
        flow = self.datasets.get(("flow", reference.get("id", "")), {})
        name = flow.get("name", {}).get("base") or reference.get("name")
        if name:
            line["name"] = name
            self._move(f"{start}/name", "process", uuid, f"{here}/flow/name")
        if not self._is_ours(flow, reference) and reference.get("id"):
            line["flow"] = reference["id"]
            self._move(f"{start}/flow", "process", uuid, f"{here}/flow/id")
        else:
            self._flow_details(line, flow, reference.get("id", ""), start)
        amount = exchange.get("mean") or exchange.get("resulting")
        if amount:
            line["amount"] = {**amount, **_unit(flow)}
            line["basis"] = "per_unit"
            side = "mean" if exchange.get("mean") else "resulting"
            self._move(f"{start}/amount", "process", uuid, f"{here}/{side}")
        files: list[dict[str, Any]] = []
        for reference_ in exchange.get("sources", ()):
            file = self._file(reference_, f"{start}/evidence/{len(files)}")
            if file:
                files.append(file)
        if files:
            line["evidence"] = files
        return line

    def _is_ours(self, flow: Mapping[str, Any], reference: Mapping[str, Any]) -> bool:
        """A flow that crosswalk made for a line: its UUID is the one that the line's own words give."""
        maker = best(self.parts.get("owner", {}).get("name"))
        row = _property(flow)
        expected = derive_uuid(
            "flow",
            maker,
            best(flow.get("name", {}).get("base")),
            best(flow.get("name", {}).get("treatment")),
            flow.get("cas") or "",
            row["dimension"] if row else "",
        )
        return bool(flow) and expected == reference.get("id")

    def _flow_details(self, line: dict[str, Any], flow: Mapping[str, Any], uuid: str, start: str) -> None:
        if treatment := flow.get("name", {}).get("treatment"):
            line["specification"] = best(treatment)
            self._move(f"{start}/specification", "flow", uuid, "name/treatment")
        if flow.get("cas"):
            line["cas"] = flow["cas"]
            self._move(f"{start}/cas", "flow", uuid, "cas")
        if flow.get("dataset_type"):
            line["flow_type"] = flow["dataset_type"]
            self._move(f"{start}/flow_type", "flow", uuid, "dataset_type")
        if code := _class_code(flow):
            line["cpc"] = code
            self._move(f"{start}/cpc", "flow", uuid, "classifications")


def _property(flow: Mapping[str, Any]) -> Mapping[str, str] | None:
    wanted = flow.get("reference_property")
    for entry in flow.get("flow_properties", ()):
        if wanted is not None and entry.get("internal_id") == wanted:
            return flow_property_by_id(entry.get("property", {}).get("id"))
    return None


def _unit(flow: Mapping[str, Any]) -> dict[str, str]:
    """The reference unit of a flow whose property is known; nothing where it is not."""
    row = _property(flow)
    return {"unit": row["unit"]} if row else {}


def _class_code(flow: Mapping[str, Any]) -> str | None:
    for found in flow.get("classifications", ()):
        entries: Sequence[Mapping[str, Any]] = found.get("entries", ())
        if entries and entries[-1].get("id"):
            return str(entries[-1]["id"])
    return None


def _interval(text: Mapping[str, Any] | None) -> tuple[str, str] | None:
    """The two days of an ISO 8601 interval, where the text is exactly that."""
    for _, words in (text or {}).get("items", ()):
        start, slash, end = words.strip().partition("/")
        if slash and len(start) in (4, 7, 10) and len(end) in (4, 7, 10) and start[:4].isdigit() and end[:4].isdigit():
            return start, end
    return None

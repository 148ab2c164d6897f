"""From an arrangement to datasets: identifiers, references and what every dataset must carry.

Nothing is invented: UUIDs are derived from the producer and the product (UUIDv5), dates and versions are
the declaration's own, references point to datasets of the package or to the standard ones of
``mappings/ilcd``. Each move of a value is recorded, so that the account can follow it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crosswalk.bridge.quantities import Measured, bare, measure, per_unit
from crosswalk.bridge.terms import best, standard_dataset
from crosswalk.core.findings import Fate, Finding
from crosswalk.core.ids import derive_uuid
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.types import type_of

PRODUCT_LINE = 0
"""Internal id of the reference exchange."""


@dataclass(frozen=True)
class Move:
    """Where a part of the arrangement went: a dataset and a pointer in it."""

    start: str
    kind: str
    uuid: str
    pointer: str
    fate: Fate | None = None


@dataclass
class Assembly:
    """Datasets as plain data by (kind, uuid), the moves that led there, and what must be said of them."""

    datasets: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def assemble(arrangement: Mapping[str, Any]) -> Assembly:
    """The datasets of an arrangement: process, its stages, product and input flows, contacts, sources."""
    return _Builder(arrangement).build()


def reference_to(kind: str, uuid: str, version: str | None, name: Any) -> dict[str, Any]:
    """A reference to a dataset of the same package."""
    tail = f"_{version}" if version else ""
    found = {"kind": f"{kind} data set", "id": uuid, "uri": f"../{type_of(kind)['folder']}/{uuid}{tail}.xml"}
    more = {"version": version, "name": name}
    return found | {part: value for part, value in more.items() if value}


class _Builder:
    def __init__(self, arrangement: Mapping[str, Any]) -> None:
        self.parts = arrangement
        self.done = Assembly()
        self.process: dict[str, Any] = _copy(arrangement.get("process", {}))
        owner = arrangement.get("owner", {})
        self.maker = best(owner.get("name"))
        identity = self.process.setdefault("identity", {})
        if not identity.get("uuid"):
            identity["uuid"] = derive_uuid(
                "declaration", self.maker, best(self.process.get("name", {}).get("base")), *self._plant()
            )
            self.done.findings.append(finding("XW-B010", after=identity["uuid"]))
        self.uuid: str = identity["uuid"]
        self.version: str | None = identity.get("version")

    def _plant(self) -> tuple[str, ...]:
        functional = best(self.process.get("name", {}).get("functional"))
        return functional, self.process.get("geography", {}).get("location") or ""

    def build(self) -> Assembly:
        self._move("process", "process", self.uuid, "")
        owner = self._contact("owner")
        issuer = self._contact("issuer")
        commissioner = self._contact("commissioner")
        self._administer(owner, issuer, commissioner)
        self._period()
        self._classify()
        self._compliance()
        self._review(self._contact("verifier"))
        self._documents()
        product = self._product_flow(owner)
        stages = [self._stage(spot, stage, product, owner) for spot, stage in enumerate(self.parts.get("stages", ()))]
        if stages:
            self.process.setdefault("technology", {})["included_processes"] = stages
        self._exchanges(self.process, self.parts.get("lines", ()), "lines", self.uuid, product, owner)
        self._totals()
        self.done.datasets[("process", self.uuid)] = self.process
        self._common(owner)
        return self.done

    # --- shared ---------------------------------------------------------------------------

    def _move(self, start: str, kind: str, uuid: str, pointer: str, fate: Fate | None = None) -> None:
        self.done.moves.append(Move(start, kind, uuid, pointer, fate))

    def _reference(self, kind: str, uuid: str, name: Any) -> dict[str, Any]:
        return reference_to(kind, uuid, self.version, _copy(name) if name else None)

    def _standard(self, role: str) -> dict[str, Any] | None:
        row = standard_dataset(role)
        if row is None:
            return None
        found: dict[str, Any] = {
            "kind": row["kind"],
            "id": row["uuid"],
            "uri": f"../sources/{row['uuid']}.xml",
            "name": {"items": (("en", row["name_en"]),)},
        }
        if row["version"]:
            found["version"] = row["version"]
        return found

    def _classes(self, role: str) -> tuple[dict[str, Any], ...]:
        entries = tuple(
            {"level": int(row["level"]), "id": row["id"], "name": row["name"]}
            for row in table("ilcd/classes.csv")
            if row["role"] == role
        )
        return ({"entries": entries},) if entries else ()

    def _common(self, owner: dict[str, Any] | None) -> None:
        """Time stamp, format, version and owner: every dataset of a package carries those of its process."""
        stamp = self.process.get("entry", {}).get("timestamp")
        for (kind, _), data in self.done.datasets.items():
            if data is self.process:
                continue
            entry = data.setdefault("entry", {})
            if stamp:
                entry["timestamp"] = stamp
            if (format_ := self._standard("format")) is not None:
                entry["formats"] = (format_,)
            if self.version:
                data["identity"]["version"] = self.version
            if kind == "process":
                self._stage_common(data, owner)
            elif owner:
                data.setdefault("publication", {})["owner"] = _copy(owner)
            if kind == "flow" and self.process.get("compliance"):
                system = self.process["compliance"][0]
                data["compliance"] = ({name: _copy(system[name]) for name in ("system", "overall") if name in system},)

    def _stage_common(self, data: dict[str, Any], owner: dict[str, Any] | None) -> None:
        """A stage is documented as its process is."""
        for name in ("classifications", "compliance", "reviews", "goal", "comment", "time", "geography"):
            if name in self.process:
                data[name] = _copy(self.process[name])
        data["treatment"] = {
            name: _copy(value) for name, value in self.process.get("treatment", {}).items() if name != "sources"
        }
        if sources := self.process.get("treatment", {}).get("sources"):
            data["treatment"]["sources"] = _copy(sources)
        entry = self.process.get("entry", {})
        data["entry"].update({name: _copy(entry[name]) for name in ("person",) if name in entry})
        publication = self.process.get("publication", {})
        kept = ("last_revision", "owner", "copyright", "licence", "access_restrictions")
        data["publication"] = {name: _copy(publication[name]) for name in kept if name in publication}
        data["identity"]["uri"] = f"urn:uuid:{data['identity']['uuid']}"

    # --- parts of the process -------------------------------------------------------------

    def _administer(
        self, owner: dict[str, Any] | None, issuer: dict[str, Any] | None, commissioner: dict[str, Any] | None
    ) -> None:
        entry = self.process.setdefault("entry", {})
        if (format_ := self._standard("format")) is not None:
            entry["formats"] = (format_,)
        if person := issuer or owner:
            entry["person"] = _copy(person)
        if owner:
            self.process.setdefault("publication", {})["owner"] = _copy(owner)
        if commissioner:
            self.process.setdefault("goal", {})["commissioners"] = (_copy(commissioner),)

    def _period(self) -> None:
        """ILCD holds years; the exact days stand in the representativeness text as an ISO 8601 interval."""
        period = self.parts.get("period", {})
        time = self.process.setdefault("time", {})
        if end := period.get("end") or period.get("start"):
            time["reference_year"] = int(end[:4])
        if valid := period.get("valid_until"):
            time["valid_until"] = int(valid[:4])
            fate = Fate.CARRIED if len(valid) == len("2026") else Fate.APPROXIMATED
            self._move("period/valid_until", "process", self.uuid, "time/valid_until", fate)
        if period.get("start") and period.get("end"):
            time["description"] = {"items": (("en", f"{period['start']}/{period['end']}"),)}
        for name in ("start", "end"):
            if name in period:
                self._move(f"period/{name}", "process", self.uuid, "time/description", Fate.CARRIED)
        if not time:
            del self.process["time"]

    def _classify(self) -> None:
        code = self.parts.get("isic", {}).get("code")
        if code and (chain := class_chain("isic5", code)):
            self.process["classifications"] = ({"system": "ISIC", "entries": chain},)
            self._move("isic/code", "process", self.uuid, "classifications", Fate.MAPPED)

    def _compliance(self) -> None:
        given = _copy(self.parts.get("compliance", {}))
        if not given:
            return
        if system := given.get("system"):
            reference = self._standard(f"compliance:{system}")
            given["system"] = reference
            if reference is None:
                del given["system"]
        self.process["compliance"] = (given,)
        self._move("compliance", "process", self.uuid, "compliance/0")

    def _review(self, verifier: dict[str, Any] | None) -> None:
        given = dict(self.parts.get("review", {}))
        made: dict[str, Any] = {}
        if "type" in given:
            made["type"] = given["type"]
            self._move("review/type", "process", self.uuid, "reviews/0/type")
        if "scope" in given:
            scope: dict[str, Any] = {"name": given["scope"]}
            self._move("review/scope", "process", self.uuid, "reviews/0/scopes/0/name")
            if "method" in given:
                scope["methods"] = ({"name": given["method"]},)
                self._move("review/method", "process", self.uuid, "reviews/0/scopes/0/methods/0/name")
            made["scopes"] = (scope,)
        if "details" in given:
            made["details"] = _copy(given["details"])
            self._move("review/details", "process", self.uuid, "reviews/0/details")
        if verifier:
            made["reviewers"] = (_copy(verifier),)
        if "report" in given:
            made["report"] = self._source("review_report", given["report"], "review/report")
        if made:
            self.process["reviews"] = (made,)

    def _documents(self) -> None:
        """Figure, picture and the study report itself as sources."""
        technology = self.process.setdefault("technology", {})
        if figure := self.parts.get("figure"):
            technology["diagrams"] = (self._source("figure", figure, "figure"),)
        if photo := self.parts.get("photo"):
            technology["pictogram"] = self._source("photo", photo, "photo")
        number = self.process.get("publication", {}).get("registration_number")
        if number:
            reference = self._source("report", {"name": number}, None)
            if date := self.parts.get("report", {}).get("date"):
                self.done.datasets[("source", reference["id"])]["citation"] = f"{number} ({date})"
                self._move("report/date", "source", reference["id"], "citation")
            self.process.setdefault("treatment", {})["sources"] = (reference,)
        if not technology:
            del self.process["technology"]

    def _totals(self) -> None:
        names = {row["method_uuid"]: row for row in table("indicators/climate.csv") if row["method_uuid"]}
        results: list[dict[str, Any]] = []
        for uuid, amount in self.parts.get("totals", {}).items():
            self._move(f"totals/{uuid}", "process", self.uuid, f"lcia_results/{len(results)}/mean")
            results.append({"method": _method(names[uuid]), "mean": bare(amount)})
        if results:
            self.process["lcia_results"] = tuple(results)

    # --- other datasets -------------------------------------------------------------------

    def _contact(self, role: str) -> dict[str, Any] | None:
        part = self.parts.get(role)
        name = (part or {}).get("name")
        if not part or not name:
            return None
        if role != "owner" and best(name) == self.maker:
            owner_uuid = derive_uuid("contact", self.maker)
            self._move(role, "contact", owner_uuid, "")
            return self._reference("contact", owner_uuid, name)
        uuid = derive_uuid("contact", best(name))
        data = _copy(part)
        data["identity"] = {"uuid": uuid}
        data["short_name"] = _copy(name)
        data["classifications"] = self._classes(role)
        self.done.datasets.setdefault(("contact", uuid), data)
        self._move(role, "contact", uuid, "")
        return self._reference("contact", uuid, name)

    def _source(self, role: str, file: Mapping[str, Any], start: str | None) -> dict[str, Any]:
        name = {"items": (("zh" if not file["name"].isascii() else "en", file["name"]),)}
        uuid = derive_uuid("source", self.uuid, file["name"])
        data: dict[str, Any] = {
            "identity": {"uuid": uuid},
            "short_name": name,
            "classifications": self._classes(role),
        }
        if start:
            self._move(f"{start}/name", "source", uuid, "short_name")
        if digest := file.get("sha256"):
            data["description"] = {"items": (("en", f"sha256:{digest}"),)}
            if start:
                self._move(f"{start}/sha256", "source", uuid, "description")
        self.done.datasets.setdefault(("source", uuid), data)
        return self._reference("source", uuid, name)

    def _product_flow(self, owner: dict[str, Any] | None) -> dict[str, Any] | None:
        name = self.process.get("name")
        if not name:
            return None
        uuid = derive_uuid("product", self.uuid)
        quantity = measure(self.parts.get("reference", {}).get("amount", {}))
        data: dict[str, Any] = {
            "identity": {"uuid": uuid},
            "name": {part: _copy(name[part]) for part in ("base", "treatment", "mix") if part in name},
            "dataset_type": "Product flow",
        }
        product = self.parts.get("product", {})
        if cpc := product.get("cpc"):
            self._class_flow(data, uuid, cpc, "product/cpc")
        self._measure_flow(data, quantity)
        self.done.datasets[("flow", uuid)] = data
        return self._reference("flow", uuid, name.get("base"))

    def _class_flow(self, data: dict[str, Any], uuid: str, cpc: str, start: str) -> None:
        if chain := class_chain("cpc3", cpc):
            data["classifications"] = ({"system": "CPC", "entries": chain},)
            self._move(start, "flow", uuid, "classifications", Fate.MAPPED)
        else:
            self.done.findings.append(finding("XW-B011", before=cpc, system="CPC v3"))

    def _measure_flow(self, data: dict[str, Any], quantity: Measured) -> None:
        row = quantity.flow_property
        if row is None:
            return
        reference = {
            "kind": "flow property data set",
            "id": row["uuid"],
            "version": row["version"],
            "uri": f"../flowproperties/{row['uuid']}_{row['version']}.xml",
            "name": {"items": (("en", row["name"]),)},
        }
        data["flow_properties"] = ({"internal_id": 0, "property": reference, "mean": {"value": 1, "raw": "1"}},)
        data["reference_property"] = 0

    def _stage(
        self, spot: int, stage: Mapping[str, Any], product: dict[str, Any] | None, owner: dict[str, Any] | None
    ) -> dict[str, Any]:
        uuid = derive_uuid("stage", self.uuid, stage["code"])
        label = next((row for row in table("stages/gbt24067.csv") if row["code"] == stage["code"]), None)
        base = {"items": (("zh", label["zh"]), ("en", label["en"]))} if label else {"items": (("en", stage["code"]),)}
        name = {**_copy(self.process.get("name", {})), "base": base}
        if "base" in self.process.get("name", {}):
            name["functional"] = _copy(self.process["name"]["base"])
        data: dict[str, Any] = {
            "identity": {"uuid": uuid},
            "name": name,
            "quantitative_reference": _copy(self.process.get("quantitative_reference", {})),
            "method": {"dataset_type": "Partly terminated system"},
        }
        if technology := self.process.get("technology", {}).get("description"):
            data["technology"] = {"description": _copy(technology)}
        here = f"stages/{spot}"
        self._move(f"{here}/code", "process", uuid, "name/base", Fate.MAPPED)
        self._exchanges(data, stage.get("lines", ()), f"{here}/lines", uuid, product, owner)
        if (result := stage.get("result")) is not None:
            row = next(row for row in table("indicators/climate.csv") if row["code"] == "gwp-total")
            data["lcia_results"] = ({"method": _method(row), "mean": bare(result)},)
            self._move(f"{here}/result", "process", uuid, "lcia_results/0/mean")
        self.done.datasets[("process", uuid)] = data
        return self._reference("process", uuid, base)

    def _exchanges(
        self,
        process: dict[str, Any],
        lines: Any,
        start: str,
        uuid: str,
        product: dict[str, Any] | None,
        owner: dict[str, Any] | None,
    ) -> None:
        exchanges = [self._exchange(line, f"{start}/{spot}", spot, uuid) for spot, line in enumerate(lines)]
        reference = self.parts.get("reference", {})
        if product:
            quantity = measure(reference.get("amount", {}))
            made: dict[str, Any] = {"internal_id": PRODUCT_LINE, "flow": _copy(product), "direction": "Output"}
            if quantity.amount:
                made["mean"] = made["resulting"] = quantity.amount
            if "comment" in reference:
                made["comment"] = _copy(reference["comment"])
            made["derivation"] = "Unknown derivation"
            if process is self.process:
                here = f"exchanges/{len(exchanges)}"
                fate = Fate.CONVERTED if quantity.changed else Fate.MAPPED if quantity.renamed else None
                self._move("reference/amount", "process", uuid, f"{here}/mean", fate)
                self._move("reference/comment", "process", uuid, f"{here}/comment")
            exchanges.append(made)
            process.setdefault("quantitative_reference", {})["reference_flows"] = (PRODUCT_LINE,)
        if exchanges:
            process["exchanges"] = tuple(exchanges)

    def _exchange(self, line: Mapping[str, Any], start: str, spot: int, uuid: str) -> dict[str, Any]:
        made: dict[str, Any] = {
            name: _copy(line[name])
            for name in ("internal_id", "direction", "derivation", "data_source_type", "comment")
            if name in line
        }
        here = f"exchanges/{spot}"
        self._move(start, "process", uuid, here)
        if "internal_id" not in made:
            made["internal_id"] = spot + 1
        amount, fate = self._line_amount(line)
        spread = Fate.CONVERTED if line.get("basis") == "period_total" else None
        for part in ("basis", "period_output"):
            self._move(f"{start}/{part}", "process", uuid, f"{here}/mean", spread)
        quantity = measure(amount)
        if quantity.amount:
            made["mean"] = made["resulting"] = quantity.amount
            if quantity.changed:
                fate = Fate.CONVERTED if quantity.exact else Fate.ROUNDED
            elif quantity.renamed and fate is None:
                fate = Fate.MAPPED
            self._move(f"{start}/amount", "process", uuid, f"{here}/mean", fate)
        made["flow"] = self._line_flow(line, start, here, uuid, quantity)
        if evidence := line.get("evidence"):
            made["sources"] = tuple(
                self._source("evidence", file, f"{start}/evidence/{index}") for index, file in enumerate(evidence)
            )
        return made

    def _line_amount(self, line: Mapping[str, Any]) -> tuple[Mapping[str, Any], Fate | None]:
        """The amount per declared unit; a period's total is divided by the period's output."""
        amount = line.get("amount", {})
        if line.get("basis") != "period_total" or not amount:
            return amount, None
        quantity = self.parts.get("reference", {}).get("amount", {})
        spread = per_unit(amount, line.get("period_output", {}), quantity)
        if spread is None:
            self.done.findings.append(finding("XW-B012", before=best(line.get("name"))))
            return {}, None
        return spread, Fate.CONVERTED

    def _line_flow(
        self, line: Mapping[str, Any], start: str, here: str, uuid: str, quantity: Measured
    ) -> dict[str, Any]:
        name = line.get("name")
        if known := line.get("flow"):
            self._move(f"{start}/flow", "process", uuid, f"{here}/flow/id")
            self._move(f"{start}/name", "process", uuid, f"{here}/flow/name")
            found: dict[str, Any] = {"kind": "flow data set", "id": known, "uri": f"../flows/{known}.xml"}
            if name:
                found["name"] = _copy(name)
            return found
        dimension = quantity.flow_property["dimension"] if quantity.flow_property else ""
        flow_uuid = derive_uuid(
            "flow", self.maker, best(name), line.get("specification") or "", line.get("cas") or "", dimension
        )
        data: dict[str, Any] = {"identity": {"uuid": flow_uuid}, "name": {}}
        if name:
            data["name"]["base"] = _copy(name)
            self._move(f"{start}/name", "process", uuid, f"{here}/flow/name")
        if specification := line.get("specification"):
            data["name"]["treatment"] = {"items": (("en" if specification.isascii() else "zh", specification),)}
            self._move(f"{start}/specification", "flow", flow_uuid, "name/treatment")
        if mix := self.process.get("name", {}).get("mix"):
            data["name"]["mix"] = _copy(mix)
        if cas := line.get("cas"):
            data["cas"] = cas
            self._move(f"{start}/cas", "flow", flow_uuid, "cas")
        data["dataset_type"] = line.get("flow_type") or "Other flow"
        self._move(f"{start}/flow_type", "flow", flow_uuid, "dataset_type", Fate.APPROXIMATED)
        if cpc := line.get("cpc"):
            self._class_flow(data, flow_uuid, cpc, f"{start}/cpc")
        self._measure_flow(data, quantity)
        if data["dataset_type"] == "Other flow":
            self.done.findings.append(finding("XW-B013", before=best(name)))
        self.done.datasets.setdefault(("flow", flow_uuid), data)
        return self._reference("flow", flow_uuid, name)


def class_chain(system: str, code: str) -> tuple[dict[str, Any], ...]:
    """The classes from the most general to the code itself; empty for a code that the list lacks."""
    rows = _class_rows(system)
    chain: list[dict[str, Any]] = []
    current = code.strip()
    while current:
        row = rows.get(current)
        if row is None:
            return ()
        chain.append({"level": int(row["level"]), "id": row["code"], "name": row["en"]})
        current = row["parent"]
    return tuple(reversed(chain))


def _class_rows(system: str) -> Mapping[str, Mapping[str, str]]:
    return {row["code"]: row for row in table(f"lists/{system}.csv")}


def _method(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "kind": "LCIA method data set",
        "id": row["method_uuid"],
        "version": row["method_version"],
        "uri": f"../lciamethods/{row['method_uuid']}_{row['method_version']}.xml",
        "name": {"items": (("en", row["method_name"]),)},
    }


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copy(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_copy(item) for item in value)
    return value

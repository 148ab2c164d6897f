"""Flow mapping on the way through a conversion: applied where asked, counted, and told exchange by exchange."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeGuard, TypeVar

from pydantic import BaseModel

from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Finding, Ledger
from crosswalk.core.messages import Words, finding
from crosswalk.core.places import Place
from crosswalk.formats.documents import Document
from crosswalk.lcia import FactorStore, climate_methods
from crosswalk.lcia.characterisation import amount_of, choose
from crosswalk.lcia.rollup import TOTAL
from crosswalk.mapping.applying import (
    Change,
    Coverage,
    Decider,
    Decision,
    FlowUse,
    Outcome,
    TableLookup,
    factor_text,
    map_exchange,
    map_line,
    read_notes,
    target_of,
)
from crosswalk.mapping.applying.rewrite import line_use
from crosswalk.mapping.listfile import StoredList
from crosswalk.mapping.matching import Matcher
from crosswalk.mapping.opening import open_matcher
from crosswalk.mapping.store import open_list
from crosswalk.mapping.table import MappingTable
from crosswalk.mapping.tables import find_table, open_table
from crosswalk.model.base import identified
from crosswalk.model.comparison import kind_of
from crosswalk.model.declaration import Declaration
from crosswalk.model.process import Exchange, Process
from crosswalk.pipeline import account
from crosswalk.pipeline.characterising import open_methods
from crosswalk.pipeline.disclosure import is_disclosed
from crosswalk.pipeline.flow_report import FlowMappingReport, finish_findings
from crosswalk.pipeline.known_flows import KnownFlows

if TYPE_CHECKING:
    from crosswalk.pipeline.convert import Conversion

AUTO = "auto"
Part = TypeVar("Part", bound=BaseModel)
NOTED = Decision(FlowUse(), Outcome.IDENTICAL, by="note", evidence=("note",))
"""A flow that was mapped onto the same list before: it stays."""


@dataclass(frozen=True)
class Relinked:
    """A dataset with its flows mapped, and what changed, by model pointer."""

    model: BaseModel
    changes: Mapping[str, Change] = field(default_factory=dict)


class FlowMapper:
    """Tables, target list and matcher of a run: what flows become, without regard to a package.

    ``tables`` are tables or their files; ``auto`` asks the matcher where no table says anything. Use as a context
    manager, or ``close`` it. Raises UsageError: XW-F230 for ``auto`` without a target list, XW-F231 for a target list
    without anything to map by, XW-L150 for an unknown list; what ``open_table`` raises.
    """

    def __init__(
        self,
        tables: Iterable[MappingTable | str | Path],
        target_list: str | None,
        *,
        auto: bool,
        place: Place | None = None,
    ) -> None:
        given = list(tables)
        if auto and not target_list:
            raise UsageError("XW-F230", place)
        if target_list and not given and not auto:
            raise UsageError("XW-F231", place, list=target_list)
        self.findings: list[Finding] = []
        named = [self._opened(table, number) for number, table in enumerate(given, 1)]
        self.list: StoredList | None = None
        self.matcher: Matcher | None = None
        with ExitStack() as stack:  # what is open already is closed where the next cannot be opened
            if target_list:
                self.list = stack.enter_context(open_list(target_list))
                self.matcher = stack.enter_context(open_matcher(target_list)) if auto else None
            self._stack = stack.pop_all()
        self.findings += [
            finding("XW-F234", source=Place(file=name), table_list=head, list=target_list)
            for name, table in named
            if target_list and (head := table.head.target_list.strip()) and "-".join(head.split()) != target_list
        ]
        heads = (table.head.target_list for _, table in named)
        self.list_id = target_list or next(("-".join(head.split()) for head in heads if head.strip()), "-")
        """One word, as the notes in the data are read back by it."""
        self.decider = Decider(TableLookup(named), self.list, self.matcher)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the list and the matcher's index."""
        self._stack.close()

    def _opened(self, table: MappingTable | str | Path, number: int) -> tuple[str, MappingTable]:
        if isinstance(table, MappingTable):
            return table.head.id or f"table {number}", table
        reading = open_table(find_table(str(table)))
        self.findings.extend(reading.findings)
        return reading.table.head.id or Path(table).name, reading.table


class Relinker:
    """The flow mapping of one run of a conversion."""

    def __init__(self, conversion: Conversion) -> None:
        request = conversion.request
        self.conversion = conversion
        self.active = bool(request.flows or request.target_list)
        self.report = FlowMappingReport()
        if not self.active:
            return
        place = Place(file=conversion.package.source.file)
        files = [name for name in request.flows if name != AUTO]
        self.mapper = FlowMapper(files, request.target_list, auto=AUTO in request.flows, place=place)
        self.report.list_id = self.mapper.list_id
        self.report.tables = (*files, *([AUTO] if AUTO in request.flows else ()))
        conversion.ledger.find(*self.mapper.findings)
        self.known = KnownFlows(conversion.package)
        self.store = _climate(request.options.get("methods"))
        self.used: set[str] = set()
        """Flows that exchanges refer to after mapping."""
        self.left: set[str] = set()
        """Flow datasets of the package that mapped exchanges referred to."""
        self.versions = 0
        conversion.flow_mapping = self.report

    def close(self) -> None:
        """Give temporary files back."""
        if self.active:
            self.mapper.close()
            self.known.close()
            if self.store is not None:
                self.store.close()

    def changes(self, model: BaseModel) -> bool:
        """Whether mapping would change a dataset; nothing is counted."""
        if not self._takes(model, Process, "exchanges"):
            return False
        return any(decision.outcome is Outcome.MAPPED for _, decision in self._decisions(model))

    def relink(self, model: BaseModel, document: Document) -> Relinked:
        """The dataset with its flows mapped; the same one where nothing is to be mapped."""
        if self._takes(model, Process, "exchanges"):
            return self._process(model, document)
        if self._takes(model, Declaration, "inventory"):
            return self._declaration(model, document)
        return Relinked(model)

    def _takes(self, model: BaseModel, kind: type[Part], part: str) -> TypeGuard[Part]:
        """Whether a dataset is mapped: an inventory that is withheld is neither mapped nor told of."""
        return (
            self.active and isinstance(model, kind) and is_disclosed(kind_of(type(model)), part, self.conversion.level)
        )

    # --- processes ---

    def _decisions(self, process: Process) -> Iterator[tuple[Exchange, Decision]]:
        reference = set(process.quantitative_reference.reference_flows)
        for exchange in process.exchanges:
            yield exchange, self._decide(exchange, exchange.internal_id in reference)

    def _decide(self, exchange: Exchange, reference: bool) -> Decision:
        use = self.known.use(exchange)
        if reference or exchange.modules or exchange.resolved is not None or exchange.flow is None:
            return Decision(use, Outcome.OTHER)
        if any(note.list_id == self.mapper.list_id for note in read_notes(exchange.comment)):
            return self._noted(use)
        return self.mapper.decider.decide(use)

    def _noted(self, use: FlowUse) -> Decision:
        own = self.mapper.list.flow(use.uuid) if self.mapper.list is not None else None
        return replace(NOTED, use=use, target=None if own is None else target_of(own))

    def _process(self, process: Process, document: Document) -> Relinked:
        exchanges, changes = list(process.exchanges), dict[str, Change]()
        coverage = Coverage()
        for spot, (exchange, decision) in enumerate(self._decisions(process)):
            start = f"exchanges/{spot}"
            findings = [decision.finding] if decision.finding is not None else []
            if decision.outcome is Outcome.MAPPED:
                done = map_exchange(exchange, decision, self.mapper.list_id)
                exchanges[spot] = done.part
                changes |= {f"{start}/{change.pointer}": change for change in done.changes}
                findings.extend(done.findings)
            amount = amount_of(exchange, process)
            impact = self._impact(process, exchanges[spot], amount, decision)
            for sums in (coverage, self.report.coverage):
                sums.add(decision, amount, impact)
            self.report.note(decision, amount)
            self._remember(exchange, exchanges[spot], decision)
            self._tell(document, start, decision, findings)
        self.report.add_process(identified(process), process.name.base, coverage)
        model = process.model_copy(update={"exchanges": tuple(exchanges)}) if changes else process
        return Relinked(model, changes)

    def _impact(self, process: Process, exchange: Exchange, amount: object, decision: Decision) -> Fraction | None:
        """The climate impact of an exchange as it is now; None without a method or a factor."""
        flow = exchange.flow.id if exchange.flow else None
        if self.store is None or not flow or amount is None:
            return None
        place = exchange.location or process.geography.location or ""
        chosen, _ = choose(self.store.of_flow(flow), exchange.direction or "", place)
        now = amount_of(exchange, process)
        unit = (decision.target.unit if decision.target is not None else "") or decision.use.unit
        fitting = [factor for factor in chosen if not factor.unit or not unit or factor.unit == unit]
        return Fraction(now) * Fraction(fitting[0].value) if fitting and now is not None else None

    def _remember(self, before: Exchange, after: Exchange, decision: Decision) -> None:
        if after.flow is not None and after.flow.id:
            self.used.add(after.flow.id)
        if decision.outcome is Outcome.MAPPED and before.flow is not None and decision.use.type:
            self.left.add(before.flow.id or "")
        if decision.outcome is Outcome.IDENTICAL and decision.target is not None:
            said, listed = decision.use.version, decision.target.version
            self.versions += bool(said and listed and said != listed)

    # --- declarations ---

    def _declaration(self, declaration: Declaration, document: Document) -> Relinked:
        lines, changes = list(declaration.inventory), dict[str, Change]()
        coverage = Coverage()
        for spot, line in enumerate(declaration.inventory):
            start = f"inventory/{spot}"
            use = line_use(line)
            if use is None:
                decision = Decision(FlowUse(names=_names(line.name), uuid=line.flow or ""), Outcome.OTHER)
            elif any(note.list_id == self.mapper.list_id for note in read_notes(line.remark)):
                decision = self._noted(use)
            else:
                decision = self.mapper.decider.decide(use)
            findings = [decision.finding] if decision.finding is not None else []
            if decision.outcome is Outcome.MAPPED:
                done = map_line(line, decision, self.mapper.list_id)
                lines[spot] = done.part
                changes |= {f"{start}/{change.pointer}": change for change in done.changes}
                findings.extend(done.findings)
            amount = line.amount.value if line.amount is not None else None
            for sums in (coverage, self.report.coverage):
                sums.add(decision, amount)
            self.report.note(decision, amount)
            self._tell(document, start, decision, findings)
        self.report.add_process(identified(declaration), declaration.product.name, coverage)
        model = declaration.model_copy(update={"inventory": tuple(lines)}) if changes else declaration
        return Relinked(model, changes)

    # --- words ---

    def _tell(self, document: Document, start: str, decision: Decision, findings: list[Finding]) -> None:
        """Problems always; what became of each exchange where somebody keeps the ledger."""
        ledger: Ledger = self.conversion.ledger
        told = [*findings, *([_told(decision)] if ledger.singly else ())]
        if not told:
            return
        place = _place(document, start)
        uuid = identified(document.model).uuid or ""
        ledger.find(*(replace(found, source=place, dataset=uuid) for found in told))

    def finish(self) -> None:
        """What is to be said of the run as a whole."""
        if not self.active:
            return
        place = Place(file=self.conversion.package.source.file)
        report, list_id = self.report, self.mapper.list_id
        found = list(finish_findings(report, place))
        targets = {line.decision.target.uuid for line in report.applied() if line.decision.target is not None}
        if absent := sum(not self.known.holds(uuid) for uuid in targets):
            found.append(finding("XW-F210", source=place, list=list_id, count=absent))
        if idle := len(self.left - self.used - {""}):
            found.append(finding("XW-F219", source=place, count=idle))
        if self.versions:
            found.append(finding("XW-F220", source=place, count=self.versions, list=list_id))
        self.conversion.ledger.find(*found)


def relinked_fates(relinked: Relinked) -> account.Changed:
    """What became of the values that mapping changed, by pointer."""
    return {pointer: (change.fate, change.after) for pointer, change in relinked.changes.items()}


def relink_documents(conversion: Conversion, documents: Iterable[Document]) -> Mapping[int, Relinked]:
    """The datasets of a conversion between kinds with their flows mapped, by the identity of the document object."""
    relinker = Relinker(conversion)
    try:
        if not relinker.active:
            return {}
        done = {id(document): relinker.relink(document.model, document) for document in documents}
        relinker.finish()
        return {key: relinked for key, relinked in done.items() if relinked.changes}
    finally:
        relinker.close()


def _climate(methods: str | None) -> FactorStore | None:
    """The climate factors of a package of methods, where it has the EF 3.1 method for climate change."""
    if not methods:
        return None
    store = open_methods(methods, (climate_methods()[TOTAL],), need_all=False)
    if store.methods:
        return store
    store.close()
    return None


def _place(document: Document, start: str) -> Place:
    place = document.place_at(f"{start}/flow/id" if start.startswith("exchanges") else f"{start}/name")
    return document.place_at(start) if place == document.place else place


def _names(text: Iterable[tuple[str | None, str]] | None) -> tuple[tuple[str, str], ...]:
    return tuple((language or "", name) for language, name in text or ())


REASONS: Mapping[Outcome, Words] = {
    Outcome.UNMATCHED: Words("没有已接受的对应流", "no accepted flow of the target list"),
    Outcome.STOPPED: Words("有对应流，但被拦下，原因另列", "a flow was found and stopped, for the reason told beside"),
    Outcome.UNKNOWN: Words("包中没有该流，也没有映射表提到它", "the package does not hold it and no table names it"),
    Outcome.OTHER: Words("不是基本流", "no elementary flow"),
}


def _told(decision: Decision) -> Finding:
    """What became of one exchange."""
    use, target = decision.use, decision.target
    if decision.outcome is Outcome.MAPPED and target is not None:
        by = "+".join((decision.by, *decision.evidence)) if decision.by in (AUTO, "uuid") else decision.by
        before, after = f"{use.label} ({use.uuid or '-'})", f"{target.name or '-'} ({target.uuid})"
        params = {"factor": factor_text(decision.factor), "by": by, "confidence": str(decision.confidence or "-")}
        return finding("XW-F211", before=before, after=after, **params)  # type: ignore[arg-type]
    if decision.outcome is Outcome.IDENTICAL:
        return finding("XW-F212", name=use.label, uuid=use.uuid or "-")
    reason = REASONS[decision.outcome]
    gates = ", ".join(decision.gates)
    return finding("XW-F213", name=use.label, uuid=use.uuid or "-", reason=reason, gates=gates, by=decision.by)

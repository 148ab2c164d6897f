"""Datasets that stay datasets, one by one: read, repair, move or put, verify, write, account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from crosswalk.bridge.resolved import flow_of, is_reference, resolve
from crosswalk.carriers.sidecar import NAME, Held, Sidecar, SidecarWriter, is_sidecar, open_sidecar
from crosswalk.carriers.xml import XmlSyntax
from crosswalk.checks import check_document
from crosswalk.context import complete, unstated
from crosswalk.core.errors import InputError
from crosswalk.core.findings import Entry, Fate, Finding, Kind
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.documents import Attachment, Document, Draft, Format, Member, own_transcript
from crosswalk.formats.engine import put
from crosswalk.formats.ilcd.types import file_name
from crosswalk.model.base import identified, plain
from crosswalk.model.flow import Flow
from crosswalk.model.process import Process
from crosswalk.model.schema import MODELS
from crosswalk.model.walk import leaves
from crosswalk.pipeline import account
from crosswalk.pipeline.disclosure import disclose
from crosswalk.pipeline.flows import Flows
from crosswalk.pipeline.headlines import intended_headlines
from crosswalk.pipeline.mending import FAMILY, Mender, tell_repairable
from crosswalk.pipeline.relinking import Relinker, relinked_fates
from crosswalk.pipeline.verify import compare_headlines, verify

if TYPE_CHECKING:
    from crosswalk.pipeline.convert import Conversion, Request

NAMED = 2000
"""Headline values that a conversion holds."""
NOTHING = account.Mended()
DOCUMENTS = "external_docs/"
"""The folder of an ILCD package that holds what sources refer to."""
MANIFEST = "manifest.json"
"""The list of a TIDAS platform package; it names files by their paths there."""


def convert_datasets(conversion: Conversion, format_: Format) -> None:
    """Convert every dataset of the package into the outlet of the conversion; memory does not grow with their number.

    Raises InputError (XW-I003) where the package holds no dataset, and what ``convert_package`` names.
    """
    stream = _Stream(conversion, format_)
    try:
        for part in conversion.package.stream():
            if isinstance(part, Document):
                stream.convert(part)
            else:
                stream.carry(part)
        stream.finish()
    finally:
        stream.close()
    if not conversion.datasets_in:
        raise InputError(
            "XW-I003", Place(file=conversion.package.source.file), format=conversion.package.detection.format
        )


def answered_draft(
    format_: Format, model: BaseModel, kind: str, base: Document | None, request: Request, place: Place
) -> Draft:
    """A draft of a model, completed by the answers of the request's context."""
    if request.context is None:
        return format_.draft(model, kind, base, request.options)
    done = complete(model, kind, format_.tables()[kind], request.context, place)
    draft = format_.draft(done.model, kind, base, request.options)
    draft.findings.extend(done.findings)
    draft.answers = tuple(done.used)
    before = {pointer for pointer, _ in leaves(model)}
    draft.answered = frozenset(owner_of(pointer) for pointer, _ in leaves(done.model) if pointer not in before)
    return draft


def owner_of(pointer: str) -> str:
    """The field that a leaf of a model belongs to: put writes amounts and texts as one."""
    head, _, last = pointer.rpartition("/")
    return head if last in ("value", "unit", "zh", "en") else pointer


def _results(model: BaseModel) -> int:
    """How many results by module a process holds."""
    if not isinstance(model, Process):
        return 0
    inventory = sum(len(exchange.modules) for exchange in model.exchanges)
    return inventory + sum(len(result.modules) for result in model.lcia_results)


class _Stream:
    """One run over one package."""

    def __init__(self, conversion: Conversion, format_: Format) -> None:
        self.conversion = conversion
        self.format = format_
        self.same = conversion.package.format.card.id == format_.card.id
        self.whole = conversion.level == "internal"
        changed = getattr(format_, "version", None) is not None
        moved = self.whole and (changed or not self.same)
        self.sidecar = SidecarWriter() if moved and conversion.request.options.get("sidecar") != "off" else None
        self.held = _sidecar_of(conversion) if moved and not self.same else None
        self.mender = Mender(conversion)
        self.relinker = Relinker(conversion)
        holds_flows = "flow" in conversion.package.format.card.kinds
        self.flows = Flows(conversion.package) if holds_flows and "flow" not in format_.card.kinds else None
        self.names: set[str] = set()
        self.carried = self.left = 0

    def convert(self, document: Document) -> None:
        """One dataset, from its tree to verified bytes in the outlet."""
        run, format_ = self.conversion, self.format
        if run.request.select is not None and account.key_of(document)[1] != run.request.select:
            return
        run.datasets_in += 1
        if document.kind not in format_.card.kinds:
            kept = self.sidecar is not None and self._put_beside(document)
            account.enter_source(run.ledger, document, account.Route(identity=False), {}, run.level, kept=kept)
            return
        run.ledger.find(*account.masked([*document.findings, *check_document(document)], [document], run.level))
        draft, source, mended = self._answered(document, *self._draft(document))
        source, mended = self._relinked(document, draft, source, mended)
        run.answered.update(draft.answers)
        again, name, data = self._verified(draft)
        asked = [
            *draft.findings,
            *format_.required(draft.says, draft.kind),
            *unstated(draft.says, draft.kind, run.request.levels),
        ]
        run.ask(question for question in asked if question.kind is Kind.MISSING)
        run.ledger.find(*(found for found in draft.findings if found.kind is not Kind.MISSING))
        run.ledger.find(*self._unplaced(document, draft, again))
        self._enter(document, draft, again, source, mended)
        run.write(name, data)
        run.datasets += 1
        for root in self.mender.stubs(document, draft):
            self._add_stub(root)
        for _, flow in self._products(document):
            self._add_product(document, flow)

    def _verified(self, draft: Draft) -> tuple[Document, str, bytes]:
        """A draft read back, its name and its bytes."""
        run, format_ = self.conversion, self.format
        draft.member = self._free(draft.member)
        ((name, data),) = format_.render([draft], run.request.options)
        if not run.request.verify:
            return format_.open(draft.root, draft.kind), name, data
        (again,) = verify(format_, {name: data}, [draft], run.request.options)
        found = compare_headlines(intended_headlines([draft]), format_.headlines({name: data}))
        run.headlines.extend(found[: max(0, NAMED - len(run.headlines))])
        return again, name, data

    def _draft(self, document: Document) -> tuple[Draft, account.Noted | None, account.Mended]:
        """The dataset to be written, what the source held before repairs, and the repairs."""
        if not self.whole:
            return self._disclosed(document), None, NOTHING
        run, format_ = self.conversion, self.format
        if not self.mender.active or document.format not in FAMILY:
            draft = format_.adopt(document, self._held(document), run.request.options) or self._disclosed(document)
            self.mender.survey(document, draft)
            return draft, None, NOTHING
        if isinstance(document.syntax, XmlSyntax):
            noted = account.note_source(document, own_transcript(document))
            whole, mended = self.mender.mend_source(document)
            return self._adopted(whole, None if mended.repairs else self._held(document)), noted, mended
        if self.same:
            return self.mender.mend_objects(document, format_) or self._adopted(document, None), None, NOTHING
        draft = self._adopted(document, self._held(document))
        if draft.transcript is None:
            return draft, None, NOTHING
        noted = account.note_source(document, draft.transcript)
        mended = self.mender.mend_draft(document, draft)
        if mended.repairs:
            whole = format_.open(draft.root, draft.kind)
            draft.transcript, draft.said = own_transcript(whole), whole.model
        return draft, noted, mended

    def _answered(
        self, document: Document, draft: Draft, source: account.Noted | None, mended: account.Mended
    ) -> tuple[Draft, account.Noted | None, account.Mended]:
        """The draft completed by the answers of the context: put onto its tree, counted apart."""
        run, rows = self.conversion, self.format.tables()[draft.kind]
        if run.request.context is None or draft.transcript is None:
            return draft, source, mended
        done = complete(draft.says, draft.kind, rows, run.request.context, document.place)
        draft.findings.extend(done.findings)
        draft.answers = tuple(done.used)
        if not done.filled:
            return draft, source, mended
        source = source or account.note_source(document, draft.transcript)
        writing = put(plain(done.model), rows, draft.syntax, draft.root)
        created, changed = (
            sum(entry.leaves for entry in writing.wrote if entry.how == how) for how in ("created", "changed")
        )
        whole = self.format.open(draft.root, draft.kind)
        after = own_transcript(whole)
        emptied = max(0, draft.transcript.kept_written - after.kept_written)  # empty parts that got a content
        draft.transcript.written, draft.transcript.kept_written = after.written, after.kept_written
        draft.said = whole.model
        return draft, source, replace(mended, gone=mended.gone + changed + emptied, answered=created + changed)

    def _relinked(
        self, document: Document, draft: Draft, source: account.Noted | None, mended: account.Mended
    ) -> tuple[account.Noted | None, account.Mended]:
        """The flows of a tree that was moved mapped: put onto it, each change entered with its place before."""
        if not self.relinker.active or draft.transcript is None:
            return source, mended
        rows = self.format.tables()[draft.kind]
        done = self.relinker.relink(draft.says, document)
        if not done.changes:
            return source, mended
        source = source or account.note_source(document, draft.transcript, singly=self.conversion.ledger.singly)
        places = {pointer: document.place_at(pointer) for pointer in done.changes}
        syntax = self.format.open(draft.root, draft.kind).syntax  # a format that extends ILCD knows more names
        writing = put(plain(done.model), rows, syntax, draft.root)
        uuid, entries, created = account.key_of(document)[1], [], 0
        for wrote in writing.wrote:
            change = done.changes.get(wrote.pointer)
            if wrote.how == "created":
                created += wrote.leaves
            elif wrote.how == "changed":
                fate, before, after = (
                    (change.fate, change.before, change.after) if change else (Fate.CONVERTED, None, None)
                )
                place, target = places.get(wrote.pointer, document.place), Place(pointer=wrote.pointer)
                entries.append(Entry(fate, place, target, before, after, uuid, wrote.leaves))
        for rest in writing.removed:
            change = done.changes.get(rest.pointer)
            place = places.get(rest.pointer, document.place)
            before = change.before if change else None
            entries.append(Entry(Fate.MAPPED, place, None, before, None, uuid, rest.leaves))
        whole = self.format.open(draft.root, draft.kind)
        after_all = own_transcript(whole)
        emptied = max(0, draft.transcript.kept_written - after_all.kept_written)  # empty parts that got a content
        draft.transcript.written, draft.transcript.kept_written = after_all.written, after_all.kept_written
        draft.said = whole.model
        changed = sum(wrote.leaves for wrote in writing.wrote if wrote.how == "changed")
        gone, relinked = mended.gone + emptied, changed + created
        return source, replace(mended, gone=gone, mapped=tuple(entries), relinked=relinked)

    def _adopted(self, document: Document, held: Held | None) -> Draft:
        draft = self.format.adopt(document, held, self.conversion.request.options)
        assert draft is not None
        return draft

    def _disclosed(self, document: Document) -> Draft:
        """A new dataset made of what may leave at the level of disclosure."""
        run = self.conversion
        done = self.relinker.relink(document.model, document)
        if self.whole:
            model = self._resolved(document, done.model)
        else:
            shown = disclose(document.kind, plain(done.model), run.level)
            model = MODELS[document.kind].model_validate(shown)
        draft = answered_draft(self.format, model, document.kind, None, run.request, document.place)
        draft.mapped = relinked_fates(done)
        return draft

    def _products(self, document: Document) -> Iterator[tuple[int, Flow]]:
        """Flow datasets for what a server said of the product beside the reference to it (soda4LCA)."""
        process = document.model
        if not isinstance(process, Process) or "flow" not in self.format.card.kinds:
            return
        for spot, exchange in enumerate(process.exchanges):
            if exchange.modules or exchange.resolved is None:
                continue
            flow = flow_of(exchange)
            if flow is not None and flow.identity.uuid:
                yield spot, flow

    def _add_product(self, document: Document, flow: Flow) -> None:
        """A flow dataset of its own, made of parts of a process dataset."""
        run = self.conversion
        draft = answered_draft(self.format, flow, "flow", None, run.request, document.place)
        again, name, data = self._verified(draft)
        account.enter_target(run.ledger, draft, account.Route(identity=True), again, singly=run.ledger.singly)
        run.write(name, data)
        run.datasets += 1

    def _resolved(self, document: Document, model: BaseModel) -> BaseModel:
        """The dataset with what its package says of the product, for formats that hold it beside the reference."""
        process = model
        if self.flows is None or not isinstance(process, Process):
            return model
        exchanges = tuple(
            resolve(exchange, flow, reference=is_reference(process, exchange))
            if not exchange.modules and exchange.resolved is None and (flow := self.flows.flow(exchange)) is not None
            else exchange
            for exchange in process.exchanges
        )
        return process if exchanges == process.exchanges else process.model_copy(update={"exchanges": exchanges})

    def _add_stub(self, root: Any) -> None:
        """A flow dataset in place of one that is referred to and not there: all of it is inferred."""
        run = self.conversion
        stub = self.mender.xml.open(root, "flow")
        draft = self._adopted(stub, None)
        draft.member = self.format.root + file_name(
            "flow", stub.model, ".xml" if isinstance(draft.syntax, XmlSyntax) else ".json"
        )
        again, name, data = self._verified(draft)
        account.enter_inferred(run.ledger, draft, again)
        run.write(name, data)
        run.datasets += 1

    def _unplaced(self, document: Document, draft: Draft, again: Document) -> Iterator[Finding]:
        """A finding (XW-P020) where results by module have no place in the output; a tree that was moved shows them."""
        missing = _results(document.model) - _results(again.model)
        if draft.writing is not None and missing > 0:
            yield finding("XW-P020", source=document.place, count=missing, format=self.format.card.id)

    def _held(self, document: Document) -> Held | None:
        if self.held is None or self.relinker.changes(document.model):
            return None
        identity = identified(document.model)
        key = (document.kind, identity.uuid or "", identity.version or "")
        names = getattr(self.format, "spellings", (self.format.card.id,))
        return next((held for name in names if (held := self.held.take(name, *key)) is not None), None)

    def _enter(
        self,
        document: Document,
        draft: Draft,
        again: Document,
        source: account.Noted | None,
        mended: account.Mended,
    ) -> None:
        ledger = self.conversion.ledger
        kept = self._keep(draft.document or document, draft, source)
        if draft.writing is None:
            account.enter_moved(ledger, document, draft, again, source, mended, sidecar=kept)
            return
        route = account.Route(identity=True)
        written = account.written_pointers([draft])
        for spot, _ in self._products(document):
            written[account.key_of(document)].add(f"exchanges/{spot}/resolved")
        whole = kept or draft.based
        removed = set() if kept else {rest.pointer for rest in draft.writing.removed}
        level, singly = self.conversion.level, ledger.singly
        marked = draft.marked
        account.enter_source(
            ledger,
            document,
            route,
            written,
            level,
            kept=whole,
            removed=removed,
            marked=marked,
            mapped=draft.mapped,
            singly=singly,
        )
        account.enter_target(ledger, draft, route, again, singly=singly)

    def _keep(self, document: Document, draft: Draft, source: account.Noted | None) -> bool:
        """Put the source beside the output where it holds more than the output can; whether that was done."""
        if self.sidecar is None or document.data is None:
            return False
        transcript = draft.transcript
        lost = source.lost if source is not None else transcript.lost if transcript is not None else True
        if transcript is not None and transcript.shaped and not lost and not document.prologue:
            return False
        return self._put_beside(document)

    def _put_beside(self, document: Document) -> bool:
        """Put a dataset into the sidecar as it came."""
        if self.sidecar is None or document.data is None:
            return False
        identity = identified(document.model)
        member = document.place.member or self.conversion.package.source.file.rpartition("/")[2]
        key = (document.format, document.kind, identity.uuid or "", identity.version or "")
        return self.sidecar.add(*key, member, document.data)

    # --- names and files ------------------------------------------------------------------------

    def _free(self, name: str) -> str:
        """The name, or one with a number where another dataset of the package has it already."""
        if name in self.names:
            self.conversion.ledger.find(finding("XW-P017", target=Place(member=name)))
            head, _, tail = name.rpartition(".")
            name = next(free for number in range(2, 10**6) if (free := f"{head}-{number}.{tail}") not in self.names)
        self.names.add(name)
        return name

    def carry(self, attachment: Attachment) -> None:
        """Pass on a file that is no dataset, as the format of the target places it."""
        run = self.conversion
        if attachment.finding is not None:
            run.ledger.find(attachment.finding)
        name = _carried_name(attachment.name, same=self.same)
        if not self.whole or name is None or run.request.select is not None:
            self.left += 1
            return
        run.write(self._free(name if self.same else self.format.root + name), attachment.read())
        self.carried += 1

    def finish(self) -> None:
        """The sidecar, and a word on the files that are no datasets."""
        run = self.conversion
        place = Place(file=run.package.source.file)
        if self.sidecar is not None and (file := self.sidecar.finish()) is not None:
            run.outlet.add_file(NAME, file)
        elif self.same and self.whole and (member := _sidecar_member(run)) is not None:
            run.outlet.add(NAME, member.read())
        if self.carried:
            run.ledger.find(finding("XW-P015", source=place, count=self.carried))
        run.ledger.find(*tell_repairable(run))
        self.relinker.finish()
        if self.left:
            run.ledger.find(finding("XW-P016", source=place, count=self.left))

    def close(self) -> None:
        """Give temporary files back."""
        for holder in (self.sidecar, self.held, self.mender, self.relinker):
            if holder is not None:
                holder.close()


def _carried_name(name: str, *, same: bool) -> str | None:
    """The place of a file in another format's package, below its root; None for what speaks of the old package."""
    if same:
        return name
    spot = name.find(DOCUMENTS)
    if spot >= 0:
        return name[spot:]
    return None if name.rpartition("/")[2] == MANIFEST else name.removeprefix("ILCD/")


def _sidecar_member(conversion: Conversion) -> Member | None:
    return next((member for member in conversion.package.source.members() if is_sidecar(member.name)), None)


def _sidecar_of(conversion: Conversion) -> Sidecar | None:
    member = _sidecar_member(conversion)
    return None if member is None else open_sidecar(member.read())

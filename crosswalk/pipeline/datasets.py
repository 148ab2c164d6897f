"""Datasets that stay datasets, one by one: read, repair, move or put, verify, write, account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crosswalk.carriers.sidecar import NAME, Held, Sidecar, SidecarWriter, is_sidecar, open_sidecar
from crosswalk.core.errors import InputError
from crosswalk.core.findings import Kind
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.documents import Attachment, Document, Draft, Format, Member
from crosswalk.model.base import plain
from crosswalk.model.schema import MODELS
from crosswalk.pipeline import account
from crosswalk.pipeline.disclosure import disclose
from crosswalk.pipeline.headlines import intended_headlines
from crosswalk.pipeline.verify import compare_headlines, verify

if TYPE_CHECKING:
    from crosswalk.pipeline.convert import Conversion

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


class _Stream:
    """One run over one package."""

    def __init__(self, conversion: Conversion, format_: Format) -> None:
        self.conversion = conversion
        self.format = format_
        self.same = conversion.package.format.card.id == format_.card.id
        self.whole = conversion.level == "internal"
        moved = self.whole and not self.same
        self.sidecar = SidecarWriter() if moved and conversion.request.options.get("sidecar") != "off" else None
        self.held = _sidecar_of(conversion) if moved else None
        self.names: set[str] = set()
        self.carried = self.left = 0

    def convert(self, document: Document) -> None:
        """One dataset, from its tree to verified bytes in the outlet."""
        run, format_ = self.conversion, self.format
        if run.request.select is not None and account.key_of(document)[1] != run.request.select:
            return
        run.datasets_in += 1
        if document.kind not in format_.card.kinds:
            return
        run.ledger.find(*account.masked(document.findings, [document], run.level))
        draft = self._draft(document)
        draft.member = self._free(draft.member)
        ((name, data),) = format_.render([draft], run.request.options)
        (again,) = verify(format_, {name: data}, [draft], run.request.options)
        found = compare_headlines(intended_headlines([draft]), format_.headlines({name: data}))
        run.headlines.extend(found[: max(0, 2000 - len(run.headlines))])
        run.ledger.find(*draft.findings)
        run.ask(question for question in format_.required(draft.says, draft.kind) if question.kind is Kind.MISSING)
        self._enter(document, draft, again)
        run.write(name, data)
        run.datasets += 1

    def _draft(self, document: Document) -> Draft:
        run, format_ = self.conversion, self.format
        if self.whole:
            draft = format_.adopt(document, self._held(document), run.request.options)
            if draft is not None:
                return draft
        shown = disclose(document.kind, plain(document.model), run.level)
        model = document.model if self.whole else MODELS[document.kind].model_validate(shown)
        return format_.draft(model, document.kind, None, run.request.options)

    def _held(self, document: Document) -> Held | None:
        if self.held is None:
            return None
        identity = getattr(document.model, "identity", None)
        uuid, version = getattr(identity, "uuid", None) or "", getattr(identity, "version", None) or ""
        return self.held.find(self.format.card.id, document.kind, uuid, version)

    def _enter(self, document: Document, draft: Draft, again: Document) -> None:
        ledger = self.conversion.ledger
        kept = self._keep(document, draft)
        if draft.writing is None:
            account.enter_moved(ledger, draft, again, (), sidecar=kept)
            return
        route = account.Route(identity=True)
        written = account.written_pointers([draft])
        account.enter_source(ledger, document, route, written, self.conversion.level, kept=kept or draft.based)
        account.enter_target(ledger, draft, route, again)

    def _keep(self, document: Document, draft: Draft) -> bool:
        """Put the source beside the output where it holds more than the output can; whether that was done."""
        if self.sidecar is None or document.data is None:
            return False
        transcript = draft.transcript
        if transcript is not None and transcript.shaped and not transcript.lost and not document.prologue:
            return False
        identity = getattr(document.model, "identity", None)
        uuid, version = getattr(identity, "uuid", None) or "", getattr(identity, "version", None) or ""
        member = document.place.member or self.conversion.package.source.file.rpartition("/")[2]
        self.sidecar.add(document.format, document.kind, uuid, version, member, document.data)
        return True

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
        if self.left:
            run.ledger.find(finding("XW-P016", source=place, count=self.left))

    def close(self) -> None:
        """Give temporary files back."""
        for holder in (self.sidecar, self.held):
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

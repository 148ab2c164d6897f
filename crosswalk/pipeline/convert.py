"""One conversion, from an input to verified output bytes and a balanced ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from crosswalk.bridge.crossing import Crossing, Key, Link, to_datasets, to_declaration
from crosswalk.bridge.epd.climate import to_climate_sheet
from crosswalk.bridge.epd.crossing import epd_to_datasets, epd_to_declaration, is_epd
from crosswalk.bridge.epd.footprint import to_footprint
from crosswalk.carriers.archive import MemoryOutlet, Outlet
from crosswalk.context import Context, unstated
from crosswalk.core.errors import CannotExpress, InputError, InternalError
from crosswalk.core.findings import Account, Fate, Finding, Kind, Ledger
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.provenance import RunStamp, sha256_of
from crosswalk.formats import load
from crosswalk.formats.documents import Document, Draft, Format, Headline
from crosswalk.formats.spec import Card
from crosswalk.model.base import plain
from crosswalk.model.schema import MODELS
from crosswalk.pipeline import account
from crosswalk.pipeline.characterising import fill_results
from crosswalk.pipeline.datasets import answered_draft, convert_datasets
from crosswalk.pipeline.disclosure import disclose
from crosswalk.pipeline.flow_report import FlowMappingReport
from crosswalk.pipeline.headlines import intended_headlines
from crosswalk.pipeline.reading import Package, checked
from crosswalk.pipeline.relinking import Relinked, relink_documents, relinked_fates
from crosswalk.pipeline.verify import compare_headlines, verify


@dataclass(frozen=True)
class Request:
    """What is asked of one conversion."""

    to: str
    disclose: str | None = None
    select: str | None = None
    draft: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    context: Context | None = None
    """What people answered that the datasets do not hold."""
    levels: tuple[str, ...] = ()
    """Sets of checks whose demands are asked for beside those of the target."""
    flows: tuple[str, ...] = ()
    """Mapping tables, the first before the others; ``auto`` asks the matcher where no table says anything."""
    target_list: str | None = None
    """The nomenclature that flows are mapped onto."""
    verify: bool = True
    """Whether datasets that stay datasets are read back; false for measurements only."""


NAMED = 2000
"""Files, questions and headline values that a conversion holds; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Output:
    """One file of an output."""

    name: str
    sha256: str
    size: int


@dataclass
class Conversion:
    """The result of one conversion: account, questions, what was written; the files themselves without an outlet."""

    package: Package
    target: Card
    request: Request
    level: str
    ledger: Ledger
    outlet: Outlet
    stamp: RunStamp | None = None
    datasets_in: int = 0
    datasets: int = 0
    outputs: list[Output] = field(default_factory=list)
    written: int = 0
    questions: list[Finding] = field(default_factory=list)
    asked: int = 0
    demands: dict[tuple[str, str, str], tuple[Finding, int]] = field(default_factory=dict)
    """Each question once, with the number of datasets that it is about."""
    headlines: list[Headline] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    """The datasets of a conversion between kinds, which are few; a stream of datasets is not held."""
    answered: set[object] = field(default_factory=set)
    """The answers of the context that were about a dataset of the run."""
    flow_mapping: FlowMappingReport | None = None
    """Every decision about flows, where mapping was asked for."""
    repairs: Counter[str] = field(default_factory=Counter)
    """Repairs that were made, by code."""
    repairable: int = 0
    """Repairs that ``--repair safe`` would make."""

    @property
    def account(self) -> Account:
        """Both sums of the run."""
        return self.ledger.account()

    @property
    def files(self) -> Mapping[str, bytes]:
        """The files, where they were kept in memory."""
        return self.outlet.files if isinstance(self.outlet, MemoryOutlet) else {}

    def write(self, name: str, data: bytes) -> None:
        """Hand a file to the outlet and note it."""
        self.outlet.add(name, data)
        self.written += 1
        if len(self.outputs) < NAMED:
            self.outputs.append(Output(name, sha256_of(data), len(data)))

    def ask(self, questions: Iterable[Finding]) -> None:
        """Note what is missing; each question is a finding as well."""
        for question in questions:
            key = (question.code, str(question.params.get("kind")), str(question.params.get("path", "")))
            first, count = self.demands.get(key, (question, 0))
            self.demands[key] = (first, count + 1)
            self.asked += 1
            self.ledger.find(question)
            if len(self.questions) < NAMED:
                self.questions.append(question)


def convert_package(
    package: Package,
    request: Request,
    *,
    strict: bool = True,
    stamp: RunStamp | None = None,
    outlet: Outlet | None = None,
    ledger: Ledger | None = None,
) -> Conversion:
    """Convert a package into an outlet (memory by default). Unless ``strict`` missing data never refuses.

    Datasets that stay datasets are converted one by one, whatever their number; a conversion between kinds
    holds the package in memory. Raises UsageError for an unknown target, InputError (XW-P013) where the package
    has nothing that the target is made of, CannotExpress where mandatory data are missing and no draft is asked
    for, VerifyFailed where the output does not read back, InternalError for an unbalanced account.
    """
    format_ = load(request.to)
    level = request.disclose or format_.card.disclosure
    own, other = package.format.card, format_.card
    stream = own.package and other.package and own.family == other.family
    ledger = ledger or Ledger(detail=not stream)
    conversion = Conversion(package, other, request, level, ledger, outlet or MemoryOutlet(), stamp)
    if stream:
        convert_datasets(conversion, format_)
    else:
        _convert_kinds(conversion, format_, strict=strict)
    conversion.ledger.find(*account.losses(conversion.ledger), *_unused(conversion))
    _balance(conversion.account)
    return conversion


def _unused(conversion: Conversion) -> Iterator[Finding]:
    """One finding (XW-Q006) for each answer that was about no dataset: its scope may be mistyped."""
    context = conversion.request.context
    for answer in context.answers if context is not None else ():
        if answer not in conversion.answered:
            scope = f"{answer.kind} {answer.scope}".strip()
            yield finding("XW-Q006", target=answer.place, path=answer.path, scope=scope)


def _convert_kinds(conversion: Conversion, format_: Format, *, strict: bool) -> None:
    package, request, level, ledger = conversion.package, conversion.request, conversion.level, conversion.ledger
    chosen = _candidates(package, format_, request)
    mapped = relink_documents(conversion, chosen)
    crossing, route = _cross(package, format_, request, level, chosen, mapped)
    ledger.find(*account.masked([*package.all_findings(), *checked(package.documents)], package.documents, level))
    drafts, questions = _draft(package, format_, request, level, crossing, mapped)
    if crossing:
        ledger.find(*crossing.findings)
    for draft in drafts:
        ledger.find(*draft.findings)
    if questions and strict and not request.draft and _is_new(package, format_):
        raise CannotExpress(
            "XW-P010",
            None,
            format=format_.card.id,
            count=len(questions),
            fields=[str(question.params.get("field", "")) for question in questions],
            questions=tuple(questions),
        )
    conversion.ask(questions)
    conversion.answered.update(answer for draft in drafts for answer in draft.answers)
    files = dict(format_.render(drafts, request.options))
    again = verify(format_, files, drafts, request.options)
    conversion.headlines = compare_headlines(intended_headlines(drafts), format_.headlines(files))
    _enter(ledger, package, drafts, route, again, level, chosen, mapped)
    conversion.drafts, conversion.datasets_in, conversion.datasets = drafts, len(package.documents), len(drafts)
    for name, data in files.items():
        conversion.write(name, data)


def _is_new(package: Package, target: Format) -> bool:
    """Inside a family missing fields are questions; a new document without its minimum is refused.

    Between schemes of stages only a part goes over, and what the other scheme asks beyond it stays a question.
    """
    own, other = package.format.card, target.card
    return own.family != other.family and own.stages == other.stages


def _candidates(package: Package, target: Format, request: Request) -> list[Document]:
    documents = package.documents
    if target.card.package:
        return documents
    own = [document for document in documents if document.kind in target.card.kinds]
    if request.select is not None:
        own = [document for document in own if account.key_of(document)[1] == request.select]
    if len(own) > 1:
        uuids = ", ".join(account.key_of(document)[1] for document in own[:5])
        raise CannotExpress("XW-P014", None, count=len(own), target=target.card.id, uuids=uuids)
    return own or documents


def _cross(
    package: Package,
    target: Format,
    request: Request,
    level: str,
    documents: list[Document],
    mapped: Mapping[int, Relinked],
) -> tuple[Crossing | None, account.Route]:
    """The way between kinds and between schemes of stages, where source and target do not share them."""
    kinds = {document.kind for document in documents}
    source, there = package.format.card, target.card
    crossing: Crossing | None = None
    if not kinds & set(there.kinds) or ("declaration" in kinds and source.stages != there.stages):
        data = {account.key_of(d): disclose(d.kind, plain(_model(d, mapped)), level) for d in documents}
        stages = source.stages
        if "process" in kinds and "declaration" in there.kinds:
            crossing, stages = _declared(package, data, request)
        elif kinds != {"declaration"}:
            at = Place(file=package.source.file)
            raise InputError("XW-P013", at, source=source.id, kinds=", ".join(sorted(kinds)), target=there.id)
        if stages != there.stages:
            crossing = _between_stages(crossing or _as_it_is(data), stages, source, there, request)
        if "process" in there.kinds:
            crossing = _into_datasets(crossing or _as_it_is(data), there)
    return crossing, account.Route(identity=True) if crossing is None else account.Route.of(crossing.links)


def _as_it_is(data: Mapping[Key, dict[str, Any]]) -> Crossing:
    """The start of a way: one declaration, every part of it where it is."""
    key, declaration = next(iter(data.items()))
    links = [Link((key, name), (key, name), Fate.CARRIED, deep=True) for name in declaration]
    return Crossing({key: declaration}, links)


def _between_stages(crossing: Crossing, stages: str, source: Card, there: Card, request: Request) -> Crossing:
    """A declaration by the other scheme of stages. Raises CannotExpress for a footprint that nobody called a sheet."""
    ((key, declaration),) = crossing.datasets.items()
    if stages == "en15804":
        return crossing.then(to_footprint(declaration, key))
    if request.options.get("climate") != "sheet":
        raise CannotExpress("XW-E145", None, source=source.id, target=there.id)
    return crossing.then(to_climate_sheet(declaration, key))


def _into_datasets(crossing: Crossing, there: Card) -> Crossing:
    ((key, declaration),) = crossing.datasets.items()
    if there.stages == "en15804":
        return crossing.then(epd_to_datasets(declaration, key, there.kinds))
    return crossing.then(to_datasets(declaration, key))


def _declared(package: Package, data: dict[tuple[str, str], dict[str, Any]], request: Request) -> tuple[Crossing, str]:
    """The declaration of a process, and its scheme of stages; what was computed has no place in the source."""
    if any(kind == "process" and is_epd(found) for (kind, _), found in data.items()):
        return _results_of_epd(package, epd_to_declaration(data, request.select)), "en15804"
    methods = request.options.get("methods")
    if methods is None:
        return to_declaration(data, request.select), "gbt24067"
    computed, findings = fill_results(package, data, methods, request.select)
    crossing = to_declaration(data, request.select)
    crossing.links = [
        link
        for link in crossing.links
        if not any(link.source[1].startswith(spot) for spot in computed.get(link.source[0], ()))
    ]
    crossing.findings.extend(findings)
    return crossing, "gbt24067"


def _results_of_epd(package: Package, crossing: Crossing) -> Crossing:
    """The same. Raises InputError (XW-E165) where there is not one result to declare."""
    if not any(declaration.get("results") for declaration in crossing.datasets.values()):
        raise InputError("XW-E165", Place(file=package.source.file))
    return crossing


def _draft(
    package: Package,
    format_: Format,
    request: Request,
    level: str,
    crossing: Crossing | None,
    mapped: Mapping[int, Relinked],
) -> tuple[list[Draft], list[Finding]]:
    drafts: list[Draft] = []
    questions: list[Finding] = []
    for kind, model, base in _targets(package, format_, request, level, crossing, mapped):
        draft = answered_draft(format_, model, kind, base, request, Place())
        said = draft.model or model
        questions.extend(found for found in format_.required(said, kind) if found.kind is Kind.MISSING)
        questions.extend(unstated(said, kind, request.levels))
        drafts.append(draft)
    return drafts, questions


def _targets(
    package: Package,
    format_: Format,
    request: Request,
    level: str,
    crossing: Crossing | None,
    mapped: Mapping[int, Relinked],
) -> list[tuple[str, BaseModel, Document | None]]:
    if crossing is not None:
        return [(key[0], MODELS[key[0]].model_validate(data), None) for key, data in crossing.datasets.items()]
    targets: list[tuple[str, BaseModel, Document | None]] = []
    for document in _candidates(package, format_, request):
        if document.kind not in format_.card.kinds:
            continue
        model = _model(document, mapped)
        if level != "internal":
            model = MODELS[document.kind].model_validate(disclose(document.kind, plain(model), level))
        same = document.format == format_.card.id and level == "internal"
        targets.append((document.kind, model, document if same else None))
    return targets


def _model(document: Document, mapped: Mapping[int, Relinked]) -> BaseModel:
    """The dataset with its flows mapped, where they were."""
    return mapped[id(document)].model if id(document) in mapped else document.model


def _enter(
    ledger: Ledger,
    package: Package,
    drafts: list[Draft],
    route: account.Route,
    again: list[Document],
    level: str,
    chosen: list[Document],
    mapped: Mapping[int, Relinked],
) -> None:
    fates = {
        account.key_of(document): relinked_fates(mapped[id(document)])
        for document in package.documents
        if id(document) in mapped
    }
    written = account.written_pointers(drafts)
    based = {account.key_of(draft) for draft in drafts if draft.based}
    for document in package.documents:
        kept = account.key_of(document) in based and document in chosen
        own = fates.get(account.key_of(document), {})
        account.enter_source(ledger, document, route, written, level, kept=kept, mapped=own)
    for draft, document in zip(drafts, again, strict=True):
        account.enter_target(ledger, draft, route, document, mapped=fates)


def _balance(sums: Account) -> None:
    if sums.balanced:
        return
    fates, origins = sum(sums.fates.values()), sum(sums.origins.values())
    if sums.leaves_in != fates:
        raise InternalError("XW-P012", None, side="in", expected=sums.leaves_in, found=fates)
    raise InternalError("XW-P012", None, side="out", expected=sums.leaves_out, found=origins)

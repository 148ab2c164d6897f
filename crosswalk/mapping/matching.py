"""Candidates of the target list for a flow, each with what speaks for it, what stands against it, and a verdict.

Precedence: identity (UUID, then declared tables), CAS, name, synonym, translation, likeness. Likeness only suggests;
evidence accepts, and a gate can always stop it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Protocol

from stdnum import casrn

from crosswalk.mapping.choosing import choose_flow
from crosswalk.mapping.compartments import direction_of
from crosswalk.mapping.consequences import Vectors, alike, climate_difference, largest_difference
from crosswalk.mapping.declared import factor_of
from crosswalk.mapping.evidence import (
    BESIDE,
    NO,
    SHARED,
    SUGGESTED,
    YES,
    Aliases,
    Evidence,
    Witnesses,
    add,
    by_aliases,
    by_cas,
    by_class,
    by_letters,
    by_readings,
    kinds,
    no_aliases,
)
from crosswalk.mapping.gates import EXACT, ISOMERS, gates, gates_of_names
from crosswalk.mapping.index import TargetFlow, TargetIndex
from crosswalk.mapping.names.aliases import doubtful
from crosswalk.mapping.names.chinese import COUNTED, is_chinese, take_apart
from crosswalk.mapping.names.english import NAME, Reading, read_english
from crosswalk.mapping.names.folding import fold, key_of
from crosswalk.mapping.names.traits import stem_of, traits_of
from crosswalk.mapping.sources import SourceFlow
from crosswalk.mapping.table import SPLIT, FlowMapping, Verdict

THRESHOLD = Decimal("0.985")
"""The confidence from which a match is accepted without a person, calibrated as ``flows/evidence.csv`` says."""
SHOWN = 5
"""Candidates that are shown of one flow."""
NAMED = frozenset({"name", "inversion", "trimmed", "kind"})
"""Evidence by which a flow has the very name of the source."""
TIES = frozenset({"rival", "doublet", "charge"})
"""Gates that two flows with the same characterisation factors lift: which of them is meant has no effect."""

ANSWERED = frozenset({"suggested", "class_only", "unit", "dimension", "compartment"})
"""Gates that a table's row answers: it is evidence, and it states the compartment, the units and the factor."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One flow that the source may be."""

    flow: TargetFlow
    confidence: Decimal
    evidence: tuple[Evidence, ...]
    gates: tuple[str, ...] = ()
    factor: Decimal | None = Decimal(1)
    basis: str = ""
    """Where a table's factor comes from; empty where it does no more than convert units."""
    verdict: Verdict = Verdict.REVIEW
    likeness: float = 0.0
    cf_delta: Decimal | None = None
    """The largest relative difference of characterisation factors to the best other candidate that has evidence."""
    climate_delta: Decimal | None = None
    """The difference to it in climate factors, kg CO2e per reference unit."""
    signed: bool = False
    """Whether a person accepted the pair in a table: names are no rival of that."""

    @property
    def codes(self) -> frozenset[str]:
        """The kinds of evidence."""
        return frozenset(evidence.code for evidence in self.evidence)


@dataclass(frozen=True, slots=True)
class Match:
    """A source flow with its candidates, best first. Without a candidate the verdict is ``no_target``."""

    source: SourceFlow
    candidates: tuple[Candidate, ...] = ()
    verdict: Verdict = Verdict.NO_TARGET
    notes: tuple[str, ...] = field(default=())
    """Gates that concern the source alone, such as a broken CAS number."""

    @property
    def best(self) -> Candidate | None:
        """The first candidate."""
        return self.candidates[0] if self.candidates else None


Declared = Callable[[SourceFlow], Iterable[FlowMapping]]
"""What curated tables say of a source flow."""


class Words(Protocol):
    """Names in another language: their English names, CAS number, and whether they have several meanings."""

    def __call__(self, name: str) -> Iterable[tuple[str, str, tuple[Reading, ...]]]:
        """(kind of evidence, English name, its readings) of a name; nothing for a name without any."""
        ...

    def cas_of(self, name: str) -> str:
        """The CAS number that a dictionary gives a name; empty for none."""
        ...

    def meanings_of(self, name: str) -> tuple[str, ...]:
        """What a name of several meanings may stand for; empty for others."""
        ...


class NoWords:
    """No other language at all."""

    def __call__(self, name: str) -> Iterable[tuple[str, str, tuple[Reading, ...]]]:
        """Nothing."""
        return ()

    def cas_of(self, name: str) -> str:
        """Nothing."""
        return ""

    def meanings_of(self, name: str) -> tuple[str, ...]:
        """Nothing."""
        return ()


def _nothing(source: SourceFlow) -> Iterable[FlowMapping]:  # noqa: ARG001
    return ()


@dataclass(frozen=True, slots=True)
class _About:
    """What is asked of every candidate of one source flow, found out once."""

    source: SourceFlow
    compartment: str
    cas: str
    texts: tuple[str, ...]
    ambiguous: bool
    counted: bool
    generic: int | None
    """The substance that has the name without its isomer (*endosulfan* for *alpha-endosulfan*): experts differ."""


@dataclass
class _Known:
    """What is known of a name, whatever its compartment; likeness is found when it is asked for."""

    found: Witnesses
    texts: tuple[str, ...]
    meanings: tuple[str, ...]
    alike: tuple[tuple[int, Evidence, float], ...] | None = None


class Matcher:
    """Matches flows onto one target list."""

    def __init__(
        self,
        index: TargetIndex,
        *,
        declared: Declared = _nothing,
        aliases: Aliases = no_aliases,
        words: Words | None = None,
        vectors: Vectors | None = None,
        shown: int = SHOWN,
    ) -> None:
        self.vectors = vectors
        self.index, self.declared, self.aliases, self.words = index, declared, aliases, words or NoWords()
        self.shown = shown
        self.offered = index.compartments()
        self._known: dict[tuple[str, ...], _Known] = {}

    def match(self, source: SourceFlow) -> Match:
        """The candidates of a source flow and the verdict."""
        notes = []
        cas = _digits(source.cas)
        if source.cas.strip() and not cas:
            notes.append("cas_broken")
        if identical := self._identity(source):
            return Match(source, (identical,), identical.verdict, tuple(notes))
        known = self._witnesses(source, cas)
        said = (self._ambiguous(source, known.texts), counts_element(source), self._generic(source))
        about = _About(source, source.compartment, cas, known.texts, *said)
        judged = self._ranked(about, known.found, {})
        if not judged or judged[0].verdict is not Verdict.AUTO:
            judged = self._ranked(about, *self._with_likeness(known))
        return Match(source, judged[: self.shown], judged[0].verdict if judged else Verdict.NO_TARGET, tuple(notes))

    def _ranked(self, about: _About, witnesses: Witnesses, likeness: Mapping[int, float]) -> tuple[Candidate, ...]:
        """The candidates of what was found, judged, the best first."""
        candidates = [self._candidate(about, found, likeness) for found in witnesses.items()]
        rows = tuple(self.declared(about.source))
        candidates = _refused(rows, _merged(list(self._tabled(about, rows)), candidates))
        candidates.sort(key=_order)
        return tuple(self._judged(candidates))

    # --- identity ---

    def _identity(self, source: SourceFlow) -> Candidate | None:
        """The flow with the same identifier: accepted unless its medium contradicts what the source says."""
        flow = self.index.flow(source.uuid) if source.uuid else None
        if flow is None:
            return None
        compartment = source.compartment
        wanted, unit = compartment or flow.compartment, source.unit or flow.unit
        choice = choose_flow({flow.compartment: (flow,)}, wanted, source.context, unit, self.offered)
        stops = [gate for gate in choice.gates if gate != "stand_in"]
        if _runs_against(source, flow):
            stops.append("direction")
        verdict = Verdict.REVIEW if stops else Verdict.AUTO
        evidence = (Evidence("uuid", flow.uuid),)
        return Candidate(
            flow, kinds()["uuid"].precision, evidence, tuple(dict.fromkeys(stops)), choice.factor, verdict=verdict
        )

    def _tabled(self, about: _About, rows: Iterable[FlowMapping]) -> Iterator[Candidate]:
        source, held = about.source, tuple(rows)
        divided = "several_targets" if _several(held) else ""
        for row in held:
            flow = self.index.flow(row.target.id) if row.target.id else None
            if flow is None or row.decision in (Verdict.REJECTED, Verdict.NO_TARGET):
                continue
            factor, gate = factor_of(row, source, flow.unit)
            stops = (
                "" if row.applies else "unreviewed_table",
                divided,
                "direction" if _runs_against(source, flow) else "",
                "medium" if _elsewhere(source, flow) else "",
                gate,
                "ambiguous_name" if about.ambiguous and not _identified(row, source) else "",
            )
            signed = row.decision is Verdict.ACCEPTED
            sure = Decimal(1) if signed else kinds()["table"].precision
            gates_closed = tuple(filter(None, stops))
            evidence = (Evidence("table", row.comment),)
            yield Candidate(flow, sure, evidence, gates_closed, factor, row.basis, signed=signed)

    # --- evidence ---

    def _witnesses(self, source: SourceFlow, cas: str) -> _Known:
        key = (source.name, cas, *(text for _, text in source.names))
        if key not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[key] = self._gather(source, cas)
        return self._known[key]

    def _gather(self, source: SourceFlow, cas: str) -> _Known:
        """Substances with what speaks for them, and the texts by which gates are asked.

        One of several meanings of a name opens no gate that another name closes.
        """
        names = dict.fromkeys(name for name in (source.name, *(text for _, text in source.names)) if name.strip())
        found = by_cas(self.index, cas)
        texts: list[str] = []
        meanings: list[str] = []
        for name in names:
            translated = list(self.words(name))
            readings = read_english(name)[: 1 if translated and is_chinese(name) else None]
            _merge(found, by_readings(self.index, readings))
            _merge(found, by_aliases(self.index, readings, self.aliases))
            _merge(found, by_class(self.index, readings))
            _merge(found, by_cas(self.index, self.words.cas_of(name), "glossary"))
            texts.append(name)
            for code, english, words in translated:
                (meanings if code == SHARED else texts).append(english)
                _merge(found, by_readings(self.index, words, through=code))
        return _Known(found, tuple(texts), tuple(meanings))

    def _with_likeness(self, known: _Known) -> tuple[Witnesses, dict[int, float]]:
        """What was found and what is alike: asked only where a person must look, as likeness accepts nothing."""
        if known.alike is None:
            accepted = any(_accepts(frozenset(item.code for item in said)) for said in known.found.values())
            texts = dict.fromkeys(map(fold, (*known.texts, *known.meanings)))
            known.alike = tuple(by_letters(self.index, texts, BESIDE if accepted else SUGGESTED))
        found = {substance: list(said) for substance, said in known.found.items()}
        for substance, evidence, _ in known.alike:
            add(found, substance, evidence)
        return found, {substance: score for substance, _, score in known.alike}

    def _candidate(self, about: _About, found: tuple[int, list[Evidence]], likeness: Mapping[int, float]) -> Candidate:
        substance, evidence = found
        source, score = about.source, likeness.get(substance, 0.0)
        flows = self.index.flows_of(substance)
        choice = choose_flow(flows, about.compartment, source.context, source.unit, self.offered)
        codes = frozenset(item.code for item in evidence)
        stops = [*choice.gates, *_named(about.texts, choice.flow.name, codes)]
        if _runs_against(source, choice.flow):
            stops.append("direction")
        if about.generic not in (None, substance) and codes.isdisjoint({"cas", *EXACT}):
            stops.append("isomer")
        own = self.index.name_of(substance)[1]
        if about.cas and own and about.cas not in own:
            stops += ["cas", "charge"] if traits_of(choice.flow.name).charge else ["cas"]
        if all(kinds()[code].accepts == NO for code in codes):
            stops.append("class_only" if "class" in codes else "suggested")
        if about.ambiguous:
            stops.append("ambiguous_name")
        if about.counted and COUNTED not in traits_of(choice.flow.name).qualifiers:
            stops.append("element_counted")
        gates_closed = tuple(dict.fromkeys(stops))
        sure = confidence(codes, score)
        return Candidate(choice.flow, sure, tuple(evidence), gates_closed, choice.factor, likeness=score)

    def _generic(self, source: SourceFlow) -> int | None:
        """The substance whose own name is the source's without its isomer marks; None for a name without any."""
        stem = stem_of(source.name, ISOMERS)
        if not stem or stem == key_of(fold(source.name)):
            return None
        return next((hit.substance for hit in self.index.of_key(stem) if hit.how == NAME), None)

    def _ambiguous(self, source: SourceFlow, texts: tuple[str, ...]) -> bool:
        """Whether a table says that a name has several meanings."""
        return any(doubtful(key_of(fold(text))) for text in texts) or bool(self.words.meanings_of(source.name))

    # --- verdict ---

    def _judged(self, candidates: list[Candidate]) -> Iterator[Candidate]:
        """The candidates that are shown; all the others can still be rivals of the first."""
        for rank, candidate in enumerate(candidates[: max(1, self.shown)]):
            stops = list(candidate.gates)
            if rank == 0 and (rival := _rival(candidate, candidates[1:])):
                stops.append(rival)
            judged = replace(candidate, confidence=_weighed(candidate))
            if rank == 0 and self.vectors is not None:
                judged, stops = self._compared(judged, candidates[1:], stops, self.vectors)
            accepted = rank == 0 and not stops and judged.confidence >= THRESHOLD and _accepts(judged.codes)
            yield replace(judged, gates=tuple(stops), verdict=Verdict.AUTO if accepted else Verdict.REVIEW)

    def _compared(
        self, best: Candidate, others: list[Candidate], stops: list[str], vectors: Vectors
    ) -> tuple[Candidate, list[str]]:
        """The best candidate beside its rivals' factors: where all are the same, the choice needs nobody."""
        rivals = [other for other in others if _accepts(other.codes) and other.flow.unit == best.flow.unit]
        if not rivals:
            return best, stops
        own = vectors.of(best.flow.uuid)
        theirs = [vectors.of(rival.flow.uuid) for rival in rivals]
        deltas = [delta for vector in theirs if (delta := largest_difference(own, vector)) is not None]
        best = replace(
            best,
            cf_delta=max(deltas, default=None),
            climate_delta=max(climate_difference(own, vector, vectors.climate) for vector in theirs),
        )
        if not set(stops) <= TIES or not stops or not all(alike(own, vector) for vector in theirs):
            return best, stops
        sure = max(best.confidence, kinds()["same_factors"].precision)
        return replace(best, evidence=(*best.evidence, Evidence("same_factors")), confidence=sure), []


def _named(texts: tuple[str, ...], name: str, codes: frozenset[str]) -> tuple[str, ...]:
    """The gates of the name that has the fewest of them: a flow has one substance, however it is named."""
    return min((gates_of_names(text, name, codes) for text in texts), key=len, default=())


def _identified(row: FlowMapping, source: SourceFlow) -> bool:
    """Whether a row is about the very flow, by a person's word or its identifier: not by a name of several meanings."""
    return row.decision is Verdict.ACCEPTED or (bool(source.uuid) and source.uuid.lower() == row.source.id.lower())


def counts_element(source: SourceFlow) -> bool:
    """Whether the name says that its amount counts an element (*ammonia, as N*; *硝酸盐（以N计）*)."""
    if COUNTED in traits_of(source.name).qualifiers:
        return True
    return is_chinese(source.name) and COUNTED in take_apart(source.name).qualifiers


def _merge(into: Witnesses, more: Witnesses) -> None:
    for substance, evidence in more.items():
        for item in evidence:
            add(into, substance, item)


def _merged(first: list[Candidate], others: list[Candidate]) -> list[Candidate]:
    """Candidates of tables take the evidence that the names give the same flow, and its gates.

    What a person accepted is held to the gates of the table alone. A table says more than likeness and knows the
    factor between its units.
    """
    by_flow = {candidate.flow.number: candidate for candidate in others}
    for candidate in first:
        known = by_flow.get(candidate.flow.number)
        if known is None:
            by_flow[candidate.flow.number] = candidate
        else:
            by_flow[candidate.flow.number] = replace(
                known,
                evidence=(*candidate.evidence, *known.evidence),
                confidence=max(candidate.confidence, known.confidence),
                gates=tuple(dict.fromkeys((*candidate.gates, *_beside_table(candidate, known)))),
                factor=candidate.factor,
                basis=candidate.basis,
                signed=candidate.signed,
            )
    return list(by_flow.values())


def _beside_table(tabled: Candidate, known: Candidate) -> Iterable[str]:
    if tabled.signed:
        return ()
    return (gate for gate in known.gates if gate not in ANSWERED)


def _refused(rows: Sequence[FlowMapping], candidates: list[Candidate]) -> list[Candidate]:
    """Candidates behind the gates of tables that reject the pair, or say that the list has no such flow."""
    rejected = {row.target.id.lower() for row in rows if row.decision is Verdict.REJECTED}
    nothing = any(row.decision is Verdict.NO_TARGET for row in rows)
    if not rejected and not nothing:
        return candidates
    return [
        replace(
            candidate,
            gates=(
                *candidate.gates,
                *(("rejected_pair",) if candidate.flow.uuid.lower() in rejected else ()),
                *(("declared_without_target",) if nothing else ()),
            ),
        )
        for candidate in candidates
    ]


def _several(rows: Sequence[FlowMapping]) -> bool:
    """Whether a person divided the flow over several targets, or accepted several: one alone would be too little."""
    split = any(row.basis == SPLIT and row.applies and row.factor != 1 for row in rows)
    return split or len({row.target.id for row in rows if row.applies and row.decision is Verdict.ACCEPTED}) > 1


def _runs_against(source: SourceFlow, flow: TargetFlow) -> bool:
    """Whether an exchange says another direction than the flow has."""
    own = direction_of(flow.compartment)
    return bool(source.direction and own and own != source.direction)


def _elsewhere(source: SourceFlow, flow: TargetFlow) -> bool:
    """Whether a source says another medium than the flow has; the place that a resource comes from is not asked."""
    one, other = source.compartment.partition(".")[0], flow.compartment.partition(".")[0]
    return bool(one and other and one != other)


def _digits(cas: str) -> str:
    """A CAS number without leading zeros; empty where its check digit is wrong."""
    text = cas.strip().lstrip("0")
    return casrn.compact(text) if text and casrn.is_valid(text) else ""


def confidence(codes: frozenset[str], likeness: float = 0.0) -> Decimal:
    """How often a pair with such evidence was right: independent kinds add up, likeness alone stays below a half."""
    table = kinds()
    strong = sorted((table[code].precision for code in codes if code != "letters"), reverse=True)
    if not strong:
        return (Decimal(str(round(likeness, 3))) * table["letters"].precision).quantize(Decimal("0.001"))
    doubt = 1 - strong[0]
    for precision in strong[1:]:
        doubt *= min(Decimal(1), (1 - precision) * 4)
    return (1 - doubt).quantize(Decimal("0.0001"))


def _accepts(codes: frozenset[str]) -> bool:
    """Whether one kind accepts by itself, or two kinds together."""
    table = kinds()
    own = [code for code in codes if table[code].accepts == YES]
    others = [code for code in codes if table[code].accepts not in (YES, NO)]
    return bool(own) or len(others) > 1


def _weighed(candidate: Candidate) -> Decimal:
    """The confidence after the gates."""
    table = gates()
    sure = candidate.confidence
    for gate in candidate.gates:
        sure *= 1 - table[gate].weight
    return sure.quantize(Decimal("0.0001"))


def _order(candidate: Candidate) -> tuple[Decimal, bool, float, int, str, int]:
    """Confidence after the gates, what a person accepted, likeness, fewer gates, the name.

    The list's own order counts for flows of one name.
    """
    flow = candidate.flow
    sure, likeness = -_weighed(candidate), -candidate.likeness
    return (sure, not candidate.signed, likeness, len(candidate.gates), fold(flow.name), flow.number)


def _rival(best: Candidate, others: Iterable[Candidate]) -> str:
    """The gate that another candidate of another name closes.

    It has evidence that accepts and no gate of its own, or the very name of the source beside another CAS number.
    """
    for other in others:
        if other.flow.substance == best.flow.substance or not _accepts(other.codes):
            continue
        if best.signed and not other.signed:
            continue
        if "table" in best.codes and not other.codes & {"table", "cas", "name", "glossary"}:
            continue
        own = set(other.gates) - {"stand_in", "disputed_compartment"}
        named = own == {"cas"} and bool(other.codes & NAMED) and not best.codes & NAMED
        if named or (not own and _weighed(other) > Decimal("0.9")):
            return "rival"
    return ""

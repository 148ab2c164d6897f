"""Mappings at work, whatever names, amounts and factors there are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from crosswalk.mapping.applying import Decision, FlowUse, Outcome, Target, map_exchange, read_notes, restore_exchange
from crosswalk.mapping.applying.notes import Note, factor_text, read_line
from crosswalk.model.base import Amount, Reference, Text
from crosswalk.model.process import Exchange

TARGET = "08a91e70-3ddc-11dd-923d-0050c2490048"
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=40)
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=None, min_value=-(10**12), max_value=10**12)
amounts = st.none() | st.builds(Amount, value=numbers)
exact = st.builds(lambda top, power: Fraction(top) * Fraction(10) ** power, st.integers(1, 10**9), st.integers(-12, 12))
factors = st.fractions(min_value=Fraction(1, 10**9), max_value=10**9).filter(bool)
languages = st.sampled_from(["en", "zh", "de", None])
names = st.none() | st.builds(
    lambda pairs: Text(items=tuple(pairs)), st.lists(st.tuples(languages, texts), min_size=1, max_size=3, unique_by=lambda p: p[0] or "en")
)  # fmt: skip
versions = st.none() | st.sampled_from(["01.00.000", "03.01.004"])
uris = (
    st.none() | st.just("../flows/x.xml") | st.sampled_from(["{}.xml", "../flows/{}_01.00.000.xml", "http://a/{}?v=2"])
)


@st.composite
def exchanges(draw):
    uuid = str(draw(st.uuids()))
    uri = draw(uris)
    return Exchange(
        flow=Reference(
            kind="flow data set",
            id=uuid,
            version=draw(versions),
            uri=uri and uri.format(uuid),
            name=draw(names),
        ),
        mean=draw(amounts),
        resulting=draw(amounts),
        minimum=draw(amounts),
        maximum=draw(amounts),
        comment=draw(st.none() | st.builds(lambda text: Text.of(en=text.strip() or "x"), texts)),
    )


def decision(exchange, factor, version):
    use = FlowUse(uuid=exchange.flow.id or "")
    return Decision(use, Outcome.MAPPED, Target(TARGET, "carbon dioxide (fossil)", version=version), factor, by="plant")


@given(exchanges(), exact, versions)
def test_what_was_mapped_by_an_exact_factor_comes_back(exchange, factor, version):
    done = map_exchange(exchange, decision(exchange, factor, version or ""), "ef31")
    noted = bool(read_notes(done.part.comment))
    assert noted or [found.code for found in done.findings] == ["XW-F209"]
    if noted:
        assert restore_exchange(done.part, "ef31") == exchange


@given(exchanges(), factors)
def test_amounts_are_exact_or_told_as_rounded(exchange, factor):
    done = map_exchange(exchange, decision(exchange, factor, ""), "ef31")
    rounded = 0
    for name in ("mean", "resulting", "minimum", "maximum"):
        before, after = getattr(exchange, name), getattr(done.part, name)
        if before is None:
            assert after is None
            continue
        wanted = Fraction(before.value) * factor
        off = abs(Fraction(after.value) - wanted)
        rounded += off != 0
        assert off <= abs(wanted) * Fraction(1, 10**33)
    assert rounded == sum(found.code == "XW-F208" for found in done.findings)


@given(texts, languages, factors, texts.filter(lambda text: ", at " not in text), st.none() | texts)
def test_a_note_reads_back(name, language, factor, by, uri):
    by = " ".join(by.split()) or "plant"
    note = Note(name, language or "", "a-b", "", factor, "ef31", by, uri)
    assert read_line(note.line()) == note


@given(factors)
def test_a_factor_is_written_exactly(factor):
    assert Fraction(factor_text(factor)) == factor


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("1e-9"), max_value=10**9, places=6))
def test_a_decimal_factor_is_written_without_a_quotient(factor):
    assert "/" not in factor_text(Fraction(factor))

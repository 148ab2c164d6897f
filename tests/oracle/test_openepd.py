"""What is written passes the reference implementation, and says there what it says here."""

from __future__ import annotations

import json as plain_json
import typing
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosswalk.carriers import json
from crosswalk.formats import load
from crosswalk.formats.openepd import vocabulary
from crosswalk.model.base import Amount, ClassEntry, Classification, DatasetId, Reference, Text
from crosswalk.model.declaration import (
    Declaration,
    DeclaredUnit,
    Interpretation,
    Management,
    Methods,
    Producer,
    Product,
    Report,
    ResultCell,
    Site,
    Verification,
)
from crosswalk.model.epd import ProductId
from crosswalk.pipeline.convert import Request, convert_package
from crosswalk.pipeline.reading import open_package

pytestmark = pytest.mark.filterwarnings("default")
openepd = pytest.importorskip("openepd")

FORMAT = load("openepd")
KINDS = ["specific dataset", "average dataset", "generic dataset", None]


def parsed(data: bytes):
    from openepd.model.factory import DocumentFactory

    return DocumentFactory.from_dict(plain_json.loads(data))


def written(declaration) -> bytes:
    return json.serialise(FORMAT.draft(declaration, "declaration", None, {}).root)


def full(kind) -> Declaration:
    text = Text.of(zh="钢", en="S" * 2500)
    return Declaration(
        type="epd",
        compliance=(Reference(name=Text.of(en="EN 15804+A2"), uri="https://example.com/x"),),
        identity=DatasetId(uuid="8f1d2c9e-53a0-5b7e-9c2f-0a61b7d4e3c1", version="2"),
        report=Report(number="N-1", date="2026-01-31", operator=text, issuer=text),
        product=Product(
            name=text,
            description=text,
            function=text,
            ids=(ProductId(type="GTIN", value="1"), ProductId(type="SKU", value="s")),
            classifications=(Classification(system="UNSPSC", entries=(ClassEntry(name="steel"),)),),
            service_life=Amount(value=Decimal(50), unit="a"),
        ),
        producer=Producer(name=text),
        site=Site(process=text),
        unit=DeclaredUnit(
            quantity=Amount(value=Decimal(1), unit="Item(s)"),
            mass=Amount(value=Decimal("10.5"), unit="kg"),
            biogenic_carbon=Amount(value=Decimal("0.5"), unit="kg C"),
        ),
        methods=Methods(product_rule="PCR"),
        interpretation=Interpretation(valid_until="2031-01-31", assumptions=text),
        verification=Verification(body=text),
        management=Management(sub_type=kind),
        results=tuple(
            ResultCell(
                method="EF 3.1",
                indicator=key.indicator,
                stage=stage,
                scenario=scenario,
                amount=Amount(value=Decimal("1.5"), unit=key.unit),
            )
            for key in vocabulary.all_keys()
            for stage, scenario in (("A1-A3", None), ("B6", None), ("C3", None), ("C3", "S1"), ("D", "S1"))
        ),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_declaration_is_accepted(kind):
    data = written(full(kind))
    document = parsed(data)
    assert document.doctype == vocabulary.doctype_of(kind)
    assert document.alt_ids["ILCD_EPD"] == "8f1d2c9e-53a0-5b7e-9c2f-0a61b7d4e3c1"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_is_written_is_dropped_by_the_reference(kind):
    data = written(full(kind))
    own = plain_json.loads(data)
    theirs = parsed(data).model_dump(mode="json", by_alias=True, exclude_none=True)
    for name in set(own) - {"ext"}:
        assert name in theirs, name
    for group in vocabulary.GROUPS:
        ours = own[group]["EF 3.1"] if group == "impacts" else own[group]
        other = theirs[group]["EF 3.1"] if group == "impacts" else theirs[group]
        for key, scopes in ours.items():
            for scope, item in scopes.items():
                assert scope in other[key], (group, key, scope)
                if scope != "C_scenarios":
                    assert other[key][scope]["mean"] == item["mean"]
                    assert other[key][scope]["unit"] == item["unit"]


def test_every_key_and_method_of_the_reference_is_known():
    from openepd.model import lcia

    for group, kind in zip(vocabulary.GROUPS, (lcia.ImpactSet, lcia.ResourceUseSet, lcia.OutputFlowSet), strict=True):
        names = {field.alias or name for name, field in kind.model_fields.items()} - {"ext"}
        assert names == {key for known, key in vocabulary.known_keys() if known == group} - {"EP-CML", "POCP-CML"}
    assert {method.value for method in lcia.LCIAMethod} == set(vocabulary.lcia_names())


FIELDS = {
    "product.name": ("product_name", "name"),
    "product.description": ("product_description", "description"),
    "product.function": ("product_usage_description",),
    "site.process": ("manufacturing_description",),
    "interpretation.assumptions": ("lca_discussion",),
}


@pytest.mark.parametrize("doctype", vocabulary.doctypes())
def test_texts_are_as_long_as_the_reference_lets_them_be(doctype):
    kind = type(parsed(plain_json.dumps({"doctype": doctype, "openepd_version": "0.1"}).encode()))
    seen = 0
    for place in vocabulary.texts(doctype):
        names = [name for name in FIELDS.get(".".join(place.path), ()) if name in vocabulary.fields(doctype)]
        for name in names:
            longest = [rule.max_length for rule in kind.model_fields[name].metadata if hasattr(rule, "max_length")]
            assert [place.limit] == (longest or [0]), name
            seen += 1
    assert seen >= 3


@pytest.mark.parametrize(
    "row", [key for key in vocabulary.all_keys() if key.exact], ids=lambda key: f"{key.key} {key.unit}"
)
def test_units_are_those_that_the_reference_names(row):
    from openepd.model import lcia

    kinds = {"impacts": lcia.ImpactSet, "resource_uses": lcia.ResourceUseSet, "output_flows": lcia.OutputFlowSet}
    (field,) = [f for n, f in kinds[row.group].model_fields.items() if (f.alias or n) == row.key] or [None]
    if field is None:
        assert row.key in ("EP-CML", "POCP-CML")
        return
    scopes = [kind for kind in typing.get_args(field.annotation) if hasattr(kind, "allowed_units")]
    for kind in scopes:
        allowed = kind.allowed_units
        assert vocabulary.wire_unit(row.unit) in ([allowed] if isinstance(allowed, str) else allowed)


def test_a_demo_footprint_is_accepted(battery, tmp_path):
    conversion = convert_package(open_package(battery), Request("openepd", options={"climate": "sheet"}))
    (data,) = conversion.files.values()
    assert parsed(data).product_name == "Lithium iron phosphate traction battery pack"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(vocabulary.all_keys()),
            st.sampled_from(list(vocabulary.scopes())),
            st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False),
            st.sampled_from([None, "S1", "n" * 40, "n" * 41]),
        ),
        max_size=15,
    )
)
def test_any_results_are_accepted(parts):
    cells = tuple(
        ResultCell(
            method="EN 15804+A1",
            indicator=key.indicator,
            stage=stage,
            scenario=name,
            amount=Amount(value=value, unit=key.unit),
        )
        for key, stage, value, name in parts
    )
    parsed(written(Declaration(type="epd", results=cells)))

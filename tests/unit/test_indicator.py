"""Indicators, their units and modules: expected ids, units and methods stand in the reference of the formats."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crosswalk.core import units
from crosswalk.core.messages import finding
from crosswalk.core.tables import overlay, table
from crosswalk.model.indicator import indicators
from crosswalk.model.methods import Ground, method_evidence
from crosswalk.model.modules import is_listed, modules, stage
from crosswalk.model.resolution import Clue, Resolved, resolve

GWP = "77e416eb-a363-4258-a04e-171d843a6460"
TOTAL_30 = "6a37f984-a4b3-458a-a20a-64418c145fa2"
TOTAL_31 = "a7ea142a-9749-11ed-a8fc-0242ac120002"
GHG_30 = "fb774615-0575-45de-9a89-1ded92f19770"
GHG_31 = "e03c018f-8526-44bc-b5e4-bc03c3ab32f3"
AP = "b5c611c6-def3-11e6-bf01-fe55135034f3"
FRESH = "b53ec18f-7377-4ad3-86eb-cc3f4f276b2b"
SQP = "b2ad6890-c78d-11e6-9d9d-cec0c932ce01"
PERM = "fb3ec0de-548d-4508-aea5-00b73bf6f702"
KG_CO2 = "1ebf3012-d0db-4de2-aefd-ef30cedb0be1"
KG_P = "0429039d-a61d-4590-ba67-aa4a20a810a1"
KG_PO4 = "67b5401d-873c-485f-bcf3-6ae83b918822"
EN_A1 = "b00f9ec0-7874-11e3-981f-0800200c9a66"
EN_A2_30 = "c0016b33-8cf7-415c-ac6e-deba0d21440d"
EN_A2_31 = "d4aa3ec7-b1d7-4a4a-a6cb-37af88dcc902"


def clue(uuid=None, name=None, unit=None, group=None, version=None, kind=None, language="en"):
    return Clue(uuid, version, ((language, name),) if name else (), unit, group, kind)


def codes(found):
    return [code for code, _ in found.problems]


# ---- tables


def test_every_unit_part_and_identifier_is_known():
    known = indicators()
    for item in known.values():
        assert units.resolve(item.unit).code == item.unit
        assert all(known[part].dimension == item.dimension for part in item.parts)
    for name in ("indicators/identifiers.csv", "indicators/synonyms.csv"):
        assert {row["indicator"] for row in table(name)} <= set(known)


def test_totals_have_their_parts():
    parts = {key: indicators()[key].parts for key in ("gwp-total", "pert", "penrt")}
    assert parts == {
        "gwp-total": ("gwp-fossil", "gwp-biogenic", "gwp-luluc"),
        "pert": ("pere", "perm"),
        "penrt": ("penre", "penrm"),
    }


def test_climate_codes_are_those_of_footprints():
    climate = {row["code"] for row in table("indicators/climate.csv")}
    assert {"gwp-total", "gwp-fossil", "gwp-biogenic", "gwp-luluc"} <= climate & set(indicators())


def test_one_spelling_is_of_one_indicator_unless_the_unit_tells():
    for text, found in _spellings():
        dimensions = [indicators()[key].dimension for key in found]
        assert len(set(dimensions)) == len(found), (text, found)


def _spellings():
    found = {}
    for item in indicators().values():
        for text in (item.code, *(name for _, name in item.names)):
            found.setdefault(text.casefold(), set()).add(item.id)
    for row in table("indicators/synonyms.csv"):
        found.setdefault(row["text"].casefold(), set()).add(row["indicator"])
    return found.items()


def test_unit_groups_name_units_of_their_dimension():
    for row in table("units/unit_groups.csv"):
        if row["unit"]:
            assert units.resolve(row["unit"]).dimension == row["dimension"], row
    groups = {row["uuid"] for row in table("units/unit_groups.csv")}
    for row in table("units/flow_properties_epd.csv"):
        assert row["dimension"] == "" or row["unit_group"] in groups
        assert row["deprecated_unit_group"] == "" or row["deprecated_unit_group"] in groups


# ---- units


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("kg CO_(2)-Äq.", "kg CO2e"),
        ("kg CO2-Äqv.", "kg CO2e"),
        ("kg CO₂ eqv.", "kg CO2e"),
        ("kgCO2当量", "kg CO2e"),
        ("kg R11-Äqv.", "kg CFC-11e"),
        ("kg CFC 11-Äquiv.", "kg CFC-11e"),
        ("kg PO_(4)^(3)-Äq.", "kg PO4 e"),
        ("kg (PO4)3- eq.", "kg PO4 e"),
        ("kg P-Äq.", "kg P e"),
        ("mol H^(+)-Äq.", "mol H+ e"),
        ("kg C2H2 eq.", "kg ethene e"),
        ("m^(3) Welt-Äq. entzogen", "m3 world e deprived"),
        ("Krankheitsfälle", "disease incidence"),
        ("kBq U235-Äq.", "kBq U235 e"),
        ("qm", "m2"),
        ("Stück", "Item(s)"),
        ("Stk", "Item(s)"),
        ("lfm", "m"),
        ("10^4 CNY", "10^4 CNY"),
        ("104 CNY", None),
        ("CTUe", "CTUe"),
        ("CTUh", "CTUh"),
    ],
)
def test_unit_labels_of_declarations(label, code):
    found = units.resolve(label)
    assert (found.code if found else None) == code


def test_kg_phosphate_does_not_convert_to_kg_phosphorus():
    with pytest.raises(units.UnitMismatch):
        units.convert(Decimal(1), "kg PO4 e", "kg P e")


# ---- by UUID


def test_the_uuid_decides_and_tells_the_method():
    assert resolve(clue(TOTAL_30, unit="kg CO2 eq.")) == Resolved(
        "gwp-total", "EF 3.0", "uuid", "kg CO2e", "label", standard="A2"
    )
    assert resolve(clue(TOTAL_31.upper(), unit="kg CO2 eq.")).method == "EF 3.1"
    assert (resolve(clue(GWP, unit="kg CO2 eq.")).id, resolve(clue(GWP)).method) == ("gwp", "EN 15804+A1")


@pytest.mark.parametrize("uuid", [GHG_30, GHG_31])
def test_gwp_ghg_is_never_the_total(uuid):
    found = resolve(clue(uuid, "Global Warming Potential (GWP-GHG)", "kg CO2 eq."))
    assert (found.id, found.problems) == ("gwp-ghg", ())
    assert resolve(clue(None, "Global Warming Potential (GWP-GHG)", "kg CO2 eq.")).id == "gwp-ghg"


@pytest.mark.parametrize(
    ("version", "method"), [("01.03.009", "EF 3.0"), ("01.04.000", "EF 3.1"), ("00.01.000", None), (None, None)]
)
def test_only_the_version_tells_the_method_of_acidification(version, method):
    found = resolve(clue(AP, version=version, unit="mol H+ eqv."))
    assert (found.id, found.method, found.standard) == ("ap", method, "A2")


def test_a_unit_that_contradicts_leaves_no_indicator():
    found = resolve(clue(AP, "Global Warming Potential - total (GWP-total)", "kg CO2 eq.", KG_CO2))
    assert (found.id, found.unit, codes(found)) == (None, None, ["XW-E003"])
    assert codes(resolve(clue(FRESH, unit="CTUe"))) == ["XW-E003"]
    assert codes(resolve(clue(FRESH, group=KG_PO4))) == ["XW-E003"]


def test_label_and_group_that_disagree_are_told_and_the_fitting_one_counts():
    found = resolve(clue(FRESH, unit="kg PO_(4)-Äq.", group=KG_P))
    assert (found.id, found.unit, found.unit_source) == ("ep-freshwater", "kg P e", "unit_group")
    assert codes(found) == ["XW-E004"]
    found = resolve(clue(FRESH, unit="kg P eq.", group=KG_PO4))
    assert (found.unit, found.unit_source, codes(found)) == ("kg P e", "label", ["XW-E004"])


def test_a_missing_unit_is_that_of_the_indicator_and_edition():
    found = resolve(clue(AP, "Versauerungspotenzial von Boden und Wasser (AP)"))
    assert (found.unit, found.unit_source, codes(found)) == ("mol H+ e", "registry", ["XW-E005"])
    assert resolve(clue("b4274add-93b7-4905-a5e4-2e878c4e4216")).unit == "kg SO2 e"
    found = resolve(clue(AP, group="42e089ac-92bf-4bf2-8ca1-5fc40d18f2ed"))
    assert (found.unit, found.unit_source, found.problems) == ("mol H+ e", "unit_group", ())


def test_an_unreadable_unit_is_not_replaced():
    found = resolve(clue(TOTAL_30, unit="bananas"))
    assert (found.id, found.unit, found.unit_source, codes(found)) == ("gwp-total", None, "", ["XW-E006"])


@pytest.mark.parametrize("label", ["-", "dimensionless", "unitless", "SQP", "Pt"])
def test_labels_without_dimension_are_for_soil_quality_alone(label):
    found = resolve(clue(SQP, unit=label, group="f130951c-e67f-4f7f-8dd4-665de3974e18"))
    assert (found.id, found.unit, found.problems) == ("sqp", "Pt", ())
    assert resolve(clue(TOTAL_30, unit=label)).unit is None


def test_a_name_that_means_another_indicator_is_told():
    found = resolve(clue(PERM, "Fornybar primærenergi brukt som energibærer (RPEE)", "MJ", language="no"))
    assert (found.id, codes(found)) == ("perm", ["XW-E001"])
    assert codes(resolve(clue(PERM, unit="MJ", kind="output"))) == ["XW-E007"]


# ---- by code and spelling


@pytest.mark.parametrize(
    ("name", "unit", "found", "evidence"),
    [
        ("Potenziale di riscaldamento globale (GWP-total)", "kg CO2 eq.", "gwp-total", "code"),
        ("全球变暖潜势（gwp-Total）", "kg CO2 eq.", "gwp-total", "code"),
        ("GWP-fossil", "kg CO2 eq.", "gwp-fossil", "code"),
        ("Acidification potential (AP)", "mol H+ eq.", "ap", "code"),
        ("Acidification potential (AP)", "kg SO2 eq.", "ap-so2", "code"),
        ("Photochemical ozone creation potential (POCP)", "kg NMVOC eq.", "pocp", "code"),
        ("Photochemical ozone creation potential (POCP)", "kg Ethen-Äq.", "pocp-ethene", "code"),
        ("Eutrophication potential (EP)", "kg Phosphate eq.", "ep-po4", "code"),
        ("全球变暖潜势-总", "kg CO2e", "gwp-total", "synonym"),
        ("酸化潜势", "mol H+ eq", "ap", "synonym"),
        ("酸化潜势", "kg SO2 eq", "ap-so2", "synonym"),
        ("EINSATZ VON  SÜSSWASSERRESSOURCEN", "m3", "fw", "synonym"),
        ("Abgelagerter gefährlicher Abfall", "kg", "hwd", "synonym"),
        ("Globalt oppvarmingspotensial -totalt (GWPtotal)", "kg CO2 eqv.", "gwp-total", "code"),
    ],
)
def test_codes_and_spellings_are_exact(name, unit, found, evidence):
    seen = resolve(clue(None, name, unit))
    assert (seen.id, seen.evidence, seen.problems) == (found, evidence, ())


def test_a_shared_name_without_a_unit_stays_open():
    found = resolve(clue(None, "Acidification potential (AP)"))
    assert (found.id, codes(found)) == (None, ["XW-E008"])


def test_a_resemblance_is_a_suggestion_only():
    found = resolve(clue(None, "Global warmng potential - totl", "kg CO2 eq."))
    assert (found.id, found.suggestion, codes(found)) == (None, "gwp-total", ["XW-E002"])
    nothing = resolve(clue("aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa", "zzz"))
    assert (nothing.id, nothing.suggestion) == (None, None)
    assert resolve(Clue()).id is None


def test_every_problem_has_its_words():
    seen = [
        resolve(clue(PERM, "Use (PERE)", "MJ", kind="output")),
        resolve(clue(None, "zzz")),
        resolve(clue(FRESH, unit="CTUe")),
        resolve(clue(FRESH, unit="kg PO4 eq", group=KG_P)),
        resolve(clue(FRESH)),
        resolve(clue(FRESH, unit="bananas")),
        resolve(clue(None, "(AP)")),
    ]
    found = {code: params for item in seen for code, params in item.problems}
    assert set(found) == {f"XW-E00{number}" for number in range(1, 9)}
    for code, params in found.items():
        for language in ("zh", "en"):
            assert "{" not in finding(code, **params).code
            assert "{" not in _message(code, params, language)


def _message(code, params, language):
    from crosswalk.core.messages import text_of

    return text_of(code, "message", language, params)


def test_a_table_of_ones_own_is_used(tmp_path):
    home = tmp_path / "indicators"
    home.mkdir()
    (home / "synonyms.csv").write_text("indicator,lang,text\nfw,en,thirst\n", encoding="utf-8")
    assert resolve(clue(None, "thirst", "m3")).id is None
    with overlay(tmp_path):
        assert resolve(clue(None, "thirst", "m3")).id == "fw"
    assert resolve(clue(None, "thirst", "m3")).id is None


# ---- methods


def of(*uuids):
    return [resolve(clue(uuid)) for uuid in uuids]


def test_the_method_needs_deciding_evidence():
    assert method_evidence(of(TOTAL_30, AP), []).method == "EF 3.0"
    assert method_evidence(of(TOTAL_31, AP), [EN_A2_30]).method == "EF 3.1"
    undecided = method_evidence(of(AP, FRESH), [EN_A2_30])
    assert (undecided.method, undecided.standard, undecided.mixed) == ("EN 15804+A2", "A2", False)
    assert method_evidence(of(AP, FRESH), [EN_A2_31]).method == "EF 3.1"
    assert method_evidence(of(TOTAL_30, TOTAL_31), []).method == "EN 15804+A2"
    assert method_evidence(of(GWP), [EN_A1]).method == "EN 15804+A1"
    assert method_evidence([], [EN_A1]).standard == "A1"
    assert method_evidence([], []).method is None
    claimed = method_evidence(of(TOTAL_30), [EN_A2_31])  # strong evidence of EF 3.1 says nothing against the results
    assert (claimed.method, len(claimed.contradicted)) == ("EF 3.0", 1)


def test_both_editions_in_one_dataset_are_mixed():
    found = method_evidence(of(GWP, TOTAL_30), [])
    assert (found.method, found.standard, found.mixed) == (None, None, True)
    assert found.grounds == (Ground("EN 15804+A1", ("gwp",)), Ground("EF 3.0", ("gwp-total",)))


# ---- modules


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A1-A3", "A1-A3"),
        ("A1A2A3", "A1-A3"),
        ("A1–A3", "A1-A3"),
        ("A1 - A3", "A1-A3"),
        ("a1-a3", "A1-A3"),
        ("A1～A3", "A1-A3"),
        ("c4", "C4"),
        ("D", "D"),
        ("B8", "B8"),
        ("A1-A5", None),
        ("C5", None),
        ("", None),
    ],
)
def test_spellings_of_modules(text, code):
    assert stage(text) == code


def test_the_binding_list():
    listed = {code for code in modules() if is_listed(code)}
    assert listed == {
        "A1",
        "A2",
        "A3",
        "A1-A3",
        "A4",
        "A5",
        *(f"B{n}" for n in range(1, 8)),
        "C1",
        "C2",
        "C3",
        "C4",
        "D",
    }
    assert set(modules()) - listed == {"A0", "B8", "D1", "D2"}
    assert modules()["A1-A3"].members == ("A1", "A2", "A3")
    assert not is_listed("X")


def test_relations_name_modules_and_stages_that_exist():
    stages = {row["code"] for row in table("stages/gbt24067.csv")}
    for row in table("stages/relations.csv"):
        assert row["module"] in modules()
        assert row["relation"] in {"exact", "part_of", "needs_sum", "outside"}
        assert (row["relation"] == "outside") == (row["stage"] == "")
        if row["scheme"] == "gbt24067" and row["stage"]:
            assert set(row["stage"].split("|")) <= stages

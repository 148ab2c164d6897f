"""What EPD programmes say in another place than the format's own field: one small process for each row of the table."""

from __future__ import annotations

import re

import pytest

from crosswalk.bridge.epd.crossing import epd_to_datasets, epd_to_declaration
from crosswalk.bridge.epd.programmes import programme_of, told_elsewhere
from crosswalk.core.findings import Fate
from crosswalk.core.tables import table
from crosswalk.model.process import Process

UUID = "11111111-1111-4111-8111-111111111111"
KINDS = ("process", "flow", "contact", "source")


def text(words, language="en"):
    return {"items": ((language, words),)}


def contact(uuid=None, name=None):
    found = {"kind": "contact data set"} | ({"id": uuid} if uuid else {})
    return found | ({"name": text(name)} if name else {})


ENTERED_BY_IES = {"entry": {"person": contact("5e09bd06-11a1-4292-a56b-47898ad6a691", "The International EPD System")}}
NORGE = {"publication": {"registration_authority": contact("7008caa3-6fea-4ad2-81eb-f2b7a0610e6c", "EPD Norway")}}
ITALY = {"epd": {"publishers": (contact("9433b9cf-1d4a-420f-8c09-88d2472225b9", "EPDItaly"),)}}


def process(*parts, **more):
    found = {"identity": {"uuid": UUID}, "name": {"base": text("Panel")}, "method": {"dataset_type": "EPD"}}
    for part in (*parts, more):
        for name, value in part.items():
            found[name] = {**found[name], **value} if isinstance(found.get(name), dict) else value
    return found


def dated(words):
    return {"time": {"description": text(words)}}


CASES = [
    ("registration_number", "synonyms", "S-P-01234", process(ENTERED_BY_IES, synonyms=text("S-P-01234 "))),
    (
        "registration_number",
        "synonyms",
        "EPD-IES-0001234:002",
        process(ENTERED_BY_IES, synonyms=text("EPD-IES-0001234:002 (S-P-01234)")),
    ),
    (
        "registration_number",
        "name/base",
        "EPD-IES-0001234",
        process(ENTERED_BY_IES, name={"base": text("EPD-IES-0001234 (S-P-01234) Panel")}),
    ),
    (
        "published",
        "time/description",
        "2021-05-06",
        process(ENTERED_BY_IES, dated("Registration date: 2021-05-06 \nValidity date: 2026-04-22")),
    ),
    (
        "expires",
        "time/description",
        "2026-04-22",
        process(ENTERED_BY_IES, dated("Registration date: 2021-05-06 \nValidity date: 2026-04-22")),
    ),
    ("operator", "entry/person", ENTERED_BY_IES["entry"]["person"], process(ENTERED_BY_IES)),
    (
        "registration_number",
        "epd/original/0/name",
        "NEPD-1234-567-NO",
        process(NORGE, epd={"original": ({"name": text("NEPD-1234-567-NO", "nb")},)}),
    ),
    ("published", "time/description", "2023-01-31", process(NORGE, dated('"2023-01-31" - "2028-01-31"'))),
    ("expires", "time/description", "2028-01-31", process(NORGE, dated('"2023-01-31" - "2028-01-31"'))),
    ("registration_number", "comment", "EPDITALY0123", process(ITALY, comment=text("EPDITALY0123\nPanel"))),
    (
        "expires",
        "time/description",
        "2025-07-26",
        process(ITALY, dated("dal 01/06/2018 al 26/07/2025 (riemesso il 26/07/2020)")),
    ),
]


@pytest.mark.parametrize(
    ("fact", "pointer", "value", "data"), CASES, ids=[f"{c[0]} in {c[1]}: {c[2]}"[:60] for c in CASES]
)
def test_a_quirk_is_read_where_it_stands(fact, pointer, value, data):
    told = told_elsewhere(data, programme_of(data))[fact]
    assert (told.value, told.pointer) == (value, pointer)


def test_every_row_in_use_has_a_case():
    rows = {(row["what"], row["where"].replace(".", "/")) for row in table("epd/quirks.csv") if row["pattern"]}
    assert rows == {(fact, pointer) for fact, pointer, _, _ in CASES}


def test_rows_say_where_they_come_from_and_patterns_have_the_groups_of_their_fact():
    known = {row["id"] for row in table("epd/programmes.csv")}
    for row in table("epd/quirks.csv"):
        assert row["programme"] in known
        assert row["evidence"]
        assert row["status"] in ("READ", "UNVERIFIED")
        groups = set(re.compile(row["pattern"]).groupindex)
        wanted = {"published": {"year", "month", "day"}, "expires": {"year", "month", "day"}, "operator": set()}
        assert not row["pattern"] or groups == wanted.get(row["what"], {"value"})


@pytest.mark.parametrize(
    ("programme", "data"),
    [
        ("epd-international", process(ENTERED_BY_IES)),
        ("epd-international", process(publication={"registration_number": "EPD-IES-0001234:001"})),
        ("epd-international", process(classifications=({"system": "The International EPD System"},))),
        ("ibu", process(reviews=({"reviewers": (contact("d111dbec-b024-4be5-86c5-752d6eb2cf95"),)},))),
        ("ibu", process(publication={"registration_number": "EPD-ABC-20210012-IBC1-DE"})),
        ("ibu", process(publication={"registration_authority": contact(None, "INSTITUT Bauen und Umwelt e.V.")})),
        ("epd-norge", process(NORGE)),
        ("epd-norge", process(publication={"registration_number": "NEPD-1234-567"})),
        (
            "epd-norge",
            process(epd={"original": ({"uri": "https://epdnorway.lca-data.com/resource/sources/1/a.pdf"},)}),
        ),
        ("epditaly", process(ITALY)),
        ("oekobaudat", process(classifications=({"system": "oekobau.dat"},))),
        ("ibu", process(NORGE | {"publication": {"registration_authority": contact(None, "Institut Bauen und Umwelt")}},
                        classifications=({"system": "OEKOBAU.DAT"},))),
        (None, process()),
        (None, process(publication={"registration_number": "MD-22092-DA"})),
        (None, process(publication={"registration_authority": contact(None, "Instytut Techniki Budowlanej")})),
    ],
)  # fmt: skip
def test_a_programme_is_known_by_its_marks(programme, data):
    assert programme_of(data) == programme


def test_the_same_words_say_nothing_in_datasets_of_another_programme():
    data = process(NORGE, dated("Registration date: 2021-05-06"), synonyms=text("S-P-01234"))
    assert told_elsewhere(data, programme_of(data)) == {}
    assert told_elsewhere(data, None) == {}


@pytest.mark.parametrize("words", ["Validity date: 2026-02-30", "Validity date: soon", ""])
def test_what_is_no_date_is_not_taken(words):
    assert "expires" not in told_elsewhere(process(dated(words)), "epd-international")


def test_an_expiry_that_disagrees_with_the_stated_year_is_not_taken():
    data = process(time={"valid_until": 2027, "description": text("Validity date: 2026-04-22")})
    assert told_elsewhere(data, "epd-international") == {}


FULL = process(
    ENTERED_BY_IES,
    synonyms=text("S-P-01234 "),
    time={
        "reference_year": 2021,
        "valid_until": 2026,
        "description": text("Registration date: 2021-05-06 \nValidity date: 2026-04-22"),
    },
)


def declared(data):
    crossing = epd_to_declaration({("process", UUID): data})
    ((_, declaration),) = crossing.datasets.items()
    return crossing, declaration


def test_the_declaration_holds_what_was_told_and_says_so():
    crossing, declaration = declared(FULL)
    assert declaration["report"] == {
        "number": "S-P-01234",
        "date": "2021-05-06",
        "operator": text("The International EPD System"),
    }
    assert declaration["interpretation"]["valid_until"] == "2026-04-22"
    said = {
        (item.params["fact"], item.after, item.source.pointer) for item in crossing.findings if item.code == "XW-E125"
    }
    assert said == {
        ("registration_number", "S-P-01234", "synonyms"),
        ("published", "2021-05-06", "time/description"),
        ("expires", "2026-04-22", "time/description"),
        ("operator", "The International EPD System", "entry/person"),
    }
    assert all(item.params["programme"] == "EPD International" for item in crossing.findings if item.code == "XW-E125")


def test_the_account_follows_each_value():
    crossing, _ = declared(FULL)
    ways = {
        (link.source[1], link.target[1]): link.fate for link in crossing.links if link.source[0] == ("process", UUID)
    }
    assert ways["synonyms", "report/number"] is Fate.APPROXIMATED
    assert ways["time/description", "report/date"] is Fate.APPROXIMATED
    assert ways["time/description", "interpretation/valid_until"] is Fate.APPROXIMATED
    assert ways["time/description", "carried/0/data/time/description"] is Fate.KEPT
    assert ways["entry/person/name", "report/operator"] is Fate.CARRIED


def test_the_formats_own_field_wins():
    own = process(
        FULL,
        publication={
            "registration_number": "S-P-09999",
            "registration_authority": contact(None, "EPD International AB"),
        },
        epd={"published": "2021-06-01", "expires": "2026-06-01"},
    )
    crossing, declaration = declared(own)
    assert declaration["report"]["number"] == "S-P-09999"
    assert declaration["report"]["date"] == "2021-06-01"
    assert declaration["report"]["operator"] == text("EPD International AB")
    assert declaration["interpretation"]["valid_until"] == "2026-06-01"
    assert "issuer" not in declaration["report"]
    assert not [item for item in crossing.findings if item.code == "XW-E125"]


def test_the_datasets_come_back_as_they_were():
    _, declaration = declared(FULL)
    back = epd_to_datasets(declaration, ("declaration", UUID), KINDS)
    made = Process.model_validate(back.datasets["process", UUID])
    assert made == Process.model_validate(FULL)


def test_a_changed_number_goes_to_the_formats_own_field():
    _, declaration = declared(FULL)
    changed = declaration | {"report": declaration["report"] | {"number": "S-P-05678"}}
    back = epd_to_datasets(changed, ("declaration", UUID), KINDS)
    made = back.datasets["process", UUID]
    assert made["publication"] == {"registration_number": "S-P-05678"}
    assert made["synonyms"] == FULL["synonyms"]
    assert "expires" not in made.get("epd", {})
    targets = {link.target[1] for link in back.links if link.source[1] == "report/number"}
    assert targets == {"publication/registration_number"}


def test_new_datasets_hold_it_in_the_formats_own_field():
    _, declaration = declared(FULL)
    bare = {name: value for name, value in declaration.items() if name != "carried"}
    made = epd_to_datasets(bare, ("declaration", UUID), KINDS).datasets["process", UUID]
    assert made["publication"]["registration_number"] == "S-P-01234"
    assert made["epd"] == {"published": "2021-05-06", "expires": "2026-04-22"}
    assert made["time"] == {"reference_year": 2021, "valid_until": 2026}

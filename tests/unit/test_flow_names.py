"""English names: one spelling, the traits that they state and the readings that they have, against a table by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from crosswalk.mapping.names.aliases import doubtful, english_aliases
from crosswalk.mapping.names.english import location_of, read_english, trim
from crosswalk.mapping.names.folding import fold, key_of
from crosswalk.mapping.names.traits import traits_of


@dataclass(frozen=True)
class Expected:
    """What a person who knows the field says of a name. ``read`` is what the target list would call it."""

    name: str
    read: str
    how: str = ""
    origin: str = ""
    charge: str = ""
    mass: str = ""
    water: str = ""
    size: str = ""
    token: str = ""


ORACLE = (
    # origin of carbon
    Expected("Carbon dioxide, fossil", "carbon dioxide (fossil)", "name", origin="fossil"),
    Expected("Carbon dioxide, non-fossil", "carbon dioxide (biogenic)", "kind", origin="biogenic"),
    Expected("Carbon dioxide, biogenic", "carbon dioxide (biogenic)", "name", origin="biogenic"),
    Expected(
        "Carbon dioxide, from soil or biomass stock",
        "carbon dioxide (land use change)",
        "kind",
        origin="land_use_change",
    ),
    Expected("Carbon dioxide, land transformation", "carbon dioxide (land use change)", origin="land_use_change"),
    Expected("Carbon monoxide, fossil", "carbon monoxide (fossil)", "name", origin="fossil"),
    Expected("Methane, non-fossil", "methane (biogenic)", "kind", origin="biogenic"),
    Expected("Methane, from fossil fuels", "methane (fossil)", origin="fossil"),
    Expected("Carbon dioxide, in air", "carbon dioxide", "trimmed"),
    Expected("methane (biogenic)", "methane (biogenic)", "name", origin="biogenic"),
    # charges and ions
    Expected("Chromium VI", "chromium (vi)", "name", charge="vi"),
    Expected("Chromium, hexavalent", "chromium (vi)", "charge", charge="vi"),
    Expected("Chromium (III)", "chromium (vi)".replace("vi", "iii"), "name", charge="iii"),
    Expected("Cadmium, ion", "cadmium", "charge", charge="ion"),
    Expected("Copper ion", "copper", "charge", charge="ion"),
    Expected("Zinc(2+)", "zinc (ii)", "name", charge="ii"),
    Expected("Arsenic (+5)", "arsenic (v)", "name", charge="v"),
    Expected("Chloride ion", "chloride", "charge", charge="ion"),
    Expected("Iron, trivalent", "iron (iii)", "charge", charge="iii"),
    # nuclides
    Expected("Caesium-137", "cesium-137", "name", mass="137"),
    Expected("Cs-137", "cesium-137", "kind", mass="137"),
    Expected("137Cs", "cesium-137", "kind", mass="137"),
    Expected("Uranium-238", "uranium-238", "name", mass="238"),
    Expected("Technetium-99m", "technetium-99m", "name", mass="99m"),
    Expected("Tritium", "hydrogen-3", "kind", mass="3"),
    Expected("CFC-12", "CFC-12", "name"),
    # waters
    Expected("Water, river", "river water", "inversion", water="river"),
    Expected("Water, lake", "lake water", "inversion", water="lake"),
    Expected("Sea water", "sea water", "name", water="sea"),
    Expected("Water, salt, ocean", "sea water", "kind", water="sea"),
    Expected("Water, well, in ground", "ground water", "kind", water="ground"),
    Expected("Water, cooling, unspecified natural origin", "water, cooling", water="cooling"),
    Expected("Water, turbine use, unspecified natural origin", "water, turbine use", water="turbine"),
    Expected("Water vapor", "water vapour", "name", water="vapour"),
    Expected("Water, river, BR", "river water", water="river"),
    # particulates
    Expected("Particulates, < 2.5 um", "particles (PM2.5)", "kind", size="pm2.5"),
    Expected("Particulates, > 10 um", "particles (> PM10)", "kind", size="pm>10"),
    Expected("Particulates, > 2.5 um, and < 10um", "particles (PM2.5 - PM10)", "kind", size="pm2.5-10"),
    Expected("PM10", "particles (PM10)", "kind", size="pm10"),
    Expected("PM 2.5", "particles (PM2.5)", "kind", size="pm2.5"),
    Expected("Suspended particulate matter", "suspended particulate matter", "name", size="pm"),
    # resources
    Expected("Cadmium, in ground", "cadmium", "trimmed"),
    Expected("Zinc, 9.0% in sulfide, Zn 5.3%, Pb, Ag, Cd, In, in ground", "zinc", "trimmed"),
    Expected("Coal, hard, unspecified, in ground", "hard coal", "trimmed"),
    Expected("Gas, natural/m3", "natural gas", "trimmed"),
    Expected("Oil, crude, in ground", "crude oil", "trimmed"),
    # inversions
    Expected("Benzene, chloro-", "chlorobenzene", "inversion"),
    Expected("Ethane, 1,2-dichloro-", "1,2-dichloroethane", "inversion"),
    Expected("Ethane, 1,1,1,2-tetrafluoro-, HFC-134a", "1,1,1,2-tetrafluoroethane", "inversion"),
    Expected("Methane, dichlorodifluoro-, CFC-12", "CFC-12", "part"),
    Expected("Acetic acid, trifluoro-", "trifluoroacetic acid", "inversion", token="acid:acid"),
    Expected("Sulphur hexafluoride", "sulfur hexafluoride", "name"),
    # isomers and salts
    Expected("p-Xylene", "p-xylene", "name", token="isomer:para"),
    Expected("Cresol, p-", "p-cresol", "inversion", token="isomer:para"),
    Expected("o-Dichlorobenzene", "1,2-dichlorobenzene", "locant", token="isomer:ortho"),
    Expected("4-nitrotoluene", "p-nitrotoluene", "locant"),
    Expected("α-Cypermethrin", "alpha-cypermethrin", "name", token="stereo:alpha"),
    Expected("2,4-D, dimethylamine salt", "2,4-D dimethylamine salt", token="cation:amine salt"),
    Expected("Paraquat dichloride", "paraquat dichloride", "name", token="anion:dichloride"),
    Expected("acetamiprid (ISO); (1E)-N-[(6-chloropyridin-3-yl)methyl]", "acetamiprid", "trimmed"),
    # land
    Expected("Occupation, annual crop", "arable", "land"),
    Expected("Occupation, annual crop, irrigated", "arable, irrigated", "land"),
    Expected("Transformation, from annual crop", "from arable", "land"),
    Expected("Transformation, to industrial area", "to industrial area", "land"),
    # sum parameters
    Expected("COD, Chemical Oxygen Demand", "chemical oxygen demand", "trimmed"),
    Expected("NMVOC, non-methane volatile organic compounds, unspecified origin", "NMVOC", "part"),
)


def test_the_table_by_hand_is_large_enough():
    assert len(ORACLE) >= 60


@pytest.mark.parametrize("expected", ORACLE, ids=lambda expected: expected.name)
def test_the_traits_of_a_name(expected):
    found = traits_of(expected.name)
    said = (found.origin, found.charge, found.mass_number, found.water, found.size)
    assert said == (expected.origin, expected.charge, expected.mass, expected.water, expected.size)
    assert not expected.token or expected.token in found.tokens


@pytest.mark.parametrize("expected", ORACLE, ids=lambda expected: expected.name)
def test_the_reading_that_leads_to_the_target(expected):
    readings = {reading.key: reading.how for reading in read_english(expected.name)}
    key = key_of(fold(expected.read))
    assert key in readings
    assert readings[key] == (expected.how or readings[key])


# Spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sulphur dioxide", "sulfur dioxide"),
        ("Aluminium", "aluminum"),
        ("CAESIUM-137", "Cesium 137"),
        ("1,2-Dichloroethane", "1 2 dichloro ethane"),
        ("α-pinene", "alpha-pinene"),
        (".alpha.-pinene", "α-Pinene"),
        ("N,N′-dimethylurea", "N,N'-dimethylurea"),
        ("１，２－二氯乙烷", "1,2-二氯乙烷"),
        ("chromium (6+)", "Chromium (VI)"),
        ("Chromium(+6)", "chromium vi"),
        ("Carbon di-oxide", "carbon dioxide"),
        ("Benzol", "benzene"),
        ("Water vapour", "water  vapor"),
    ],
)
def test_one_name_has_one_key(one, other):
    assert key_of(fold(one)) == key_of(fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,2-dichloroethane", "1,1-dichloroethane"),
        ("1,2-dichloroethane", "12-dichloroethane"),
        ("1,12-x", "11,2-x"),
        ("particles (> PM10)", "particles (PM10)"),
        ("PM < 10", "PM > 10"),
        ("chromium (VI)", "chromium (III)"),
        ("cesium-137", "cesium-134"),
        ("carbon dioxide (fossil)", "carbon dioxide (biogenic)"),
        ("phosphorous acid", "phosphorus acid x"),
    ],
)
def test_two_names_have_two_keys(one, other):
    assert key_of(fold(one)) != key_of(fold(other))


def test_nothing_is_left_of_a_name_of_marks():
    assert key_of(fold(" .;- ")) == ""
    assert read_english(" .;- ") == ()
    assert read_english("") == ()


def test_the_plainest_reading_comes_first_and_each_key_once():
    readings = read_english("Carbon dioxide, fossil")
    assert readings[0].how == "name"
    assert len({reading.key for reading in readings}) == len(readings)


def test_an_origin_of_carbon_is_never_trimmed():
    assert trim(fold("Carbon dioxide, fossil")) == "carbon dioxide, fossil"
    assert trim(fold("Carbon dioxide, fossil, unspecified")) == "carbon dioxide, fossil"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Water, river, BR", "BR"),
        ("Water, unspecified natural origin, RER", "RER"),
        ("Water, river", ""),
        ("Nitrogen oxides, CN", "CN"),
        ("Nitrogen oxides, SE", "SE"),
        ("Occupation, annual crop, IN", "IN"),
        ("Lead, PB", ""),
        ("Cobalt, in", ""),
    ],
)
def test_a_country_at_the_end_is_a_place_and_a_symbol_is_none(name, place):
    assert location_of(name) == place


def test_curated_names_lead_to_the_name_of_the_list_or_are_doubtful():
    assert english_aliases(key_of(fold("Laughing gas"))) == (key_of("nitrous oxide"),)
    assert english_aliases(key_of(fold("sulfur dioxide"))) == ()
    assert doubtful(key_of("co"))
    assert english_aliases(key_of("co")) == ()
    assert not doubtful(key_of("carbon monoxide"))


@pytest.mark.parametrize("name", ["Nitrogen, total", "Total nitrogen", "nitrogen total"])
def test_total_nitrogen_is_not_taken_for_the_gas(name):
    assert doubtful(key_of(fold(name)))

"""Every result of real declarations against the indicator lists of the formats, read with lxml and json alone."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import dataclass, replace

import pytest
from lxml import etree

from crosswalk.core import units
from crosswalk.core.tables import table
from crosswalk.formats.openepd.vocabulary import key_of, wire_unit
from crosswalk.model.indicator import indicators
from crosswalk.model.methods import method_evidence
from crosswalk.model.modules import is_listed, stage
from crosswalk.model.resolution import Clue, resolve

HOME = "data/epd"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PLACES = {"exchange": "referenceToFlowDataSet", "LCIAResult": "referenceToLCIAMethodDataSet"}
OF_A1 = {"AP": "ap-so2", "EP": "ep-po4", "POCP": "pocp-ethene"}


@dataclass(frozen=True)
class Seen:
    """One result of one declaration as its file has it."""

    file: str
    clue: Clue
    modules: tuple[str, ...]


def _expected(corpus):
    """Ids by UUID from the list of the reference: its codes in the house's spelling."""
    path = corpus / "facts" / "indicator_registry.csv"
    if not path.is_file():
        pytest.skip("CROSSWALK_CORPUS has no facts/indicator_registry.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return rows, {row["uuid"]: _id(row) for row in rows}


def _id(row):
    if row["code"].startswith("GWP-GHG"):
        return "gwp-ghg"
    plain = row["code"].lower().replace(" ", "-")
    return OF_A1.get(row["code"], plain) if row["standard"] == "EN15804+A1" else plain


def _texts(node, name):
    return tuple((item.get(XML_LANG), item.text) for item in node.findall(f"{{*}}{name}"))


def _xml(file, data):
    root = etree.fromstring(data)
    systems = tuple(node.get("refObjectId") for node in root.iter("{*}referenceToComplianceSystem"))
    found = [seen for tag in PLACES for node in root.iter(f"{{*}}{tag}") for seen in _xml_result(file, tag, node)]
    return (found, tuple(filter(None, systems))) if etree.QName(root).localname == "processDataSet" else ([], ())


def _xml_result(file, tag, node):
    target, direction = node.find(f"{{*}}{PLACES[tag]}"), node.findtext("{*}exchangeDirection")
    if target is None or (tag == "exchange" and direction is None):
        return
    group = next(node.iter("{*}referenceToUnitGroupDataSet"), None)
    labels = () if group is None else _texts(group, "shortDescription")
    spots = tuple(
        value
        for amount in node.iter("{*}amount")
        for name, value in amount.attrib.items()
        if etree.QName(name).localname == "module"
    )
    clue = Clue(target.get("refObjectId"), target.get("version"), _texts(target, "shortDescription"))
    kind = "lcia" if tag == "LCIAResult" else direction.lower()
    for _, label in labels or ((None, None),):
        group_id = None if group is None else group.get("refObjectId")
        yield Seen(file, replace(clue, unit=label, unit_group=group_id, kind=kind), spots)


def _json(file, data):
    whole = json.loads(data)
    found = []
    for outer, tag in (("exchanges", "exchange"), ("LCIAResults", "LCIAResult")):
        for item in (whole.get(outer) or {}).get(tag, ()):
            found.extend(_json_result(file, tag, item))
    claims = whole.get("modellingAndValidation", {}).get("complianceDeclarations", {}).get("compliance", ())
    systems = (claim["referenceToComplianceSystem"].get("refObjectId") for claim in claims)
    return found, tuple(filter(None, systems))


def _json_result(file, tag, item):
    target = item.get(PLACES[tag])
    if target is None or item.get("referenceFlow"):
        return
    extras = [extra for extra in (item.get("other") or {}).get("anies", ()) if isinstance(extra, dict)]
    group = next((extra["value"] for extra in extras if extra.get("name") == "referenceToUnitGroupDataSet"), {})
    names = tuple((text.get("lang"), text["value"]) for text in target.get("shortDescription", ()))
    clue = Clue(target.get("refObjectId"), target.get("version"), names, None, group.get("refObjectId"))
    kind = "lcia" if tag == "LCIAResult" else item["exchange direction"].lower()
    spots = tuple(extra["module"] for extra in extras if "module" in extra)
    for label in [text["value"] for text in group.get("shortDescription", ())] or [None]:
        yield Seen(file, replace(clue, unit=label, kind=kind), spots)


@pytest.fixture(scope="module")
def declarations(corpus):
    """(results, compliance systems) by file."""
    home = corpus / HOME
    if not home.is_dir():
        pytest.skip(f"CROSSWALK_CORPUS has no {HOME}")
    found = {}
    for path in sorted((home / "ilcd_epd_xml").rglob("*.xml")):
        found[path.name] = _xml(path.name, path.read_bytes())
    for path in sorted((home / "soda4lca_json").glob("*.json")):
        found[path.name] = _json(path.name, path.read_bytes())
    for path in sorted((home / "ilcd_epd_zip").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if "processes/" in name and name.endswith(".xml")]
            for name in names if len(names) == 1 else ():
                found[path.name] = _xml(path.name, archive.read(name))
    return {name: item for name, item in found.items() if any(seen.modules for seen in item[0])}


@pytest.fixture(scope="module")
def results(declarations):
    return [seen for found, _ in declarations.values() for seen in found]


def test_every_result_with_a_listed_uuid_is_that_indicator(corpus, results):
    _, expected = _expected(corpus)
    listed = [seen for seen in results if seen.clue.uuid in expected]
    assert len(listed) > 600
    for seen in listed:
        found = resolve(seen.clue)
        assert (found.id, found.evidence) == (expected[seen.clue.uuid], "uuid"), seen


def test_without_uuids_the_names_mean_the_same_or_nothing(corpus, results):
    _, expected = _expected(corpus)
    ids = [
        (resolve(replace(seen.clue, uuid=None, version=None)).id, expected[seen.clue.uuid])
        for seen in results
        if seen.clue.uuid in expected
    ]
    assert all(found in {None, wanted} for found, wanted in ids)
    assert sum(found is not None for found, _ in ids) / len(ids) > 0.99


def test_gwp_ghg_is_never_the_total(results):
    named = [seen for seen in results if any("GHG" in text or "IOBC" in text for _, text in seen.clue.names)]
    assert named
    for seen in named:
        assert resolve(seen.clue).id == resolve(replace(seen.clue, uuid=None)).id == "gwp-ghg"


def test_every_unit_label_is_read_and_fits_but_for_phosphate(results):
    for seen in results:
        found = resolve(seen.clue)
        trap = seen.clue.unit == "kg PO_(4)-Äq." and found.id == "ep-freshwater"
        made_up = "sample" in seen.file  # their UUIDs are placeholders: names and labels are all there is
        ignored = {"XW-E001"} | ({"XW-E009", "XW-E011"} if made_up else set())
        assert [code for code, _ in found.problems if code not in ignored] == (["XW-E004"] if trap else []), seen
        assert found.unit == indicators()[found.id].unit


def test_the_method_agrees_with_the_standard_that_a_declaration_claims(declarations):
    known = {row["uuid"]: row for row in table("indicators/compliance.csv")}
    seen = set()
    for file, (found, systems) in declarations.items():
        claimed = {known[system]["standard"] for system in systems if system in known} - {""}
        evidence = method_evidence([resolve(item.clue) for item in found], ())
        assert not evidence.mixed
        if len(claimed) == 1 and evidence.standard:
            assert evidence.standard in claimed, file
            seen.add(evidence.method)
    assert seen == {"EN 15804+A1", "EF 3.0"}


def test_the_identifiers_are_those_of_the_list(corpus):
    rows, expected = _expected(corpus)
    ours = {row["uuid"]: row["indicator"] for row in table("indicators/identifiers.csv")}
    assert {uuid: ours.get(uuid) for uuid in expected} == expected
    for row in rows:
        found = resolve(Clue(row["uuid"], row["version"] or None, (), row["unit_label"], row["unitgroup_uuid"]))
        assert (found.id, found.problems) == (_id(row), ()), row
        item = indicators()[found.id]
        if row["openepd_key"] and not row["openepd_key"].startswith("(") and item.id != "pocp-ethene":
            key = key_of(item.id, item.unit, "A1" if "A1" in item.standards else "A2")
            shown = key.key if item.kind == "lcia" else f"{key.group}.{key.key}"
            wanted = {"output_flows.eee": "output_flows.ee"}.get(row["openepd_key"], row["openepd_key"])
            assert (shown, wire_unit(key.unit)) == (wanted, row["openepd_unit"]), row


def test_the_version_tells_the_method_only_where_the_list_says_so(corpus):
    rows, _ = _expected(corpus)
    methods = {}
    for row in rows:
        if "A2/EF" in row["standard"]:
            methods.setdefault((row["uuid"], row["version"]), set()).add(row["standard"][-3:])
    for (uuid, version), found in methods.items():
        wanted = f"EF {next(iter(found))}" if len(found) == 1 else None
        assert resolve(Clue(uuid, version)).method == wanted, (uuid, version)


def test_every_module_is_listed(results):
    spots = {spot for seen in results for spot in seen.modules}
    assert len(spots) == 18
    assert all(stage(spot) == spot and is_listed(spot) for spot in spots)


def test_unit_groups_and_flow_properties_are_those_of_the_master_data(corpus):
    home = corpus / HOME / "masterdata_indata"
    if not home.is_dir():
        pytest.skip("CROSSWALK_CORPUS has no master data")
    ours = {row["uuid"]: row for row in table("units/unit_groups.csv")}
    properties = {row["uuid"]: row for row in table("units/flow_properties_epd.csv")}
    for path in home.rglob("*.xml"):
        if path.parent.name == "unitgroups":
            _check_group(etree.parse(str(path)).getroot(), ours)
        elif path.parent.name == "flowproperties":
            _check_property(etree.parse(str(path)).getroot(), properties)


def _check_group(root, ours):
    row = ours[root.findtext(".//{*}UUID")]
    wanted = root.findtext(".//{*}referenceToReferenceUnit")
    unit = next(item for item in root.iter("{*}unit") if item.get("dataSetInternalID") == wanted)
    if row["unit"] and row["unit"] != "Pt":
        assert units.resolve(unit.findtext("{*}name")).code == row["unit"], row


def _check_property(root, ours):
    row = ours[root.findtext(".//{*}UUID")]
    group = root.find(".//{*}referenceToReferenceUnitGroup").get("refObjectId")
    assert group in {row["unit_group"], row["deprecated_unit_group"]}, row

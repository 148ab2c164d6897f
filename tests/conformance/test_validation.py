"""The official schemas and the checks without schema files, on every sample: what the schemas refuse is refused,
and what is refused beyond them names its rule."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from crosswalk.checks.datasets import SETS
from crosswalk.checks.datasets.languages import languages
from crosswalk.core.findings import Severity
from crosswalk.core.messages import catalogue
from crosswalk.formats.ilcd import schema as xsd
from crosswalk.formats.peeking import open_source
from crosswalk.formats.tidas import schema as json_schema
from crosswalk.index import read_entries
from crosswalk.pipeline.inspection import inspect_path
from crosswalk.pipeline.validation import validate_path

pytest.importorskip("tidas_tools", reason="the official schemas come with tidas-tools")

TIANGONG = "data/cn/tiangong_ilcd/tiangong_dev.zip"
PACKAGES = (
    TIANGONG,
    "data/ilcd",
    "data/ilcd/olca_ilcd/src/main/resources/org/openlca/ilcd/io/ilcd_folder.zip",
    "data/ef31/lciamethods_ef31.zip",
    "data/ef31/flowproperties",
    "data/epd/ilcd_epd_xml",
)


def packages(corpus: Path) -> list[Path]:
    found = [corpus / name for name in PACKAGES] + sorted((corpus / "data/epd/ilcd_epd_zip").glob("*.zip"))
    return [path for path in found if path.exists()]


def refusals(tree) -> list[str]:
    found = [item for check in SETS["structure"] for item in check(tree)]
    return [item.code for item in found if item.severity is Severity.ERROR]


def test_every_xml_sample_has_the_verdict_of_the_xsd(corpus):
    verdicts: Counter[tuple[bool, bool]] = Counter()
    extra: Counter[str] = Counter()
    for path in packages(corpus):
        for entry in read_entries(open_source(path)):
            if entry.tree is None or entry.carrier != "xml":
                continue
            official = xsd.is_valid(entry.tree.kind, entry.tree.root)
            ours = refusals(entry.tree)
            verdicts[bool(official), not ours] += 1
            assert official or ours, f"{path} {entry.member}: refused by the XSD, not by us"
            if official:
                extra.update(ours)
    print(f"\n(official valid, ours valid): {dict(verdicts)}; refused beyond the XSD: {dict(extra)}")
    assert sum(verdicts.values()) > 8000
    assert set(extra) <= set(catalogue())


def test_every_tidas_sample_has_the_verdict_and_the_places_of_the_json_schema(corpus):
    count = 0
    for entry in read_entries(open_source(corpus / "data/cn/tidas_samples")):
        if entry.tree is None:
            continue
        count += 1
        errors = json_schema.validate(entry.tree.kind, entry.data)
        found = [item for check in SETS["structure"] for item in check(entry.tree)] + list(languages(entry.tree))
        ours = [str(item.source.pointer) for item in found if item.severity is Severity.ERROR]
        assert not errors or ours, entry.member
        for error in errors:
            place = str(error.source.pointer).rstrip("/")
            assert any(near.startswith(place) or place.startswith(near) for near in ours), (entry.member, place)
    assert count >= 15


def test_a_class_list_read_as_a_look_up_has_the_errors_of_the_schema_as_it_stands(corpus):
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    folder = json_schema.schema_folder(None, "tidas", "schemas")
    files = {path.name: json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}
    registry = jsonschema_rs.Registry([(f"json-schema:///{name}", value) for name, value in files.items()])
    for entry in read_entries(open_source(corpus / "data/cn/tidas_samples")):
        if entry.tree is None or "fixture" in entry.member:
            continue
        name = json_schema.type_of(entry.tree.kind)["tidas_schema"]
        whole = jsonschema_rs.validator_for({**files[name], "$id": f"json-schema:///{name}"}, registry=registry)
        official = sorted(
            "/" + "/".join(map(str, error.instance_path)) for error in whole.iter_errors(json.loads(entry.data))
        )
        ours = sorted(str(error.source.pointer) for error in json_schema.validate(entry.tree.kind, entry.data))
        assert ours == official, entry.member


def test_the_links_of_the_public_corpus(corpus):
    """Counts that were made from the XML by other means: no duplicate, no wrong type, one sum for links."""
    path = corpus / TIANGONG
    found = inspect_path(path)
    assert found.datasets["process"] == 1562
    assert sum(found.datasets.values()) == 7781
    assert (found.duplicates, found.wrong_type, found.unreadable) == ([], 0, 0)
    counts = Counter(item.code for item in validate_path(path, None, ("links",)))
    assert counts["XW-K001"] == found.dangling - found.known_elsewhere
    assert counts["XW-K003"] == found.version_differs
    assert counts["XW-K007"] == sum(found.orphans.values())
    assert counts["XW-K004"] == 1


def test_the_links_agree_with_a_count_by_bare_element_names(corpus):
    """References of processes to identifiers that no file of the package bears, counted from names and attributes."""
    missing = 0
    with zipfile.ZipFile(corpus / TIANGONG) as archive:
        present = {name.rpartition("/")[2].split(".")[0].split("_")[0] for name in archive.namelist()}
        for name in archive.namelist():
            if "processes/" in name and name.endswith(".xml"):
                for node in etree.fromstring(archive.read(name)).iter():
                    wanted = node.get("refObjectId")
                    missing += bool(wanted) and wanted not in present
    counts: Counter[str] = Counter()
    for item in validate_path(corpus / TIANGONG, None, ("links",)):
        if item.code == "XW-K001" and "processes/" in (item.source.member or ""):
            counts["missing"] += 1
        elif item.code == "XW-K002":
            counts["common"] += int(item.params["count"])
    assert counts["missing"] <= missing <= counts["missing"] + counts["common"]


def test_schemas_with_a_language_default_give_reasons_and_no_internal_error(corpus):
    """The published ILCD+EPD schemas break libxml2 unless their uniqueness constraints are left out."""
    schemas = corpus / "schemas/ilcd_epd_1.3"
    package = corpus / "data/epd/ilcd_epd_zip/environdec_with_dependencies.zip"  # one flow is refused
    if not schemas.is_dir() or not package.is_file():
        pytest.skip("the corpus has no ILCD+EPD schemas or packages")
    found = list(validate_path(package, None, ("xsd",), schemas))
    assert found
    assert not [item for item in found if "nternal error" in str(item.params["reason"])]

"""What published EPDs say in another place than the format's own field, and what they weigh."""

from __future__ import annotations

from decimal import Decimal

import pytest

import crosswalk
from crosswalk.bridge.epd.crossing import epd_to_declaration, is_epd
from crosswalk.bridge.epd.programmes import programme_of
from crosswalk.model.base import plain

JSON, ZIP = "data/epd/soda4lca_json", "data/epd/ilcd_epd_zip"
PUBLISHED = {
    f"{ZIP}/environdec_with_dependencies.zip": ("epd-international", "S-P-01937", "2020-05-06", "2025-04-22"),
    f"{ZIP}/epditaly_with_dependencies.zip": ("epditaly", "EPDITALY0029", "2018-08-07", "2025-07-26"),
    f"{ZIP}/oekobau_with_dependencies.zip": ("oekobaudat", None, None, "2025"),
    f"{JSON}/1bf3e138-54a4-4155-7116-08da598ce856.json": ("epd-international", "EPD-IES-0006473:002", None, "2028"),
    f"{JSON}/0aa8b645-02d9-41b4-8aa3-70335af2a9e7.json": (
        "epd-norge", "NEPD-4945-3957-DK", "2023-09-27", "2028-09-27",
    ),
    f"{JSON}/0b4c397d-c7a1-4ceb-9718-184334f6364e.json": ("ibu", "EPD-MDS-20210038-CBA1-EN", "2021-06-08", "2026"),
    f"{JSON}/335241f9-db84-486c-9a19-cd5ebb791903.json": (
        "ibu", "IBU-CEI-HOL-2205120-DE2023000499-1SUG001-DE", "2023-10-19", "2028",
    ),
    f"{JSON}/0d1e4a59-4901-4973-a26f-1698f65a780f.json": ("ibu", "EPD-KLO-20170147-IAC1-DE", None, "2022"),
    f"{JSON}/023f3b97-976a-41c4-b0f1-5357b9dc5b3e.json": ("ibu", None, None, "2021"),
    f"{JSON}/00c28f1f-1d49-4c81-9208-138922a1dd6c.json": ("oekobaudat", None, None, "2022"),
}  # fmt: skip
TAKEN = {
    "environdec_with_dependencies.zip": {"registration_number", "published", "expires", "operator"},
    "epditaly_with_dependencies.zip": {"expires"},
    "1bf3e138-54a4-4155-7116-08da598ce856.json": {"registration_number", "operator"},
    "0aa8b645-02d9-41b4-8aa3-70335af2a9e7.json": {"expires"},
}
WEIGHED = {
    "0d1e4a59-4901-4973-a26f-1698f65a780f": ("188", ["XW-E128"]),
    "0e0c4e37-b7e6-4a4f-b1c9-d36da0aa16f5": ("40.57", []),
    "335241f9-db84-486c-9a19-cd5ebb791903": ("2297.0", []),
    "0b4c397d-c7a1-4ceb-9718-184334f6364e": (None, []),
    "e7ff6cf1-d493-4cf0-ba82-6b3f1f6f71e7": ("1000.0", []),
    "f63ac879-fa7d-4f91-813e-e816cbdf1927": ("510.45", []),
}


def crossed(path):
    datasets = {(d.kind, d.model.identity.uuid): plain(d.model) for d in crosswalk.read(path).documents}
    crossing = epd_to_declaration(datasets)
    ((_, declaration),) = crossing.datasets.items()
    (process,) = [data for (kind, _), data in datasets.items() if kind == "process" and is_epd(data)]
    return process, declaration, crossing.findings


@pytest.mark.parametrize("name", PUBLISHED)
def test_number_and_dates_of_published_datasets(corpus, name):
    process, declaration, findings = crossed(corpus / name)
    report, until = declaration.get("report", {}), declaration.get("interpretation", {}).get("valid_until")
    assert (programme_of(process), report.get("number"), report.get("date"), until) == PUBLISHED[name]
    taken = {item.params["fact"] for item in findings if item.code == "XW-E125"}
    assert taken == TAKEN.get(name.rpartition("/")[2], set())


@pytest.mark.parametrize("uuid", WEIGHED)
def test_mass_of_published_datasets(corpus, uuid):
    _, declaration, findings = crossed(corpus / JSON / f"{uuid}.json")
    mass, codes = WEIGHED[uuid]
    stated = declaration["unit"].get("mass")
    assert stated is mass or stated["value"] == Decimal(mass)
    assert [item.code for item in findings if item.code in ("XW-E127", "XW-E128", "XW-E129")] == codes

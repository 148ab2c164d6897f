"""Footprint declarations through openEPD and back; openEPD documents that stay what they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crosswalk.core.errors import CannotExpress
from crosswalk.core.findings import Fate
from crosswalk.pipeline.convert import Request, convert_package
from crosswalk.pipeline.reading import open_package

HOME = Path(__file__).parents[2] / "fixtures" / "gbt24067" / "0.1"
FILES = sorted(path for path in (HOME / "valid").iterdir() if path.suffix in (".xlsx", ".json"))
EPD = {
    "id": "EC3XXXXX",
    "doctype": "openEPD",
    "openepd_version": "0.1",
    "language": "en",
    "product_name": "Desk",
    "declared_unit": {"qty": 1, "unit": "item"},
    "manufacturer": {"web_domain": "example.com", "name": "Maker", "alt_names": ["M"]},
    "compliance": [{"short_name": "ISO 14025", "link": "https://example.com/iso"}],
    "product_classes": {"EC3": "Desks", "UNSPSC": ["1", "2"]},
    "plants": [],
    "impacts": {
        "EF 3.1": {
            "gwp": {
                "A1A2A3": {"mean": 58.70, "unit": "kgCO2e", "rsd": 0.2, "dist": "log-normal"},
                "B1": None,
                "B1_years": 50,
                "C_scenarios": [{"name": "S1", "likelihood": 0.4, "C3": {"mean": 1e-3, "unit": "kgCO2e"}}],
            },
            "ext": {"note": 1},
        }
    },
    "ext": {"other": {"kept": True}},
}


def converted(path: Path, to: str, folder: Path, **options):
    conversion = convert_package(open_package(path), Request(to, options=options))
    assert conversion.account.balanced
    ((name, data),) = conversion.files.items()
    made = folder / name
    made.write_bytes(data)
    return made, conversion


def model(path: Path):
    return open_package(path).documents[0].model


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_footprint_comes_back_whole(path, tmp_path):
    first, conversion = converted(path, "openepd", tmp_path, climate="sheet")
    assert not [entry for entry in conversion.ledger.entries if entry.fate is Fate.DROPPED and entry.text]
    assert model(first).type == "climate"
    (tmp_path / "back").mkdir()
    second, _ = converted(first, "gbt24067", tmp_path / "back", carrier="json")
    assert model(second) == model(path)


def test_a_footprint_is_not_taken_for_an_epd(tmp_path):
    with pytest.raises(CannotExpress, match="XW-E145"):
        converted(FILES[0], "openepd", tmp_path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_without_the_extension_every_loss_is_in_the_account(path, tmp_path):
    made, conversion = converted(path, "openepd", tmp_path, extension="off", climate="sheet")
    value = json.loads(made.read_text(encoding="utf-8"))
    marks = {"climate_data_sheet": True, "is_verified_epd": False}
    assert value["ext"] == {"crosswalk": marks}  # a footprint is never taken for an EPD
    lost = [entry for entry in conversion.ledger.entries if entry.fate is Fate.DROPPED]
    assert len(lost) >= len(model(path).results) - len(model(made).results) > 0
    assert "XW-P001" in [found.code for found in conversion.ledger.findings]


def test_a_document_stays_as_it_is(tmp_path):
    path = tmp_path / "in.json"
    path.write_text(json.dumps(EPD, indent=2) + "\n", encoding="utf-8")
    made, conversion = converted(path, "openepd", tmp_path)
    assert made.read_bytes() == path.read_bytes()
    assert conversion.ledger.fates[Fate.DROPPED] == 0


def test_an_edit_touches_what_it_changes_alone(tmp_path):
    from crosswalk.formats import load

    path = tmp_path / "in.json"
    path.write_text(json.dumps(EPD, indent=2) + "\n", encoding="utf-8")
    document = open_package(path).documents[0]
    cells = document.model.results
    product = document.model.product.model_copy(update={"classifications": document.model.product.classifications[:2]})
    edited = document.model.model_copy(update={"results": cells[1:], "product": product})
    draft = load("openepd").draft(edited, "declaration", document, {})
    ((_, data),) = load("openepd").render([draft], {})
    wanted = json.loads(json.dumps(EPD))
    del wanted["impacts"]["EF 3.1"]["gwp"]["A1A2A3"]
    wanted["product_classes"]["UNSPSC"] = "1"
    assert json.loads(data) == wanted
    assert draft.says == edited


def test_a_folder_is_read_document_by_document(tmp_path):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps({**EPD, "product_name": name}), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no document", encoding="utf-8")
    names = [document.model.product.name.best() for document in open_package(tmp_path).documents]
    assert names == ["a.json", "b.json"]

"""EPD datasets as a declaration and back: with what travels along to the letter, without it as far as there is a place."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import jsonschema_rs
import pytest
from lxml import etree

import crosswalk
from crosswalk.bridge.epd.crossing import epd_to_datasets, epd_to_declaration, is_epd
from crosswalk.formats import load
from crosswalk.formats.ilcd import schema as xsd
from crosswalk.formats.ilcd.types import type_of
from crosswalk.model.base import plain
from crosswalk.model.schema import MODELS, json_schema
from crosswalk.model.walk import leaves
from crosswalk.pipeline.account import Route

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = [f"fixtures/ilcd_epd/{version}/valid" for version in ("1.1", "1.2", "1.3")]
ZIPS = [
    f"data/epd/ilcd_epd_zip/{name}_with_dependencies.zip"
    for name in ("environdec", "epditaly", "oekobau", "soda4lca_sample_epd_process")
]
JSON = "data/epd/soda4lca_json"
KINDS = tuple(kind for kind in MODELS if kind != "declaration")

WITHOUT_A_PLACE = {"unit_source"}
"""What new datasets cannot say again: that a unit was told by its group where the label beside it said otherwise."""


@pytest.fixture(params=[*FIXTURES, *ZIPS])
def path(request):
    return ROOT / request.param if request.param in FIXTURES else request.getfixturevalue("corpus") / request.param


@pytest.fixture
def datasets(path):
    return read(path)


def read(path):
    return {(item.kind, item.model.identity.uuid): plain(item.model) for item in crosswalk.read(path).documents}


def uuid_of(datasets):
    (uuid,) = [uuid for (kind, uuid), data in datasets.items() if kind == "process" and is_epd(data)]
    return uuid


def declared(datasets):
    """The crossing, its key, and the declaration as the model has it."""
    crossing = epd_to_declaration(datasets)
    ((key, data),) = crossing.datasets.items()
    return crossing, key, MODELS["declaration"].model_validate(data)


def as_models(datasets):
    """Plain data as the models have them: the source's own characters of every number among them."""
    return {key: plain(MODELS[key[0]].model_validate(data)) for key, data in datasets.items()}


def without_carried(declaration):
    return {name: value for name, value in plain(declaration).items() if name != "carried"}


def ledger_of(declaration):
    """The declaration with its results by their key, without what has no place."""
    cells = declaration.get("results", ())
    by_key = {(cell["indicator"], cell.get("method"), cell["stage"], cell.get("scenario")): cell for cell in cells}
    assert len(by_key) == len(cells)
    bare = {
        key: {name: value for name, value in cell.items() if name not in WITHOUT_A_PLACE}
        for key, cell in by_key.items()
    }
    return {**declaration, "results": bare}


def test_the_declaration_fits_its_schema(datasets):
    _, _, declaration = declared(datasets)
    validator = jsonschema_rs.validator_for(json_schema("declaration"))
    data = json.loads(declaration.model_dump_json(exclude_none=True))
    assert [error.message for error in validator.iter_errors(data)] == []


def test_every_cell_is_a_result(datasets):
    _, _, declaration = declared(datasets)
    process = datasets["process", uuid_of(datasets)]
    rows = (*process.get("exchanges", ()), *process.get("lcia_results", ()))
    cells = [module.get("cell") for row in rows for module in row.get("modules", ())]
    assert len(declaration.results) == len(cells) > 0
    texts = [(cell or {}).get("raw") for cell in cells]
    assert [cell.amount.raw if cell.amount is not None else None for cell in declaration.results] == texts
    values = [(cell or {}).get("value") for cell in cells]
    assert [cell.amount.value if cell.amount is not None else None for cell in declaration.results] == values


def test_every_leaf_has_a_link_to_something_that_is_there(datasets):
    crossing, key, declaration = declared(datasets)
    route = Route.of(crossing.links)
    data = plain(declaration)
    for owner, dataset in datasets.items():
        for pointer, _ in leaves(MODELS[owner[0]].model_validate(dataset)):
            links = [*route.leading(owner, pointer)]
            assert links, (owner, pointer)
            assert any(_is_there(data, target) for _, target in links), (owner, pointer)
            assert all(link.target[0] == key for link, _ in links)


def _is_there(node, pointer):
    for step in pointer.split("/"):
        if isinstance(node, dict) and step in node:
            node = node[step]
        elif isinstance(node, (list, tuple)) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        else:  # below a text or an amount, whose parts have no place of their own
            return isinstance(node, dict) and bool({"items", "value", "raw"} & set(node))
    return True


def test_datasets_come_back_equal(datasets):
    _, key, declaration = declared(datasets)
    back = epd_to_datasets(plain(declaration), key, KINDS)
    assert as_models(back.datasets) == as_models(datasets)


def test_a_changed_result_changes_its_cell_only(datasets):
    _, key, declaration = declared(datasets)
    spot = next(n for n, cell in enumerate(declaration.results) if cell.amount is not None and cell.amount.value)
    data = plain(declaration)
    results = [dict(cell) for cell in data["results"]]
    results[spot]["amount"] = {**results[spot]["amount"], "value": Decimal("42.50"), "raw": "42.50"}
    back = as_models(epd_to_datasets(data | {"results": tuple(results)}, key, KINDS).datasets)
    before, after = (
        dict(leaves(MODELS["process"].model_validate(side["process", key[1]]))) for side in (datasets, back)
    )
    assert [(name, text) for name, text in after.items() if before[name] != text] == [
        (name, "42.5") for name, text in after.items() if before[name] != text
    ]
    assert sum(before[name] != text for name, text in after.items()) == 1
    assert {owner: data for owner, data in back.items() if owner[0] != "process"} == {
        owner: data for owner, data in as_models(datasets).items() if owner[0] != "process"
    }


def test_new_datasets_read_back_into_the_same_declaration(datasets):
    _, key, declaration = declared(datasets)
    bare = without_carried(declaration)
    made = as_models(epd_to_datasets(bare, key, KINDS).datasets)
    _, _, again = declared(made)
    assert ledger_of(without_carried(again)) == ledger_of(bare)


def test_new_datasets_read_back_through_their_files(datasets, tmp_path):
    """Written and read as a package: nothing that the declaration holds is lost on the way."""
    _, key, declaration = declared(datasets)
    bare = without_carried(declaration)
    for name, data in files_of(bare, key).items():
        target = tmp_path / "package" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    _, _, again = declared(read(tmp_path / "package"))
    back, there = ledger_of(without_carried(again)), ledger_of(bare)
    assert back.pop("results") == there.pop("results")
    # numbers that were worked out have characters only once they are written
    assert MODELS["declaration"].model_validate(back) == MODELS["declaration"].model_validate(there)


def files_of(bare, key, version=None):
    written = load("ilcd-epd").at(version) if version else load("ilcd-epd")
    made = epd_to_datasets(bare, key, written.card.kinds).datasets
    drafts = [written.draft(MODELS[kind].model_validate(data), kind, None, {}) for (kind, _), data in made.items()]
    return dict(written.render(drafts, {}))


FOLDERS = {type_of(kind)["folder"]: kind for kind in KINDS if kind != "life cycle model"}


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3"])
def test_new_datasets_are_valid_under_the_official_schemas(corpus, datasets, version):
    schemas = corpus / "schemas" / "ilcd_epd_1.3"
    if not schemas.is_dir():
        pytest.skip("CROSSWALK_CORPUS has no schemas/ilcd_epd_1.3")
    _, key, declaration = declared(datasets)
    found, seen = [], []
    for name, data in files_of(without_carried(declaration), key, version).items():
        kind = FOLDERS.get(name.split("/")[-2] if "/" in name else "")
        if name.endswith(".xml") and kind:
            seen.append(kind)
            root = etree.fromstring(data)
            found += [(name, item.params["reason"]) for item in xsd.validate_tree(kind, root, schemas)]
    assert found == []
    assert {"process", "flow"} <= set(seen)


def test_the_schemas_refuse_what_is_wrong(corpus):
    schemas = corpus / "schemas" / "ilcd_epd_1.3"
    if not schemas.is_dir():
        pytest.skip("CROSSWALK_CORPUS has no schemas/ilcd_epd_1.3")
    _, key, declaration = declared(read(ROOT / FIXTURES[1]))
    files = files_of(without_carried(declaration), key)
    ((_, data),) = [(name, data) for name, data in files.items() if "/processes/" in name]
    root = etree.fromstring(data.replace(b"referenceYear", b"referenceYears"))
    assert xsd.validate_tree("process", root, schemas)


def test_json_of_servers_comes_back_as_well(corpus):
    """The product stands beside the reference to its flow, and stays there where the target holds no flows."""
    paths = [path for path in sorted((corpus / JSON).glob("*.json")) if not path.stem.endswith("_test")]
    assert paths
    for path in paths:
        datasets = read(path)
        _, key, declaration = declared(datasets)
        back = epd_to_datasets(plain(declaration), key, ("process",))
        assert as_models(back.datasets) == as_models(datasets), path.name
        bare = without_carried(declaration)
        _, _, again = declared(as_models(epd_to_datasets(bare, key, KINDS).datasets))
        assert ledger_of(without_carried(again)) == ledger_of(bare), path.name

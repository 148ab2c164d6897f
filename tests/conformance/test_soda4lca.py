"""Documents of soda4LCA servers as they are published: read, written anew, converted, counted."""

from __future__ import annotations

from pathlib import Path

import pytest

import crosswalk
from crosswalk.carriers import json
from crosswalk.core.errors import FormatUnknown
from crosswalk.core.tables import table
from crosswalk.formats import detect, load
from crosswalk.formats.ilcd_epd.versions import at_version
from crosswalk.formats.peeking import open_source

NOW = "2026-03-02T00:00:00Z"
COUNT = 12
FOREIGN = "f63ac879_test"
RESULTS = 2552


@pytest.fixture(scope="module")
def files(corpus) -> list[Path]:
    folder = corpus / "data" / "epd" / "soda4lca_json"
    if not folder.is_dir():
        pytest.skip("CROSSWALK_CORPUS has no data/epd/soda4lca_json")
    return [path for path in sorted(folder.glob("*.json")) if path.stem != FOREIGN]


def read(path: Path):
    (document,) = load("soda4lca").read(open_source(path), {})
    return document


def cells(process):
    """Every result: its indicator, module and scenario, and the text as it stands."""
    subjects = [(exchange.flow, exchange.modules) for exchange in process.exchanges]
    subjects += [(result.method, result.modules) for result in process.lcia_results]
    return [
        (subject.id, result.module, result.scenario, result.cell and (result.cell.state, result.cell.raw))
        for subject, modules in subjects
        for result in modules
    ]


def counted(value) -> int:
    """Scalars and empty containers, counted without the engine."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(map(counted, parts)) if parts else 1


def independent_cells(root):
    """The results of the file by its bare members."""
    for items in (root["exchanges"]["exchange"], root["LCIAResults"]["LCIAResult"]):
        for item in items:
            for entry in item.get("other", {}).get("anies", ()):
                if "module" in entry:
                    yield entry["module"], entry.get("scenario"), entry.get("value")


def test_all_are_recognised_and_nothing_else(files):
    assert len(files) == COUNT
    for path in files:
        claim = detect(open_source(path))
        assert (claim.format, claim.version) == ("soda4lca", "json"), path.name
    with pytest.raises(FormatUnknown):
        detect(open_source(files[0].with_name(f"{FOREIGN}.json")))


def test_every_leaf_is_counted_and_every_result_is_read(files):
    results = 0
    for path in files:
        document, root = read(path), json.parse(path.read_bytes())
        assert document.leaves == document.reading.leaves == counted(root), path.name
        seen = [(module, scenario, cell and cell[1]) for _, module, scenario, cell in cells(document.model)]
        assert seen == list(independent_cells(root)), path.name
        results += len(seen)
    assert results == RESULTS


def test_what_no_row_takes_is_marks_and_empty_parts(files):
    kept = {
        (str(rest.key), rest.reason)
        for path in files
        for rest in read(path).reading.rest
        if rest.key not in read(path).ignorable and rest.reason != "empty"
    }
    profile = "{http://www.okworx.com/ILCD/Extensions/2018/Profile}profile"
    assert kept == {
        ("source", "unknown"),
        ("flowProperties", "unknown"),  # an empty list
        ("value", "unknown"),  # a text beside the same text in its languages
        ("resourceURLs", "duplicate"),
        (profile, "unknown"),
    }


def test_written_anew_it_reads_as_it_was(files):
    format_ = load("soda4lca")
    for path in files:
        model = read(path).model
        draft = format_.draft(model, "process", None, {})
        ((_, data),) = format_.render([draft], {})
        again = format_.open(json.parse(data), "process")
        assert again.model == model, path.name
        assert cells(again.model) == cells(model), path.name


def test_as_ilcd_epd_it_is_the_same_but_for_what_the_server_resolved(files):
    format_ = load("ilcd-epd@1.2")
    for path in files:
        model = read(path).model
        draft = format_.draft(model, "process", None, {})
        again = format_.open(draft.root, "process").model
        bare = tuple(exchange.model_copy(update={"resolved": None}) for exchange in model.exchanges)
        assert again == at_version(model, "process", "1.2").model_copy(update={"exchanges": bare}), path.name
        assert cells(again) == cells(model), path.name


@pytest.mark.parametrize("target", ["ilcd-epd", "soda4lca", "soda4lca@csv", "tidas"])
def test_conversions_balance(files, target):
    for path in files:
        result = crosswalk.convert(path, target, draft=True, now=NOW)
        assert result.account.balanced, path.name
        if target == "soda4lca":
            (data,) = result.files.values()
            assert json.parse(data) == json.parse(path.read_bytes()), path.name


def test_through_the_csv_every_result_with_a_column_keeps_its_text(files, tmp_path):
    listed = {uuid for row in table("soda4lca/csv_columns.csv") for uuid in row["ids"].split("|")}
    for path in files:
        result = crosswalk.convert(path, "soda4lca@csv", draft=True, now=NOW)
        (data,) = (data for name, data in result.files.items() if name.endswith(".csv"))
        out = tmp_path / f"{path.stem}.csv"
        out.write_bytes(data)
        document = read(out)
        assert document.leaves == document.reading.leaves
        before = {cell for cell in cells(read(path).model) if cell[3] and cell[0] in listed}
        named = {cell for cell in cells(document.model) if cell[3] and cell[0]}
        unnamed = [cell for cell in cells(document.model) if cell[3] and not cell[0]]
        assert named <= before, path.name
        assert len(named) + len(unnamed) == len(before), path.name


@pytest.mark.parametrize("target", ["soda4lca", "soda4lca@csv"])
def test_published_ilcd_epd_packages_become_documents(corpus, target):
    for path in sorted((corpus / "data" / "epd" / "ilcd_epd_zip").glob("*_with_dependencies.zip")):
        result = crosswalk.convert(path, target, draft=True, now=NOW)
        assert result.account.balanced, path.name
        assert result.datasets == 1, path.name

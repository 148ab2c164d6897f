"""Published openEPD documents: read and written again, not a leaf of the tree differs."""

from __future__ import annotations

import json

import pytest

from crosswalk.core.errors import SyntaxBroken
from crosswalk.core.findings import Fate
from crosswalk.pipeline.convert import Request, convert_package
from crosswalk.pipeline.reading import open_package


def documents(corpus):
    files = sorted((corpus / "data" / "epd" / "openepd_json").glob("*.json"))
    if not files:
        pytest.skip("the corpus holds no openEPD documents")
    found = [(path, json.loads(path.read_text(encoding="utf-8"), parse_float=str, parse_int=str)) for path in files]
    return [(path, tree) for path, tree in found if "doctype" in tree], [
        path for path, tree in found if "doctype" not in tree
    ]


def test_documents_come_back_as_they_are(corpus):
    known, _ = documents(corpus)
    assert {tree["doctype"] for _, tree in known} == {"openEPD", "openIndustryEpd", "openGenericEstimate"}
    for path, tree in known:
        conversion = convert_package(open_package(path), Request("openepd"))
        (data,) = conversion.files.values()
        assert json.loads(data, parse_float=str, parse_int=str) == tree, path.name
        assert conversion.account.balanced
        assert conversion.ledger.fates[Fate.DROPPED] == 0


def test_what_is_read_of_them_comes_back_in_a_new_document(corpus):
    from crosswalk.formats import load

    for path, _ in documents(corpus)[0]:
        model = open_package(path).documents[0].model
        draft = load("openepd").draft(model, "declaration", None, {})
        assert draft.says == model, path.name


def test_parts_of_documents_are_not_taken_for_documents(corpus):
    for path in documents(corpus)[1]:
        with pytest.raises(SyntaxBroken):
            _ = open_package(path, "openepd").documents

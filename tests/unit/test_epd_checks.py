"""What the checks of EPDs say, and what they do not say: expected figures are worked out by hand."""

from __future__ import annotations

from pathlib import Path

import crosswalk
from crosswalk.checks import check_document
from crosswalk.core.messages import text_of

HOME = Path(__file__).resolve().parents[2] / "fixtures" / "ilcd_epd"


def said(finding, language):
    params = {"before": finding.before, "after": finding.after, **finding.params}
    return text_of(finding.code, "message", language, params)


def found(name, code):
    documents = crosswalk.read(HOME / name).documents
    return [item for document in documents for item in check_document(document) if item.code == code]


# ---- methods


def test_the_evidence_for_a_method_speaks_both_languages():
    (item,) = found("1.1/valid/panel.xml", "XW-E164")
    assert said(item, "zh").endswith("：EN 15804+A1；EN 15804+A1：声明符合，仅作旁证）。")
    assert said(item, "en").endswith(": EN 15804+A1; EN 15804+A1: claimed, weak evidence).")
    assert "GWP、ODP" in said(item, "zh")
    assert "GWP, ODP" in said(item, "en")

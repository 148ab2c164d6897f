"""The report as one HTML file: no script from elsewhere, no request, Chinese and English, fit to print."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from crosswalk.core.messages import term_of
from crosswalk.report.headlines import group_headlines

SHOWN = 400
"""Lines of a list that the page shows; the ledger holds them all."""

DATASETS = 12
"""Datasets whose headline values the page shows."""


def render_html(report: Mapping[str, Any], language: str = "zh") -> str:
    """The page of a report; ``language`` is shown first, the other one is a click away."""
    environment = Environment(
        loader=PackageLoader("crosswalk.report"), autoescape=select_autoescape(("html",)), trim_blocks=True
    )
    groups = [group for group in group_headlines(report["headlines"]) if group["rows"]]
    kept = {name: value for name, value in report.items() if name not in ("inferred", "carried", "headlines")}
    data = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return environment.get_template("report.html").render(
        report=report,
        groups=groups[:DATASETS],
        more=max(0, len(groups) - DATASETS),
        data=data,
        language="en" if language == "en" else "zh",
        shown=SHOWN,
        term=term_of,
    )

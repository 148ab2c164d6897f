"""The report as one HTML file: no script from elsewhere, no request, Chinese and English, fit to print."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

SHOWN = 400
"""Lines of a list that the page shows; the embedded data holds them all."""


def render_html(report: Mapping[str, Any], language: str = "zh") -> str:
    """The page of a report; ``language`` is shown first, the other one is a click away."""
    environment = Environment(
        loader=PackageLoader("crosswalk.report"), autoescape=select_autoescape(("html",)), trim_blocks=True
    )
    data = json.dumps(report, ensure_ascii=False).replace("<", "\\u003c")
    return environment.get_template("report.html").render(
        report=report, data=data, language="en" if language == "en" else "zh", shown=SHOWN
    )

"""All findings about an input: reading, consistency, mandatory data, official schemas."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from crosswalk.checks import check_declaration
from crosswalk.core.findings import Finding
from crosswalk.model.declaration import Declaration
from crosswalk.pipeline.reading import Package


def validate_package(package: Package, schemas: Path | None = None, checks: bool = True) -> list[Finding]:
    """Findings in the order of the datasets. ``schemas`` is a folder of official schemas."""
    found = package.all_findings()
    for document in package.documents:
        if checks and isinstance(document.model, Declaration):
            found.extend(check_declaration(document.model, document))
        found.extend(package.format.required(document.model, document.kind))
    return [*found, *_schema_findings(package, schemas)]


def _schema_findings(package: Package, schemas: Path | None) -> list[Finding]:
    """Findings of the official schemas, for the formats that have one (a module ``schema`` beside the format)."""
    name = package.format.card.module.rpartition(".")[0] + ".schema"
    try:
        module = import_module(name)
    except ModuleNotFoundError:
        return []
    data = {member.name: member for member in package.source.members()}
    found: list[Finding] = []
    for document in package.documents:
        member = data.get(document.place.member or "") or next(iter(data.values()))
        found.extend(module.validate(document.kind, member.read(), schemas, document.place))
    return found

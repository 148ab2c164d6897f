"""What holds for the house as a whole: codes, imports, the README's matrix."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from crosswalk.core.messages import catalogue
from crosswalk.formats import cards, load
from crosswalk.model.schema import MODELS, json_schema

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r'"(XW-[A-Z]\d{3})"')


def used_codes():
    return {
        code for path in (ROOT / "crosswalk").rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))
    }


def test_every_code_in_use_is_in_the_catalogue_and_the_other_way_round():
    assert used_codes() - set(catalogue()) == set()
    assert set(catalogue()) - used_codes() == set()


def loaded(code):
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(' '.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(run.stdout.split())


def test_import_loads_no_format_and_no_heavy_library():
    modules = loaded("import crosswalk")
    assert not {name for name in modules if name.startswith("crosswalk.formats")}
    assert not modules & {"pandas", "lxml", "xlsxwriter", "jinja2", "pydantic", "starlette", "rich"}


def test_help_loads_no_format():
    modules = loaded("from crosswalk.cli.main import main\nmain(['--help'])")
    assert not {name for name in modules if name.startswith("crosswalk.formats.")}


def matrix():
    lines = ["| format | holds | read | write | edition |", "|---|---|---|---|---|"]
    for card in cards().values():
        read = " ".join(card.suffixes) + (", folders" if card.package else "")
        written = [suffix for suffix in card.suffixes if suffix in (".xlsx", ".json")]
        write = ".zip, folders" if card.package else " ".join(written)
        lines.append(f"| `{card.id}` | {', '.join(card.kinds)} | {read} | {write} | {card.edition} |")
    return "\n".join(lines)


def test_the_readme_shows_the_formats_as_they_are():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = text.partition("<!-- formats:begin -->\n")[2].partition("\n<!-- formats:end -->")[0]
    assert shown == matrix()


@pytest.mark.parametrize("name", sorted(cards()))
def test_every_row_of_every_table_names_a_field_of_the_model(name):
    for kind, table in load(name).tables().items():
        for model, native, row in table.walk():
            target = MODELS[kind]
            for step in model.replace("[]", "").split("."):
                if step:
                    target = _field(target, step, (kind, model, native, row))


def _field(model, step, where):
    annotation = model.model_fields[step].annotation if hasattr(model, "model_fields") else None
    assert annotation is not None or not hasattr(model, "model_fields"), where
    queue = [annotation]
    while queue:
        item = queue.pop()
        if hasattr(item, "model_fields"):
            return item
        queue.extend(getattr(item, "__args__", ()))
    return annotation


@pytest.mark.parametrize("kind", sorted(MODELS))
def test_the_model_has_a_json_schema(kind):
    schema = json_schema(kind)
    assert schema["$id"] == f"urn:crosswalk:model:1:{kind}"
    assert schema["additionalProperties"] is False

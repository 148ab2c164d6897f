"""The keys by which items of lists are paired: every kind of item has a row, every row names fields."""

from __future__ import annotations

import typing

import pytest

from crosswalk.core.tables import table
from crosswalk.model.base import Model
from crosswalk.model.schema import MODELS

ROWS = {row["model"]: row for row in table("compare/keys.csv")}


def _items(model, found, seen):
    """Every model that stands in a list somewhere below a model."""
    if model in seen:
        return
    seen.add(model)
    for field in model.model_fields.values():
        queue = [(field.annotation, False)]
        while queue:
            annotation, listed = queue.pop()
            if isinstance(annotation, type) and issubclass(annotation, Model):
                if listed:
                    found[annotation.__name__] = annotation
                _items(annotation, found, seen)
            inside = listed or typing.get_origin(annotation) is tuple
            queue.extend((part, inside) for part in typing.get_args(annotation))


def listed_models():
    found, seen = {}, set()
    for model in MODELS.values():
        _items(model, found, seen)
    return found


def test_every_kind_of_item_has_a_key_and_every_key_is_of_an_item():
    assert set(ROWS) == set(listed_models())


def _model_of(annotation):
    queue = [annotation]
    while queue:
        part = queue.pop()
        if isinstance(part, type) and issubclass(part, Model):
            return part
        queue.extend(typing.get_args(part))
    return None


@pytest.mark.parametrize("name", sorted(ROWS))
def test_keys_and_names_are_fields(name):
    row = ROWS[name]
    paths = [path for key in row["keys"].split("|") for path in key.split("+")]
    for path in [*paths, *([row["shown"]] if row["shown"] else [])]:
        model = listed_models()[name]
        for step in path.split("."):
            assert step in model.model_fields, path
            model = _model_of(model.model_fields[step].annotation) or model

"""Comparison over whole datasets of every kind: one changed value is one difference, and nothing else is any."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from enum import Enum
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from crosswalk.model.base import Amount, Text
from crosswalk.model.comparison import compare_models
from crosswalk.pipeline.reading import open_package

HOME = Path(__file__).resolve().parents[2] / "fixtures"
SOUND = [d.model for d in open_package(HOME / "ilcd/1.1/valid").documents]
SOUND += [d.model for d in open_package(HOME / "gbt24067/0.1/valid/battery.json").documents]


def name(model):
    return f"{type(model).__name__}-{(model.identity.uuid or '')[:8]}"


def variants(value):
    """The value with one of its own leaves changed, once for each leaf."""
    if isinstance(value, Text):
        for spot, (language, words) in enumerate(value.items):
            yield Text(items=(*value.items[:spot], (language, words + " *"), *value.items[spot + 1 :]))
    elif isinstance(value, Amount):
        if value.value is not None:
            yield value.model_copy(update={"value": value.value + 1})
        if value.unit is not None:
            yield value.model_copy(update={"unit": value.unit + "*"})
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            for changed in variants(getattr(value, field)):
                yield value.model_copy(update={field: changed})
    elif isinstance(value, tuple):
        for spot, item in enumerate(value):
            for changed in variants(item):
                yield (*value[:spot], changed, *value[spot + 1 :])
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, (int, Decimal)):
        yield value + 1000
    elif isinstance(value, str) and not isinstance(value, Enum):
        yield value + "*"


def shuffled(value, chance):
    """The same content, the items of every list in another order."""
    if isinstance(value, Amount):
        return value
    if isinstance(value, Text):
        items = list(value.items)
        chance.shuffle(items)
        return Text(items=tuple(items))
    if isinstance(value, BaseModel):
        return value.model_copy(update={n: shuffled(getattr(value, n), chance) for n in type(value).model_fields})
    if isinstance(value, tuple):
        items = [shuffled(item, chance) for item in value]
        chance.shuffle(items)
        return tuple(items)
    return value


@pytest.mark.parametrize("model", SOUND, ids=name)
def test_each_changed_leaf_is_exactly_one_difference(model):
    count = 0
    for changed in variants(model):
        assert len(list(compare_models(model, changed))) == 1
        assert len(list(compare_models(changed, model))) == 1
        count += 1
    assert count > 10


@pytest.mark.parametrize("model", SOUND, ids=name)
def test_a_dataset_does_not_differ_from_itself(model):
    assert list(compare_models(model, model.model_copy(deep=True), spelling=True)) == []


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(SOUND), st.integers())
def test_the_order_of_lists_and_languages_is_no_difference(model, seed):
    assert list(compare_models(model, shuffled(model, random.Random(seed)))) == []


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(SOUND), st.sampled_from(SOUND))
def test_two_datasets_differ_alike_from_both_sides(first, second):
    there = Counter((d.left, d.right) for d in compare_models(first, second))
    back = Counter((d.right, d.left) for d in compare_models(second, first))
    assert there == back

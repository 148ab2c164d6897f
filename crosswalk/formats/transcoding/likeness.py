"""Whether two JSON trees in the manner of TIDAS say the same, whatever passed them on did to their shape."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

ABSENT: tuple[Any, ...] = (None, "", [], {})


def alike(left: Any, right: Any, ignored: AbstractSet[str] = frozenset()) -> bool:
    """Whether two trees are equal but for the order of members.

    One item alone equals a list of it, a number or truth value its text, an empty part none at all.
    Root members named in ``ignored`` are left out.
    """
    if isinstance(left, dict) and isinstance(right, dict):
        for name in left.keys() | right.keys():
            one, other = left.get(name), right.get(name)
            if one is not other and name not in ignored and not alike(one, other):
                return False
        return True
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, list) or isinstance(right, list):
        many, one = (left, right) if isinstance(left, list) else (right, left)
        return alike(many[0], one) if len(many) == 1 else (not many and _is_absent(one))
    left, right = _spelled(left), _spelled(right)
    if isinstance(left, str) and isinstance(right, str):
        return str(left) == str(right)
    return left == right or (_is_absent(left) and _is_absent(right))


def _spelled(value: Any) -> Any:
    """A truth value as its text."""
    return ("true" if value else "false") if isinstance(value, bool) else value


def _is_absent(value: Any) -> bool:
    return any(type(value) is type(absent) and value == absent for absent in ABSENT)

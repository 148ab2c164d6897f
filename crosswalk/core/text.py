"""Labels, languages and characters."""

from __future__ import annotations

import re
import unicodedata

import langcodes
from langcodes.tag_parser import LanguageTagError

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = re.compile(r"\s+")


def fold(label: str) -> str:
    """A label for comparing: NFKC, lower case, no white space, brackets and dashes unified."""
    flat = unicodedata.normalize("NFKC", label).lower()
    flat = flat.replace("【", "(").replace("】", ")").replace("[", "(").replace("]", ")")
    flat = flat.replace("—", "-").replace("–", "-").replace("－", "-")
    return _SPACE.sub("", flat).strip(":：*")


def has_han(text: str) -> bool:
    """Whether a text holds a Chinese character (the ranges of the TIDAS language rule)."""
    return _HAN.search(text) is not None


def primary_language(tag: str) -> str:
    """The primary language of a tag: ``zh_CN`` and ``zh-Hans`` give ``zh``; what is no tag comes back as is."""
    try:
        return str(langcodes.get(tag.replace("_", "-")).language or tag)
    except LanguageTagError:
        return tag


def first_illegal(text: str) -> str | None:
    """The first character that XML cannot hold, or None."""
    hit = _ILLEGAL.search(text)
    return hit.group() if hit else None


def is_xml_safe(text: str) -> bool:
    """Whether XML can hold the text."""
    return first_illegal(text) is None

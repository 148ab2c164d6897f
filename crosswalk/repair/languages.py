"""Languages of texts: missing, spelled otherwise, or plainly another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from crosswalk.carriers.xml import XML_LANG
from crosswalk.core.text import has_han, primary_language
from crosswalk.repair.case import Case
from crosswalk.repair.fix import Fix, remove, text_of
from crosswalk.repair.values import value_of

_WORD = re.compile(r"[^\W\d_]{2,}")
_KANA_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af\u1100-\u11ff]")


def _is_chinese(text: str) -> bool:
    return has_han(text) and not _KANA_HANGUL.search(text)


def find_missing(case: Case) -> Iterator[Fix]:
    """Chinese texts without a language, which the published schema would read as English; others stay without."""
    for text in case.untagged:
        language = text.get(XML_LANG)
        if language:
            continue
        if _is_chinese(text.text or "") and not _taken(text, "zh"):
            yield Fix(text, language, "zh", partial(text.set, XML_LANG, "zh"), XML_LANG)


def find_tags(case: Case) -> Iterator[Fix]:
    """Language tags that are none by BCP 47, such as ``zh_CN``: their language."""
    for text in case.untagged:
        language = text.get(XML_LANG)
        if not language:
            continue
        primary = primary_language(language.strip())
        if primary != language and value_of("xs:language").legal(primary) and not _taken(text, primary):
            yield Fix(text, language, primary, partial(text.set, XML_LANG, primary), XML_LANG)


def find_needless(case: Case) -> Iterator[Fix]:
    """Languages of texts that the schema keeps without one, such as a citation: into the record of repairs."""
    for text in case.overtagged:
        if text.getparent() is not None:
            yield Fix(text, text.get(XML_LANG), None, partial(text.attrib.pop, XML_LANG), XML_LANG)


def _taken(text: Any, language: str | None) -> bool:
    parent = text.getparent()
    return any(twin.get(XML_LANG) == language for twin in parent.iterchildren(text.tag) if twin is not text)


def find_wrong(case: Case) -> Iterator[Fix]:
    """Texts marked English that are Chinese through and through, and the other way round.

    Only where there is no text in that language at the same place; mixed texts are left.
    """
    for text in list(case.root.iter("*")):
        language = text.get(XML_LANG)
        said = text.text or ""
        if language == "en" and _is_chinese(said) and len(_latin_words(said)) == 0 and not _taken(text, "zh"):
            yield Fix(text, "en", "zh", partial(text.set, XML_LANG, "zh"), XML_LANG)
        elif language == "zh" and not has_han(said) and len(_latin_words(said)) > 1 and not _taken(text, "en"):
            yield Fix(text, "zh", "en", partial(text.set, XML_LANG, "en"), XML_LANG)


def find_copies(case: Case) -> Iterator[Fix]:
    """Texts marked as Chinese that repeat the English one word for word: taken out, as they are no translation."""
    for text in list(case.root.iter("*")):
        said = text_of(text)
        if text.get(XML_LANG) != "zh" or has_han(said) or len(_latin_words(said)) < 2 or len(text):
            continue
        twins = text.getparent().iterchildren(text.tag)
        if any(twin.get(XML_LANG) == "en" and text_of(twin) == said for twin in twins):
            yield Fix(text, said, None, partial(remove, case.kind, text))


def _latin_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.isascii()]

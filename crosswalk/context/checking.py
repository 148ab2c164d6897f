"""Rows of a form as answers: strict, so that no answer is lost or taken for another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from crosswalk.context.answers import ALL, Answer
from crosswalk.context.paths import Step
from crosswalk.context.slots import Slot, is_asked, key_of, known_slots
from crosswalk.context.values import is_for, parse
from crosswalk.core.errors import InputError
from crosswalk.core.ids import is_uuid
from crosswalk.core.messages import LANGUAGES, Language, text_of
from crosswalk.core.places import Place
from crosswalk.core.text import fold
from crosswalk.formats.codecs import truth_text
from crosswalk.formats.spec import BadValue

SHOWN = 20
"""Wrong answers that one error names."""


def checked(rows: Iterable[tuple[Mapping[str, str], Place]]) -> tuple[Answer, ...]:
    """The answers of rows.

    Raises InputError for those that cannot be used: with its own code for one, XW-Q025 for several.
    """
    answers: list[Answer] = []
    places: dict[tuple[str, str, str], Place] = {}
    problems: list[InputError] = []
    for texts, place in rows:
        try:
            answer = _answer(texts, place)
            before = places.setdefault((answer.scope, answer.kind, answer.canonical_path), place)
            if before is not place:
                raise InputError("XW-Q018", place, path=answer.path, first=str(before.pointer))
            answers.append(answer)
        except InputError as problem:
            problems.append(problem)
    if problems:
        raise _together(problems)
    return tuple(answers)


def _together(problems: list[InputError]) -> InputError:
    """One error for all wrong answers: a long form is mended in one go."""
    if len(problems) == 1:
        return problems[0]
    zh, en = ("\n".join(_line(problem, language) for problem in problems[:SHOWN]) for language in LANGUAGES)
    file = problems[0].place.file if problems[0].place else None
    return InputError("XW-Q025", Place(file=file), count=len(problems), zh=zh, en=en)


def _line(problem: InputError, language: Language) -> str:
    where = problem.place.pointer if problem.place else ""
    return f"{where}  {text_of(problem.code, 'message', language, problem.params)}"


def _answer(texts: Mapping[str, str], place: Place) -> Answer:
    """One answer. Raises InputError for a scope, path, value or choice that is none."""
    scope, kind = _scope(texts.get("scope", ""), texts.get("kind", ""), place)
    value, zh, en = (texts.get(name, "") for name in ("value", "zh", "en"))
    answer = Answer(scope, kind, texts.get("path", ""), value, zh, en, place=place)
    for of, slot in _fields(answer):
        _check_steps(answer, of, slot)
        parse(answer, slot)
    return replace(answer, replace=_replaces(texts.get("replace", ""), place))


def _scope(scope: str, kind: str, place: Place) -> tuple[str, str]:
    """Scope and kind of an answer: a scope may itself name a kind."""
    if kind and kind not in known_slots():
        raise InputError("XW-Q017", place, text=kind, kinds=list(known_slots()))
    if scope in ("", ALL):
        return ALL, kind
    if scope in known_slots() and kind in ("", scope):
        return ALL, scope
    if is_uuid(scope.lower()):
        return scope.lower(), kind
    raise InputError("XW-Q017", place, text=scope, kinds=list(known_slots()))


def _fields(answer: Answer) -> list[tuple[str, Slot]]:
    """The fields that an answer may be about: of its kind, or of each kind that has the path and the answer's type."""
    path = answer.plain_path
    kinds = (answer.kind,) if answer.kind else tuple(known_slots())
    found = [(kind, known_slots()[kind][path]) for kind in kinds if path in known_slots()[kind]]
    if not found:
        raise InputError("XW-Q010", answer.place, path=answer.path, kind=answer.kind or ALL)
    if not is_asked(path):
        raise InputError("XW-Q019", answer.place, path=path)
    fitting = [(kind, slot) for kind, slot in found if is_for(answer, slot)]
    return found if answer.kind else fitting or found


def _check_steps(answer: Answer, kind: str, slot: Slot) -> None:
    """Brackets stand behind lists only, and name items only of lists whose items have names."""
    path = ""
    marks = [mark.endswith("[]") for mark in slot.path.split(".")]
    marks[-1] = slot.many
    for step, is_list in zip(answer.steps, marks, strict=True):
        path = f"{path}.{step.name}".lstrip(".")
        if not is_list and (step.position is not None or step.key is not None):
            raise InputError("XW-Q010", answer.place, path=answer.path, kind=kind)
        if step.key is not None:
            _check_key(answer, kind, path, step)


def _check_key(answer: Answer, kind: str, path: str, step: Step) -> None:
    key = key_of(path)
    slot = known_slots()[kind].get(f"{path}.{key}") if key is not None else None
    if slot is None:
        raise InputError("XW-Q024", answer.place, path=answer.path, name=step.name)
    parse(replace(answer, path=f"{path}.{key}", value=step.key or "", zh="", en=""), slot)


def _replaces(text: str, place: Place) -> bool:
    """Whether an answer is to be put in place of the dataset's own word."""
    if not text:
        return False
    try:
        return bool(truth_text.decode(fold(text)))
    except BadValue:
        raise InputError("XW-Q026", place, text=text) from None

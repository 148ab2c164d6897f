"""Answers on their way into a dataset: they fill what it lacks, and contradict it only where that was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel

from crosswalk.context.answers import Answer, Context
from crosswalk.context.blocks import Blocks, is_same
from crosswalk.context.claims import contradictions
from crosswalk.context.paths import Step
from crosswalk.context.slots import Slot, is_asked, key_of, known_slots, slots_of
from crosswalk.context.values import is_for, parse
from crosswalk.core.errors import InputError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.spec import Table
from crosswalk.model.base import identified, plain


@dataclass
class Completed:
    """A dataset with its answers, and what was done: ``filled`` counts fields that got a value."""

    model: BaseModel
    filled: int = 0
    findings: list[Finding] = field(default_factory=list)
    used: list[Answer] = field(default_factory=list)
    """The answers that were about this dataset, whether it lacked the field or not."""


def complete(model: BaseModel, kind: str, rows: Table, context: Context, place: Place) -> Completed:
    """A dataset completed by the answers of a context, in the fields that the target's ``rows`` have.

    What the dataset states stays, and an answer that differs is a finding (XW-Q002), unless it says ``replace``
    (XW-Q003). Nothing is defaulted. A claim that the dataset's other parts contradict is named (XW-Q004), not mended.
    Raises InputError for an answer that fits no field or no choice.
    """
    uuid = identified(model).uuid or ""
    answers = [(answer, slot) for answer in context.of(kind, uuid) if (slot := _slot(answer, rows, kind)) is not None]
    if not answers:
        return Completed(model)
    done = Completed(model, used=[answer for answer, _ in answers])
    filling = _Filling(plain(model), Blocks.of(kind, done.used), done, place)
    filling.add_blocks(answers)
    for answer, slot in answers:
        filling.put(answer, slot)
    done.model = type(model).model_validate(filling.data)
    done.findings.extend(contradictions(done.model, kind, place))
    return done


def _slot(answer: Answer, rows: Table, kind: str) -> Slot | None:
    """The field of an answer in the target; None where only other targets have it, or other kinds of dataset."""
    path = answer.plain_path
    known = known_slots().get(kind, {})
    if answer.kind and path not in known:
        raise InputError("XW-Q010", answer.place, path=answer.path, kind=kind)
    if not is_asked(path):
        raise InputError("XW-Q019", answer.place, path=answer.path)
    if not answer.kind and path in known and not is_for(answer, known[path]):
        return None
    return slots_of(rows, kind).get(path)


class _Filling:
    """One dataset while its answers are put in."""

    def __init__(self, data: dict[str, Any], blocks: Blocks, done: Completed, place: Place) -> None:
        self.data = data
        self.blocks = blocks
        self.done = done
        self.place = place

    def add_blocks(self, answers: Iterable[tuple[Answer, Slot]]) -> None:
        """Add the blocks that answers name first, so that the order of answers decides nothing."""
        for answer, slot in answers:
            if any(step.key is not None for step in answer.steps):
                for _ in self.blocks.holders(self.data, answer, slot):
                    self._tell_blocks(answer)

    def put(self, answer: Answer, slot: Slot) -> None:
        """Put one answer wherever it is meant and the dataset lacks it."""
        value = parse(answer, known_slots()[self.blocks.kind][slot.plain_path])
        said, met = len(self.done.findings), False
        for holder, chosen in list(self.blocks.holders(self.data, answer, slot)):
            met = True
            self._fill(holder, answer, slot, value)
            if not chosen:  # meant for the items that lack it: what the others say is no conflict
                self.done.findings[said:] = [f for f in self.done.findings[said:] if f.code != "XW-Q002"]
        head, _, last = slot.plain_path.rpartition(".")
        if not met and key_of(head) == last:
            self._note("XW-Q005", answer, None, value)

    def _tell_blocks(self, answer: Answer) -> None:
        """Say of each block that was added what it is about: that is a value as well."""
        for path, value in self.blocks.added:
            self._note("XW-Q001", replace(answer, path=path), None, value)
        self.blocks.added.clear()

    def _fill(self, holder: dict[str, Any], answer: Answer, slot: Slot, value: Any) -> None:
        step = answer.steps[-1]
        present = holder.get(step.name)
        if slot.many:
            self._fill_list(holder, step, answer, value)
        elif slot.takes == "text" and present:
            self._fill_languages(holder, step.name, answer, value)
        elif present in (None, "", ()):
            holder[step.name] = value
            self._note("XW-Q001", answer, None, value)
        elif not is_same(present, value):
            if answer.replace:
                holder[step.name] = value
            self._note("XW-Q003" if answer.replace else "XW-Q002", answer, present, value)

    def _fill_list(self, holder: dict[str, Any], step: Step, answer: Answer, value: Any) -> None:
        """A list of plain values: a position means one of them, no position the list as a whole."""
        items = list(holder.get(step.name) or ())
        spot = 0 if step.position is None else step.position - 1
        if spot > len(items):
            raise InputError("XW-Q014", answer.place, path=answer.path, count=len(items))
        if any(is_same(item, value) for item in items):
            return
        if spot == len(items):
            holder[step.name] = (*items, value)
            self._note("XW-Q001", answer, None, value)
            return
        before = items[spot] if step.position is not None else tuple(items)
        if answer.replace:
            kept = items if step.position is not None else items[:1]
            kept[spot] = value
            holder[step.name] = tuple(kept)
        self._note("XW-Q003" if answer.replace else "XW-Q002", answer, before, value)

    def _fill_languages(self, holder: dict[str, Any], name: str, answer: Answer, value: Any) -> None:
        """A text lacks languages one by one."""
        items = list(holder[name]["items"])
        for language, text in value["items"]:
            spot = next((n for n, (present, _) in enumerate(items) if present == language), None)
            if spot is None:
                items.append((language, text))
                self._note("XW-Q001", answer, None, text)
            elif items[spot][1] != text:
                self._note("XW-Q003" if answer.replace else "XW-Q002", answer, items[spot][1], text)
                if answer.replace:
                    items[spot] = (language, text)
        holder[name] = {"items": tuple(items)}

    def _note(self, code: str, answer: Answer, before: Any, value: Any) -> None:
        done = self.done
        done.filled += code in ("XW-Q001", "XW-Q003")
        uuid = self.data.get("identity", {}).get("uuid")
        said = None if before is None else _says(before)
        about = {"before": said, "after": _says(value), "path": answer.path, "dataset": uuid}
        done.findings.append(finding(code, source=self.place, target=answer.place, **about))


def _says(value: Any) -> str:
    """A value in words, for a finding."""
    if isinstance(value, tuple):
        return "; ".join(_says(item) for item in value)
    if isinstance(value, dict):
        if "items" in value:
            return " / ".join(text for _, text in value["items"])
        parts = [str(value[name]) for name in ("id", "version") if value.get(name) is not None]
        name = value.get("name")
        amount = value.get("raw") or value.get("value")
        return " ".join([*parts, *([_says(name)] if name else []), *([str(amount)] if amount is not None else [])])
    return ("true" if value else "false") if isinstance(value, bool) else str(value)

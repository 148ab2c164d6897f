"""What every flow goes through on its way into a list, whatever file it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from crosswalk.core.ids import Checked, check
from crosswalk.core.messages import finding
from crosswalk.mapping.listed import ELEMENTARY, ListedFlow
from crosswalk.mapping.reading.found import NOTHING, Found, Remarks

Classify = Callable[[str, str, str], str]
"""Context, family and name to the class of ``mappings/compartments/classes.csv``; empty where it cannot be told."""
EXAMPLES = 5


@lru_cache(maxsize=20_000)
def _cas(text: str) -> Checked:
    """One number stands beside many flows: each is checked once."""
    return check("cas", text)


def screen(found: Iterable[Found], family: str, classify: Classify, remarks: Remarks) -> Iterator[ListedFlow]:
    """Flows that a list may hold: named, each once, with a CAS number that adds up and a compartment.

    What is left out or not used goes into the remarks with its place; sums follow after the last flow.
    """
    tally = _Tally(remarks)
    seen: set[int] = set()
    for item in found:
        flow = item.flow
        if not flow.name:
            remarks.find(finding("XW-L103", source=remarks.place(item.line, item.member), uuid=flow.uuid or "-"))
            continue
        if "\ufffd" in flow.name or "\ufffd" in flow.context:
            remarks.find(finding("XW-L111", source=remarks.place(item.line, item.member), before=flow.name))
        # A 64-bit digest of the whole content: a million flows take 80 MB, not ten times that.
        digest = hash(flow)
        if digest in seen:
            remarks.find(
                finding("XW-L108", source=remarks.place(item.line, item.member), name=flow.name, uuid=flow.uuid or "-")
            )
            continue
        seen.add(digest)
        flow = replace(flow, cas=_checked_cas(item, remarks), compartment=_class(flow, family, classify))
        tally.count(flow)
        yield flow
    tally.close()


def _checked_cas(item: Found, remarks: Remarks) -> str:
    text = item.flow.cas.strip()
    if text.lower() in NOTHING:
        return ""
    result = _cas(text)
    if result.problem is None:
        return result.value
    code = "XW-L104" if result.problem == "XW-N030" else "XW-L105"
    place = remarks.place(item.line, item.member)
    remarks.find(finding(code, source=place, before=text, name=item.flow.name))
    return ""


def _class(flow: ListedFlow, family: str, classify: Classify) -> str:
    """Products and wastes of technosphere have no compartment."""
    return classify(flow.context, family, flow.name) if flow.type == ELEMENTARY and flow.context else ""


class _Tally:
    """Sums over a list that only its end can tell."""

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks
        self.flows = self.unitless = self.nameless = 0
        self.untold: Counter[str] = Counter()

    def count(self, flow: ListedFlow) -> None:
        self.flows += 1
        self.unitless += not flow.unit
        self.nameless += not flow.uuid
        if flow.type == ELEMENTARY and not flow.compartment:
            self.untold[flow.context] += 1

    def close(self) -> None:
        place = self.remarks.place()
        if self.unitless:
            code = "XW-L106" if self.unitless == self.flows else "XW-L107"
            self.remarks.find(finding(code, source=place, count=self.unitless, flows=self.flows))
        if self.nameless:
            self.remarks.find(finding("XW-L114", source=place, count=self.nameless, flows=self.flows))
        if self.untold:
            examples = [f"“{context}” ({count})" for context, count in self.untold.most_common(EXAMPLES)]
            self.remarks.find(
                finding(
                    "XW-L113", source=place, count=self.untold.total(), contexts=len(self.untold), examples=examples
                )
            )

"""What was repaired, said in the repaired file itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from lxml import etree

from crosswalk.repair.catalogue import entries


def note(root: Any, codes: Iterable[str]) -> None:
    """Add a comment at the end of a dataset that names the repairs made and how often; nothing where none was.

    It holds codes and names of repairs only, never a text of the dataset: what was withheld stays withheld.
    """
    counts = Counter(codes)
    if not counts:
        return
    made = "; ".join(f"{code} {entries()[code].name} ({counts[code]})" for code in sorted(counts))
    remark = etree.Comment(f" crosswalk repairs: {made} ")
    if len(root):
        last = root[-1]
        remark.tail = last.tail
        last.tail = root.text if root.text and root.text.isspace() else last.tail
    root.append(remark)

"""One tree in two carriers: an XML document as JSON in the manner of TIDAS, and back.

Formats of a family share their model and their structure and differ in the carrier. Their documents are
moved as trees, so that extensions, unknown elements and repeated ones come along, where a walk through the
model would leave them behind. A plan pairs the rows of two tables by model path; it is compiled once.

The walk keeps the account as it goes: leaves taken by a row, leaves that no row knows but the other
carrier can hold (``kept``), leaves that it cannot hold (``lost``): those come back from a sidecar.
"""

from crosswalk.formats.transcoding.grafting import graft
from crosswalk.formats.transcoding.likeness import alike
from crosswalk.formats.transcoding.plan import Link, Plan, Transcript, pair_tables
from crosswalk.formats.transcoding.to_json import to_json
from crosswalk.formats.transcoding.to_xml import to_xml

__all__ = ["Link", "Plan", "Transcript", "alike", "graft", "pair_tables", "to_json", "to_xml"]

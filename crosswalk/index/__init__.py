"""What a package holds: the identity of every dataset and what refers to what."""

from crosswalk.index.facts import Facts, Link, facts_of
from crosswalk.index.members import Entry, read_entries
from crosswalk.index.package import Match, PackageIndex, Resolution

__all__ = ["Entry", "Facts", "Link", "Match", "PackageIndex", "Resolution", "facts_of", "read_entries"]

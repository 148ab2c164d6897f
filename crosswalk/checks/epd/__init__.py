"""Whether the results of an environmental product declaration agree with themselves: run on every read."""

from crosswalk.checks.epd.declarations import check_epd, check_epd_declaration

__all__ = ["check_epd", "check_epd_declaration"]

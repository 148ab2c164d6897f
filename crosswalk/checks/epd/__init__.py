"""Whether the results of an environmental product declaration agree with themselves: run on every read."""

from crosswalk.checks.epd.declarations import check_epd, check_epd_declaration
from crosswalk.checks.epd.product import check_product

__all__ = ["check_epd", "check_epd_declaration", "check_product"]

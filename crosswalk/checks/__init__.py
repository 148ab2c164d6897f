"""Consistency checks over the canonical model: one place, used by every format and report."""

from crosswalk.checks.declaration import check_declaration

__all__ = ["check_declaration"]

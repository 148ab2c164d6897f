"""Checks of mapping tables: against their lists, within a row, between rows, and of what they say."""

"""TIDAS: the ILCD tables carried by JSON."""

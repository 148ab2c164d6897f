"""Between kinds of canonical data: declarations and the process datasets that carry them."""

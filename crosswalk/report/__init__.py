"""Reports: one model as plain data, and what renders it."""

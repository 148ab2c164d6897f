"""soda4LCA: process datasets as a server hands them out, in JSON (``view=extended``) and as a CSV export."""

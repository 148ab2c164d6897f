"""What every room may use and what knows nothing of LCA: errors, findings, numbers, texts, dates, identifiers."""

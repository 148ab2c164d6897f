"""The GB/T 24067 footprint declaration as a workbook with Chinese headings and as JSON."""

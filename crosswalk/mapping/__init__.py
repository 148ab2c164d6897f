"""Flow mapping: nomenclatures, names, compartments, evidence, decisions, and the tables that people sign."""

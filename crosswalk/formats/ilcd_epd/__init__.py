"""ILCD+EPD 1.1, 1.2 and 1.3: ILCD datasets with the extension for environmental product declarations."""

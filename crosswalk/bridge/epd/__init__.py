"""Between environmental product declarations and the ILCD+EPD datasets that carry them."""

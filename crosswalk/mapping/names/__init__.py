"""Names of flows: how they are folded, read and told apart, in English and Chinese."""

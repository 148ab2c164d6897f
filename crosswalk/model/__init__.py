"""The canonical model: frozen, exact, the same for every format."""

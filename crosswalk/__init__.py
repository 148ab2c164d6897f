"""crosswalk: product carbon footprints and LCA datasets between China's formats, the EU's and EPD formats."""

__version__ = "0.1.0"

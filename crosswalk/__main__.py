"""``python -m crosswalk``."""

from crosswalk.cli.main import run

if __name__ == "__main__":
    run()

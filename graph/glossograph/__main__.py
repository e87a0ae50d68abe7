"""`python -m glossograph`."""

from glossograph.cli import run

if __name__ == "__main__":
    run()

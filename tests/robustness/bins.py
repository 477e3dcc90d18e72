"""Write, fold, rebuild, cut connections and check at once: the counts must equal the table in every state seen.

    python -m tests.robustness.bins --seconds 20 --writers 4

runs on a database of its own beside DATABASE_URL's, which it makes and drops. docs/hotspots.md tells what is counted.
"""

import argparse
import os
import signal
import sys

import django


def main() -> int:
    """Run, print the table; return 1 where a count was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_lapor.settings.test")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was begun is dropped
    django.setup()
    # Models can only be imported once Django is set up.
    from boundaries import locator
    from tests.boundaries.editions import add_past_editions
    from tests.robustness.hammering import Hammer
    from tests.robustness.running import own_database

    with own_database():
        for edition in add_past_editions():
            locator.default().engine_of(edition)  # seconds each, where it was not built before
        figures = Hammer(options.writers, seconds=options.seconds, seed=options.seed, kills=True).run()
    sys.stdout.write(figures.table() + "\n")
    sys.stdout.write("\n".join(["", "WRONG", *figures.wrong, ""]) if figures.wrong else "\nall is well\n")
    return 1 if figures.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

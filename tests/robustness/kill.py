"""Kill web and task workers while reports are filed, then count: nothing acknowledged lost, nothing doubled.

    python -m tests.robustness.kill --reports 2000

runs on a database of its own beside DATABASE_URL's, which it makes and drops. docs/operating.md tells how to read it.
"""

import argparse
import os
import signal
import sys

import django


def main() -> int:
    """Run, print the table; return 1 where something was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=40, help="reports acknowledged between two kills, at most")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_lapor.settings.test")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended
    django.setup()
    # Models can only be imported once Django is set up.
    from tests.robustness.counting import give_agencies_addresses
    from tests.robustness.running import own_database, run

    with own_database() as url:
        give_agencies_addresses()
        figures = run(options.reports, url, options.seed, options.every)
    sys.stdout.write(figures.table() + "\n")
    sys.stdout.write("\n".join(["", "WRONG", *figures.wrong, ""]) if figures.wrong else "\nall is well\n")
    return 1 if figures.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

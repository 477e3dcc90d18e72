"""Processes are killed while reports are filed: the small run of `python -m tests.robustness.kill`."""

import os
import sys

import pytest
from django.db import connection

from tests.robustness.counting import give_agencies_addresses
from tests.robustness.running import run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes to kill in /proc")
def test_nothing_acknowledged_is_lost_and_nothing_doubled_whatever_is_killed() -> None:
    give_agencies_addresses()
    head, _, query = os.environ["DATABASE_URL"].partition("?")
    url = f"{head.rpartition('/')[0]}/{connection.settings_dict['NAME']}" + (f"?{query}" if query else "")
    figures = run(40, url, seed=7, every=6)
    assert figures.wrong == [], figures.table()

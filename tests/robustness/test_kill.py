"""Processes are killed while reports are filed: the small run of `python -m tests.robustness.kill`."""

import os
import sys

import pytest
from django.db import connection

from accounts.models import Agency
from tests.robustness.counting import give_agencies_addresses
from tests.robustness.running import run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes to kill in /proc")
def test_nothing_acknowledged_is_lost_and_nothing_doubled_whatever_is_killed() -> None:
    register = dict(Agency.objects.values_list("pk", "email"))
    give_agencies_addresses()
    head, _, query = os.environ["DATABASE_URL"].partition("?")
    url = f"{head.rpartition('/')[0]}/{connection.settings_dict['NAME']}" + (f"?{query}" if query else "")
    try:
        figures = run(40, url, seed=7, every=6)
    finally:  # agencies are not emptied after a test
        Agency.objects.bulk_update([Agency(pk=pk, email=email) for pk, email in register.items()], ["email"])
    assert figures.wrong == [], figures.table()

"""Pages tell times as they are where the agency is; the next page is about something else."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from reports.desk.bulk.verbs import BULK
from reports.desk.case.actions import BY_VERB
from reports.models import State
from tests.cast import staff
from tests.factories import agency
from tests.reports.casework import address, case, said

pytestmark = pytest.mark.django_db

# Half an hour to midnight in Jakarta: in Kutai Timur, which keeps central time, the next day has begun.
LATE = dt.datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo("Asia/Jakarta"))


def test_an_officer_reads_the_clock_on_the_wall() -> None:
    report = case(received_at=LATE)
    text = said(staff().get(address(report)))
    assert "23 Nov 2026, 00.30 WITA" in text
    assert "WIB" not in text


def test_a_file_that_is_sent_bit_by_bit_keeps_to_the_zone_of_its_page() -> None:
    case(received_at=LATE)
    file = staff().get("/petugas/unduh.csv")
    assert "2026-11-23T00:30:00+08:00" in b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]


def test_a_report_was_received_on_the_day_from_which_its_deadline_counts() -> None:
    report = case(State.VERIFIED, received_at=LATE)
    assert "23 November 2026" in said(Client().get(f"/laporan/{report.number}/"))


def test_the_next_page_begins_anew() -> None:
    staff().get(address(case()))
    assert timezone.get_current_timezone_name() == "Asia/Jakarta"


def test_who_works_in_several_zones_reads_those_of_the_server_until_a_case_is_opened() -> None:
    east, report = agency("DLH-64.08"), case(received_at=LATE)
    officer = staff("DLH-61.03")
    officer.user.memberships.create(agency=east, role="officer")
    assert "23 Nov 2026, 00.30 WITA" in said(officer.get(address(report)))


def test_letters_mean_the_same_verb_in_the_list_and_on_the_case() -> None:
    assert {bulk.letter for bulk in BULK if bulk.letter} == {"v", "d", "m", "a", "q"}
    assert all(BY_VERB[bulk.verb].key == bulk.letter for bulk in BULK if bulk.letter)

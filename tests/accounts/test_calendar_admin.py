"""Days off in the administration: tried before they are stored, imported as a decree, told to the clocks."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.models import DBTaskResult

from accounts.models import Agency, CalendarDay
from reports.clocks.anew import reckon_due_dates
from reports.clocks.winding import wind
from reports.models import Report
from tests.factories import ReportFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST, ADD, IMPORT = (f"/kelola/accounts/calendarday/{tail}" for tail in ("", "add/", "import/"))
DECREE = "day,name,working,area_code,agency,basis\n2026-09-08,Pilkada,,,,Keppres 1/2026\n2026-09-19,Ganti,ya,64,,\n"


@pytest.fixture
def office(client: Client) -> Client:
    """The browser of who runs the platform."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def running() -> Report:
    """A report filed on Monday 7 September 2026: to be checked until the 10th."""
    report: Report = ReportFactory(received_at=dt.datetime(2026, 9, 7, 2, tzinfo=dt.UTC))
    wind(report, report.history.get())
    report.save()
    return report


def day(**columns: Any) -> dict[str, Any]:
    """The form of a day."""
    return {"day": "2026-09-08", "name": "Pilkada", "area_code": "", "agency": "", "basis": "", **columns}


def queued() -> int:
    """How many reckonings wait in the queue."""
    return DBTaskResult.objects.filter(task_path=reckon_due_dates.module_path).count()


def upload(text: str, name: str = "skb.csv") -> dict[str, Any]:
    """A file as a browser sends it."""
    return {"file": SimpleUploadedFile(name, text.encode())}


def test_what_a_day_would_move_is_shown_and_nothing_stored(office: Client, running: Report) -> None:
    page = office.post(ADD, day(_foresee="1"))
    assert page.status_code == 200
    assert "2" in page.context["adminform"].form.foreseen[0]
    assert 'value="Pilkada"' in page.content.decode()
    assert not CalendarDay.objects.exists()
    assert queued() == 0


def test_a_stored_changed_and_deleted_day_each_move_due_dates(office: Client, running: Report) -> None:
    assert office.post(ADD, day()).status_code == 302
    row = CalendarDay.objects.get()
    assert queued() == 1
    office.post(f"{LIST}{row.pk}/change/", day(day="2026-09-09"))
    assert queued() == 2
    office.post(LIST, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert (CalendarDay.objects.count(), queued()) == (0, 3)


@pytest.mark.parametrize(
    ("columns", "field"),
    [({"area_code": "99.99"}, "area_code"), ({"day": "besok"}, "day"), ({"area_code": "64", "agency": "?"}, "agency")],
)
def test_what_is_wrong_is_said_at_its_field(office: Client, columns: dict[str, str], field: str) -> None:
    if columns.get("agency") == "?":
        columns = columns | {"agency": str(Agency.objects.get(code="DLH-64.08").pk)}
    page = office.post(ADD, day(**columns))
    assert field in page.context["adminform"].form.errors
    assert not CalendarDay.objects.exists()


def test_a_decree_is_looked_at_and_then_stored(office: Client, running: Report) -> None:
    page = office.post(IMPORT, upload(DECREE))
    assert "Pilkada" in page.content.decode()
    assert page.context["foreseen"]
    assert not CalendarDay.objects.exists()
    assert office.post(IMPORT, {"token": page.context["token"]}).status_code == 302
    assert [(row.day.day, row.working, row.area_code) for row in CalendarDay.objects.all()] == [
        (8, False, ""), (19, True, "64"),
    ]  # fmt: skip
    assert queued() == 1
    assert office.post(IMPORT, {"token": page.context["token"]}).status_code == 302  # sent twice
    assert CalendarDay.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("day,name\n2026-13-01,x\n", "day"),
        ("day,name\n2026-09-08,\n", "name"),
        ("day,name,working\n2026-09-08,x,mungkin\n", "working"),
        ("day,name,area_code\n2026-09-08,x,99.99\n", "area_code"),
        ("day,name,agency\n2026-09-08,x,TIDAK-ADA\n", "agency"),
        ("day,name,area_code,agency\n2026-09-08,x,64,DLH-64.08\n", "agency"),
        ("day,name\n2026-09-08,x\n2026-09-08,y\n", "day"),
        (f"day,name\n2026-09-08,{'x' * 101}\n", "name"),
    ],
)
def test_a_row_that_cannot_be_is_named(office: Client, text: str, column: str) -> None:
    page = office.post(IMPORT, upload(text))
    assert [wrong.column for wrong in page.context["errors"]] == [column]
    assert "token" not in page.context
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(("text", "name"), [("hari,nama\n1,2\n", "skb.csv"), ("x", "skb.exe"), ("", "skb.csv")])
def test_a_file_that_is_no_list_of_days_is_refused_at_its_field(office: Client, text: str, name: str) -> None:
    assert office.post(IMPORT, upload(text, name)).context["form"].errors["file"]


def test_who_may_not_change_days_may_not_import_them(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True))
    assert client.get(IMPORT).status_code == 403


def test_what_has_changed_since_it_was_looked_at_is_named_and_nothing_is_stored(office: Client) -> None:
    page = office.post(IMPORT, upload("day,name,agency\n2026-09-08,Pilkada,DLH-64.08\n"))
    Agency.objects.filter(code="DLH-64.08").update(code="DLH-BARU")
    page = office.post(IMPORT, {"token": page.context["token"]})
    assert [wrong.column for wrong in page.context["errors"]] == ["agency"]
    assert not CalendarDay.objects.exists()

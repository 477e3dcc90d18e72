"""Exercises: made from closed cases without a trace of people, worked at the desk, and in nobody else's sight."""

import re

import pytest
from django.core import mail
from django.test import Client

from jobs.models import DeadLetter
from reports.actions.case.errors import RefusedError
from reports.actions.case.practising import make_exercise
from reports.lifecycle.offer import NotAllowedError
from reports.models import Audience, By, HistoryEntry, Message, Report, ReporterIdentity, State
from reports.policies import Viewer
from reports.querysets import ReportQuerySet
from tests.cast import staff
from tests.factories import ReportFactory, UserFactory
from tests.reports.casework import address, now, said, send

pytestmark = pytest.mark.django_db

TEXT = "Pak Ahmad dari PT Sawit Jaya membuang limbah, telepon 0812-3456-7890."


def closed() -> Report:
    """A real case that is closed."""
    return ReportFactory(state=State.CLOSED, description=TEXT)


def exercise() -> Report:
    """An exercise of the agency in Kutai Timur."""
    return make_exercise(closed(), Viewer.of(staff().user), description="Limbah dibuang ke sungai setiap malam.")


def test_the_form_offers_the_account_without_names_and_makes_an_exercise_for_a_colleague() -> None:
    officer, report = staff(), closed()
    page = officer.get(f"/petugas/latihan/{report.number}/").content.decode()
    assert "Pak [nama] dari PT [nama usaha]" in page
    assert "Ahmad" not in page
    assert "0812" not in page
    sent = {"description": "Limbah dibuang ke sungai setiap malam.", "trainee": officer.user.pk, "read": "on"}
    response = officer.post(f"/petugas/latihan/{report.number}/", sent)
    made = Report.everything.get(practice=True)
    assert response["Location"] == address(made)
    assert made.assignee == officer.user
    assert "Ahmad" not in made.description
    assert not ReporterIdentity.objects.filter(report=made).exists()
    assert not made.photos.exists()


def test_who_has_not_read_the_text_is_told_so_and_loses_nothing() -> None:
    officer, report = staff(), closed()
    response = officer.post(
        f"/petugas/latihan/{report.number}/", {"description": "Limbah dibuang ke sungai tiap malam."}
    )
    assert response.status_code == 422
    assert "Limbah dibuang ke sungai tiap malam." in said(response)
    assert not Report.everything.filter(practice=True).exists()


def test_an_exercise_is_played_from_new_to_closed_and_the_officer_answers_for_the_reporter() -> None:
    officer, report = staff(), exercise()
    for slug, typed in (
        ("verifikasi", {}),
        ("tindak-lanjut", {}),
        ("tanya", {"body": "Lewat jalan mana kami sebaiknya datang?"}),
        ("balas", {"body": "Lewat gang di samping masjid."}),
        ("jawab", {"body": "Kami sudah ke lokasi dan menutup saluran buangannya."}),
        ("belum-puas", {"body": "Semalam masih ada yang membuang."}),
        ("tindak-lanjut", {}),
        ("jawab", {"body": "Saluran kami tutup dengan beton pada hari Senin."}),
        ("puas", {}),
    ):
        response = send(officer, now(report), slug, **typed)
        assert response.status_code == 302, (slug, said(response))
    done = now(report)
    assert done.state == State.CLOSED
    assert list(report.history.values_list("by", flat=True))[4] == By.REPORTER
    assert Message.objects.filter(report=report, audience=Audience.REPORTER).exists()
    assert "latihan" in said(officer.get(address(report))).lower()


def test_nobody_is_told_of_an_exercise_and_nothing_counts_it() -> None:
    report = exercise()
    send(staff(), report, "verifikasi")
    assert not mail.outbox
    assert not DeadLetter.objects.exists()
    assert not Report.objects.filter(pk=report.pk).exists()
    assert not Report.objects.public().filter(pk=report.pk).exists()
    for query in (Report.objects.all(), Report.objects.open(), Report.objects.overdue()):
        assert isinstance(query, ReportQuerySet)
        assert report not in query
    for path in (
        f"/laporan/{report.number}/",
        f"/api/v1/reports/{report.number}/",
        f"/laporan/{report.number}/umpan.atom",
    ):
        assert Client().get(path).status_code == 404
    assert report.number not in Client().get("/peta/").content.decode()
    assert report.number not in said(staff().get("/petugas/?folder=agency"))


def test_a_real_case_offers_nobody_at_the_desk_to_answer_for_its_reporter() -> None:
    report = ReportFactory(state=State.AWAITING_REPORTER)
    page = said(staff().get(address(report)))
    assert not re.search(r"/(balas|puas|belum-puas)/", page)
    assert send(staff(), report, "puas").status_code in (403, 404, 409)
    assert now(report).state == State.AWAITING_REPORTER


def test_exercises_are_made_by_the_agency_from_closed_cases_for_its_own_people() -> None:
    report = closed()
    with pytest.raises(NotAllowedError):
        make_exercise(report, Viewer.of(staff("DLH-61.03").user), description="Limbah dibuang ke sungai.")
    own = Viewer.of(staff().user)
    with pytest.raises(RefusedError):
        make_exercise(ReportFactory(), own, description="Limbah dibuang ke sungai.")
    with pytest.raises(RefusedError) as refused:
        make_exercise(report, own, description="Limbah dibuang ke sungai.", trainee=UserFactory())
    assert refused.value.field == "trainee"
    assert staff("DLH-61.03").get(f"/petugas/latihan/{report.number}/").status_code == 404
    assert not HistoryEntry.objects.filter(data__exercise=True).exists()

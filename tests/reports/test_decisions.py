"""Who must act, as the page of a report, its receipt, the API and the administration tell it."""

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Agency
from boundaries.models import Edition
from boundaries.place import OverlayHit
from reports.actions.submit import Submission, submit_report
from reports.models import HistoryEntry, Report, ResponsibilityRecord, State
from reports.policies import Viewer
from reports.projection import see
from tests.cast import Cast
from tests.factories import PlaceRecordFactory, ReportFactory, UserFactory, area

pytestmark = pytest.mark.django_db


@pytest.fixture
def reassigned() -> Report:
    """A report filed in Berau a year ago under an older edition, reassigned today to Kutai Timur."""
    old = Edition.objects.create(
        name="Batas lama", source="uji", valid_from=dt.date(2019, 1, 1), valid_to=dt.date(2020, 1, 1), precision_m=0
    )
    received = timezone.now() - dt.timedelta(days=365)
    report: Report = ReportFactory(state=State.VERIFIED, received_at=received)
    report.places.update(edition=old, regency=area("64.03"), matched_at=received)
    report.responsibilities.update(
        agency=Agency.objects.get(code="DLH-64.03"),
        explanation_id="Diteruskan ke DLH Kabupaten Berau karena dulu di sana.",
        explanation_en="Goes to DLH Berau because it was there.",
    )
    PlaceRecordFactory(report=report, reason="reassigned")
    ResponsibilityRecord.objects.create(
        report=report,
        reason="reassigned",
        decided_at=timezone.now(),
        agency=Agency.objects.get(code="DLH-64.08"),
        tier="regency",
        rule_number=15,
        basis="UU 18/2008",
        explanation_id="Diteruskan ke DLH Kabupaten Kutai Timur karena batasnya berubah.",
        explanation_en="Goes to DLH Kutai Timur because the border moved.",
    )
    for verb in ("verified", "reassigned"):
        HistoryEntry.objects.create(report=report, verb=verb, at=timezone.now(), state=State.VERIFIED)
    return report


def page(client: Client, report: Report, language: str = "") -> str:
    return client.get(f"{language}/laporan/{report.number}/").content.decode()


def test_the_page_names_agency_reason_law_day_and_boundaries(client: Client) -> None:
    report = ReportFactory(state=State.VERIFIED)
    html = page(client, report)
    assert "DLH Kabupaten Kutai Timur" in html
    assert "sampah adalah urusan kabupaten atau kota" in html
    assert "UU 18/2008" in html
    assert "#aturan-15" in html
    assert report.edition.name in html
    assert f"{report.answer_due_on.day} " in html
    assert "authority__then" not in html
    english = page(client, report, "/en")
    assert "Environment Agency of Kutai Timur Regency" in english
    assert "solid waste is a matter of the regency or city" in english


def test_who_was_responsible_when_it_was_filed_stands_beside_who_is_now(client: Client, reassigned: Report) -> None:
    html = page(client, reassigned)
    now, then = html.split("authority__then")
    assert "DLH Kabupaten Kutai Timur" in now
    assert "Berau" not in now.split("authority__name")[1]
    assert "DLH Kabupaten Berau" in then
    assert "Batas lama" in then
    told = client.get(f"/api/v1/reports/{reassigned.number}/").json()["responsibility"]
    assert (told["agency"]["code"], told["filed"]["agency"]["code"]) == ("DLH-64.08", "DLH-64.03")
    assert told["filed"]["edition"] == "Batas lama"
    assert told["filed"]["decided_on"] < told["decided_on"]


def test_a_reassignment_is_no_step_of_its_own(client: Client, reassigned: Report) -> None:
    steps = client.get(f"/api/v1/reports/{reassigned.number}/").json()["steps"]
    assert [step["state"] for step in steps] == ["baru", "terverifikasi"]


def test_an_undone_reassignment_leaves_the_first_decision_alone(client: Client, reassigned: Report) -> None:
    first = reassigned.places.earliest("matched_at")
    PlaceRecordFactory(report=reassigned, reason="undone", edition=first.edition, regency=first.regency)
    filed = reassigned.responsibilities.get(reason="filed")
    filed.pk, filed.reason, filed.decided_at = None, "undone", timezone.now()
    filed.save()
    html = page(client, reassigned)
    assert "DLH Kabupaten Berau" in html
    assert "authority__then" not in html


@pytest.mark.parametrize("state", [State.CLOSED, State.AWAITING_REPORTER])
def test_what_is_answered_has_no_day_to_answer_by(client: Client, state: State) -> None:
    report = ReportFactory(state=state)
    assert "authority__due" not in page(client, report)
    assert client.get(f"/api/v1/reports/{report.number}/").json()["responsibility"]["answer_due_on"] is None


def test_a_day_that_has_passed_is_called_overdue(client: Client) -> None:
    received = timezone.now() - dt.timedelta(days=60)
    late, early = ReportFactory(received_at=received), ReportFactory()
    assert "authority__due--late" in page(client, late)
    assert "authority__due--late" not in page(client, early)


def test_a_report_that_nobody_decided_yet_has_a_page(client: Client) -> None:
    report = ReportFactory(state=State.VERIFIED)
    report.responsibilities.all().delete()
    assert report.description in page(client, report)
    assert client.get(f"/api/v1/reports/{report.number}/").json()["responsibility"] is None


def test_overlays_that_hold_the_point_are_named_where_the_point_is_public(client: Client) -> None:
    inside = OverlayHit("forest", "HL-1", "Hutan Lindung Bukit", "protection").as_dict()
    beside = OverlayHit("forest", "HP-1", "Hutan Produksi Lembah", "production", inside=False, certain=False).as_dict()
    report = ReportFactory(state=State.VERIFIED)
    report.places.update(overlays=[inside, beside])
    html = page(client, report)
    assert "Hutan Lindung Bukit" in html
    assert "Hutan Produksi Lembah" not in html


def test_a_report_that_only_its_edition_left_is_told_by_the_one_it_is_under(client: Client) -> None:
    """A reassignment that changes neither area nor agency writes no rows, only the report's edition."""
    report = ReportFactory(state=State.VERIFIED)
    old = Edition.objects.create(
        name="Batas lama", source="uji", valid_from=dt.date(2019, 1, 1), valid_to=dt.date(2020, 1, 1), precision_m=0
    )
    report.places.update(edition=old)
    told = client.get(f"/api/v1/reports/{report.number}/").json()
    assert (told["place"]["edition"], told["responsibility"]["edition"]) == (report.edition.name, report.edition.name)
    assert told["responsibility"]["filed"] is None


def test_what_was_filed_is_what_is_seen(submission: Callable[..., Submission]) -> None:
    filed = submit_report(submission(code="A2", permit_issuer="province", dispute="Ini urusan menteri."), key=uuid4())
    seen = see(filed.report, Viewer.of(opened=[filed.report.pk]))
    assert seen
    assert seen.responsibility
    now = seen.responsibility.now
    assert (now.agency.code, now.rule) == ("DLH-64", 13)
    assert [copy.agency.code for copy in now.copies] == ["DLH-64.08"]
    assert seen.responsibility.due_on == filed.report.answer_due_on
    assert seen.responsibility.dispute == "Ini urusan menteri."
    assert "DLH-64.08" in {other.agency.code for other in seen.responsibility.alternatives}
    public = see(filed.report, Viewer.of())
    assert public
    assert public.responsibility
    assert (public.responsibility.dispute, public.responsibility.alternatives) == ("", ())


def test_the_administration_shows_decisions_and_objections(reassigned: Report) -> None:
    Report.objects.filter(pk=reassigned.pk).update(dispute="Ini urusan menteri.")
    admin = Client()
    admin.force_login(UserFactory(is_staff=True, is_superuser=True))
    html = admin.get(f"/kelola/reports/report/{reassigned.pk}/change/").content.decode()
    for said in ("DLH Kabupaten Berau", "DLH Kabupaten Kutai Timur", "karena batasnya berubah", "Ini urusan menteri."):
        assert said in html
    listed = admin.get("/kelola/reports/report/?dispute__isempty=0").content.decode()
    assert reassigned.number in listed
    assert reassigned.number not in admin.get("/kelola/reports/report/?dispute__isempty=1").content.decode()


def test_a_strangers_session_sees_no_objection(client: Client) -> None:
    report = ReportFactory(state=State.VERIFIED, dispute="Ini urusan menteri.")
    assert "Ini urusan menteri." not in page(client, report)
    assert "Ini urusan menteri." in page(Cast.of(report).holder, report)

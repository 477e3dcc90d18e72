"""Who has which report built and reads it; that a report which is built is never changed; that it is built once."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.changing import NotAllowedError, StaleError
from accounts.models import Role
from period_reports.actions.building import ask_for_report, publish_report
from period_reports.actions.drafts import Written, keep_draft
from period_reports.models import BuildState, Draft, PeriodReport, ReportFile
from period_reports.orders import Order, OrderError, order
from period_reports.policies import may_build
from reports.actions.case.errors import RefusedError
from tests.cast import Staff, staff
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ASK, WRITE, LIST = "/petugas/laporan-berkala/", "/petugas/laporan-berkala/tulis/", "/pemantauan/laporan/"
KUTAI = "area=64.08&period=2026-S1"


def monitor(code: str = "KOORDINATOR-64") -> Staff:
    return staff(code, Role.MONITOR)


def unbuilt(wanted: Order, user: Any = None, **values: Any) -> PeriodReport:
    """A report that is as it would be when built, without the work of it."""
    return PeriodReport.objects.create(
        area=wanted.area, area_name=wanted.area_name, period=wanted.period.name, on=wanted.on, edition=wanted.edition,
        public=wanted.public, asked_at=timezone.now(), asked_by=user,
        **{"state": BuildState.DONE, "built_at": timezone.now(), **values},
    )  # fmt: skip


def test_who_may_have_a_report_built() -> None:
    head, officer = staff("DLH-64.08", Role.AGENCY_ADMIN).user, staff("DLH-64.08").user
    watching, elsewhere = monitor().user, monitor("KOORDINATOR-61").user
    may = {
        (name, area, public)
        for name, user in (("head", head), ("officer", officer), ("monitor", watching), ("elsewhere", elsewhere))
        for area in ("64", "64.08", "64.09")
        for public in (True, False)
        if may_build(user, area, public=public)
    }
    everything = {("monitor", area, public) for area in ("64", "64.08", "64.09") for public in (True, False)}
    assert may == everything | {("head", "64.08", True)}
    assert not may_build(UserFactory(), "64", public=True)
    assert not may_build(None, "64", public=True)


def test_a_report_is_asked_for_by_those_who_may(public: Order, internal: Order) -> None:
    head = staff("DLH-64.08", Role.AGENCY_ADMIN)
    assert ask_for_report(head.user, public).area == "64.08"
    with pytest.raises(NotAllowedError):
        ask_for_report(head.user, internal)
    answer = head.get(f"{ASK}?{KUTAI}&audience=internal")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "audience" in answer.context["form"].errors
    assert staff("DLH-64.08").get(ASK).status_code == HTTPStatus.FORBIDDEN
    assert Client().get(ASK).status_code == HTTPStatus.FOUND


def test_an_internal_report_is_read_by_who_watches_alone(internal: Order) -> None:
    report = unbuilt(internal)
    for reader, status in (
        (monitor(), HTTPStatus.OK),
        (staff("DLH-64.08", Role.AGENCY_ADMIN), HTTPStatus.NOT_FOUND),
        (monitor("KOORDINATOR-61"), HTTPStatus.NOT_FOUND),
        (Client(), HTTPStatus.NOT_FOUND),
    ):
        for part in ("", "kemajuan/"):
            assert reader.get(f"{report.url}{part}").status_code == status, part
        assert (f'href="{report.url}"' in reader.get(LIST).content.decode()) == (status == HTTPStatus.OK)
    with pytest.raises(NotAllowedError):
        publish_report(report, monitor().user, published=True)


def test_a_public_report_is_everybodys_once_it_is_published(public: Order) -> None:
    report, head = unbuilt(public), staff("DLH-64.08", Role.AGENCY_ADMIN)
    assert Client().get(report.url).status_code == HTTPStatus.NOT_FOUND
    assert head.get(report.url).status_code == HTTPStatus.OK
    assert staff("DLH-64.08").post(f"{report.url}terbitkan/", {"published": "1"}).status_code == HTTPStatus.NOT_FOUND
    for _twice in range(2):
        assert head.post(f"{report.url}terbitkan/", {"published": "1"}).status_code == HTTPStatus.FOUND
    assert report.publications.count() == 1
    assert Client().get(report.url).status_code == HTTPStatus.OK
    assert head.post(f"{report.url}terbitkan/", {"published": "0"}).status_code == HTTPStatus.FOUND
    assert Client().get(report.url).status_code == HTTPStatus.NOT_FOUND


def test_a_built_report_and_its_files_are_never_changed(public: Order) -> None:
    report = unbuilt(public)
    file = ReportFile.objects.create(report=report, kind="pdf", name="x.pdf", size=0, sha256="0" * 64, file="x")
    for change in (
        lambda: PeriodReport.objects.filter(pk=report.pk).update(percent=1),
        lambda: PeriodReport.objects.filter(pk=report.pk)._raw_delete("default"),
        lambda: ReportFile.objects.filter(pk=file.pk).update(sha256="1" * 64),
        lambda: ReportFile.objects.filter(pk=file.pk)._raw_delete("default"),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_asked_for_twice_it_is_built_once(public: Order) -> None:
    user, key = monitor().user, uuid.uuid4()
    first = ask_for_report(user, public, key=key)
    assert ask_for_report(user, public, key=key) == first
    assert ask_for_report(user, public) == first, "the same is being built"
    assert DBTaskResult.objects.filter(task_path="period_reports.jobs.build_report").count() == 1
    PeriodReport.objects.filter(pk=first.pk).update(state=BuildState.DONE, built_at=timezone.now())
    assert ask_for_report(user, public, key=key) == first, "the same form, sent again"
    later = ask_for_report(user, public)
    assert later != first
    PeriodReport.objects.filter(pk=later.pk).update(state=BuildState.DONE, built_at=timezone.now())
    first.refresh_from_db()
    assert first.successor == later
    with pytest.raises(NotAllowedError):
        ask_for_report(staff("DLH-64.09", Role.AGENCY_ADMIN).user, public, key=key)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_one_report(public: Order) -> None:
    def ask(_number: int) -> int:
        try:
            return ask_for_report(None, public).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (("64.08", "S1-2026"), "period"),
        (("64.08", "2026-07"), "period"),
        (("64.08", "1899"), "period"),
        (("64.08", "2099-S1"), "period"),
        (("99.99", "2026-S1"), "area"),
        (("", "2026-S1"), "area"),
        (("64.08", "2026-S1", dt.date(2026, 3, 31)), "on"),
        (("64.08", "2026-S1", dt.date(2099, 1, 31)), "on"),
        (("64.08", "2026-S1", dt.date(2026, 7, 15)), "on"),
        (("64.08", "2026-S1", None, "there is none"), "edition"),
    ],
)
def test_what_cannot_be_built_is_refused_at_its_field(db: None, asked: Any, field: str) -> None:
    with pytest.raises(OrderError) as refused:
        order(*asked, public=True, today=dt.date(2026, 11, 22))
    assert list(refused.value.errors) == [field]
    names = ("area", "period", "on", "edition")
    query = {name: value for name, value in zip(names, asked, strict=False) if value}
    answer = monitor().get(ASK, {**query, "audience": "umum"})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert field in answer.context["form"].errors


def test_the_command_names_its_own_options(db: None) -> None:
    with pytest.raises(CommandError, match=r"^--scope: "):
        call_command("build_period_report", scope="regency:99.08", period="2026-S1")


def test_areas_of_another_edition_are_refused(past_editions: Any) -> None:
    with pytest.raises(OrderError) as refused:
        order("95.04", "2020-S1", edition="2021", public=True)
    assert list(refused.value.errors) == ["edition"]
    assert order("91.14", "2020-S1", edition="2021", public=True).edition.name == "2021"


def test_a_province_that_became_several_is_reported_on_by_none_of_their_monitors(past_editions: Any) -> None:
    """Papua (91) of 2021 is four provinces today, of which one has the code; Kalimantan Timur is what it was."""
    papua, kaltim = (order(code, "2025", edition="2021", public=False) for code in ("91", "64"))
    of_91, of_64 = monitor("KOORDINATOR-91").user, monitor("KOORDINATOR-64").user
    with pytest.raises(NotAllowedError):
        ask_for_report(of_91, papua, queue=False)
    reports = [unbuilt(papua), unbuilt(kaltim), unbuilt(order("91", "2025", public=False))]
    seen = {user: set(PeriodReport.objects.visible_to(user)) for user in (of_91, of_64)}
    assert seen == {of_91: {reports[2]}, of_64: {reports[1]}}
    assert ask_for_report(of_64, kaltim, queue=False).edition.name == "2021"


def test_a_list_of_an_area_that_nobody_can_mean_is_empty(db: None) -> None:
    for area in ("%00", "99", "x" * 300):
        assert Client().get(f"{LIST}?area={area}").status_code == HTTPStatus.OK


def test_texts_are_kept_and_a_report_keeps_its_own(public: Order) -> None:
    client = monitor()
    address = f"{WRITE}?{KUTAI}&audience=umum"
    typed = {"version": 0, "key": uuid.uuid4(), "constraints": "Jalan putus.", "signer_nip": "12"}
    answer = client.post(address, typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "signer_nip" in answer.context["form"].errors
    assert "Jalan putus." in answer.content.decode(), "nothing typed is lost"
    typed["signer_nip"] = "19800101 200501 1 001"
    assert client.post(address, typed).status_code == HTTPStatus.FOUND
    draft = Draft.objects.get()
    assert (draft.constraints, draft.signer_nip) == ("Jalan putus.", "198001012005011001")
    answer = client.post(address, {**typed, "constraints": "Listrik padam."})
    assert answer.status_code == HTTPStatus.CONFLICT, "somebody wrote since version 0"
    assert "Listrik padam." in answer.content.decode()
    sent = client.post(address, {**typed, "version": 1, "constraints": "Listrik padam.", "do": "build"})
    report = PeriodReport.objects.get()
    assert sent["Location"] == report.url
    keep_draft(client.user, public, Written(constraints="Lain."))
    report.refresh_from_db()
    assert report.said["constraints"] == "Listrik padam."
    with pytest.raises(StaleError):
        keep_draft(client.user, public, Written(constraints="Lagi."), version=1)
    with pytest.raises(RefusedError):
        keep_draft(client.user, public, Written(cases=["2345-6789"]))


def test_a_page_that_waits_asks_again(public: Order) -> None:
    client = monitor()
    report = ask_for_report(client.user, public)
    page = client.get(report.url).content.decode()
    assert f'hx-get="{report.url}kemajuan/"' in page
    assert f'href="{report.url}"' in page, "a link for browsers without scripts"
    assert client.get(f"{report.url}kemajuan/").status_code == HTTPStatus.OK

"""Action plans: who reads and changes them, frozen figures, history, forms that lose nothing and are sent once."""

import datetime as dt
import html
import re
import uuid
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import InternalError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from monitoring.actions.plans import (
    Aim,
    NotAllowedError,
    StaleError,
    begin_plan,
    change_plan,
    close_plan,
    make_plan,
    publish_plan,
)
from monitoring.measures import Figure, Period
from monitoring.models.plans import ActionPlan, PlanEntry, PlanState
from monitoring.plans.figures import Course, course_of, freeze, latest_like, periods_to_begin_from
from reports.actions.case.errors import RefusedError
from reports.models import Report
from tests.cast import Staff, staff
from tests.factories import UserFactory, agency
from tests.monitoring.lives import Ground, make_life, store

pytestmark = pytest.mark.django_db
DESK, PUBLIC = "/petugas/renaksi/", "/pemantauan/renaksi/"
ACTION = "Semua laporan dibaca setiap pagi."
OUTCOME = "Dua petugas membaca setiap pagi."


def target(days: int = 30) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def year() -> Period:
    """The last calendar year that is over."""
    return periods_to_begin_from()[-2]


def plan(client: Staff, *, area: str = "64.08", days: int = 30, **more: Any) -> ActionPlan:
    aim = Aim("verified_in_3_days", year(), area)
    return make_plan(
        client.user, agency=agency("DLH-64.08"), action=ACTION, target_on=target(days), aim=aim, **more
    )  # fmt: skip


def body(client: Client, address: str, status: int = HTTPStatus.OK) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    found = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return " ".join(html.unescape(found).split())


def said(**more: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()), "agency": agency("DLH-64.08").pk, "action": ACTION, "area": "64.08", "category": "",
        "target_on": target().isoformat(), "measure": "verified_in_3_days", "period": year().name, **more,
    }  # fmt: skip


@pytest.fixture
def officer() -> Staff:
    return staff()


def test_a_plan_is_read_by_its_agency_and_who_watches_until_it_is_published(officer: Staff) -> None:
    made = plan(officer)
    for reader in (officer, staff("KOORDINATOR-64", Role.MONITOR), staff("NASIONAL", Role.NATIONAL)):
        assert ACTION in body(reader, DESK)
        assert ACTION in body(reader, made.desk_url)
    elsewhere = staff("DLH-61.03")
    assert ACTION not in body(elsewhere, DESK)
    for deed in ("", "ubah/", "terbitkan/", "selesai/"):
        assert elsewhere.get(made.desk_url + deed).status_code == HTTPStatus.NOT_FOUND
        assert elsewhere.post(made.desk_url + deed, {"version": 0}).status_code in (404, 405)
    assert Client().get(made.url).status_code == HTTPStatus.NOT_FOUND
    assert ACTION not in body(Client(), PUBLIC)
    assert officer.get(made.url).status_code == HTTPStatus.NOT_FOUND

    publish_plan(made, officer.user, published=True)
    assert ACTION in body(Client(), PUBLIC)
    assert ACTION in body(Client(), made.url)
    publish_plan(made, officer.user, published=False)
    assert Client().get(made.url).status_code == HTTPStatus.NOT_FOUND


def test_the_desk_is_for_staff() -> None:
    assert Client().get(DESK).status_code == HTTPStatus.FOUND
    assert Staff.of(UserFactory()).get(DESK).status_code == HTTPStatus.FORBIDDEN


def test_verbs_refuse_who_has_no_business_there(officer: Staff) -> None:
    made, other = plan(officer), staff("DLH-61.03")
    with pytest.raises(NotAllowedError):
        plan(other)
    with pytest.raises(NotAllowedError):
        change_plan(made, other.user, action="Apa saja yang lain.", target_on=target())
    with pytest.raises(NotAllowedError):
        publish_plan(made, other.user, published=True)
    assert made.history.count() == 1


def test_each_verb_writes_one_row_and_sent_twice_none(officer: Staff) -> None:
    made = plan(officer)
    for _again in range(2):
        begin_plan(made, officer.user)
        publish_plan(made, officer.user, published=True)
    for _again in range(2):
        close_plan(made, officer.user, done=True, outcome=OUTCOME)
    assert list(made.history.values_list("verb", flat=True)) == ["made", "begun", "published", "done"]
    assert list(made.history.values_list("state_before", "state"))[-1] == (PlanState.UNDER_WAY, PlanState.DONE)
    with pytest.raises(StaleError):
        change_plan(made, officer.user, action=ACTION, target_on=target())
    with pytest.raises(StaleError):
        close_plan(made, officer.user, done=False, outcome=OUTCOME)


def test_history_and_frozen_figures_cannot_be_rewritten(officer: Staff) -> None:
    made = plan(officer)
    with pytest.raises(InternalError), transaction.atomic():
        PlanEntry.objects.filter(plan=made).update(note="lain")
    with pytest.raises(InternalError), transaction.atomic():
        made.figures.update(value=100)
    with pytest.raises(InternalError), transaction.atomic():
        made.figures.all().delete()


def test_a_plan_needs_words_a_day_and_a_reason(officer: Staff) -> None:
    made = plan(officer)
    with pytest.raises(RefusedError) as error:
        change_plan(made, officer.user, action=ACTION, target_on=target(60))
    assert error.value.field == "note"
    with pytest.raises(RefusedError) as error:
        change_plan(made, officer.user, action=ACTION, target_on=target(-1), note="terlambat")
    assert error.value.field == "target_on"
    for outcome in ("", "tak jadi"):
        with pytest.raises(RefusedError) as error:
            close_plan(made, officer.user, done=False, outcome=outcome)
        assert error.value.field == "outcome"
    with pytest.raises(RefusedError) as error:
        plan(officer, area="99.99")
    assert error.value.field == "area"
    assert ActionPlan.objects.get().version == 0


def test_the_figure_is_frozen_and_the_public_reads_that_of_public_cases(officer: Staff) -> None:
    ground, day = Ground(), dt.timedelta(days=1)
    lives = [make_life(ground, (0, 0, number, 1, 1, 1), [("verify", day)]) for number in range(3)]
    store(lives)
    Report.everything.filter(pk=lives[0].report.pk).update(confidential=True)
    made = ActionPlan.objects.create(
        agency=agency("DLH-64.08"), action=ACTION, target_on=target(), measure="verified_in_3_days", area="64.08",
        period="2026-S1", made_at=timezone.now(), published_at=timezone.now(),
    )  # fmt: skip
    freeze(made)
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    assert course_of(made, monitor.user).then.n == 3
    for reader in (officer.user, AnonymousUser()):
        assert course_of(made, reader).then.n == 2
    Report.everything.update(state="archived")
    assert course_of(made, monitor.user).then.n == 3
    assert course_of(made, AnonymousUser()).then.n == 2


def test_a_plan_leads_to_its_measure_month_by_month(officer: Staff) -> None:
    made, of_agency = plan(officer), plan(officer, area="")
    assert 'href="/pemantauan/wilayah/64.08/tren/?measure=verified_in_3_days"' in page(officer, made.desk_url)
    trend = 'href="/pemantauan/instansi/DLH-64.08/tren/?measure=verified_in_3_days"'
    assert trend in page(officer, of_agency.desk_url)
    publish_plan(of_agency, officer.user, published=True)
    assert trend not in page(Client(), of_agency.url)


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_figures_of_one_agency_are_not_told_in_public(officer: Staff) -> None:
    made = plan(officer, area="")
    publish_plan(made, officer.user, published=True)
    public, desk = f"/en{made.url}", f"/en{made.desk_url}"
    assert "not told in public" in body(Client(), public)
    assert "not told in public" not in body(officer, desk)


@pytest.mark.parametrize(
    ("name", "today", "latest"),
    [
        ("2026-Q2", dt.date(2026, 9, 30), None),
        ("2026-Q2", dt.date(2026, 10, 1), "2026-Q3"),
        ("2025", dt.date(2026, 12, 31), None),
        ("2024-S2", dt.date(2026, 1, 1), "2025-S2"),
    ],
)
def test_it_is_compared_with_the_latest_like_period_that_is_over(name: str, today: dt.date, latest: str | None) -> None:
    found = latest_like(Period.parse(name), today)
    assert (found.name if found else None) == latest


@pytest.mark.parametrize(
    ("then", "now", "better"),
    [
        ((90, 80, 95), (70, 60, 79), False),
        ((70, 60, 79), (90, 80, 95), True),
        ((94, 74, 99), (100, 78, 100), None),
        ((70, 60, 79), (70, 60, 79), None),
    ],
)
def test_a_figure_moved_only_where_chance_does_not_explain_it(then: Any, now: Any, better: bool | None) -> None:
    cutoff = timezone.now()
    before, after = (
        Figure("verified_in_3_days", n=30, cutoff=cutoff, value=value, low=low, high=high)
        for value, low, high in (then, now)
    )
    assert Course(before, after, year()).better is better


def test_the_form_makes_one_plan_however_often_it_is_sent(officer: Staff) -> None:
    typed = said()
    first, second = (officer.post(f"{DESK}baru/", typed) for _again in range(2))
    made = ActionPlan.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == made.desk_url
    assert made.history.count() == 1


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(officer: Staff) -> None:
    response = officer.post(f"{DESK}baru/", said(target_on=target(-5).isoformat()))
    page = response.content.decode()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'id="id_target_on_error"' in page
    assert ACTION in page
    for wrong in ({"measure": "tidak-ada"}, {"period": "1999"}, {"agency": agency("DLH-61.03").pk}, {"key": "x"}):
        assert officer.post(f"{DESK}baru/", said(**wrong)).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not ActionPlan.objects.exists()


def test_who_was_slower_reads_what_stands_there_and_keeps_what_was_typed(officer: Staff) -> None:
    made = plan(officer)
    change_plan(made, officer.user, action="Laporan dibaca dua kali sehari.", target_on=made.target_on)
    typed = {"version": 0, "action": "Tulisan saya yang panjang.", "target_on": made.target_on.isoformat(), "note": ""}
    response = officer.post(f"{made.desk_url}ubah/", typed)
    page = response.content.decode()
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Laporan dibaca dua kali sehari." in page
    assert "Tulisan saya yang panjang." in page
    assert officer.post(f"{made.desk_url}ubah/", {**typed, "version": 1}).status_code == HTTPStatus.FOUND


def test_past_its_date_it_stands_apart(officer: Staff) -> None:
    made = plan(officer, days=3)
    assert ACTION not in body(officer, f"{DESK}?bagian=lewat")
    ActionPlan.objects.filter(pk=made.pk).update(target_on=target(-1))
    assert ACTION in body(officer, f"{DESK}?bagian=lewat")
    close_plan(made, officer.user, done=False, outcome=OUTCOME)
    assert ACTION not in body(officer, f"{DESK}?bagian=lewat")
    assert ACTION in body(officer, f"{DESK}?bagian=tutup")

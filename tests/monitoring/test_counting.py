"""What the query reads: areas that were parted, columns that a later verb changed, one question however many cases."""

import datetime as dt
from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import Point
from django.utils import timezone

from accounts.calendars import calendar_of, forget_days
from accounts.models import Agency, CalendarDay, Role
from boundaries.models import Edition
from monitoring.counting.asking import answers, tallies
from monitoring.counting.cases import TELLING
from monitoring.counting.offices import offices
from monitoring.counting.question import Question
from monitoring.measures import Basis, Period, Scope, ScopeError, scorecard_of, scorecards
from reports.actions.case import passing, placing, weighing
from reports.clocks import wind
from reports.lifecycle.table import BY_VERB
from reports.models import CaseClock, Category, HistoryEntry, PlaceRecord, Report, State
from reports.policies import Viewer
from tests.boundaries.crafted import add_edition
from tests.factories import MembershipFactory, ReportFactory, agency
from tests.monitoring.lives import BEGIN, Ground, make_life, store

pytestmark = pytest.mark.django_db
PERIOD = Period.between(dt.date(2026, 3, 2), dt.date(2026, 4, 30))
SANGATTA, BONTANG = (117.55, 0.53), (117.47, 0.13)


@pytest.fixture
def old_edition(db: None) -> Edition:
    """An edition of a time before computers: all of Borneo's east is one regency."""
    return add_edition(
        {"91.01": shapely.box(115, -2, 119, 3)}, name="lama", valid_from=dt.date(1900, 1, 1),
        valid_to=dt.date(1950, 1, 1),
    )  # fmt: skip


def case(**columns: Any) -> Report:
    """A case of DLH Kutai Timur with running clocks."""
    report: Report = ReportFactory(**columns)
    columns_changed = wind(report, report.history.get())
    if columns_changed:
        report.save(update_fields=[*columns_changed])
    return report


def officer() -> Viewer:
    return Viewer.of(MembershipFactory(agency=agency("NASIONAL"), role=Role.NATIONAL).user)


def test_a_parted_area_is_told_by_the_point(old_edition: Edition) -> None:
    old = old_edition.areas.get(code="91.01")
    for lonlat in (SANGATTA, BONTANG, BONTANG):
        point = Point(*lonlat, srid=4326)
        report = ReportFactory(point=point, public_point=point, received_at=BEGIN, state=State.VERIFIED)
        PlaceRecord.objects.filter(report=report).update(edition=old_edition, regency=old, province=old.parent)
    found = scorecards(Scope(), PERIOD, by=("regency",))
    assert {key: card["received"].n for key, card in found.items()} == {("64.08",): 1, ("64.74",): 2}
    assert scorecard_of(Scope(area="64.74"), PERIOD)["received"].n == 2
    assert scorecard_of(Scope(area="64"), PERIOD)["received"].n == 3
    assert scorecard_of(Scope(area="91.01", edition=old_edition), PERIOD)["received"].n == 3


def test_in_public_a_parted_area_is_told_by_the_public_place(old_edition: Edition) -> None:
    """The middle of the cell of a sensitive case lies in another part than the case."""
    old = old_edition.areas.get(code="91.01")
    report = ReportFactory(
        point=Point(*SANGATTA, srid=4326), public_point=Point(*BONTANG, srid=4326), public_cell_m=20_000.0,
        received_at=BEGIN, state=State.VERIFIED,
    )  # fmt: skip
    PlaceRecord.objects.filter(report=report).update(edition=old_edition, regency=old, province=old.parent)
    assert set(scorecards(Scope(), PERIOD, by=("regency",))) == {("64.08",)}
    assert set(scorecards(Scope(public=True), PERIOD, by=("regency",))) == {("64.74",)}


def test_a_report_of_today_is_in_the_area_of_before(old_edition: Edition) -> None:
    ReportFactory(received_at=BEGIN)
    assert scorecard_of(Scope(area="91.01", edition=old_edition), PERIOD)["received"].n == 1
    assert scorecard_of(Scope(area="91", edition=old_edition, basis=Basis.FILED), PERIOD)["received"].n == 1


def test_where_it_was_filed_and_where_it_was_moved_to() -> None:
    report = case()
    year = Period.containing(timezone.localdate(), 12)
    placing.move_pin(report, officer(), lonlat=(110.6, 0.1), note="Peta menunjukkan tempat lain.")
    for basis, code in ((Basis.FILED, "64.08"), (Basis.CURRENT, report.regency.code if report.regency else "")):
        found = scorecards(Scope(basis=basis), year, by=("regency",), measures=["received"])
        assert {key for key, card in found.items() if card["received"].n} == {(code,)}
    assert report.regency is not None
    assert report.regency.code != "64.08"


def test_urgency_and_category_are_what_they_were() -> None:
    begun = timezone.now() - dt.timedelta(days=40)
    report, viewer = case(received_at=begun), officer()
    period = Period.between(begun.date() - dt.timedelta(days=1), begun.date() + dt.timedelta(days=1))
    hours = begun + dt.timedelta(hours=30)
    assert scorecard_of(Scope(), period, hours)["overdue"].hits == 0
    weighing.set_urgency(report, viewer, urgency="D", note="Warga sesak napas.", at=begun + dt.timedelta(hours=40))
    placing.change_category(
        report, viewer, category=Category.objects.get(pk="U1"), note="Ini asap.", at=begun + dt.timedelta(hours=41)
    )
    assert scorecard_of(Scope(), period, hours)["overdue"].hits == 0
    assert scorecard_of(Scope(category="W1"), period, hours)["received"].n == 1
    later = begun + dt.timedelta(hours=50)
    assert scorecard_of(Scope(), period, later)["overdue"].hits == 1
    assert scorecard_of(Scope(category="W1"), period, later)["received"].n == 0
    assert scorecard_of(Scope(category="U1"), period, later)["received"].n == 1


def test_what_is_late_now_is_what_the_clocks_say() -> None:
    ground = Ground()
    store([
        make_life(ground, (n, n, 97 * n, n, n, n), [(7 * n + k, n + k) for k in range(n % 6)]) for n in range(60)
    ])  # fmt: skip
    now = timezone.now()
    running = CaseClock.objects.filter(stopped_at=None, step__in=("verify", "follow_up", "answer"))
    paused = Report.objects.filter(pauses__ended_at=None, pauses__started_at__isnull=False)
    late = set(running.filter(due_at__lte=now).exclude(report__in=paused).values_list("report", flat=True))
    late |= {
        clock.report_id
        for clock in running.filter(report__in=paused)
        if clock.due_at <= clock.report.pauses.get(ended_at=None).started_at
    }
    last = HistoryEntry.objects.order_by("report", "-at", "-pk").distinct("report").values_list("report", "state")
    merged = {report for report, state in last if state == State.ARCHIVED}
    assert late
    assert scorecard_of(Scope(), PERIOD, now)["overdue"].hits == len(late - merged)


def test_calendars_in_sql_are_those_of_the_clocks() -> None:
    CalendarDay.objects.create(day=dt.date(2026, 6, 3), area_code="61", name="libur daerah")
    CalendarDay.objects.create(day=dt.date(2026, 6, 6), agency=agency("DLH-64.08"), working=True, name="Sabtu masuk")
    forget_days()
    first, last = dt.date(2025, 12, 20), dt.date(2026, 7, 10)
    _sql, values = offices(first, last)
    numbers = dict(zip(values["own_agencies"], values["own_calendars"], strict=True))
    assert set(numbers.values()) == {1, 2}  # 0 is everybody else's
    for code in ("DLH-64.08", "DLH-61.03", "DLH-34.04"):
        office = Agency.objects.get(code=code)
        worked, day = values[f"calendar_{numbers.get(office.pk, 0)}"], first
        while day <= last:
            at = (day - values["first_day"]).days
            assert worked[at] - worked[at - 1] == calendar_of(office).works(day), (code, day)
            day += dt.timedelta(days=1)


def test_many_cases_are_asked_for_as_few_are(django_assert_max_num_queries: Any) -> None:
    ground = Ground()
    store([make_life(ground, (n, n, n, n, n, n), [(n, 1)] * 4) for n in range(40)])
    scorecards(Scope(), PERIOD)  # areas of editions are remembered
    with django_assert_max_num_queries(30) as few:
        scorecards(Scope(), PERIOD, by=("agency",))
    store([make_life(ground, (n, n, n, n, n, n), [(n, 1)] * 4) for n in range(41, 120)])
    with django_assert_max_num_queries(len(few)):
        scorecards(Scope(), PERIOD, by=("agency",))


@pytest.mark.django_db(transaction=True)
def test_several_connections_count_what_one_counts() -> None:
    ground = Ground()
    store([make_life(ground, (n, n, 50 * n, n, n, n), [(n + k, n) for k in range(n % 9)]) for n in range(60)])
    groups = ((), ("agency", "month"))
    asked = (Scope(), {"all": PERIOD}, BEGIN + dt.timedelta(days=40), groups)
    alone = tallies(*asked)
    assert tallies(*asked, at_once=3) == alone
    assert alone["all"][()][()].cases["received"] > 20


def test_several_questions_in_one_pass_are_answered_as_each_alone(old_edition: Edition) -> None:
    """For staff and for everybody; a sensitive case of a parted area lies elsewhere in public than for staff."""
    ground, cutoff = Ground(), BEGIN + dt.timedelta(days=40)
    lives = [make_life(ground, (n, n, 50 * n, n, n, n), [(n + k, n) for k in range(n % 9)]) for n in range(80)]
    store(lives)
    Report.objects.filter(pk__in=[life.report.pk for life in lives[::7]]).update(confidential=True)
    Report.objects.filter(pk__in=[life.report.pk for life in lives[::11]]).update(held=True)
    old = old_edition.areas.get(code="91.01")
    report = ReportFactory(
        point=Point(*SANGATTA, srid=4326), public_point=Point(*BONTANG, srid=4326), public_cell_m=20_000.0,
        received_at=BEGIN, state=State.VERIFIED,
    )  # fmt: skip
    PlaceRecord.objects.filter(report=report).update(edition=old_edition, regency=old, province=old.parent)
    march = Period.between(dt.date(2026, 3, 2), dt.date(2026, 3, 31))
    plain, by_category = ({"all": PERIOD, "march": march}, [(), ("regency",), ("agency",)]), (
        {"all": PERIOD}, [("category",), ("province", "category")],
    )  # fmt: skip
    asked = [Question(*of, told=told) for told in (False, True) for of in (plain, by_category)]
    found = answers(Scope(), asked, cutoff)
    for question, answer in zip(asked, found, strict=True):
        assert answer == tallies(Scope(public=question.told), question.windows, cutoff, question.groups)
    everybody, public = found[0]["all"][()][()].cases, found[2]["all"][()][()].cases
    assert everybody["received"] > public["received"] > 20
    assert ("64.74",) in found[2]["all"]["regency",]
    assert ("64.74",) not in found[0]["all"]["regency",]


@pytest.mark.parametrize(
    ("scope", "field"),
    [
        (Scope(area="99"), "area"),
        (Scope(area="64.08.01"), "area"),
        (Scope(agency="DLH-00"), "agency"),
        (Scope(category="X9"), "category"),
        (Scope(theme="X"), "theme"),
    ],
)
def test_a_scope_of_something_that_does_not_exist_says_what(scope: Scope, field: str) -> None:
    with pytest.raises(ScopeError) as error:
        scorecard_of(scope, PERIOD)
    assert error.value.field == field


def test_an_institution_has_the_cases_of_its_parts() -> None:
    case()
    year = Period.containing(timezone.localdate(), 12)
    assert scorecard_of(Scope(agency="PEMDA-64.08"), year)["received"].n == 1
    assert scorecard_of(Scope(agency="DLH-61.03"), year)["received"].n == 0


def test_people_at_work_have_done_something_in_thirty_days() -> None:
    report, viewer = case(), officer()
    MembershipFactory(agency=agency("DLH-64.08"))
    busy = MembershipFactory(agency=agency("DLH-64.08"), role=Role.AGENCY_ADMIN).user
    passing.verify(report, Viewer.of(busy))
    year = Period.containing(timezone.localdate(), 12)
    assert viewer.user != busy
    for scope in (Scope(agency="DLH-64.08"), Scope(area="64.08"), Scope(area="64")):
        figure = scorecard_of(scope, year)["active_staff"]
        assert (figure.hits, figure.n) == (1, 2)
    assert scorecard_of(Scope(), year)["active_staff"].n == 2  # a national administrator handles no agency's cases
    assert scorecard_of(Scope(category="W1"), year)["active_staff"].n == 0


def test_the_verbs_that_are_read_are_all_that_change_a_state() -> None:
    assert {verb for verb, row in BY_VERB.items() if row.target is not None} - {"submit"} <= set(TELLING)
    assert "note" not in TELLING
    assert "escalate" not in TELLING

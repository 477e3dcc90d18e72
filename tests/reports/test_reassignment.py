"""Reports come under another edition: what changes, what stays, what is told, and how it is taken back."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Agency
from boundaries.models import Edition
from reports import places
from reports.actions.copies import keep_copies
from reports.actions.reassign import (
    ReassignmentError,
    reassign_reports,
    resume_reassignment,
    undo_reassignment,
)
from reports.models import (
    AgencyNotice,
    HistoryEntry,
    PlaceRecord,
    PointSource,
    QuietMove,
    Reassignment,
    Report,
    ResponsibilityRecord,
    State,
)
from reports.places import PlaceRefusedError, Whereabouts
from reports.responsibility import responsibility
from tests.factories import MembershipFactory, UnitFactory
from tests.reports.filing import IN_2021, KARUBAGA, SANGATTA, decided_today, file_report, standing, where_at

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MERAUKE_SEA = (138.4, -8.6)
DEEP_SEA = (132.0, -9.5)


@pytest.fixture
def current(past_editions: list[Edition]) -> Edition:
    """The edition in force today, after those of 2021 and 2022."""
    return past_editions[-1]


def _rows() -> dict[str, int]:
    models = (Report, PlaceRecord, ResponsibilityRecord, HistoryEntry, Reassignment, QuietMove, AgencyNotice)
    return {model.__name__: model.objects.count() for model in models}


def _scatter(number: int, seed: int, file: Callable[..., Any] = file_report) -> list[Any]:
    """File reports of 2021 all over Papua and the seas round it, of every sort."""
    rng = random.Random(seed)
    filed: list[Any] = []
    while len(filed) < number:
        point = (rng.uniform(130, 141.5), rng.uniform(-9.5, 0.5))
        accuracy = rng.choice([None, 12.0, 700.0, 1_500.0, 9_000.0])
        code = rng.choice(["W1", "A1", "A5", "A7", "L2", "L5", "H1", "H4", "U1", "L6"])
        said = {
            "permit_issuer": rng.choice(["unknown", "regency", "province", "central"]),
            "crossing": rng.choice(["none", "none", "regency", "province"]),
        }
        try:
            filed.append(file(where_at(point, accuracy), code=code, **said))
        except PlaceRefusedError:
            continue
    return filed


def test_a_report_of_tolikara_keeps_its_old_code_as_filed_and_gets_the_new_one(current: Edition) -> None:
    report = file_report(where_at(KARUBAGA))
    assert (report.regency.code, report.province.code) == ("91.14", "91")
    due = report.answer_due_on

    tally = reassign_reports(current, commit=True)

    report.refresh_from_db()
    assert (report.regency.code, report.province.code) == ("95.04", "95")
    assert (report.edition, report.regency.edition) == (current, current)
    assert report.answer_due_on == due
    filed, now = report.places.all()
    assert (filed.reason, filed.regency.code, filed.edition.name) == ("filed", "91.14", "2021")
    assert (now.reason, now.regency.code, now.edition, now.method) == ("reassigned", "95.04", current, filed.method)
    first, second = report.responsibilities.all()
    assert (first.reason, second.reason) == ("filed", "reassigned")
    assert "Tolikara" in second.explanation_id
    entry = report.history.get(verb="reassigned")
    assert entry.data["regency"] == ["91.14", "95.04"]
    assert entry.data["province"] == ["91", "95"]
    assert entry.state == report.state
    assert (tally.reports, tally.changed, tally.regencies, tally.provinces) == (1, 1, 1, 1)
    assert tally.by("regency_before", "regency") == [("91.14", "95.04", 1)]


def test_what_a_run_decides_is_what_filing_today_would_decide(current: Edition) -> None:
    reports = _scatter(120, seed=11)
    reassign_reports(current, commit=True, batch=50)
    for report in reports:
        where = where_at(report.point.coords, report.accuracy_m)
        match = places.match(where)
        expected = decided_today(report, match)
        assert standing(report) | expected == standing(report), report.point.coords
        last = report.places.last()
        if last.reason == "reassigned":
            stored = {name: getattr(last, name) for name in match.as_columns()}
            assert stored == match.as_columns()
            record = report.responsibilities.last()
            decision = responsibility(match, report.category_id, report.permit_issuer, report.crossing)
            assert record.explanation_id == decision.explanation.id
            assert record.copies == [copy.as_dict() for copy in decision.copies]
            assert record.alternatives == [alternative.as_dict() for alternative in decision.alternatives]
            assert (record.agency_id, record.case_code) == (decision.agency.id, decision.case)


def test_a_dry_run_foresees_exactly_what_the_run_does_and_writes_nothing(current: Edition) -> None:
    _scatter(60, seed=5)
    before, stood = _rows(), [standing(report) for report in Report.objects.order_by("pk")]
    foreseen = reassign_reports(current, commit=False, batch=25)
    assert _rows() == before
    assert [standing(report) for report in Report.objects.order_by("pk")] == stood
    assert foreseen.changed > 10
    done = reassign_reports(current, commit=True, batch=40)
    assert done == foreseen
    assert _rows()["PlaceRecord"] == before["PlaceRecord"] + done.changed


def test_an_unchanged_report_says_which_edition_holds_and_nothing_else(current: Edition) -> None:
    report = file_report(where_at(SANGATTA))
    before, touched = _rows(), report.updated_at
    reassign_reports(current, commit=True)
    report.refresh_from_db()
    assert (report.edition, report.regency.edition, report.regency.code) == (current, current, "64.08")
    assert report.updated_at == touched
    after = _rows()
    assert {name for name in after if after[name] != before[name]} == {"Reassignment", "QuietMove"}


def test_the_second_run_finds_nothing_to_do(current: Edition) -> None:
    _scatter(40, seed=2)
    reassign_reports(current, commit=True)
    before = _rows()
    again = reassign_reports(current, commit=True)
    assert (again.reports, again.changed) == (40, 0)
    assert _rows() == before | {"Reassignment": 2}


def test_at_sea_the_province_alone_changes(current: Edition) -> None:
    report = file_report(where_at(MERAUKE_SEA), code="H4")
    assert (report.setting, report.regency, report.province.code) == ("sea_12nm", None, "91")
    tally = reassign_reports(current, commit=True)
    report.refresh_from_db()
    assert (report.setting, report.regency, report.province.code) == ("sea_12nm", None, "93")
    assert report.agency.name == "DKP Provinsi Papua Selatan"
    assert (tally.regencies, tally.provinces, tally.agencies) == (0, 1, 1)


def test_a_report_that_only_names_a_regency_follows_its_succession(current: Edition) -> None:
    named = Whereabouts(PointSource.LOCALITY, None, None, "91.14", "Karubaga")
    report = file_report(named)
    tally = reassign_reports(current, commit=True)
    report.refresh_from_db()
    assert (report.regency.code, report.province.code, report.doubtful) == ("95.04", "95", True)
    assert report.edition == current
    assert report.places.last().candidates == ["95.04"]
    assert (tally.carried, tally.lost) == (1, 0)
    today = decided_today(report, places.match(Whereabouts(PointSource.LOCALITY, None, None, "95.04", "Karubaga")))
    assert standing(report) | today == standing(report)


def test_a_name_that_contradicted_its_point_stays_doubtful(current: Edition) -> None:
    where = Whereabouts(PointSource.LOCALITY, SANGATTA, 1_000.0, "64.02", "Sangatta")
    report = file_report(where)
    assert report.doubtful
    reassign_reports(current, commit=True)
    report.refresh_from_db()
    assert report.doubtful
    assert report.responsibility_doubtful


def test_a_finished_case_keeps_the_agency_that_handled_it(current: Edition) -> None:
    open_case, closed = (file_report(where_at(MERAUKE_SEA), code="H4") for _ in range(2))
    Report.objects.filter(pk=closed.pk).update(state=State.CLOSED, verified_at=timezone.now())
    tally = reassign_reports(current, commit=True)
    open_case.refresh_from_db()
    before = closed.agency
    closed.refresh_from_db()
    assert closed.agency == before != open_case.agency
    assert closed.province.code == open_case.province.code == "93"
    assert closed.responsibilities.count() == 1
    assert closed.places.count() == closed.history.filter(verb="reassigned").count() + 1 == 2
    assert (tally.agencies, tally.kept_finished) == (1, 1)
    assert AgencyNotice.objects.get(agency=open_case.agency).gained == 1


def test_an_agency_that_a_person_chose_stays(current: Edition) -> None:
    report = file_report(where_at(MERAUKE_SEA), code="H4")
    chosen = Agency.objects.in_force().exclude(pk=report.agency_id).first()
    Report.objects.filter(pk=report.pk).update(agency=chosen)
    record = report.responsibilities.get()
    record.pk, record.reason, record.agency, record.decided_at = None, "overridden", chosen, timezone.now()
    record.save()
    tally = reassign_reports(current, commit=True)
    report.refresh_from_db()
    assert (report.agency, report.province.code) == (chosen, "93")
    assert (tally.agencies, tally.kept_by_hand) == (0, 1)
    assert not AgencyNotice.objects.exists()


def test_an_agency_that_is_no_more_hands_its_reports_on(current: Edition) -> None:
    reassigned = file_report(where_at(SANGATTA), on=timezone.localdate())
    agency = reassigned.agency
    Agency.objects.filter(pk=agency.pk).update(valid_to=timezone.localdate())
    tally = reassign_reports(current, commit=True)
    reassigned.refresh_from_db()
    assert reassigned.agency != agency
    assert reassigned.agency.pk in {row[1] for row in tally.by("agency_before", "agency")}
    notices = {notice.agency_id: (notice.gained, notice.lost) for notice in AgencyNotice.objects.all()}
    assert notices == {agency.pk: (0, 1), reassigned.agency_id: (1, 0)}
    entry = reassigned.history.get(verb="reassigned")
    assert entry.data["agency"] == [agency.code, reassigned.agency.code]
    assert "regency" not in entry.data


def test_only_the_edition_in_force_can_be_committed(past_editions: list[Edition]) -> None:
    file_report(where_at(KARUBAGA))
    with pytest.raises(ReassignmentError, match="not in force today"):
        reassign_reports(past_editions[1], commit=True)
    assert reassign_reports(past_editions[1], commit=False).by("province_before", "province") == [("91", "95", 1)]
    assert not Reassignment.objects.exists()


def test_undoing_restores_every_column_and_deletes_nothing(current: Edition) -> None:
    reports = _scatter(60, seed=7)
    before = {report.pk: standing(report) for report in reports}
    rows = _rows()
    reassign_reports(current, commit=True, batch=25)
    run = Reassignment.objects.get()
    between = _rows()
    undone = undo_reassignment(run, batch=10)
    for report in reports:
        now = standing(report)
        assert now | before[report.pk] | {"updated_at": None} == now | {"updated_at": None}
        assert report.places.last().edition.name == "2021"
        assert report.responsibilities.last().agency_id == before[report.pk]["agency_id"]
    changed = between["PlaceRecord"] - rows["PlaceRecord"]
    assert undone.counts["undone"]["reports"] == changed > 10
    assert undone.counts["undone"]["quiet"] == 60 - changed
    after = _rows()
    assert after["PlaceRecord"] == between["PlaceRecord"] + changed
    assert after["HistoryEntry"] == between["HistoryEntry"] + changed
    assert undone.status == Reassignment.Status.UNDONE
    with pytest.raises(ReassignmentError, match="undone already"):
        undo_reassignment(run)


def test_undone_reports_can_be_reassigned_again_and_that_undone(current: Edition) -> None:
    report = file_report(where_at(KARUBAGA))
    for _ in range(2):
        reassign_reports(current, commit=True)
        report.refresh_from_db()
        assert report.regency.code == "95.04"
        undo_reassignment(Reassignment.objects.latest("pk"))
        report.refresh_from_db()
        assert (report.regency.code, report.edition.name) == ("91.14", "2021")
    assert [place.reason for place in report.places.all()] == ["filed", *["reassigned", "undone"] * 2]


def test_undoing_leaves_alone_what_was_changed_since_and_names_it(current: Edition) -> None:
    changed, kept = (file_report(where_at(KARUBAGA)) for _ in range(2))
    reassign_reports(current, commit=True)
    other = Agency.objects.in_force().exclude(pk=changed.agency_id).first()
    Report.objects.filter(pk=changed.pk).update(agency=other)
    undone = undo_reassignment(Reassignment.objects.get()).counts["undone"]
    assert (undone["reports"], undone["skipped"], undone["skipped_reports"]) == (1, 1, [changed.pk])
    changed.refresh_from_db()
    kept.refresh_from_db()
    assert (changed.agency, changed.regency.code, kept.regency.code) == (other, "95.04", "91.14")


def test_runs_are_undone_from_the_last_one_back(current: Edition) -> None:
    for _ in range(2):
        reassign_reports(current, commit=True)
    first, second = Reassignment.objects.order_by("pk")
    with pytest.raises(ReassignmentError, match=f"run {second.pk} came after"):
        undo_reassignment(first)
    undo_reassignment(second)
    assert undo_reassignment(first).status == Reassignment.Status.UNDONE


def test_each_agency_has_one_notice_for_a_run_and_one_for_its_undoing(current: Edition) -> None:
    for _ in range(3):
        file_report(where_at(MERAUKE_SEA), code="H4")
    reassign_reports(current, commit=True, batch=1)
    told = sorted(AgencyNotice.objects.values_list("agency__name", "gained", "lost", "undoing"))
    assert told == [("DKP Provinsi Papua", 0, 3, False), ("DKP Provinsi Papua Selatan", 3, 0, False)]
    undo_reassignment(Reassignment.objects.get(), batch=1)
    undone = AgencyNotice.objects.filter(undoing=True).values_list("agency__name", "gained", "lost")
    assert sorted(undone) == [("DKP Provinsi Papua", 3, 0), ("DKP Provinsi Papua Selatan", 0, 3)]


def test_a_report_that_appears_behind_the_run_is_taken_in_at_its_end(current: Edition) -> None:
    late: list[Any] = []

    def progress(_done: int, _total: int) -> None:
        if not late:  # its id was given before the run came past it, and it was committed after
            late.append(file_report(where_at(KARUBAGA), pk=1))

    first = file_report(where_at(KARUBAGA), pk=100)
    tally = reassign_reports(current, commit=True, progress=progress, batch=1)
    for report in (first, late[0]):
        report.refresh_from_db()
        assert (report.regency.code, report.edition) == ("95.04", current)
    assert (tally.reports, tally.changed) == (2, 2)


def test_a_report_filed_during_a_run_is_not_changed(current: Edition) -> None:
    filed: list[Any] = []

    def progress(_done: int, _total: int) -> None:
        if len(filed) < 2:
            filed.append(file_report(where_at(KARUBAGA), on=timezone.localdate()))

    file_report(where_at(KARUBAGA))
    reassign_reports(current, commit=True, progress=progress, batch=1)
    assert [report.places.count() for report in filed] == [1, 1]
    assert {report.history.count() for report in filed} == {1}


class _StopError(Exception):
    """Somebody pulled the plug."""


def test_an_interrupted_run_goes_on_where_it_was_and_ends_as_one_in_one_go(current: Edition) -> None:
    reports = _scatter(30, seed=13)
    foreseen = reassign_reports(current, commit=False)

    def pull_the_plug(done: int, _total: int) -> None:
        if done >= 14:
            raise _StopError

    with pytest.raises(_StopError):
        reassign_reports(current, commit=True, progress=pull_the_plug, batch=7)
    run = Reassignment.objects.get()
    assert (run.status, run.last_report) == ("running", reports[13].pk)
    assert not AgencyNotice.objects.exists()
    with pytest.raises(ReassignmentError, match="--resume"):
        reassign_reports(current, commit=True)

    again, tally = resume_reassignment(batch=7)
    assert (again.pk, tally) == (run.pk, foreseen)
    places_now = PlaceRecord.objects.filter(reason="reassigned")
    assert places_now.count() == places_now.values("report").distinct().count() == foreseen.changed
    with pytest.raises(ReassignmentError, match="nothing to resume"):
        resume_reassignment()


def test_an_interrupted_run_can_be_taken_back_and_tells_nobody(current: Edition) -> None:
    reports = _scatter(20, seed=17)
    before = {report.pk: standing(report) for report in reports}

    def pull_the_plug(done: int, _total: int) -> None:
        if done >= 10:
            raise _StopError

    with pytest.raises(_StopError):
        reassign_reports(current, commit=True, progress=pull_the_plug, batch=5)
    run = Reassignment.objects.get()
    with pytest.raises(_StopError):
        undo_reassignment(run, progress=lambda done, _total: pull_the_plug(done + 8, 0), batch=2)
    with pytest.raises(ReassignmentError, match="being undone"):
        reassign_reports(current, commit=True)
    undo_reassignment(run, batch=2)
    for report in reports:
        now = standing(report)
        assert now | before[report.pk] | {"updated_at": None} == now | {"updated_at": None}
    assert (
        PlaceRecord.objects.filter(reason="undone").count() == PlaceRecord.objects.filter(reason="reassigned").count()
    )
    assert not AgencyNotice.objects.exists()


def test_a_run_stops_when_another_edition_comes_into_force(current: Edition) -> None:
    for _ in range(2):
        file_report(where_at(KARUBAGA))

    def end_it(_done: int, _total: int) -> None:
        Edition.objects.filter(pk=current.pk).update(valid_to=timezone.localdate() - dt.timedelta(days=1))

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(ReassignmentError, match="not in force any more"):
        reassign_reports(current, commit=True, progress=end_it, batch=1)
    assert sorted(Report.objects.values_list("regency__code", flat=True)) == ["91.14", "95.04"]


def test_reports_older_than_the_rules_of_their_date_are_decided_by_those_of_today(current: Edition) -> None:
    report = file_report(where_at(DEEP_SEA), on=IN_2021, code="A7")
    reassign_reports(current, commit=True)
    report.refresh_from_db()
    assert report.agency.valid_to is None


def _copied(report: Any) -> dict[str, str]:
    return dict(report.copies.values_list("agency__code", "why_id"))


def test_copies_follow_the_decision_and_come_back_with_its_undoing(current: Edition) -> None:
    filed = _scatter(24, seed=12)
    for report in filed:  # as filing does, which these reports of 2021 never went through
        decision = responsibility(
            places.match(where_at(report.point.coords, report.accuracy_m), IN_2021), report.category,
            report.permit_issuer, report.crossing, IN_2021,
        )  # fmt: skip
        keep_copies(report, decision.told, report.received_at)
    before = {report.pk: _copied(report) for report in filed}
    events = Report.pgh_event_model.objects.count()  # type: ignore[attr-defined]  # of pghistory

    reassign_reports(current, commit=True)

    changed = [report for report in filed if report.history.filter(verb="reassigned").exists()]
    assert any(_copied(report) != before[report.pk] for report in changed)
    for report in changed:
        report.refresh_from_db()
        match = places.match(where_at(report.point.coords, report.accuracy_m))
        decision = responsibility(match, report.category, report.permit_issuer, report.crossing)
        told = {copy.agency.code: copy.why.id for copy in decision.told if copy.agency.id != report.agency_id}
        assert _copied(report) == told
        assert report.version == 1
    assert Report.pgh_event_model.objects.count() == events  # type: ignore[attr-defined]  # of pghistory

    undo_reassignment(Reassignment.objects.get())
    assert {report.pk: set(_copied(report)) for report in filed} == {pk: set(codes) for pk, codes in before.items()}


def test_unit_and_officer_stay_behind_when_the_agency_changes(current: Edition) -> None:
    report = file_report(where_at(MERAUKE_SEA), code="H4")
    unit = UnitFactory(agency=report.agency)
    officer = MembershipFactory(agency=report.agency, unit=unit).user
    Report.objects.filter(pk=report.pk).update(unit=unit, assignee=officer, state=State.IN_FOLLOW_UP,
                                               verified_at=timezone.now())  # fmt: skip
    former = report.agency
    reassign_reports(current, commit=True)
    report.refresh_from_db()
    assert report.agency != former
    assert (report.unit, report.assignee) == (None, None)
    undo_reassignment(Reassignment.objects.get())
    report.refresh_from_db()
    assert (report.agency, report.unit, report.assignee) == (former, unit, officer)

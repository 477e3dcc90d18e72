"""Rules as rows: loading them, checking them, the deadlines and numbers beside them, and what filing stores of them."""

import datetime as dt
from collections.abc import Callable
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import Agency
from reports import deadlines
from reports.actions.responsibility import decide_undecided
from reports.actions.rules import load_rules
from reports.actions.submit import Submission, submit_report
from reports.emergency import contacts_for
from reports.models import (
    CategoryRule,
    Crossing,
    Deadline,
    EmergencyContact,
    PermitIssuer,
    Report,
    ResponsibilityRecord,
    RuleCase,
    RuleTarget,
    SpecialArea,
)
from reports.responsibility.check import problems, unreached
from tests.factories import ReportFactory

pytestmark = pytest.mark.django_db


# Loading


def test_a_second_load_changes_nothing() -> None:
    loaded = load_rules()
    assert (loaded.created, loaded.overwritten, loaded.kept) == (0, 0, ())


def test_edits_are_kept_and_named_unless_overwriting_is_asked_for() -> None:
    RuleCase.objects.filter(code="15b").update(basis="Perda 1/2026")
    RuleTarget.objects.filter(case__code="17a").update(kind_id="DLH")
    CategoryRule.objects.filter(category="A3").delete()
    RuleCase.objects.get(code="5c").delete()
    assert set(load_rules().kept) == {"15b", "17a", "A3", "5c"}
    assert RuleCase.objects.get(code="15b").basis == "Perda 1/2026"
    assert not RuleCase.objects.filter(code="5c").exists()
    assert load_rules(overwrite=True).kept == ()
    assert RuleCase.objects.get(code="15b").basis == "UU 18/2008"
    assert RuleTarget.objects.get(case__code="17a").kind_id == "PUPR"
    assert list(CategoryRule.objects.filter(category="A3").values_list("rule_id", flat=True)) == [18]
    assert RuleCase.objects.get(code="5c").targets.count() == 2
    assert load_rules().overwritten == 0


def test_rows_of_the_administrators_own_are_left_alone() -> None:
    own = RuleCase.objects.create(rule_id=18, code="18x", priority=9, basis="x", because_id="x", because_en="x")
    load_rules(overwrite=True)
    own.refresh_from_db()
    assert own.basis == "x"


# Checking


def test_the_seeded_rules_answer_everything_on_every_day() -> None:
    out = StringIO()
    call_command("check_rules", stdout=out)
    assert "answer everything" in out.getvalue()
    assert "never reached" not in out.getvalue()


def test_a_hole_is_named_with_category_and_setting() -> None:
    RuleCase.objects.filter(rule=7).delete()
    found = {(problem.category, problem.setting) for problem in problems()}
    assert ("A7", "sea_beyond") in found
    assert ("W1", "sea_beyond") in found
    assert ("H2", "sea_beyond") not in found  # rule 2 holds anywhere
    assert {setting for _category, setting in found} == {"sea_beyond"}
    with pytest.raises(CommandError, match="problems"):
        call_command("check_rules", stdout=StringIO())


def test_a_hole_in_time_is_found() -> None:
    RuleCase.objects.filter(code="18b").update(valid_from=dt.date(2024, 1, 1))
    with pytest.raises(CommandError):
        call_command("check_rules", stdout=StringIO())
    call_command("check_rules", "--on", "2025-01-01", stdout=StringIO())


def test_a_case_that_names_nobody_to_lead_is_no_answer() -> None:
    RuleTarget.objects.filter(case__rule=18).delete()
    assert {problem.setting for problem in problems()} == {"land", "coast"}


def test_the_sea_given_to_a_regency_is_refused() -> None:
    RuleCase.objects.filter(code="15b").update(settings=[])
    found = [problem for problem in problems() if problem.category == "W1"]
    assert {problem.setting for problem in found} == {"sea_12nm", "sea_beyond"}
    assert "15b" in found[0].reason.id


def test_special_areas_that_hand_a_task_round_are_refused() -> None:
    SpecialArea.objects.create(
        code="X",
        area_codes=["31"],
        from_tiers=["province"],
        to_tier="regency",
        basis="x",
        because_id="x",
        because_en="x",
    )
    assert [str(problem) for problem in problems()] == [str(problem) for problem in problems()]
    (problem,) = problems()
    assert "DKI → X → DKI" in problem.reason.en


def test_a_special_area_that_hands_a_task_to_itself_is_refused() -> None:
    SpecialArea.objects.filter(code="DKI").update(to_tier="regency")
    (problem,) = problems()
    assert "DKI → DKI" in problem.reason.id


def test_a_lift_to_the_lowest_level_is_refused() -> None:
    RuleTarget.objects.filter(case__code="14c").update(tier="regency")
    (problem,) = problems()
    assert "14c" in problem.reason.en


def test_a_case_behind_one_that_takes_everything_is_noted() -> None:
    RuleCase.objects.filter(code="5d").update(priority=0)
    assert {case.code for case in unreached()} == {"5a", "5b", "5c"}


# Deadlines


@pytest.mark.parametrize(
    ("kind", "misconduct", "step", "days"),
    [
        ("pengaduan", False, "answer", 14),
        ("pengaduan", True, "answer", 60),
        ("permintaan_informasi", False, "answer", 5),
        ("aspirasi", False, "answer", 5),
        ("aspirasi", True, "answer", 5),
        ("pengaduan", False, "verify", 3),
        ("pengaduan", True, "follow_up", 5),
        ("pengaduan", False, "reporter", 10),
    ],
)
def test_days_by_kind_and_step(kind: str, misconduct: bool, step: str, days: int) -> None:
    assert deadlines.deadline(kind, dt.date(2026, 6, 1), misconduct, step).days == days


def test_the_regulation_of_the_day_counts() -> None:
    assert deadlines.deadline("pengaduan", dt.date(2020, 6, 1)).basis == "PermenPANRB 62/2018"
    assert deadlines.deadline("pengaduan", dt.date(2026, 6, 1)).basis == "PermenPANRB 5/2025"
    Deadline.objects.filter(code="answer-complaint-5-2025").update(days=20)
    assert deadlines.deadline("pengaduan", dt.date(2026, 6, 1)).days == 20


def test_the_day_begins_where_the_agency_is() -> None:
    jayapura, jakarta = Agency(time_zone="Asia/Jayapura"), Agency(time_zone="Asia/Jakarta")
    evening = dt.datetime(2026, 9, 7, 16, 30, tzinfo=dt.UTC)  # Monday 23:30 in Jakarta, Tuesday 01:30 in Jayapura
    assert deadlines.due_on("aspirasi", evening, jakarta) == dt.date(2026, 9, 14)
    assert deadlines.due_on("aspirasi", evening, jayapura) == dt.date(2026, 9, 15)


def test_weekends_do_not_count() -> None:
    monday = dt.datetime(2026, 9, 7, 3, 0, tzinfo=dt.UTC)
    assert deadlines.due_on("pengaduan", monday, Agency(time_zone="Asia/Jakarta")) == dt.date(2026, 9, 25)


def test_a_deadline_that_nothing_follows_goes_on() -> None:
    Deadline.objects.filter(code="answer-complaint-5-2025").update(valid_to=dt.date(2026, 1, 1), days=21)
    assert deadlines.deadline("pengaduan", dt.date(2026, 6, 1)).days == 21
    assert deadlines.deadline("pengaduan", dt.date(2020, 6, 1)).days == 14


def test_a_report_is_filed_also_where_nobody_knows_by_when(submission: Callable[..., Submission]) -> None:
    Deadline.objects.all().delete()
    report = submit_report(submission(), key=uuid4()).report
    assert (report.answer_due_on, report.agency is None) == (None, False)


# Emergency numbers


def test_a_fire_shows_whom_to_call_and_rubbish_does_not() -> None:
    assert {"112", "113"} <= {contact.phone for contact in contacts_for("L1")}
    assert contacts_for("W1") == []


def test_a_number_of_one_regency_is_shown_there_alone() -> None:
    local = EmergencyContact.objects.create(
        name_id="Damkar Sanggau", name_en="Fire brigade", phone="0564-1", area_codes=["61.03"]
    )
    assert local in contacts_for("L1", ["61.03", "61"])
    assert local not in contacts_for("L1", ["64.08", "64"])
    assert local not in contacts_for("L1")
    assert local not in contacts_for("W1", ["61.03"])


# Filing


def test_filing_stores_the_whole_decision(submission: Callable[..., Submission]) -> None:
    said: dict[str, Any] = {"permit_issuer": PermitIssuer.CENTRAL, "crossing": Crossing.NONE, "dispute": "Bukan pusat."}
    report = submit_report(submission(code="A1", **said), key=uuid4()).report
    report.refresh_from_db()
    assert report.agency is not None
    assert (report.agency.code, report.tier, report.rule_number) == ("KLH", "central", 13)
    assert (report.permit_issuer, report.crossing, report.dispute) == ("central", "none", "Bukan pusat.")
    assert report.edition_id == report.places.get().edition_id
    assert report.answer_due_on == deadlines.due_on("pengaduan", report.received_at, report.agency)
    record = report.responsibilities.get()
    assert (record.reason, record.agency_id, record.case_code) == ("filed", report.agency_id, "13c")
    assert record.explanation_id.startswith("Diteruskan ke Kementerian Lingkungan Hidup")
    assert [copy["code"] for copy in record.copies] == ["DLH-64.08"]
    assert report.history.get().data["agency"] == "KLH"


def test_the_database_refuses_a_report_nobody_is_responsible_for(submission: Callable[..., Submission]) -> None:
    submit_report(submission(), key=uuid4())
    with pytest.raises(IntegrityError, match="report_has_agency"), transaction.atomic():
        Report.objects.update(agency=None)


def test_reports_older_than_the_rules_get_an_agency_once() -> None:
    old = [ReportFactory(), ReportFactory(setting="sea_12nm", regency=None, province=ReportFactory().province)]
    before = list(Report.objects.filter(pk__in=[report.pk for report in old]).values_list("agency_id", "answer_due_on"))
    ResponsibilityRecord.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_report DROP CONSTRAINT report_has_agency")
    Report.objects.update(agency=None, tier="", rule_number=None, answer_due_on=None, edition=None)
    assert decide_undecided() == 3
    assert decide_undecided() == 0
    after = Report.objects.filter(pk__in=[report.pk for report in old])
    assert list(after.values_list("agency_id", "answer_due_on")) == before
    assert all(report.edition_id and report.tier for report in after)
    assert ResponsibilityRecord.objects.count() == 3

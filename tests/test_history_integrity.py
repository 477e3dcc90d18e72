"""What happened cannot be rewritten: by nobody through triggers, and by the platform for want of the right."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from geo_lapor.application_role import ROLE, history_tables, role_exists
from reports.models import HistoryEntry, IdentityReveal, Report, State
from tests.factories import ReportFactory, UserFactory
from tests.reports.lifecycle import World

pytestmark = pytest.mark.django_db
REWRITING = ("UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE")


@pytest.fixture
def as_the_platform(db: None) -> Iterator[None]:
    """Act as the role as which the platform serves, to the end of the test."""
    if not role_exists():
        pytest.skip("an outside server whose administrator we are not: docs/operating.md, «The database»")
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@contextmanager
def refused(error: type[Error], words: str) -> Iterator[None]:
    """Expect the database to refuse, and go on."""
    with pytest.raises(error, match=words), transaction.atomic():
        yield


def a_row_in_each_table() -> None:
    """History of a report, of its columns, and of looks at an identity."""
    World.of().reach(State.VERIFIED)
    report = Report.objects.latest("pk")
    IdentityReveal.objects.create(report=report, user=UserFactory(), reason="perlu dihubungi", at=timezone.now())
    execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE would stop at those that wait, before it came to the triggers


def execute(statement: str) -> None:
    """Run a statement by its text, past Django's models."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_tables_of_history_are_known() -> None:
    assert {
        "reports_historyentry", "reports_identityreveal", "reports_reportevent", "reports_ruleevent",
        "accounts_agencyevent", "accounts_membershipevent", "reports_responsibilityrecord", "reports_placerecord",
    } <= set(history_tables())  # fmt: skip


@pytest.mark.parametrize("table", ["reports_historyentry", "reports_identityreveal", "reports_reportevent"])
def test_the_owner_is_stopped_by_triggers(table: str) -> None:
    a_row_in_each_table()
    column = "pgh_id" if table.endswith("event") else "id"
    for statement in REWRITING:
        with refused(Error, "Cannot|only ever added"):
            execute(statement.format(table, column, column))


@pytest.mark.usefixtures("as_the_platform")
def test_the_platform_may_not_rewrite_any_table_of_history() -> None:
    for table in history_tables():
        column = "pgh_id" if table.endswith("event") else "id"
        for statement in (*REWRITING, "ALTER TABLE {} DISABLE TRIGGER ALL"):
            with refused(ProgrammingError, "permission denied|must be owner"):
                execute(statement.format(table, column, column))


@pytest.mark.usefixtures("as_the_platform")
def test_the_platform_does_a_whole_case() -> None:
    """Whatever verbs write, the role may write."""
    world = World.of().reach(State.CLOSED)
    for verb, who in (("contest", "reporter"), ("hold", "officer"), ("transfer", "officer"), ("archive", "national")):
        world.do(verb, who)
    with pytest.raises(ProgrammingError), transaction.atomic():
        HistoryEntry.objects.filter(report=world.report).update(note="")
    with pytest.raises(ProgrammingError), transaction.atomic():
        HistoryEntry.objects.filter(report=world.report).delete()
    with pytest.raises(Error), transaction.atomic():
        world.report.delete()
    assert HistoryEntry.objects.filter(report=world.report).count() == world.report.version + 1


def test_a_state_that_is_changed_past_the_verbs_leaves_a_trace() -> None:
    report: Any = ReportFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_report SET state = 'diarsipkan' WHERE id = %s", [report.pk])
    event = Report.pgh_event_model.objects.get(pgh_obj=report.pk)  # type: ignore[attr-defined]  # of pghistory
    assert (event.state, event.version) == ("diarsipkan", 0)
    assert HistoryEntry.objects.filter(report=report).count() == 1


def test_securing_history_twice_changes_nothing() -> None:
    if not role_exists():
        pytest.skip("no role")
    said = StringIO()
    call_command("secure_history", stdout=said)
    call_command("secure_history", "--strict", stdout=said)
    lines = said.getvalue().splitlines()
    assert len(set(lines)) == 1
    assert ROLE in lines[0]
    assert not [w for w in checks.run_checks(databases=["default"]) if w.id == "geo_lapor.W001"]


def test_a_right_too_many_is_warned_of() -> None:
    if not role_exists():
        pytest.skip("no role")
    execute(f"GRANT UPDATE ON reports_historyentry TO {ROLE}")
    assert [w for w in checks.run_checks(databases=["default"]) if w.id == "geo_lapor.W001"]


@pytest.mark.usefixtures("as_the_platform")
def test_a_table_still_to_come_can_be_used() -> None:
    execute("RESET ROLE")
    execute("CREATE TABLE later (id bigserial, word text)")
    execute(f"SET ROLE {ROLE}")
    execute("INSERT INTO later (word) VALUES ('x')")
    execute("UPDATE later SET word = 'y'")

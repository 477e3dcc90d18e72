"""Cases that go any way that the table leaves open: what holds for every case must hold after each step."""

from itertools import pairwise
from typing import cast

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import Agency, Role
from reports.actions.case.errors import RefusedError
from reports.lifecycle.offer import NotAllowedError, NotPossibleError, offered
from reports.lifecycle.table import RESUMES
from reports.models import HistoryEntry, Report, State
from reports.models.report import VERIFIED_STATES
from reports.querysets import FINISHED_STATES
from tests.factories import agency
from tests.reports.lifecycle import OTHERS, OURS, World, member

pytestmark = pytest.mark.django_db
WHO = st.sampled_from(sorted(OTHERS))
TARGETS = st.sampled_from(("DLH-64.72", "DLH-64.03", "DLH-64.08", "KOORDINATOR-64"))


class Walk(RuleBasedStateMachine):
    """One case and everybody round it; each step is somebody's verb."""

    world: World

    @initialize()
    def begin(self) -> None:
        """File a report; the transaction of the walk is taken back at its end."""
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.world = World.of()
        self.steps = 0

    def teardown(self) -> None:
        """Forget the walk."""
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(who=WHO, aim=TARGETS, pick=st.integers(0, 11))
    def offered_verb(self, who: str, aim: str, pick: int) -> None:
        """Somebody does what they are offered; the officers are those of the agency that has the case now."""
        for name, role in (("officer", Role.OFFICER), ("agency_admin", Role.AGENCY_ADMIN)):
            self.world.viewers[name] = member(cast(Agency, self.world.report.agency), role)
        verbs = [row.verb for row in offered(self.world.report, OTHERS[who]) if row.verb in (*OURS, "close_silent")]
        if verbs:
            self._do(verbs[pick % len(verbs)], who, aim)

    @rule(verb=st.sampled_from(OURS), who=WHO, aim=TARGETS)
    def any_verb(self, verb: str, who: str, aim: str) -> None:
        """Somebody tries what comes to their mind."""
        self._do(verb, who, aim)

    def _do(self, verb: str, who: str, aim: str) -> None:
        said = {"agency": agency(aim)} if verb == "transfer" and who != "system" else {}
        try:
            with transaction.atomic():
                self.world.do(verb, who, **said)
        except (RefusedError, NotAllowedError, NotPossibleError):
            return
        self.steps += 1

    @invariant()
    def holds(self) -> None:
        """What is so of every case."""
        if not hasattr(self, "world"):
            return
        report = Report.objects.get(pk=self.world.report.pk)
        finished = report.state in FINISHED_STATES
        assert (report.state not in VERIFIED_STATES) or report.verified_at
        assert (report.closed_at is not None) == finished == bool(report.outcome)
        assert not finished or report.due_on is None
        assert not finished or not report.clocks.filter(stopped_at=None).exists()
        open_pauses = report.pauses.filter(ended_at=None).count()
        assert open_pauses == (1 if report.state == State.ON_HOLD else 0)
        assert report.version == self.steps == report.history.count() - 1
        assert not report.copies.filter(agency=report.agency).exists()
        assert report.responsibilities.last().agency_id == report.agency_id
        self._check_chain(report)

    def _check_chain(self, report: Report) -> None:
        chain = list(HistoryEntry.objects.filter(report=report).order_by("pk").values_list("state_before", "state"))
        for (_before, was), (before, _after) in pairwise(chain):
            assert before == was
        assert chain[-1][1] == report.state


@pytest.mark.slow
def test_whatever_way_a_case_goes_it_stays_in_order() -> None:
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), derandomize=True,
        ),
    )  # fmt: skip


def test_a_hold_always_leads_back() -> None:
    """A long way over every hold: each resume comes to where the hold began."""
    world = World.of()
    for who, verb in (
        ("officer", "ask"), ("reporter", "reply"), ("officer", "verify"), ("officer", "hold"), ("system", "resume"),
        ("officer", "accept"), ("officer", "ask"), ("monitor", "resume"), ("officer", "hold"), ("officer", "resume"),
        ("officer", "answer"), ("reporter", "contest"), ("officer", "hold"), ("officer", "resume"),
    ):  # fmt: skip
        before = world.report.history.last().state_before
        entry = world.do(verb, who)
        if verb in {"reply", "resume"}:
            assert entry.state == before, RESUMES

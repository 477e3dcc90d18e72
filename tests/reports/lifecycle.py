"""A case with everybody around it, brought into any state by its own verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Agency, Role
from reports.actions.case import closing, passing, pausing, replying
from reports.actions.case.change import change
from reports.lifecycle.table import Actor
from reports.models import (
    CaseClock,
    CaseCopy,
    ClockPause,
    HistoryEntry,
    Message,
    Outcome,
    Report,
    ResponsibilityRecord,
    State,
)
from reports.policies import Viewer
from tests.factories import MembershipFactory, ReportFactory, UserFactory, agency

ANSWER = "Sampahnya sudah kami angkut kemarin, dan tempatnya kami pagari."
REASON = "Petugas sudah membersihkannya bersama warga."
OTHERS: dict[str, Actor] = {
    "reporter": Actor.REPORTER | Actor.PUBLIC,
    "officer": Actor.OFFICER | Actor.COPIED | Actor.PUBLIC,
    "agency_admin": Actor.AGENCY_ADMIN | Actor.COPIED | Actor.PUBLIC,
    "monitor": Actor.MONITOR | Actor.COPIED | Actor.PUBLIC,
    "national": Actor.NATIONAL | Actor.COPIED | Actor.PUBLIC,
    "copied": Actor.COPIED | Actor.PUBLIC,
    "outside_officer": Actor.PUBLIC,
    "former_officer": Actor.PUBLIC,
    "citizen": Actor.PUBLIC,
    "visitor": Actor.PUBLIC,
    "system": Actor.SYSTEM,
}
"""Everybody, and what they are to the case, written down apart from the code that works it out."""


@dataclass(frozen=True)
class World:
    """A report about rubbish in Sangatta (DLH Kabupaten Kutai Timur), and viewers by name."""

    report: Report
    viewers: dict[str, Viewer]

    @classmethod
    def of(cls, **report: Any) -> World:
        """Put everybody around a new report."""
        case = ReportFactory(**report)
        copied, outside = agency("DLH-64.03"), agency("DLH-11.08")
        CaseCopy.objects.create(report=case, agency=copied, why_id="tetangga", why_en="neighbour", since=timezone.now())
        former = MembershipFactory(agency=case.agency, role=Role.OFFICER)
        former.ended_at = timezone.now()
        former.save()
        return cls(
            case,
            {
                "reporter": Viewer.of(None, [case.pk]),
                "officer": member(case.agency, Role.OFFICER),
                "agency_admin": member(case.agency, Role.AGENCY_ADMIN),
                "monitor": member(agency("KOORDINATOR-64"), Role.MONITOR),
                "national": member(national_desk(), Role.NATIONAL),
                "copied": member(copied, Role.OFFICER),
                "outside_officer": member(outside, Role.AGENCY_ADMIN),
                "former_officer": Viewer.of(former.user),
                "citizen": Viewer.of(UserFactory()),
                "visitor": Viewer(),
                "system": Viewer(),
            },
        )

    def viewer(self, name: str) -> Viewer:
        """One of them, as they come with a new request: standing is read again."""
        user = self.viewers[name].user
        if user is not None:
            user.__dict__.pop("_standing", None)
        return self.viewers[name]

    def do(self, verb: str, who: str = "officer", **said: Any) -> HistoryEntry:
        """Do a verb with the words that it needs."""
        return perform(verb, self.report, self.viewer(who), as_system=who == "system", **said)

    def reach(self, state: State) -> World:
        """Bring the report into a state by the shortest way."""
        for who, verb in WAYS[state]:
            self.do(verb, who)
        assert self.report.state == state
        return self


WAYS: dict[State, tuple[tuple[str, str], ...]] = {
    State.NEW: (),
    State.VERIFIED: (("officer", "verify"),),
    State.DISPOSED: (("officer", "verify"), ("agency_admin", "dispose")),
    State.IN_FOLLOW_UP: (("officer", "verify"), ("officer", "accept")),
    State.AWAITING_REPORTER: (("officer", "verify"), ("officer", "accept"), ("officer", "answer")),
    State.CLOSED: (("officer", "verify"), ("officer", "accept"), ("officer", "answer"), ("reporter", "confirm")),
    State.ON_HOLD: (("officer", "verify"), ("officer", "ask")),
    State.ARCHIVED: (("officer", "verify"), ("officer", "archive")),
    State.REOPENED: (
        ("officer", "verify"), ("officer", "accept"), ("officer", "answer"), ("reporter", "contest"),
    ),
}  # fmt: skip


def member(of: Agency, role: Role, **place: Any) -> Viewer:
    """A new user with a place in an agency."""
    return Viewer.of(MembershipFactory(agency=of, role=role, **place).user)


def national_desk() -> Agency:
    """The agency of last resort."""
    return Agency.objects.in_force().filter(kind="NASIONAL").earliest("pk")


def _colleague(report: Report) -> Any:
    return MembershipFactory(agency=report.agency, role=Role.OFFICER).user


_SAYING: dict[str, tuple[Callable[..., HistoryEntry], Callable[[Report], dict[str, Any]]]] = {
    "verify": (passing.verify, lambda _: {"note": "Sudah diperiksa."}),
    "dispose": (passing.dispose, lambda report: {"assignee": _colleague(report)}),
    "accept": (passing.accept, lambda _: {}),
    "assign": (passing.assign, lambda report: {"assignee": _colleague(report)}),
    "transfer": (passing.transfer, lambda _: {"agency": agency("DLH-64.72"), "note": "Lokasinya di Samarinda."}),
    "ask": (replying.ask, lambda _: {"body": "Di sebelah mana jembatan?"}),
    "reply": (replying.reply, lambda _: {"body": "Di sebelah timur."}),
    "report_progress": (replying.report_progress, lambda _: {"body": "Truk berangkat besok pagi."}),
    "answer": (replying.answer, lambda _: {"body": ANSWER}),
    "comment": (replying.comment, lambda _: {"body": "Hari ini bertambah lagi."}),
    "close": (closing.close, lambda _: {"reason": REASON}),
    "confirm": (closing.confirm, lambda _: {}),
    "contest": (closing.contest, lambda _: {"body": "Sampahnya masih ada."}),
    "archive": (closing.archive, lambda _: {"note": "Iklan jasa sedot WC.", "reason": "spam"}),
    "unarchive": (closing.unarchive, lambda _: {"note": "Salah menilai."}),
    "withdraw": (closing.withdraw, lambda _: {"note": "Sudah selesai sendiri."}),
    "hold": (pausing.hold, lambda _: {"reason": "laboratory", "note": "Menunggu hasil uji."}),
    "resume": (pausing.resume, lambda _: {}),
}
OURS = tuple(_SAYING)
"""The verbs that `perform` does by their own functions; the others only by what all verbs share."""


def perform(verb: str, report: Report, viewer: Viewer, *, as_system: bool = False, **said: Any) -> HistoryEntry:
    """Do any verb of the table: by its own function with words that it takes, or by what all verbs share."""
    if verb == "close_silent" and as_system:
        return closing.close_silent(report, **said)
    if verb in _SAYING and not as_system:
        function, words = _SAYING[verb]
        return function(report, viewer, **{**words(report), **said})
    with change(report, verb, viewer, as_system=as_system, **said) as work:
        if verb == "merge":
            work.set(outcome=Outcome.MERGED)
    return work.done


WRITTEN: tuple[type[Model], ...] = (
    HistoryEntry, Message, ClockPause, CaseClock, CaseCopy, ResponsibilityRecord, DBTaskResult,
)  # fmt: skip


def everything(report: Report) -> dict[str, Any]:
    """All that a verb could have changed: the report's columns, and how many rows of each kind there are."""
    row = Report.everything.values().get(pk=report.pk)
    return {**row, **{model.__name__: model._default_manager.count() for model in WRITTEN}}

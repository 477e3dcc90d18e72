"""The table itself. Whatever moves a case reads it: verbs, pages, the API and the diagram in docs/life-cycle.md."""

from dataclasses import dataclass
from enum import Flag, StrEnum, auto

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.models import OPEN_STATES, Audience, Message, State


class Actor(Flag):
    """Who may do it. An officer is one of the agency that has the case; `COPIED` one of an agency with a copy."""

    REPORTER = auto()
    OFFICER = auto()
    AGENCY_ADMIN = auto()
    MONITOR = auto()
    NATIONAL = auto()
    COPIED = auto()
    SYSTEM = auto()
    PUBLIC = auto()


HANDLERS = Actor.OFFICER | Actor.AGENCY_ADMIN | Actor.NATIONAL
COORDINATORS = HANDLERS | Actor.MONITOR
ADMINS = Actor.AGENCY_ADMIN | Actor.NATIONAL
READERS = COORDINATORS | Actor.COPIED


class Effect(StrEnum):
    """What a verb brings about beside its history row. Clocks, letters and webhooks go by these."""

    CLOCKS = "clocks"  # clocks start, stop or are reckoned anew
    TELL_REPORTER = "tell_reporter"
    TELL_FOLLOWERS = "tell_followers"
    TELL_HANDLER = "tell_handler"
    ROUTE = "route"  # place, category or agency is decided anew
    COUNT_TRANSFER = "count_transfer"


@dataclass(frozen=True, slots=True)
class Says:
    """The message in which the actor's words are kept, and who may read it."""

    kind: Message.Kind
    audience: Audience


@dataclass(frozen=True, slots=True)
class Transition:
    """One verb.

    `sources` are the states in which it may be done, `target` the state after it (None: stays as it is; RESUMES: what
    it was before it was put on hold); `unverified` is the state after it where nobody has checked the content yet.
    `needs` names what must be said: keyword arguments of the verb. `says` is None where its words, if any, stand in the
    history row.
    """

    verb: str
    label: str | Promise
    sources: tuple[State, ...]
    target: State | str | None
    who: Actor
    needs: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    audience: Audience = Audience.STAFF
    unverified: State | None = None
    says: Says | None = None


RESUMES = "before the hold"
_WORKING = (State.VERIFIED, State.DISPOSED, State.IN_FOLLOW_UP, State.REOPENED)
_UNANSWERED = (State.NEW, *_WORKING)
_NOT_DONE = (*_UNANSWERED, State.AWAITING_REPORTER, State.ON_HOLD)
_ANY = tuple(State)
_E, _T = Effect, Transition
_PUBLIC, _REPORTER = Audience.PUBLIC, Audience.REPORTER
_QUESTION, _REPLY = Says(Message.Kind.QUESTION, _REPORTER), Says(Message.Kind.REPLY, _REPORTER)
_PROGRESS, _ANSWER = Says(Message.Kind.PROGRESS, _PUBLIC), Says(Message.Kind.ANSWER, _PUBLIC)
_OBJECTION, _COMMENT = Says(Message.Kind.OBJECTION, _REPORTER), Says(Message.Kind.COMMENT, _REPORTER)
_NOTE = Says(Message.Kind.NOTE, Audience.STAFF)

TRANSITIONS: tuple[Transition, ...] = (
    _T("submit", pgettext_lazy("verb", "file"), (), State.NEW, Actor.REPORTER, ("submission",),
       (_E.ROUTE, _E.CLOCKS, _E.TELL_REPORTER, _E.TELL_HANDLER), _PUBLIC),
    # The way through
    _T("verify", pgettext_lazy("verb", "verify"), (State.NEW,), State.VERIFIED, COORDINATORS, (),
       (_E.CLOCKS, _E.TELL_REPORTER), _PUBLIC),
    _T("dispose", pgettext_lazy("verb", "hand to a unit"), _WORKING, State.DISPOSED, HANDLERS, ("unit_or_assignee",),
       (_E.CLOCKS, _E.TELL_HANDLER), _PUBLIC, says=_NOTE),
    _T("accept", pgettext_lazy("verb", "take up"), (State.VERIFIED, State.DISPOSED, State.REOPENED),
       State.IN_FOLLOW_UP, HANDLERS, (), (_E.CLOCKS, _E.TELL_REPORTER), _PUBLIC),
    _T("report_progress", pgettext_lazy("verb", "tell of the work"), (State.IN_FOLLOW_UP,), None, HANDLERS, ("body",),
       (_E.TELL_REPORTER, _E.TELL_FOLLOWERS), _PUBLIC, says=_PROGRESS),
    _T("answer", pgettext_lazy("verb", "answer"), (State.IN_FOLLOW_UP,), State.AWAITING_REPORTER, HANDLERS, ("body",),
       (_E.CLOCKS, _E.TELL_REPORTER, _E.TELL_FOLLOWERS), _PUBLIC, says=_ANSWER),
    _T("close", pgettext_lazy("verb", "close"), (State.IN_FOLLOW_UP, State.AWAITING_REPORTER), State.CLOSED, HANDLERS,
       ("evidence_or_reason",), (_E.CLOCKS, _E.TELL_REPORTER, _E.TELL_FOLLOWERS), _PUBLIC, says=_ANSWER),
    _T("confirm", pgettext_lazy("verb", "confirm that it is solved"), (State.AWAITING_REPORTER,), State.CLOSED,
       Actor.REPORTER, (), (_E.CLOCKS, _E.TELL_HANDLER), _PUBLIC),
    _T("contest", pgettext_lazy("verb", "say that it is not solved"), (State.AWAITING_REPORTER, State.CLOSED),
       State.REOPENED, Actor.REPORTER, ("body",), (_E.CLOCKS, _E.TELL_HANDLER), _PUBLIC, says=_OBJECTION),
    _T("close_silent", pgettext_lazy("verb", "close by itself"), (State.AWAITING_REPORTER,), State.CLOSED, Actor.SYSTEM,
       (), (_E.CLOCKS, _E.TELL_REPORTER, _E.TELL_FOLLOWERS), _PUBLIC),
    # Aside
    _T("ask", pgettext_lazy("verb", "ask the reporter"), _UNANSWERED, State.ON_HOLD, COORDINATORS, ("body",),
       (_E.CLOCKS, _E.TELL_REPORTER), _PUBLIC, says=_QUESTION),
    _T("reply", pgettext_lazy("verb", "reply"), (State.ON_HOLD,), RESUMES, Actor.REPORTER, ("body",),
       (_E.CLOCKS, _E.TELL_HANDLER), _PUBLIC, says=_REPLY),
    _T("hold", pgettext_lazy("verb", "put on hold"), _WORKING, State.ON_HOLD, HANDLERS, ("pause_reason", "note"),
       (_E.CLOCKS, _E.TELL_REPORTER), _PUBLIC),
    _T("resume", pgettext_lazy("verb", "go on"), (State.ON_HOLD,), RESUMES, COORDINATORS | Actor.SYSTEM, (),
       (_E.CLOCKS,), _PUBLIC),
    _T("transfer", pgettext_lazy("verb", "transfer"), _NOT_DONE, State.VERIFIED, COORDINATORS, ("agency", "note"),
       (_E.ROUTE, _E.COUNT_TRANSFER, _E.CLOCKS, _E.TELL_REPORTER, _E.TELL_HANDLER), _PUBLIC, State.NEW),
    _T("archive", pgettext_lazy("verb", "archive"), _NOT_DONE, State.ARCHIVED, COORDINATORS, ("note", "reason"),
       (_E.CLOCKS, _E.TELL_REPORTER), _PUBLIC),
    _T("unarchive", pgettext_lazy("verb", "take out of the archive"), (State.ARCHIVED,), State.REOPENED,
       ADMINS | Actor.MONITOR, ("note",), (_E.CLOCKS, _E.TELL_REPORTER, _E.TELL_HANDLER), _PUBLIC, State.NEW),
    _T("withdraw", pgettext_lazy("verb", "withdraw"), _NOT_DONE, State.ARCHIVED, Actor.REPORTER, (),
       (_E.CLOCKS, _E.TELL_HANDLER), _PUBLIC, says=_COMMENT),
    _T("merge", pgettext_lazy("verb", "join to another report"), _NOT_DONE, State.ARCHIVED, COORDINATORS, ("into",),
       (_E.CLOCKS, _E.TELL_REPORTER), _PUBLIC),
    _T("unmerge", pgettext_lazy("verb", "separate again"), (State.ARCHIVED,), State.VERIFIED, COORDINATORS, ("note",),
       (_E.CLOCKS, _E.TELL_REPORTER, _E.TELL_HANDLER), _PUBLIC, State.NEW),
    _T("split", pgettext_lazy("verb", "split"), _UNANSWERED, None, COORDINATORS, ("parts",), (_E.ROUTE,), _PUBLIC),
    # Corrections
    _T("assign", pgettext_lazy("verb", "name the officer"), OPEN_STATES, None, HANDLERS, (), (_E.TELL_HANDLER,)),
    _T("move_pin", pgettext_lazy("verb", "move the pin"), OPEN_STATES, None, COORDINATORS, ("point", "note"),
       (_E.ROUTE, _E.CLOCKS, _E.TELL_REPORTER), _REPORTER),
    _T("change_category", pgettext_lazy("verb", "change the category"), OPEN_STATES, None, COORDINATORS,
       ("category", "note"), (_E.ROUTE, _E.CLOCKS, _E.TELL_REPORTER), _PUBLIC),
    _T("confirm_responsibility", pgettext_lazy("verb", "confirm place and agency"), OPEN_STATES, None, COORDINATORS),
    _T("set_urgency", pgettext_lazy("verb", "change the urgency"), OPEN_STATES, None, COORDINATORS, ("urgency", "note"),
       (_E.CLOCKS,)),
    _T("set_misconduct", pgettext_lazy("verb", "mark as alleged abuse of office"), OPEN_STATES, None, COORDINATORS,
       ("note",), (_E.ROUTE, _E.CLOCKS, _E.TELL_REPORTER), Audience.STAFF),
    _T("impose_privacy", pgettext_lazy("verb", "hide reporter or content"), _ANY, None, COORDINATORS, ("note",), (),
       _REPORTER),
    _T("redact", pgettext_lazy("verb", "black out words"), _ANY, None, COORDINATORS, (), (), _REPORTER),
    _T("treat_photo", pgettext_lazy("verb", "hide or blur a photo"), _ANY, None, COORDINATORS, (), (), _REPORTER),
    _T("release", pgettext_lazy("verb", "release to the public"), _ANY, None, COORDINATORS, (), (), _REPORTER),
    _T("hold_back", pgettext_lazy("verb", "hold back from the public"), _ANY, None, COORDINATORS | Actor.SYSTEM,
       ("note",), (), _REPORTER),
    _T("settle_flags", pgettext_lazy("verb", "settle objections"), _ANY, None, COORDINATORS, ("note",)),
    _T("reveal_identity", pgettext_lazy("verb", "look at the identity"), _ANY, None, HANDLERS, ("reason",)),
    _T("add_evidence", pgettext_lazy("verb", "add evidence"), (*_WORKING, State.AWAITING_REPORTER), None, HANDLERS,
       ("photo",), (), _REPORTER),
    _T("approve_evidence", pgettext_lazy("verb", "approve evidence"), OPEN_STATES, None, COORDINATORS, ("photo",)),
    _T("note", pgettext_lazy("verb", "write a note"), _ANY, None, READERS, ("body",), says=_NOTE),
    _T("tick", pgettext_lazy("verb", "tick a step"), OPEN_STATES, None, HANDLERS, ("step",)),
    # The reporter, and everyone
    _T("comment", pgettext_lazy("verb", "add something"), (*OPEN_STATES, State.CLOSED), None, Actor.REPORTER, ("body",),
       (_E.TELL_HANDLER,), _REPORTER, says=_COMMENT),
    _T("add_photos", pgettext_lazy("verb", "add photos"), OPEN_STATES, None, Actor.REPORTER, ("photos",),
       (_E.TELL_HANDLER,), _REPORTER),
    _T("change_privacy", pgettext_lazy("verb", "change what is public"), _ANY, None, Actor.REPORTER, (), (), _REPORTER),
    _T("survey", pgettext_lazy("verb", "rate"), (State.CLOSED,), None, Actor.REPORTER, (), (), _REPORTER),
    _T("flag", pgettext_lazy("verb", "object to what is published"), _ANY, None, Actor.PUBLIC, ("reason",),
       (_E.TELL_HANDLER,)),
    _T("escalate", pgettext_lazy("verb", "remind"), OPEN_STATES, None, Actor.SYSTEM, (), (_E.TELL_HANDLER,)),
)  # fmt: skip

BY_VERB: dict[str, Transition] = {transition.verb: transition for transition in TRANSITIONS}

FILED = "submitted"
"""The verb of the first row of a case's history; its row of the table is called `submit`."""

MAIN_ANSWERED, MAIN_CLOSED = "main_answered", "main_closed"
"""Verbs of the rows by which a joined report tells its reporter what became of the main case."""

BESIDE = frozenset({"flag", "escalate", "reckoned", "joined", "parted", MAIN_ANSWERED, MAIN_CLOSED})
"""Verbs of rows that are written beside a case and leave its version as it is: nobody's open form is stale by them."""

VERB_LABELS: dict[str, str | Promise] = {transition.verb: transition.label for transition in TRANSITIONS} | {
    FILED: _("filed"),
    "reckoned": _("another day for the answer, by a changed calendar or deadline"),
    MAIN_ANSWERED: _("the main case was answered"),
    MAIN_CLOSED: _("the main case was closed"),
}


def transition_of(verb: str) -> Transition:
    """Return the row of the table for a verb of the history. Raises KeyError for what is written beside the verbs."""
    return BY_VERB["submit" if verb == FILED else verb]


def effects_of(verb: str) -> tuple[Effect, ...]:
    """Return what a verb of the history brings about; nothing for what is written beside the verbs, but for letters."""
    if verb in (MAIN_ANSWERED, MAIN_CLOSED):
        return (Effect.TELL_REPORTER,)
    row = BY_VERB.get("submit" if verb == FILED else verb)
    return row.effects if row else ()

"""What the page of a report offers beside the report itself: to its reporter, and to everybody."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from reports.actions.case.closing import CONTEST_WITHIN
from reports.actions.case.following import count_me_too, says_me_too
from reports.actions.case.surveying import may_change
from reports.follow.deeds import BY_VERB, Deed
from reports.follow.finding import shown
from reports.follow.forms import DeedForm
from reports.follow.next_steps import NextStep, next_step
from reports.lifecycle.offer import actors, offered
from reports.lifecycle.table import Actor
from reports.models import UNSUR, Message, Report, State, Survey
from reports.moderation.visitors import Visitor
from reports.policies import Access, Viewer, access, is_claimed
from reports.projection import SeenReport


@dataclass(frozen=True, slots=True)
class Offer:
    """A deed that is possible now, with its form."""

    deed: Deed
    form: DeedForm


@dataclass(frozen=True, slots=True)
class OwnSide:
    """What the reporter sees on top: what is asked of them, what comes next, what they may do.

    `photos` is whether more may be sent, `claimed` whether the report stands in the viewer's own account, `claimable`
    whether it could.
    """

    next: NextStep | None
    offers: dict[str, Offer]
    question: Message | None
    answer: Message | None
    photos: bool
    claimed: bool
    claimable: bool
    held: bool


@dataclass(frozen=True, slots=True)
class PublicSide:
    """What everybody may do with a public report, and how many said "me too"."""

    me_too: int
    says_me_too: bool


def own_side(report: Report, viewer: Viewer, seen: SeenReport) -> OwnSide | None:
    """Return the reporter's side of a report; None for everybody else."""
    who = actors(report, viewer)
    if Actor.REPORTER not in who:
        return None
    verbs = {transition.verb for transition in offered(report, Actor.REPORTER)}
    said = {message.kind: message for message in report.messages.filter(kind__in=_ASKING).order_by("at", "pk")}
    question = said.get(Message.Kind.QUESTION)
    if report.state != State.ON_HOLD or question is None or not _waits_for_reply(report):
        verbs.discard("reply")
        question = None
    if report.closed_at and timezone.now() - report.closed_at > CONTEST_WITHIN:
        verbs.discard("contest")
    now = {"seen": shown(report)}
    offers = {
        verb: Offer(deed, deed.form(initial={**start_values(report, deed), **now}))
        for verb, deed in BY_VERB.items()
        if verb in verbs and _still_open(report, verb)
    }
    agency = seen.responsibility.now.agency.name if seen.responsibility else ""
    claimed = is_claimed(report, viewer.user)
    return OwnSide(
        next=next_step(report, agency),
        offers=offers,
        question=question,
        answer=said.get(Message.Kind.ANSWER) if "confirm" in offers or "contest" in offers else None,
        photos="add_photos" in verbs,
        claimed=claimed,
        claimable=viewer.user is not None and not claimed and report.pk in viewer.opened,
        held=report.held,
    )


_ASKING = (Message.Kind.QUESTION, Message.Kind.ANSWER)


def _waits_for_reply(report: Report) -> bool:
    return report.pauses.filter(ended_at__isnull=True, reason="reporter").exists()


def _still_open(report: Report, verb: str) -> bool:
    kept = Survey.objects.filter(report=report).first() if verb == "survey" else None
    return kept is None or may_change(report, kept)


def start_values(report: Report, deed: Deed) -> dict[str, Any]:
    """What the form of a deed begins with: how things stand."""
    if deed.verb == "change_privacy":
        return {"anonymous": report.anonymous, "confidential": report.confidential}
    if deed.verb == "survey":
        kept = Survey.objects.filter(report=report).first()
        return {name: getattr(kept, name) for name in (*UNSUR, "solved", "comment")} if kept else {}
    return {}


def public_side(report: Report, visitor: Visitor) -> PublicSide | None:
    """Return what everybody may do with a report; None where the public sees nothing of it."""
    if access(report, Viewer.of()) == Access.NONE:
        return None
    return PublicSide(count_me_too(report), says_me_too(report, visitor))

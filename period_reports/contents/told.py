"""Cases that may be told in a report: closed ones that everybody may read, and of them no more than everybody reads."""

from typing import Final

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from period_reports.contents.tree import Story
from period_reports.orders import Order
from reports.models import Audience, Message, Outcome, Report, State
from reports.querysets import ReportQuerySet
from reports.redaction import BLACK

OFFERED: Final = 20
"""Closed cases among which is chosen, the newest first."""
LONGEST: Final = 700
"""Characters of an account or an answer; the page of the case has the rest."""


def tellable(order: Order) -> ReportQuerySet:
    """Return the closed cases of an order that may be told: read by everybody, checked by a person, not joined."""
    found = order.open_reports().filter(state=State.CLOSED, verified_at__isnull=False, merged_into=None)
    return found.with_names().order_by("-closed_at", "-pk")


def stories(order: Order, numbers: list[str]) -> tuple[Story, ...]:
    """Return the chosen cases in their order; those that not everybody may read any more are left out."""
    answers = Message.objects.filter(kind=Message.Kind.ANSWER, audience=Audience.PUBLIC).order_by("-at")
    rows = (
        tellable(order)
        .filter(number__in=numbers)
        .prefetch_related(Prefetch("messages", queryset=answers, to_attr="public_answers"))
    )
    found = {report.number: report for report in rows}
    return tuple(_story(found[number]) for number in numbers if number in found)


def label_of(report: Report) -> str:
    """Return a case as it is offered to choose from: what it is about, where, and when it was closed."""
    where = report.regency.name if report.regency else _("at sea, or in no area")
    closed = date_format(report.closed_at, "j F Y") if report.closed_at else ""
    return f"{report.number}: {report.category.name}, {where} ({closed})"


def _story(report: Report) -> Story:
    answers: list[Message] = report.public_answers  # type: ignore[attr-defined]  # of the prefetch
    facts = _("received %(received)s, closed %(closed)s, %(outcome)s") % {
        "received": date_format(report.received_at, "j F Y"),
        "closed": date_format(report.closed_at, "j F Y") if report.closed_at else "–",
        "outcome": Outcome(report.outcome).label if report.outcome else _("closed"),
    }
    where = report.regency.name if report.regency else _("at sea, or in no area")
    account = report.description if report.public_description is None else report.public_description or BLACK
    return Story(
        number=report.number,
        title=f"{report.category.name}, {where}",
        facts=facts,
        account=_short(account),
        answer=_short(answers[0].body) if answers else "",
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"

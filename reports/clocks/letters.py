"""Letters of the ladder: one for each person or office and run, however many cases it is about."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from jobs.job import job
from reports.clocks.addressees import Addressee, Addressees, Mailbox, mailbox_of
from reports.clocks.ladder import Climbed, climb, climbed_by_ids
from reports.clocks.seeing import seen_clock
from reports.telling.links import case_page, host
from reports.telling.mailing import as_email
from reports.telling.tasks import TRIES_OF_A_LETTER

LISTED = 50
"""Cases that a letter names; the desk has the others."""


@dataclass(frozen=True, slots=True)
class Line:
    """One case of a letter. Its text is never in it, nor its matter where that is confidential."""

    number: str
    category: str
    step: str
    due: str
    words: str
    text: str
    link: str


@transaction.atomic
def climb_ladder(now: dt.datetime | None = None) -> int:
    """Climb the rungs that are due, and queue one letter for each who is told; return how many rungs were told."""
    now = now or timezone.now()
    told = climb(now)
    by_addressee: dict[Addressee, list[int]] = defaultdict(list)
    addressees = Addressees([one.clock.report for one in told])
    for one in told:
        for addressee in addressees.of(one.clock.report, one.rung.audience):
            by_addressee[addressee].append(one.escalation_id)
    for (kind, pk), ids in by_addressee.items():
        remind.enqueue(kind, pk, ids)
    return len(told)


@job(queue="mail", tries=TRIES_OF_A_LETTER)
def remind(kind: str, pk: int, escalations: Sequence[int]) -> None:
    """Write to one person or office about steps that are due; not about those that were done in the meantime.

    A worker that is killed between sending and writing that down sends it again, under the same Message-ID.
    """
    mailbox, climbed = mailbox_of((kind, pk)), climbed_by_ids(escalations)
    if mailbox is None or not climbed:
        return
    with override(mailbox.language):
        _letter(mailbox, climbed, _message_id(kind, pk, escalations)).send()


def _letter(mailbox: Mailbox, climbed: Sequence[Climbed], message_id: str) -> EmailMultiAlternatives:
    lines = list(_lines(climbed))
    late = sum(one.clock.due_at <= timezone.now() for one in climbed)
    count = len({one.clock.report_id for one in climbed})
    letter = {
        "subject": _subject(count, late),
        "lead": _lead(count, late),
        "link": case_page(climbed[0].clock.report).partition("/kasus/")[0] + "/",
        "link_label": _("Open the officers' desk"),
        "why": _(
            "You get this letter because your office has to do with these cases. There is one letter, not one for each"
            " case."
        ),
    }
    context = {"letter": letter, "lines": lines[:LISTED], "more": max(0, len(lines) - LISTED)}
    headers = {"Message-ID": message_id}
    return as_email("reminders", context, subject=letter["subject"], to=mailbox.address, headers=headers)


def _subject(count: int, late: int) -> str:
    if late:
        return ngettext("%(count)d case needs you: late", "%(count)d cases need you, some are late", count) % {
            "count": count
        }
    return ngettext("%(count)d case is due soon", "%(count)d cases are due soon", count) % {"count": count}


def _lead(count: int, late: int) -> str:
    if not late:
        return ngettext(
            "A deadline comes near in %(count)d case.", "Deadlines come near in %(count)d cases.", count
        ) % {"count": count}
    return ngettext(
        "%(late)d of the deadlines below has passed.", "%(late)d of the deadlines below have passed.", late
    ) % {"late": late}


def _lines(climbed: Iterable[Climbed]) -> Iterable[Line]:
    now = timezone.now()
    for one in climbed:
        report, clock = one.clock.report, one.clock
        seen = seen_clock(report, clock, clock.deadline, None, now)
        yield Line(
            number=report.number,
            category=_("confidential report") if report.confidential else report.category.name,
            step=str(seen.label),
            due=date_format(clock.due_on, "j F Y"),
            words=seen.words,
            text=one.rung.text,
            link=case_page(report),
        )


def _message_id(kind: str, pk: int, escalations: Sequence[int]) -> str:
    said = f"{kind}:{pk}:{','.join(map(str, escalations))}"
    return f"<reminder-{salted_hmac('reports.reminder', said, algorithm='sha256').hexdigest()[:32]}@{host()}>"

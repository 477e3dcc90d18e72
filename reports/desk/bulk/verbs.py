"""What can be done with many cases at once, and who is offered it."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.standing import standing_of
from reports.desk.bulk.forms import (
    AcceptForm,
    AnswerForm,
    AskForm,
    AssignForm,
    BulkForm,
    HandForm,
    MergeForm,
    ProgressForm,
    VerifyForm,
)
from reports.lifecycle.table import BY_VERB, Actor


@dataclass(frozen=True, slots=True)
class Bulk:
    """One button below the list: the form that asks what it needs, and the verb of the life cycle.

    `letter` presses it from the list, as it opens the same verb on the page of a case.
    """

    key: str
    label: str | Promise
    icon: str
    form: type[BulkForm]
    letter: str = ""

    @property
    def verb(self) -> str:
        """The verb of reports.lifecycle.table."""
        return self.form.verb


BULK: tuple[Bulk, ...] = (
    Bulk("verify", pgettext_lazy("bulk", "Verify"), "check-circle", VerifyForm, "v"),
    Bulk("hand", pgettext_lazy("bulk", "Hand over"), "send", HandForm, "d"),
    Bulk("assign", pgettext_lazy("bulk", "Name officer"), "person-check", AssignForm),
    Bulk("accept", pgettext_lazy("bulk", "Take up"), "tools", AcceptForm, "m"),
    Bulk("answer", pgettext_lazy("bulk", "Answer"), "chat-left-text", AnswerForm, "a"),
    Bulk("ask", pgettext_lazy("bulk", "Ask"), "question-circle", AskForm, "q"),
    Bulk("progress", pgettext_lazy("bulk", "News"), "megaphone", ProgressForm),
    Bulk("merge", pgettext_lazy("bulk", "Merge"), "union", MergeForm),
)
BY_KEY = {bulk.key: bulk for bulk in BULK}
# What changes no case and is open to everyone who reads.
READ, CSV, XLSX = "read", "csv", "xlsx"
ALWAYS = ((READ, _("Mark as read"), "envelope-open"), (CSV, "CSV", "download"), (XLSX, "XLSX", "download"))


def offered_to(user: Any) -> tuple[Bulk, ...]:
    """Return what a user may do with some case: what the table lets none of their roles do is not offered."""
    standing = standing_of(user)
    who = Actor.COPIED
    if standing.officer_of:
        who |= Actor.OFFICER
    if standing.admin_of:
        who |= Actor.AGENCY_ADMIN
    if standing.provinces:
        who |= Actor.MONITOR
    if standing.national:
        who |= Actor.NATIONAL
    return tuple(bulk for bulk in BULK if BY_VERB[bulk.verb].who & who)

"""Who looks at which case. One that is not in their hands looks just like one that does not exist."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest
from django.urls import reverse

from reports.actions.case.flagging import open_flags
from reports.lifecycle.offer import actors, offered
from reports.lifecycle.table import Actor, Transition
from reports.models import Attachment, CaseRead, Flag, Report, ReporterIdentity
from reports.numbers import NumberError, parse_number
from reports.policies import Viewer
from reports.querysets import ReportQuerySet
from reports.views.session import viewer_of
from reports.zones import tell_times_of

FROM = "from"
_FROM_LONGEST = 1000
_OBJECTIONS = (
    Flag.objects.filter(report=OuterRef("pk"), settled_at__isnull=True)
    .order_by("-at")
    .values(flag=JSONObject(reason="reason", text="text", at="at"))
)


@dataclass
class Case:
    """A case as one of its officers has it before them.

    `inbox` is the query of the inbox they came from, so that they can go back to it, and on to the next case.
    """

    report: Report
    viewer: Viewer
    inbox: str = ""

    @cached_property
    def who(self) -> Actor:
        """Everything that the viewer is to the case."""
        return actors(self.report, self.viewer)

    @cached_property
    def offered(self) -> tuple[Transition, ...]:
        """What the viewer may do with it now."""
        return offered(self.report, self.who)

    @cached_property
    def objections(self) -> list[Flag]:
        """What the public objects to and nobody has settled, the newest first."""
        found: list[dict[str, str]] | None = getattr(self.report, "open_objections", None)
        if found is None:
            return list(open_flags(self.report))
        return [Flag(**flag | {"at": dt.datetime.fromisoformat(flag["at"])}) for flag in found]

    @property
    def url(self) -> str:
        """Address of its page, which knows the way back to the inbox."""
        return self.address("case")

    @property
    def inbox_url(self) -> str:
        """Address of the inbox as the officer left it."""
        path = reverse("reports:desk:inbox")
        return f"{path}?{self.inbox}" if self.inbox else path

    def address(self, name: str, **arguments: Any) -> str:
        """Address of one of the case's pages by its name in reports.desk.case.urls."""
        path = reverse(f"reports:desk:{name}", kwargs={"number": self.report.number, **arguments})
        return f"{path}?{urlencode({FROM: self.inbox})}" if self.inbox else path

    def read_again(self) -> "Case":
        """The case as it stands now, after somebody else changed it."""
        return Case(_readable(self.viewer.user).get(pk=self.report.pk), self.viewer, self.inbox)


def find_case(request: HttpRequest, number: str) -> Case:
    """Return the case of a number; its page tells times as they are where its agency is.

    Raises
    ------
    Http404
        There is none, or it is not in the hands of who asks: the two cannot be told apart.
    """
    return case_of(viewer_of(request), number, request.GET.get(FROM, "")[:_FROM_LONGEST])


def case_of(viewer: Viewer, number: str, inbox: str = "") -> Case:
    """Return the case of a number, as `find_case` does, for who looks."""
    try:
        canonical = parse_number(number)
    except NumberError as error:
        raise Http404 from error
    report = _readable(viewer.user).filter(number=canonical).first()
    if report is None:
        raise Http404
    tell_times_of([report.agency])
    return Case(report, viewer, inbox)


def _readable(user: Any) -> ReportQuerySet:
    """Cases in a user's hands, exercises too, with what every page of a case names."""
    return (
        Report.everything.in_the_hands_of(user)
        .with_names()
        .select_related("agency", "unit", "assignee", "accused_agency", "merged_into", "split_from")
        .annotate(
            has_files=Exists(Attachment.objects.filter(report=OuterRef("pk"))),
            open_objections=ArraySubquery(_OBJECTIONS),
            has_identity=Exists(ReporterIdentity.objects.filter(report=OuterRef("pk"))),
            read_version=Subquery(CaseRead.objects.filter(report=OuterRef("pk"), user=user).values("version")),
        )
    )

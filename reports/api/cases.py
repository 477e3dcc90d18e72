"""GET cases/ and cases/NUMBER/: the cases in one's hands, for who is signed in or has a token that may read them."""

from typing import Any, ClassVar, Final

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from accounts.api.authentication import NeedsScope, owner
from accounts.scopes import TokenScope
from accounts.standing import standing_of
from boundaries.api import shapes as s
from boundaries.api.answers import answer, told
from boundaries.api.errors import ParametersError, ProblemError, not_here
from boundaries.api.paging import CURSOR, LIMIT, USUAL, cursor, next_url, page
from boundaries.api.parameters import choice, day, text
from boundaries.api.schema import Words
from boundaries.api.views import ApiView
from reports.api import shapes as r
from reports.api.finding import NUMBER, canonical
from reports.api.listing import FILTERS, filtered, opened, sealed
from reports.api.steps import STEP, step_told
from reports.desk import keyset
from reports.desk.case.actions import available
from reports.desk.case.finding import Case, case_of
from reports.models import Report
from reports.policies import Viewer
from reports.projection import see
from reports.querysets import ReportQuerySet
from reports.timeline import timeline

WHOSE: Final = ("handled", "copied", "watched", "all")
_MINE: Final = ("mine", "nobody")
_CASE: dict[str, s.Schema] = {
    "number": s.TEXT, "version": s.about(s.WHOLE, "Send it with an action: who acts on an older one gets 409"),
    "state": r.STATE, "kind": r.KIND, "category": s.TEXT, "urgency": r.URGENCY, "agency": s.maybe(s.TEXT),
    "unit": s.maybe(s.TEXT), "assignee": s.maybe(s.TEXT), "received_at": s.MOMENT, "updated_at": s.MOMENT,
    "due_on": s.maybe(s.DAY), "anonymous": s.TRUTH, "confidential": s.TRUTH, "held": s.TRUTH, "doubtful": s.TRUTH,
    "lon": s.maybe(s.NUMBER), "lat": s.maybe(s.NUMBER), "regency": s.maybe(s.TEXT), "province": s.maybe(s.TEXT),
    "description": s.TEXT, "url": s.LINK,
}  # fmt: skip
CASE = s.shape("CaseRow", s.one("Who reported is never in it", **_CASE))
ONE_CASE = s.shape(
    "Case",
    s.one(
        **_CASE, report=r.REPORT, place_note=s.TEXT, held_why=s.TEXT, misconduct=s.TRUTH,
        accused_agency=s.maybe(s.TEXT), transfers=s.WHOLE, steps=s.many(STEP),
        actions=s.about(s.many(s.TEXT), "Verbs that may be done now"),
    ),
)  # fmt: skip
_NAMES = {"category", "theme", "area", "state", "kind", "since", "until", "updated_since", "bbox", "near"}


class StaffView(ApiView):
    """A view for who works with cases: by session, or by a token with its scope. Answers are kept by nobody else."""

    permission_classes = (NeedsScope,)
    open_to_pages = False
    scopes: ClassVar = {"GET": TokenScope.READ_CASES, "POST": TokenScope.WRITE_CASES}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let in staff alone."""
        super().initial(request, *args, **kwargs)
        if not standing_of(request.user).is_staff:
            raise ProblemError(403, _("This is for people who work for an agency."))


class Cases(StaffView):
    """Cases in one's hands."""

    query = (
        *(one for one in FILTERS if one.name in _NAMES),
        choice("whose", WHOSE, gettext_lazy("Handled by one's agencies (else), copied to them, of the province, all")),
        text("agency", gettext_lazy("Code of the agency that handles it"), r"[A-Za-z0-9._-]{1,40}", "DLH-64.08"),
        choice("assignee", _MINE, gettext_lazy("One's own, or those of nobody yet")),
        day("due_before", gettext_lazy("With a step due before this day")),
        LIMIT, cursor(),
    )  # fmt: skip
    words: ClassVar = {
        "GET": Words(
            "listCases", gettext_lazy("List the cases in one's hands"),
            gettext_lazy("The latest first; with updated_since in the order of changes. Exactly those of the desk."),
            r.CASES, {200: s.page_of(CASE)}, secured=("token",), also_open=False,
        )
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of cases."""
        asked, user = self.asked, owner(request, TokenScope.READ_CASES)
        in_hand = filtered(_whose(user, asked["whose"] or "handled"), asked, place="point")
        rows = _narrowed(in_hand, asked, user)
        order = keyset.by_latest("received_at")
        if since := asked["updated_since"]:
            rows, order = rows.filter(updated_at__gte=since), keyset.by_earliest("updated_at")
        try:
            found = keyset.page(_with_names(rows), order, asked["limit"] or USUAL, after=opened(asked[CURSOR]))
        except keyset.CursorError as error:
            message = _("This is no cursor of ours: follow next, as it is.")
            raise ParametersError({CURSOR: [message]}) from error
        listed = told([_case(request, row) for row in found.rows])
        return page(request._request, listed, next_url(request._request, sealed(found.next)), self.media)


class OneCase(StaffView):
    """One case."""

    paths: ClassVar = {"number": NUMBER}
    words: ClassVar = {
        "GET": Words(
            "getCase", gettext_lazy("One case"),
            gettext_lazy("What its page at the desk shows: the exact place, what happened, what may be done now."),
            r.CASES, {200: ONE_CASE}, secured=("token",), also_open=False,
        )
    }  # fmt: skip

    def get(self, request: Request, number: str) -> HttpResponseBase:
        """Return the case."""
        case = asked_case(request, number)
        report = case.report
        seen = see(report, case.viewer)
        if seen is None:
            raise not_here()
        body = _case(request, report) | {
            "report": seen.as_dict() | {"url": request.build_absolute_uri(seen.url)},
            "place_note": report.place_note,
            "held_why": report.held_why,
            "misconduct": report.misconduct,
            "accused_agency": report.accused_agency.code if report.accused_agency else None,
            "transfers": report.transfers,
            "steps": [step_told(step) for step in timeline(report, case.viewer)],
            "actions": [action.verb for action in available(case)],
        }
        return answer(request._request, body)


def asked_case(request: Request, number: str) -> Case:
    """Return the case that an address names; one that is not in the hands of who asks looks as if there were none."""
    return case_of(Viewer.of(request.user), canonical(number))


def _whose(user: Any, whose: str) -> ReportQuerySet:
    rows = Report.objects
    ways = {
        "handled": rows.handled_by,
        "copied": rows.copied_to,
        "watched": rows.watched_by,
        "all": rows.in_the_hands_of,
    }
    found: ReportQuerySet = ways[whose](user)
    return found


def _narrowed(rows: ReportQuerySet, asked: dict[str, Any], user: Any) -> ReportQuerySet:
    wanted = Q()
    if asked["agency"]:
        wanted &= Q(agency__code=asked["agency"])
    if asked["assignee"]:
        wanted &= Q(assignee=user if asked["assignee"] == "mine" else None)
    if asked["due_before"]:
        wanted &= Q(due_on__lt=asked["due_before"])
    return rows.filter(wanted)


def _with_names(rows: ReportQuerySet) -> ReportQuerySet:
    return rows.with_names().select_related("agency", "unit", "assignee")


def _case(request: Request, report: Report) -> dict[str, Any]:
    return {
        "number": report.number,
        "version": report.version,
        "state": report.state,
        "kind": report.kind,
        "category": report.category_id,
        "urgency": report.urgency,
        "agency": report.agency.code if report.agency else None,
        "unit": report.unit.name if report.unit else None,
        "assignee": report.assignee.name if report.assignee else None,
        "received_at": report.received_at.isoformat(),
        "updated_at": report.updated_at.isoformat(),
        "due_on": report.due_on.isoformat() if report.due_on else None,
        "anonymous": report.anonymous,
        "confidential": report.confidential,
        "held": report.held,
        "doubtful": report.doubtful,
        "lon": report.point.x if report.point else None,
        "lat": report.point.y if report.point else None,
        "regency": report.regency.code if report.regency else None,
        "province": report.province.code if report.province else None,
        "description": report.description,
        "url": request.build_absolute_uri(Case(report, Viewer.of(request.user)).url),
    }

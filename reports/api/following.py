"""reports/NUMBER/timeline/ and reports/NUMBER/actions/: what happened, and what a reporter with the PIN may do."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from accounts.api.authentication import TokenAuthentication
from boundaries.api import shapes as s
from boundaries.api.answers import JSON, answer, done
from boundaries.api.errors import FieldsError, ProblemError
from boundaries.api.forms import as_typed, errors_of, field_schema
from boundaries.api.parsing import JsonParser, sent_fields
from boundaries.api.schema import Words
from boundaries.api.views import ApiView
from reports.actions.case.change import StaleError
from reports.actions.case.errors import RefusedError
from reports.api import shapes as told
from reports.api.finding import NUMBER, PIN, PIN_HEADER, canonical, opened_by_pin, viewer_of_api, visible
from reports.api.steps import STEP, step_told
from reports.follow.deeds import BY_VERB, Deed
from reports.follow.finding import own, shown
from reports.follow.forms import DeedForm
from reports.follow.page import OwnSide, own_side
from reports.follow.views.deeds import PER_REPORT
from reports.forms.photos import PhotoTray
from reports.lifecycle.offer import NotAllowedError, NotPossibleError
from reports.models import Report
from reports.policies import Viewer
from reports.projection import see
from reports.throttle import TooManyAttemptsError, client_address
from reports.timeline import timeline

_FIELDS = {"type": "object", "description": "A JSON Schema for each field", "additionalProperties": True}
_ACTION = s.shape(
    "ReporterAction",
    s.one(
        action=s.words(*BY_VERB), title=s.TEXT, lead=s.TEXT, fields=_FIELDS, photos=s.TRUTH,
        decides=s.about(s.TRUTH, "Refused where `seen` is older than the timeline"),
    ),
)  # fmt: skip
_NEXT = s.one(sentence=s.TEXT, due_on=s.maybe(s.DAY), late=s.TRUTH, paused=s.TRUTH)
_SIDE = s.shape(
    "ReporterSide",
    s.one(
        number=s.TEXT, state=told.STATE, seen=s.about(s.WHOLE, "How many entries the timeline has; send it along"),
        next=s.maybe(_NEXT), question=s.maybe(s.TEXT), answer=s.maybe(s.TEXT), actions=s.many(_ACTION),
    ),
)  # fmt: skip
_TEXTS = {"body": s.maybe(s.TEXT), "note": s.maybe(s.TEXT), "comment": s.maybe(s.TEXT), "solved": s.maybe(s.TEXT)}
_SENT = {
    "type": "object",
    "description": "`action`, and the fields that GET names for it",
    "properties": {"action": s.words(*BY_VERB), "seen": s.maybe(s.WHOLE), "once": s.maybe(s.TEXT), **_TEXTS},
    "required": ["action"],
}


class Timeline(ApiView):
    """What happened to a report."""

    paths: ClassVar = {"number": NUMBER}
    words: ClassVar = {
        "GET": Words(
            "getTimeline", gettext_lazy("What happened to a report"),
            gettext_lazy("First to last, as far as whoever asks may know it: with the PIN more than without."),
            told.FOLLOWING, {200: s.one(number=s.TEXT, steps=s.many(STEP))}, headers=(PIN_HEADER,),
            secured=("pin", "token"),
        )
    }  # fmt: skip

    def get(self, request: Request, number: str) -> HttpResponseBase:
        """Return the steps."""
        number = canonical(number)
        viewer = viewer_of_api(request, number)
        steps = timeline(visible(number, viewer), viewer)
        return answer(request._request, {"number": number, "steps": [step_told(step) for step in steps]})


class Actions(ApiView):
    """What a reporter may do with their case, and doing it: the verbs, forms and limits of the page."""

    authentication_classes = (TokenAuthentication,)  # by the PIN alone: no page of another site can send that along
    parser_classes = (JsonParser, MultiPartParser)
    open_to_pages = False
    paths: ClassVar = {"number": NUMBER}
    words: ClassVar = {
        "GET": Words(
            "listReporterActions", gettext_lazy("What the reporter may do now"),
            gettext_lazy("With what the agency asks, what comes next and until when, and the fields of each action."),
            told.FOLLOWING, {200: _SIDE}, headers=(PIN_HEADER,), secured=("pin",), also_open=False,
        ),
        "POST": Words(
            "doAsReporter", gettext_lazy("Reply, add, confirm, contest, withdraw, hide, rate"),
            gettext_lazy(
                "Photos come with multipart/form-data. Sent twice it is done once. 409: the case has moved on; read it "
                "again, then decide."
            ),
            told.FOLLOWING, {200: _SIDE}, sends={JSON: _SENT, "multipart/form-data": _SENT}, headers=(PIN_HEADER,),
            secured=("pin",), also_open=False,
        ),
    }  # fmt: skip

    def get(self, request: Request, number: str) -> HttpResponseBase:
        """Return what may be done."""
        report, viewer = _own(request, number)
        return answer(request._request, _side(report, viewer))

    def post(self, request: Request, number: str) -> HttpResponseBase:
        """Do it."""
        report, viewer = _own(request, number)
        said, files = sent_fields(request), request.FILES.getlist("photos")
        wanted = BY_VERB.get(str(said.pop("action", "")))
        if wanted is None:
            raise FieldsError({"action": [_("This is none of: %(known)s.") % {"known": ", ".join(BY_VERB)}]})
        tray = PhotoTray()
        if wanted.form.takes_photos and files:
            tray = PhotoTray.receive(files, (), client_address(request._request))
        form = wanted.form(as_typed(said, set(wanted.form.base_fields) - {"photos"}), tray=tray)
        if not form.is_valid():
            tray.discard_new()
            raise FieldsError(errors_of(form))
        _do(report, viewer, wanted, form)
        return done(_side(report, viewer))


def _own(request: Request, number: str) -> tuple[Report, Viewer]:
    number = canonical(number)
    if PIN not in request.headers:
        headers = {"WWW-Authenticate": f'{PIN} realm="report"'}
        raise ProblemError(
            HTTPStatus.UNAUTHORIZED, _("Send the PIN of the report in the header Report-Pin."), None, headers
        )
    viewer = Viewer.of(opened=[opened_by_pin(request, number, request.headers[PIN]).pk])
    report = own(number, viewer)
    if report is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, _("There is no report with this number."))
    return report, viewer


def _do(report: Report, viewer: Viewer, wanted: Deed, form: DeedForm) -> None:
    """Do it, unless it was done already; raise ProblemError where it cannot be done."""
    if wanted.done_before(report, form):
        return
    seen = form.cleaned_data["seen"]
    if wanted.decides and seen is not None and seen != shown(report):
        raise _moved_on()
    try:
        PER_REPORT.charge(str(report.pk))
        wanted.do(report, viewer, form, report.version if wanted.decides else None)
    except RefusedError as error:
        raise FieldsError({error.field or "body": [str(error.message)]}) from error
    except (StaleError, NotPossibleError, NotAllowedError) as error:
        raise _moved_on() from error
    except TooManyAttemptsError as error:
        headers = {"Retry-After": str(error.retry_after)}
        message = _("Very much was sent for this report. Try again later.")
        raise ProblemError(HTTPStatus.TOO_MANY_REQUESTS, message, None, headers) from error


def _moved_on() -> ProblemError:
    return ProblemError(HTTPStatus.CONFLICT, _("This cannot be done now: the case has moved on. Read it again first."))


def _side(report: Report, viewer: Viewer) -> dict[str, Any]:
    seen = see(report, viewer)
    side = own_side(report, viewer, seen) if seen else None
    return {
        "number": report.number,
        "state": report.state,
        "seen": shown(report),
        "next": _next(side) if side else None,
        "question": side.question.body if side and side.question else None,
        "answer": side.answer.body if side and side.answer else None,
        "actions": [_action(offer.deed) for offer in side.offers.values()] if side else [],
    }


def _next(side: OwnSide) -> dict[str, Any] | None:
    step = side.next
    if step is None:
        return None
    due_on = step.due_on.isoformat() if step.due_on else None
    return {"sentence": step.sentence, "due_on": due_on, "late": step.late, "paused": step.paused}


def _action(deed: Deed) -> dict[str, Any]:
    return {
        "action": deed.verb,
        "title": str(deed.title),
        "lead": str(deed.lead),
        "fields": {name: field_schema(field) for name, field in deed.form().fields.items() if name != "photos"},
        "photos": deed.form.takes_photos,
        "decides": deed.decides,
    }

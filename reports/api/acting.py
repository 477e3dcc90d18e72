"""cases/NUMBER/actions/: what an officer may do with a case now, and doing it: the forms of the desk, one address."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, ClassVar, Final

import pghistory
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from boundaries.api import shapes as s
from boundaries.api.answers import JSON, answer, done
from boundaries.api.errors import FieldsError, ProblemError
from boundaries.api.forms import OF_THE_FORM, as_typed, errors_of, field_schema
from boundaries.api.parsing import JsonParser, sent_fields
from boundaries.api.schema import Words
from reports.actions.case.change import StaleError
from reports.actions.case.errors import RefusedError
from reports.api import shapes as r
from reports.api.cases import StaffView, asked_case
from reports.api.finding import NUMBER
from reports.desk.case.actions import ACTIONS, Action, available
from reports.desk.case.finding import Case
from reports.desk.case.forms.base import CaseForm
from reports.lifecycle.offer import NotAllowedError, NotPossibleError, check
from reports.models import Report

# Who reported is for the eyes of a person who says why: no program is told.
FOR_PEOPLE: Final = frozenset({"reveal_identity"})
BY_VERB: Final = {action.verb: action for action in ACTIONS if action.verb not in FOR_PEOPLE}
_OF_PAGES: Final = frozenset({"seen"})
_VERB = s.words(*BY_VERB)
_OFFER = s.shape(
    "CaseAction",
    s.one(
        verb=_VERB, title=s.TEXT, lead=s.TEXT,
        fields={"type": "object", "description": "A JSON Schema for each field", "additionalProperties": True},
        files=s.about(s.many(s.TEXT), "Fields that take a file, with multipart/form-data"),
    ),
)  # fmt: skip
_OFFERS = s.one(number=s.TEXT, version=s.WHOLE, state=r.STATE, actions=s.many(_OFFER))
_DONE = s.shape(
    "CaseActionDone",
    s.one(
        number=s.TEXT, verb=_VERB, said=s.TEXT,
        in_hand=s.about(s.TRUTH, "Whether the case is still in one's hands; else state and version are null"),
        version=s.maybe(s.WHOLE), state=s.maybe({"type": "string"}),
    ),
)  # fmt: skip
_SENT = {
    "type": "object",
    "description": "`verb`, the `version` that one has seen, and the fields that GET names for the verb",
    "properties": {
        "verb": _VERB, "version": {"type": "integer", "minimum": 0}, "note": s.maybe(s.TEXT), "body": s.maybe(s.TEXT),
    },
    "required": ["verb", "version"],
}  # fmt: skip


class CaseActions(StaffView):
    """What may be done with a case."""

    parser_classes = (JsonParser, MultiPartParser)
    paths: ClassVar = {"number": NUMBER}
    words: ClassVar = {
        "GET": Words(
            "listCaseActions", gettext_lazy("What may be done with a case now"),
            gettext_lazy("The verbs that the life cycle offers whoever asks, with the fields of each."),
            r.CASES, {200: _OFFERS}, secured=("token",), also_open=False,
        ),
        "POST": Words(
            "doWithCase", gettext_lazy("Verify, hand over, ask, answer, close, transfer, …"),
            gettext_lazy(
                "Every verb of the desk but looking at who reported. 409: somebody changed the case after the version "
                "that was sent, or it cannot be done in this state; nothing has been done."
            ),
            r.CASES, {200: _DONE}, sends={JSON: _SENT, "multipart/form-data": _SENT}, secured=("token",),
            also_open=False,
            examples=(
                OpenApiExample("verify", {"verb": "verify", "version": 1, "note": ""}, request_only=True),
            ),
        ),
    }  # fmt: skip

    def get(self, request: Request, number: str) -> HttpResponseBase:
        """Return what may be done."""
        case = asked_case(request, number)
        report = case.report
        offers = [_offer(action, case) for action in available(case) if action.verb in BY_VERB]
        body = {"number": report.number, "version": report.version, "state": report.state, "actions": offers}
        return answer(request._request, body)

    def post(self, request: Request, number: str) -> HttpResponseBase:
        """Do it."""
        case = asked_case(request, number)
        said = sent_fields(request)
        action = BY_VERB.get(str(said.pop("verb", "")))
        if action is None:
            raise FieldsError({"verb": [_("This is none of: %(known)s.") % {"known": ", ".join(BY_VERB)}]})
        with _refused_as_problems(case):
            check(case.report, action.verb, case.who)
        form = _bound(action, case, said, request)
        with _refused_as_problems(case, form), pghistory.context(user=request.user.pk, url=request.path):
            form.perform()
        return done(_done(case, action, form))


def _bound(action: Action, case: Case, said: dict[str, Any], request: Request) -> CaseForm:
    """Return the form of a verb with what was sent, where that is right; raise FieldsError."""
    kept = {name: value for name, value in action.form(case).initial.items() if name != "version" and value is not None}
    data = as_typed(kept | said, kept.keys() | said.keys())  # what is not sent stays as it is
    form = action.form(case, data, request.FILES)
    unknown = [name for name in said if name not in form.fields or name in _OF_PAGES]
    if unknown:
        raise FieldsError({name[:60]: [_("There is no such field.")] for name in unknown})
    if not form.is_valid():
        raise FieldsError(errors_of(form))
    return form


@contextmanager
def _refused_as_problems(case: Case, form: CaseForm | None = None) -> Iterator[None]:
    """Say in the API's way what the verbs refuse."""
    try:
        yield
    except RefusedError as error:
        named = form.arguments.get(error.field, error.field) if form else error.field
        raise FieldsError({named or OF_THE_FORM: [str(error.message)]}) from error
    except NotAllowedError as error:
        raise ProblemError(HTTPStatus.FORBIDDEN, _("You may not do this with this case.")) from error
    except NotPossibleError as error:
        message = _("This cannot be done while the case is “%(state)s”.") % {"state": error.state.label}
        raise ProblemError(HTTPStatus.CONFLICT, message) from error
    except StaleError as error:
        version = Report.everything.values_list("version", flat=True).get(pk=case.report.pk)
        message = _("Somebody changed the case meanwhile: its version is %(version)s. Read it again, then decide.")
        raise ProblemError(HTTPStatus.CONFLICT, message % {"version": version}) from error


def _offer(action: Action, case: Case) -> dict[str, Any]:
    form = action.form(case)
    files = [name for name, field in form.fields.items() if field.widget.needs_multipart_form]
    shown = {name: field for name, field in form.fields.items() if name not in files and name not in _OF_PAGES}
    return {
        "verb": action.verb,
        "title": str(action.title),
        "lead": str(form.lead),
        "fields": {name: field_schema(field) for name, field in shown.items()},
        "files": files,
    }


def _done(case: Case, action: Action, form: CaseForm) -> dict[str, Any]:
    report = case.report
    in_hand = Report.everything.in_the_hands_of(case.viewer.user).filter(pk=report.pk).exists()
    return {
        "number": report.number,
        "verb": action.verb,
        "said": form.said_after(),
        "in_hand": in_hand,
        "version": report.version if in_hand else None,
        "state": report.state if in_hand else None,
    }

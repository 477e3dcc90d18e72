"""POST intake/: a partner's program hands its cases over, one a line, and is told of each line what came of it."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import IO, Any, ClassVar, Final

from django.contrib.auth.models import AnonymousUser
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.authentication import BaseAuthentication
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from accounts.actions.partners import key_of
from accounts.models import PartnerKey, Scope
from boundaries.api import shapes as s
from boundaries.api.answers import NEVER_KEPT, told
from boundaries.api.errors import ProblemError
from boundaries.api.negotiation import Json
from boundaries.api.parameters import Parameter, read_parameters
from boundaries.api.schema import Words
from boundaries.api.views import ApiView
from reports.api.shapes import FILING
from reports.api.throttling import Counted
from reports.intake.counting import Tally, in_batches
from reports.intake.ndjson import MEDIA, read_lines, receive
from reports.intake.taking import Intake, IntakeStoppedError, Line, Outcome
from reports.throttle import Limit

SCHEME: Final = "Bearer"
AN_HOUR: Final = 3600


class PartnerAuthentication(BaseAuthentication):
    """`Authorization: Bearer glp_…`: a partner's key that opens bulk intake."""

    def authenticate(self, request: Request) -> tuple[Any, PartnerKey]:
        """Return nobody and the key; raises ProblemError, 401, where none is sent or it opens nothing here."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        key = key_of(secret.strip(), Scope.INTAKE) if scheme.lower() == SCHEME.lower() else None
        if key is None:
            said = (
                _("This key is not known, is no longer in use, or does not open bulk intake.")
                if secret
                else _("A partner's key for bulk intake is needed here: Authorization: Bearer …")
            )
            headers = {"WWW-Authenticate": f'{SCHEME} realm="intake"'}
            raise ProblemError(HTTPStatus.UNAUTHORIZED, said, headers=headers)
        return AnonymousUser(), key


class CountedByKey(Counted):
    """So many requests an hour as the key says."""

    def limit_of(self, request: Request) -> tuple[Limit, str]:
        """Return the limit, and whose it is."""
        key: PartnerKey = request.auth
        return Limit("intake", key.per_hour, AN_HOUR), str(key.pk)


class NdJson(BaseRenderer):
    """The form in which lines are told."""

    media_type, format, charset = MEDIA, "ndjson", None

    def render(self, data: Any, *_args: Any, **_kwargs: Any) -> Any:
        """Return what the view wrote."""
        return data


def _yes(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(_("Say true or false."))
    return text == "true"


_PINS: Final = Parameter(
    "pins", _yes, {"type": "string", "enum": ["true", "false"]},
    gettext_lazy("Whether each line tells the PIN as well, for the reporter"),
)  # fmt: skip
_ABOUT: Final = gettext_lazy(
    "One report a line, at most 10,000 lines and 32 MB. Each line has source_id, the partner's own number of the case, "
    "and the fields of POST reports/; also received_at, language and regency (a code, where there is no point). The "
    "answer has a line for each: line, source_id, status, number, errors; the last line counts them. created: filed "
    "now. known: filed before. changed: filed before with other content, which stays. rejected: see errors. Whatever "
    "happens, send the same lines again."
)


class BulkIntake(ApiView):
    """Many reports of a partner."""

    authentication_classes: ClassVar = (PartnerAuthentication,)
    permission_classes: ClassVar = ()
    throttle_classes: ClassVar = (CountedByKey,)
    renderer_classes: ClassVar = (NdJson, Json)
    open_to_pages: ClassVar = False
    words: ClassVar = {
        "POST": Words(
            "takeIn", gettext_lazy("Hand over many reports"), _ABOUT, FILING, {200: s.TEXT},
            headers=(
                OpenApiParameter(_PINS.name, _PINS.schema, OpenApiParameter.QUERY, description=_PINS.about),
            ),
            secured=("partner",), also_open=False,
        )
    }  # fmt: skip

    def post(self, request: Request) -> HttpResponseBase:
        """Take the lines in."""
        asked = read_parameters((_PINS,), request.query_params)
        key: PartnerKey = request.auth
        spool = receive(request._request)
        lines = _answer(Intake(key.partner, key, keep=not key.test), spool, bool(asked["pins"]), get_language() or "id")
        return StreamingHttpResponse(
            lines, content_type=MEDIA, headers={"Cache-Control": NEVER_KEPT, "X-Accel-Buffering": "no"}
        )


def _answer(intake: Intake, spool: IO[bytes], pins: bool, language: str) -> Iterator[bytes]:
    """Give the lines of the answer, batch by batch, in the language of who asked: nobody else sets it any more."""
    tally, last = Tally(), 0
    with spool:
        batches = in_batches(read_lines(spool))
        while True:
            with override(language):
                batch = next(batches, [])
                outcomes = _taken(intake, batch)
                stopped = _line({"stopped": _stopped(), "line": last + 1}) if outcomes is None else b""
            if not batch or outcomes is None:
                yield stopped or _line({"summary": tally.as_dict(), "test": not intake.keep})
                return
            tally.add(outcomes)
            last = batch[-1].number
            yield b"".join(_line(_told(outcome, pins)) for outcome in outcomes)


def _taken(intake: Intake, batch: list[Line]) -> list[Outcome] | None:
    """Return what became of a batch, None where the database did not take it."""
    try:
        return intake.take(batch) if batch else []
    except IntakeStoppedError:
        return None


def _stopped() -> str:
    return _("What comes from this line on could not be taken in at the moment. Send it again later.")


def _told(outcome: Outcome, pins: bool) -> dict[str, Any]:
    body: dict[str, Any] = {
        "line": outcome.line,
        "source_id": outcome.source_id,
        "status": outcome.status.value,
        "number": outcome.report_number,
    }
    if pins:
        body["pin"] = outcome.pin
    if outcome.errors:
        body["errors"] = outcome.errors
    return body


def _line(body: dict[str, Any]) -> bytes:
    return told(body) + b"\n"

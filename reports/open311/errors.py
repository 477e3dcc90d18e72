"""What goes wrong, told as the specification has it: a list of codes with descriptions, in the format asked for."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from django.http import HttpResponse

from reports.open311.formats import Format


class Open311Error(Exception):
    """A request that cannot be answered: its status, and what is wrong with it, a sentence for each thing."""

    def __init__(self, status: int, *descriptions: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, *descriptions)
        self.status = HTTPStatus(status)
        self.descriptions = descriptions
        self.headers = dict(headers or {})

    def response(self, wanted: Format) -> HttpResponse:
        """Return the answer."""
        return error_response(wanted, self.status, self.descriptions, self.headers)


def error_response(
    wanted: Format, status: HTTPStatus, descriptions: Iterable[str], headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return an answer that tells errors; shared caches keep none."""
    errors = [{"code": status.value, "description": description} for description in descriptions]
    return HttpResponse(
        wanted.write("errors", errors),
        content_type=wanted.content_type,
        status=status,
        headers={"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*", **(headers or {})},
    )

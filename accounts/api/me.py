"""GET token/: whose token it is that asks, what it opens, and for how long still."""

from typing import ClassVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from accounts.models import ApiToken
from accounts.scopes import TokenScope
from boundaries.api import shapes as s
from boundaries.api.answers import answer
from boundaries.api.schema import Words
from boundaries.api.views import ApiView


class Token(ApiView):
    """The token that asks."""

    open_to_pages = False
    words: ClassVar = {
        "GET": Words(
            "getToken", gettext_lazy("The token that asks"),
            gettext_lazy("Tokens are made and revoked in one's account, under “Programs”."), gettext_lazy("Tokens"),
            {
                200: s.one(
                    name=s.TEXT, hint=s.TEXT, scopes=s.many(s.words(*TokenScope.values)), created_at=s.MOMENT,
                    expires_at=s.MOMENT,
                )
            },
            secured=("token",), also_open=False,
        )
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponseBase:
        """Return what is known of it."""
        token = request.auth
        if not isinstance(token, ApiToken):
            raise NotAuthenticated
        body = {
            "name": token.name,
            "hint": token.hint,
            "scopes": list(token.scopes),
            "created_at": token.created_at.isoformat(),
            "expires_at": token.expires_at.isoformat(),
        }
        return answer(request._request, body)

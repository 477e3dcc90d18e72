"""/akun/program/: the tokens by which programs act in one's place."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.errors import RefusedError
from accounts.actions.tokens import make_token, revoke_token
from accounts.forms.tokens import TokenForm
from accounts.middleware import lacks_second_factor
from accounts.models import ApiToken
from accounts.scopes import TokenScope

SHOWN = 100


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens; make a new one, whose text is shown this once."""
    if lacks_second_factor(request):
        return redirect("accounts:second-factor")
    user: Any = request.user
    form = TokenForm(request.POST if request.method == "POST" else None, user=user)
    secret, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                _token, secret = make_token(user, said["name"], said.get("scopes", ()), said["days"])
            except RefusedError as error:
                form.add_error(error.field or None, str(error.message))
            else:
                form, status = TokenForm(user=user), 200
    context = {"form": form, "secret": secret, "tokens": _own(user)}
    return render(request, "accounts/tokens.html", context, status=status)


def _own(user: Any) -> list[tuple[ApiToken, list[str]]]:
    """Return a user's tokens, the latest first, each with what it is for in words."""
    labels = dict(TokenScope.choices)
    rows = ApiToken.objects.filter(user=user)[:SHOWN]
    return [(token, [str(labels[scope]) for scope in token.scopes if scope in labels]) for token in rows]


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a token open nothing any more."""
    user: Any = request.user
    if revoke_token(user, pk):
        messages.success(request, _("Revoked. Programs that use this token are let in no more."))
    return redirect("accounts:tokens")

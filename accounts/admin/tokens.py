"""Tokens of people's programs in the administration: who has which, and taking one away."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import ApiToken


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Tokens by owner. They are made by their owners alone; here they are looked at, and revoked."""

    list_display = ("hint", "user", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("user",)
    search_fields = ("hint", "name", "user__email", "user__name")
    fields = readonly_fields = (
        "hint", "user", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at",
    )  # fmt: skip
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody makes a token for somebody else."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What a token did is known by it: it is revoked, and stays."""
        return False

    @admin.action(description=_("Revoke"))
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiToken]) -> None:
        """Let the chosen ones open nothing any more."""
        n = 0
        for token in chosen.filter(revoked_at=None):
            ApiToken.objects.filter(pk=token.pk).update(revoked_at=timezone.now())
            self.log_change(request, token, "revoked")
            n += 1
        said = ngettext("%(number)d token was revoked.", "%(number)d tokens were revoked.", n)
        self.message_user(request, said % {"number": n}, messages.SUCCESS)

"""Partners and their keys in the administration. A key is made here and shown once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.actions.partners import give_key
from accounts.models import Partner, PartnerKey, Scope


class KeysInline(admin.TabularInline):
    """The keys of a partner, to be looked at."""

    model = PartnerKey
    fields = readonly_fields = ("hint", "label", "test", "active", "ends_on", "last_used_at")
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A key is made on its own page, which shows it."""
        return False


@admin.register(Partner)
class PartnerAdmin(admin.ModelAdmin):
    """Partners by name and agency."""

    list_display = ("name", "agency", "contact_email", "active", "created_at")
    list_filter = ("active",)
    list_select_related = ("agency",)
    search_fields = ("name", "contact_name", "contact_email", "agency__name", "agency__code")
    autocomplete_fields = ("agency",)
    inlines = (KeysInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A partner goes out of use, and what came from it keeps its name."""
        return False


class KeyForm(forms.ModelForm):
    """A key, with what it opens to choose from."""

    scopes = forms.MultipleChoiceField(
        label=_("opens"), choices=Scope.choices, initial=[Scope.OPEN311], widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = PartnerKey
        fields = ("partner", "label", "scopes", "test", "per_hour", "active", "ends_on")
        help_texts = {"per_hour": _("0: no limit.")}


@admin.register(PartnerKey)
class PartnerKeyAdmin(admin.ModelAdmin):
    """Keys by partner. Whether a key is for tests is settled when it is made: it is told by how it begins."""

    form = KeyForm
    list_display = ("hint", "partner", "label", "test", "active", "ends_on", "per_hour", "last_used_at")
    list_filter = ("active", "test")
    list_select_related = ("partner",)
    search_fields = ("partner__name", "label", "hint")
    autocomplete_fields = ("partner",)
    actions = ("replace",)

    def get_readonly_fields(self, request: HttpRequest, obj: PartnerKey | None = None) -> tuple[str, ...]:
        """Of a key that is made, whose it is stays."""
        return ("hint", "partner", "test", "created_at", "last_used_at") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A key goes out of use; what it was is still to be seen."""
        return False

    def save_model(self, request: HttpRequest, obj: PartnerKey, form: Any, change: bool) -> None:
        """Draw the secret of a new key, and show it."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            self._show(request, obj, give_key(obj))

    @admin.action(description=_("Make a new secret (the old one ends at once)"))
    def replace(self, request: HttpRequest, chosen: QuerySet[PartnerKey]) -> None:
        """Draw secrets anew, and show each once."""
        for key in chosen:
            secret = give_key(key)
            self.log_change(request, key, "new secret")
            self._show(request, key, secret)

    def _show(self, request: HttpRequest, key: PartnerKey, secret: str) -> None:
        said = _("The key of {partner}, shown this once: {secret}")
        self.message_user(request, format_html(str(said), partner=key.partner.name, secret=secret), messages.WARNING)

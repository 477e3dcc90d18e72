"""Watched words, senders shut out and objections of the public in the administration."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_ipv46_address
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jobs.columns import column, titled
from reports.actions.case.errors import RefusedError
from reports.actions.case.flagging import settle_flags
from reports.admin.look_only import LookOnly
from reports.lifecycle.offer import NotAllowedError
from reports.models import BlockedSender, Flag, Report, WatchWord
from reports.moderation.blocking import Kind, digest, normalised
from reports.policies import Viewer

SHORTEST_WORD = 3


class WatchWordForm(forms.ModelForm):
    """A word that is long enough not to stand in every second report."""

    class Meta:
        """All that there is."""

        model = WatchWord
        fields = ("word", "note", "active")

    def clean_word(self) -> str:
        """Ask for three letters at least, spaced once."""
        word = " ".join(self.cleaned_data["word"].split())
        if len(word) < SHORTEST_WORD:
            raise ValidationError(_("A watched word has three letters at least."))
        return word


@admin.register(WatchWord)
class WatchWordAdmin(admin.ModelAdmin):
    """Words that hold a report back until somebody has read it."""

    form = WatchWordForm
    list_display = ("word", "note", "active")
    list_editable = ("active",)
    list_filter = ("active",)
    search_fields = ("word", "note")


class BlockedSenderForm(forms.ModelForm):
    """A sender in clear, of whom only a digest is stored."""

    sender = forms.CharField(
        label=_("address, telephone or e-mail"),
        max_length=200,
        help_text=_("It is stored as a keyed digest only: nobody can read it again, so say in the reason who it is."),
    )

    class Meta:
        """What is kept beside the digest."""

        model = BlockedSender
        fields = ("kind", "sender", "reason", "until")

    def clean(self) -> dict[str, Any]:
        """Check that the sender is what it is said to be, and not shut out already."""
        said = super().clean() or {}
        kind, sender = said.get("kind"), said.get("sender")
        if not kind or not sender:
            return said
        try:
            _check(kind, sender)
        except ValidationError as error:
            self.add_error("sender", error)
            return said
        said["digest"] = digest(kind, sender)
        if BlockedSender.objects.filter(kind=kind, digest=said["digest"]).exists():
            self.add_error("sender", _("This sender is shut out already."))
        return said


def _check(kind: str, sender: str) -> None:
    written = normalised(kind, sender)
    if kind == Kind.EMAIL:
        validate_email(written)
    elif kind == Kind.ADDRESS:
        validate_ipv46_address(written.partition("/")[0])
    elif not 8 <= len(written) <= 15:
        raise ValidationError(_("A telephone number has 8 to 15 digits."))


@admin.register(BlockedSender)
class BlockedSenderAdmin(admin.ModelAdmin):
    """Senders shut out. A row is added or deleted; who it is cannot be read."""

    form = BlockedSenderForm
    list_display = ("kind", "short_digest", "reason", "until", "by", "since")
    list_filter = ("kind",)
    list_select_related = ("created_by",)
    search_fields = ("reason",)

    by = column("created_by", _("shut out by"))
    since = column("created_at", _("since"))

    @admin.display(description=_("digest"))
    def short_digest(self, sender: BlockedSender) -> str:
        """Enough to tell two apart."""
        return sender.digest[:8]

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Who it is cannot be read, and so not be changed."""
        return False

    def save_model(self, request: HttpRequest, obj: BlockedSender, form: Any, change: bool) -> None:
        """Keep the digest, and who shut them out."""
        obj.digest, obj.created_by = form.cleaned_data["digest"], request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)


@admin.register(Flag)
class FlagAdmin(LookOnly, admin.ModelAdmin):
    """Objections of the public, and whether somebody has looked at them."""

    list_display = ("received", "about", "reason", "text", "settled", "by")
    list_filter = ("reason", ("settled_at", titled(_("settled at"), admin.EmptyFieldListFilter)))
    list_select_related = ("report", "settled_by")
    search_fields = ("=report__number", "text")
    fields = ("about", "reason", "text", "received", "settled", "by")
    readonly_fields = ("about", "received", "settled", "by")
    actions = ("settle",)

    about = column("report", _("report"))
    received = column("at", _("received"))
    settled = column("settled_at", _("settled at"))
    by = column("settled_by", _("settled by"))

    @admin.action(description=_("Looked at: settle all objections to these reports"), permissions=["view"])
    def settle(self, request: HttpRequest, flags: QuerySet[Flag]) -> None:
        """Settle the objections to each report that is named; what is to be hidden or shown is done on the case."""
        for report in Report.everything.filter(flags__in=flags.filter(settled_at__isnull=True)).distinct():
            try:
                settle_flags(report, Viewer.of(request.user), note=str(_("Looked at in the administration.")))
            except (RefusedError, NotAllowedError) as error:
                messages.error(request, f"{report.number}: {error}")
            else:
                messages.success(request, _("%s: settled.") % report.number)

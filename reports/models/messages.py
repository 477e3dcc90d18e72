"""What is said on a case, and the files that come with it; the texts that officers keep ready."""

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from accounts.standing import standing_of
from reports.models.history import Audience, By
from reports.models.photos import evidence_storage

if TYPE_CHECKING:
    from django.db.models.manager import Manager


class Message(models.Model):
    """One thing said on a case. A question waits for a reply; a note is among staff; an answer is what the agency says.

    `dedupe` keeps a message that arrived by e-mail twice from being filed twice (its Message-ID, digested).
    """

    class Kind(models.TextChoices):
        """What it is."""

        QUESTION = "question", _("question to the reporter")
        REPLY = "reply", _("reply of the reporter")
        PROGRESS = "progress", _("news of the work")
        ANSWER = "answer", _("answer")
        OBJECTION = "objection", _("objection of the reporter")
        COMMENT = "comment", _("addition of the reporter")
        NOTE = "note", _("note among staff")

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    by = models.CharField(_("by"), max_length=10, choices=By.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.CharField(_("readable by"), max_length=10, choices=Audience.choices, default=Audience.REPORTER)
    body = models.TextField(_("text"))
    at = models.DateTimeField()
    in_reply_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="mentioned_in")
    channel = models.CharField(max_length=10, default="web")
    dedupe = models.CharField(max_length=64, blank=True)

    if TYPE_CHECKING:
        report_id: int
        author_id: int | None
        attachments: Manager["Attachment"]

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("report", "dedupe"), condition=~Q(dedupe=""), name="message_filed_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Attachment(models.Model):
    """A file that belongs to a case, kept where no address serves it and handed out by a view that asks the policy."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments")
    file = models.FileField(upload_to="attachments/%Y/%m/", storage=evidence_storage)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    audience = models.CharField(_("readable by"), max_length=10, choices=Audience.choices, default=Audience.STAFF)
    by = models.CharField(max_length=10, choices=By.choices)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return self.name


class AnswerTemplateQuerySet(models.QuerySet["AnswerTemplate"]):
    """Texts kept ready, by whose they are."""

    def of_agency(self, agency: int | None) -> "AnswerTemplateQuerySet":
        """An agency's own, by its primary key; the platform's where that is None."""
        return self.filter(agency=agency)

    def offered_to(self, agencies: Iterable[int | None], use: str) -> "AnswerTemplateQuerySet":
        """Texts in use for a use: those of agencies, and the platform's."""
        own = [agency for agency in agencies if agency is not None]
        return self.filter(Q(agency__in=own) | Q(agency=None), use=use, active=True)

    def visible_to(self, user: Any) -> "AnswerTemplateQuerySet":
        """Texts that a user of the desk may read: those of their agencies, and the platform's."""
        standing = standing_of(user)
        if standing.national:
            return self
        return self.filter(Q(agency__in=standing.handles) | Q(agency=None)) if standing.is_staff else self.none()


class AnswerTemplate(models.Model):
    """A text kept ready. Blanks stand in braces, "{tanggal kunjungan}", and must be filled before it is sent.

    Those of the platform have no agency; an agency's own come first.
    """

    class Use(models.TextChoices):
        """What for."""

        ANSWER = "answer", _("answer")
        QUESTION = "question", _("question to the reporter")
        PROGRESS = "progress", _("news of the work")
        TRANSFER = "transfer", _("transfer")
        ARCHIVE = "archive", _("archive")
        CLOSE = "close", _("closing")

    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answer_templates",
        verbose_name=_("agency"),
    )
    use = models.CharField(_("use"), max_length=10, choices=Use.choices)
    name = models.CharField(_("name"), max_length=100)
    body_id = models.TextField(_("text (Indonesian)"))
    body_en = models.TextField(_("text (English)"), blank=True)
    active = models.BooleanField(_("in use"), default=True)

    objects = AnswerTemplateQuerySet.as_manager()

    if TYPE_CHECKING:
        agency_id: int | None

    class Meta:
        verbose_name = _("answer kept ready")
        verbose_name_plural = _("answers kept ready")
        ordering = ("use", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("agency", "use", "name"), nulls_distinct=False, name="answer_template_once"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def body(self) -> str:
        """The text in the language of the page, where it was translated."""
        return (self.body_en if get_language() == "en" else "") or self.body_id

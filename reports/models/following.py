"""Who follows a report without an account, who claimed it with one, and what they thought of how it was handled."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Follower(models.Model):
    """Someone who wants to hear of a report, or says "me too". The address is encrypted; its digest finds it again.

    Nothing is sent before `confirmed_at`, nor after `stopped_at`. `moved_from` is the duplicate by which they came
    here, so that taking a merge back sends them home. `reporter` marks the one who filed it.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="followers")
    email = models.BinaryField(blank=True)
    email_digest = models.CharField(max_length=64, blank=True)
    me_too = models.BooleanField(_("me too"), default=False)
    reporter = models.BooleanField(_("reporter"), default=False)
    visitor = models.CharField(max_length=64, blank=True, help_text=_("Digest of the visitor: one person counts once."))
    language = models.CharField(max_length=2, default="id")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    moved_from = models.ForeignKey("reports.Report", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    if TYPE_CHECKING:
        report_id: int

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = (
            models.UniqueConstraint(
                fields=("report", "email_digest"), condition=~Q(email_digest=""), name="follower_once"
            ),
            models.UniqueConstraint(fields=("report", "visitor"), condition=~Q(visitor=""), name="me_too_once"),
        )

    def __str__(self) -> str:
        return f"follower of {self.report_id}"


class Claim(models.Model):
    """A report that a citizen with an account made their own, with its number and PIN."""

    report = models.OneToOneField("reports.Report", on_delete=models.CASCADE, related_name="claim")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report_id} {self.user_id}"


def _mark() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )


# The nine unsur of PermenPANRB 14/2017, in its order.
UNSUR = (
    "requirements", "procedure", "time", "cost", "product", "competence", "conduct", "facilities", "complaints",
)  # fmt: skip


class Survey(models.Model):
    """What the reporter thought once it was closed: nine unsur from 1 to 4, each may be left out; and is it solved?"""

    class Solved(models.TextChoices):
        """Whether the problem is really gone."""

        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")

    report = models.OneToOneField("reports.Report", on_delete=models.CASCADE, related_name="survey")
    at = models.DateTimeField()
    requirements = _mark()
    procedure = _mark()
    time = _mark()
    cost = _mark()
    product = _mark()
    competence = _mark()
    conduct = _mark()
    facilities = _mark()
    complaints = _mark()
    solved = models.CharField(_("really solved"), max_length=6, choices=Solved.choices, blank=True)
    comment = models.CharField(_("remark"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = (
            models.CheckConstraint(
                condition=Q(*(Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (1, 4)}) for name in UNSUR)),
                name="survey_marks_from_1_to_4",
            ),
        )

    def __str__(self) -> str:
        return f"survey of {self.report_id}"

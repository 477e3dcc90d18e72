"""Who works for an agency, in which unit and with which task; and who was asked to."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.integrity import tracked
from accounts.models.agencies import Agency


class Role(models.TextChoices):
    """What a member does. A monitor belongs to the coordinator of a province, a national admin to the platform."""

    OFFICER = "officer", _("officer")
    AGENCY_ADMIN = "agency_admin", _("administrator of the agency")
    MONITOR = "monitor", _("provincial monitor")
    NATIONAL = "national", _("national administrator")


class Unit(models.Model):
    """A division of an agency to which cases are handed: a *bidang*, a field team. Not an agency of its own."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="divisions", verbose_name=_("agency"))
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    active = models.BooleanField(_("in use"), default=True)

    if TYPE_CHECKING:
        agency_id: int

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("agency", "name")
        constraints = (models.UniqueConstraint(fields=("agency", "name"), name="unit_named_once"),)

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by time."""

    def current(self) -> "MembershipQuerySet":
        """Those that have not ended, of users who may sign in."""
        return self.filter(ended_at__isnull=True, user__is_active=True)


@tracked()
class Membership(models.Model):
    """One person's place in one agency. It ends and is never deleted: cases name who handled them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("user")
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("agency"))
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    since = models.DateTimeField(_("since"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    if TYPE_CHECKING:
        user_id: int
        agency_id: int
        unit_id: int | None

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("agency", "role", "user")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "agency", "role"), condition=Q(ended_at__isnull=True), name="membership_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("since")), name="membership_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.agency}"


class Invitation(models.Model):
    """A letter that lets one person join an agency. Only a digest of its token is kept."""

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=150)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("agency"))
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.OFFICER)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.email}: {self.agency}"

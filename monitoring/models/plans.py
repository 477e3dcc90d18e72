"""Action plans (Renaksi): what an agency will do, by when, and the measure that it shall move."""

import uuid
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.integrity import NEVER_REWRITTEN
from accounts.models import Agency
from accounts.standing import Standing, standing_of
from monitoring.measures import BY_NAME, Measure, Period, Scope


class PlanState(models.TextChoices):
    """How far an action is."""

    PLANNED = "planned", pgettext_lazy("action plan", "planned")
    UNDER_WAY = "under_way", pgettext_lazy("action plan", "under way")
    DONE = "done", pgettext_lazy("action plan", "done")
    GIVEN_UP = "given_up", pgettext_lazy("action plan", "given up")


VERBS: Final = {
    "made": pgettext_lazy("action plan", "made"),
    "changed": pgettext_lazy("action plan", "changed"),
    "begun": pgettext_lazy("action plan", "begun"),
    "done": PlanState.DONE.label,
    "given_up": PlanState.GIVEN_UP.label,
    "published": pgettext_lazy("action plan", "published"),
    "withdrawn": pgettext_lazy("action plan", "taken off the public pages"),
}
_Row = TypeVar("_Row", bound=models.Model)
CLOSED: Final = (PlanState.DONE, PlanState.GIVEN_UP)


def agencies_watched(standing: Standing) -> Q:
    """Return what makes an agency somebody's business: theirs, or with its seat in a province that they watch over."""
    theirs = Q(pk__in=standing.handles)
    for code in standing.provinces:
        theirs |= Q(area_codes__0__startswith=code)
    return theirs


class OfAgencies(models.QuerySet[_Row]):
    """What agencies write and publish, by who looks at it."""

    def published(self) -> Self:
        """Those that everybody reads."""
        return self.filter(published_at__isnull=False)

    def of_staff(self, user: Any) -> Self:
        """Those that are a user's business, published or not: of their agency, of their province; all for national."""
        standing = standing_of(user)
        if standing.national:
            return self.all()
        if not standing.is_staff:
            return self.none()
        return self.filter(agency__in=Agency.objects.filter(agencies_watched(standing)).values("pk"))


class ActionPlanQuerySet(OfAgencies["ActionPlan"]):
    """Action plans by who looks at them."""


class ActionPlan(models.Model):
    """One action of an agency.

    `measure` is the name of one in monitoring.measures; `area` (else the agency itself), `category` and `period` say of
    which cases: its figure then is frozen in `figures`. `key` is that of the form it was made with: sent twice, it is
    made once. `outcome` says what came of it, or why it was given up. `version` counts changes: who acts on an older
    one is told.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency"))
    action = models.TextField(_("what is done"))
    target_on = models.DateField(_("target date"))
    measure = models.CharField(_("measure"), max_length=30)
    area = models.CharField(_("area"), max_length=5, blank=True)
    category = models.CharField(_("category"), max_length=4, blank=True)
    period = models.CharField(_("period"), max_length=7)
    state = models.CharField(_("state"), max_length=10, choices=PlanState.choices, default=PlanState.PLANNED)
    outcome = models.TextField(_("what came of it"), blank=True)
    made_at = models.DateTimeField(_("made"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ActionPlanQuerySet.as_manager()

    if TYPE_CHECKING:
        agency_id: int

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        ordering = ("target_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state__in=CLOSED) & Q(closed_at=None, outcome=""),
                name="plan_closed_whole",
            ),
        )
        indexes = (models.Index(fields=("agency", "target_on"), name="plan_by_agency"),)

    def __str__(self) -> str:
        return f"action plan {self.pk}"

    @property
    def scope(self) -> Scope:
        """Whose cases its measure is of: every one of them, also those that the public must not know."""
        return Scope(area=self.area, agency="" if self.area else self.agency.code, category=self.category)

    @property
    def span(self) -> Period:
        """When the cases of its first figure came in."""
        return Period.parse(self.period)

    @property
    def definition(self) -> Measure | None:
        """Its measure; None where that is measured no more."""
        return BY_NAME.get(self.measure)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is done."""
        return self.state in CLOSED

    @property
    def overdue(self) -> bool:
        """Whether its target date has passed while it is not closed."""
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        return not self.is_closed and self.target_on < today

    @property
    def url(self) -> str:
        """Address of its page for everybody."""
        return reverse("plans:plan", args=[self.pk])

    @property
    def desk_url(self) -> str:
        """Address of its page for staff."""
        return reverse("plans:desk-plan", args=[self.pk])


class PlanFigure(models.Model):
    """The figure that an action plan began with, as it was reckoned then (monitoring.measures.Figure): frozen.

    There are two: of all cases, and of those that the public knew (`public`).
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="figures")
    public = models.BooleanField()
    n = models.PositiveIntegerField()
    hits = models.PositiveIntegerField(null=True)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    cutoff = models.DateTimeField()

    class Meta:
        verbose_name = _("figure of an action plan")
        verbose_name_plural = _("figures of action plans")
        constraints = (models.UniqueConstraint(fields=("plan", "public"), name="plan_figure_once"),)
        triggers = NEVER_REWRITTEN

    def __str__(self) -> str:
        return f"{self.plan.pk} {self.n}"


class PlanEntry(models.Model):
    """One thing that was done to an action plan: only ever added. `note` and `data` are for staff."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="history")
    verb = models.CharField(_("action"), max_length=20)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state_before = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("entry of an action plan's history")
        verbose_name_plural = _("history of action plans")
        ordering = ("at", "pk")
        triggers = NEVER_REWRITTEN

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d}"

    @property
    def label(self) -> str | Promise:
        """What was done, in words."""
        return VERBS.get(self.verb, self.verb)

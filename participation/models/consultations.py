"""Public consultations (Forum Konsultasi Publik, PermenPANRB 16/2017): who met, what they saw, what was agreed."""

import uuid
from typing import TYPE_CHECKING, Final

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from maps.models import Hotspot
from monitoring.measures import BY_NAME, Measure, Period, Scope
from monitoring.models.plans import ActionPlan, OfAgencies
from participation.models.history import Entry
from reports.models.photos import evidence_storage

LONGEST_TITLE: Final = 150
LONGEST_VENUE: Final = 200


class ParticipantGroup(models.Model):
    """A group of people who take part. The rows come with the platform; an administrator may change and add to them."""

    code = models.SlugField(_("code"), max_length=30, primary_key=True)
    name_id = models.CharField(_("name (Indonesian)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("group of participants")
        verbose_name_plural = _("groups of participants")
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page, where it was translated."""
        return (self.name_en if get_language() == "en" else "") or self.name_id


class ConsultationQuerySet(OfAgencies["Consultation"]):
    """Consultations by who looks at them."""


class Consultation(models.Model):
    """One meeting with the public, past or still to come.

    `key` is that of the form it was made with: sent twice, it is made once. `area` is the code of the area that it is
    about; empty where it is about all that the agency does. `minutes` lie where no address serves them; a view hands
    them out that asks who reads. `version` counts changes: who acts on an older one is told.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency"))
    title = models.CharField(_("subject"), max_length=LONGEST_TITLE)
    held_on = models.DateField(_("date"))
    venue = models.CharField(_("place"), max_length=LONGEST_VENUE)
    area = models.CharField(_("area"), max_length=5, blank=True)
    said = models.TextField(_("what was said"), blank=True)
    hotspots = models.ManyToManyField(Hotspot, related_name="+", blank=True, verbose_name=_("hotspots"))
    minutes = models.FileField(upload_to="minutes/%Y/", storage=evidence_storage, blank=True)
    minutes_name = models.CharField(max_length=150, blank=True)
    minutes_size = models.PositiveIntegerField(default=0)
    minutes_sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(_("made"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ConsultationQuerySet.as_manager()

    if TYPE_CHECKING:
        agency_id: int
        history: models.Manager["ConsultationEntry"]
        figures: models.Manager["LaidFigure"]
        attendances: models.Manager["Attendance"]
        agreed: models.Manager["ConsultationPlan"]

    class Meta:
        verbose_name = _("public consultation")
        verbose_name_plural = _("public consultations")
        ordering = ("-held_on", "-pk")
        indexes = (models.Index(fields=("agency", "-held_on"), name="consultation_by_agency"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_held(self) -> bool:
        """Whether its day has come."""
        return self.held_on <= timezone.localdate(timezone=timezone.get_default_timezone())

    @property
    def participants(self) -> int:
        """How many took part."""
        return sum(attendance.number for attendance in self.attendances.all())

    @property
    def url(self) -> str:
        """Address of its page for everybody."""
        return reverse("consultations:consultation", args=[self.pk])

    @property
    def desk_url(self) -> str:
        """Address of its page for staff."""
        return reverse("consultations:desk-consultation", args=[self.pk])


class Attendance(models.Model):
    """How many of a group took part."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="attendances")
    group = models.ForeignKey(ParticipantGroup, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("participants of a group")
        verbose_name_plural = _("participants by group")
        ordering = ("group__position", "group")
        constraints = (
            models.UniqueConstraint(fields=("consultation", "group"), name="attendance_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="attendance_of_somebody"),
        )

    def __str__(self) -> str:
        return f"{self.group_id} {self.number}"

    if TYPE_CHECKING:
        group_id: str


class LaidFigure(models.Model):
    """A figure that was laid before people, as it was reckoned then (monitoring.measures.Figure): never changed.

    There are two for each: of all cases, and of those that the public knew (`public`). It may be taken off, which the
    history tells.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="figures")
    public = models.BooleanField()
    measure = models.CharField(max_length=30)
    area = models.CharField(max_length=5, blank=True)
    category = models.CharField(max_length=4, blank=True)
    period = models.CharField(max_length=7)
    n = models.PositiveIntegerField()
    hits = models.PositiveIntegerField(null=True)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    cutoff = models.DateTimeField()

    class Meta:
        verbose_name = _("figure laid before people")
        verbose_name_plural = _("figures laid before people")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("consultation", "measure", "area", "category", "period", "public"), name="figure_laid_once"
            ),
        )
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return f"{self.measure} {self.period}"

    @property
    def scope(self) -> Scope:
        """Whose cases it is of."""
        return Scope(area=self.area, agency="" if self.area else self.consultation.agency.code, category=self.category)

    @property
    def span(self) -> Period:
        """When the cases came in."""
        return Period.parse(self.period)

    @property
    def definition(self) -> Measure | None:
        """Its measure; None where that is measured no more."""
        return BY_NAME.get(self.measure)


class ConsultationPlan(models.Model):
    """An action that was agreed there, and is followed as an action plan (Renaksi)."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="agreed")
    plan = models.OneToOneField(ActionPlan, on_delete=models.PROTECT, related_name="agreed_at")

    class Meta:
        verbose_name = _("action agreed at a consultation")
        verbose_name_plural = _("actions agreed at consultations")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.plan_id}"

    if TYPE_CHECKING:
        consultation_id: int
        plan_id: int


class ConsultationEntry(Entry):
    """One thing that was done to a consultation."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="history")

    class Meta(Entry.Meta):
        verbose_name = _("entry of a consultation's history")
        verbose_name_plural = _("history of consultations")

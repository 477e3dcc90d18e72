"""Figures as they were at a cut-off, kept so that a trend is a few rows and need not be reckoned."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from boundaries.models import Edition


class SubjectKind(models.TextChoices):
    """Whose figures."""

    NATION = "nation", _("nation")
    PROVINCE = "province", _("province")
    REGENCY = "regency", _("regency or city")
    AGENCY = "agency", _("agency")


class Window(models.TextChoices):
    """The cases of which time, counted back from the cut-off: what is over of a period, or a whole year."""

    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    HALF = "half", _("half year")
    CALENDAR_YEAR = "calendar_year", _("calendar year")
    YEAR = "year", _("last twelve months")


class SnapshotRun(models.Model):
    """One taking of snapshots: all figures of one cut-off, under the areas of one edition. It is there or it is not.

    `on` is the last day that counts. `kept` marks ends of months; the others are deleted after some weeks. `public` are
    those that everybody may see (monitoring.policies): of the cases that were public when they were taken.
    """

    on = models.DateField(_("as of the end of"))
    public = models.BooleanField(_("for everybody"), default=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", verbose_name=_("edition"))
    kept = models.BooleanField(_("kept"), default=False)
    figures = models.PositiveIntegerField(_("figures"), default=0)
    seconds = models.FloatField(_("seconds"), default=0)
    taken_at = models.DateTimeField(_("taken"))

    class Meta:
        verbose_name = _("taking of snapshots")
        verbose_name_plural = _("takings of snapshots")
        ordering = ("-on", "public")
        constraints = (models.UniqueConstraint(fields=("on", "public"), name="snapshots_once_a_day"),)

    def __str__(self) -> str:
        return self.on.isoformat()


class Snapshot(models.Model):
    """One figure of one subject (monitoring.measures.Figure, stored).

    `subject` is a code of an area or an agency, "" for the nation and, of areas, for cases that lie in none. `category`
    is "" for all together. `value` is not rounded; None where there was too little to say: `n` says how little.
    """

    run = models.ForeignKey(SnapshotRun, on_delete=models.CASCADE, related_name="snapshots", db_index=False)
    kind = models.CharField(_("whose"), max_length=8, choices=SubjectKind.choices)
    subject = models.CharField(_("code"), max_length=40, blank=True)
    window = models.CharField(_("window"), max_length=13, choices=Window.choices)
    category = models.CharField(_("category"), max_length=4, blank=True)
    measure = models.CharField(_("measure"), max_length=30)
    n = models.PositiveIntegerField()
    hits = models.PositiveIntegerField(null=True)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    band = models.CharField(max_length=1, blank=True)
    provisional = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("snapshot of a figure")
        verbose_name_plural = _("snapshots of figures")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject", "window", "category", "measure", "run"), name="snapshot_once"
            ),
        )
        indexes = (models.Index(fields=("run", "kind", "window", "measure"), name="snapshot_by_run"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.measure}"

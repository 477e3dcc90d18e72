"""What was worked out of the counts: runs of the statistics, each seen whole or not at all and never changed."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import pgtrigger
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from boundaries.models import Edition

if TYPE_CHECKING:
    from maps.selection import Selection

LEVEL: Final = 5
"""Resolution of H3 of all runs: what is only known to a coarse cell is known at it exactly."""
NEVER_CHANGED: Final = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),)
"""What is worked out once stays as it was: a wrong run is followed by a right one, old ones are dropped."""


class RunKind(models.TextChoices):
    """Which statistic was worked out."""

    SIGNIFICANCE = "significance", _("where it gathers (Getis-Ord Gi*)")
    EMERGING = "emerging", _("how it came about (emerging hotspots)")
    INCIDENTS = "incidents", _("hotspots (HDBSCAN)")
    DENSITY = "density", _("density (kernel)")


class RunAudience(models.TextChoices):
    """Who may see it, for whose reports it is made of."""

    PUBLIC = "public", _("everyone")
    NATIONAL = "national", _("national administrators")


class Basis(models.TextChoices):
    """What gathers."""

    COUNTS = "counts", pgettext_lazy("basis of a statistic", "incidents")
    SHARE = "share", pgettext_lazy("basis of a statistic", "share of all incidents")


class RunStatus(models.TextChoices):
    """Whether there was enough to say something."""

    DONE = "done", _("worked out")
    TOO_FEW = "too_few", _("too few")


class RunQuerySet(models.QuerySet["Run"]):
    """Runs by what they answer."""

    def answering(self, kind: str, selection: "Selection", audience: str, basis: str = Basis.COUNTS) -> "RunQuerySet":
        """Runs of a statistic that answer a selection, the newest first.

        A selection of months is answered by a run over the same months alone; one without by the newest.
        """
        if selection.state or selection.urgency:
            return self.none()
        # A category says its theme along, in the address or not
        theme = "" if selection.category else selection.theme
        runs = self.filter(kind=kind, audience=audience, basis=basis, theme=theme, category=selection.category)
        if selection.edition is not None:
            runs = runs.filter(edition=selection.edition)
        if selection.since or selection.until:
            # One end alone is no window of a run
            months = (
                Q(since=selection.since, until=selection.until) if selection.since and selection.until else Q(pk=None)
            )
            runs = runs.filter(months)
        return runs.order_by("-made_at", "-pk")

    def latest_for(
        self, kind: str, selection: "Selection", audience: str = RunAudience.PUBLIC, basis: str = Basis.COUNTS
    ) -> "Run | None":
        """Return the newest run of a statistic that answers a selection; None where none does (maps.runs.why_not).

        Province and regency of the selection do not matter: what stands out is judged over the whole country, and
        `RunCell.area` says where a cell lies.
        """
        return self.answering(kind, selection, audience, basis).select_related("edition").first()


class Run(models.Model):
    """One statistic, worked out once.

    `theme` or `category` says of what; both are "" where it is of everything. `since` and `until` are first days of
    months, both months included. `n` counts reports, `incidents` those that were not joined to another,
    `cells` the cells (of a clustering: the clusters) that were judged. `caveats` are codes with their values, told by
    maps.runs.words; `summary` counts what was found.
    """

    kind = models.CharField(_("statistic"), max_length=12, choices=RunKind.choices)
    audience = models.CharField(_("audience"), max_length=8, choices=RunAudience.choices)
    basis = models.CharField(_("basis"), max_length=8, choices=Basis.choices, default=Basis.COUNTS)
    theme = models.CharField(_("theme"), max_length=4, blank=True)
    category = models.CharField(_("category"), max_length=4, blank=True)
    since = models.DateField(_("from month"))
    until = models.DateField(_("to month"))
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+", verbose_name=_("edition"))
    status = models.CharField(_("status"), max_length=8, choices=RunStatus.choices)
    n = models.PositiveIntegerField(_("reports"))
    incidents = models.PositiveIntegerField(_("incidents"))
    cells = models.PositiveIntegerField(_("cells"))
    parameters = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    caveats = models.JSONField(default=list)
    made_at = models.DateTimeField(_("worked out at"))

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a statistic")
        verbose_name_plural = _("runs of statistics")
        constraints = (models.CheckConstraint(condition=Q(since__lte=models.F("until")), name="run_months"),)
        indexes = (
            models.Index(
                fields=("kind", "audience", "basis", "theme", "category", "-made_at"), name="run_newest_of_kind"
            ),
        )
        triggers = NEVER_CHANGED

    def __str__(self) -> str:
        return f"{self.kind} {self.category or self.theme or '*'} {self.since:%Y-%m}–{self.until:%Y-%m}"

    @property
    def enough(self) -> bool:
        """Whether there was enough to say something; else it has no cells."""
        return self.status == RunStatus.DONE

    @property
    def months(self) -> int:
        """How many months it is about."""
        return (self.until.year - self.since.year) * 12 + self.until.month - self.since.month + 1

    @property
    def after(self) -> dt.date:
        """The first day after the months it is about."""
        return dt.date(self.until.year + self.until.month // 12, self.until.month % 12 + 1, 1)

    def parameter(self, name: str) -> Any:
        """Return one parameter of the method; None where it has none of that name."""
        return self.parameters.get(name)


class RunCell(models.Model):
    """What a run says of one hexagon of H3.

    `value` is what was counted (of a density: incidents per 1,000 km² and year; of shares: the share from 0 to 1); `z`,
    `p`, `q` and `confidence` (−99 … 99) those of Gi*; `pattern`, `cold` and `trend_z` those of emerging hotspots.
    `area` is the code of the regency that holds the middle of the cell, at sea of the province, else "". A cell of
    which there is nothing to say, for nothing was reported there and it does not stand out, has no row.
    """

    pk = models.CompositePrimaryKey("run_id", "cell")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="of_cells", db_index=False)
    cell = models.BigIntegerField()
    area = models.CharField(max_length=5, db_collation="C", blank=True)
    value = models.FloatField()
    z = models.FloatField(null=True)
    p = models.FloatField(null=True)
    q = models.FloatField(null=True)
    confidence = models.SmallIntegerField(default=0)
    pattern = models.CharField(max_length=12, blank=True)
    cold = models.BooleanField(default=False)
    trend_z = models.FloatField(null=True)
    campaign = models.BooleanField(default=False, help_text=_("Many reports in short time seem to be of few people."))

    class Meta:
        indexes = (models.Index(fields=("run", "area"), name="run_cell_by_area"),)
        triggers = NEVER_CHANGED

    def __str__(self) -> str:
        return f"{self.cell:x} {self.value}"


class RunCluster(models.Model):
    """A cluster of incidents that a run found: what becomes, or goes on being, a hotspot.

    `hull` and `middle` are EPSG:4326; `reports` the primary keys of its members; `alarms` how many such clusters chance
    would bring; `category` the most frequent one. `campaign` is suspected among all reports, `campaign_public` among
    those of its members that everybody may know.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="clusters")
    hull = models.PolygonField(srid=4326)
    middle = models.PointField(srid=4326)
    place = models.PositiveIntegerField(help_text=_("Its place among the clusters of the run, the largest first."))
    n = models.PositiveIntegerField()
    category = models.CharField(max_length=4)
    first_on = models.DateField()
    last_on = models.DateField()
    alarms = models.FloatField()
    campaign = models.BooleanField(default=False)
    campaign_public = models.BooleanField(default=False)
    reports = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "place"), name="cluster_once"),)
        triggers = NEVER_CHANGED

    def __str__(self) -> str:
        return f"{self.run_id}: {self.place}"

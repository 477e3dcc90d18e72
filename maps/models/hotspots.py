"""Hotspots: places where incidents gather, as things that have a number, are taken up, followed, and cool."""

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.integrity import NEVER_REWRITTEN
from accounts.models import Agency
from accounts.standing import standing_of
from maps.models.runs import Run
from reports.models import Category, Report
from reports.querysets import HIDDEN_STATES, ReportQuerySet

FEWEST_SEEN: Final = 5
"""Incidents that somebody must be able to see before a hotspot exists for them."""


class HotspotStanding(models.TextChoices):
    """Where a hotspot stands."""

    NEW = "new", pgettext_lazy("hotspot", "new")
    ACTIVE = "active", pgettext_lazy("hotspot", "active")
    TAKEN_UP = "taken_up", pgettext_lazy("hotspot", "taken up")
    COOLING = "cooling", pgettext_lazy("hotspot", "cooling")
    COOLED = "cooled", pgettext_lazy("hotspot", "cooled")


def incidents_seen_by(user: Any) -> ReportQuerySet:
    """Return the reports that make a hotspot for a viewer: distinct incidents whose place they may know exactly.

    Of a report whose public place is coarse, the outline of a hotspot would draw a finer one: it counts for those alone
    who have the case in hand. What was joined to another is no incident of its own, what was archived none at all.
    """
    reports = Report.objects.visible_to(user).filter(merged_into=None).exclude(state__in=HIDDEN_STATES)
    if standing_of(user).national:
        return reports
    exact = Q(public_cell_m=None)
    if standing_of(user).is_staff:
        exact |= Q(pk__in=Report.objects.in_the_hands_of(user).values("pk"))
    return reports.filter(exact)


class HotspotQuerySet(models.QuerySet["Hotspot"]):
    """Hotspots by who looks at them."""

    def visible_to(self, user: Any) -> "HotspotQuerySet":
        """Those of which a viewer may see enough incidents, and those that an agency of theirs has taken up."""
        members = HotspotMember.objects.current().filter(report__in=incidents_seen_by(user).values("pk"))
        enough = members.order_by().values("hotspot").annotate(seen=Count("pk")).filter(seen__gte=FEWEST_SEEN)
        return self.filter(Q(pk__in=enough.values("hotspot")) | Q(agency__in=standing_of(user).handles), joined_to=None)

    def of_area(self, user: Any) -> "HotspotQuerySet":
        """Those that are a user's business: with a case in their hands, in their province, or taken up by them."""
        standing = standing_of(user)
        if standing.national:
            return self.filter(joined_to=None)
        cases = Report.objects.in_the_hands_of(user).filter(merged_into=None).exclude(state__in=HIDDEN_STATES)
        theirs = HotspotMember.objects.current().filter(report__in=cases.values("pk")).values("hotspot")
        return self.visible_to(user).filter(Q(pk__in=theirs) | Q(agency__in=standing.handles))


class Hotspot(models.Model):
    """A place where incidents gather. It keeps its number while reports come and go.

    `hull`, `centre` (EPSG:4326), `n`, `first_on` and `last_on` are of all its incidents, also those of which the
    public must not know: no page shows them, maps.hotspot.seeing works out those of each viewer. `near`, `district`
    and `in_basin` name the place from what the public may know of it, else they are empty; `near_km` is 0 where the
    place named is at most 3 km away. `alarms` is how many such
    clusters chance would bring to a map. `campaign_public` follows from public incidents alone. `agency` has taken it
    up, `officer` is who sees to it there; they stay known
    when it has cooled. `joined_to` is the hotspot that it became part of, `split_from` the one that it was part of.
    `version` counts changes by people: who acts on an older one is told.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    theme = models.CharField(_("theme"), max_length=4, blank=True, help_text=_("Empty: of all themes."))
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", verbose_name=_("mostly"))
    hull = models.PolygonField(srid=4326)
    centre = models.PointField(srid=4326)
    near = models.CharField(_("near"), max_length=120, blank=True)
    near_km = models.PositiveSmallIntegerField(_("km away"), default=0)
    district = models.CharField(_("district"), max_length=120, blank=True)
    in_basin = models.CharField(_("river basin"), max_length=200, blank=True)
    at_sea = models.BooleanField(_("at sea"), default=False)
    regency_code = models.CharField(max_length=5, blank=True, db_index=True)
    regency = models.CharField(_("regency or city"), max_length=120, blank=True)
    province_code = models.CharField(max_length=5, blank=True, db_index=True)
    province = models.CharField(_("province"), max_length=120, blank=True)

    n = models.PositiveIntegerField(_("incidents"))
    first_on = models.DateField(_("first report"))
    last_on = models.DateField(_("latest report"))
    alarms = models.FloatField(null=True)
    campaign = models.BooleanField(_("few reporters in short time"), default=False)
    campaign_public = models.BooleanField(default=False)
    found_at = models.DateTimeField(_("found"))
    clustered_at = models.DateTimeField(_("last found"))

    standing = models.CharField(_("standing"), max_length=10, choices=HotspotStanding.choices)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="hotspots", verbose_name=_("taken up by")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer"),
    )
    action = models.TextField(_("what is done"), blank=True)
    target_on = models.DateField(_("target date"), null=True, blank=True)
    taken_up_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    cooled_at = models.DateTimeField(_("cooled"), null=True, blank=True)
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    version = models.PositiveIntegerField(default=0)

    objects = HotspotQuerySet.as_manager()

    if TYPE_CHECKING:
        category_id: str
        agency_id: int | None
        officer_id: int | None
        joined_to_id: int | None
        split_from_id: int | None

    class Meta:
        verbose_name = _("hotspot")
        verbose_name_plural = _("hotspots")
        ordering = ("-last_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(agency=None, taken_up_at=None, officer=None, target_on=None, action="")
                | Q(agency__isnull=False, taken_up_at__isnull=False) & ~Q(action=""),
                name="hotspot_taken_up_whole",
            ),
            models.CheckConstraint(
                condition=Q(standing="cooled", cooled_at__isnull=False) | ~Q(standing="cooled") & Q(cooled_at=None),
                name="hotspot_cooled_has_time",
            ),
        )
        indexes = (models.Index(fields=("agency", "target_on"), name="hotspot_by_agency"),)

    def __str__(self) -> str:
        return f"hotspot {self.number}"

    @property
    def url(self) -> str:
        """Address of its page."""
        return reverse("maps:hotspot", args=[self.number])

    @property
    def place_name(self) -> str:
        """The place in words of the page's language: "near Sangatta, Kec. Sangatta Utara, Kabupaten Kutai Timur"."""
        where = self.regency or self.province
        if self.at_sea:
            return str(_("sea off %(province)s")) % {"province": self.province}
        near = str(_("%(km)s km from %(name)s") if self.near_km else _("near %(name)s")) if self.near else ""
        near %= {"km": self.near_km, "name": self.near}
        if not near and self.in_basin:
            near = str(_("in the river basin %(basin)s")) % {"basin": self.in_basin}
        district = str(_("Kec. %(name)s")) % {"name": self.district} if self.district else ""
        return ", ".join(filter(None, (near, district, where))) or str(_("place not known"))


class HotspotMemberQuerySet(models.QuerySet["HotspotMember"]):
    """Memberships by time."""

    def current(self) -> "HotspotMemberQuerySet":
        """Those that hold now."""
        return self.filter(until=None)


class HotspotMember(models.Model):
    """A report that belongs to a hotspot from a run to a run.

    `core` ones were in the cluster itself; the others lie inside its outline.
    """

    hotspot = models.ForeignKey(Hotspot, on_delete=models.CASCADE, related_name="members")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="hotspot_members")
    core = models.BooleanField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = HotspotMemberQuerySet.as_manager()

    if TYPE_CHECKING:
        hotspot_id: int
        report_id: int

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("hotspot", "report"), condition=Q(until=None), name="hotspot_member_once"),
        )

    def __str__(self) -> str:
        return f"{self.hotspot_id} {self.report_id}"


class HotspotReading(models.Model):
    """What a run found of a hotspot: incidents in all, of the last 30 and 90 days, and whether they still gather."""

    hotspot = models.ForeignKey(Hotspot, on_delete=models.CASCADE, related_name="readings")
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    n = models.PositiveIntegerField()
    last_30 = models.PositiveIntegerField()
    last_90 = models.PositiveIntegerField()
    gathered = models.BooleanField()
    alarms = models.FloatField(null=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=("hotspot", "run"), name="hotspot_read_once"),)

    def __str__(self) -> str:
        return f"{self.hotspot_id} {self.at:%Y-%m-%d}"


class HotspotEntry(models.Model):
    """One thing that was done to a hotspot, or that became of it: only ever added.

    `agency` is whose hotspot it was then, or whose it became; `actor` is None where the platform did it. `note` and
    `data` are for staff; the public reads what agencies do (maps.hotspot.seeing).
    """

    hotspot = models.ForeignKey(Hotspot, on_delete=models.CASCADE, related_name="history")
    verb = models.CharField(_("action"), max_length=20)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    standing_before = models.CharField(max_length=10, blank=True)
    standing = models.CharField(max_length=10)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)

    if TYPE_CHECKING:
        hotspot_id: int
        actor_id: int | None
        agency_id: int | None

    class Meta:
        verbose_name = _("entry of a hotspot's history")
        verbose_name_plural = _("history of hotspots")
        ordering = ("at", "pk")
        triggers = NEVER_REWRITTEN

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d}"

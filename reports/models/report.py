"""The report: what a citizen pinned, as filed and as it stands."""

import uuid
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.integrity import tracked
from accounts.models import Agency, Unit
from accounts.models.agencies import Tier
from boundaries.models import Area, Edition
from reports.models.categories import Category, Urgency
from reports.models.rules import Crossing, PermitIssuer
from reports.querysets import FINISHED_STATES, RealReports, ReportQuerySet

if TYPE_CHECKING:
    from django.db.models.manager import Manager

    from reports.models.history import HistoryEntry
    from reports.models.photos import Photo
    from reports.models.places import PlaceRecord
    from reports.models.responsibilities import ResponsibilityRecord


class ReportKind(models.TextChoices):
    """What the citizen asks for."""

    COMPLAINT = "pengaduan", _("complaint")
    ASPIRATION = "aspirasi", _("aspiration")
    INFORMATION = "permintaan_informasi", _("request for information")


class State(models.TextChoices):
    """Where a report stands in its life cycle."""

    NEW = "baru", _("new")
    VERIFIED = "terverifikasi", _("verified")
    DISPOSED = "terdisposisi", _("handed to a unit")
    IN_FOLLOW_UP = "ditindaklanjuti", _("being followed up")
    AWAITING_REPORTER = "menunggu_pelapor", _("answered, waiting for the reporter")
    CLOSED = "selesai", _("closed")
    ON_HOLD = "ditunda", _("on hold")
    ARCHIVED = "diarsipkan", _("archived")
    REOPENED = "dibuka_kembali", _("reopened")


# States that only a report whose content a person has checked can be in.
VERIFIED_STATES = (State.VERIFIED, State.DISPOSED, State.IN_FOLLOW_UP, State.AWAITING_REPORTER, State.CLOSED)


# States in which somebody still has to do something.
OPEN_STATES = (
    State.NEW,
    State.VERIFIED,
    State.DISPOSED,
    State.IN_FOLLOW_UP,
    State.AWAITING_REPORTER,
    State.ON_HOLD,
    State.REOPENED,
)


class Outcome(models.TextChoices):
    """How a report came to its end."""

    CONFIRMED = "confirmed", _("confirmed by the reporter")
    CLOSED = "closed", _("closed by the agency")
    SILENT = "silent", _("closed by itself: the reporter did not reply")
    WITHDRAWN = "withdrawn", _("withdrawn by the reporter")
    MERGED = "merged", _("joined to another report")
    ARCHIVED = "archived", _("archived")


class PointSource(models.TextChoices):
    """How the reporter gave the point."""

    GPS = "gps", _("GPS")
    MAP = "map", _("chosen on the map")
    PHOTO = "photo", _("from the photo")
    LOCALITY = "locality", _("place name")
    COORDINATES = "coordinates", _("typed coordinates")


# What a change of is written down by the database itself, whoever makes it, and by which way.
TRACKED = (
    "state", "kind", "category", "agency", "unit", "assignee", "urgency", "anonymous", "confidential", "misconduct",
    "accused_agency", "held", "description", "suspected_source", "public_description", "public_source",
    "public_remedy", "point", "public_point", "public_cell_m", "merged_into", "verified_at", "answer_due_on", "due_on",
    "practice",
)  # fmt: skip


@tracked(
    pghistory.UpdateEvent(condition=pghistory.AnyChange(*TRACKED)),
    fields=[*TRACKED, "version"],
    model_name="ReportEvent",
)
class Report(models.Model):
    """One complaint. Points are EPSG:4326, lon/lat.

    `point` is where it is, known to staff and the reporter; `public_point` is what everyone may see: the same, or
    the centre of a coarse cell chosen once (`public_cell_m` is then that cell's size in metres). `regency` and
    `province` are current; how the point was matched when filed stays in the first of `places`. A report may have
    no point when the reporter could only name a village whose position nobody published: then the named regency
    stands, to be confirmed. `agency`, `tier`, `rule_number` and `edition` are current too; the decision as filed is
    the first of `responsibilities`. `unit` and `assignee` are who has it in hand inside the agency. `due_on` is the
    nearest day that a running clock names (reports.clocks), kept here for the inbox. `public_description`,
    `public_source` and `public_remedy` stand in for what was blacked out, and are None where nothing was. `held` hides
    a report from the public until a person has looked at it. `practice` reports are exercises: `objects` leaves them
    out, `everything` has them. `version` counts the changes: who acts on an older one is told. `verified_at` is set
    once a person has checked the content; until then only the category, the place and the state are public.
    """

    number = models.CharField(_("number"), max_length=12, unique=True)
    pin_hash = models.CharField(max_length=128)
    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4)
    payload_digest = models.CharField(max_length=64, blank=True)

    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind.choices, default=ReportKind.COMPLAINT)
    # db_index=False: an index below begins with the same column
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="reports", verbose_name=_("category"), db_index=False
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.NEW)
    channel = models.CharField(_("channel"), max_length=20, default="web")
    language = models.CharField(_("language"), max_length=2, default="id")
    is_demo = models.BooleanField(_("demo data"), default=False)

    description = models.TextField(_("what happened"))
    suspected_source = models.CharField(_("suspected source"), max_length=300, blank=True)
    desired_remedy = models.CharField(_("what should be done"), max_length=500, blank=True)
    occurred_on = models.DateField(_("happened on"), null=True, blank=True)
    reported_before = models.BooleanField(_("reported before"), default=False)
    place_note = models.CharField(_("how to find the place"), max_length=300, blank=True)

    anonymous = models.BooleanField(_("anonymous"), default=False)
    confidential = models.BooleanField(_("confidential"), default=False)

    point = models.PointField(_("point"), srid=4326, null=True, blank=True)
    point_source = models.CharField(_("point given by"), max_length=12, choices=PointSource.choices)
    accuracy_m = models.FloatField(_("accuracy (m)"), null=True, blank=True)
    public_point = models.PointField(_("public point"), srid=4326, null=True, blank=True)
    public_cell_m = models.FloatField(_("size of the public cell (m)"), null=True, blank=True)
    setting = models.CharField(_("setting"), max_length=10)
    doubtful = models.BooleanField(_("place to be confirmed"), default=False)
    regency = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("regency or city"),
        db_index=False,
    )
    province = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("province"),
        db_index=False,
    )

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("edition of boundaries")
    )

    permit_issuer = models.CharField(
        _("permit issued by"), max_length=10, choices=PermitIssuer.choices, default=PermitIssuer.UNKNOWN
    )
    crossing = models.CharField(_("crosses"), max_length=10, choices=Crossing.choices, default=Crossing.NONE)
    # Null only until setup has decided the reports of a database older than rules; the database refuses it after.
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        related_name="reports",
        verbose_name=_("responsible"),
        db_index=False,
    )
    tier = models.CharField(_("level"), max_length=10, choices=Tier.choices, blank=True)
    rule_number = models.PositiveSmallIntegerField(_("rule"), null=True, blank=True)
    responsibility_doubtful = models.BooleanField(_("responsibility to be confirmed"), default=False)
    dispute = models.CharField(_("objection to the responsible agency"), max_length=500, blank=True)
    answer_due_on = models.DateField(_("answer due"), null=True, blank=True)

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("unit")
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_reports",
        verbose_name=_("officer"),
    )
    urgency = models.CharField(_("urgency"), max_length=1, choices=Urgency.choices, default=Urgency.NORMAL)
    misconduct = models.BooleanField(_("alleged abuse of office"), default=False)
    field_visit = models.BooleanField(_("needs a visit"), default=False)
    accused_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency accused")
    )
    held = models.BooleanField(_("held for review"), default=False)
    held_why = models.CharField(_("held because"), max_length=200, blank=True)
    # None: nothing was blacked out; "": all of it.
    public_description = models.TextField(_("what happened, as published"), null=True, blank=True)
    public_source = models.CharField(_("suspected source, as published"), max_length=300, null=True, blank=True)
    public_remedy = models.CharField(_("what should be done, as published"), max_length=500, null=True, blank=True)
    transfers = models.PositiveSmallIntegerField(_("transfers"), default=0)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("joined to")
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("split from")
    )
    practice = models.BooleanField(_("exercise"), default=False)
    version = models.PositiveIntegerField(default=0)
    due_on = models.DateField(_("due"), null=True, blank=True)
    due_step = models.CharField(_("due step"), max_length=12, blank=True)
    disposed_at = models.DateTimeField(_("first handed to a unit"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first answered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    search = models.GeneratedField(
        expression=SearchVector(
            F("number"), F("description"), F("suspected_source"), F("desired_remedy"), F("place_note"),
            config="indonesian",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )  # fmt: skip

    received_at = models.DateTimeField(_("received"), db_index=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = RealReports()
    everything = ReportQuerySet.as_manager()

    if TYPE_CHECKING:
        photos: Manager["Photo"]
        places: Manager["PlaceRecord"]
        history: Manager["HistoryEntry"]
        category_id: str
        regency_id: int | None
        province_id: int | None
        edition_id: int | None
        agency_id: int | None
        unit_id: int | None
        assignee_id: int | None
        accused_agency_id: int | None
        merged_into_id: int | None
        responsibilities: Manager["ResponsibilityRecord"]

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        base_manager_name = "everything"
        ordering = ("-received_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(accuracy_m__isnull=True) | Q(accuracy_m__gte=0), name="report_accuracy"),
            models.CheckConstraint(
                condition=Q(point__isnull=False) | Q(regency__isnull=False, doubtful=True),
                name="report_placed_or_named",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=VERIFIED_STATES) | Q(verified_at__isnull=False),
                name="report_verified_has_time",
            ),
        )
        indexes = (
            models.Index(fields=("category", "received_at"), name="report_by_category"),
            models.Index(fields=("regency", "received_at"), name="report_by_regency"),
            models.Index(fields=("province", "received_at"), name="report_by_province"),
            models.Index(fields=("agency", "received_at"), name="report_by_agency"),
            models.Index(
                fields=("agency", "due_on", "id"), condition=Q(state__in=OPEN_STATES), name="report_open_by_agency"
            ),
            models.Index(
                fields=("assignee", "due_on", "id"), condition=Q(state__in=OPEN_STATES), name="report_open_by_assignee"
            ),
            models.Index(
                fields=("province", "due_on", "id"), condition=Q(state__in=OPEN_STATES), name="report_open_by_province"
            ),
            models.Index(fields=("due_on", "id"), condition=Q(state__in=OPEN_STATES), name="report_open_by_due"),
            models.Index(fields=("updated_at", "id"), condition=Q(state__in=OPEN_STATES), name="report_open_by_change"),
            models.Index(
                fields=("agency", "received_at", "id"), condition=Q(state__in=FINISHED_STATES), name="report_finished"
            ),
            models.Index(fields=("agency", "due_on", "id"), condition=Q(held=True), name="report_held_by_agency"),
            GinIndex(fields=("search",), name="report_by_words"),
            GinIndex(fields=("description",), name="report_by_likeness", opclasses=("gin_trgm_ops",)),
        )

    def __str__(self) -> str:
        return self.number

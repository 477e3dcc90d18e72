"""Agencies: institutions and their units, with the place they serve and the time they exist."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.checks import NATION, TIME_ZONES, Draft, check, check_tree
from accounts.integrity import tracked
from accounts.tiers import Tier

if TYPE_CHECKING:
    from django.db.models.manager import Manager


class AgencyKind(models.Model):
    """What an agency is for: DLH, Dinas Kehutanan, BKSDA, BBWS… Rules name kinds, never single agencies.

    `above` is the kind that stands in where an agency of this one is missing in every tier (BBWS → the ministry).
    """

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name_id = models.CharField(_("name (Indonesian)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    task_id = models.CharField(_("task (Indonesian)"), max_length=300, blank=True)
    task_en = models.CharField(_("task (English)"), max_length=300, blank=True)
    above = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stands in for it")
    )

    class Meta:
        verbose_name = _("kind of agency")
        verbose_name_plural = _("kinds of agencies")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name_id


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Agencies by time and place."""

    def in_force(self, on: dt.date | None = None) -> "AgencyQuerySet":
        """Agencies that exist on a date (today when None)."""
        on = on or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        )

    def serving(self, *codes: str) -> "AgencyQuerySet":
        """Agencies that serve one of these areas: codes of areas, or NATION."""
        return self.filter(area_codes__overlap=list(codes))

    def tree(self) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
        """Return, by code, what agencies are part of and whom they took over from."""
        parents = dict(self.filter(parent__isnull=False).values_list("code", "parent__code"))
        replaces: dict[str, tuple[str, ...]] = {}
        for code, replaced in self.filter(replaces__isnull=False).values_list("code", "replaces__code"):
            replaces[code] = (*replaces.get(code, ()), replaced)
        return parents, replaces


def seat(area_codes: list[str]) -> str:
    """Return the area in which an agency has its office: the first that it serves, as its time zone is that one's."""
    first = area_codes[0] if area_codes else NATION
    return "" if first == NATION else first


@tracked()
class Agency(models.Model):
    """One institution or unit.

    `area_codes` are codes of areas it serves ("64.08", "64", or NATION for the whole country), not rows: an agency
    outlives the editions of boundaries. Where *pemekaran* changed a code but not the agency, both codes stand there.
    `overlay_keys` are "kind:code" of overlays it serves instead (a national park, a river basin).
    `valid_from` is the first day it exists, `valid_to` the first day it no longer does. `replaces` names those it took
    over from, so that a tree which is right today can be read for an earlier date.
    """

    NATION = NATION

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    kind = models.ForeignKey(AgencyKind, on_delete=models.PROTECT, related_name="agencies", verbose_name=_("kind"))
    tier = models.CharField(_("level"), max_length=10, choices=Tier.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("part of")
    )
    replaces = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="replaced_by", verbose_name=_("took over from")
    )
    area_codes = ArrayField(models.CharField(max_length=5), verbose_name=_("areas served"), default=list, blank=True)
    overlay_keys = ArrayField(
        models.CharField(max_length=80), verbose_name=_("overlays served"), default=list, blank=True
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    website = models.URLField(_("website"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default=TIME_ZONES[0])
    placeholder = models.BooleanField(
        _("generated"),
        default=True,
        help_text=_("Made from the list of areas; nobody has confirmed name and contacts."),
    )

    objects = AgencyQuerySet.as_manager()

    if TYPE_CHECKING:
        units: Manager["Agency"]
        kind_id: str
        parent_id: int | None
        replaced_codes: list[str]  # set while a table is read

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ("tier", "name")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="agency_valid_to_after_from",
            ),
            models.CheckConstraint(condition=~Q(area_codes=[]) | ~Q(overlay_keys=[]), name="agency_serves_somewhere"),
        )
        indexes = (
            models.Index(fields=("kind", "tier"), name="agency_by_kind"),
            GinIndex(fields=("area_codes",), name="agency_by_area"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def area(self) -> str:
        """Code of the area it sits in, whose local days off are its own; empty where it serves the nation."""
        return seat(self.area_codes)

    def draft(self, replaces: Iterable[str] = ()) -> Draft:
        """Return what the checks look at; `replaces` are codes, which a row that is not stored cannot tell."""
        return Draft(
            code=self.code,
            tier=self.tier,
            parent=self.parent.code if self.parent else "",
            replaces=tuple(replaces),
            area_codes=tuple(self.area_codes or ()),
            overlay_keys=tuple(self.overlay_keys or ()),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            time_zone=self.time_zone,
            kind=self.kind_id or "",
        )

    def clean(self) -> None:
        """Refuse an agency that serves nowhere, ends before it begins, or is part of itself."""
        super().clean()
        draft = self.draft()
        errors = check(draft)
        parents, replaces = Agency.objects.tree()
        errors.merge(check_tree(self.code, {**parents, self.code: draft.parent}, replaces))
        errors.raise_any()

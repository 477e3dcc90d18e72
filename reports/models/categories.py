"""What a report is about. Rows, seeded from fixtures, edited by administrators."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    """How soon someone must look at it."""

    EMERGENCY = "D", _("emergency")
    HIGH = "T", _("high")
    NORMAL = "N", _("normal")


class Theme(models.Model):
    """A group of categories: land, water, biodiversity, air, waste."""

    code = models.CharField(_("code"), max_length=1, primary_key=True)
    name_id = models.CharField(_("name (Indonesian)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    icon = models.CharField(_("icon"), max_length=40)
    colour = models.CharField(_("colour"), max_length=7)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name_id


class CategoryQuerySet(models.QuerySet["Category"]):
    """Categories in use."""

    def active(self) -> "CategoryQuerySet":
        """Categories that a citizen may choose today."""
        return self.filter(active=True)


class Category(models.Model):
    """A kind of complaint. `confidential` hides the content by default, `coarse_place` shows a cell, not a point."""

    code = models.CharField(_("code"), max_length=4, primary_key=True)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="categories", verbose_name=_("theme"))
    name_id = models.CharField(_("name (Indonesian)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100)
    hint_id = models.CharField(_("hint (Indonesian)"), max_length=200, blank=True)
    hint_en = models.CharField(_("hint (English)"), max_length=200, blank=True)
    words = ArrayField(models.CharField(max_length=40), verbose_name=_("everyday words"), default=list, blank=True)
    icon = models.CharField(_("icon"), max_length=40)
    urgency = models.CharField(_("urgency"), max_length=1, choices=Urgency.choices)
    confidential = models.BooleanField(_("confidential by default"), default=False)
    coarse_place = models.BooleanField(_("public place is a cell"), default=False)
    duplicate_m = models.PositiveIntegerField(_("same incident within (m)"), default=250)
    duplicate_days = models.PositiveSmallIntegerField(_("same incident within (days)"), default=30)
    position = models.PositiveSmallIntegerField(_("position"))
    active = models.BooleanField(_("in use"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name_id

    @property
    def hint(self) -> str:
        """A line of examples in the language of the page."""
        return self.hint_en if get_language() == "en" else self.hint_id

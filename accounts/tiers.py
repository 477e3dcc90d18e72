"""The three levels of government."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tier(models.TextChoices):
    """The level of government that an agency belongs to."""

    REGENCY = "regency", _("regency or city")
    PROVINCE = "province", _("province")
    CENTRAL = "central", _("central government")

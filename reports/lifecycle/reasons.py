"""Why a case is put aside."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ArchiveReason(models.TextChoices):
    """Why nobody goes on with a report. "Not our authority" is none: such a report is transferred, never archived."""

    FALSE = "false", _("nothing of it is found to be so")
    UNCLEAR = "unclear", _("cannot be understood, and the reporter does not reply")
    ELSEWHERE = "elsewhere", _("handled elsewhere under another number")
    OFF_TOPIC = "off_topic", _("is not about land, water, air, waste or wildlife")
    ASKED = "asked", _("the reporter asked for it in another way")
    SPAM = "spam", _("advertising, a test or abuse")

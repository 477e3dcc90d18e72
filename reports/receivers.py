"""What reports answer to news from the apps below."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from boundaries.models import Edition
from boundaries.signals import PreviewLink, activation_previewed


@receiver(activation_previewed)
def offer_look_ahead(edition: Edition, **_kwargs: Any) -> PreviewLink:
    """Lead whoever is about to put an edition in force to what that would change for reports."""
    return PreviewLink(
        _("What would change for reports"), reverse("admin:reports_reassignment_ahead", args=[edition.pk])
    )

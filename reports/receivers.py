"""What reports answer to news from the apps below."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.letters import write_letter
from accounts.models import Agency, Membership, Unit, User
from accounts.signals import OpenCases, membership_ended, membership_ending, unit_closed
from boundaries.models import Edition
from boundaries.signals import PreviewLink, activation_previewed
from reports.actions.case.handing_over import count_open, hand_back, hand_over


@receiver(activation_previewed)
def offer_look_ahead(edition: Edition, **_kwargs: Any) -> PreviewLink:
    """Lead whoever is about to put an edition in force to what that would change for reports."""
    return PreviewLink(
        _("What would change for reports"), reverse("admin:reports_reassignment_ahead", args=[edition.pk])
    )


@receiver(membership_ending)
def count_cases(user: User, agency: Agency, **_kwargs: Any) -> OpenCases:
    """Say how many cases would be handed over, before somebody leaves."""
    return OpenCases(*count_open(user, agency))


@receiver(membership_ended)
def hand_cases_over(membership: Membership, successor: User | None, by: User | None, **_kwargs: Any) -> None:
    """Hand over what a member had in hand, unless they go on working there in another role; one letter for all."""
    leaver, agency = membership.user, membership.agency
    if Membership.objects.current().filter(user=leaver, agency=agency).exists():
        return
    count = hand_over(leaver, agency, successor, by)
    if count and successor is not None:
        write_letter(
            successor.email, successor.language, "handed_over", count=count, leaver=leaver, agency=agency, to=successor
        )


@receiver(unit_closed)
def take_cases_back(unit: Unit, by: User | None, **_kwargs: Any) -> None:
    """Let no case wait in a unit that is closed."""
    hand_back(unit, by)

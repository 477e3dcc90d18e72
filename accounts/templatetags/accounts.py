"""Tags of the pages of accounts."""

import re
from contextlib import suppress
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts import addresses
from accounts.standing import standing_of

register = template.Library()

_BROWSERS = (("Firefox", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_TELEPHONE = re.compile("Android|iPhone|Mobile")


@dataclass(frozen=True, slots=True)
class AccountLink:
    """One way in the page's header."""

    label: str
    url: str
    icon: str


@register.simple_tag(takes_context=True)
def account_links(context: Context) -> list[AccountLink]:
    """Ways to one's desk and account, or to the sign-in."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return [AccountLink(_("Sign in"), reverse("account_login"), "box-arrow-in-right")]
    links = [AccountLink(_("Account"), reverse("accounts:home"), "person-circle")]
    if standing_of(user).is_staff:
        with suppress(NoReverseMatch):
            links.insert(0, AccountLink(_("Desk"), reverse(settings.STAFF_HOME), "inbox"))
    return links


@register.filter
def device(user_agent: str) -> str:
    """What a browser says of itself, in two words: "Chrome, Android"."""
    found = [next((name for mark, name in names if mark in user_agent), "") for names in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found)) or _("Unknown device")


@register.filter
def device_icon(user_agent: str) -> str:
    """The icon of a telephone or of a computer."""
    return "phone" if _TELEPHONE.search(user_agent) else "laptop"


@register.filter
def masked(address: str | None) -> str:
    """An address that its owner recognises and nobody else can use."""
    return addresses.masked(address)

"""The letter about hotspots: what it says, and handing it over to the mail server once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.standing import standing_of
from maps.hotspot.seeing import see_hotspots
from maps.hotspot.writing import taken_up_after
from maps.models import Hotspot, HotspotEntry, HotspotLetter, HotspotSilence
from reports.clocks.addressees import Mailbox, mailbox_of
from reports.telling.links import host
from reports.telling.mailing import as_email


@dataclass(frozen=True, slots=True)
class Line:
    """One hotspot of the letter: what is new, where, and what everybody may know of it."""

    number: int
    news: str
    name: str
    figures: str
    link: str


def hand_over(letter_id: int) -> None:
    """Send a letter unless it was sent, or is wanted or allowed no more; raise OSError where the server cannot now.

    The row stays locked until that it was sent is written down. A worker killed in between sends it again, with the
    same Message-ID.
    """
    with transaction.atomic():
        letter = HotspotLetter.objects.select_for_update(of=("self",)).select_related("user").get(pk=letter_id)
        if letter.sent_at is not None or letter.dropped:
            return
        entries = _still_seen(letter)
        to = mailbox_of(("user", letter.user_id) if letter.user_id else ("agency", letter.agency_id or 0))
        if to is None or HotspotSilence.objects.filter(user=letter.user_id).exists():
            letter.dropped = "unwanted"
        elif not entries:
            letter.dropped = "hidden"
        else:
            with override(to.language):
                _letter(letter, to, entries).send()
            letter.sent_at = timezone.now()
        letter.save(update_fields=["sent_at", "dropped"])


def _still_seen(letter: HotspotLetter) -> list[HotspotEntry]:
    """Return what is told, but of hotspots that its reader may see no more, or that are over."""
    if letter.user is not None and not standing_of(letter.user).is_staff:
        return []
    rows = (
        HotspotEntry.objects.filter(pk__in=letter.news.values("entry")).select_related("hotspot__agency").order_by("at")
    )
    entries = list(rows.filter(hotspot__joined_to=None))
    hotspots = Hotspot.objects.filter(pk__in=[entry.hotspot_id for entry in entries])
    seen = {one.hotspot.pk for one in see_hotspots(letter.user, hotspots)}
    return [entry for entry in entries if entry.hotspot_id in seen]


def _letter(letter: HotspotLetter, to: Mailbox, entries: list[HotspotEntry]) -> EmailMultiAlternatives:
    lines = list(_lines(entries))
    count = len({line.number for line in lines})
    subject = ngettext("%(n)d hotspot in your area", "%(n)d hotspots in your area", count) % {"n": count}
    desk = settings.SITE_URL + reverse("maps:desk-hotspots")
    words: dict[str, Any] = {
        "subject": subject,
        "lead": ngettext(
            "Incidents gather at %(n)d place in your area, or somebody gave it into your hands.",
            "Incidents gather at %(n)d places in your area, or somebody gave them into your hands.",
            count,
        )
        % {"n": count},
        "link": desk,
        "link_label": _("Hotspots in your area"),
        "why": _(
            "You get this letter because your office handles reports there. There is one a day at most; it can be"
            " stopped on the page of the hotspots in your area."
        ),
    }
    identifier = salted_hmac("maps.hotspot-letter", str(letter.pk), algorithm="sha256").hexdigest()[:32]
    headers = {"Message-ID": f"<hotspots-{identifier}@{host()}>"}
    return as_email("hotspots", {"letter": words, "lines": lines}, subject=subject, to=to.address, headers=headers)


def _lines(entries: Iterable[HotspotEntry]) -> Iterator[Line]:
    """Yield what is told of each: figures as everybody may know them, for mailboxes are read by many."""
    words = {
        "found": _("New"),
        "split": _("New, apart from another one"),
        "flared_up": _("Flared up again"),
        "handed_over": _("Given into your hands"),
    }
    keys = [entry.hotspot_id for entry in entries]
    public = {seen.hotspot.pk: seen for seen in see_hotspots(None, Hotspot.objects.filter(pk__in=keys))}
    for entry in entries:
        hotspot, seen = entry.hotspot, public.get(entry.hotspot_id)
        news = words[entry.verb]
        if hotspot.agency and taken_up_after(entry):
            news = _("%(news)s; taken up by %(agency)s since") % {"news": news, "agency": hotspot.agency}
        figures = _("What it is about stands at the desk.")
        if seen is not None:
            incidents = ngettext("%(n)d incident", "%(n)d incidents", seen.n) % {"n": seen.n}
            figures = f"{seen.category.name}: {incidents}, {_day(seen.first_on)}–{_day(seen.last_on)}"
        yield Line(
            number=hotspot.number,
            news=news,
            name=hotspot.place_name if seen is not None else hotspot.regency or hotspot.province,
            figures=figures,
            link=settings.SITE_URL + hotspot.url,
        )


def _day(day: Any) -> str:
    return date_format(day, "j M Y")

"""What the scripts of a form with a place are told (js/core.js reads it from #form-settings)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.photos import LONG_EDGE, MAX_PHOTOS
from reports.places import LOCALITY_ACCURACY_M


def script_settings() -> dict[str, Any]:
    """What the page's scripts need to know: addresses, limits and words in the language of the page."""
    return {
        "answer": reverse("reports:answer"),
        "similar": reverse("reports:similar"),
        "places": reverse("reports-api:places"),
        "localityAccuracy": LOCALITY_ACCURACY_M,
        "photos": {"most": MAX_PHOTOS, "edge": LONG_EDGE},
        "text": _text(),
    }


def _text() -> dict[str, str]:
    return {
        "searching": _("Searching the area…"),
        "offline": _("No connection: the area will be found when the report is sent."),
        "gpsWait": _("Waiting for the GPS…"),
        "gpsGood": _("GPS fix, accurate to about %(metres)s m."),
        "gpsPoor": _(
            "The GPS is accurate to %(metres)s m only. It is accepted; better still, drag the pin to the exact place."
        ),
        "gpsDenied": _("The telephone does not give its position. Search for the village or tap on the map."),
        "movePin": _("Where exactly this lies is not known: tap the map, or move the pin, to the place."),
        "noHits": _("No place of this name was found. Try the district or the regency."),
        "hits": _("%(count)s places found. Choose with the arrow keys."),
        "photoPlace": _("This photo says where it was taken. Use that place?"),
        "usePhotoPlace": _("Use the photo's place"),
        "shrinking": _("Making photos smaller…"),
        "ready": _("%(count)s photos ready (%(kilobytes)s KB)"),
        "tooMany": _("At most %(count)s photos can be sent."),
        "remove": _("Remove"),
        "sending": _("Sending…"),
        "noSignal": _("There is no signal. What you typed is kept here; press Send again when the signal is back."),
        "noMap": _("The map cannot be loaded now. Search for the village or type coordinates."),
        "restored": _("What you typed earlier was restored."),
        "discard": _("Start afresh"),
        "pin": _("Place of the report"),
        "comeCloser": _("Tap again or drag the pin until it stands at the very place."),
    }

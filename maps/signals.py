"""News of hotspots for whoever stands above: sent after the transaction has been committed."""

from django.dispatch import Signal

# Arguments: hotspot (maps.models.Hotspot), entry (maps.models.HotspotEntry).
hotspot_changed = Signal()

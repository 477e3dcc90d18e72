"""What partners' programs filed, and what became of the pictures that they named."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from reports.admin.look_only import LookOnly
from reports.models import PartnerFiling


@admin.register(PartnerFiling)
class PartnerFilingAdmin(LookOnly, admin.ModelAdmin):
    """Filings by partner and by what became of the picture."""

    list_display = ("number", "partner", "key", "media", "media_why")
    list_filter = ("media", ("key__partner", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("report", "key__partner")
    search_fields = ("=report__number",)
    fields = ("number", "partner", "key", "media_url", "media", "media_tries", "media_why")
    readonly_fields = ("number", "partner")

    @admin.display(description=_("report"))
    def number(self, filing: PartnerFiling) -> str:
        """Which report it is."""
        return filing.report.number

    @admin.display(description=_("partner"))
    def partner(self, filing: PartnerFiling) -> str:
        """Whose program sent it."""
        return filing.key.partner.name

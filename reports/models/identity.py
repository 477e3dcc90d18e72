"""Who filed a report: a store of its own, encrypted, apart from what the report says."""

from django.db import models


class ReporterIdentity(models.Model):
    """Name and contacts of a reporter, each encrypted with IDENTITY_KEY (reports.crypto); absent if none was given."""

    report = models.OneToOneField("reports.Report", on_delete=models.CASCADE, related_name="identity")
    name = models.BinaryField(blank=True)
    phone = models.BinaryField(blank=True)
    email = models.BinaryField(blank=True)

    def __str__(self) -> str:
        return f"identity of {self.report_id}"

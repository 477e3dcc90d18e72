from django.db import migrations, models
from django.db.models import Q

SHOWN_ANEW = (
    "add_evidence", "add_photos", "approve_evidence", "change_privacy", "confirm_responsibility", "hold_back",
    "impose_privacy", "move_pin", "redact", "release", "set_misconduct", "treat_photo",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("reports", "0027_partner_filings")]

    operations = [
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(
                fields=["at", "id"], condition=Q(audience="public") | Q(verb__in=SHOWN_ANEW), name="history_seen"
            ),
        ),
    ]

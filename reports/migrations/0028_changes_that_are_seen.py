from django.db import migrations, models
from django.db.models import Q

# As the public may see them: models.history.SEEN
SHOWN_ANEW = (
    "add_evidence", "add_photos", "approve_evidence", "change_privacy", "confirm_responsibility", "hold_back",
    "impose_privacy", "move_pin", "redact", "release", "set_misconduct", "treat_photo",
)  # fmt: skip
SEEN = Q(audience="public") | Q(verb__in=SHOWN_ANEW)


class Migration(migrations.Migration):
    dependencies = [("reports", "0027_partner_filings")]

    operations = [
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(fields=["at", "id"], condition=SEEN, name="history_seen"),
        ),
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(fields=["report", "at"], condition=SEEN, name="history_seen_of_report"),
        ),
    ]

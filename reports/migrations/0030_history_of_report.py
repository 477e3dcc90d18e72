from django.db import migrations, models
from django.db.models import CASCADE


class Migration(migrations.Migration):
    dependencies = [("reports", "0029_intake_rows")]

    operations = [
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(
                fields=["report", "at", "id"],
                include=["verb", "state", "state_before", "agency"],
                name="history_of_report",
            ),
        ),
        # The new one begins with the report, too
        migrations.AlterField(
            model_name="historyentry",
            name="report",
            field=models.ForeignKey(on_delete=CASCADE, related_name="history", to="reports.report", db_index=False),
        ),
    ]

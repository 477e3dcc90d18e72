import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0030_history_of_report"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(fields=["actor", "agency", "at"], name="history_of_actor"),
        ),
        migrations.AlterField(
            model_name="historyentry",
            name="actor",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to=settings.AUTH_USER_MODEL, db_index=False,
            ),
        ),
    ]  # fmt: skip

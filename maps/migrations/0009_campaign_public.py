from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("maps", "0008_beyond_counts"),
    ]

    operations = [
        migrations.AddField(
            model_name="hotspot",
            name="campaign_public",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="runcluster",
            name="campaign_public",
            field=models.BooleanField(default=False),
        ),
    ]

"""How far the place is after which a hotspot is named."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("maps", "0004_class_breaks"),
    ]

    operations = [
        migrations.AddField(
            model_name="hotspot",
            name="near_km",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="km away"),
        ),
    ]

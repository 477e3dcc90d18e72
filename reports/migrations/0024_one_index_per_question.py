"""Of two indexes that begin with the same column the shorter one answers nothing that the longer does not."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_history_is_never_emptied"),
        ("boundaries", "0008_overlay_rims"),
        ("reports", "0023_distances_of_categories"),
    ]

    operations = [
        migrations.AlterField(
            model_name="placerecord",
            name="run",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reports.reassignment",
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="accounts.agency",
                verbose_name="responsible",
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="category",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="reports.category",
                verbose_name="category",
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="province",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="boundaries.area",
                verbose_name="province",
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="regency",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="boundaries.area",
                verbose_name="regency or city",
            ),
        ),
        migrations.AlterField(
            model_name="responsibilityrecord",
            name="run",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reports.reassignment",
            ),
        ),
    ]

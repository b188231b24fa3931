import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.clock
from common.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("unions", "0002_closed_accounts")]

    operations = [
        migrations.CreateModel(
            name="PointsPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("check_in", models.PositiveSmallIntegerField(default=5, verbose_name="points for a check-in")),
                ("session", models.PositiveSmallIntegerField(default=10, verbose_name="points for attending an activity")),
            ],
            options={"verbose_name": "policy on points", "verbose_name_plural": "policy on points"},
        ),
        migrations.CreateModel(
            name="PointsEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.SmallIntegerField(verbose_name="points")),
                ("reason", models.CharField(choices=[("check_in", "came to a booking"), ("session", "attended an activity"), ("correction", "taken back")], max_length=16, verbose_name="reason")),
                ("key", models.CharField(editable=False, max_length=60, unique=True, verbose_name="key")),
                ("at", models.DateTimeField(default=common.clock.now, verbose_name="time")),
                ("by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="by")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="points_entries", to=settings.AUTH_USER_MODEL, verbose_name="person")),
            ],
            options={
                "verbose_name": "points entry",
                "verbose_name_plural": "points entries",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["person", "-at"], name="points_of_person")],
                "constraints": [models.CheckConstraint(condition=models.Q(("points", 0), _negated=True), name="points_entry_not_empty")],
            },
        ),
        append_only("unions_pointsentry"),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("homes", "0006_rules")]

    operations = [
        migrations.AddField(
            model_name="space",
            name="check_in_required",
            field=models.BooleanField(db_default=False, default=False, verbose_name="check-ins are recorded"),
        ),
        migrations.AddField(
            model_name="space",
            name="grace_minutes",
            field=models.PositiveSmallIntegerField(db_default=15, default=15, verbose_name="kept after the start (minutes)"),
        ),
        migrations.AddField(
            model_name="space",
            name="late_cancel",
            field=models.CharField(
                choices=[("counted", "possible, and counted"), ("free", "possible, not counted"), ("refused", "not possible")],
                db_default="counted",
                default="counted",
                max_length=8,
                verbose_name="cancelling after the deadline",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("homes", "0005_ticket_states")]

    operations = [
        migrations.AddField(
            model_name="space",
            name="check_in_required",
            field=models.BooleanField(
                default=False,
                help_text="Only where a QR plaque or the list of today is in use: whoever does not check in has missed the booking.",
                verbose_name="check-ins are recorded",
            ),
        ),
        migrations.AddField(
            model_name="space",
            name="grace_minutes",
            field=models.PositiveSmallIntegerField(
                default=15,
                help_text="After so long without a check-in the place goes to others; 0: never.",
                verbose_name="kept after the start (minutes)",
            ),
        ),
        migrations.AddField(
            model_name="space",
            name="late_cancel",
            field=models.CharField(
                choices=[("counted", "possible, and counted"), ("free", "possible, not counted"), ("refused", "not possible")],
                default="counted",
                max_length=8,
                verbose_name="cancelling after the deadline",
            ),
        ),
    ]

from django.db import migrations

# What a space had set by hand becomes its own rule, so that nothing changes for anybody.
OWN_RULES = """
INSERT INTO bookings_ruleset (space_id, step_minutes, min_minutes, max_minutes, lead_minutes,
    horizon_days, buffer_minutes, cancel_minutes, daily_quota, needs_approval, members_only)
SELECT id, NULLIF(step_minutes, 30), NULLIF(min_minutes, 30), NULLIF(max_minutes, 240),
    NULLIF(lead_minutes, 0), NULLIF(horizon_days, 14), NULLIF(buffer_minutes, 0),
    NULLIF(cancel_minutes, 0), NULLIF(COALESCE(daily_quota, -1), 2),
    NULLIF(needs_approval, false), NULLIF(members_only, false)
FROM homes_space
WHERE (step_minutes, min_minutes, max_minutes, lead_minutes, horizon_days, buffer_minutes,
    cancel_minutes, COALESCE(daily_quota, -1), needs_approval, members_only)
    <> (30, 30, 240, 0, 14, 0, 0, 2, false, false)
"""


class Migration(migrations.Migration):

    dependencies = [("bookings", "0003_rules")]

    operations = [migrations.RunSQL(OWN_RULES, migrations.RunSQL.noop)]

"""What the libraries bring to the admin: kept where a superuser needs it, taken out elsewhere."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Group
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from rest_framework.authtoken.models import TokenProxy

from common.admin import PortalAdmin

# Powers come from appointments, sign-in from the phone, schedules from config/celery.py.
UNUSED = (
    Group,
    EmailAddress,
    TokenProxy,
    AccessLog,
    AccessFailureLog,
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    SolarSchedule,
)
for model in (*UNUSED, PeriodicTask, AccessAttempt, Authenticator):
    admin.site.unregister(model)


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(PortalAdmin):
    """When each task last ran; it can be switched off."""

    list_display = ["name", "task", "scheduler", "enabled", "last_run_at", "total_run_count"]
    list_select_related = ["interval", "crontab"]
    fields = ["name", "task", "interval", "crontab", "enabled", "last_run_at", "total_run_count"]
    readonly_fields = ["name", "task", "interval", "crontab", "last_run_at", "total_run_count"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(AccessAttempt)
class AccessAttemptAdmin(PortalAdmin):
    """Who failed to sign in; deleting a row lets them try again."""

    deletable = True
    list_display = ["attempt_time", "username", "ip_address", "failures_since_start"]
    search_fields = ["username", "ip_address"]
    fields = ["attempt_time", "username", "ip_address", "failures_since_start", "user_agent"]
    readonly_fields = fields

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Authenticator)
class AuthenticatorAdmin(PortalAdmin):
    """Second factors; deleting one helps whoever has lost the telephone. Secrets stay hidden."""

    deletable = True
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]
    search_fields = ["user__display_name", "user__phone"]
    fields = ["user", "type", "created_at", "last_used_at"]
    readonly_fields = fields

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

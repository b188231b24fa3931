"""The admin's page of timed tasks: how each fares, by the beat's schedule."""

from datetime import datetime

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask
from unfold.decorators import display

from common import clock
from common.admin import PortalAdmin
from common.enums import JobState
from common.jobs import Job, entries, job_of
from common.models import JobRun
from unions.rules import manages_province

# What each task does, for cadres.
NAMES = {
    "forget-unproven-numbers": _("Delete accounts whose number was never proven"),
    "say-alive": _("Sign of life of the worker"),
    "resume-imports": _("Take up abandoned imports"),
    "resume-reports": _("Take up abandoned reports"),
    "close-past-reservations": _("Close bookings that are over"),
    "release-unclaimed": _("Free what nobody came to use"),
    "excuse-shut-doors": _("Take back strikes where the door was shut"),
    "settle-overdue-appeals": _("Settle appeals that nobody answered"),
    "forget-conduct": _("Forget old strikes and blocks"),
    "catch-up-statuses": _("Give homes the status that begins today"),
    "escalate-tickets": _("Move overdue tickets up"),
    "refresh-verification": _("Mark homes that nobody proved open"),
    "call-doors": _("Ask homes for proof that they are open"),
    "draw-inspections": _("Draw the inspections of the day"),
    "escalate-requests": _("Pass on requests that nobody decided in time"),
    "forget-contacts": _("Erase contacts of people without an account"),
    "resume-closures": _("Resume closures"),
    "sweep-waitlists": _("Pass on places of waiting lists"),
    "send-messages": _("Send text messages and e-mails"),
    "forget-old-messages": _("Delete old messages"),
    "remind-of-bookings": _("Remind people of bookings"),
    "remind-of-sessions": _("Remind people of activities"),
    "remind-of-agreements": _("Remind cadres of agreements that end"),
    "forget-visit-marks": _("Forget device marks of visits"),
}
COLOURS = {
    JobState.WELL: "success",
    JobState.NEW: "info",
    JobState.OFF: "info",
    JobState.LATE: "danger",
    JobState.FAILING: "danger",
}


@admin.register(JobRun)
class JobRunAdmin(PortalAdmin):
    """For superusers and the province. Nothing is entered here: the worker keeps these rows."""

    list_display = ["what", "state", "succeeded", "due", "failure"]
    list_display_links = None
    list_per_page = 100
    fields = ["task", "started_at", "succeeded_at", "failed_at", "error"]
    readonly_fields = fields

    def has_view_permission(self, request, obj=None) -> bool:
        return manages_province(request.user)

    def has_module_permission(self, request) -> bool:
        return manages_province(request.user)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request):
        """Those of the schedule; what only a former version ran is not shown."""
        off = PeriodicTask.objects.filter(task=OuterRef("task"), enabled=False)
        known = [entry.task for entry in entries()]
        return super().get_queryset(request).filter(task__in=known).annotate(off=Exists(off))

    def job(self, row) -> Job:
        entry = next(entry for entry in entries() if entry.task == row.task)
        return job_of(entry, row, clock.now(), enabled=not row.off)

    @display(description=_("task"), header=True)
    def what(self, row):
        job = self.job(row)
        return [name_of(job), job.name]

    @display(description=_("state"), label=COLOURS)
    def state(self, row):
        job = self.job(row)
        return job.state, JobState(job.state).label

    @display(description=_("last success"))
    def succeeded(self, row) -> str:
        return text_of(row.succeeded_at)

    @display(description=_("next due"))
    def due(self, row) -> str:
        return text_of(self.job(row).due_at)

    @display(description=_("last failure"))
    def failure(self, row) -> str:
        return f"{text_of(row.failed_at)} {row.error}" if row.failed_at else "–"


def name_of(job: Job) -> str:
    """What the task does, in the reader's language; its code where nobody has named it."""
    return str(NAMES.get(job.name, job.name))


def text_of(moment: datetime | None) -> str:
    """To the second, for some tasks run every few."""
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}" if moment else "–"

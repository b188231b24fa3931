"""Every write of this app with a consequence."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import audit, clock
from common.errors import Refusal
from reports import tasks
from reports.enums import ReportKind, ReportState
from reports.models import Report
from unions.models import Person, Union


@transaction.atomic
def request_report(
    *, kind: ReportKind, union: Union, starts_on: date, ends_on: date, by: Person
) -> Report:
    """Ask for a report; a worker builds it in the background. `union` must be in scope.

    Refuses with `period` when the period ends before it starts.
    """
    if ends_on < starts_on:
        raise Refusal("period", _("The period ends before it starts."))
    report = Report.objects.create(
        kind=kind, union=union, starts_on=starts_on, ends_on=ends_on, requested_by=by
    )
    audit.record(action="report requested", target=report, actor=by)
    # Robust: with the broker down the report stays queued and `resume_reports` finds it.
    transaction.on_commit(lambda: tasks.build_report.delay(report.pk), robust=True)
    return report


@transaction.atomic
def cancel_report(*, report: Report, by: Person) -> Report:
    """Stop a report that is not finished. Refuses with `finished` when there is nothing to stop."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not report.is_unfinished:
        raise Refusal("finished", _("This report is finished already; it cannot be cancelled."))
    report.state, report.finished_at = ReportState.CANCELLED, clock.now()
    report.save(update_fields=["state", "finished_at"])
    audit.record(action="report cancelled", target=report, actor=by)
    return report

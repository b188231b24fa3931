"""Background work of reports: ids in, safe to run twice."""

from celery import shared_task

from common import clock
from reports.models import Report


@shared_task
def build_report(report_id: int) -> None:
    """Build one report."""
    # Arithmetic and typesetting are for the worker; the web process only queues this task.
    from reports import building

    building.build_report(report_id)


@shared_task
def resume_reports() -> None:
    """Queue again what a killed worker or a lost message left behind."""
    from reports import building

    for report_id in building.abandoned():
        Report.objects.filter(pk=report_id).update(queued_at=clock.now())
        build_report.delay(report_id)

"""Background work of reports: ids in, safe to run twice."""

from celery import shared_task

from common import clock
from reports import building
from reports.models import Report


@shared_task
def build_report(report_id: int) -> None:
    """Build one report."""
    building.build_report(report_id)


@shared_task
def resume_reports() -> None:
    """Queue again what a killed worker or a lost message left behind."""
    for report_id in building.abandoned():
        Report.objects.filter(pk=report_id).update(queued_at=clock.now())
        build_report.delay(report_id)

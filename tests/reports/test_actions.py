from datetime import date

import pytest

from common.errors import Refusal
from common.models import AuditEntry
from reports import actions
from reports.enums import ReportKind, ReportState
from reports.models import Report
from tests.factories.reports import ReportFactory, ReportFileFactory

pytestmark = pytest.mark.django_db


def ask(union, by, first=date(2026, 10, 1), last=date(2026, 10, 31)):
    return actions.request_report(
        kind=ReportKind.FUNDING, union=union, starts_on=first, ends_on=last, by=by
    )


def test_a_report_waits_for_a_worker(tree, city):
    report = ask(tree["350500"], city)
    assert (report.state, report.progress, report.requested_by) == (ReportState.QUEUED, 0, city)
    assert AuditEntry.objects.get(action="report requested").row == str(report.pk)


def test_a_period_that_ends_before_it_starts_is_refused(tree, city):
    with pytest.raises(Refusal) as refusal:
        ask(tree["350500"], city, first=date(2026, 11, 1))
    assert refusal.value.code == "period"
    assert not Report.objects.exists()


def test_one_that_waits_is_cancelled_once(tree, city):
    report = ReportFactory(union=tree["350500"])
    cancelled = actions.cancel_report(report=report, by=city)
    assert (cancelled.state, cancelled.finished_at is None) == (ReportState.CANCELLED, False)
    with pytest.raises(Refusal) as refusal:
        actions.cancel_report(report=report, by=city)
    assert refusal.value.code == "finished"


def test_one_that_is_done_stays_done(tree, city):
    report = ReportFileFactory(report__union=tree["350500"]).report
    with pytest.raises(Refusal):
        actions.cancel_report(report=report, by=city)
    report.refresh_from_db()
    assert report.state == ReportState.DONE

"""Reports, waiting or done."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from reports.enums import FileFormat, ReportKind, ReportState
from reports.models import Report, ReportFile, Standard
from reports.payloads import Subject, build, frozen
from reports.period import Period
from reports.reference import load_standards
from reports.rendering import rendered
from tests.factories.unions import PersonFactory, UnionFactory


def payload_of(report) -> dict:
    """The figures of a report's union and period as they are now."""
    load_standards()
    subject = Subject(
        report.kind,
        report.union,
        Period(report.starts_on, report.ends_on),
        Standard.objects.get(is_default=True),
    )
    return frozen(subject, build(subject))


class ReportFactory(DjangoModelFactory):
    """A report that waits for a worker; `done=True` for one with its figures."""

    class Meta:
        model = Report

    kind = ReportKind.FUNDING
    union = factory.SubFactory(UnionFactory)
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 6, 30)
    requested_by = factory.SubFactory(PersonFactory, is_staff=True)

    class Params:
        done = factory.Trait(
            state=ReportState.DONE,
            payload=factory.LazyAttribute(payload_of),
            digest=factory.LazyAttribute(lambda row: row.payload["hash"]),
        )


class ReportFileFactory(DjangoModelFactory):
    class Meta:
        model = ReportFile

    report = factory.SubFactory(ReportFactory, done=True)
    format = FileFormat.JSON
    content = factory.LazyAttribute(lambda row: rendered(row.report.payload, row.format))

"""Asking for a report, watching it, reading it, taking it away, as the people of the tests."""

import json
from datetime import date

import pytest
from django.urls import reverse

from common import clock
from common.models import AuditEntry
from reports.enums import FileFormat, ReportState
from reports.models import Report, ReportFile
from reports.payloads import Subject, build, frozen
from reports.period import Period
from reports.rendering import rendered
from tests.factories.unions import AppointmentFactory
from tests.reports.world import at, make_home
from unions.enums import Role

pytestmark = pytest.mark.usefixtures("standards")
LIST = reverse("reports:reports")
ASKED = {"kind": "funding", "starts_on": "2026-10-01", "ends_on": "2026-10-31"}


@pytest.fixture(autouse=True)
def _november():
    with clock.stopped_at(at("2026-11-23T12:00")):
        yield


@pytest.fixture
def waiting(tree, city):
    return Report.objects.create(
        kind="coverage",
        union=tree["350500"],
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 10, 31),
        requested_by=city,
    )


@pytest.fixture
def finished(tree, waiting, ten_minutes):
    make_home(tree["350581"])
    period = Period(waiting.starts_on, waiting.ends_on)
    subject = Subject(waiting.kind, waiting.union, period, ten_minutes)
    payload = frozen(subject, build(subject))
    waiting.payload, waiting.digest, waiting.state = payload, payload["hash"], ReportState.DONE
    waiting.save()
    for format in FileFormat.values:
        content = rendered(payload, format)
        ReportFile.objects.create(report=waiting, format=format, content=content)
    return waiting


def page(name, report, *args):
    return reverse(f"reports:{name}", args=[report.pk, *args])


def test_a_city_asks_for_a_report(client, city, tree):
    client.force_login(city)
    answer = client.post(LIST, {**ASKED, "union": tree["350581"].pk})
    report = Report.objects.get()
    assert answer.url == page("report", report)
    assert (report.state, report.union, report.requested_by) == ("queued", tree["350581"], city)
    assert list(AuditEntry.objects.values_list("action", "actor")) == [
        ("report requested", city.pk)
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "weather"},
        {"starts_on": "1999-12-31"},
        {"starts_on": "2026-11-01"},
        {"starts_on": "2016-01-01", "ends_on": "2027-01-01"},
        {"ends_on": ""},
    ],
)
def test_a_wrong_request_is_refused_and_kept_in_the_form(client, city, tree, wrong):
    client.force_login(city)
    asked = {**ASKED, "union": tree["350500"].pk, **wrong}
    answer = client.post(LIST, asked)
    assert answer.status_code == 200
    assert answer.context["form"]["union"].value() == str(tree["350500"].pk)
    assert Report.objects.count() == 0


def test_nobody_asks_for_a_report_on_a_union_next_door(client, next_city, tree):
    client.force_login(next_city)
    answer = client.post(LIST, {**ASKED, "union": tree["350500"].pk})
    assert "union" in answer.context["form"].errors
    assert Report.objects.count() == 0


def test_the_list_has_the_reports_in_scope(client, city, next_city, waiting):
    client.force_login(city)
    assert list(client.get(LIST).context["page_obj"]) == [waiting]
    client.force_login(next_city)
    assert list(client.get(LIST).context["page_obj"]) == []


def test_the_form_offers_the_month_before(client, city):
    client.force_login(city)
    form = client.get(LIST).context["form"]
    assert (form["starts_on"].value(), form["ends_on"].value()) == (
        date(2026, 10, 1),
        date(2026, 10, 31),
    )


@pytest.mark.parametrize("name", ["report", "progress"])
def test_a_report_is_seen_from_its_union_and_above(
    client, city, province, viewer, county, next_city, waiting, name
):
    for person, status in (
        (city, 200),
        (province, 200),
        (viewer, 200),
        (county, 404),
        (next_city, 404),
    ):
        client.force_login(person)
        assert client.get(page(name, waiting)).status_code == status


def test_who_is_appointed_to_no_union_is_refused(client, worker, home_cadre, waiting):
    for person in (worker, home_cadre):
        client.force_login(person)
        for address in (LIST, page("report", waiting), page("progress", waiting)):
            assert client.get(address).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client, waiting):
    assert client.get(LIST).status_code == 302
    assert client.get(page("report", waiting)).status_code == 302


def test_the_progress_asks_again_until_the_report_has_ended(client, city, waiting):
    client.force_login(city)
    Report.objects.update(state=ReportState.RUNNING, progress=40)
    answer = client.get(page("progress", waiting))
    assert b"40%" in answer.content
    assert b'hx-trigger="every 1s"' in answer.content
    assert "HX-Refresh" not in answer
    Report.objects.update(state=ReportState.CANCELLED)
    answer = client.get(page("progress", waiting))
    assert answer["HX-Refresh"] == "true"
    assert b"hx-trigger" not in answer.content


def test_a_failed_report_says_why(client, city, waiting):
    Report.objects.update(state=ReportState.FAILED, error="DoesNotExist: no standard")
    client.force_login(city)
    assert b"DoesNotExist: no standard" in client.get(page("report", waiting)).content


def test_who_asked_and_who_manages_may_cancel(client, tree, city, province, viewer, waiting):
    client.force_login(viewer)
    assert client.post(page("cancel", waiting)).status_code == 403
    client.force_login(province)
    assert client.post(page("cancel", waiting)).url == page("report", waiting)
    waiting.refresh_from_db()
    assert waiting.state == ReportState.CANCELLED
    asker = AppointmentFactory(union=tree["350500"], role=Role.VIEWER).person
    own = Report.objects.create(
        kind="funding",
        union=tree["350500"],
        starts_on="2026-01-01",
        ends_on="2026-01-31",
        requested_by=asker,
    )
    client.force_login(asker)
    client.post(page("cancel", own))
    own.refresh_from_db()
    assert own.state == ReportState.CANCELLED


def test_a_finished_report_is_not_cancelled(client, city, finished):
    client.force_login(city)
    answer = client.post(page("cancel", finished), follow=True)
    finished.refresh_from_db()
    assert finished.state == ReportState.DONE
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_outsiders_find_nothing_to_cancel(client, next_city, waiting):
    client.force_login(next_city)
    assert client.post(page("cancel", waiting)).status_code == 404


def test_a_finished_report_shows_its_tables_and_signatures(client, city, finished):
    client.force_login(city)
    answer = client.get(page("report", finished))
    assert [table.title for table in answer.context["tables"]] == [
        table.title for table in answer.context["paper"].tables
    ]
    assert finished.digest in answer.content.decode()
    assert answer.content.count(b"<table>") == len(answer.context["tables"])


@pytest.mark.parametrize(
    ("format", "content_type"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("pdf", "application/pdf"),
        ("json", "application/json"),
    ],
)
def test_the_files_are_those_that_were_frozen(client, city, finished, format, content_type):
    client.force_login(city)
    answer = client.get(page("download", finished, format))
    assert answer["Content-Type"] == content_type
    name = f"coverage-350500-2026-10-01-2026-10-31.{format}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.content == bytes(finished.files.get(format=format).content)


def test_the_json_file_is_the_payload(client, city, finished):
    client.force_login(city)
    answer = client.get(page("download", finished, "json"))
    assert json.loads(answer.content) == finished.payload


def test_files_that_do_not_exist(client, city, next_city, finished):
    client.force_login(city)
    assert client.get(page("download", finished, "doc")).status_code == 404
    finished.files.all().delete()
    assert client.get(page("download", finished, "json")).status_code == 404
    client.force_login(next_city)
    assert client.get(page("download", finished, "json")).status_code == 404


def test_wrong_methods(client, city, waiting):
    client.force_login(city)
    assert client.get(page("cancel", waiting)).status_code == 405
    for name in ("report", "progress"):
        assert client.post(page(name, waiting)).status_code == 405
    assert client.post(page("download", waiting, "json")).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_many(
    client, city, waiting, django_assert_num_queries, count
):
    for _ in range(count - 1):
        Report.objects.create(
            kind="funding", union=waiting.union, starts_on="2026-01-01", ends_on="2026-01-31"
        )
    client.force_login(city)
    with django_assert_num_queries(7):
        assert len(client.get(LIST).context["page_obj"]) == count

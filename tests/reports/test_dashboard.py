"""The dashboard: what it shows, to whom, and that every number leads to its rows."""

import json
import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from bookings.enums import State
from common import clock
from homes.enums import CountMethod, Mechanism, Scene, Status
from reports.models import Standard
from reports.page_tables import Chart
from reports.panels import panels
from reports.period import Period
from reports.rows import ROWS, Question
from tests.factories.bookings import ReservationFactory
from tests.factories.funding import EntryFactory, ProjectFactory
from tests.factories.homes import (
    DesignationFactory,
    DoorCheckFactory,
    FacilityFactory,
    SpaceFactory,
    VisitFactory,
)
from tests.factories.services import SessionFactory
from tests.factories.staffing import AssignmentFactory, ShiftFactory, StaffMemberFactory
from tests.reports.world import at, make_home, make_workplace

pytestmark = pytest.mark.usefixtures("standards")
NOW = at("2026-11-23T12:00")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 23))
ASKED = {"starts_on": "2026-11-01", "ends_on": "2026-11-23", "standard": "ten-minutes"}


@pytest.fixture(autouse=True)
def _november():
    with clock.stopped_at(NOW):
        yield


def busy_home(tree, number=0, **fields):
    """A home of Shishi where everything happened once in November."""
    home = make_home(tree["350581"], lat=25 + number, **fields)
    make_workplace(tree["350581"], 30, lat=25 + number)
    make_workplace(tree["350583"], 12, lat=25.5 + number)
    DoorCheckFactory(home=home, at=NOW - timedelta(days=1))
    DesignationFactory(home=home)
    VisitFactory(home=home, on=date(2026, 11, 3), person_times=100)
    VisitFactory(home=home, on=date(2026, 11, 4), person_times=40, method=CountMethod.SCANNED)
    SessionFactory(activity__home=home, held=True, on=date(2026, 11, 5), person_times=25)
    space = SpaceFactory(home=home, check_in_required=True)
    for day, state in enumerate((State.COMPLETED, State.NO_SHOW, State.CANCELLED), start=10):
        start = at(f"2026-11-{day}T10:00")
        came = start if state == State.COMPLETED else None
        ReservationFactory(space=space, starts_at=start, state=state, checked_in_at=came)
    shift = ShiftFactory(home=home, starts_at=at("2026-11-06T09:00"), volunteers=2)
    AssignmentFactory(shift=shift, member=StaffMemberFactory(home=home))
    money = {"on": date(2026, 11, 7), "source": "province", "amount_fen": 1_000_000}
    project = ProjectFactory(union=tree["350581"])
    EntryFactory(payer=tree["350500"], payee=tree["350581"], home=None, **money)
    EntryFactory(payer=tree["350581"], home=home, project=project, **money)
    EntryFactory(payer=tree["350581"], home=home, on=date(2026, 11, 8), amount_fen=2_000_000)
    return home


def figures_of(tree, code="350500"):
    """Name in English → what the dashboard shows."""
    question = Question(tree[code], NOVEMBER, Standard.objects.get(is_default=True))
    return {
        (panel.key, figure.name): figure
        for panel in panels(question, ASKED)
        for figure in panel.figures
    }


@pytest.fixture
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.mark.usefixtures("english")
def test_every_figure_of_a_busy_month(tree):
    busy_home(tree)
    shown = {name: (figure.text, figure.unit) for name, figure in figures_of(tree).items()}
    assert shown == {
        ("coverage", "share covered"): ("71.4%", ""),
        ("coverage", "workers"): ("42", ""),
        ("coverage", "workers covered"): ("30", ""),
        ("coverage", "workers not covered"): ("12", ""),
        ("coverage", "share covered, proven"): ("71.4%", ""),
        ("coverage", "radius"): ("553.8", "m"),
        ("homes", "number of homes"): ("1", ""),
        ("homes", "homes proven open"): ("1", ""),
        ("homes", "provincial designations"): ("1", ""),
        ("standing", "counties without a home"): ("1", "of 2"),
        ("standing", "counties without a typical home"): ("1", "of 2"),
        ("use", "person-times"): ("165", ""),
        ("use", "visits"): ("140", ""),
        ("use", "attendance of sessions"): ("25", ""),
        ("use", "sessions"): ("1", ""),
        ("use", "bookings"): ("3", ""),
        ("use", "share of no-shows"): ("50.0%", ""),
        ("money", "money invested"): ("3.00", "¥10,000"),
        ("money", "leverage"): ("2.00", ""),
        ("money", "transfers between unions"): ("1.00", "¥10,000"),
        ("money", "projects"): ("1", ""),
        ("money", "area free of charge"): ("200.00", "m²"),
        ("shifts", "share filled"): ("50.0%", ""),
        ("shifts", "shifts"): ("1", ""),
        ("shifts", "people needed"): ("2", ""),
        ("shifts", "people on duty"): ("1", ""),
    }


def test_every_figure_has_its_definition(tree):
    assert all(figure.definition for figure in figures_of(tree).values())


def rows_behind(client, url):
    """How many rows the page has, and the last line of its table."""
    answer = client.get(url)
    assert answer.status_code == 200
    total = [cell.text for cell in answer.context["table"].total]
    return answer.context["page_obj"].paginator.count, total


@pytest.mark.usefixtures("english")
def test_the_rows_sum_to_the_figure(client, tree, city):
    for number in range(2):
        busy_home(tree, number)
    client.force_login(city)
    shown = {name: figure for (_, name), figure in figures_of(tree).items()}
    found = {name: rows_behind(client, f.url) for name, f in shown.items() if f.url}
    by_count = ("number of homes", "homes proven open", "provincial designations", "sessions")
    for name in (*by_count, "bookings", "shifts"):
        assert str(found[name][0]) == shown[name].text
    last = {"workers": 2, "workers covered": 2, "workers not covered": 2, "person-times": 4}
    last |= {"visits": 3, "attendance of sessions": 3, "people needed": 2, "people on duty": 3}
    for name, column in last.items():
        assert found[name][1][column] == shown[name].text
    assert found["money invested"][1][5] == "60,000.00"
    assert shown["money invested"].text == "6.00"
    assert found["transfers between unions"][1][5] == "20,000.00"
    assert shown["transfers between unions"].text == "2.00"
    assert found["share of no-shows"][0] == 2


def test_bars_lead_to_their_rows(client, tree, city):
    busy_home(tree, scene=Scene.COMMERCIAL, mechanism=Mechanism.HOST_BASED)
    make_home(tree["350583"], scene=Scene.PARK)
    client.force_login(city)
    answer = client.get(reverse("reports:dashboard", args=["350500"]))
    linked = [
        (row[0].text, row[1])
        for panel in answer.context["panels"]
        for chart in panel.charts
        for row in chart.shown.rows
        if row[1].url
    ]
    assert len(linked) == 2 + 2 + 7  # scenes, mechanisms, sources of money
    for name, cell in linked:
        count, total = rows_behind(client, cell.url)
        if "investments" in cell.url:
            wan = float(total[5].replace(",", "")) / 10_000
            assert f"{wan:.2f}" == cell.text
        else:
            assert (name, str(count)) == (name, cell.text)


def test_a_chart_draws_the_numbers_of_its_table(client, tree, city):
    busy_home(tree)
    client.force_login(city)
    answer = client.get(reverse("reports:dashboard", args=["350500"]), ASKED)
    html = answer.content.decode()
    charts: list[Chart] = [c for panel in answer.context["panels"] for c in panel.charts]
    assert len(charts) == 7
    for chart in charts:
        found = re.search(rf'<script id="{chart.data_id}"[^>]*>(.*?)</script>', html)
        drawing = json.loads(found[1])
        table = chart.shown
        assert drawing["categories"] == [row[0].text for row in table.rows]
        for place, series in enumerate(drawing["series"], start=1):
            texts = [row[place].text.replace(",", "").rstrip("%") for row in table.rows]
            assert series["values"] == [float(text) for text in texts]


def test_the_province_sees_its_cities_in_the_chart_of_coverage(tree):
    busy_home(tree)
    make_workplace(tree["350206"], 8)
    question = Question(tree["350000"], NOVEMBER, Standard.objects.get(is_default=True))
    (reach,) = panels(question, ASKED)[0].charts
    assert [list(row) for row in reach.table.rows] == [["厦门市", 1.0], ["泉州市", 30 / 42]]


def test_confidential_spaces_show_as_occupied(client, tree, city):
    home = make_home(tree["350581"])
    counselling = FacilityFactory(code="counselling_room", confidential=True)
    space = SpaceFactory(home=home, facility=counselling, name="心灵驿站")
    ReservationFactory(space=space, starts_at=at("2026-11-10T10:00"), state=State.COMPLETED)
    client.force_login(city)
    answer = client.get(reverse("reports:rows", args=["350500", "bookings"]), ASKED)
    assert "心灵驿站" not in answer.content.decode()
    assert len(answer.context["table"].rows) == 1


def test_home_leads_to_ones_own_union(client, city, province, county):
    for person, code in ((province, "350000"), (city, "350500"), (county, "350581")):
        client.force_login(person)
        answer = client.get(reverse("reports:home"))
        assert answer.url == reverse("reports:dashboard", args=[code])


@pytest.mark.parametrize("name", ["dashboard", "rows"])
def test_who_sees_the_dashboard_of_a_city(
    client, province, city, viewer, finance, county, next_city, worker, home_cadre, name
):
    address = reverse(f"reports:{name}", args=["350500", "homes"][: 1 + (name == "rows")])
    for person in (province, city, viewer, finance):
        client.force_login(person)
        assert client.get(address).status_code == 200
    for person in (county, next_city):
        client.force_login(person)
        assert client.get(address).status_code == 404
    for person in (worker, home_cadre):
        client.force_login(person)
        assert client.get(address).status_code == 403
    client.logout()
    assert client.get(address).status_code == 302
    client.force_login(city)
    assert client.post(address).status_code == 405


def test_the_ways_up_and_down_stay_in_scope(client, tree, city, province):
    client.force_login(city)
    ways = client.get(reverse("reports:dashboard", args=["350500"])).context["ways"]
    assert ways["up"] is None
    assert [union.code for union in ways["down"]] == ["350581", "350583"]
    client.force_login(province)
    ways = client.get(reverse("reports:dashboard", args=["350500"])).context["ways"]
    assert ways["up"] == tree["350000"]


def test_the_last_twelve_months_unless_asked(client, city):
    client.force_login(city)
    form = client.get(reverse("reports:dashboard", args=["350500"])).context["form"]
    assert form.period() == Period(date(2025, 12, 1), date(2026, 11, 23))


def test_a_wrong_period_is_named_and_nothing_is_shown(client, city):
    client.force_login(city)
    wrong = {**ASKED, "ends_on": "2026-10-01"}
    answer = client.get(reverse("reports:dashboard", args=["350500"]), wrong)
    assert list(answer.context["form"].errors) == ["ends_on"]
    assert "panels" not in answer.context
    rows = client.get(reverse("reports:rows", args=["350500", "homes"]), wrong)
    assert rows.status_code == 404


def test_rows_of_an_unknown_kind(client, city):
    client.force_login(city)
    assert client.get(reverse("reports:rows", args=["350500", "people"])).status_code == 404


@pytest.mark.parametrize("kind", ROWS)
def test_rows_come_in_pages(client, tree, city, kind):
    client.force_login(city)
    answer = client.get(reverse("reports:rows", args=["350500", kind]), {**ASKED, "page": 9})
    assert answer.status_code == 200
    assert answer.context["page_obj"].number == 1


def test_a_past_day_shows_the_homes_of_that_day(client, tree, city):
    make_home(tree["350581"], life=[(date(2026, 11, 10), Status.CLOSED)])
    client.force_login(city)
    address = reverse("reports:rows", args=["350500", "homes"])
    for day, count in (("2026-11-09", 1), ("2026-11-10", 0)):
        answer = client.get(address, {**ASKED, "ends_on": day})
        assert answer.context["page_obj"].paginator.count == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_dashboard_asks_the_database_as_often_for_many(
    client, tree, city, django_assert_num_queries, count
):
    for number in range(count):
        busy_home(tree, number)
    client.force_login(city)
    with django_assert_num_queries(41):
        client.get(reverse("reports:dashboard", args=["350500"]))


@pytest.mark.parametrize(
    ("kind", "queries"),
    [
        ("workplaces", 12),
        ("homes", 8),
        ("designations", 8),
        ("use", 9),
        ("visits", 9),
        ("sessions", 9),
        ("bookings", 8),
        ("investments", 9),
        ("transfers", 9),
        ("shifts", 9),
    ],
)
@pytest.mark.parametrize("count", [1, 3])
def test_rows_ask_the_database_as_often_for_many(
    client, tree, city, django_assert_num_queries, kind, queries, count
):
    for number in range(count):
        busy_home(tree, number)
    client.force_login(city)
    with django_assert_num_queries(queries):
        client.get(reverse("reports:rows", args=["350500", kind]), ASKED)


def test_addresses_of_rows_keep_what_was_asked(tree):
    busy_home(tree)
    for figure in figures_of(tree).values():
        if figure.url:
            assert "starts_on=2026-11-01&ends_on=2026-11-23" in urlsplit(figure.url).query

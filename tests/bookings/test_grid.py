"""The grid: what PostgreSQL writes is what is booked; scope, secrets, queries, the page."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.enums import Source, State
from bookings.grid import Asked, grid
from bookings.grid_rows import day_rows, gaps, hours_shown, relatives, week_rows
from bookings.grid_text import BY_SOURCE, BY_STATE, Busy, minutes_taken, read, within
from bookings.models import Reservation
from common import clock
from homes.enums import Condition
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import (
    FacilityFactory,
    HomeFactory,
    HoursExceptionFactory,
    SpaceFactory,
)

PAGE = "/admin/bookings/reservation/grid/"
API = "/api/v1/grid/"
MONDAY = datetime(2026, 11, 23, tzinfo=clock.SHANGHAI)
LETTERS = [*BY_STATE.values(), *BY_SOURCE.values()]


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(MONDAY + timedelta(hours=10)):
        yield


@pytest.fixture
def court(home):
    return SpaceFactory(home=home, name="1 号场")


def booked(space, start: int, end: int, **fields) -> Reservation:
    """A reservation from minute to minute of Monday; no hold, so that anything may overlap."""
    fields = {"state": State.CONFIRMED, "places": 1, **fields}
    if fields["state"] == State.OFFERED:
        fields["offered_until"] = MONDAY
    return Reservation.objects.create(
        home=space.home,
        space=space,
        starts_at=MONDAY + timedelta(minutes=start),
        ends_at=MONDAY + timedelta(minutes=end),
        **fields,
    )


def text_of(user, space, days: int = 1) -> str:
    found = grid(user, Asked(MONDAY.date(), days))
    [busy] = [row["busy"] for home in found.homes for row in home.spaces if row["pk"] == space.pk]
    return busy


# ---- the compact text ----


def written(busy: list[Busy]) -> str:
    """What the text of these entries is, by its definition."""
    found = ""
    for letter, pk, start, end, places in busy:
        found += f"{letter}{pk or ''}.{start}.{end - start}" + (f".{places}" if places > 1 else "")
    return found


ENTRIES = st.builds(
    lambda letter, pk, start, length, places: Busy(letter, pk, start, start + length, places),
    st.sampled_from(LETTERS),
    st.integers(1, 10**9),
    st.integers(-50_000, 10_080),
    st.integers(1, 50_000),
    st.integers(1, 500),
)


OCCUPIED = st.builds(
    lambda start, length: Busy("x", 0, start, start + length, 1),
    st.integers(-50_000, 10_080),
    st.integers(1, 50_000),
)


@given(st.lists(ENTRIES | OCCUPIED))
def test_reading_gives_back_what_was_written(busy):
    assert read(written(busy)) == busy


@given(
    rows=st.lists(
        st.tuples(
            st.integers(-3 * 1440, 8 * 1440),
            st.integers(1, 5 * 1440),
            st.sampled_from(list(State)),
            st.sampled_from([Source.WEB, Source.ACTIVITY, Source.MAINTENANCE]),
            st.integers(1, 30),
        ),
        max_size=12,
    ),
    days=st.sampled_from([1, 7]),
)
# The people and the space are the same for every example; what is booked is deleted first.
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_postgresql_writes_what_is_booked(court, county, rows, days):
    Reservation.objects.all().delete()
    made = [
        booked(court, start, start + length, state=state, source=source, places=places)
        for start, length, state, source, places in rows
    ]
    expected = [
        Busy(
            BY_SOURCE.get(row.source) or BY_STATE[row.state], row.pk, start, start + length, places
        )
        for row, (start, length, _state, _source, places) in zip(made, rows, strict=True)
        if row.state in BY_STATE and start < days * 1440 and start + length > 0
    ]
    expected.sort(key=lambda busy: (busy.start, busy.pk))
    assert read(text_of(county, court, days)) == expected


def test_a_text_by_hand(court, county):
    one = booked(court, 600, 660)
    two = booked(court, 720, 780, source=Source.MAINTENANCE, places=20)
    assert text_of(county, court) == f"c{one.pk}.600.60m{two.pk}.720.60.20"


def test_a_confidential_space_tells_only_that_it_is_occupied(home, home_cadre):
    facility = FacilityFactory(code="counselling_room", confidential=True)
    room = SpaceFactory(home=home, facility=facility)
    booked(room, 600, 660, places=3, purpose="睡眠问题")
    assert text_of(home_cadre, room) == "x.600.60"


def test_minutes_within_and_together():
    busy = [Busy("c", 1, -60, 60, 1), Busy("c", 2, 30, 90, 1), Busy("c", 3, 200, 260, 1)]
    spans = list(within(busy, 0, 240))
    assert spans == [(0, 60), (30, 90), (200, 240)]
    assert minutes_taken(spans) == 130


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda p: (p[0], p[0] + p[1])), max_size=8
)


@given(SPANS)
def test_minutes_taken_are_those_of_a_minute_by_minute_count(spans):
    assert minutes_taken(spans) == len({m for a, b in spans for m in range(a, b)})


@given(SPANS, st.integers(0, 100))
def test_gaps_are_the_longest_stretches_that_nothing_takes(spans, since):
    opened = [(10, 50), (55, 95)]
    taken = {m for a, b in spans for m in range(a, b)}
    free = [m for a, b in opened for m in range(max(a, since), b) if m not in taken]
    told = [m for a, b in gaps(opened, spans, since) for m in range(a, b)]
    assert set(told) <= set(free)
    assert len(told) == len(set(told))
    found = list(gaps(opened, spans, since))
    assert all(b - a >= 15 and (b not in free or b == 50) for a, b in found)
    missing = sorted(set(free) - set(told))
    runs = sum(1 for m in missing if m - 1 not in missing)
    assert len(missing) <= 14 * runs


# ---- rows ----


def test_a_hall_and_its_halves_are_taken_through_each_other(home, county):
    hall = SpaceFactory(home=home)
    half = SpaceFactory(home=home, parent=hall)
    other = SpaceFactory(home=home, parent=hall)
    booked(half, 600, 660)
    [rows] = [day_rows(row, since=None) for row in grid(county, Asked(MONDAY.date())).homes]
    letters = {row.space["pk"]: [item.letter for item in row.items] for row in rows}
    assert letters == {hall.pk: ["p"], half.pk: ["c"], other.pk: []}


def test_relatives():
    spaces = [{"pk": 1, "parent_id": None}, {"pk": 2, "parent_id": 1}, {"pk": 3, "parent_id": 2}]
    found = {pk: sorted(related) for pk, related in relatives(spaces).items()}
    assert found == {1: [2, 3], 2: [1, 3], 3: [1, 2]}


def test_what_is_left_of_the_day(court, county):
    booked(court, 600, 660)
    [home] = grid(county, Asked(MONDAY.date())).homes
    [row] = day_rows(home, since=10 * 60 + 20)
    assert [(item.letter, item.time) for item in row.items] == [
        ("c", "10:00–11:00"),
        ("f", "11:00–22:00"),
    ]
    assert row.items[1].proposed == (660, 720)


def test_what_is_out_of_use_is_not_free(court, county):
    court.condition = Condition.FAULT
    court.save(update_fields=["condition"])
    [home] = grid(county, Asked(MONDAY.date())).homes
    [row] = day_rows(home, since=10 * 60)
    assert (row.items, row.broken) == ([], True)


def test_a_week_tells_bookings_and_hours_of_each_day(court, county, home):
    HoursExceptionFactory(home=home, on=MONDAY.date() + timedelta(days=2))
    booked(court, 600, 690)
    booked(court, 1440 * 6 + 600, 1440 * 6 + 660)
    [found] = grid(county, Asked(MONDAY.date(), 7)).homes
    [(_space, cells)] = week_rows(found, MONDAY.date())
    assert [(cell.count, cell.hours) for cell in cells] == [
        (1, "1.5"), (0, "0"), (0, "0"), (0, "0"), (0, "0"), (0, "0"), (1, "1"),
    ]  # fmt: skip
    assert [cell.opened for cell in cells] == [840, 840, 0, 840, 840, 840, 840]
    assert cells[2].text == "闭馆"


def test_columns_run_from_the_first_opening_to_the_last_closing(home, county, court):
    assert hours_shown(grid(county, Asked(MONDAY.date())).homes) == (8, 22)
    assert hours_shown([]) == (8, 22)


# ---- the API ----


def test_the_answer(client, court, county, home):
    one = booked(court, 600, 660)
    client.force_login(county)
    answer = client.get(API, {"date": "2026-11-23"})
    assert answer.json() == {
        "from": "2026-11-23",
        "days": 1,
        "page": 1,
        "pages": 1,
        "homes": [
            {
                "code": home.code,
                "name": home.name,
                "open": [[480, 1320]],
                "spaces": [
                    {
                        "id": court.pk,
                        "name": "1 号场",
                        "facility": "badminton",
                        "busy": f"c{one.pk}.600.60",
                    }
                ],
            }
        ],
    }


def test_nothing_new_is_304(client, court, county):
    client.force_login(county)
    tag = client.get(API).headers["ETag"]
    assert client.get(API, headers={"If-None-Match": tag}).status_code == 304
    booked(court, 600, 660)
    assert client.get(API, headers={"If-None-Match": tag}).status_code == 200


def test_scope_and_right(client, court, county, next_city, worker, home):
    client.force_login(next_city)
    assert client.get(API).json()["homes"] == []
    assert client.get(API, {"home": home.code}).status_code == 404
    assert client.get(API, {"union": "350581"}).status_code == 404
    client.force_login(worker)
    assert client.get(API).status_code == 403
    client.force_login(county)
    assert len(client.get(API, {"home": home.code}).json()["homes"]) == 1
    assert len(client.get(API, {"union": "350581"}).json()["homes"]) == 1
    assert client.post(API).status_code == 405


@pytest.mark.parametrize("query", [{"days": "3"}, {"days": "x"}, {"date": "heute"}, {"page": "0"}])
def test_what_makes_no_sense_is_400(client, county, query):
    client.force_login(county)
    assert client.get(API, query).status_code == 400


def test_of_one_facility_with_the_wholes_it_shares(client, county, home):
    hall = SpaceFactory(home=home, facility__code="gym")
    court = SpaceFactory(home=home, parent=hall)
    SpaceFactory(home=home, facility__code="library")
    client.force_login(county)
    [found] = client.get(API, {"facility": "badminton"}).json()["homes"]
    assert [space["id"] for space in found["spaces"]] == [hall.pk, court.pk]
    assert found["spaces"][1]["part_of"] == hall.pk


def test_homes_come_in_pages(client, county, tree):
    homes = [HomeFactory(union=tree["350581"], code=f"P{n}") for n in range(3)]
    for home in homes:
        SpaceFactory(home=home)
    client.force_login(county)
    answer = client.get(API, {"page_size": "2", "page": "2"}).json()
    assert (answer["pages"], [home["code"] for home in answer["homes"]]) == (2, ["P2"])


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_same_queries_for_any_number(client, county, tree, django_assert_num_queries, count):
    for number in range(count):
        home = HomeFactory(union=tree["350581"], code=f"Q{number:02}", hours=True)
        booked(SpaceFactory(home=home), 600, 660)
    client.force_login(county)
    # Session, user, unions' and homes' appointments, homes, spaces, bookings, the page's homes,
    # hours, exceptions, calendar.
    with django_assert_num_queries(10):
        answer = client.get(API)
    assert len(answer.json()["homes"]) == count


# ---- the page ----


def test_the_page_lists_bookings_and_times_left(client, court, county):
    one = booked(court, 600, 660)
    client.force_login(county)
    shown = client.get(PAGE).content.decode()
    assert f'href="/admin/bookings/reservation/{one.pk}/change/"><b>10:00–11:00</b> 已订' in shown
    assert "starts_at=2026-11-23T11:00&amp;ends_at=2026-11-23T12:00" in shown


def test_who_may_not_book_is_offered_nothing(client, court, viewer):
    client.force_login(viewer)
    shown = client.get(PAGE).content.decode()
    assert "1 号场" in shown
    assert "busy-f" not in shown.partition('id="grid"')[2]


def test_the_past_has_nothing_left(client, court, county):
    client.force_login(county)
    shown = client.get(PAGE, {"date": "2026-11-20"}).content.decode()
    assert "没有预约。" in shown


def test_the_week(client, court, county, home):
    booked(court, 600, 690)
    client.force_login(county)
    shown = client.get(PAGE, {"date": "2026-11-25", "days": "7"}).content.decode()
    assert f"?date=2026-11-23&amp;home={home.code}" in shown
    assert "1 次" in shown


@pytest.mark.parametrize("query", [{"date": "x"}, {"days": "9"}, {"home": "none"}, {"page": "-1"}])
def test_whatever_is_typed_gives_a_page(client, court, county, query):
    client.force_login(county)
    assert client.get(PAGE, query).status_code == 200


def test_nothing_to_show_says_so(client, county, home):
    client.force_login(county)
    assert "这里没有场地" in client.get(PAGE).content.decode()


def test_the_page_needs_the_right(client, worker, finance):
    client.force_login(worker)
    assert client.get(PAGE).status_code == 302
    client.force_login(finance)
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_page_asks_the_same_queries(client, county, home, django_assert_num_queries, count):
    for number in range(count):
        booked(SpaceFactory(home=home), 600 + number, 700 + number)
    client.force_login(county)
    # The user, appointments by power (5) and at homes by power (3), the form's homes and
    # facilities (2), the grid (7), homes to edit; the sidebar's badge, unread messages.
    with django_assert_num_queries(20):
        client.get(PAGE)


# ---- details ----


def peek(client, user, row):
    client.force_login(user)
    return client.get(reverse("admin:bookings_reservation_peek", args=[row.pk]))


def test_details_on_demand(client, court, county, viewer, next_city):
    row = ReservationFactory(space=court, purpose="班组活动")
    shown = peek(client, county, row).content.decode()
    assert "班组活动" in shown
    assert row.person.phone not in shown
    assert "/call_off/" in shown
    assert "/call_off/" not in peek(client, viewer, row).content.decode()
    assert peek(client, next_city, row).status_code == 404


def test_details_of_a_confidential_use(client, home, viewer):
    facility = FacilityFactory(code="counselling_room", confidential=True)
    row = ReservationFactory(space=SpaceFactory(home=home, facility=facility), purpose="睡眠问题")
    shown = peek(client, viewer, row).content.decode()
    assert "睡眠问题" not in shown
    assert "占用" in shown

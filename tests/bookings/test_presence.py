"""At the door and at the desk: codes, slips taken back, today's list; and who wins a race."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from bookings import actions, door_codes, presence, sweeps
from bookings.enums import State
from bookings.models import Hold, Reservation, Strike
from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from homes.models import Home, Space
from homes.tickets import Sender
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import FacilityFactory, HomeAppointmentFactory, HomeFactory, SpaceFactory
from tests.factories.unions import PersonFactory
from unions.enums import Role
from unions.models import PointsEntry

NOW = datetime(2026, 11, 23, 19, 0, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)
BEFORE = NOW - timedelta(days=1)


@pytest.fixture
def seven_in_the_evening():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def court(home) -> Space:
    return SpaceFactory(home=home, check_in_required=True)


@pytest.fixture
def booked(seven_in_the_evening, court, worker) -> Reservation:
    return ReservationFactory(space=court, person=worker, starts_at=NOW)


def code_of(call) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.code


def text(answer) -> str:
    return answer.content.decode()


# ---- codes ----


@pytest.mark.django_db
def test_the_code_names_the_booking_at_its_home_only(booked, next_home):
    here, there = (Home.objects.filter(pk=pk) for pk in (booked.home_id, next_home.pk))
    code = booked.code
    assert door_codes.named_by(homes=here, code=f" {code[:3]} {code[3:]} ") == booked
    assert code_of(lambda: door_codes.named_by(homes=there, code=code)) == "no_such_code"
    for wrong in ("", "12", "abcdef", "１２３４５６", f"{(int(code) + 1) % 10**6:06d}"):
        assert code_of(lambda wrong=wrong: door_codes.named_by(homes=here, code=wrong)) == (
            "no_such_code"
        )


@pytest.mark.django_db
def test_a_booking_that_is_over_has_no_code(booked):
    homes = Home.objects.all()
    with clock.stopped_at(booked.ends_at):
        assert code_of(lambda: door_codes.named_by(homes=homes, code=booked.code)) == "no_such_code"


@pytest.mark.django_db
def test_guessing_ends_soon_and_a_keeper_may_go_on(booked):
    homes, sender = Home.objects.all(), Sender("device of guesses", "192.0.2.77")
    wrong = f"{(int(booked.code) + 1) % 10**6:06d}"

    def guess(who, code=wrong) -> str:
        return code_of(lambda: door_codes.named_by(homes=homes, code=code, sender=who))

    assert [guess(sender) for _turn in range(11)] == ["no_such_code"] * 10 + ["too_many_codes"]
    assert guess(sender, booked.code) == "too_many_codes"
    assert door_codes.named_by(homes=homes, code=booked.code) == booked


@pytest.mark.django_db
def test_at_the_door_without_an_account(visitor, booked, home):
    door = reverse("homes:door", args=[home.door_token])
    assert "六位签到码" in text(visitor.get(door))
    url = reverse("bookings:door_code", args=[home.door_token])
    answer = visitor.post(url, {"code": booked.code}, follow=True)
    assert answer.redirect_chain == [(door, 302)]
    assert "签到成功" in text(answer)
    assert booked.person.masked_phone not in text(answer)
    booked.refresh_from_db()
    assert (booked.state, booked.checked_in_at) == (State.CHECKED_IN, NOW)
    assert "没有这个签到码" in text(visitor.post(url, {"code": "1"}, follow=True))
    assert visitor.get(url).status_code == 405


@pytest.mark.django_db
def test_the_own_pages_show_the_code(client, booked, worker):
    client.force_login(worker)
    for url in (reverse("bookings:detail", args=[booked.pk]), reverse("bookings:list")):
        assert booked.code in text(client.get(url))
    assert client.get("/api/v1/bookings/").json()["results"][0]["check_in_code"] == booked.code


@pytest.mark.django_db
def test_a_group_says_how_many_came(client, seven_in_the_evening, home, worker):
    gym = SpaceFactory(home=home, places=True)
    group = ReservationFactory(space=gym, person=worker, starts_at=NOW, places=4)
    client.force_login(worker)
    url = reverse("bookings:check_in", args=[group.pk])
    client.post(url, {"came": "9"})
    group.refresh_from_db()
    assert (group.state, group.came) == (State.CHECKED_IN, 4)


# ---- taken back ----


@pytest.mark.django_db
def test_a_slip_is_taken_back_within_minutes_with_its_points(booked, county):
    balance = PointsEntry.objects.filter(person=booked.person).balance
    presence.check_in(reservation=booked, by=county)
    assert balance() == 5
    with clock.stopped_at(NOW + 10 * MINUTE):
        presence.undo_check_in(reservation=booked, by=county)
        assert balance() == 0
        refused = code_of(lambda: presence.undo_check_in(reservation=booked, by=county))
        assert refused == "state"
        presence.check_in(reservation=booked, by=county)
    assert balance() == 5
    with clock.stopped_at(NOW + 21 * MINUTE):
        refused = code_of(lambda: presence.undo_check_in(reservation=booked, by=county))
    assert (refused, PointsEntry.objects.count()) == ("undo_over", 3)


# ---- today's list ----

ARRIVALS = "/admin/bookings/reservation/arrivals/"


def tap(client, name: str, booked: Reservation, **data):
    return client.post(reverse(f"admin:bookings_reservation_{name}", args=[booked.pk]), data)


@pytest.mark.django_db
def test_one_tap_checks_in_and_another_takes_it_back(client, home_cadre, booked):
    client.force_login(home_cadre)
    (line,) = client.get(ARRIVALS).context["lines"]
    assert (line["row"], line["taps"]) == (booked, ["arrive"])
    assert tap(client, "arrive", booked, home=booked.home_id).url == (
        f"{ARRIVALS}?home={booked.home_id}#row-{booked.pk}"
    )
    (line,) = client.get(ARRIVALS).context["lines"]
    assert (line["row"].state, line["taps"]) == (State.CHECKED_IN, ["unarrive"])
    tap(client, "unarrive", booked)
    with clock.stopped_at(NOW + 15 * MINUTE):
        (line,) = client.get(ARRIVALS).context["lines"]
        assert line["taps"] == ["arrive", "miss"]
        tap(client, "miss", booked)
    booked.refresh_from_db()
    assert (booked.state, Strike.objects.get().recorded_by) == (State.NO_SHOW, home_cadre)


@pytest.mark.django_db
def test_who_has_no_account_is_expected_too(client, home_cadre, seven_in_the_evening, court):
    """Nobody else could check them in, and without a check-in they are taken to have missed it."""
    booked = ReservationFactory(
        space=court, person=None, contact_name="李四", starts_at=NOW, created_at=BEFORE
    )
    ReservationFactory(
        space=court, person=None, purpose="例会", starts_at=NOW + 60 * MINUTE, created_at=BEFORE
    )
    client.force_login(home_cadre)
    (line,) = client.get(ARRIVALS).context["lines"]
    assert (line["row"], line["who"], line["taps"]) == (booked, "李四", ["arrive"])
    with clock.stopped_at(NOW + 15 * MINUTE):
        (line,) = client.get(ARRIVALS).context["lines"]
        assert line["taps"] == ["arrive", "miss"]
        tap(client, "miss", booked)
    booked.refresh_from_db()
    assert (booked.state, Strike.objects.exists()) == (State.NO_SHOW, False)


@pytest.mark.django_db
def test_the_keeper_types_the_code(client, home_cadre, booked):
    client.force_login(home_cadre)
    url = reverse("admin:bookings_reservation_code")
    assert "没有这个签到码" in text(client.post(url, {"code": "000000"}, follow=True))
    client.post(url, {"code": booked.code, "home": ""})
    booked.refresh_from_db()
    assert booked.state == State.CHECKED_IN


@pytest.mark.django_db
def test_the_list_is_of_today_and_of_ones_own_homes(client, county, viewer, booked, next_home):
    ReservationFactory(space__home=next_home, starts_at=NOW)
    ReservationFactory(space=booked.space, starts_at=NOW + timedelta(days=1))
    ReservationFactory(space=booked.space, starts_at=NOW - 3 * 60 * MINUTE, person=None)
    second = ReservationFactory(
        space__home=HomeFactory(union=booked.home.union), starts_at=NOW + 60 * MINUTE
    )
    client.force_login(county)
    answer = client.get(ARRIVALS)
    assert [line["row"] for line in answer.context["lines"]] == [booked, second]
    chosen = client.get(ARRIVALS, {"home": second.home_id})
    assert [line["row"] for line in chosen.context["lines"]] == [second]
    client.force_login(viewer)
    assert [line["taps"] for line in client.get(ARRIVALS).context["lines"]] == [[], []]
    assert tap(client, "arrive", booked).status_code == 403


@pytest.mark.django_db
def test_at_midnight_the_list_has_who_is_here_still_and_who_comes_soon(client, county, court):
    midnight = datetime(2026, 11, 24, tzinfo=SHANGHAI)
    rows = [
        ReservationFactory(space=court, starts_at=midnight + minutes * MINUTE)
        for minutes in (-30, 30, 90)  # an hour each
    ]
    client.force_login(county)
    shown = []
    for minutes in (-15, 15, 31):
        with clock.stopped_at(midnight + minutes * MINUTE):
            lines = client.get(ARRIVALS).context["lines"]
        shown.append([rows.index(line["row"]) for line in lines])
    assert shown == [[0], [0, 1, 2], [1, 2]]
    with clock.stopped_at(midnight - MINUTE):
        early = client.get(ARRIVALS).context["lines"]
    assert [rows.index(line["row"]) for line in early] == [0]
    with clock.stopped_at(midnight):
        assert tap(client, "arrive", rows[1]).status_code == 302
    rows[1].refresh_from_db()
    assert rows[1].state == State.CHECKED_IN


@pytest.mark.django_db
def test_a_confidential_room_names_nobody(client, seven_in_the_evening, home):
    secret = FacilityFactory(code="mothers_room", confidential=True)
    made = ReservationFactory(space=SpaceFactory(home=home, facility=secret), starts_at=NOW)
    client.force_login(HomeAppointmentFactory(home=home, role=Role.EDITOR).person)
    page = client.get(ARRIVALS)
    assert [line["who"] for line in page.context["lines"]] == ["已占用"]
    assert str(made.person) not in text(page)


@pytest.mark.django_db
def test_an_empty_day_and_the_same_queries_for_any_number(client, county, home, court):
    client.force_login(county)
    with clock.stopped_at(NOW):
        assert "今天没有人预约" in text(client.get(ARRIVALS))
        counts = []
        for many in (1, 2, 9):
            for _turn in range(many):
                person = PersonFactory()
                space = SpaceFactory(home=home)
                ReservationFactory(space=space, person=person, starts_at=NOW)
            with connection.execute_wrapper(counter := Counter()):
                client.get(ARRIVALS)
            counts.append(counter.count)
    assert len(set(counts)) == 1


class Counter:
    """Counts the queries of a block."""

    count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


# ---- at the same moment ----


def at_once(*calls) -> list:
    """Run the calls on connections of their own, all leaving together."""
    gate = threading.Barrier(len(calls))

    def run(call):
        with clock.stopped_at(NOW + 15 * MINUTE):
            gate.wait(timeout=30)
            try:
                return call()
            except Refusal as refusal:
                return refusal.code
            finally:
                connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_two_releases_release_once():
    for _turn in range(5):
        ReservationFactory(space__check_in_required=True, starts_at=NOW, created_at=BEFORE)
    released = at_once(*[sweeps.release_unclaimed] * 4)
    assert sum(released) == 5
    assert Strike.objects.count() == 5
    assert Hold.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_check_in_against_the_release_ends_one_way():
    """Whoever is first, who came has the place, once, with points and without blame."""
    for _turn in range(8):
        booked = ReservationFactory(space__check_in_required=True, starts_at=NOW, created_at=BEFORE)
        at_once(
            lambda booked=booked: presence.check_in(reservation=booked, by=booked.person),
            sweeps.release_unclaimed,
        )
        booked.refresh_from_db()
        assert (booked.state, booked.holds.count()) == (State.CHECKED_IN, 1)
        assert PointsEntry.objects.filter(person=booked.person).balance() == 5
        assert not Strike.objects.filter(person=booked.person, waived_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_the_late_one_and_another_for_the_same_place():
    """Released; then its person checks in while another takes the rest: one of them has it."""
    for _turn in range(8):
        court = SpaceFactory(home=HomeFactory(hours=True), check_in_required=True)
        booked = ReservationFactory(space=court, starts_at=NOW, created_at=BEFORE)
        other = PersonFactory()
        with clock.stopped_at(NOW + 15 * MINUTE):
            assert sweeps.release_unclaimed() == 1

        def take(court=court, other=other):
            made, _new = actions.book(
                person=other,
                space=court,
                starts_at=NOW + 30 * MINUTE,
                ends_at=NOW + 60 * MINUTE,
                source="cadre",
            )
            return made.state

        results = at_once(
            lambda booked=booked: presence.check_in(reservation=booked, by=booked.person).state,
            take,
        )
        assert sorted(results) in (["checked_in", "taken"], ["confirmed", "taken"])
        assert Hold.objects.filter(reservation__space=court).count() == 1

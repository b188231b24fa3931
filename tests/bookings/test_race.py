"""Many people want the same thing at the same moment, over HTTP, on the running portal."""

import json
import threading
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta

import pytest
from rest_framework.authtoken.models import Token

from bookings.models import Hold, Reservation
from bookings.spaces import set_cap
from common import clock
from homes.enums import Mode
from homes.models import Space
from tests.factories.homes import HomeFactory, HoursFactory, SpaceFactory
from tests.factories.unions import PersonFactory
from tests.live import portal

pytestmark = pytest.mark.django_db(transaction=True)

DAY = clock.today() + timedelta(days=2)


def at(hour: int, minute: int = 0) -> str:
    return datetime.combine(DAY, time(hour, minute), clock.SHANGHAI).isoformat()


def post(url: str, token: str, body: dict) -> tuple[int, dict]:
    """One POST; the status and the JSON of the answer."""
    request = urllib.request.Request(
        f"{url}/api/v1/bookings/",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Token {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def race(url: str, tokens: list[str], bodies: list[dict]) -> list[tuple[int, dict]]:
    """All POSTs leave at once, one from each account."""
    gate = threading.Barrier(len(tokens))

    def run(token: str, body: dict) -> tuple[int, dict]:
        gate.wait(timeout=60)
        return post(url, token, body)

    with ThreadPoolExecutor(len(tokens)) as pool:
        return list(pool.map(run, tokens, bodies))


@pytest.fixture
def home():
    home = HomeFactory()
    HoursFactory(home=home, opens=time(0), closes=time(0))
    return home


@pytest.fixture
def tokens():
    people = PersonFactory.create_batch(160)
    return [Token.objects.create(user=person).key for person in people]


def space_of(home, **fields) -> Space:
    return SpaceFactory(home=home, daily_quota=None, **fields)


def overlaps() -> int:
    """Pairs of holds that overlap, counted by brute force and not by the constraint."""
    rows = list(Hold.objects.values_list("units", "during"))
    return sum(
        a[0].lower < b[0].upper
        and b[0].lower < a[0].upper
        and a[1].lower < b[1].upper
        and b[1].lower < a[1].upper
        for i, a in enumerate(rows)
        for b in rows[i + 1 :]
    )


def test_one_slot_fifty_bookers_twenty_times(home, tokens):
    space = space_of(home, mode=Mode.EXCLUSIVE)
    with portal() as url:
        for turn in range(20):
            start = f"{8 + turn // 2:02}:{turn % 2 * 30:02}"
            hour, minute = map(int, start.split(":"))
            body = {
                "space": space.pk,
                "starts_at": at(hour, minute),
                "ends_at": at(hour + minute // 30, (minute + 30) % 60),
            }
            answers = race(url, tokens[:50], [body] * 50)
            assert Counter(status for status, _answer in answers) == {201: 1, 409: 49}
            refused = [answer for status, answer in answers if status == 409]
            assert {answer["code"] for answer in refused} == {"taken"}
            if turn == 0:
                assert all(answer["alternatives"] for answer in refused)
    assert Reservation.objects.count() == 20
    assert overlaps() == 0


def test_a_hundred_places_for_a_hundred_and_sixty(home, tokens):
    gym = space_of(home, mode=Mode.PLACES, capacity=100)
    body = {"space": gym.pk, "starts_at": at(19), "ends_at": at(20), "places": 1}
    with portal() as url:
        answers = race(url, tokens, [body] * 160)
    assert Counter(status for status, _answer in answers) == {201: 100, 409: 60}
    assert overlaps() == 0
    assert sum(h.units.upper - h.units.lower for h in Hold.objects.all()) == 100


def test_a_hall_and_its_half_courts_never_overlap(home, tokens):
    hall = space_of(home, mode=Mode.EXCLUSIVE)
    halves = [space_of(home, mode=Mode.EXCLUSIVE, parent=hall) for _half in range(2)]
    spaces = [hall.pk, halves[0].pk, halves[1].pk]
    bodies = [
        {"space": spaces[n % 3], "starts_at": at(9 + n % 4), "ends_at": at(11 + n % 4)}
        for n in range(60)
    ]
    with portal() as url:
        answers = race(url, tokens[:60], bodies)
    assert {status for status, _answer in answers} == {201, 409}
    assert overlaps() == 0
    won = [answer for status, answer in answers if status == 201]
    for booking in won:
        for other in won:
            if booking is other:
                continue
            related = booking["space"] == other["space"] or hall.pk in (
                booking["space"],
                other["space"],
            )
            apart = (
                booking["ends_at"] <= other["starts_at"] or other["ends_at"] <= booking["starts_at"]
            )
            assert apart or not related


def test_rooms_of_a_capped_home_never_let_in_too_many(home, tokens):
    """Sixty people race for five spaces of a home that lets in ten; each room brings two."""
    rooms = [space_of(home, mode=Mode.EXCLUSIVE, capacity=4) for _room in range(4)]
    gym = space_of(home, mode=Mode.PLACES, capacity=30)
    set_cap(home=home, cap=10, by=None)
    spaces = [*rooms, gym]
    bodies = [
        {
            "space": spaces[n % 5].pk,
            "starts_at": at(9 + n % 3),
            "ends_at": at(11 + n % 3),
            **({"places": 2} if n % 5 == 4 else {"people": 2}),
        }
        for n in range(60)
    ]
    with portal() as url:
        answers = race(url, tokens[:60], bodies)
    assert {status for status, _answer in answers} == {201, 409}
    codes = {answer["code"] for status, answer in answers if status == 409}
    assert codes <= {"taken", "home_full"}
    assert "home_full" in codes
    assert overlaps() == 0
    booked = list(Reservation.objects.select_related("space"))
    moments = [datetime.combine(DAY, time(hour), clock.SHANGHAI) for hour in range(9, 14)]
    there = [sum(r.heads for r in booked if r.starts_at <= now < r.ends_at) for now in moments]
    assert max(there) == 10

"""The door: proofs, visits by scan, surprise checks; also under races."""

import random
from datetime import date, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from homes import doors
from homes.enums import CountMethod, Scene, Status
from homes.models import DoorCall, DoorPolicy, Home, Visit, VisitByGroup, VisitMark
from homes.proof import open_days_since
from tests.factories.homes import HomeFactory, HoursFactory, StopFactory
from tests.factories.unions import PersonFactory

NOW = datetime(2026, 11, 23, 20, 40, tzinfo=SHANGHAI)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def monday_evening():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def home(db):
    home = HomeFactory(lat=24.735, lon=118.648)
    HoursFactory(home=home, opens=time(8), closes=time(22))
    return home


@pytest.fixture
def keeper(db):
    return PersonFactory()


@pytest.mark.django_db
def test_a_check_at_the_door_proves_it(home, keeper):
    Home.objects.update(unverified=True)
    check = doors.check_door(home=home, by=keeper, lat=24.7355, lon=118.648)
    home.refresh_from_db()
    assert (check.at, home.last_proof_at, home.unverified) == (NOW, NOW, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [(None, None, "no_place"), (24.74, 118.648, "too_far_from_door")],
)
def test_a_check_from_elsewhere_proves_nothing(home, keeper, lat, lon, code):
    with pytest.raises(Refusal) as refusal:
        doors.check_door(home=home, by=keeper, lat=lat, lon=lon)
    home.refresh_from_db()
    assert (refusal.value.code, home.last_proof_at) == (code, None)


@pytest.mark.django_db
def test_a_mobile_home_is_checked_where_it_stands(keeper):
    van = HomeFactory(scene=Scene.MOBILE, lat=None, lon=None)
    StopFactory(home=van, lat=24.9, lon=118.7, starts_at=at(23, 20), ends_at=at(23, 21))
    doors.check_door(home=van, by=keeper, lat=24.9, lon=118.7)
    with pytest.raises(Refusal, match=r"5\d{3}"):
        doors.check_door(home=van, by=keeper, lat=24.95, lon=118.7)


@pytest.mark.django_db
def test_a_device_counts_once_a_half_day(home):
    assert doors.count_visit(home=home, device="a", worker_group="courier") is True
    assert doors.count_visit(home=home, device="a", worker_group="courier") is False
    assert doors.count_visit(home=home, device="b") is True
    with clock.stopped_at(at(24, 9)):
        assert doors.count_visit(home=home, device="a") is True
    with clock.stopped_at(at(24, 14)):
        assert doors.count_visit(home=home, device="a") is True
    rows = Visit.objects.order_by("on").values_list("on", "method", "person_times")
    assert list(rows) == [
        (date(2026, 11, 23), CountMethod.SCANNED, 2),
        (date(2026, 11, 24), CountMethod.SCANNED, 2),
    ]
    assert VisitByGroup.objects.get().person_times == 1
    home.refresh_from_db()
    assert home.last_proof_at == at(24, 14)


@pytest.mark.django_db
def test_no_visit_is_counted_while_the_home_is_shut(home):
    with clock.stopped_at(at(23, 23)), pytest.raises(Refusal) as refusal:
        doors.count_visit(home=home, device="a")
    assert (refusal.value.code, Visit.objects.count()) == ("closed", 0)


@pytest.mark.django_db
def test_marks_are_forgotten_and_counts_stay(home):
    doors.count_visit(home=home, device="a")
    with clock.stopped_at(NOW + timedelta(days=8)):
        assert doors.forget_marks() == 1
    assert (VisitMark.objects.count(), Visit.objects.get().person_times) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_racing_scans_of_one_device_count_once_and_of_many_all(home):
    gate, won = Barrier(20), []

    def scan(device: str) -> None:
        try:
            gate.wait(timeout=30)
            with clock.stopped_at(NOW):
                won.append(doors.count_visit(home=home, device=device))
        finally:
            connection.close()

    threads = [Thread(target=scan, args=(f"device-{n // 2}",)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(won) == [False] * 10 + [True] * 10
    assert Visit.objects.get().person_times == 10


days = st.integers(0, 29)


@given(st.sets(days, max_size=20), st.none() | days)
def test_open_days_since_counts_dates_after_the_proof(opened, proved):
    start = datetime(2026, 10, 1, tzinfo=SHANGHAI)
    intervals = [
        (start + timedelta(days=d, hours=8), start + timedelta(days=d, hours=18)) for d in opened
    ]
    last = None if proved is None else start + timedelta(days=proved, hours=9)
    expected = [d for d in opened if proved is None or d > proved]
    assert open_days_since(intervals, last) == len(expected)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(24, 1), (24 * 3, 3), (24 * 3 + 1, 4), (6, 1)],
)
def test_a_home_that_never_shuts_is_open_on_every_date(hours, expected):
    start = datetime(2026, 10, 1, tzinfo=SHANGHAI)
    assert open_days_since([(start, start + timedelta(hours=hours))], None) == expected


@pytest.mark.django_db
def test_a_home_without_proof_turns_unverified_and_back(home, keeper):
    doors.check_door(home=home, by=keeper, lat=24.735, lon=118.648)
    with clock.stopped_at(at(27, 20)):
        assert doors.refresh_verification() == 0
    with clock.stopped_at(at(28, 20)):
        assert doors.refresh_verification() == 1
        home.refresh_from_db()
        assert home.unverified is True
        doors.check_door(home=home, by=keeper, lat=24.735, lon=118.648)
        assert doors.refresh_verification() == 0
        home.refresh_from_db()
        assert home.unverified is False


@pytest.mark.django_db
def test_days_on_which_it_was_not_to_open_do_not_count():
    weekend = HomeFactory()
    HoursFactory(home=weekend, weekdays=[6], opens=time(8), closes=time(18))
    Home.objects.update(last_proof_at=at(14, 9))
    with clock.stopped_at(at(30, 20)):
        assert doors.refresh_verification() == 0


@pytest.mark.django_db
def test_surprise_checks_come_at_the_policys_rate_and_only_while_open(home):
    HomeFactory.create_batch(2, status=Status.SUSPENDED)
    shut = HomeFactory()
    HoursFactory(home=shut, opens=time(8), closes=time(18))
    DoorPolicy.objects.create(calls_a_month=100)
    rng, asked = random.Random(125), 0
    # 14 open hours a day make 2,520 rounds of ten minutes a month: 4 calls in every hundred.
    for turn in range(200):
        with clock.stopped_at(NOW + timedelta(seconds=turn)):
            asked += doors.call_doors(minutes=10, rng=rng)
            DoorCall.objects.update(expired=True)
    assert 3 <= asked <= 16
    assert set(DoorCall.objects.values_list("home", flat=True)) == {home.pk}


@pytest.mark.django_db
def test_an_answered_call_is_closed_and_a_late_one_expires(home, keeper):
    DoorPolicy.objects.create(calls_a_month=10_000)
    assert doors.call_doors(minutes=10, rng=random.Random(1)) == 1
    assert doors.call_doors(minutes=10, rng=random.Random(1)) == 0
    doors.check_door(home=home, by=keeper, lat=24.735, lon=118.648)
    assert DoorCall.objects.get().answered_at == NOW
    assert doors.call_doors(minutes=10, rng=random.Random(1)) == 1
    with clock.stopped_at(NOW + timedelta(minutes=31)):
        assert doors.expire_calls() == 1


@pytest.mark.django_db
def test_a_new_token_ends_the_old_one(home, keeper):
    old = home.door_token
    assert doors.reissue_token(home=home, by=keeper).door_token != old
    assert Home.objects.filter(door_token=old).exists() is False

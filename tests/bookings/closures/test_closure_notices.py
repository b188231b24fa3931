"""A closure tells each person once, however many of their bookings it hits."""

import pytest
from django.utils.translation import override

from bookings import closures
from bookings.enums import ClosureState, Decision, PartState
from bookings.models import ClosureHit
from messaging.actions import choose
from messaging.enums import Channel, Group, Level
from messaging.models import Delivery, Notice
from tests.bookings.closures.scene import at, draft
from tests.factories.bookings import ReservationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def court_of(county, neighbour):
    """The neighbour's court; the county's cadre may close both homes."""
    return neighbour


def told(person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def closed(closure, by, worked):
    closures.confirm(closure=closure, by=by)
    return worked(closure)


def test_one_message_lists_each_with_its_outcome(
    home, court, neighbour, worker, member, home_cadre, worked
):
    moved = ReservationFactory(space=court, person=worker, starts_at=at(10))
    gone = ReservationFactory(space=court, person=worker, starts_at=at(14))
    ReservationFactory(space=court, person=member, starts_at=at(16))
    closure = worked(draft([home], home_cadre))
    hit = ClosureHit.objects.get(reservation=gone)
    closures.decide(closure=closure, decisions={hit.pk: Decision.CANCEL}, by=home_cadre)
    closed(closure, home_cadre, worked)
    assert told(member) == ["booking_moved"]
    notice = Notice.objects.get(person=worker)
    assert (notice.kind, notice.url) == ("bookings_changed", "/bookings/")
    with override("zh-hans"):
        assert notice.title == "您的几项预约有变动"
        assert notice.head == (
            f"抱歉，{home.name}因“台风”未能按原样保留您的2项预约，详见下方。"
            "新时间来不了的，请及时取消。"
        )
        assert notice.lines == [
            (
                f"11月24日（周二）10:00 1 号场：改到11月24日（周二）10:00 "
                f"{neighbour.home.name} 邻家场地",
                f"/bookings/{moved.pk}/",
            ),
            ("11月24日（周二）14:00 1 号场：已取消", f"/bookings/{gone.pk}/"),
        ]
    with override("en"):
        assert notice.lines[1][0] == "1 号场, Tue 24 Nov, 14:00: cancelled"
    assert [row.channel for row in Delivery.objects.filter(notice=notice)] == [Channel.SMS]


def test_as_the_person_has_chosen(home, court, worker, home_cadre, worked):
    choose(
        person=worker,
        language="en",
        levels={(Group.BOOKINGS, Channel.SMS): Level.NONE},
    )
    for hour in (10, 14):
        ReservationFactory(space=court, person=worker, starts_at=at(hour))
    closed(worked(draft([home], home_cadre)), home_cadre, worked)
    assert told(worker) == ["bookings_changed"]
    assert not Delivery.objects.exists()


def test_with_the_last_of_several_homes(home, court, court_of, worker, member, county, worked):
    ReservationFactory(space=court, person=worker, starts_at=at(10))
    ReservationFactory(space=court, person=member, starts_at=at(12))
    ReservationFactory(space=court_of, person=worker, starts_at=at(12))
    closure = worked(draft([home, court_of.home], county))
    closures.decide_all(closure=closure, decision=Decision.CANCEL, by=county)
    closures.confirm(closure=closure, by=county)
    closures.carry_out(part=closure.parts.get(home=home))
    assert (told(worker), told(member)) == ([], ["booking_cancelled"])
    closures.carry_out(part=closure.parts.get(home=court_of.home))
    assert told(worker) == ["bookings_changed_widely"]
    with override("zh-hans"):
        lines = [text for text, _url in Notice.objects.get(person=worker).lines]
    assert lines == [
        f"11月24日（周二）10:00 {home.name} 1 号场：已取消",
        f"11月24日（周二）12:00 {court_of.home.name} 邻家场地：已取消",
    ]


def test_nobody_waits_for_a_home_that_is_not_closed(home, court, court_of, worker, county, worked):
    ReservationFactory(space=court, person=worker, starts_at=at(10))
    ReservationFactory(space=court_of, person=worker, starts_at=at(12))
    closure = worked(draft([home, court_of.home], county))
    closures.decide_all(closure=closure, decision=Decision.CANCEL, by=county)
    ReservationFactory(space=court_of, starts_at=at(14))
    closure = closed(closure, county, worked)
    assert closure.parts.get(home=court_of.home).state == PartState.CHANGED
    assert told(worker) == ["booking_cancelled"]
    closures.decide_all(closure=closure, decision=Decision.CANCEL, by=county)
    assert closed(closure, county, worked).state == ClosureState.DONE
    assert told(worker) == ["booking_cancelled", "booking_cancelled"]
    assert not ClosureHit.objects.filter(told=False, reservation__person=worker).exists()


def test_a_stop_tells_of_what_is_done(home, court, court_of, worker, county, worked):
    ReservationFactory(space=court, person=worker, starts_at=at(10))
    ReservationFactory(space=court_of, person=worker, starts_at=at(12))
    closure = worked(draft([home, court_of.home], county))
    closures.decide_all(closure=closure, decision=Decision.CANCEL, by=county)
    closures.confirm(closure=closure, by=county)
    closures.carry_out(part=closure.parts.get(home=home))
    assert told(worker) == []
    closures.stop(closure=closure, by=county)
    assert told(worker) == ["booking_cancelled"]
    left = closures.carry_out(part=closure.parts.get(home=court_of.home))
    assert left.state == PartState.READY


def test_open_again_is_told_once(home, court, worker, member, home_cadre, worked):
    first = ReservationFactory(space=court, person=worker, starts_at=at(10))
    second = ReservationFactory(space=court, person=worker, starts_at=at(14))
    ReservationFactory(space=court, person=member, starts_at=at(16))
    closure = worked(draft([home], home_cadre))
    closures.decide_all(closure=closure, decision=Decision.CANCEL, by=home_cadre)
    closed(closure, home_cadre, worked)
    closures.reopen(closure=closure, by=home_cadre)
    worked(closure)
    assert told(member) == ["booking_cancelled", "home_reopened"]
    assert told(worker) == ["bookings_changed", "home_reopened_several"]
    again = Notice.objects.get(kind="home_reopened_several")
    assert [url for _text, url in again.lines] == [
        f"/bookings/{row.pk}/" for row in (first, second)
    ]

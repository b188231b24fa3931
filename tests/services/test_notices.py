"""People who signed up hear of each change, and are reminded."""

from datetime import datetime

import pytest

from common import clock
from common.clock import SHANGHAI
from messaging.models import Delivery, Notice
from services import actions
from services.enums import SessionState, SignUpState
from services.reminders import remind
from tests.factories.homes import SpaceFactory
from tests.factories.services import ActivityFactory, SessionFactory, SignUpFactory

pytestmark = pytest.mark.django_db


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def the_twentieth():
    with clock.stopped_at(at(20, 12)):
        yield


@pytest.fixture
def session(home):
    activity = ActivityFactory(home=home, name="书法学习班")
    return SessionFactory(activity=activity, starts_at=at(25, 14))


@pytest.fixture
def going(session, worker):
    return SignUpFactory(session=session, person=worker)


def move(session, by, hour: int, space=None) -> None:
    actions.reschedule_session(
        session=session,
        starts_at=at(25, hour),
        ends_at=at(25, hour + 1),
        capacity=20,
        by=by,
        space=space,
    )


def told() -> list[str]:
    return [notice.text for notice in Notice.objects.order_by("pk")]


def test_who_signed_up_is_told_of_a_move_in_the_same_transaction(going, session, home_cadre):
    withdrawn = SignUpFactory(session=session, state=SignUpState.CANCELLED)
    room = SpaceFactory(home=session.activity.home, name="三楼教室")
    move(session, home_cadre, 16, room)
    assert told() == [
        "您报名的“书法学习班”改到11月25日（周三）16:00，地点：示例石狮共享职工之家 三楼教室。"
        "名额为您保留，来不了请及时取消报名。"
    ]
    assert not Notice.objects.filter(person=withdrawn.person).exists()
    assert [row.channel for row in Delivery.objects.all()] == ["sms"]


def test_of_each_move_once_also_of_one_back(going, session, home_cadre):
    for minute, hour in enumerate((16, 14, 16)):
        with clock.stopped_at(at(20, 12, minute)):
            move(session, home_cadre, hour)
    assert len(told()) == 3


def test_what_changes_nothing_for_them_is_not_told(going, session, home_cadre):
    actions.reschedule_session(
        session=session,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        capacity=30,
        by=home_cadre,
    )
    assert told() == []


def test_of_a_cancellation_with_its_reason(going, session, home_cadre):
    actions.cancel_session(session=session, by=home_cadre, note="老师临时有事。")
    assert told() == [
        "抱歉，示例石狮共享职工之家11月25日（周三）14:00的“书法学习班”已取消，请勿前往。"
        "老师临时有事。"
    ]
    assert [row.channel for row in Delivery.objects.all()] == ["sms"]


def reminded(*moments: datetime) -> list[int]:
    found = []
    for moment in moments:
        with clock.stopped_at(moment):
            found.append(remind())
    return found


def test_reminded_the_evening_before_and_two_hours_before(going):
    assert reminded(at(24, 18), at(24, 19), at(24, 19, 5)) == [0, 1, 0]
    assert reminded(at(25, 12), at(25, 12, 5), at(25, 14)) == [1, 0, 0]
    assert "地点：示例石狮共享职工之家" in told()[0]


def test_not_reminded_who_signed_up_after_the_moment(going):
    going.at = at(24, 20)
    going.save()
    assert reminded(at(24, 20, 5), at(25, 12)) == [0, 1]


def test_reminded_of_the_new_time_after_a_move(going, session, home_cadre):
    assert reminded(at(24, 19)) == [1]
    with clock.stopped_at(at(24, 20)):
        move(session, home_cadre, 18)
    assert reminded(at(24, 20, 5), at(25, 12), at(25, 16)) == [0, 0, 1]


def test_not_of_what_is_called_off_or_given_up(going, session):
    SignUpFactory(session=session, state=SignUpState.CANCELLED)
    session.state = SessionState.CANCELLED
    session.save()
    assert reminded(at(24, 19)) == [0]

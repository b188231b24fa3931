"""People who signed up hear once about each change."""

import pytest

from services import tasks
from services.enums import SessionState
from tests.factories.bookings import tomorrow_at
from tests.factories.services import ActivityFactory, SessionFactory, SignUpFactory

SENT: list[tuple[str, str]] = []


class Recorder:
    """An SMS gateway that keeps what it is given."""

    def send(self, phone: str, text: str) -> None:
        SENT.append((phone, text))


class Broken:
    """An SMS gateway that is down."""

    def send(self, phone: str, text: str) -> None:
        raise ConnectionError


@pytest.fixture
def going(home, settings):
    SENT.clear()
    settings.SMS_BACKEND = "tests.services.test_tasks.Recorder"
    session = SessionFactory(activity=ActivityFactory(home=home, name="书法学习班"))
    return SignUpFactory(session=session)


def test_each_news_is_sent_once(going):
    session = going.session
    session.starts_at = tomorrow_at(15)
    session.save(update_fields=["starts_at"])
    when = f"{tomorrow_at(15):%Y-%m-%d} 15:00"
    assert [tasks.tell(going.pk) for _attempt in range(2)] == [True, False]
    session.state = SessionState.CANCELLED
    session.save(update_fields=["state"])
    assert [tasks.tell(going.pk) for _attempt in range(2)] == [True, False]
    moved, cancelled = SENT
    assert moved[0] == cancelled[0] == going.person.phone
    for text in (moved[1], cancelled[1]):
        assert "书法学习班" in text
        assert "示例石狮共享职工之家" in text
        assert when in text
    assert moved[1] != cancelled[1]


def test_what_failed_is_sent_by_the_next_attempt(going, settings):
    settings.SMS_BACKEND = "tests.services.test_tasks.Broken"
    with pytest.raises(ConnectionError):
        tasks.tell(going.pk)
    settings.SMS_BACKEND = "tests.services.test_tasks.Recorder"
    assert tasks.tell(going.pk) is True
    assert len(SENT) == 1


def test_a_sign_up_that_is_gone_is_left_alone(going):
    gone = going.pk
    going.delete()
    assert tasks.tell(gone) is False
    assert SENT == []


def test_a_closed_account_is_left_alone(going):
    going.person.is_active = False
    going.person.save(update_fields=["is_active"])
    assert tasks.tell(going.pk) is False
    assert SENT == []

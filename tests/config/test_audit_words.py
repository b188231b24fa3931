"""The history of a row, in words: every code of the audit log has some."""

import re

import pytest
from django.conf import settings

from common import audit
from common.audit_words import action_word, history_of, model_word, named
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import FacilityFactory, HomeAppointmentFactory, SpaceFactory
from unions.enums import Role

APPS = [
    *("common", "unions", "messaging", "homes", "bookings"),
    *("staffing", "services", "funding", "reports", "config"),
]
CALL = re.compile(r"audit\.record\(\s*action=([^,\n]+)")


def codes() -> set[str]:
    """All that the source writes out as a code of the audit log."""
    files = [file for app in APPS for file in (settings.BASE_DIR / app).rglob("*.py")]
    calls = [call for file in files for call in CALL.findall(file.read_text())]
    return {code for call in calls for code in re.findall(r'(?<!f)"([a-z_ ]+)"', call)}


def test_every_code_has_words():
    found = codes()
    assert len(found) > 70
    assert found - named() == set()
    assert {"rate", "change_rating", "report done", "report failed"} - named() == set()


def test_what_nobody_named_is_shown_as_it_is():
    assert (action_word("of_old"), model_word("gone.model")) == ("of_old", "gone.model")


def page(client, user, row) -> str:
    client.force_login(user)
    return client.get(f"/admin/bookings/reservation/{row.pk}/history/").content.decode()


@pytest.mark.django_db
def test_a_bookings_history_says_who_did_what_and_why(client, home, home_cadre):
    row = ReservationFactory(space=SpaceFactory(home=home))
    audit.record(action="book", target=row, actor=row.person)
    audit.record(action="cancel", target=row, actor=home_cadre, note="消防检查")
    audit.record(action="escalate", target=row)
    shown = page(client, home_cadre, row)
    words = [str(row.person), str(home_cadre), "已取消", "消防检查", "系统"]
    assert [word for word in words if word not in shown] == []


@pytest.mark.django_db
def test_a_confidential_bookings_history_names_nobody(client, home, home_cadre):
    facility = FacilityFactory(code="counselling_room", confidential=True)
    row = ReservationFactory(space=SpaceFactory(home=home, facility=facility))
    audit.record(action="cancel", target=row, actor=row.person, note="睡眠问题")
    editor = HomeAppointmentFactory(home=home, role=Role.EDITOR).person
    shown = page(client, editor, row)
    assert ("已取消" in shown, str(row.person) in shown, "睡眠问题" in shown) == (
        True,
        False,
        False,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, 20])
def test_history_asks_once(home, django_assert_num_queries, count):
    row = ReservationFactory(space=SpaceFactory(home=home))
    for _number in range(count):
        audit.record(action="move", target=row, actor=row.person)
    with django_assert_num_queries(1):
        assert len(history_of(row)) == count

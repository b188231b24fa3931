"""Waiting lists in the admin: who waits for what, stepping in with a reason, confidential rooms."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bookings import actions, waiting
from bookings.enums import State, Turn
from bookings.models import WaitlistEntry
from messaging.models import Notice
from tests.factories.bookings import ReservationFactory, WaitlistEntryFactory, tomorrow_at
from tests.factories.homes import FacilityFactory, HomeAppointmentFactory, SpaceFactory
from tests.factories.unions import PersonFactory
from unions.enums import Role

LIST = "/admin/bookings/waitlistentry/"
SUBMIT = {"_form_submitted": "True"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def space(home):
    return SpaceFactory(home=home, name="培训室")


@pytest.fixture
def entry(space):
    return WaitlistEntryFactory(space=space, person__display_name="某位职工")


@pytest.fixture
def editor(home):
    return HomeAppointmentFactory(home=home, role=Role.EDITOR).person


def do(client, user, verb, entry, **data):
    """The dialog's form sent."""
    client.force_login(user)
    return client.post(f"{LIST}{entry.pk}/{verb}/", SUBMIT | data)


def turn_of(entry) -> str:
    return WaitlistEntry.objects.get(pk=entry.pk).state


def page(entry) -> str:
    return reverse("admin:bookings_waitlistentry_change", args=[entry.pk])


def test_the_list_shows_who_waits_with_a_masked_number(client, home_cadre, entry):
    client.force_login(home_cadre)
    text = client.get(LIST).content.decode()
    assert "培训室" in text
    assert f"某位职工 {entry.person.masked_phone}" in text
    assert entry.person.phone not in text
    assert f"{LIST}{entry.pk}/offer/" in text


def test_keeping_a_free_place_needs_a_reason(client, home_cadre, entry):
    assert do(client, home_cadre, "offer", entry).status_code == 200
    assert turn_of(entry) == Turn.WAITING
    answer = do(client, home_cadre, "offer", entry, note="班组比赛")
    assert answer.headers["HX-Redirect"] == LIST
    assert turn_of(entry) == Turn.OFFERED
    assert f"{LIST}{entry.pk}/offer/" not in client.get(LIST).content.decode()


def test_where_nothing_is_free_it_says_so(client, home_cadre, entry):
    ReservationFactory(space=entry.space, starts_at=entry.starts_at)
    do(client, home_cadre, "offer", entry, note="班组比赛")
    assert turn_of(entry) == Turn.WAITING
    assert "这个时段已被约走" in client.get(LIST).content.decode()


def test_taking_somebody_off_tells_why(client, home_cadre, entry):
    assert do(client, home_cadre, "take_off", entry).status_code == 200
    do(client, home_cadre, "take_off", entry, note="场地检修")
    assert turn_of(entry) == Turn.REMOVED
    assert "场地检修" in Notice.objects.get().text
    text = client.get(page(entry)).content.decode()
    assert "场地检修" in text
    assert f"{LIST}{entry.pk}/take_off/" not in text


def test_a_kept_place_is_called_off_in_the_list_of_reservations(client, home_cadre, entry):
    kept = waiting.offer_now(entry=entry, by=home_cadre, note="x")
    client.force_login(home_cadre)
    url = f"/admin/bookings/reservation/{kept.pk}/call_off/"
    listed = client.get("/admin/bookings/reservation/").content.decode()
    assert "候补保留中" in listed
    assert url in listed
    client.post(url, SUBMIT | {"note": "场地检修"})
    kept.refresh_from_db()
    assert (kept.state, turn_of(entry)) == (State.CANCELLED, Turn.REMOVED)
    assert Notice.objects.latest("pk").kind == "waitlist_removed"


def test_who_may_only_look_finds_no_buttons(client, viewer, entry):
    client.force_login(viewer)
    assert f"{LIST}{entry.pk}/offer/" not in client.get(LIST).content.decode()
    assert do(client, viewer, "take_off", entry, note="x").status_code == 403
    assert turn_of(entry) == Turn.WAITING


def test_the_city_next_door_finds_nothing(client, next_city, entry):
    client.force_login(next_city)
    assert list(client.get(LIST).context["cl"].queryset) == []
    assert do(client, next_city, "take_off", entry, note="x").status_code == 404


def test_who_waits_for_a_confidential_room_stays_hidden(client, home, editor, home_cadre):
    facility = FacilityFactory(code="counselling_room", name="心灵驿站", confidential=True)
    room = SpaceFactory(home=home, facility=facility)
    entry = WaitlistEntryFactory(space=room, person__display_name="某位职工")
    client.force_login(editor)
    for url in (LIST, page(entry)):
        text = client.get(url).content.decode()
        assert "某位职工" not in text
        assert "已占用" in text
    assert list(client.get(f"{LIST}?q=某位职工").context["cl"].result_list) == []
    assert client.get(f"{LIST}?person__display_name=某位职工").status_code == 400
    client.force_login(home_cadre)
    assert "某位职工" in client.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_list_asks_the_same_for_any_number(
    client, county, space, django_assert_num_queries, count
):
    for number in range(count):
        starts_at = tomorrow_at(10) + timedelta(hours=number)
        WaitlistEntryFactory(space=space, starts_at=starts_at)
    booked = ReservationFactory(space=space, starts_at=tomorrow_at(8))
    times = {"starts_at": booked.starts_at, "ends_at": booked.ends_at}
    waiting.join(person=PersonFactory(), space=space, **times)
    actions.cancel(reservation=booked, by=county)
    client.force_login(county)
    with django_assert_num_queries(14):
        answer = client.get(LIST)
    assert len(answer.context["cl"].result_list) == count + 1

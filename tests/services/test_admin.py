"""Activities, sessions and sign-ups in the admin: every change goes through services.actions."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from bookings.models import Reservation
from common import clock
from services.enums import SessionState, SignUpState
from services.models import Session, SignUp
from services.refusals import refuse
from tests.factories.bookings import ReservationFactory, tomorrow_at
from tests.factories.homes import SpaceFactory
from tests.factories.services import (
    ActivityFactory,
    MenuEntryFactory,
    ServiceItemFactory,
    SessionFactory,
    SignUpFactory,
)

LIST = "/admin/services/session/"
SUBMIT = {"_form_submitted": "True"}


def page(session) -> str:
    return reverse("admin:services_session_change", args=[session.pk])


@pytest.fixture
def activity(home):
    return ActivityFactory(home=home, name="书法课")


@pytest.fixture
def space(home):
    return SpaceFactory(home=home, name="培训室")


def plan(space=None, hour=14, **more) -> dict:
    start = tomorrow_at(hour)
    return {
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "space": space.pk if space else "",
        "capacity": "20",
        "sign_up_closes_at": "",
    } | more


def no_inline() -> dict:
    return {"sign_ups-TOTAL_FORMS": "0", "sign_ups-INITIAL_FORMS": "0"}


def test_a_session_takes_its_space(client, home_cadre, activity, space):
    client.force_login(home_cadre)
    answer = client.post(f"{LIST}add/", plan(space, activity=activity.pk))
    session = Session.objects.get()
    assert answer.status_code == 302
    assert (session.state, session.reservation.space) == (SessionState.SCHEDULED, space)
    assert Reservation.objects.get().purpose == "书法课"


def test_a_taken_space_is_an_error_of_the_form(client, home_cadre, activity, space):
    ReservationFactory(space=space, starts_at=tomorrow_at(15))
    client.force_login(home_cadre)
    answer = client.post(f"{LIST}add/", plan(space, activity=activity.pk))
    form = answer.context["adminform"].form
    assert len(form.non_field_errors()) == 1
    assert form["capacity"].value() == "20"
    assert not Session.objects.exists()


def test_moving_a_session(client, home_cadre, activity, space):
    client.force_login(home_cadre)
    client.post(f"{LIST}add/", plan(space, activity=activity.pk))
    session = Session.objects.get()
    answer = client.post(page(session), plan(space, hour=18, capacity="10") | no_inline())
    session.refresh_from_db()
    assert answer.status_code == 302
    assert (session.starts_at, session.capacity) == (tomorrow_at(18), 10)
    assert session.reservation.starts_at == tomorrow_at(18)


def test_fewer_places_than_taken_are_refused_in_the_form(client, home_cadre, activity):
    session = SessionFactory(activity=activity)
    SignUpFactory(session=session, places=3)
    client.force_login(home_cadre)
    data = plan(capacity="2") | no_inline()
    form = client.post(page(session), data).context["adminform"].form
    assert form.non_field_errors() == [str(refuse("below_taken", places=3))]


def test_what_is_over_can_only_be_read(client, home_cadre, activity):
    session = SessionFactory(activity=activity, held=True)
    client.force_login(home_cadre)
    assert client.get(page(session)).context["has_change_permission"] is False
    assert client.post(page(session), plan()).status_code == 403


def test_calling_off(client, home_cadre, activity):
    session = SessionFactory(activity=activity)
    client.force_login(home_cadre)
    client.post(f"{LIST}{session.pk}/call_off/", SUBMIT | {"note": "停电"})
    session.refresh_from_db()
    assert session.state == SessionState.CANCELLED


def test_noting_how_many_came(client, home_cadre, activity):
    start = clock.now() - timedelta(hours=3)
    session = SessionFactory(activity=activity, starts_at=start)
    client.force_login(home_cadre)
    client.post(f"{LIST}{session.pk}/record/", SUBMIT | {"person_times": "18"})
    session.refresh_from_db()
    assert (session.state, session.person_times) == (SessionState.HELD, 18)


def test_too_early_to_note_is_a_message(client, home_cadre, activity):
    session = SessionFactory(activity=activity)
    client.force_login(home_cadre)
    client.post(f"{LIST}{session.pk}/record/", SUBMIT | {"person_times": "18"})
    assert escape(refuse("not_begun")) in client.get(LIST).content.decode()


def test_the_logbook(client, home_cadre, activity, next_home):
    client.force_login(home_cadre)
    data = SUBMIT | {"activity": activity.pk, "on": "2024-11-02", "person_times": "35"}
    assert client.post(f"{LIST}log/", data).headers["HX-Redirect"] == LIST
    assert Session.objects.get().person_times == 35
    other = ActivityFactory(home=next_home)
    client.post(f"{LIST}log/", data | {"activity": other.pk})
    assert Session.objects.count() == 1


@pytest.mark.parametrize("verb", ["record", "call_off"])
def test_sessions_keep_to_scope_and_right(client, next_city, viewer, activity, verb):
    session = SessionFactory(activity=activity)
    client.force_login(next_city)
    assert client.get(page(session)).status_code == 404
    assert client.post(f"{LIST}{session.pk}/{verb}/", SUBMIT).status_code == 404
    client.force_login(viewer)
    assert client.get(page(session)).status_code == 200
    assert client.post(f"{LIST}{session.pk}/{verb}/", SUBMIT).status_code == 403
    assert client.post(page(session), plan()).status_code == 403


def test_signing_a_worker_up(client, home_cadre, activity, worker):
    session = SessionFactory(activity=activity)
    client.force_login(home_cadre)
    data = {"session": session.pk, "phone": worker.phone, "display_name": "", "places": "2"}
    assert client.post("/admin/services/signup/add/", data).status_code == 302
    made = SignUp.objects.get()
    session.refresh_from_db()
    assert (made.person, made.places, session.taken) == (worker, 2, 2)


def test_a_full_session_is_an_error_of_the_form(client, home_cadre, activity, worker):
    session = SessionFactory(activity=activity, capacity=1)
    SignUpFactory(session=session)
    client.force_login(home_cadre)
    data = {"session": session.pk, "phone": worker.phone, "display_name": "", "places": "1"}
    form = client.post("/admin/services/signup/add/", data).context["adminform"].form
    assert form.non_field_errors() == [str(refuse("full"))]


def test_attendance_of_many(client, home_cadre, activity):
    start = clock.now() - timedelta(hours=1)
    session = SessionFactory(activity=activity, starts_at=start)
    ups = [SignUpFactory(session=session) for _ in range(3)]
    client.force_login(home_cadre)
    data = {"action": "came", "_selected_action": [row.pk for row in ups[:2]]}
    client.post("/admin/services/signup/", data)
    states = SignUp.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [SignUpState.ATTENDED, SignUpState.ATTENDED, SignUpState.SIGNED_UP]


def test_sign_ups_are_not_edited(client, county, activity):
    row = SignUpFactory(session=SessionFactory(activity=activity))
    client.force_login(county)
    address = f"/admin/services/signup/{row.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"places": "5"}).status_code == 403


def test_the_menu_is_priced_in_yuan(client, home_cadre, home):
    item = ServiceItemFactory()
    client.force_login(home_cadre)
    data = {"home": home.pk, "item": item.pk, "when": "", "price_fen": "12.50", "note": ""}
    client.post("/admin/services/menuentry/add/", data | {"active": "on"})
    assert home.menu.get().price_fen == 1_250
    assert "12.50" in client.get("/admin/services/menuentry/").content.decode()


def test_a_service_twice_on_a_menu(client, home_cadre, home):
    entry = MenuEntryFactory(home=home)
    client.force_login(home_cadre)
    data = {"home": home.pk, "item": entry.item_id, "price_fen": "0", "active": "on"}
    answer = client.post("/admin/services/menuentry/add/", data)
    assert answer.status_code == 200
    assert home.menu.count() == 1


def test_activities_of_the_own_home(client, home_cadre, next_home):
    client.force_login(home_cadre)
    answer = client.post("/admin/services/activity/add/", {"home": next_home.pk, "name": "外地"})
    assert list(answer.context["adminform"].form.errors) == ["home"]

"""Who sees whom, and whose password a manager may set."""

import pytest
from django.urls import reverse

from homes.people import people_visible_to, stands_within
from tests.factories.homes import HomeAppointmentFactory
from tests.factories.unions import AppointmentFactory
from unions.enums import Power

LIST = "/admin/unions/person/"


def page(person) -> str:
    return reverse("admin:unions_person_change", args=[person.pk])


def test_cadres_of_homes_and_unions_below_are_seen(county, city, home_cadre, next_city, worker):
    assert set(people_visible_to(city, Power.MANAGE)) == {city, county, home_cadre}
    assert set(people_visible_to(home_cadre, Power.MANAGE)) == {home_cadre}


def test_whoever_has_powers_outside_does_not_stand_within(tree, county, home_cadre, next_home):
    assert stands_within(home_cadre, county)
    AppointmentFactory(person=home_cadre, union=tree["350500"])
    assert not stands_within(home_cadre, county)


def test_a_home_elsewhere_counts_too(county, home_cadre, next_home, superuser):
    HomeAppointmentFactory(person=home_cadre, home=next_home)
    assert not stands_within(home_cadre, county)
    assert stands_within(home_cadre, superuser)


def test_nobody_stands_above_a_superuser(province, superuser, tree):
    AppointmentFactory(person=superuser, union=tree["350581"])
    assert not stands_within(superuser, province)


def test_workers_are_nobody_s_to_look_up(client, county, worker):
    client.force_login(county)
    assert client.get(page(worker)).status_code == 404
    assert list(client.get(LIST, {"q": worker.phone}).context["cl"].queryset) == []


def test_numbers_are_masked_in_lists_and_found_whole_only(client, county, home_cadre):
    client.force_login(county)
    answer = client.get(LIST)
    assert home_cadre.masked_phone in answer.content.decode()
    assert home_cadre.phone not in answer.content.decode()
    assert list(client.get(LIST, {"q": home_cadre.phone[:7]}).context["cl"].queryset) == []
    assert list(client.get(LIST, {"q": home_cadre.phone}).context["cl"].queryset) == [home_cadre]


def test_the_whole_number_is_for_managers(client, county, viewer, home_cadre):
    client.force_login(county)
    assert home_cadre.phone in client.get(page(home_cadre)).content.decode()
    client.force_login(viewer)
    assert home_cadre.phone not in client.get(page(home_cadre)).content.decode()


@pytest.fixture
def give(client):
    def send(user, person, password="a new long one"):
        client.force_login(user)
        address = f"{LIST}{person.pk}/give_password/"
        return client.post(address, {"password": password, "_form_submitted": "True"})

    return send


def test_a_manager_sets_a_password(give, county, home_cadre):
    assert give(county, home_cadre).headers["HX-Redirect"] == page(home_cadre)
    home_cadre.refresh_from_db()
    assert home_cadre.check_password("a new long one")


def test_a_weak_password_is_not_set(give, county, home_cadre):
    assert give(county, home_cadre, "12345678901").status_code == 200
    home_cadre.refresh_from_db()
    assert not home_cadre.check_password("12345678901")


def test_not_of_somebody_with_powers_elsewhere(give, county, home_cadre, next_home):
    HomeAppointmentFactory(person=home_cadre, home=next_home)
    assert give(county, home_cadre).status_code == 403


def test_not_by_outsiders_nor_without_the_right(give, next_city, viewer, home_cadre):
    assert give(next_city, home_cadre).status_code == 404
    assert give(viewer, home_cadre).status_code == 403


def test_nobody_makes_an_account_without_an_appointment(client, province):
    client.force_login(province)
    assert client.get(f"{LIST}add/").status_code == 403

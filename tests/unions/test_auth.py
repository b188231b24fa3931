"""Signing in as people do it: a code by SMS, or a password; and what too many tries bring."""

import base64
import hmac
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from tests.factories.unions import AppointmentFactory, PersonFactory
from unions.auth import PhoneField, permission_power
from unions.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"


def ask_for_code(visitor, phone, **extra):
    return visitor.post(reverse("account_request_login_code"), {"phone": phone, **extra})


def enter(visitor, code, **extra):
    return visitor.post(reverse("account_confirm_login_code"), {"code": code, **extra})


def sign_in(visitor, phone, password):
    return visitor.post(reverse("account_login"), {"login": phone, "password": password})


def signed_in(visitor) -> int | None:
    key = visitor.session.get("_auth_user_id")
    return int(key) if key else None


def test_known_number_signs_in_by_code(visitor, sms, worker):
    answer = ask_for_code(visitor, worker.phone, next="/map/")
    assert answer.url == reverse("account_confirm_login_code") + "?next=%2Fmap%2F"
    assert [message.phone for message in sms] == [worker.phone]
    answer = enter(visitor, sms[0].code, next="/map/")
    assert (answer.status_code, answer.url) == (302, "/map/")
    assert signed_in(visitor) == worker.pk


def test_new_number_gets_an_account_that_the_code_proves(visitor, sms):
    ask_for_code(visitor, "+86 138 0000 1234")
    person = Person.objects.get(phone="13800001234")
    assert (person.phone_verified, signed_in(visitor)) == (False, None)
    assert enter(visitor, sms[0].code).status_code == 302
    person.refresh_from_db()
    assert (person.phone_verified, signed_in(visitor)) == (True, person.pk)
    assert not person.has_usable_password()


def test_known_and_new_numbers_look_alike(visitor, sms, worker):
    known = ask_for_code(visitor, worker.phone)
    new = ask_for_code(visitor, "13800001235")
    assert (known.status_code, known.url) == (new.status_code, new.url)


def test_session_key_changes_at_sign_in(visitor, sms, worker):
    ask_for_code(visitor, worker.phone)
    before = visitor.session.session_key
    enter(visitor, sms[0].code)
    assert before
    assert visitor.session.session_key != before


def test_three_wrong_codes_end_the_attempt(visitor, sms, worker):
    ask_for_code(visitor, worker.phone)
    wrong = "000000" if sms[0].code != "000000" else "111111"
    assert [enter(visitor, wrong).status_code for _ in range(3)] == [200, 200, 302]
    assert enter(visitor, sms[0].code).url == reverse("account_request_login_code")
    assert signed_in(visitor) is None


def test_a_code_works_once(visitor, sms, worker):
    ask_for_code(visitor, worker.phone)
    enter(visitor, sms[0].code)
    visitor.post(reverse("account_logout"))
    enter(visitor, sms[0].code)
    assert signed_in(visitor) is None


def test_a_new_code_can_be_sent_twice(visitor, sms, worker):
    ask_for_code(visitor, worker.phone)
    for _ in range(4):
        visitor.post(reverse("account_confirm_login_code"), {"action": "resend"})
    assert len(sms) == 3
    enter(visitor, sms[-1].code)
    assert signed_in(visitor) == worker.pk


def test_a_number_gets_three_codes_a_minute(visitor, sms, worker):
    answers = []
    for _ in range(4):
        visitor.cookies.clear()
        answers.append(ask_for_code(visitor, worker.phone).status_code)
    assert answers == [302, 302, 302, 200]
    assert len(sms) == 3


def test_a_wrong_number_is_named(visitor, sms):
    answer = ask_for_code(visitor, "0591-87654321")
    assert "11 位" in answer.content.decode()
    assert sms == []
    assert not Person.objects.exists()


def test_a_closed_number_gets_no_code(visitor, sms):
    person = PersonFactory(is_active=False)
    assert ask_for_code(visitor, person.phone).status_code == 302
    assert [message.phone for message in sms] == [person.phone]
    assert not any(character.isdigit() for character in sms[0].text)


def test_demo_shows_the_code(visitor, sms, worker, settings):
    settings.PORTAL_DEMO = True
    ask_for_code(visitor, worker.phone)
    page = visitor.get(reverse("account_confirm_login_code")).content.decode()
    assert sms[0].code in page


def test_without_demo_the_code_is_only_in_the_message(visitor, sms, worker):
    ask_for_code(visitor, worker.phone)
    assert sms[0].code not in visitor.get(reverse("account_confirm_login_code")).content.decode()


def test_staff_sign_in_by_password(visitor):
    person = PersonFactory(password=PASSWORD, is_staff=True)
    answer = sign_in(visitor, f" {person.phone[:3]} {person.phone[3:]}", PASSWORD)
    assert (answer.status_code, signed_in(visitor)) == (302, person.pk)


def test_password_of_an_unproven_number_asks_for_a_code(visitor, sms):
    person = PersonFactory(password=PASSWORD, phone_verified=False)
    assert sign_in(visitor, person.phone, PASSWORD).url == reverse("account_verify_phone")
    assert signed_in(visitor) is None
    visitor.post(reverse("account_verify_phone"), {"code": sms[0].code})
    assert signed_in(visitor) == person.pk


def test_wrong_password_and_unknown_number_answer_alike(visitor):
    person = PersonFactory(password=PASSWORD)
    wrong = sign_in(visitor, person.phone, "not this one").context["form"].non_field_errors()
    unknown = sign_in(visitor, "13800009999", PASSWORD).context["form"].non_field_errors()
    assert wrong
    assert wrong == unknown


def test_five_wrong_passwords_lock_the_number_from_there(visitor):
    person = PersonFactory(password=PASSWORD)
    answers = [sign_in(visitor, person.phone, "wrong").status_code for _ in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]
    assert sign_in(visitor, person.phone, PASSWORD).status_code == 429
    assert signed_in(visitor) is None


def test_a_right_password_forgets_the_wrong_ones(visitor):
    person = PersonFactory(password=PASSWORD)
    for _ in range(2):
        for _ in range(3):
            sign_in(visitor, person.phone, "wrong")
        assert sign_in(visitor, person.phone, PASSWORD).status_code == 302
        visitor.post(reverse("account_logout"))


def test_admin_sends_to_its_own_door(visitor):
    answer = visitor.get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1] == (reverse("admin:login") + "?next=/admin/", 302)


def test_worker_may_not_enter_the_admin(visitor, worker):
    visitor.force_login(worker)
    assert visitor.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize(
    ("typed", "number"),
    [("13800000007", "13800000007"), ("１３８ 0000-0007", "13800000007")],
)
def test_phone_field(typed, number):
    assert PhoneField().clean(typed) == number


@pytest.mark.parametrize(
    ("perm", "power"),
    [
        ("homes.change_home", "edit"),
        ("homes.view_home", "view"),
        ("funding.add_entry", "finance"),
        ("unions.change_person", "manage"),
        ("auth.change_group", None),
        ("django_celery_beat.view_periodictask", None),
    ],
)
def test_permission_power(perm, power):
    assert permission_power(perm) == power


def test_permissions_come_from_appointments(worker, county, finance, viewer, superuser):
    asked = ["homes.view_home", "homes.change_home", "funding.add_entry", "unions.add_union"]
    granted = {
        person.display_name: [person.has_perm(perm) for perm in asked]
        for person in (worker, county, finance, viewer, superuser)
    }
    assert granted == {
        "worker": [False, False, False, False],
        "county": [True, True, True, True],
        "finance": [True, False, True, False],
        "viewer": [True, False, False, False],
        "superuser": [True, True, True, True],
    }


def test_home_cadre_has_the_homes_apps_only(home_cadre):
    asked = ["homes.change_home", "bookings.change_reservation", "unions.view_union"]
    assert [home_cadre.has_perm(perm) for perm in asked] == [True, True, False]


def test_inactive_person_has_nothing(tree):
    person = AppointmentFactory(union=tree["350581"], person__is_active=False).person
    assert not person.has_perm("homes.view_home")


def admin_sign_in(visitor, phone, password):
    body = {"username": phone, "password": password, "next": "/admin/"}
    return visitor.post(reverse("admin:login"), body)


def test_staff_enter_the_admin_by_password(visitor):
    person = PersonFactory(password=PASSWORD, is_staff=True)
    answer = admin_sign_in(visitor, f"+86 {person.phone}", PASSWORD)
    assert (answer.status_code, answer.url, signed_in(visitor)) == (302, "/admin/", person.pk)


def test_worker_does_not(visitor):
    person = PersonFactory(password=PASSWORD)
    assert admin_sign_in(visitor, person.phone, PASSWORD).status_code == 200
    assert signed_in(visitor) is None


def test_a_second_factor_is_not_bypassed_in_the_admin(visitor):
    person = PersonFactory(password=PASSWORD, is_staff=True)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert admin_sign_in(visitor, person.phone, PASSWORD).status_code == 200
    assert signed_in(visitor) is None


def test_second_factor_is_asked_for_after_the_password(visitor):
    person = PersonFactory(password=PASSWORD, is_staff=True)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert sign_in(visitor, person.phone, PASSWORD).url == reverse("mfa_authenticate")
    assert signed_in(visitor) is None


def test_the_admin_locks_after_five_too(visitor):
    person = PersonFactory(password=PASSWORD, is_staff=True)
    answers = [admin_sign_in(visitor, person.phone, "wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert sign_in(visitor, person.phone, PASSWORD).status_code == 429


def six_digits(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def test_a_second_factor_from_activation_to_sign_in(visitor):
    person = PersonFactory(password=PASSWORD, is_staff=True)
    sign_in(visitor, person.phone, PASSWORD)
    activate = reverse("mfa_activate_totp")
    visitor.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": activate})
    secret = visitor.get(activate).context["totp_url"].partition("secret=")[2].partition("&")[0]
    answer = visitor.post(activate, {"code": six_digits(secret)})
    assert (answer.status_code, is_mfa_enabled(person)) == (302, True)
    codes = visitor.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    visitor.post(reverse("account_logout"))
    assert sign_in(visitor, person.phone, PASSWORD).url == reverse("mfa_authenticate")
    visitor.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert signed_in(visitor) is None
    visitor.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert signed_in(visitor) == person.pk


@pytest.mark.parametrize(("proxies", "counted"), [(0, "10.9.9.9"), (1, "198.51.100.7")])
def test_failures_count_for_the_visitor_behind_our_own_proxy_only(proxies, counted, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    person = PersonFactory(password=PASSWORD)
    browser = Client(REMOTE_ADDR="10.9.9.9", HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.7")
    sign_in(browser, person.phone, "wrong")
    attempt = AccessAttempt.objects.get(username=person.phone)
    assert attempt.ip_address == counted
